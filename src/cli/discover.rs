//! `aisec stack discover`: the tools of the catalog that a project uses.

use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::given::TextArguments;
use super::output::Target;
use super::stack;
use super::table_format::{self, TableFormat};
use super::terminal::{Style, Terminal, grid, printable};
use aisec_graph::catalog::DependencyName;
use aisec_graph::coverage::{KnownTool, KnownTools, graph_digest};
use aisec_graph::pipeline::{Project, project};
use aisec_graph::snapshot::Snapshot;
use aisec_graph::vocab::{counted, first_few, thousands};
use clap::{Args, Subcommand};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

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
/// of a network. `-o stack.toml` writes what `--stack stack.toml` of other commands reads, and never over decisions or
/// comments of yours that stand there already. With -v, what the files name that is no tool of the catalog is listed as well.
///
/// The exit status is 1 where a file cannot be read, or there are too many: a tool may be missing.
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

/// What was found.
#[derive(Default)]
struct Found<'p> {
    /// By name, each with its places in the order of files and lines.
    tools: BTreeMap<KnownTool, Vec<Hit<'p>>>,
    /// What names no tool of the catalog, by the first of its names.
    unknown: BTreeSet<&'p str>,
}

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
        Ok((text, found.tools.len()))
    })?;
    if form == Form::Stack && found == 0 {
        terminal.say(&format!("{}: there is no stack to write", summary(&read, 0)));
        return Ok(Exit::Findings);
    }
    if let (Form::Stack, Target::File(path)) = (form, &target) {
        keep(path, &text)?;
    }
    target.write(|out| out.write_all(text.as_bytes()))?;
    if form == Form::Stack {
        terminal.say(&summary(&read, found));
    }
    Ok(if read.unreadable.is_empty() && !read.is_cut { Exit::Fine } else { Exit::Findings })
}

/// Refuses to write over a stack's file that says more than the new one.
fn keep(old: &Path, new: &str) -> Result<(), Failure> {
    let lost =
        stack::lost(old, new).map_err(|failure| failure.help("write to another file, or remove this one first"))?;
    if lost.is_empty() {
        return Ok(());
    }
    let lost: Vec<&str> = lost.iter().map(String::as_str).collect();
    let message = format!("{} has what would be lost: {}", old.display(), first_few(&lost, 3));
    Err(Failure::new(Exit::InputOutput, message).help("write to another file, or remove this one first"))
}

fn form(named: Option<&str>, target: &Target) -> Result<Form, Failure> {
    target.refuse_other(named)?;
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
    let mut found = Found::default();
    for file in &project.files {
        for (dependency, line, column) in &file.dependencies {
            let Some((tool, name)) = tools.tool(&dependency.names) else {
                found.unknown.extend(dependency.names.first().map(DependencyName::as_str));
                continue;
            };
            found.tools.entry(tool).or_default().push(Hit {
                path: &file.path,
                kind: file.kind.name(),
                line: *line,
                column: *column,
                name: name.as_str(),
                version: dependency.version.as_deref(),
            });
        }
    }
    found
}

/// How much was looked at, and what was found.
fn summary(project: &Project, found: usize) -> String {
    let dependencies: usize = project.files.iter().map(|file| file.dependencies.len()).sum();
    let named = if dependencies == 1 { "dependency" } else { "dependencies" };
    let looked = format!("{} {named} of {}", thousands(dependencies), counted(project.files.len(), "file"));
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
    if !project.unreadable.is_empty() {
        left.push(format!("could not be read, so that tools may be missing: {}", project.unreadable.join(", ")));
    }
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
    let mut text = format!("{}\n", terminal.paint(Style::Strong, &summary(project, found.tools.len())));
    let rows = found.tools.iter().flat_map(|(tool, hits)| {
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
    if terminal.is_verbose() && !found.unknown.is_empty() {
        let unknown: Vec<&str> = found.unknown.iter().copied().collect();
        let _ = writeln!(text, "\nno tool of the catalog: {}", printable(&unknown.join(", ")));
    }
    for sentence in left_out(project) {
        let _ = writeln!(text, "\n{}", printable(&sentence));
    }
    text
}

/// One row for each place.
fn csv(found: &Found<'_>) -> Result<String, Failure> {
    let rows = found.tools.iter().flat_map(|(tool, hits)| {
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
    let tools = found.tools.iter().map(|(tool, hits)| {
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
        "format": "aisec-stack",
        "version": 1,
        "folder": project.name,
        "dependencies": project.files.iter().map(|file| file.dependencies.len()).sum::<usize>(),
        "files": files.collect::<Vec<_>>(),
        "notRead": project.not_read,
        "unreadable": project.unreadable,
        "unknown": found.unknown,
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
    let comment = |says: &str| format!("# {}{}", stack::MARK, printable(says));
    let mut text = format!("{}\n", comment(&summary(project, found.tools.len())));
    if !project.unreadable.is_empty() {
        let _ = writeln!(text, "{}", comment(&format!("could not be read: {}", project.unreadable.join(", "))));
    }
    if project.is_cut {
        let _ = writeln!(text, "{}", comment("there are more files than were looked at"));
    }
    if !project.name.is_empty() {
        let _ = writeln!(text, "name = {}", string(&project.name));
    }
    text.push_str("in-use = [\n");
    for (tool, hits) in &found.tools {
        let places: Vec<String> = hits.iter().map(|hit| format!("{}:{}", hit.path, hit.line)).collect();
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        let found = comment(&format!("{}: {}", tool.name, first_few(&places, 3)));
        let _ = writeln!(text, "    {}, {found}", string(&tool.reference));
    }
    text.push_str("]\n");
    text
}
