//! SPARQL 1.1 Protocol, its query operation: a request in, an answer out. There is no update operation.

use super::description;
use super::engine::Answering;
use super::evaluation::{Asked, What};
use super::negotiation::{GRAPHS, bare};
use super::page::of_form;
use super::reply::{Refusal, Reply, of_answer, of_pieces};
use super::request::{Ask, parameters};
use super::server::Server;
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, VARY};
use hyper::{Method, StatusCode};
use std::sync::Arc;

/// Answers a query, or describes the service where there is none.
pub(super) async fn answer(server: &Arc<Server>, ask: Ask, body: Bytes) -> Result<Reply, Refusal> {
    let Some(asked) = asked(&ask, &body)? else {
        let state = server.state();
        return of_form(&state, &ask, &GRAPHS, |form| description::service(&state.graph, &ask, form));
    };
    answer_to(server, asked, ask).await
}

/// Has a query answered in the form that the client would rather have.
pub(super) async fn answer_to(server: &Arc<Server>, asked: Asked, ask: Ask) -> Result<Reply, Refusal> {
    let mut reply = match server.engine.answer(asked, ask.headers)? {
        Answering::Whole(head, answer) => of_answer(&head, answer),
        Answering::Coming(pieces) => of_pieces(pieces).await?,
    };
    let headers = reply.headers_mut();
    headers.append(VARY, HeaderValue::from_static("accept"));
    headers.append(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(reply)
}

/// What is asked; `None` where a GET asks nothing.
fn asked(ask: &Ask, body: &Bytes) -> Result<Option<Asked>, Refusal> {
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
    let mut values = |wanted: &str| -> Vec<String> {
        given.extract_if(.., |(name, _)| name == wanted).map(|(_, value)| value).collect()
    };
    let mut queries = values("query");
    let text = match (queries.pop(), queries.is_empty()) {
        (None, _) if ask.method == Method::POST => return Err(Refusal::bad("there is no `query`")),
        (None, _) => return Ok(None),
        (Some(only), true) => only.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(only),
        (Some(_), false) => return Err(Refusal::bad("there is more than one `query`")),
    };
    let what = What::Text { text, base: ask.address("/sparql") };
    let (default_graphs, named_graphs) = (values("default-graph-uri"), values("named-graph-uri"));
    Ok(Some(Asked { default_graphs, named_graphs, ..Asked::new(what) }))
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
