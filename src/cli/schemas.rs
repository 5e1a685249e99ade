//! `aisec schemas`: what the JSON of other commands looks like.

use super::failure::{Exit, Failure};
use super::output::Target;
use super::terminal::{Terminal, grid};
use aisec_graph::export::SCHEMAS;
use aisec_graph::vocab::{did_you_mean, nearest};
use clap::Args;

/// List the JSON schemas of what commands write, or print one.
///
/// A document says its `format` and `version`. The version grows when a field changes its meaning or goes; fields may
/// come without.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aisec schemas\n  aisec schemas coverage > coverage.schema.json")]
pub(crate) struct Arguments {
    /// Name of a schema
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, _terminal: &Terminal) -> Result<Exit, Failure> {
    let text = match &arguments.name {
        None => {
            let rows: Vec<Vec<String>> =
                SCHEMAS.iter().map(|schema| vec![schema.name.to_owned(), schema.about.to_owned()]).collect();
            grid(&["schema", "of"], &rows)
        }
        Some(name) => {
            let found = SCHEMAS.iter().find(|schema| schema.name == name);
            let unknown = || {
                let near = did_you_mean(nearest(name, SCHEMAS.iter().map(|schema| schema.name)));
                Failure::usage(format!("no schema is called `{name}`{near}")).help("`aisec schemas` lists them")
            };
            found.ok_or_else(unknown)?.text.to_owned()
        }
    };
    Target::Stdout.write(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Fine)
}
