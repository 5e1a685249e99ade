//! Connections: so many at once, each within its limits. Who waits longest without a request makes room for others.

#![expect(clippy::disallowed_methods, reason = "a room that looks at the clock")]

use super::Event;
use super::metrics::Metrics;
use super::patient::Patient;
use super::server::Server;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Most connections at once.
pub(super) const MOST: usize = 64;
/// Longest that the headers of a request may take to come, and that a connection may wait for one.
const HEADER_TIME: Duration = Duration::from_secs(10);
/// Longest line and headers of a request, in bytes.
const MAX_HEADER: usize = 16 << 10;
/// Most headers of a request.
const MAX_HEADERS: usize = 100;
/// Time that a connection has to begin a request before it may be closed to make room.
const LEAST_WAIT: Duration = Duration::from_millis(100);
/// Time that requests have to end once the server is told to.
const GRACE: Duration = Duration::from_secs(10);

/// Takes connections until the server closes, then lets them end.
pub(super) async fn accept(server: Arc<Server>, listener: TcpListener, mut closing: watch::Receiver<bool>) {
    let open = Arc::new(Open { places: Mutex::default(), metrics: Arc::clone(&server.metrics) });
    let mut tasks = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = closing.changed() => break,
        };
        while tasks.try_join_next().is_some() {}
        match accepted {
            Ok((stream, peer)) => {
                let (place, evicted) = tokio::select! {
                    admitted = open.admitted() => admitted,
                    _ = closing.changed() => break,
                };
                let connection = Connection { server: Arc::clone(&server), peer, place, closing: closing.clone() };
                tasks.spawn(connection.serve(stream, evicted));
            }
            Err(error) => {
                server.tell(Event::Trouble(format!("cannot take a connection: {error}")));
                sleep(LEAST_WAIT).await;
            }
        }
    }
    drop(listener);
    let _ = timeout(GRACE, async { while tasks.join_next().await.is_some() {} }).await;
}

/// The connections that are open.
#[derive(Debug)]
struct Open {
    places: Mutex<Places>,
    metrics: Arc<Metrics>,
}

#[derive(Debug, Default)]
struct Places {
    next: u64,
    taken: BTreeMap<u64, Taken>,
}

#[derive(Debug)]
struct Taken {
    /// Since when there is no request; `None` while one is answered.
    waiting: Option<Instant>,
    evict: oneshot::Sender<()>,
}

/// The place of one connection; given back when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    number: u64,
    open: Arc<Open>,
}

impl Open {
    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place, and what is told when another needs it more. Where all are taken, whoever waits longest without a
    /// request loses his.
    async fn admitted(self: &Arc<Self>) -> (Arc<Place>, oneshot::Receiver<()>) {
        /// Time after which to look for a place again.
        const AGAIN: Duration = Duration::from_millis(10);
        loop {
            if let Some(admitted) = self.admit() {
                return admitted;
            }
            sleep(AGAIN).await;
        }
    }

    fn admit(self: &Arc<Self>) -> Option<(Arc<Place>, oneshot::Receiver<()>)> {
        let mut places = self.places();
        if places.taken.len() >= MOST {
            let since = |taken: &Taken| taken.waiting.filter(|since| since.elapsed() >= LEAST_WAIT);
            let waiting = places.taken.iter().filter_map(|(number, taken)| Some((since(taken)?, *number)));
            let (_, number) = waiting.min()?;
            if let Some(taken) = places.taken.remove(&number) {
                // It may have ended by itself.
                let _ = taken.evict.send(());
                self.metrics.evicted.fetch_add(1, Relaxed);
            }
        }
        let (evict, evicted) = oneshot::channel();
        let number = places.next;
        places.next += 1;
        places.taken.insert(number, Taken { waiting: Some(Instant::now()), evict });
        self.metrics.connections.store(places.taken.len(), Relaxed);
        drop(places);
        Some((Arc::new(Place { number, open: Arc::clone(self) }), evicted))
    }
}

impl Place {
    /// A request is there, and nobody takes the place before it is answered.
    pub(super) fn is_busy(&self) {
        self.set(None);
    }

    /// The request is answered.
    pub(super) fn is_waiting(&self) {
        self.set(Some(Instant::now()));
    }

    fn set(&self, waiting: Option<Instant>) {
        if let Some(taken) = self.open.places().taken.get_mut(&self.number) {
            taken.waiting = waiting;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = self.open.places();
        places.taken.remove(&self.number);
        self.open.metrics.connections.store(places.taken.len(), Relaxed);
    }
}

/// One connection.
struct Connection {
    server: Arc<Server>,
    peer: SocketAddr,
    place: Arc<Place>,
    closing: watch::Receiver<bool>,
}

impl Connection {
    async fn serve(mut self, stream: TcpStream, evicted: oneshot::Receiver<()>) {
        // Without it small answers wait for the next packet; where it cannot be had, they do.
        let _ = stream.set_nodelay(true);
        let (server, peer, place) = (self.server, self.peer, self.place);
        let service = service_fn(move |request| {
            let (server, place) = (Arc::clone(&server), Arc::clone(&place));
            async move { Ok::<_, Infallible>(server.respond(request, peer, place).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIME)
            .max_buf_size(MAX_HEADER)
            .max_headers(MAX_HEADERS)
            .serve_connection(TokioIo::new(Patient::new(stream)), service);
        let mut connection = pin!(connection);
        // What goes wrong with a connection is the client's to see.
        tokio::select! {
            _ = connection.as_mut() => {}
            _ = evicted => {}
            _ = self.closing.changed() => {
                connection.as_mut().graceful_shutdown();
                let _ = connection.await;
            }
        }
    }
}
