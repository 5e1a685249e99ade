//! The commands: their names, what they do in a line, and where they are carried out.

use super::failure::{Exit, Failure};
#[cfg(feature = "mcp")]
use super::mcp;
use super::terminal::Terminal;
#[cfg(feature = "serve")]
use super::{answer, serve};
use super::{
    build, check, code, compare, convert, coverage, diff, discover, explain, export, find, frameworks, mappings, push,
    query, questions, recommend, remote, render, replay, report, review, schemas, update, validate, worker,
};
use clap::error::ErrorKind;
use clap::{ArgMatches, Args, FromArgMatches, Subcommand};

/// The type of all commands.
///
/// Written out by clap's derive, it would describe the arguments of every command at each start, which takes longer
/// than to answer a question: here those of one command are described when it is called, or asked about.
macro_rules! commands {
    ($($(#[$built:meta])* $variant:ident($module:ident) $name:literal: $about:literal,)+) => {
        #[derive(Debug)]
        pub(super) enum Command {
            $($(#[$built])* $variant($module::Arguments),)+
        }

        impl Command {
            pub(super) fn run(&self, terminal: &Terminal) -> Result<Exit, Failure> {
                match self {
                    $($(#[$built])* Self::$variant(arguments) => $module::run(arguments, terminal),)+
                }
            }
        }

        impl Subcommand for Command {
            fn augment_subcommands(command: clap::Command) -> clap::Command {
                $(
                    $(#[$built])*
                    let command = command.subcommand(
                        clap::Command::new($name).about($about).hide($name.starts_with("__")).defer(|command| {
                            with_all_that_is_said($module::Arguments::augment_args(command))
                        }),
                    );
                )+
                command
            }

            fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
                Self::augment_subcommands(command)
            }

            fn has_subcommand(name: &str) -> bool {
                [$($(#[$built])* $name),+].contains(&name)
            }
        }

        impl FromArgMatches for Command {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
                match matches.subcommand() {
                    $($(#[$built])* Some(($name, matches)) => Ok(Self::$variant($module::Arguments::from_arg_matches(matches)?)),)+
                    _ => Err(clap::Error::new(ErrorKind::MissingSubcommand)),
                }
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
                *self = Self::from_arg_matches(matches)?;
                Ok(())
            }
        }
    };
}

/// `-h` and `--help` say the same, all of it: clap would keep the paragraphs from one of them, and in the other part the
/// options by empty lines.
fn with_all_that_is_said(command: clap::Command) -> clap::Command {
    match command.get_long_about().cloned() {
        Some(all) => command.about(all).long_about(None),
        None => command,
    }
}

commands! {
    Build(build) "build": "Build the graph and say what is in it",
    Check(check) "check": "Say what is wrong in lists and framework packs; verify snapshots",
    Query(query) "query": "Ask a question in SPARQL or by name",
    Questions(questions) "questions": "List the named questions, or show one",
    Export(export) "export": "Write the graph as RDF, or as a network",
    Convert(convert) "convert": "Convert RDF from one syntax to another",
    Update(update) "update": "Change RDF with SPARQL Update",
    Coverage(coverage) "coverage": "Measure coverage of a framework, with denominators",
    Recommend(recommend) "recommend": "Say which tools to add: the smallest set, with reasons",
    Compare(compare) "compare": "Compare what the tools of two teams address",
    Stack(discover) "stack": "Find the tools a team uses in the files of its project",
    Replay(replay) "replay": "Play a case study against the tools of a team",
    Render(render) "render": "Draw coverage as SVG, or its table or DOT twin",
    Report(report) "report": "Write one offline page: pictures, tables, proofs, queries",
    Explain(explain) "explain": "Say what a thing is, or prove that one addresses another",
    Diff(diff) "diff": "Say what changed from one list or graph to another",
    Find(find) "find": "Say whether a thing is listed already, and where",
    Frameworks(frameworks) "frameworks": "List framework editions with counts and licences",
    Mappings(mappings) "mappings": "List mapping sets with authority, status and rows",
    Schemas(schemas) "schemas": "List the JSON schemas of what commands write, or print one",
    Review(review) "review": "Say where labels of lists and reviewed claims disagree",
    Validate(validate) "validate": "Hold a graph against SHACL shapes and checks",
    Push(push) "push": "Load the graph into a SPARQL server, count it, compare it, then switch to it",
    Remote(remote) "remote": "Probe a SPARQL server: what it can do, and where it differs",
    Code(code) "code": "Say what a diagnostic code means",
    #[cfg(feature = "serve")]
    Serve(serve) "serve": "Answer over HTTP: SPARQL, pages, questions, pictures",
    #[cfg(feature = "mcp")]
    Mcp(mcp) "mcp": "Answer agents: the Model Context Protocol over standard input and output",
    #[cfg(feature = "serve")]
    Answer(answer) "__answer": "Answer queries of a server, one after the other",
    Worker(worker) "__worker": "Carry out a command under limits, for another process",
}
