//! The IRI of a file, against which relative IRIs in it are resolved.

use std::path::Path;

/// `file:///…`; a relative path is one from the current folder. `None` where the system has no such folder.
pub fn file_iri(path: &Path) -> Option<String> {
    let path = std::path::absolute(path).ok()?;
    url::Url::from_file_path(path).ok().map(|url| url.to_string())
}
