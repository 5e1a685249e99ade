//! The folder of a framework pack in, the files that make it out.
//!
//! Their names are fixed: nothing a file says leads to another, and what leads out of the folder is refused.

use super::{ReadError, SizeLimit, SourceId, SourceText};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Most files a pack may have.
const MAX_FILES: usize = 1_000;

/// The name of the settings of a check, which any folder may have.
pub const CHECK_SETTINGS: &str = "aisec-check.toml";

/// What the name of a mapping set ends in.
const MAPPING_SET: &str = ".sssom.tsv";

/// A file of a pack that the pack must or may have, by what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackFile {
    /// What the edition is.
    Manifest,
    /// Its items.
    Items,
    /// Relations among them.
    Relations,
    /// What changed from release to release.
    Changes,
    /// Items no tool is meant to address.
    OutOfScope,
}

impl PackFile {
    /// Every such file.
    pub const ALL: [Self; 5] = [Self::Manifest, Self::Items, Self::Relations, Self::Changes, Self::OutOfScope];

    /// Its name in the folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manifest => "framework.toml",
            Self::Items => "items.csv",
            Self::Relations => "relations.csv",
            Self::Changes => "changes.csv",
            Self::OutOfScope => "out-of-scope.csv",
        }
    }
}

/// A pack whose folder was looked into.
#[derive(Debug)]
pub struct PackFolder {
    path: PathBuf,
    /// Names of its mapping sets, in order.
    pub mapping_sets: Vec<String>,
    /// Names of tables that are no part of a pack, in order.
    pub strangers: Vec<String>,
    names: Vec<String>,
    /// The folder without symbolic links.
    real: PathBuf,
    max_input: SizeLimit,
}

/// Why a folder is no pack.
#[derive(Debug, thiserror::Error)]
pub enum PackFolderError {
    /// It cannot be looked into.
    #[error("cannot read {}", path.display())]
    Io {
        /// The folder, or a file in it.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is a file.
    #[error(
        "{} is no framework: give the folder of a pack, which has a `framework.toml`, MITRE ATLAS in YAML (.yaml), or a STIX bundle of it (.json)", path.display()
    )]
    NoFolder {
        /// The file.
        path: PathBuf,
    },
    /// It lacks a file.
    #[error("{} is no framework pack: it has no `{file}`", path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
        /// The file.
        file: &'static str,
    },
    /// A file is a link to something outside.
    #[error("{} leads out of its folder, which is refused", path.display())]
    Outside {
        /// The file.
        path: PathBuf,
    },
    /// It has very many files.
    #[error("{} has more than {MAX_FILES} files", path.display())]
    TooMany {
        /// The folder.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl PackFolder {
    /// Looks into a folder.
    ///
    /// # Errors
    /// [`PackFolderError`] when it cannot be looked into, lacks its manifest or its items, or has very many files.
    pub fn open(path: &Path, max_input: SizeLimit) -> Result<Self, PackFolderError> {
        let failed = |source| PackFolderError::Io { path: path.to_owned(), source };
        if !fs::metadata(path).map_err(failed)?.is_dir() {
            return Err(PackFolderError::NoFolder { path: path.to_owned() });
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(path).map_err(failed)? {
            names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
            if names.len() > MAX_FILES {
                return Err(PackFolderError::TooMany { path: path.to_owned() });
            }
        }
        names.sort();
        let is_named = |name: &str| names.iter().any(|known| known == name);
        for file in [PackFile::Manifest, PackFile::Items].map(PackFile::name) {
            if !is_named(file) {
                return Err(PackFolderError::Missing { path: path.to_owned(), file });
            }
        }
        let is_hidden = |name: &str| name.starts_with('.');
        let mapping_sets = names.iter().filter(|name| name.ends_with(MAPPING_SET) && !is_hidden(name));
        let is_table = |name: &str| {
            let lower = name.to_lowercase();
            [".csv", ".tsv", ".toml"].iter().any(|extension| lower.ends_with(extension))
        };
        let is_of_pack = |name: &str| PackFile::ALL.iter().any(|file| file.name() == name);
        let is_known = |name: &str| name.ends_with(MAPPING_SET) || name == CHECK_SETTINGS || is_of_pack(name);
        let strangers = names.iter().filter(|name| is_table(name) && !is_known(name) && !is_hidden(name));
        Ok(Self {
            path: path.to_owned(),
            mapping_sets: mapping_sets.cloned().collect(),
            strangers: strangers.cloned().collect(),
            names,
            real: fs::canonicalize(path).map_err(failed)?,
            max_input,
        })
    }

    /// One of the files, under an identifier; `None` when the folder has none of that name.
    ///
    /// # Errors
    /// [`PackFolderError`] when it cannot be read as text or leads out of the folder.
    pub fn text(&self, file: PackFile, id: SourceId) -> Result<Option<SourceText>, PackFolderError> {
        if self.names.iter().any(|name| name == file.name()) {
            return self.read(file.name(), id).map(Some);
        }
        Ok(None)
    }

    /// A mapping set by its name, under an identifier.
    ///
    /// # Errors
    /// As [`PackFolder::text`].
    pub fn mapping_set(&self, name: &str, id: SourceId) -> Result<SourceText, PackFolderError> {
        self.read(name, id)
    }

    fn read(&self, name: &str, id: SourceId) -> Result<SourceText, PackFolderError> {
        let path = self.path.join(name);
        let failed = |source| PackFolderError::Io { path: path.clone(), source };
        if !fs::canonicalize(&path).map_err(failed)?.starts_with(&self.real) {
            return Err(PackFolderError::Outside { path });
        }
        Ok(SourceText::read_within(id, &path, self.max_input)?)
    }
}
