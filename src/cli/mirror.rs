//! The copy of a server's graph that domain commands read.

use super::cache::{Cache, built_in, kept_copy};
use super::endpoint::{EndpointArguments, tell_given_up};
use super::failure::Failure;
use super::terminal::Terminal;
use aisec_graph::about;
use aisec_graph::remote::{Endpoint, ExchangeLimits, RemoteError, Version, mirror};
use aisec_graph::snapshot::Snapshot;
use aisec_graph::source::sha256;

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

/// A version on a server: the built-in graph where that is the same, else a copy, kept in the cache for this server.
///
/// # Errors
/// [`RemoteError::NoVersion`] where there is none.
pub(super) fn copy_of(
    endpoint: &Endpoint,
    version: Option<&Version>,
    cache: Cache,
    terminal: &Terminal,
) -> Result<Snapshot, Failure> {
    let version = version.ok_or_else(|| RemoteError::NoVersion { address: endpoint.shown() })?;
    let built_in = built_in(&[], cache, terminal)?;
    if about::stated_digest(&built_in) == Some(version.digest()) {
        terminal.say_more(&format!("note: the graph at {} is the built-in one", endpoint.shown()));
        return Ok(built_in);
    }
    // What one server calls by a digest is no other server's.
    let key = sha256(format!("{} {}", endpoint.shown(), version.digest()).as_bytes());
    kept_copy(&key, cache, || {
        terminal.say_more(&format!("note: copying {} from {}", version.iri(), endpoint.shown()));
        Ok(mirror(endpoint, version, MOST_TRIPLES)?)
    })
}
