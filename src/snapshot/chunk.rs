//! Quads of one part of the input: terms interned, rows in numbers of this part.

use super::builder::BuildError;
use super::layout::MAX_TERMS;
use super::sorter::{row, words};
use super::spool::{Spill, Spool};
use super::term::{Encoded, TermId, encode};
use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashTable};
use oxrdf::{GraphNameRef, NamedNode, Quad, Term, TermRef};
use std::hash::BuildHasher;
use std::sync::Arc;

/// Distinct terms in the order they came.
#[derive(Debug, Clone, Default)]
struct Terms {
    arena: Vec<u8>,
    /// End of each term in the arena.
    ends: Vec<usize>,
    /// Numbers of terms by the hash of their bytes.
    table: HashTable<u32>,
    /// Seeded by chance, so that no input is slow by design; the order of the table reaches nothing.
    hasher: RandomState,
}

impl Terms {
    fn bytes(&self, number: u32) -> &[u8] {
        bytes(&self.arena, &self.ends, number)
    }

    fn find(&self, encoded: &[u8]) -> Option<u32> {
        self.table.find(self.hasher.hash_one(encoded), |&number| self.bytes(number) == encoded).copied()
    }

    fn intern(&mut self, encoded: &[u8]) -> Result<u32, BuildError> {
        let Self { arena, ends, table, hasher } = self;
        let hash = hasher.hash_one(encoded);
        if let Some(&number) = table.find(hash, |&number| bytes(arena, ends, number) == encoded) {
            return Ok(number);
        }
        let number = u32::try_from(ends.len()).ok().filter(|&number| number < MAX_TERMS);
        let number = number.ok_or(BuildError::TooLarge("2^31 terms"))?;
        arena.extend_from_slice(encoded);
        ends.push(arena.len());
        table.insert_unique(hash, number, |&number| hasher.hash_one(bytes(arena, ends, number)));
        Ok(number)
    }

    /// Numbers of the terms, by their bytes.
    fn sorted(&self) -> Vec<u32> {
        let mut keyed: Vec<(&[u8], u32)> =
            (0..).zip(&self.ends).map(|(number, _)| (self.bytes(number), number)).collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, number)| number).collect()
    }
}

fn bytes<'a>(arena: &'a [u8], ends: &[usize], number: u32) -> &'a [u8] {
    let end = ends.get(number as usize).copied().unwrap_or_default();
    let start = (number as usize).checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or_default();
    arena.get(start..end).unwrap_or_default()
}

/// Terms that stand in one place of quads, numbered in the order they came there.
#[derive(Debug, Clone, Default)]
struct Place {
    terms: Vec<u32>,
    numbers: HashMap<u32, u32, RandomState>,
}

impl Place {
    fn number(&mut self, term: u32) -> u32 {
        *self.numbers.entry(term).or_insert_with(|| {
            self.terms.push(term);
            // Fewer than terms, which are few enough.
            u32::try_from(self.terms.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

/// A part in memory.
#[derive(Debug, Clone, Default)]
pub(super) struct Chunk {
    terms: Terms,
    predicates: Place,
    graphs: Place,
    /// Subject, predicate, object, graph: a term, a number of a predicate, a term or integer, and 0 for the unnamed
    /// graph or the number of a graph plus one.
    pub(super) rows: Vec<u128>,
    has_unnamed: bool,
    scratch: Vec<u8>,
    /// The subject of the last quad: subjects come in runs.
    last_subject: Option<(Vec<u8>, u32)>,
}

impl Chunk {
    pub(super) fn insert(&mut self, quad: &Quad) -> Result<(), BuildError> {
        let subject = self.subject(quad.subject.as_ref().into())?;
        let predicate = self.intern(quad.predicate.as_ref().into())?;
        let object = self.intern(quad.object.as_ref())?;
        let graph = match quad.graph_name.as_ref() {
            GraphNameRef::DefaultGraph => None,
            GraphNameRef::NamedNode(node) => Some(self.intern(node.into())?),
            GraphNameRef::BlankNode(node) => Some(self.intern(node.into())?),
        };
        self.has_unnamed |= graph.is_none();
        let graph = graph.map_or(0, |graph| self.graphs.number(graph) + 1);
        let predicate = self.predicates.number(predicate);
        self.rows.push(row([subject, predicate, object, graph]));
        Ok(())
    }

    fn subject(&mut self, term: TermRef<'_>) -> Result<u32, BuildError> {
        encode(term, &mut self.scratch);
        if let Some((last, number)) = &self.last_subject
            && *last == self.scratch
        {
            return Ok(*number);
        }
        let number = self.terms.intern(&self.scratch)?;
        let (bytes, last) = self.last_subject.get_or_insert_default();
        bytes.clone_from(&self.scratch);
        *last = number;
        Ok(number)
    }

    fn intern(&mut self, term: TermRef<'_>) -> Result<u32, BuildError> {
        match encode(term, &mut self.scratch) {
            Encoded::Integer(id) => Ok(id.0),
            Encoded::Bytes => self.terms.intern(&self.scratch),
        }
    }

    /// The quads with one of some predicates, and with an object where one is given beside it.
    pub(super) fn only(&self, wanted: &[(NamedNode, Option<Term>)]) -> Result<Self, BuildError> {
        let mut objects: Vec<Objects> =
            std::iter::repeat_with(Objects::default).take(self.predicates.terms.len()).collect();
        for (predicate, object) in wanted {
            let number = self.known(predicate.as_ref().into()).and_then(|term| self.predicates.numbers.get(&term));
            let Some(objects) = number.and_then(|&number| objects.get_mut(number as usize)) else { continue };
            match object {
                None => objects.are_all = true,
                Some(object) => objects.some.extend(self.known(object.as_ref())),
            }
        }
        let mut part = Part { of: self, chunk: Self::default(), numbers: vec![None; self.terms.ends.len()] };
        for &quad in &self.rows {
            let [_, predicate, object, _] = words(quad);
            if objects.get(predicate as usize).is_some_and(|objects| objects.have(object)) {
                part.take(quad)?;
            }
        }
        Ok(part.chunk)
    }

    /// What a term is in rows, if it came.
    fn known(&self, term: TermRef<'_>) -> Option<u32> {
        let mut encoded = Vec::new();
        match encode(term, &mut encoded) {
            Encoded::Integer(id) => Some(id.0),
            Encoded::Bytes => self.terms.find(&encoded),
        }
    }

    /// About how many bytes it holds.
    pub(super) fn bytes(&self) -> usize {
        const TABLE: usize = 12;
        const PLACE: usize = 20;
        let places = self.predicates.terms.len() + self.graphs.terms.len();
        let terms = self.terms.arena.len() + self.terms.ends.len() * (TABLE + size_of::<usize>());
        terms + self.rows.len() * size_of::<u128>() + places * PLACE
    }

    /// The same with its terms in order.
    pub(super) fn ranked(&self) -> Ranked<'_> {
        let order = self.terms.sorted();
        let mut ranks = vec![0; order.len()];
        for (rank, &number) in (0..).zip(&order) {
            if let Some(place) = ranks.get_mut(number as usize) {
                *place = rank;
            }
        }
        Ranked { chunk: self, order, ranks }
    }
}

/// Which objects of a predicate are wanted.
#[derive(Default)]
struct Objects {
    are_all: bool,
    /// As they are in rows.
    some: Vec<u32>,
}

impl Objects {
    fn have(&self, object: u32) -> bool {
        self.are_all || self.some.contains(&object)
    }
}

/// Some quads of a chunk, in numbers of their own.
struct Part<'c> {
    of: &'c Chunk,
    chunk: Chunk,
    /// By number of a term what it is here.
    numbers: Vec<Option<u32>>,
}

impl Part<'_> {
    fn take(&mut self, quad: u128) -> Result<(), BuildError> {
        let [subject, predicate, object, graph] = words(quad);
        let (subject, object) = (self.term(subject)?, self.term(object)?);
        let predicate = self.term(at(&self.of.predicates.terms, predicate))?;
        let predicate = self.chunk.predicates.number(predicate);
        let graph = match graph.checked_sub(1) {
            None => 0,
            Some(graph) => {
                let graph = self.term(at(&self.of.graphs.terms, graph))?;
                self.chunk.graphs.number(graph) + 1
            }
        };
        self.chunk.has_unnamed |= graph == 0;
        self.chunk.rows.push(row([subject, predicate, object, graph]));
        Ok(())
    }

    fn term(&mut self, term: u32) -> Result<u32, BuildError> {
        if TermId(term).integer().is_some() {
            return Ok(term);
        }
        if let Some(Some(number)) = self.numbers.get(term as usize) {
            return Ok(*number);
        }
        let number = self.chunk.terms.intern(self.of.terms.bytes(term))?;
        if let Some(known) = self.numbers.get_mut(term as usize) {
            *known = Some(number);
        }
        Ok(number)
    }
}

/// A part in memory whose terms are in order.
pub(super) struct Ranked<'c> {
    chunk: &'c Chunk,
    /// Numbers of terms by rank.
    order: Vec<u32>,
    /// Ranks of terms by number.
    ranks: Vec<u32>,
}

/// Where a part uses its terms as predicates and graphs.
#[derive(Debug)]
pub(super) struct Places {
    /// By number of a predicate the rank of its term.
    pub(super) predicates: Vec<u32>,
    /// By number of a named graph the rank of its term.
    pub(super) graphs: Vec<u32>,
    pub(super) has_unnamed: bool,
}

impl<'c> Ranked<'c> {
    /// Bytes of the term of a rank.
    pub(super) fn term(&self, rank: usize) -> Option<&'c [u8]> {
        self.order.get(rank).map(|&number| self.chunk.terms.bytes(number))
    }

    /// Of values by rank those by number.
    pub(super) fn by_number(&self, by_rank: &[u32]) -> Vec<u32> {
        self.ranks.iter().map(|&rank| at(by_rank, rank)).collect()
    }

    pub(super) fn places(&self) -> Places {
        let Chunk { predicates, graphs, has_unnamed, .. } = self.chunk;
        let ranks = |place: &Place| place.terms.iter().map(|&number| at(&self.ranks, number)).collect();
        Places { predicates: ranks(predicates), graphs: ranks(graphs), has_unnamed: *has_unnamed }
    }
}

/// A part in files: its terms in order, its rows with ranks for terms.
#[derive(Debug)]
pub(super) struct SpilledChunk {
    /// Length and bytes of each term.
    pub(super) terms: Spool,
    pub(super) rows: Spool,
    pub(super) places: Places,
}

impl SpilledChunk {
    pub(super) fn write(chunk: &Chunk, spill: &Arc<Spill>) -> Result<Self, BuildError> {
        let ranked = chunk.ranked();
        let (mut terms, mut rows) = (Spool::new(Some(spill)), Spool::new(Some(spill)));
        for &number in &ranked.order {
            let term = chunk.terms.bytes(number);
            terms.push(&(term.len() as u64).to_le_bytes())?;
            terms.push(term)?;
        }
        for &packed in &chunk.rows {
            let [subject, predicate, object, graph] = words(packed);
            let numbers = [renumbered(subject, &ranked.ranks), predicate, renumbered(object, &ranked.ranks), graph];
            rows.push(&row(numbers).to_le_bytes())?;
        }
        Ok(Self { terms, rows, places: ranked.places() })
    }
}

/// What a term became; an integer stays what it is.
pub(super) fn renumbered(term: u32, numbers: &[u32]) -> u32 {
    if TermId(term).integer().is_some() { term } else { at(numbers, term) }
}

/// A value by its number: every number was given out here.
pub(super) fn at(values: &[u32], number: u32) -> u32 {
    values.get(number as usize).copied().unwrap_or_default()
}
