//! The copy of a server's graph that domain commands read.

use super::cache::{Cache, built_in, kept_copy};
use super::endpoint::{EndpointArguments, tell_given_up};
use super::failure::{Exit, Failure};
use super::terminal::Terminal;
use aisec_graph::about;
use aisec_graph::remote::{Endpoint, ExchangeLimits, RemoteError, Version, mirror, mirror_named_graphs};
use aisec_graph::snapshot::Snapshot;
use aisec_graph::source::sha256;
use std::collections::BTreeMap;

/// Most triples that are copied, graphs counted apart: about half a gigabyte on the way.
const MOST_TRIPLES: u64 = 2_000_000;

/// The current version on a server (see [`copy_of`]).
pub(super) fn mirrored(arguments: &EndpointArguments, cache: Cache, terminal: &Terminal) -> Result<Snapshot, Failure> {
    let endpoint = arguments.open_within(ExchangeLimits::USUAL)?;
    let version = endpoint.current_version()?;
    let copy = copy_of(&endpoint, version.as_ref(), cache, terminal);
    tell_given_up(&endpoint, terminal);
    copy
}

/// A version on a server, or where there is none the graph that it has as it is, as `aisec serve` does: the built-in graph
/// where that is the same, else a copy, kept in the cache for the server that gave it.
///
/// # Errors
/// [`RemoteError::NoVersion`] where there is neither.
pub(super) fn copy_of(
    endpoint: &Endpoint,
    version: Option<&Version>,
    cache: Cache,
    terminal: &Terminal,
) -> Result<Snapshot, Failure> {
    let digest = match version {
        Some(version) => version.digest().to_owned(),
        None => endpoint.stated_digest()?.ok_or_else(|| RemoteError::NoVersion { address: endpoint.shown() })?,
    };
    let built_in = built_in(&[], cache, terminal)?;
    let is_stated = about::stated_digest(&built_in) == Some(digest.as_str());
    if is_stated && (version.is_some() || has_graphs_of(endpoint, &built_in)?) {
        terminal.say_more(&format!("note: the graph at {} is the built-in one", endpoint.shown()));
        return Ok(built_in);
    }
    // What one server calls by a digest is no other server's; another may have answered in the end.
    let key = || sha256(format!("{} {digest}", endpoint.shown()).as_bytes());
    kept_copy(key, cache, || {
        let what = version.map_or("its graphs", |version| version.iri().as_str());
        terminal.say_more(&format!("note: copying {what} from {}", endpoint.shown()));
        match version {
            Some(version) => Ok(mirror(endpoint, version, MOST_TRIPLES)?),
            None => whole(endpoint, &digest),
        }
    })
}

/// Whether a server has the graphs of a snapshot by their names, each with as many triples: whoever wrote there may have
/// left standing what the graph said of itself.
fn has_graphs_of(endpoint: &Endpoint, snapshot: &Snapshot) -> Result<bool, Failure> {
    let there = endpoint.named_graphs()?.into_iter().map(|(graph, triples)| (graph.into_string(), triples));
    let here = snapshot.graph_sizes().into_iter();
    let here = here.map(|(graph, triples)| (snapshot.text(graph).to_owned(), triples as u64));
    Ok(there.collect::<BTreeMap<_, _>>() == here.collect())
}

/// All graphs of a server that together have this digest.
fn whole(endpoint: &Endpoint, digest: &str) -> Result<Snapshot, Failure> {
    let copy = mirror_named_graphs(endpoint, MOST_TRIPLES)?;
    if about::digest(&copy).is_ok_and(|found| found == digest) {
        return Ok(copy);
    }
    let what = format!("the graphs at {} are not those whose digest it states, or changed meanwhile", endpoint.shown());
    Err(Failure::new(Exit::Remote, what))
}
