//! Answers of a server, read from the format that it chose.

use super::client::{Reply, said, shown};
use super::error::RemoteError;
use oxrdf::{Term, Triple, Variable};
use oxrdfio::{RdfFormat, RdfParser};
use sparesults::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use url::Url;

/// What a server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemoteAnswer {
    /// Of SELECT: the variables, and a term or nothing for each of them in every solution.
    Solutions {
        /// In the order of the SELECT clause.
        variables: Vec<Variable>,
        /// In the order that the server gives.
        rows: Vec<Vec<Option<Term>>>,
    },
    /// Of ASK.
    Boolean(bool),
    /// Of CONSTRUCT and DESCRIBE.
    Graph(Vec<Triple>),
}

/// Media types that solutions are asked for in.
pub(super) const SOLUTIONS: &str = "application/sparql-results+json, application/sparql-results+xml;q=0.8";
/// Media types that graphs are asked for in.
pub(super) const GRAPH: &str = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5";

/// Reads what an ASK is answered with; Virtuoso gives a table with a number for some.
pub(super) fn of_ask(url: &Url, reply: &Reply) -> Result<RemoteAnswer, RemoteError> {
    let answer = of_results(url, reply)?;
    let RemoteAnswer::Solutions { rows, .. } = &answer else { return Ok(answer) };
    match rows.as_slice() {
        [row] => match row.as_slice() {
            [Some(Term::Literal(truth))] => Ok(RemoteAnswer::Boolean(matches!(truth.value(), "1" | "true"))),
            _ => Ok(answer),
        },
        _ => Ok(answer),
    }
}

/// Reads what a SELECT is answered with.
pub(super) fn of_results(url: &Url, reply: &Reply) -> Result<RemoteAnswer, RemoteError> {
    let format = results_format(&reply.media_type).ok_or_else(|| wrong_type(url, reply, "result of a query"))?;
    let read = QueryResultsParser::from_format(format).for_slice(&reply.body);
    match read.map_err(|error| malformed(url, &error))? {
        SliceQueryResultsParserOutput::Boolean(answer) => Ok(RemoteAnswer::Boolean(answer)),
        SliceQueryResultsParserOutput::Solutions(solutions) => {
            let variables = solutions.variables().to_vec();
            let rows = solutions.map(|solution| solution.map(|solution| solution.values().to_vec()));
            let rows = rows.collect::<Result<_, _>>().map_err(|error| malformed(url, &error))?;
            Ok(RemoteAnswer::Solutions { variables, rows })
        }
    }
}

/// Reads what a CONSTRUCT or DESCRIBE is answered with.
pub(super) fn of_graph(url: &Url, reply: &Reply) -> Result<RemoteAnswer, RemoteError> {
    let format = graph_format(&reply.media_type).ok_or_else(|| wrong_type(url, reply, "graph"))?;
    let triples = RdfParser::from_format(format).for_slice(&reply.body);
    let triples = triples.map(|quad| quad.map(Triple::from)).collect::<Result<_, _>>();
    triples.map(RemoteAnswer::Graph).map_err(|error| malformed(url, &error))
}

fn results_format(media_type: &str) -> Option<QueryResultsFormat> {
    match media_type {
        "application/json" => Some(QueryResultsFormat::Json),
        "application/xml" | "text/xml" => Some(QueryResultsFormat::Xml),
        other => QueryResultsFormat::from_media_type(other),
    }
}

fn graph_format(media_type: &str) -> Option<RdfFormat> {
    match RdfFormat::from_media_type(media_type)? {
        // One graph is wanted, and `text/plain` is what error pages are in.
        RdfFormat::JsonLd { .. } => None,
        _ if media_type == "text/plain" => None,
        format => Some(format),
    }
}

fn wrong_type(url: &Url, reply: &Reply, wanted: &'static str) -> RemoteError {
    RemoteError::MediaType {
        address: shown(url),
        media_type: if reply.media_type.is_empty() { "no media type".to_owned() } else { reply.media_type.clone() },
        wanted,
        said: said(&reply.media_type, &reply.body),
    }
}

fn malformed(url: &Url, error: &dyn std::error::Error) -> RemoteError {
    RemoteError::Malformed { address: shown(url), cause: error.to_string() }
}
