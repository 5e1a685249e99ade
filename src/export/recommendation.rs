//! Which tools to add, as JSON, and why what stays open does.

use super::with_basis;
use crate::coverage::{
    Chosen, Exclusion, Grade, InPlace, Recommendation, RoleChoice, RoleGroup, RoleGroups, Standing, Target, Why,
};
use crate::vocab::first_few;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The document of a recommendation: what was counted, what to add with its proof, what is in place, and every target.
pub fn recommendation_json(found: &Recommendation) -> Value {
    let proof = json!({
        "proven": found.choice.is_proven(),
        "tools": found.choice.chosen.len(),
        "atLeastTools": found.choice.fewest,
        "closes": found.choice.covered,
        "atMostCloses": found.choice.ceiling,
        "steps": found.choice.nodes,
    });
    let wished = json!({
        "format": "aisec-recommend",
        "version": 1,
        "stack": found.stack.name,
        "edition": found.wish.selection.edition,
        "title": found.title,
        "notice": found.notice,
        "grade": found.wish.grade_name(),
        "kinds": found.wish.selection.kinds.words(),
        "licences": found.wish.licence.as_ref().map(|choice| choice.identifiers().collect::<Vec<_>>()),
    });
    let answer = json!({
        "of": found.targets.len(),
        "addressedBefore": found.closed_before(),
        "addressedAfter": found.closed_after(),
        "proof": proof,
        "add": found.chosen.iter().map(|chosen| chosen_json(found, chosen)).collect::<Vec<_>>(),
        "inPlace": found.in_place.iter().map(|place| in_place_json(found, place)).collect::<Vec<_>>(),
        "targets": found.targets.iter().map(|target| target_json(found, target)).collect::<Vec<_>>(),
    });
    with_basis(wished, &found.wish.selection, &found.provenance, answer)
}

fn tool_json(found: &Recommendation, tool: usize) -> Value {
    let node = found.tools.get(tool);
    json!({ "iri": node.map(|node| &node.iri), "name": node.map(|node| &node.name) })
}

fn tools_json(found: &Recommendation, tools: impl IntoIterator<Item = usize>) -> Value {
    Value::Array(tools.into_iter().map(|tool| tool_json(found, tool)).collect())
}

fn targets_json(found: &Recommendation, targets: impl IntoIterator<Item = usize>) -> Value {
    let ids = targets.into_iter().filter_map(|target| found.targets.get(target)).map(|(target, _)| json!(target.id));
    Value::Array(ids.collect())
}

fn words_json(groups: RoleGroups) -> Value {
    Value::Array(groups.iter().map(|group| json!(group.name())).collect())
}

fn chosen_json(found: &Recommendation, chosen: &Chosen) -> Value {
    json!({
        "tool": tool_json(found, chosen.tool),
        "must": chosen.is_must,
        "closes": targets_json(found, chosen.closes.iter().copied()),
        "onlyItCloses": targets_json(found, chosen.only.iter().copied()),
        "roles": words_json(chosen.groups),
        "reviewed": chosen.is_reviewed,
        "total": chosen.total,
        "instead": tools_json(found, chosen.instead.iter().copied()),
    })
}

fn in_place_json(found: &Recommendation, place: &InPlace) -> Value {
    json!({
        "tool": tool_json(found, place.tool),
        "status": place.status.name(),
        "addresses": targets_json(found, place.closes.iter().copied()),
        "lostWithoutIt": targets_json(found, place.only.iter().copied()),
        "roles": words_json(place.groups),
    })
}

fn target_json(found: &Recommendation, (target, stands): &(Target, Standing)) -> Value {
    let why = if let Standing::Open(why) = stands { Some(why_open(found, why)) } else { None };
    json!({
        "iri": target.iri, "id": target.id, "name": target.name, "under": target.under,
        "standing": stands.name(), "tools": tools_json(found, stands.tools()), "whyOpen": why,
    })
}

/// Why a target stays open, in words.
pub fn why_open(found: &Recommendation, why: &Why) -> String {
    match why {
        Why::NotAssessed => "not assessed: nobody mapped it".to_owned(),
        Why::NoTool(groups) => {
            let role = match found.role() {
                RoleChoice::Any => String::new(),
                RoleChoice::Only(group) => format!(" in role {}", group.name()),
            };
            let whole = if found.wish.grade == Grade::Covers { " whole" } else { "" };
            let elsewhere =
                if groups.is_empty() { String::new() } else { format!("; some are {}", group_names(*groups)) };
            let kinds = &found.wish.selection.kinds;
            format!("no {} addresses it{whole}{role}{elsewhere}", kinds.noun())
        }
        Why::TooMany(tools) => format!("{} would, but no more may be added", tool_names(found, tools.iter().copied())),
        Why::Excluded(tools) => {
            let mut by_reason: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (tool, exclusion) in tools {
                by_reason.entry(reason(exclusion)).or_default().push(*tool);
            }
            let parts = by_reason.into_iter().map(|(reason, tools)| format!("{} ({reason})", tool_names(found, tools)));
            format!("excluded: {}", parts.collect::<Vec<_>>().join("; "))
        }
    }
}

fn reason(exclusion: &Exclusion) -> String {
    match exclusion {
        Exclusion::Never => "never".to_owned(),
        Exclusion::Licence(licence) => format!("licence {licence}"),
        Exclusion::UnknownLicence => "licence not known".to_owned(),
        Exclusion::Kind(kind) => format!("kind {kind}"),
    }
}

/// Names of tools; of many, the first and how many more.
pub fn tool_names(found: &Recommendation, tools: impl IntoIterator<Item = usize>) -> String {
    /// Of more, the number says enough.
    const SHOWN: usize = 4;
    let names: Vec<&str> = tools.into_iter().map(|tool| found.tool_name(tool)).collect();
    first_few(&names, SHOWN)
}

/// Role groups, commas between.
pub fn group_names(groups: RoleGroups) -> String {
    groups.iter().map(RoleGroup::name).collect::<Vec<_>>().join(", ")
}
