//! The explorer: one page, its style sheet and the modules of its script, all of which are in the program.
//!
//! The page lists the addresses of the server by itself. Its script, where scripts run, asks those addresses and shows
//! the answers; no text of the graph is in any of these files.

use super::engine::State;
use super::html::Html;
use super::page::unless_known;
use super::parameters::Need;
use super::reply::{Refusal, Reply};
use super::request::Ask;
use super::routes::ROUTES;
use crate::source::sha256;
use crate::vocab::PREFIXES;
use serde_json::{Map, Value};

/// The page as it is where nothing but markup works; what is told of the graph is added to it.
const PAGE: &str = include_str!("explorer.html");

/// What the page loads, by name.
const FILES: [(&str, &str); 13] = [
    ("explorer.css", include_str!("explorer.css")),
    ("icon.svg", include_str!("icon.svg")),
    ("explorer.js", include_str!("explorer.js")),
    ("words.js", include_str!("words.js")),
    ("dom.js", include_str!("dom.js")),
    ("ask.js", include_str!("ask.js")),
    ("queries.js", include_str!("queries.js")),
    ("things.js", include_str!("things.js")),
    ("coverage.js", include_str!("coverage.js")),
    ("questions.js", include_str!("questions.js")),
    ("editor.js", include_str!("editor.js")),
    ("answers.js", include_str!("answers.js")),
    ("drawing.js", include_str!("drawing.js")),
];

/// The module that says which prefixes the server knows.
const PREFIX_MODULE: &str = "prefixes.js";

/// The page.
pub(super) fn page(state: &State) -> Vec<u8> {
    let graph = &state.graph;
    let (before, after) = PAGE.split_once("<!-- addresses -->").expect("the page says where the addresses stand");
    let mut html = Html::begun(before);
    html.begin_table(&["address", "what is there"]);
    for route in &ROUTES {
        html.begin_row();
        let needs_more = route.parameters.iter().any(|parameter| parameter.need == Need::Required);
        let is_whole = route.part().is_none() && !needs_more;
        html.cell(route.path, is_whole.then_some(route.path));
        html.cell(route.about, None);
        html.end_row();
    }
    html.end_table();
    let digest = graph.digest.as_deref().unwrap_or("not known");
    html.line(&format!("{} statements; digest {digest}; aisec {}", graph.snapshot.len(), env!("CARGO_PKG_VERSION")));
    html.finish(after).into_bytes()
}

/// One of the files, with a mark that changes with its text.
pub(super) fn file(ask: &Ask, name: &str) -> Result<Reply, Refusal> {
    let text = match FILES.into_iter().find(|(known, _)| *known == name) {
        Some((_, text)) => text.to_owned(),
        None if name == PREFIX_MODULE => prefixes(),
        None => return Err(Refusal::not_found(format!("the explorer has no file `{name}`"))),
    };
    let media_type = match name.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };
    let digest = sha256(text.as_bytes());
    let mark = digest.get(..16).unwrap_or(&digest);
    unless_known(ask, Some(format!("\"{mark}\"")), media_type, || Ok(text.into_bytes()))
}

/// The prefixes that queries may use without declaring them, as a module.
fn prefixes() -> String {
    let prefixes: Map<String, Value> =
        PREFIXES.iter().map(|(prefix, namespace)| ((*prefix).to_owned(), (*namespace).into())).collect();
    format!("export const PREFIXES = {:#};\n", Value::from(prefixes))
}
