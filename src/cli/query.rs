//! `aisec query`: SPARQL text, file or named question.

use super::data::{DataArguments, DefaultGraphArgument, sound};
use super::endpoint::{EndpointArguments, tell_given_up};
use super::failure::{Exit, Failure};
use super::limits::{self, LimitArguments};
use super::mirror;
use super::output::Target;
use super::plan;
use super::terminal::{Terminal, grid};
use super::worker;
use aisec_graph::coverage::editions;
use aisec_graph::export::{Format, write};
use aisec_graph::query::{
    self, Answers, Emptied, Emptying, Explanation, NARROW, Parameter, Prepared, Question, ResultFormat, Solutions,
    WriteError, bind, default_graph_merged, question, resolve_parameters, why_empty,
};
use aisec_graph::rdf::Syntax;
use aisec_graph::remote::RemoteAnswer;
use aisec_graph::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use aisec_graph::source::{SourceId, SourceText, file_iri, folder_iri};
use aisec_graph::vocab::{compact, counted};
use clap::{Args, ValueEnum};
use oxrdf::{GraphName, Term};
use spargebra::Query;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Ask a question in SPARQL or by name.
///
/// The positional argument is the name of a question (`aisec questions` lists them), SPARQL text if
/// it holds white space, or a file if it ends in `.rq` or holds a `/`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec query tools-for-risk -p risk=R9-Security
  aisec query gaps -p edition=owasp-llm-2026 --format csv
  aisec query 'SELECT ?tool WHERE { ?tool a aisec:Tool } LIMIT 5'
  aisec query --explain=plan tools-for-risk -p risk=R9-Security
  aisec query --data graph.ttl count.rq -o answer.json
  aisec query gaps -p edition=owasp-llm-2026 --endpoint http://localhost:7878/query")]
pub(crate) struct Arguments {
    /// Name of a question, SPARQL text, or a file
    #[arg(value_name = "QUESTION", required_unless_present_any = ["text", "file"], conflicts_with_all = ["text", "file"])]
    query: Option<String>,
    /// SPARQL text
    #[arg(short = 'e', long = "text", value_name = "SPARQL", conflicts_with = "file")]
    text: Option<String>,
    /// File with SPARQL text; `-` is standard input
    #[arg(long = "query", value_name = "FILE")]
    file: Option<PathBuf>,
    /// Parameter of a named question; repeat for several
    #[arg(short, long = "param", value_name = "NAME=VALUE", value_parser = parameter)]
    param: Vec<(String, String)>,
    /// table, csv, tsv, json or xml; for graphs turtle, ntriples, rdfxml or jsonld; for plans text or json
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show how the query is evaluated instead of its answer: operators, rows expected and rows found; with `=plan`
    /// without evaluating it
    #[arg(long, value_enum, value_name = "WHAT", num_args = 0..=1, require_equals = true, default_missing_value = "run")]
    explain: Option<Explained>,
    /// What patterns outside GRAPH look at: all graphs, or those triples that are in none. The default is all graphs of
    /// ours and the unnamed graph of other data
    #[arg(long, value_enum, value_name = "GRAPH")]
    default_graph: Option<DefaultGraphArgument>,
    #[command(flatten)]
    data: DataArguments,
    /// Give up when the answer has more rows, or triples
    #[arg(long, value_name = "NUMBER", value_parser = limits::rows)]
    max_rows: Option<usize>,
    #[command(flatten)]
    pub(crate) limits: LimitArguments,
}

/// What `--explain` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Explained {
    // What was done, and what came of it. No documentation: it would make the help of each option a paragraph.
    Run,
    // What would be done.
    Plan,
}

fn parameter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE, for example risk=R9-Security")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// What to ask.
enum Asked {
    Name(String),
    Text(String),
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let target = Target::new(arguments.output.as_deref());
    arguments.data.spared_by(&target)?;
    target.spare(file(arguments))?;
    arguments.data.files().standard_input_once(file(arguments))?;
    let format = format(arguments)?;
    if let Some(endpoint) = arguments.data.endpoint()? {
        return ask_endpoint(arguments, endpoint, &format, terminal);
    }
    // What a pipe gives is read once, by whoever answers.
    let is_piped = file(arguments).is_some_and(|file| file == Path::new("-") || file.exists() && !file.is_file());
    if is_piped || arguments.data.files().are_read_once() {
        return worker::ask(&target, arguments.limits, NARROW, terminal);
    }
    let request = Request::new(arguments, asked(arguments)?)?;
    // The graph and its questions are known to go together well.
    let is_ours = request.question.is_some() && arguments.data.is_built_in();
    let take = if is_ours { Take::All } else { Take::WhatIsOverSoon };
    if arguments.limits.are_usual() && request.answer(arguments, terminal, &target, &format, take)? {
        return Ok(Exit::Fine);
    }
    let asked = worker::ask(&target, arguments.limits, NARROW, terminal);
    if arguments.explain.is_some() && asked.as_ref().is_err_and(|failure| failure.exit == Exit::Limit) {
        // How it would have gone on is the more of use.
        request.answer(arguments, terminal, &target, &format, Take::Plan)?;
    }
    asked
}

/// Asks a server. Names in parameters are looked up in a copy of the graph there.
fn ask_endpoint(
    arguments: &Arguments,
    endpoint: &EndpointArguments,
    format: &str,
    terminal: &Terminal,
) -> Result<Exit, Failure> {
    if arguments.explain.is_some() || arguments.default_graph.is_some() {
        let option = if arguments.explain.is_some() { "--explain" } else { "--default-graph" };
        return Err(Failure::usage(format!("`{option}` is of the engine in here, and `--endpoint` asks another"))
            .help("`--graph IRI` names the graph that a server takes for the default graph"));
    }
    let target = Target::new(arguments.output.as_deref());
    let request = Request::new(arguments, asked(arguments)?)?;
    let opened = endpoint.open(arguments.limits)?;
    let has_names = request.has_names(arguments);
    let version = if has_names || endpoint.graph().is_none() { opened.current_version()? } else { None };
    let (query, notes) = if has_names {
        let copy = mirror::copy_of(&opened, version.as_ref(), arguments.data.cache(), terminal)?;
        let bound = request.bound(&copy, arguments)?;
        sound(&copy)?;
        bound
    } else {
        (request.query.clone(), Vec::new())
    };
    for note in &notes {
        terminal.say(&format!("note: {note}"));
    }
    let graph = endpoint.graph().cloned().or_else(|| version.map(|version| version.all()));
    let said = graph.as_ref().map_or("what it takes for its default graph", |graph| graph.as_str());
    terminal.say_more(&format!("note: {} is asked about {said}", opened.shown()));
    let answer = opened.ask(&query, graph.as_ref())?;
    tell_given_up(&opened, terminal);
    let answers = match answer {
        RemoteAnswer::Boolean(answer) => Answers::Boolean(answer),
        RemoteAnswer::Graph(triples) => Answers::Graph(Box::new(triples.into_iter().map(Ok))),
        RemoteAnswer::Solutions { variables, rows } => Answers::of_rows(variables, rows),
    };
    let answers = answers.at_most(arguments.max_rows.unwrap_or(usize::MAX));
    write_answers(answers, || Ok(()), format, &target)?;
    Ok(Exit::Fine)
}

/// Answers here, whatever it takes.
pub(crate) fn carry_out(arguments: &Arguments, terminal: &Terminal, target: &Target) -> Result<(), Failure> {
    let format = format(arguments)?;
    let request = Request::new(arguments, asked(arguments)?)?;
    request.answer(arguments, terminal, target, &format, Take::All).map(drop)
}

/// What to answer here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Take {
    WhatIsOverSoon,
    All,
    /// Nothing is evaluated: how it would be is told.
    Plan,
}

/// The format of the answer.
fn format(arguments: &Arguments) -> Result<String, Failure> {
    let target = Target::new(arguments.output.as_deref());
    let format = target.format(arguments.format.as_deref()).unwrap_or_else(|| "table".to_owned());
    if arguments.explain.is_some() {
        let is_known = plan::FORMATS.contains(&format.as_str());
        return if is_known { Ok(format) } else { Err(Failure::unknown_format(&format, "text or json for a plan")) };
    }
    if format != "table" && ResultFormat::from_name(&format).is_none() && Syntax::from_name(&format).is_none() {
        return Err(Failure::unknown_format(
            &format,
            "table, csv, tsv, json or xml; for graphs turtle, ntriples, rdfxml or jsonld",
        ));
    }
    Ok(format)
}

/// The graphs that `--default-graph` and FROM choose, where they choose.
fn chosen(snapshot: &Snapshot, query: &mut Query, arguments: &Arguments) -> Result<Option<Snapshot>, Failure> {
    let asked = arguments.default_graph.map(|default_graph| snapshot.clone().with_default_graph(default_graph.into()));
    let merged = default_graph_merged(query, asked.as_ref().unwrap_or(snapshot))?;
    sound(snapshot)?;
    Ok(merged.or(asked))
}

/// Writes how a query is evaluated.
fn write_plan(explanation: &Explanation, snapshot: &Snapshot, format: &str, target: &Target) -> Result<bool, Failure> {
    let plan = plan::written(explanation, format);
    sound(snapshot)?;
    target.write(|out| out.write_all(plan.as_bytes()))?;
    Ok(true)
}

/// Whether to look for the reason of an empty answer: for a person, or who asks for more; not where another process
/// answers because that may take long, for its time is counted.
fn wants_reason(snapshot: &Snapshot, terminal: &Terminal, target: &Target) -> bool {
    let is_seen = terminal.is_verbose() || terminal.is_read();
    let may_take_long = matches!(target, Target::Parent(_)) && snapshot.is_ours();
    is_seen && !terminal.is_quiet() && !may_take_long
}

/// Says which part of a query leaves it without an answer, and what was perhaps meant.
fn say_why_empty(snapshot: &Snapshot, query: &Query, terminal: &Terminal) {
    let Some(Emptied { part, how, near }) = why_empty(snapshot, query) else { return };
    let said = match how {
        Emptying::Unmatched => "nothing in the graph fits it",
        Emptying::Unjoined => "it fits something, but nothing that goes with what stands before it",
        Emptying::Refused => "it keeps nothing of what stands before it",
    };
    terminal.say(&format!("note: the answer is empty by `{part}`: {said}"));
    if let Some((written, near)) = near {
        terminal.say(&format!("help: instead of `{written}` the graph has `{near}`"));
    }
}

/// Writes the answer; fails before the end where what it was read from turns out unsound.
fn write_answers(
    answers: Answers<'_>,
    sound: impl Fn() -> Result<(), Failure>,
    format: &str,
    target: &Target,
) -> Result<(), Failure> {
    match answers {
        Answers::Boolean(answer) => {
            sound()?;
            target.write(|out| match ResultFormat::from_name(format) {
                Some(format) => format.write_boolean(answer, out),
                None => writeln!(out, "{}", if answer { "yes" } else { "no" }),
            })
        }
        Answers::Solutions(solutions) => match ResultFormat::from_name(format) {
            Some(format) => target.write(|out| {
                format.write_solutions(solutions, out)?;
                sound()
            }),
            None if format == "table" => {
                let table = table(solutions)?;
                sound()?;
                target.write(|out| out.write_all(table.as_bytes()))
            }
            None => Err(wrong_kind(format, "solutions", "table, csv, tsv, json or xml")),
        },
        Answers::Graph(triples) => {
            let syntax = if format == "table" { Some(Syntax::Turtle) } else { Syntax::from_name(format) };
            let syntax = syntax.ok_or_else(|| wrong_kind(format, "a graph", "turtle, ntriples, rdfxml or jsonld"))?;
            let mut builder = SnapshotBuilder::default();
            for triple in triples {
                builder.insert(&triple?.in_graph(GraphName::DefaultGraph))?;
            }
            sound()?;
            let answer = builder.build(DefaultGraph::Unnamed)?;
            target.write(|out| write(&answer, Format::Rdf(syntax), out))
        }
    }
}

fn wrong_kind(format: &str, answer: &str, formats: &str) -> Failure {
    Failure::usage(format!("the answer is {answer}, which has no form in `{format}`")).help(format!("use {formats}"))
}

fn asked(arguments: &Arguments) -> Result<Asked, Failure> {
    if let Some(text) = &arguments.text {
        return Ok(Asked::Text(text.clone()));
    }
    let given = arguments.query.clone().unwrap_or_default();
    if let Some(file) = file(arguments) {
        return read(file).map(Asked::Text).map_err(|failure| sparql_without_spaces(failure, &given));
    }
    Ok(if given.contains(char::is_whitespace) { Asked::Text(given) } else { Asked::Name(given) })
}

/// The file that the query is in.
fn file(arguments: &Arguments) -> Option<&Path> {
    let is_file = |given: &&Path| {
        let text = given.to_string_lossy();
        !text.contains(char::is_whitespace)
            && (text.contains('/') || given.extension().is_some_and(|extension| extension == "rq"))
    };
    arguments.file.as_deref().or_else(|| arguments.query.as_deref().map(Path::new).filter(is_file))
}

/// A positional without white space is a name or a file; who meant SPARQL is told how to say so.
fn sparql_without_spaces(failure: Failure, given: &str) -> Failure {
    if given.contains('{') { failure.help("SPARQL text without white space is given with -e") } else { failure }
}

/// Against what relative IRIs in SPARQL text are resolved: the file it is in, else the current folder.
pub(crate) fn base_of(file: Option<&Path>) -> Option<String> {
    file.filter(|file| *file != Path::new("-")).map_or_else(folder_iri, file_iri)
}

/// Most bytes of query text taken in: more than the parser accepts.
const MAX_QUERY_BYTES: u64 = 2 << 20;

/// SPARQL text from a file, or from standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    let is_stdin = path == Path::new("-");
    let name = if is_stdin { "standard input".to_owned() } else { path.to_string_lossy().into_owned() };
    let cannot = |error: std::io::Error| Failure::new(Exit::InputOutput, format!("cannot read {name}: {error}"));
    let mut bytes = Vec::new();
    if is_stdin {
        std::io::stdin().lock().take(MAX_QUERY_BYTES).read_to_end(&mut bytes).map_err(cannot)?;
    } else if path.is_dir() {
        return Err(Failure::new(Exit::InputOutput, format!("{name} is a folder, not a file")));
    } else {
        let file = std::fs::File::open(path).map_err(cannot)?;
        file.take(MAX_QUERY_BYTES).read_to_end(&mut bytes).map_err(cannot)?;
    }
    if bytes.len() as u64 == MAX_QUERY_BYTES {
        return Err(Failure::new(Exit::Limit, format!("{name} is too long for a query; the limit is 1 MiB")));
    }
    let text = SourceText::from_bytes(SourceId::from_path(path), &name, bytes);
    Ok(text.map_err(|error| Failure::from_error(Exit::BadInput, &error))?.text().to_owned())
}

/// A query as far as it can be read without a graph.
struct Request {
    query: Query,
    /// The named question it is of.
    question: Option<Question>,
}

impl Request {
    fn new(arguments: &Arguments, asked: Asked) -> Result<Self, Failure> {
        match asked {
            Asked::Text(text) => {
                if let Some((name, _)) = arguments.param.first() {
                    let message = format!("`-p {name}=…` belongs to a named question, not to SPARQL text");
                    return Err(Failure::usage(message));
                }
                let own = base_of(file(arguments));
                let base = arguments.data.files().base().or(own.as_deref());
                let query = query::parse(&text, base).map_err(|error| {
                    let is_update = query::parse_update(&text, base).is_ok_and(|update| !update.operations.is_empty());
                    let failure = Failure::from(error);
                    if is_update { failure.help("this is an update: `aisec update` carries it out") } else { failure }
                })?;
                Ok(Self { query, question: None })
            }
            Asked::Name(name) => {
                let question = question(&name).map_err(|error| sparql_without_spaces(error.into(), &name))?;
                Ok(Self { query: query::parse(&question.text, None)?, question: Some(question) })
            }
        }
    }

    /// Whether something in it is to be looked up by its name.
    fn has_names(&self, arguments: &Arguments) -> bool {
        let of = |question: &Question| question.parameters.iter().any(|parameter| parameter.required);
        !arguments.param.is_empty() || self.question.as_ref().is_some_and(of)
    }

    /// Reads the data and writes the answer; false, with nothing written or said, where it was not to be taken.
    fn answer(
        &self,
        arguments: &Arguments,
        terminal: &Terminal,
        target: &Target,
        format: &str,
        take: Take,
    ) -> Result<bool, Failure> {
        arguments.data.read_within(arguments.limits.memory_to_read(), terminal, |snapshot| {
            target.begin()?;
            let (mut query, notes) = self.bound(snapshot, arguments)?;
            let merges = query.dataset().is_some_and(|graphs| graphs.default.len() > 1);
            if take == Take::WhatIsOverSoon && merges {
                return Ok(false);
            }
            let chosen = chosen(snapshot, &mut query, arguments)?;
            let snapshot = chosen.as_ref().unwrap_or(snapshot);
            if take != Take::All && !snapshot.is_ours() && arguments.explain.is_some() {
                // Planning alone may take long, if its figures lie.
                return Ok(false);
            }
            if take == Take::Plan || arguments.explain == Some(Explained::Plan) {
                return write_plan(&query::explain_plan(snapshot, &query)?, snapshot, format, target);
            }
            let prepared = match take {
                Take::WhatIsOverSoon => Prepared::if_over_soon(snapshot, &query),
                Take::All | Take::Plan => Some(Prepared::new(snapshot, &query)),
            };
            let Some(prepared) = prepared else { return Ok(false) };
            for note in &notes {
                terminal.say(&format!("note: {note}"));
            }
            if arguments.explain.is_some() {
                return write_plan(&query::explain(snapshot, &query)?, snapshot, format, target);
            }
            let answers = prepared.answers()?.at_most(arguments.max_rows.unwrap_or(usize::MAX));
            write_answers(answers, || sound(snapshot), format, target)?;
            if wants_reason(snapshot, terminal, target) {
                say_why_empty(snapshot, &query, terminal);
            }
            Ok(true)
        })
    }

    /// The query with its parameters bound to what they name in a graph, and what there is to say of that.
    fn bound(&self, snapshot: &Snapshot, arguments: &Arguments) -> Result<(Query, Vec<String>), Failure> {
        let mut query = self.query.clone();
        let mut notes = Vec::new();
        let Some(question) = &self.question else { return Ok((query, notes)) };
        if editions(snapshot).is_empty() && question.parameters.iter().any(Parameter::is_edition) {
            let nothing = "this data has no framework edition, and the question is about one";
            notes.push(format!("{nothing}; `aisec build` makes graphs that have them"));
        }
        let (bindings, notices) = resolve_parameters(snapshot, question, &arguments.param)?;
        notes.extend(notices.iter().map(ToString::to_string));
        match bind(&mut query, &bindings).first() {
            None => Ok((query, notes)),
            Some(lost) => Err(Failure::new(
                Exit::BadQuery,
                format!("`{}` declares the parameter `{lost}` and has no place for it", question.name),
            )),
        }
    }
}

fn table(solutions: Solutions<'_>) -> Result<String, WriteError> {
    let header: Vec<String> = solutions.variables().iter().map(|variable| variable.as_str().to_owned()).collect();
    let mut rows = Vec::new();
    for solution in solutions {
        rows.push(solution?.into_iter().map(cell).collect::<Vec<String>>());
    }
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    let count = counted(rows.len(), "row");
    Ok(format!("{}{count}\n", grid(&names, &rows)))
}

/// A term as people read it: IRIs short, literals as their text.
fn cell(term: Option<Term>) -> String {
    match term {
        None => String::new(),
        Some(Term::NamedNode(node)) => compact(node.as_str()),
        Some(Term::BlankNode(node)) => node.to_string(),
        Some(Term::Literal(literal)) => literal.value().to_owned(),
    }
}
