//! One self-contained page: a snapshot in, HTML out with pictures, tables, proofs and the questions behind numbers.
//!
//! The page loads nothing, works without its script, and allows by its own policy only the one style sheet and the
//! one script it holds. Every text of the graph is escaped by `html`. The same graph gives the same bytes.

mod additions;
mod asked;
mod facts;
mod html;
mod page;
mod policy;
mod tables;
mod words;

use crate::coverage::{
    CoverageError, Evidence, RecommendError, Recommendation, RoleChoice, Selection, Stack, State, overview,
    stack_with_additions, tree,
};
use crate::diagnostic::{Checked, Diagnostic};
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
    /// The team whose tools in use are all that count; without one, every tool does.
    pub team: Option<ReportTeam<'a>>,
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

/// The team of a report.
#[derive(Debug, Clone, Copy)]
pub struct ReportTeam<'a> {
    /// Its tools.
    pub stack: &'a Stack,
    /// What `--stack` of `aisec coverage` takes to count the same tools, whatever phases matter to the team.
    pub words: &'a [String],
    /// What `--stack` was given: `aisec recommend` takes all of it.
    pub given: &'a [String],
}

/// Most editions that get pictures of their own, where the user chose them: each adds a tenth to the page of all.
const PICTURED: usize = 3;

/// Levels that make an edition worth a picture by its own levels.
const LEVELS: usize = 3;

/// A report, ready to be written.
#[derive(Debug)]
pub struct Report {
    facts: Facts,
    figures: Vec<Figure>,
    team: Option<Team>,
    language: Language,
    theme: Theme,
    graph: Vec<String>,
}

/// The team of a report, and how a command line names it.
#[derive(Debug)]
struct Team {
    stack: Stack,
    words: Vec<String>,
    given: Vec<String>,
    /// The smallest additions to its tools; none where nothing is to be addressed.
    additions: Option<Recommendation>,
}

/// A picture of a report.
#[derive(Debug)]
struct Figure {
    picture: Picture,
    /// Whether each mark of a tool or risk stands for the one of its number; else several may be one mark.
    marks_are_rows: bool,
}

/// Pictures drawn so far.
struct Figures<'a> {
    options: &'a ReportOptions<'a>,
    drawn: Vec<Figure>,
    diagnostics: Vec<Diagnostic>,
}

impl Figures<'_> {
    fn draw(&mut self, subject: Subject<'_>, marks_are_rows: bool) {
        let ReportOptions { theme, language, .. } = *self.options;
        let options = Options { theme, language, setting: Setting::Page(self.drawn.len()), ..Options::default() };
        let picture = picture(subject, options).take(&mut self.diagnostics);
        self.drawn.push(Figure { picture, marks_are_rows });
    }

    /// Which tools lead to the items of an edition; and these by tactic, or by their own levels where there are many.
    fn of_edition(&mut self, snapshot: &Snapshot, selection: &Selection) -> Result<(), CoverageError> {
        self.draw(Subject::Layered(&overview(snapshot, selection)?), false);
        let tree = tree(snapshot, selection)?;
        if tree.has_goals() {
            self.draw(Subject::Atlas(&tree), false);
        } else if tree.levels() >= LEVELS {
            self.draw(Subject::Rmf(&tree), false);
        }
        Ok(())
    }
}

/// Reads a report off a snapshot. Findings are about texts that could not be drawn as they are.
///
/// O(coverage nodes × editions), and what it takes to find the smallest additions to a team's tools.
///
/// # Errors
/// [`CoverageError`] when the snapshot has no edition, or not the one that is asked for; [`RecommendError`] when what is
/// to be added to a team's tools cannot be found.
pub fn report(snapshot: &Snapshot, options: &ReportOptions<'_>) -> Result<Checked<Report>, RecommendError> {
    let mut selection = Selection { evidence: options.evidence, role: options.role, ..Selection::by_default("") };
    if let Some(team) = options.team {
        selection.tools = team.stack.in_use();
    }
    let facts = Facts::read(snapshot, &selection, options.editions)?;
    let mut figures = Figures { options, drawn: Vec::new(), diagnostics: Vec::new() };
    let team = if let Some(team) = options.team {
        let (coverage, additions) = stack_with_additions(snapshot, team.stack, &selection)?;
        figures.draw(Subject::Stack(&coverage, additions.as_ref()), true);
        let (words, given) = (team.words.to_vec(), team.given.to_vec());
        Some(Team { stack: team.stack.clone(), words, given, additions })
    } else {
        figures.draw(Subject::Lifecycle(&facts.overview), true);
        None
    };
    figures.draw(Subject::Matrix(&facts.overview), true);
    let pictured = if options.editions.is_empty() { 0 } else { PICTURED };
    for edition in facts.editions.iter().take(pictured) {
        let edition = edition.coverage.edition.clone();
        figures.of_edition(snapshot, &Selection { edition, ..selection.clone() })?;
    }
    let Figures { drawn, diagnostics, .. } = figures;
    let (language, theme, graph) = (options.language, options.theme, options.graph.to_vec());
    Ok(Checked { value: Report { facts, figures: drawn, team, language, theme, graph }, diagnostics })
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
