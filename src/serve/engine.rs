//! What answers queries, over whichever protocol they come: the graph that is served now, and the workers.

use super::evaluation::{Asked, Begun, at_once, evaluate};
use super::graph::Graph;
use super::metrics::Metrics;
use super::outlet::{Head, Outlet, Piece};
use super::pool::Pool;
use super::reply::Refusal;
use super::{Tell, WorkerLimits};
use crate::query::Looks;
use crate::snapshot::Snapshot;
use hyper::HeaderMap;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::mpsc::Receiver;

/// What is served now. A request keeps the one it began with.
#[derive(Debug)]
pub(super) struct State {
    pub(super) graph: Arc<Graph>,
    pub(super) is_built_in: bool,
    /// Shapes of the lookups that were asked of it.
    pub(super) looks: Looks,
}

/// A graph that may be swapped for another, and processes for what may run away.
#[derive(Debug)]
pub(super) struct Engine {
    state: RwLock<Arc<State>>,
    pool: Pool,
    max_rows: Option<usize>,
}

/// An answer, or where it comes out.
pub(super) enum Answering {
    Whole(Head, Vec<u8>),
    Coming(Receiver<Piece>),
}

impl Engine {
    /// Makes a snapshot ready and starts the workers.
    pub(super) fn new(
        snapshot: Snapshot,
        is_built_in: bool,
        max_rows: Option<usize>,
        workers: WorkerLimits,
        metrics: Arc<Metrics>,
        tell: Tell,
    ) -> io::Result<Self> {
        let graph = Arc::new(Graph::new(snapshot, 0)?);
        let pool = Pool::start(Arc::clone(&graph), workers, metrics, tell);
        let state = State { graph, is_built_in, looks: Looks::default() };
        Ok(Self { state: RwLock::new(Arc::new(state)), pool, max_rows })
    }

    /// What is served now.
    pub(super) fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves another graph from now on.
    pub(super) fn swap_in(&self, graph: &Arc<Graph>) {
        let is_built_in = self.state().is_built_in;
        let state = State { graph: Arc::clone(graph), is_built_in, looks: Looks::default() };
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
        self.pool.renew(Arc::clone(graph));
    }

    /// Answers a query in the form that headers ask for. To be called where the runtime is, on a thread with a large
    /// stack.
    pub(super) fn answer(self: &Arc<Self>, asked: Asked, headers: HeaderMap) -> Result<Answering, Refusal> {
        let (state, asked) = (self.state(), Asked { max_rows: self.max_rows, ..asked });
        let read = match at_once(&asked, &state, &headers)? {
            Begun::Answered(head, answer) => return Ok(Answering::Whole(head, answer)),
            Begun::Read(read) => Some(read),
            Begun::Unread => None,
        };
        let (outlet, pieces) = Outlet::new();
        let engine = Arc::clone(self);
        let work = move || evaluate(asked, read, &state, &engine.pool, &headers, outlet);
        drop(tokio::task::spawn_blocking(work));
        Ok(Answering::Coming(pieces))
    }
}
