//! The folder of a list: where the files that it links to may lie.
//!
//! A link as written goes in; the file it leads to, or why it is not to be read, comes out. Nothing
//! outside the folder is ever named, whatever `..` and symbolic links say.

use super::{SourceId, sha256};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use url::Url;

/// The folder of a given list.
#[derive(Debug)]
pub struct ListFolder {
    /// As it was given, for paths that people read.
    given: PathBuf,
    /// Where it really is.
    real: PathBuf,
}

/// A file in the folder of a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListFile {
    /// The path below the folder, without symbolic links: the same for every way to the file.
    pub below: PathBuf,
    /// The path to read it by.
    pub path: PathBuf,
}

/// Why a link is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfollowed {
    /// No file is there.
    Missing,
    /// It leads out of the folder.
    Outside,
}

impl ListFolder {
    /// The folder that a list lies in.
    ///
    /// # Errors
    /// When the system cannot say where it is.
    pub fn of(list: &Path) -> io::Result<Self> {
        let given = list.parent().unwrap_or(Path::new("")).to_owned();
        let real = fs::canonicalize(if given.as_os_str().is_empty() { Path::new(".") } else { &given })?;
        Ok(Self { given, real })
    }

    /// A file by the path it is given by.
    ///
    /// # Errors
    /// [`Unfollowed`].
    pub fn file(&self, path: &Path) -> Result<ListFile, Unfollowed> {
        let real = fs::canonicalize(path).map_err(|_| Unfollowed::Missing)?;
        let below = real.strip_prefix(&self.real).map_err(|_| Unfollowed::Outside)?.to_owned();
        if !real.is_file() {
            return Err(Unfollowed::Missing);
        }
        Ok(ListFile { path: self.given.join(&below), below })
    }

    /// The file that a link in `from` leads to. The link is relative to its file, with `%20` and the like; its
    /// fragment is left out.
    ///
    /// # Errors
    /// [`Unfollowed`].
    pub fn linked(&self, from: &ListFile, link: &str) -> Result<ListFile, Unfollowed> {
        let base = Url::from_file_path(self.real.join(&from.below)).map_err(|()| Unfollowed::Missing)?;
        let linked = base.join(link).map_err(|_| Unfollowed::Missing)?;
        if linked.scheme() != "file" || linked.host().is_some() {
            return Err(Unfollowed::Outside);
        }
        self.file(&linked.to_file_path().map_err(|()| Unfollowed::Missing)?)
    }

    /// The identifier of a file below the list `list`: its path, with a part of its digest where only that tells it
    /// from another, as `a b.md` from `a-b.md`.
    pub fn id(list: &SourceId, file: &ListFile) -> SourceId {
        let parts: Vec<String> =
            file.below.components().map(|part| part.as_os_str().to_string_lossy().into()).collect();
        let path = parts.join("/");
        let slugs: Vec<String> = parts.iter().map(|part| SourceId::from_path(&stem(part)).to_string()).collect();
        let plain = slugs.join("/");
        let id = format!("{list}.{}", slugs.join("."));
        let says_all = path.strip_suffix(".md").is_some_and(|stem| stem == plain);
        let id = if says_all { id } else { format!("{id}-{}", sha256(path.as_bytes()).get(..8).unwrap_or_default()) };
        SourceId::new(&id).unwrap_or_else(|_| SourceId::from_path(Path::new(&format!("{id}.md"))))
    }
}

/// A part of a path as a file name whose stem is all of it, save the extension of a list.
fn stem(part: &str) -> PathBuf {
    let stem = part.strip_suffix(".md").unwrap_or(part);
    PathBuf::from(format!("{stem}.md"))
}
