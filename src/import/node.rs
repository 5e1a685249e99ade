//! The tree that YAML and JSON texts become: maps, lists and text, each with the bytes it stands on.
//!
//! Scalars stay text: `5.60` is not a number here. Knows nothing of any format written in either.

use crate::source::Span;

/// Levels of nesting that are read; ATLAS has seven. Reading recurses once per level.
pub(super) const MAX_DEPTH: usize = 64;

/// A value and the bytes it stands on. For a list or map these are its first bytes only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// What it holds.
    pub(super) value: Value,
    /// Where it stands in the text handed in.
    pub(super) span: Span,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing: `key:`, `~` or `null`.
    Null,
    /// Text as the author wrote it; quotes and folding are resolved.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in file order; keys are unique.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The text of a scalar that is not blank, without space around it.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) if !text.trim().is_empty() => Some(text.trim()),
            _ => None,
        }
    }

    /// The elements of a list; a lone value counts as a list of one, nothing as an empty list.
    pub(super) fn elements(&self) -> &[Node] {
        match &self.value {
            Value::Null => &[],
            Value::List(nodes) => nodes,
            Value::Text(_) | Value::Map(_) => std::slice::from_ref(self),
        }
    }

    /// The value of a key, if this is a map that has it.
    pub(super) fn find(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// The elements of what stands under a key.
    pub(super) fn elements_of(&self, key: &str) -> &[Node] {
        self.find(key).map(Node::elements).unwrap_or_default()
    }

    /// Keys and values of the map under a key.
    pub(super) fn entries_of(&self, key: &str) -> &[(String, Node)] {
        self.find(key).map(Node::entries).unwrap_or_default()
    }

    /// Keys and values of a map; none for other nodes.
    pub(super) fn entries(&self) -> &[(String, Node)] {
        if let Value::Map(entries) = &self.value { entries } else { &[] }
    }

    /// Whether it holds nothing.
    pub(super) fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// What it is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "empty",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}
