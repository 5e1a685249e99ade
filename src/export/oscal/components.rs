//! Tools as components, each with the items of an edition that it addresses.

use super::{edition_iri, edition_resource, line, metadata, property, put_list, token};
use crate::coverage::{
    CoverageError, EditionCoverage, EditionInfo, Facts, Grade, Otherwise, Overview, Reach, RoleChoice, RoleGroups,
    Selection, Stack, State, ToolNode, edition_info, otherwise_on_items, with_reach,
};
use crate::export::uuid;
use crate::snapshot::Snapshot;
use crate::vocab::aisec::property as term;
use crate::vocab::{schema, web_address};
use oxrdf::NamedNodeRef;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A component definition: the tools of the selection that address items of its edition at least in part. Where these are
/// the tools in use of a stack, that stack too.
///
/// # Errors
/// [`CoverageError::NoEdition`].
pub fn oscal_components(
    snapshot: &Snapshot,
    selection: &Selection,
    stack: Option<&Stack>,
) -> Result<Value, CoverageError> {
    let facts = Facts::new(snapshot);
    let (coverage, overview) = with_reach(snapshot, selection)?;
    let (edition, _) = edition_info(snapshot, &selection.edition)?;
    let mut reached: BTreeMap<usize, BTreeMap<usize, Vec<Reach>>> = BTreeMap::new();
    for reach in overview.reach.iter().filter(|reach| reach.grade != Some(Grade::RelatesTo)) {
        reached.entry(reach.tool).or_default().entry(reach.item).or_default().push(*reach);
    }
    let phases: Vec<&str> = selection.scope.phases.iter().map(|phase| phase.name.as_str()).collect();
    let asked = [selection.evidence.name(), selection.role.name(), &edition.id].into_iter().chain(phases);
    let asked = asked.collect::<Vec<_>>().join(" ");
    let components = reached.iter().filter_map(|(&tool, items)| {
        let tool = overview.tools.get(tool)?;
        Some(component(facts, &overview, &edition, tool, items, &asked))
    });
    let components: Vec<Value> = components.collect();
    let who = selection.tools.stack().map_or("the tools of the catalog", |stack| stack.name.as_str());
    let title = format!("{}: {who}", edition.title);
    let content = [title.as_str(), &asked, crate::coverage::graph_digest(snapshot)].join(" ");
    let remarks = remarks(&coverage, &others(snapshot, selection, stack)?);
    let mut definition = json!({
        "uuid": uuid::of_iri(&content),
        "metadata": metadata(facts, &title, counts(selection, &coverage), &remarks),
    });
    put_list(&mut definition, "components", components);
    definition["back-matter"] = json!({ "resources": [edition_resource(&edition)] });
    Ok(json!({ "component-definition": definition }))
}

/// What was asked, and how many items are in each state.
fn counts(selection: &Selection, coverage: &EditionCoverage) -> Vec<Option<Value>> {
    let asked = [property("evidence", selection.evidence.name()), property("role", selection.role.name())];
    let states = coverage.units.iter().flat_map(|unit| {
        let state = |(state, count): &(State, usize)| {
            let name = format!("{}-{}", unit.unit, state.name().replace(' ', "-"));
            (*count > 0).then(|| property(&name, &count.to_string())).flatten()
        };
        unit.states.iter().map(state).chain([property(&format!("{}-counted", unit.unit), &unit.of.to_string())])
    });
    let phases = selection.scope.phases.iter().map(|phase| property("phase", &phase.name));
    asked.into_iter().chain(phases).chain(states).collect()
}

/// Tools of the selection that are no components, since they address items in other roles only; of a stack those too that
/// address none.
fn others(snapshot: &Snapshot, selection: &Selection, stack: Option<&Stack>) -> Result<Vec<Otherwise>, CoverageError> {
    if let Some(stack) = stack {
        return otherwise_on_items(snapshot, stack, selection);
    }
    let (_, any) = with_reach(snapshot, &Selection { role: RoleChoice::Any, ..selection.clone() })?;
    let other = |(index, tool): (usize, &ToolNode)| {
        let of_tool = any.reach.iter().filter(|reach| reach.tool == index && reach.grade != Some(Grade::RelatesTo));
        let groups: RoleGroups = of_tool.map(|reach| reach.group).collect();
        let is_told = !groups.is_empty() && !groups.iter().any(|group| selection.role.includes(group));
        is_told.then(|| Otherwise { tool: tool.name.clone(), groups })
    };
    Ok(any.tools.iter().enumerate().filter_map(other).collect())
}

/// What is to be known of the whole: that the edition is superseded, what it is bound to, the gaps, who is left out.
fn remarks(coverage: &EditionCoverage, others: &[Otherwise]) -> String {
    let gaps = summary(coverage);
    let bound = coverage.selection.scope.in_words().into_iter().map(|words| format!("Only what is in the {words}."));
    let notice = coverage.notice.iter().map(|notice| format!("{}.", line(notice)));
    let others: Vec<String> = others.iter().map(|tool| line(&tool.in_words(&coverage.selection.scope))).collect();
    let others = (!others.is_empty()).then(|| format!("No components: {}.", others.join("; ")));
    std::iter::once(gaps).chain(notice).chain(bound).chain(others).collect::<Vec<_>>().join("\n\n")
}

/// The gaps by their ids, and what nobody assessed.
fn summary(coverage: &EditionCoverage) -> String {
    let ids = |wanted: State| {
        let items = coverage.items.iter().filter(|item| item.item.state == wanted);
        items.map(|item| item.item.notation.as_str()).collect::<Vec<_>>().join(", ")
    };
    let parts = [("Assessed, and addressed by none of these tools", State::Gap), ("Not assessed", State::NotAssessed)];
    let parts = parts.map(|(what, state)| (what, ids(state)));
    let parts: Vec<String> =
        parts.iter().filter(|(_, ids)| !ids.is_empty()).map(|(what, ids)| format!("{what}: {ids}.")).collect();
    if parts.is_empty() {
        "Every item was assessed and is addressed or touched.".to_owned()
    } else {
        parts.join("\n\n")
    }
}

fn component(
    facts: Facts<'_>,
    overview: &Overview,
    edition: &EditionInfo,
    tool: &ToolNode,
    items: &BTreeMap<usize, Vec<Reach>>,
    asked: &str,
) -> Value {
    let requirements = items.iter().filter_map(|(&item, reach)| {
        let item = overview.items.get(item)?;
        let id = [tool.iri.as_str(), &item.iri, asked].join(" ");
        let control = token(&item.iri);
        let statements: Vec<Value> = reach.iter().map(|reach| statement(tool, &control, reach, &id)).collect();
        Some(json!({
            "uuid": uuid::of_iri(&id), "control-id": control,
            "description": sentence(tool, &item.notation, &item.label, reach), "statements": statements,
        }))
    });
    let implementation = json!({
        "uuid": uuid::of_iri(&[tool.iri.as_str(), asked].join(" ")),
        "source": format!("#{}", uuid::of_iri(&edition_iri(&edition.id))),
        "description": format!("What {} addresses of {}.", line(&tool.name), edition.title),
        "implemented-requirements": requirements.collect::<Vec<_>>(),
    });
    let mut component = json!({
        "uuid": uuid::of_iri(&tool.iri), "type": "software", "title": line(&tool.name),
        "description": description(facts, &tool.iri).unwrap_or_else(|| line(&tool.name)),
        "props": [property("iri", &tool.iri)],
    });
    if let Some(address) = tool.url.as_deref().and_then(web_address) {
        component["links"] = json!([{ "href": address.as_str(), "rel": "homepage" }]);
    }
    component["control-implementations"] = json!([implementation]);
    component
}

/// What the tool does to the item in one role.
fn statement(tool: &ToolNode, control: &str, reach: &Reach, requirement: &str) -> Value {
    let (role, evidence) = (reach.group.name(), if reach.reviewed { "reviewed" } else { "labelled" });
    let props = [Some(("role", role)), reach.grade.map(|grade| ("grade", grade.name())), Some(("evidence", evidence))];
    let props: Vec<Value> = props.into_iter().flatten().filter_map(|(name, value)| property(name, value)).collect();
    json!({
        "statement-id": format!("{control}_{role}"), "uuid": uuid::of_iri(&[requirement, role].join(" ")),
        "description": format!("{} {}.", line(&tool.name), how(reach)), "props": props,
    })
}

fn how(reach: &Reach) -> String {
    let verb = match reach.grade {
        Some(Grade::Covers) => "covers",
        Some(Grade::PartlyCovers | Grade::RelatesTo) => "partly covers",
        None => "supports",
    };
    let evidence = if reach.reviewed { "by a reviewed claim" } else { "by the label of a list" };
    format!("{verb} it, {} {evidence}", reach.group.name())
}

/// What the tool does to the item, in each role.
fn sentence(tool: &ToolNode, id: &str, label: &str, reach: &[Reach]) -> String {
    let how: Vec<String> = reach.iter().map(how).collect();
    format!("{} {}: {} {}.", id, line(label), line(&tool.name), how.join("; "))
}

/// What a list says the tool is, in English.
fn description(facts: Facts<'_>, tool: &str) -> Option<String> {
    let tool = NamedNodeRef::new(tool).ok().and_then(|iri| facts.id(iri))?;
    let listings = facts.subjects(term::LISTS, tool);
    let texts = listings.flat_map(|listing| facts.objects(listing, schema::DESCRIPTION));
    let mut english = texts.filter(|&text| facts.snapshot.language(text).is_none_or(|language| language == "en"));
    english.next().map(|text| line(facts.snapshot.text(text))).filter(|text| !text.is_empty())
}
