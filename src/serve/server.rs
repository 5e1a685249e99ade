//! What every request meets: whether it is answered at all, by which route, and what is written down of it.

#![expect(clippy::disallowed_methods, reason = "a room that looks at the clock")]

use super::connection::Place;
use super::engine::{Engine, State};
use super::graph::Graph;
use super::metrics::Metrics;
use super::reply::{Refusal, Reply, empty, with_header};
use super::request::{Ask, Callers, body};
use super::routes::{self, Route};
use super::{Access, Event, Settings, Tell};
use crate::snapshot::Snapshot;
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, ALLOW, CONNECTION, CONTENT_SECURITY_POLICY, HeaderValue, REFERRER_POLICY,
    TRANSFER_ENCODING, VARY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, Request, StatusCode};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// What a page may do: use style sheets, pictures and scripts of this server, and ask it.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'",
);

/// The server.
pub(super) struct Server {
    pub(super) metrics: Arc<Metrics>,
    pub(super) engine: Arc<Engine>,
    callers: Callers,
    load: Box<dyn Fn() -> Result<Snapshot, String> + Send + Sync>,
    /// Held while another graph is read: one at a time.
    renewing: Mutex<()>,
    tell: Tell,
}

impl Server {
    pub(super) fn new(snapshot: Snapshot, settings: Settings, bound: IpAddr) -> io::Result<Self> {
        let metrics = Arc::new(Metrics::default());
        let (tell, for_metrics) = (Arc::clone(&settings.tell), Arc::clone(&metrics));
        let Settings { is_built_in, max_rows, workers, .. } = settings;
        let engine = Engine::new(snapshot, is_built_in, max_rows, workers, for_metrics, Arc::clone(&tell))?;
        Ok(Self {
            metrics,
            engine: Arc::new(engine),
            callers: Callers::new(bound, &settings.hosts, &settings.origins),
            load: settings.load,
            renewing: Mutex::new(()),
            tell,
        })
    }

    pub(super) fn tell(&self, event: Event) {
        (self.tell)(event);
    }

    /// What is served now.
    pub(super) fn state(&self) -> Arc<State> {
        self.engine.state()
    }

    /// Reads the graph anew and swaps it in; where that fails, the one that is served stays.
    pub(super) async fn renew(self: &Arc<Self>) {
        let server = Arc::clone(self);
        let renewed = tokio::task::spawn_blocking(move || server.read_anew()).await;
        self.tell(match renewed {
            Ok(Ok(digest)) => Event::Swapped { digest },
            Ok(Err(why)) => Event::Trouble(format!("the graph cannot be read anew, and stays as it is: {why}")),
            Err(error) => Event::Trouble(format!("the graph cannot be read anew, and stays as it is: {error}")),
        });
    }

    fn read_anew(&self) -> Result<Option<String>, String> {
        let _one_at_a_time = self.renewing.lock().unwrap_or_else(PoisonError::into_inner);
        let generation = self.state().graph.generation + 1;
        let next = Arc::new(Graph::new((self.load)()?, generation).map_err(|error| error.to_string())?);
        self.engine.swap_in(&next);
        Ok(next.digest.clone())
    }

    /// Answers a request, whatever it is.
    pub(super) async fn respond(
        self: &Arc<Self>,
        request: Request<Incoming>,
        peer: SocketAddr,
        place: Arc<Place>,
    ) -> Reply {
        let begun = Instant::now();
        let method = request.method().clone();
        let path = request.uri().path().to_owned();
        let route = routes::find(&path);
        // Where a body of unknown length ends is the client's word; nothing that follows it is taken for a request.
        let is_last = request.headers().contains_key(TRANSFER_ENCODING);
        let origin = self.callers.allowed_origin(request.headers()).map(str::to_owned);
        let mut reply = self.answered(request, route, &place).await.unwrap_or_else(|refusal| {
            let is_unread =
                refusal.status == StatusCode::PAYLOAD_TOO_LARGE || refusal.status == StatusCode::REQUEST_TIMEOUT;
            let reply = Reply::from(refusal);
            if is_unread { with_header(reply, CONNECTION, "close") } else { reply }
        });
        if is_last {
            reply.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        let headers = reply.headers_mut();
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(POLICY);
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        if let Some(origin) = &origin {
            reply = with_header(with_header(reply, ACCESS_CONTROL_ALLOW_ORIGIN, origin), VARY, "Origin");
        }
        let (label, status, server) = (route.map_or("none", |route| route.path), reply.status(), Arc::clone(self));
        reply.body_mut().tell(Box::new(move |bytes| {
            place.is_waiting();
            let (took, status) = (begun.elapsed(), status.as_u16());
            server.metrics.answered(label, status, took);
            server.tell(Event::Answered(Access { method: method.to_string(), path, status, bytes, took, peer }));
        }));
        reply
    }

    async fn answered(
        self: &Arc<Self>,
        request: Request<Incoming>,
        route: Option<&'static Route>,
        place: &Place,
    ) -> Result<Reply, Refusal> {
        let (parts, incoming) = request.into_parts();
        let ask = Ask::read(parts, &self.callers)?;
        let route = route.ok_or_else(|| Refusal::not_found(format!("there is nothing at {}", ask.path)))?;
        if ask.method == Method::OPTIONS {
            return Ok(self.options(&ask, route));
        }
        if !route.methods().any(|method| method == ask.method) {
            let mut reply =
                Reply::from(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "this address takes other methods"));
            reply = with_header(reply, ALLOW, &route.allow());
            return Ok(with_header(reply, CONNECTION, "close"));
        }
        // Only what has come in whole keeps others from the place.
        let body = if ask.method == Method::POST { body(incoming, &ask.headers).await? } else { Bytes::new() };
        place.is_busy();
        route.page.answer(self, ask, route, body).await
    }

    /// What may be asked, also by a browser on behalf of a page elsewhere.
    fn options(&self, ask: &Ask, route: &Route) -> Reply {
        let reply = with_header(empty(StatusCode::NO_CONTENT), ALLOW, &route.allow());
        let is_asked = ask.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        if !is_asked || self.callers.allowed_origin(&ask.headers).is_none() {
            return reply;
        }
        let reply = with_header(reply, ACCESS_CONTROL_ALLOW_METHODS, &route.allow());
        let reply = with_header(reply, ACCESS_CONTROL_ALLOW_HEADERS, "accept, content-type");
        with_header(reply, ACCESS_CONTROL_MAX_AGE, "600")
    }
}
