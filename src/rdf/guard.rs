//! Refuses RDF text that would exhaust its reader: bytes and a syntax in, a verdict out.
//!
//! It finds strings, IRIs and comments exactly, so that nothing inside them counts and nothing hides in them.
//! It does not check the syntax, but that RDF/XML ends outside its elements, which its reader does not.
//!
//! # Limits
//! Turtle and TriG: brackets 256 deep. JSON-LD: 64 deep. RDF/XML: elements 256 deep, no document type
//! declaration, 1,000 attributes a tag. N-Triples and N-Quads need no guard: their reader holds one token of at most 16 MiB.

use super::syntax::{ReadRdfError, Syntax};

/// Deepest nesting of brackets or elements read: a parser that recurses must not meet more.
const MAX_DEPTH: usize = 256;
/// JSON-LD costs memory with the square of its depth; nothing sensible is this deep.
const MAX_JSON_DEPTH: usize = 64;
/// Attributes in one XML tag: the reader is quadratic in them (RUSTSEC-2026-0194).
const MAX_ATTRIBUTES: usize = 1_000;

/// Refuses what is known to exhaust the parsers: depth, document types, attribute floods.
///
/// # Errors
/// [`ReadRdfError::Refused`].
pub(super) fn refuse_traps(text: &[u8], syntax: Syntax) -> Result<(), ReadRdfError> {
    let too_deep = |limit| Some(format!("it is nested more than {limit} levels deep"));
    let trap = match syntax {
        Syntax::Turtle | Syntax::TriG if depth(text, turtle_token) > MAX_DEPTH => too_deep(MAX_DEPTH),
        Syntax::JsonLd if depth(text, json_token) > MAX_JSON_DEPTH => too_deep(MAX_JSON_DEPTH),
        Syntax::RdfXml => xml_trap(text),
        Syntax::Turtle | Syntax::TriG | Syntax::JsonLd | Syntax::NTriples | Syntax::NQuads => None,
    };
    trap.map_or(Ok(()), |trap| Err(ReadRdfError::Refused(trap)))
}

/// Deepest nesting of brackets; `token` says how long the string, IRI, comment or character at the start is.
fn depth(text: &[u8], token: impl Fn(&[u8]) -> usize) -> usize {
    let (mut rest, mut depth, mut deepest) = (text, 0_usize, 0);
    while let Some(first) = rest.first() {
        match first {
            b'[' | b'(' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b')' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        rest = rest.get(token(rest)..).unwrap_or_default();
    }
    deepest
}

fn json_token(text: &[u8]) -> usize {
    if text.first() == Some(&b'"') { quoted(text, b"\"") } else { 1 }
}

fn turtle_token(text: &[u8]) -> usize {
    match text {
        [b'#', ..] => up_to(text, |byte| matches!(byte, b'\n' | b'\r')),
        // White space ends an IRI as well: the parser has refused it there.
        [b'<', ..] => 1 + up_to(text.get(1..).unwrap_or_default(), |byte| byte <= b' ' || byte == b'>'),
        // A local name may hold an escaped `#` or quote.
        [b'\\', ..] => 2,
        [b'"', b'"', b'"', ..] => quoted(text, b"\"\"\""),
        [b'\'', b'\'', b'\'', ..] => quoted(text, b"\'\'\'"),
        [b'"', ..] => quoted(text, b"\""),
        [b'\'', ..] => quoted(text, b"\'"),
        _ => 1,
    }
}

/// Length of a string between two of `quotes`, in which a backslash escapes; an unclosed one ends with the text.
fn quoted(text: &[u8], quotes: &[u8]) -> usize {
    let mut at = quotes.len();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(quotes) {
            return at + quotes.len();
        }
        at += if rest.first() == Some(&b'\\') { 2 } else { 1 };
    }
    text.len()
}

fn up_to(text: &[u8], ends: impl Fn(u8) -> bool) -> usize {
    text.iter().position(|&byte| ends(byte)).unwrap_or(text.len())
}

/// What an XML text is refused for.
fn xml_trap(text: &[u8]) -> Option<String> {
    let (mut rest, mut depth, mut elements) = (text, 0_usize, 0_usize);
    loop {
        rest = rest.get(up_to(rest, |byte| byte == b'<')..).unwrap_or_default();
        if rest.is_empty() {
            // Text that ends early is whole to the reader.
            return match (elements, depth) {
                (0, _) => Some("it has no element, so it is not RDF/XML".to_owned()),
                (_, 0) => None,
                _ => Some("it ends inside an element: it has been cut short".to_owned()),
            };
        }
        let length = if rest.starts_with(b"<!--") {
            past(rest, 4, b"-->")
        } else if rest.starts_with(b"<![CDATA[") {
            past(rest, 9, b"]]>")
        } else if rest.starts_with(b"<?") {
            past(rest, 2, b"?>")
        } else if rest.starts_with(b"<!") {
            // In any case of letters: the reader does not mind either.
            return Some("it has a document type declaration; remove it and write entities out".to_owned());
        } else {
            let tag = Tag::read(rest);
            elements += 1;
            depth = if tag.closes { depth.saturating_sub(1) } else { depth + usize::from(!tag.is_empty) };
            if tag.attributes > MAX_ATTRIBUTES {
                return Some(format!("a tag has more than {MAX_ATTRIBUTES} attributes"));
            }
            if depth > MAX_DEPTH {
                return Some(format!("it is nested more than {MAX_DEPTH} levels deep"));
            }
            tag.length
        };
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// Length up to the end of the next `closing` at or after `from`; without one, all of the text.
fn past(text: &[u8], from: usize, closing: &[u8]) -> usize {
    let inside = text.get(from..).unwrap_or_default();
    let found = inside.windows(closing.len()).position(|window| window == closing);
    found.map_or(text.len(), |at| from + at + closing.len())
}

/// What matters of an XML tag.
struct Tag {
    length: usize,
    attributes: usize,
    closes: bool,
    is_empty: bool,
}

impl Tag {
    /// The tag at the start of a text; `=` and `>` in a quoted value do not count.
    fn read(text: &[u8]) -> Self {
        let mut tag = Self { length: text.len(), attributes: 0, closes: text.starts_with(b"</"), is_empty: false };
        let mut quote = None;
        for (at, &byte) in text.iter().enumerate() {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'=') => tag.attributes += 1,
                (None, b'>') => {
                    tag.length = at + 1;
                    tag.is_empty = text.get(..at).is_some_and(|inside| inside.ends_with(b"/"));
                    break;
                }
                _ => {}
            }
        }
        tag
    }
}
