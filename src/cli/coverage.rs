//! `aisec coverage`: states and counts of an edition.

use super::data::DataArguments;
use super::failure::{Exit, Failure};
use super::output::Target;
use super::table_format::{self, TableFormat};
use super::terminal::{Style, Terminal, grid};
use aisec_graph::catalog::ReviewStatus;
use aisec_graph::coverage::{
    EditionCoverage, Evidence, ItemCoverage, RoleChoice, RoleGroup, Selection, State, by_edition,
};
use clap::Args;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Options that say what counts.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct SelectionArguments {
    /// best, reviewed or listed: which evidence counts
    #[arg(long, value_name = "EVIDENCE", default_value = "best", value_parser = evidence)]
    evidence: Evidence,
    /// protected, exercised, governed, unstated (labels) or any: in which role
    #[arg(long, value_name = "ROLE", default_value = "any", value_parser = role)]
    role: RoleChoice,
}

fn evidence(text: &str) -> Result<Evidence, String> {
    one_of(&Evidence::ALL, text)
}

fn role(text: &str) -> Result<RoleChoice, String> {
    one_of(&RoleChoice::ALL.map(|role| (role, role.name())), text)
}

/// The value of a word among those known.
pub(crate) fn one_of<T: Copy>(known: &[(T, &'static str)], text: &str) -> Result<T, String> {
    known.iter().find(|(_, word)| *word == text).map(|(value, _)| *value).ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|(_, word)| *word).collect();
        format!("use {}", words.join(", "))
    })
}

impl SelectionArguments {
    /// The selection on an edition.
    ///
    /// # Errors
    /// For a choice that nothing can count in, whatever the graph: its gaps would be none.
    pub(crate) fn of(self, edition: &str) -> Result<Selection, Failure> {
        let Self { evidence, role } = self;
        if evidence.can_be(role) {
            return Ok(Selection { evidence, role, edition: edition.to_owned() });
        }
        let why = match evidence {
            Evidence::Listed => "a label of a list says no role, so that all of them are `unstated`",
            Evidence::Best | Evidence::Reviewed => "a reviewed claim always says its role",
        };
        let (evidence, role) = (evidence.name(), role.name());
        Err(Failure::usage(format!("with `--evidence {evidence} --role {role}` nothing can count: {why}"))
            .help("leave out one of the two"))
    }
}

/// Measure coverage of a framework edition, over its leaves, with denominators.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec coverage --framework mitre-atlas
  aisec coverage --framework owasp-llm-2025 --gaps
  aisec coverage --framework nist-ai-rmf --role governed --format json
  aisec coverage --framework owasp-asi --mappings owasp-llm-2026--owasp-asi-2026")]
pub(crate) struct Arguments {
    /// The framework (its default edition) or edition; `aisec frameworks` lists them
    #[arg(long, value_name = "ID", default_value = "mitre-atlas")]
    framework: String,
    /// List the items that were assessed and that nothing addresses
    #[arg(long)]
    gaps: bool,
    /// table, csv or json
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    data: DataArguments,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let target = Target::new(arguments.output.as_deref());
    arguments.data.spared_by(&target)?;
    let forms = [TableFormat::Table, TableFormat::Csv, TableFormat::Json];
    let format = TableFormat::chosen(arguments.format.as_deref(), &target, &forms)?;
    let selection = arguments.selection.of(&arguments.framework)?;
    let mut coverage = arguments.data.read(terminal, |snapshot| Ok(by_edition(snapshot, &selection)?))?;
    if arguments.gaps {
        coverage.items.retain(|item| item.item.state == State::Gap);
    }
    if let (Some(notice), TableFormat::Csv) = (&coverage.notice, format) {
        terminal.say(&format!("note: {notice}"));
    }
    let text = match format {
        TableFormat::Csv => csv(&coverage)?,
        TableFormat::Json => json(&coverage),
        _ => table(&coverage, arguments.gaps, terminal),
    };
    target.write(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Fine)
}

/// On which mappings it rests, where they are not all reviewed.
pub(crate) fn on_mappings(review: Option<ReviewStatus>) -> String {
    let review = review.filter(|review| *review != ReviewStatus::Reviewed);
    review.map(|review| format!("; {}", review.of_mappings())).unwrap_or_default()
}

/// What was counted, in words.
pub(crate) fn how(coverage: &EditionCoverage) -> String {
    let role = match coverage.selection.role {
        RoleChoice::Any => "addressed in some role, labels included".to_owned(),
        RoleChoice::Only(group) => format!("role {}", group.name()),
    };
    let mappings = on_mappings(coverage.provenance.mapping_review);
    let mut counted =
        format!("{} evidence; {role}; tools only; leaves only{mappings}", coverage.selection.evidence.name());
    for title in &coverage.provenance.added_mappings {
        let _ = write!(counted, "; with mappings {title}");
    }
    counted
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = (part * 1000 + whole / 2) / whole;
    format!("{}.{} %", tenths / 10, tenths % 10)
}

fn table(coverage: &EditionCoverage, gaps: bool, terminal: &Terminal) -> String {
    let mut text =
        format!("{} ({})\n{}\n", terminal.paint(Style::Strong, &coverage.title), coverage.edition, how(coverage));
    if let Some(notice) = &coverage.notice {
        let _ = writeln!(text, "note: {notice}");
    }
    if coverage.units.is_empty() {
        text.push_str("\nThis edition has no threat, control or outcome to count: only headings.\n");
    }
    for unit in &coverage.units {
        let addressed = percent(unit.addressed(), unit.of);
        let _ = writeln!(text, "\n{} of {} {} addressed ({addressed})", unit.addressed(), unit.of, unit.unit);
        let rows: Vec<Vec<String>> = unit
            .states
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(state, count)| vec![state.name().to_owned(), count.to_string(), percent(*count, unit.of)])
            .collect();
        text.push_str(&grid(&["state", unit.unit, "share"], &rows));
    }
    if gaps {
        text.push_str(&gap_table(&coverage.items));
    }
    text
}

fn gap_table(gaps: &[ItemCoverage]) -> String {
    let head = match gaps.len() {
        0 => return "\nNo gap: whatever was assessed is addressed or touched\n".to_owned(),
        1 => "1 gap: assessed, and nothing addresses it".to_owned(),
        gaps => format!("{gaps} gaps: assessed, and nothing addresses them"),
    };
    let rows: Vec<Vec<String>> = gaps
        .iter()
        .map(|gap| vec![gap.item.notation.clone(), gap.item.label.clone(), gap.item.groups.join("; ")])
        .collect();
    format!("\n{head}\n{}", grid(&["id", "item", "under"], &rows))
}

fn tools(item: &ItemCoverage) -> impl Iterator<Item = (&'static str, usize)> + '_ {
    RoleGroup::ALL.iter().map(|(group, word)| (*word, item.tools.get(group).copied().unwrap_or_default()))
}

/// One row per item.
fn csv(coverage: &EditionCoverage) -> Result<String, Failure> {
    let mut header = vec!["edition", "id", "label", "unit", "state", "under"];
    header.extend(RoleGroup::ALL.iter().map(|(_, word)| *word));
    let rows = coverage.items.iter().map(|item| {
        let fixed = [&coverage.edition, &item.item.notation, &item.item.label, item.unit, item.item.state.name()];
        let groups = item.item.groups.join("; ");
        let counts = tools(item).map(|(_, count)| count.to_string());
        fixed.map(str::to_owned).into_iter().chain([groups]).chain(counts).collect::<Vec<_>>()
    });
    table_format::csv(&header, rows)
}

fn json(coverage: &EditionCoverage) -> String {
    let units: Vec<serde_json::Value> = coverage
        .units
        .iter()
        .map(|unit| {
            let states: serde_json::Map<String, serde_json::Value> =
                unit.states.iter().map(|(state, count)| (state.name().to_owned(), (*count).into())).collect();
            serde_json::json!({ "unit": unit.unit, "of": unit.of, "addressed": unit.addressed(), "states": states })
        })
        .collect();
    let items: Vec<serde_json::Value> = coverage
        .items
        .iter()
        .map(|item| {
            let tools: serde_json::Map<String, serde_json::Value> =
                tools(item).map(|(word, count)| (word.to_owned(), count.into())).collect();
            serde_json::json!({
                "iri": item.item.iri, "id": item.item.notation, "label": item.item.label, "unit": item.unit,
                "state": item.item.state.name(), "under": item.item.groups, "tools": tools,
            })
        })
        .collect();
    let json = serde_json::json!({
        "edition": coverage.edition,
        "title": coverage.title,
        "notice": coverage.notice,
        "evidence": coverage.selection.evidence.name(),
        "role": coverage.selection.role.name(),
        "mappingReview": coverage.provenance.mapping_review.map(ReviewStatus::name),
        "draftMappings": coverage.provenance.mapping_review == Some(ReviewStatus::Draft),
        "addedMappings": coverage.provenance.added_mappings,
        "graph": coverage.provenance.graph_digest,
        "units": units,
        "items": items,
    });
    format!("{json:#}\n")
}
