//! `aisec diff`: what changed from one list or graph to another.

use super::coverage::{SelectionArguments, on_mappings};
use super::data::{is_snapshot, open, read_file, sound, syntax_of};
use super::failure::{Exit, Failure};
use super::given::{STANDARD_INPUT, TextArguments, given, standard_input};
use super::output::Target;
use super::terminal::{Style, Terminal, printable};
use aisec_graph::catalog::{ReviewStatus, RiskCode};
use aisec_graph::coverage::{RoleChoice, Selection, State};
use aisec_graph::diff::{Aspect, Change, Comparison, CoverageChange, Entry, Section, by_meaning, by_statement};
use aisec_graph::export::{Compared, comparison_json, comparison_markdown, rdf_patch};
use aisec_graph::import;
use aisec_graph::pipeline::{self, Base, Given, Inputs, PipelineError, TextKind, embedded_sources};
use aisec_graph::rdf::Syntax;
use aisec_graph::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use aisec_graph::source::{ManifestEntry, SizeLimit, SourceFormat, SourceId, SourceText, manifest};
use aisec_graph::vocab::{n_of, thousands};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Say what changed from one list or graph to another.
///
/// OLD and NEW are both lists (.md, or a folder of them), or both graphs (a snapshot, RDF, or a folder that
/// `aisec build -o` wrote).
///
/// By meaning, what counts is what is said of things: the order of lines, digests and the labels of blank nodes do not,
/// named graphs are read as one, and an address known to have moved is the same thing, as is what a list has under one
/// name in one section whose address changed. A statement moved from one named graph to another is thus no change of
/// meaning; by bytes it is.
///
/// Lists are measured against the shipped frameworks, mappings and claims, so that coverage gained and lost shows; both
/// go by one name: that of OLD's file, of a shipped list, or as said with ID=PATH.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 nothing changed, 1 something did, 3 an input cannot be read as what it is, 7 a file cannot be read.

Examples:
  aisec diff old.md new.md
  aisec diff mlsecops=before.md after.md --format markdown
  git show HEAD:README.md | aisec diff - README.md
  aisec diff out-of-yesterday out -v
  aisec diff old.nq new.nq --what bytes -o changes.rdfp"
)]
pub(crate) struct Arguments {
    /// What was: a list, a graph, a folder, or - for what NEW is on standard input; ID=PATH names a list
    #[arg(value_name = "OLD")]
    old: String,
    /// What is: the same, or - for what OLD is
    #[arg(value_name = "NEW")]
    new: String,
    /// What to compare: what is meant, or each quad as it stands [default: meaning; bytes for a patch]
    #[arg(long, value_enum, value_name = "WHAT", hide_possible_values = false)]
    what: Option<What>,
    /// text, markdown, json, or patch (RDF Patch, of bytes)
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to this file; its extension chooses the format: .txt .md .json .rdfp
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Whose risks a code means in a list that neither defines it nor says so
    #[arg(long, value_name = "LIST")]
    risks: Option<String>,
    #[command(flatten)]
    texts: TextArguments,
    #[command(flatten)]
    selection: SelectionArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Meaning,
    Bytes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Markdown,
    Json,
    Patch,
}

impl Format {
    /// Every format with its names: the first on the command line, all as extensions.
    const ALL: [(Format, &'static [&'static str]); 4] = [
        (Self::Text, &["text", "txt"]),
        (Self::Markdown, &["markdown", "md"]),
        (Self::Json, &["json"]),
        (Self::Patch, &["patch", "rdfp"]),
    ];

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, names)| names.contains(&name)).map(|(format, _)| *format)
    }
}

/// One side as the user gave it.
enum Operand {
    Lists(Vec<Given>),
    Graph(PathBuf),
    /// Standard input, by the name it goes by as a list: it is what the other side is.
    Piped(Given),
}

impl Operand {
    /// The files that are read.
    fn files(&self) -> Vec<&Path> {
        match self {
            Self::Lists(lists) => lists.iter().map(|list| list.path.as_path()).collect(),
            Self::Graph(path) => vec![path],
            Self::Piped(_) => vec![Path::new("-")],
        }
    }
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let target = Target::new(arguments.output.as_deref());
    let (format, what) = chosen(arguments, &target)?;
    let selection = arguments.selection.of("")?;
    let reading = Reading { risks: arguments.risks.clone(), max_input: arguments.texts.max_input };
    let (old, new, mut how) = load([&arguments.old, &arguments.new], &reading, &target)?;
    let comparison = match what {
        What::Meaning => by_meaning(&old, &new, &selection).map_err(Failure::from),
        What::Bytes => Ok(by_statement(&old, &new)),
    };
    let both_sound = || sound(&old).and(sound(&new));
    both_sound()?;
    let comparison = comparison?;
    if !comparison.coverage.is_empty() {
        how.push(counted(&selection, comparison.mapping_review));
    }
    let word = if what == What::Meaning { "meaning" } else { "bytes" };
    let compared = Compared { names: [arguments.old.clone(), arguments.new.clone()], what: word, how };
    target.write(|out| match format {
        Format::Text => Ok(out.write_all(text(&comparison, &compared, terminal).as_bytes())?),
        Format::Markdown => Ok(comparison_markdown(&comparison, &compared, out)?),
        Format::Json => Ok(comparison_json(&comparison, &compared, out)?),
        Format::Patch => {
            rdf_patch(&old, &new, out)?;
            both_sound()
        }
    })?;
    Ok(if comparison.is_empty() { Exit::Fine } else { Exit::Findings })
}

fn chosen(arguments: &Arguments, target: &Target) -> Result<(Format, What), Failure> {
    let named = target.format(arguments.format.as_deref());
    let format = named.map_or(Ok(Format::Text), |name| {
        Format::from_name(&name).ok_or_else(|| Failure::unknown_format(&name, "text, markdown, json or patch"))
    })?;
    match (format, arguments.what) {
        (Format::Patch, Some(What::Meaning)) => Err(Failure::usage("a patch has bytes, not meaning")
            .help("leave `--what` out, or write `--what bytes`; meaning is told as text, Markdown or JSON")),
        (Format::Patch, None) => Ok((format, What::Bytes)),
        (_, what) => Ok((format, what.unwrap_or(What::Meaning))),
    }
}

/// How lists are read.
pub(super) struct Reading {
    /// Whose risks a code means in a list that neither defines it nor says so.
    pub(super) risks: Option<String>,
    /// No text larger than this.
    pub(super) max_input: SizeLimit,
}

/// Both sides as snapshots, and how they were read.
pub(super) fn load(
    texts: [&str; 2],
    reading: &Reading,
    target: &Target,
) -> Result<(Snapshot, Snapshot, Vec<String>), Failure> {
    let max_input = reading.max_input;
    let (old, new) = (operand(texts[0])?, operand(texts[1])?);
    target.spare(old.files().into_iter().chain(new.files()))?;
    match (old, new) {
        (Operand::Piped(_), Operand::Piped(_)) => {
            Err(Failure::usage("both sides cannot be standard input").help("give one of them as a file"))
        }
        (Operand::Graph(old), Operand::Graph(new)) => graphs(graph(&old), graph(&new), reading),
        (Operand::Piped(_), Operand::Graph(new)) => graphs(piped_graph(&new), graph(&new), reading),
        (Operand::Graph(old), Operand::Piped(_)) => graphs(graph(&old), piped_graph(&old), reading),
        (Operand::Lists(old), Operand::Lists(new)) => lists(texts, [old, new], reading),
        (Operand::Piped(old), Operand::Lists(new)) => lists(texts, [vec![piped(old, max_input)?], new], reading),
        (Operand::Lists(old), Operand::Piped(new)) => lists(texts, [old, vec![piped(new, max_input)?]], reading),
        (old, _) => {
            let list = if matches!(old, Operand::Lists(_)) { texts[0] } else { texts[1] };
            Err(Failure::usage("a list cannot be compared with a graph: they do not hold the same").help(format!(
                "build a graph of the list as the other was built, such as `aisec build --only {list} -o list.aisec`"
            )))
        }
    }
}

fn graphs(
    old: Result<Snapshot, Failure>,
    new: Result<Snapshot, Failure>,
    reading: &Reading,
) -> Result<(Snapshot, Snapshot, Vec<String>), Failure> {
    if reading.risks.is_some() {
        return Err(Failure::usage("`--risks` says how lists are read; these are graphs"));
    }
    Ok((old?, new?, Vec::new()))
}

fn lists(
    texts: [&str; 2],
    [mut old, mut new]: [Vec<Given>; 2],
    reading: &Reading,
) -> Result<(Snapshot, Snapshot, Vec<String>), Failure> {
    if let ([old], [new]) = (old.as_mut_slice(), new.as_mut_slice()) {
        let id = common_id(texts, old, new, reading.max_input)?;
        (old.id, new.id) = (id.clone(), id);
    }
    let names = |side: &[Given]| side.iter().map(|file| format!("`{}`", file.id)).collect::<Vec<_>>().join(", ");
    let read = names(if old.len() >= new.len() { &old } else { &new });
    let how = format!("Lists, read as {read}, with the shipped frameworks, mappings and claims on what they list.");
    Ok((measured(old, reading)?, measured(new, reading)?, vec![how]))
}

/// The list on standard input.
fn piped(file: Given, max_input: SizeLimit) -> Result<Given, Failure> {
    Ok(Given { path: PathBuf::from(STANDARD_INPUT), content: Some(standard_input(max_input)?), ..file })
}

/// The graph on standard input, in the syntax of the other.
fn piped_graph(other: &Path) -> Result<Snapshot, Failure> {
    if is_snapshot(other) {
        return Err(
            Failure::usage("standard input cannot be a snapshot, as the other side is").help("give both as files")
        );
    }
    rdf_graph(Path::new("-"), syntax_of(other)?)
}

/// The graph of lists; one that goes by the name of a shipped list is read in its place.
fn measured(lists: Vec<Given>, reading: &Reading) -> Result<Snapshot, Failure> {
    let (risks, max_input) = (reading.risks.clone(), reading.max_input);
    let mut inputs = Inputs { base: Base::Yardstick, risks, max_input, ..Inputs::default() };
    for list in lists {
        if is_shipped(&list.id)? { inputs.replace.push(list) } else { inputs.given.push(list) }
    }
    Ok(pipeline::build(&inputs)?.snapshot)
}

fn is_shipped(id: &SourceId) -> Result<bool, Failure> {
    let manifest = manifest().map_err(PipelineError::from)?;
    let is_it = |entry: &ManifestEntry| entry.format == SourceFormat::AwesomeList && entry.id == id.as_str();
    Ok(manifest.source.iter().any(is_it))
}

/// The one name two lists go by: as said, or that of a shipped list, or of the old file.
fn common_id(texts: [&str; 2], old: &Given, new: &Given, limit: SizeLimit) -> Result<SourceId, Failure> {
    let said = |text: &str, file: &Given| text != "-" && file.path != Path::new(text);
    match (said(texts[0], old), said(texts[1], new)) {
        (true, true) if old.id != new.id => {
            return Err(Failure::usage(format!("the lists are called `{}` and `{}`", old.id, new.id))
                .help("two versions of a list go by one name"));
        }
        (true, _) => return Ok(old.id.clone()),
        (false, true) => return Ok(new.id.clone()),
        (false, false) => {}
    }
    for file in [old, new] {
        if let (false, Some(shipped)) = (is_shipped(&file.id)?, version_of(file, limit)?) {
            return Ok(shipped);
        }
    }
    let by_new = texts[0] == "-" || is_shipped(&new.id)? && !is_shipped(&old.id)?;
    Ok(if by_new { new.id.clone() } else { old.id.clone() })
}

/// The shipped list whose risks a list defines as its own: it is a version of that, whatever its file is called. Read as
/// another, each of its risks would stand there twice.
fn version_of(file: &Given, limit: SizeLimit) -> Result<Option<SourceId>, Failure> {
    let risks = |text: &SourceText| -> BTreeSet<(RiskCode, String)> {
        let taxonomy = import::list(text).value.taxonomy;
        taxonomy.risks.into_iter().map(|risk| (risk.code, risk.name)).collect()
    };
    let own = risks(&file.text(limit).map_err(PipelineError::from)?);
    if own.is_empty() {
        return Ok(None);
    }
    let manifest = manifest().map_err(PipelineError::from)?;
    let lists = manifest.source.iter().filter(|entry| entry.format == SourceFormat::AwesomeList);
    for id in lists.map(|entry| entry.id.as_str()) {
        let shipped = embedded_sources(|known, _| known == id)?;
        let shared = |text: &SourceText| risks(text).intersection(&own).count();
        if let Some(text) = shipped.find(id).filter(|text| 2 * shared(text) >= own.len()) {
            return Ok(Some(text.id().clone()));
        }
    }
    Ok(None)
}

fn operand(text: &str) -> Result<Operand, Failure> {
    let file = given(text)?;
    if file.path == Path::new("-") {
        return Ok(Operand::Piped(file));
    }
    let metadata = fs::metadata(&file.path).map_err(|error| cannot_read(&file.path, &error))?;
    if metadata.is_dir() {
        return folder(&file.path);
    }
    Ok(if is_list(&file.path) { Operand::Lists(vec![file]) } else { Operand::Graph(PathBuf::from(text)) })
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Exit::InputOutput, format!("cannot read {}: {error}", path.display()))
}

fn is_list(path: &Path) -> bool {
    TextKind::of(path) == Some(TextKind::List)
}

/// The graph that `build` wrote into a folder, or else the lists in it.
fn folder(path: &Path) -> Result<Operand, Failure> {
    let built = path.join("graph.aisec");
    if built.is_file() {
        return Ok(Operand::Graph(built));
    }
    let mut lists = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| cannot_read(path, &error))? {
        let path = entry.map_err(|error| cannot_read(path, &error))?.path();
        if is_list(&path) && path.is_file() {
            lists.push(Given::file(SourceId::from_path(&path), path));
        }
    }
    if lists.is_empty() {
        return Err(Failure::new(
            Exit::BadInput,
            format!("{} has neither graph.aisec nor a list (.md)", path.display()),
        ));
    }
    lists.sort_by(|a, b| (&a.id, &a.path).cmp(&(&b.id, &b.path)));
    Ok(Operand::Lists(lists))
}

fn graph(path: &Path) -> Result<Snapshot, Failure> {
    if is_snapshot(path) {
        return open(path);
    }
    let syntax = syntax_of(path).map_err(|failure| {
        failure.help("known are lists (.md), snapshots (.aisec), and RDF: .ttl .trig .nt .nq .rdf .jsonld")
    })?;
    rdf_graph(path, syntax)
}

fn rdf_graph(path: &Path, syntax: Syntax) -> Result<Snapshot, Failure> {
    let mut builder = SnapshotBuilder::default();
    read_file(path, syntax, None, "", |quad| builder.insert(&quad))?;
    Ok(builder.build(DefaultGraph::Unnamed)?)
}

/// What counts as coverage, in words.
fn counted(selection: &Selection, review: Option<ReviewStatus>) -> String {
    let role = match selection.role {
        RoleChoice::Any => "in any role, labels included".to_owned(),
        RoleChoice::Only(group) => format!("role {}", group.name()),
    };
    let mappings = on_mappings(review);
    format!("Coverage: {} evidence, {role}; tools only; leaves only{mappings}.", selection.evidence.name())
}

/// Entries of one section shown unless everything is asked for.
const SHORT: usize = 10;

fn text(comparison: &Comparison, compared: &Compared, terminal: &Terminal) -> String {
    let shown = if terminal.is_verbose() { usize::MAX } else { SHORT };
    let mut text = String::new();
    if comparison.is_empty() {
        let what = if compared.what == "meaning" { "No difference in meaning." } else { "No difference." };
        text = format!("{what}\n");
    }
    let mut hidden = 0;
    for section in &comparison.sections {
        head(section, terminal, &mut text);
        for (entry, name) in section.entries.iter().zip(section.names()).take(shown) {
            entry_lines(entry, &name, terminal, &mut text);
        }
        hidden += rest(section.entries.len(), shown, &mut text);
    }
    for coverage in &comparison.coverage {
        coverage_lines(coverage, shown, terminal, &mut text);
        hidden += rest(coverage.items.len(), shown, &mut text);
    }
    for sentence in compared.how.iter().chain(&comparison.notes) {
        let _ = writeln!(text, "{}", terminal.paint(Style::Dim, &printable(sentence)));
    }
    if hidden > 0 {
        let _ = writeln!(text, "{}", terminal.paint(Style::Dim, "`-v` shows everything."));
    }
    text
}

/// Says how many of a list are not shown, and returns that.
fn rest(count: usize, shown: usize, text: &mut String) -> usize {
    let hidden = count.saturating_sub(shown);
    if hidden > 0 {
        let _ = writeln!(text, "  … {} more", thousands(hidden));
    }
    text.push('\n');
    hidden
}

fn head(section: &Section, terminal: &Terminal, text: &mut String) {
    let counts: Vec<String> =
        section.counts().iter().map(|(verb, count)| format!("{} {verb}", thousands(*count))).collect();
    let _ = writeln!(text, "{}: {}", terminal.paint(Style::Strong, section.title), counts.join(" · "));
}

fn entry_lines(entry: &Entry, name: &str, terminal: &Terminal, text: &mut String) {
    let (sign, style) = match entry.change() {
        Change::Removed => ("-", Style::Bad),
        Change::Added => ("+", Style::Good),
        Change::Changed => ("~", Style::Warning),
    };
    let place = entry.place().map(|place| format!("  [{}]", printable(&place))).unwrap_or_default();
    let place = terminal.paint(Style::Dim, &place);
    let _ = writeln!(text, "  {} {}{place}", terminal.paint(style, sign), printable(name));
    if entry.change() == Change::Changed {
        entry.aspects.iter().for_each(|aspect| aspect_line(aspect, terminal, text));
    }
}

fn aspect_line(aspect: &Aspect, terminal: &Terminal, text: &mut String) {
    let joined = |values: &[String]| printable(&values.join(", ")).into_owned();
    let values = match (aspect.old.as_slice(), aspect.new.as_slice()) {
        ([], new) => format!("with {}", terminal.paint(Style::Good, &joined(new))),
        (old, []) => format!("without {}", terminal.paint(Style::Bad, &joined(old))),
        (old, new) => {
            let (old, new) = (joined(old), joined(new));
            format!("{} → {}", terminal.paint(Style::Bad, &old), terminal.paint(Style::Good, &new))
        }
    };
    let _ = writeln!(text, "      {}: {values}", printable(&aspect.what));
}

fn coverage_lines(coverage: &CoverageChange, shown: usize, terminal: &Terminal, text: &mut String) {
    let title = terminal.paint(Style::Strong, &format!("Coverage of {}", printable(&coverage.title)));
    let counts: Vec<String> = coverage
        .units
        .iter()
        .filter(|unit| unit.is_change() || coverage.units.len() == 1)
        .map(|unit| {
            let ([was, is], [of_was, of_is]) = (unit.addressed, unit.of);
            let before = if of_was == of_is { thousands(was) } else { n_of(was, of_was) };
            format!("{before} → {} {} addressed", n_of(is, of_is), unit.unit)
        })
        .collect();
    let counts = if counts.is_empty() { "as many addressed".to_owned() } else { counts.join(" · ") };
    let _ = writeln!(text, "{title}: {counts}");
    for item in coverage.items.iter().take(shown) {
        let [was, is] = item.states.map(State::name);
        let style = match item.verb() {
            "gained" => Style::Good,
            "lost" => Style::Bad,
            _ => Style::Warning,
        };
        let verb = terminal.paint(style, &format!("{:<7}", item.verb()));
        let _ = writeln!(text, "  {verb} {} {}: {was} → {is}", printable(&item.notation), printable(&item.label));
    }
}
