//! The addresses of the server: one table for dispatch, `Allow`, metrics and the description of the API.

use super::page::Page;
use super::parameters::{
    DEFAULT, DEFAULT_GRAPHS, DIGEST, EVIDENCE, FRAMEWORK, GRAPH, ITEM, NAMED_GRAPHS, Parameter, QUERY, ROLE, SOUGHT,
    STACK, THING,
};
use super::pictures::PARAMETERS;
use hyper::Method;

/// One address, or all below one.
#[derive(Debug)]
pub(super) struct Route {
    /// The path; a last part in braces stands for all that follows.
    pub(super) path: &'static str,
    /// Whether queries come in bodies too.
    pub(super) takes: Takes,
    pub(super) page: Page,
    /// What it takes, where it takes nothing else.
    pub(super) parameters: &'static [Parameter],
    /// What is there.
    pub(super) about: &'static str,
}

/// The methods of an address, besides OPTIONS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// GET and HEAD.
    Reads,
    /// POST as well.
    Queries,
}

const fn reads(path: &'static str, page: Page, parameters: &'static [Parameter], about: &'static str) -> Route {
    Route { path, takes: Takes::Reads, page, parameters, about }
}

/// All addresses; of two that fit, the first counts.
pub(super) const ROUTES: [Route; 19] = [
    reads("/", Page::Home, &[], "The explorer, and what is served where"),
    Route {
        path: "/sparql",
        takes: Takes::Queries,
        page: Page::Sparql,
        parameters: &[QUERY, DEFAULT_GRAPHS, NAMED_GRAPHS],
        about: "SPARQL 1.1 Protocol, queries only; without one, what the service says of itself",
    },
    reads("/.well-known/void", Page::Void, &[], "What the graph holds, as VoID"),
    reads("/graphs", Page::Graphs, &[GRAPH, DEFAULT], "The graphs; one of them by the Graph Store Protocol"),
    reads("/id/{path}", Page::Thing, &[], "A thing; leads to the page about it"),
    reads("/doc/{path}", Page::About, &[], "The page about a thing"),
    reads("/graph/{path}", Page::Graph, &[], "One graph of ours"),
    reads("/ontology", Page::Ontology, &[], "The terms of the ontology"),
    reads("/api/openapi.json", Page::OpenApi, &[], "The description of these addresses"),
    reads("/api/questions", Page::Questions, &[], "The named questions"),
    reads("/api/questions/{name}", Page::Question, &[], "The answer to a named question, by its own parameters"),
    reads("/api/coverage", Page::Coverage, &[FRAMEWORK, ROLE, EVIDENCE, STACK], "Coverage of an edition, item by item"),
    reads("/api/explain", Page::Explain, &[THING, ITEM], "What a thing is, or the proof that it addresses another"),
    reads("/api/find", Page::Find, &[SOUGHT], "Whether something is listed, and where"),
    reads("/pictures/{file}", Page::Picture, &PARAMETERS, "A picture, or its table"),
    reads("/explorer/{file}", Page::Explorer, &[], "What the explorer is made of"),
    reads("/style.css", Page::Style, &[], "The style sheet of the pages"),
    reads("/health", Page::Health, &[DIGEST], "Whether the server works, and with which graph"),
    reads("/metrics", Page::Metrics, &[], "What the server counts, for Prometheus"),
];

/// The route of a path. A slash at the end of an address without braces changes nothing.
pub(super) fn find(path: &str) -> Option<&'static Route> {
    let bare = path.strip_suffix('/').filter(|bare| !bare.is_empty()).unwrap_or(path);
    ROUTES.iter().find(|route| match route.path.split_once('{') {
        None => route.path == bare,
        Some((before, _)) => path.strip_prefix(before).is_some_and(|rest| !rest.is_empty()),
    })
}

impl Route {
    /// The name of the part in braces.
    pub(super) fn part(&self) -> Option<&'static str> {
        self.path.split_once('{').and_then(|(_, part)| part.strip_suffix('}'))
    }

    /// What stands in a path for the part in braces, as it was sent.
    pub(super) fn rest(&self, path: &str) -> String {
        let before = self.path.split_once('{').map(|(before, _)| before);
        before.and_then(|before| path.strip_prefix(before)).unwrap_or_default().to_owned()
    }

    pub(super) fn methods(&self) -> impl Iterator<Item = Method> {
        let post = (self.takes == Takes::Queries).then_some(Method::POST);
        [Method::GET, Method::HEAD].into_iter().chain(post)
    }

    /// The methods, as a header lists them.
    pub(super) fn allow(&self) -> String {
        let methods: Vec<String> = self.methods().chain([Method::OPTIONS]).map(|method| method.to_string()).collect();
        methods.join(", ")
    }
}
