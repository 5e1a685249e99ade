//! Who addresses what: matrix, states, gaps and counts, read from a snapshot.
//!
//! A snapshot and a [`Selection`] go in, an [`Overview`] or an [`EditionCoverage`] comes out. It asks
//! the snapshot for triples, never in SPARQL text, and draws nothing.

mod around;
mod compare;
mod discovered;
mod edition;
mod editions;
mod exclusion;
mod graph;
mod grouped;
mod kinds;
mod licence;
mod mapping_sets;
mod model;
mod overview;
mod recommend;
mod replay;
mod review;
mod scope;
pub mod set_cover;
mod stack;
mod stack_coverage;
mod states;
mod succession;
mod target;
mod tree;

pub use crate::catalog::{
    Evidence, ItemClass, Kind, OURSELVES, ReviewStatus, RoleChoice, RoleGroup, RoleGroups, StackPlace, StackStatus,
    SuccessionKind, WrittenStack,
};
pub use around::{Around, AroundError, Focus, around};
pub use compare::{ComparedTarget, Side, SideCounts, StackComparison, compare_stacks};
pub use discovered::{KnownTool, KnownTools};
pub(crate) use edition::{CountedState, counted_states};
pub use edition::{EditionCoverage, ItemCoverage, UnitCounts, by_edition, catalog_states, with_overview, with_reach};
pub use editions::{EditionInfo, LevelCount, edition_info, editions};
pub use exclusion::Exclusion;
pub(crate) use graph::Facts;
pub use grouped::{By, GroupCounts, GroupError, GroupedCoverage, by_group};
pub use kinds::Kinds;
pub use licence::LicenceChoice;
pub use mapping_sets::{MappingSetInfo, mapping_sets};
pub use model::{
    Addressing, Grade, ItemNode, LayerNode, MappedItem, Overview, PhaseNode, Provenance, Reach, RiskNode, Selection,
    StackTools, State, ToolChoice, ToolNode,
};
pub(crate) use overview::mapping_review;
pub use overview::{graph_digest, overview};
pub use recommend::{
    Chosen, InPlace, RecommendError, Recommendation, Standing, USUAL_NODES, Why, Wish, recommend, stack_with_additions,
};
pub use replay::{CaseStudy, Replay, ReplayError, ReplayStep, case_studies, replay};
pub use review::{Review, ReviewClaim, ReviewFilter, ReviewRow, ReviewTally, Reviewed, RowPlace, Verdict, review};
pub use scope::{LayerReading, LayerScope, Scope, layer_reading};
pub use stack::{Member, Stack, StackError, StackFault, StackPhase, stack, tool_of_package};
pub use stack_coverage::{Otherwise, StackCoverage, StackTarget, otherwise_on_items, stack_coverage};
pub(crate) use states::{Counted, Covered};
pub use succession::{Move, Succession, SuccessionEdition, SuccessionItem, succession};
pub use target::Target;
pub use tree::{Aggregate, EditionTree, TreeNode, tree};

use crate::query::{LookupError, Sought, find};
use crate::snapshot::TermId;

/// Why there is nothing to count.
#[derive(Debug, thiserror::Error)]
pub enum CoverageError {
    /// The snapshot has no framework at all.
    #[error("this data has no framework editions, so there is nothing to measure coverage against")]
    NoFrameworks,
    /// The edition is not in the snapshot.
    #[error(transparent)]
    NoEdition(#[from] LookupError),
}

/// The edition of that name, or the default edition of the framework of that name, with what to tell of it.
fn edition_of(facts: Facts<'_>, name: &str) -> Result<(TermId, Option<String>), CoverageError> {
    if facts.members(crate::vocab::aisec::class::EDITION).next().is_none() {
        return Err(CoverageError::NoFrameworks);
    }
    let edition = find(facts.snapshot, name, Sought::Edition)?;
    let id = facts.id(edition.iri.as_ref()).ok_or(CoverageError::NoFrameworks)?;
    Ok((id, edition.notice))
}
