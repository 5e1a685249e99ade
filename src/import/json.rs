//! JSON text in, a tree of nodes with byte spans out.
//!
//! Knows nothing of any format written in JSON.
//!
//! # Limits
//! No deep nesting and a bounded number of values; see [`MAX_DEPTH`] and [`MAX_NODES`].

use super::node::{MAX_DEPTH, Node, Value};
use super::row::shown;
use crate::source::Span;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::fmt;

/// Values that are read; the largest bundle of ATLAS has some twenty thousand.
const MAX_NODES: usize = 1_000_000;

/// Why a text is not usable JSON, and where.
#[derive(Debug)]
pub(super) struct JsonError {
    /// The byte of the text handed in.
    pub(super) at: usize,
    /// What is wrong there.
    pub(super) what: String,
}

/// Reads one JSON document. O(bytes × depth).
///
/// # Errors
/// [`JsonError`] when the text is not JSON, repeats a key in a map, or exceeds the limits.
pub(super) fn parse(text: &str) -> Result<Node, JsonError> {
    let mut reader = Reader { text, nodes: 0 };
    // Looked through once without recursion, so that what is broken is told with its place in the whole.
    let raw = serde_json::from_str(text).map_err(|error| reader.failed(&error, 0))?;
    reader.node(raw, 1)
}

struct Reader<'t> {
    text: &'t str,
    nodes: usize,
}

impl<'t> Reader<'t> {
    fn node(&mut self, raw: &'t RawValue, depth: usize) -> Result<Node, JsonError> {
        let mut span = self.span(raw);
        self.nodes += 1;
        if depth > MAX_DEPTH {
            return Err(JsonError { at: span.start, what: format!("it is nested deeper than {MAX_DEPTH} levels") });
        }
        if self.nodes > MAX_NODES {
            return Err(JsonError { at: span.start, what: format!("it has more than {MAX_NODES} values") });
        }
        let value = match raw.get().as_bytes().first() {
            Some(b'{') => {
                let map = self.map(raw, depth)?;
                span = Span::new(span.start, span.start + 1);
                map
            }
            Some(b'[') => {
                let elements: Vec<&RawValue> = self.read(raw)?;
                span = Span::new(span.start, span.start + 1);
                Value::List(elements.into_iter().map(|raw| self.node(raw, depth + 1)).collect::<Result<_, _>>()?)
            }
            Some(b'"') => {
                let text = self.read(raw)?;
                span = Span::new(span.start + 1, span.end - 1);
                Value::Text(text)
            }
            Some(b'n') => Value::Null,
            _ => Value::Text(raw.get().to_owned()),
        };
        Ok(Node { value, span })
    }

    fn map(&mut self, raw: &'t RawValue, depth: usize) -> Result<Value, JsonError> {
        let Entries(raws) = self.read(raw)?;
        let mut keys = BTreeSet::new();
        let mut entries = Vec::with_capacity(raws.len());
        for (key, raw) in raws {
            if !keys.insert(key.clone()) {
                let what = format!("the key `{}` stands twice", shown(&key));
                return Err(JsonError { at: self.span(raw).start, what });
            }
            entries.push((key, self.node(raw, depth + 1)?));
        }
        Ok(Value::Map(entries))
    }

    fn read<T: Deserialize<'t>>(&self, raw: &'t RawValue) -> Result<T, JsonError> {
        serde_json::from_str(raw.get()).map_err(|error| self.failed(&error, self.span(raw).start))
    }

    /// Where a value stands: it is a part of the text.
    fn span(&self, raw: &RawValue) -> Span {
        let start = raw.get().as_ptr().addr() - self.text.as_ptr().addr();
        Span::new(start, start + raw.get().len())
    }

    /// An error in the part of the text that begins at a byte.
    fn failed(&self, error: &serde_json::Error, start: usize) -> JsonError {
        let part = self.text.get(start..).unwrap_or_default();
        let lines = part.split_inclusive('\n').take(error.line().saturating_sub(1));
        let at = start + lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
        // The place is told by us: the error's own counts from the part.
        let text = error.to_string();
        let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what).to_owned();
        JsonError { at: at.min(self.text.len()), what }
    }
}

/// Keys and values of a map, in the order of the text.
struct Entries<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}
