//! Findings about the user's data: a code, a severity, a place and what to do about it.
//!
//! Goes in: whatever a stage noticed. Comes out: values to print or count. It does not print
//! itself and it is not an error: an error says why an operation could not finish.

mod address;
mod check_code;
mod code;
mod example;
mod fix;
mod noticed;
mod selection;
mod suppression;

pub use address::{Unmade, agree, in_links};
pub use check_code::CheckCode;
pub use code::Code;
pub use example::{Example, ExampleForm};
pub use fix::{Fixed, fixed};
pub use noticed::Noticed;
pub use selection::{CodeSelection, Level, Levels};
pub use suppression::{Suppressed, Suppression, suppress};

use std::ops::Range;

/// How much a finding matters, or how sure it is. Ordered: a note is less than a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing to do.
    Note,
    /// Two things the author said do not seem to agree; only a person can tell which is meant.
    Question,
    /// Probably not what the author meant; the entry or row is kept.
    Warning,
    /// The row or entry could not be used.
    Error,
}

impl Severity {
    /// Every severity, the least first.
    pub const ALL: [Severity; 4] = [Self::Note, Self::Question, Self::Warning, Self::Error];

    /// The severity of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.word() == word)
    }

    /// The word printed before the code.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Question => "question",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Where in which source: a byte range into the text of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Identifier of the source, as the registry of sources knows it.
    pub source: String,
    /// Byte range into the source's text, on character boundaries.
    pub bytes: Range<usize>,
}

/// A second place that helps to understand a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where; it may lie in another source.
    pub place: Place,
    /// What stands there, such as `first here`.
    pub label: String,
}

/// A replacement of bytes in the source a finding lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Byte range into the source's text, on character boundaries.
    pub bytes: Range<usize>,
    /// What stands there afterwards.
    pub replacement: String,
}

/// What a finding about a graph is about: terms as N-Triples has them, the path as SPARQL has it, each IRI in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Focus {
    /// The node.
    pub node: String,
    /// The path from it to what is wrong, where a shape names one.
    pub path: Option<String>,
    /// What is wrong, where it is one value.
    pub value: Option<String>,
    /// The source that the graph says the node comes from, and the line, from 1; the source need not be at hand.
    pub origin: Option<(String, usize)>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding it is; explained by `aisec code ID`.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// The narrowest place that shows it; `None` when it concerns no text.
    pub place: Option<Place>,
    /// What was found, in lower case, without a full stop.
    pub message: String,
    /// Other places concerned, in the order they are told.
    pub related: Vec<Related>,
    /// Facts that help to judge it.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<Box<str>>,
    /// Edits that together mend it without changing what anything means; empty when that takes a person.
    /// They lie in the source of `place`, in order, and do not overlap.
    pub fix: Vec<Edit>,
    /// What it is about, where that is a node of a graph.
    pub focus: Option<Box<Focus>>,
    /// What keeps a finding without edits from having them, where others of its code bring some.
    pub unmade: Option<Box<Unmade>>,
    /// How many findings of its code in its source it stands for that are not told one by one; 0 for one of its own.
    pub more: u32,
}

impl Diagnostic {
    /// A finding with the severity its code has by default and no place yet.
    ///
    /// ```
    /// use aisec_graph::diagnostic::{Code, Diagnostic};
    /// let found = Diagnostic::new(Code::UndefinedRiskCode, "`R31-Security` is not defined in this list")
    ///     .help("mend it, or add the code to the list's taxonomy");
    /// assert_eq!(found.code.id(), "import/undefined-risk-code");
    /// ```
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.default_severity(),
            place: None,
            message: message.into(),
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
            fix: Vec::new(),
            focus: None,
            unmade: None,
            more: 0,
        }
    }

    /// How many findings it is: one, or as many as it stands for.
    pub fn count(&self) -> usize {
        usize::try_from(self.more).unwrap_or(usize::MAX).max(1)
    }

    /// The same finding, shown at `bytes` of `source`.
    #[must_use]
    pub fn at(mut self, source: impl Into<String>, bytes: impl Into<Range<usize>>) -> Self {
        self.place = Some(Place { source: source.into(), bytes: bytes.into() });
        self
    }

    /// The same finding with one more place it concerns.
    #[must_use]
    pub fn related(
        mut self,
        source: impl Into<String>,
        bytes: impl Into<Range<usize>>,
        label: impl Into<String>,
    ) -> Self {
        let place = Place { source: source.into(), bytes: bytes.into() };
        self.related.push(Related { place, label: label.into() });
        self
    }

    /// The same finding with one more edit that mends it.
    #[must_use]
    pub fn fix(mut self, bytes: impl Into<Range<usize>>, replacement: impl Into<String>) -> Self {
        self.fix.push(Edit { bytes: bytes.into(), replacement: replacement.into() });
        self
    }

    /// The same finding with an address in the link at its place that is to be another.
    #[must_use]
    pub fn rewrite(mut self, written: impl Into<String>, replacement: impl Into<String>) -> Self {
        self.unmade = Some(Box::new(Unmade::Address { written: written.into(), replacement: replacement.into() }));
        self
    }

    /// The same finding with why it takes a person.
    #[must_use]
    pub fn by_hand(mut self, why: &'static str) -> Self {
        self.unmade = Some(Box::new(Unmade::ByHand(why)));
        self
    }

    /// Why it takes a person although others of its code bring edits.
    pub fn why_by_hand(&self) -> Option<&'static str> {
        match self.unmade.as_deref()? {
            Unmade::ByHand(why) => Some(why),
            Unmade::Address { .. } => None,
        }
    }

    /// The same finding with one more note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The same finding with what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into().into_boxed_str());
        self
    }
}

/// A value and what was noticed while making it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked<T> {
    /// What was made; complete, whatever the findings say.
    pub value: T,
    /// What was noticed, in source order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Sorts findings by source and place, then by code and message: the same findings are told in the same order.
pub(crate) fn in_order(found: &mut [Diagnostic]) {
    found.sort_by(|a, b| order(a).cmp(&order(b)));
}

fn order(found: &Diagnostic) -> (Option<(&str, usize, usize)>, Code, &str) {
    let place = found.place.as_ref().map(|place| (place.source.as_str(), place.bytes.start, place.bytes.end));
    (place, found.code, &found.message)
}

impl<T> Checked<T> {
    /// The value; its findings are appended to `into`.
    pub fn take(self, into: &mut impl Extend<Diagnostic>) -> T {
        into.extend(self.diagnostics);
        self.value
    }
}
