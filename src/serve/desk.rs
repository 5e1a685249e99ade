//! The same answers without HTTP, for a room that speaks another protocol: a graph with its workers.

use super::engine::{Answering, Engine};
use super::evaluation::{Asked, What};
use super::graph::Graph;
use super::metrics::Metrics;
use super::outlet::{Head, Piece};
use super::reply::Refusal;
use super::{Tell, WorkerLimits};
use crate::query::NARROW;
use crate::snapshot::Snapshot;
use hyper::HeaderMap;
use hyper::header::{ACCEPT, HeaderValue};
use std::io;
use std::sync::Arc;

/// Longest answer, in bytes: it is held whole.
const MAX_ANSWER: usize = 4 << 20;

/// A graph, and processes for what may run away.
pub(crate) struct Desk {
    engine: Arc<Engine>,
}

/// The whole of an answer.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Vec<u8>,
    /// What there is to say of how the question was understood.
    pub(crate) notices: Vec<String>,
}

impl Desk {
    /// Makes a snapshot ready and starts the workers.
    pub(crate) fn new(
        snapshot: Snapshot,
        is_built_in: bool,
        max_rows: Option<usize>,
        workers: WorkerLimits,
        tell: Tell,
    ) -> io::Result<Self> {
        let metrics = Arc::new(Metrics::default());
        Ok(Self { engine: Arc::new(Engine::new(snapshot, is_built_in, max_rows, workers, metrics, tell)?) })
    }

    /// The graph that is answered from.
    pub(crate) fn graph(&self) -> Arc<Graph> {
        Arc::clone(&self.engine.state().graph)
    }

    /// The answer to a query, in the form that an `Accept` header would ask for.
    pub(crate) async fn ask(&self, what: What, accept: &'static str) -> Result<Answered, Refusal> {
        let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
        let mut pieces = match self.engine.answer(Asked::new(what), headers)? {
            Answering::Whole(Head { media_type, notices }, bytes) => {
                return Ok(Answered { media_type, bytes, notices });
            }
            Answering::Coming(pieces) => pieces,
        };
        let mut answered: Option<Answered> = None;
        while let Some(piece) = pieces.recv().await {
            match piece {
                Piece::Refused(refusal) => return Err(refusal),
                Piece::Whole(Head { media_type, notices }, bytes) => {
                    return Ok(Answered { media_type, notices, bytes: bytes.into() });
                }
                Piece::Begun(Head { media_type, notices }, bytes) => {
                    answered = Some(Answered { media_type, notices, bytes: bytes.into() });
                }
                Piece::Part(more) => {
                    let Some(answered) = &mut answered else { break };
                    answered.bytes.extend_from_slice(&more);
                    if answered.bytes.len() > MAX_ANSWER {
                        return Err(Refusal::limit(format!("the answer has more than 4 MiB; {NARROW}")));
                    }
                }
                Piece::End => return answered.ok_or_else(broken_off),
            }
        }
        Err(broken_off())
    }
}

fn broken_off() -> Refusal {
    Refusal::broken("the answer broke off")
}
