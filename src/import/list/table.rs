//! Grammar of tables: which column is what, and the entry each row names.
//!
//! One [`Table`] goes in, a draft for each row comes out. Columns are known by their headers,
//! never by position. It does not look at headings around the table.

use super::document::{Row, Table};
use super::draft::{Draft, DraftLink};
use super::field::{Field, Label};
use super::inline::{FEW, Inline, Run, hidden_character, span_of, text_of};
use super::item::{drafted_link, is_malformed, says_nothing};
use super::web_address::Address;
use super::word_search::WordSearch;
use super::{facts, kind_guess, plain_text};
use crate::catalog::{Facts, Kind, Written};
use crate::vocab::is_generic;
use smallvec::SmallVec;
use std::sync::LazyLock;

#[rustfmt::skip]
const NAMES: [&str; 31] = [
    "tool", "tools", "title", "name", "paper", "project", "company", "resource", "main site", "dataset",
    "benchmark", "framework", "library", "model", "book", "course", "vendor", "organization", "organisation",
    "product", "scanner", "名称", "项目", "论文", "标题", "工具", "公司", "数据集", "书名", "课程", "资源",
];
/// Finds them.
static NAMES_SEARCH: LazyLock<Option<WordSearch>> = LazyLock::new(|| WordSearch::new([NAMES.as_slice()]));
const CODE_SEPARATORS: [char; 5] = [',', '，', '、', ';', '；'];

/// What the columns of a table hold, by index.
#[derive(Debug)]
pub(super) struct Columns {
    /// Headers as written; all empty where no row is a header.
    headers: Vec<String>,
    roles: Vec<Label>,
    name: usize,
    /// True when a header says that names stand there.
    is_named: bool,
    kind: Option<Kind>,
    /// Where addresses are looked for, best first.
    links: Vec<usize>,
    /// True when the table lists files beside the list, and nothing on the web.
    lists_files: bool,
}

impl Columns {
    /// The draft of a row; `None` for one without text, or that names nothing.
    pub(super) fn draft<'i>(&self, row: &'i Row<'_>) -> Option<Draft<'i>> {
        let is_headed = self.headers.iter().any(|header| !header.is_empty());
        let has_text = !row.cells.iter().all(Inline::is_blank);
        // Without a header, a row without a link is one: of columns or of what follows.
        let is_row = is_headed || row.cells.iter().any(has_web_link);
        (has_text && is_row && may_name(row, self)).then(|| drafted(row, self))
    }

    /// The file beside the list that a row names, where no cell of it leads to the web.
    pub(super) fn file<'i>(&self, row: &'i Row<'_>) -> Option<&'i str> {
        let file = named_file(row.cell(self.name)?)?;
        (!row.cells.iter().any(has_web_link)).then_some(file)
    }

    /// What a row calls those below it: a row that has one cell in bold, without a link, and nothing else.
    pub(super) fn group(&self, row: &Row<'_>) -> Option<String> {
        let mut filled = row.cells.iter().filter(|cell| !cell.is_blank() || !cell.links.is_empty());
        let name = filled.next().filter(|cell| cell.is_strong() && cell.links.is_empty() && self.headers.len() > 1)?;
        (filled.next().is_none() && row.above.is_empty()).then(|| plain_text::heading(&name.text()))
    }

    /// True where rows name things in bold without a link, so that such a row alone is no group.
    pub(super) fn names_in_bold(&self, rows: &[Row<'_>]) -> bool {
        rows.iter().any(|row| row.cell(self.name).is_some_and(Inline::is_strong) && self.group(row).is_none())
    }

    fn of(&self, role: Label) -> Option<usize> {
        self.roles.iter().position(|&other| other == role)
    }
}

/// What a table is.
#[derive(Debug)]
pub(super) enum Reading {
    /// Its rows name things, as the columns say.
    Entries(Columns),
    /// It has no header and no column of names: it only places texts beside each other.
    Layout,
    /// It links to nothing, so it is a glossary or a legend.
    Data,
}

/// Reads a table. O(length).
pub(super) fn read(table: &Table<'_>) -> Reading {
    let headers: Vec<String> = table.header.iter().map(|cell| plain_text::name(&cell.text())).collect();
    let is_headed = headers.iter().any(|header| !header.is_empty());
    let columns = if is_headed { columns(table, headers) } else { headless(table) };
    let Some(columns) = columns else { return if is_headed { Reading::Data } else { Reading::Layout } };
    Reading::Entries(columns)
}

/// `None` for a table that lists nothing: without a link to the web, unless its name column stands beside one of
/// risks, or names files beside a date, a venue or authors: such files are the things, other files are parts of the list.
fn columns(table: &Table<'_>, headers: Vec<String>) -> Option<Columns> {
    let lower: Vec<String> = headers.iter().map(|header| header.to_lowercase()).collect();
    let mut roles: Vec<Label> = lower.iter().map(|header| Label::of(header)).collect();
    let links_in = |column: usize| table.rows.iter().any(|row| row.cell(column).is_some_and(has_web_link));
    let linked = (0..headers.len()).find(|&column| links_in(column));
    let exact = NAMES.iter().find_map(|word| lower.iter().position(|header| header == word));
    let holds_word = |header: &String| {
        NAMES_SEARCH.iter().flat_map(|search| search.places(header)).any(|place| place.is_whole(header))
    };
    let named = exact.or_else(|| lower.iter().position(holds_word));
    let is_dated = roles.iter().any(|role| matches!(role, Label::Date | Label::Venue | Label::Authors));
    let names_files =
        |name: usize| table.rows.iter().any(|row| row.cell(name).is_some_and(|cell| named_file(cell).is_some()));
    let lists_files = linked.is_none() && is_dated && named.is_some_and(names_files);
    let name = match (named, linked) {
        (Some(name), Some(_)) => name,
        (Some(name), None) if lists_files || roles.contains(&Label::Risk) => name,
        (None, Some(linked)) => said_beside(table, &roles, linked).unwrap_or(linked),
        _ => return None,
    };
    let kind = lower.get(name).and_then(|header| kind_of_column(header));
    if let Some(role) = linked.filter(|_| named.is_none()).and_then(|linked| roles.get_mut(linked)) {
        *role = Label::Link;
    }
    if let Some(role) = roles.get_mut(name) {
        *role = Label::Name;
    }
    let of_role = |role: Label| {
        let columns = roles.iter().enumerate().filter(move |&(_, &other)| other == role);
        columns.map(|(at, _)| at)
    };
    let others = [Label::Other, Label::Date, Label::Venue, Label::Authors, Label::Tags];
    let mut links = vec![name];
    links.extend(of_role(Label::Link));
    links.extend(others.into_iter().flat_map(of_role));
    Some(Columns { links, headers, name, is_named: named.is_some(), kind, roles, lists_files })
}

/// The first column of words, where the links of the linked one say only what is behind them, or are numbers.
fn said_beside(table: &Table<'_>, roles: &[Label], linked: usize) -> Option<usize> {
    let cells = |column: usize| table.rows.iter().filter_map(move |row| row.cell(column));
    let is_empty = |text: &str| says_nothing(text) || !text.contains(char::is_alphabetic);
    let names = cells(linked).filter(|cell| has_web_link(cell)).any(|cell| !is_empty(&text_of(named_runs(cell))));
    let of_words = |column: &usize| {
        let says = |cell: &Inline<'_>| cell.text().contains(char::is_alphabetic);
        roles.get(*column) == Some(&Label::Other) && *column != linked && cells(*column).any(says)
    };
    if names { None } else { (0..roles.len()).find(of_words) }
}

/// Columns of a table without a header: names stand in the last column that has a link in most rows.
fn headless(table: &Table<'_>) -> Option<Columns> {
    let width = table.width();
    let rows = table.rows.iter().filter(|row| row.cells.iter().any(has_web_link)).count();
    let has_name = |column: usize| {
        let named = table.rows.iter().filter(|row| {
            row.cell(column).is_some_and(|cell| {
                has_web_link(cell) && !named_runs(cell).is_empty() && cell.hyperlinks().nth(1).is_none()
            })
        });
        named.count() * 2 > rows
    };
    let name = (0..width).rev().find(|&column| has_name(column)).filter(|_| rows > 1 && width > 1)?;
    let roles = (0..width).map(|at| if at == name { Label::Name } else { Label::Other }).collect();
    let links = std::iter::once(name).chain((0..width).filter(|&at| at != name)).collect();
    let headers = vec![String::new(); width];
    Some(Columns { headers, roles, name, is_named: true, kind: None, links, lists_files: false })
}

/// False for a row that names only a file beside the list, and, where no header announces names, for a
/// sentence with a link.
fn may_name(row: &Row<'_>, columns: &Columns) -> bool {
    let Some(cell) = row.cell(columns.name) else { return true };
    let names_file = named_file(cell).is_some() && !columns.lists_files;
    let first = cell.runs.iter().find(|run| run.text.contains(char::is_alphanumeric));
    let is_sentence = cell.is_linked() && first.is_some_and(|run| run.link.is_none());
    if columns.is_named { !names_file || row.cells.iter().any(has_web_link) } else { !names_file && !is_sentence }
}

/// The file beside the list that a cell's first link leads to.
fn named_file<'i>(cell: &'i Inline<'_>) -> Option<&'i str> {
    let (_, first) = cell.hyperlinks().next()?;
    (first.address == Address::Relative).then_some(first.target.as_ref())
}

fn kind_of_column(header: &str) -> Option<Kind> {
    match header {
        "vendor" | "organization" | "organisation" => Some(Kind::Organization),
        _ => kind_guess::announced(header).first().copied(),
    }
}

fn has_web_link(cell: &Inline<'_>) -> bool {
    cell.hyperlinks().any(|(_, link)| link.address == Address::Web)
}

fn drafted<'i>(row: &'i Row<'_>, columns: &Columns) -> Draft<'i> {
    let cell = |column: usize| row.cell(column);
    // A name that reaches down from the row above is another's: what is linked tells this one from it.
    let linked = || row.cells.iter().find(|cell| has_web_link(cell)).map(named_runs);
    let says_something = |runs: &&[Run<'_>]| !is_generic(&text_of(runs));
    let named = cell(columns.name).map(named_runs).or_else(|| linked().filter(says_something));
    let name_runs = named.unwrap_or_default();
    let links = columns.links.iter().filter_map(|&column| Some((column, cell(column)?))).flat_map(|(column, cell)| {
        let mut texts = cell.link_texts();
        let mut shown = move |at: usize| texts.get_mut(at).map(std::mem::take).unwrap_or_default();
        let linked = move |(at, _)| drafted_link(cell, column, at, shown(at));
        cell.hyperlinks().filter_map(linked)
    });
    let mut links: SmallVec<[DraftLink<'i>; FEW]> = links.collect();
    // A badge before the name links to something else.
    let of_name = name_runs.first().and_then(|run| run.link);
    links.sort_by_key(|link| (link.cell, Some(link.index)) != (columns.name, of_name));
    let first_link = cell(columns.name).and_then(|cell| Some((cell, cell.hyperlinks().next()?.0)));
    let text = |role| columns.of(role).and_then(cell).map(Inline::text);
    Draft {
        name: text_of(name_runs),
        name_span: span_of(name_runs).unwrap_or(row.span),
        links,
        description: text(Label::Description).unwrap_or_default(),
        codes: columns.of(Label::Risk).and_then(cell).map(codes).unwrap_or_default(),
        column: columns.kind,
        malformed: first_link.is_some_and(|(cell, at)| is_malformed(cell, at)),
        facts: facts_of(row, columns),
        hidden: row.cells.iter().find_map(|cell| hidden_character(&cell.runs)),
        span: row.span,
        note: None,
    }
}

fn facts_of(row: &Row<'_>, columns: &Columns) -> Facts {
    let text = |column: usize| match row.above.get(column) {
        Some(above) => plain_text::single_spaced(above).into_owned(),
        None => row.cell(column).map(|cell| plain_text::single_spaced(&cell.text()).into_owned()).unwrap_or_default(),
    };
    let mut facts = Facts { badges: row.cells.iter().flat_map(facts::badges).collect(), ..Facts::default() };
    for (at, (&label, header)) in columns.roles.iter().zip(&columns.headers).enumerate() {
        let is_told = match label {
            Label::Name | Label::Risk | Label::Link => true,
            Label::Description => columns.of(label) == Some(at),
            _ => header.is_empty(),
        };
        if let Some(field) = Field::new(label, header, &text(at)).filter(|_| !is_told) {
            field.state(&mut facts);
        }
    }
    facts
}

/// The text of the first link that has any, or all text of the cell.
fn named_runs<'i, 'a>(cell: &'i Inline<'a>) -> &'i [Run<'a>] {
    let runs = cell.runs.as_slice();
    let Some(start) = runs.iter().position(|run| run.link.is_some()) else { return runs };
    let (_, from_link) = runs.split_at(start);
    let link = from_link.first().and_then(|run| run.link);
    let length = from_link.iter().take_while(|run| run.link == link).count();
    from_link.split_at(length).0
}

/// The codes of a risk cell, parted by commas.
fn codes(cell: &Inline<'_>) -> Vec<Written> {
    let mut codes = Vec::new();
    for run in &cell.runs {
        let mut from = 0;
        for piece in run.text.split_inclusive(CODE_SEPARATORS) {
            let text = piece.trim_end_matches(CODE_SEPARATORS);
            let start = from + (text.len() - text.trim_start().len());
            let text = text.trim();
            if text.contains(char::is_alphanumeric) {
                codes.push(Written { text: text.to_owned(), span: run.span_of(start, start + text.len()) });
            }
            from += piece.len();
        }
    }
    codes
}
