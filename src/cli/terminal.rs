//! What people read: colours, width, and hostile text made printable.

pub(crate) use super::finding::Look;
use super::{Color, Common, Failure, finding};
use aisec_graph::diagnostic::{Diagnostic, Severity};
use aisec_graph::source::Sources;
use aisec_graph::vocab::turns_text;
use comfy_table::{ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle, Width};
use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use unicode_width::UnicodeWidthStr;

/// How to print.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    color_out: bool,
    color_err: bool,
    is_read: bool,
    verbosity: Verbosity,
}

/// How much to say beside the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verbosity {
    Quiet,
    Normal,
    Verbose,
}

/// Styles by meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Strong,
    Dim,
    Good,
    Warning,
    Bad,
    Frame,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Self::Strong => "1",
            Self::Dim => "2",
            Self::Good => "32",
            Self::Warning => "33",
            Self::Bad => "1;31",
            Self::Frame => "34",
        }
    }
}

impl Terminal {
    pub(crate) fn new(common: &Common) -> Self {
        let wanted = |is_terminal: bool| match common.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        Self {
            color_out: wanted(io::stdout().is_terminal()),
            color_err: wanted(io::stderr().is_terminal()),
            is_read: io::stderr().is_terminal(),
            verbosity: match (common.quiet, common.verbose) {
                (true, _) => Verbosity::Quiet,
                (false, true) => Verbosity::Verbose,
                (false, false) => Verbosity::Normal,
            },
        }
    }

    /// Text for standard output in a style.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        paint(self.color_out, style, text)
    }

    /// A line on standard error, unless quiet.
    pub(crate) fn say(&self, text: &str) {
        if self.verbosity > Verbosity::Quiet {
            let _ = writeln!(io::stderr(), "{}", printable(text));
        }
    }

    /// The same, in a process that says what another one passes on to a person or does not.
    pub(crate) fn passed_on(self, is_read: bool) -> Self {
        Self { is_read, ..self }
    }

    /// Whether a person reads what is said.
    pub(crate) fn is_read(&self) -> bool {
        self.is_read
    }

    /// Whether the user asked for no more than the result.
    pub(crate) fn is_quiet(&self) -> bool {
        self.verbosity == Verbosity::Quiet
    }

    /// Whether the user asked for more.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbosity == Verbosity::Verbose
    }

    /// A line on standard error for who wants to know more.
    pub(crate) fn say_more(&self, text: &str) {
        if self.is_verbose() {
            self.say(text);
        }
    }

    /// An error on standard error, with what to do.
    pub(crate) fn error(&self, failure: &Failure) {
        let mut stderr = io::stderr().lock();
        let _ = writeln!(
            stderr,
            "{} {}",
            paint(self.color_err, Style::Bad, "error:"),
            printable_lines(&failure.message, "  ")
        );
        if let Some(help) = &failure.help {
            let _ =
                writeln!(stderr, "  {} {}", paint(self.color_err, Style::Dim, "help:"), printable_lines(help, "  "));
        }
    }

    /// Findings on standard error, the first of each code: warnings and errors, with `-v` notes too.
    pub(crate) fn diagnostics(&self, diagnostics: &[Diagnostic], sources: &Sources) {
        let least = match self.verbosity {
            Verbosity::Quiet => return,
            Verbosity::Normal => Severity::Warning,
            Verbosity::Verbose => Severity::Note,
        };
        let look = Look { columns: PIPED_COLUMNS, color: self.color_err };
        let mut stderr = io::stderr().lock();
        let told = diagnostics.iter().filter(|found| found.severity >= least);
        let shown = finding::Shown::new(told, finding::USUAL_MOST);
        for (found, _) in &shown.first {
            let _ = write!(stderr, "{}", finding::in_short(found, sources, &look));
        }
        for line in shown.rest_in_words("`aisec check --max-per-code all` shows every one in a list") {
            let _ = writeln!(stderr, "{line}");
        }
    }

    /// How findings look on standard output.
    pub(crate) fn look(&self) -> Look {
        Look { columns: terminal_columns().unwrap_or(PIPED_COLUMNS), color: self.color_out }
    }
}

/// Columns of a line in what is piped.
const PIPED_COLUMNS: usize = 100;

/// Width of the terminal on standard output, if it is one.
fn terminal_columns() -> Option<usize> {
    let (terminal_size::Width(width), _) =
        Some(io::stdout()).filter(IsTerminal::is_terminal).and_then(|_| terminal_size::terminal_size())?;
    Some(usize::from(width))
}

/// The style of a severity.
pub(crate) fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Note => Style::Dim,
        Severity::Question => Style::Strong,
        Severity::Warning => Style::Warning,
        Severity::Error => Style::Bad,
    }
}

/// A table as [`write_grid`] has it.
pub(crate) fn grid(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = Vec::new();
    let written =
        write_grid(&mut out, header, || rows.iter().map(|row| row.iter().map(|cell| cell.as_str().into()).collect()));
    debug_assert!(written.is_ok(), "memory can be written to");
    String::from_utf8_lossy(&out).into_owned()
}

/// Rows that are laid out for a terminal: more are as wide as their content, as nobody reads them there.
const MAX_FITTED_ROWS: usize = 10_000;

/// Columns that a cell of a piped table is filled up to at most: one of many thousand would lengthen every row.
const MAX_FILLED_WIDTH: usize = 500;

/// Writes a table as wide as the terminal, or as wide as its content when piped or of many rows. These are asked for twice
/// and not held.
pub(crate) fn write_grid<'c, I: Iterator<Item = Vec<Cow<'c, str>>>>(
    out: &mut dyn Write,
    header: &[&str],
    rows: impl Fn() -> I,
) -> io::Result<()> {
    let columns = terminal_columns().filter(|_| rows().nth(MAX_FITTED_ROWS).is_none());
    if let Some(columns) = columns {
        return out.write_all(fitted_grid(columns, header, &rows().collect::<Vec<_>>()).as_bytes());
    }
    let mut widths: Vec<usize> = header.iter().map(|name| width(name)).collect();
    for row in rows() {
        for (widest, cell) in widths.iter_mut().zip(&row) {
            *widest = width(&printable(cell)).min(MAX_FILLED_WIDTH).max(*widest);
        }
    }
    write_row(out, &widths, &header.iter().map(|&name| name.into()).collect::<Vec<_>>())?;
    let rule: Vec<String> = widths.iter().map(|widest| "─".repeat(widest + 2)).collect();
    writeln!(out, "{}", rule.join(" "))?;
    rows().try_for_each(|row| write_row(out, &widths, &row))
}

/// Writes the cells of a row, each in the width of its column with a space on either side and one between them.
fn write_row(out: &mut dyn Write, widths: &[usize], row: &[Cow<'_, str>]) -> io::Result<()> {
    let mut line = String::new();
    for (at, (widest, cell)) in widths.iter().zip(row).enumerate() {
        let cell = printable(cell);
        line.push_str(if at == 0 { " " } else { "   " });
        line.push_str(&cell);
        line.extend(std::iter::repeat_n(' ', widest.saturating_sub(width(&cell))));
    }
    writeln!(out, "{}", line.trim_end())
}

/// Columns of a text that holds nothing a terminal would act on.
fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// A table in so many columns of a terminal.
fn fitted_grid(columns: usize, header: &[&str], rows: &[Vec<Cow<'_, str>>]) -> String {
    let mut table = Table::new();
    // A line under the header and nothing else: rows of one line need no rules between them.
    let rule = LineStyle::none().fill('─').junction(' ');
    let blank = ContentLineStyle::none().junction(' ');
    table.load_style(TableStyle::new().header_lines(blank).header_separator(rule).content_lines(blank));
    if let Ok(width) = u16::try_from(columns) {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    table.set_header(header);
    keep_words_whole(&mut table, header, rows);
    for row in rows {
        table.add_row(row.iter().map(|cell| printable(cell).into_owned()));
    }
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Widest word that is never broken: a code, a name. What is longer is an address.
const LONGEST_WORD: usize = 40;

/// Columns of space from one column's text to the next.
const COLUMN_GAP: usize = 3;

/// Has columns keep their words whole where the table has room for that.
fn keep_words_whole(table: &mut Table, header: &[&str], rows: &[Vec<Cow<'_, str>>]) {
    let Some(width) = table.width().map(usize::from) else { return };
    let longest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(AsRef::as_ref).chain(header.get(column).copied());
        let words = cells.flat_map(str::split_whitespace).map(UnicodeWidthStr::width);
        words.filter(|&width| width <= LONGEST_WORD).max().unwrap_or(0)
    };
    let least: Vec<usize> = (0..header.len()).map(longest).collect();
    if least.iter().map(|width| width + COLUMN_GAP).sum::<usize>() > width {
        return;
    }
    let bound =
        |width: usize| u16::try_from(width + 2).map(|width| ColumnConstraint::LowerBoundary(Width::Fixed(width)));
    table.set_constraints(least.into_iter().filter_map(|width| bound(width).ok()));
}

pub(crate) fn paint(color: bool, style: Style, text: &str) -> String {
    if color { format!("\x1b[{}m{text}\x1b[0m", style.code()) } else { text.to_owned() }
}

/// Text without anything a terminal would act on: control characters and direction overrides become `\u{…}`.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_plain || !text.chars().any(is_active) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if is_active(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The same for text of several lines; all but the first are indented.
pub(crate) fn printable_lines(text: &str, indent: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join(&format!("\n{indent}"))
}

/// Whether a terminal would act on a character instead of showing it, or show nothing at all where text may hide.
pub(crate) fn is_active(c: char) -> bool {
    c.is_control()
        || turns_text(c)
        || matches!(c, '\u{00AD}' | '\u{180E}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{206F}' | '\u{E0000}'..='\u{E007F}')
}
