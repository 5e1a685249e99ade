//! Rows of a mapping set that cannot all be right: one finding for each fault, every row kept.
//!
//! Sees what rows say of one another and of the hierarchy of their editions. Which of them is wrong, it does not judge.

use crate::catalog::{
    Catalog, Curie, Edition, KnownList, Mapping, MappingObject, MappingPredicate, MappingSet, Origin,
};
use crate::diagnostic::{Code, Diagnostic, Noticed, Place, Related};
use petgraph::algo::kosaraju_scc;
use petgraph::graphmap::DiGraphMap;
use std::collections::{BTreeMap, BTreeSet};

/// Most further rows of a circle that a finding names.
const MAX_FURTHER_ROWS: usize = 5;

/// Says which rows contradict one another, which form circles, and which have their ends exchanged.
///
/// O(n log n) in items and rows, and for each set in what lies above the ends of its rows.
pub(super) fn check(catalog: &Catalog, noticed: &mut Noticed) {
    let above = hierarchy(catalog);
    let risks = risks(catalog);
    for set in catalog.mapping_sets.values() {
        noticed.extend(exchanged(set, &risks));
        noticed.extend(contradictions(set));
        noticed.extend(circles(set, &above));
    }
}

/// What lies right above each item, as mappings name them: one item in each edition, where ids are kept.
fn hierarchy(catalog: &Catalog) -> BTreeMap<Curie, BTreeSet<Curie>> {
    let mut above: BTreeMap<Curie, BTreeSet<Curie>> = BTreeMap::new();
    for items in catalog.items.values() {
        let Some(edition) = catalog.editions.get(&items.edition) else { continue };
        let curie = |id: &str| Curie::new(edition.concept_prefix(), Edition::local_id(id));
        let parents = items.items.iter().filter_map(|item| Some((curie(&item.id), curie(item.parent.as_ref()?))));
        for (item, parent) in parents {
            above.entry(item).or_default().insert(parent);
        }
    }
    above
}

fn risks(catalog: &Catalog) -> BTreeSet<Curie> {
    let of_list = |(id, list): (&String, &KnownList)| {
        let codes = list.taxonomy.risks.iter().map(|risk| Curie::new(id, risk.code.to_string()));
        codes.collect::<Vec<_>>()
    };
    catalog.lists.iter().flat_map(of_list).collect()
}

fn at(finding: Diagnostic, origin: &Origin) -> Diagnostic {
    finding.at(origin.source.as_str(), origin.span)
}

/// Rows from an item to a risk.
fn exchanged<'a>(set: &'a MappingSet, risks: &'a BTreeSet<Curie>) -> impl Iterator<Item = Diagnostic> + 'a {
    set.mappings.iter().filter_map(|row| {
        let MappingObject::Item(object) = &row.object else { return None };
        if !risks.contains(object) || risks.contains(&row.subject) {
            return None;
        }
        let message = format!("`{object}` is a risk and stands as the object: nothing follows from the row");
        let help = match row.predicate {
            MappingPredicate::Broad | MappingPredicate::Narrow => {
                "exchange subject and object, and broad and narrow with them"
            }
            _ => "exchange subject and object",
        };
        Some(at(Diagnostic::new(Code::ExchangedMapping, message).help(help), &row.origin))
    })
}

fn is_match(predicate: MappingPredicate) -> bool {
    use MappingPredicate::{Broad, Close, Exact, Narrow, Related};
    matches!(predicate, Exact | Close | Broad | Narrow | Related)
}

/// Rows that give one pair two matches, or a match to what has no counterpart.
fn contradictions(set: &MappingSet) -> Vec<Diagnostic> {
    let mut of_pair: BTreeMap<(&Curie, &Curie), &Mapping> = BTreeMap::new();
    let mut without: BTreeMap<&Curie, &Mapping> = BTreeMap::new();
    for row in set.mappings.iter().filter(|row| row.object == MappingObject::NoTermFound) {
        without.entry(&row.subject).or_insert(row);
    }
    let mut found = Vec::new();
    for row in set.mappings.iter().filter(|row| is_match(row.predicate)) {
        let MappingObject::Item(object) = &row.object else { continue };
        let (subject, predicate) = (&row.subject, row.predicate.name());
        let contradicts = |message: String, other: &Mapping, label: String, help: &str| {
            let finding = at(Diagnostic::new(Code::ContradictoryMapping, message), &row.origin);
            finding.related(other.origin.source.as_str(), other.origin.span, label).help(help)
        };
        if let Some(other) = without.get(subject) {
            let message = format!("`{subject}` has `{predicate}` to `{object}`, and nothing corresponds to it");
            let label = "`sssom:NoTermFound` says so here".to_owned();
            found.push(contradicts(message, other, label, "delete one of the two rows"));
        }
        let other = *of_pair.entry((subject, object)).or_insert(row);
        if other.predicate != row.predicate {
            let message = format!("`{subject}` has `{predicate}` to `{object}` here and another match before");
            let label = format!("`{}` here", other.predicate.name());
            found.push(contradicts(message, other, label, "keep the one row that says most and is right"));
        }
    }
    found
}

/// A row that says which of its ends is the narrower and which the broader one.
type Directed<'a> = (&'a Mapping, (&'a Curie, &'a Curie));

/// The narrower and the broader end of a row, where it says so.
fn ends(row: &Mapping) -> Option<(&Curie, &Curie)> {
    let MappingObject::Item(object) = &row.object else { return None };
    match row.predicate {
        MappingPredicate::Broad => Some((&row.subject, object)),
        MappingPredicate::Narrow => Some((object, &row.subject)),
        _ => None,
    }
}

/// Rows that, with the hierarchy of the editions, make things broader than one another in a circle.
fn circles(set: &MappingSet, above: &BTreeMap<Curie, BTreeSet<Curie>>) -> Vec<Diagnostic> {
    let rows: Vec<Directed<'_>> = set.mappings.iter().filter_map(|row| Some((row, ends(row)?))).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let mut broader: DiGraphMap<&Curie, ()> = rows.iter().map(|(_, ends)| *ends).collect();
    // A circle with a row in it has nothing that does not lie above the ends of rows.
    let mut left: Vec<&Curie> = broader.nodes().collect();
    while let Some(thing) = left.pop() {
        for parent in above.get(thing).into_iter().flatten() {
            if !broader.contains_node(parent) {
                left.push(parent);
            }
            broader.add_edge(thing, parent, ());
        }
    }
    let mut circle_of: BTreeMap<&Curie, usize> = BTreeMap::new();
    // Without recursion: a chain of items may be as long as a table.
    for (number, circle) in kosaraju_scc(&broader).into_iter().enumerate() {
        circle_of.extend(circle.into_iter().map(|thing| (thing, number)));
    }
    let mut circles: BTreeMap<usize, Vec<Directed<'_>>> = BTreeMap::new();
    for (row, (narrow, broad)) in rows {
        if let Some(&number) = circle_of.get(narrow).filter(|number| circle_of.get(broad) == Some(number)) {
            circles.entry(number).or_default().push((row, (narrow, broad)));
        }
    }
    circles.into_values().filter_map(circle).collect()
}

/// What to say of the rows of one circle; nothing of rows on one pair, which contradict one another.
fn circle(mut rows: Vec<Directed<'_>>) -> Option<Diagnostic> {
    rows.sort_by_key(|(row, _)| &row.origin);
    let pair = |(row, _): &Directed<'_>| (row.subject.clone(), row.object.clone());
    let is_one_pair = rows.windows(2).all(|two| two.first().map(pair) == two.last().map(pair));
    if rows.len() > 1 && is_one_pair {
        return None;
    }
    let (first, (narrow, broad)) = *rows.first()?;
    let message = format!("`{broad}` is broader than `{narrow}` by this row, and narrower by what else is known");
    let mut finding = at(Diagnostic::new(Code::CircularMapping, message), &first.origin)
        .help("of `skos:broadMatch` the object is the broader one; turn the row that has it the other way round");
    for (row, _) in rows.iter().skip(1).take(MAX_FURTHER_ROWS) {
        let place = Place { source: row.origin.source.to_string(), bytes: row.origin.span.into() };
        finding.related.push(Related { place, label: "part of the same circle".to_owned() });
    }
    let by_hierarchy = rows.len() == 1 && narrow != broad;
    Some(if by_hierarchy { finding.note("the hierarchy of their edition says so") } else { finding })
}
