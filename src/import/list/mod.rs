//! A Markdown list in, its entries, its own taxonomy and what was noticed out.

mod account;
mod awesome_list;
mod beside;
mod builder;
mod directive;
mod document;
mod draft;
mod events;
mod facts;
mod field;
mod front_matter;
mod holder;
mod html;
mod html_markdown;
mod html_reader;
mod inline;
mod item;
mod kind_guess;
mod known_hosts;
mod labels;
mod leading_label;
mod left_out;
mod link_role;
mod linked_heading;
mod lint;
mod long_line;
mod malformed;
mod markdown;
mod mojibake;
mod paragraph_lines;
mod parts;
mod plain_text;
mod risk_taxonomy;
mod section;
mod silence;
mod split_table;
mod table;
mod table_rows;
mod title_first;
mod venue;
mod web_address;
mod without_links;
mod word_search;
mod written_target;

pub use account::is_about_the_list;
pub use lint::{MissingAnchor, missing_anchors};
pub use silence::suppressions;

use crate::catalog::{ImportedList, Written};
use crate::diagnostic::{Checked, Code, Diagnostic, Noticed, in_order};
use crate::source::SourceText;
use awesome_list::Read;
use builder::MAX_COLUMNS;
use document::{Block, OddTag, Remains, TagFault};
use lint::outline::Outline;
use markdown::Outlines;
use parts::Reading;

/// Reads a Markdown list.
///
/// Entries come in source order; diagnostics too. Any text is accepted: what cannot be an entry is
/// reported, and a text without entries gives an empty list and a diagnostic. O(length).
///
/// # Limits
/// An entry is a list item, a row of a table, a linked `<summary>`, a paragraph that starts with a link in
/// bold or, below a heading, with one that a dash or a colon follows, or a heading that links to something or
/// whose items only say what they link to. An item that starts with text that is neither
/// set off, nor a short label, nor followed by links alone is reported as `import/not-an-entry`; one of plain text without
/// a link is text.
/// Which risks its codes mean is for `resolve` to say: it knows the other lists.
///
/// ```
/// use aisec_graph::import;
/// use aisec_graph::source::{SourceId, SourceText};
/// let text = "# Scanners\n## Tools\n- [garak](https://github.com/NVIDIA/garak) – Probes language models.\n";
/// let source = SourceText::new(SourceId::new("scanners")?, "scanners.md", text.to_owned());
/// let list = import::list(&source).value;
/// assert_eq!((list.title.as_str(), list.entries[0].name.as_str()), ("Scanners", "garak"));
/// assert_eq!(*list.entries[0].section, ["Tools"]);
/// # Ok::<(), aisec_graph::source::SourceIdError>(())
/// ```
pub fn list(source: &SourceText) -> Checked<ImportedList> {
    let (value, _, noticed) = read(source, Outlines::Leave);
    Checked { value, diagnostics: told(noticed) }
}

/// A list, what lints need to know of it, if they do, and what was noticed while reading it.
fn read(source: &SourceText, outlines: Outlines) -> (ImportedList, Option<Outline<'_>>, Noticed) {
    let reading = parts::read(source, outlines);
    let Reading { headings, table_ends, taxonomy, mut noticed, list, remains, outline } = reading;
    noticed.extend(table_ends.splits(source, &remains.directives));
    let Read { entries, accounts, found } = list;
    noticed.append(found);
    about_the_text(source, &remains, &mut noticed);
    let (title, language) = headings.title_and_language(source);
    let links = accounts.finish(&remains);
    let risk_lists = risk_lists(&remains);
    let comments = comments(&remains);
    let sub_lists = account::sub_lists(&links);
    if entries.is_empty() && taxonomy.is_empty() {
        noticed.push(empty(source, !sub_lists.is_empty()));
    }
    let source = source.id().clone();
    let list = ImportedList { source, title, language, entries, taxonomy, risk_lists, comments, links, sub_lists };
    (list, outline, noticed)
}

/// Reads a Markdown list as [`list`] does, and says what else is odd in its text.
///
/// The list is the same. The diagnostics are those of reading and, among them in source order, what
/// a maintainer wants to know and no reader of the graph does: contents that name no section, risks
/// that no entry carries, white space, hidden characters, references. O(length).
///
/// ```
/// use aisec_graph::import;
/// use aisec_graph::source::{SourceId, SourceText};
/// let text = "- [Tools](#tool)\n- [Papers](#papers)\n\n## Tools\n- [garak](https://github.com/NVIDIA/garak)\n\n## Papers\n";
/// let source = SourceText::new(SourceId::new("scanners")?, "scanners.md", text.to_owned());
/// let found = import::linted_list(&source).diagnostics;
/// assert_eq!(found[0].message, "the contents name `Tools`; no section has that heading");
/// # Ok::<(), aisec_graph::source::SourceIdError>(())
/// ```
pub fn linted_list(source: &SourceText) -> Checked<ImportedList> {
    let (value, outline, mut noticed) = read(source, Outlines::Read);
    noticed.retain(|found| !lint::hidden::is_told(found, source.text()));
    lint::find(source, &value, outline.unwrap_or_default(), &mut noticed);
    Checked { value, diagnostics: told(noticed) }
}

/// What was noticed, in source order.
fn told(noticed: Noticed) -> Vec<Diagnostic> {
    let mut diagnostics = noticed.told();
    in_order(&mut diagnostics);
    diagnostics
}

/// Adds what is odd in the text whatever its entries are.
fn about_the_text(source: &SourceText, remains: &Remains<'_>, noticed: &mut Noticed) {
    let text = source.text();
    let mut targets = web_address::Targets::new(text);
    let garbled = remains.garbled.iter().filter(|garbled| !remains.is_in_code(garbled.span)).map(|garbled| {
        let written = text.get(garbled.span.start..garbled.span.end).unwrap_or_default();
        let message = format!("`{}` is UTF-8 read as Windows-1252", plain_text::single_spaced(written));
        let found = Diagnostic::new(Code::Mojibake, message).at(source.id().as_str(), garbled.span);
        if targets.hold(garbled.span.start) {
            return found.help(format!(
                "if the address leads nowhere, write `{}`, and save the file as UTF-8",
                garbled.repaired
            ));
        }
        found
            .help(format!("write `{}`, which is used here, and save the file as UTF-8", garbled.repaired))
            .fix(garbled.span, garbled.repaired.clone())
    });
    let fences = remains.unclosed_fences.iter().map(|&span| {
        Diagnostic::new(Code::UnclosedFence, "this code fence is never closed")
            .help("close it with a line of the same characters; what follows it is read as code, not as entries")
            .at(source.id().as_str(), span)
    });
    let cells = remains.first_beyond.iter().map(|&at| {
        let message =
            format!("the table has more than {MAX_COLUMNS} columns; from here on they are read as part of the last");
        Diagnostic::new(Code::BeyondLimit, message)
            .help("divide the table; no link of it is lost")
            .at(source.id().as_str(), at..at)
    });
    let lines = cut_lines(source, &remains.cut_lines);
    let tags = remains.odd_tags.iter().map(|tag| odd_tag(tag).at(source.id().as_str(), tag.span));
    let blocks = remains.cut_blocks.iter().map(|&at| cut_block().at(source.id().as_str(), at..at));
    let unread = remains.unread_markdown.iter().filter_map(|unread| unread.diagnostic(source));
    noticed.extend(unread);
    noticed.extend(garbled.chain(fences).chain(cells).chain(lines).chain(blocks).chain(tags));
}

/// That lines are cut before those bytes.
fn cut_lines(source: &SourceText, cuts: &[usize]) -> impl Iterator<Item = Diagnostic> {
    let mut last = 0;
    cuts.iter().map(move |&at| {
        let line = source.text().get(last..at).and_then(|text| text.rfind('\n')).map_or(last, |end| last + end + 1);
        last = at;
        let message =
            format!("after {} bytes without an end the line is cut here; the rest is read as another", at - line);
        Diagnostic::new(Code::BeyondLimit, message)
            .help(format!(
                "divide the line; no link is lost but one longer than {} KiB, and here one may belong to nothing",
                long_line::LONGEST_LINK >> 10
            ))
            .at(source.id().as_str(), at..at)
    })
}

/// That a block is cut.
fn cut_block() -> Diagnostic {
    let message = format!(
        "after {} MiB without an end the block is cut here; the rest is read as another",
        events::LONGEST >> 20
    );
    Diagnostic::new(Code::BeyondLimit, message).help("divide it; no link is lost, but here one may belong to nothing")
}

/// The lists that `<!-- aisec risks: LIST -->` names.
fn risk_lists(remains: &Remains<'_>) -> Vec<Written> {
    let named = remains.directives.iter().filter(|directive| directive.key == "risks");
    named.map(|directive| Written { text: directive.value.to_owned(), span: directive.span }).collect()
}

/// The comments to this program that are about findings.
fn comments(remains: &Remains<'_>) -> Vec<Written> {
    let others = remains.directives.iter().filter(|directive| directive.key != "risks");
    others.map(|directive| Written { text: directive.said.to_owned(), span: directive.comment }).collect()
}

/// A list without entries; one that leads to others may be meant so.
fn empty(source: &SourceText, leads_on: bool) -> Diagnostic {
    let (message, help) = if leads_on {
        (
            "holds no entry, but links to lists beside it",
            "with `--recursive` those are read as well; to list things here, write `- [Name](https://address) – description`",
        )
    } else {
        (
            "holds no entry",
            "write entries as `- [Name](https://address) – description`, or as a table with a column `Tool`, `Title` or `Name`",
        )
    };
    Diagnostic::new(Code::EmptyList, format!("{} {message}", source.path())).help(help).at(source.id().as_str(), 0..0)
}

fn odd_tag(tag: &OddTag) -> Diagnostic {
    let name = tag.name;
    match tag.fault {
        TagFault::Unclosed => Diagnostic::new(Code::UnclosedTag, format!("`<{name}>` is never closed"))
            .help(format!("write `</{name}>` where it ends")),
        TagFault::Stray => Diagnostic::new(Code::StrayTag, format!("this `{name}` tag has no other half"))
            .help("delete it, or write the half that is missing"),
    }
}

/// What the headings of a list say of it.
#[derive(Debug, Default)]
struct Headings {
    first: Option<String>,
    any_chinese: bool,
}

impl Headings {
    fn note(&mut self, block: &Block<'_>) {
        if let Block::Heading(heading) = block {
            let name = plain_text::name(&heading.content.text());
            self.any_chinese |= crate::catalog::has_han(&name);
            self.first.get_or_insert(name);
        }
    }

    /// Adds those of the next part of the text.
    fn append(&mut self, next: Self) {
        self.first = self.first.take().or(next.first);
        self.any_chinese |= next.any_chinese;
    }

    /// The first heading, or the source's id; Chinese when a heading holds a Chinese character.
    fn title_and_language(self, source: &SourceText) -> (String, String) {
        let language = if self.any_chinese { "zh-hans" } else { "en" };
        let first = self.first.filter(|title| !title.is_empty());
        (first.unwrap_or_else(|| source.id().as_str().to_owned()), language.to_owned())
    }
}
