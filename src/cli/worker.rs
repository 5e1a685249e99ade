//! Evaluation in a process of its own: the same command line, carried out by `aisec __worker` under limits.

use super::commands::Command;
use super::data::cut_short;
use super::failure::{Exit, Failure};
use super::limits::LimitArguments;
use super::output::Target;
use super::terminal::Terminal;
use super::{Cli, query, update, validate};
use aisec_graph::query::STACK_BYTES;
use aisec_graph::worker::{Child, Event, Watched, WorkerError};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::{env, io, process};

/// The command line that is to be carried out.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// A person reads what is said
    #[arg(long)]
    read: bool,
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    command: Vec<OsString>,
}

/// Has this very command line carried out in a process of its own, and writes its result. Nothing of standard input
/// or of a pipe may have been read before.
/// `narrow` says how to ask for less.
pub(crate) fn ask(target: &Target, limits: LimitArguments, narrow: &str, terminal: &Terminal) -> Result<Exit, Failure> {
    let (time, memory) = (limits.time(), limits.memory());
    terminal.say_more(&format!("note: worked out in a process of its own, within {time} and {memory} of memory"));
    let mut command = process::Command::new(this_program()?);
    command.arg("__worker").args(terminal.is_read().then_some("--read")).arg("--").args(env::args_os().skip(1));
    let failed = |error| died(&error, limits, narrow);
    let (mut said, mut exit) = (String::new(), Exit::Fine);
    let written = target.write(|out| {
        let mut watched = Watched::start(command, limits.limits()).map_err(failed)?;
        loop {
            match watched.next_event().map_err(failed)? {
                Event::Output(bytes) => out.write_all(&bytes)?,
                Event::Ended { how, said: all } => {
                    said = all;
                    exit = Outcome::read(&how)?;
                    return Ok::<(), Failure>(());
                }
            }
        }
    });
    said.lines().for_each(|line| terminal.say(line));
    written.map(|()| exit)
}

/// The program that runs, even where its file has been replaced since.
pub(super) fn this_program() -> io::Result<PathBuf> {
    let itself = PathBuf::from("/proc/self/exe");
    if itself.exists() { Ok(itself) } else { env::current_exe() }
}

/// What to tell when there is no answer.
fn died(error: &WorkerError, limits: LimitArguments, narrow: &str) -> Failure {
    match error {
        WorkerError::TimedOut { .. } => {
            Failure::new(Exit::Limit, format!("the answer takes more than {}", limits.time()))
                .help(format!("{narrow}, or allow more time, such as `--timeout 10m`"))
        }
        WorkerError::OutOfMemory => {
            Failure::new(Exit::Limit, format!("the answer takes more than {} of memory", limits.memory()))
                .help(format!("{narrow}, or allow more memory, such as `--max-memory 8GiB`"))
        }
        WorkerError::CutShort => cut_short(),
        WorkerError::Killed { status, .. } if status.code() == Some(cut_short().exit as i32) => cut_short(),
        WorkerError::Killed { status, .. } if status.code() == Some(Exit::InputOutput as i32) => {
            Failure::from_error(Exit::InputOutput, error)
        }
        WorkerError::Killed { .. } => Failure::from_error(Exit::Limit, error),
        WorkerError::Io(_) => Failure::from_error(Exit::InputOutput, error),
    }
}

/// Carries out a command line as a child: the result, then how it went, in frames. It has options of its own.
pub(crate) fn run(arguments: &Arguments, _: &Terminal) -> Result<Exit, Failure> {
    let command_line = std::iter::once(OsString::from("aisec")).chain(arguments.command.iter().cloned());
    let cli = Cli::read(command_line).map_err(|error| Failure::usage(error.to_string()))?;
    let terminal = Terminal::new(&cli.common).passed_on(arguments.read);
    let child = |limits: LimitArguments| Child::limited(limits.limits(), STACK_BYTES as u64).map(Arc::new);
    let (child, done) = match &cli.command {
        Command::Query(arguments) => {
            let child = child(arguments.limits)?;
            let done = query::carry_out(arguments, &terminal, &Target::Parent(Arc::clone(&child)));
            (child, done.map(|()| Exit::Fine))
        }
        Command::Update(arguments) => {
            let child = child(arguments.limits)?;
            let done = update::carry_out(arguments, &terminal, &Target::Parent(Arc::clone(&child)));
            (child, done.map(|()| Exit::Fine))
        }
        Command::Validate(arguments) => {
            let child = child(arguments.limits)?;
            let done = validate::carry_out(arguments, &terminal, &Target::Parent(Arc::clone(&child)));
            (child, done)
        }
        _ => return Err(Failure::usage("no other command is carried out in a process of its own")),
    };
    child.end(&Outcome::of(done).written())?;
    Ok(Exit::Fine)
}

/// How a command went, as the child says it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Outcome {
    exit: Exit,
    message: String,
    help: Option<String>,
}

impl Outcome {
    fn of(done: Result<Exit, Failure>) -> Self {
        match done {
            Ok(exit) => Self { exit, message: String::new(), help: None },
            Err(Failure { exit, message, help, .. }) => Self { exit, message, help },
        }
    }

    fn written(&self) -> Vec<u8> {
        // Nothing fails to be written to memory.
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn read(how: &[u8]) -> Result<Exit, Failure> {
        let outcome: Self = serde_json::from_slice(how).map_err(io::Error::from)?;
        match outcome {
            Self { exit: exit @ (Exit::Fine | Exit::Findings), message, .. } if message.is_empty() => Ok(exit),
            Self { exit, message, help } => Err(Failure { help, ..Failure::new(exit, message) }),
        }
    }
}
