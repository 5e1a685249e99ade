//! YAML text in, a tree of nodes with byte spans out.
//!
//! Knows nothing of any format written in YAML.
//!
//! # Limits
//! One document without deep nesting; see [`Limits`]. Aliases are followed within a budget, so that
//! a small file cannot grow into a large tree.

use super::node::{MAX_DEPTH, Node, Value};
use crate::source::Span;
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Spanned, UserMessageFormatter};
use std::fmt;

/// Guards against hostile YAML: what a real framework file needs, with ample room.
struct Limits;

impl Limits {
    /// Nodes of the tree; ATLAS has some twenty thousand.
    const NODES: usize = 250_000;
    /// Nodes that aliases may repeat. The files we read have none.
    const REPLAYED: usize = 10_000;
}

/// Why a text is not usable YAML, and where.
#[derive(Debug)]
pub(super) struct YamlError {
    /// Line of the text handed in, from 1.
    pub(super) line: usize,
    /// What the parser says, on one line.
    pub(super) cause: Box<dyn std::error::Error + Send + Sync>,
}

/// Reads one YAML document.
///
/// # Errors
/// [`YamlError`] when the text is not YAML, repeats a key in a map, or exceeds the limits.
pub(super) fn parse(text: &str) -> Result<Node, YamlError> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
            max_nodes: Limits::NODES,
        },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: Limits::REPLAYED },
        with_snippet: false,
    };
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options) {
        Ok(raw) => Ok(node(raw, text)),
        Err(error) => {
            let line = error.location().and_then(|location| usize::try_from(location.line()).ok());
            Err(YamlError { line: line.unwrap_or(1), cause: error.render_with_formatter(&UserMessageFormatter).into() })
        }
    }
}

/// What serde reports of a node, before scalars get their text back.
enum Raw {
    Null,
    Text(String),
    /// A number or truth value: its text is the bytes it stands on.
    Plain,
    List(Vec<Spanned<Raw>>),
    Map(Vec<(String, Spanned<Raw>)>),
}

fn node(raw: Spanned<Raw>, text: &str) -> Node {
    let span = byte_span(&raw.defined, text);
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Text(text) => Value::Text(text),
        Raw::Plain => Value::Text(text.get(span.start..span.end).unwrap_or_default().to_owned()),
        Raw::List(nodes) => Value::List(nodes.into_iter().map(|raw| node(raw, text)).collect()),
        Raw::Map(entries) => Value::Map(entries.into_iter().map(|(key, raw)| (key, node(raw, text))).collect()),
    };
    Node { value, span }
}

/// The parser counts bytes for text input; a place it does not know, or that splits a character, is the start.
fn byte_span(location: &serde_saphyr::Location, text: &str) -> Span {
    let place = location.span();
    let at = |byte: Option<u64>| byte.and_then(|byte| usize::try_from(byte).ok());
    match (at(place.byte_offset()), at(place.byte_len())) {
        (Some(start), Some(length)) if text.get(start..start.saturating_add(length)).is_some() => {
            Span::new(start, start + length)
        }
        _ => Span::new(0, 0),
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Raw, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = sequence.next_element()? {
            nodes.push(node);
        }
        Ok(Raw::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            entries.push((key, map.next_value()?));
        }
        Ok(Raw::Map(entries))
    }

    fn visit_bytes<E: serde::de::Error>(self, _: &[u8]) -> Result<Raw, E> {
        Err(E::custom("binary values are not read"))
    }

    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, data: A) -> Result<Raw, A::Error> {
        data.variant::<IgnoredAny>()?;
        Err(A::Error::custom("tagged values are not read"))
    }
}
