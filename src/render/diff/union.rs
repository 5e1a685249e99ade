//! Two overviews laid one over the other: every risk of either, and what addresses it on each side.

use crate::coverage::{Grade, Overview, RoleGroups};
use crate::render::text::Label;
use std::collections::{BTreeMap, BTreeSet};

/// How a tool addresses a risk on one side. Two are the same whatever the tool is called.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) name: Label,
    grade: Grade,
    reviewed: bool,
    groups: RoleGroups,
}

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        (self.grade, self.reviewed, self.groups) == (other.grade, other.reviewed, other.groups)
    }
}

/// Tools of a risk by IRI.
pub(super) type Standing = BTreeMap<String, Found>;

/// Names by IRI.
pub(super) type Named = BTreeMap<String, Label>;

/// What is, with the risks of what was in their phases: where a phase or layer is gone, it stands after the others.
pub(super) fn of([before, now]: [&Overview; 2]) -> Overview {
    let mut whole = now.clone();
    let known: BTreeSet<&str> = now.risks.iter().map(|risk| risk.iri.as_str()).collect();
    for risk in before.risks.iter().filter(|risk| !known.contains(risk.iri.as_str())) {
        let phase = before.phases.get(risk.phase).map(|phase| phase_in(&mut whole, before, phase));
        let phase = phase.unwrap_or(usize::MAX);
        if let Some(of) = whole.phases.get_mut(phase) {
            of.risks.push(whole.risks.len());
        }
        whole.risks.push(crate::coverage::RiskNode { phase, ..risk.clone() });
    }
    whole
}

/// The phase of that name in a layer of that name, made where there is none.
fn phase_in(whole: &mut Overview, before: &Overview, phase: &crate::coverage::PhaseNode) -> usize {
    let Some(layer) = before.layers.get(phase.layer) else { return usize::MAX };
    let same = |of: &crate::coverage::LayerNode| (&of.list, &of.name) == (&layer.list, &layer.name);
    let at = whole.layers.iter().position(same).unwrap_or_else(|| {
        whole.layers.push(crate::coverage::LayerNode { phases: Vec::new(), ..layer.clone() });
        whole.layers.len() - 1
    });
    let found = whole.phases.iter().position(|of| of.layer == at && of.name == phase.name);
    found.unwrap_or_else(|| {
        whole.phases.push(crate::coverage::PhaseNode { layer: at, risks: Vec::new(), ..phase.clone() });
        whole.phases.len() - 1
    })
}

/// For each risk of the whole, what addresses it on either side; `None` where the side does not have it.
pub(super) fn standings(whole: &Overview, sides: [&Overview; 2]) -> Vec<[Option<Standing>; 2]> {
    let [mut before, mut now] = sides.map(by_risk);
    whole.risks.iter().map(|risk| [before.remove(&risk.iri), now.remove(&risk.iri)]).collect()
}

fn by_risk(side: &Overview) -> BTreeMap<String, Standing> {
    let mut out: BTreeMap<String, Standing> =
        side.risks.iter().map(|risk| (risk.iri.clone(), Standing::new())).collect();
    for link in &side.addressing {
        let (Some(risk), Some(tool)) = (side.risks.get(link.risk), side.tools.get(link.tool)) else { continue };
        let standing = out.entry(risk.iri.clone()).or_default();
        let found = standing.entry(tool.iri.clone()).or_insert_with(|| Found {
            name: Label::first_of(&[&tool.name, &tool.iri]),
            grade: link.grade,
            reviewed: false,
            groups: RoleGroups::default(),
        });
        found.grade = found.grade.max(link.grade);
        found.reviewed |= link.reviewed;
        found.groups.insert(link.group);
    }
    out
}

/// Tools that only what was has, and that only what is has.
pub(super) fn tools([before, now]: [&Overview; 2]) -> [Named; 2] {
    let iris = |side: &Overview| -> BTreeSet<String> { side.tools.iter().map(|tool| tool.iri.clone()).collect() };
    let only = |side: &Overview, other: &BTreeSet<String>| -> Named {
        let own = side.tools.iter().filter(|tool| !other.contains(&tool.iri));
        own.map(|tool| (tool.iri.clone(), Label::first_of(&[&tool.name, &tool.iri]))).collect()
    };
    [only(before, &iris(now)), only(now, &iris(before))]
}
