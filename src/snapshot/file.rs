//! Snapshots in files: mapped, so that opening one reads its header and no more.
#![expect(clippy::disallowed_methods, reason = "a room that reads files")]

use super::Snapshot;
use super::image::{Bytes, Image};
use super::layout::{BLOCK, HeaderFault, Layout, VERSION};
use super::mapped::map;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Why a file is not a snapshot this program can read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The operating system refused.
    #[error("cannot read snapshot {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The path is a folder.
    #[error("{} is a folder, not a file", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// It does not start like a snapshot.
    #[error("{} is not an aisec snapshot", path.display())]
    NotASnapshot {
        /// The file.
        path: PathBuf,
    },
    /// It was written by another version.
    #[error("{} has snapshot format {found}, this program reads {VERSION}; build it again", path.display())]
    OtherVersion {
        /// The file.
        path: PathBuf,
        /// The version it states.
        found: u32,
    },
    /// It was written by a program for machines of the other byte order.
    #[error("{} has the byte order of another machine; build it again", path.display())]
    OtherByteOrder {
        /// The file.
        path: PathBuf,
    },
    /// It is cut short or was changed.
    #[error("{} is damaged: {what}; build it again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        what: &'static str,
    },
}

impl Snapshot {
    /// Writes the file form. Of a file, every block is verified before (see [`Self::damage`]).
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_to(&self, mut writer: impl Write) -> io::Result<()> {
        self.image.verify_all();
        writer.write_all(&self.image.layout.header(self.default_graph))?;
        writer.write_all(self.image.body())
    }

    /// Opens a file: its header is verified now, everything else when it is first read (see [`Self::damage`]).
    ///
    /// The file is mapped; replace it by renaming another to its name, never by writing into it: one that is cut short
    /// ends the process (see [`exit_when_cut_short`](super::exit_when_cut_short)).
    ///
    /// # Errors
    /// [`OpenError`]; no content, however damaged or hostile, does anything else.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let owned = || path.to_owned();
        let fail = |source| OpenError::Io { path: owned(), source };
        let mut file = File::open(path).map_err(fail)?;
        let metadata = file.metadata().map_err(fail)?;
        if metadata.is_dir() {
            return Err(OpenError::Folder { path: owned() });
        }
        let layout = |bytes: &[u8]| {
            Layout::read(bytes).map_err(|fault| match fault {
                HeaderFault::Magic => OpenError::NotASnapshot { path: owned() },
                HeaderFault::ByteOrder => OpenError::OtherByteOrder { path: owned() },
                HeaderFault::Version(found) => OpenError::OtherVersion { path: owned(), found },
                HeaderFault::Damaged(what) => OpenError::Damaged { path: owned(), what },
            })
        };
        let (bytes, layout) = if metadata.is_file() && metadata.len() > 0 {
            let map = map(file).map_err(fail)?;
            let layout = layout(map.as_slice())?;
            (Bytes::Mapped(map), layout)
        } else {
            // A pipe or device has no length, and may never end: no more than the header promises.
            let mut bytes = Vec::new();
            Read::by_ref(&mut file).take(BLOCK as u64).read_to_end(&mut bytes).map_err(fail)?;
            let layout = layout(&bytes)?;
            let rest = layout.length().saturating_sub(BLOCK) as u64;
            file.take(rest.saturating_add(1)).read_to_end(&mut bytes).map_err(fail)?;
            (Bytes::Owned(bytes), layout)
        };
        if bytes.as_slice().len() != layout.length() {
            return Err(OpenError::Damaged { path: owned(), what: "its length is not what its header says" });
        }
        Ok(Self::new(Image::found(bytes, layout, path)))
    }
}
