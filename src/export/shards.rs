//! The dataset in parts that bulk loaders read side by side: N-Quads by subject, and a manifest of what each part holds.
//!
//! A subject is always in the same part, whatever else the dataset holds, so that of two builds only the parts differ
//! in which something changed. Loaders keep the labels of blank nodes apart file by file: whatever has one is in the
//! first part.

use crate::rdf::{Syntax, write_quads};
use crate::snapshot::{GraphScope, Match, Pattern, Snapshot, TermId};
use crate::source::Digest;
use serde_json::{Value, json};
use std::io::{self, Write};

/// One part as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// Its file.
    pub file: String,
    /// Quads in it.
    pub quads: usize,
    /// Bytes of it.
    pub bytes: u64,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
}

/// Writes one of so many parts, counted from 0, and says what is in it; in the order of the snapshot. O(quads).
///
/// # Errors
/// What the writer says.
pub fn shard(snapshot: &Snapshot, file: String, index: u32, parts: u32, writer: impl Write) -> io::Result<Shard> {
    let mut counting = Counting { writer, bytes: 0, digest: Digest::default() };
    let (mut quads, mut last) = (0, None);
    let mut is_here = |found: &Match| {
        let [subject, _, object] = found.triple;
        let is_bound = [Some(object), found.graph].into_iter().flatten().any(|id| snapshot.is_blank(id));
        let part = match last {
            Some((known, part)) if known == subject => part,
            _ => part_of(snapshot, subject, parts),
        };
        last = Some((subject, part));
        let is_here = index == if is_bound { 0 } else { part };
        quads += usize::from(is_here);
        is_here
    };
    let found = snapshot.matches(Pattern::default(), GraphScope::Every).filter(|found| is_here(found));
    write_quads(snapshot.terms_of(found), Syntax::NQuads, &[], &mut counting)?;
    Ok(Shard { file, quads, bytes: counting.bytes, sha256: counting.digest.hex() })
}

fn part_of(snapshot: &Snapshot, subject: TermId, parts: u32) -> u32 {
    if snapshot.is_blank(subject) { 0 } else { crc32fast::hash(snapshot.text(subject).as_bytes()) % parts.max(1) }
}

/// What all parts hold together: their files with quads, bytes and SHA-256, the graphs with their triples, the digest of
/// the whole (RDFC-1.0) where it is known.
pub fn shards_json(snapshot: &Snapshot, digest: Option<&str>, shards: &[Shard]) -> Value {
    let shard = |shard: &Shard| json!({ "file": shard.file, "quads": shard.quads, "bytes": shard.bytes, "sha256": shard.sha256 });
    let graph = |(graph, triples)| json!({ "graph": snapshot.term(graph).to_string(), "triples": triples });
    json!({
        "format": "aisec-shards",
        "version": 1,
        "mediaType": Syntax::NQuads.media_type(),
        "digest": digest,
        "quads": snapshot.len(),
        "graphs": snapshot.graph_sizes().into_iter().map(graph).collect::<Vec<_>>(),
        "shards": shards.iter().map(shard).collect::<Vec<_>>(),
    })
}

/// A writer that knows what went through it.
struct Counting<W> {
    writer: W,
    bytes: u64,
    digest: Digest,
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(bytes)?;
        self.digest.add(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
