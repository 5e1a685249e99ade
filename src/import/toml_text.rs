//! TOML that a user writes: values with their places in, refusals that name one out.

use crate::source::SourceText;
use serde::de::DeserializeOwned;
use std::ops::Range;

/// Why a TOML file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{path}:{line}:{column}: {what}")]
pub struct TomlFileError {
    path: String,
    line: usize,
    column: usize,
    what: String,
}

/// A file of which values are checked one by one.
///
/// ```
/// use aisec_graph::import::TomlText;
/// use aisec_graph::source::{SourceId, SourceText};
/// let source = SourceText::new(SourceId::new("team")?, "team.toml", "name = chatbot".to_owned());
/// let refused = TomlText { source: &source }.values::<toml::Table>().unwrap_err();
/// assert!(refused.to_string().starts_with("team.toml:1:8: "));
/// # Ok::<(), aisec_graph::source::SourceIdError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct TomlText<'a> {
    /// The file.
    pub source: &'a SourceText,
}

impl<'a> TomlText<'a> {
    /// The values as their names want them.
    ///
    /// # Errors
    /// [`TomlFileError`] at the place of what is no TOML, or not what a name wants.
    pub fn values<T: DeserializeOwned>(self) -> Result<T, TomlFileError> {
        toml::from_str(self.source.text()).map_err(|error| {
            let what = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
            self.refuse(error.span().unwrap_or(0..0), what)
        })
    }

    /// Its comments without their `#`, in the order of the file.
    ///
    /// ```
    /// use aisec_graph::import::TomlText;
    /// use aisec_graph::source::{SourceId, SourceText};
    /// let text = "# ours\nname = 'a # b' # by Ada\nnote = \"\"\"\n# no \"comment\"\"\"\"\n".to_owned();
    /// let source = SourceText::new(SourceId::new("team")?, "team.toml", text);
    /// assert_eq!(TomlText { source: &source }.comments(), ["ours", "by Ada"]);
    /// # Ok::<(), aisec_graph::source::SourceIdError>(())
    /// ```
    pub fn comments(self) -> Vec<&'a str> {
        let mut rest = self.source.text();
        let mut comments = Vec::new();
        while let Some(at) = rest.find(['#', '"', '\'']) {
            rest = &rest[at..];
            if let Some(comment) = rest.strip_prefix('#') {
                let end = comment.find('\n').unwrap_or(comment.len());
                comments.push(comment[..end].trim());
                rest = &comment[end..];
            } else {
                rest = after_string(rest);
            }
        }
        comments
    }

    /// The file cannot be used for what stands at those bytes.
    pub fn refuse(self, at: Range<usize>, what: String) -> TomlFileError {
        let place = self.source.position(at.start.min(self.source.text().len()));
        TomlFileError { path: self.source.path().to_owned(), line: place.line, column: place.column, what }
    }
}

/// What follows the string that a text begins with; nothing where it has no end.
fn after_string(text: &str) -> &str {
    let quote = if text.starts_with('"') { '"' } else { '\'' };
    let thrice = quote.to_string().repeat(3);
    let mark = if text.starts_with(&thrice) { thrice } else { quote.to_string() };
    let mut rest = text.get(mark.len()..).unwrap_or_default();
    while !rest.is_empty() && !rest.starts_with(&mark) {
        let mut characters = rest.chars();
        let is_escape = characters.next() == Some('\\') && quote == '"';
        if is_escape {
            characters.next();
        }
        rest = characters.as_str();
    }
    let mut rest = rest.get(mark.len()..).unwrap_or_default();
    // A string of several lines may end with quotes of its own before the mark.
    for _ in 1..mark.len().min(3) {
        rest = rest.strip_prefix(quote).unwrap_or(rest);
    }
    rest
}
