//! Reviewed decisions on what is one thing, in SSSOM/TSV, in; decisions out.
//!
//! Does not look whether a thing is listed or whether two rows contradict each other.

use super::row::{DATE, FirstSeen, Row, WEB_ADDRESS, is_date, is_web_address};
use super::sssom::{Metadata, SssomError, expanded};
use super::table::{self, Separator};
use crate::catalog::{Curie, Identity, IdentityDecision, NamedThing};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::source::SourceText;
use crate::vocab::ID;

const COLUMNS: [&str; 7] =
    ["subject_id", "predicate_id", "object_id", "mapping_justification", "mapping_date", "reviewer_label", "see_also"];

/// Whether a mapping set decides on what is one thing: its subjects or objects come from our resources.
///
/// # Errors
/// [`SssomError`] when the metadata is missing or not YAML.
pub fn decides_identity(source: &SourceText) -> Result<bool, SssomError> {
    let metadata = Metadata::read(source)?;
    let resources = format!("{ID}resource");
    let is_ours = |slot| metadata.entity(slot).is_some_and(|iri| iri.trim_end_matches('/') == resources);
    Ok(is_ours("subject_source") || is_ours("object_source"))
}

/// Decisions in file order; no two rows state the same.
///
/// A thing is named by its address in `subject_id` or `object_id`, or, where `subject_type` or `object_type` is
/// `rdfs literal`, by its title in `subject_label` or `object_label`. `skos:exactMatch` says that both are one,
/// with the `predicate_modifier` `Not` that they are two; `aisec:siteOf` that the subject is the site of the object.
///
/// ```
/// use aisec_graph::{catalog::Identity, import, source::{SourceId, SourceText}};
/// let text = [
///     "#curie_map:",
///     "#  aisec-id: https://w3id.org/aisec-graph/id/",
///     "#  https: \"https:\"",
///     "#mapping_set_id: https://example.org/sets/mine",
///     "#subject_source: aisec-id:resource",
///     "subject_id\tpredicate_id\tobject_id\tmapping_justification\tmapping_date\treviewer_label\tsee_also",
///     "https://a.example/\tskos:exactMatch\thttps://b.example/\tsemapv:ManualMappingCuration\t2026\tme\thttps://a.example/",
/// ];
/// let source = SourceText::new(SourceId::new("mine")?, "mine.sssom.tsv", text.join("\n"));
/// assert!(import::decides_identity(&source)?);
/// assert_eq!(import::identity(&source)?.value[0].says, Identity::Same);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`SssomError`] as for any mapping set.
pub fn identity(source: &SourceText) -> Result<Checked<Vec<IdentityDecision>>, SssomError> {
    let metadata = Metadata::read(source)?;
    let mut stated = FirstSeen::new();
    let rows =
        table::read(source, metadata.end, Separator::Tab, &COLUMNS, |row| decision(row, &metadata, &mut stated))?;
    Ok(rows)
}

type Stated = (NamedThing, Identity, NamedThing);

fn decision(
    row: &Row<'_>,
    metadata: &Metadata,
    stated: &mut FirstSeen<Stated>,
) -> Result<IdentityDecision, Diagnostic> {
    let decision = IdentityDecision {
        subject: thing(row, "subject", metadata)?,
        says: says(row)?,
        object: thing(row, "object", metadata)?,
        justification: expanded(row, "mapping_justification", metadata)?.0.to_string(),
        date: row.needed("mapping_date", DATE, |text| is_date(text).then(|| text.to_owned()))?,
        reviewer: row.required("reviewer_label")?,
        evidence: row.needed("see_also", WEB_ADDRESS, |text| is_web_address(text).then(|| text.to_owned()))?,
        comment: row.optional("comment"),
        origin: row.origin(),
    };
    stated.note((decision.subject.clone(), decision.says, decision.object.clone()), row).map_err(|line| {
        row.finding(Code::DuplicateRelation, "subject_id", "this decision is stated twice")
            .note(format!("the first is on line {line}"))
            .help("delete one of the two rows")
    })?;
    Ok(decision)
}

fn says(row: &Row<'_>) -> Result<Identity, Diagnostic> {
    let negated = match row.cell("predicate_modifier") {
        "" => false,
        _ => row.choice("predicate_modifier", [(true, "Not")])?,
    };
    let all = [Identity::Same, Identity::Different, Identity::SiteOf].map(|says| (says, says.predicate()));
    let fitting = all.into_iter().filter(|(_, (_, not))| *not == negated);
    row.choice("predicate_id", fitting.map(|(says, (predicate, _))| (says, predicate)))
}

/// The thing a row names as its subject or object.
fn thing(row: &Row<'_>, side: &str, metadata: &Metadata) -> Result<NamedThing, Diagnostic> {
    let (id, kind) = (format!("{side}_id"), format!("{side}_type"));
    if row.cell(&kind) == "rdfs literal" {
        return row.required(&format!("{side}_label")).map(NamedThing::Title);
    }
    let address = |text: &str| {
        let short = || Curie::parse(text).and_then(|curie| metadata.iri(&curie));
        Some(text.to_owned()).filter(|text| is_web_address(text)).or_else(short).filter(|text| is_web_address(text))
    };
    let wanted =
        "an address that begins with `https://`; for a title, write it in the label and `rdfs literal` as type";
    row.needed(&id, wanted, address).map(NamedThing::Address)
}
