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
    let triples = parts.iter().filter(|part| part.of.is_some()).map(|part| part.triples).sum();
    if triples > most {
        return Err(RemoteError::TooManyTriples { address: endpoint.shown(), triples, limit: most }.into());
    }
    let mut builder = SnapshotBuilder::default();
    for Part { graph, of, digest, .. } in parts {
        let Some(of) = of else { continue };
        let triples = endpoint.triples(&graph, endpoint.size(&graph)?)?;
        if digest_of(triples.iter()) != digest {
            let what = "is not what was uploaded: the digest of its triples is another".to_owned();
            let graph = graph.into_string();
            return Err(RemoteError::Differs { address: endpoint.shown(), graph, what }.into());
        }
        for triple in triples {
            builder.insert(&triple.in_graph(of.clone()))?;
        }
    }
    Ok(builder.build(DefaultGraph::Union)?)
}
