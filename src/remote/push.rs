//! Upload of a graph as a version: every graph put, counted and read back before clients are sent to it.

use super::client::{Client, ExchangeLimits, Request};
use super::credentials::Credentials;
use super::endpoint::{AddressError, Endpoint, guarded};
use super::error::RemoteError;
use super::version::{Part, Version, current, digest_of};
use crate::snapshot::Snapshot;
use oxrdf::{GraphName, NamedNode, Triple};
use spargebra::{GraphUpdateOperation, Update};
use std::collections::BTreeMap;
use ureq::http::Method;
use url::Url;
use url::form_urlencoded::Serializer;

/// Where triples are written.
#[derive(Debug, Clone)]
pub enum Door {
    /// A Graph Store (SPARQL 1.1 Graph Store HTTP Protocol): a graph at `URL?graph=IRI`.
    Store(Url),
    /// A SPARQL Update endpoint.
    Update(Url),
}

/// Writes graphs to a server.
#[derive(Debug)]
pub struct Writer {
    door: Door,
    client: Client,
}

/// What was done with a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It was there, as it should be.
    Found,
    /// It was uploaded, and read back as it should be.
    Uploaded,
}

/// Triples of an INSERT DATA: Virtuoso refuses 20,000.
const BATCH: usize = 1_000;
/// Bytes of a request to a Graph Store.
const CHUNK: usize = 8 << 20;

/// A graph that cannot be uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the graph has blank nodes, which a server gives names of its own: it could not be compared with what is there"
)]
pub struct HasBlankNodes;

/// The graphs of a version of a snapshot, with what stands in them.
#[derive(Debug)]
pub struct Upload {
    version: Version,
    parts: Vec<(Part, Vec<Triple>)>,
}

impl Upload {
    /// Lays a snapshot out as the version of its digest. Takes the memory of twice its triples.
    ///
    /// # Errors
    /// [`HasBlankNodes`].
    pub fn new(snapshot: &Snapshot, digest: &str) -> Result<Self, HasBlankNodes> {
        if snapshot.has_blank_nodes() {
            return Err(HasBlankNodes);
        }
        let version = Version::of_digest(digest);
        let mut graphs: BTreeMap<NamedNode, (GraphName, Vec<Triple>)> = BTreeMap::new();
        for quad in snapshot.quads() {
            let place = version.graph(quad.graph_name.as_ref());
            let of = quad.graph_name.clone();
            graphs.entry(place).or_insert_with(|| (of, Vec::new())).1.push(quad.into());
        }
        let part = |graph, of, triples: Vec<Triple>| {
            let digest = digest_of(triples.iter());
            (Part { graph, of, triples: triples.len() as u64, digest }, triples)
        };
        let mut parts: Vec<_> =
            graphs.into_iter().map(|(graph, (of, triples))| part(graph, Some(of), triples)).collect();
        parts.push(part(version.all(), None, snapshot.union_triples().collect()));
        Ok(Self { version, parts })
    }

    /// The version.
    pub fn version(&self) -> &Version {
        &self.version
    }

    /// The graphs, that of all triples last.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().map(|(part, _)| part)
    }

    /// Sees to it that the server has every graph of the version, then its listing; calls `told` for each graph. What an
    /// earlier run uploaded is found and not uploaded again.
    ///
    /// # Errors
    /// [`RemoteError::Differs`] where the server changes what it is given.
    pub fn send(
        &self,
        endpoint: &Endpoint,
        writer: &Writer,
        mut told: impl FnMut(&Part, Done),
    ) -> Result<(), RemoteError> {
        for (part, triples) in &self.parts {
            let is_there = endpoint.size(&part.graph)? == part.triples && is_as_stated(endpoint, part)?;
            if !is_there {
                writer.put(&part.graph, triples)?;
                verify(endpoint, part)?;
            }
            told(part, if is_there { Done::Found } else { Done::Uploaded });
        }
        let listed = endpoint.parts(&self.version)?;
        if listed.len() == self.parts.len() && self.parts().all(|part| listed.contains(part)) {
            return Ok(());
        }
        let parts: Vec<Part> = self.parts().cloned().collect();
        writer.put(self.version.iri(), &self.version.listing(&parts))
    }

    /// Sends clients to this version.
    ///
    /// # Errors
    /// [`RemoteError`].
    pub fn make_current(&self, endpoint: &Endpoint, writer: &Writer) -> Result<(), RemoteError> {
        writer.put(&current(), &[self.version.note()])?;
        if endpoint.current_version()?.as_ref() == Some(&self.version) {
            return Ok(());
        }
        let what = "does not name the version that was just made current".to_owned();
        Err(RemoteError::Differs { address: endpoint.shown(), graph: current().into_string(), what })
    }
}

/// Whether a graph that has as many triples as it should has those.
fn is_as_stated(endpoint: &Endpoint, part: &Part) -> Result<bool, RemoteError> {
    Ok(digest_of(endpoint.triples(&part.graph, part.triples)?.iter()) == part.digest)
}

/// Counts and compares what the server has.
fn verify(endpoint: &Endpoint, part: &Part) -> Result<(), RemoteError> {
    let size = endpoint.size(&part.graph)?;
    let what = if size != part.triples {
        format!("has {size} triples, and was given {}", part.triples)
    } else if is_as_stated(endpoint, part)? {
        return Ok(());
    } else {
        "is not what it was given: the server changes what it stores".to_owned()
    };
    Err(RemoteError::Differs { address: endpoint.shown(), graph: part.graph.as_str().to_owned(), what })
}

impl Writer {
    /// A way to write.
    ///
    /// # Errors
    /// [`AddressError::InTheClear`] for credentials over http to another machine.
    pub fn new(door: Door, credentials: Option<Credentials>, limits: ExchangeLimits) -> Result<Self, AddressError> {
        let (Door::Store(url) | Door::Update(url)) = &door;
        if credentials.is_some() {
            guarded(url)?;
        }
        Ok(Self { client: Client::new(credentials, limits), door })
    }

    /// Makes a graph hold just these triples.
    fn put(&self, graph: &NamedNode, triples: &[Triple]) -> Result<(), RemoteError> {
        match &self.door {
            Door::Store(url) => self.put_in_store(url, graph, triples),
            Door::Update(url) => self.put_by_update(url, graph, triples),
        }
    }

    /// The first chunk replaces what was there, the others are added to it.
    fn put_in_store(&self, url: &Url, graph: &NamedNode, triples: &[Triple]) -> Result<(), RemoteError> {
        let mut place = url.clone();
        place.query_pairs_mut().append_pair("graph", graph.as_str());
        let mut method = Method::PUT;
        let mut chunk = String::new();
        let mut send = |chunk: &mut String| {
            let body = Some(("text/turtle", chunk.as_bytes()));
            self.client.exchange(Request { method: &method, url: &place, accept: "*/*", body })?;
            method = Method::POST;
            chunk.clear();
            Ok(())
        };
        for triple in triples {
            chunk.push_str(&triple.to_string());
            chunk.push_str(" .\n");
            if chunk.len() >= CHUNK {
                send(&mut chunk)?;
            }
        }
        if chunk.is_empty() && !triples.is_empty() { Ok(()) } else { send(&mut chunk) }
    }

    fn put_by_update(&self, url: &Url, graph: &NamedNode, triples: &[Triple]) -> Result<(), RemoteError> {
        let name = spargebra::term::GraphName::NamedNode(graph.clone());
        let clear = GraphUpdateOperation::Clear { silent: true, graph: graph.clone().into() };
        self.update(url, vec![clear])?;
        for batch in triples.chunks(BATCH) {
            let quad = |triple: &Triple| in_graph(triple.clone(), &name);
            let data = batch.iter().map(quad).collect();
            self.update(url, vec![GraphUpdateOperation::InsertData { data }])?;
        }
        Ok(())
    }

    fn update(&self, url: &Url, operations: Vec<GraphUpdateOperation>) -> Result<(), RemoteError> {
        let update = Update { operations, base_iri: None }.to_string();
        let form = Serializer::new(String::new()).append_pair("update", &update).finish();
        let body = Some(("application/x-www-form-urlencoded", form.as_bytes()));
        self.client.exchange(Request { method: &Method::POST, url, accept: "*/*", body }).map(drop)
    }
}

/// A triple as data of an update.
fn in_graph(triple: Triple, graph: &spargebra::term::GraphName) -> spargebra::term::Quad {
    let Triple { subject, predicate, object } = triple;
    spargebra::term::Quad { subject, predicate, object, graph_name: graph.clone() }
}
