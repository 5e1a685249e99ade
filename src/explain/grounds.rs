//! The rows that coverage rests on: a selection and a thing in, its resources with lines of sources out.
//!
//! It reads what rules wrote down when they derived; it does not run them again, as a proof does.

use super::outline::LineKind;
use super::proof::kind;
use super::sentence::{Place, place};
use crate::coverage::{Counted, Facts, Grade, RoleGroup, Selection};
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::aisec::{class, property};
use crate::vocab::prov;
use oxrdf::NamedNodeRef;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A row of a source that coverage rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Where it stands, and what it says.
    pub place: Place,
    /// Whether it is a listing or claim, or another row, such as a mapping.
    pub kind: LineKind,
    /// Pages that were read for it; of claims.
    pub evidence: Vec<String>,
}

/// That a tool addresses a thing in one role group, and the rows that say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// IRI of the tool.
    pub tool: String,
    /// In which group.
    pub group: RoleGroup,
    /// How far; `None` for outcomes and controls.
    pub grade: Option<Grade>,
    /// Whether a reviewed claim says so; else only a label does.
    pub reviewed: bool,
    /// Listings, claims and mappings, in order, each once. Empty where the data keep no lines.
    pub rows: Vec<Rc<Row>>,
}

/// What counts under one selection, with the rows below it.
pub struct Grounds<'s> {
    facts: Facts<'s>,
    counted: Counted,
    rows: BTreeMap<TermId, Option<Rc<Row>>>,
}

impl<'s> Grounds<'s> {
    /// Reads what counts. O(coverage nodes).
    pub fn new(snapshot: &'s Snapshot, selection: &Selection) -> Self {
        let facts = Facts::new(snapshot);
        Self { facts, counted: Counted::new(facts, selection), rows: BTreeMap::new() }
    }

    /// Who addresses a risk or item, by tool and role group. Empty for what the snapshot does not have.
    pub fn of(&mut self, thing: &str) -> Vec<Ground> {
        let facts = self.facts;
        let Some(thing) = NamedNodeRef::new(thing).ok().and_then(|iri| facts.id(iri)) else { return Vec::new() };
        let concept = facts.object(thing, property::CONCEPT).unwrap_or(thing);
        let covered = self.counted.of(concept).to_vec();
        let ground = |covered: &crate::coverage::Covered| Ground {
            tool: facts.iri(covered.by).to_owned(),
            group: covered.group,
            grade: covered.grade,
            reviewed: covered.reviewed,
            rows: self.below(covered.node),
        };
        covered.iter().map(ground).collect()
    }

    /// The rows at the ends of what a coverage node was derived from.
    fn below(&mut self, node: TermId) -> Vec<Rc<Row>> {
        let (mut open, mut seen, mut found) = (vec![node], BTreeSet::new(), BTreeSet::new());
        while let Some(at) = open.pop() {
            let premises = seen.insert(at).then(|| self.facts.objects(at, prov::WAS_DERIVED_FROM));
            for premise in premises.into_iter().flatten() {
                match self.row(premise) {
                    Some(row) => drop(found.insert(row)),
                    None => open.push(premise),
                }
            }
        }
        found.into_iter().collect()
    }

    /// The row a premise is; `None` for one that was derived itself.
    fn row(&mut self, premise: TermId) -> Option<Rc<Row>> {
        let facts = self.facts;
        let read = || {
            let place = place(facts, premise).filter(|_| !facts.is_a(premise, class::COVERAGE))?;
            let pages = facts.objects(premise, property::EVIDENCE_URL);
            let kind = kind(facts, premise);
            Some(Rc::new(Row { place, kind, evidence: pages.map(|page| facts.iri(page).to_owned()).collect() }))
        };
        self.rows.entry(premise).or_insert_with(read).clone()
    }
}
