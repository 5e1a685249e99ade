//! What looks like an entry and is none: why, and what to do.
//!
//! What the reader of the list leaves out goes in, diagnostics without a place come out. What only several lines together
//! say waits for the end of their section.

use super::document::Table;
use super::item::Lookalike;
use super::web_address::{self, Address};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// What is left out of a section, of which only several together are told.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    /// The items read last, while each is a title, a colon and what it means.
    legend: Option<Together>,
    /// Those that ended.
    legends: Vec<Together>,
    /// Lines that are a link alone, with the place of the first.
    links_alone: Option<Together>,
}

/// Things told as one.
#[derive(Debug)]
struct Together {
    count: usize,
    span: Span,
}

impl LeftOut {
    /// An item explains a word, as those of a legend do.
    pub(super) fn explains(&mut self, span: Span) {
        let legend = self.legend.get_or_insert(Together { count: 0, span });
        legend.count += 1;
        legend.span.end = span.end;
    }

    /// Something else stands below the items of a legend.
    pub(super) fn end_legend(&mut self) {
        self.legends.extend(self.legend.take());
    }

    /// So many lines of a paragraph, which stands there, are a link alone.
    pub(super) fn links_alone(&mut self, lines: usize, span: Span) {
        if lines > 0 {
            self.links_alone.get_or_insert(Together { count: 0, span }).count += lines;
        }
    }

    /// What is to be told at the end of a section, with its places. Where nothing is listed, titles with a colon are
    /// features or advice; one link alone may be but a remark.
    pub(super) fn take(&mut self, is_anything_listed: bool) -> Vec<(Span, Diagnostic)> {
        self.end_legend();
        let legends = std::mem::take(&mut self.legends).into_iter().filter(|_| is_anything_listed);
        let alone = self.links_alone.take().filter(|alone| alone.count > 1);
        legends.map(legend).chain(alone.map(links_alone)).collect()
    }
}

fn legend(Together { count, span }: Together) -> (Span, Diagnostic) {
    let mut found = told("item", Lookalike::ColonAfterTitle);
    if count > 1 {
        found.message = format!("these {count} items are not read as entries: a colon follows a title without a link");
    }
    (span, found)
}

fn links_alone(Together { count, span }: Together) -> (Span, Diagnostic) {
    let message = format!("{count} lines of this section are not read as entries: each is a link alone outside a list");
    let help = "to list what they link to, make each an item: `- [Name](address)`";
    (span, Diagnostic::new(Code::NotAnEntry, message).help(help))
}

/// So many links stand beside each other in a text.
pub(super) fn side_by_side(links: usize) -> Diagnostic {
    let message = format!("these {links} links are not read as entries: they stand beside each other in a text");
    Diagnostic::new(Code::NotAnEntry, message).help("to list what they link to, make each an item: `- [Name](address)`")
}

/// Why something (an item, a row, a heading) is not read as an entry.
pub(super) fn told(what: &str, why: Lookalike) -> Diagnostic {
    let (reason, help) = match why {
        Lookalike::ListBesideList => (
            "it links to a Markdown file beside the list",
            "with `--recursive` that file is read as well; to list it here, link its address on the web",
        ),
        Lookalike::FileBesideList => ("it links to a file beside the list", "to list it, link its address on the web"),
        Lookalike::BesideEntry => {
            ("it stands beside the one that the item lists", "to list it, give it an item of its own")
        }
        Lookalike::AboveEntries => {
            ("other things are listed below it", "to list what it links to, give that an item below it")
        }
        Lookalike::LinkInSentence => ("its link stands inside a sentence", "to list it, start the item with the link"),
        Lookalike::ColonAfterTitle => (
            "a colon follows a title without a link",
            "to list it, link the title or write a dash instead of the colon",
        ),
    };
    Diagnostic::new(Code::NotAnEntry, format!("this {what} is not read as an entry: {reason}")).help(help)
}

/// Why a table is not read as entries.
pub(super) fn told_of_table(table: &Table<'_>) -> Diagnostic {
    let mut links = table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.links);
    let leads_to_files =
        links.any(|link| link.address == Address::Relative && web_address::is_markdown_file(&link.target));
    let (reason, help) = if leads_to_files {
        (
            "its rows link to Markdown files beside the list",
            "with `--recursive` those files are read as well; to list them here, link their addresses on the web",
        )
    } else {
        (
            "none of its rows links to a web address",
            "to list its rows, link the name of each; a glossary or legend can stay as it is",
        )
    };
    Diagnostic::new(Code::NotAnEntry, format!("this table is not read as entries: {reason}")).help(help)
}
