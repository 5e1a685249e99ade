//! Grammar of pipe tables: which column is what, and the entry each row names.
//!
//! One [`Table`] goes in, a draft for each row comes out. Columns are known by their headers,
//! never by position. It does not look at headings around the table.

use super::document::{Row, Table};
use super::draft::Draft;
use super::inline::{Inline, Run, hidden_character, span_of, text_of};
use super::item::drafted_link;
use super::kind_guess;
use super::plain_text;
use super::web_address::{self, Address};
use crate::catalog::{Kind, Written};
use crate::source::Span;

#[rustfmt::skip]
const NAMES: [&str; 31] = [
    "tool", "tools", "title", "name", "paper", "project", "company", "resource", "main site", "dataset",
    "benchmark", "framework", "library", "model", "book", "course", "vendor", "organization", "organisation",
    "product", "scanner", "名称", "项目", "论文", "标题", "工具", "公司", "数据集", "书名", "课程", "资源",
];
#[rustfmt::skip]
const LINKS: [&str; 15] = [
    "link", "links", "url", "github", "repository", "repo", "website", "homepage", "site", "code", "链接", "地址",
    "网址", "仓库", "官网",
];
#[rustfmt::skip]
const DESCRIPTIONS: [&str; 14] = [
    "description", "summary", "about", "notes", "note", "details", "purpose", "comment", "简介", "描述", "说明",
    "介绍", "备注", "用途",
];
const RISKS: [&str; 3] = ["risk", "risks", "风险"];

const CODE_SEPARATORS: [char; 5] = [',', '，', '、', ';', '；'];

/// What the columns of a table hold, by index.
#[derive(Debug)]
struct Columns {
    name: usize,
    /// True when the header says so, not only that there are links in it.
    named: bool,
    kind: Option<Kind>,
    description: Option<usize>,
    risk: Option<usize>,
    /// Where addresses are looked for, best first.
    links: Vec<usize>,
}

/// What a table is.
#[derive(Debug)]
pub(super) enum Reading {
    /// Its rows name things; each with its index, rows without any text left out.
    Entries(Vec<(usize, Draft)>),
    /// It links to nothing, so it is a glossary or a legend.
    Data,
}

/// Reads a table. O(length).
pub(super) fn read(table: &Table<'_>) -> Reading {
    let Some(columns) = columns(table) else { return Reading::Data };
    let has_text = |(_, row): &(usize, &Row<'_>)| !row.cells.iter().all(Inline::is_blank);
    let rows = table.rows.iter().enumerate().filter(has_text);
    let rows = rows.filter(|(_, row)| columns.named || !row.cell(columns.name).is_some_and(is_sentence));
    Reading::Entries(rows.map(|(at, row)| (at, drafted(row, &columns))).collect())
}

/// True for a cell with links whose words do not start with one to the web: it mentions what it links to.
fn is_sentence(cell: &Inline<'_>) -> bool {
    let is_web = |at: usize| cell.links.get(at).is_some_and(|link| web_address::classify(&link.target) == Address::Web);
    let first = cell.runs.iter().find(|run| run.text.contains(char::is_alphanumeric));
    cell.is_linked() && first.is_some_and(|run| !run.link.is_some_and(is_web))
}

/// `None` for a table that lists nothing: without a link, and without a name column beside a risk column.
fn columns(table: &Table<'_>) -> Option<Columns> {
    let headers: Vec<String> = table.header.iter().map(|cell| plain_text::name(&cell.text()).to_lowercase()).collect();
    let find = |words: &[&str]| headers.iter().position(|header| words.contains(&header.as_str()));
    let links_in = |column: usize| table.rows.iter().any(|row| row.cell(column).is_some_and(has_web_link));
    let linked = (0..headers.len()).find(|&column| links_in(column));
    let risk = find(&RISKS);
    let named = NAMES.iter().find_map(|word| headers.iter().position(|header| header == word));
    let name = match (named, linked) {
        (Some(name), Some(_)) => name,
        (Some(name), None) if risk.is_some() => name,
        (None, Some(linked)) => linked,
        _ => return None,
    };
    let kind = headers.get(name).and_then(|header| kind_of_column(header));
    let description = find(&DESCRIPTIONS).filter(|&column| column != name);
    let by_header =
        (0..headers.len()).filter(|&at| headers.get(at).is_some_and(|header| LINKS.contains(&header.as_str())));
    let others = (0..headers.len()).filter(|&at| Some(at) != description && Some(at) != risk);
    let mut links = vec![name];
    for column in by_header.chain(others) {
        if !links.contains(&column) {
            links.push(column);
        }
    }
    Some(Columns { name, named: named.is_some(), kind, description, risk, links })
}

fn kind_of_column(header: &str) -> Option<Kind> {
    match header {
        "vendor" | "organization" | "organisation" => Some(Kind::Organization),
        _ => kind_guess::announced(header).first().copied(),
    }
}

fn has_web_link(cell: &Inline<'_>) -> bool {
    cell.hyperlinks().any(|(_, link)| web_address::classify(&link.target) == Address::Web)
}

fn drafted(row: &Row<'_>, columns: &Columns) -> Draft {
    let cell = |column: usize| row.cell(column);
    let name_runs = cell(columns.name).map(named_runs).unwrap_or_default();
    let links = columns.links.iter().filter_map(|&column| Some((column, cell(column)?))).flat_map(|(column, cell)| {
        let texts = cell.link_texts();
        cell.hyperlinks()
            .filter_map(move |(at, _)| drafted_link(cell, column, at, texts.get(at).map_or("", String::as_str)))
    });
    Draft {
        name: text_of(name_runs),
        name_span: span_of(name_runs).unwrap_or(row.span),
        links: links.collect(),
        description: columns.description.and_then(cell).map(Inline::text).unwrap_or_default(),
        codes: columns.risk.and_then(cell).map(codes).unwrap_or_default(),
        column: columns.kind,
        hidden: row.cells.iter().find_map(|cell| hidden_character(&cell.runs)),
        span: row.span,
        note: None,
    }
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

/// A row whose number of cells differs from its header's; says how many it has.
pub(super) fn ragged(row: &Row<'_>, table: &Table<'_>) -> Option<(usize, usize, Span)> {
    let expected = table.width();
    (row.written_cells != expected).then_some((row.written_cells, expected, row.span))
}
