//! Bytes that are written once from the start and read back once: in memory, or past a bound in a file without a name.

use super::builder::BuildError;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// When and where a build leaves memory.
#[derive(Debug, Clone)]
pub(super) struct Spill {
    /// Where its files are; they have no name there and go with the process, however it ends.
    pub(super) folder: PathBuf,
    /// About how many bytes it holds in memory.
    pub(super) memory: usize,
}

impl Spill {
    /// A new file.
    pub(super) fn file(&self) -> io::Result<File> {
        tempfile::tempfile_in(&self.folder)
    }

    pub(super) fn failed(&self, source: io::Error) -> BuildError {
        BuildError::Temporary { folder: self.folder.clone(), source }
    }
}

/// Bytes of a spool held back until there are more.
const HELD_BACK: usize = 1 << 18;
/// Bytes read at once.
const READ_AHEAD: usize = 1 << 16;

/// Such bytes.
#[derive(Debug)]
pub(super) struct Spool {
    memory: Vec<u8>,
    file: Option<File>,
    in_file: u64,
    spill: Option<Arc<Spill>>,
}

impl Spool {
    /// Without a spill all bytes stay in memory.
    pub(super) fn new(spill: Option<&Arc<Spill>>) -> Self {
        Self { memory: Vec::new(), file: None, in_file: 0, spill: spill.cloned() }
    }

    pub(super) fn len(&self) -> u64 {
        self.in_file + self.memory.len() as u64
    }

    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), BuildError> {
        self.memory.extend_from_slice(bytes);
        if self.memory.len() < HELD_BACK {
            return Ok(());
        }
        match self.spill.clone() {
            Some(spill) => self.write_out(&spill).map_err(|error| spill.failed(error)),
            None => Ok(()),
        }
    }

    pub(super) fn push_word(&mut self, word: u32) -> Result<(), BuildError> {
        self.push(&word.to_le_bytes())
    }

    #[cold]
    fn write_out(&mut self, spill: &Spill) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => spill.file()?,
        };
        file.write_all(&self.memory)?;
        self.in_file += self.memory.len() as u64;
        self.memory.clear();
        self.file = Some(file);
        Ok(())
    }

    /// All bytes from the start. One reader at a time: it moves the place in the file.
    pub(super) fn reader(&self) -> Result<impl Read + '_, BuildError> {
        let mut file = self.file.as_ref();
        if let Some(file) = &mut file {
            file.seek(SeekFrom::Start(0)).map_err(|error| self.read_failed(error))?;
        }
        let in_file = file.map(|file| BufReader::with_capacity(READ_AHEAD, file.take(self.in_file)));
        Ok(Parts { in_file, in_memory: &self.memory })
    }

    /// Hands over all bytes, some at a time; what was pushed at once stays together where its length divides
    /// [`READ_AHEAD`].
    pub(super) fn chunks(&self, mut take: impl FnMut(&[u8]) -> Result<(), BuildError>) -> Result<(), BuildError> {
        if let Some(mut file) = self.file.as_ref() {
            file.seek(SeekFrom::Start(0)).map_err(|error| self.read_failed(error))?;
            let mut rest = self.in_file;
            let mut buffer = Vec::with_capacity(READ_AHEAD);
            while rest > 0 {
                buffer.clear();
                let read = file.take(rest.min(READ_AHEAD as u64)).read_to_end(&mut buffer);
                match read.map_err(|error| self.read_failed(error))? {
                    0 => return Err(self.read_failed(io::ErrorKind::UnexpectedEof.into())),
                    read => rest -= read as u64,
                }
                take(&buffer)?;
            }
        }
        take(&self.memory)
    }

    /// Hands over elements of one length.
    pub(super) fn each<const LENGTH: usize>(
        &self,
        mut take: impl FnMut([u8; LENGTH]) -> Result<(), BuildError>,
    ) -> Result<(), BuildError> {
        self.chunks(|bytes| bytes.as_chunks().0.iter().try_for_each(|&element| take(element)))
    }

    /// All words.
    pub(super) fn all_words(&self) -> Result<Vec<u32>, BuildError> {
        let mut words = Vec::with_capacity(usize::try_from(self.len() / 4).unwrap_or_default());
        self.chunks(|bytes| {
            words.extend(bytes.as_chunks().0.iter().map(|&word| u32::from_le_bytes(word)));
            Ok(())
        })?;
        Ok(words)
    }

    /// What reading failed with, as an error of the build.
    pub(super) fn read_failed(&self, error: io::Error) -> BuildError {
        match &self.spill {
            Some(spill) => spill.failed(error),
            None => BuildError::Write(error),
        }
    }
}

/// What is in the file, then what is in memory.
struct Parts<'a> {
    in_file: Option<BufReader<io::Take<&'a File>>>,
    in_memory: &'a [u8],
}

impl Read for Parts<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(file) = &mut self.in_file {
            let read = file.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            self.in_file = None;
        }
        self.in_memory.read(buffer)
    }
}
