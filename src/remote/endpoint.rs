//! A SPARQL endpoint: queries out, answers in, whole or not at all.

use super::answer::{self, RemoteAnswer};
use super::client::{Client, ExchangeLimits, Request, shown};
use super::credentials::Credentials;
use super::error::RemoteError;
use super::replicas::Replicas;
use crate::query::portable_text;
use oxrdf::{NamedNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, GraphPattern, OrderExpression};
use ureq::http::Method;
use url::Url;
use url::form_urlencoded::Serializer;

/// A SPARQL 1.1 Protocol endpoint, or several of servers that have the same graphs.
///
/// Every request is a form sent by POST: Virtuoso never answers a query that is sent as `application/sparql-query`.
#[derive(Debug)]
pub struct Endpoint {
    pub(super) client: Client,
    pub(super) replicas: Replicas,
}

/// Why an address is no endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is no URL.
    #[error("`{0}` is not a URL: {1}")]
    NotUrl(String, url::ParseError),
    /// It is not spoken here.
    #[error("`{0}` is neither http nor https")]
    Scheme(String),
    /// TLS is left out of this build.
    #[error("`{0}` needs TLS, which this build has not")]
    NoTls(String),
    /// It holds a name or a password.
    #[error("an address with a name or a password in it ends up in logs")]
    HasCredentials,
    /// What must stay secret would be sent in the clear.
    #[error("credentials would go to `{0}` in the clear")]
    InTheClear(String),
}

/// Reads the address of an endpoint.
///
/// # Errors
/// For anything but http and, where this build speaks it, https.
pub fn address(text: &str) -> Result<Url, AddressError> {
    let url = Url::parse(text).map_err(|error| AddressError::NotUrl(text.to_owned(), error))?;
    match url.scheme() {
        "http" => {}
        "https" if cfg!(feature = "remote-tls") => {}
        "https" => return Err(AddressError::NoTls(text.to_owned())),
        _ => return Err(AddressError::Scheme(text.to_owned())),
    }
    if url.username().is_empty() && url.password().is_none() { Ok(url) } else { Err(AddressError::HasCredentials) }
}

/// Refuses to show credentials to anyone on the way: over http they go to this machine alone.
///
/// # Errors
/// [`AddressError::InTheClear`].
pub(super) fn guarded(url: &Url) -> Result<(), AddressError> {
    let is_here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() == "https" || is_here { Ok(()) } else { Err(AddressError::InTheClear(shown(url))) }
}

/// Rows of a page: fewer than any known server gives.
pub(super) const PAGE: usize = 9_000;

impl Endpoint {
    /// An endpoint for queries.
    ///
    /// # Errors
    /// [`AddressError::InTheClear`] for credentials over http to another machine.
    pub fn new(query: Url, credentials: Option<Credentials>, limits: ExchangeLimits) -> Result<Self, AddressError> {
        let client = Client::new(credentials, limits);
        if client.has_credentials() {
            guarded(&query)?;
        }
        Ok(Self { client, replicas: Replicas::new(query) })
    }

    /// The same with one more address, of a server that has the same graphs. It is asked where those before it do not
    /// answer in time, cut the connection, or say that they cannot (status 502 to 504), and only if it has the graph that
    /// is asked about.
    ///
    /// # Errors
    /// As of [`Self::new`].
    pub fn or(mut self, query: Url) -> Result<Self, AddressError> {
        if self.client.has_credentials() {
            guarded(&query)?;
        }
        self.replicas.add(query);
        Ok(self)
    }

    /// The address that is asked now, as messages show it.
    pub fn shown(&self) -> String {
        shown(self.replicas.current())
    }

    /// Why servers that came before it are not asked any more.
    pub fn given_up(&self) -> Vec<String> {
        self.replicas.given_up().iter().map(ToString::to_string).collect()
    }

    /// Asks a query of a default graph, or of what the endpoint takes for one; graphs that the query itself names in
    /// FROM come first.
    ///
    /// What a server cuts is asked for in pages, and counted: an answer is whole, or there is none. Pages are sorted as the
    /// query says, then by all its variables.
    ///
    /// # Errors
    /// [`RemoteError`]; [`RemoteError::Cut`] where the rest of an answer cannot be had.
    pub fn ask(&self, query: &Query, default_graph: Option<&NamedNode>) -> Result<RemoteAnswer, RemoteError> {
        let (answer, most_rows) = self.ask_once(query, default_graph)?;
        let rows = match &answer {
            RemoteAnswer::Boolean(_) => return Ok(answer),
            RemoteAnswer::Solutions { rows, .. } => rows.len(),
            RemoteAnswer::Graph(triples) => triples.len(),
        };
        match most_rows {
            Some(most) if rows >= most && rows > 0 => self.ask_for_pages(query, default_graph, rows),
            _ => Ok(answer),
        }
    }

    /// The answer to a query, and how many rows the server says it gives at most; of the first server that answers.
    pub(super) fn ask_once(
        &self,
        query: &Query,
        default_graph: Option<&NamedNode>,
    ) -> Result<(RemoteAnswer, Option<usize>), RemoteError> {
        loop {
            match self.ask_at(self.replicas.current(), query, default_graph) {
                Err(error) if error.is_of_server() => self.turn_to_next(error, default_graph)?,
                answered => return answered,
            }
        }
    }

    pub(super) fn ask_at(
        &self,
        url: &Url,
        query: &Query,
        default_graph: Option<&NamedNode>,
    ) -> Result<(RemoteAnswer, Option<usize>), RemoteError> {
        let mut form = Serializer::new(String::new());
        form.append_pair("query", &portable_text(query));
        if let Some(graph) = default_graph.filter(|_| query.dataset().is_none()) {
            form.append_pair("default-graph-uri", graph.as_str());
        }
        let is_graph = matches!(query, Query::Construct { .. } | Query::Describe { .. });
        let reply = self.client.exchange(Request {
            method: &Method::POST,
            url,
            accept: if is_graph { answer::GRAPH } else { answer::SOLUTIONS },
            body: Some(("application/x-www-form-urlencoded", form.finish().as_bytes())),
        })?;
        let read = match query {
            Query::Construct { .. } | Query::Describe { .. } => answer::of_graph,
            Query::Ask { .. } => answer::of_ask,
            Query::Select { .. } => answer::of_results,
        };
        Ok((read(url, &reply)?, reply.most_rows))
    }

    /// The whole of an answer that a server cut after so many rows.
    fn ask_for_pages(
        &self,
        query: &Query,
        default_graph: Option<&NamedNode>,
        cut: usize,
    ) -> Result<RemoteAnswer, RemoteError> {
        let not_whole = |why: String| RemoteError::Cut { address: self.shown(), rows: cut, why };
        let Query::Select { pattern, dataset, base_iri } = query else {
            return Err(not_whole("graphs have no order to page by; ask with SELECT".to_owned()));
        };
        let select = |pattern| Query::Select { pattern, dataset: dataset.clone(), base_iri: base_iri.clone() };
        let counted = self.ask_once(&select(count(pattern)), default_graph)?.0;
        let whole =
            single_number(&counted).ok_or_else(|| not_whole("it does not say how many there are".to_owned()))?;
        let ordered = ordered(pattern);
        let (mut variables, mut all) = (Vec::new(), Vec::new());
        let mut given_up = self.given_up().len();
        while all.len() < whole {
            let page = select(page(&ordered, all.len()));
            let RemoteAnswer::Solutions { variables: named, rows } = self.ask_once(&page, default_graph)?.0 else {
                return Err(not_whole("a page of it is no table".to_owned()));
            };
            if given_up != self.given_up().len() {
                // Another server may sort otherwise.
                given_up = self.given_up().len();
                all.clear();
                continue;
            }
            if rows.is_empty() {
                return Err(not_whole(format!("there should be {whole}, and after {} there is none", all.len())));
            }
            variables = named;
            all.extend(rows);
        }
        if all.len() > whole {
            return Err(not_whole(format!("there should be {whole}, and there are {}", all.len())));
        }
        Ok(RemoteAnswer::Solutions { variables, rows: all })
    }
}

/// How many solutions a pattern has.
fn count(pattern: &GraphPattern) -> GraphPattern {
    let number = Variable::new_unchecked("number");
    GraphPattern::Project {
        inner: Box::new(GraphPattern::Group {
            inner: Box::new(pattern.clone()),
            variables: Vec::new(),
            aggregates: vec![(number.clone(), AggregateExpression::CountSolutions { distinct: false })],
        }),
        variables: vec![number],
    }
}

/// The variables that a pattern binds, in the order in which they first appear.
fn in_scope(pattern: &GraphPattern) -> Vec<Variable> {
    let mut variables = Vec::new();
    pattern.on_in_scope_variable(|variable| {
        if !variables.contains(variable) {
            variables.push(variable.clone());
        }
    });
    variables
}

/// A pattern in an order that every page of it shares: rows that its own order leaves as equals are told apart by all its
/// variables.
fn ordered(pattern: &GraphPattern) -> GraphPattern {
    let ties = in_scope(pattern).into_iter().map(|variable| OrderExpression::Asc(variable.into()));
    let mut pattern = pattern.clone();
    match order_mut(&mut pattern) {
        Some(keys) => {
            keys.extend(ties);
            pattern
        }
        None => GraphPattern::OrderBy { expression: ties.collect(), inner: Box::new(pattern) },
    }
}

/// What a query is ordered by, if it is.
fn order_mut(pattern: &mut GraphPattern) -> Option<&mut Vec<OrderExpression>> {
    match pattern {
        GraphPattern::OrderBy { expression, .. } => Some(expression),
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => order_mut(inner),
        _ => None,
    }
}

/// A page of a pattern. Virtuoso sorts no more than 10,000 rows for one: what is sorted stands in a query of its own.
fn page(pattern: &GraphPattern, start: usize) -> GraphPattern {
    let variables = in_scope(pattern);
    let whole = GraphPattern::Project { inner: Box::new(pattern.clone()), variables: variables.clone() };
    GraphPattern::Slice {
        inner: Box::new(GraphPattern::Project { inner: Box::new(whole), variables }),
        start,
        length: Some(PAGE),
    }
}

/// The only term of an answer, as a number.
pub(super) fn single_number(answer: &RemoteAnswer) -> Option<usize> {
    single_text(answer)?.parse().ok()
}

/// The only term of an answer, as the text of a literal.
pub(super) fn single_text(answer: &RemoteAnswer) -> Option<String> {
    let RemoteAnswer::Solutions { rows, .. } = answer else { return None };
    let [row] = rows.as_slice() else { return None };
    let [Some(Term::Literal(text))] = row.as_slice() else { return None };
    Some(text.value().to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::{ordered, page};
    use oxrdf::Literal;
    use spargebra::Query;

    #[test]
    fn pages_tell_rows_apart_that_the_query_leaves_as_equals() {
        let by_subject = text::query("graph-page", &[("after", Literal::new_simple_literal("").into())]);
        let Query::Select { pattern, dataset, base_iri } = by_subject else { panic!("it asks for rows") };
        let sent = Query::Select { pattern: page(&ordered(&pattern), 9_000), dataset, base_iri }.to_string();
        let keys = "ORDER BY ASC(STR(?subject)) ASC(?subject) ASC(?predicate) ASC(?object)";
        assert!(sent.contains(keys) && sent.contains("OFFSET 9000"), "{sent}");
    }
}
