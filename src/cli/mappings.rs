//! `aisec mappings`: the mapping sets in the graph.

use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::output::Target;
use super::terminal::{Terminal, grid};
use aisec_graph::coverage::mapping_sets;
use clap::Args;

/// List mapping sets with authority, status, licence and rows, and how many rows coverage derives from.
///
/// Coverage derives from our own sets, and from others that `--mappings SET` adds. Rows that their owner calls
/// superseded or pre-publication, and references (`rdfs:seeAlso`), never count.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec mappings
  aisec mappings --mappings owasp-llm-2026--owasp-asi-2026")]
pub(crate) struct Arguments {
    #[command(flatten)]
    data: DataArguments,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let sets = arguments.data.read(terminal, |snapshot| Ok(mapping_sets(snapshot)))?;
    let rows: Vec<Vec<String>> = sets
        .into_iter()
        .map(|set| {
            let licence = set.licence.strip_prefix("https://").unwrap_or(&set.licence).trim_end_matches('/').to_owned();
            vec![set.id, set.authority, set.status, set.rows.to_string(), set.counted.to_string(), licence]
        })
        .collect();
    let table = grid(&["id", "authority", "status", "rows", "counted", "licence"], &rows);
    Target::Stdout.write(|out| out.write_all(table.as_bytes()))?;
    Ok(Exit::Fine)
}
