//! The copy of a server's graph that domain commands read.

use super::cache::{self, Cache};
use super::endpoint::EndpointArguments;
use super::failure::Failure;
use super::terminal::Terminal;
use aisec_graph::about;
use aisec_graph::remote::{ExchangeLimits, RemoteError, mirror};
use aisec_graph::snapshot::Snapshot;

/// Most triples that are copied, graphs counted apart: about half a gigabyte on the way.
const MOST_TRIPLES: u64 = 2_000_000;

/// The current version on a server: the built-in graph where that is the same, else a copy, kept in the cache.
pub(super) fn mirrored(
    arguments: &EndpointArguments,
    no_cache: bool,
    terminal: &Terminal,
) -> Result<Snapshot, Failure> {
    let endpoint = arguments.open_within(ExchangeLimits::USUAL)?;
    let no_version = || RemoteError::NoVersion { address: endpoint.shown() };
    let version = endpoint.current_version()?.ok_or_else(no_version)?;
    let built_in = cache::built_in(&[], if no_cache { Cache::Bypass } else { Cache::Use }, terminal)?;
    if about::stated_digest(&built_in) == Some(version.digest()) {
        terminal.say_more(&format!("note: the graph at {} is the built-in one", endpoint.shown()));
        return Ok(built_in);
    }
    let copy = || -> Result<Snapshot, Failure> {
        terminal.say_more(&format!("note: copying {} from {}", version.iri(), endpoint.shown()));
        Ok(mirror(&endpoint, &version, MOST_TRIPLES)?)
    };
    if no_cache { copy() } else { cache::kept_copy(version.digest(), copy) }
}
