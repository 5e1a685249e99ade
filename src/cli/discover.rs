//! `aisec stack discover`: the tools of the catalog that a project uses.

use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::given::TextArguments;
use super::output::Target;
use super::table_format::{self, TableFormat};
use super::terminal::{Style, Terminal, grid, printable};
use aisec_graph::coverage::{KnownTool, KnownTools, graph_digest};
use aisec_graph::pipeline::{Project, project};
use aisec_graph::snapshot::Snapshot;
use aisec_graph::vocab::{counted, first_few};
use clap::{Args, Subcommand};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Find the tools a team uses in the files of its project.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Discover(DiscoverArguments),
}

/// Look into a folder for files that name tools of the catalog.
///
/// Read are requirements*.txt and what they include, pyproject.toml, uv.lock, poetry.lock, package.json,
/// package-lock.json, Cargo.lock, Dockerfile, workflows and actions of GitHub, and bills of materials (SPDX, `CycloneDX`)
/// in JSON. A tool is known by its package or its repository. Nothing outside the folder is read, and nothing is asked
/// of a network. `-o stack.toml` writes what `--stack stack.toml` of other commands reads.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec stack discover .
  aisec stack discover . -o stack.toml
  aisec stack discover ../app --format json")]
struct DiscoverArguments {
    /// The folder of the project
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// table, csv, json, or toml for a stack's file
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    texts: TextArguments,
    #[command(flatten)]
    data: DataArguments,
}

/// What the answer is written as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Listing(TableFormat),
    Stack,
}

/// A place where a tool is named.
struct Hit<'p> {
    path: &'p str,
    kind: &'static str,
    line: usize,
    column: usize,
    /// The package or repository it is known by.
    name: &'p str,
    version: Option<&'p str>,
}

/// The tools that were found, by name, each with its places in the order of files and lines.
type Found<'p> = BTreeMap<KnownTool, Vec<Hit<'p>>>;

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let Action::Discover(arguments) = &arguments.action;
    let target = Target::new(arguments.output.as_deref());
    arguments.data.spared_by(&target)?;
    let form = form(arguments.format.as_deref(), &target)?;
    let read = project(&arguments.folder, arguments.texts.max_input).map_err(|error| {
        Failure::new(Exit::InputOutput, format!("cannot look into {}: {error}", arguments.folder.display()))
            .help("give the folder of a project")
    })?;
    terminal.diagnostics(&read.diagnostics, &read.sources);
    let (text, found) = arguments.data.read(terminal, |snapshot| {
        let found = found(snapshot, &read);
        let text = match form {
            Form::Stack => stack_file(&read, &found),
            Form::Listing(TableFormat::Csv) => csv(&found)?,
            Form::Listing(TableFormat::Json) => json(&read, &found, graph_digest(snapshot)),
            Form::Listing(_) => table(&read, &found, terminal),
        };
        Ok((text, found.len()))
    })?;
    if form == Form::Stack && found == 0 {
        terminal.say(&format!("{}: there is no stack to write", summary(&read, 0)));
        return Ok(Exit::Findings);
    }
    target.write(|out| out.write_all(text.as_bytes()))?;
    if form == Form::Stack {
        terminal.say(&summary(&read, found));
    }
    Ok(Exit::Fine)
}

fn form(named: Option<&str>, target: &Target) -> Result<Form, Failure> {
    match target.format(named).as_deref() {
        Some("toml" | "stack") => Ok(Form::Stack),
        Some(name) => {
            let forms = [TableFormat::Table, TableFormat::Csv, TableFormat::Json];
            let known = TableFormat::chosen(Some(name), target, &forms);
            known.map(Form::Listing).map_err(|_| Failure::unknown_format(name, "table, csv, json or toml"))
        }
        None => Ok(Form::Listing(TableFormat::Table)),
    }
}

fn found<'p>(snapshot: &Snapshot, project: &'p Project) -> Found<'p> {
    let tools = KnownTools::new(snapshot);
    let mut found = Found::new();
    for file in &project.files {
        for (dependency, line, column) in &file.dependencies {
            if let Some((tool, name)) = tools.tool(&dependency.names) {
                found.entry(tool).or_default().push(Hit {
                    path: &file.path,
                    kind: file.kind.name(),
                    line: *line,
                    column: *column,
                    name: name.as_str(),
                    version: dependency.version.as_deref(),
                });
            }
        }
    }
    found
}

/// How much was looked at, and what was found.
fn summary(project: &Project, found: usize) -> String {
    let dependencies: usize = project.files.iter().map(|file| file.dependencies.len()).sum();
    let named = if dependencies == 1 { "dependency" } else { "dependencies" };
    let looked = format!("{dependencies} {named} of {}", counted(project.files.len(), "file"));
    let tools = if found == 0 { "no tool".to_owned() } else { counted(found, "tool") };
    match (project.files.len(), dependencies) {
        (0, _) => {
            format!("no file here says what the project needs ({} looked at by name)", counted(project.seen, "file"))
        }
        (_, 0) => format!("no dependency in {}", counted(project.files.len(), "file")),
        _ => format!("{tools} of the catalog in {looked}"),
    }
}

/// What was not looked at, in sentences.
fn left_out(project: &Project) -> Vec<String> {
    let mut left = Vec::new();
    if !project.not_read.is_empty() {
        left.push(format!("not read, as no form of it is known: {}", project.not_read.join(", ")));
    }
    if project.filled > 0 {
        left.push(format!("left out: {} that tools fill, such as node_modules", counted(project.filled, "folder")));
    }
    if project.is_cut {
        left.push("there are more files than are looked at; look into parts of the folder one by one".to_owned());
    }
    left
}

fn table(project: &Project, found: &Found<'_>, terminal: &Terminal) -> String {
    let mut text = format!("{}\n", terminal.paint(Style::Strong, &summary(project, found.len())));
    let rows = found.iter().flat_map(|(tool, hits)| {
        let row = |(at, hit): (usize, &Hit<'_>)| {
            let name = if at == 0 { tool.name.clone() } else { String::new() };
            let place = format!("{}:{}:{}", hit.path, hit.line, hit.column);
            vec![name, hit.version.unwrap_or_default().to_owned(), place, hit.name.to_owned()]
        };
        hits.iter().enumerate().map(row)
    });
    let rows: Vec<Vec<String>> = rows.collect();
    if !rows.is_empty() {
        let _ = write!(text, "\n{}", grid(&["tool", "version", "place", "known by"], &rows));
    }
    for sentence in left_out(project) {
        let _ = writeln!(text, "\n{}", printable(&sentence));
    }
    text
}

/// One row for each place.
fn csv(found: &Found<'_>) -> Result<String, Failure> {
    let rows = found.iter().flat_map(|(tool, hits)| {
        hits.iter().map(|hit| {
            let places = [hit.line, hit.column].map(|number| number.to_string());
            let texts = [&tool.name, hit.version.unwrap_or_default(), hit.path].map(str::to_owned);
            let rest = [hit.kind, hit.name, &tool.iri].map(str::to_owned);
            texts.into_iter().chain(places).chain(rest).collect::<Vec<_>>()
        })
    });
    table_format::csv(&["tool", "version", "file", "line", "column", "kind", "known_by", "iri"], rows)
}

fn json(project: &Project, found: &Found<'_>, graph: &str) -> String {
    let files = project.files.iter().map(|file| {
        serde_json::json!({ "path": file.path, "kind": file.kind.name(), "dependencies": file.dependencies.len() })
    });
    let tools = found.iter().map(|(tool, hits)| {
        let hits = hits.iter().map(|hit| {
            serde_json::json!({
                "file": hit.path, "line": hit.line, "column": hit.column, "kind": hit.kind,
                "knownBy": hit.name, "version": hit.version,
            })
        });
        serde_json::json!({
            "iri": tool.iri, "name": tool.name, "reference": tool.reference, "places": hits.collect::<Vec<_>>(),
        })
    });
    let json = serde_json::json!({
        "folder": project.name,
        "dependencies": project.files.iter().map(|file| file.dependencies.len()).sum::<usize>(),
        "files": files.collect::<Vec<_>>(),
        "notRead": project.not_read,
        "foldersLeftOut": project.filled,
        "isCut": project.is_cut,
        "findings": project.diagnostics.len(),
        "graph": graph,
        "tools": tools.collect::<Vec<_>>(),
    });
    format!("{json:#}\n")
}

/// A stack's file with the tools in use.
fn stack_file(project: &Project, found: &Found<'_>) -> String {
    // A string of JSON is one of TOML but for this control character, which stands in no name of a package.
    let string = |text: &str| serde_json::Value::from(text.replace('\u{7f}', "")).to_string();
    let mut text = format!("# {}\n", printable(&summary(project, found.len())));
    if !project.name.is_empty() {
        let _ = writeln!(text, "name = {}", string(&project.name));
    }
    text.push_str("in-use = [\n");
    for (tool, hits) in found {
        let places: Vec<String> = hits.iter().map(|hit| format!("{}:{}", hit.path, hit.line)).collect();
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        let comment = format!("{}: {}", tool.name, first_few(&places, 3));
        let _ = writeln!(text, "    {}, # {}", string(&tool.reference), printable(&comment));
    }
    text.push_str("]\n");
    text
}
