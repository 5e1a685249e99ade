//! One thing listed twice in one list, and two things that one list calls by one name.

use super::Placed;
use super::unlike::are_unlike;
use crate::catalog::{Kind, KindEvidence, ResourceKey, RiskKey};
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

/// Returns of each entry whether it is told that it stands once too often in its section.
pub(super) fn check(placed: &[&Placed<'_>], things: &Things, noticed: &mut Noticed) -> Vec<bool> {
    let mut firsts = Firsts::default();
    let mut by_name: HashMap<_, &Placed<'_>, RandomState> = HashMap::default();
    let mut is_slip = Vec::with_capacity(placed.len());
    for &entry in placed {
        is_slip.push(firsts.before(entry).is_some_and(|first| twice(entry, first, noticed)));
        let name = folded_name(&entry.entry.name);
        if entry.url.is_some() && !name.is_empty() {
            let first = *by_name.entry((entry.source(), name)).or_insert(entry);
            one_name(entry, first, things, noticed);
        }
    }
    is_slip
}

/// The first entries of things.
#[derive(Default)]
struct Firsts<'p> {
    of_things: HashMap<(&'p str, &'p ResourceKey), &'p Placed<'p>, RandomState>,
    /// Those of videos that lead to a part of it, by its second.
    of_parts: HashMap<(&'p str, &'p ResourceKey, Option<u64>), &'p Placed<'p>, RandomState>,
}

impl<'p> Firsts<'p> {
    /// The first entry of the same thing in its list, if that is another.
    fn before(&mut self, entry: &'p Placed<'p>) -> Option<&'p Placed<'p>> {
        let (source, thing) = (entry.source(), &entry.now);
        let mut first: &'p Placed<'p> = self.of_things.entry((source, thing)).or_insert(entry);
        if entry.is_other_part(first) {
            first = self.of_parts.entry((source, thing, entry.start_of_video())).or_insert(entry);
        }
        (first.entry.span != entry.entry.span).then_some(first)
    }
}

/// What is odd about two entries of one thing; whether the later one is told to be one too many in its section.
fn twice(entry: &Placed<'_>, first: &Placed<'_>, noticed: &mut Noticed) -> bool {
    let (labels, before) = (labels(entry), labels(first));
    let disagree = !labels.is_empty() && !before.is_empty() && labels != before;
    let are_unlike = entry.url.is_some() && are_unlike(&entry.entry.name, &first.entry.name);
    let in_one_section = entry.entry.section == first.entry.section;
    let is_repeated = !disagree && !are_unlike && (entry.url.is_some() || in_one_section);
    if disagree {
        let code = Code::ConflictingListings;
        entry.notice(noticed, code, code.default_severity(), || conflict(entry, first, &labels, &before));
    }
    if is_repeated {
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
    is_repeated && in_one_section
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
