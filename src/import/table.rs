//! Text with separated columns in, rows with named cells and byte spans out.
//!
//! Reads RFC 4180 quoting, any line ending, and columns by the name in the header. Knows nothing
//! of what a table is about; each importer says what a row must hold.

use super::row::{Row, shown};
use crate::diagnostic::{Checked, Diagnostic, Noticed};
use crate::source::{SourceText, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// Why a table cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// There is no header line.
    #[error("{path} has no header line; it should name the columns {}", expected.join(", "))]
    NoHeader {
        /// The file.
        path: String,
        /// Columns the header must name.
        expected: Vec<String>,
    },
    /// The header lacks columns.
    #[error("{path}:{line}: {}; the header names {}", are_missing(columns), found.join(", "))]
    MissingColumns {
        /// The file.
        path: String,
        /// Line of the header, from 1.
        line: usize,
        /// Every column that it lacks, in the order they are usually written.
        columns: Vec<String>,
        /// Columns the header names; the first ones, where it names very many.
        found: Vec<String>,
    },
    /// The header names a column twice.
    #[error("{path}:{line}: column `{column}` stands in the header twice")]
    RepeatedColumn {
        /// The file.
        path: String,
        /// Line of the header, from 1.
        line: usize,
        /// The column.
        column: String,
    },
    /// A quoted cell runs to the end of the file.
    #[error("{path}:{line}: the quote opened here is never closed")]
    UnclosedQuote {
        /// The file.
        path: String,
        /// Line of the quote, from 1.
        line: usize,
    },
    /// The reader of separated values gave up.
    #[error("{path} cannot be read as a table")]
    Unreadable {
        /// The file.
        path: String,
        /// What the reader said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

fn are_missing(columns: &[String]) -> String {
    let (word, verb) = if columns.len() == 1 { ("column", "is") } else { ("columns", "are") };
    format!("{word} `{}` {verb} missing", columns.join("`, `"))
}

/// Columns that a message about a header names at most: a file that is no table may have any number.
const COLUMNS_NAMED: usize = 30;

/// What stands between two cells.
#[derive(Debug, Clone, Copy)]
pub(super) enum Separator {
    /// `,`
    Comma,
    /// A tab.
    Tab,
}

impl Separator {
    fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
        }
    }
}

/// Reads every row below the header; `start` is the first byte of the table in the source.
///
/// A row that `parse` refuses is left out and its diagnostic kept. Blank lines are skipped.
///
/// # Errors
/// [`TableError`] without a header, when the header lacks one of `required` or repeats a column,
/// and when a quote is never closed.
pub(super) fn read<T>(
    source: &SourceText,
    start: usize,
    separator: Separator,
    required: &[&str],
    mut parse: impl FnMut(&Row<'_>) -> Result<T, Diagnostic>,
) -> Result<Checked<Vec<T>>, TableError> {
    let mut lines = Lines::new(source, start, separator);
    let header = lines.next_line()?.ok_or_else(|| TableError::NoHeader {
        path: source.path().to_owned(),
        expected: required.iter().map(|&column| column.to_owned()).collect(),
    })?;
    let columns = columns(source, &header, required)?;
    let (mut value, mut noticed) = (Vec::new(), Noticed::default());
    while let Some(line) = lines.next_line()? {
        let row = Row::new(source, &columns, header.values.len(), line);
        match row.complete().and_then(|()| parse(&row)) {
            Ok(parsed) => value.push(parsed),
            Err(diagnostic) => noticed.push(diagnostic),
        }
    }
    Ok(Checked { value, diagnostics: noticed.told() })
}

/// Column numbers by name.
fn columns(source: &SourceText, header: &Line, required: &[&str]) -> Result<BTreeMap<String, usize>, TableError> {
    let place = || (source.path().to_owned(), source.line(header.span.start));
    let mut columns = BTreeMap::new();
    for (number, name) in header.values.iter().enumerate() {
        if columns.insert(name.trim().to_owned(), number).is_some() && !name.trim().is_empty() {
            let (path, line) = place();
            return Err(TableError::RepeatedColumn { path, line, column: name.trim().to_owned() });
        }
    }
    let missing = required.iter().filter(|column| !columns.contains_key(**column));
    let missing: Vec<String> = missing.map(|&column| column.to_owned()).collect();
    if !missing.is_empty() {
        let (path, line) = place();
        let found = header.values.iter().take(COLUMNS_NAMED).map(|name| shown(name.trim()).into_owned()).collect();
        return Err(TableError::MissingColumns { path, line, columns: missing, found });
    }
    Ok(columns)
}

/// One record: cell values with quotes resolved, and where each stands.
pub(super) struct Line {
    /// What the cells hold.
    pub(super) values: csv::StringRecord,
    /// Where each cell stands, as many as there are values.
    pub(super) cells: Vec<Span>,
    /// Where the record stands, without its line end.
    pub(super) span: Span,
}

/// The records of a table in file order.
struct Lines<'t> {
    source: &'t SourceText,
    start: usize,
    body: &'t str,
    separator: u8,
    reader: csv::Reader<&'t [u8]>,
}

impl<'t> Lines<'t> {
    fn new(source: &'t SourceText, start: usize, separator: Separator) -> Self {
        let body = source.text().get(start..).unwrap_or_default();
        let reader = csv::ReaderBuilder::new()
            .delimiter(separator.byte())
            .has_headers(false)
            .flexible(true)
            .from_reader(body.as_bytes());
        Self { source, start, body, separator: separator.byte(), reader }
    }

    fn next_line(&mut self) -> Result<Option<Line>, TableError> {
        let before = self.byte();
        let mut values = csv::StringRecord::new();
        let more = self
            .reader
            .read_record(&mut values)
            .map_err(|error| TableError::Unreadable { path: self.source.path().to_owned(), source: error.into() })?;
        if !more {
            return Ok(None);
        }
        // The reader's position may stand before the line feed of a CRLF or before blank lines.
        let raw = self.body.get(before..self.byte()).unwrap_or_default();
        let skipped = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
        let raw = raw.trim_matches(['\r', '\n']);
        let start = self.start + before + skipped;
        let cells = cell_ranges(raw, self.separator).map_err(|quote| TableError::UnclosedQuote {
            path: self.source.path().to_owned(),
            line: self.source.line(start + quote),
        })?;
        let cells = cells.into_iter().map(|cell| Span::new(start + cell.start, start + cell.end)).collect();
        Ok(Some(Line { values, cells, span: Span::new(start, start + raw.len()) }))
    }

    fn byte(&self) -> usize {
        usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX)
    }
}

/// Where each cell of a record stands, without surrounding spaces or quotes; `Err` is the byte of a quote left open.
fn cell_ranges(raw: &str, separator: u8) -> Result<Vec<Range<usize>>, usize> {
    let bytes = raw.as_bytes();
    let mut cells = Vec::new();
    let mut start = 0;
    loop {
        let mut end = start;
        if bytes.get(start) == Some(&b'"') {
            end = closing_quote(bytes, start).ok_or(start)? + 1;
        }
        while bytes.get(end).is_some_and(|&byte| byte != separator) {
            end += 1;
        }
        cells.push(inner(raw, start..end));
        if end >= bytes.len() {
            return Ok(cells);
        }
        start = end + 1;
    }
}

/// The quote that ends the cell whose first byte is the quote at `open`; a doubled quote is text.
fn closing_quote(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        match (bytes.get(at)?, bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => return Some(at),
            _ => at += 1,
        }
    }
}

fn inner(raw: &str, cell: Range<usize>) -> Range<usize> {
    let text = raw.get(cell.clone()).unwrap_or_default();
    let unquoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let trimmed = unquoted.trim();
    let quote = usize::from(unquoted.len() != text.len());
    let start = cell.start + quote + (unquoted.len() - unquoted.trim_start().len());
    if trimmed.is_empty() { cell.start + quote..cell.start + quote } else { start..start + trimmed.len() }
}
