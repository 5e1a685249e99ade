//! The entries of a list, in source order, with the headings and groups above each.
//!
//! A parsed document and the list's own taxonomy go in, entries come out. The blocks that define
//! the taxonomy are left to `risk_taxonomy`. It merges nothing: each place is one entry.

use super::draft::{Draft, Surroundings};
use super::item::Lookalike;
use super::markdown::{Block, Document, Heading, Item, Table};
use super::risk_taxonomy::ListTaxonomy;
use super::section::Sections;
use super::{item, plain_text, table};
use crate::catalog::Entry;
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::source::{SourceText, Span};

/// Every entry. O(length of the document).
pub(super) fn entries(document: &Document<'_>, taxonomy: &ListTaxonomy, source: &SourceText) -> Checked<Vec<Entry>> {
    let mut reader = Reader { source, sections: Sections::default(), entries: Vec::new(), found: Vec::new() };
    let mut titled = false;
    for (index, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Heading(Heading { level: 1, .. }) if !titled => reader.sections.title(),
            Block::Heading(heading) => {
                reader.sections.heading(heading.level, plain_text::heading(&heading.content.text()));
            }
            Block::Paragraph(content) if content.is_strong() => {
                reader.sections.paragraph(plain_text::heading(&content.text()));
            }
            Block::Paragraph(_) => reader.sections.reach(1),
            Block::Item(_) if taxonomy.defines(index) => {}
            Block::Item(item) => reader.item(item),
            Block::Table(table) => reader.table(table),
        }
        titled |= matches!(block, Block::Heading(_));
    }
    Checked { value: reader.entries, diagnostics: reader.found }
}

struct Reader<'a> {
    source: &'a SourceText,
    sections: Sections,
    entries: Vec<Entry>,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn item(&mut self, item: &Item<'_>) {
        self.sections.reach(item.depth);
        if self.sections.is_about_the_list() {
            return;
        }
        match item::read(item) {
            item::Reading::Entry(draft) => self.draft(draft),
            item::Reading::Group(name) => self.sections.group(item.depth, plain_text::heading(&name)),
            item::Reading::Lookalike(why) => self.report(item.span, not_an_entry(why)),
            item::Reading::Prose => {}
        }
    }

    fn table(&mut self, table: &Table<'_>) {
        self.sections.reach(table.depth + 1);
        if self.sections.is_about_the_list() {
            return;
        }
        let rows = match table::read(table) {
            table::Reading::Entries(rows) => rows,
            table::Reading::Data => {
                let message = "this table is not read as entries: none of its rows links to a web address";
                let help = "to list its rows, link the name of each; a glossary or legend can stay as it is";
                return self.report(table.span, Diagnostic::new(Code::NotAnEntry, message).help(help));
            }
        };
        for (draft, row) in rows {
            if let Some((written, expected, span)) = table::ragged(row, table) {
                let message = format!("the row has {written} cells, its header has {expected}");
                let help = "give every row as many cells as the header; write a pipe inside a cell as `\\|`";
                self.report(span, Diagnostic::new(Code::RaggedRow, message).help(help));
            }
            self.draft(draft);
        }
    }

    fn draft(&mut self, draft: Draft) {
        let around = Surroundings { source: self.source, sections: &self.sections };
        self.entries.extend(draft.into_entry(around, &mut self.found));
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
