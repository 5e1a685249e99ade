//! What lints need to know of a page: headings with their anchors, links into the page, which
//! lists are contents, reference links and their definitions, and which bytes are code or HTML.
//!
//! The parser's events go in as they come, an [`Outline`] in source order comes out. It knows nothing of entries, and it
//! reports nothing.

use super::github_slug::{self, Slugger};
use super::unread_lines::{self, UnreadLine, UnreadTable};
use crate::import::list::events::Events;
use crate::import::list::front_matter;
use crate::import::list::html::{self, Attributes, Element, Token};
use crate::import::list::labels::{self, label_key};
use crate::import::list::markdown::cow;
use crate::import::list::written_target;
use crate::source::Span;
use foldhash::fast::RandomState;
use hashbrown::HashSet;
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A page as lints see it.
#[derive(Debug, Default)]
pub(in crate::import::list) struct Outline<'a> {
    /// Headings, of Markdown and of HTML.
    pub(super) headings: Vec<Heading<'a>>,
    /// Bytes of the paragraph right below a heading, by its index; HTML between them does not count.
    pub(super) leads: BTreeMap<usize, Span>,
    /// Anchors of `id` and `name` attributes, and spellings of heading anchors that also lead there.
    pub(super) explicit_anchors: BTreeSet<String>,
    /// Links into the page.
    pub(super) links: Vec<PageLink<'a>>,
    /// Outermost lists.
    pub(super) lists: Vec<ListShape>,
    /// List items that hold nothing.
    pub(super) empty_items: Vec<Span>,
    /// Lines that look like an item or a heading and are text.
    pub(super) unread_lines: Vec<UnreadLine>,
    /// Paragraphs that look like tables.
    pub(super) unread_tables: Vec<UnreadTable>,
    /// Code and HTML, where white space is not ours to judge; in order, not overlapping.
    pub(super) verbatim: Vec<Span>,
    /// First bytes of the white space that makes hard line breaks.
    pub(super) hard_breaks: Vec<usize>,
    /// Reference links and their definitions.
    pub(super) references: References<'a>,
}

/// A heading. A page may have millions: what it holds is small.
#[derive(Debug)]
pub(super) struct Heading<'a> {
    /// 1 to 6.
    pub(super) level: u8,
    /// Its text, without markup.
    pub(super) text: Cow<'a, str>,
    /// Number of headings before it that share its anchor but for the number at its end: [`Outline::number_headings`].
    repeats: usize,
    /// Its bytes, without white space at the end.
    pub(super) span: Span,
    /// False for one written in HTML.
    pub(super) is_markdown: bool,
}

impl Heading<'_> {
    /// The anchor GitHub gives it.
    pub(super) fn anchor(&self) -> String {
        github_slug::anchor(&self.text, self.repeats)
    }
}

/// A link to an anchor of the page.
#[derive(Debug)]
pub(super) struct PageLink<'a> {
    /// The anchor as written, without `#`.
    pub(super) fragment: CowStr<'a>,
    /// Bytes of the link.
    pub(super) span: Span,
    /// First byte of the anchor, `#` aside, where the source has it just as it reads.
    pub(super) written_at: Option<usize>,
    /// Bytes of its text.
    pub(super) label: Span,
    /// End of the text that follows it in its list item.
    pub(super) item_end: usize,
    /// Index in [`Outline::lists`] of the outermost list it stands in.
    pub(super) list: Option<usize>,
}

/// What an outermost list holds.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct ListShape {
    /// Its items, nested ones included.
    pub(super) items: usize,
    /// Links into the page.
    pub(super) page_links: usize,
    /// Other links.
    pub(super) other_links: usize,
}

impl ListShape {
    /// True for a list of links to sections.
    pub(super) fn is_contents(self) -> bool {
        self.page_links >= 2 && self.page_links * 2 >= self.items && self.page_links > self.other_links
    }
}

/// Reference links and definitions of a page.
#[derive(Debug, Default)]
pub(super) struct References<'a> {
    /// `[text][label]` whose label nothing defines.
    pub(super) undefined: Vec<(CowStr<'a>, Span)>,
    /// What the parser took as the definition of each label, in source order.
    pub(super) definitions: Vec<Definition<'a>>,
    /// Labels that links or images use, as [`label_key`] gives them.
    pub(super) used: HashSet<String, RandomState>,
    /// Starts of lines that look like definitions and are no other text.
    pub(super) candidates: Vec<usize>,
}

/// A definition `[label]: address`.
#[derive(Debug)]
pub(super) struct Definition<'a> {
    /// Its label, as [`label_key`] gives it.
    pub(super) key: Cow<'a, str>,
    /// Its bytes.
    pub(super) span: Span,
    /// True for `[//]: #`, which people write as a comment.
    pub(super) is_comment: bool,
}

impl Outline<'_> {
    /// Adds that of the next part of the text.
    pub(in crate::import::list) fn append(&mut self, next: Self) {
        let (headings, lists) = (self.headings.len(), self.lists.len());
        self.headings.extend(next.headings);
        self.leads.extend(next.leads.into_iter().map(|(heading, span)| (headings + heading, span)));
        self.explicit_anchors.extend(next.explicit_anchors);
        self.links.extend(next.links.into_iter().map(|mut link| {
            link.list = link.list.map(|list| lists + list);
            link
        }));
        self.lists.extend(next.lists);
        self.empty_items.extend(next.empty_items);
        self.unread_lines.extend(next.unread_lines);
        self.unread_tables.extend(next.unread_tables);
        self.verbatim.extend(next.verbatim);
        self.hard_breaks.extend(next.hard_breaks);
        self.references.append(next.references);
    }

    /// Numbers the headings that share an anchor, once all are there.
    pub(super) fn number_headings(&mut self) {
        let mut slugger = Slugger::default();
        for heading in &mut self.headings {
            heading.repeats = slugger.repeats(&heading.text);
        }
    }
}

impl References<'_> {
    fn append(&mut self, next: Self) {
        self.undefined.extend(next.undefined);
        self.definitions.extend(next.definitions);
        self.used.extend(next.used);
        self.candidates.extend(next.candidates);
    }
}

/// Reads a page. O(length).
pub(super) fn read(source: &str) -> Outline<'_> {
    let part = Span::new(0, source.len());
    let mut events = Events::new(source, part);
    let mut reader = Reader::new(source, part);
    for (event, span) in &mut events {
        reader.take(&event, span);
    }
    let (definitions, undefined) = events.into_labels();
    let mut outline = reader.finish(&definitions, undefined);
    outline.number_headings();
    outline
}

impl<'a> From<&labels::Definition<'a>> for Definition<'a> {
    fn from(found: &labels::Definition<'a>) -> Self {
        let is_comment = matches!(found.target.as_ref(), "" | "#") || found.label.starts_with("//");
        let key = match &found.label {
            CowStr::Borrowed(label) => label_key(label),
            label => Cow::Owned(label_key(label).into_owned()),
        };
        Self { key, span: found.span, is_comment }
    }
}

/// A heading being read.
struct OpenHeading<'a> {
    level: u8,
    text: Cow<'a, str>,
    start: usize,
    is_markdown: bool,
}

/// A list item being read.
struct OpenItem {
    holds_something: bool,
    /// Index of its first link, until a list is nested in it.
    first_link: Option<usize>,
    /// End of its own text so far.
    end: usize,
}

/// Reads a page or a part of it, event by event.
pub(in crate::import::list) struct Reader<'a> {
    source: &'a str,
    outline: Outline<'a>,
    /// What is no Markdown.
    front_matter: Span,
    heading: Option<OpenHeading<'a>>,
    link: Option<PageLink<'a>>,
    /// End of what was read last in the open link; where its text starts, before anything is.
    reached: usize,
    items: Vec<OpenItem>,
    list_depth: usize,
    image_depth: usize,
    /// True for a part of the text that others stand above.
    is_below_others: bool,
    /// Nothing stands below the last heading yet.
    awaits_lead: bool,
    /// Lines that look like definitions, last first, as far as the parser has not come to them.
    candidates: Vec<usize>,
}

impl<'a> Reader<'a> {
    /// Reads a part of a source.
    pub(in crate::import::list) fn new(source: &'a str, part: Span) -> Self {
        let mut candidates = definition_lines(source, part);
        candidates.reverse();
        let front_matter = if part.start == 0 { front_matter::span(source) } else { Span::new(0, 0) };
        let mut outline = Outline::default();
        outline.verbatim.extend(Some(front_matter).filter(|span| span.end > 0));
        Self {
            source,
            outline,
            front_matter,
            heading: None,
            link: None,
            reached: 0,
            items: Vec::new(),
            list_depth: 0,
            image_depth: 0,
            is_below_others: part.start > 0,
            awaits_lead: false,
            candidates,
        }
    }

    /// Takes the next event.
    pub(in crate::import::list) fn take(&mut self, event: &Event<'a>, span: Span) {
        if span.start < self.front_matter.end {
            return;
        }
        let range = Range::from(span);
        let reached = match event {
            Event::Start(Tag::Link { .. }) => range.start + "[".len(),
            Event::Start(_) => range.start,
            _ => range.end,
        };
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag, range),
            Event::Text(text) => self.text(text, &range),
            Event::Code(text) => {
                self.text(text, &range);
                self.verbatim_lines(&range);
            }
            Event::InlineHtml(html) => {
                self.inside(&range);
                self.verbatim_lines(&range);
                if may_lead_somewhere(html) {
                    self.html(range);
                }
            }
            Event::SoftBreak => {
                self.line(range.end);
                self.text(&CowStr::Borrowed("\n"), &range);
            }
            Event::HardBreak => {
                self.line(range.end);
                self.outline.hard_breaks.push(range.start);
                self.text(&CowStr::Borrowed("\n"), &range);
            }
            _ => self.inside(&range),
        }
        self.reached = reached;
    }

    fn start(&mut self, tag: &Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.cover(&range);
                let level = *level as u8;
                self.heading = Some(OpenHeading { level, text: Cow::default(), start: range.start, is_markdown: true });
            }
            Tag::Paragraph => {
                self.cover(&range);
                self.line(range.start);
                self.outline.unread_tables.extend(unread_lines::table(self.source, range.clone().into()));
                if std::mem::take(&mut self.awaits_lead)
                    && let Some(last) = self.outline.headings.len().checked_sub(1)
                {
                    self.outline.leads.insert(last, range.into());
                }
            }
            Tag::Table(_) => {
                self.cover(&range);
                self.awaits_lead = false;
            }
            Tag::CodeBlock(_) => {
                self.awaits_lead = false;
                self.inside(&range);
                self.cover(&range);
                self.outline.verbatim.push(range.into());
            }
            Tag::HtmlBlock => {
                self.inside(&range);
                self.cover(&range);
                self.outline.verbatim.push(range.clone().into());
                self.html(range);
            }
            Tag::List(_) => self.start_list(),
            Tag::Item => self.start_item(range.start),
            Tag::Link { link_type, dest_url, id, .. } => {
                self.inside(&range);
                self.uses(*link_type, id);
                self.start_link(dest_url, range);
            }
            Tag::Image { link_type, id, .. } => {
                self.inside(&range);
                self.uses(*link_type, id);
                self.image_depth += 1;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Heading(_) => self.end_heading(range.end),
            TagEnd::Image => self.image_depth = self.image_depth.saturating_sub(1),
            TagEnd::Link => {
                if let Some(link) = &mut self.link {
                    let target = format!("#{}", link.fragment);
                    let at = written_target::in_markdown(self.source, link.span, self.reached, &target);
                    link.written_at = at.map(|at| at + "#".len());
                }
                self.end_link();
            }
            TagEnd::List(_) => self.list_depth = self.list_depth.saturating_sub(1),
            TagEnd::Item => {
                self.end_item_text();
                if self.items.pop().is_some_and(|item| !item.holds_something) {
                    self.outline.empty_items.push(last_line(self.source, range));
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &CowStr<'a>, range: &Range<usize>) {
        self.inside(range);
        self.cover(range);
        if self.image_depth > 0 {
            return;
        }
        if let Some(heading) = &mut self.heading {
            if heading.text.is_empty() {
                heading.text = cow(text.clone());
            } else {
                heading.text.to_mut().push_str(text);
            }
        }
        if let Some(link) = &mut self.link {
            link.label.start = link.label.start.min(range.start);
            link.label.end = range.end;
        }
    }

    /// A line of text starts there.
    fn line(&mut self, at: usize) {
        let is_first = self.outline.headings.is_empty() && !self.is_below_others;
        self.outline.unread_lines.extend(unread_lines::line(self.source, at, is_first));
    }

    /// Something stands here: the open item holds it.
    fn inside(&mut self, range: &Range<usize>) {
        if let Some(item) = self.items.last_mut() {
            item.holds_something = true;
            item.end = item.end.max(range.end);
        }
    }

    /// The bytes are text: what looks like a definition there is none, what does before them is one.
    fn cover(&mut self, range: &Range<usize>) {
        while let Some(&at) = self.candidates.last().filter(|at| **at < range.end) {
            self.candidates.pop();
            if at < range.start {
                self.outline.references.candidates.push(at);
            }
        }
    }

    /// Code or a tag that reaches over the end of a line.
    fn verbatim_lines(&mut self, range: &Range<usize>) {
        if self.source.get(range.clone()).is_some_and(|text| text.contains('\n')) {
            self.outline.verbatim.push(range.clone().into());
        }
    }

    fn uses(&mut self, link_type: LinkType, label: &str) {
        if matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut) {
            let (used, key) = (&mut self.outline.references.used, label_key(label));
            if !used.contains(key.as_ref()) {
                used.insert(key.into_owned());
            }
        }
    }

    fn start_list(&mut self) {
        self.awaits_lead = false;
        if let Some(item) = self.items.last_mut() {
            item.holds_something = true;
        }
        self.end_item_text();
        if self.list_depth == 0 {
            self.outline.lists.push(ListShape::default());
        }
        self.list_depth += 1;
    }

    fn start_item(&mut self, start: usize) {
        if let Some(list) = self.outline.lists.last_mut() {
            list.items += 1;
        }
        let first_link = Some(self.outline.links.len());
        self.items.push(OpenItem { holds_something: false, first_link, end: start });
    }

    /// The open item's own text is over: its links learn where.
    fn end_item_text(&mut self) {
        let Some(item) = self.items.last_mut() else { return };
        let Some(links) = item.first_link.take().and_then(|first| self.outline.links.get_mut(first..)) else { return };
        for link in links {
            link.item_end = item.end;
        }
    }

    fn start_link(&mut self, target: &CowStr<'a>, range: Range<usize>) {
        let list = self.outline.lists.len().checked_sub(1).filter(|_| self.list_depth > 0);
        let shape = list.and_then(|list| self.outline.lists.get_mut(list));
        let Some(fragment) = without_hash(target) else {
            if let Some(shape) = shape {
                shape.other_links += 1;
            }
            return;
        };
        if let Some(shape) = shape {
            shape.page_links += 1;
        }
        let label = Span::new(range.end, range.start);
        let item_end = range.end;
        self.link = Some(PageLink { fragment, span: range.into(), written_at: None, label, item_end, list });
    }

    fn end_link(&mut self) {
        let Some(mut link) = self.link.take() else { return };
        if link.label.start > link.label.end {
            link.label = link.span;
        }
        self.outline.links.push(link);
    }

    fn end_heading(&mut self, end: usize) {
        let Some(OpenHeading { level, text, start, is_markdown }) = self.heading.take() else { return };
        self.outline.explicit_anchors.extend(github_slug::also(&text));
        let span = trimmed_end(self.source, &(start..end));
        self.outline.headings.push(Heading { level, text, repeats: 0, span, is_markdown });
        self.awaits_lead = true;
    }

    /// Anchors, headings and links written in HTML.
    fn html(&mut self, range: Range<usize>) {
        let html = self.source.get(range.clone()).unwrap_or_default();
        html::tokens(html, |token, bytes| {
            let bytes = range.start + bytes.start..range.start + bytes.end;
            match token {
                Token::Text(text) => {
                    if let Some(heading) = self.heading.as_mut().filter(|heading| !heading.is_markdown) {
                        heading.text.to_mut().push_str(&String::from_utf8_lossy(text));
                    }
                }
                Token::Start(element, attributes) => self.html_tag(element, attributes, range.start, bytes),
                Token::End(Element::Heading(_)) => {
                    if self.heading.as_ref().is_some_and(|open| !open.is_markdown) {
                        self.end_heading(bytes.end);
                    }
                }
                Token::End(Element::Link) => self.end_link(),
                Token::End(_) => {}
            }
        });
    }

    /// A tag of HTML that starts at `html`.
    fn html_tag(&mut self, element: Element, attributes: Attributes, html: usize, bytes: Range<usize>) {
        self.outline.explicit_anchors.extend(attributes.anchor);
        match (element, attributes.href) {
            (Element::Heading(level), _) if !self.heading.as_ref().is_some_and(|open| open.is_markdown) => {
                self.heading =
                    Some(OpenHeading { level, text: Cow::default(), start: bytes.start, is_markdown: false });
            }
            (Element::Link, Some((target, at))) => {
                self.end_link();
                let at = written_target::as_read(self.source, html + at, &target);
                self.start_link(&target.into(), bytes);
                if let Some(link) = &mut self.link {
                    link.written_at = at.map(|at| at + "#".len());
                }
            }
            _ => {}
        }
    }

    /// True when a link is open, which what follows may go on with.
    pub(in crate::import::list) fn is_open(&self) -> bool {
        self.link.is_some()
    }

    /// What was read, with the definitions of all labels and the references that nothing defines.
    pub(in crate::import::list) fn finish(
        mut self,
        definitions: &[labels::Definition<'a>],
        undefined: Vec<(CowStr<'static>, Span)>,
    ) -> Outline<'a> {
        self.end_link();
        self.candidates.reverse();
        self.outline.references.candidates.append(&mut self.candidates);
        self.outline.references.definitions = definitions.iter().map(Definition::from).collect();
        self.outline.references.undefined = undefined;
        self.outline
    }
}

fn without_hash<'a>(target: &CowStr<'a>) -> Option<CowStr<'a>> {
    match target {
        CowStr::Borrowed(target) => target.strip_prefix('#').map(CowStr::Borrowed),
        owned => owned.strip_prefix('#').map(|fragment| fragment.to_owned().into()),
    }
}

/// True for a tag that may be of a link or of a heading, or have an anchor; most in a line of text have nothing of it.
fn may_lead_somewhere(tag: &str) -> bool {
    let holds = |word: &[u8]| tag.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    tag.trim_start_matches(['<', '/']).starts_with(['a', 'A', 'h', 'H']) || holds(b"id") || holds(b"name")
}

/// Starts of `[label]:` at the beginning of lines, quote marks and white space aside.
fn definition_lines(source: &str, part: Span) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = part.start;
    for line in source.get(part.start..part.end).unwrap_or_default().split_inclusive('\n') {
        let text = line.trim_start_matches([' ', '\t', '>']);
        if text.starts_with('[') && !text.starts_with("[^") && text.contains("]:") {
            found.push(start + (line.len() - text.len()));
        }
        start += line.len();
    }
    found
}

/// The bytes without white space at their end.
fn trimmed_end(source: &str, range: &Range<usize>) -> Span {
    let length = source.get(range.clone()).map_or(0, |text| text.trim_end().len());
    Span::new(range.start, range.start + length)
}

/// The last line of a range that holds more than white space. The parser starts an item that is indented
/// with a tab some bytes too early, so its range may start before its line, even inside a character.
fn last_line(source: &str, range: Range<usize>) -> Span {
    let start = (range.start..range.end).find(|&at| source.is_char_boundary(at)).unwrap_or(range.end);
    let text = source.get(start..range.end).unwrap_or_default().trim_end();
    let line = text.rfind('\n').map_or(0, |at| at + 1);
    let marker = text.get(line..).map_or(0, |line| line.len() - line.trim_start().len());
    Span::new(start + line + marker, start + text.len())
}
