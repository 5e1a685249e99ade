//! A case study's steps, and what of a stack stands against each.

use super::CoverageError;
use super::graph::Facts;
use super::model::{Grade, Provenance, Selection, ToolChoice, ToolNode};
use super::overview::{provenance, tool_node};
use super::stack::Stack;
use super::states::Counted;
use crate::catalog::{RoleChoice, RoleGroup, StackStatus};
use crate::query::{LookupError, Sought, find};
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::aisec::{class, property};
use crate::vocab::{rdf, skos};
use std::collections::{BTreeMap, BTreeSet};

/// A case study against a stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// What was asked; its edition is that of the case study.
    pub selection: Selection,
    /// The stack; without members, the whole catalog stands against the steps.
    pub stack: Stack,
    /// Id of the case study as printed.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What to tell of the name it was asked by.
    pub notice: Option<String>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Its steps in order.
    pub steps: Vec<ReplayStep>,
}

/// A step of a case study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayStep {
    /// Its number, from 1.
    pub number: u32,
    /// The tactic it serves, if one is stated.
    pub tactic: Option<String>,
    /// Id of the technique.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Tools of the stack that cover it at least in part, by role group.
    pub own: BTreeMap<RoleGroup, Vec<ToolNode>>,
    /// Other tools of the catalog that do.
    pub further: BTreeMap<RoleGroup, Vec<ToolNode>>,
}

impl ReplayStep {
    /// Whether a tool of the stack addresses the technique in a role: in role protected, the chain breaks here.
    pub fn is_addressed(&self, role: RoleChoice) -> bool {
        self.own.keys().any(|group| role.includes(*group))
    }

    /// What stands against it in a role, in a word or two: `addressed`, `catalog could` or `no tool`.
    pub fn verdict(&self, role: RoleChoice) -> &'static str {
        if self.is_addressed(role) {
            "addressed"
        } else if self.could_be_addressed(role) {
            "catalog could"
        } else {
            "no tool"
        }
    }

    /// Whether another tool of the catalog would.
    pub fn could_be_addressed(&self, role: RoleChoice) -> bool {
        self.further.keys().any(|group| role.includes(*group))
    }
}

impl Replay {
    /// The first step that the stack addresses in the role asked for.
    pub fn breaks_at(&self) -> Option<&ReplayStep> {
        self.steps.iter().find(|step| step.is_addressed(self.selection.role))
    }
}

/// A case study that can be replayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseStudy {
    /// Its IRI.
    pub iri: String,
    /// Its id.
    pub id: String,
    /// Its title.
    pub name: String,
    /// Id of the edition that tells it.
    pub edition: String,
    /// How many steps it states.
    pub steps: usize,
}

/// The case studies that state steps, by edition and id. O(case studies + steps).
///
/// # Errors
/// [`CoverageError::NoFrameworks`] where there is none.
pub fn case_studies(snapshot: &Snapshot) -> Result<Vec<CaseStudy>, CoverageError> {
    let facts = Facts::new(snapshot);
    let study = |event: TermId| CaseStudy {
        iri: facts.iri(event).to_owned(),
        id: facts.notation(event).unwrap_or_default().to_owned(),
        name: facts.label(event),
        edition: edition_of_event(facts, event).1.to_owned(),
        steps: rows(facts, event).len(),
    };
    let mut studies: Vec<CaseStudy> = facts.members(class::EVENT).map(study).filter(|study| study.steps > 0).collect();
    if studies.is_empty() {
        return Err(CoverageError::NoFrameworks);
    }
    studies.sort_by(|one, other| (&one.edition, &one.id, &one.iri).cmp(&(&other.edition, &other.id, &other.iri)));
    Ok(studies)
}

/// The edition that tells a case study, and its id.
fn edition_of_event(facts: Facts<'_>, event: TermId) -> (Option<TermId>, &str) {
    let edition = facts.object(event, skos::IN_SCHEME);
    (edition, edition.and_then(|edition| facts.text(edition, skos::NOTATION)).unwrap_or_default())
}

/// Why a case study cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The data has no frameworks.
    #[error(transparent)]
    Coverage(#[from] CoverageError),
    /// No case study is meant.
    #[error(transparent)]
    NoCaseStudy(#[from] LookupError),
    /// It states no steps.
    #[error("`{0}` states no steps")]
    NoSteps(String),
}

/// The steps of a case study in order, each with what addresses its technique, by role: groups are never summed.
///
/// O(coverage nodes + steps).
///
/// # Errors
/// [`ReplayError`] where no case study is meant, or one without steps.
pub fn replay(snapshot: &Snapshot, study: &str, stack: &Stack, selection: &Selection) -> Result<Replay, ReplayError> {
    let facts = Facts::new(snapshot);
    if facts.members(class::EVENT).next().is_none() {
        return Err(CoverageError::NoFrameworks.into());
    }
    let thing = find(snapshot, study, Sought::Event)?;
    let no_steps = || ReplayError::NoSteps(study.to_owned());
    let event = facts.id(thing.iri.as_ref()).ok_or_else(no_steps)?;
    let all = Selection { role: RoleChoice::Any, ..Selection::by_default("") };
    let counted = Counted::new(facts, &Selection { evidence: selection.evidence, ..all });
    let is_empty = stack.members.is_empty();
    let own: BTreeSet<&str> = stack.with(StackStatus::InUse).map(|member| member.iri.as_str()).collect();
    let steps: Vec<ReplayStep> = rows(facts, event)
        .into_iter()
        .map(|row| step(facts, &counted, row, |tool| is_empty || own.contains(tool)))
        .collect();
    if steps.is_empty() {
        return Err(no_steps());
    }
    let (edition, edition_id) = edition_of_event(facts, event);
    let tools = if is_empty { ToolChoice::All } else { stack.in_use() };
    Ok(Replay {
        selection: Selection { edition: edition_id.to_owned(), tools, ..selection.clone() },
        stack: stack.clone(),
        id: facts.notation(event).unwrap_or_default().to_owned(),
        name: facts.label(event),
        notice: thing.notice,
        provenance: provenance(facts, edition),
        steps,
    })
}

/// Rows that state a step, by its number.
fn rows(facts: Facts<'_>, event: TermId) -> Vec<(u32, TermId)> {
    let employs = facts.id(property::EMPLOYS);
    let is_step = |row: &TermId| employs.is_some() && facts.object(*row, rdf::PREDICATE) == employs;
    let stated = facts.subjects(rdf::SUBJECT, event).filter(is_step);
    let mut rows: Vec<(u32, TermId)> =
        stated.filter_map(|row| Some((facts.number(row, property::ORDER)?, row))).collect();
    rows.sort_by_key(|&(number, row)| (number, facts.iri(row)));
    rows
}

/// Tools by role group, then by name and IRI.
type ByName = BTreeMap<RoleGroup, BTreeMap<(String, String), ToolNode>>;

fn step(
    facts: Facts<'_>,
    counted: &Counted,
    (number, row): (u32, TermId),
    is_own: impl Fn(&str) -> bool,
) -> ReplayStep {
    let item = facts.object(row, rdf::OBJECT);
    let concept = item.map(|item| facts.object(item, property::CONCEPT).unwrap_or(item));
    let mut sides: [ByName; 2] = Default::default();
    let found = concept.map(|concept| counted.of(concept)).unwrap_or_default();
    for covered in found.iter().filter(|covered| covered.grade >= Some(Grade::PartlyCovers)) {
        let tool = tool_node(facts, covered.by);
        let [own, further] = &mut sides;
        let side = if is_own(&tool.iri) { own } else { further };
        side.entry(covered.group).or_default().insert((tool.name.to_lowercase(), tool.iri.clone()), tool);
    }
    let [own, further] =
        sides.map(|side| side.into_iter().map(|(group, tools)| (group, tools.into_values().collect())).collect());
    ReplayStep {
        number,
        tactic: facts.object(row, property::TACTIC).map(|tactic| facts.label(tactic)),
        id: item.and_then(|item| facts.notation(item)).unwrap_or_default().to_owned(),
        name: item.map(|item| facts.item_label(item)).unwrap_or_default(),
        own,
        further,
    }
}
