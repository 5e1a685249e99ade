//! A graph of ours on a server, copied into a snapshot.

use super::endpoint::Endpoint;
use super::error::RemoteError;
use super::version::{Part, Version, digest_of};
use crate::snapshot::{BuildError, DefaultGraph, Snapshot, SnapshotBuilder};

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// The server did not give it.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// It could not be kept.
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// Copies a version; what was copied has the counts and digests that the version states of its graphs.
///
/// No more than `most` triples are copied.
///
/// # Errors
/// [`RemoteError::NoVersion`], [`RemoteError::TooManyTriples`], and [`RemoteError::Differs`] for what is not as stated.
pub fn mirror(endpoint: &Endpoint, version: &Version, most: u64) -> Result<Snapshot, MirrorError> {
    let parts = endpoint.parts(version)?;
    if parts.is_empty() {
        return Err(RemoteError::NoVersion { address: endpoint.shown() }.into());
    }
    within(most, parts.iter().filter(|part| part.of.is_some()).map(|part| part.triples), endpoint)?;
    let mut builder = SnapshotBuilder::default();
    for Part { graph, of, triples: stated, digest } in parts {
        let Some(of) = of else { continue };
        let differs =
            |what: String| RemoteError::Differs { address: endpoint.shown(), graph: graph.as_str().to_owned(), what };
        let size = endpoint.size(&graph)?;
        if size != stated {
            return Err(differs(format!("has {size} triples, and its version states {stated}")).into());
        }
        let triples = endpoint.triples(&graph, size)?;
        if digest_of(triples.iter()) != digest {
            return Err(differs("is not what was uploaded: the digest of its triples is another".to_owned()).into());
        }
        for triple in triples {
            builder.insert(&triple.in_graph(of.clone()))?;
        }
    }
    Ok(builder.build(DefaultGraph::Union)?)
}

/// Copies all named graphs as they are, and nothing else. Whether the copy is what the server says of it is for the
/// caller to find: by its digest.
///
/// No more than `most` triples are copied.
///
/// # Errors
/// [`RemoteError::TooManyTriples`], and [`RemoteError::Differs`] for a graph that has not the triples it is said to have.
pub fn mirror_named_graphs(endpoint: &Endpoint, most: u64) -> Result<Snapshot, MirrorError> {
    let graphs = endpoint.named_graphs()?;
    within(most, graphs.iter().map(|(_, triples)| *triples), endpoint)?;
    let mut builder = SnapshotBuilder::default();
    for (graph, size) in graphs {
        for triple in endpoint.triples(&graph, size)? {
            builder.insert(&triple.in_graph(graph.clone()))?;
        }
    }
    Ok(builder.build(DefaultGraph::Union)?)
}

/// Refuses graphs that have too many triples together.
fn within(most: u64, sizes: impl Iterator<Item = u64>, endpoint: &Endpoint) -> Result<(), RemoteError> {
    let triples = sizes.fold(0, u64::saturating_add);
    if triples <= most {
        return Ok(());
    }
    Err(RemoteError::TooManyTriples { address: endpoint.shown(), triples, limit: most })
}
