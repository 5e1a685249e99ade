//! The graph over HTTP, read-only: a snapshot goes in, answers go out until the process is told to end.
//!
//! SPARQL 1.1 Protocol (queries), service description and `VoID`, an explorer for people, pages about things, graphs, named
//! questions as JSON, pictures, health and metrics. There is no way to change anything: no update, no upload, no file of
//! the system.
//! What may run away is evaluated by worker processes under limits; what cannot, here.
//!
//! # Limits
//! HTTP/1.1 without TLS: put a proxy before it where others than this computer are to reach it.

mod api;
mod connection;
mod description;
#[cfg(feature = "mcp")]
mod desk;
mod engine;
mod evaluation;
mod explorer;
mod graph;
mod graphs;
mod html;
mod metrics;
mod negotiation;
mod openapi;
mod outlet;
mod page;
mod parameters;
mod patient;
mod pictures;
mod pool;
mod reply;
mod request;
mod routes;
mod server;
mod sparql;
mod thing;

#[cfg(feature = "mcp")]
pub(crate) use {
    api::{coverage, explained, questions, search},
    desk::{Answered, Desk},
    evaluation::{What, sound},
    graph::Graph,
    parameters::{EVIDENCE, FRAMEWORK, Given, ITEM, Need, Parameter, ROLE, SOUGHT, THING, text},
    reply::Refusal,
};

use crate::snapshot::Snapshot;
use crate::worker::Child;
use server::Server;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// How to serve.
pub struct Settings {
    /// Where to listen; port 0 for any that is free.
    pub address: SocketAddr,
    /// Names by which the server is called besides those of loopback.
    pub hosts: Vec<String>,
    /// Origins whose pages may read answers; `*` for any.
    pub origins: Vec<String>,
    /// Most rows or triples of an answer.
    pub max_rows: Option<usize>,
    /// Whether the graph is the built-in one, whose named questions are known to be over soon.
    pub is_built_in: bool,
    /// The workers.
    pub workers: WorkerLimits,
    /// Reads the graph anew; what went wrong, in words.
    pub load: Box<dyn Fn() -> Result<Snapshot, String> + Send + Sync>,
    /// Whether there is another graph to read by now, asked every second; `None` to wait for SIGHUP alone.
    pub has_changed: Option<Box<dyn FnMut() -> bool + Send>>,
    /// Is told what happens.
    pub tell: Tell,
}

/// What workers may take, and how they are started.
pub struct WorkerLimits {
    /// How many.
    pub workers: usize,
    /// Most queries that wait for one.
    pub queue: usize,
    /// Longest time for a query.
    pub timeout: Option<Duration>,
    /// The command that starts one for the snapshot at a place, read with this default graph.
    pub command: WorkerCommand,
}

impl std::fmt::Debug for WorkerLimits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { workers, queue, timeout, .. } = self;
        write!(f, "WorkerLimits({workers} workers, {queue} waiting, {timeout:?})")
    }
}

/// Makes the command that starts a worker for the snapshot at a place, read with a default graph of that name.
pub type WorkerCommand = Box<dyn Fn(&Path) -> io::Result<Command> + Send + Sync>;

/// Is told what happens, on any thread.
pub type Tell = Arc<dyn Fn(Event) + Send + Sync>;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The server listens.
    Ready(SocketAddr),
    /// A request was answered.
    Answered(Access),
    /// Another graph was swapped in.
    Swapped {
        /// Its digest, where it is known.
        digest: Option<String>,
    },
    /// Something did not work, and the server goes on.
    Trouble(String),
    /// It takes no more requests, and ends those it has.
    Closing,
}

/// One request and how it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Its method.
    pub method: String,
    /// Its path as it was sent, without parameters.
    pub path: String,
    /// Status of the response.
    pub status: u16,
    /// Bytes of the body that left.
    pub bytes: u64,
    /// From the request to the end of the body.
    pub took: Duration,
    /// Who asked.
    pub peer: SocketAddr,
}

/// Why the server cannot run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The system refuses something else that is needed.
    #[error("cannot serve")]
    Io(#[from] io::Error),
}

/// Threads that answer what is over soon: one for each connection.
const EVALUATING: usize = connection::MOST + 8;

/// Serves a graph until SIGINT or SIGTERM; requests that have begun may end, within ten seconds. SIGHUP has the graph
/// read anew. `stack` is the memory reserved for the stack of each thread, in bytes.
///
/// # Errors
/// [`ServeError`]
pub fn serve(snapshot: Snapshot, settings: Settings, stack: usize) -> Result<(), ServeError> {
    let runtime = runtime(stack)?;
    let result = runtime.block_on(run(snapshot, settings));
    // What still runs works for nobody.
    runtime.shutdown_background();
    result
}

/// What runs the server, and answers what is over soon on threads with a stack of so many bytes.
pub(crate) fn runtime(stack: usize) -> io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .thread_stack_size(stack)
        .max_blocking_threads(EVALUATING)
        .enable_all()
        .build()
}

async fn run(snapshot: Snapshot, mut settings: Settings) -> Result<(), ServeError> {
    let address = settings.address;
    let listen = |source| ServeError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(listen)?;
    let address = listener.local_addr()?;
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let mut hang_up = signal(SignalKind::hangup())?;
    let has_changed = settings.has_changed.take();
    let server = Arc::new(Server::new(snapshot, settings, address.ip())?);
    let (close, closing) = watch::channel(false);
    let accepting = tokio::spawn(connection::accept(Arc::clone(&server), listener, closing));
    let watching = has_changed.map(|has_changed| tokio::spawn(watched(Arc::clone(&server), has_changed)));
    server.tell(Event::Ready(address));
    loop {
        tokio::select! {
            _ = interrupt.recv() => break,
            _ = terminate.recv() => break,
            // Reading takes its time, and whoever wants the server to end need not wait for it.
            _ = hang_up.recv() => {
                let server = Arc::clone(&server);
                drop(tokio::spawn(async move { server.renew().await }));
            }
        }
    }
    server.tell(Event::Closing);
    if let Some(watching) = watching {
        watching.abort();
    }
    // There is a receiver, which ends when every connection has.
    let _ = close.send(true);
    tokio::select! {
        _ = accepting => {}
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// Reads the graph anew whenever there is another.
async fn watched(server: Arc<Server>, mut has_changed: Box<dyn FnMut() -> bool + Send>) {
    /// Time from one look to the next.
    const LOOK: Duration = Duration::from_secs(1);
    loop {
        tokio::time::sleep(LOOK).await;
        if has_changed() {
            server.renew().await;
        }
    }
}

/// Answers queries of a server that started this process, one after the other, until that is gone.
///
/// # Errors
/// What the system says.
pub fn work(snapshot: &Snapshot, child: &Child) -> io::Result<()> {
    pool::work(snapshot, child)
}
