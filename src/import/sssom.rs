//! A mapping set in SSSOM/TSV in, the set and its rows out.
//!
//! Does not look whether a subject or object exists, and judges no mapping.
//!
//! # Limits
//! Metadata must stand in the file, not beside it. Slots that we have no use for are skipped,
//! propagation of set slots to rows is not done, and a row with `predicate_modifier` is refused:
//! read without it, it would say the opposite.

use super::node::Node;
use super::row::{FirstSeen, Row, WEB_ADDRESS, is_web_address, shown};
use super::table::{self, Separator, TableError};
use super::yaml;
use crate::catalog::{
    Curie, DerivesCoverage, Mapping, MappingObject, MappingPredicate, MappingSet, OURSELVES, Origin, PublicationStatus,
    ReviewStatus, Strength, SuccessionKind,
};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::source::{SourceText, Span};
use crate::vocab::ID;
use std::collections::BTreeMap;

/// Why a mapping set cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SssomError {
    /// The file does not begin with metadata.
    #[error(
        "{path} has no SSSOM metadata: its first lines should begin with `#` and hold `curie_map` and `mapping_set_id`"
    )]
    NoMetadata {
        /// The file.
        path: String,
    },
    /// The metadata is not YAML.
    #[error("{path}:{line}: the SSSOM metadata is not usable YAML")]
    NotYaml {
        /// The file.
        path: String,
        /// Line, from 1.
        line: usize,
        /// What the parser said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The set has no name.
    #[error("{path}: the SSSOM metadata has no `mapping_set_id`")]
    NoIdentifier {
        /// The file.
        path: String,
    },
    /// A prefix with a fixed meaning is given another one.
    #[error("{path}: prefix `{prefix}` always stands for {fixed} in SSSOM; `curie_map` says {found}")]
    RedefinedPrefix {
        /// The file.
        path: String,
        /// The prefix.
        prefix: String,
        /// What it stands for.
        fixed: &'static str,
        /// What the file says.
        found: String,
    },
    /// The rows cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// Prefixes a set need not declare (SSSOM 1.0, "IRI prefixes").
const BUILT_IN: [(&str, &str); 8] = [
    ("linkml", "https://w3id.org/linkml/"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("semapv", "https://w3id.org/semapv/vocab/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("sssom", "https://w3id.org/sssom/"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

const COLUMNS: [&str; 4] = ["subject_id", "predicate_id", "object_id", "mapping_justification"];

/// The mapping set with its rows in file order; no subject, predicate and object stand together twice.
///
/// Subjects and objects are named as in the graph, whatever prefixes the file declares for them; the
/// sources of subjects and objects are IRIs. A set without a title goes by its id.
/// A row without `review_status` is a draft in our own sets; in others its owner stands behind it, if the set names one.
/// `publication_status`, `strength` and `succession_kind` are columns of our own, as their README files say; a row whose
/// predicate is not that of its `succession_kind` is refused.
///
/// ```
/// use aisec_graph::{import, source::{SourceId, SourceText}};
/// let text = [
///     "#curie_map:",
///     "#  mlsecops: https://w3id.org/aisec-graph/id/mlsecops/",
///     "#  owasp-ml-2023: https://w3id.org/aisec-graph/id/owasp-ml-2023/",
///     "#mapping_set_id: https://w3id.org/aisec-graph/id/mapping-set/mlsecops--owasp-ml-2023",
///     "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence",
///     "mlsecops:R1-Security\tskos:closeMatch\towasp-ml-2023:ML02\tsemapv:ManualMappingCuration\t0.95",
/// ];
/// let source = SourceText::new(SourceId::new("ml")?, "ml.sssom.tsv", text.join("\n"));
/// let set = import::sssom(&source)?.value;
/// assert_eq!(set.id, "mlsecops--owasp-ml-2023");
/// assert_eq!(set.mappings[0].subject.local, "R1-Security");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`SssomError`] when the metadata is missing or not YAML, names no set, or gives a prefix of the
/// standard another meaning, and when the rows lack a header or a column.
pub fn sssom(source: &SourceText) -> Result<Checked<MappingSet>, SssomError> {
    let metadata = Metadata::read(source)?;
    let mut stated = FirstSeen::new();
    let rows = table::read(source, metadata.end, Separator::Tab, &COLUMNS, |row| mapping(row, &metadata, &mut stated))?;
    let id = metadata.identifier(source)?;
    let set = MappingSet {
        title: metadata.slot("mapping_set_title").unwrap_or_else(|| id.clone()),
        id,
        derives: metadata.is_ours().then_some(DerivesCoverage::ByDefault),
        authority: metadata.authority(),
        status: status(&rows.value),
        version: metadata.slot("mapping_set_version"),
        licence: metadata.slot("license"),
        subject_source: metadata.entity("subject_source"),
        object_source: metadata.entity("object_source"),
        date: metadata.slot("mapping_date").or_else(|| metadata.slot("publication_date")),
        comment: metadata.slot("comment"),
        mappings: rows.value,
        origin: Origin { source: source.id().clone(), span: Span::new(0, source.text().len()) },
    };
    Ok(Checked { value: set, diagnostics: rows.diagnostics })
}

/// The `#` lines above the rows.
pub(super) struct Metadata {
    slots: Node,
    prefixes: BTreeMap<String, String>,
    /// First byte after it.
    pub(super) end: usize,
}

impl Metadata {
    pub(super) fn read(source: &SourceText) -> Result<Self, SssomError> {
        let path = || source.path().to_owned();
        let mut text = String::new();
        let mut end = 0;
        for line in source.text().split_inclusive('\n') {
            let Some(yaml) = line.strip_prefix('#') else { break };
            text.push_str(yaml);
            end += line.len();
        }
        if end == 0 {
            return Err(SssomError::NoMetadata { path: path() });
        }
        let slots = yaml::parse(&text).map_err(|error| SssomError::NotYaml {
            path: path(),
            // The metadata begins with the file and keeps its lines.
            line: error.line,
            source: error.cause,
        })?;
        let prefixes = prefixes(&slots).map_err(|(prefix, fixed, found)| SssomError::RedefinedPrefix {
            path: path(),
            prefix,
            fixed,
            found,
        })?;
        Ok(Self { slots, prefixes, end })
    }

    /// The value of a slot, the first one where the slot is a list.
    fn slot(&self, name: &str) -> Option<String> {
        self.slots.find(name)?.elements().first()?.text().map(str::to_owned)
    }

    /// The IRI a slot names by CURIE; the value as it stands where its prefix is not declared.
    pub(super) fn entity(&self, name: &str) -> Option<String> {
        let value = self.slot(name)?;
        let iri = Curie::parse(&value).and_then(|curie| self.iri(&curie));
        Some(iri.unwrap_or(value))
    }

    /// The IRI a CURIE stands for; `None` when its prefix is not declared.
    pub(super) fn iri(&self, curie: &Curie) -> Option<String> {
        Some(format!("{}{}", self.prefixes.get(&curie.prefix)?, curie.local))
    }

    /// The last part of the set's IRI.
    fn identifier(&self, source: &SourceText) -> Result<String, SssomError> {
        let iri = self.slot("mapping_set_id").unwrap_or_default();
        let last = iri.trim_end_matches(['/', '#']).rsplit(['/', '#']).next().unwrap_or_default();
        if last.is_empty() {
            return Err(SssomError::NoIdentifier { path: source.path().to_owned() });
        }
        Ok(last.to_owned())
    }

    /// Who stands behind the set: its first named creator, else author, else provider.
    fn authority(&self) -> String {
        self.owner().unwrap_or_else(|| "unstated".to_owned())
    }

    fn owner(&self) -> Option<String> {
        let slots = ["creator_label", "creator_id", "author_label", "author_id", "mapping_provider"];
        slots.into_iter().find_map(|slot| self.slot(slot))
    }

    fn is_ours(&self) -> bool {
        self.authority() == OURSELVES
    }

    fn default_review(&self) -> ReviewStatus {
        match self.owner() {
            Some(owner) if owner == OURSELVES => ReviewStatus::Draft,
            Some(_) => ReviewStatus::Reviewed,
            None => ReviewStatus::Unstated,
        }
    }
}

/// Declared and built-in prefixes; a built-in prefix declared otherwise is the error.
fn prefixes(slots: &Node) -> Result<BTreeMap<String, String>, (String, &'static str, String)> {
    let mut prefixes: BTreeMap<String, String> =
        BUILT_IN.iter().map(|&(prefix, iri)| (prefix.to_owned(), iri.to_owned())).collect();
    for (prefix, iri) in slots.find("curie_map").map_or(&[][..], Node::entries) {
        let Some(iri) = iri.text() else { continue };
        if let Some(&(_, fixed)) = BUILT_IN.iter().find(|(built_in, fixed)| built_in == prefix && *fixed != iri) {
            return Err((prefix.clone(), fixed, iri.to_owned()));
        }
        prefixes.insert(prefix.clone(), iri.to_owned());
    }
    Ok(prefixes)
}

/// What all rows say became of them; current where one of them is, or none says anything.
fn status(rows: &[Mapping]) -> PublicationStatus {
    let mut stated = rows.iter().map(|row| row.publication.unwrap_or(PublicationStatus::Current));
    let first = stated.next().unwrap_or(PublicationStatus::Current);
    stated.fold(first, Ord::min)
}

type Stated = (Curie, MappingPredicate, MappingObject);

fn mapping(row: &Row<'_>, metadata: &Metadata, stated: &mut FirstSeen<Stated>) -> Result<Mapping, Diagnostic> {
    let mapping = Mapping {
        subject: individual(row, "subject_id", metadata)?,
        subject_label: row.optional("subject_label"),
        predicate: predicate(row, metadata)?,
        object: match row.cell("object_id") {
            "sssom:NoTermFound" => MappingObject::NoTermFound,
            _ => MappingObject::Item(individual(row, "object_id", metadata)?),
        },
        object_label: row.optional("object_label"),
        justification: expanded(row, "mapping_justification", metadata).map(|(curie, _)| curie.to_string())?,
        confidence: row.parsed("confidence", "a number from 0 to 1, such as `0.85`", |text| {
            is_share(text).then(|| text.to_owned())
        })?,
        review: match row.cell("review_status") {
            "" => metadata.default_review(),
            _ => row.choice(
                "review_status",
                [ReviewStatus::Draft, ReviewStatus::Reviewed].map(|status| (status, status.name())),
            )?,
        },
        comment: row.optional("comment"),
        publication: optional_choice(row, "publication_status", PublicationStatus::ALL)?,
        strength: optional_choice(row, "strength", Strength::ALL)?,
        see_also: see_also(row)?,
        succession: optional_choice(row, "succession_kind", SuccessionKind::ALL)?,
        origin: row.origin(),
    };
    agrees_with_succession(row, &mapping)?;
    let fact = format!("`{} {} {}`", mapping.subject, mapping.predicate.name(), row.cell("object_id"));
    stated.note((mapping.subject.clone(), mapping.predicate, mapping.object.clone()), row).map_err(|line| {
        row.finding(Code::DuplicateRelation, "subject_id", format!("{fact} is stated twice"))
            .note(format!("the first is on line {line}"))
            .help("delete one of the two rows")
    })?;
    Ok(mapping)
}

/// The cell as one of a closed list of words; `None` when it is empty.
fn optional_choice<T>(
    row: &Row<'_>,
    column: &str,
    choices: impl IntoIterator<Item = (T, &'static str)>,
) -> Result<Option<T>, Diagnostic> {
    if row.cell(column).is_empty() { Ok(None) } else { row.choice(column, choices).map(Some) }
}

/// The addresses in `see_also`, which `|` divides.
fn see_also(row: &Row<'_>) -> Result<Vec<String>, Diagnostic> {
    let parts = row.cell("see_also").split('|').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let message = || format!("`{}` is not a usable `see_also`", shown(part));
            let refused = || row.malformed_part("see_also", part, message()).help(format!("write {WEB_ADDRESS}"));
            is_web_address(part).then(|| part.to_owned()).ok_or_else(refused)
        })
        .collect()
}

/// What became of an item says what the next one is to it: a row that says otherwise has one of the two wrong.
fn agrees_with_succession(row: &Row<'_>, mapping: &Mapping) -> Result<(), Diagnostic> {
    let Some(kind) = mapping.succession else { return Ok(()) };
    let is_dropped = kind == SuccessionKind::Dropped;
    let (name, predicate) = (kind.name(), kind.predicate().name());
    if is_dropped != (mapping.object == MappingObject::NoTermFound) {
        return Err(row
            .malformed("object_id", format!("an item that is `{name}` cannot have `{}`", shown(row.cell("object_id"))))
            .help("an item that was dropped has `sssom:NoTermFound`, every other its successor"));
    }
    if mapping.predicate != kind.predicate() {
        let found = mapping.predicate.name();
        return Err(row
            .malformed("predicate_id", format!("an item that is `{name}` has `{predicate}`, not `{found}`"))
            .note("the predicate says what the new item is, seen from the old one")
            .help(format!("write `{predicate}`, or say by `succession_kind` what became of the item")));
    }
    Ok(())
}

fn predicate(row: &Row<'_>, metadata: &Metadata) -> Result<MappingPredicate, Diagnostic> {
    if let Some(modifier) = row.optional("predicate_modifier") {
        return Err(row
            .malformed("predicate_modifier", format!("a mapping with the modifier `{modifier}` is not supported"))
            .help("delete the row; a denial on a resource is a claim"));
    }
    expanded(row, "predicate_id", metadata)?;
    row.choice("predicate_id", MappingPredicate::ALL)
}

/// True of a decimal from 0 to 1. No exponent and no sign: the text becomes an `xsd:decimal` as it stands.
fn is_share(text: &str) -> bool {
    let decimal = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    decimal && text.parse::<f64>().is_ok_and(|share| share <= 1.0)
}

/// The CURIE in a cell and the IRI it stands for.
pub(super) fn expanded(row: &Row<'_>, column: &str, metadata: &Metadata) -> Result<(Curie, String), Diagnostic> {
    let curie = row.needed(column, "a CURIE such as `mlsecops:R9-Security`", |text| {
        Curie::parse(text).filter(|curie| !curie.local.starts_with("//"))
    })?;
    match metadata.iri(&curie) {
        Some(iri) => Ok((curie, iri)),
        None => Err(row
            .malformed(column, format!("prefix `{}` of `{curie}` is not declared", curie.prefix))
            .help(format!("add `{}:` with its IRI to `curie_map` in the metadata above", curie.prefix))),
    }
}

/// The CURIE in a cell as one of our individuals, whatever the file calls its prefix.
fn individual(row: &Row<'_>, column: &str, metadata: &Metadata) -> Result<Curie, Diagnostic> {
    let (curie, iri) = expanded(row, column, metadata)?;
    let path = iri.strip_prefix(ID).and_then(|path| path.split_once('/'));
    match path.filter(|(owner, local)| !owner.is_empty() && !local.is_empty()) {
        Some((owner, local)) => Ok(Curie::new(owner, local)),
        None => Err(row
            .malformed(column, format!("`{curie}` is not below {ID}"))
            .note(format!("it stands for {iri}"))
            .help(format!("let `{}` in `curie_map` stand for a list or edition below {ID}", curie.prefix))),
    }
}
