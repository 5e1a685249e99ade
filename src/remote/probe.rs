//! What a server can do, found out by asking it.

use super::answer::RemoteAnswer;
use super::client::Request;
use super::endpoint::Endpoint;
use super::error::RemoteError;
use super::text;
use crate::query::header;
use crate::source::{Collection, embedded};
use crate::vocab::counted;
use oxrdf::vocab::xsd;
use oxrdf::{NamedNode, NamedNodeRef, Term};
use ureq::http::Method;
use url::Url;

/// What was found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What the server should do, as a sentence without a subject.
    pub title: String,
    /// Whether it does.
    pub verdict: Verdict,
    /// What follows where it does not.
    pub otherwise: String,
}

/// Whether a server does what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Yes,
    /// It does something else: this.
    Otherwise(String),
    /// It refuses, with these words.
    Refuses(String),
}

/// Asks a server what its probes are about, in the order of their files; then whether it takes queries in other ways.
///
/// It changes nothing there.
///
/// # Errors
/// [`RemoteError::Unreachable`] and [`RemoteError::TimedOut`] where it does not answer at all.
pub fn probe(endpoint: &Endpoint) -> Result<Vec<Finding>, RemoteError> {
    let nowhere = NamedNode::new_unchecked("https://w3id.org/aisec-graph/v/none");
    let mut findings = Vec::new();
    for file in embedded(Collection::Probes) {
        let text = text::of(&file);
        let entry = |key| header(text).find(|(name, _)| *name == key).map_or("", |(_, value)| value).to_owned();
        let query = text::parsed(text);
        let answer = endpoint.ask_once(&query, Some(&nowhere)).map(|(answer, _)| answer);
        if findings.is_empty()
            && let Err(error @ (RemoteError::Unreachable { .. } | RemoteError::TimedOut { .. })) = answer
        {
            return Err(error);
        }
        findings.push(Finding {
            title: entry("title"),
            verdict: verdict(answer.map(|answer| in_short(&answer)), &entry("expect")),
            otherwise: entry("else"),
        });
    }
    findings.extend(ways_in(endpoint));
    Ok(findings)
}

fn verdict(answer: Result<String, RemoteError>, expected: &str) -> Verdict {
    match answer {
        Ok(answer) if answer == expected => Verdict::Yes,
        Ok(answer) => Verdict::Otherwise(answer),
        Err(error) => Verdict::Refuses(error.to_string()),
    }
}

/// An answer in a few words: its only term, or how much there is of it.
fn in_short(answer: &RemoteAnswer) -> String {
    match answer {
        RemoteAnswer::Boolean(answer) => answer.to_string(),
        RemoteAnswer::Graph(triples) => counted(triples.len(), "triple"),
        RemoteAnswer::Solutions { rows, .. } => match rows.as_slice() {
            [row] => row.iter().map(|term| term.as_ref().map_or("nothing".to_owned(), term_in_short)).collect(),
            rows => counted(rows.len(), "row"),
        },
    }
}

/// A term as Turtle writes it: numbers and truth values bare.
fn term_in_short(term: &Term) -> String {
    const BARE: [NamedNodeRef<'_>; 3] = [xsd::BOOLEAN, xsd::DECIMAL, xsd::INTEGER];
    match term {
        Term::Literal(literal) if BARE.contains(&literal.datatype()) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

/// Ways to send a query that are not needed from here, and that other clients use.
fn ways_in(endpoint: &Endpoint) -> [Finding; 2] {
    const ASK: &str = "ASK { }";
    let direct = Request {
        method: &Method::POST,
        url: endpoint.replicas.current(),
        accept: super::answer::SOLUTIONS,
        body: Some(("application/sparql-query", ASK.as_bytes())),
    };
    let mut with_query: Url = endpoint.replicas.current().clone();
    with_query.query_pairs_mut().append_pair("query", ASK);
    let get = Request { method: &Method::GET, url: &with_query, body: None, ..direct };
    let finding = |title: &str, request| Finding {
        title: title.to_owned(),
        verdict: verdict(endpoint.client.exchange(request).map(|_| String::new()), ""),
        otherwise: "other clients must send a form by POST".to_owned(),
    };
    [
        finding("answers queries in the address of a GET", get),
        finding("answers queries sent as they are by POST", direct),
    ]
}
