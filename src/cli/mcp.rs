//! `aisec mcp`: the graph for agents.

use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::limits::{self, LimitArguments};
use super::serve::{teller, workers};
use super::terminal::Terminal;
use aisec_graph::mcp::{Settings, SpeakError, speak};
use aisec_graph::query::STACK_BYTES;
use clap::Args;

/// Answer agents: the Model Context Protocol over standard input and output.
///
/// For programs that start it and speak to it; nothing can be changed. Tools: find, explain, coverage, recommend,
/// questions, ask, query. Ends when its input does.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec mcp
  aisec mcp --data graph.aisec --timeout 10s --max-rows 200

In the settings of a client:
  { \"mcpServers\": { \"aisec\": { \"command\": \"aisec\", \"args\": [\"mcp\"] } } }")]
pub(crate) struct Arguments {
    /// Refuse answers of more rows, or triples
    #[arg(long, value_name = "NUMBER", value_parser = limits::rows, default_value = "1000")]
    max_rows: usize,
    #[command(flatten)]
    limits: LimitArguments,
    #[command(flatten)]
    data: DataArguments,
}

/// Queries that wait while another is worked out.
const QUEUE: usize = 16;

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let memory = arguments.limits.memory_to_read();
    let snapshot = arguments.data.read_within(memory, terminal, |snapshot| Ok(snapshot.clone()))?;
    let settings = Settings {
        max_rows: Some(arguments.max_rows),
        is_built_in: arguments.data.is_built_in(),
        workers: workers(Some(1), QUEUE, arguments.limits),
        tell: teller(terminal),
    };
    speak(snapshot, settings, STACK_BYTES).map_err(|error| {
        let exit = if matches!(error, SpeakError::NotSpoken(_)) { Exit::BadInput } else { Exit::InputOutput };
        Failure::from_error(exit, &error)
    })?;
    Ok(Exit::Fine)
}
