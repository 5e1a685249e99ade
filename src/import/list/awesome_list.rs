//! The entries of a list, in source order, with the headings and groups above each.
//!
//! Blocks go in one by one; entries, accounts of all links and what was noticed come out. Blocks
//! that define the list's own taxonomy are marked by `risk_taxonomy`. It merges nothing: each
//! place is one entry.

use super::account::{Accounts, Taken};
use super::document::{Block, Heading, Item, Paragraph, Table};
use super::draft::{Draft, Made, Surroundings};
use super::field::{self, Field};
use super::holder::Holder;
use super::inline::Inline;
use super::item::{LEVEL_OF_ENTRIES, Lookalike, says_nothing};
use super::left_out::{self, LeftOut};
use super::linked_heading::LinkedHeading;
use super::lint::hidden;
use super::paragraph_lines::Lines;
use super::plain_text::{starts_with_colon, starts_with_dash};
use super::section::{Depth, MAX_DEPTH, Sections};
use super::web_address::Address;
use super::{beside, item, kind_guess, leading_label, plain_text, table};
use crate::catalog::{Entry, LinkClass};
use crate::diagnostic::{Code, Diagnostic, Noticed};
use crate::source::{SourceText, Span};
use crate::vocab::counted;
use std::borrow::Cow;
use std::sync::Arc;

/// Reads entries block by block.
pub(super) struct Reader<'s> {
    source: &'s SourceText,
    sections: Sections,
    titled: bool,
    /// The innermost heading that may be the name of what is linked below it.
    heading: Option<Holder<'s>>,
    /// The level of the last heading that may be one.
    heading_level: u8,
    /// That heading, while it links to something and nothing is listed below it.
    linked_heading: Option<LinkedHeading<'s>>,
    /// What the summary of each open `<details>` names, outermost first.
    details: Vec<Holder<'s>>,
    /// Items above the present one that have items below them, outermost first.
    parents: Vec<Holder<'s>>,
    /// How the tables are read of which rows follow, outermost first.
    tables: Vec<Rows>,
    /// What is left out below the last heading.
    left_out: LeftOut,
    /// Number of the entries above that heading.
    above_heading: usize,
    entries: Vec<Entry>,
    accounts: Accounts,
    found: Noticed,
}

/// How the rows of a table are read.
#[derive(Debug)]
struct Rows {
    /// What its columns hold; `None` where its rows name nothing.
    columns: Option<table::Columns>,
    /// Number of its columns.
    width: usize,
    /// True where a row of one cell in bold names those below it.
    has_groups: bool,
}

/// An entry of a real list has about so many bytes at least: room for so many, of which none is used before there is one,
/// saves making room again and again.
const BYTES_OF_ENTRY: usize = 128;

/// Words of summaries that only say that there is more.
const WRAPPERS: [&str; 9] = ["show", "hidden", "click", "expand", "more", "view", "toggle", "展开", "点击"];

/// What a list holds, its taxonomy aside.
#[derive(Debug)]
pub(super) struct Read {
    /// Its entries.
    pub(super) entries: Vec<Entry>,
    /// Accounts of the links of all texts.
    pub(super) accounts: Accounts,
    /// What was noticed.
    pub(super) found: Noticed,
}

impl Read {
    /// Adds what the next part of the text holds.
    pub(super) fn append(&mut self, next: Self) {
        let before = self.entries.len();
        self.entries.reserve(next.entries.len());
        for mut entry in next.entries {
            entry.parent = entry.parent.map(|parent| parent + before);
            self.entries.push(entry);
        }
        self.accounts.append(next.accounts, before);
        self.found.append(next.found);
    }
}

impl<'s> Reader<'s> {
    /// A reader of the blocks of that part; the page's title is a heading in what stands before it, if anything does.
    pub(super) fn new(source: &'s SourceText, part: Span) -> Self {
        // The first part takes the entries of all.
        let length = if part.start == 0 { source.text().len() } else { part.end - part.start };
        let room = length / BYTES_OF_ENTRY;
        Self {
            source,
            sections: Sections::default(),
            titled: part.start > 0,
            heading: None,
            heading_level: 0,
            linked_heading: None,
            details: Vec::new(),
            parents: Vec::new(),
            tables: Vec::new(),
            left_out: LeftOut::default(),
            above_heading: 0,
            entries: Vec::with_capacity(room),
            accounts: Accounts::with_capacity(room),
            found: Noticed::default(),
        }
    }

    /// The next block; the rows of a table are gone when it is read. O(length of the block).
    pub(super) fn block(&mut self, block: &mut Block<'s>) {
        if !matches!(block, Block::Item(_)) {
            self.parents.clear();
            self.left_out.end_legend();
        }
        if let Some(linked) = self.linked_heading.as_mut().filter(|_| !matches!(block, Block::Paragraph(_))) {
            linked.end_description();
        }
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(paragraph) => self.paragraph(paragraph),
            Block::Item(item) => self.item(item),
            Block::Table(table) => self.table(table),
            Block::DetailsStart => {
                let unnamed = Holder::entry(0, Span::new(0, 0), None).inside(self.details.last());
                self.details.push(unnamed);
            }
            Block::Summary(summary) => self.summary(summary),
            Block::DetailsEnd => {
                self.leave_text_of_summary();
                self.details.pop();
                self.sections.end_details(self.details.len());
            }
        }
    }

    /// True when a heading of that level, which is not the first, ends all that is open.
    pub(super) fn ends_at(&self, level: u8) -> bool {
        self.titled && self.details.is_empty() && self.sections.end_at(level)
    }

    /// What was read.
    pub(super) fn finish(mut self) -> Read {
        self.end_section(None);
        while !self.details.is_empty() {
            self.leave_text_of_summary();
            self.details.pop();
        }
        Read { entries: self.entries, accounts: self.accounts, found: self.found }
    }

    fn heading(&mut self, heading: &mut Heading<'s>) {
        let name = plain_text::heading(&heading.content.text());
        if self.is_part_of_heading(heading.level, &name) {
            if let Some(linked) = &mut self.linked_heading {
                linked.end_description();
            }
            return self.accounts.untaken(&heading.content, LinkClass::Prose);
        }
        self.end_section(Some(heading.level));
        if let Some(summary) = self.details.last_mut() {
            summary.name.clear();
        }
        self.heading_level = heading.level;
        let may_be_entry = heading.level >= LEVEL_OF_ENTRIES && kind_guess::announced(&name).is_empty();
        self.heading = may_be_entry.then(|| Holder::named(0, name.clone(), heading.span));
        if heading.level == 1 && !self.titled {
            self.sections.title();
        } else {
            let depth = self.sections.heading(heading.level, name);
            self.note_depth(depth, heading.span);
            if !self.sections.is_about_the_list() {
                self.linked_heading = LinkedHeading::take(heading, &self.sections, self.entry_around());
            }
        }
        if self.linked_heading.is_none() {
            self.accounts.untaken(&heading.content, LinkClass::Prose);
        }
        self.titled = true;
    }

    /// True for `#### Links` below `### Name`: what it lists belongs to what that names.
    fn is_part_of_heading(&self, level: u8, name: &str) -> bool {
        let is_named = self.heading.as_ref().is_some_and(Holder::is_named);
        let is_label = says_nothing(name) && kind_guess::announced(name).is_empty();
        is_named && level > self.heading_level && self.details.is_empty() && is_label
    }

    /// What stands below the last heading is over, at a heading of that level or at the end of the text.
    fn end_section(&mut self, next: Option<u8>) {
        let is_anything_listed = self.entries.len() > self.above_heading;
        self.above_heading = self.entries.len();
        for (span, found) in self.left_out.take(is_anything_listed) {
            self.report(span, found);
        }
        self.leave_text();
        match self.linked_heading.take() {
            Some(linked) if next.is_some_and(|level| level > linked.heading.level) => self.leave_as_section(linked),
            Some(linked) => {
                self.enter_heading(linked);
            }
            None => {}
        }
    }

    /// What stands below the heading or the summary describes no entry: that is none, or something else is listed first.
    fn leave_text(&mut self) {
        if let Some(text) = self.heading.as_mut().and_then(|heading| heading.text.take()) {
            self.accounts.untaken(&text, LinkClass::Prose);
        }
        self.leave_text_of_summary();
    }

    fn leave_text_of_summary(&mut self) {
        if let Some(text) = self.details.last_mut().and_then(|summary| summary.text.take()) {
            self.accounts.untaken(&text, LinkClass::Prose);
        }
    }

    /// What the links below may belong to: the item, the summary or the heading above them.
    fn holder(&mut self) -> Option<&mut Holder<'s>> {
        let summary = self.details.last_mut().filter(|summary| summary.is_named());
        self.parents.last_mut().or(summary).or(self.heading.as_mut())
    }

    /// Something is listed below a heading that links to a thing.
    fn leave_as_section(&mut self, linked: LinkedHeading<'_>) {
        if linked.heading.level >= LEVEL_OF_ENTRIES {
            self.report(linked.heading.span, left_out::told("heading", Lookalike::AboveEntries));
        }
        for content in std::iter::once(linked.heading.content).chain(linked.text) {
            self.accounts.untaken(&content, LinkClass::Prose);
        }
    }

    /// The entry, by index, that a heading names which links to it.
    fn enter_heading(&mut self, linked: LinkedHeading<'_>) -> Option<usize> {
        let LinkedHeading { heading, path, kinds, parent, .. } = &linked;
        let around = Surroundings { source: self.source, kinds, path, index: self.entries.len(), parent: *parent };
        let Some(Made { entry, links }) =
            item::heading(heading).and_then(|draft| draft.into_entry(around, &mut self.found))
        else {
            self.leave_as_section(linked);
            return None;
        };
        let index = around.index;
        let above = entry.description.as_ref().map(|above| above.value.clone()).unwrap_or_default();
        self.entries.push(entry);
        self.accounts.text(&heading.content, 0, LinkClass::Description(index), &links);
        if let Some(text) = &linked.text {
            self.describe(index, &above, text);
        }
        self.state(index, linked.fields);
        self.above_heading = self.entries.len();
        Some(index)
    }

    fn paragraph(&mut self, paragraph: &mut Paragraph<'s>) {
        let content = &mut paragraph.content;
        if paragraph.quoted {
            return self.accounts.untaken(content, LinkClass::Quote);
        }
        if content.is_strong() {
            if let Some(linked) = &mut self.linked_heading {
                linked.end_description();
            }
            self.accounts.untaken(content, self.elsewhere());
            let depth = self.sections.paragraph(plain_text::heading(&content.text()));
            return self.note_depth(depth, content.span().unwrap_or(Span::new(0, 0)));
        }
        self.sections.reach(1);
        if self.sections.is_about_the_list() {
            return self.accounts.untaken(content, self.elsewhere());
        }
        if self.is_below_name() {
            let cuts = field::lines(content, self.source.text());
            let mut parts: Vec<_> = cuts.iter().rev().map(|&at| content.split_off(at)).collect();
            if !parts.is_empty() {
                parts.push(std::mem::take(content));
                while let Some(mut part) = parts.pop() {
                    self.lines(&mut part);
                }
                return;
            }
        }
        self.lines(content);
    }

    /// Reads lines outside lists that belong together, or of which each names something.
    fn lines(&mut self, content: &mut Inline<'s>) {
        let lines = if self.sections.is_empty() { Lines::default() } else { Lines::of(content, self.source.text()) };
        let mut parts: Vec<_> = lines.cuts.iter().rev().map(|&at| content.split_off(at)).collect();
        let is_whole = parts.is_empty();
        let is_read = is_whole && (self.field(content) || self.links_of_heading(content))
            || self.text(content, !lines.opens)
            || is_whole && self.linked_heading.as_mut().is_some_and(|linked| linked.describe(content));
        if !is_read {
            self.leave_links(content, lines.alone);
            let is_described = is_whole && lines.alone == 0 && self.describe_holder(content);
            if !is_described {
                self.accounts.untaken(content, self.elsewhere());
            }
        }
        while let Some(mut part) = parts.pop() {
            if !self.text(&mut part, false) {
                self.accounts.untaken(&part, self.elsewhere());
            }
        }
    }

    /// Tells of the links of a text that is no entry: so many lines that are one alone, or others beside each other.
    fn leave_links(&mut self, content: &Inline<'_>, alone: usize) {
        let Some(span) = content.span() else { return };
        self.left_out.links_alone(alone, span);
        let is_listed = alone == 0 && !self.sections.is_empty();
        if let Some(links) = beside::side_by_side(content).filter(|_| is_listed) {
            self.report(span, left_out::side_by_side(links));
        }
    }

    /// Keeps a text for the heading or summary above it, should that become an entry; false where it belongs to none.
    fn describe_holder(&mut self, content: &mut Inline<'s>) -> bool {
        let is_below = self.details.last().is_none_or(Holder::is_named);
        let is_text = is_below && self.elsewhere() == LinkClass::Prose;
        is_text && self.holder().is_some_and(|holder| holder.describe(content))
    }

    /// True for what stands below a name that may be its own, outside the items of a list.
    fn is_below_name(&self) -> bool {
        match self.details.last() {
            Some(summary) => summary.is_named(),
            None => self.linked_heading.is_some() || self.heading.as_ref().is_some_and(Holder::is_named),
        }
    }

    /// Reads a text as a field of what is named above it; false where it is something else.
    fn field(&mut self, content: &Inline<'_>) -> bool {
        let is_in_items = !self.parents.is_empty();
        if !is_in_items && !self.is_below_name() {
            return false;
        }
        if !is_in_items
            && self.details.is_empty()
            && let Some(linked) = &mut self.linked_heading
        {
            let Some(field) = Field::read(content, true).filter(|field| field.description().is_none()) else {
                return false;
            };
            linked.fields.push(field);
            self.accounts.untaken(content, LinkClass::Prose);
            return true;
        }
        let Some(holder) = self.holder() else { return false };
        let Some(field) = Field::read(content, holder.entry.is_some()) else { return false };
        let Some(entry) = holder.entry else {
            // What links to something may be a thing of its own as long as it is not known to what the field belongs.
            let is_field = !content.is_linked() && (is_in_items || field.description().is_none());
            holder.fields.extend(Some(field).filter(|_| is_field));
            return is_field;
        };
        if field.description().is_some() {
            let above = self.entries.get(entry).and_then(|entry| entry.description.as_ref());
            let above = above.map(|above| above.value.clone()).unwrap_or_default();
            self.describe(entry, &above, content);
        } else {
            self.state(entry, vec![field]);
            self.accounts.untaken(content, LinkClass::Description(entry));
        }
        true
    }

    /// Adds what fields of an entry state.
    fn state(&mut self, entry: usize, fields: Vec<Field>) {
        let Some(entry) = self.entries.get_mut(entry).filter(|_| !fields.is_empty()) else { return };
        let mut facts = entry.facts.take().map(|facts| *facts).unwrap_or_default();
        for field in fields {
            if let Some(said) = field.description() {
                let above = entry.description.as_ref().map(|above| above.value.as_str()).unwrap_or_default();
                entry.description = plain_text::description(&format!("{above} {said}"));
            } else {
                field.state(&mut facts);
            }
        }
        entry.facts = facts.kept();
    }

    /// Reads a text outside lists as an entry; false where it is none.
    fn text(&mut self, content: &mut Inline<'_>, must_be_strong: bool) -> bool {
        let labels = if must_be_strong { None } else { leading_label::take(content) };
        let titled = || if self.sections.is_empty() { None } else { item::titled_paragraph(content) };
        let draft = item::paragraph(content, must_be_strong).filter(|draft| !self.is_greeting(draft));
        let draft = draft.or_else(titled).map(|draft| draft.labelled(labels));
        let made = draft.and_then(|draft| self.draft(draft, &self.sections.path()));
        self.account_for(content, made)
    }

    /// Accounts for the links of a text that made an entry, by index, or part of one; false where it made none.
    fn account_for(&mut self, content: &Inline<'_>, made: Option<(usize, Taken)>) -> bool {
        let Some((entry, links)) = made else { return false };
        self.accounts.text(content, 0, LinkClass::Description(entry), &links);
        true
    }

    /// True for a link above all sections that is no title, as in `**[Join us](url)** to talk`.
    fn is_greeting(&self, draft: &Draft<'_>) -> bool {
        let said = draft.description.trim_start();
        let is_title = said.is_empty() || starts_with_dash(said) || starts_with_colon(said);
        self.sections.is_empty() && (!is_title || says_nothing(&draft.name))
    }

    /// Reads a text as links of the heading above it, or of the summary around it that is an entry; false where it is
    /// something else.
    fn links_of_heading(&mut self, content: &Inline<'_>) -> bool {
        let is_below = match self.details.last() {
            Some(summary) => summary.is_named(),
            None => self.heading.as_ref().is_some_and(Holder::is_named),
        };
        let draft = item::links_of_title(content).filter(|_| is_below);
        let made = draft.and_then(|draft| self.part(draft));
        self.account_for(content, made)
    }

    fn summary(&mut self, summary: &Paragraph<'_>) {
        let content = &summary.content;
        self.leave_text_of_summary();
        let depth = self.details.len().saturating_sub(1);
        self.sections.end_details(depth);
        if !content.is_linked() {
            let name = plain_text::heading(&content.text());
            let lower = name.to_lowercase();
            if !name.is_empty() && !WRAPPERS.iter().any(|word| lower.contains(word)) {
                let is_below_name = self.heading.is_some() || self.linked_heading.is_some();
                let may_be_entry = !is_below_name && !says_nothing(&name) && kind_guess::announced(&name).is_empty();
                if may_be_entry && let Some(unnamed) = self.details.pop() {
                    let span = content.span().unwrap_or(unnamed.span);
                    let summary = Holder::named(0, name.clone(), span).inside(self.details.last());
                    self.details.push(summary);
                }
                let depth = self.sections.summary(depth, name);
                self.note_depth(depth, content.span().unwrap_or(Span::new(0, 0)));
            }
        } else if !self.sections.is_about_the_list()
            && let item::Reading::Entry(draft) | item::Reading::Part(draft) = item::read(summary.into())
            && let Some((entry, links)) = self.draft(draft, &self.sections.path())
        {
            if let Some(open) = self.details.last_mut() {
                open.entry = Some(entry);
            }
            return self.accounts.text(content, 0, LinkClass::Description(entry), &links);
        }
        self.accounts.untaken(content, self.elsewhere());
    }

    /// Class of links nothing else is known of, by the section and by what is around.
    fn elsewhere(&self) -> LinkClass {
        match self.details.last() {
            _ if self.sections.is_contents() => LinkClass::Contents,
            _ if self.sections.is_about_the_list() => LinkClass::AboutTheList,
            Some(&Holder { entry: Some(entry), .. }) => LinkClass::Description(entry),
            _ => LinkClass::Prose,
        }
    }

    fn item(&mut self, item: &mut Item<'_>) {
        while self.parents.pop_if(|parent| parent.depth >= item.depth).is_some() {}
        if !item.defines {
            self.sections.reach(item.depth);
        }
        if item.defines || self.sections.is_about_the_list() {
            return self.accounts.untaken(&item.content, self.elsewhere());
        }
        if !item.has_children && self.field(&item.content) {
            return;
        }
        let (mut elsewhere, mut links) = (self.elsewhere(), Taken::default());
        let mut holder = None;
        let labels = leading_label::take(&mut item.content);
        let item = &*item;
        let reading = item::read(item::Text { announced: self.sections.announces(), ..item.into() });
        if !matches!(reading, item::Reading::Lookalike(Lookalike::ColonAfterTitle)) {
            self.left_out.end_legend();
        }
        match reading {
            item::Reading::Entry(draft) => {
                let draft = draft.labelled(labels);
                if let Some((entry, taken)) = self.draft(draft, &self.sections.path()) {
                    if let Some(beside) = beside::listed_beside(&item.content) {
                        self.report(beside.span, left_out::told("link", Lookalike::BesideEntry));
                    }
                    (elsewhere, links) = (LinkClass::Description(entry), taken);
                    holder = Some(Holder::entry(item.depth, item.span, Some(entry)));
                }
            }
            item::Reading::Part(draft) => {
                if let Some((entry, taken)) = self.part(draft) {
                    (elsewhere, links) = (LinkClass::Description(entry), taken);
                }
            }
            item::Reading::Group(name) => {
                let name = plain_text::heading(&name);
                // `- Links` below a name is no name.
                let is_part = says_nothing(&name) && self.holder().is_some_and(|holder| holder.is_named());
                holder = Some(Holder::named(item.depth, name.clone(), item.span)).filter(|_| !is_part);
                let depth = self.sections.group(item.depth, name);
                self.note_depth(depth, item.span);
            }
            // What stands below an entry describes it.
            item::Reading::Lookalike(_) if elsewhere.entry().is_some() => {}
            item::Reading::Lookalike(Lookalike::ColonAfterTitle) => self.left_out.explains(item.span),
            item::Reading::Lookalike(why) => self.report(item.span, left_out::told("item", why)),
            item::Reading::Prose => {}
        }
        let holder = holder.filter(|_| item.has_children).map(|holder| holder.inside(self.parents.last()));
        self.parents.extend(holder);
        self.accounts.text(&item.content, 0, elsewhere, &links);
    }

    /// The entry that a part belongs to: that of the item, summary or heading above it, which becomes one by its
    /// first part; without any, the part is an entry of its own.
    fn part(&mut self, draft: Draft<'_>) -> Option<(usize, Taken)> {
        let is_in_details = self.details.last().is_some_and(Holder::is_named);
        if self.parents.is_empty()
            && !is_in_details
            && let Some(linked) = self.linked_heading.take()
        {
            let span = linked.heading.span;
            let entry = self.enter_heading(linked);
            self.heading = Some(Holder::entry(0, span, entry));
        }
        let Some(holder) = self.holder().filter(|holder| holder.is_named()) else {
            return self.draft(draft, &self.sections.path());
        };
        if let Some(entry) = holder.entry {
            return Some((entry, self.add_links(entry, &draft)));
        }
        let (name, span, text) = (holder.name.clone(), holder.span, holder.text.take());
        let fields = std::mem::take(&mut holder.fields);
        let path = match (self.parents.last(), is_in_details) {
            (Some(group), _) => self.sections.path_above_item(group.depth),
            (None, true) => self.sections.path_above_details(self.details.len() - 1),
            (None, false) => self.sections.path_above_heading(),
        };
        let span_of_all = Span::new(span.start, draft.span.end.max(span.end));
        let made = self.draft(Draft { name: Cow::Owned(name), name_span: span, span: span_of_all, ..draft }, &path);
        let entry = made.as_ref().map(|(entry, _)| *entry);
        if let Some(entry) = entry {
            if let Some(text) = text {
                self.describe(entry, "", &text);
            }
            self.state(entry, fields);
        }
        if let Some(holder) = self.holder() {
            holder.entry = entry;
        }
        made
    }

    /// What a text below the name of an entry says describes it, behind what stands beside the name.
    fn describe(&mut self, index: usize, beside: &str, text: &Inline<'_>) {
        let mut said = item::description(text);
        let links = self.add_links(index, &said);
        if let Some((c, span)) = said.hidden {
            self.report(span, hidden::finding(c, 1));
        }
        if let Some(entry) = self.entries.get_mut(index) {
            let whole = format!("{beside} {}", said.description.trim());
            entry.description = plain_text::description(&whole).or(entry.description.take());
            entry.span.end = entry.span.end.max(said.span.end);
            let mut facts = entry.facts.take().map(|facts| *facts).unwrap_or_default();
            facts.tags.append(&mut said.facts.tags);
            facts.badges.append(&mut said.facts.badges);
            facts.further.sort_by_key(|further| further.link.span);
            entry.facts = facts.kept();
        }
        self.accounts.text(text, 0, LinkClass::Description(index), &links);
    }

    /// Adds the links of a part to an entry.
    fn add_links(&mut self, entry: usize, draft: &Draft<'_>) -> Taken {
        let links = draft.links.iter().filter(|link| link.address == Address::Web).map(|link| {
            let further = link.further();
            let class = LinkClass::Further(entry, further.role);
            if let Some(entry) = self.entries.get_mut(entry) {
                entry.facts.get_or_insert_default().further.push(further);
            }
            (link.place(), class)
        });
        links.collect()
    }

    /// Reads a table, and gives up each row once it is read: there may be a million. The first rows of a long one say what
    /// its columns hold.
    fn table(&mut self, table: &mut Table<'_>) {
        if !table.rows_above {
            self.sections.reach(table.depth + 1);
        }
        let elsewhere = self.elsewhere();
        let rows = self.tables.pop_if(|_| table.rows_above).unwrap_or_else(|| {
            for cell in &table.header {
                self.accounts.untaken(cell, elsewhere);
            }
            let columns = self.columns(table);
            let has_groups = columns.as_ref().is_some_and(|columns| !columns.names_in_bold(&table.rows));
            Rows { columns, width: table.width(), has_groups }
        });
        let mut path = self.sections.path();
        for row in table.rows.drain(..) {
            let row = &row;
            if let Some(group) =
                rows.columns.as_ref().filter(|_| rows.has_groups).and_then(|columns| columns.group(row))
            {
                let depth = self.sections.group(table.depth + 1, group);
                self.note_depth(depth, row.span);
                path = self.sections.path();
                continue;
            }
            let draft = rows.columns.as_ref().and_then(|columns| columns.draft(row));
            if let Some(file) = rows.columns.as_ref().filter(|_| draft.is_none()).and_then(|columns| columns.file(row))
            {
                self.report(row.span, left_out::told("row", Lookalike::leading_to(file)));
            }
            if draft.is_some() && row.written_cells != rows.width {
                let written = counted(row.written_cells, "cell");
                let message = format!("the row has {written}, its header has {}", rows.width);
                let help = "give every row as many cells as the header; write a pipe inside a cell as `\\|`";
                self.report(row.span, Diagnostic::new(Code::RaggedRow, message).help(help));
            }
            let made = draft.and_then(|draft| self.draft(draft, &path));
            let elsewhere = made.as_ref().map_or(elsewhere, |(entry, _)| LinkClass::Description(*entry));
            let links = made.map(|(_, links)| links).unwrap_or_default();
            for (column, cell) in (row.above.len()..).zip(&row.cells) {
                self.accounts.text(cell, column, elsewhere, &links);
            }
        }
        self.tables.extend(Some(rows).filter(|_| table.rows_below));
    }

    /// What the columns of a table hold; `None` where its rows name nothing.
    fn columns(&mut self, table: &Table<'_>) -> Option<table::Columns> {
        match table::read(table) {
            _ if self.sections.is_about_the_list() => None,
            table::Reading::Entries(columns) => Some(columns),
            table::Reading::Layout => None,
            // The empty table of a template waits for its rows.
            table::Reading::Data if table.rows.iter().flat_map(|row| &row.cells).all(Inline::is_blank) => None,
            table::Reading::Data => {
                self.report(table.span, left_out::told_of_table(table));
                None
            }
        }
    }

    /// The entry of a draft by index, and what became of its links.
    fn draft(&mut self, draft: Draft<'_>, path: &Arc<[String]>) -> Option<(usize, Taken)> {
        if let Some(linked) = self.linked_heading.take() {
            self.leave_as_section(linked);
        }
        self.leave_text();
        let above = self.parents.last().and_then(Holder::innermost_entry);
        let parent = above.or_else(|| self.entry_around());
        let index = self.entries.len();
        let around = Surroundings { source: self.source, kinds: self.sections.kinds(), path, index, parent };
        let Made { entry, links } = draft.into_entry(around, &mut self.found)?;
        self.entries.push(entry);
        Some((index, links))
    }

    /// The entry whose `<details>` are open, by index.
    fn entry_around(&self) -> Option<usize> {
        self.details.last().and_then(Holder::innermost_entry)
    }

    fn note_depth(&mut self, depth: Depth, span: Span) {
        if depth == Depth::Exceeded {
            let message =
                format!("sections stand in sections more than {MAX_DEPTH} deep; this one is read as part of the last");
            let help = "divide the list into fewer levels; no entry is lost";
            self.report(span, Diagnostic::new(Code::BeyondLimit, message).help(help));
        }
    }

    fn report(&mut self, span: Span, diagnostic: Diagnostic) {
        self.found.push(diagnostic.at(self.source.id().as_str(), span));
    }
}
