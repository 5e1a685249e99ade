//! What the rows of an edition say of its items: what leads nowhere, or round in a circle, is reported and left out.

use crate::catalog::{Catalog, EditionItems, Item, Origin, RelationKind};
use crate::diagnostic::{Code, Diagnostic, Noticed};
use crate::vocab::cut;
use petgraph::algo::kosaraju_scc;
use petgraph::graphmap::DiGraphMap;
use std::collections::{BTreeMap, BTreeSet};

/// Items of one circle that a message names.
const MAX_NAMED: usize = 5;

/// Characters of an id that a message repeats.
const MAX_CHARS: usize = 80;

/// Leaves out parents and relations whose end no edition defines, and links by which items stand below themselves.
pub(super) fn check(catalog: &mut Catalog, noticed: &mut Noticed) {
    let ids = |items: &EditionItems| items.items.iter().map(|item| item.id.clone()).collect::<BTreeSet<String>>();
    let by_edition: BTreeMap<String, BTreeSet<String>> =
        catalog.items.iter().map(|(edition, items)| (edition.clone(), ids(items))).collect();
    let is_defined = |id: &String| by_edition.values().any(|ids| ids.contains(id));
    for (edition, items) in &mut catalog.items {
        let Some(own) = by_edition.get(edition) else { continue };
        let mut ends = Ends { noticed, own, is_defined: &is_defined };
        items.items.iter_mut().for_each(|item| ends.parent(item));
        items.relations.retain_mut(|relation| {
            let of_attack = relation.kind == RelationKind::AttackReference;
            let has_ends = ends.has(&relation.subject, true, &relation.origin)
                && (of_attack || ends.has(&relation.object, false, &relation.origin));
            if let Some(tactics) = relation.attributes.get_mut("tactic").filter(|_| has_ends) {
                tactics.retain(|tactic| ends.has(tactic, true, &relation.origin));
            }
            has_ends
        });
        circles(items, noticed);
    }
}

/// What the ids of one edition may lead to.
struct Ends<'a> {
    noticed: &'a mut Noticed,
    own: &'a BTreeSet<String>,
    is_defined: &'a dyn Fn(&String) -> bool,
}

impl Ends<'_> {
    fn parent(&mut self, item: &mut Item) {
        if let Some(parent) = &item.parent
            && !self.has(parent, false, &item.origin)
        {
            item.parent = None;
        }
    }

    /// Whether an id is defined: in this edition, or, where it need not be, in some other.
    fn has(&mut self, id: &String, in_edition: bool, origin: &Origin) -> bool {
        let has = self.own.contains(id) || !in_edition && (self.is_defined)(id);
        if !has {
            let place = if in_edition { "in this edition" } else { "by any source" };
            let found =
                Diagnostic::new(Code::UnknownReference, format!("`{}` is not defined {place}", cut(id, MAX_CHARS)));
            let found = found.at(origin.source.as_str(), origin.span);
            self.noticed.push(found.help("correct the id, or add an item that has it; what names it is left out"));
        }
        has
    }
}

/// Cuts the links among items that stand below each other in a circle. O(items + relations).
fn circles(items: &mut EditionItems, noticed: &mut Noticed) {
    let mut links = DiGraphMap::<&str, ()>::new();
    for item in &items.items {
        if let Some(parent) = &item.parent {
            links.add_edge(&item.id, parent, ());
        }
    }
    for relation in items.relations.iter().filter(|relation| relation.kind == RelationKind::SubtechniqueOf) {
        links.add_edge(&relation.subject, &relation.object, ());
    }
    let is_circle = |ids: &Vec<&str>| ids.len() > 1 || ids.iter().any(|id| links.contains_edge(id, id));
    let mut circle_of: BTreeMap<String, usize> = BTreeMap::new();
    for (number, ids) in kosaraju_scc(&links).into_iter().filter(is_circle).enumerate() {
        circle_of.extend(ids.into_iter().map(|id| (id.to_owned(), number)));
    }
    if circle_of.is_empty() {
        return;
    }
    report(items, &circle_of, noticed);
    let same = |below: &str, above: &str| circle_of.get(below).is_some_and(|of| circle_of.get(above) == Some(of));
    for item in &mut items.items {
        item.parent = item.parent.take().filter(|parent| !same(&item.id, parent));
    }
    items
        .relations
        .retain(|relation| relation.kind != RelationKind::SubtechniqueOf || !same(&relation.subject, &relation.object));
}

/// One finding for each circle, at the first of its items.
fn report(items: &EditionItems, circle_of: &BTreeMap<String, usize>, noticed: &mut Noticed) {
    let mut circles: BTreeMap<usize, Vec<&Item>> = BTreeMap::new();
    for item in &items.items {
        if let Some(&circle) = circle_of.get(&item.id) {
            circles.entry(circle).or_default().push(item);
        }
    }
    for circle in circles.into_values() {
        let Some(first) = circle.first() else { continue };
        let named: Vec<String> =
            circle.iter().take(MAX_NAMED).map(|item| format!("`{}`", cut(&item.id, MAX_CHARS))).collect();
        let more = circle.len() - named.len();
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let message = match circle.len() {
            1 => format!("{} stands below itself", named.join("")),
            _ => format!("{}{more} stand below each other in a circle", named.join(", ")),
        };
        let found = Diagnostic::new(Code::HierarchyCircle, message);
        let found = found.at(first.origin.source.as_str(), first.origin.span);
        noticed.push(found.help("correct which of them is the broader; the links among them are left out"));
    }
}
