//! Refuses query text that would exhaust the parser or the evaluator: text in, a verdict out.
//!
//! Both recurse, along brackets and along chains such as `1-1-1` or `{} UNION {} UNION {}`, and
//! the parser reads some brackets twice, so that nesting them doubles its work each time. This
//! counts what can do so before either sees the text. It does not check the syntax.
//!
//! # Limits
//! 1 MiB of text, brackets 256 deep, 2,000 links outside the rows of `VALUES` and the quads of `INSERT DATA` and
//! `DELETE DATA`, and [`MAX_REREAD`]. What
//! is refused may be harmless; what passes parses and evaluates on a stack of [`STACK_BYTES`], in
//! an unoptimised build as well.

use super::QueryError;

/// Stack of a thread that parses and evaluates whatever passes the guard: 128 MiB. Only what is used costs memory.
///
/// A thread of 2 MiB, Rust's default, holds ordinary queries: in an unoptimised build about 30 levels and 60 links.
pub const STACK_BYTES: usize = 128 << 20;

/// Longest query text read, in bytes.
const MAX_TEXT_BYTES: usize = 1 << 20;
/// Deepest nesting of brackets.
const MAX_DEPTH: usize = 256;
/// Most brackets, operators, separators and list items: each can be one more level of recursion.
const MAX_LINKS: usize = 2_000;
/// Most tokens read again by the parser, which tries some calls (`REPLACE(…)`, `!(…)`) in two ways.
const MAX_REREAD: usize = 1 << 18;
/// Functions with a long and a short form: the parser reads their arguments once for each.
const READ_TWICE: [&str; 4] = ["SUBSTR", "REGEX", "REPLACE", "GROUP_CONCAT"];

/// Refuses text that is too long, too deep or too much of a chain.
///
/// # Errors
/// [`QueryError::TooComplex`].
pub(super) fn refuse_traps(text: &str) -> Result<(), QueryError> {
    within(text.len(), MAX_TEXT_BYTES, "bytes")?;
    let counts = Scan::counts(text);
    within(counts.depth, MAX_DEPTH, "nested levels")?;
    within(counts.links, MAX_LINKS, "brackets, operators and list items outside VALUES and DATA")?;
    within(counts.reread, MAX_REREAD, "steps: `!(…)`, REPLACE, REGEX, SUBSTR or GROUP_CONCAT is nested over 15 deep")
}

/// Where the first string begins that is not closed, or the first bracket before whose end something else is closed, and
/// what it begins with; `None` where there is none or that cannot be told.
pub(super) fn unclosed(text: &str) -> Option<(usize, &str)> {
    let mut scan = Scan::new(text);
    while scan.at < scan.text.len() && scan.counts.are_within_limits() && scan.unclosed.is_none() {
        scan.step();
    }
    let at = scan.unclosed.filter(|_| !scan.is_unclear)?;
    let what = text.get(at..)?;
    let length = if what.starts_with("\"\"\"") || what.starts_with("'''") { 3 } else { 1 };
    Some((at, what.get(..length)?))
}

/// The words outside strings, IRIs and comments, with their offsets, in order: variables, names, keywords, numbers, tags.
pub(super) fn words(text: &str) -> Vec<(usize, &str)> {
    let is_word = |(_, token): &(usize, &str)| token.bytes().next().is_some_and(starts_word);
    tokens(text).into_iter().filter(is_word).collect()
}

/// All but white space and comments, with their offsets, in order: words, strings, IRIs, signs.
pub(super) fn tokens(text: &str) -> Vec<(usize, &str)> {
    let mut scan = Scan::new(text);
    let mut tokens: Vec<(usize, &str)> = Vec::new();
    while let Some(&byte) = scan.rest().first() {
        let mut start = scan.at;
        scan.step();
        if byte.is_ascii_whitespace() || byte == b'#' {
            continue;
        }
        // A name goes on after `-` and `.`, which are no parts of words.
        if let [.., (at, word), (sign_at, "-" | ".")] = *tokens
            && word.bytes().next().is_some_and(starts_word)
            && continues_word(byte)
            && at + word.len() == sign_at
            && sign_at + 1 == start
        {
            tokens.truncate(tokens.len() - 2);
            start = at;
        }
        tokens.extend(text.get(start..scan.at).map(|token| (start, token)));
    }
    tokens
}

fn within(count: usize, limit: usize, what: &'static str) -> Result<(), QueryError> {
    if count > limit { Err(QueryError::TooComplex { what, limit }) } else { Ok(()) }
}

/// What costs stack and time.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    depth: usize,
    links: usize,
    reread: usize,
}

impl Counts {
    fn are_within_limits(self) -> bool {
        self.depth <= MAX_DEPTH && self.links <= MAX_LINKS && self.reread <= MAX_REREAD
    }

    /// Upper bounds of all counts, whatever in the text is a string, an IRI or a comment.
    fn at_most(text: &str) -> Self {
        let upper = text.to_ascii_uppercase();
        let calls: usize = READ_TWICE.iter().map(|name| upper.matches(name).count()).sum();
        let doublings = calls + text.matches('!').count();
        Self {
            depth: text.bytes().filter(|byte| b"([{".contains(byte)).count(),
            links: text.bytes().filter(|byte| !byte.is_ascii_alphanumeric()).count(),
            reread: if doublings <= 15 { 1 << doublings } else { usize::MAX },
        }
    }
}

/// An open bracket.
#[derive(Clone, Copy)]
struct Open {
    bracket: u8,
    /// Where it stands.
    at: usize,
    /// How often the parser reads what is inside.
    times: usize,
    /// Whether it is, or is inside, the rows of `VALUES` or the quads of `INSERT DATA`: they are read flat.
    is_data: bool,
}

/// What stands before the place being looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// A term, a name, a keyword or a closing bracket: `<` may be an operator.
    Term,
    /// An operator, a separator or an opening bracket.
    Other,
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    open: Vec<Open>,
    counts: Counts,
    before: Before,
    /// How often the reads of the next bracket double: for the name before it, and for a `!`.
    doubled_by_name: u32,
    doubled_by_not: u32,
    /// `VALUES` or `DATA` was read and its rows or quads have not begun.
    awaits_data: bool,
    /// A `<…>` was met that may be an IRI or an operator and its operand.
    is_unclear: bool,
    /// Where the first string or bracket begins that something else is closed before.
    unclosed: Option<usize>,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            at: 0,
            open: Vec::new(),
            counts: Counts::default(),
            before: Before::Other,
            doubled_by_name: 0,
            doubled_by_not: 0,
            awaits_data: false,
            is_unclear: false,
            unclosed: None,
        }
    }

    fn counts(text: &'a str) -> Counts {
        let mut scan = Self::new(text);
        // Past a limit the text is refused whatever follows.
        while scan.at < scan.text.len() && scan.counts.are_within_limits() {
            scan.step();
        }
        if scan.is_unclear && scan.counts.are_within_limits() { Counts::at_most(text) } else { scan.counts }
    }

    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Takes one token or one run of white space.
    fn step(&mut self) {
        let Some(&byte) = self.rest().first() else { return };
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
            b'#' => self.at += length_while(self.rest(), |byte| !matches!(byte, b'\r' | b'\n')),
            b'"' | b'\'' => self.string(byte),
            b'<' => self.less_than(),
            b'(' | b'{' | b'[' => self.open(byte),
            b')' | b'}' | b']' => self.close(byte),
            _ if starts_word(byte) => self.word(),
            _ => self.operator(byte),
        }
    }

    fn is_data(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_data)
    }

    /// Whether the next token is the second of two terms side by side in parentheses.
    fn is_list_item(&self) -> bool {
        self.before == Before::Term && self.open.last().is_some_and(|open| open.bracket == b'(')
    }

    fn link(&mut self, links: usize) {
        if !self.is_data() {
            self.counts.links += links;
            let again = self.open.last().map_or(0, |open| open.times - 1);
            self.counts.reread = self.counts.reread.saturating_add(again);
        }
    }

    /// A term; in a list, an item, which is two triples.
    fn term(&mut self) {
        self.link(if self.is_list_item() { 2 } else { 0 });
        self.before = Before::Term;
    }

    fn word(&mut self) {
        self.term();
        let start = self.at;
        self.at += word_length(self.rest());
        let word = self.text.get(start..self.at).unwrap_or_default().to_ascii_uppercase();
        // The parser needs no space after a keyword: `DISTINCTSUBSTR(` is a call, `truetrue` two items.
        self.doubled_by_name = u32::from(READ_TWICE.iter().any(|name| word.ends_with(name.as_bytes())));
        // After `-` or `.` it may be the end of a prefixed name, such as `ex:some-values`.
        let is_part = start.checked_sub(1).and_then(|at| self.text.get(at)).is_some_and(|byte| b"-.".contains(byte));
        self.awaits_data |= !is_part && matches!(word.as_slice(), b"VALUES" | b"DATA");
        let truths = word.windows(4).filter(|letters| [&b"TRUE"[..], b"ALSE"].contains(letters)).count();
        self.link(2 * truths.saturating_sub(1));
    }

    fn open(&mut self, bracket: u8) {
        self.link(if self.is_list_item() { 2 } else { 1 });
        let is_data = self.is_data() || (bracket == b'{' && self.awaits_data);
        self.awaits_data &= bracket != b'{';
        let doublings = self.doubled_by_name + self.doubled_by_not;
        let times = self.open.last().map_or(1, |open| open.times).saturating_mul(1 << doublings);
        self.open.push(Open { bracket, at: self.at, times, is_data });
        self.counts.depth = self.counts.depth.max(self.open.len());
        self.leave_operand(Before::Other);
        self.at += 1;
    }

    fn close(&mut self, byte: u8) {
        let open =
            self.open.pop().filter(|open| !matches!((open.bracket, byte), (b'(', b')') | (b'{', b'}') | (b'[', b']')));
        self.unclosed = self.unclosed.or(open.map(|open| open.at));
        self.leave_operand(Before::Term);
        self.at += 1;
    }

    fn operator(&mut self, byte: u8) {
        self.link(1);
        self.leave_operand(Before::Other);
        self.at += 1;
        self.doubled_by_not = u32::from(byte == b'!' && self.rest().first() != Some(&b'='));
    }

    fn leave_operand(&mut self, before: Before) {
        self.before = before;
        self.doubled_by_name = 0;
        self.doubled_by_not = 0;
    }

    /// An IRI where `>` comes before anything an IRI cannot hold, an operator otherwise.
    ///
    /// Only after a term in parentheses can both stand, as in `(?a <b> ?c)`: there only `scheme://`
    /// settles it, for `//` follows no operand.
    fn less_than(&mut self) {
        let inside = self.rest().get(1..).unwrap_or_default();
        let length = length_while(inside, |byte| byte > b' ' && !b"<>\"{}|^`".contains(&byte));
        if inside.get(length) != Some(&b'>') {
            return self.operator(b'<');
        }
        let scheme = length_while(inside, |byte| byte.is_ascii_alphanumeric());
        let is_address = scheme > 0 && inside.get(scheme..).is_some_and(|rest| rest.starts_with(b"://"));
        self.is_unclear |= self.is_list_item() && !is_address;
        self.term();
        self.at += length + 2;
    }

    fn string(&mut self, quote: u8) {
        self.term();
        let long = long_string(self.rest(), quote);
        let length = long.unwrap_or_else(|| short_string(self.rest(), quote));
        // A long string that is not closed is read as an empty one and another.
        let is_closed = long.is_some()
            || !self.rest().starts_with(&[quote; 3]) && length > 1 && self.rest().get(length - 1) == Some(&quote);
        if !is_closed {
            self.unclosed = self.unclosed.or(Some(self.at));
        }
        self.at += length;
    }
}

fn length_while(text: &[u8], keep: impl Fn(u8) -> bool) -> usize {
    text.iter().position(|&byte| !keep(byte)).unwrap_or(text.len())
}

/// Bytes that variables, names, keywords, tags and numbers start with.
fn starts_word(byte: u8) -> bool {
    continues_word(byte) || b"?$@\\".contains(&byte)
}

/// Bytes they go on with. A `-` or `.` inside one counts as an operator.
fn continues_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_:%".contains(&byte)
}

/// Length of the word at the start of a text, with what a backslash escapes in a local name.
fn word_length(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        at += match rest {
            [b'\\', _, ..] => 2,
            [byte, ..] if continues_word(*byte) || at == 0 => 1,
            _ => break,
        };
    }
    at.min(text.len())
}

/// Length of a string in triple quotes; `None` where the parser would not read one and try a short one.
fn long_string(text: &[u8], quote: u8) -> Option<usize> {
    let mut at = text.starts_with(&[quote; 3]).then_some(3)?;
    loop {
        let rest = text.get(at..)?;
        at += match rest.first()? {
            b'\\' => escape(rest)?,
            _ if rest.starts_with(&[quote; 3]) => return Some(at + 3),
            _ => 1,
        };
    }
}

/// Length of a string in single quotes; of a broken one, up to where the parser gives up.
fn short_string(text: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(rest) = text.get(at..) {
        at += match rest.first() {
            Some(b'\\') => 2,
            Some(&byte) if byte == quote => return at + 1,
            None | Some(b'\r' | b'\n') => break,
            Some(_) => 1,
        };
    }
    at.min(text.len())
}

/// Length of a valid escape sequence.
fn escape(text: &[u8]) -> Option<usize> {
    let digits = match text.get(1)? {
        b'u' => 4,
        b'U' => 8,
        byte => return b"tbnrf\"'\\".contains(byte).then_some(2),
    };
    let hex = std::str::from_utf8(text.get(2..2 + digits)?).ok()?;
    char::from_u32(u32::from_str_radix(hex, 16).ok()?).map(|_| 2 + digits)
}
