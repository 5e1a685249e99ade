//! `aisec frameworks`: the editions in the graph.

use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::output::Target;
use super::terminal::{Terminal, grid};
use aisec_graph::coverage::editions;
use clap::Args;

/// List framework editions with status, counts and licences.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    data: DataArguments,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let editions = arguments.data.read(terminal, |snapshot| Ok(editions(snapshot)))?;
    let rows: Vec<Vec<String>> = editions
        .into_iter()
        .map(|edition| {
            let default = if edition.is_default { "default" } else { "" };
            vec![
                edition.id,
                edition.title,
                edition.status,
                default.to_owned(),
                edition.items.to_string(),
                edition.licence,
            ]
        })
        .collect();
    let table = grid(&["id", "edition", "status", "", "items", "licence"], &rows);
    Target::Stdout.write(|out| out.write_all(table.as_bytes()))?;
    Ok(Exit::Fine)
}
