//! What a selection of the graph says about tools, risks and items, as plain values.

use super::kinds::Kinds;
use super::scope::Scope;
use crate::catalog::{Evidence, ReviewStatus, RoleChoice, RoleGroup};
use crate::vocab::named;
use std::collections::{BTreeMap, BTreeSet};

named! {
    /// How far a resource addresses a thing. Ordered: `RelatesTo` is least. The name is that of the term.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Grade {
        /// It deals with something narrower or merely related.
        RelatesTo = "relatesTo",
        /// It addresses a part, or only a label says so.
        PartlyCovers = "partlyCovers",
        /// It addresses it.
        Covers = "covers",
    }
}

named! {
    /// The one state of an item, in the order they are tried.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum State {
        /// No tool is meant to address it.
        OutOfScope = "out of scope",
        /// Some tool covers it.
        Covered = "covered",
        /// Some tool covers a part of it.
        PartlyCovered = "partly covered",
        /// An outcome that some claim supports.
        Supported = "supported",
        /// A control that some claim implements.
        Implemented = "implemented",
        /// Only something related, or only its parent, is addressed.
        Touched = "touched",
        /// It was assessed and nothing addresses it.
        Gap = "gap",
        /// Nobody mapped or reviewed it: unknown.
        NotAssessed = "not assessed",
    }
}

/// What part of the graph is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Which evidence counts.
    pub evidence: Evidence,
    /// Which role counts.
    pub role: RoleChoice,
    /// Id of the edition whose items are shown.
    pub edition: String,
    /// Which tools count.
    pub tools: ToolChoice,
    /// Which kinds of resources count as tools do.
    pub kinds: Kinds,
    /// What of the lists and the edition is counted, compared, or to be addressed. Pictures show everything.
    pub scope: Scope,
}

/// Which tools count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ToolChoice {
    /// Every tool of the catalog.
    #[default]
    All,
    /// Those of a stack.
    Stack(StackTools),
}

impl ToolChoice {
    /// Whether a tool of this IRI counts.
    pub fn includes(&self, iri: &str) -> bool {
        match self {
            Self::All => true,
            Self::Stack(stack) => stack.iris.contains(iri),
        }
    }

    /// The stack, if only its tools count.
    pub fn stack(&self) -> Option<&StackTools> {
        match self {
            Self::All => None,
            Self::Stack(stack) => Some(stack),
        }
    }
}

/// The tools of a stack that count, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StackTools {
    /// Its name.
    pub name: String,
    /// IRIs of its tools in use.
    pub iris: BTreeSet<String>,
    /// Names of its planned tools, which do not count, in the order they were named.
    pub planned: Vec<String>,
}

impl Selection {
    /// What counts: items where an edition is named, else risks.
    pub fn target(&self) -> &'static str {
        if self.edition.is_empty() { "risk" } else { "item" }
    }

    /// What counts unless one says otherwise: best evidence in any role, labels included.
    pub fn by_default(edition: &str) -> Self {
        Self {
            evidence: Evidence::Best,
            role: RoleChoice::Any,
            edition: edition.to_owned(),
            tools: ToolChoice::All,
            kinds: Kinds::default(),
            scope: Scope::default(),
        }
    }
}

/// Where the numbers come from: the foot of every picture and report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    /// One line per source: title and version.
    pub sources: Vec<String>,
    /// Number of reviewed claims in the graph.
    pub claims: usize,
    /// Digest of the graph, lower-case hex.
    pub graph_digest: String,
    /// Version of this program.
    pub tool_version: String,
    /// Titles of the mapping sets that coverage derives from because they were asked for.
    pub added_mappings: Vec<String>,
    /// The least review among the mapping rows that took part, which every output names; `None` where none did.
    pub mapping_review: Option<ReviewStatus>,
}

impl Provenance {
    /// On which mappings it rests, in two words.
    pub fn mappings(&self) -> &'static str {
        self.mapping_review.map_or("no mappings", ReviewStatus::of_mappings)
    }
}

/// A layer with its phases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerNode {
    /// Id of the list whose taxonomy it belongs to: `mlsecops`. Empty when the graph does not say.
    pub list: String,
    /// Its name.
    pub name: String,
    /// Its Chinese name, if known.
    pub name_zh: Option<String>,
    /// Indices into [`Overview::phases`], in lifecycle order.
    pub phases: Vec<usize>,
}

/// A lifecycle phase with its risks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseNode {
    /// Its name.
    pub name: String,
    /// Its Chinese name, if known.
    pub name_zh: Option<String>,
    /// Index into [`Overview::layers`].
    pub layer: usize,
    /// Indices into [`Overview::risks`], in list order.
    pub risks: Vec<usize>,
}

/// A risk of the list's taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskNode {
    /// Its IRI.
    pub iri: String,
    /// Its code: `R9-Security`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its Chinese name, if known.
    pub name_zh: Option<String>,
    /// Its definition.
    pub definition: String,
    /// Index into [`Overview::phases`].
    pub phase: usize,
}

/// A tool, or a resource of another kind that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolNode {
    /// Its IRI.
    pub iri: String,
    /// Its name.
    pub name: String,
    /// Its address, if it has one.
    pub url: Option<String>,
}

/// That a tool addresses a risk, under the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Addressing {
    /// Index into [`Overview::tools`].
    pub tool: usize,
    /// Index into [`Overview::risks`].
    pub risk: usize,
    /// The best grade: `PartlyCovers` for a label.
    pub grade: Grade,
    /// Whether a reviewed claim says so; else only a label does.
    pub reviewed: bool,
    /// In which group.
    pub group: RoleGroup,
}

/// An item of the selected edition: threats and outcomes that are counted, plus retired ones never.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemNode {
    /// Its IRI in the edition.
    pub iri: String,
    /// Its notation: `AML.T0051.000`, `LLM01:2026`.
    pub notation: String,
    /// Its label; a sub-technique as `Parent: Child`.
    pub label: String,
    /// Its Chinese label, if known.
    pub label_zh: Option<String>,
    /// Its page.
    pub url: Option<String>,
    /// Labels of the tactics or group it stands under, in the edition's order.
    pub groups: Vec<String>,
    /// Its state under the selection.
    pub state: State,
}

/// That a risk is mapped to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MappedItem {
    /// Index into [`Overview::risks`].
    pub risk: usize,
    /// Index into [`Overview::items`].
    pub item: usize,
    /// Highest grade the mapping lets through; `None` for an outcome that is relevant to the risk: those have no grade.
    pub grade: Option<Grade>,
}

/// That a tool reaches an item, under the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reach {
    /// Index into [`Overview::tools`].
    pub tool: usize,
    /// Index into [`Overview::items`].
    pub item: usize,
    /// The best grade; `None` for outcomes and controls, which are supported or implemented without a grade.
    pub grade: Option<Grade>,
    /// In which group.
    pub group: RoleGroup,
    /// Whether a reviewed claim says so; else only a label does.
    pub reviewed: bool,
    /// Whether a claim on the item itself says so, not only what is said of a risk that leads to it.
    pub claimed: bool,
}

/// Tools, risks in lifecycle order and items of one edition, with what joins them: what pictures are drawn from.
///
/// Every list is in a fixed order that does not depend on input order: layers, phases and risks as their
/// list has them, tools by name then IRI, items in the edition's order; edges sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// What was asked.
    pub selection: Selection,
    /// Title of the edition.
    pub edition_title: String,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Layers in list order.
    pub layers: Vec<LayerNode>,
    /// Phases in lifecycle order.
    pub phases: Vec<PhaseNode>,
    /// Risks in lifecycle order.
    pub risks: Vec<RiskNode>,
    /// Tools that count and that any list labels or any claim reviews, by name.
    pub tools: Vec<ToolNode>,
    /// Items of the edition, in its order.
    pub items: Vec<ItemNode>,
    /// Labels of the edition's tactics or groups, in its order. May lack some that items name: those follow.
    pub groups: Vec<String>,
    /// Chinese labels of those that have one, by label.
    pub groups_zh: BTreeMap<String, String>,
    /// Tool to risk, sorted; one per tool, risk and role group.
    pub addressing: Vec<Addressing>,
    /// Risk to item, sorted; one per pair.
    pub mapped: Vec<MappedItem>,
    /// Tool to item, sorted; one per tool, item and role group.
    pub reach: Vec<Reach>,
}
