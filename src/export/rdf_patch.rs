//! Two snapshots in, the changes from one to the other out as an RDF Patch
//! (<https://afs.github.io/rdf-delta/rdf-patch>).
//!
//! One transaction: the quads to delete, then those to add, each in term order. Blank nodes are written as `_:label`
//! and mean the node of that label in the old snapshot, or a new one where it has none: so the patch applies to the
//! old snapshot as `aisec convert` writes it in N-Quads, where labels are numbers in the order of the file.

use crate::snapshot::Snapshot;
use crate::source::sha256;
use std::io::{self, Write};

/// Writes the patch; applied to `old` it gives `new`. Its id is a function of the changes (RFC 9562, version 8).
///
/// # Errors
/// What the writer says.
pub fn rdf_patch(old: &Snapshot, new: &Snapshot, writer: &mut dyn Write) -> io::Result<()> {
    let mut rows = String::new();
    for quad in old.quads_missing_from(new) {
        rows.extend(["D ", &quad.to_string(), " .\n"]);
    }
    for quad in new.quads_missing_from(old) {
        rows.extend(["A ", &quad.to_string(), " .\n"]);
    }
    let id = uuid(&sha256(rows.as_bytes()));
    write!(writer, "H id <uuid:{id}> .\nTX .\n{rows}TC .\n")
}

/// The first 122 bits of a digest in hex as a UUID.
fn uuid(digest: &str) -> String {
    let part = |from: usize, to: usize| digest.get(from..to).unwrap_or_default();
    // The variant takes two bits of a digit, so that 8 to b are left.
    let variant = match part(15, 16) {
        "0" | "4" | "8" | "c" => '8',
        "1" | "5" | "9" | "d" => '9',
        "2" | "6" | "a" | "e" => 'a',
        _ => 'b',
    };
    format!("{}-{}-8{}-{variant}{}-{}", part(0, 8), part(8, 12), part(12, 15), part(16, 19), part(19, 31))
}
