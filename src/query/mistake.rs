//! From what the parser says of a text to the mistake in it: where it is, and what to look at.

use super::{QueryError, guard};

/// The parser's error with the place it names; its list of everything it would have taken is left out.
///
/// The parser says `error at LINE:COLUMN: WHAT`; where it does not, the whole message stands. Its place is the furthest
/// it came to: a string or bracket that is not closed before is told instead.
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
    let unclosed = guard::unclosed(text).map(|(at, opened)| (place_of(text, at), opened));
    match unclosed.filter(|(place, _)| *place <= (line, column)) {
        Some((place, opened)) => pointed(text, place, &format!("`{opened}` is not closed")),
        None => pointed(text, (line, column), &unreadable(text, (line, column), what)),
    }
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
fn unreadable(text: &str, (line, column): (usize, usize), what: &str) -> String {
    let shown = text.lines().nth(line - 1).unwrap_or_default();
    let found: String = shown.chars().skip(column.saturating_sub(1)).take(40).collect();
    if what.contains("Prefix not found") {
        let name = shown.chars().take(column.saturating_sub(1)).collect::<String>();
        let prefix = name.rsplit(|c: char| c.is_whitespace() || "({[;,.".contains(c)).next().unwrap_or_default();
        return format!("the prefix of `{prefix}` is not declared");
    }
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
