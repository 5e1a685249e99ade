//! The entries of a list, in source order, with the headings and groups above each.
//!
//! Blocks go in one by one; entries, accounts of all links and what was noticed come out. Blocks
//! that define the list's own taxonomy are marked by `risk_taxonomy`. It merges nothing: each
//! place is one entry.

use super::account::Accounts;
use super::document::{Block, Heading, Item, Paragraph, Table};
use super::draft::{Draft, Made, Surroundings};
use super::inline::Inline;
use super::item::Lookalike;
use super::section::Sections;
use super::{item, plain_text, table};
use crate::catalog::{Entry, LinkClass};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceText, Span};
use std::collections::BTreeMap;

/// What an entry made of its links, by cell and index.
type Taken = BTreeMap<(usize, usize), LinkClass>;

/// Reads entries block by block.
pub(super) struct Reader<'s> {
    source: &'s SourceText,
    sections: Sections,
    titled: bool,
    entries: Vec<Entry>,
    accounts: Accounts,
    found: Vec<Diagnostic>,
}

/// What a list holds, its taxonomy aside.
#[derive(Debug)]
pub(super) struct Read {
    /// Its entries.
    pub(super) entries: Vec<Entry>,
    /// Accounts of the links of all texts.
    pub(super) accounts: Accounts,
    /// What was noticed.
    pub(super) found: Vec<Diagnostic>,
}

impl<'s> Reader<'s> {
    pub(super) fn new(source: &'s SourceText) -> Self {
        Self {
            source,
            sections: Sections::default(),
            titled: false,
            entries: Vec::new(),
            accounts: Accounts::default(),
            found: Vec::new(),
        }
    }

    /// The next block. O(length of the block).
    pub(super) fn block(&mut self, block: &Block<'_>) {
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(paragraph) | Block::Summary(paragraph) => self.paragraph(paragraph),
            Block::Item(item) => self.item(item),
            Block::Table(table) => self.table(table),
            Block::DetailsStart | Block::DetailsEnd => {}
        }
    }

    /// What was read.
    pub(super) fn finish(self) -> Read {
        Read { entries: self.entries, accounts: self.accounts, found: self.found }
    }

    fn heading(&mut self, heading: &Heading<'_>) {
        self.accounts.untaken(&heading.content, LinkClass::Prose);
        if heading.level == 1 && !std::mem::replace(&mut self.titled, true) {
            self.sections.title();
        } else {
            self.sections.heading(heading.level, plain_text::heading(&heading.content.text()));
        }
        self.titled = true;
    }

    fn paragraph(&mut self, paragraph: &Paragraph<'_>) {
        let content = &paragraph.content;
        self.accounts.untaken(content, if paragraph.quoted { LinkClass::Quote } else { self.context() });
        if content.is_strong() && !paragraph.quoted {
            self.sections.paragraph(plain_text::heading(&content.text()));
        } else {
            self.sections.reach(1);
        }
    }

    /// Class of links nothing else is known of, by the section.
    fn context(&self) -> LinkClass {
        if self.sections.is_about_the_list() { LinkClass::AboutTheList } else { LinkClass::Prose }
    }

    fn item(&mut self, item: &Item<'_>) {
        if !item.defines {
            self.sections.reach(item.depth);
        }
        if item.defines || self.sections.is_about_the_list() {
            return self.accounts.untaken(&item.content, self.context());
        }
        let mut context = LinkClass::Prose;
        let mut links = Taken::new();
        match item::read(item) {
            item::Reading::Entry(draft) => {
                if let Some((entry, taken)) = self.draft(draft) {
                    (context, links) = (LinkClass::Description(entry), taken);
                }
            }
            item::Reading::Group(name) => self.sections.group(item.depth, plain_text::heading(&name)),
            item::Reading::Lookalike(why) => self.report(item.span, not_an_entry(why)),
            item::Reading::Prose => {}
        }
        self.account_for(&item.content, 0, context, &links);
    }

    fn table(&mut self, table: &Table<'_>) {
        self.sections.reach(table.depth + 1);
        let context = self.context();
        table.header.iter().for_each(|cell| self.accounts.untaken(cell, context));
        let drafts = match table::read(table) {
            _ if self.sections.is_about_the_list() => Vec::new(),
            table::Reading::Entries(drafts) => drafts,
            table::Reading::Data => {
                let message = "this table is not read as entries: none of its rows links to a web address";
                let help = "to list its rows, link the name of each; a glossary or legend can stay as it is";
                self.report(table.span, Diagnostic::new(Code::NotAnEntry, message).help(help));
                Vec::new()
            }
        };
        let mut drafts = drafts.into_iter().peekable();
        for (at, row) in table.rows.iter().enumerate() {
            let draft = drafts.next_if(|&(of, _)| of == at).map(|(_, draft)| draft);
            if draft.is_some()
                && let Some((written, expected, span)) = table::ragged(row, table)
            {
                let message = format!("the row has {written} cells, its header has {expected}");
                let help = "give every row as many cells as the header; write a pipe inside a cell as `\\|`";
                self.report(span, Diagnostic::new(Code::RaggedRow, message).help(help));
            }
            let made = draft.and_then(|draft| self.draft(draft));
            let context = made.as_ref().map_or(context, |(entry, _)| LinkClass::Description(*entry));
            let links = made.map(|(_, links)| links).unwrap_or_default();
            for (column, cell) in (row.above.len()..).zip(&row.cells) {
                self.account_for(cell, column, context, &links);
            }
        }
    }

    fn account_for(&mut self, content: &Inline<'_>, cell: usize, elsewhere: LinkClass, taken: &Taken) {
        let class = |index| taken.get(&(cell, index)).copied();
        self.accounts.text(content, elsewhere, class);
    }

    /// The entry of a draft by index, and what became of its links.
    fn draft(&mut self, draft: Draft) -> Option<(usize, Taken)> {
        let around = Surroundings { source: self.source, sections: &self.sections };
        let index = self.entries.len();
        let Made { entry, links } = draft.into_entry(around, &mut self.found)?;
        self.entries.push(entry);
        let class = |role: Option<_>| role.map_or(LinkClass::Entry(index), |role| LinkClass::Further(index, role));
        Some((index, links.into_iter().map(|(cell, at, role)| ((cell, at), class(role))).collect()))
    }

    fn report(&mut self, span: Span, diagnostic: Diagnostic) {
        self.found.push(diagnostic.at(self.source.id().as_str(), span));
    }
}

fn not_an_entry(why: Lookalike) -> Diagnostic {
    let (reason, help) = match why {
        Lookalike::FileBesideList => ("it links to another file", "import that file as a list of its own"),
        Lookalike::LinkInSentence => ("its link stands inside a sentence", "to list it, start the item with the link"),
        Lookalike::ColonAfterTitle => (
            "a colon follows a title without a link",
            "to list it, link the title or write a dash instead of the colon",
        ),
    };
    Diagnostic::new(Code::NotAnEntry, format!("this item is not read as an entry: {reason}")).help(help)
}
