//! Arguments in, text and files out: one file per command. No logic of the domain.
#![expect(clippy::disallowed_methods, reason = "a room that touches files, the clock and the environment")]

mod build;
mod cache;
mod check;
mod code;
mod convert;
mod coverage;
mod data;
mod diff;
mod explain;
mod export;
mod failure;
mod find;
mod finding;
mod frameworks;
mod given;
mod limits;
mod output;
mod plan;
mod query;
mod questions;
mod render;
mod report;
mod terminal;
mod update;
mod worker;

pub(crate) use failure::Exit;

use clap::{Args, Parser, Subcommand, ValueEnum};
use failure::Failure;
use std::process::ExitCode;
use terminal::Terminal;

/// Knowledge graph of AI security: lists and frameworks in; RDF, answers and pictures out.
#[derive(Debug, Parser)]
#[command(name = "aisec", version, max_term_width = 100, propagate_version = true, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Options every command takes.
#[derive(Debug, Clone, Args)]
struct Common {
    /// When to colour output
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    color: Color,
    /// Say only what was asked for, and errors
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more: notes as well as warnings
    #[arg(short, long, global = true)]
    verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the graph and say what is in it
    Build(build::Arguments),
    /// Say what is wrong in lists; verify snapshots
    Check(check::Arguments),
    /// Ask a question in SPARQL or by name
    Query(query::Arguments),
    /// List the named questions, or show one
    Questions(questions::Arguments),
    /// Write the graph in an RDF syntax
    Export(export::Arguments),
    /// Convert RDF from one syntax to another
    Convert(convert::Arguments),
    /// Change RDF with SPARQL Update
    Update(update::Arguments),
    /// Measure coverage of a framework, with denominators
    Coverage(coverage::Arguments),
    /// Draw coverage as SVG, or its table or DOT twin
    Render(render::Arguments),
    /// Say what a thing is, or prove that one addresses another
    Explain(explain::Arguments),
    /// Say what changed from one list or graph to another
    Diff(diff::Arguments),
    /// Say whether a thing is listed already, and where
    Find(find::Arguments),
    /// List framework editions with counts and licences
    Frameworks(frameworks::Arguments),
    /// Say what a diagnostic code means
    Code(code::Arguments),
    /// Carry out a command under limits, for another process
    #[command(name = worker::NAME, hide = true)]
    Worker(worker::Arguments),
}

/// Runs the command line; the exit status says how it went.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let usage = error.use_stderr();
            // Help goes to a pipe that may be closed: nothing to do about that.
            let _ = error.print();
            return ExitCode::from(if usage { Exit::Usage } else { Exit::Fine } as u8);
        }
    };
    let terminal = Terminal::new(&cli.common);
    let result = match cli.command {
        Command::Build(arguments) => build::run(&arguments, &terminal),
        Command::Check(arguments) => check::run(&arguments, &terminal),
        Command::Query(arguments) => query::run(&arguments, &terminal),
        Command::Questions(arguments) => questions::run(&arguments, &terminal),
        Command::Export(arguments) => export::run(&arguments, &terminal),
        Command::Convert(arguments) => convert::run(&arguments, &terminal),
        Command::Update(arguments) => update::run(&arguments, &terminal),
        Command::Coverage(arguments) => coverage::run(&arguments, &terminal),
        Command::Render(arguments) => render::run(&arguments, &terminal),
        Command::Explain(arguments) => explain::run(&arguments, &terminal),
        Command::Diff(arguments) => diff::run(&arguments, &terminal),
        Command::Find(arguments) => find::run(&arguments, &terminal),
        Command::Frameworks(arguments) => frameworks::run(&arguments, &terminal),
        Command::Code(arguments) => code::run(&arguments, &terminal),
        Command::Worker(arguments) => worker::run(&arguments),
    };
    match result {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(Failure { exit: Exit::Fine, .. }) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal.error(&failure);
            ExitCode::from(failure.exit as u8)
        }
    }
}
