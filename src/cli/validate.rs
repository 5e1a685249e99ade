//! `aisec validate`: a graph against SHACL shapes and check queries.

use super::check::{FailOn, fail_on, most};
use super::data::{DataArguments, read_file, syntax_of};
use super::failure::{Exit, Failure};
use super::finding::{Most, USUAL_MOST, in_line, write_in_text};
use super::limits::LimitArguments;
use super::output::Target;
use super::terminal::Terminal;
use super::worker;
use aisec_graph::diagnostic::Diagnostic;
use aisec_graph::export::{Findings, FindingsFormat, write_findings};
use aisec_graph::pipeline::embedded_sources;
use aisec_graph::rdf::{Syntax, iri, write_triples};
use aisec_graph::snapshot::Snapshot;
use aisec_graph::source::Sources;
use aisec_graph::validate::{Report, Shapes, check, conform};
use aisec_graph::vocab::{SHACL, aisec, dcat, owl, schema};
use clap::Args;
use oxrdf::{Term, Triple};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

/// Hold a graph against SHACL shapes and check queries.
///
/// The built-in graph, or a graph of ours given with `--data`, is held against the shapes and checks that ship with this
/// program. With `--shapes` any RDF is held against those shapes (SHACL Core) and nothing else; all named graphs of the
/// data count as one. Shapes that are recursive, too many or not well-formed are refused before anything is looked at.
#[derive(Debug, Args)]
#[command(after_help = "Formats:
  text      for people, with the line of the source that a node comes from
  short     one finding on a line
  json, sarif, markdown   as of `aisec check`
  turtle, ntriples, rdfxml, jsonld, trig, nquads   the report as SHACL has it

A finding of a shape has the code validate/shape and is an error, a warning or a note as the shape
has it: sh:Violation, sh:Warning, sh:Info. A check has a code of its own, which `aisec code` explains.

Exit status: 0 nothing at or above --fail-on, 1 something is, 2 a mistake on the command line, 3 the
shapes or the data cannot be used, 5 a limit is reached, 7 a file cannot be read or written.

Examples:
  aisec validate
  aisec validate --data graph.aisec --format json
  aisec validate --shapes shapes.ttl --data people.ttl
  aisec validate --shapes shapes.ttl --data people.nq -o report.ttl --timeout 5m")]
pub(crate) struct Arguments {
    /// Hold the data against the shapes in this RDF file, and nothing else; repeat for several
    #[arg(long, value_name = "FILE")]
    shapes: Vec<PathBuf>,
    /// Exit with status 1 on a finding of at least this severity: note, question, warning, error or never
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on, default_value = "warning")]
    fail_on: FailOn,
    /// As text, show this many findings of each code and count the rest: a number, or all
    #[arg(long, value_name = "N", value_parser = most, default_value_t = USUAL_MOST)]
    max_per_code: Most,
    /// text, short, json, sarif or markdown; or an RDF syntax: turtle, ntriples, rdfxml, jsonld, trig, nquads
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    data: DataArguments,
    #[command(flatten)]
    pub(crate) limits: LimitArguments,
}

/// How the report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Short,
    Findings(FindingsFormat),
    Rdf(Syntax),
}

impl Format {
    fn chosen(named: Option<&str>, target: &Target) -> Result<Self, Failure> {
        let Some(name) = target.format(named) else { return Ok(Self::Text) };
        Ok(match name.as_str() {
            "text" | "txt" => Self::Text,
            "short" => Self::Short,
            "md" => Self::Findings(FindingsFormat::Markdown),
            name => match (FindingsFormat::from_name(name), Syntax::from_name(name)) {
                (Some(format), _) => Self::Findings(format),
                (None, Some(syntax)) => Self::Rdf(syntax),
                (None, None) => {
                    return Err(Failure::unknown_format(name, "text, short, json, sarif, markdown or an RDF syntax"));
                }
            },
        })
    }
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let target = Target::new(arguments.output.as_deref());
    arguments.data.spared_by(&target)?;
    target.spare(&arguments.shapes)?;
    arguments.data.files().standard_input_once(None)?;
    Format::chosen(arguments.format.as_deref(), &target)?;
    // Only what we know well is known to be over soon.
    if arguments.shapes.is_empty() && arguments.data.is_built_in() && arguments.limits.are_usual() {
        return carry_out(arguments, terminal, &target);
    }
    let narrow = "give fewer shapes, or shorter paths";
    worker::ask(&target, arguments.limits, narrow, terminal)
}

/// Carries it out here, whatever it takes.
pub(crate) fn carry_out(arguments: &Arguments, terminal: &Terminal, target: &Target) -> Result<Exit, Failure> {
    let format = Format::chosen(arguments.format.as_deref(), &Target::new(arguments.output.as_deref()))?;
    let shapes = match arguments.shapes.as_slice() {
        [] => None,
        files => Some(read_shapes(files, terminal)?),
    };
    let found = arguments.data.read_within(arguments.limits.memory_to_read(), terminal, |snapshot| {
        target.begin()?;
        Found::of(snapshot, shapes.as_ref())
    })?;
    target.write(|out| found.write(format, arguments, terminal, out))?;
    if let Target::File(path) = target {
        terminal.say(&format!("wrote {}: {}", path.display(), found.findings().summary()));
    }
    let is_failed = found.diagnostics.iter().any(|finding| arguments.fail_on.is_reached(finding.severity));
    Ok(if is_failed { Exit::Findings } else { Exit::Fine })
}

/// Shapes of all files as one graph; blank nodes of two files stay apart.
fn read_shapes(files: &[PathBuf], terminal: &Terminal) -> Result<Shapes, Failure> {
    let mut triples: Vec<Triple> = Vec::new();
    for (index, path) in files.iter().enumerate() {
        read_file(path, syntax_of(path)?, None, &format!("s{index}"), |quad| {
            triples.push(quad.into());
            Ok(())
        })?;
    }
    if triples.iter().any(|triple| triple.predicate == owl::IMPORTS) {
        terminal.say("note: nothing is fetched for owl:imports: give what it names with `--shapes` as well");
    }
    let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    Shapes::new(triples).map_err(|error| {
        Failure::new(Exit::BadInput, format!("the shapes in {} cannot be used\n{error}", names.join(", ")))
    })
}

/// What was found, with the lines it comes from.
struct Found {
    report: Report,
    diagnostics: Vec<Diagnostic>,
    sources: Sources,
}

impl Found {
    fn of(snapshot: &Snapshot, shapes: Option<&Shapes>) -> Result<Self, Failure> {
        let report = match shapes {
            None => check(snapshot)?,
            Some(shapes) => conform(snapshot, shapes)?,
        };
        let origins = report.origins(snapshot);
        let sources = texts(&origins.sources(), snapshot)?;
        let diagnostics = report.diagnostics(&origins, &sources);
        Ok(Self { report, diagnostics, sources })
    }

    fn findings(&self) -> Findings<'_> {
        Findings {
            command: "validate",
            sources: &self.sources,
            graphs: &[],
            nodes: Some(self.report.focus_nodes),
            diagnostics: &self.diagnostics,
            refused: &[],
        }
    }

    fn write(
        &self,
        format: Format,
        arguments: &Arguments,
        terminal: &Terminal,
        out: &mut dyn Write,
    ) -> Result<(), io::Error> {
        let told = || {
            let is_told =
                |finding: &&Diagnostic| !terminal.is_quiet() || arguments.fail_on.is_reached(finding.severity);
            self.diagnostics.iter().filter(is_told)
        };
        match format {
            Format::Text => {
                write_in_text(told(), &self.sources, arguments.max_per_code, terminal, out)?;
                writeln!(out, "{}", self.findings().summary())
            }
            Format::Short => {
                told().try_for_each(|finding| writeln!(out, "{}", in_line(finding, &self.sources, &terminal.look())))
            }
            Format::Findings(format) => write_findings(&self.findings(), format, out),
            Format::Rdf(syntax) => {
                let prefixes = [("sh", SHACL), ("aisec", aisec::NAMESPACE)];
                let prefixes = prefixes.map(|(name, namespace)| (name.to_owned(), namespace.to_owned()));
                write_triples(self.report.triples().into_iter(), syntax, &prefixes, out)
            }
        }
    }
}

/// The shipped texts among the named ones, where the graph was made of them as they are.
fn texts(named: &BTreeSet<&str>, snapshot: &Snapshot) -> Result<Sources, Failure> {
    if named.is_empty() {
        return Ok(Sources::default());
    }
    let is_same = |id: &str, digest: &str| {
        let source = snapshot.id(&Term::from(iri::source(id)));
        let files = source.into_iter().flat_map(|source| snapshot.objects(source, dcat::DISTRIBUTION));
        let mut digests = files.flat_map(|file| snapshot.objects(file, schema::SHA256));
        digests.any(|stated| snapshot.text(stated) == digest)
    };
    Ok(embedded_sources(|id, digest| named.contains(id) && is_same(id, digest))?)
}
