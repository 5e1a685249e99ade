//! Columns of identifiers and numbers, as they lie in the bytes.

use super::image::read_number;
use super::term::TermId;
use std::ops::Range;

/// Identifiers that lie next to each other: nothing is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ids<'a>(&'a [[u8; 4]]);

impl<'a> Ids<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.as_chunks().0)
    }

    /// Number of identifiers.
    pub fn len(self) -> usize {
        self.0.len()
    }

    /// True without an identifier.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The identifier at an index.
    pub fn get(self, index: usize) -> Option<TermId> {
        self.0.get(index).map(id)
    }

    /// The identifiers at indexes of a range; empty where it reaches past the end.
    #[must_use]
    pub fn slice(self, range: Range<usize>) -> Self {
        Self(self.0.get(range).unwrap_or_default())
    }

    /// The identifiers in order.
    pub fn iter(self) -> IdsIter<'a> {
        IdsIter(self.0.iter())
    }

    /// Index of the first identifier that is not less; for columns that are sorted.
    pub fn lower_bound(self, sought: TermId) -> usize {
        self.0.partition_point(|word| id(word) < sought)
    }

    /// Whether a sorted column has the identifier. O(log length).
    pub fn contains(self, sought: TermId) -> bool {
        self.get(self.lower_bound(sought)) == Some(sought)
    }
}

impl<'a> IntoIterator for Ids<'a> {
    type Item = TermId;
    type IntoIter = IdsIter<'a>;

    fn into_iter(self) -> IdsIter<'a> {
        self.iter()
    }
}

fn id(word: &[u8; 4]) -> TermId {
    TermId(u32::from_le_bytes(*word))
}

/// Identifiers of a column, in order.
#[derive(Debug, Clone)]
pub struct IdsIter<'a>(std::slice::Iter<'a, [u8; 4]>);

impl Iterator for IdsIter<'_> {
    type Item = TermId;

    fn next(&mut self) -> Option<TermId> {
        self.0.next().map(id)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl DoubleEndedIterator for IdsIter<'_> {
    fn next_back(&mut self) -> Option<TermId> {
        self.0.next_back().map(id)
    }
}

impl ExactSizeIterator for IdsIter<'_> {}

/// Numbers of one, two or four bytes each.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Numbers<'a> {
    bytes: &'a [u8],
    width: usize,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(bytes: &'a [u8], width: usize) -> Self {
        Self { bytes, width }
    }

    pub(super) fn len(self) -> usize {
        self.bytes.len().checked_div(self.width).unwrap_or(0)
    }

    pub(super) fn get(self, index: usize) -> Option<u32> {
        let start = index.checked_mul(self.width)?;
        let bytes = self.bytes.get(start..start.checked_add(self.width)?)?;
        read_number(bytes).and_then(|number| u32::try_from(number).ok())
    }

    /// Indexes of the numbers equal to one; for columns that are sorted.
    pub(super) fn equal_range(self, sought: u32) -> Range<usize> {
        let start = self.lower_bound(0, sought);
        start..self.lower_bound(start, sought.saturating_add(1))
    }

    fn lower_bound(self, from: usize, sought: u32) -> usize {
        let (mut low, mut high) = (from, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.get(middle).is_some_and(|number| number < sought) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}
