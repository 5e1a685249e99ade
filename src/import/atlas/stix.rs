//! A STIX bundle of MITRE ATLAS in, the release it states out: edition, items and relations.
//!
//! Knows an object by the ATLAS id among its external references, and keeps its STIX id.
//!
//! # Limits
//! STIX 2.0 and 2.1, as the publisher's tools write it: tactics, attack patterns, courses of action, campaigns (case
//! studies), relationships and the matrix. What else a bundle holds, MITRE ATT&CK included, is left out.

use super::collector::{Collector, Found, Written, list};
use super::{CASE_STUDY, Kind, MITIGATION, SUBTECHNIQUE, StatedEdition, TACTIC, TECHNIQUE, edition};
use crate::catalog::{ItemStatus, RelationKind};
use crate::diagnostic::Checked;
use crate::import::json;
use crate::import::node::{Node, Value};
use crate::import::row::is_date;
use crate::source::{SourceText, Span};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Why a file cannot be read as STIX.
#[derive(Debug, thiserror::Error)]
pub enum StixError {
    /// The text is not JSON, repeats a key, or is nested deeper than any real file.
    #[error("{path}:{line}:{column}: not usable JSON: {what}")]
    NotJson {
        /// The file.
        path: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// The text is JSON of another layout.
    #[error("{path} is not a STIX bundle: it has no list `objects`")]
    NotStix {
        /// The file.
        path: String,
    },
    /// No object is of ATLAS.
    #[error("{path} is a STIX bundle without ATLAS: no object has an external reference like `AML.T0051`")]
    NotAtlas {
        /// The file.
        path: String,
    },
}

/// What the ids of ATLAS begin with, in whatever catalogue of STIX they stand.
const ATLAS_ID: &str = "AML.";
/// The version that the publisher's tool writes whatever the release.
const NO_VERSION: &str = "0.1";

/// The release that a bundle states, in its order, without repeats.
///
/// The release is the version of the bundle's collection or in the name of its matrix; a bundle that has neither is
/// named after the day on which an object of it was modified last.
///
/// ```
/// use aisec_graph::{import, source::{SourceId, SourceText}};
/// let text = r#"{"type": "bundle", "objects": [{"type": "attack-pattern", "id": "attack-pattern--1",
///     "modified": "2026-09-15T00:00:00Z", "name": "LLM Prompt Injection",
///     "external_references": [{"source_name": "mitre-atlas", "external_id": "AML.T0051"}]}]}"#;
/// let source = SourceText::new(SourceId::new("atlas")?, "stix-atlas.json", text.to_owned());
/// let atlas = import::stix(&source)?.value;
/// assert_eq!(atlas.edition.id, "mitre-atlas-2026-09-15");
/// assert_eq!(atlas.items.items[0].attributes["stix_id"], ["attack-pattern--1"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`StixError`] when the text is not JSON within the limits, or no bundle with objects of ATLAS.
pub fn stix(source: &SourceText) -> Result<Checked<StatedEdition>, StixError> {
    let file = json::parse(source.text()).map_err(|error| {
        let place = source.position(error.at);
        let path = source.path().to_owned();
        StixError::NotJson { path, line: place.line, column: place.column, what: error.what }
    })?;
    let objects = file.find("objects").filter(|node| matches!(node.value, Value::List(_)));
    let objects = objects.ok_or_else(|| StixError::NotStix { path: source.path().to_owned() })?.elements();
    let not_atlas = || StixError::NotAtlas { path: source.path().to_owned() };
    if !objects.iter().any(|object| atlas_id(object).is_some()) {
        return Err(not_atlas());
    }
    let (version, day) = release(objects);
    let edition = edition(source, &version, "current", &day).ok_or_else(not_atlas)?;
    let mut reader = Reader::new(source, objects);
    reader.items(objects);
    reader.relationships(objects);
    Ok(reader.collector.finish(edition))
}

/// The version of a bundle, and the day it was modified last, if it says so.
fn release(objects: &[Node]) -> (String, String) {
    let day = |object: &Node| object.find("modified")?.text()?.get(..10).filter(|day| is_date(day)).map(str::to_owned);
    let day = objects.iter().filter(|object| atlas_id(object).is_some()).filter_map(day).max().unwrap_or_default();
    let of = |kind: &'static str| objects.iter().filter(move |object| is(object, kind));
    let collection = of("x-mitre-collection").filter_map(|object| object.find("x_mitre_version")?.text());
    let in_name = of("x-mitre-matrix").filter_map(|object| object.find("name")?.text()?.rsplit(' ').next());
    let stated = { collection }.chain(in_name).find(|&version| {
        version != NO_VERSION && version.contains('.') && version.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    });
    let undated = if day.is_empty() { "undated" } else { &day };
    (stated.unwrap_or(undated).to_owned(), day)
}

fn is(object: &Node, kind: &str) -> bool {
    object.find("type").and_then(Node::text) == Some(kind)
}

fn is_true(object: &Node, key: &str) -> bool {
    object.find(key).and_then(Node::text) == Some("true")
}

/// Whether an object is no longer said: an item is retired then, a relationship is none.
fn is_withdrawn(object: &Node) -> bool {
    is_true(object, "revoked") || is_true(object, "x_mitre_deprecated")
}

/// The ATLAS id among the external references of an object.
fn atlas_id(object: &Node) -> Option<Written> {
    let ids = list(object, "external_references").iter().filter_map(|reference| reference.find("external_id"));
    let mut ids = ids.filter_map(|id| Some(Written { text: id.text()?.to_owned(), span: id.span }));
    ids.find(|id| id.text.starts_with(ATLAS_ID))
}

/// The kind of item an object is; `None` for what is no item.
fn kind(object: &Node, is_below: bool) -> Option<&'static Kind> {
    match object.find("type").and_then(Node::text)? {
        "x-mitre-tactic" => Some(&TACTIC),
        "attack-pattern" if is_below || is_true(object, "x_mitre_is_subtechnique") => Some(&SUBTECHNIQUE),
        "attack-pattern" => Some(&TECHNIQUE),
        "course-of-action" => Some(&MITIGATION),
        "campaign" => Some(&CASE_STUDY),
        _ => None,
    }
}

/// What a STIX id stands for.
#[derive(Debug, Clone)]
enum Object {
    Item(Written),
    /// Of another source, or no item.
    Other,
}

struct Reader<'t, 'f> {
    collector: Collector<'t>,
    /// By STIX id.
    objects: BTreeMap<&'f str, Object>,
    /// The ATLAS id of the technique above, by STIX id.
    parents: BTreeMap<&'f str, String>,
    /// ATLAS ids of tactics by the short name that kill chains use.
    tactics: BTreeMap<String, String>,
    /// Places of tactics in the matrix, by STIX id.
    orders: BTreeMap<&'f str, u32>,
}

impl<'t, 'f> Reader<'t, 'f> {
    fn new(source: &'t SourceText, nodes: &'f [Node]) -> Self {
        let mut objects: BTreeMap<&str, Object> = BTreeMap::new();
        let mut names = BTreeMap::new();
        let mut tactics = BTreeMap::new();
        for node in nodes {
            let Some(stix_id) = node.find("id").and_then(Node::text) else { continue };
            let id = atlas_id(node).filter(|_| kind(node, false).is_some());
            let name = node.find("name").and_then(Node::text).unwrap_or_default();
            if let Some(id) = &id {
                names.entry(id.text.clone()).or_insert(name);
                if is(node, TACTIC.stix) {
                    let short = node.find("x_mitre_shortname").and_then(Node::text).map(str::to_owned);
                    let short = short.unwrap_or_else(|| name.to_lowercase().replace(' ', "-"));
                    tactics.entry(short).or_insert_with(|| id.text.clone());
                }
            }
            objects.entry(stix_id).or_insert_with(|| id.map_or(Object::Other, Object::Item));
        }
        let matrices = nodes.iter().filter(|node| is(node, "x-mitre-matrix"));
        let places = matrices.flat_map(|matrix| list(matrix, "tactic_refs")).filter_map(Node::text);
        let places = places.filter(|id| matches!(objects.get(id), Some(Object::Item(_)))).zip(1..);
        let mut orders = BTreeMap::new();
        for (id, order) in places {
            orders.entry(id).or_insert(order);
        }
        let mut parents = BTreeMap::new();
        let edges = nodes.iter().filter(|node| is(node, "relationship") && !is_withdrawn(node));
        for edge in edges.filter(|edge| is_subtechnique_of(edge)) {
            let end = |key| edge.find(key).and_then(Node::text);
            if let (Some(below), Some(Object::Item(above))) =
                (end("source_ref"), end("target_ref").and_then(|id| objects.get(id)))
            {
                parents.entry(below).or_insert_with(|| above.text.clone());
            }
        }
        let collector = Collector::new(source, names.iter().map(|(id, name)| (id.as_str(), *name)));
        Self { collector, objects, parents, tactics, orders }
    }

    fn items(&mut self, nodes: &'f [Node]) {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for node in nodes {
            let stix_id = node.find("id").and_then(Node::text);
            let parent = stix_id.and_then(|id| self.parents.get(id)).cloned();
            let Some(kind) = kind(node, parent.is_some()) else { continue };
            let Some(stix_id) = self.collector.field(node, "id", &format!("an object `{}`", kind.stix)) else {
                continue;
            };
            let Some(id) = atlas_id(node) else {
                if !is_foreign(node) {
                    let message = format!("`{}` has no ATLAS id among its external references", stix_id.shown());
                    self.collector.malformed(node.span, message, "add one with its `external_id`, like `AML.T0051`");
                }
                continue;
            };
            match seen.entry(stix_id.text.clone()) {
                Entry::Vacant(free) => {
                    free.insert(stix_id.span);
                    self.item(node, kind, &id, &stix_id, parent);
                }
                Entry::Occupied(first) => self.collector.repeated(&stix_id, *first.get()),
            }
        }
    }

    fn item(&mut self, node: &'f Node, kind: &'static Kind, id: &Written, stix_id: &Written, parent: Option<String>) {
        let Some(name) = self.collector.field(node, "name", &format!("`{}`", id.shown())) else { return };
        let is_retired = is_withdrawn(node);
        let mut attributes = BTreeMap::from([("stix_id".to_owned(), vec![stix_id.text.clone()])]);
        let day = node.find("first_seen").and_then(Node::text).and_then(|time| time.get(..10));
        if let Some(day) = day.filter(|day| is_date(day)) {
            attributes.insert("date".to_owned(), vec![day.to_owned()]);
        }
        let found = Found {
            kind,
            id: id.clone(),
            label: name.text,
            parent,
            order: self.orders.get(stix_id.text.as_str()).copied(),
            status: if is_retired { ItemStatus::Retired } else { ItemStatus::Current },
            attributes,
        };
        if !self.collector.add(found) {
            return;
        }
        // What tools for ATT&CK need in this place is `ATLAS`, which says nothing.
        let platforms = list(node, "x_mitre_platforms").iter().filter(|node| node.text() != Some("ATLAS"));
        self.collector.words(platforms, "platform", id);
        for phase in list(node, "kill_chain_phases") {
            self.phase(phase, id);
        }
        self.attack_reference(node, id);
    }

    /// The tactic a kill chain phase names.
    fn phase(&mut self, phase: &Node, id: &Written) {
        let Some(name) = self.collector.field(phase, "phase_name", &format!("a kill chain phase of `{}`", id.shown()))
        else {
            return;
        };
        let Some(tactic) = self.tactics.get(&name.text).cloned() else {
            let message = format!("`{}` is in the phase `{}`, which is no tactic here", id.shown(), name.shown());
            self.collector.malformed(name.span, message, "use the `x_mitre_shortname` of a tactic");
            return;
        };
        let tactic = Written { text: tactic, span: name.span };
        self.collector.relate(id, RelationKind::HasTactic, Some(tactic), None, []);
    }

    fn attack_reference(&mut self, node: &Node, id: &Written) {
        let of_attack = |reference: &&Node| reference.find("source_name").and_then(Node::text) == Some("mitre-attack");
        let reference = list(node, "external_references").iter().find(of_attack);
        let Some((target, url)) = reference.and_then(|node| Some((node.find("external_id")?, node.find("url")?)))
        else {
            return;
        };
        let written = target.text().map(|text| Written { text: text.to_owned(), span: target.span });
        let url = url.text().map(|url| ("url", url));
        self.collector.relate(id, RelationKind::AttackReference, written, None, url);
    }

    fn relationships(&mut self, nodes: &'f [Node]) {
        for node in nodes.iter().filter(|node| is(node, "relationship")) {
            let relation = match node.find("relationship_type").and_then(Node::text) {
                Some("subtechnique-of") => RelationKind::SubtechniqueOf,
                Some("mitigates") => RelationKind::Mitigates,
                Some("uses") => RelationKind::UsesTechnique,
                Some("revoked-by") => RelationKind::ReplacedBy,
                _ => continue,
            };
            if is_withdrawn(node) {
                continue;
            }
            let (source, target) = (self.end(node, "source_ref"), self.end(node, "target_ref"));
            if let (Some(source), Some(target)) = (source, target) {
                self.collector.relate(&source, relation, Some(target), None, []);
            }
        }
    }

    /// The item at an end of a relationship, at the place of the reference; a finding where it leads nowhere.
    fn end(&mut self, node: &Node, key: &str) -> Option<Written> {
        let id = self.collector.field(node, key, "a relationship")?;
        match self.objects.get(id.text.as_str()) {
            Some(Object::Item(item)) => Some(Written { text: item.text.clone(), span: id.span }),
            Some(Object::Other) => None,
            None => {
                let message = format!("`{key}` leads to `{}`, which is not in the bundle", id.shown());
                self.collector.malformed(id.span, message, "add the object, or delete the relationship");
                None
            }
        }
    }
}

fn is_subtechnique_of(node: &Node) -> bool {
    node.find("relationship_type").and_then(Node::text) == Some("subtechnique-of")
}

/// Whether an object is of another source than ATLAS, such as MITRE ATT&CK in the bundle of both.
fn is_foreign(object: &Node) -> bool {
    let mut sources = list(object, "external_references").iter().filter_map(|reference| reference.find("source_name"));
    sources.next().and_then(Node::text).is_some_and(|source| source != "mitre-atlas")
}
