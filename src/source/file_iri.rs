//! The IRI of a file or of the current folder, against which relative IRIs are resolved.

use std::path::Path;

/// `file:///…`; a relative path is one from the current folder. `None` where the system has no such folder.
pub fn file_iri(path: &Path) -> Option<String> {
    let path = std::path::absolute(path).ok()?;
    url::Url::from_file_path(path).ok().map(|url| url.to_string())
}

/// `file:///…/` of the current folder: the base of a text that is in no file. `None` where the system has no such folder.
pub fn folder_iri() -> Option<String> {
    let path = std::path::absolute(".").ok()?;
    url::Url::from_directory_path(path).ok().map(|url| url.to_string())
}
