//! The triples in three orders: every pattern is a run of one of them.

use super::ids::{Ids, Numbers};
use super::image::Image;
use super::layout::Section;
use super::term::TermId;
use std::ops::Range;

/// A predicate by its rank among the predicates of its snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PredicateId(pub(super) u32);

impl PredicateId {
    /// Its rank, from 0 to below the number of predicates.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Subjects and objects of all triples of a predicate: two columns of one length, by subject, then object.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pairs<'a> {
    /// Sorted; one subject stands as often as it has objects.
    pub subjects: Ids<'a>,
    /// Sorted for each subject.
    pub objects: Ids<'a>,
}

/// The triples of an image.
#[derive(Clone, Copy)]
pub(super) struct Orders<'a>(pub(super) &'a Image);

/// Which term leads an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// Subject, then predicate, then object.
    Subject,
    /// Object, then predicate, then subject.
    Object,
    /// Predicate, then subject, then object.
    Predicate,
}

impl Lead {
    fn offsets(self) -> Section {
        match self {
            Self::Subject => Section::SubjectOffsets,
            Self::Object => Section::ObjectOffsets,
            Self::Predicate => Section::PredicateOffsets,
        }
    }

    /// The column of graph sets.
    pub(super) fn sets(self) -> Section {
        match self {
            Self::Subject => Section::SubjectSets,
            Self::Object => Section::ObjectSets,
            Self::Predicate => Section::PredicateSets,
        }
    }
}

/// A run of triples of one order that share its leading term.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) lead: Lead,
    pub(super) range: Range<usize>,
}

impl<'a> Orders<'a> {
    /// The triples of the leading term of an index: that of a subject, an object or a predicate.
    pub(super) fn run(self, lead: Lead, index: usize) -> Run {
        let number = |index| self.0.number(lead.offsets(), index).and_then(|at| usize::try_from(at).ok());
        let range = match (number(index), number(index + 1)) {
            (Some(start), Some(end)) if start <= end => start..end,
            _ => {
                self.0.report("its triples are not where its offsets say");
                0..0
            }
        };
        Run { lead, range }
    }

    pub(super) fn of_subject(self, subject: TermId) -> Run {
        // A literal is no subject: it stands behind the last node.
        if subject.0 >= self.0.layout.counts.nodes {
            return Run { lead: Lead::Subject, range: 0..0 };
        }
        self.run(Lead::Subject, subject.0 as usize)
    }

    pub(super) fn of_object(self, object: TermId) -> Run {
        let terms = self.0.layout.counts.terms as usize;
        let index = match object.integer() {
            None => Some(object.0 as usize).filter(|&index| index < terms),
            Some(_) => super::dictionary::Dictionary(self.0).integer_index(object).map(|index| terms + index),
        };
        index.map_or(Run { lead: Lead::Object, range: 0..0 }, |index| self.run(Lead::Object, index))
    }

    pub(super) fn of_predicate(self, predicate: PredicateId) -> Run {
        self.run(Lead::Predicate, predicate.index())
    }

    /// The part of a subject's or object's run that has a predicate.
    pub(super) fn with_predicate(self, run: &Run, predicate: PredicateId) -> Run {
        let found = self.predicates(run).equal_range(predicate.0);
        Run { lead: run.lead, range: run.range.start + found.start..run.range.start + found.end }
    }

    /// Numbers of predicates of a run; empty where the predicate leads.
    pub(super) fn predicates(self, run: &Run) -> Numbers<'a> {
        match run.lead {
            Lead::Subject => self.numbers(Section::SubjectPredicates, run.range.clone()),
            Lead::Object => self.numbers(Section::ObjectPredicates, run.range.clone()),
            Lead::Predicate => Numbers::default(),
        }
    }

    /// Subjects of a run that a subject does not lead.
    pub(super) fn subjects(self, run: &Run) -> Ids<'a> {
        match run.lead {
            Lead::Subject => Ids::default(),
            Lead::Object => self.ids(Section::ObjectSubjects, run.range.clone()),
            Lead::Predicate => self.ids(Section::PredicateSubjects, run.range.clone()),
        }
    }

    /// Objects of a run that an object does not lead.
    pub(super) fn objects(self, run: &Run) -> Ids<'a> {
        match run.lead {
            Lead::Subject => self.ids(Section::SubjectObjects, run.range.clone()),
            Lead::Object => Ids::default(),
            Lead::Predicate => self.ids(Section::PredicateObjects, run.range.clone()),
        }
    }

    /// Graph sets of a run; empty where there is one graph.
    pub(super) fn sets(self, run: &Run) -> Numbers<'a> {
        let section = run.lead.sets();
        if self.0.layout.counts.graphs > 1 { self.numbers(section, run.range.clone()) } else { Numbers::default() }
    }

    fn ids(self, section: Section, range: Range<usize>) -> Ids<'a> {
        let image: &'a Image = self.0;
        Ids::new(image.elements(section, range))
    }

    fn numbers(self, section: Section, range: Range<usize>) -> Numbers<'a> {
        let image: &'a Image = self.0;
        Numbers::new(image.elements(section, range), image.layout.extent(section).width)
    }

    /// The predicate of a term.
    pub(super) fn predicate(self, term: TermId) -> Option<PredicateId> {
        let predicates = self.ids(Section::Predicates, 0..self.0.layout.counts.predicates as usize);
        let index = predicates.lower_bound(term);
        let is_there = predicates.get(index) == Some(term);
        u32::try_from(index).ok().filter(|_| is_there).map(PredicateId)
    }

    /// The term of a predicate.
    pub(super) fn predicate_term(self, predicate: PredicateId) -> Option<TermId> {
        let word = self.0.number(Section::Predicates, predicate.index())?;
        u32::try_from(word).ok().map(TermId)
    }
}
