//! Links into the page against its headings: missing sections, anchors that are nearly right,
//! sections the contents leave out and entries they repeat.

use super::Findings;
use super::github_slug::letters;
use super::outline::{self, Heading, Outline, PageLink};
use crate::diagnostic::{Code, Diagnostic};
use crate::import::list::plain_text;
use crate::import::list::plain_text::shown;
use crate::import::list::section::is_about_the_list;
use crate::source::{SourceText, Span};
use crate::vocab::nearest;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Anchors that GitHub's own page has around every list.
const ANCHORS_OF_THE_SITE: [&str; 6] =
    ["", "top", "readme", "start-of-content", "js-repo-pjax-container", "repository-container-header"];

/// What GitHub's sanitizer puts before every anchor, so that links with and without it work.
const PREFIX_OF_THE_SITE: &str = "user-content-";

/// How many links without a section are compared with headings, and with how many: each costs the square of
/// its letters.
const MAX_GUESSES: usize = 50;
const MAX_COMPARED_HEADINGS: usize = 300;
const MAX_LETTERS: usize = 100;

/// Where a link into the page leads.
enum Destination {
    /// To a heading, by its index, or to an anchor of its own.
    There(Option<usize>),
    /// To nothing, but these headings differ in case or punctuation only.
    Near(Vec<usize>),
    /// To nothing; the heading that is most like it.
    Nowhere(Option<usize>),
}

pub(super) fn check(outline: &Outline<'_>, found: &mut Findings<'_>) {
    // Without a link into the page nothing is looked up.
    let mut anchors = Anchors::of(outline, if outline.links.is_empty() { &[] } else { &outline.headings });
    let mut named = BTreeSet::new();
    let mut seen: BTreeMap<(usize, usize), Span> = BTreeMap::new();
    for link in &outline.links {
        let destination = anchors.destination(&link.fragment);
        named.extend(destination.heading());
        match &destination {
            Destination::There(_) => {}
            Destination::Near(candidates) => inexact(link, candidates, outline, found),
            Destination::Nowhere(nearest) => missing(link, *nearest, outline, found),
        }
        if let (Some(list), Destination::There(Some(heading))) = (contents_of(link, outline), &destination) {
            match seen.get(&(list, *heading)) {
                Some(&first) => repeated(link, first, found),
                None => drop(seen.insert((list, *heading), link.span)),
            }
        }
    }
    unlisted(outline, &named, found);
}

/// An anchor that links of other texts name and a text does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingAnchor {
    /// The anchor and the bytes of the heading that is most like it, if one is near enough to be meant.
    pub near: Option<(String, Span)>,
}

/// Looks up anchors that links of other texts name, without `#`: for each in turn, `None` where the text has it.
///
/// An anchor is that of a heading, as GitHub makes it, or stands in an `id` or `name`. O(length of text and anchors).
///
/// ```
/// use aisec_graph::import;
/// use aisec_graph::source::{SourceId, SourceText};
/// let talks = SourceText::new(SourceId::new("talks")?, "talks.md", "# Talks\n\n## At Home\n".to_owned());
/// let missing = import::missing_anchors(&talks, ["at-home", "at-hom"]);
/// assert_eq!(missing[0], None);
/// assert_eq!(missing[1].as_ref().and_then(|missing| Some(missing.near.as_ref()?.0.as_str())), Some("at-home"));
/// # Ok::<(), aisec_graph::source::SourceIdError>(())
/// ```
pub fn missing_anchors<'f>(
    source: &SourceText,
    anchors: impl IntoIterator<Item = &'f str>,
) -> Vec<Option<MissingAnchor>> {
    let outline = outline::read(source.text());
    let mut known = Anchors::of(&outline, &outline.headings);
    let missing = anchors.into_iter().map(|anchor| {
        let destination = known.destination(anchor);
        let is_there = matches!(destination, Destination::There(_));
        let near = destination.heading().and_then(|index| heading(index, &outline));
        (!is_there).then(|| MissingAnchor { near: near.map(|heading| (heading.anchor(), heading.span)) })
    });
    missing.collect()
}

/// The contents a link stands in.
fn contents_of(link: &PageLink<'_>, outline: &Outline<'_>) -> Option<usize> {
    link.list.filter(|&list| outline.lists.get(list).is_some_and(|list| list.is_contents()))
}

impl Destination {
    /// The heading that is meant, as far as one can tell.
    fn heading(&self) -> Option<usize> {
        match self {
            Self::There(heading) | Self::Nowhere(heading) => *heading,
            Self::Near(candidates) => candidates.first().copied(),
        }
    }
}

/// The anchors of a page, to be looked up.
struct Anchors<'o> {
    outline: &'o Outline<'o>,
    exact: BTreeMap<String, usize>,
    by_letters: BTreeMap<String, Vec<usize>>,
    guesses: usize,
}

impl<'o> Anchors<'o> {
    fn of(outline: &'o Outline<'o>, headings: &'o [Heading]) -> Self {
        let mut exact = BTreeMap::new();
        let mut by_letters: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, heading) in headings.iter().enumerate() {
            let anchor = heading.anchor();
            by_letters.entry(letters(&anchor)).or_default().push(index);
            exact.entry(anchor).or_insert(index);
        }
        Self { outline, exact, by_letters, guesses: 0 }
    }

    fn destination(&mut self, fragment: &str) -> Destination {
        let decoded = percent_decode_str(fragment).decode_utf8().unwrap_or(Cow::Borrowed(fragment));
        let anchor = decoded.strip_prefix(PREFIX_OF_THE_SITE).unwrap_or(&decoded);
        if let Some(&heading) = self.exact.get(anchor) {
            return Destination::There(Some(heading));
        }
        let is_text_fragment = anchor.contains(":~:");
        if ANCHORS_OF_THE_SITE.contains(&anchor) || is_text_fragment || self.outline.explicit_anchors.contains(anchor) {
            return Destination::There(None);
        }
        let letters = letters(anchor);
        match self.by_letters.get(&letters).filter(|_| !letters.is_empty()) {
            Some(headings) => Destination::Near(headings.clone()),
            None => Destination::Nowhere(self.nearest(&letters)),
        }
    }

    /// The heading spelled most like these letters, if any is near enough to be meant.
    fn nearest(&mut self, letters: &str) -> Option<usize> {
        self.guesses += 1;
        if self.guesses > MAX_GUESSES || letters.len() > MAX_LETTERS {
            return None;
        }
        let headings = self.by_letters.keys().map(String::as_str).filter(|other| other.len() <= MAX_LETTERS);
        let nearest = nearest(letters, headings.take(MAX_COMPARED_HEADINGS))?;
        self.by_letters.get(nearest)?.first().copied()
    }
}

fn heading<'o>(index: usize, outline: &'o Outline<'_>) -> Option<&'o Heading<'o>> {
    outline.headings.get(index)
}

fn label(link: &PageLink<'_>, source: &SourceText) -> String {
    shown(source.text().get(link.label.start..link.label.end).unwrap_or_default())
}

fn inexact(link: &PageLink<'_>, candidates: &[usize], outline: &Outline<'_>, found: &mut Findings<'_>) {
    found.add(Code::InexactAnchor, link.span, |source| {
        let message =
            format!("no section has the anchor `#{}`; one differs only in case or punctuation", shown(&link.fragment));
        let mut finding = Diagnostic::new(Code::InexactAnchor, message);
        let headings: Vec<&Heading<'_>> =
            candidates.iter().filter_map(|&index| heading(index, outline)).take(5).collect();
        for heading in &headings {
            let label = format!("the anchor of this heading is `#{}`", shown(&heading.anchor()));
            finding = finding.related(source.id().as_str(), heading.span, label);
        }
        match headings.as_slice() {
            [only] => {
                if let Some(at) = link.written_at {
                    finding = finding.fix(at..at + link.fragment.len(), only.anchor());
                }
                finding.help(format!("write `#{}`", shown(&only.anchor())))
            }
            _ => finding.help("write the anchor of the section you mean"),
        }
    });
}

fn missing(link: &PageLink<'_>, nearest: Option<usize>, outline: &Outline<'_>, found: &mut Findings<'_>) {
    let is_contents = contents_of(link, outline).is_some();
    found.add(Code::MissingSection, link.span, |source| {
        let message = if is_contents {
            format!("the contents name `{}`; no section has that heading", label(link, source))
        } else {
            format!("no section has the anchor `#{}`", shown(&link.fragment))
        };
        let finding = Diagnostic::new(Code::MissingSection, message);
        match nearest.and_then(|index| heading(index, outline)) {
            Some(heading) => finding
                .related(source.id().as_str(), heading.span, "did you mean this section?")
                .help(format!("link to `#{}`, or give the section that heading", shown(&heading.anchor()))),
            None if is_contents => finding.help("add the section, or take the entry out of the contents"),
            None => finding.help("add the section, or mend the link"),
        }
    });
}

fn repeated(link: &PageLink<'_>, first: Span, found: &mut Findings<'_>) {
    found.add(Code::RepeatedContentsEntry, link.span, |source| {
        Diagnostic::new(Code::RepeatedContentsEntry, format!("the contents name `{}` twice", label(link, source)))
            .related(source.id().as_str(), first, "first here")
            .help("take one out; of two sections with the same heading, the second has an anchor that ends in `-1`")
    });
}

/// Headings after the contents that these leave out, of the levels they otherwise name.
fn unlisted(outline: &Outline<'_>, named: &BTreeSet<usize>, found: &mut Findings<'_>) {
    let lists = outline.lists.iter().enumerate().filter(|(_, list)| list.is_contents());
    let Some((contents, _)) = lists.max_by_key(|(index, list)| (list.page_links, std::cmp::Reverse(*index))) else {
        return;
    };
    let mut links = outline.links.iter().filter(|link| link.list == Some(contents));
    let Some(first) = links.next() else { return };
    let end = links.next_back().unwrap_or(first).span.end;
    let below = sections_below(outline, end);
    for level in 1..=6 {
        let of_level = || below.iter().copied().filter(|&(_, heading)| heading.level == level);
        let (named, left_out): (Vec<_>, Vec<_>) = of_level().partition(|(index, _)| named.contains(index));
        if named.len() <= left_out.len() {
            continue;
        }
        for (_, heading) in left_out {
            let message = format!("the contents leave out the section `{}`", shown(&heading.text));
            found.add(Code::UnlistedSection, heading.span, |source| {
                Diagnostic::new(Code::UnlistedSection, message)
                    .related(source.id().as_str(), first.span, "the contents start here")
                    .help(format!("add it, linked to `#{}`", shown(&heading.anchor())))
            });
        }
    }
}

/// Headings after a place with their indexes, but for those about the list and what is below them.
fn sections_below<'o>(outline: &'o Outline<'_>, place: usize) -> Vec<(usize, &'o Heading<'o>)> {
    let mut skipped_level = None;
    let mut kept = Vec::new();
    for (index, heading) in outline.headings.iter().enumerate().filter(|(_, heading)| heading.span.start > place) {
        if skipped_level.is_some_and(|level| heading.level > level) {
            continue;
        }
        skipped_level = is_about_the_list(&plain_text::heading(&heading.text)).then_some(heading.level);
        if skipped_level.is_none() && !heading.text.trim().is_empty() {
            kept.push((index, heading));
        }
    }
    kept
}
