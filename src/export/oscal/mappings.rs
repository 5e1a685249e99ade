//! Our mapping sets: which risk of a list meets which item of an edition, and what has no counterpart.

use super::{line, metadata, property, put_list, resource, token};
use crate::coverage::{EditionInfo, Facts, OURSELVES, edition_info};
use crate::export::uuid;
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::aisec::{self, class, property as term};
use crate::vocab::{ID, dcterms, owl, prov, rdfs, schema, skos, sssom};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Why there is nothing to write.
#[derive(Debug, thiserror::Error)]
pub enum MappingsError {
    /// No set of ours leads to the framework.
    #[error("no mapping set of ours leads to `{framework}`; those there are lead to {}", known.join(", "))]
    None {
        /// As typed.
        framework: String,
        /// What they lead to.
        known: Vec<String>,
    },
    /// There is none at all.
    #[error("this data has no mapping set of ours")]
    NoSets,
}

/// A row of a set, by the ends it joins.
struct Row {
    id: TermId,
    source: TermId,
    predicate: TermId,
    target: TermId,
}

/// A mapping collection: our sets, those that lead to a framework or edition if one is named. One mapping for each set,
/// list and edition; what of either side is in no row stands in its gap summary.
///
/// # Errors
/// [`MappingsError`] where there is no such set.
pub fn oscal_mappings(snapshot: &Snapshot, framework: Option<&str>) -> Result<Value, MappingsError> {
    let facts = Facts::new(snapshot);
    let mut mappings = Vec::new();
    let mut resources: BTreeMap<String, Value> = BTreeMap::new();
    let mut known = BTreeSet::new();
    let mut has_derived = false;
    for Leading { set, ends, rows } in sets(facts) {
        known.insert(ends[1].clone());
        if framework.is_some_and(|wanted| !leads_to(snapshot, &ends[1], wanted)) {
            continue;
        }
        for end in &ends {
            resources.entry(end.clone()).or_insert_with(|| catalog(facts, end));
        }
        has_derived |= is_derived(facts, set);
        mappings.push(mapping(facts, set, &ends, &rows));
    }
    match framework {
        Some(framework) if mappings.is_empty() && !known.is_empty() => {
            return Err(MappingsError::None { framework: framework.to_owned(), known: known.into_iter().collect() });
        }
        _ if mappings.is_empty() => return Err(MappingsError::NoSets),
        _ => {}
    }
    let title = framework.map_or_else(|| "Mappings of aisec".to_owned(), |id| format!("Mappings of aisec to {id}"));
    let content = [title.as_str(), crate::coverage::graph_digest(snapshot)].join(" ");
    let notice =
        framework.and_then(|id| edition_info(snapshot, id).ok()?.1).map(|notice| format!(" {}.", line(&notice)));
    let remarks = "Items of every kind stand where OSCAL has controls; ids are those of the item's IRI.";
    let remarks = format!("{remarks}{}", notice.unwrap_or_default());
    let (method, how) = if has_derived {
        (HYBRID, "Each row was made by hand and says why, see its remarks, but for those of a mapping by automation.")
    } else {
        (HUMAN, "Each row was made by hand and says why; see its remarks.")
    };
    Ok(json!({ "mapping-collection": {
        "uuid": uuid::of_iri(&content),
        "metadata": metadata(facts, &title, vec![property("authority", OURSELVES)], &remarks),
        "provenance": {
            "method": method, "matching-rationale": "semantic", "status": "complete", "mapping-description": how,
        },
        "mappings": mappings,
        "back-matter": { "resources": resources.into_values().collect::<Vec<_>>() },
    } }))
}

/// Methods of a mapping, in the words of OSCAL.
const HUMAN: &str = "human";
const AUTOMATION: &str = "automation";
const HYBRID: &str = "hybrid";

/// Whether a rule made the rows of a set, from rows of others.
fn is_derived(facts: Facts<'_>, set: TermId) -> bool {
    facts.object(set, prov::WAS_DERIVED_FROM).is_some()
}

/// Rows of one set that lead from one list or edition to another.
struct Leading {
    set: TermId,
    ends: [String; 2],
    rows: Vec<Row>,
}

/// Rows of our sets by set, list and edition, in order.
fn sets(facts: Facts<'_>) -> Vec<Leading> {
    let mut found: BTreeMap<(&str, [String; 2]), Leading> = BTreeMap::new();
    for set in facts.members(class::MAPPING_SET).filter(|&set| facts.text(set, term::AUTHORITY) == Some(OURSELVES)) {
        for id in facts.subjects(term::IN_MAPPING_SET, set).filter(|&row| facts.is_a(row, class::MAPPING)) {
            let ends = [owl::ANNOTATED_SOURCE, owl::ANNOTATED_PROPERTY, owl::ANNOTATED_TARGET];
            let [Some(source), Some(predicate), Some(target)] = ends.map(|end| facts.object(id, end)) else { continue };
            let (Some(from), Some(to)) = (scheme(facts, source), scheme(facts, target)) else { continue };
            let ends = [from, to];
            let of_set = found.entry((facts.iri(set), ends.clone()));
            let of_set = of_set.or_insert_with(|| Leading { set, ends, rows: Vec::new() });
            of_set.rows.push(Row { id, source, predicate, target });
        }
    }
    let mut sets: Vec<Leading> = found.into_values().collect();
    for of_set in &mut sets {
        of_set.rows.sort_by_key(|row| (facts.iri(row.source), facts.iri(row.target), facts.iri(row.id)));
    }
    sets
}

/// The id of the list or edition that a thing is of: `mlsecops`, `owasp-llm-2026`; of what of ATLAS outlives its
/// releases, the framework. `None` of what is no individual of ours, such as that no term was found.
fn scheme(facts: Facts<'_>, thing: TermId) -> Option<String> {
    let (path, _) = facts.iri(thing).strip_prefix(ID)?.rsplit_once('/')?;
    // An item of a release stands below the framework, and its release is called otherwise.
    let release = path.contains('/').then(|| facts.object(thing, skos::IN_SCHEME)).flatten();
    Some(release.and_then(|release| facts.iri(release).strip_prefix(ID)).unwrap_or(path).to_owned())
}

/// Whether an end is the framework or edition that is meant, or an edition of it.
fn leads_to(snapshot: &Snapshot, end: &str, wanted: &str) -> bool {
    let Ok((wanted, _)) = edition_info(snapshot, wanted) else { return false };
    end == wanted.id || end == wanted.framework
}

/// A list, or an edition, as a resource.
fn catalog(facts: Facts<'_>, id: &str) -> Value {
    let iri = format!("{ID}{id}");
    if let Ok((EditionInfo { title, homepage, .. }, _)) = edition_info(facts.snapshot, id) {
        return resource(&iri, &title, &homepage);
    }
    let list = oxrdf::NamedNodeRef::new(&iri).ok().and_then(|iri| facts.id(iri));
    let text = |predicate| list.and_then(|list| facts.text(list, predicate)).unwrap_or_default();
    let title = text(dcterms::TITLE);
    resource(&iri, if title.is_empty() { id } else { title }, text(schema::URL))
}

fn mapping(facts: Facts<'_>, set: TermId, [from, to]: &[String; 2], rows: &[Row]) -> Value {
    let name = [facts.iri(set), from, to].join(" ");
    let reference = |id: &str| json!({ "type": "catalog", "href": format!("#{}", uuid::of_iri(&format!("{ID}{id}"))), "remarks": id });
    let maps: Vec<Value> = rows.iter().map(|row| map(facts, row)).collect();
    let used =
        |end: fn(&Row) -> TermId| rows.iter().map(|row| token(facts.iri(end(row)))).collect::<BTreeSet<String>>();
    let gaps =
        [(from, used(|row| row.source), "source-gap-summary"), (to, used(|row| row.target), "target-gap-summary")];
    let is_derived = is_derived(facts, set);
    let mut mapping = json!({
        "uuid": uuid::of_iri(&name),
        "method": if is_derived { AUTOMATION } else { HUMAN },
        "source-resource": reference(from),
        "target-resource": reference(to),
        "maps": maps,
    });
    let status = facts.text(set, term::STATUS).unwrap_or_default();
    let props = [property("mapping-set", facts.iri(set)), property("status", status)];
    put_list(&mut mapping, "props", props.into_iter().flatten().collect());
    if is_derived {
        mapping["remarks"] =
            "A rule carried these rows on to the next edition, each from a row that was made by hand and \
            what became of its item; where a mapping by hand has the same ends, that one holds."
                .into();
    }
    if let Some(title) = facts.text(set, dcterms::TITLE) {
        mapping["mapping-description"] = line(title).into();
    }
    for (end, used, key) in gaps {
        let open: Vec<String> = all_of(facts, end).into_iter().filter(|id| !used.contains(id)).collect();
        if !open.is_empty() {
            mapping[key] = json!({
                "uuid": uuid::of_iri(&[&name, key].join(" ")), "unmapped-controls": [{ "with-ids": open }],
            });
        }
    }
    mapping
}

/// How the ends of a row stand to each other, in the words of OSCAL; what it has no word for, in ours.
fn relationship(facts: Facts<'_>, predicate: TermId) -> (Option<&'static str>, String) {
    let words = [
        (skos::EXACT_MATCH, "equal-to"),
        (skos::CLOSE_MATCH, "equivalent-to"),
        (skos::BROAD_MATCH, "subset-of"),
        (skos::NARROW_MATCH, "superset-of"),
        (skos::RELATED_MATCH, "intersects-with"),
    ];
    let iri = facts.iri(predicate);
    match words.iter().find(|(known, _)| known.as_str() == iri) {
        Some((_, word)) => (None, (*word).to_owned()),
        None => (Some(aisec::NAMESPACE), token(iri.rsplit('#').next().unwrap_or(iri))),
    }
}

fn map(facts: Facts<'_>, row: &Row) -> Value {
    let (namespace, relationship) = relationship(facts, row.predicate);
    let mut map = json!({ "uuid": uuid::of_iri(facts.iri(row.id)) });
    if let Some(namespace) = namespace {
        map["ns"] = namespace.into();
    }
    map["relationship"] = relationship.into();
    let end = |id: TermId| {
        let mut end = json!({ "type": "control", "id-ref": token(facts.iri(id)) });
        put_list(&mut end, "props", property("label", &facts.item_label(id)).into_iter().collect());
        Value::Array(vec![end])
    };
    map["sources"] = end(row.source);
    map["targets"] = end(row.target);
    let confidence = facts.text(row.id, sssom::CONFIDENCE).and_then(|text| text.parse::<f64>().ok());
    if let Some(confidence) = confidence.filter(|share| (0.0..=1.0).contains(share)) {
        map["confidence-score"] = json!({ "percentage": confidence });
    }
    let review = property("review-status", facts.text(row.id, term::REVIEW_STATUS).unwrap_or_default());
    let justification = facts.text(row.id, sssom::MAPPING_JUSTIFICATION).and_then(|iri| iri.rsplit('/').next());
    let justification = property("justification", justification.unwrap_or_default());
    let from =
        facts.objects(row.id, prov::WAS_DERIVED_FROM).map(|premise| property("derived-from", facts.iri(premise)));
    put_list(&mut map, "props", [review, justification].into_iter().chain(from).flatten().collect());
    if let Some(comment) = facts.text(row.id, rdfs::COMMENT) {
        map["remarks"] = line(comment).into();
    }
    map
}

/// Ids of everything that a list or edition has to map: risks of a list, counted items of an edition.
fn all_of(facts: Facts<'_>, id: &str) -> BTreeSet<String> {
    let of_list = |thing: &TermId| scheme(facts, *thing).as_deref() == Some(id);
    let risks: BTreeSet<String> =
        facts.members(class::RISK).filter(of_list).map(|risk| token(facts.iri(risk))).collect();
    if !risks.is_empty() {
        return risks;
    }
    let Ok((edition, _)) = edition_info(facts.snapshot, id) else { return BTreeSet::new() };
    let iri = format!("{ID}{}", edition.id);
    let edition = oxrdf::NamedNodeRef::new(&iri).ok().and_then(|iri| facts.id(iri));
    let items = edition.into_iter().flat_map(|edition| facts.subjects(term::COUNTED_IN, edition));
    items.map(|item| facts.object(item, term::CONCEPT).unwrap_or(item)).map(|item| token(facts.iri(item))).collect()
}
