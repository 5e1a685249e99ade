//! Worker processes that answer what may run away: jobs in, answers to their outlets out. What dies is replaced.

use super::evaluation::Asked;
use super::graph::Graph;
use super::metrics::Metrics;
use super::outlet::Outlet;
use super::reply::Refusal;
use super::{Event, Tell, WorkerLimits};
use crate::query::NARROW;
use crate::vocab::with_causes;
use crate::worker::{self, Child, Resident, WorkerError};
use hyper::StatusCode;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::io::{self, BufWriter, Write};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// What is to be answered by a worker.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) asked: Asked,
    pub(super) graph: Arc<Graph>,
    pub(super) outlet: Outlet,
}

/// How often a worker at work, or without any, is looked after.
const LOOK: Duration = Duration::from_millis(100);
/// Bytes that a worker holds back until there is more.
const BATCH: usize = 32 << 10;

/// The workers, and the jobs that wait for one.
#[derive(Debug)]
pub(super) struct Pool {
    shared: Arc<Shared>,
}

struct Shared {
    waiting: Mutex<Waiting>,
    wake: Condvar,
    limits: WorkerLimits,
    metrics: Arc<Metrics>,
    tell: Tell,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("limits", &self.limits).finish_non_exhaustive()
    }
}

struct Waiting {
    jobs: VecDeque<Job>,
    graph: Arc<Graph>,
    is_closed: bool,
}

impl Pool {
    /// Starts the workers. Each has a thread of its own here: a child ends with the thread that started it.
    pub(super) fn start(graph: Arc<Graph>, limits: WorkerLimits, metrics: Arc<Metrics>, tell: Tell) -> Self {
        let waiting = Mutex::new(Waiting { jobs: VecDeque::new(), graph, is_closed: false });
        let shared = Arc::new(Shared { waiting, wake: Condvar::new(), limits, metrics, tell });
        for _ in 0..shared.limits.workers {
            let shared = Arc::clone(&shared);
            thread::spawn(move || Keeper { shared, worker: None, failed: None }.keep());
        }
        Self { shared }
    }

    /// Has a job done, or refuses it where too many wait.
    pub(super) fn take(&self, job: Job) {
        let mut waiting = self.shared.waiting();
        if waiting.is_closed || waiting.jobs.len() >= self.shared.limits.queue {
            drop(waiting);
            let message = "too many queries wait already; ask again in a moment";
            return job.outlet.end(Err(Refusal::limit(message)));
        }
        waiting.jobs.push_back(job);
        self.shared.metrics.waiting.store(waiting.jobs.len(), Relaxed);
        drop(waiting);
        self.shared.wake.notify_one();
    }

    /// Has workers read another graph as soon as they have done what they are at.
    pub(super) fn renew(&self, graph: Arc<Graph>) {
        self.shared.waiting().graph = graph;
        self.shared.wake.notify_all();
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.waiting().is_closed = true;
        self.shared.wake.notify_all();
    }
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps one worker.
struct Keeper {
    shared: Arc<Shared>,
    /// The worker, and the generation of the graph it reads.
    worker: Option<(Resident, u64)>,
    /// The generation of the graph that no worker could be started for.
    failed: Option<u64>,
}

/// What a keeper does next.
enum Next {
    Job(Box<Job>),
    Renew(Arc<Graph>),
    Look,
    Close,
}

impl Keeper {
    fn keep(mut self) {
        loop {
            match self.next() {
                Next::Close => return self.lose(),
                Next::Look => self.look(),
                Next::Renew(graph) => {
                    self.lose();
                    self.begin(&graph);
                }
                Next::Job(job) => self.answer(*job),
            }
        }
    }

    fn next(&self) -> Next {
        let mut waiting = self.shared.waiting();
        if waiting.is_closed {
            return Next::Close;
        }
        if let Some(job) = waiting.jobs.pop_front() {
            self.shared.metrics.waiting.store(waiting.jobs.len(), Relaxed);
            return Next::Job(Box::new(job));
        }
        let generation = Some(waiting.graph.generation);
        if self.worker.as_ref().map(|(_, generation)| *generation) != generation && self.failed != generation {
            return Next::Renew(Arc::clone(&waiting.graph));
        }
        drop(self.shared.wake.wait_timeout(waiting, LOOK * 5));
        Next::Look
    }

    /// Forgets a worker that ended while it had nothing to do.
    fn look(&mut self) {
        if self.worker.as_mut().is_some_and(|(worker, _)| !worker.is_alive()) {
            self.lose_dead();
        }
    }

    fn lose(&mut self) {
        if self.worker.take().is_some() {
            self.shared.metrics.alive.fetch_sub(1, Relaxed);
        }
    }

    fn lose_dead(&mut self) {
        self.lose();
        self.shared.metrics.replaced.fetch_add(1, Relaxed);
    }

    fn begin(&mut self, graph: &Graph) {
        self.failed = None;
        let command = (self.shared.limits.command)(&graph.place);
        let started = command.map_err(WorkerError::from);
        match started.and_then(|command| Resident::start(command, self.shared.limits.timeout)) {
            Ok(worker) => {
                self.worker = Some((worker, graph.generation));
                self.shared.metrics.alive.fetch_add(1, Relaxed);
            }
            Err(error) => {
                self.failed = Some(graph.generation);
                (self.shared.tell)(Event::Trouble(format!("no worker can be started: {}", with_causes(&error))));
            }
        }
    }

    fn answer(&mut self, mut job: Job) {
        if job.outlet.is_unwanted() {
            return;
        }
        self.look();
        let mut is_again = false;
        loop {
            if self.worker.as_ref().is_none_or(|(_, generation)| *generation != job.graph.generation) {
                self.lose();
                self.begin(&job.graph);
            }
            let Some((worker, _)) = &mut self.worker else {
                return job.outlet.end(Err(Refusal::limit("no process can be started to work this out")));
            };
            match asked(worker, &job.asked, &mut job.outlet) {
                Ok(done) => return job.outlet.end(done.into()),
                Err(lost) => {
                    // One that was dying already never took it in: another answers.
                    let has_begun = worker.has_begun();
                    self.lose_dead();
                    if has_begun
                        || is_again
                        || matches!(lost, Lost::Unwanted | Lost::Worker(WorkerError::TimedOut { .. }))
                    {
                        return job.outlet.end(lost.refusal());
                    }
                    is_again = true;
                }
            }
        }
    }
}

/// Why a worker is of no more use.
enum Lost {
    /// It died, or was ended.
    Worker(WorkerError),
    /// Nobody waits for what it is at.
    Unwanted,
}

impl From<WorkerError> for Lost {
    fn from(error: WorkerError) -> Self {
        Self::Worker(error)
    }
}

impl Lost {
    fn refusal(&self) -> Result<(), Refusal> {
        Err(match self {
            Self::Worker(WorkerError::TimedOut { limit }) => {
                Refusal::limit(format!("the answer takes more than {limit:?}; {NARROW}"))
            }
            Self::Worker(WorkerError::OutOfMemory) => {
                Refusal::limit(format!("the answer takes more memory than a query may have; {NARROW}"))
            }
            Self::Worker(error) => Refusal::broken(format!("no answer: {}", with_causes(error))),
            Self::Unwanted => Refusal::broken("nobody waits for the answer"),
        })
    }
}

/// Asks a worker and passes on what it says.
fn asked(worker: &mut Resident, asked: &Asked, outlet: &mut Outlet) -> Result<Outcome, Lost> {
    let request = serde_json::to_vec(asked).map_err(io::Error::from).map_err(WorkerError::from)?;
    worker.ask(&request)?;
    loop {
        match worker.next_event_within(LOOK)? {
            None if outlet.is_unwanted() => return Err(Lost::Unwanted),
            None => {}
            Some(worker::Event::Output(bytes)) => outlet.write_all(&bytes).map_err(|_| Lost::Unwanted)?,
            Some(worker::Event::Ended { how, .. }) => {
                return Ok(serde_json::from_slice(&how).map_err(io::Error::from).map_err(WorkerError::from)?);
            }
        }
    }
}

/// How a request went, as a worker says it: nothing, or a status and a reason.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Outcome {
    refused: Option<(u16, String)>,
}

impl From<Outcome> for Result<(), Refusal> {
    fn from(outcome: Outcome) -> Self {
        let Some((status, message)) = outcome.refused else { return Ok(()) };
        Err(Refusal::new(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), message))
    }
}

/// Answers requests of the process this one works for until that is gone.
///
/// # Errors
/// What the system says.
pub(super) fn work(snapshot: &crate::snapshot::Snapshot, child: &Child) -> io::Result<()> {
    while let Some(request) = child.next_request()? {
        let asked: Asked = serde_json::from_slice(&request)?;
        let mut out = BufWriter::with_capacity(BATCH, child);
        let mut done = asked.answer(snapshot, &mut out);
        if done.is_ok() {
            done = out.flush().map_err(|error| Refusal::broken(error.to_string()));
        }
        // After a failure, what is held back stays back.
        let (_, _held_back) = out.into_parts();
        let refused = done.err().map(|refusal| (refusal.status.as_u16(), refusal.message));
        child.end(&serde_json::to_vec(&Outcome { refused })?)?;
    }
    Ok(())
}
