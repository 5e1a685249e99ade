//! `aisec remote check`: what a SPARQL server can do.

use super::endpoint::{CredentialsArguments, exchange_limits};
use super::failure::{Exit, Failure};
use super::limits::LimitArguments;
use super::output::Target;
use super::table_format::TableFormat;
use super::terminal::{Terminal, grid};
use aisec_graph::remote::{self, Endpoint, Finding, RemoteError, Verdict, Version, probe};
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
    /// Where the server takes queries
    #[arg(long, value_name = "URL")]
    endpoint: String,
    #[command(flatten)]
    credentials: CredentialsArguments,
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
    let url = remote::address(&arguments.endpoint)?;
    let endpoint = Endpoint::new(url, arguments.credentials.read()?, exchange_limits(arguments.limits))?;
    let findings = probe(&endpoint)?;
    let graph = graph_of(&endpoint);
    let text = match format {
        TableFormat::Json => json(&endpoint, graph.ok().flatten().as_ref(), &findings),
        _ => table(&graph, &findings),
    };
    target.write(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Fine)
}

/// A graph of ours on a server.
enum Graph {
    /// What `aisec push` put there for clients to read.
    Version(Version),
    /// One whose graphs go by their own names, as `aisec serve` has them, by the digest that it states.
    Stated(String),
}

fn graph_of(endpoint: &Endpoint) -> Result<Option<Graph>, RemoteError> {
    Ok(match endpoint.current_version()? {
        Some(version) => Some(Graph::Version(version)),
        None => endpoint.stated_digest()?.map(Graph::Stated),
    })
}

fn table(graph: &Result<Option<Graph>, RemoteError>, findings: &[Finding]) -> String {
    let row = |finding: &Finding| {
        let (verdict, otherwise) = match &finding.verdict {
            Verdict::Yes => ("yes".to_owned(), String::new()),
            Verdict::Otherwise(answer) => (format!("no: {answer}"), finding.otherwise.clone()),
            Verdict::Refuses(said) => (format!("refuses: {said}"), finding.otherwise.clone()),
        };
        vec![finding.title.clone(), verdict, otherwise]
    };
    let rows: Vec<Vec<String>> = findings.iter().map(row).collect();
    let graph = match graph {
        Ok(Some(Graph::Version(version))) => format!("clients read {}", version.iri().as_str()),
        Ok(Some(Graph::Stated(digest))) => {
            format!("clients read its graphs as they are: it states the digest {digest}")
        }
        Ok(None) => "there is no graph of ours: `aisec push` puts one there".to_owned(),
        Err(error) => format!("whether there is a graph of ours is not known: {error}"),
    };
    format!("{}{graph}\n", grid(&["the server", "does it", "so"], &rows))
}

fn json(endpoint: &Endpoint, graph: Option<&Graph>, findings: &[Finding]) -> String {
    let finding = |finding: &Finding| {
        let (does, instead) = match &finding.verdict {
            Verdict::Yes => (true, None),
            Verdict::Otherwise(said) | Verdict::Refuses(said) => (false, Some(said)),
        };
        serde_json::json!({ "capability": finding.title, "does": does, "instead": instead, "otherwise": finding.otherwise })
    };
    let (version, digest) = match graph {
        Some(Graph::Version(version)) => (Some(version.iri().as_str()), Some(version.digest())),
        Some(Graph::Stated(digest)) => (None, Some(digest.as_str())),
        None => (None, None),
    };
    let findings: Vec<serde_json::Value> = findings.iter().map(finding).collect();
    let found = serde_json::json!({ "endpoint": endpoint.shown(), "version": version, "digest": digest, "capabilities": findings });
    format!("{found:#}\n")
}
