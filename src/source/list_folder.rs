//! The folder of a list: where the files that it links to may lie.
//!
//! A link as written goes in; the file it leads to, or why it is not to be read, comes out. Nothing
//! outside the folder is ever named, whatever `..` and symbolic links say.

use super::{SourceId, sha256};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use url::Url;

/// The folder that the links of a list may not leave.
#[derive(Debug)]
pub struct ListFolder {
    /// As it was given, for paths that people read.
    given: PathBuf,
    /// Where it really is.
    real: PathBuf,
    /// Where links with `/` before them count from: the repository that it is in, or the folder itself.
    root: PathBuf,
}

/// A file in the folder of a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListFile {
    /// Where it is, without symbolic links: the same for every way to the file.
    pub real: PathBuf,
    /// The path to read it by.
    pub path: PathBuf,
}

/// Why a link is not followed.
#[derive(Debug)]
pub enum Unfollowed {
    /// Nothing is there.
    Missing,
    /// It leads out of the folder.
    Outside,
    /// A folder is there.
    Folder,
    /// The system cannot say what is there, as when symbolic links lead round.
    Unreachable(io::Error),
}

impl ListFile {
    /// A list by the path it was given by. Its links start from there, also where that path is a symbolic link.
    ///
    /// # Errors
    /// When the system cannot say where its folder is.
    pub fn given(path: &Path) -> io::Result<Self> {
        let folder = real_folder(path.parent().unwrap_or(Path::new("")))?;
        Ok(Self { real: folder.join(path.file_name().unwrap_or_default()), path: path.to_owned() })
    }
}

impl ListFolder {
    /// The folder of that path; an empty one is the current folder.
    ///
    /// # Errors
    /// When the system cannot say where it is.
    pub fn of(path: &Path) -> io::Result<Self> {
        let real = real_folder(path)?;
        let is_repository = |folder: &&Path| fs::symlink_metadata(folder.join(".git")).is_ok();
        let root = real.ancestors().find(is_repository).unwrap_or(&real).to_owned();
        Ok(Self { given: path.to_owned(), real, root })
    }

    /// The folder as it was given.
    pub fn given(&self) -> &Path {
        &self.given
    }

    /// The folder, symbolic links resolved.
    pub(super) fn real(&self) -> &Path {
        &self.real
    }

    /// Where a link in a file of it leads, by its text alone: nothing need be there. The link is relative to the file, or
    /// where it starts with `/` to the repository that the folder is in, as GitHub has it, without one to the folder; with
    /// `%20` and the like; its fragment is left out.
    ///
    /// # Errors
    /// [`Unfollowed::Missing`] for a link that names no file, [`Unfollowed::Outside`] for one to another machine.
    pub fn target(&self, from: &ListFile, link: &str) -> Result<PathBuf, Unfollowed> {
        if is_plain(link) {
            return Ok(from.real.parent().unwrap_or(&self.real).join(link));
        }
        let below = link.strip_prefix('/').filter(|below| !below.starts_with(['/', '\\']));
        let target = match below {
            Some(below) => Url::from_directory_path(&self.root).map(|folder| folder.join(&format!("./{below}"))),
            None => Url::from_file_path(&from.real).map(|file| file.join(link)),
        };
        let target = target.map_err(|()| Unfollowed::Missing)?.map_err(|_| Unfollowed::Missing)?;
        if target.scheme() != "file" || target.host().is_some() {
            return Err(Unfollowed::Outside);
        }
        target.to_file_path().map_err(|()| Unfollowed::Missing)
    }

    /// The file that [`Self::target`] names, symbolic links resolved. Outside the folder nothing is looked for.
    ///
    /// # Errors
    /// [`Unfollowed`].
    pub fn file(&self, target: &Path) -> Result<ListFile, Unfollowed> {
        if !target.starts_with(&self.real) {
            return Err(Unfollowed::Outside);
        }
        let unreached = |error: io::Error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Unfollowed::Missing,
            _ => Unfollowed::Unreachable(error),
        };
        // Where nothing is, as for each of a million links, one look says so; the real path takes one for each folder.
        fs::symlink_metadata(target).map_err(unreached)?;
        let real = fs::canonicalize(target).map_err(unreached)?;
        let below = real.strip_prefix(&self.real).map_err(|_| Unfollowed::Outside)?;
        match fs::metadata(&real).map_err(Unfollowed::Unreachable)? {
            data if data.is_dir() => Err(Unfollowed::Folder),
            data if data.is_file() => Ok(ListFile { path: self.given.join(below), real }),
            // A device or a pipe has no text, and may never end.
            _ => Err(Unfollowed::Missing),
        }
    }

    /// The identifier of a file below the list `list`: its path, with a part of its digest where only that tells it
    /// from another, as `a b.md` from `a-b.md`.
    pub fn id(&self, list: &SourceId, file: &ListFile) -> SourceId {
        let below = file.real.strip_prefix(&self.real).unwrap_or(&file.real);
        let parts: Vec<String> = below.components().map(|part| part.as_os_str().to_string_lossy().into()).collect();
        let path = parts.join("/");
        let slugs: Vec<String> = parts.iter().map(|part| SourceId::from_path(&stem(part)).to_string()).collect();
        let plain = slugs.join("/");
        let id = format!("{list}.{}", slugs.join("."));
        let says_all = path.strip_suffix(".md").is_some_and(|stem| stem == plain);
        let id = if says_all { id } else { format!("{id}-{}", sha256(path.as_bytes()).get(..8).unwrap_or_default()) };
        SourceId::new(&id).unwrap_or_else(|_| SourceId::from_path(Path::new(&format!("{id}.md"))))
    }
}

/// True for a link that is the path of a file as it stands: nothing in it has another meaning in an address.
fn is_plain(link: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    link.split('/').all(is_name)
}

fn real_folder(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(if path.as_os_str().is_empty() { Path::new(".") } else { path })
}

/// A part of a path as a file name whose stem is all of it, save the extension of a list.
fn stem(part: &str) -> PathBuf {
    let stem = part.strip_suffix(".md").unwrap_or(part);
    PathBuf::from(format!("{stem}.md"))
}
