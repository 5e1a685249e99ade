//! One thing listed twice in one list, and two things that one list calls by one name.

use super::Placed;
use crate::catalog::{KindEvidence, has_han};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::resolve::folded_name;
use crate::resolve::things::Things;
use std::collections::BTreeMap;

pub(super) fn check(placed: &[Placed<'_>], things: &Things) -> Vec<Diagnostic> {
    let mut by_thing = BTreeMap::new();
    let mut by_name = BTreeMap::new();
    let mut found = Vec::new();
    for entry in placed {
        let first = *by_thing.entry((entry.source(), &entry.now)).or_insert(entry);
        if first.entry.span != entry.entry.span {
            found.extend(twice(entry, first));
        }
        let name = folded_name(&entry.entry.name);
        if entry.url.is_some() && !name.is_empty() {
            let first = *by_name.entry((entry.source(), name)).or_insert(entry);
            found.extend(one_name(entry, first, things));
        }
    }
    found
}

/// What is odd about two entries of one thing.
fn twice(entry: &Placed<'_>, first: &Placed<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let disagree = !entry.risks.is_empty() && !first.risks.is_empty() && entry.risks != first.risks;
    if disagree {
        found.push(conflict(entry, first));
    } else if entry.url.is_some() {
        found.push(repeated(entry, first));
    }
    if entry.url.is_some() && share_no_word(&entry.entry.name, &first.entry.name) {
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

fn conflict(entry: &Placed<'_>, first: &Placed<'_>) -> Diagnostic {
    let codes = |placed: &Placed<'_>| {
        let codes = placed.risks.iter().map(|risk| risk.written_in(placed.source()));
        codes.collect::<Vec<_>>().join(", ")
    };
    let (name, here, before) = (&entry.entry.name, codes(entry), codes(first));
    let found =
        Diagnostic::new(Code::ConflictingListings, format!("`{name}` is labelled {here} here and {before} before"))
            .help("both are kept, each with its line; correct one upstream, or review the resource with a claim");
    entry.beside(found, first, &format!("labelled {before} here"))
}

/// Twice in one section is a slip; in two sections it may be meant.
fn repeated(entry: &Placed<'_>, first: &Placed<'_>) -> Diagnostic {
    let name = &entry.entry.name;
    let mut found =
        Diagnostic::new(Code::RepeatedAddress, format!("`{name}` is listed again")).help("keep one of the two entries");
    if entry.entry.section != first.entry.section {
        found.severity = Severity::Note;
        found.help = Some("fine where both sections are meant; else keep one of the two entries".to_owned());
    }
    entry.beside(found, first, "first here")
}

fn one_name(entry: &Placed<'_>, first: &Placed<'_>, things: &Things) -> Option<Diagnostic> {
    if entry.now == first.now || things.are_told_apart(&entry.now, &first.now) {
        return None;
    }
    let message = format!("`{}` names another address before", entry.entry.name);
    let found = Diagnostic::new(Code::NameWithTwoAddresses, message)
        .help("if they are two things, tell their names apart; if they are one, keep one entry");
    Some(entry.beside(found, first, "the other address"))
}

/// Whether two names have nothing in common, as far as they are written in one script. Initials count, and so does
/// being written together: `ART` and `Adversarial Robustness Toolbox`, `NB Defense` and `nbdefense`.
fn share_no_word(one: &str, other: &str) -> bool {
    let (one, other) = (folded_name(one), folded_name(other));
    if one.is_empty() || other.is_empty() || has_han(&one) != has_han(&other) {
        return false;
    }
    if has_han(&one) {
        return !one.chars().any(|c| c != ' ' && other.contains(c));
    }
    let together = |name: &str| name.replace(' ', "");
    let initials = |name: &str| name.split(' ').filter_map(|word| word.chars().next()).collect::<String>();
    let has_word = |name: &str, word: &str| name.split(' ').any(|known| known == word);
    let holds = |a: &str, b: &str| {
        together(a).contains(&together(b))
            || has_word(a, &initials(b))
            || b.split(' ').any(|word| has_word(a, word) || word.len() > 3 && together(a).contains(word))
    };
    !holds(&one, &other) && !holds(&other, &one)
}
