//! `aisec review`: where the labels of lists and reviewed claims disagree.

use super::data::DataArguments;
use super::explain::named;
use super::failure::{Exit, Failure};
use super::output::Target;
use super::table_format::{self, TableFormat};
use super::terminal::{Style, Terminal, grid, printable};
use aisec_graph::coverage::{
    Review, ReviewClaim, ReviewFilter, ReviewRow, ReviewTally, Reviewed, RowPlace, Verdict, review,
};
use aisec_graph::query::Sought;
use aisec_graph::vocab::{counted, markdown_text, thousands};
use clap::Args;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Say where the labels of lists and reviewed claims disagree.
#[derive(Debug, Args)]
#[command(after_help = "A thing and a risk at a time:
  denied         a list labels it so, and a claim denies it
  not confirmed  a list labels it so, and claims on the thing do not say so
  not labelled   a claim says so, and a list that labels other things with such risks does not
  not reviewed   a list labels it so, and no claim is on the thing at all
  confirmed      a list labels it so, and so does a claim: counted only

Examples:
  aisec review
  aisec review --tool garak
  aisec review --risk R9-Security
  aisec review --data graph.aisec -o review.md
  aisec review --format csv | head")]
pub(crate) struct Arguments {
    /// Only this tool, or another thing of the lists: its name, address or IRI
    #[arg(long, value_name = "TOOL")]
    tool: Option<String>,
    /// Only this risk: its code, name or IRI
    #[arg(long, value_name = "RISK")]
    risk: Option<String>,
    /// table, csv, json or markdown
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
    let forms = [TableFormat::Table, TableFormat::Csv, TableFormat::Json, TableFormat::Markdown];
    let format = TableFormat::chosen(arguments.format.as_deref(), &target, &forms)?;
    let review = arguments.data.read(terminal, |snapshot| {
        let named = |text: &Option<String>, sought| {
            text.as_deref().map(|text| named(snapshot, text, sought, terminal)).transpose()
        };
        let (thing, risk) = (named(&arguments.tool, Sought::Resource)?, named(&arguments.risk, Sought::Risk)?);
        Ok(review(snapshot, &ReviewFilter { thing, risk }))
    })?;
    let text = match format {
        TableFormat::Csv => csv(&review)?,
        TableFormat::Json => json(&review),
        TableFormat::Markdown => markdown(&review),
        TableFormat::Table => table(&review, terminal),
    };
    target.write(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Fine)
}

/// Rows that are told: all but those where nothing is to be done.
fn told(review: &Review) -> impl Iterator<Item = &ReviewRow> {
    review.rows.iter().filter(|row| row.verdict != Verdict::Confirmed)
}

/// `56 labels of 36 things: 19 confirmed, 37 denied; …`.
fn summary(review: &Review) -> String {
    let count = |verdict| review.rows.iter().filter(|row| row.verdict == verdict).count();
    let labels = review.rows.len() - count(Verdict::Unlabelled);
    let labelled = review.rows.iter().filter(|row| row.verdict != Verdict::Unlabelled);
    let things: BTreeSet<&str> = labelled.map(|row| row.thing.iri.as_str()).collect();
    let kinds = [Verdict::Confirmed, Verdict::Denied, Verdict::Unconfirmed, Verdict::Unreviewed];
    let kinds: Vec<String> = kinds.map(|verdict| format!("{} {}", thousands(count(verdict)), verdict.name())).into();
    let unlabelled = counted(count(Verdict::Unlabelled), "claim");
    let labels = format!("{} of {}: {}", counted(labels, "label"), counted(things.len(), "thing"), kinds.join(", "));
    format!("{labels}; {unlabelled} not labelled")
}

/// Tallies in which something disagrees.
fn most(tallies: &[ReviewTally]) -> impl Iterator<Item = &ReviewTally> {
    tallies.iter().filter(|tally| tally.disagreements() > 0)
}

fn title(of: &Reviewed) -> String {
    of.code.as_ref().map_or_else(|| of.name.clone(), |code| format!("{code} {}", of.name))
}

fn header(of: &'static str) -> Vec<&'static str> {
    [of].into_iter().chain(Verdict::ALL.map(|(_, name)| name)).collect()
}

fn cells(tally: &ReviewTally) -> Vec<String> {
    let counts = Verdict::ALL.map(|(verdict, _)| thousands(tally.count(verdict)));
    [title(&tally.of)].into_iter().chain(counts).collect()
}

fn table(review: &Review, terminal: &Terminal) -> String {
    let mut text = format!("{}\n", terminal.paint(Style::Strong, &summary(review)));
    for (of, tallies) in [("risk", &review.risks), ("thing", &review.things)] {
        let rows: Vec<Vec<String>> = most(tallies).map(cells).collect();
        if rows.len() > 1 {
            let _ = write!(text, "\n{}", grid(&header(of), &rows));
        }
    }
    let mut verdict = None;
    for row in told(review) {
        if verdict.replace(row.verdict) != Some(row.verdict) {
            let _ = writeln!(text, "\n{}", terminal.paint(Style::Strong, &first_upper(row.verdict.name())));
        }
        let _ = writeln!(text, "  {}: {}", printable(&row.thing.name), printable(&title(&row.risk)));
        let says = if row.verdict == Verdict::Unlabelled { "lists it without the label" } else { "labels it so" };
        for place in &row.listings {
            let _ = writeln!(text, "    {}  {says}", printable(&shown(place)));
        }
        for claim in &row.claims {
            let line = format!("{}  {}: {}", shown(&claim.place), does(claim), claim.justification);
            let _ = writeln!(text, "    {}", printable(&line));
        }
    }
    text
}

fn first_upper(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn shown(place: &RowPlace) -> String {
    format!("{}:{}", place.source, place.line)
}

/// What a claim does: `denies`, or in which role it asserts.
fn does(claim: &ReviewClaim) -> &str {
    claim.role.as_deref().filter(|_| claim.polarity == "asserts").unwrap_or(&claim.polarity)
}

/// One row per thing and risk; several places or claims in one cell are parted by `; `.
fn csv(review: &Review) -> Result<String, Failure> {
    let header = [
        "verdict",
        "thing",
        "thing_iri",
        "risk",
        "risk_name",
        "listings",
        "claims",
        "polarity_or_role",
        "justification",
    ];
    let rows = told(review).map(|row| {
        let joined = |texts: Vec<String>| texts.join("; ");
        [
            row.verdict.name().to_owned(),
            row.thing.name.clone(),
            row.thing.iri.clone(),
            row.risk.code.clone().unwrap_or_else(|| row.risk.iri.clone()),
            row.risk.name.clone(),
            joined(row.listings.iter().map(shown).collect()),
            joined(row.claims.iter().map(|claim| shown(&claim.place)).collect()),
            joined(row.claims.iter().map(|claim| does(claim).to_owned()).collect()),
            joined(row.claims.iter().map(|claim| claim.justification.clone()).collect()),
        ]
    });
    table_format::csv(&header, rows)
}

fn json(review: &Review) -> String {
    let named = |of: &Reviewed| json!({ "iri": of.iri, "code": of.code, "name": of.name });
    let place = |place: &RowPlace| json!({ "source": place.source, "line": place.line });
    let claim = |claim: &ReviewClaim| {
        json!({
            "place": place(&claim.place), "polarity": claim.polarity, "role": claim.role,
            "justification": claim.justification, "evidence": claim.evidence,
        })
    };
    let row = |row: &ReviewRow| {
        json!({
            "verdict": row.verdict.name(), "thing": named(&row.thing), "risk": named(&row.risk),
            "listings": row.listings.iter().map(place).collect::<Vec<_>>(),
            "claims": row.claims.iter().map(claim).collect::<Vec<_>>(),
        })
    };
    let tally = |tally: &ReviewTally| {
        let counts = Verdict::ALL.map(|(verdict, name)| (name.to_owned(), Value::from(tally.count(verdict))));
        let mut object = named(&tally.of);
        object["rows"] = Value::Object(counts.into_iter().collect());
        object
    };
    let json = json!({
        "format": "aisec-review",
        "version": 1,
        "summary": summary(review),
        "risks": review.risks.iter().map(tally).collect::<Vec<_>>(),
        "things": review.things.iter().map(tally).collect::<Vec<_>>(),
        "rows": review.rows.iter().map(row).collect::<Vec<_>>(),
    });
    format!("{json:#}\n")
}

fn markdown(review: &Review) -> String {
    let mut text = format!("### Labels and claims\n\n{}\n", markdown_text(&summary(review)));
    for (of, tallies) in [("risk", &review.risks), ("thing", &review.things)] {
        let rows: Vec<Vec<String>> = most(tallies).map(cells).collect();
        if rows.len() > 1 {
            markdown_table(&mut text, &header(of), &rows);
        }
    }
    let rows: Vec<Vec<String>> = told(review)
        .map(|row| {
            let claims = row.claims.iter().map(|claim| format!("{} ({})", shown(&claim.place), does(claim)));
            let (listings, claims) = (row.listings.iter().map(shown).collect::<Vec<_>>(), claims.collect::<Vec<_>>());
            let why = row.claims.first().map(|claim| claim.justification.clone()).unwrap_or_default();
            let (thing, risk) = (row.thing.name.clone(), title(&row.risk));
            vec![row.verdict.name().to_owned(), thing, risk, listings.join(", "), claims.join(", "), why]
        })
        .collect();
    if !rows.is_empty() {
        markdown_table(&mut text, &["", "thing", "risk", "listed", "claimed", "why"], &rows);
    }
    text
}

fn markdown_table(text: &mut String, header: &[&str], rows: &[Vec<String>]) {
    let rule = vec!["---"; header.len()];
    let _ = write!(text, "\n| {} |\n| {} |\n", header.join(" | "), rule.join(" | "));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| markdown_text(cell)).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
}
