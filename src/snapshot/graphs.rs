//! Named graphs, and which of them a triple is in.

use super::ids::Ids;
use super::image::Image;
use super::layout::Section;
use super::term::TermId;
use std::ops::Range;

/// The graphs of an image by number: the unnamed one first where it has a quad, then named ones in term order.
///
/// A triple has the number of a set of graphs: below the number of graphs that of the one graph it is in.
#[derive(Clone, Copy)]
pub(super) struct Graphs<'a>(pub(super) &'a Image);

impl<'a> Graphs<'a> {
    pub(super) fn len(self) -> u32 {
        self.0.layout.counts.graphs
    }

    /// The name of a graph; `None` for the unnamed one.
    pub(super) fn name(self, number: u32) -> Option<TermId> {
        let word = self.0.number(Section::Graphs, number as usize).and_then(|word| u32::try_from(word).ok());
        word.and_then(|word| word.checked_sub(1)).map(TermId)
    }

    /// The number of a graph that has a quad.
    pub(super) fn number(self, name: Option<TermId>) -> Option<u32> {
        let word = name.map_or(Some(0), |name| name.0.checked_add(1))?;
        let words = Ids::new(self.0.elements(Section::Graphs, 0..self.len() as usize));
        let index = words.lower_bound(TermId(word));
        let is_there = words.get(index) == Some(TermId(word));
        u32::try_from(index).ok().filter(|_| is_there)
    }

    /// Numbers of the graphs of a set, rising.
    pub(super) fn members(self, set: u32) -> Members<'a> {
        match set.checked_sub(self.len()) {
            None => Members::One(Some(set)),
            Some(index) => Members::Several(self.member_ids(index as usize)),
        }
    }

    /// Whether a set has a graph.
    pub(super) fn has(self, set: u32, graph: u32) -> bool {
        match set.checked_sub(self.len()) {
            None => set == graph,
            Some(index) => self.member_ids(index as usize).contains(TermId(graph)),
        }
    }

    fn member_ids(self, index: usize) -> Ids<'a> {
        let image: &'a Image = self.0;
        let at = |index| image.number(Section::SetOffsets, index).and_then(|at| usize::try_from(at).ok());
        let range: Range<usize> = at(index).unwrap_or(0)..at(index + 1).unwrap_or(0);
        if range.len() > self.len() as usize {
            image.report("a set of graphs has more than there are");
            return Ids::default();
        }
        Ids::new(image.elements(Section::SetMembers, range))
    }
}

/// Numbers of graphs.
#[derive(Debug, Clone)]
pub(super) enum Members<'a> {
    One(Option<u32>),
    Several(Ids<'a>),
}

impl Iterator for Members<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        match self {
            Self::One(graph) => graph.take(),
            Self::Several(ids) => {
                let first = ids.get(0)?;
                *ids = ids.slice(1..ids.len());
                Some(first.0)
            }
        }
    }
}
