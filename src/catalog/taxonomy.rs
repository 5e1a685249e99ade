//! A list's own layers, lifecycle phases and risks.

use super::Curie;
use crate::source::Span;
use std::fmt;

/// Whether a risk is about security or privacy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RiskCategory {
    /// Security.
    Security,
    /// Privacy.
    Privacy,
}

impl RiskCategory {
    /// Both, in the order of codes.
    pub const ALL: [Self; 2] = [Self::Security, Self::Privacy];

    /// The word used in codes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Security => "Security",
            Self::Privacy => "Privacy",
        }
    }
}

/// A risk's code in its list, such as `R9-Security`. Ordered by category, then number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RiskCode {
    /// Security or privacy.
    pub category: RiskCategory,
    /// Number in its category.
    pub number: u16,
}

impl RiskCode {
    /// Reads `R9-Security`; surrounding spaces are allowed.
    ///
    /// ```
    /// use aisec_graph::catalog::RiskCode;
    /// assert_eq!(RiskCode::parse(" R9-Security ").map(|code| code.to_string()).as_deref(), Some("R9-Security"));
    /// assert_eq!(RiskCode::parse("R9"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (number, category) = text.trim().strip_prefix('R')?.split_once('-')?;
        let category = match category {
            "Security" => RiskCategory::Security,
            "Privacy" => RiskCategory::Privacy,
            _ => return None,
        };
        let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
        let number = number.parse().ok().filter(|_| plain)?;
        Some(Self { category, number })
    }
}

impl fmt::Display for RiskCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "R{}-{}", self.number, self.category.name())
    }
}

/// What names a risk: the list that defines it and its code there. Ordered by list, then code.
///
/// ```
/// use aisec_graph::catalog::RiskKey;
/// let risk = RiskKey::parse("mlsecops:R9-Security").expect("a list and a code");
/// assert_eq!((risk.list.as_str(), risk.code.number), ("mlsecops", 9));
/// assert_eq!((risk.written_in("mlsecops"), risk.written_in("team")), ("R9-Security".into(), risk.to_string()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RiskKey {
    /// Source id of the list.
    pub list: String,
    /// Its code there.
    pub code: RiskCode,
}

impl RiskKey {
    /// Reads `mlsecops:R9-Security`.
    pub fn parse(text: &str) -> Option<Self> {
        let Curie { prefix, local } = Curie::parse(text.trim())?;
        Some(Self { list: prefix, code: RiskCode::parse(&local)? })
    }

    /// How it is called in a list: its bare code where that list defines it, else with the list's id before it.
    pub fn written_in(&self, list: &str) -> String {
        if self.list == list { self.code.to_string() } else { self.to_string() }
    }
}

impl fmt::Display for RiskKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.list, self.code)
    }
}

/// Whether what a phase works on is at rest or in motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhaseMode {
    /// At rest.
    Static,
    /// In motion.
    Dynamic,
    /// Both.
    StaticAndDynamic,
}

impl PhaseMode {
    /// Values of `aisec:phaseMode`.
    pub fn values(self) -> &'static [&'static str] {
        match self {
            Self::Static => &["static"],
            Self::Dynamic => &["dynamic"],
            Self::StaticAndDynamic => &["dynamic", "static"],
        }
    }
}

/// A layer: a part of the system under protection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Its name: `Data`, `Model`, `Application`.
    pub name: String,
    /// Bytes of its heading.
    pub span: Span,
}

/// A phase of the machine-learning lifecycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// Its name, without the mode.
    pub name: String,
    /// Its mode, if stated.
    pub mode: Option<PhaseMode>,
    /// What happens in it.
    pub description: Option<String>,
    /// Index of its layer in [`Taxonomy::layers`].
    pub layer: usize,
    /// Bytes of its list item's first line.
    pub span: Span,
}

/// A risk as the list defines it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// Its code.
    pub code: RiskCode,
    /// Its name.
    pub name: String,
    /// Its definition.
    pub definition: String,
    /// Index of the phase it arises in, in [`Taxonomy::phases`].
    pub phase: usize,
    /// Bytes of its list item.
    pub span: Span,
}

/// Layers, phases and risks of one list, each in source order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taxonomy {
    /// Layers.
    pub layers: Vec<Layer>,
    /// Phases.
    pub phases: Vec<Phase>,
    /// Risks; codes are unique.
    pub risks: Vec<Risk>,
}

impl Taxonomy {
    /// The risk of that code.
    pub fn risk(&self, code: RiskCode) -> Option<&Risk> {
        self.risks.iter().find(|risk| risk.code == code)
    }

    /// True when the list defines no layer, phase or risk.
    pub fn is_empty(&self) -> bool {
        self.layers.is_empty() && self.phases.is_empty() && self.risks.is_empty()
    }
}
