//! From parts of the input to the sections of a snapshot, and those to its bytes.

use super::DefaultGraph;
use super::builder::BuildError;
use super::chunk::{Chunk, Places, Ranked, SpilledChunk};
use super::dictionary::integer_slot;
use super::graph_sets::GraphSets;
use super::layout::{BLOCK, Counts, Layout, MAX_TERMS, Section};
use super::merge::TermMerge;
use super::numbering::Numbering;
use super::sorter::{Sorted, Sorter, row, words};
use super::spool::{Spill, Spool};
use super::statistics::Tally;
use super::term::{TermId, is_blank, is_node};
use std::io::{self, Write};
use std::sync::Arc;

/// The sections of a snapshot in the making. Numbers are four bytes wide until they are written, offsets of terms eight.
pub(super) struct Assembly {
    sections: [Spool; Section::ALL.len()],
    counts: Counts,
}

impl Assembly {
    /// Puts parts together: one in memory, with its rows apart, and those in files.
    pub(super) fn of(
        chunk: &Chunk,
        rows: Vec<u128>,
        spilled: &[SpilledChunk],
        spill: Option<&Arc<Spill>>,
    ) -> Result<Self, BuildError> {
        let mut assembly = Self { sections: std::array::from_fn(|_| Spool::new(spill)), counts: Counts::default() };
        let mut quads = assembly.with_terms(&chunk.ranked(), rows, spilled, spill)?;
        let mut tally = Tally::new(assembly.counts.predicates);
        let mut by_object = Sorter::new(spill, quads.len());
        assembly.order_by_subject(&mut quads.sorted()?, &mut by_object, &mut tally)?;
        drop(quads);
        tally.rest();
        let mut by_predicate = Sorter::new(spill, by_object.len());
        assembly.order_by_object(&mut by_object.sorted()?, &mut by_predicate, &mut tally)?;
        drop(by_object);
        assembly.order_by_predicate(&mut by_predicate.sorted()?)?;
        for word in tally.words() {
            assembly.push(Section::Statistics, word)?;
        }
        Ok(assembly)
    }

    fn spool(&mut self, section: Section) -> &mut Spool {
        &mut self.sections[section as usize]
    }

    fn push(&mut self, section: Section, word: u32) -> Result<(), BuildError> {
        self.spool(section).push_word(word)
    }

    /// Writes the terms; gives the quads in numbers of the whole.
    fn with_terms(
        &mut self,
        ranked: &Ranked<'_>,
        mut rows: Vec<u128>,
        spilled: &[SpilledChunk],
        spill: Option<&Arc<Spill>>,
    ) -> Result<Sorter, BuildError> {
        let mut merge = TermMerge::new(ranked, spilled, spill)?;
        while let Some(term) = merge.next()? {
            self.add_term(term)?;
        }
        let end = self.spool(Section::Terms).len();
        self.spool(Section::TermOffsets).push(&end.to_le_bytes())?;
        let ids = merge.into_ids();
        let of_memory = ranked.places();
        let places: Vec<&Places> = std::iter::once(&of_memory).chain(spilled.iter().map(|part| &part.places)).collect();
        let mut numbering = Numbering::new();
        for (ids, places) in ids.iter().zip(&places) {
            numbering.add(places, &ids.all_words()?);
        }
        self.add_places(&numbering)?;
        let mut quads = Sorter::of(Vec::new(), spill);
        if let Some(ids) = ids.first() {
            let ids = ids.all_words()?;
            let numbers = numbering.of_part(&of_memory, &ids, ranked.by_number(&ids));
            for row in &mut rows {
                *row = numbers.renumber(*row);
            }
            quads = Sorter::of(rows, spill);
        }
        for (ids, part) in ids.iter().skip(1).zip(spilled) {
            let ids = ids.all_words()?;
            let numbers = numbering.of_part(&part.places, &ids, ids.clone());
            part.rows.each(|row| quads.push(numbers.renumber(u128::from_le_bytes(row))))?;
        }
        Ok(quads)
    }

    fn add_term(&mut self, term: &[u8]) -> Result<(), BuildError> {
        if self.counts.terms == MAX_TERMS {
            return Err(BuildError::TooLarge("2^31 terms"));
        }
        let start = self.spool(Section::Terms).len();
        self.spool(Section::TermOffsets).push(&start.to_le_bytes())?;
        self.spool(Section::Terms).push(term)?;
        self.counts.terms += 1;
        self.counts.nodes += u32::from(is_node(term));
        self.counts.blanks += u32::from(is_blank(term));
        Ok(())
    }

    fn add_places(&mut self, numbering: &Numbering) -> Result<(), BuildError> {
        for &predicate in &numbering.predicates {
            self.push(Section::Predicates, predicate)?;
            self.counts.predicates += 1;
        }
        for &graph in &numbering.graphs {
            self.push(Section::Graphs, graph)?;
            self.counts.graphs += 1;
        }
        Ok(())
    }

    /// Writes the triples by subject, predicate and object; hands them on for the next order.
    fn order_by_subject(
        &mut self,
        quads: &mut Sorted<'_>,
        by_object: &mut Sorter,
        tally: &mut Tally,
    ) -> Result<(), BuildError> {
        let mut sets = GraphSets::new(self.counts.graphs);
        let mut starts = Starts::of(Section::SubjectOffsets);
        let (mut set, mut last) = (Vec::new(), None);
        let mut next = quads.next()?;
        while let Some(quad) = next {
            let [subject, predicate, object, graph] = words(quad);
            set.clear();
            set.push(graph);
            // Quads of one triple stand together, its graphs rising.
            next = quads.next()?;
            while let Some(same) = next.filter(|next| next >> u32::BITS == quad >> u32::BITS) {
                let graph = words(same)[3];
                if set.last() != Some(&graph) {
                    set.push(graph);
                }
                next = quads.next()?;
            }
            let number = sets.number(&set)?;
            starts.reach(subject.into(), self.counts.triples, self)?;
            self.push(Section::SubjectPredicates, predicate)?;
            self.push(Section::SubjectObjects, object)?;
            self.push_set(Section::SubjectSets, number)?;
            self.counts.triples = self.counts.triples.checked_add(1).ok_or(BuildError::TooLarge("2^32 triples"))?;
            self.counts.quads += set.len() as u64;
            self.counts.subjects += u32::from(last.replace(subject) != Some(subject));
            tally.add_by_subject(subject, predicate);
            by_object.push(row([object, predicate, subject, number]))?;
        }
        starts.reach(self.counts.nodes.into(), self.counts.triples, self)?;
        self.counts.sets = sets.len();
        sets.offsets().try_for_each(|offset| self.push(Section::SetOffsets, offset))?;
        sets.members().iter().try_for_each(|&member| self.push(Section::SetMembers, member))
    }

    fn push_set(&mut self, section: Section, set: u32) -> Result<(), BuildError> {
        if self.counts.graphs > 1 { self.push(section, set) } else { Ok(()) }
    }

    /// Writes the triples by object, predicate and subject; hands them on for the next order.
    fn order_by_object(
        &mut self,
        triples: &mut Sorted<'_>,
        by_predicate: &mut Sorter,
        tally: &mut Tally,
    ) -> Result<(), BuildError> {
        let mut starts = Starts::of(Section::ObjectOffsets);
        let (mut last, mut at) = (None, 0);
        while let Some(packed) = triples.next()? {
            let [object, predicate, subject, set] = words(packed);
            if last.replace(object) != Some(object) {
                self.counts.objects += 1;
                starts.reach(self.object_index(TermId(object))?, at, self)?;
            }
            self.push(Section::ObjectPredicates, predicate)?;
            self.push(Section::ObjectSubjects, subject)?;
            self.push_set(Section::ObjectSets, set)?;
            tally.add_by_object(object, predicate);
            by_predicate.push(row([predicate, subject, object, set]))?;
            at += 1;
        }
        let objects = u64::from(self.counts.terms) + u64::from(self.counts.integers);
        starts.reach(objects, at, self)
    }

    /// Where an object met for the first time stands among all: integers follow the terms.
    fn object_index(&mut self, object: TermId) -> Result<u64, BuildError> {
        if object.integer().is_none() {
            return Ok(object.0.into());
        }
        let index = u64::from(self.counts.terms) + u64::from(self.counts.integers);
        self.counts.integers += 1;
        self.push(Section::Integers, object.0)?;
        self.spool(Section::IntegerTexts).push(&integer_slot(object))?;
        Ok(index)
    }

    /// Writes the triples by predicate, subject and object.
    fn order_by_predicate(&mut self, triples: &mut Sorted<'_>) -> Result<(), BuildError> {
        let mut starts = Starts::of(Section::PredicateOffsets);
        let mut at = 0;
        while let Some(packed) = triples.next()? {
            let [predicate, subject, object, set] = words(packed);
            starts.reach(predicate.into(), at, self)?;
            self.push(Section::PredicateSubjects, subject)?;
            self.push(Section::PredicateObjects, object)?;
            self.push_set(Section::PredicateSets, set)?;
            at += 1;
        }
        starts.reach(self.counts.predicates.into(), at, self)
    }

    /// Where everything will lie.
    pub(super) fn layout(&self, default_graph: DefaultGraph) -> Result<Layout, BuildError> {
        let length = |section: Section| self.sections[section as usize].len();
        let layout = Layout::new(default_graph, self.counts, length(Section::Terms), length(Section::SetMembers) / 4);
        layout.ok_or(BuildError::TooLarge("2^64 bytes"))
    }

    /// Writes all of it from the start, freeing what is written.
    pub(super) fn write(self, layout: &Layout, mut writer: impl Write) -> Result<(), BuildError> {
        writer.write_all(&layout.header(layout.default_graph))?;
        let mut blocks = Blocks { writer, block: crc32fast::Hasher::new(), filled: 0, checksums: Vec::new() };
        for (section, spool) in Section::ALL.into_iter().zip(self.sections) {
            blocks.section(&spool, section, layout.extent(section).width)?;
        }
        blocks.writer.write_all(&blocks.checksums)?;
        Ok(())
    }
}

/// Offsets in the making: by leading term the first triple it leads.
struct Starts {
    section: Section,
    written: u64,
}

impl Starts {
    fn of(section: Section) -> Self {
        Self { section, written: 0 }
    }

    /// The triples from `at` on are led by the term of an index; terms before it that have none start there too.
    fn reach(&mut self, index: u64, at: u32, assembly: &mut Assembly) -> Result<(), BuildError> {
        while self.written <= index {
            assembly.push(self.section, at)?;
            self.written += 1;
        }
        Ok(())
    }
}

/// Writes sections, and keeps the checksum of each block.
struct Blocks<W> {
    writer: W,
    block: crc32fast::Hasher,
    filled: usize,
    checksums: Vec<u8>,
}

impl<W: Write> Blocks<W> {
    fn section(&mut self, spool: &Spool, section: Section, width: usize) -> Result<(), BuildError> {
        match (section, width) {
            (Section::TermOffsets, 4) => self.narrowed::<8>(spool, width)?,
            (Section::Terms, _) => spool.chunks(|bytes| Ok(self.write(bytes)?))?,
            (_, 1 | 2) => self.narrowed::<4>(spool, width)?,
            _ => spool.chunks(|bytes| Ok(self.write(bytes)?))?,
        }
        if self.filled > 0 {
            self.write(&vec![0; BLOCK - self.filled])?;
        }
        Ok(())
    }

    /// Writes the low bytes of numbers that are kept wider.
    fn narrowed<const KEPT: usize>(&mut self, spool: &Spool, width: usize) -> Result<(), BuildError> {
        let mut narrow = Vec::new();
        spool.chunks(|bytes| {
            narrow.clear();
            narrow.extend(bytes.as_chunks::<KEPT>().0.iter().flat_map(|number| number.iter().take(width)));
            Ok(self.write(&narrow)?)
        })
    }

    fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        self.writer.write_all(bytes)?;
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK - self.filled));
            self.block.update(now);
            self.filled += now.len();
            if self.filled == BLOCK {
                self.checksums.extend(std::mem::take(&mut self.block).finalize().to_le_bytes());
                self.filled = 0;
            }
            bytes = later;
        }
        Ok(())
    }
}
