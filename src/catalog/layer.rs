//! A layer of ATT&CK Navigator, as it is written.

use crate::source::Span;
use serde_json::{Map, Value};

/// A layer: techniques that somebody scored, coloured or wrote something beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenLayer {
    /// What it is called.
    pub name: String,
    /// The version of the format that it says it is of, `4.5`, and where; many that were made by hand say none.
    pub format: Option<(String, Span)>,
    /// Its techniques, in the order they are written; one of several tactics may stand there several times.
    pub entries: Vec<LayerEntry>,
    /// The whole of it, for what writes it again.
    pub document: Map<String, Value>,
}

/// A technique as a layer has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerEntry {
    /// Its id as written: `AML.T0051`.
    pub id: String,
    /// Whether the layer has it scored, other than 0, or coloured, and not disabled: whether it is meant by "those of
    /// the layer".
    pub is_marked: bool,
    /// Where its id stands.
    pub span: Span,
}
