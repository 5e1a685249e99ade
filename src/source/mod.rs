//! Text as read: files in, [`SourceText`] with an identifier and line positions out.
//!
//! One of the rooms that touch files. It does not interpret what the text says.

mod embedded;
mod text;

pub use embedded::{
    Collection, EmbeddedFile, Manifest, ManifestEntry, ManifestError, SourceFormat, embedded, embedded_digest,
    manifest, sha256,
};
pub use text::{
    BYTE_ORDER_MARK, MAX_TEXT_BYTES, Position, ReadError, SourceId, SourceIdError, SourceText, Sources, Span,
    read_bytes,
};
