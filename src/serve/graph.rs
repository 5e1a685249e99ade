//! The graph that is served: a snapshot that worker processes can map as well, and what tells it from another.

use crate::about::{digest, stated_digest};
use crate::snapshot::Snapshot;
use std::io;
use std::path::PathBuf;
use tempfile::NamedTempFile;

/// One state of the graph. Requests hold the one they began with.
#[derive(Debug)]
pub(crate) struct Graph {
    pub(crate) snapshot: Snapshot,
    /// How many came before it.
    pub(super) generation: u64,
    /// Where workers find it.
    pub(super) place: PathBuf,
    /// SHA-256 of what it says; `None` where that takes too long to find.
    pub(crate) digest: Option<String>,
    /// Keeps a file that was written for workers alone.
    _written: Option<NamedTempFile>,
}

/// Most quads whose digest is worked out before they are served, where they do not state it themselves.
const FEW_QUADS: usize = 1_000_000;

impl Graph {
    /// Makes a snapshot ready to be served. One that is in no file is written to a temporary one.
    pub(super) fn new(snapshot: Snapshot, generation: u64) -> io::Result<Self> {
        let digest = match stated_digest(&snapshot) {
            Some(stated) => Some(stated.to_owned()),
            None if snapshot.len() <= FEW_QUADS => digest(&snapshot).ok(),
            None => None,
        };
        if let Some(place) = snapshot.place() {
            return Ok(Self { snapshot, generation, place, digest, _written: None });
        }
        let mut written = tempfile::Builder::new().prefix("aisec-serve-").suffix(".aisec").tempfile()?;
        snapshot.write_to(&mut written)?;
        // Nobody else could write to a temporary file of ours.
        let mapped = Snapshot::open(written.path()).map_err(io::Error::other)?.known_as_ours();
        let place = mapped.place().unwrap_or_else(|| written.path().to_owned());
        Ok(Self { snapshot: mapped, generation, place, digest, _written: Some(written) })
    }
}
