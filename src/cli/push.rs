//! `aisec push`: the graph into a SPARQL server.

use super::cache::{Cache, built_in};
use super::data::{FileArguments, sound};
use super::endpoint::{CredentialsArguments, exchange_limits};
use super::failure::{Exit, Failure};
use super::limits::LimitArguments;
use super::output::Target;
use super::terminal::{Terminal, grid};
use aisec_graph::about;
use aisec_graph::remote::{self, Done, Door, Endpoint, Part, Upload, Writer};
use aisec_graph::snapshot::{Snapshot, SnapshotBuilder};
use aisec_graph::vocab::counted;
use clap::Args;

/// Load the graph into a SPARQL server.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  aisec push --endpoint http://localhost:7878/query --store http://localhost:7878/store
  aisec push --endpoint http://localhost:8890/sparql --credentials secret.txt \\
    --store http://localhost:8890/sparql-graph-crud-auth
  aisec push --endpoint http://localhost:3030/ds/sparql --update http://localhost:3030/ds/update --dry-run
  aisec push --endpoint http://localhost:7878/query --store http://localhost:7878/store --data graph.aisec")]
pub(crate) struct Arguments {
    /// Where the server takes queries: what was uploaded is read back from there
    #[arg(long, value_name = "URL")]
    endpoint: String,
    /// Where it takes graphs by the Graph Store Protocol
    #[arg(long, value_name = "URL", required_unless_present = "update", conflicts_with = "update")]
    store: Option<String>,
    /// Where it takes updates, in place of a Graph Store
    #[arg(long, value_name = "URL")]
    update: Option<String>,
    #[command(flatten)]
    credentials: CredentialsArguments,
    /// Say what would be uploaded, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Upload and compare, but leave clients with the version that they read now
    #[arg(long)]
    no_switch: bool,
    #[command(flatten)]
    files: FileArguments,
    /// Build the built-in graph in memory, without the cache
    #[arg(long)]
    no_cache: bool,
    #[command(flatten)]
    limits: LimitArguments,
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let limits = exchange_limits(arguments.limits);
    let credentials = arguments.credentials.read()?;
    let door = match (&arguments.store, &arguments.update) {
        (Some(store), _) => Door::Store(remote::address(store)?),
        (None, update) => Door::Update(remote::address(update.as_deref().unwrap_or_default())?),
    };
    let writer = Writer::new(door, credentials.clone(), limits)?;
    let endpoint = Endpoint::new(remote::address(&arguments.endpoint)?, credentials, limits)?;
    let upload = upload(&snapshot(arguments, terminal)?)?;
    if arguments.dry_run {
        return foretell(&upload, &endpoint);
    }
    let mut uploaded = 0;
    upload.send(&endpoint, &writer, |part, done| {
        uploaded += usize::from(done == Done::Uploaded);
        terminal.say_more(&format!("note: {} {}", if done == Done::Found { "found" } else { "uploaded" }, part.graph));
    })?;
    let is_switched = !arguments.no_switch && endpoint.current_version()?.as_ref() != Some(upload.version());
    if is_switched {
        upload.make_current(&endpoint, &writer)?;
    }
    let what =
        if uploaded == 0 { "was there already".to_owned() } else { format!("{} uploaded", counted(uploaded, "graph")) };
    let switched = match (is_switched, arguments.no_switch) {
        (true, _) => "clients now read it",
        (false, true) => "clients read what they read before",
        (false, false) => "clients read it already",
    };
    say(&format!(
        "{}\n  {}\n  {what}, all counted and compared; {switched}\n",
        upload.version().iri().as_str(),
        sizes(&upload)
    ))
}

fn say(text: &str) -> Result<Exit, Failure> {
    Target::Stdout.write(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Fine)
}

/// The graph to upload.
fn snapshot(arguments: &Arguments, terminal: &Terminal) -> Result<Snapshot, Failure> {
    if arguments.files.is_empty() {
        return built_in(&[], Cache::unless(arguments.no_cache), terminal);
    }
    arguments.files.load(SnapshotBuilder::USUAL_MEMORY)
}

fn upload(snapshot: &Snapshot) -> Result<Upload, Failure> {
    let digest = about::digest(snapshot).map_err(|error| Failure::from_error(Exit::BadInput, &error))?;
    let upload = Upload::new(snapshot, &digest).map_err(|error| {
        Failure::from_error(Exit::BadInput, &error)
            .help("give its blank nodes IRIs first, or load it with the server's own tools")
    });
    sound(snapshot)?;
    upload
}

/// "63 graphs, 254,614 triples".
fn sizes(upload: &Upload) -> String {
    let triples: u64 = upload.parts().map(|part| part.triples).sum();
    let triples = usize::try_from(triples).unwrap_or(usize::MAX);
    format!("{}, {}", counted(upload.parts().count(), "graph"), counted(triples, "triple"))
}

/// Says what would be uploaded.
fn foretell(upload: &Upload, endpoint: &Endpoint) -> Result<Exit, Failure> {
    let there = endpoint.parts(upload.version())?;
    let row = |part: &Part| {
        let is_there = there.contains(part);
        vec![
            part.graph.as_str().to_owned(),
            part.triples.to_string(),
            if is_there { "there" } else { "to upload" }.to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = upload.parts().map(row).collect();
    let current = endpoint.current_version()?;
    let reads = current.as_ref().map_or("nothing of ours", |version| version.iri().as_str()).to_owned();
    say(&format!(
        "{}{} in all; clients read {reads}; nothing was changed\n",
        grid(&["graph", "triples", "on the server"], &rows),
        sizes(upload)
    ))
}
