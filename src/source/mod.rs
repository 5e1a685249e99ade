//! Text as read: files in, [`SourceText`] with an identifier and line positions out.
//!
//! One of the rooms that touch files. It does not interpret what the text says.
#![expect(clippy::disallowed_methods, reason = "a room that reads files")]

mod embedded;
mod encoding;
mod file_iri;
mod list_folder;
mod pack_folder;
mod project_folder;
mod size_limit;
mod text;

pub use embedded::{
    Collection, Digest, EmbeddedFile, Manifest, ManifestEntry, ManifestError, SourceFormat, embedded, embedded_digest,
    manifest, sha256, stated_digest,
};
pub use file_iri::{file_iri, folder_iri};
pub use list_folder::{ListFile, ListFolder, Unfollowed};
pub use pack_folder::{CHECK_SETTINGS, PackFile, PackFolder, PackFolderError};
pub use project_folder::{ProjectFile, ProjectFolder, Walk};
pub use size_limit::{SizeLimit, SizeLimitError};
pub use text::{BYTE_ORDER_MARK, Position, ReadError, SourceId, SourceIdError, SourceText, Sources, Span, read_bytes};
