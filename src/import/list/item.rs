//! Grammars of list items: how an item names one thing.
//!
//! One [`Item`] goes in, a [`Reading`] comes out: a draft of an entry, the name of a group, or
//! why it is neither. It does not look at neighbours beyond "has items below".

use super::document::Item;
use super::draft::{Draft, DraftLink};
use super::inline::{Inline, Link, Run, hidden_character, span_of, text_of};
use super::link_role;
use super::plain_text::{ends_as_label, has_year, leading_note, starts_with_dash, trailing_parenthesis};
use super::web_address::{self, Address};
use crate::catalog::WrittenLink;

/// What an item is.
#[derive(Debug)]
pub(super) enum Reading {
    /// It names one thing.
    Entry(Draft),
    /// It is the name of the items below it.
    Group(String),
    /// It looks like an entry but is not read as one.
    Lookalike(Lookalike),
    /// It is neither: text, an image, or a link within the page.
    Prose,
}

/// Why an item is not an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lookalike {
    /// Its link leads to a file beside the list.
    FileBesideList,
    /// Its link stands inside a sentence.
    LinkInSentence,
    /// A colon follows a title without a link.
    ColonAfterTitle,
}

/// One way of writing an entry.
type Grammar = fn(&Item<'_>) -> Option<Draft>;

/// Tried in this order; the first that fits reads the item.
const GRAMMARS: [Grammar; 3] = [link_first, label_then_link, set_off_title];

/// A label before a link is short.
const MAX_LABEL_CHARS: usize = 40;

/// Reads an item. O(length).
pub(super) fn read(item: &Item<'_>) -> Reading {
    let has_link = item.content.is_linked();
    if item.content.is_blank() || points_into_page(item) {
        return Reading::Prose;
    }
    if item.has_children && !has_link {
        match described_title(item) {
            None => return Reading::Group(item.content.text()),
            Some(title) if item.lists => return Reading::Group(text_of(title)),
            Some(_) => {}
        }
    }
    if leads_to_file(item) {
        return Reading::Lookalike(Lookalike::FileBesideList);
    }
    if let Some(draft) = GRAMMARS.iter().find_map(|grammar| grammar(item)) {
        return Reading::Entry(draft);
    }
    let (title, rest) = set_off_runs(&item.content.runs);
    if item.content.runs.iter().any(|run| run.link.is_some()) {
        Reading::Lookalike(Lookalike::LinkInSentence)
    } else if !title.is_empty() && text_of(rest).trim_start().starts_with([':', '：']) {
        Reading::Lookalike(Lookalike::ColonAfterTitle)
    } else {
        Reading::Prose
    }
}

/// `[Name](url) – description`, also with emoji or a date before the link.
fn link_first(item: &Item<'_>) -> Option<Draft> {
    let parts = around_link(item)?;
    let comes_first = !text_of(parts.before).contains(char::is_alphabetic);
    comes_first.then(|| drafted(item, parts.linked, Some(parts.link), parts.after))
}

/// `Label: [Name](url) – description`, `` `command` - [Name](url) `` or `Name: [link](url)`.
fn label_then_link(item: &Item<'_>) -> Option<Draft> {
    let parts = around_link(item)?;
    let label = text_of(parts.before);
    let is_label = ends_as_label(&label) && label.trim().chars().count() <= MAX_LABEL_CHARS;
    if !is_label {
        return None;
    }
    let link_text = text_of(parts.linked);
    if link_role::is_generic(&link_text) || link_text.contains("://") {
        return Some(drafted(item, parts.before, Some(parts.link), parts.after));
    }
    let draft = drafted(item, parts.linked, Some(parts.link), parts.after);
    Some(Draft { note: draft.note.or(Some(label)), ..draft })
}

/// `*Title*（note） – description` or `**Title**`, with or without a link later on.
fn set_off_title(item: &Item<'_>) -> Option<Draft> {
    let (title, after) = set_off_runs(&item.content.runs);
    if title.is_empty() || ends_as_label(&text_of(title)) {
        return None;
    }
    let rest = text_of(after);
    let (_, after_note) = leading_note(&rest);
    // Links after a dash belong to the description.
    let is_described = starts_with_dash(after_note);
    let link = item.content.hyperlinks().next().map(|(at, _)| at).filter(|_| !is_described);
    let is_linked = link.is_some() && !after_note.starts_with([':', '：']);
    if !(after_note.trim().is_empty() || is_described || is_linked) {
        return None;
    }
    let mut draft = drafted(item, title, link, after);
    if draft.links.is_empty()
        && let Some((bare, note)) = trailing_parenthesis(&draft.name).filter(|(_, note)| has_year(note))
    {
        (draft.name, draft.note) = (bare.to_owned(), Some(note.to_owned()));
    }
    Some(draft)
}

/// A draft with `link` as its address, and what follows as note and description.
fn drafted(item: &Item<'_>, named: &[Run<'_>], link: Option<usize>, after: &[Run<'_>]) -> Draft {
    let links = candidates(item, link);
    let rest = without_generic_links(item, after);
    let (note, after_note) = leading_note(&rest);
    // A parenthesis is a remark only before a description or after a title; elsewhere it is the description.
    let (note, description) = match note {
        Some(note) if after_note.trim().is_empty() && !links.is_empty() => (None, note),
        Some(note) if after_note.trim().is_empty() || starts_with_dash(after_note) => {
            (Some(note), after_note.to_owned())
        }
        _ => (None, rest),
    };
    let nameless_span = link.and_then(|link| item.content.links.get(link)).map_or(item.span, |link| link.span);
    Draft {
        name: text_of(named),
        name_span: span_of(named).unwrap_or(nameless_span),
        links,
        description,
        note,
        hidden: hidden_character(&item.content.runs),
        codes: Vec::new(),
        column: None,
        span: item.span,
    }
}

/// Links that may be the address: `link`, then those that say no more than "code" or show a badge.
fn candidates(item: &Item<'_>, link: Option<usize>) -> Vec<DraftLink> {
    let texts = item.content.link_texts();
    let others = item.content.hyperlinks().map(|(at, _)| at).filter(|&at| Some(at) != link);
    let others = others.filter(|&at| texts.get(at).is_some_and(|text| text.is_empty() || link_role::is_generic(text)));
    let text = |at: usize| texts.get(at).map_or("", String::as_str);
    link.into_iter().chain(others).filter_map(|at| drafted_link(&item.content, 0, at, text(at))).collect()
}

/// Text of the runs without links such as `[code](url)` and the brackets left around them.
fn without_generic_links(item: &Item<'_>, runs: &[Run<'_>]) -> String {
    let is_kept = |run: &&Run<'_>| run.link.is_none() || !link_role::is_generic(&run.text);
    let text: String = runs.iter().filter(is_kept).map(|run| run.text.as_ref()).collect();
    if item.content.hyperlinks().nth(1).is_some() { text.replace("[]", "").replace("【】", "") } else { text }
}

/// A link of a draft; `text` is what it shows.
pub(super) fn drafted_link(content: &Inline<'_>, cell: usize, index: usize, text: &str) -> Option<DraftLink> {
    let link = content.links.get(index)?;
    let written = WrittenLink { text: link.target.clone().into_owned(), span: link.span, target: None };
    Some(DraftLink { cell, index, role: link_role::role(text, &written.text), written })
}

/// An item's text, cut at its first link that has text, or that has neither text nor image.
struct AroundLink<'i, 'a> {
    before: &'i [Run<'a>],
    linked: &'i [Run<'a>],
    after: &'i [Run<'a>],
    link: usize,
}

fn around_link<'i, 'a>(item: &'i Item<'a>) -> Option<AroundLink<'i, 'a>> {
    let runs = item.content.runs.as_slice();
    let Some((start, link)) = runs.iter().enumerate().find_map(|(at, run)| Some((at, run.link?))) else {
        let link = item.content.hyperlinks().find(|(_, link)| link.image().is_none())?.0;
        let place = item.content.links.get(link)?.span.start;
        let (before, after) = runs.split_at(runs.partition_point(|run| run.span.start < place));
        return Some(AroundLink { before, linked: &[], after, link });
    };
    let (before, from_link) = runs.split_at(start);
    let length = from_link.iter().take_while(|run| run.link == Some(link)).count();
    let (linked, after) = from_link.split_at(length);
    Some(AroundLink { before, linked, after, link })
}

/// The leading runs in bold or italics, and what follows them; emoji before them are skipped.
fn set_off_runs<'i, 'a>(runs: &'i [Run<'a>]) -> (&'i [Run<'a>], &'i [Run<'a>]) {
    let start = runs.iter().position(|run| run.text.contains(char::is_alphanumeric)).unwrap_or(runs.len());
    let (_, runs) = runs.split_at(start);
    let length = runs.iter().take_while(|run| run.style.is_set_off() && run.link.is_none()).count();
    runs.split_at(length)
}

/// A title with a description after it: an entry even with items below, unless they list something themselves.
fn described_title<'i, 'a>(item: &'i Item<'a>) -> Option<&'i [Run<'a>]> {
    let (title, rest) = set_off_runs(&item.content.runs);
    let rest = text_of(rest);
    let (_, after_note) = leading_note(&rest);
    (!title.is_empty() && starts_with_dash(after_note)).then_some(title)
}

/// True when every link points into the page, as in a table of contents.
fn points_into_page(item: &Item<'_>) -> bool {
    let is_anchor = |(_, link): (usize, &Link<'_>)| web_address::classify(&link.target) == Address::Anchor;
    item.content.is_linked() && item.content.hyperlinks().all(is_anchor)
}

/// True when the first link names a file beside the list and no other leads to the web.
fn leads_to_file(item: &Item<'_>) -> bool {
    let mut links = item.content.hyperlinks().map(|(_, link)| web_address::classify(&link.target));
    links.next() == Some(Address::Relative) && !links.any(|address| address == Address::Web)
}
