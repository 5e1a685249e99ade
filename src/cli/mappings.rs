//! `aisec mappings`: the mapping sets in the graph.

use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::output::Target;
use super::table_format::{self, TableFormat};
use super::terminal::{Terminal, grid};
use aisec_graph::coverage::{MappingSetInfo, mapping_sets};
use aisec_graph::vocab::thousands;
use clap::Args;
use std::path::PathBuf;

/// List mapping sets with authority, status, licence and rows, and how many rows coverage derives from.
///
/// Coverage derives from our own sets, and from others that `--mappings SET` adds. Rows that their owner calls
/// superseded or pre-publication, and references (`rdfs:seeAlso`), never count.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec mappings
  aisec mappings --format json
  aisec mappings --mappings owasp-llm-2026--owasp-asi-2026")]
pub(crate) struct Arguments {
    /// table, csv or json
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    data: DataArguments,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let target = Target::new(arguments.output.as_deref());
    arguments.data.spared_by(&target)?;
    let forms = [TableFormat::Table, TableFormat::Csv, TableFormat::Json];
    let format = TableFormat::chosen(arguments.format.as_deref(), &target, &forms)?;
    let sets = arguments.data.read(terminal, |snapshot| Ok(mapping_sets(snapshot)))?;
    let text = match format {
        TableFormat::Csv => csv(&sets)?,
        TableFormat::Json => json(&sets),
        TableFormat::Table | TableFormat::Markdown => table(&sets),
    };
    target.write(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Fine)
}

fn table(sets: &[MappingSetInfo]) -> String {
    let row = |set: &MappingSetInfo| {
        let licence = set.licence.strip_prefix("https://").unwrap_or(&set.licence).trim_end_matches('/');
        let numbers = [set.rows, set.counted].map(thousands);
        let texts = [&set.id, &set.authority, &set.status].map(String::clone);
        texts.into_iter().chain(numbers).chain([licence.to_owned()]).collect()
    };
    let rows: Vec<Vec<String>> = sets.iter().map(row).collect();
    grid(&["id", "authority", "status", "rows", "counted", "licence"], &rows)
}

fn csv(sets: &[MappingSetInfo]) -> Result<String, Failure> {
    let rows = sets.iter().map(|set| {
        let texts = [&set.id, &set.title, &set.authority, &set.status].map(String::clone);
        let numbers = [set.rows, set.counted].map(|number| number.to_string());
        texts.into_iter().chain(numbers).chain([set.licence.clone()])
    });
    table_format::csv(&["id", "title", "authority", "status", "rows", "counted", "licence"], rows)
}

fn json(sets: &[MappingSetInfo]) -> String {
    let set = |set: &MappingSetInfo| {
        serde_json::json!({
            "id": set.id, "title": set.title, "authority": set.authority, "status": set.status,
            "rows": set.rows, "counted": set.counted, "licence": set.licence,
        })
    };
    let sets: Vec<serde_json::Value> = sets.iter().map(set).collect();
    format!("{:#}\n", serde_json::Value::from(sets))
}
