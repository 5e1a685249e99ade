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
            twice(entry, first, noticed);
        }
        let name = folded_name(&entry.entry.name);
        if entry.url.is_some() && !name.is_empty() {
            let first = *by_name.entry((entry.source(), name)).or_insert(entry);
            one_name(entry, first, things, noticed);
        }
    }
}

/// What is odd about two entries of one thing.
fn twice(entry: &Placed<'_>, first: &Placed<'_>, noticed: &mut Noticed) {
    let (labels, before) = (labels(entry), labels(first));
    let disagree = !labels.is_empty() && !before.is_empty() && labels != before;
    let are_unlike = entry.url.is_some() && are_unlike(&entry.entry.name, &first.entry.name);
    if disagree {
        let code = Code::ConflictingListings;
        entry.notice(noticed, code, code.default_severity(), || conflict(entry, first, &labels, &before));
    } else if !are_unlike && (entry.url.is_some() || entry.entry.section == first.entry.section) {
        repeated(entry, first, noticed);
    }
    if are_unlike {
        entry.notice(noticed, Code::UnlikeNames, Code::UnlikeNames.default_severity(), || unlike(entry, first));
    }
    let is_told = |placed: &Placed<'_>| placed.entry.kind_evidence >= KindEvidence::Section;
    if entry.entry.kind != first.entry.kind && is_told(entry) && is_told(first) {
        let code = Code::UnlikeSection;
        entry.notice(noticed, code, code.default_severity(), || of_two_kinds(entry, first));
    }
}

fn unlike(entry: &Placed<'_>, first: &Placed<'_>) -> Diagnostic {
    let (name, other) = (&entry.entry.name, &first.entry.name);
    let found = Diagnostic::new(Code::UnlikeNames, format!("`{name}` and `{other}` have one address"))
        .help("check the address: it may be copied from another entry; if both names are right, keep one entry");
    entry.beside(found, first, "the other name")
}

fn of_two_kinds(entry: &Placed<'_>, first: &Placed<'_>) -> Diagnostic {
    let (here, before) = (entry.entry.kind.name().to_lowercase(), first.entry.kind.name().to_lowercase());
    let message = format!("`{}` is listed as a {here} here and as a {before} before", entry.entry.name);
    let help = "keep it where it belongs, or say in both descriptions what each place is about";
    entry.beside(Diagnostic::new(Code::UnlikeSection, message).help(help), first, "listed before here")
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
fn repeated(entry: &Placed<'_>, first: &Placed<'_>, noticed: &mut Noticed) {
    let (severity, help) = if entry.entry.section == first.entry.section {
        (Code::RepeatedAddress.default_severity(), "keep one of the two entries")
    } else {
        (Severity::Note, "fine where both sections are meant; else keep one of the two entries")
    };
    entry.notice(noticed, Code::RepeatedAddress, severity, || {
        let message = format!("`{}` is listed again", entry.entry.name);
        entry.beside(Diagnostic::new(Code::RepeatedAddress, message).help(help), first, "first here")
    });
}

/// What is odd about two addresses under one name. A name such as `GitHub` is none, and code bears the name of its paper.
fn one_name(entry: &Placed<'_>, first: &Placed<'_>, things: &Things, noticed: &mut Noticed) {
    let is_known = entry.now == first.now || things.are_told_apart(&entry.now, &first.now);
    if is_known || is_generic(&entry.entry.name) || is_code_of(entry, first) || is_code_of(first, entry) {
        return;
    }
    let code = Code::NameWithTwoAddresses;
    entry.notice(noticed, code, code.default_severity(), || {
        let message = format!("`{}` names another address before", entry.entry.name);
        let found = Diagnostic::new(code, message)
            .help("if they are two things, tell their names apart; if they are one, keep one entry");
        entry.beside(found, first, "the other address")
    });
}

/// Whether one address is a repository and the other a paper.
fn is_code_of(code: &Placed<'_>, paper: &Placed<'_>) -> bool {
    let repository = |placed: &Placed<'_>| placed.url.as_deref().and_then(canonical_url::repository);
    repository(code).is_some() && repository(paper).is_none() && paper.entry.kind == Kind::Paper
}
