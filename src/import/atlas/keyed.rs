//! The maps by id of format 6 (releases from 2026.05 on) in, items and relations out.

use super::collector::{Collector, Found, Written, facts, list};
use super::{CASE_STUDY, Kind, MITIGATION, SUBTECHNIQUE, StatedEdition, TACTIC, TECHNIQUE};
use crate::catalog::{Edition, ItemStatus, RelationKind};
use crate::diagnostic::Checked;
use crate::import::node::{Node, Value};
use crate::import::row::shown;
use crate::source::SourceText;
use std::collections::{BTreeMap, BTreeSet};

/// Keys whose scalar becomes an attribute, with the attribute's name.
const FACTS: [(&str, &str); 7] = [
    ("maturity", "maturity"),
    ("created-date", "created"),
    ("modified-date", "modified"),
    ("date", "date"),
    ("date-granularity", "granularity"),
    ("type", "kind"),
    ("uuid", "uuid"),
];

/// Types of relationships; a younger file may have more.
const TYPES: [&str; 5] = ["sequences", "achieves", "specializes", "mitigates", "employs"];

/// What a file of this layout defines: tactics, techniques, mitigations, case studies, each in file order.
pub(super) fn read(source: &SourceText, file: &Node, edition: Edition) -> Checked<StatedEdition> {
    let techniques = file.find("techniques").map_or(&[][..], Node::entries);
    let names = techniques.iter().filter_map(|(id, node)| Some((id.as_str(), node.find("name")?.text()?)));
    let mut reader = Reader { collector: Collector::new(source, names), edges: BTreeMap::new() };
    reader.relationships(file);
    reader.tactics(file);
    reader.techniques(file);
    reader.mitigations(file);
    reader.case_studies(file);
    reader.unknown_sources();
    reader.collector.finish(edition)
}

/// One relationship as it is listed.
struct Edge<'f> {
    node: &'f Node,
    target: Written,
}

struct Reader<'t, 'f> {
    collector: Collector<'t>,
    /// By source and type, in file order.
    edges: BTreeMap<&'f str, BTreeMap<&'f str, Vec<Edge<'f>>>>,
}

impl<'f> Reader<'_, 'f> {
    /// Keys and values of the map below a key; a finding when something else stands there.
    fn map(&mut self, node: &'f Node, what: &str) -> &'f [(String, Node)] {
        if !matches!(node.value, Value::Map(_) | Value::Null) {
            let message = format!("{what} should be a map and is {}", node.kind());
            self.collector.malformed(node.span, message, "write a map: what each has under its id");
        }
        node.entries()
    }

    fn section(&mut self, file: &'f Node, key: &str) -> &'f [(String, Node)] {
        file.find(key).map_or(&[], |node| self.map(node, &format!("`{key}`")))
    }

    /// Reads the edges, so that each object finds its own.
    fn relationships(&mut self, file: &'f Node) {
        for (source, types) in self.section(file, "relationships") {
            for (kind, edges) in self.map(types, &format!("`relationships` of `{}`", shown(source))) {
                if !TYPES.contains(&kind.as_str()) {
                    let message = format!("`{}` is no known type of relationship", shown(kind));
                    self.collector.malformed(edges.span, message, &format!("use one of {}", TYPES.join(", ")));
                    continue;
                }
                let edges = edges.elements().iter().filter_map(|edge| self.edge(edge, source, kind)).collect();
                self.edges.entry(source).or_default().insert(kind, edges);
            }
        }
    }

    /// An edge whose own words agree with where it is listed.
    fn edge(&mut self, node: &'f Node, source: &str, kind: &str) -> Option<Edge<'f>> {
        let owner = format!("a relationship `{kind}` of `{}`", shown(source));
        for (key, listed) in [("source", source), ("relationship-type", kind)] {
            if let Some(other) = node.find(key).filter(|node| node.text() != Some(listed)) {
                let found = other.text().map_or_else(|| other.kind().to_owned(), |text| format!("`{}`", shown(text)));
                let message = format!("`{key}` of {owner} is {found}");
                self.collector.malformed(other.span, message, &format!("write `{}`, or list it there", shown(listed)));
                return None;
            }
        }
        Some(Edge { node, target: self.collector.field(node, "target", &owner)? })
    }

    /// Takes the edges of an object; what is left at the end belongs to none.
    fn take(&mut self, source: &str, kind: &str) -> Vec<Edge<'f>> {
        self.edges.get_mut(source).and_then(|kinds| kinds.remove(kind)).unwrap_or_default()
    }

    fn tactics(&mut self, file: &'f Node) {
        let matrices: Vec<&str> =
            self.edges.iter().filter(|(_, kinds)| kinds.contains_key("sequences")).map(|(id, _)| *id).collect();
        let mut orders: BTreeMap<String, u32> = BTreeMap::new();
        for matrix in matrices {
            for (edge, place) in self.take(matrix, "sequences").into_iter().zip(1..) {
                let order = self.number(edge.node, "position", &edge.target).unwrap_or(place);
                orders.insert(edge.target.text, order);
            }
        }
        for (key, node) in self.section(file, "tactics") {
            let order = orders.get(key).copied();
            let Some(id) = self.item(key, node, &TACTIC, None, order) else { continue };
            self.collector.attack_reference(node.find("attack-reference"), &id);
        }
    }

    fn techniques(&mut self, file: &'f Node) {
        for (key, node) in self.section(file, "techniques") {
            let parents = self.take(key, "specializes");
            let parent = parents.first().map(|edge| edge.target.text.clone());
            let kind = if parent.is_some() { &SUBTECHNIQUE } else { &TECHNIQUE };
            let Some(id) = self.item(key, node, kind, parent, None) else { continue };
            self.collector.words(list(node, "platforms"), "platform", &id);
            let tactics = self.take(key, "achieves");
            self.relate(&id, RelationKind::HasTactic, tactics);
            self.relate(&id, RelationKind::SubtechniqueOf, parents);
            self.collector.attack_reference(node.find("attack-reference"), &id);
        }
    }

    fn mitigations(&mut self, file: &'f Node) {
        for (key, node) in self.section(file, "mitigations") {
            let Some(id) = self.item(key, node, &MITIGATION, None, None) else { continue };
            self.collector.words(list(node, "lifecycle-phases"), "lifecycle", &id);
            self.collector.words(list(node, "categories"), "category", &id);
            let techniques = self.take(key, "mitigates");
            self.relate(&id, RelationKind::Mitigates, techniques);
            self.collector.attack_reference(node.find("attack-reference"), &id);
        }
    }

    fn case_studies(&mut self, file: &'f Node) {
        for (key, node) in self.section(file, "case-studies") {
            let Some(id) = self.item(key, node, &CASE_STUDY, None, None) else { continue };
            let mut steps: Vec<(Option<u32>, Edge<'f>)> =
                self.take(key, "employs").into_iter().map(|edge| (self.step(&edge), edge)).collect();
            // The list is in the order of techniques, not of steps.
            steps.sort_by_key(|(order, _)| order.unwrap_or(u32::MAX));
            for (order, step) in steps {
                let owner = format!("the step of `{}` that employs `{}`", id.shown(), step.target.shown());
                let Some(tactic) = self.collector.field(step.node, "tactic", &owner) else { continue };
                let facts = [("tactic", &*tactic.text)];
                self.collector.relate(&id, RelationKind::UsesTechnique, Some(step.target), order, facts);
            }
        }
    }

    /// The number of a step, from 1: `S00` is the first.
    fn step(&mut self, edge: &Edge<'f>) -> Option<u32> {
        let id = edge.node.find("step-id")?;
        let number = id.text().and_then(|text| text.strip_prefix('S')?.parse::<u32>().ok()?.checked_add(1));
        if number.is_none() {
            let message = format!("`step-id` of a step that employs `{}` is no step", edge.target.shown());
            self.collector.malformed(id.span, message, "write `S` and a number: `S00`");
        }
        number
    }

    /// The whole number below a key; `None` without the key, and with a finding when it is none.
    fn number(&mut self, node: &Node, key: &str, of: &Written) -> Option<u32> {
        let field = node.find(key)?;
        let number = field.text().and_then(|text| text.parse().ok());
        if number.is_none() {
            let message = format!("`{key}` of `{}` is no whole number that can be a position", of.shown());
            self.collector.malformed(field.span, message, "write a whole number from 1");
        }
        number
    }

    fn relate(&mut self, id: &Written, kind: RelationKind, edges: Vec<Edge<'f>>) {
        for edge in edges {
            self.collector.relate(id, kind, Some(edge.target), None, []);
        }
    }

    /// Adds the item under a key; `None`, with a finding, when it has no usable id or name.
    fn item(
        &mut self,
        key: &str,
        node: &Node,
        kind: &'static Kind,
        parent: Option<String>,
        order: Option<u32>,
    ) -> Option<Written> {
        let owner = format!("`{}`", shown(key));
        let id = match node.find("id") {
            None => Written { text: key.to_owned(), span: node.span },
            Some(id) => self.collector.text(id, &format!("`id` of {owner}"))?,
        };
        if id.text != key {
            let message = format!("`{}` stands under the key {owner}", id.shown());
            self.collector.malformed(id.span, message, "make the key and the `id` the same");
            return None;
        }
        if id.text.is_empty() {
            self.collector.malformed(node.span, format!("a {} has no id", kind.level), "write its id as the key");
            return None;
        }
        let label = self.collector.field(node, "name", &owner)?.text;
        let mut attributes = facts(node, &FACTS);
        if let Some(uuid) = attributes.remove("uuid") {
            let ids = uuid.into_iter().map(|uuid| format!("{}--{uuid}", kind.stix)).collect();
            attributes.insert("stix_id".to_owned(), ids);
        }
        let status = ItemStatus::Current;
        let found = Found { kind, id: id.clone(), label, parent, order, status, attributes };
        self.collector.add(found).then_some(id)
    }

    /// Says which edges no object took: their source is not defined, or of a kind that has no such edges.
    fn unknown_sources(&mut self) {
        let known: BTreeSet<String> = self.collector.ids().into_iter().map(str::to_owned).collect();
        for (source, kinds) in std::mem::take(&mut self.edges) {
            for (kind, edges) in kinds {
                let Some(edge) = edges.first() else { continue };
                let why = if known.contains(source) { "has none of this type" } else { "is not defined" };
                let message = format!("`{kind}` is stated of `{}`, which {why}", shown(source));
                self.collector.malformed(edge.target.span, message, "correct the key it stands under");
            }
        }
    }
}
