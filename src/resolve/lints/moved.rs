//! Addresses that have moved: of entries, of their further links, and of repositories that badges show.

use super::{NOT_TO_THE_LETTER, Placed};
use crate::catalog::{ImportedList, LinkAccount, LinkClass, Move, WrittenLink};
use crate::diagnostic::{Code, Diagnostic, Noticed};
use crate::resolve::things::Things;
use crate::vocab::canonical_url;
use std::collections::BTreeSet;
use std::ops::Range;
use url::Url;

/// Services whose badges name a repository on GitHub as `/github/…/OWNER/NAME`, and any that is there.
const BADGE_SERVICES: [&str; 4] = ["img.shields.io", "shields.io", "badgen.net", "flat.badgen.net"];

/// Endings of a badge's address that are no part of the repository's name.
const PICTURE_ENDINGS: [&str; 4] = [".svg", ".png", ".json", ".git"];

/// Why a move that is no repository's is left to a person.
const ANOTHER_HOST: &str = "the new address is no repository on the same host";

/// Why a badge of a service that is not known is left to a person.
const UNKNOWN_SERVICE: &str = "the service of the badge may not know the new address";

pub(super) fn check(placed: &[&Placed<'_>], lists: &[ImportedList], things: &Things, noticed: &mut Noticed) {
    for entry in placed {
        noticed.extend(listed(entry, things));
        noticed.extend(entry.entry.further().filter_map(|further| beside(entry, &further.link, things)));
    }
    let owners = things.moves.owners();
    for list in lists {
        let shown = list.links.iter().filter(|link| matches!(link.class, LinkClass::Badge | LinkClass::Image));
        noticed.extend(shown.filter_map(|link| badge(list, link, &owners, things)));
    }
}

/// A listed address, or the repository it lies in, that has moved.
fn listed(entry: &Placed<'_>, things: &Things) -> Option<Diagnostic> {
    let (url, link) = (entry.url.as_ref()?, entry.entry.link.as_ref()?);
    let moved = Moved::of(url, things)?;
    let (name, to) = (&entry.entry.name, &moved.row.to);
    let message = match moved.repository {
        Some(_) => format!("the repository that `{name}` lies in has moved to {to}"),
        None => format!("`{name}` has moved to {to}"),
    };
    Some(moved.mended_in(link, message).at(entry.source(), entry.span()))
}

/// A further link of an entry that has moved.
fn beside(entry: &Placed<'_>, link: &WrittenLink, things: &Things) -> Option<Diagnostic> {
    let moved = Moved::of(&canonical_url::parse(&link.text)?, things)?;
    let message = format!("a link of `{}` leads to what has moved to {}", entry.entry.name, moved.row.to);
    Some(moved.mended_in(link, message).at(entry.source(), link.target.unwrap_or(link.span)))
}

/// A badge, or the link around one, that names a repository that has moved.
fn badge(list: &ImportedList, link: &LinkAccount, owners: &BTreeSet<String>, things: &Things) -> Option<Diagnostic> {
    let target = list.target(link);
    let url = canonical_url::parse(target)?;
    let (row, mended) = match Moved::of(&url, things) {
        Some(moved) => (moved.row, moved.mended(target).map(|mended| mended.address).ok_or(ANOTHER_HOST)),
        None => shown(&url, target, owners, things)?,
    };
    let message = format!("this badge names a repository that has moved to {}", row.to);
    let found = Diagnostic::new(Code::MovedResource, message)
        .at(list.source.as_str(), link.span)
        .note(format!("evidence: {}", row.evidence));
    Some(match mended {
        Ok(address) => found.help(format!("write {address}")).rewrite(target, address),
        Err(why) => found.help("look how the badge is made, and let it show the new address").by_hand(why),
    })
}

/// The move of the repository that a badge shows, and the badge's address with the new name, or why there is none.
fn shown<'t>(
    url: &Url,
    typed: &str,
    owners: &BTreeSet<String>,
    things: &'t Things,
) -> Option<(&'t Move, Result<String, &'static str>)> {
    let parts = path_parts(typed);
    let text = |part: &Range<usize>| typed.get(part.clone()).unwrap_or_default();
    for pair in parts.windows(2) {
        let [owner, name] = pair else { continue };
        if !owners.contains(&text(owner).to_ascii_lowercase()) {
            continue;
        }
        let stem = PICTURE_ENDINGS.iter().find_map(|ending| text(name).strip_suffix(ending)).unwrap_or(text(name));
        let named = canonical_url::parse(&format!("https://github.com/{}/{stem}", text(owner)));
        let Some(moved) = named.and_then(|named| Moved::of(&named, things)) else { continue };
        let is_known = url.host_str().is_some_and(|host| BADGE_SERVICES.contains(&host))
            && parts.first().is_some_and(|first| text(first) == "github");
        let to = canonical_url::parse(&moved.row.to).and_then(|to| canonical_url::repository(&to));
        let to = to.as_deref().and_then(|to| to.strip_prefix("https://github.com/")).filter(|_| is_known);
        let before = typed.get(..owner.start).unwrap_or_default();
        let after = typed.get(name.start + stem.len()..).unwrap_or_default();
        return Some((moved.row, to.map(|to| format!("{before}{to}{after}")).ok_or(UNKNOWN_SERVICE)));
    }
    None
}

/// Bytes of the parts of the path of an address as typed.
fn path_parts(typed: &str) -> Vec<Range<usize>> {
    let start = typed.find("://").map_or(0, |at| at + "://".len());
    let end = typed.find(['?', '#']).unwrap_or(typed.len());
    let mut at = start;
    let parts = typed.get(start..end).unwrap_or_default().split('/').map(|part| {
        let here = at..at + part.len();
        at += part.len() + 1;
        here
    });
    parts.skip(1).collect()
}

/// The last move of an address, or of the repository around it.
struct Moved<'t> {
    row: &'t Move,
    /// The repository around the address as typed, where that moved.
    repository: Option<String>,
    /// The same, whether it moved or is only around.
    around: Option<String>,
}

impl<'t> Moved<'t> {
    fn of(url: &Url, things: &'t Things) -> Option<Self> {
        let around = canonical_url::repository_around(url);
        let written = things.keys.url(url);
        let is_itself = things.moves.chain(&written).next().is_some() && !things.moves.is_carried(&written);
        let key = if is_itself { written } else { things.keys.address(around.as_deref()?)? };
        let row = things.moves.last(&key)?;
        Some(Self { row, repository: around.clone().filter(|_| !is_itself), around })
    }

    /// The typed address after the move, where that is one of a repository to another place on the same host.
    fn mended(&self, typed: &str) -> Option<Mended> {
        in_moved_repository(typed, self.around.as_deref()?, &self.row.to)
    }

    /// What was found at a link, with its edit.
    fn mended_in(&self, link: &WrittenLink, message: String) -> Diagnostic {
        let (to, evidence) = (&self.row.to, &self.row.evidence);
        let found = Diagnostic::new(Code::MovedResource, message).note(format!("evidence: {evidence}"));
        match (self.mended(&link.text), link.target) {
            (Some(mended), Some(target)) => {
                let part = target.start + mended.part.start..target.start + mended.part.end;
                found.help(format!("write {}", mended.address)).fix(part, mended.replacement)
            }
            (Some(mended), None) => found.help(format!("write {}", mended.address)).by_hand(NOT_TO_THE_LETTER),
            (None, _) if self.repository.is_some() => {
                found.help(format!("look for it below {to} and link to it there")).by_hand(ANOTHER_HOST)
            }
            (None, _) => found.help(format!("write {to}")).by_hand(ANOTHER_HOST),
        }
    }
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
