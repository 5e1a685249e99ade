//! From what the parser says of a text to the mistake in it: where it is, and what to look at.

use super::left_out::left_out;
use super::{QueryError, guard};
use crate::vocab::{PREFIXES, did_you_mean, nearest};

/// What is a word of SPARQL without a colon, whatever its case.
const KEYWORDS: &str = "\
    a abs add all as asc ask avg base bind bnode bound by ceil clear coalesce concat construct contains copy count \
    create data datatype day default delete desc describe distinct drop encode_for_uri exists false filter floor \
    from graph group group_concat having hours if in insert into iri isblank isiri isliteral isnumeric isuri lang \
    langmatches lcase limit load max md5 min minus minutes month move named not now offset optional order prefix \
    rand reduced regex replace round sameterm sample seconds select separator service sha1 sha256 sha384 sha512 \
    silent str strafter strbefore strdt strends strlang strlen strstarts struuid substr sum timezone to true tz \
    ucase undef union uri using uuid values where with year";

/// The parser's error with the place it names; its list of everything it would have taken is left out.
///
/// The parser says `error at LINE:COLUMN: WHAT`; where it does not, the whole message stands. Its place is the furthest
/// it came to: what is left out or not closed before, and a word that no query has, is told instead.
pub(super) fn found(text: &str, said: &str) -> QueryError {
    let place = said.strip_prefix("error at ").and_then(|rest| {
        let (place, what) = rest.split_once(": ")?;
        let (line, column) = place.split_once(':')?;
        Some((line.parse::<usize>().ok()?, column.parse::<usize>().ok()?, what))
    });
    let Some((line, column, what)) = place else {
        return QueryError::Syntax { line: 1, column: 1, message: said.to_owned() };
    };
    if let Some(forbidden) = forbidden(what) {
        return QueryError::Syntax { line, column, message: forbidden.to_owned() };
    }
    if !what.starts_with("expected") {
        return QueryError::Syntax { line, column, message: what.to_owned() };
    }
    let unclosed = guard::unclosed(text).map(|(at, opened)| (at, format!("`{opened}` is not closed")));
    let mistakes = [unclosed, left_out(text), foreign_word(text)].into_iter().flatten();
    let mistakes = mistakes.map(|(at, message)| (place_of(text, at), message));
    if let Some((place, message)) =
        mistakes.filter(|(place, _)| *place <= (line, column)).min_by_key(|(place, _)| *place)
    {
        return pointed(text, place, &message);
    }
    let place = start_of_word(text, (line, column));
    pointed(text, place, &unreadable(text, place))
}

/// Where the word begins that a place is inside of; the place itself where it is in none.
fn start_of_word(text: &str, (line, column): (usize, usize)) -> (usize, usize) {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let shown = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let at = before + shown.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>();
    let word = guard::words(text).into_iter().find(|(start, word)| *start < at && at < start + word.len());
    word.map_or((line, column), |(start, _)| place_of(text, start))
}

/// The first word that no query can have there, and what to say of it: a name whose prefix is not declared, or a word
/// that is neither a name nor a keyword.
fn foreign_word(text: &str) -> Option<(usize, String)> {
    let words = guard::words(text);
    let is_declaration =
        |at: usize| at.checked_sub(1).and_then(|at| words.get(at)).is_some_and(|(_, word)| is(word, "PREFIX"));
    let declared = words.iter().enumerate().filter(|(at, _)| is_declaration(*at));
    let declared = declared.filter_map(|(_, (_, word))| word.strip_suffix(':'));
    let known: Vec<&str> = declared.chain(PREFIXES.iter().map(|(prefix, _)| *prefix)).collect();
    words.iter().enumerate().filter(|(at, _)| !is_declaration(*at)).find_map(|(_, &(at, word))| {
        if !word.starts_with(|c: char| c.is_alphabetic() || c == ':') {
            return None;
        }
        let message = match word.split_once(':') {
            Some((prefix, _)) if known.contains(&prefix) => return None,
            Some((prefix, _)) => undeclared(word, prefix, &known),
            None if keywords().any(|keyword| is(word, keyword)) => return None,
            None => no_keyword(word),
        };
        Some((at, message))
    })
}

fn keywords() -> impl Iterator<Item = &'static str> {
    KEYWORDS.split_ascii_whitespace()
}

fn is(word: &str, keyword: &str) -> bool {
    word.eq_ignore_ascii_case(keyword)
}

fn undeclared(word: &str, prefix: &str, known: &[&str]) -> String {
    let near = nearest(prefix, known.iter().copied()).map(|near| format!("{near}:"));
    let help = near.map_or_else(|| format!("; declare `{prefix}:` before the query"), |near| did_you_mean(Some(&near)));
    format!("the prefix of `{word}` is not declared{help}")
}

fn no_keyword(word: &str) -> String {
    let near = nearest(&word.to_ascii_lowercase(), keywords()).map(str::to_ascii_uppercase);
    let help = near.map_or_else(
        || "; a name has a prefix (`aisec:Tool`), a variable `?`, a text quotation marks".to_owned(),
        |near| did_you_mean(Some(&near)),
    );
    format!("`{word}` is no word of SPARQL{help}")
}

/// Line and column, from 1, of an offset.
fn place_of(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let last = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, last.chars().count() + 1)
}

/// A message with the line it is about and a mark under the place.
fn pointed(text: &str, (line, column): (usize, usize), message: &str) -> QueryError {
    let shown: String = text.lines().nth(line - 1).unwrap_or_default().chars().take(120).collect();
    let pointer = " ".repeat(column.saturating_sub(1));
    QueryError::Syntax { line, column, message: format!("{message}\n  {shown}\n  {pointer}^") }
}

/// What cannot be read at a place.
fn unreadable(text: &str, (line, column): (usize, usize)) -> String {
    let shown = text.lines().nth(line - 1).unwrap_or_default();
    let found: String = shown.chars().skip(column.saturating_sub(1)).take(40).collect();
    if !found.trim().is_empty() {
        return format!("cannot read `{}`", found.trim());
    }
    // Of what is written to its end, the parser tells no nearer place.
    let is_closed = text.contains('}') && text.matches('{').count() <= text.matches('}').count();
    let what =
        if is_closed { "something before this place is not as SPARQL has it" } else { "the text ends too early" };
    what.to_owned()
}

/// What the parser forbids, among all that it would have taken: variables in INSERT DATA, for one. It says so in a
/// sentence, of features it does not have in others, and of prefixes in one that does not name them.
fn forbidden(what: &str) -> Option<&str> {
    let expected = what.strip_prefix("expected ")?;
    let is_sentence = |item: &&str| item.contains(' ') && item.starts_with(char::is_alphabetic);
    let others = ["SPARQL 1.2", "SEP", "LATERAL", "Prefix not found"];
    let is_another = |item: &&str| others.iter().any(|other| item.contains(other));
    expected.trim_start_matches("one of ").split(", ").filter(is_sentence).find(|item| !is_another(item))
}
