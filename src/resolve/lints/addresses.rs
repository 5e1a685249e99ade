//! Addresses that say where a click came from, or that are written otherwise elsewhere.

use super::{NOT_TO_THE_LETTER, Placed};
use crate::catalog::ResourceKey;
use crate::diagnostic::{Code, Diagnostic, Noticed};
use crate::vocab::canonical_url::{tracking_parts, without_tracking};
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use std::ops::Range;
use std::ptr;

/// `is_slip` says of each entry whether it is told already to be one too many: how its address is written is no slip
/// besides.
pub(super) fn check(placed: &[&Placed<'_>], is_slip: &[bool], noticed: &mut Noticed) {
    noticed.extend(placed.iter().copied().filter_map(tracking));
    variants(placed, is_slip, noticed);
}

/// A target with parameters that only say where a click came from.
fn tracking(entry: &Placed<'_>) -> Option<Diagnostic> {
    let link = entry.entry.link.as_ref().filter(|_| entry.url.is_some())?;
    let parts = tracking_parts(&link.text);
    if parts.is_empty() {
        return None;
    }
    let message = format!("the address of `{}` says where a click came from", entry.entry.name);
    let found = Diagnostic::new(Code::TrackingParameters, message)
        .help(format!("write {}", without_tracking(&link.text)))
        .at(entry.source(), entry.span());
    Some(match link.target {
        Some(target) => {
            let inside = |part: Range<usize>| target.start + part.start..target.start + part.end;
            parts.into_iter().fold(found, |found, part| found.fix(inside(part), ""))
        }
        None => found.by_hand(NOT_TO_THE_LETTER),
    })
}

/// Other spellings of an address that is listed already; `http` where `https` is listed anywhere.
fn variants(placed: &[&Placed<'_>], is_slip: &[bool], noticed: &mut Noticed) {
    let mut secure: HashMap<&ResourceKey, &Placed<'_>, RandomState> = HashMap::default();
    for entry in placed.iter().filter(|entry| has_scheme(entry, "https")) {
        secure.entry(&entry.written).or_insert(entry);
    }
    let mut first: HashMap<(&str, &ResourceKey), &Placed<'_>, RandomState> = HashMap::default();
    for (entry, is_slip) in placed.iter().zip(is_slip).filter(|(entry, _)| entry.url.is_some()) {
        let earlier = *first.entry((entry.source(), &entry.written)).or_insert(entry);
        if has_scheme(entry, "http")
            && let Some(other) = secure.get(&entry.written)
        {
            let message = format!("`{}` is linked by http, and by https elsewhere", entry.entry.name);
            let found_here = Diagnostic::new(Code::InsecureAddress, message).help("write the https address");
            noticed.push(entry.beside(found_here, other, "by https here"));
        }
        if !is_slip
            && !ptr::eq(*entry, earlier)
            && !entry.is_other_part(earlier)
            && entry.address() != earlier.address()
            && let (Some(one), Some(other)) = (spelling(entry), spelling(earlier))
            && one != other
        {
            let message = format!("`{}` is linked by another spelling of its address before", entry.entry.name);
            let help = "write one address one way: other tools take two spellings for two things";
            let found_here = Diagnostic::new(Code::AddressVariant, message).help(help);
            noticed.push(entry.beside(found_here, earlier, "first here"));
        }
    }
}

fn has_scheme(entry: &Placed<'_>, scheme: &str) -> bool {
    entry.url.as_ref().is_some_and(|url| url.scheme() == scheme)
}

/// The typed address without its scheme and without tracking: those have findings of their own.
fn spelling(entry: &Placed<'_>) -> Option<String> {
    let typed = without_tracking(entry.address()?.trim());
    Some(typed.split_once("://").map_or(typed.as_str(), |(_, rest)| rest).to_owned())
}
