//! Graphs that are checked: whether a snapshot is whole, and whether a graph is what it states.

use super::super::data::{is_snapshot, open, read_file, sound, syntax_of};
use super::super::failure::{Exit, Failure};
use aisec_graph::about::{digest, stated_digest};
use aisec_graph::export::{Stated, WholeGraph};
use aisec_graph::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use std::path::Path;

/// Reads all of a snapshot or RDF file, and takes its digest.
///
/// # Errors
/// When it cannot be read, is damaged, or states the digest of another graph.
pub(super) fn whole(path: &Path) -> Result<WholeGraph, Failure> {
    let (snapshot, keeps_graphs) = if is_snapshot(path) {
        (verified(path)?, true)
    } else {
        let syntax = syntax_of(path)?;
        let mut builder = builder();
        read_file(path, syntax, None, "", |quad| builder.insert(&quad))?;
        (builder.build(DefaultGraph::Unnamed)?, syntax.has_graphs())
    };
    let sha256 = digest(&snapshot).ok();
    let stated = match (stated_digest(&snapshot), &sha256) {
        // It is that of named graphs, which are one here.
        (Some(_), _) if !keeps_graphs => Stated::OfNamedGraphs,
        (Some(stated), Some(sha256)) if stated == sha256 => Stated::Itself,
        (Some(stated), Some(_)) => return Err(changed(path, stated)),
        (_, None) | (None, _) => Stated::Nothing,
    };
    Ok(WholeGraph { path: path.to_string_lossy().into_owned(), statements: snapshot.len(), sha256, stated })
}

fn changed(path: &Path, stated: &str) -> Failure {
    let message =
        format!("{} was changed since it was built: its sha256 is not {stated}, as it states", path.display());
    let help = "what it says of its sources and of what it holds may not be so; build it again";
    Failure::new(Exit::Findings, message).help(help)
}

fn builder() -> SnapshotBuilder {
    SnapshotBuilder::within(SnapshotBuilder::USUAL_MEMORY, &std::env::temp_dir())
}

/// Reads the whole of a snapshot (see `Snapshot::verify`).
fn verified(path: &Path) -> Result<Snapshot, Failure> {
    let snapshot = open(path)?;
    let verified = snapshot.verify(builder());
    sound(&snapshot)?;
    verified?;
    Ok(snapshot)
}
