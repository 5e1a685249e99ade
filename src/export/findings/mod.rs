//! Findings and their sources go in; JSON, SARIF or Markdown goes out.

mod fingerprint;
mod json;
mod line_hash;
mod markdown;
mod sarif;

use crate::about::TooMuchAlike;
use crate::diagnostic::{Diagnostic, Focus, Place, Severity};
use crate::source::{Position, SourceText, Sources};
use crate::vocab::{counted, named};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// What all formats call this program.
const TOOL: &str = "aisec";

/// What was found where.
#[derive(Debug, Clone, Copy)]
pub struct Findings<'a> {
    /// The command that looked, such as `check`.
    pub command: &'static str,
    /// The texts that were checked.
    pub sources: &'a Sources,
    /// The graphs that were checked, and are whole.
    pub graphs: &'a [WholeGraph],
    /// How many nodes were looked at, where that and not a number of sources is what was checked.
    pub nodes: Option<usize>,
    /// What was noticed in them.
    pub diagnostics: &'a [Diagnostic],
    /// What could not be checked, and why.
    pub refused: &'a [String],
}

/// A graph that was read to its end, with nothing wrong in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WholeGraph {
    /// Its file, as it was given.
    pub path: String,
    /// Number of its statements.
    pub statements: usize,
    /// Its digest (see [`crate::about::digest`]), where it has one.
    pub sha256: Option<String>,
    /// What it states of its digest.
    #[serde(skip)]
    pub stated: Stated,
}

/// What a graph states of its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stated {
    /// The one it has.
    Itself,
    /// That of its named graphs, which its syntax does not keep apart.
    OfNamedGraphs,
    /// None.
    Nothing,
}

impl WholeGraph {
    /// What is to be said of it: `whole, 890 statements, sha256 0f4b…, as it states`.
    pub fn verdict(&self) -> String {
        let digest = self.sha256.as_ref().map(|digest| format!("sha256 {digest}"));
        let digest = digest.unwrap_or_else(|| TooMuchAlike.to_string());
        let stated = match self.stated {
            Stated::Itself => ", as it states",
            Stated::OfNamedGraphs => ", of all named graphs as one",
            Stated::Nothing => "",
        };
        format!("whole, {}, {digest}{stated}", counted(self.statements, "statement"))
    }
}

named! {
    /// What findings can be written as. The name is a file extension too.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum FindingsFormat {
        /// One object; its members are described at [`write_findings`].
        Json = "json",
        /// SARIF 2.1.0, which code hosts show beside the lines.
        Sarif = "sarif",
        /// A summary for a pull request.
        Markdown = "markdown",
    }
}

/// Writes findings. The same findings give the same bytes, on whatever machine.
///
/// # JSON
/// `version` is 1 and grows when a member changes its meaning. `tool` has `name` and `version`. `summary` has the
/// number of `sources` and of findings by severity: `error`, `warning`, `question`, `note`; of `aisec validate` the
/// number of `nodes` too. `sources` has the `path` of each that was checked, graphs last and with their `statements`
/// and `sha256` (or null); `refused` says of each that could not be, why. Each of `findings` has `code`, `severity`,
/// `message`, `place` (or null), `related` (places with a `label`), `notes`, `help` (or null), `fix`: edits with a
/// `place` and a `replacement`, and `more`: 0, or how many findings of the same kind it stands for that are not given
/// one by one, for a source has 10,000 of a code at most. A place has `path`, `start` and `end`; both have `line` and
/// `column`, counted from 1 in Unicode code points, and `byte`, counted from 0 in the file. One about a node of a graph
/// has `focus` too: the `node` and, or null, the `path` from it, the `value` that is wrong, and the `source` and `line`
/// that the graph says the node comes from; terms are as in N-Triples, paths as in SPARQL.
///
/// # Errors
/// What the writer says.
pub fn write_findings(findings: &Findings<'_>, format: FindingsFormat, mut writer: impl Write) -> io::Result<()> {
    match format {
        FindingsFormat::Json => json::write(findings, &mut writer),
        FindingsFormat::Sarif => sarif::write(findings, &mut writer),
        FindingsFormat::Markdown => markdown::write(findings, &mut writer),
    }
}

/// A list of JSON values, each made when it is written: findings may be many, and a document of them larger than they.
struct Each<F>(F);

impl<I: Iterator<Item = Value>, F: Fn() -> I> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// A place as files know it.
struct Region<'a> {
    source: &'a SourceText,
    start: Position,
    end: Position,
}

impl<'a> Region<'a> {
    /// The region of a place; `None` when its source is not here.
    fn of(place: &Place, sources: &'a Sources) -> Option<Self> {
        let source = sources.find(&place.source)?;
        Some(Self { source, start: source.position(place.bytes.start), end: source.position(place.bytes.end) })
    }
}

/// What a finding about a graph is about, by member.
fn focus(focus: &Focus) -> Map<String, Value> {
    let (source, line) = focus.origin.as_ref().map(|(source, line)| (source, line)).unzip();
    let members = [
        ("node", json!(focus.node)),
        ("path", json!(focus.path)),
        ("value", json!(focus.value)),
        ("source", json!(source)),
        ("line", json!(line)),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

impl Findings<'_> {
    /// How many of each severity there are in how many sources or nodes: `1 error, 2 warnings in 3 sources`, and how many
    /// sources could not be checked.
    pub fn summary(&self) -> String {
        let checked =
            self.nodes.map_or_else(|| counted(self.count_sources(), "source"), |nodes| counted(nodes, "node"));
        let told = format!("{} in {checked}", self.counts());
        match self.refused.len() {
            0 => told,
            refused => format!("{told}; {} not checked", counted(refused, "source")),
        }
    }

    /// How many of each severity there are: `1 error, 2 warnings`.
    pub fn counts(&self) -> String {
        let counts = Severity::ALL.into_iter().rev().map(|severity| (self.count(severity), severity.word()));
        let told: Vec<String> =
            counts.filter(|(count, _)| *count > 0).map(|(count, word)| counted(count, word)).collect();
        if told.is_empty() { "no findings".to_owned() } else { told.join(", ") }
    }

    /// How many sources were checked.
    fn count_sources(&self) -> usize {
        self.sources.iter().count() + self.graphs.len()
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|found| found.severity == severity).map(Diagnostic::count).sum()
    }
}
