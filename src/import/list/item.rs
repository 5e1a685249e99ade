//! Grammars of entries: how a text names one thing.
//!
//! The text of an item, a summary or a paragraph goes in, a [`Reading`] comes out: a draft of an
//! entry, the name of a group, or why it is neither. It does not look at neighbours beyond "has
//! items below".

use super::beside::listed_beside;
use super::document::{Heading, Item, Paragraph};
use super::draft::{Draft, DraftLink};
use super::inline::{FEW, Form, Inline, Link, Run, hidden_character, joined, span_of, text_of};
use super::plain_text::{
    ends_as_label, has_year, leading_note, starts_with_colon, starts_with_dash, trailing_parenthesis,
};
use super::web_address::{self, Address};
use super::without_links::{in_brackets, leads_on, without_brackets_left, without_links};
use super::{facts, field, inline, plain_text, title_first, venue};
use crate::catalog::Facts;
use crate::source::Span;
use crate::vocab::is_generic;
use smallvec::SmallVec;
use std::borrow::Cow;

/// A text that may name something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'i, 'a> {
    /// The text.
    pub(super) content: &'i Inline<'a>,
    /// True when items stand below it.
    pub(super) has_children: bool,
    /// True when one of them names something and links to it.
    pub(super) lists: bool,
    /// True where the section says what it lists, as `Tools` does: a colon after a title describes there.
    pub(super) announced: bool,
    /// Its bytes.
    pub(super) span: Span,
}

impl<'i, 'a> From<&'i Item<'a>> for Text<'i, 'a> {
    fn from(item: &'i Item<'a>) -> Self {
        let Item { content, has_children, lists, span, .. } = item;
        Self { content, has_children: *has_children, lists: *lists, announced: false, span: *span }
    }
}

impl<'i, 'a> From<&'i Paragraph<'a>> for Text<'i, 'a> {
    fn from(paragraph: &'i Paragraph<'a>) -> Self {
        Self::of(&paragraph.content)
    }
}

impl<'i, 'a> Text<'i, 'a> {
    /// A text outside items.
    fn of(content: &'i Inline<'a>) -> Self {
        let span = content.span().unwrap_or(Span::new(0, 0));
        Self { content, has_children: false, lists: false, announced: false, span }
    }
}

/// What a text is.
#[derive(Debug)]
pub(super) enum Reading<'i> {
    /// It names one thing.
    Entry(Draft<'i>),
    /// It links to a part of something named above it, as `[GitHub](url)` below a title does.
    Part(Draft<'i>),
    /// It is the name of the items below it.
    Group(Cow<'i, str>),
    /// It looks like an entry but is not read as one.
    Lookalike(Lookalike),
    /// It is neither: text, an image, or a link within the page.
    Prose,
}

/// Why a text is not an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lookalike {
    /// Its link leads to a Markdown file beside the list.
    ListBesideList,
    /// Its link leads to another file beside the list.
    FileBesideList,
    /// It is a link right beside that of an entry.
    BesideEntry,
    /// Its link stands inside a sentence.
    LinkInSentence,
    /// A colon follows a title without a link.
    ColonAfterTitle,
    /// It is a heading that links to something, and other things are listed below it.
    AboveEntries,
}

impl Lookalike {
    /// What leads to a file beside the list.
    pub(super) fn leading_to(file: &str) -> Self {
        if web_address::is_markdown_file(file) { Self::ListBesideList } else { Self::FileBesideList }
    }
}

/// One way of writing an entry.
type Grammar = for<'i> fn(Text<'i, '_>) -> Option<Draft<'i>>;

/// Tried in this order; the first that fits reads the text.
const GRAMMARS: [Grammar; 4] = [link_first, label_then_link, set_off_title, title_first::read];

/// Headings from this level on may be the title of an entry; those above are sections.
pub(super) const LEVEL_OF_ENTRIES: u8 = 3;

/// A label before a link is short.
const MAX_LABEL_CHARS: usize = 40;

/// Reads a text. O(length).
pub(super) fn read<'i>(text: Text<'i, '_>) -> Reading<'i> {
    let has_link = text.content.is_linked();
    if text.content.is_blank() || points_into_page(text) {
        return Reading::Prose;
    }
    if text.has_children && !has_link {
        match described_title(text) {
            None => return Reading::Group(text.content.text()),
            Some(title) if text.lists => return Reading::Group(text_of(title)),
            Some(_) => {}
        }
    }
    if let Some(target) = file_led_to(text) {
        return Reading::Lookalike(Lookalike::leading_to(target));
    }
    if let Some(draft) = title_behind_link(text) {
        return Reading::Entry(draft);
    }
    if let Some(draft) = part(text) {
        return Reading::Part(draft);
    }
    if let Some(draft) = GRAMMARS.iter().find_map(|grammar| grammar(text)) {
        return Reading::Entry(draft);
    }
    let (title, rest) = set_off_runs(&text.content.runs);
    if text.content.runs.iter().any(|run| run.link.is_some()) {
        Reading::Lookalike(Lookalike::LinkInSentence)
    } else if !title.is_empty() && starts_with_colon(leading_note(&text_of(rest)).1) {
        Reading::Lookalike(Lookalike::ColonAfterTitle)
    } else {
        Reading::Prose
    }
}

/// The entry a paragraph outside lists names: one that starts with a link to the web, in bold where it `must_be_strong`.
/// Links beside each other lead round the page, or to several things.
pub(super) fn paragraph<'i>(content: &'i Inline<'_>, must_be_strong: bool) -> Option<Draft<'i>> {
    let text = Text::of(content);
    let first = text.content.runs.iter().find(|run| run.text.contains(char::is_alphanumeric))?;
    let link = first.link.and_then(|link| text.content.links.get(link))?;
    let names = (first.style.strong || !must_be_strong) && link.address == Address::Web;
    if !names || listed_beside(content).is_some() {
        return None;
    }
    link_first(text).filter(|draft| !goes_on(&draft.description))
}

/// Words with which a sentence goes on behind the name of a thing that it is not about alone.
const GO_ON: [&str; 6] = ["and", "or", "to", "if", "when", "和"];

fn goes_on(said: &str) -> bool {
    let said = said.trim_start();
    let word = said.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    said.starts_with('&') || GO_ON.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The entry a paragraph names by a title that is set off or cited, with nothing but links behind it:
/// `**Title** (ICLR 2024) [Paper](url) | [Code](url)`.
pub(super) fn titled_paragraph<'i>(content: &'i Inline<'_>) -> Option<Draft<'i>> {
    let text = Text::of(content);
    let parts = around_link(content)?;
    let says_nothing = |run: &Run<'_>| run.link.is_some() || !run.text.contains(char::is_alphanumeric);
    let leads_to_web = content.links.get(parts.link).is_some_and(|link| link.address == Address::Web);
    if !leads_to_web || !parts.after.iter().all(says_nothing) {
        return None;
    }
    let (set_off, _) = set_off_runs(parts.before);
    let (title, rest) = parts.before.split_at(set_off.iter().take_while(|run| run.style.strong).count());
    let (authors, said): (Vec<&Run<'_>>, Vec<_>) = rest.iter().partition(|run| run.style.is_set_off());
    let said = joined(said.into_iter());
    let is_cited = facts::is_citation(&said);
    // What the first link names is a thing of its own, and the title a label.
    let bracketed = in_brackets(content).binary_search(&parts.link).is_ok();
    if !is_cited && !bracketed && !says_role(&text_of(parts.linked), content.links.get(parts.link)?) {
        return None;
    }
    if title.is_empty() {
        let is_over = said.trim_end().ends_with(['.', ',', '[', '(', ')', ']', '|', '，', '。', '）']);
        let is_dated = facts::leading_date(&said).is_some() && said.trim_start().starts_with(['[', '(', '【', '（']);
        return if is_cited && (is_over || is_dated) { title_first::read(text) } else { None };
    }
    if is_remark(text_of(title).trim_end_matches([':', '：', ' '])) || !is_cited && said.contains(char::is_alphabetic)
    {
        return None;
    }
    let mut draft = drafted(text, title, Some(parts.link), parts.after);
    let authors = plain_text::name(&joined(authors.into_iter()));
    draft.facts.authors = Some(authors).filter(|authors| authors.contains(char::is_alphabetic));
    facts::take_remark(&said, &mut draft.facts);
    Some(draft)
}

/// Links below a title that only say what is behind them, with no word beside them but such labels:
/// `[Paper](url) | [Code](url)`, `Paper: [arXiv](url)`, `**URL**: <address>`; also one address alone.
pub(super) fn links_of_title<'i>(content: &'i Inline<'_>) -> Option<Draft<'i>> {
    let is_no_word = |run: &Run<'_>| match run.link {
        Some(_) => !run.text.contains(char::is_alphanumeric) || says_nothing(&run.text),
        None => !run.text.contains(char::is_alphanumeric) || is_generic(&run.text) && ends_as_label(&run.text),
    };
    if !content.runs.iter().all(is_no_word) {
        return None;
    }
    let text = Text::of(content);
    part(text).or_else(|| {
        let is_alone = content.hyperlinks().count() == 1;
        around_link(content)
            .filter(|_| is_alone)
            .map(|parts| drafted(text, parts.linked, Some(parts.link), parts.after))
    })
}

/// The thing a heading links to: `### [Name](url)`, deep enough also `#### Name [[code](url)]`.
pub(super) fn heading<'i>(heading: &'i Heading<'_>) -> Option<Draft<'i>> {
    let text = Text { span: heading.span, ..Text::of(&heading.content) };
    if points_into_page(text) || part(text).is_some() {
        return None;
    }
    let titled = || title_first::read(text).filter(|_| heading.level >= LEVEL_OF_ENTRIES);
    let draft = link_first(text).or_else(titled)?;
    let leads_to_web = draft.links.first().is_some_and(|link| link.address == Address::Web);
    (leads_to_web && draft.name.contains(char::is_alphanumeric)).then_some(draft)
}

/// What a text says of the thing that is named above it; its draft has no name and no address.
pub(super) fn description<'i>(content: &'i Inline<'_>) -> Draft<'i> {
    let mut draft = drafted(Text::of(content), &[], None, &content.runs);
    if let Some(end) = field::behind_description_label(content, &draft.description) {
        draft.description = inline::part(&draft.description, end, draft.description.len());
    }
    draft
}

/// True for a text that may say what the thing above it is: not what is set off as a whole, such as its licence, and no
/// label of what follows.
pub(super) fn is_description(content: &Inline<'_>) -> bool {
    let is_said = |run: &Run<'_>| !run.style.is_set_off() && !run.style.code && run.link.is_none();
    content.runs.iter().any(|run| is_said(run) && run.text.contains(char::is_alphabetic))
        && !content.runs.last().is_some_and(|last| last.text.trim_end().ends_with([':', '：']))
}

/// `[GitHub](url) (figures)`, `Code: [url](url)`, `Links: [Paper](url) | [Code](url)`: a link whose text says only what is
/// behind it.
fn part<'i>(text: Text<'i, '_>) -> Option<Draft<'i>> {
    let parts = around_link(text.content)?;
    let (before, shown) = (text_of(parts.before), text_of(parts.linked));
    let is_label = ends_as_label(&before) && is_generic(before.trim_end().trim_end_matches([':', '：', '-', '–', '—']));
    let says_role =
        if is_label { says_nothing(&shown) } else { is_generic(&shown) && !before.contains(char::is_alphabetic) };
    let named = if is_label { parts.before } else { parts.linked };
    says_role.then(|| drafted(text, named, Some(parts.link), parts.after))
}

/// `[ICLR 2024](url) **Title**`, `[[Paper]](url) [Title](url)`: a link that says where or what, then the title.
fn title_behind_link<'i>(text: Text<'i, '_>) -> Option<Draft<'i>> {
    let parts = around_link(text.content)?;
    let is_between = |run: &&Run<'_>| run.link.is_none() && run.text.trim_matches([' ', ']', '\u{A0}']).is_empty();
    let (_, after) = parts.after.split_at(parts.after.iter().take_while(is_between).count());
    let first = after.first().filter(|first| first.link.is_some() || first.style.strong)?;
    let (before, shown) = (text_of(parts.before), text_of(parts.linked));
    let is_published = venue::is_known(&shown) || facts::date(&shown).is_some();
    if before.contains(char::is_alphabetic) || !is_published && !is_generic(&shown) {
        return None;
    }
    let is_title = |run: &&Run<'_>| run.link == first.link && (run.link.is_some() || run.style.strong);
    let (title, rest) = after.split_at(after.iter().take_while(is_title).count());
    let name = text_of(title);
    let is_bracketed = shown.starts_with('[') || before.ends_with('[');
    let names = match first.link.and_then(|link| text.content.links.get(link)) {
        Some(link) => (is_published || is_bracketed) && link.address == Address::Web,
        None => name.contains(char::is_lowercase) && !ends_as_label(&name) && !name.trim_end().ends_with('!'),
    };
    if !names || !name.contains(char::is_alphabetic) || says_nothing(&name) {
        return None;
    }
    let mut draft = drafted(text, title, first.link.or(Some(parts.link)), rest);
    if is_published {
        facts::take_remark(&shown, &mut draft.facts);
    }
    if draft.links.iter().all(|link| link.index != parts.link) {
        draft.links.extend(drafted_link(text.content, 0, parts.link, shown));
    }
    Some(draft)
}

/// `[Name](url) – description`, also with emoji, a date or code before the link.
fn link_first<'i>(text: Text<'i, '_>) -> Option<Draft<'i>> {
    let parts = around_link(text.content)?;
    let is_named = |run: &Run<'_>| run.style.code && run.text.contains(char::is_alphabetic);
    if parts.before.iter().any(is_named) && says_nothing(&text_of(parts.linked)) {
        return None;
    }
    let before = joined(parts.before.iter().filter(|run| !run.style.code));
    let dated = facts::leading_date(&before);
    let rest = dated.as_ref().map_or(before.as_ref(), |(_, rest)| rest);
    if rest.contains(char::is_alphabetic) {
        return None;
    }
    let mut draft = drafted(text, parts.linked, Some(parts.link), parts.after);
    draft.facts.date = dated.map(|(date, _)| date).or(draft.facts.date);
    Some(draft)
}

/// True for the text of a link that shows an address, or only what is behind it.
pub(super) fn says_nothing(shown: &str) -> bool {
    is_generic(shown) || web_address::is_shown(shown)
}

/// `Label: [Name](url) – description`, `` `command` - [Name](url) `` or `Name: [link](url)`.
fn label_then_link<'i>(text: Text<'i, '_>) -> Option<Draft<'i>> {
    let parts = around_link(text.content)?;
    let label = text_of(parts.before);
    let link_text = text_of(parts.linked);
    let says_nothing = says_nothing(&link_text);
    let is_label = ends_as_label(&label) && (says_nothing || label.trim().chars().count() <= MAX_LABEL_CHARS);
    if !is_label {
        return None;
    }
    if says_nothing {
        return Some(drafted(text, parts.before, Some(parts.link), parts.after));
    }
    let draft = drafted(text, parts.linked, Some(parts.link), parts.after);
    Some(Draft { note: draft.note.or_else(|| Some(label.into_owned())), ..draft })
}

/// Titles of remarks, in lower case.
#[rustfmt::skip]
const REMARKS: [&str; 19] = [
    "note", "notes", "tip", "tips", "hint", "warning", "important", "caution", "example", "update", "see", "see also",
    "more", "further reading", "注意", "提示", "说明", "示例", "另见",
];

/// True when a dash follows the title, or, where things are announced, a colon does: what comes then describes it.
fn is_described(text: Text<'_, '_>, title: &[Run<'_>], after_note: &str) -> bool {
    let title = text_of(title);
    let is_label = || title_first::quoted_after_label(after_note, 0).is_some();
    let is_told = || text.announced && starts_with_colon(after_note) && !is_generic(&title) && !is_label();
    (starts_with_dash(after_note) || is_told()) && !is_remark(&title)
}

fn is_remark(title: &str) -> bool {
    REMARKS.contains(&title.trim().to_lowercase().as_str())
}

/// `*Title*（note） – description` or `**Title**`, with or without a link later on.
fn set_off_title<'i>(text: Text<'i, '_>) -> Option<Draft<'i>> {
    let (title, after) = set_off_runs(&text.content.runs);
    let shown = text_of(title);
    if title.is_empty() || ends_as_label(&shown) || is_remark(&shown) {
        return None;
    }
    let rest = text_of(after);
    let (_, after_note) = leading_note(&rest);
    // Links after a dash belong to the description.
    let is_described = is_described(text, title, after_note);
    let link = text.content.hyperlinks().next().map(|(at, _)| at).filter(|_| !is_described);
    let before_link = after.split(|run| run.link.is_some()).next().unwrap_or_default();
    let is_linked =
        link.is_some() && !starts_with_colon(after_note) && !before_link.last().is_some_and(|run| leads_on(&run.text));
    if !(after_note.trim().is_empty() || is_described || is_linked) {
        return None;
    }
    let mut draft = drafted(text, title, link, after);
    if draft.links.is_empty()
        && let Some((bare, note)) = trailing_parenthesis(&draft.name).filter(|(_, note)| has_year(note))
    {
        (draft.name, draft.note) = (Cow::Owned(bare.to_owned()), Some(note.to_owned()));
    }
    Some(draft)
}

/// A draft with `link` as its address, and what follows as note and description.
pub(super) fn drafted<'i>(
    text: Text<'i, '_>,
    named: &'i [Run<'_>],
    link: Option<usize>,
    after: &'i [Run<'_>],
) -> Draft<'i> {
    let mut texts = text.content.link_texts();
    let bracketed = in_brackets(text.content);
    let says_role = |at: usize| {
        let says = texts.get(at).zip(text.content.links.get(at)).is_some_and(|(text, link)| says_role(text, link));
        says || bracketed.binary_search(&at).is_ok()
    };
    let others: SmallVec<[usize; FEW]> = (0..texts.len()).filter(|&at| says_role(at)).collect();
    let (after, tags) = facts::trailing_tags(after);
    let rest = without_brackets_left(without_links(after, &others));
    let (note, after_note) = leading_note(&rest);
    // A parenthesis is a remark only before a description or after a title; elsewhere it is the description.
    let (note, description) = match note {
        Some(note) if after_note.trim().is_empty() && link.is_some() && !facts::is_citation(&note) => {
            (None, Cow::Owned(note))
        }
        Some(note) if after_note.trim().is_empty() || starts_with_dash(after_note) || starts_with_colon(after_note) => {
            (Some(note), Cow::Owned(after_note.to_owned()))
        }
        _ => (None, rest),
    };
    let mut facts = Facts { tags, badges: facts::badges(text.content), ..Facts::default() };
    if let Some(note) = note.as_deref().filter(|note| facts::is_citation(note)) {
        facts::take_remark(note, &mut facts);
    }
    let nameless_span = link.and_then(|link| text.content.links.get(link)).map_or(text.span, |link| link.span);
    let links = link.into_iter().chain(others.into_iter().filter(|&at| Some(at) != link));
    let mut shown = |at: usize| texts.get_mut(at).map(std::mem::take).unwrap_or_default();
    Draft {
        name: text_of(named),
        name_span: span_of(named).unwrap_or(nameless_span),
        links: links.filter_map(|at| drafted_link(text.content, 0, at, shown(at))).collect(),
        description,
        note,
        hidden: hidden_character(&text.content.runs),
        codes: Vec::new(),
        column: None,
        malformed: link.is_some_and(|at| is_malformed(text.content, at)),
        facts,
        span: text.span,
    }
}

/// True for a link that shows only what is behind it, or only a badge.
fn says_role(text: &str, link: &Link<'_>) -> bool {
    !link.is_image() && (text.trim().is_empty() || is_generic(text))
}

/// True when a link's brackets stand in the wrong places.
pub(super) fn is_malformed(content: &Inline<'_>, link: usize) -> bool {
    content.links.get(link).is_some_and(|link| link.form == Form::Malformed)
}

/// A link of a draft; `text` is what it shows.
pub(super) fn drafted_link<'i>(
    content: &'i Inline<'_>,
    cell: usize,
    index: usize,
    text: Cow<'i, str>,
) -> Option<DraftLink<'i>> {
    let link = content.links.get(index)?;
    let Link { target, address, span, written_at, .. } = link;
    Some(DraftLink { cell, index, target, address: *address, span: *span, written_at: *written_at, text })
}

/// A text, cut at its first link that has text, or that has neither text nor image.
pub(super) struct AroundLink<'i, 'a> {
    pub(super) before: &'i [Run<'a>],
    pub(super) linked: &'i [Run<'a>],
    pub(super) after: &'i [Run<'a>],
    pub(super) link: usize,
}

/// Cuts a text; `None` without a link.
pub(super) fn around_link<'i, 'a>(content: &'i Inline<'a>) -> Option<AroundLink<'i, 'a>> {
    let runs = content.runs.as_slice();
    let Some((start, link)) = runs.iter().enumerate().find_map(|(at, run)| Some((at, run.link?))) else {
        let link = content.hyperlinks().find(|(_, link)| link.image().is_none())?.0;
        let place = content.links.get(link)?.span.start;
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
fn described_title<'i, 'a>(text: Text<'i, 'a>) -> Option<&'i [Run<'a>]> {
    let (title, rest) = set_off_runs(&text.content.runs);
    let rest = text_of(rest);
    let (_, after_note) = leading_note(&rest);
    (!title.is_empty() && is_described(text, title, after_note)).then_some(title)
}

/// True when every link points into the page, as in a table of contents.
fn points_into_page(text: Text<'_, '_>) -> bool {
    let is_anchor = |(_, link): (usize, &Link<'_>)| link.address == Address::Anchor;
    text.content.is_linked() && text.content.hyperlinks().all(is_anchor)
}

/// The file beside the list that the first link names, where no other link leads to the web.
fn file_led_to<'i>(text: Text<'i, '_>) -> Option<&'i str> {
    let mut links = text.content.hyperlinks().map(|(_, link)| link);
    let first = links.next().filter(|link| link.address == Address::Relative)?;
    (!links.any(|link| link.address == Address::Web)).then_some(first.target.as_ref())
}
