//! `aisec remote check`: what a SPARQL server can do.

use super::endpoint::EndpointArguments;
use super::failure::{Exit, Failure};
use super::limits::LimitArguments;
use super::output::Target;
use super::table_format::TableFormat;
use super::terminal::{Terminal, grid};
use aisec_graph::remote::{Endpoint, Finding, Verdict, probe};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Probe a SPARQL server.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}
#[derive(Debug, Subcommand)]
enum Command {
    /// Say what a server can do, where it differs, and what follows; nothing there is changed
    #[command(after_help = "Examples:
  aisec remote check --endpoint http://localhost:7878/query
  aisec remote check --endpoint http://localhost:8890/sparql --timeout 5 --format json")]
    Check(CheckArguments),
}

#[derive(Debug, Args)]
struct CheckArguments {
    #[command(flatten)]
    endpoint: EndpointArguments,
    /// table or json
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Write to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    limits: LimitArguments,
}

pub(crate) fn run(arguments: &Arguments, _: &Terminal) -> Result<Exit, Failure> {
    let Command::Check(arguments) = &arguments.command;
    let target = Target::new(arguments.output.as_deref());
    let forms = [TableFormat::Table, TableFormat::Json];
    let format = TableFormat::chosen(arguments.format.as_deref(), &target, &forms)?;
    if !arguments.endpoint.is_given() {
        return Err(Failure::usage("say with `--endpoint URL` which server"));
    }
    let endpoint = arguments.endpoint.open(arguments.limits)?;
    let findings = probe(&endpoint)?;
    let text = if format == TableFormat::Json { json(&endpoint, &findings)? } else { table(&endpoint, &findings)? };
    target.write(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Fine)
}

fn table(endpoint: &Endpoint, findings: &[Finding]) -> Result<String, Failure> {
    let row = |finding: &Finding| {
        let (verdict, otherwise) = match &finding.verdict {
            Verdict::Yes => ("yes".to_owned(), String::new()),
            Verdict::Otherwise(answer) => (format!("no: {answer}"), finding.otherwise.clone()),
            Verdict::Refuses(said) => (format!("refuses: {said}"), finding.otherwise.clone()),
        };
        vec![finding.title.clone(), verdict, otherwise]
    };
    let rows: Vec<Vec<String>> = findings.iter().map(row).collect();
    let version = match endpoint.current_version()? {
        Some(version) => format!("clients read {}", version.iri().as_str()),
        None => "there is no graph of ours: `aisec push` puts one there".to_owned(),
    };
    Ok(format!("{}{version}\n", grid(&["the server", "does it", "so"], &rows)))
}

fn json(endpoint: &Endpoint, findings: &[Finding]) -> Result<String, Failure> {
    let finding = |finding: &Finding| {
        let (does, instead) = match &finding.verdict {
            Verdict::Yes => (true, None),
            Verdict::Otherwise(said) | Verdict::Refuses(said) => (false, Some(said)),
        };
        serde_json::json!({ "capability": finding.title, "does": does, "instead": instead, "otherwise": finding.otherwise })
    };
    let version = endpoint.current_version()?.map(|version| version.iri().as_str().to_owned());
    let findings: Vec<serde_json::Value> = findings.iter().map(finding).collect();
    Ok(format!(
        "{:#}\n",
        serde_json::json!({ "endpoint": endpoint.shown(), "version": version, "capabilities": findings })
    ))
}
