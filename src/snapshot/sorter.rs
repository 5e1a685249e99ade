//! Rows in any order to rows in order: in memory, or past a bound in sorted runs that are merged.

use super::builder::BuildError;
use super::spool::{Spill, Spool};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::Read;
use std::sync::Arc;

/// Four words, the first counting most.
pub(super) fn row(words: [u32; 4]) -> u128 {
    words.into_iter().fold(0, |row, word| row << 32 | u128::from(word))
}

/// The words of a row.
pub(super) fn words(row: u128) -> [u32; 4] {
    let bytes = row.to_be_bytes();
    let word = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    [word(0), word(4), word(8), word(12)]
}

const ROW: usize = size_of::<u128>();

/// Collects rows.
#[derive(Debug)]
pub(super) struct Sorter {
    rows: Vec<u128>,
    runs: Vec<Spool>,
    spill: Option<Arc<Spill>>,
    /// Rows it may hold in memory.
    most: usize,
}

impl Sorter {
    /// With room for so many rows.
    pub(super) fn new(spill: Option<&Arc<Spill>>, expected: usize) -> Self {
        let mut sorter = Self::of(Vec::new(), spill);
        sorter.rows.reserve_exact(expected.min(sorter.most));
        sorter
    }

    /// With rows that are in memory already.
    pub(super) fn of(rows: Vec<u128>, spill: Option<&Arc<Spill>>) -> Self {
        let most = spill.map_or(usize::MAX, |spill| most_rows(spill));
        Self { rows, runs: Vec::new(), spill: spill.cloned(), most }
    }

    /// Number of rows; about, where some came several times.
    pub(super) fn len(&self) -> usize {
        let in_runs: u64 = self.runs.iter().map(|run| run.len() / ROW as u64).sum();
        self.rows.len() + usize::try_from(in_runs).unwrap_or_default()
    }

    pub(super) fn push(&mut self, row: u128) -> Result<(), BuildError> {
        if self.rows.len() >= self.most {
            self.write_run()?;
        }
        self.rows.push(row);
        Ok(())
    }

    #[cold]
    fn write_run(&mut self) -> Result<(), BuildError> {
        self.rows.sort_unstable();
        self.rows.dedup();
        let mut run = Spool::new(self.spill.as_ref());
        for row in self.rows.drain(..) {
            run.push(&row.to_le_bytes())?;
        }
        self.runs.push(run);
        Ok(())
    }

    /// The rows in order; a row that was pushed several times may come several times.
    pub(super) fn sorted(&mut self) -> Result<Sorted<'_>, BuildError> {
        self.rows.sort_unstable();
        let mut sorted = Sorted { rows: self.rows.iter(), runs: Vec::new(), heap: BinaryHeap::new() };
        for (index, run) in self.runs.iter().enumerate() {
            let mut run = Run { reader: Box::new(run.reader()?), spool: run };
            if let Some(first) = run.next()? {
                sorted.heap.push(Reverse((first, index)));
            }
            sorted.runs.push(run);
        }
        if !sorted.runs.is_empty()
            && let Some(&first) = sorted.rows.next()
        {
            sorted.heap.push(Reverse((first, sorted.runs.len())));
        }
        Ok(sorted)
    }
}

/// Two sorters are at work at once.
fn most_rows(spill: &Spill) -> usize {
    (spill.memory / ROW / 3).max(1)
}

/// A run being read.
struct Run<'a> {
    reader: Box<dyn Read + 'a>,
    spool: &'a Spool,
}

impl Run<'_> {
    fn next(&mut self) -> Result<Option<u128>, BuildError> {
        let mut bytes = [0; ROW];
        match self.reader.read_exact(&mut bytes) {
            Ok(()) => Ok(Some(u128::from_le_bytes(bytes))),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(self.spool.read_failed(error)),
        }
    }
}

/// Rows in order.
pub(super) struct Sorted<'a> {
    rows: std::slice::Iter<'a, u128>,
    runs: Vec<Run<'a>>,
    /// The next row of each run, and last of what stayed in memory; empty where nothing left it.
    heap: BinaryHeap<Reverse<(u128, usize)>>,
}

impl Sorted<'_> {
    pub(super) fn next(&mut self) -> Result<Option<u128>, BuildError> {
        if self.runs.is_empty() {
            return Ok(self.rows.next().copied());
        }
        let Some(mut top) = self.heap.peek_mut() else { return Ok(None) };
        let Reverse((row, run)) = *top;
        let next = match self.runs.get_mut(run) {
            Some(run) => run.next()?,
            None => self.rows.next().copied(),
        };
        match next {
            Some(next) => *top = Reverse((next, run)),
            None => {
                std::collections::binary_heap::PeekMut::pop(top);
            }
        }
        Ok(Some(row))
    }
}
