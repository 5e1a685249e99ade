//! What rows and derived nodes say in words, and where rows stand.

use super::{CoverageLine, TOLD, coverage_line};
use crate::coverage::Facts;
use crate::rules::Statement;
use crate::snapshot::TermId;
use crate::source::{Collection, embedded};
use crate::vocab::{aisec, compact, dcterms, owl, rdf, rdfs, schema};
use aisec::{class, property};

/// One line of one source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Id of the source.
    pub source: String,
    /// Line, from 1.
    pub line: u32,
    /// What stands there.
    pub says: String,
}

/// What a claim says of its ends: the word of its role, or that one does not address the other.
pub(super) fn verb(facts: Facts<'_>, claim: TermId) -> String {
    if facts.text(claim, property::POLARITY) == Some("denies") {
        return "does not address".to_owned();
    }
    facts.object(claim, property::ROLE).map(|role| short(facts, role)).unwrap_or_default()
}

/// Source and line of a row, and what it says.
pub(super) fn place(facts: Facts<'_>, row: TermId) -> Option<Place> {
    let (source, line) = source_and_line(facts, row)?;
    Some(Place { source: source.to_owned(), line, says: sentence(facts, row) })
}

/// Whether a node is a row of a source.
pub(super) fn has_place(facts: Facts<'_>, node: TermId) -> bool {
    source_and_line(facts, node).is_some()
}

fn source_and_line(facts: Facts<'_>, row: TermId) -> Option<(&str, u32)> {
    let source = facts.objects(row, dcterms::SOURCE).find_map(|id| facts.iri(id).strip_prefix(crate::vocab::ID))?;
    Some((source.strip_prefix("source/").unwrap_or(source), facts.number(row, property::LINE)?))
}

/// What a node says, in words of its kind.
pub(super) fn sentence(facts: Facts<'_>, node: TermId) -> String {
    let name = |predicate| facts.object(node, predicate).map(|id| short(facts, id)).unwrap_or_default();
    let text = |predicate| facts.text(node, predicate).unwrap_or_default();
    if facts.is_a(node, class::LISTING) {
        let risks: Vec<&str> =
            facts.objects(node, property::DECLARES_RISK).filter_map(|risk| facts.notation(risk)).collect();
        let labels = if risks.is_empty() { String::new() } else { format!(", labelled {}", risks.join(", ")) };
        let section = text(property::SECTION);
        let under = if section.is_empty() { String::new() } else { format!(" under {section}") };
        format!("lists `{}`{under}{labels}", text(schema::NAME))
    } else if facts.is_a(node, class::CLAIM) {
        format!(
            "claim: {} {} {}: {}",
            name(property::CLAIM_SUBJECT),
            verb(facts, node),
            name(property::CLAIM_OBJECT),
            text(property::JUSTIFICATION)
        )
    } else if facts.is_a(node, class::MAPPING) {
        let status = match text(property::REVIEW_STATUS) {
            "" | "unstated" => "review not stated",
            status => status,
        };
        let (from, to) = (name(owl::ANNOTATED_SOURCE), name(owl::ANNOTATED_TARGET));
        let comment = text(rdfs::COMMENT);
        let why = if comment.is_empty() { String::new() } else { format!(": {comment}") };
        format!("mapping ({status}): {from} {} {to}{why}", name(owl::ANNOTATED_PROPERTY))
    } else if facts.is_a(node, class::IDENTITY_DECISION) {
        let not = if text(property::POLARITY) == "denies" { "not " } else { "" };
        let (one, other) = (name(owl::ANNOTATED_SOURCE), name(owl::ANNOTATED_TARGET));
        format!("{one} {not}{} {other}: {}", name(owl::ANNOTATED_PROPERTY), text(rdfs::COMMENT))
    } else if facts.is_a(node, class::TOOL_FACT) {
        told(facts, node)
    } else if facts.is_a(node, class::COVERAGE) {
        let line = coverage_line(facts, node, property::OF);
        let counts = if line.counts { "" } else { "; a review replaces it" };
        let (by, other) = (name(property::BY), short_label(&line));
        format!("{by} {} {other} ({}, {}{counts})", line.grade, line.evidence, line.group)
    } else if facts.is_a(node, class::SCOPE_ROW) {
        format!("in the declared scope of reviewed claims: {}", name(property::IN_SCOPE))
    } else if facts.is_a(node, class::RISK) {
        format!("defines {}", short(facts, node))
    } else {
        short(facts, node)
    }
}

/// What a fact tells, and where it was read.
fn told(facts: Facts<'_>, fact: TermId) -> String {
    let lexical = |predicate| facts.object(fact, predicate).map(|id| facts.iri(id)).unwrap_or_default();
    let (predicate, value) = (lexical(owl::ANNOTATED_PROPERTY), lexical(rdf::VALUE));
    let name = TOLD.iter().find(|(_, known)| known.as_str() == predicate).map_or(predicate, |(name, _)| name);
    format!("{name} {value}: {}, read {}", lexical(property::EVIDENCE_URL), lexical(property::RETRIEVED))
}

/// How people name a thing: its short name and its label, each only where it says something.
pub(crate) fn short(facts: Facts<'_>, id: TermId) -> String {
    let iri = facts.iri(id);
    let name = compact(iri);
    let label = facts.item_label(id);
    if iri.starts_with(crate::vocab::ONTOLOGY) || name.starts_with("resource:") || label == name {
        label
    } else {
        format!("{name} {label}")
    }
}

fn short_label(line: &CoverageLine) -> String {
    if line.label == line.other { line.other.clone() } else { format!("{} {}", line.other, line.label) }
}

/// The places that state a statement, any of which would do: the row that is its subject; the listings or releases of
/// a resource or item that no row defines; the lines of the ontology.
pub(super) fn stated(facts: Facts<'_>, statement: Statement) -> Vec<Place> {
    let [subject, ..] = statement;
    let own: Vec<Place> = place(facts, subject).into_iter().collect();
    if !own.is_empty() {
        return own;
    }
    let pointing = [property::LISTS, property::CONCEPT, property::CLAIM_SUBJECT];
    let rows = pointing.into_iter().map(|predicate| facts.subjects(predicate, subject));
    let mut places = rows.map(|rows| rows.filter_map(|row| place(facts, row)).collect::<Vec<_>>());
    let mut places = places.find(|places| !places.is_empty()).unwrap_or_default();
    if places.is_empty() {
        places.extend(in_ontology(facts, statement));
    }
    places.sort();
    places.dedup();
    places
}

/// Where the shipped ontology says it: in the block of its subject.
fn in_ontology(facts: Facts<'_>, statement: Statement) -> Option<Place> {
    let [subject, predicate, object] = statement.map(|id| compact(facts.iri(id)));
    let predicate = if predicate == "rdf:type" { "a".to_owned() } else { predicate };
    embedded(Collection::Ontology).into_iter().filter(|file| file.has_extension("ttl")).find_map(|file| {
        let text = std::str::from_utf8(file.bytes).ok()?;
        let mut block = "";
        let said = (1..).zip(text.lines()).find(|(_, line)| {
            let mut words = line.split_whitespace();
            if !line.starts_with(' ') {
                block = words.clone().next().unwrap_or_default();
            }
            block == subject && words.any(|word| word == predicate) && has_whole(line, &object)
        });
        let (line, _) = said?;
        let says = format!("{subject} {predicate} {object}");
        Some(Place { source: format!("ontology/{}", file.path), line, says })
    })
}

/// Whether a text has a name, and not only one that begins or ends with it.
fn has_whole(text: &str, name: &str) -> bool {
    let goes_on = |next: Option<char>| next.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let mut parts =
        text.match_indices(name).filter_map(|(at, _)| Some((text.get(..at)?, text.get(at + name.len()..)?)));
    parts.any(|(before, after)| !goes_on(before.chars().next_back()) && !goes_on(after.chars().next()))
}

/// A statement in words: what a denial, a derived node or another triple says.
pub(super) fn in_words(facts: Facts<'_>, [subject, predicate, object]: Statement) -> String {
    if facts.is_a(subject, class::COVERAGE) {
        return sentence(facts, subject);
    }
    let [one, other] = [subject, object].map(|id| short(facts, id));
    if facts.iri(predicate) == property::DENIES.as_str() {
        return format!("{one} does not address {other} (reviewed)");
    }
    format!("{one} {} {other}", predicate_in_words(facts, predicate))
}

/// A predicate between its ends.
pub(super) fn predicate_in_words(facts: Facts<'_>, predicate: TermId) -> String {
    if facts.iri(predicate) == rdf::TYPE.as_str() { "is a".to_owned() } else { facts.label(predicate) }
}
