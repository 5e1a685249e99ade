//! Arguments in, text and files out: one file per command. No logic of the domain.
#![expect(clippy::disallowed_methods, reason = "a room that touches files, the clock and the environment")]

#[cfg(feature = "serve")]
mod answer;
mod basis;
mod build;
mod cache;
mod check;
mod code;
mod commands;
mod compare;
mod convert;
mod coverage;
mod data;
mod diff;
mod discover;
mod draft;
mod endpoint;
mod explain;
mod export;
mod failure;
mod find;
mod finding;
mod frameworks;
mod given;
mod grouped;
mod layer;
mod limits;
mod mappings;
#[cfg(feature = "mcp")]
mod mcp;
mod mirror;
mod output;
mod page;
mod picture_format;
mod plan;
mod push;
mod query;
mod questions;
mod recommend;
mod remote;
mod render;
mod replay;
mod report;
mod review;
mod schemas;
#[cfg(feature = "serve")]
mod serve;
mod stack;
mod summary;
mod table_format;
mod team;
mod terminal;
mod threshold;
mod update;
mod validate;
mod worker;

pub(crate) use failure::Exit;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, ValueEnum};
use commands::Command;
use failure::Failure;
use std::ffi::OsString;
use std::mem::ManuallyDrop;
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

impl Cli {
    /// Reads a command line; the first word is the name of the program.
    fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        // Taking the description apart takes longer than a small answer, and the process ends soon.
        let mut command = ManuallyDrop::new(Self::command());
        let matches = command.try_get_matches_from_mut(words)?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
    }
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

/// Runs the command line; the exit status says how it went.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) => {
            let usage = error.use_stderr();
            // Help goes to a pipe that may be closed: nothing to do about that.
            let _ = error.print();
            return ExitCode::from(if usage { Exit::Usage } else { Exit::Fine } as u8);
        }
    };
    let terminal = Terminal::new(&cli.common);
    let result = cli.command.run(&terminal);
    match result {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(Failure { exit: Exit::Fine, .. }) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal.error(&failure);
            ExitCode::from(failure.exit as u8)
        }
    }
}
