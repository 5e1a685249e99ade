//! What a graph is built from, as the user says it. Nothing is read here.

use super::{ListPlace, WhenTitlesAgree};
use crate::source::{ReadError, SizeLimit, SourceId, SourceText};
use std::path::{Path, PathBuf};

/// What a graph is built from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Which embedded sources.
    pub base: Base,
    /// The user's files, in any order.
    pub given: Vec<Given>,
    /// Frameworks the user gives, in any order: folders of packs, MITRE ATLAS in YAML, STIX bundles of it.
    pub frameworks: Vec<Given>,
    /// Files to read in place of the shipped lists of these ids; each goes by the id of what it replaces.
    pub replace: Vec<Given>,
    /// What to do with links of given lists to lists beside them.
    pub sub_lists: SubLists,
    /// What to do with papers that have one long title and several addresses.
    pub titles: WhenTitlesAgree,
    /// Id of the list whose risks a code means in a list that neither defines the code nor says whose it is.
    pub risks: Option<String>,
    /// Ids of mapping sets that coverage derives from besides our own.
    pub mappings: Vec<String>,
    /// Most bytes that are read of one text.
    pub max_input: SizeLimit,
    /// Most statements of a graph that is held against the shipped shapes.
    pub max_shaped: MaxShaped,
}

/// Most statements of a graph that is held against the shipped shapes while it is built: a million where nothing is said.
///
/// The validator works on a copy of what it looks at: of 1.3 million statements that is half a gigabyte, and a third of
/// the time the whole build takes. The check queries run over the graph as it is, whatever its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxShaped(pub usize);

impl Default for MaxShaped {
    fn default() -> Self {
        Self(1_000_000)
    }
}

/// What the embedded sources contribute.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Base {
    /// All of them.
    #[default]
    Everything,
    /// What a list is checked against: the lists, the claims on what they name, and what is known of addresses.
    Lists,
    /// Moves, decisions on what is one thing and topic words only: the given sources stand alone, but what is known of
    /// addresses and words still holds.
    IdentityOnly,
    /// What the user's lists are measured against: all but the entries of the shipped lists, and of the claims those on
    /// what the user's lists list.
    Yardstick,
}

/// What to do with links of a list to Markdown files in its folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SubLists {
    /// They are said, not read.
    #[default]
    Say,
    /// They are read as lists of their own, and what they link to in turn.
    Follow,
}

/// A file or text the user gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The identifier its contents go by.
    pub id: SourceId,
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes where they were read already, as from standard input: it is a list then, and the path only names it.
    pub content: Option<Vec<u8>>,
}

impl Given {
    /// A file to read.
    pub fn file(id: SourceId, path: PathBuf) -> Self {
        Self { id, path, content: None }
    }

    /// What it is written in; `None` for no text of ours.
    pub(super) fn kind(&self) -> Option<TextKind> {
        if self.content.is_some() { Some(TextKind::List) } else { TextKind::of(&self.path) }
    }

    /// Its text.
    ///
    /// # Errors
    /// When it cannot be read, is larger than the limit, or is no UTF-8.
    pub fn text(&self, limit: SizeLimit) -> Result<SourceText, ReadError> {
        match &self.content {
            Some(bytes) => SourceText::from_bytes(self.id.clone(), &self.path.to_string_lossy(), bytes.clone()),
            None => SourceText::read_within(self.id.clone(), &self.path, limit),
        }
    }

    /// Where it lies.
    pub(super) fn place(&self) -> Option<ListPlace> {
        self.content.is_none().then(|| ListPlace::of(&self.path))
    }
}

/// What a given text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// An awesome list in Markdown.
    List,
    /// A mapping set in SSSOM TSV.
    MappingSet,
    /// A MITRE ATLAS release in YAML.
    Atlas,
}

impl TextKind {
    /// The kind of a file by its extension; `None` for one that is no text of ours.
    pub fn of(path: &Path) -> Option<Self> {
        match extension(path).as_str() {
            "md" | "markdown" => Some(Self::List),
            "tsv" => Some(Self::MappingSet),
            "yaml" | "yml" => Some(Self::Atlas),
            _ => None,
        }
    }
}

/// What follows the last dot of a file's name, in lower case; empty without one.
pub(super) fn extension(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    name.rsplit_once('.').map_or_else(String::new, |(_, extension)| extension.to_owned())
}
