//! One self-contained page: a snapshot in, HTML out with pictures, tables, proofs and the questions behind numbers.
//!
//! The page loads nothing, works without its script, and allows by its own policy only the one style sheet and the
//! one script it holds. Every text of the graph is escaped by `html`. The same graph gives the same bytes.

mod asked;
mod facts;
mod html;
mod page;
mod policy;
mod tables;
mod words;

use crate::coverage::{CoverageError, Evidence, RoleChoice, Selection, State, overview};
use crate::diagnostic::Checked;
use crate::render::{Format, Language, Options, Picture, Setting, Subject, Theme, picture};
use crate::snapshot::Snapshot;
use facts::Facts;
use std::io;

/// What a report shows and how.
#[derive(Debug, Clone, Copy)]
pub struct ReportOptions<'a> {
    /// Which evidence counts.
    pub evidence: Evidence,
    /// In which role.
    pub role: RoleChoice,
    /// Ids of frameworks or editions to show with all their items. Without any, the default edition of every framework
    /// of which at least three in ten were assessed; others are only counted.
    pub editions: &'a [String],
    /// Which colours.
    pub theme: Theme,
    /// Which language.
    pub language: Language,
    /// Options of `aisec query` that make it read the same graph, as words of a command line; none for the built-in.
    pub graph: &'a [String],
}

/// Most editions that get a picture of their own, where the user chose them: each adds a tenth to the page of all.
const PICTURED: usize = 3;

/// A report, ready to be written.
#[derive(Debug)]
pub struct Report {
    facts: Facts,
    figures: Vec<Figure>,
    language: Language,
    theme: Theme,
    graph: Vec<String>,
}

/// A picture of a report.
#[derive(Debug)]
struct Figure {
    picture: Picture,
    /// Whether each mark of a tool or risk stands for the one of its number; else several may be one mark.
    marks_are_rows: bool,
}

/// Reads a report off a snapshot. Findings are about texts that could not be drawn as they are.
///
/// O(coverage nodes × editions).
///
/// # Errors
/// [`CoverageError`] when the snapshot has no edition, or not the one that is asked for.
pub fn report(snapshot: &Snapshot, options: &ReportOptions<'_>) -> Result<Checked<Report>, CoverageError> {
    let selection = Selection { evidence: options.evidence, role: options.role, ..Selection::by_default("") };
    let facts = Facts::read(snapshot, &selection, options.editions)?;
    let mut diagnostics = Vec::new();
    let mut figures: Vec<Figure> = Vec::new();
    let mut draw = |subject: Subject<'_>, marks_are_rows| {
        let setting = Setting::Page(figures.len());
        let options = Options { theme: options.theme, language: options.language, setting, ..Options::default() };
        figures.push(Figure { picture: picture(subject, options).take(&mut diagnostics), marks_are_rows });
    };
    draw(Subject::Lifecycle(&facts.overview), true);
    draw(Subject::Matrix(&facts.overview), true);
    let pictured = if options.editions.is_empty() { 0 } else { PICTURED };
    for edition in (0..facts.editions.len()).take(pictured) {
        let Some(id) = facts.editions.get(edition).map(|edition| &edition.coverage.edition) else { continue };
        let shown = overview(snapshot, &Selection { edition: id.clone(), ..selection.clone() })?;
        draw(Subject::Layered(&shown), false);
    }
    let report =
        Report { facts, figures, language: options.language, theme: options.theme, graph: options.graph.to_vec() };
    Ok(Checked { value: report, diagnostics })
}

impl Report {
    /// The finding at its head.
    pub fn title(&self) -> &str {
        self.figures.first().map_or("", |figure| figure.picture.title())
    }

    /// How many gaps the editions have: counted items that were assessed and that nothing addresses.
    pub fn gaps(&self) -> usize {
        let units = self.facts.editions.iter().flat_map(|edition| &edition.coverage.units);
        units.map(|unit| unit.in_state(State::Gap)).sum()
    }

    /// Writes the page.
    ///
    /// # Errors
    /// Only what the writer reports.
    pub fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let mut drawings = Vec::new();
        for figure in &self.figures {
            let mut svg = Vec::new();
            figure.picture.write(Format::Svg, &mut svg)?;
            drawings.push(String::from_utf8_lossy(&svg).into_owned());
        }
        out.write_all(page::page(self, &drawings).as_bytes())
    }
}
