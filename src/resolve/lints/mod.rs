//! Entries that do not fit one another or what was reviewed: resolved entries in, findings out.
//!
//! Each finding names both places. Nothing is changed: which of the two is meant, only a person can tell.

mod addresses;
mod labels;
mod moved;
mod repeated;
mod topics;
mod unlike;

use super::folded_name;
use super::things::Things;
use crate::catalog::{Catalog, Entry, ImportedList, ResourceKey, RiskKey, TopicWord};
use crate::diagnostic::{Code, Diagnostic, Noticed, Severity};
use crate::source::Span;
use crate::vocab::canonical_url;
use url::Url;

/// Why an address is not mended although it is known what to write.
const NOT_TO_THE_LETTER: &str = "the address stands in a definition, or is written with entities or escapes";

/// An entry and what it resolves to.
pub(super) struct Placed<'a> {
    pub(super) list: &'a ImportedList,
    pub(super) entry: &'a Entry,
    /// Its address, where it has one.
    pub(super) url: Option<Box<Url>>,
    /// The key of its address or title as written.
    pub(super) written: ResourceKey,
    /// The key of its resource.
    pub(super) now: ResourceKey,
    /// The risks it is labelled with.
    pub(super) risks: Vec<RiskKey>,
}

impl Placed<'_> {
    fn source(&self) -> &str {
        self.list.source.as_str()
    }

    /// The narrowest place that stands for the entry: its target, its link, or its name.
    fn span(&self) -> Span {
        self.entry.link.as_ref().map_or(self.entry.name_span, |link| link.target.unwrap_or(link.span))
    }

    /// The address as typed.
    fn address(&self) -> Option<&str> {
        self.entry.link.as_ref().map(|link| link.text.as_str())
    }

    /// Whether it is another part of one video than an earlier entry: by another name, from another second on. One
    /// address is the key of both.
    fn is_other_part(&self, earlier: &Self) -> bool {
        self.start_of_video() != earlier.start_of_video()
            && folded_name(&self.entry.name) != folded_name(&earlier.entry.name)
    }

    /// The second from which its address plays a video, if it is one.
    fn start_of_video(&self) -> Option<u64> {
        self.url.as_deref().and_then(canonical_url::start_of_video)
    }

    /// The finding at this entry, beside an earlier one.
    fn beside(&self, found: Diagnostic, earlier: &Self, label: &str) -> Diagnostic {
        found.at(self.source(), self.span()).related(earlier.source(), earlier.span(), label)
    }

    /// Adds the finding at this entry that `make` makes, which is so severe; asked only while there are not too many.
    fn notice(&self, noticed: &mut Noticed, code: Code, severity: Severity, make: impl FnOnce() -> Diagnostic) {
        noticed.push_made_as(code, severity, self.source(), self.span().into(), make);
    }
}

/// Adds what is odd about entries beside others; of the catalog, claims and lists are known. O(n log n) in entries,
/// claims and decisions.
pub(super) fn check(
    placed: &[Placed<'_>],
    lists: &[ImportedList],
    things: &Things,
    catalog: &Catalog,
    topics: &[TopicWord],
    noticed: &mut Noticed,
) {
    let mut placed: Vec<&Placed<'_>> = placed.iter().collect();
    placed.sort_by(|a, b| (a.source(), a.entry.span).cmp(&(b.source(), b.entry.span)));
    moved::check(&placed, lists, things, noticed);
    let is_slip = repeated::check(&placed, things, noticed);
    addresses::check(&placed, &is_slip, noticed);
    labels::check(&placed, catalog, topics, noticed);
}
