//! Items and relations of one release as they are found, none twice, and what is noticed on the way.

use super::{Kind, StatedEdition};
use crate::catalog::{Edition, EditionItems, Item, ItemStatus, LabelKind, Origin, Relation, RelationKind};
use crate::diagnostic::{Checked, Code, Diagnostic, Noticed};
use crate::import::node::Node;
use crate::import::row::shown;
use crate::source::{SourceText, Span};
use std::collections::{BTreeMap, BTreeSet};

/// A text of the file, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) span: Span,
}

impl Written {
    pub(super) fn shown(&self) -> String {
        shown(&self.text).into_owned()
    }
}

/// An item as a layout states it.
pub(super) struct Found {
    pub(super) kind: &'static Kind,
    pub(super) id: Written,
    pub(super) label: String,
    pub(super) parent: Option<String>,
    pub(super) order: Option<u32>,
    pub(super) status: ItemStatus,
    pub(super) attributes: BTreeMap<String, Vec<String>>,
}

/// Collects items, relations and findings while a file is walked once.
pub(super) struct Collector<'t> {
    source: &'t SourceText,
    /// Names of techniques by id, because a subtechnique's name means little without.
    names: BTreeMap<String, String>,
    ids: BTreeMap<String, Span>,
    items: Vec<Item>,
    stated: BTreeMap<(String, RelationKind, String, Option<u32>), Span>,
    relations: Vec<Relation>,
    noticed: Noticed,
}

impl<'t> Collector<'t> {
    /// `names` are those of techniques, by id; of several the first counts.
    pub(super) fn new<'n>(source: &'t SourceText, names: impl IntoIterator<Item = (&'n str, &'n str)>) -> Self {
        let mut first = BTreeMap::new();
        for (id, name) in names {
            first.entry(id.to_owned()).or_insert_with(|| name.to_owned());
        }
        Self {
            source,
            names: first,
            ids: BTreeMap::new(),
            items: Vec::new(),
            stated: BTreeMap::new(),
            relations: Vec::new(),
            noticed: Noticed::default(),
        }
    }

    /// Adds an item; false, with a finding, when its id is taken.
    pub(super) fn add(&mut self, found: Found) -> bool {
        let Found { kind, id, label, parent, order, status, mut attributes } = found;
        if let Some(&first) = self.ids.get(&id.text) {
            self.repeated(&id, first);
            return false;
        }
        self.ids.insert(id.text.clone(), id.span);
        if let Some(above) = parent.as_ref().and_then(|parent| self.names.get(parent)) {
            attributes.insert("full_label".to_owned(), vec![format!("{above}: {label}")]);
        }
        self.items.push(Item {
            class: kind.class,
            level: kind.level.to_owned(),
            label,
            label_kind: LabelKind::Official,
            parent,
            order,
            url: Some(format!("https://atlas.mitre.org/{}/{}", kind.pages, id.text)),
            status,
            attributes,
            origin: self.origin(id.span),
            id: id.text,
        });
        true
    }

    /// Says that something is defined again; what stands first is read.
    pub(super) fn repeated(&mut self, id: &Written, first: Span) {
        let finding = self.finding(Code::MalformedRow, id.span, format!("`{}` is defined twice", id.shown()));
        let line = self.source.line(first.start);
        self.noticed.push(finding.note(format!("the first is on line {line}")).help("delete one of the two"));
    }

    /// Gives the item added last an attribute with the words of these nodes.
    pub(super) fn words<'n>(&mut self, nodes: impl IntoIterator<Item = &'n Node>, attribute: &str, id: &Written) {
        let words = nodes.into_iter().filter_map(|node| self.text(node, &format!("a {attribute} of `{}`", id.shown())));
        let words: Vec<String> = words.map(|word| word.text).collect();
        if let Some(item) = self.items.last_mut().filter(|_| !words.is_empty()) {
            item.attributes.insert(attribute.to_owned(), words);
        }
    }

    /// The text below a key, or a finding that there is none.
    pub(super) fn field(&mut self, node: &Node, key: &str, owner: &str) -> Option<Written> {
        let Some(field) = node.find(key) else {
            self.malformed(node.span, format!("{owner} has no `{key}`"), &format!("add its `{key}`"));
            return None;
        };
        self.text(field, &format!("`{key}` of {owner}"))
    }

    /// The text of a node, or a finding that it has none.
    pub(super) fn text(&mut self, node: &Node, what: &str) -> Option<Written> {
        let text = node.text();
        if text.is_none() {
            let message = format!("{what} should be text and is {}", node.kind());
            self.malformed(node.span, message, "write text; quote it if it holds `: `");
        }
        text.map(|text| Written { text: text.to_owned(), span: node.span })
    }

    /// Adds a relation, unless its object could not be read; a repeat is reported and kept once.
    pub(super) fn relate<'a>(
        &mut self,
        subject: &Written,
        kind: RelationKind,
        object: Option<Written>,
        order: Option<u32>,
        facts: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) {
        let Some(object) = object else { return };
        let key = (subject.text.clone(), kind, object.text.clone(), order);
        if let Some(first) = self.stated.get(&key) {
            let message = format!("`{} {} {}` is stated twice", subject.shown(), kind.name(), object.shown());
            let line = self.source.line(first.start);
            let finding = self.finding(Code::DuplicateRelation, object.span, message);
            self.noticed
                .push(finding.note(format!("the first is on line {line}")).help("delete one of the two upstream"));
            return;
        }
        self.stated.insert(key, object.span);
        self.relations.push(Relation {
            subject: subject.text.clone(),
            kind,
            object: object.text,
            order,
            attributes: facts.into_iter().map(|(key, value)| (key.to_owned(), vec![value.to_owned()])).collect(),
            origin: self.origin(object.span),
        });
    }

    /// Adds the id in MITRE ATT&CK that stands in a map with its address.
    pub(super) fn attack_reference(&mut self, reference: Option<&Node>, id: &Written) {
        let Some(reference) = reference.filter(|node| !node.is_null()) else { return };
        let target = self.field(reference, "id", &format!("the ATT&CK reference of `{}`", id.shown()));
        let url = reference.find("url").and_then(Node::text).map(|url| ("url", url));
        self.relate(id, RelationKind::AttackReference, target, None, url);
    }

    /// A finding that something is not as it should be and is left out.
    pub(super) fn malformed(&mut self, span: Span, message: String, help: &str) {
        let finding = self.finding(Code::MalformedRow, span, message).help(help);
        self.noticed.push(finding);
    }

    pub(super) fn notice(&mut self, finding: Diagnostic) {
        self.noticed.push(finding);
    }

    /// A finding at a place of this text.
    pub(super) fn finding(&self, code: Code, span: Span, message: String) -> Diagnostic {
        Diagnostic::new(code, message).at(self.source.id().as_str(), span)
    }

    /// The ids of the items so far.
    pub(super) fn ids(&self) -> BTreeSet<&str> {
        self.ids.keys().map(String::as_str).collect()
    }

    fn origin(&self, span: Span) -> Origin {
        Origin { source: self.source.id().clone(), span }
    }

    pub(super) fn finish(self, edition: Edition) -> Checked<StatedEdition> {
        let mut diagnostics = self.noticed.told();
        diagnostics.sort_by_key(|found| found.place.as_ref().map_or(0, |place| place.bytes.start));
        let items = EditionItems { edition: edition.id.clone(), items: self.items, relations: self.relations };
        Checked { value: StatedEdition { edition, items }, diagnostics }
    }
}

/// Attributes whose values are words of a list; releases differ in their case.
const WORDS: [&str; 3] = ["maturity", "granularity", "kind"];

/// The scalars of a node that become attributes: each key with the attribute's name.
pub(super) fn facts(node: &Node, keys: &[(&str, &str)]) -> BTreeMap<String, Vec<String>> {
    let fact = |&(key, name): &(&str, &str)| {
        let text = node.find(key)?.text()?;
        let text = if WORDS.contains(&name) { text.to_lowercase() } else { text.to_owned() };
        Some((name.to_owned(), vec![text]))
    };
    keys.iter().filter_map(fact).collect()
}

/// The elements below a key; none without the key.
pub(super) fn list<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.find(key).map_or(&[], Node::elements)
}
