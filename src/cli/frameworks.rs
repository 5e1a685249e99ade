//! `aisec frameworks`: the editions in the graph, or one of them.

use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::output::Target;
use super::table_format::{self, TableFormat};
use super::terminal::{Style, Terminal, grid, printable};
use aisec_graph::coverage::{EditionInfo, edition_info, editions};
use aisec_graph::vocab::{counted, thousands};
use clap::Args;
use std::fmt::Write as _;
use std::path::PathBuf;

/// List framework editions with status, counts, licences and successors, or say what one of them holds.
///
/// Counted are the leaves in force, as `coverage` counts them: never goals, groups or retired items.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec frameworks
  aisec frameworks owasp-llm
  aisec frameworks --format csv
  aisec frameworks --data graph.aisec")]
pub(crate) struct Arguments {
    /// A framework (its default edition) or edition: say more of it
    #[arg(value_name = "ID")]
    id: Option<String>,
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
    let one = arguments.id.as_deref();
    let found = arguments.data.read(terminal, |snapshot| match one {
        None => Ok(editions(snapshot)),
        Some(name) => {
            let (edition, notice) = edition_info(snapshot, name)?;
            if let Some(notice) = notice {
                terminal.say(&format!("note: {notice}"));
            }
            Ok(vec![edition])
        }
    })?;
    let text = match (format, one) {
        (TableFormat::Csv, _) => csv(&found)?,
        (TableFormat::Json, _) => json(&found),
        (_, None) => table(&found),
        (_, Some(_)) => found.iter().map(|edition| whole(edition, terminal)).collect(),
    };
    target.write(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Fine)
}

/// What is counted, by class.
const UNITS: [(&str, &str); 3] = [("Threat", "threat"), ("Control", "control"), ("Outcome", "outcome")];

fn status(edition: &EditionInfo) -> String {
    if edition.is_default { format!("{}, default", edition.status) } else { edition.status.clone() }
}

fn table(editions: &[EditionInfo]) -> String {
    let row = |edition: &EditionInfo| {
        let counts = UNITS.iter().map(|(class, one)| (edition.counted(class), one)).filter(|(count, _)| *count > 0);
        let counts = counts.map(|(count, one)| counted(count, one));
        let replaced = edition.replaced_by.clone().unwrap_or_default();
        vec![
            edition.id.clone(),
            edition.title.clone(),
            status(edition),
            counts.collect::<Vec<_>>().join(", "),
            thousands(edition.items()),
            edition.licence.clone(),
            replaced,
        ]
    };
    let rows: Vec<Vec<String>> = editions.iter().map(row).collect();
    grid(&["id", "edition", "status", "counted", "items", "licence", "replaced by"], &rows)
}

/// All that is known of one edition.
fn whole(edition: &EditionInfo, terminal: &Terminal) -> String {
    let mut text = format!("{} ({})\n", terminal.paint(Style::Strong, &printable(&edition.title)), edition.id);
    let rights = format!("{} ({})", edition.licence, edition.rights_holder);
    let facts = [
        ("framework", edition.framework.as_str()),
        ("version", &edition.version),
        ("status", &status(edition)),
        ("published", &edition.published),
        ("publisher", &edition.publisher),
        ("licence", &rights),
        ("homepage", &edition.homepage),
        ("replaced by", edition.replaced_by.as_deref().unwrap_or_default()),
        ("read from", &edition.sources.join(", ")),
    ];
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(text, "  {name:<12} {}", printable(value));
    }
    let row = |level: &aisec_graph::coverage::LevelCount| {
        let numbers = [level.items, level.counted, level.retired].map(thousands);
        [level.level.clone(), level.class.to_lowercase()].into_iter().chain(numbers).collect()
    };
    let rows: Vec<Vec<String>> = edition.levels.iter().map(row).collect();
    text.push('\n');
    text.push_str(&grid(&["level", "class", "items", "counted", "retired"], &rows));
    text
}

/// One row per edition. Cells a spreadsheet would run as formulas are led by an apostrophe.
fn csv(editions: &[EditionInfo]) -> Result<String, Failure> {
    const TEXTS: [&str; 11] = [
        "id",
        "framework",
        "title",
        "version",
        "status",
        "default",
        "published",
        "publisher",
        "licence",
        "rights_holder",
        "homepage",
    ];
    let counts = ["items", "retired", "threats", "controls", "outcomes"];
    let header = [&TEXTS[..], &counts, &["replaced_by", "sources"]].concat();
    let rows = editions.iter().map(|edition| {
        let default = if edition.is_default { "yes" } else { "no" };
        let texts = [
            &edition.id,
            &edition.framework,
            &edition.title,
            &edition.version,
            &edition.status,
            default,
            &edition.published,
            &edition.publisher,
            &edition.licence,
            &edition.rights_holder,
            &edition.homepage,
        ];
        let mut row: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        row.extend([edition.items(), edition.retired()].map(|count| count.to_string()));
        row.extend(UNITS.map(|(class, _)| edition.counted(class).to_string()));
        row.extend([edition.replaced_by.clone().unwrap_or_default(), edition.sources.join(" ")]);
        row
    });
    table_format::csv(&header, rows)
}

fn json(editions: &[EditionInfo]) -> String {
    let level = |level: &aisec_graph::coverage::LevelCount| {
        serde_json::json!({
            "level": level.level, "class": level.class, "items": level.items,
            "counted": level.counted, "retired": level.retired,
        })
    };
    let edition = |edition: &EditionInfo| {
        serde_json::json!({
            "id": edition.id, "framework": edition.framework, "title": edition.title, "version": edition.version,
            "status": edition.status, "default": edition.is_default, "published": edition.published,
            "publisher": edition.publisher, "licence": edition.licence, "rightsHolder": edition.rights_holder,
            "homepage": edition.homepage, "replacedBy": edition.replaced_by, "sources": edition.sources,
            "items": edition.items(), "levels": edition.levels.iter().map(level).collect::<Vec<_>>(),
        })
    };
    let editions: Vec<serde_json::Value> = editions.iter().map(edition).collect();
    format!("{:#}\n", serde_json::Value::from(editions))
}
