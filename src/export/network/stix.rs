//! STIX 2.1: tools, threats as attack patterns, and relationships between them.

use super::super::{uuid, whole_date};
use super::{Network, Node};
use crate::coverage::{RoleGroup, Selection};
use crate::snapshot::Snapshot;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes a bundle. Items of ATLAS keep the ids their publisher gives them; others have a UUID of version 5 of their
/// IRI. What is neither tool, risk nor threat, such as an outcome, has no form in STIX and is left out.
pub(in super::super) fn stix(snapshot: &Snapshot, selection: &Selection, mut writer: impl Write) -> io::Result<()> {
    let network = Network::of(snapshot, selection);
    let at = format!("{}T00:00:00.000Z", whole_date(&network.date));
    let ids: Vec<Option<String>> = network.nodes.iter().map(id).collect();
    let things = network.nodes.iter().zip(&ids).filter_map(|(node, id)| Some(thing(node, id.as_deref()?, &at)));
    let mut objects: Vec<Value> = things.collect();
    for edge in &network.edges {
        let (source, target) = (&network.nodes[edge.source], &network.nodes[edge.target]);
        if let (Some(from), Some(to)) = (&ids[edge.source], &ids[edge.target]) {
            let name = format!("{} {} {}", source.iri, edge.role.name(), target.iri);
            objects.push(json!({
                "type": "relationship", "spec_version": "2.1", "id": format!("relationship--{}", uuid::of_iri(&name)),
                "created": at, "modified": at, "relationship_type": relationship(edge.role),
                "description": format!("grade {}, role {}", edge.grade(), edge.role.name()),
                "source_ref": from, "target_ref": to,
            }));
        }
    }
    let content: String = objects.iter().filter_map(|object| object["id"].as_str()).collect::<Vec<_>>().join(" ");
    let bundle = json!({ "type": "bundle", "id": format!("bundle--{}", uuid::of_iri(&content)), "objects": objects });
    serde_json::to_writer_pretty(&mut writer, &bundle)?;
    writeln!(writer)
}

/// The id of a node; `None` for what STIX has no object for.
fn id(node: &Node) -> Option<String> {
    let kind = match node.kind {
        "Tool" => "tool",
        "Risk" | "Threat" => "attack-pattern",
        _ => return None,
    };
    let own = node.stix_id.clone().filter(|id| id.strip_prefix(kind).is_some_and(|rest| rest.starts_with("--")));
    Some(own.unwrap_or_else(|| format!("{kind}--{}", uuid::of_iri(&node.iri))))
}

fn thing(node: &Node, id: &str, at: &str) -> Value {
    let kind = id.split("--").next().unwrap_or_default();
    let own = json!({ "source_name": "aisec-graph", "url": node.iri });
    let mut published = json!({ "source_name": node.scheme.as_deref().unwrap_or("address") });
    for (key, value) in [("external_id", &node.notation), ("url", &node.address)] {
        if let Some(value) = value {
            published[key] = value.as_str().into();
        }
    }
    let is_said = node.notation.is_some() || node.address.is_some();
    let references: Vec<Value> = is_said.then_some(published).into_iter().chain([own]).collect();
    json!({
        "type": kind, "spec_version": "2.1", "id": id, "created": at, "modified": at,
        "name": node.label, "external_references": references,
    })
}

/// What a tool does to a threat, in a role.
fn relationship(role: RoleGroup) -> &'static str {
    match role {
        RoleGroup::Exercised => "uses",
        RoleGroup::Protected => "mitigates",
        RoleGroup::Governed | RoleGroup::Unstated => "related-to",
    }
}
