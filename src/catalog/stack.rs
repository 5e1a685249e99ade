//! The tools a team uses or considers, as they are written down.

use crate::vocab::named;
use std::fmt;

named! {
    /// What a team decided on a tool. The name is its key in a stack's file.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum StackStatus {
        /// It is there.
        InUse = "in-use",
        /// It will be there: recommendations reckon with it, coverage does not.
        Planned = "planned",
        /// Whatever is recommended has it.
        Must = "must",
        /// It is not to be recommended.
        Never = "never",
    }
}

/// Where a name was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum StackPlace {
    /// On the command line, perhaps several with commas between.
    CommandLine,
    /// In a file.
    File {
        /// Its path as given.
        path: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
    },
}

impl StackPlace {
    /// Where it is: `in stack.toml:3:5`, or `on the command line`.
    pub fn in_words(&self) -> String {
        match self {
            Self::CommandLine => "on the command line".to_owned(),
            Self::File { path, line, column } => format!("in {path}:{line}:{column}"),
        }
    }
}

/// What leads a message: `stack.toml:3:5: `, or nothing on the command line.
impl fmt::Display for StackPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommandLine => Ok(()),
            Self::File { path, line, column } => write!(f, "{path}:{line}:{column}: "),
        }
    }
}

/// A tool as it is named: by name, address or package URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackEntry {
    /// The name as written.
    pub text: String,
    /// What was decided on it.
    pub status: StackStatus,
    /// Where it was written.
    pub place: StackPlace,
}

/// A lifecycle phase as it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackPhaseEntry {
    /// The name as written.
    pub text: String,
    /// Where it was written.
    pub place: StackPlace,
}

/// A stack as it is written down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrittenStack {
    /// What it is called; nothing where nobody said.
    pub name: Option<String>,
    /// Its tools, in the order they are written.
    pub entries: Vec<StackEntry>,
    /// The phases that matter to the team; none is all.
    pub phases: Vec<StackPhaseEntry>,
}

impl WrittenStack {
    /// Tools in use by the names on a command line, each perhaps several with commas between.
    pub fn named(names: &[String]) -> Self {
        let entry = |text: &String| StackEntry {
            text: text.clone(),
            status: StackStatus::InUse,
            place: StackPlace::CommandLine,
        };
        Self { name: None, entries: names.iter().map(entry).collect(), phases: Vec::new() }
    }

    /// This one and what another adds; the first name stays.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.name = self.name.or(other.name);
        self.entries.extend(other.entries);
        self.phases.extend(other.phases);
        self
    }
}
