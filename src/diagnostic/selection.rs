//! Which codes are meant: one, a family, or all; and how much the user wants them to matter.

use super::{Code, Diagnostic, Severity};
use std::collections::BTreeMap;

/// What a user writes where a code can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeSelection {
    /// Every code, where none is named.
    All,
    /// `import/*`: the codes of one stage.
    Family(&'static str),
    /// One code.
    One(Code),
}

impl Code {
    /// The code of that id; the part after the stage is enough.
    ///
    /// ```
    /// use aisec_graph::diagnostic::Code;
    /// assert_eq!(Code::from_id("import/mojibake"), Some(Code::Mojibake));
    /// assert_eq!(Code::from_id("mojibake"), Some(Code::Mojibake));
    /// assert_eq!(Code::from_id("mojibak"), None);
    /// ```
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().find(|code| code.id() == id || code.name() == id).copied()
    }

    /// The stage that reports it: `import` of `import/mojibake`.
    pub fn stage(self) -> &'static str {
        self.id().split_once('/').map_or(self.id(), |(stage, _)| stage)
    }

    /// What follows the stage: `mojibake` of `import/mojibake`.
    pub fn name(self) -> &'static str {
        self.id().split_once('/').map_or(self.id(), |(_, name)| name)
    }
}

impl CodeSelection {
    /// Reads `import/mojibake`, `mojibake` or `import/*`; `None` for what selects no code.
    pub fn parse(text: &str) -> Option<Self> {
        let Some(stage) = text.strip_suffix("/*") else { return Code::from_id(text).map(Self::One) };
        Code::ALL.iter().map(|code| code.stage()).find(|known| *known == stage).map(Self::Family)
    }

    /// Whether every code of another selection is in this one.
    pub fn covers(self, other: Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::Family(stage), Self::One(code)) => code.stage() == stage,
            _ => self == other,
        }
    }
}

/// How much the user lets a finding matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Not at all: it is not told.
    Off,
    /// As much as that.
    Told(Severity),
}

/// Levels the user chose; a code speaks before its family, whatever the order in which they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<CodeSelection, Level>);

impl Levels {
    /// Sets a level; the last one set for a selection holds.
    pub fn set(&mut self, selection: CodeSelection, level: Level) {
        self.0.insert(selection, level);
    }

    /// These levels with others over them.
    #[must_use]
    pub fn overridden_by(&self, others: &Self) -> Self {
        // A family given later speaks over single codes given before.
        let covered = |selection: &CodeSelection| matches!(selection, CodeSelection::One(code) if others.0.contains_key(&CodeSelection::Family(code.stage())));
        let mut levels = self.clone();
        levels.0.retain(|selection, _| !covered(selection));
        levels.0.extend(&others.0);
        levels
    }

    /// The finding at the level chosen for it; `None` when it is not to be told.
    pub fn apply(&self, found: Diagnostic) -> Option<Diagnostic> {
        let one = self.0.get(&CodeSelection::One(found.code));
        let chosen = one.or_else(|| self.0.get(&CodeSelection::Family(found.code.stage())));
        match chosen.or_else(|| self.0.get(&CodeSelection::All)) {
            Some(Level::Off) => None,
            Some(&Level::Told(severity)) => Some(Diagnostic { severity, ..found }),
            None => Some(found),
        }
    }
}
