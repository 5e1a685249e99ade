//! Grades and states under a selection of evidence and role.
//!
//! The rules in `queries/rules/` derive the default state the same way; a test holds that the two agree.

use super::graph::Facts;
use super::model::{Grade, Selection, State};
use crate::catalog::{Evidence, RoleGroup};
use crate::snapshot::TermId;
use crate::vocab::{aisec, prov, skos};
use aisec::{class, property, value};
use oxrdf::NamedNodeRef;
use std::collections::{BTreeMap, BTreeSet};

/// One coverage node that counts under a selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Covered {
    /// The tool.
    pub(crate) by: TermId,
    /// In which group.
    pub(crate) group: RoleGroup,
    /// How far; `None` for outcomes and controls, which are supported or implemented without a grade.
    pub(crate) grade: Option<Grade>,
    /// Whether a claim says so.
    pub(crate) reviewed: bool,
    /// Whether a claim on the thing itself does, not only one on a risk that leads to it.
    pub(crate) claimed: bool,
    /// The coverage node.
    pub(crate) node: TermId,
}

/// What counts under a selection: coverage by tools, by thing.
pub(crate) struct Counted {
    by_thing: BTreeMap<TermId, Vec<Covered>>,
    /// What tools beside the stack that is asked about address: somebody looked at it.
    elsewhere: BTreeSet<TermId>,
}

fn role_group(facts: Facts<'_>, id: TermId) -> Option<RoleGroup> {
    let groups = [
        (value::PROTECTED, RoleGroup::Protected),
        (value::EXERCISED, RoleGroup::Exercised),
        (value::GOVERNED, RoleGroup::Governed),
        (value::UNSTATED, RoleGroup::Unstated),
    ];
    groups.into_iter().find(|(iri, _)| iri.as_str() == facts.iri(id)).map(|(_, group)| group)
}

pub(crate) fn grade(facts: Facts<'_>, id: TermId) -> Option<Grade> {
    let grades = [
        (value::COVERS, Grade::Covers),
        (value::PARTLY_COVERS, Grade::PartlyCovers),
        (value::RELATES_TO, Grade::RelatesTo),
    ];
    grades.into_iter().find(|(iri, _)| iri.as_str() == facts.iri(id)).map(|(_, grade)| grade)
}

fn is_of(facts: Facts<'_>, concept: TermId, class: NamedNodeRef<'_>) -> bool {
    facts.item_class(concept).is_some_and(|id| facts.iri(id) == class.as_str())
}

impl Counted {
    /// Coverage by tools that the evidence and role let count. O(coverage nodes).
    pub(crate) fn new(facts: Facts<'_>, selection: &Selection) -> Self {
        let wanted: NamedNodeRef<'_> = match selection.evidence {
            Evidence::Best => value::BEST,
            Evidence::Reviewed => value::REVIEWED,
            Evidence::Listed => value::LISTED,
        };
        let reviewed = facts.id(value::REVIEWED);
        let mut by_thing: BTreeMap<TermId, Vec<Covered>> = BTreeMap::new();
        let mut elsewhere = BTreeSet::new();
        let of_kind = selection.kinds.members(facts);
        let nodes = facts.id(wanted).into_iter().flat_map(|wanted| facts.subjects(property::EVIDENCE, wanted));
        for node in nodes {
            let group = facts.object(node, property::ROLE_GROUP).and_then(|id| role_group(facts, id));
            let (Some(by), Some(thing), Some(group)) =
                (facts.object(node, property::BY), facts.object(node, property::OF), group)
            else {
                continue;
            };
            if !selection.role.includes(group) || !of_kind.contains(&by) {
                continue;
            }
            let grade = facts.object(node, property::GRADE).and_then(|id| grade(facts, id));
            if !selection.tools.includes(facts.iri(by)) {
                let is_addressed = match grade {
                    Some(grade) => grade >= Grade::PartlyCovers,
                    None => is_of(facts, thing, class::OUTCOME) || is_of(facts, thing, class::CONTROL),
                };
                elsewhere.extend(is_addressed.then_some(thing));
                continue;
            }
            let reviewed = facts.objects(node, property::EVIDENCE).any(|evidence| Some(evidence) == reviewed);
            let claimed = facts
                .objects(node, prov::WAS_DERIVED_FROM)
                .any(|premise| facts.object(premise, property::CLAIM_OBJECT) == Some(thing));
            by_thing.entry(thing).or_default().push(Covered { by, group, grade, reviewed, claimed, node });
        }
        for covered in by_thing.values_mut() {
            covered.sort_unstable();
        }
        Self { by_thing, elsewhere }
    }

    /// Everything that something covers, with that coverage, in the order of identifiers.
    pub(crate) fn all(&self) -> impl Iterator<Item = (TermId, &[Covered])> {
        self.by_thing.iter().map(|(thing, covered)| (*thing, covered.as_slice()))
    }

    /// Coverage of a risk or concept, by group and tool.
    pub(crate) fn of(&self, thing: TermId) -> &[Covered] {
        self.by_thing.get(&thing).map_or(&[], Vec::as_slice)
    }

    fn strongest(&self, concept: TermId) -> Option<Grade> {
        self.of(concept).iter().filter_map(|covered| covered.grade).max()
    }

    /// The one state of an item: the first of [`State::ALL`] that applies.
    pub(crate) fn state(&self, facts: Facts<'_>, item: TermId) -> State {
        let concept = facts.object(item, property::CONCEPT).unwrap_or(item);
        let has = |predicate| facts.object(item, predicate).is_some();
        let is = |class: NamedNodeRef<'_>| is_of(facts, concept, class);
        let strongest = self.strongest(concept);
        let ungraded = self.of(concept).iter().any(|covered| covered.grade.is_none());
        if has(property::OUT_OF_SCOPE_BECAUSE) {
            State::OutOfScope
        } else if strongest == Some(Grade::Covers) {
            State::Covered
        } else if strongest == Some(Grade::PartlyCovers) {
            State::PartlyCovered
        } else if is(class::OUTCOME) && ungraded {
            State::Supported
        } else if is(class::CONTROL) && ungraded {
            State::Implemented
        } else if strongest.is_some() || self.parent_is_addressed(facts, item, concept) {
            State::Touched
        } else if has(property::ASSESSED_BY) || self.elsewhere.contains(&concept) {
            State::Gap
        } else {
            State::NotAssessed
        }
    }

    /// Of its own class only: a threat above a control is no parent of it.
    fn parent_is_addressed(&self, facts: Facts<'_>, item: TermId, concept: TermId) -> bool {
        facts.objects(item, skos::BROADER).any(|parent| {
            let above = facts.object(parent, property::CONCEPT).unwrap_or(parent);
            facts.item_class(above) == facts.item_class(concept) && self.strongest(above) >= Some(Grade::PartlyCovers)
        })
    }
}
