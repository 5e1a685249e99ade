//! Editions of frameworks, their items and the relations among them.

use super::{Curie, Origin};
use crate::vocab::named;
use std::collections::BTreeMap;

/// One published edition of a framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Its id: `owasp-llm-2026`.
    pub id: String,
    /// Id of the framework it is an edition of: `owasp-llm`.
    pub framework: String,
    /// Title of the framework, without edition.
    pub framework_title: String,
    /// Title of the edition.
    pub title: String,
    /// Version as published.
    pub version: String,
    /// `current`, `superseded` or `legacy`.
    pub status: String,
    /// Date of publication as far as known: `2026-08-03`, `2023-10`, `2023`.
    pub published: String,
    /// Who publishes it.
    pub publisher: String,
    /// SPDX expression, or a short phrase where there is none.
    pub licence: String,
    /// Who holds the rights.
    pub rights_holder: String,
    /// Where it is published.
    pub homepage: String,
    /// Whether the bare framework id means this edition.
    pub is_default: bool,
    /// Its row.
    pub origin: Origin,
}

impl Edition {
    /// Whether its framework keeps identifiers across editions, so that mappings and claims hang
    /// on a release-independent concept. True of MITRE ATLAS.
    pub fn keeps_ids(&self) -> bool {
        self.framework == "mitre-atlas"
    }

    /// The part of an item's IRI after the edition: `LLM01` for `LLM01:2025`, `MEASURE-2.7` for `MEASURE 2.7`.
    pub fn local_id(item: &str) -> String {
        let is_year = |text: &str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        let bare = match item.rsplit_once(':') {
            Some((bare, year)) if is_year(year) => bare,
            _ => item,
        };
        bare.replace(' ', "-")
    }

    /// CURIE of an item as this edition has it, where its framework keeps ids: `mitre-atlas:5.6.1/AML.T0051`.
    pub fn release_curie(&self, item: &str) -> Curie {
        Curie::new(&self.framework, format!("{}/{}", self.version, Self::local_id(item)))
    }

    /// Prefix of CURIEs for what mappings and claims name: the framework where ids are kept, else the edition.
    pub fn concept_prefix(&self) -> &str {
        if self.keeps_ids() { &self.framework } else { &self.id }
    }
}

/// What sort of thing an item is: decides what may address it and whether it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemClass {
    /// Something that may go wrong or be done to the system.
    Threat,
    /// A countermeasure.
    Control,
    /// A state of affairs to reach.
    Outcome,
    /// What an adversary is after.
    Goal,
    /// A heading over other items.
    Group,
    /// Something that happened.
    Event,
}

impl ItemClass {
    /// Local name of its class in the ontology.
    pub fn name(self) -> &'static str {
        match self {
            Self::Threat => "Threat",
            Self::Control => "Control",
            Self::Outcome => "Outcome",
            Self::Goal => "Goal",
            Self::Group => "Group",
            Self::Event => "Event",
        }
    }

    /// Every class.
    pub const ALL: [Self; 6] = [Self::Threat, Self::Control, Self::Outcome, Self::Goal, Self::Group, Self::Event];

    /// The class of a level as the framework files name it. `None` for a level no rule knows.
    fn of_level(level: &str) -> Option<Self> {
        Some(match level {
            "technique" | "subtechnique" | "risk" | "genai-risk" | "attack" | "threat" | "subdomain" => Self::Threat,
            "mitigation" | "control" => Self::Control,
            "subcategory" | "action" => Self::Outcome,
            "tactic" => Self::Goal,
            "case-study" => Self::Event,
            "function" | "category" | "chapter" | "domain" | "risk-category" | "control-category" | "threat-group"
            | "control-group" | "objective" | "lifecycle-stage" | "causal-factor" | "causal-value" => Self::Group,
            _ => return None,
        })
    }
}

/// Which class the levels of an edition are of: the publisher's words, such as `technique` or `subcategory`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Levels(BTreeMap<String, ItemClass>);

impl Levels {
    /// The levels of an edition whose words this program knows; `objective` depends on it: adversary objectives in
    /// NIST AI 100-2, headings in ISO/IEC 42001.
    pub fn of(edition: &str) -> Self {
        let goals = edition.starts_with("nist-ai-100-2").then(|| ("objective".to_owned(), ItemClass::Goal));
        Self(goals.into_iter().collect())
    }

    /// The known levels, and some words of one publisher, which count before them.
    pub fn with(words: BTreeMap<String, ItemClass>) -> Self {
        Self(words)
    }

    /// The class of a level; `None` for a word that is no level.
    pub fn class(&self, level: &str) -> Option<ItemClass> {
        self.0.get(level).copied().or_else(|| ItemClass::of_level(level))
    }

    /// The publisher's own words, in order.
    pub fn own(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Whether a label is the publisher's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelKind {
    /// The publisher's title.
    Official,
    /// Our short label; the publisher has only a sentence.
    Neutral,
    /// No title exists; the label is the identifier.
    IdOnly,
}

/// Where an item stands in the life of its framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemStatus {
    /// In force.
    Current,
    /// Its whole edition was replaced.
    Superseded,
    /// The publisher removed the identifier.
    Retired,
}

impl ItemStatus {
    /// Value of `aisec:status`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Superseded => "superseded",
            Self::Retired => "retired",
        }
    }
}

/// One entry of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id as published: `AML.T0051.000`, `LLM01:2026`, `MEASURE 2.7`.
    pub id: String,
    /// Its class.
    pub class: ItemClass,
    /// Its level as the framework names it: `technique`, `subcategory` …
    pub level: String,
    /// Its label.
    pub label: String,
    /// Whose label it is.
    pub label_kind: LabelKind,
    /// Id of the item above it in the same edition, or (actions of NIST AI 600-1) in another.
    pub parent: Option<String>,
    /// Position in the edition, if the framework has one.
    pub order: Option<u32>,
    /// Its page.
    pub url: Option<String>,
    /// Its status.
    pub status: ItemStatus,
    /// Further facts by name (`maturity`, `platform`, `created`, `stix_id` …), each with its values in order.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// Its row.
    pub origin: Origin,
}

named! {
    /// What a relation of a framework file says. The name is the one the files use.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum RelationKind {
        /// A technique serves a tactic.
        HasTactic = "hasTactic",
        /// A sub-technique refines a technique.
        SubtechniqueOf = "subtechniqueOf",
        /// A mitigation counters a technique.
        Mitigates = "mitigates",
        /// A case study uses a technique in a step.
        UsesTechnique = "usesTechnique",
        /// An ATLAS object corresponds to a MITRE ATT&CK id.
        AttackReference = "attackReference",
        /// An id is replaced by another, possibly in a later edition.
        ReplacedBy = "replacedBy",
        /// An attack pursues an adversary objective.
        HasObjective = "hasObjective",
        /// An action serves an outcome.
        ActionFor = "actionFor",
        /// A control addresses a risk.
        AddressesRisk = "addressesRisk",
        /// A control is presented in the section of a threat or group.
        ListedUnder = "listedUnder",
    }
}

/// One row of framework data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Id of the subject in the edition.
    pub subject: String,
    /// What it says.
    pub kind: RelationKind,
    /// Id of the object: in the edition, in another edition of the framework, or in MITRE ATT&CK.
    pub object: String,
    /// Position among the subject's relations of this kind: the step of a case study.
    pub order: Option<u32>,
    /// Further facts by name: `tactic` of a step, `kind` of a succession, `url` of a reference.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// Its row.
    pub origin: Origin,
}

/// What one edition defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionItems {
    /// Id of the edition.
    pub edition: String,
    /// Items, in file order.
    pub items: Vec<Item>,
    /// Relations, in file order, without repeats.
    pub relations: Vec<Relation>,
}

/// A change between two releases of a framework that keeps its ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Id of the framework.
    pub framework: String,
    /// Release before.
    pub from_version: String,
    /// Release after.
    pub to_version: String,
    /// The item.
    pub id: String,
    /// Its level.
    pub level: String,
    /// What happened: `added`, `renamed`, `removed`, `tactics` …
    pub change: String,
    /// Before.
    pub old: String,
    /// After.
    pub new: String,
    /// Successor, when removed.
    pub replaced_by: Option<String>,
    /// Its row.
    pub origin: Origin,
}

/// An item no tool of the catalog is meant to address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfScope {
    /// Id of the edition.
    pub edition: String,
    /// Id of the item there.
    pub item: String,
    /// Why.
    pub why: String,
    /// Its row.
    pub origin: Origin,
}
