//! `aisec serve`: the graph over HTTP.

use super::data::{DataArguments, is_snapshot};
use super::failure::{Exit, Failure};
use super::limits::{self, LimitArguments};
use super::terminal::{Terminal, printable};
use super::worker::this_program;
use aisec_graph::query::STACK_BYTES;
use aisec_graph::serve::{Access, Event, ServeError, Settings, WorkerLimits, serve};
use aisec_graph::snapshot::Snapshot;
use clap::Args;
use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;
use std::{fs, io, process, thread};

/// Answer over HTTP: SPARQL, pages about things, graphs, named questions, pictures. Read-only.
///
/// Prints the address once it answers. SIGHUP has the graph read anew; SIGINT and SIGTERM end the server once the
/// requests it has are answered.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  aisec serve
  aisec serve --data graph.aisec --watch --port 8080
  aisec serve --bind 0.0.0.0 --allow-host kg.example.org --timeout 10s
  curl 'http://127.0.0.1:7878/sparql' --data-urlencode 'query=ASK { ?tool a aisec:Tool }'")]
pub(crate) struct Arguments {
    /// The port; 0 for any that is free
    #[arg(long, value_name = "NUMBER", default_value_t = 7878)]
    port: u16,
    /// The address to listen on; others than loopback let other computers in
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// A name by which the server is called besides localhost; repeat for several
    #[arg(long, value_name = "NAME", value_parser = host)]
    allow_host: Vec<String>,
    /// An origin such as `https://example.org` whose pages may read answers, or `*` for any; repeat for several
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    cors: Vec<String>,
    /// Read the graph anew when its files change
    #[arg(long)]
    watch: bool,
    /// Processes for queries that may take long [default: one for each processor]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=64))]
    workers: Option<u16>,
    /// Most queries that wait for one of them; more are told to come again
    #[arg(long, value_name = "NUMBER", default_value_t = 32)]
    queue: usize,
    /// Refuse answers of more rows, or triples
    #[arg(long, value_name = "NUMBER", value_parser = limits::rows)]
    max_rows: Option<usize>,
    #[command(flatten)]
    limits: LimitArguments,
    #[command(flatten)]
    data: DataArguments,
}

fn host(text: &str) -> Result<String, String> {
    let is_host = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
    let is_name = !text.is_empty() && text.chars().all(is_host) && (text.ends_with(']') || !text.contains(':'));
    if is_name { Ok(text.to_owned()) } else { Err("write a name without a port, such as kg.example.org".to_owned()) }
}

fn origin(text: &str) -> Result<String, String> {
    let is_origin = |text: &str| {
        text.split_once("://").is_some_and(|(scheme, host)| {
            matches!(scheme, "http" | "https") && !host.is_empty() && !host.contains(['/', '?', '#', ' '])
        })
    };
    if text == "*" || is_origin(text) {
        Ok(text.to_owned())
    } else {
        Err("write an origin such as https://example.org, without a path; or *".to_owned())
    }
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    if arguments.watch && arguments.data.files().is_empty() {
        return Err(Failure::usage("`--watch` looks at the files of `--data`; the built-in graph never changes"));
    }
    let snapshot = load(arguments, terminal)?;
    if !arguments.bind.is_loopback() {
        terminal.say(&format!(
            "warning: other computers can reach {}; what is served is read-only, and not encrypted",
            arguments.bind
        ));
    }
    serve(snapshot, settings(arguments, terminal), STACK_BYTES).map_err(|error| {
        let is_taken = matches!(&error, ServeError::Listen { source, .. } if source.kind() == io::ErrorKind::AddrInUse);
        let failure = Failure::from_error(Exit::InputOutput, &error);
        if is_taken { failure.help("choose another with `--port`; `--port 0` takes any that is free") } else { failure }
    })?;
    Ok(Exit::Fine)
}

fn load(arguments: &Arguments, terminal: &Terminal) -> Result<Snapshot, Failure> {
    arguments.data.read_within(arguments.limits.memory_to_read(), terminal, |snapshot| Ok(snapshot.clone()))
}

fn settings(arguments: &Arguments, terminal: &Terminal) -> Settings {
    let (again, terminal_again) = (arguments.clone(), *terminal);
    let paths: Vec<PathBuf> = arguments.data.files().paths().cloned().collect();
    Settings {
        address: SocketAddr::new(arguments.bind, arguments.port),
        hosts: arguments.allow_host.clone(),
        origins: arguments.cors.clone(),
        max_rows: arguments.max_rows,
        is_built_in: arguments.data.is_built_in(),
        workers: workers(arguments.workers, arguments.queue, arguments.limits),
        load: Box::new(move || load(&again, &terminal_again).map_err(|failure| failure.message)),
        has_changed: arguments.watch.then(|| changes(paths)),
        tell: teller(terminal),
    }
}

/// So many workers, one for each processor where none is given, and so many queries that wait for one.
pub(super) fn workers(number: Option<u16>, queue: usize, limits: LimitArguments) -> WorkerLimits {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let (time, memory) = (limits.time(), limits.memory());
    WorkerLimits {
        workers: number.map_or(processors, usize::from),
        queue,
        timeout: limits.limits().timeout,
        command: Box::new(move |place| {
            let mut command = process::Command::new(this_program()?);
            command.arg("__answer").arg(place);
            command.args(["--timeout", &time, "--max-memory", &memory]);
            Ok(command)
        }),
    }
}

/// What tells one state of a file from another.
type Stamp = Option<(SystemTime, u64)>;

fn stamps(paths: &[PathBuf]) -> Vec<Stamp> {
    let stamp = |path: &PathBuf| {
        let file = fs::metadata(path).ok()?;
        Some((file.modified().ok()?, file.len()))
    };
    paths.iter().map(stamp).collect()
}

/// Whether files have changed since this was asked last, and have come to rest.
fn changes(paths: Vec<PathBuf>) -> Box<dyn FnMut() -> bool + Send> {
    let mut read = stamps(&paths);
    let mut last = read.clone();
    Box::new(move || {
        let now = stamps(&paths);
        // A snapshot is replaced by renaming; other files may be written bit by bit.
        let is_whole = now == last || paths.iter().all(|path| is_snapshot(path));
        let has_changed = now != read && is_whole && now.iter().all(Option::is_some);
        if has_changed {
            read.clone_from(&now);
        }
        last = now;
        has_changed
    })
}

/// Says what happens: where the server is on standard output, everything else on standard error.
pub(super) fn teller(terminal: &Terminal) -> Arc<dyn Fn(Event) + Send + Sync> {
    let terminal = *terminal;
    Arc::new(move |event| match event {
        Event::Ready(address) => {
            // Whoever closed it does not want to know.
            let mut out = io::stdout().lock();
            let _ = writeln!(out, "http://{address}/").and_then(|()| out.flush());
        }
        Event::Answered(access) => {
            if terminal.is_verbose() {
                terminal.say(&line(&access));
            }
        }
        Event::Swapped { digest } => {
            let digest = digest.map(|digest| format!(": {digest}")).unwrap_or_default();
            terminal.say_more(&format!("note: another graph is served now{digest}"));
        }
        Event::Trouble(what) => terminal.say(&format!("warning: {}", printable(&what))),
        Event::Closing => terminal.say_more("note: ending once the requests that have begun are answered"),
    })
}

/// One request as one line of `key=value`.
fn line(access: &Access) -> String {
    let Access { method, path, status, bytes, took, peer } = access;
    let mut line = format!("peer={} method={} path=", peer.ip(), printable(method));
    // A path has no white space: it is percent-encoded.
    let _ = write!(line, "{} status={status} bytes={bytes} ms={:.3}", printable(path), took.as_secs_f64() * 1000.0);
    line
}
