//! Terms of several parts to one sorted run without repeats.

use super::builder::BuildError;
use super::chunk::{Ranked, SpilledChunk};
use super::spool::{Spill, Spool};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io::{ErrorKind, Read};
use std::sync::Arc;

/// The terms of one part, in order.
enum Source<'a> {
    Memory { ranked: &'a Ranked<'a>, next: usize },
    File { reader: Box<dyn Read + 'a>, spool: &'a Spool },
}

impl Source<'_> {
    /// Puts the next term in a buffer; false after the last.
    fn next(&mut self, term: &mut Vec<u8>) -> Result<bool, BuildError> {
        term.clear();
        match self {
            Self::Memory { ranked, next } => {
                let Some(bytes) = ranked.term(*next) else { return Ok(false) };
                term.extend_from_slice(bytes);
                *next += 1;
                Ok(true)
            }
            Self::File { reader, spool } => read_term(reader, term).map_err(|error| spool.read_failed(error)),
        }
    }
}

fn read_term(reader: &mut dyn Read, term: &mut Vec<u8>) -> std::io::Result<bool> {
    let mut length = [0; 8];
    match reader.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(false),
        Err(error) => return Err(error),
    }
    let length = u64::from_le_bytes(length);
    let read = reader.take(length).read_to_end(term)?;
    if read as u64 == length { Ok(true) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

/// Terms of all parts, each once.
pub(super) struct TermMerge<'a> {
    sources: Vec<Source<'a>>,
    /// The next term of each part.
    heap: BinaryHeap<Reverse<(Vec<u8>, usize)>>,
    last: Vec<u8>,
    given: u32,
    /// For each part, by rank of its terms, their ranks among all.
    ids: Vec<Spool>,
}

impl<'a> TermMerge<'a> {
    /// The part in memory is the first.
    pub(super) fn new(
        ranked: &'a Ranked<'a>,
        spilled: &'a [SpilledChunk],
        spill: Option<&Arc<Spill>>,
    ) -> Result<Self, BuildError> {
        let mut sources = vec![Source::Memory { ranked, next: 0 }];
        for part in spilled {
            sources.push(Source::File { reader: Box::new(part.terms.reader()?), spool: &part.terms });
        }
        let mut heap = BinaryHeap::with_capacity(sources.len());
        for (index, source) in sources.iter_mut().enumerate() {
            let mut term = Vec::new();
            if source.next(&mut term)? {
                heap.push(Reverse((term, index)));
            }
        }
        let ids = std::iter::repeat_with(|| Spool::new(spill)).take(sources.len()).collect();
        Ok(Self { sources, heap, last: Vec::new(), given: 0, ids })
    }

    /// The next term.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, BuildError> {
        let Some(Reverse((first, _))) = self.heap.peek() else { return Ok(None) };
        self.last.clone_from(first);
        while let Some(mut top) = self.heap.peek_mut() {
            let Reverse((term, index)) = &mut *top;
            let (Some(source), Some(ids)) = (self.sources.get_mut(*index), self.ids.get_mut(*index)) else { break };
            if *term != self.last {
                break;
            }
            ids.push_word(self.given)?;
            if !source.next(term)? {
                PeekMut::pop(top);
            }
        }
        self.given += 1;
        Ok(Some(&self.last))
    }

    /// For each part, by rank of its terms, their ranks among all that were given.
    pub(super) fn into_ids(self) -> Vec<Spool> {
        self.ids
    }
}
