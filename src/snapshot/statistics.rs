//! What a planner asks of a predicate.

use super::layout::STATISTICS;
use super::term::TermId;

/// Figures of one predicate in all graphs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PredicateStatistics {
    /// Triples.
    pub triples: u32,
    /// Distinct subjects.
    pub subjects: u32,
    /// Distinct objects.
    pub objects: u32,
    /// Most objects that one subject has.
    pub most_objects: u32,
    /// Most subjects that one object has.
    pub most_subjects: u32,
    /// Triples whose object is an inline integer (see [`TermId::integer`]).
    pub integers: u32,
}

/// Words kept of each predicate: its offsets tell the number of triples.
const WORDS: usize = STATISTICS / 4;

impl PredicateStatistics {
    fn to_words(self) -> [u32; WORDS] {
        [self.subjects, self.objects, self.most_objects, self.most_subjects, self.integers]
    }

    pub(super) fn read(triples: u32, bytes: &[u8]) -> Option<Self> {
        let words = <[[u8; 4]; WORDS]>::try_from(bytes.as_chunks().0).ok()?;
        let [subjects, objects, most_objects, most_subjects, integers] = words.map(u32::from_le_bytes);
        Some(Self { triples, subjects, objects, most_objects, most_subjects, integers })
    }
}

/// Counts while triples go by in two orders.
#[derive(Debug, Default)]
pub(super) struct Tally {
    predicates: Vec<PredicateStatistics>,
    /// Leading term and predicate of the last triple, and how many had both.
    last: Option<(u32, u32)>,
    run: u32,
}

impl Tally {
    pub(super) fn new(predicates: u32) -> Self {
        Self { predicates: vec![PredicateStatistics::default(); predicates as usize], last: None, run: 0 }
    }

    /// Whether this is the first of a run; how long that is so far.
    fn step(&mut self, lead: u32, predicate: u32) -> (bool, u32) {
        let is_first = self.last != Some((lead, predicate));
        self.run = if is_first { 1 } else { self.run + 1 };
        self.last = Some((lead, predicate));
        (is_first, self.run)
    }

    /// Takes in a triple in subject order.
    pub(super) fn add_by_subject(&mut self, subject: u32, predicate: u32) {
        let (is_first, run) = self.step(subject, predicate);
        if let Some(of) = self.predicates.get_mut(predicate as usize) {
            of.subjects += u32::from(is_first);
            of.most_objects = of.most_objects.max(run);
        }
    }

    /// Takes in a triple in object order.
    pub(super) fn add_by_object(&mut self, object: u32, predicate: u32) {
        let (is_first, run) = self.step(object, predicate);
        if let Some(of) = self.predicates.get_mut(predicate as usize) {
            of.objects += u32::from(is_first);
            of.most_subjects = of.most_subjects.max(run);
            of.integers += u32::from(TermId(object).integer().is_some());
        }
    }

    /// Ends an order.
    pub(super) fn rest(&mut self) {
        self.last = None;
    }

    /// What is kept, predicate by predicate.
    pub(super) fn words(&self) -> impl Iterator<Item = u32> + '_ {
        self.predicates.iter().flat_map(|of| of.to_words())
    }
}
