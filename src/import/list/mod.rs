//! A Markdown list in, its entries, its own taxonomy and what was noticed out.

mod awesome_list;
mod directive;
mod draft;
mod inline;
mod item;
mod kind_guess;
mod markdown;
mod mojibake;
mod plain_text;
mod risk_taxonomy;
mod section;
mod table;
mod web_address;

use crate::catalog::{ImportedList, Written};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::source::SourceText;

/// Reads a Markdown list.
///
/// Entries come in source order; diagnostics too. Any text is accepted: what cannot be an entry is
/// reported, and a text without entries gives an empty list and a diagnostic. O(length).
///
/// # Limits
/// Entries are list items and rows of pipe tables. Entries written in HTML, as paragraphs outside
/// lists or as headings are not read; an item whose title stands before its links without being
/// set off is reported as `import/not-an-entry`. A remark in parentheses between a title and its
/// description helps to tell the kind and is not kept.
/// Which risks its codes mean is for `resolve` to say: it knows the other lists.
///
/// ```
/// use aisec_graph::import;
/// use aisec_graph::source::{SourceId, SourceText};
/// let text = "# Scanners\n## Tools\n- [garak](https://github.com/NVIDIA/garak) – Probes language models.\n";
/// let source = SourceText::new(SourceId::new("scanners")?, "scanners.md", text.to_owned());
/// let list = import::list(&source).value;
/// assert_eq!((list.title.as_str(), list.entries[0].name.as_str()), ("Scanners", "garak"));
/// assert_eq!(list.entries[0].section, ["Tools"]);
/// # Ok::<(), aisec_graph::source::SourceIdError>(())
/// ```
pub fn list(source: &SourceText) -> Checked<ImportedList> {
    let document = markdown::read(source.text());
    let mut diagnostics = about_the_text(source, &document);
    let taxonomy = risk_taxonomy::read(&document, source).take(&mut diagnostics);
    let entries = awesome_list::entries(&document, &taxonomy, source).take(&mut diagnostics);
    let taxonomy = taxonomy.taxonomy;
    if entries.is_empty() && taxonomy.is_empty() {
        diagnostics.push(empty(source));
    }
    diagnostics.sort_by_key(|found| found.place.as_ref().map(|place| (place.bytes.start, place.bytes.end, found.code)));
    let (title, language) = title_and_language(&document, source);
    let risk_lists = risk_lists(&document);
    let value = ImportedList { source: source.id().clone(), title, language, entries, taxonomy, risk_lists };
    Checked { value, diagnostics }
}

fn about_the_text(source: &SourceText, document: &markdown::Document<'_>) -> Vec<Diagnostic> {
    let garbled = mojibake::find(source.text()).into_iter().map(|garbled| {
        let written = source.text().get(garbled.span.start..garbled.span.end).unwrap_or_default();
        let message = format!("`{}` is UTF-8 read as Windows-1252", plain_text::single_spaced(written));
        Diagnostic::new(Code::Mojibake, message)
            .help(format!("write `{}`, which is used here, and save the file as UTF-8", garbled.repaired))
            .at(source.id().as_str(), garbled.span)
    });
    let fences = document.unclosed_fences.iter().map(|&span| {
        Diagnostic::new(Code::UnclosedFence, "this code fence is never closed")
            .help("close it with a line of the same characters; what follows it is read as code, not as entries")
            .at(source.id().as_str(), span)
    });
    garbled.chain(fences).collect()
}

/// The lists that `<!-- aisec risks: LIST -->` names.
fn risk_lists(document: &markdown::Document<'_>) -> Vec<Written> {
    let named = document.directives.iter().filter(|directive| directive.key == "risks");
    named.map(|directive| Written { text: directive.value.to_owned(), span: directive.span }).collect()
}

fn empty(source: &SourceText) -> Diagnostic {
    Diagnostic::new(Code::EmptyList, format!("{} holds no entry", source.path()))
        .help("write entries as `- [Name](https://address) – description`, or as a table with a column `Tool`, `Title` or `Name`")
        .at(source.id().as_str(), 0..0)
}

/// The first heading, or the source's id; Chinese when a heading holds a Chinese character.
fn title_and_language(document: &markdown::Document<'_>, source: &SourceText) -> (String, String) {
    let mut headings = document.blocks.iter().filter_map(|block| match block {
        markdown::Block::Heading(heading) => Some(plain_text::name(&heading.content.text())),
        _ => None,
    });
    let first = headings.next().filter(|title| !title.is_empty());
    let is_chinese = first.iter().cloned().chain(headings).any(|heading| crate::catalog::has_han(&heading));
    let language = if is_chinese { "zh-hans" } else { "en" };
    (first.unwrap_or_else(|| source.id().as_str().to_owned()), language.to_owned())
}
