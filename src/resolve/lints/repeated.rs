//! One thing listed twice in one list, and two things that one list calls by one name.

use super::Placed;
use super::unlike::are_unlike;
use crate::catalog::{Kind, KindEvidence, RiskKey};
use crate::diagnostic::{Code, Diagnostic, Noticed, Severity};
use crate::resolve::folded_name;
use crate::resolve::things::Things;
use crate::vocab::canonical_url;
use crate::vocab::is_generic;
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use std::collections::BTreeSet;

/// Codes of one entry that a message repeats.
const MAX_CODES_TOLD: usize = 10;

pub(super) fn check(placed: &[&Placed<'_>], things: &Things, noticed: &mut Noticed) {
    let mut by_thing: HashMap<_, &Placed<'_>, RandomState> = HashMap::default();
    let mut by_name: HashMap<_, &Placed<'_>, RandomState> = HashMap::default();
    for entry in placed {
        let first = *by_thing.entry((entry.source(), &entry.now)).or_insert(entry);
        if first.entry.span != entry.entry.span {
            noticed.extend(twice(entry, first));
        }
        let name = folded_name(&entry.entry.name);
        if entry.url.is_some() && !name.is_empty() {
            let first = *by_name.entry((entry.source(), name)).or_insert(entry);
            noticed.extend(one_name(entry, first, things));
        }
    }
}

/// What is odd about two entries of one thing.
fn twice(entry: &Placed<'_>, first: &Placed<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let (labels, before) = (labels(entry), labels(first));
    let disagree = !labels.is_empty() && !before.is_empty() && labels != before;
    let are_unlike = entry.url.is_some() && are_unlike(&entry.entry.name, &first.entry.name);
    if disagree {
        found.push(conflict(entry, first, &labels, &before));
    } else if !are_unlike && (entry.url.is_some() || entry.entry.section == first.entry.section) {
        found.push(repeated(entry, first));
    }
    if are_unlike {
        let (name, other) = (&entry.entry.name, &first.entry.name);
        let unlike = Diagnostic::new(Code::UnlikeNames, format!("`{name}` and `{other}` have one address"))
            .help("check the address: it may be copied from another entry; if both names are right, keep one entry");
        found.push(entry.beside(unlike, first, "the other name"));
    }
    let is_told = |placed: &Placed<'_>| placed.entry.kind_evidence >= KindEvidence::Section;
    if entry.entry.kind != first.entry.kind && is_told(entry) && is_told(first) {
        let (here, before) = (entry.entry.kind.name().to_lowercase(), first.entry.kind.name().to_lowercase());
        let message = format!("`{}` is listed as a {here} here and as a {before} before", entry.entry.name);
        let help = "keep it where it belongs, or say in both descriptions what each place is about";
        found.push(entry.beside(Diagnostic::new(Code::UnlikeSection, message).help(help), first, "listed before here"));
    }
    found
}

/// The risks an entry is labelled with: in which order they are written says nothing.
fn labels<'p>(placed: &'p Placed<'_>) -> BTreeSet<&'p RiskKey> {
    placed.risks.iter().collect()
}

fn conflict(
    entry: &Placed<'_>,
    first: &Placed<'_>,
    labels: &BTreeSet<&RiskKey>,
    before: &BTreeSet<&RiskKey>,
) -> Diagnostic {
    let codes = |labels: &BTreeSet<&RiskKey>| {
        let codes = labels.iter().map(|risk| risk.written_in(entry.source()));
        let told = codes.take(MAX_CODES_TOLD).collect::<Vec<_>>().join(", ");
        match labels.len().saturating_sub(MAX_CODES_TOLD) {
            0 => told,
            more => format!("{told} and {more} more"),
        }
    };
    let (name, here, before) = (&entry.entry.name, codes(labels), codes(before));
    let found =
        Diagnostic::new(Code::ConflictingListings, format!("`{name}` is labelled {here} here and {before} before"))
            .help("both are kept, each with its line; correct one, or review the resource with a claim");
    entry.beside(found, first, &format!("labelled {before} here"))
}

/// Twice in one section is a slip; in two sections it may be meant.
fn repeated(entry: &Placed<'_>, first: &Placed<'_>) -> Diagnostic {
    let name = &entry.entry.name;
    let mut found =
        Diagnostic::new(Code::RepeatedAddress, format!("`{name}` is listed again")).help("keep one of the two entries");
    if entry.entry.section != first.entry.section {
        found.severity = Severity::Note;
        found = found.help("fine where both sections are meant; else keep one of the two entries");
    }
    entry.beside(found, first, "first here")
}

/// What is odd about two addresses under one name. A name such as `GitHub` is none, and code bears the name of its paper.
fn one_name(entry: &Placed<'_>, first: &Placed<'_>, things: &Things) -> Option<Diagnostic> {
    let is_known = entry.now == first.now || things.are_told_apart(&entry.now, &first.now);
    if is_known || is_generic(&entry.entry.name) || is_code_of(entry, first) || is_code_of(first, entry) {
        return None;
    }
    let message = format!("`{}` names another address before", entry.entry.name);
    let found = Diagnostic::new(Code::NameWithTwoAddresses, message)
        .help("if they are two things, tell their names apart; if they are one, keep one entry");
    Some(entry.beside(found, first, "the other address"))
}

/// Whether one address is a repository and the other a paper.
fn is_code_of(code: &Placed<'_>, paper: &Placed<'_>) -> bool {
    let repository = |placed: &Placed<'_>| placed.url.as_deref().and_then(canonical_url::repository);
    repository(code).is_some() && repository(paper).is_none() && paper.entry.kind == Kind::Paper
}
