//! Addresses that have moved, that say where a click came from, or that are written otherwise elsewhere.

use super::Placed;
use crate::catalog::ResourceKey;
use crate::diagnostic::{Code, Diagnostic, Noticed};
use crate::resolve::things::Things;
use crate::vocab::canonical_url::{self, without_tracking};
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) fn check(placed: &[Placed<'_>], things: &Things, noticed: &mut Noticed) {
    noticed.extend(placed.iter().filter_map(|entry| moved(entry, things)));
    noticed.extend(placed.iter().filter_map(tracking));
    variants(placed, noticed);
}

/// A listed address, or the repository it lies in, that has moved.
fn moved(entry: &Placed<'_>, things: &Things) -> Option<Diagnostic> {
    let (url, link) = (entry.url.as_ref()?, entry.entry.link.as_ref()?);
    let repository = canonical_url::repository_around(url);
    let around = || things.keys.address(repository.as_deref()?);
    let (key, is_part) = match things.moves.chain(&entry.written).next() {
        Some(_) if !things.moves.is_carried(&entry.written) => (entry.written.clone(), false),
        _ => (around()?, true),
    };
    let (_, _, row) = things.moves.chain(&key).last()?;
    let name = &entry.entry.name;
    let message = if is_part {
        format!("the repository that `{name}` lies in has moved to {}", row.to)
    } else {
        format!("`{name}` has moved to {}", row.to)
    };
    let found = Diagnostic::new(Code::MovedResource, message)
        .at(entry.source(), entry.span())
        .note(format!("evidence: {}", row.evidence));
    let mended = repository.and_then(|from| in_moved_repository(&link.text, &from, &row.to));
    Some(match (mended, link.target) {
        (Some(mended), target) => {
            let found = found.help(format!("write {}", mended.address));
            match target {
                Some(target) => {
                    let part = target.start + mended.part.start..target.start + mended.part.end;
                    found.fix(part, mended.replacement)
                }
                None => found,
            }
        }
        (None, _) if is_part => found.help(format!("look for it below {} and link to it there", row.to)),
        (None, _) => found.help(format!("write {}", row.to)),
    })
}

/// An address after its repository has moved to another place on the same host.
struct Mended {
    /// The whole address.
    address: String,
    /// Bytes of `OWNER/NAME` in the address as typed.
    part: Range<usize>,
    /// What stands there now.
    replacement: String,
}

/// The typed address of something in the repository `from` after it has moved to `to`; all but owner and name stays.
fn in_moved_repository(typed: &str, from: &str, to: &str) -> Option<Mended> {
    let to = canonical_url::repository(&canonical_url::parse(to)?)?;
    let (from_host, from_path) = from.split_once("://")?.1.split_once('/')?;
    let (to_host, to_path) = to.split_once("://")?.1.split_once('/')?;
    if from_host != to_host {
        return None;
    }
    let host = typed.find("://")? + "://".len();
    let path = host + typed.get(host..)?.find('/')? + "/".len();
    let part = path..path + from_path.len();
    let (before, after) = (typed.get(..path)?, typed.get(path..)?.strip_prefix(from_path)?);
    Some(Mended { address: format!("{before}{to_path}{after}"), part, replacement: to_path.to_owned() })
}

/// A target with parameters that only say where a click came from.
fn tracking(entry: &Placed<'_>) -> Option<Diagnostic> {
    let link = entry.entry.link.as_ref().filter(|_| entry.url.is_some())?;
    let clean = Some(without_tracking(&link.text)).filter(|clean| *clean != link.text)?;
    let message = format!("the address of `{}` says where a click came from", entry.entry.name);
    let found = Diagnostic::new(Code::TrackingParameters, message).help(format!("write {clean}"));
    let found = found.at(entry.source(), entry.span());
    Some(match link.target {
        Some(target) => found.fix(target, clean),
        None => found,
    })
}

/// Other spellings of an address that is listed already; `http` where `https` is listed anywhere.
fn variants(placed: &[Placed<'_>], noticed: &mut Noticed) {
    let mut secure: BTreeMap<&ResourceKey, &Placed<'_>> = BTreeMap::new();
    for entry in placed.iter().filter(|entry| has_scheme(entry, "https")) {
        secure.entry(&entry.written).or_insert(entry);
    }
    let mut first: BTreeMap<(&str, &ResourceKey), &Placed<'_>> = BTreeMap::new();
    for entry in placed.iter().filter(|entry| entry.url.is_some()) {
        let earlier = *first.entry((entry.source(), &entry.written)).or_insert(entry);
        if has_scheme(entry, "http")
            && let Some(other) = secure.get(&entry.written)
        {
            let message = format!("`{}` is linked by http, and by https elsewhere", entry.entry.name);
            let found_here = Diagnostic::new(Code::InsecureAddress, message).help("write the https address");
            noticed.push(entry.beside(found_here, other, "by https here"));
        }
        if let (Some(one), Some(other)) = (spelling(entry), spelling(earlier))
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
