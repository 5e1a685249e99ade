//! Pictures of who addresses what: lifecycle, matrix and layered, with their table twins and DOT.
//!
//! An [`Overview`] goes in, text goes to a writer the caller gives: SVG, DOT, CSV, Markdown or JSON. The
//! same overview gives the same bytes on every machine. It opens no file, asks no clock and runs no program.
//!
//! [`picture`] reads the overview once; every format is written from what it read, so that a table never
//! says anything else than its picture. Every text is treated as hostile and escaped by its format's writer.

mod dot;
mod facts;
mod finding;
mod frame;
mod layered;
mod layered_draw;
mod layered_lanes;
mod layered_rows;
mod legend;
mod lifecycle;
mod matrix;
mod order;
mod palette;
mod svg;
mod table;
mod text;
mod words;

pub use table::inert;
pub use text::{Weight, width};

use crate::coverage::Overview;
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::vocab::named;
use facts::Facts;
use layered::LayeredView;
use lifecycle::LifecycleView;
use matrix::MatrixView;
use std::io;

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

/// How a picture is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Which colours.
    pub theme: Theme,
    /// Which language.
    pub language: Language,
    /// With or without links.
    pub links: Links,
}

/// A picture, ready to be written in any format.
///
/// ```
/// use aisec_graph::coverage::{Evidence, Overview, Provenance, RoleChoice, Selection};
/// use aisec_graph::render::{Format, Options, View, picture};
/// use std::collections::BTreeMap;
/// let nothing = Overview {
///     selection: Selection { evidence: Evidence::Best, role: RoleChoice::Any, edition: "owasp-llm-2026".into() },
///     edition_title: "OWASP Top 10 for LLM Applications 2026".into(),
///     provenance: Provenance::default(),
///     layers: vec![], phases: vec![], risks: vec![], tools: vec![], items: vec![],
///     groups: vec![], groups_zh: BTreeMap::new(), addressing: vec![], mapped: vec![], reach: vec![],
/// };
/// let picture = picture(View::Lifecycle, &nothing, Options::default()).value;
/// assert_eq!(picture.title(), "No risks in this selection");
/// let mut svg = Vec::new();
/// picture.write(Format::Svg, &mut svg)?;
/// assert!(svg.starts_with(b"<svg"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Picture {
    facts: Facts,
    options: Options,
    model: Model,
}

#[derive(Debug, Clone)]
enum Model {
    Lifecycle(LifecycleView),
    Matrix(MatrixView),
    Layered(LayeredView),
}

/// Reads an overview for one picture: chooses what is drawn, in which order, and words the finding.
///
/// An empty overview gives a picture that says so. What is too much to draw legibly is drawn in less detail,
/// with a sentence in the subtitle and a note among the diagnostics; tables always have everything.
pub fn picture(view: View, overview: &Overview, options: Options) -> Checked<Picture> {
    let mut diagnostics = Vec::new();
    let facts = Facts::new(overview, options).take(&mut diagnostics);
    let model = match view {
        View::Lifecycle => Model::Lifecycle(LifecycleView::new(&facts, options)),
        View::Matrix => Model::Matrix(MatrixView::new(&facts, options)),
        View::Layered => Model::Layered(LayeredView::new(&facts, options)),
    };
    if model.is_condensed() {
        let message = format!("the {} picture is drawn in less detail than the data has", view.name());
        diagnostics.push(Diagnostic::new(Code::Condensed, message).help("write the table twin: --format csv"));
    }
    Checked { value: Picture { facts, options, model }, diagnostics }
}

impl Picture {
    /// The finding at its head.
    pub fn title(&self) -> &str {
        self.model.head().title.as_str()
    }

    /// What it shows, how it is read, what it counts and what it leaves out.
    pub fn subtitle(&self) -> &str {
        self.model.head().subtitle.as_str()
    }

    /// Writes it.
    ///
    /// # Errors
    /// Only what the writer reports.
    pub fn write(&self, format: Format, out: &mut dyn io::Write) -> io::Result<()> {
        match format {
            Format::Svg => out.write_all(self.svg().as_bytes()),
            Format::Dot => out.write_all(self.dot().as_bytes()),
            Format::Csv => self.table().csv(out),
            Format::Markdown => self.table().markdown(self.model.head(), out),
            Format::Json => self.table().json(self.model.head(), &self.facts, out),
        }
    }

    fn svg(&self) -> String {
        match &self.model {
            Model::Lifecycle(view) => view.svg(&self.facts, self.options),
            Model::Matrix(view) => view.svg(&self.facts, self.options),
            Model::Layered(view) => layered_draw::svg(view, &self.facts, self.options),
        }
    }

    fn dot(&self) -> String {
        let title = self.title();
        match &self.model {
            Model::Lifecycle(_) => dot::lifecycle(&self.facts, title),
            Model::Matrix(_) => dot::matrix(&self.facts, title),
            Model::Layered(_) => dot::layered(&self.facts, title),
        }
    }

    fn table(&self) -> table::Table {
        match &self.model {
            Model::Lifecycle(_) => table::lifecycle(&self.facts),
            Model::Matrix(_) => table::matrix(&self.facts),
            Model::Layered(_) => table::layered(&self.facts),
        }
    }
}

impl Model {
    fn head(&self) -> &frame::Head {
        match self {
            Self::Lifecycle(view) => view.head(),
            Self::Matrix(view) => view.head(),
            Self::Layered(view) => view.head(),
        }
    }

    fn is_condensed(&self) -> bool {
        match self {
            Self::Lifecycle(view) => view.is_condensed(),
            Self::Matrix(view) => view.is_condensed(),
            Self::Layered(view) => view.is_condensed(),
        }
    }
}
