//! Collects quads and freezes them into a snapshot.

use super::assembly::Assembly;
use super::chunk::{Chunk, SpilledChunk};
use super::image::{Bytes, Image};
use super::layout::Layout;
use super::mapped::map;
use super::spool::Spill;
use super::{DefaultGraph, Snapshot};
use oxrdf::{NamedNode, Quad, Term};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes held back until there are more.
const HELD_BACK: usize = 1 << 18;

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// There is more than a snapshot can hold.
    #[error("this dataset has more than {0}, more than a snapshot can hold")]
    TooLarge(&'static str),
    /// What does not fit in memory could not be put aside.
    #[error("cannot keep what does not fit in memory in {}", folder.display())]
    Temporary {
        /// Where it was to be.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The result could not be written.
    #[error("cannot write the snapshot")]
    Write(#[from] io::Error),
}

/// Collects quads in any order; the snapshot built depends on the set of quads only.
///
/// Bytes are the same too, wherever they are put together.
#[derive(Debug, Default)]
pub struct SnapshotBuilder {
    chunk: Chunk,
    spilled: Vec<SpilledChunk>,
    spill: Option<Arc<Spill>>,
    in_files: usize,
}

impl SnapshotBuilder {
    /// Memory that a build may take before it goes on in files, where nothing else is asked for: 1 GiB, or about
    /// fifteen million triples.
    pub const USUAL_MEMORY: usize = 1 << 30;

    /// Holds about so many bytes in memory and the rest in files of a folder. They have no name there, so that they go
    /// with the process however it ends; each part of the input keeps a few of them open.
    pub fn within(memory: usize, folder: &Path) -> Self {
        Self { spill: Some(Arc::new(Spill { folder: folder.to_owned(), memory })), ..Self::default() }
    }

    /// Adds a quad; a repeat changes nothing.
    ///
    /// # Errors
    /// [`BuildError::TooLarge`]; [`BuildError::Temporary`] of a builder made by [`Self::within`].
    pub fn insert(&mut self, quad: &Quad) -> Result<(), BuildError> {
        self.chunk.insert(quad)?;
        if let Some(spill) = &self.spill
            && self.chunk.bytes() > spill.memory / 2
        {
            let spill = Arc::clone(spill);
            self.put_aside(&spill)?;
        }
        Ok(())
    }

    fn put_aside(&mut self, spill: &Arc<Spill>) -> Result<(), BuildError> {
        let chunk = std::mem::take(&mut self.chunk);
        self.spilled.push(SpilledChunk::write(&chunk, spill)?);
        self.in_files += chunk.rows.len();
        Ok(())
    }

    /// Number of quads inserted, repeats included.
    pub fn len(&self) -> usize {
        self.in_files + self.chunk.rows.len()
    }

    /// True before the first quad.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The snapshot of what was inserted so far: in memory, or where some of it is in files, in one more without a name.
    /// O(n log n) in terms and quads.
    ///
    /// # Errors
    /// [`BuildError`]
    pub fn build(&self, default_graph: DefaultGraph) -> Result<Snapshot, BuildError> {
        self.built(&self.chunk, self.chunk.rows.clone(), default_graph)
    }

    /// The same of those quads alone that have one of some predicates, and an object where one is given beside it. Where
    /// some of what was inserted is in files, of all quads.
    ///
    /// # Errors
    /// [`BuildError`]
    pub fn build_only(
        &self,
        wanted: &[(NamedNode, Option<Term>)],
        default_graph: DefaultGraph,
    ) -> Result<Snapshot, BuildError> {
        if !self.spilled.is_empty() {
            return self.build(default_graph);
        }
        let mut chunk = self.chunk.only(wanted)?;
        let rows = std::mem::take(&mut chunk.rows);
        self.built(&chunk, rows, default_graph)
    }

    fn built(&self, chunk: &Chunk, rows: Vec<u128>, default_graph: DefaultGraph) -> Result<Snapshot, BuildError> {
        let assembly = Assembly::of(chunk, rows, &self.spilled, self.spill.as_ref())?;
        let layout = assembly.layout(default_graph)?;
        let bytes = if let Some(spill) = self.spill.as_ref().filter(|_| !self.spilled.is_empty()) {
            in_file(assembly, &layout, spill)?
        } else {
            let mut bytes = Vec::with_capacity(layout.length());
            assembly.write(&layout, &mut bytes)?;
            Bytes::Owned(bytes)
        };
        Ok(Snapshot::new(Image::made(bytes, layout)))
    }

    /// Writes the snapshot of what was inserted: the bytes [`Snapshot::write_to`] would write, never all in memory.
    ///
    /// # Errors
    /// [`BuildError`]
    pub fn write_to(mut self, default_graph: DefaultGraph, writer: impl Write) -> Result<(), BuildError> {
        if let Some(spill) = self.spill.clone().filter(|_| !self.spilled.is_empty()) {
            self.put_aside(&spill)?;
        }
        let rows = std::mem::take(&mut self.chunk.rows);
        let assembly = Assembly::of(&self.chunk, rows, &self.spilled, self.spill.as_ref())?;
        drop((self.chunk, self.spilled));
        let layout = assembly.layout(default_graph)?;
        assembly.write(&layout, writer)
    }
}

/// The bytes in a file without a name, where nobody can change them.
fn in_file(assembly: Assembly, layout: &Layout, spill: &Spill) -> Result<Bytes, BuildError> {
    let file = spill.file().map_err(|error| spill.failed(error))?;
    let mut writer = BufWriter::with_capacity(HELD_BACK, &file);
    assembly.write(layout, &mut writer).map_err(|error| match error {
        BuildError::Write(error) => spill.failed(error),
        other => other,
    })?;
    let flushed = writer.flush();
    drop(writer);
    let mapped = flushed.and_then(|()| map(file));
    mapped.map(Bytes::Mapped).map_err(|error| spill.failed(error))
}
