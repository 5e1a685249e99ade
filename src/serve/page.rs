//! What is at each address: a request in, its response out.

use super::engine::State;
use super::negotiation::{Form, GRAPHS, Offer, PAGES, wished};
use super::parameters::{DIGEST, Given};
use super::reply::{Refusal, Reply, empty, whole, with_header};
use super::request::Ask;
use super::routes::Route;
use super::server::Server;
use super::thing::Named;
use super::{api, description, explorer, graphs, html, openapi, pictures, sparql, thing};
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH, LOCATION, VARY};
use serde_json::Value;
use std::sync::Arc;

/// What a route leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    Home,
    Sparql,
    Void,
    Graphs,
    Thing,
    About,
    Graph,
    Ontology,
    OpenApi,
    Questions,
    Question,
    Coverage,
    Explain,
    Find,
    Picture,
    Explorer,
    Style,
    Health,
    Metrics,
}

impl Page {
    pub(super) async fn answer(
        self,
        server: &Arc<Server>,
        ask: Ask,
        route: &'static Route,
        body: Bytes,
    ) -> Result<Reply, Refusal> {
        match self {
            Self::Sparql => sparql::answer(server, ask, body).await,
            Self::Metrics => Ok(uncached(whole(
                StatusCode::OK,
                "text/plain; version=0.0.4",
                server.metrics.text(&server.state().graph),
            ))),
            Self::Health => {
                let given = Given::read(&ask, route.parameters)?;
                Ok(uncached(health(&server.state(), given.text(DIGEST))))
            }
            Self::Thing => see_about(&server.state(), &route.rest(&ask.path), ask.query.as_deref()),
            Self::Style => Ok(whole(StatusCode::OK, "text/css; charset=utf-8", html::STYLE)),
            Self::Explorer => explorer::file(&ask, &route.rest(&ask.path)),
            Self::Question => api::ask_question(server, route.rest(&ask.path), ask).await,
            _ => {
                let state = server.state();
                let made = tokio::task::spawn_blocking(move || self.made(&state, &ask, route)).await;
                made.map_err(|_| Refusal::broken("the page cannot be made"))?
            }
        }
    }

    /// What is read off the graph, on a thread of its own.
    fn made(self, state: &State, ask: &Ask, route: &Route) -> Result<Reply, Refusal> {
        let graph = &state.graph;
        let given = || Given::read(ask, route.parameters);
        match self {
            Self::Home => kept(state, ask, PAGES[0].name, PAGES[0].sent_as, || Ok(explorer::page(state))),
            Self::Void => of_form(state, ask, &GRAPHS, |form| description::void(graph, ask, form)),
            Self::Graphs if ask.parameters()?.is_empty() => of_form(state, ask, &PAGES, |form| match form {
                Form::Html => graphs::index(graph),
                _ => description::void(graph, ask, form),
            }),
            Self::Graphs => {
                let name = graphs::named(&ask.parameters()?)?;
                of_form(state, ask, &GRAPHS, |form| graphs::written(graph, &name, form))
            }
            Self::Graph => {
                let name = graphs::Name::Ours(route.rest(&ask.path));
                of_form(state, ask, &GRAPHS, |form| graphs::written(graph, &name, form))
            }
            Self::Ontology => of_form(state, ask, &PAGES, |form| thing::ontology(graph, form)),
            Self::OpenApi => json(state, ask, || Ok(openapi::description())),
            Self::Questions => json(state, ask, || Ok(api::questions())),
            Self::Coverage => given().and_then(|given| json(state, ask, || api::coverage(graph, &given))),
            Self::Explain => given().and_then(|given| json(state, ask, || api::explained(graph, &given))),
            Self::Find => given().and_then(|given| json(state, ask, || api::search(graph, &given))),
            Self::Picture => {
                let (named, given) = (pictures::Named::read(&route.rest(&ask.path))?, given()?);
                let reply = kept(state, ask, named.format.name(), named.media_type(), || named.drawn(graph, &given))?;
                Ok(with_header(reply, CONTENT_SECURITY_POLICY, pictures::POLICY))
            }
            _ => match thing::named(graph, &route.rest(&ask.path), ask.query.as_deref())? {
                Named::Here(node) => of_form(state, ask, &PAGES, |form| thing::page(graph, node, form)),
                Named::At(path) => Ok(see(StatusCode::PERMANENT_REDIRECT, &path)),
            },
        }
    }
}

/// The response in the form that the client would rather have.
pub(super) fn of_form(
    state: &State,
    ask: &Ask,
    offers: &'static [Offer],
    content: impl FnOnce(Form) -> Result<Vec<u8>, Refusal>,
) -> Result<Reply, Refusal> {
    let offer = wished(&ask.headers, offers)?;
    let reply = kept(state, ask, offer.name, offer.sent_as, || content(offer.form))?;
    Ok(with_header(reply, VARY, ACCEPT.as_str()))
}

/// The response, in a form of that name, with a mark that changes with the graph, or only that it is what the client has already.
pub(super) fn kept(
    state: &State,
    ask: &Ask,
    form: &str,
    media_type: &'static str,
    content: impl FnOnce() -> Result<Vec<u8>, Refusal>,
) -> Result<Reply, Refusal> {
    let tag = state.graph.digest.as_ref().map(|digest| {
        let digest = digest.get(..16).unwrap_or(digest);
        format!("\"{digest}-{}-{form}\"", env!("CARGO_PKG_VERSION"))
    });
    unless_known(ask, tag, media_type, content)
}

/// The response with its mark, or only that it is what the client has already.
pub(super) fn unless_known(
    ask: &Ask,
    tag: Option<String>,
    media_type: &'static str,
    content: impl FnOnce() -> Result<Vec<u8>, Refusal>,
) -> Result<Reply, Refusal> {
    let known = ask.headers.get_all(IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
    let is_known = |tag: &String| {
        let mut tags = known.flat_map(|tags| tags.split(',')).map(str::trim);
        tags.any(|known| known == "*" || known.trim_start_matches("W/") == tag)
    };
    let reply = if tag.as_ref().is_some_and(is_known) {
        empty(StatusCode::NOT_MODIFIED)
    } else {
        whole(StatusCode::OK, media_type, content()?)
    };
    let reply = with_header(reply, CACHE_CONTROL, "no-cache");
    Ok(tag.into_iter().fold(reply, |reply, tag| with_header(reply, ETAG, &tag)))
}

/// A value as one object on lines of its own.
fn json(state: &State, ask: &Ask, value: impl FnOnce() -> Result<Value, Refusal>) -> Result<Reply, Refusal> {
    kept(state, ask, "json", "application/json", || Ok(format!("{:#}\n", value()?).into_bytes()))
}

fn uncached(reply: Reply) -> Reply {
    with_header(reply, CACHE_CONTROL, "no-store")
}

/// Whether the graph is well, and the one that is wanted, as a load balancer asks.
fn health(state: &State, wanted: Option<&str>) -> Reply {
    let graph = &state.graph;
    let damage = graph.snapshot.damage().map(ToString::to_string);
    let is_another = wanted.is_some_and(|wanted| {
        wanted.is_empty() || !graph.digest.as_ref().is_some_and(|digest| digest.starts_with(wanted))
    });
    let (status, word) = match (&damage, is_another) {
        (Some(_), _) => (StatusCode::INTERNAL_SERVER_ERROR, "damaged"),
        (None, true) => (StatusCode::SERVICE_UNAVAILABLE, "another graph"),
        (None, false) => (StatusCode::OK, "ok"),
    };
    let json = serde_json::json!({
        "status": word,
        "damage": damage,
        "version": env!("CARGO_PKG_VERSION"),
        "graph": graph.digest,
        "quads": graph.snapshot.len(),
    });
    whole(status, "application/json", format!("{json}\n"))
}

/// A thing is not the page about it (RFC 9110, section 15.4.4): the one leads to the other.
fn see_about(state: &State, path: &str, query: Option<&str>) -> Result<Reply, Refusal> {
    let path = match thing::named(&state.graph, path, query)? {
        Named::Here(_) => path.to_owned(),
        Named::At(path) => path,
    };
    Ok(see(StatusCode::SEE_OTHER, &path))
}

/// Leads to the page about a thing.
fn see(status: StatusCode, path: &str) -> Reply {
    let reply = with_header(empty(status), LOCATION, &format!("/doc/{path}"));
    with_header(reply, CACHE_CONTROL, "no-cache")
}
