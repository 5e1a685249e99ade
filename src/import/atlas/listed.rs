//! The lists of releases up to 5.6.1 in, items and relations out.

use super::collector::{Collector, Found, Written, facts, list};
use super::{CASE_STUDY, Kind, MITIGATION, SUBTECHNIQUE, StatedEdition, TACTIC, TECHNIQUE};
use crate::catalog::{Edition, ItemStatus, RelationKind};
use crate::diagnostic::{Checked, Code};
use crate::import::node::{Node, Value};
use crate::source::SourceText;

/// Keys whose scalar becomes an attribute, with the attribute's name.
const FACTS: [(&str, &str); 8] = [
    ("maturity", "maturity"),
    ("created_date", "created"),
    ("modified_date", "modified"),
    ("incident-date", "date"),
    ("incident-date-granularity", "granularity"),
    ("case-study-type", "kind"),
    ("uuid", "uuid"),
    ("stix-id", "stix_id"),
];

/// What a file of this layout defines.
///
/// A subtechnique has no tactic of its own: it serves those of its technique.
pub(super) fn read(source: &SourceText, file: &Node, edition: Edition) -> Checked<StatedEdition> {
    // Releases up to 3 have no matrices: what stands in one stands at the top.
    let matrices = file.find("matrices").map_or(std::slice::from_ref(file), Node::elements);
    let techniques = matrices.iter().flat_map(|matrix| list(matrix, "techniques"));
    let names = techniques.filter_map(|node| Some((node.find("id")?.text()?, node.find("name")?.text()?)));
    let mut reader = Reader(Collector::new(source, names));
    for matrix in matrices {
        reader.tactics(matrix);
        reader.techniques(matrix);
        reader.mitigations(matrix);
    }
    reader.case_studies(file);
    reader.0.finish(edition)
}

struct Reader<'t>(Collector<'t>);

impl Reader<'_> {
    fn tactics(&mut self, matrix: &Node) {
        for (node, order) in list(matrix, "tactics").iter().zip(1..) {
            let Some(id) = self.item(node, &TACTIC, None, Some(order)) else { continue };
            self.0.attack_reference(node.find("ATT&CK-reference"), &id);
        }
    }

    fn techniques(&mut self, matrix: &Node) {
        for node in list(matrix, "techniques") {
            // The file frozen on the main branch calls the same field `specializes`.
            let parent = node.find("subtechnique-of").or_else(|| node.find("specializes"));
            let kind = if parent.is_some() { &SUBTECHNIQUE } else { &TECHNIQUE };
            let Some(id) = self.item(node, kind, parent, None) else { continue };
            for tactic in list(node, "tactics") {
                let tactic = self.0.text(tactic, &format!("a tactic of `{}`", id.shown()));
                self.0.relate(&id, RelationKind::HasTactic, tactic, None, []);
            }
            if let Some(parent) = parent {
                let parent = self.0.text(parent, &format!("the technique above `{}`", id.shown()));
                self.0.relate(&id, RelationKind::SubtechniqueOf, parent, None, []);
            }
            self.0.attack_reference(node.find("ATT&CK-reference"), &id);
        }
    }

    fn mitigations(&mut self, matrix: &Node) {
        for node in list(matrix, "mitigations") {
            let Some(id) = self.item(node, &MITIGATION, None, None) else { continue };
            for link in list(node, "techniques") {
                let technique = self.0.field(link, "id", &format!("a technique of `{}`", id.shown()));
                self.0.relate(&id, RelationKind::Mitigates, technique, None, []);
            }
            let (links, phases): (Vec<&Node>, Vec<&Node>) =
                list(node, "ml-lifecycle").iter().partition(|node| matches!(node.value, Value::Map(_)));
            for link in links {
                self.misplaced_link(&id, link);
            }
            self.0.words(phases, "lifecycle", &id);
            self.0.words(list(node, "category"), "category", &id);
            self.0.attack_reference(node.find("ATT&CK-reference"), &id);
        }
    }

    fn case_studies(&mut self, file: &Node) {
        for node in list(file, "case-studies") {
            let Some(id) = self.item(node, &CASE_STUDY, None, None) else { continue };
            for (step, order) in list(node, "procedure").iter().zip(1..) {
                let owner = format!("step {order} of `{}`", id.shown());
                let Some(tactic) = self.0.field(step, "tactic", &owner) else { continue };
                let technique = self.0.field(step, "technique", &owner);
                self.0.relate(&id, RelationKind::UsesTechnique, technique, Some(order), [("tactic", &*tactic.text)]);
            }
        }
    }

    /// Adds the item a node describes; `None`, with a finding, when it has no usable id or name.
    fn item(&mut self, node: &Node, kind: &'static Kind, parent: Option<&Node>, order: Option<u32>) -> Option<Written> {
        let id = self.0.field(node, "id", &format!("a {}", kind.level))?;
        let label = self.0.field(node, "name", &format!("`{}`", id.shown()))?.text;
        let added = self.0.add(Found {
            kind,
            id: id.clone(),
            label,
            parent: parent.and_then(Node::text).map(str::to_owned),
            order,
            status: ItemStatus::Current,
            attributes: facts(node, &FACTS),
        });
        added.then_some(id)
    }

    /// Two mitigations of 5.6.1 hold a link to a technique among their lifecycle phases.
    fn misplaced_link(&mut self, mitigation: &Written, link: &Node) {
        let owner = format!("a map below `ml-lifecycle` of `{}`", mitigation.shown());
        let Some(technique) = self.0.field(link, "id", &owner) else { return };
        let message = format!("`ml-lifecycle` of `{}` holds a link to `{}`", mitigation.shown(), technique.shown());
        let finding = self.0.finding(Code::MisplacedField, technique.span, message);
        let read = format!("read as: `{} mitigates {}`", mitigation.shown(), technique.shown());
        self.0.notice(finding.note(read).help("move it to `techniques` upstream"));
        let facts = [("recovered_from", "ml-lifecycle")];
        self.0.relate(mitigation, RelationKind::Mitigates, Some(technique), None, facts);
    }
}
