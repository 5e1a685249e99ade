//! The file form of a snapshot.
//!
//! Little-endian. A header of eight 32-bit words: `AISE`, `CSNP`, version, default graph (0 unnamed,
//! 1 union), terms, bytes of terms, quads, CRC-32 of all that follows and of the words before it.
//! Then `terms + 1` offsets, the bytes of the terms, and the quads in subject order.
#![expect(clippy::disallowed_methods, reason = "a room that reads files")]

use super::dictionary::Dictionary;
use super::index::{Orders, UNNAMED};
use super::{DefaultGraph, Snapshot, TermId};
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

const MAGIC: [u8; 8] = *b"AISECSNP";
const VERSION: u32 = 1;
const HEADER_BYTES: usize = 32;

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
    /// Writes the file form.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_to(&self, mut writer: impl Write) -> io::Result<()> {
        let (arena, offsets) = self.dictionary.parts();
        let rows = self.orders.rows();
        let mut body = Vec::with_capacity(offsets.len() * 4 + arena.len() + rows.len() * 16);
        body.extend(offsets.iter().flat_map(|offset| offset.to_le_bytes()));
        body.extend_from_slice(arena.as_bytes());
        body.extend(rows.iter().flatten().flat_map(|id| id.to_le_bytes()));
        let mut header = MAGIC.to_vec();
        let union = u32::from(self.default_graph == DefaultGraph::Union);
        let counts = [self.dictionary.len(), arena.len(), rows.len()];
        for word in [VERSION, union] {
            header.extend(word.to_le_bytes());
        }
        for count in counts {
            let word = u32::try_from(count).map_err(|_| io::Error::other("a snapshot holds at most 2^32 quads"))?;
            header.extend(word.to_le_bytes());
        }
        let mut checksum = crc32fast::Hasher::new();
        checksum.update(&header);
        checksum.update(&body);
        header.extend(checksum.finalize().to_le_bytes());
        writer.write_all(&header)?;
        writer.write_all(&body)
    }

    /// Reads a file. Every byte is verified before the first answer.
    ///
    /// # Errors
    /// [`OpenError`]; no content, however damaged or hostile, does anything else.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let fail = |source| OpenError::Io { path: path.to_owned(), source };
        let mut file = fs::File::open(path).map_err(fail)?;
        if file.metadata().map_err(fail)?.is_dir() {
            return Err(OpenError::Folder { path: path.to_owned() });
        }
        let mut bytes = Vec::new();
        Read::by_ref(&mut file).take(HEADER_BYTES as u64).read_to_end(&mut bytes).map_err(fail)?;
        let header = Header::read(path, &bytes)?;
        // No more than the header promises: a device has no length and never ends.
        bytes.clear();
        file.take(header.body_bytes() + 1).read_to_end(&mut bytes).map_err(fail)?;
        header.snapshot(path, &bytes)
    }
}

/// The header of a file.
struct Header {
    union: u32,
    terms: u32,
    arena_bytes: u32,
    quads: u32,
    checksum: u32,
    /// The words that the checksum covers.
    covered: [u8; HEADER_BYTES - 4],
}

impl Header {
    fn read(path: &Path, bytes: &[u8]) -> Result<Self, OpenError> {
        let damaged = |what| OpenError::Damaged { path: path.to_owned(), what };
        let Some(rest) = bytes.strip_prefix(&MAGIC) else {
            return Err(OpenError::NotASnapshot { path: path.to_owned() });
        };
        let cut = || damaged("the header is cut short");
        let words = <[[u8; 4]; 6]>::try_from(rest.as_chunks::<4>().0).map_err(|_| cut())?;
        let [version, union, terms, arena_bytes, quads, checksum] = words.map(u32::from_le_bytes);
        if version != VERSION {
            return Err(OpenError::OtherVersion { path: path.to_owned(), found: version });
        }
        if union > 1 {
            return Err(damaged("its header names no default graph"));
        }
        let covered = *bytes.first_chunk().ok_or_else(cut)?;
        Ok(Self { union, terms, arena_bytes, quads, checksum, covered })
    }

    fn offset_bytes(&self) -> u64 {
        (u64::from(self.terms) + 1) * 4
    }

    /// Length of what follows the header. Far below 2^64 whatever the counts.
    fn body_bytes(&self) -> u64 {
        self.offset_bytes() + u64::from(self.arena_bytes) + u64::from(self.quads) * 16
    }

    fn snapshot(&self, path: &Path, body: &[u8]) -> Result<Snapshot, OpenError> {
        let damaged = |what| OpenError::Damaged { path: path.to_owned(), what };
        if body.len() as u64 != self.body_bytes() {
            return Err(damaged("its length is not what its header says"));
        }
        let mut actual = crc32fast::Hasher::new();
        actual.update(&self.covered);
        actual.update(body);
        if actual.finalize() != self.checksum {
            return Err(damaged("its checksum does not fit"));
        }
        let offset_bytes = usize::try_from(self.offset_bytes()).map_err(|_| damaged("it is too large"))?;
        let (offsets, rest) = body.split_at(offset_bytes);
        let (arena, rows) = rest.split_at(self.arena_bytes as usize);
        let offsets = offsets.as_chunks().0.iter().map(|&word| u32::from_le_bytes(word)).collect();
        let arena = String::from_utf8(arena.to_vec()).map_err(|_| damaged("its terms are not UTF-8"))?;
        let dictionary = Dictionary::from_parts(arena, offsets).map_err(|_| damaged("its terms cannot be read"))?;
        let ids: Vec<u32> = rows.as_chunks().0.iter().map(|&word| u32::from_le_bytes(word)).collect();
        let rows = ids.as_chunks::<4>().0.to_vec();
        let known = |id: u32| id != UNNAMED && id <= self.terms;
        if !rows.iter().all(|&[s, p, o, g]| known(s) && known(p) && known(o) && g <= self.terms) {
            return Err(damaged("a quad names a term that is not there"));
        }
        let node = |id: u32| dictionary.is_node(TermId(id));
        let fits = |&[s, p, _, g]: &[u32; 4]| node(s) && dictionary.is_iri(TermId(p)) && (g == UNNAMED || node(g));
        if !rows.iter().all(fits) {
            return Err(damaged("a quad has a term that cannot stand where it does"));
        }
        let default_graph = if self.union == 1 { DefaultGraph::Union } else { DefaultGraph::Unnamed };
        Ok(Snapshot { dictionary, orders: Orders::new(rows), default_graph })
    }
}
