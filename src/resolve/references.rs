//! Rows that point at risks and items: what no source defines is reported and left out.

use crate::catalog::{Catalog, Curie, Edition, ItemStatus, MappingObject, Origin};
use crate::diagnostic::{Code, Diagnostic, Noticed};
use std::collections::{BTreeMap, BTreeSet};

/// Everything a CURIE may name, and which of it is retired.
struct Known<'a> {
    defined: BTreeSet<Curie>,
    retired: BTreeMap<Curie, Option<String>>,
    /// Lists that a user's text stands in for.
    replaced: &'a BTreeSet<String>,
    /// Rows that name what such a text does not define: said once for all of them.
    orphans: BTreeMap<Curie, Vec<Origin>>,
}

impl<'a> Known<'a> {
    fn new(catalog: &Catalog, replaced: &'a BTreeSet<String>) -> Self {
        let (defined, retired) = (BTreeSet::new(), BTreeMap::new());
        let mut known = Self { defined, retired, replaced, orphans: BTreeMap::new() };
        for (id, list) in &catalog.lists {
            let codes = list.taxonomy.risks.iter().map(|risk| risk.code.to_string());
            known.defined.extend(codes.map(|code| Curie::new(id, code)));
        }
        for (edition, items) in
            catalog.items.values().filter_map(|items| Some((catalog.editions.get(&items.edition)?, items)))
        {
            for item in &items.items {
                let curie = Curie::new(edition.concept_prefix(), Edition::local_id(&item.id));
                if item.status == ItemStatus::Retired && edition.is_default {
                    let successor =
                        items.relations.iter().find(|r| r.subject == item.id && r.kind.name() == "replacedBy");
                    known.retired.insert(curie.clone(), successor.map(|relation| relation.object.clone()));
                }
                known.defined.insert(curie);
                if edition.keeps_ids() {
                    known.defined.insert(edition.release_curie(&item.id));
                }
            }
        }
        known
    }

    /// True when the CURIE is defined; reports it otherwise.
    fn is_defined(&mut self, curie: &Curie, origin: &Origin, noticed: &mut Noticed) -> bool {
        let is_defined = self.defined.contains(curie);
        if !is_defined {
            if self.replaced.contains(&curie.prefix) {
                self.orphans.entry(curie.clone()).or_default().push(origin.clone());
                return false;
            }
            let nearest = self.nearest(curie);
            let finding = Diagnostic::new(Code::UnknownReference, format!("`{curie}` is not defined by any source"))
                .at(origin.source.as_str(), origin.span);
            noticed.push(finding.help(nearest.map_or_else(
                || format!("no source defines anything under `{}:`", curie.prefix),
                |near| format!("did you mean `{near}`?"),
            )));
        }
        is_defined
    }

    /// True when the CURIE is defined; reports it otherwise, or when it is retired.
    fn check(&mut self, curie: &Curie, origin: &Origin, noticed: &mut Noticed) -> bool {
        if !self.is_defined(curie, origin, noticed) {
            return false;
        }
        if let Some(successor) = self.retired.get(curie) {
            let finding = Diagnostic::new(Code::RetiredReference, format!("`{curie}` was retired by its publisher"))
                .at(origin.source.as_str(), origin.span);
            noticed.push(match successor {
                Some(id) => finding.help(format!("its successor is `{id}`")),
                None => finding,
            });
        }
        true
    }

    /// The defined CURIE of the same prefix that shares the longest start.
    fn nearest(&self, curie: &Curie) -> Option<&Curie> {
        let shared = |other: &Curie| other.local.chars().zip(curie.local.chars()).take_while(|(a, b)| a == b).count();
        self.defined.iter().filter(|other| other.prefix == curie.prefix).max_by_key(|other| shared(other))
    }

    /// One finding for each name that a replaced list defined and the text in its place does not.
    fn orphans(self) -> impl Iterator<Item = Diagnostic> {
        self.orphans.into_iter().filter_map(|(curie, mut rows)| {
            rows.sort();
            let first = rows.first()?;
            let left_out = match rows.len() {
                1 => "a row that names it is left out".to_owned(),
                count => format!("{count} rows that name it are left out"),
            };
            let message = format!("`{curie}` is not defined by what stands in for `{}`: {left_out}", curie.prefix);
            let mut found = Diagnostic::new(Code::UnknownReference, message).at(first.source.as_str(), first.span);
            let counts = rows.chunk_by(|a, b| a.source == b.source);
            let counts = counts.filter_map(|rows| Some(format!("{} in {}", rows.len(), rows.first()?.source)));
            found = found.note(counts.collect::<Vec<_>>().join(", "));
            Some(found.help("define it there, or build with that text as a list of its own"))
        })
    }
}

/// Leaves out rows whose risk, item or edition is unknown.
pub(super) fn check(catalog: &mut Catalog, replaced: &BTreeSet<String>, noticed: &mut Noticed) {
    let mut known = Known::new(catalog, replaced);
    for set in catalog.mapping_sets.values_mut() {
        set.mappings.retain(|mapping| {
            let object_known = match &mapping.object {
                MappingObject::Item(item) => known.check(item, &mapping.origin, noticed),
                MappingObject::NoTermFound => true,
            };
            // What became of a retired item is what a succession is about.
            let subject_known = match mapping.succession {
                Some(_) => known.is_defined(&mapping.subject, &mapping.origin, noticed),
                None => known.check(&mapping.subject, &mapping.origin, noticed),
            };
            subject_known && object_known
        });
    }
    catalog.claims.retain(|_, (_, claim)| known.check(&claim.object, &claim.origin, noticed));
    noticed.extend(known.orphans());
    let items: BTreeMap<&String, BTreeSet<&String>> =
        catalog.items.iter().map(|(id, items)| (id, items.items.iter().map(|item| &item.id).collect())).collect();
    let mut in_edition = |edition: &String, item: &String, origin: &Origin| {
        let found = items.get(edition).is_some_and(|items| items.contains(item));
        if !found {
            noticed.push(
                Diagnostic::new(Code::UnknownReference, format!("`{edition}` has no item `{item}`"))
                    .at(origin.source.as_str(), origin.span)
                    .help("use an id as the items table of the edition prints it"),
            );
        }
        found
    };
    catalog.out_of_scope.retain(|row| in_edition(&row.edition, &row.item, &row.origin));
    catalog.scopes.retain(|row| in_edition(&row.edition, &row.item, &row.origin));
}
