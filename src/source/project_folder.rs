//! The folder of a project: the files in it that are wanted, by their paths.
//!
//! Nothing outside the folder is ever named, whatever `..` and symbolic links say, and no folder is looked into twice.

use super::list_folder::{ListFolder, Unfollowed};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Entries of folders that are looked at; a checkout of a very large project has fewer.
const MAX_ENTRIES: usize = 1_000_000;

/// Files that are named; of more, the first ones of the folders looked into first.
const MAX_FILES: usize = 10_000;

/// Names of folders that tools fill: packages that were installed, and what is kept of former states.
const FILLED: [&str; 10] = [
    ".git",
    ".hg",
    ".nox",
    ".svn",
    ".tox",
    ".venv",
    "__pycache__",
    "bower_components",
    "node_modules",
    "site-packages",
];

/// Files that mark the folder they lie in as filled by a tool: a cache, a virtual environment.
const MARKS: [&str; 2] = ["CACHEDIR.TAG", "pyvenv.cfg"];

/// A folder with the files of a project.
#[derive(Debug)]
pub struct ProjectFolder(ListFolder);

/// A file of a project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProjectFile {
    /// Its path in the folder, with `/` between names, symbolic links resolved.
    pub below: String,
    /// The path to read it by.
    pub path: PathBuf,
}

/// What was found in a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walk {
    /// The files that are wanted, once each, by their paths in the folder.
    pub files: Vec<ProjectFile>,
    /// Files that were looked at, by name.
    pub seen: usize,
    /// Folders that were left out because tools fill them.
    pub filled: usize,
    /// Links of wanted names that lead out of the folder, or nowhere.
    pub links: Vec<String>,
    /// Folders that the system does not let be looked into.
    pub closed: Vec<String>,
    /// Whether there is more than is looked at.
    pub is_cut: bool,
}

impl ProjectFolder {
    /// The folder of that path.
    ///
    /// # Errors
    /// When the system cannot say where it is, or it is no folder.
    pub fn open(path: &Path) -> io::Result<Self> {
        let folder = ListFolder::of(path)?;
        fs::read_dir(folder.real())?;
        Ok(Self(folder))
    }

    /// The name of the folder; nothing for the root of the system.
    pub fn name(&self) -> String {
        self.0.real().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// The files in it whose paths are wanted. Folders that are symbolic links are not looked into.
    pub fn walk(&self, is_wanted: impl Fn(&str) -> bool) -> Walk {
        let mut walk = Walk::default();
        let mut files = BTreeSet::new();
        let mut folders = vec![String::new()];
        let mut entries = 0;
        while let Some(below) = folders.pop() {
            let Some(listing) = self.listing(&below, &mut entries) else {
                walk.closed.push(below);
                continue;
            };
            if listing.iter().any(|(name, _)| MARKS.contains(&name.as_str())) {
                walk.filled += 1;
                continue;
            }
            for (name, kind) in listing.into_iter().rev() {
                let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
                if kind.is_dir() {
                    let is_filled = FILLED.contains(&name.as_str());
                    walk.filled += usize::from(is_filled);
                    folders.extend((!is_filled).then_some(path));
                    continue;
                }
                walk.seen += 1;
                if is_wanted(&path) {
                    self.take(path, &mut files, &mut walk);
                }
            }
            walk.is_cut |= entries >= MAX_ENTRIES || files.len() >= MAX_FILES;
            if walk.is_cut {
                break;
            }
        }
        walk.files = files.into_iter().take(MAX_FILES).collect();
        walk.links.sort();
        walk.closed.sort();
        walk
    }

    /// Names in a folder with what they are, sorted; `None` where it cannot be looked into.
    fn listing(&self, below: &str, entries: &mut usize) -> Option<Vec<(String, fs::FileType)>> {
        let mut listing = Vec::new();
        for entry in fs::read_dir(self.0.real().join(below)).ok()?.take(MAX_ENTRIES.saturating_sub(*entries)) {
            *entries += 1;
            // A name that is no UTF-8 is none of those that are wanted.
            if let Ok(entry) = entry
                && let Ok(kind) = entry.file_type()
                && let Ok(name) = entry.file_name().into_string()
            {
                listing.push((name, kind));
            }
        }
        listing.sort_by(|(one, _), (other, _)| one.cmp(other));
        Some(listing)
    }

    /// Takes a file, or what a link leads to.
    fn take(&self, path: String, files: &mut BTreeSet<ProjectFile>, walk: &mut Walk) {
        match self.file(&path) {
            Ok(file) => drop(files.insert(file)),
            Err(_) => walk.links.push(path),
        }
    }

    /// The file that a path beside another names, as that one includes it.
    ///
    /// # Errors
    /// [`Unfollowed`]: outside the folder nothing is looked for, and nothing at an address of the web.
    pub fn beside(&self, file: &ProjectFile, written: &str) -> Result<ProjectFile, Unfollowed> {
        if written.contains("://") {
            return Err(Unfollowed::Outside);
        }
        let mut parts: Vec<&str> = file.below.split('/').collect();
        parts.pop();
        for part in Path::new(written).components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => drop(parts.pop().ok_or(Unfollowed::Outside)?),
                Component::Normal(name) => parts.push(name.to_str().ok_or(Unfollowed::Missing)?),
                Component::RootDir | Component::Prefix(_) => return Err(Unfollowed::Outside),
            }
        }
        self.file(&parts.join("/"))
    }

    fn file(&self, below: &str) -> Result<ProjectFile, Unfollowed> {
        let found = self.0.file(&self.0.real().join(below))?;
        let below = found.real.strip_prefix(self.0.real()).map_err(|_| Unfollowed::Outside)?;
        let below = below.to_str().ok_or(Unfollowed::Missing)?.replace(std::path::MAIN_SEPARATOR, "/");
        Ok(ProjectFile { below, path: found.path })
    }
}
