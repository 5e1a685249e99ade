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
#[derive(Clone, Copy)]
pub(super) struct TomlText<'a> {
    pub(super) source: &'a SourceText,
}

impl TomlText<'_> {
    /// The values as their names want them.
    pub(super) fn values<T: DeserializeOwned>(self) -> Result<T, TomlFileError> {
        toml::from_str(self.source.text()).map_err(|error| {
            let what = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
            self.refuse(error.span().unwrap_or(0..0), what)
        })
    }

    /// The file cannot be used for what stands there.
    pub(super) fn refuse(self, at: Range<usize>, what: String) -> TomlFileError {
        let place = self.source.position(at.start.min(self.source.text().len()));
        TomlFileError { path: self.source.path().to_owned(), line: place.line, column: place.column, what }
    }
}
