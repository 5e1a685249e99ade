//! SPARQL 1.1 Protocol, its query operation: a request in, an answer out. There is no update operation.

use super::description;
use super::evaluation::{Asked, What, at_once, evaluate};
use super::negotiation::{GRAPHS, bare};
use super::outlet::Outlet;
use super::page::of_form;
use super::reply::{Refusal, Reply, of_answer, of_pieces, with_header};
use super::request::{Ask, parameters};
use super::server::Server;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, VARY};
use hyper::{Method, StatusCode};
use std::sync::Arc;

/// Answers a query, or describes the service where there is none.
pub(super) async fn answer(server: &Arc<Server>, ask: Ask, body: Bytes) -> Result<Reply, Refusal> {
    let Some(asked) = asked(&ask, &body, server.max_rows)? else {
        let state = server.state();
        return of_form(&state, &ask, &GRAPHS, |form| description::service(&state.graph, &ask, form));
    };
    answer_to(server, asked, ask).await
}

/// Has a query answered in the form that the client would rather have.
pub(super) async fn answer_to(server: &Arc<Server>, asked: Asked, ask: Ask) -> Result<Reply, Refusal> {
    let reply = if let Some((head, answer)) = at_once(&asked, &server.state(), &ask.headers) {
        of_answer(&head, answer)
    } else {
        let (outlet, pieces) = Outlet::new();
        let server = Arc::clone(server);
        let work = move || evaluate(asked, &server.state(), &server.pool, &ask.headers, outlet);
        drop(tokio::task::spawn_blocking(work));
        of_pieces(pieces).await?
    };
    let reply = with_header(reply, VARY, ACCEPT.as_str());
    Ok(with_header(reply, CACHE_CONTROL, "no-cache"))
}

/// What is asked; `None` where a GET asks nothing.
fn asked(ask: &Ask, body: &Bytes, max_rows: Option<usize>) -> Result<Option<Asked>, Refusal> {
    let mut given = ask.parameters()?;
    if ask.method == Method::POST {
        let media_type = ask.headers.get(CONTENT_TYPE).and_then(|name| name.to_str().ok()).unwrap_or_default();
        refuse_other_charset(media_type)?;
        match bare(media_type).to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => given.extend(parameters(body)?),
            "application/sparql-query" => {
                let text = std::str::from_utf8(body).map_err(|_| Refusal::bad("the query is not in UTF-8"))?;
                given.push(("query".to_owned(), text.to_owned()));
            }
            "application/sparql-update" => return Err(read_only(StatusCode::UNSUPPORTED_MEDIA_TYPE)),
            _ => {
                let message = "a query comes as application/sparql-query or application/x-www-form-urlencoded";
                return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
            }
        }
    }
    if given.iter().any(|(name, _)| name == "update") {
        return Err(read_only(StatusCode::BAD_REQUEST));
    }
    let values = |wanted: &str| -> Vec<String> {
        given.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.clone()).collect()
    };
    let text = match values("query").as_slice() {
        [] if ask.method == Method::POST => return Err(Refusal::bad("there is no `query`")),
        [] => return Ok(None),
        [only] => only.strip_prefix('\u{FEFF}').unwrap_or(only).to_owned(),
        [_, _, ..] => return Err(Refusal::bad("there is more than one `query`")),
    };
    let what = What::Text { text, base: ask.address("/sparql") };
    let (default_graphs, named_graphs) = (values("default-graph-uri"), values("named-graph-uri"));
    Ok(Some(Asked { default_graphs, named_graphs, ..Asked::new(what, max_rows) }))
}

fn read_only(status: StatusCode) -> Refusal {
    Refusal::new(status, "this server answers queries only: nothing can be changed")
}

/// Text is UTF-8, whatever is said of it.
fn refuse_other_charset(media_type: &str) -> Result<(), Refusal> {
    let charset = media_type.split(';').skip(1).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    match charset {
        Some(charset) if !charset.eq_ignore_ascii_case("utf-8") && !charset.eq_ignore_ascii_case("us-ascii") => {
            Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "bodies are read as UTF-8"))
        }
        _ => Ok(()),
    }
}
