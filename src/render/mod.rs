//! Pictures of who addresses what: lifecycle, matrix, layered, atlas and rmf, with their table twins and DOT.
//!
//! A [`Subject`] goes in, text goes to a writer the caller gives: SVG, DOT, CSV, Markdown or JSON. The
//! same subject gives the same bytes on every machine. It opens no file, asks no clock and runs no program.
//!
//! [`picture`] reads the subject once; every format is written from what it read, so that a table never
//! says anything else than its picture. Every text is treated as hostile and escaped by its format's writer.
//!
//! A picture is one module that implements `Drawing`, and a line in [`View`], [`Subject`] and [`picture`].

mod atlas;
mod basis;
mod bump;
mod diff;
mod dot;
mod ego;
mod facts;
mod finding;
mod frame;
mod layered;
mod legend;
mod lifecycle;
mod matrix;
mod model;
mod outline;
mod outline_words;
mod overview;
mod palette;
mod phrase;
mod rmf;
mod stack;
mod state_mark;
mod strip;
mod svg;
mod table;
mod text;
mod words;

pub use model::Model;
pub use palette::{FONT_FAMILIES, flat_colour};
pub(crate) use phrase::{fill, number_of, word};
pub use table::inert;
pub use text::{Weight, width};

use crate::coverage::{Aggregate, Around, EditionTree, Overview, Recommendation, StackCoverage, State, Succession};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::vocab::named;
use atlas::AtlasView;
use basis::Basis;
use bump::BumpView;
use diff::DiffView;
use ego::EgoView;
use facts::Facts;
use frame::{Head, MARGIN};
use layered::LayeredView;
use lifecycle::LifecycleView;
use matrix::MatrixView;
use outline::Outline;
use overview::{OfOverview, OverviewView};
use rmf::RmfView;
use stack::StackView;
use std::fmt::Debug;
use std::io;
use table::Table;

named! {
    /// Which picture. The name is its word on the command line.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum View {
        /// Phases left to right, a tile per risk: where in the pipeline the holes are.
        Lifecycle = "lifecycle",
        /// A row per risk, a column per tool.
        Matrix = "matrix",
        /// Tools, risks and items of an edition in three columns, with the links between them.
        Layered = "layered",
        /// An edition's goals in columns, the items that serve each below it: who reaches which technique.
        Atlas = "atlas",
        /// An edition by its own levels, a tile per item: what is supported, category by category.
        Rmf = "rmf",
        /// What the tools of a team address in the pipeline, what is one tool away, the smallest additions.
        Stack = "stack",
        /// One tool, risk, phase or item with what stands around it.
        Ego = "ego",
        /// The editions of a framework side by side, and what became of each item.
        Bump = "bump",
        /// What changed from one graph or stack to another, in the pipeline.
        Diff = "diff",
    }
}

impl View {
    /// Whether it shows items of an edition; the others show tools and risks only.
    pub fn shows_items(self) -> bool {
        matches!(self, Self::Layered | Self::Atlas | Self::Rmf | Self::Stack | Self::Ego | Self::Bump)
    }

    /// Whether it counts what tools address: then evidence, role and stack matter.
    pub fn counts_tools(self) -> bool {
        self != Self::Bump
    }

    /// The framework whose items it shows where none is named; empty where none takes part.
    pub fn usual_framework(self) -> &'static str {
        match self {
            Self::Atlas => "mitre-atlas",
            Self::Rmf => "nist-ai-rmf",
            Self::Layered | Self::Bump => "owasp-llm",
            // No edition takes part, or that of the thing does.
            Self::Lifecycle | Self::Matrix | Self::Stack | Self::Ego | Self::Diff => "",
        }
    }

    /// Whether it shows items that have others below them: what is shown of those is [`Options::aggregate`].
    pub fn shows_parents(self) -> bool {
        self == Self::Atlas
    }

    /// Whether it can leave out what is not assessed: [`Options::show`].
    pub fn hides_items(self) -> bool {
        matches!(self, Self::Layered | Self::Atlas | Self::Rmf)
    }

    /// Orders it can stand in, its own first; none where what it shows is ordered as published, or by nearness.
    pub fn orders(self) -> &'static [Order] {
        match self {
            Self::Lifecycle | Self::Matrix | Self::Stack | Self::Diff => &[Order::Lifecycle, Order::Count, Order::Name],
            Self::Layered => &[Order::Lifecycle, Order::Crossings],
            Self::Atlas | Self::Rmf | Self::Ego | Self::Bump => &[],
        }
    }

    /// Whether it can leave out all but gaps: [`Options::show`].
    pub fn hides_addressed(self) -> bool {
        matches!(self, Self::Lifecycle | Self::Stack | Self::Atlas | Self::Rmf)
    }
}

named! {
    /// What a picture is written as. The name is its word on the command line and its file extension.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Format {
        /// SVG 1.1 without script, fonts or images of others.
        Svg = "svg",
        /// DOT for Graphviz; its layout is Graphviz's own.
        Dot = "dot",
        /// The table twin, RFC 4180, safe to open in a spreadsheet.
        Csv = "csv",
        /// The table twin in GitHub's Markdown.
        Markdown = "md",
        /// The table twin as one JSON object with selection and provenance.
        Json = "json",
    }
}

named! {
    /// Which colours. The name is the word on the command line.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum Theme {
        /// Light, or dark where the reader's system is. Rasterisers show it light.
        #[default]
        Auto = "auto",
        /// Light everywhere.
        Light = "light",
        /// Dark everywhere.
        Dark = "dark",
    }
}

named! {
    /// The language of fixed words, and of names that are known in it. The name is the word on the command line.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum Language {
        /// English.
        #[default]
        En = "en",
        /// Chinese, simplified.
        Zh = "zh",
    }
}

impl Language {
    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-Hans",
        }
    }
}

/// Whether names link to their pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Links {
    /// They do.
    #[default]
    Keep,
    /// They do not; the picture is one image to assistive technology.
    Drop,
}

/// Where a picture stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Setting {
    /// In a file of its own.
    #[default]
    File,
    /// In a page with others, as the one of this number: its ids begin with `p`, the number and `-`, and the page
    /// brings the style sheet and the patterns ([`shared`]).
    Page(usize),
}

/// Which items are drawn, by their state. What is not drawn still counts, and the subtitle says how much it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// All.
    #[default]
    Everything,
    /// All but what nobody assessed.
    Assessed,
    /// Gaps.
    Gaps,
    /// Gaps and what nobody assessed.
    GapsAndOpen,
}

impl Show {
    /// Whether an item of that state is drawn.
    pub fn includes(self, state: State) -> bool {
        match self {
            Self::Everything => true,
            Self::Assessed => state != State::NotAssessed,
            Self::Gaps => state == State::Gap,
            Self::GapsAndOpen => matches!(state, State::Gap | State::NotAssessed),
        }
    }
}

named! {
    /// In which order things stand that have no fixed place. The name is the word on the command line.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Order {
        /// As their list has them, phase by phase.
        Lifecycle = "lifecycle",
        /// What has or does most first.
        Count = "count",
        /// By name.
        Name = "name",
        /// So that few links cross.
        Crossings = "crossings",
    }
}

/// Width of a picture in px. Columns are made to fit it; no text gets smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Width(u16);

impl Width {
    /// The narrowest: below, names have no room.
    pub const LEAST: u16 = 800;
    /// The widest.
    pub const MOST: u16 = 4000;

    /// A width from [`Self::LEAST`] to [`Self::MOST`].
    pub fn new(px: u16) -> Option<Self> {
        (Self::LEAST..=Self::MOST).contains(&px).then_some(Self(px))
    }

    /// The whole width.
    fn px(self) -> f64 {
        f64::from(self.0)
    }

    /// What is between the margins.
    fn room(self) -> f64 {
        self.px() - 2.0 * MARGIN
    }
}

impl Default for Width {
    /// That of a slide or a page.
    fn default() -> Self {
        Self(1200)
    }
}

/// How a picture is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Which colours.
    pub theme: Theme,
    /// Which language.
    pub language: Language,
    /// With or without links.
    pub links: Links,
    /// What is shown of items that have others below them, where a picture has such.
    pub aggregate: Aggregate,
    /// Which items are drawn.
    pub show: Show,
    /// In a file or in a page.
    pub setting: Setting,
    /// How wide.
    pub width: Width,
    /// In which order; `None` is each picture's own.
    pub order: Option<Order>,
}

/// What the pictures of one page have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The style sheet.
    pub sheet: String,
    /// A drawing without size that holds the patterns.
    pub patterns: String,
}

/// What a page with pictures of a [`Setting::Page`] must bring, once.
pub fn shared(theme: Theme) -> Shared {
    Shared { sheet: palette::Sheet::new(theme).as_str().to_owned(), patterns: palette::patterns_alone() }
}

/// What a picture shows: which picture, and the model it is drawn from.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// [`View::Lifecycle`].
    Lifecycle(&'a Overview),
    /// [`View::Matrix`].
    Matrix(&'a Overview),
    /// [`View::Layered`].
    Layered(&'a Overview),
    /// [`View::Atlas`].
    Atlas(&'a EditionTree),
    /// [`View::Rmf`].
    Rmf(&'a EditionTree),
    /// [`View::Stack`]: what it addresses; what to add, where there is anything to address.
    Stack(&'a StackCoverage, Option<&'a Recommendation>),
    /// [`View::Ego`].
    Ego(&'a Around),
    /// [`View::Bump`].
    Bump(&'a Succession),
    /// [`View::Diff`]: what was and what is, each by its name.
    Diff([(&'a str, &'a Overview); 2]),
}

impl Subject<'_> {
    /// Which picture.
    pub fn view(self) -> View {
        match self {
            Self::Lifecycle(_) => View::Lifecycle,
            Self::Matrix(_) => View::Matrix,
            Self::Layered(_) => View::Layered,
            Self::Atlas(_) => View::Atlas,
            Self::Rmf(_) => View::Rmf,
            Self::Stack(..) => View::Stack,
            Self::Ego(_) => View::Ego,
            Self::Bump(_) => View::Bump,
            Self::Diff(_) => View::Diff,
        }
    }
}

/// One kind of picture with what was read for it: the one model all formats are written from.
trait Drawing: Debug {
    /// What it rests on.
    fn basis(&self) -> &Basis;
    /// The words around it.
    fn head(&self) -> &Head;
    /// Whether it shows less detail than the data has; the subtitle then says what.
    fn is_condensed(&self) -> bool;
    /// The SVG document.
    fn svg(&self, options: Options) -> String;
    /// The graph in DOT, without any limit.
    fn dot(&self) -> String;
    /// The table twin, without any limit.
    fn table(&self) -> Table;
}

/// A picture, ready to be written in any format.
///
/// ```
/// use aisec_graph::coverage::{Overview, Provenance, Selection};
/// use aisec_graph::render::{Format, Options, Subject, picture};
/// use std::collections::BTreeMap;
/// let nothing = Overview {
///     selection: Selection::by_default("owasp-llm-2026"),
///     edition_title: "OWASP Top 10 for LLM Applications 2026".into(),
///     provenance: Provenance::default(),
///     layers: vec![], phases: vec![], risks: vec![], tools: vec![], items: vec![],
///     groups: vec![], groups_zh: BTreeMap::new(), addressing: vec![], mapped: vec![], reach: vec![],
/// };
/// let picture = picture(Subject::Lifecycle(&nothing), Options::default()).value;
/// assert_eq!(picture.title(), "No risks in this selection");
/// let mut svg = Vec::new();
/// picture.write(Format::Svg, &mut svg)?;
/// assert!(svg.starts_with(b"<svg"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Picture {
    options: Options,
    drawing: Box<dyn Drawing>,
}

/// Reads a subject for its picture: chooses what is drawn, in which order, and words the finding.
///
/// An empty one gives a picture that says so. What is too much to draw legibly is drawn in less detail,
/// with a sentence in the subtitle and a note among the diagnostics; tables always have everything.
pub fn picture(subject: Subject<'_>, options: Options) -> Checked<Picture> {
    let mut diagnostics = Vec::new();
    let told = &mut diagnostics;
    let drawing = match subject {
        Subject::Lifecycle(overview) => of_overview(overview, options, told, LifecycleView::new),
        Subject::Matrix(overview) => of_overview(overview, options, told, MatrixView::new),
        Subject::Layered(overview) => of_overview(overview, options, told, LayeredView::new),
        Subject::Atlas(tree) => of_tree(tree, options, told, AtlasView::new),
        Subject::Rmf(tree) => of_tree(tree, options, told, RmfView::new),
        Subject::Stack(coverage, additions) => Box::new(StackView::new((coverage, additions), options, told)),
        Subject::Ego(around) => Box::new(EgoView::new(around, options, told)),
        Subject::Bump(succession) => Box::new(BumpView::new(succession, options, told)),
        Subject::Diff(sides) => Box::new(DiffView::new(sides, options, told)),
    };
    if drawing.is_condensed() {
        let message = format!("the {} picture is drawn in less detail than the data has", subject.view().name());
        diagnostics.push(Diagnostic::new(Code::Condensed, message).help("write the table twin: --format csv"));
    }
    Checked { value: Picture { options, drawing }, diagnostics }
}

fn of_overview<V: OverviewView + Debug + 'static>(
    overview: &Overview,
    options: Options,
    diagnostics: &mut Vec<Diagnostic>,
    view: fn(&Facts, Options) -> V,
) -> Box<dyn Drawing> {
    let facts = Facts::new(overview, options).take(diagnostics);
    Box::new(OfOverview { view: view(&facts, options), facts })
}

fn of_tree<V: Drawing + 'static>(
    tree: &EditionTree,
    options: Options,
    diagnostics: &mut Vec<Diagnostic>,
    view: fn(Outline, Options) -> V,
) -> Box<dyn Drawing> {
    Box::new(view(Outline::new(tree, options).take(diagnostics), options))
}

impl Picture {
    /// The finding at its head.
    pub fn title(&self) -> &str {
        self.drawing.head().title.as_str()
    }

    /// What it shows, how it is read, what it counts and what it leaves out.
    pub fn subtitle(&self) -> &str {
        self.drawing.head().subtitle.as_str()
    }

    /// Writes it.
    ///
    /// # Errors
    /// Only what the writer reports.
    pub fn write(&self, format: Format, out: &mut dyn io::Write) -> io::Result<()> {
        let drawing = &self.drawing;
        match format {
            Format::Svg => out.write_all(drawing.svg(self.options).as_bytes()),
            Format::Dot => out.write_all(drawing.dot().as_bytes()),
            Format::Csv => drawing.table().csv(out),
            Format::Markdown => drawing.table().markdown(drawing.head(), out),
            Format::Json => drawing.table().json(drawing.head(), drawing.basis(), out),
        }
    }
}
