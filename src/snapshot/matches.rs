//! Patterns, and the quads that fit them.

use super::graphs::{Graphs, Members};
use super::ids::{Ids, Numbers};
use super::image::Image;
use super::orders::{Lead, Orders, PredicateId, Run};
use super::term::TermId;
use std::ops::Range;

/// What a pattern fixes; `None` matches anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pattern {
    /// Subject.
    pub subject: Option<TermId>,
    /// Predicate.
    pub predicate: Option<TermId>,
    /// Object.
    pub object: Option<TermId>,
}

/// Which graphs a pattern looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphScope {
    /// All graphs together, each triple once.
    Union,
    /// The unnamed graph.
    Unnamed,
    /// One named graph.
    Named(TermId),
    /// Every named graph, each quad.
    EachNamed,
    /// Every graph, each quad.
    Every,
}

/// One match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Subject, predicate and object.
    pub triple: [TermId; 3],
    /// Its graph; `None` for the unnamed graph, and in [`GraphScope::Union`].
    pub graph: Option<TermId>,
}

/// The quads that fit a pattern.
#[derive(Debug, Clone)]
pub struct Matches<'a> {
    triples: Triples<'a>,
    keep: Keep,
    /// The last triple, and those of its graphs that are still to be told.
    rest: Option<([TermId; 3], Members<'a>)>,
}

/// What becomes of a triple.
#[derive(Debug, Clone, Copy)]
enum Keep {
    /// It is told once.
    Once,
    /// It is told if it is in the graph.
    If { graph: u32, name: Option<TermId> },
    /// It is told for each graph, the unnamed one included or not.
    Each { unnamed: bool },
}

impl<'a> Matches<'a> {
    pub(super) fn new(image: &'a Image, pattern: Pattern, scope: GraphScope) -> Self {
        let one = |name| Graphs(image).number(name).map(|graph| Keep::If { graph, name });
        let keep = match scope {
            GraphScope::Union => Some(Keep::Once),
            GraphScope::Unnamed => one(None),
            GraphScope::Named(graph) => one(Some(graph)),
            GraphScope::EachNamed => Some(Keep::Each { unnamed: false }),
            GraphScope::Every => Some(Keep::Each { unnamed: true }),
        };
        let triples = keep.map_or_else(|| Triples::none(image), |_| Triples::new(image, pattern));
        Self { triples, keep: keep.unwrap_or(Keep::Once), rest: None }
    }
}

impl Iterator for Matches<'_> {
    type Item = Match;

    fn next(&mut self) -> Option<Match> {
        let graphs = Graphs(self.triples.image);
        loop {
            if let Some((triple, members)) = &mut self.rest {
                if let Some(graph) = members.next() {
                    return Some(Match { triple: *triple, graph: graphs.name(graph) });
                }
                self.rest = None;
            }
            let (triple, set) = self.triples.next()?;
            match self.keep {
                Keep::Once => return Some(Match { triple, graph: None }),
                Keep::If { graph, name } => {
                    if graphs.has(set, graph) {
                        return Some(Match { triple, graph: name });
                    }
                }
                Keep::Each { unnamed } => {
                    let mut members = graphs.members(set);
                    // The unnamed graph has the least number.
                    if !unnamed && members.clone().next().is_some_and(|first| graphs.name(first).is_none()) {
                        members.next();
                    }
                    self.rest = Some((triple, members));
                }
            }
        }
    }
}

/// Walks over triples that fit a pattern, each with the number of its graph set.
#[derive(Debug, Clone)]
struct Triples<'a> {
    image: &'a Image,
    /// The term of every triple of the run that leads it.
    leading: TermId,
    run: Run,
    /// Index in the run of the next triple.
    next: usize,
    predicates: Numbers<'a>,
    subjects: Ids<'a>,
    objects: Ids<'a>,
    sets: Numbers<'a>,
    /// Subjects whose runs are still to come, where nothing is fixed.
    later: Range<u32>,
    /// What the last term of the order must be.
    last: Option<TermId>,
    /// The predicate met last, and its term: runs have few.
    predicate: Option<(u32, TermId)>,
}

impl<'a> Triples<'a> {
    fn none(image: &'a Image) -> Self {
        Self::of(image, TermId(0), Run { lead: Lead::Subject, range: 0..0 })
    }

    fn of(image: &'a Image, leading: TermId, run: Run) -> Self {
        let mut triples = Self {
            image,
            leading,
            run: Run { lead: run.lead, range: 0..0 },
            next: 0,
            predicates: Numbers::default(),
            subjects: Ids::default(),
            objects: Ids::default(),
            sets: Numbers::default(),
            later: 0..0,
            last: None,
            predicate: None,
        };
        triples.enter(leading, run);
        triples
    }

    /// Goes on with another run.
    fn enter(&mut self, leading: TermId, run: Run) {
        let orders = Orders(self.image);
        self.leading = leading;
        self.predicates = orders.predicates(&run);
        self.subjects = orders.subjects(&run);
        self.objects = orders.objects(&run);
        self.sets = orders.sets(&run);
        (self.run, self.next) = (run, 0);
    }

    fn new(image: &'a Image, pattern: Pattern) -> Self {
        let orders = Orders(image);
        let predicate = match pattern.predicate {
            None => None,
            Some(term) => match orders.predicate(term) {
                Some(predicate) => Some(predicate),
                None => return Self::none(image),
            },
        };
        match (pattern.subject, predicate, pattern.object) {
            (None, None, None) => {
                let mut triples = Self::none(image);
                triples.later = 0..image.layout.counts.nodes;
                triples
            }
            (None, Some(predicate), None) => {
                let run = orders.of_predicate(predicate);
                Self::of(image, pattern.predicate.unwrap_or(TermId(0)), run)
            }
            (Some(subject), predicate, None) => {
                Self::of(image, subject, narrowed(orders, orders.of_subject(subject), predicate))
            }
            (None, predicate, Some(object)) => {
                Self::of(image, object, narrowed(orders, orders.of_object(object), predicate))
            }
            (Some(subject), predicate, Some(object)) => {
                let by_subject = narrowed(orders, orders.of_subject(subject), predicate);
                let by_object = narrowed(orders, orders.of_object(object), predicate);
                let (leading, run, last) = if by_subject.range.len() <= by_object.range.len() {
                    (subject, by_subject, object)
                } else {
                    (object, by_object, subject)
                };
                let run = if predicate.is_some() { exact(orders, &run, last) } else { run };
                let mut triples = Self::of(image, leading, run);
                triples.last = Some(last);
                triples
            }
        }
    }

    fn predicate_term(&mut self, number: u32) -> Option<TermId> {
        if let Some((last, term)) = self.predicate
            && last == number
        {
            return Some(term);
        }
        let term = Orders(self.image).predicate_term(PredicateId(number))?;
        self.predicate = Some((number, term));
        Some(term)
    }

    fn next(&mut self) -> Option<([TermId; 3], u32)> {
        loop {
            while self.next == self.run.range.len() {
                let subject = self.later.next()?;
                let run = Orders(self.image).of_subject(TermId(subject));
                self.enter(TermId(subject), run);
            }
            let at = self.next;
            self.next += 1;
            let triple = match self.run.lead {
                Lead::Subject => {
                    let predicate = self.predicates.get(at).and_then(|number| self.predicate_term(number));
                    predicate.zip(self.objects.get(at)).map(|(predicate, object)| [self.leading, predicate, object])
                }
                Lead::Object => {
                    let predicate = self.predicates.get(at).and_then(|number| self.predicate_term(number));
                    predicate.zip(self.subjects.get(at)).map(|(predicate, subject)| [subject, predicate, self.leading])
                }
                Lead::Predicate => self
                    .subjects
                    .get(at)
                    .zip(self.objects.get(at))
                    .map(|(subject, object)| [subject, self.leading, object]),
            };
            // Of one graph there is no column, and its number is 0. A column that is damaged has no elements.
            let set = if self.image.layout.counts.graphs > 1 { self.sets.get(at) } else { Some(0) };
            let (Some(triple), Some(set)) = (triple, set) else {
                self.next = self.run.range.len();
                continue;
            };
            let last = if self.run.lead == Lead::Object { triple[0] } else { triple[2] };
            if self.last.is_none_or(|wanted| wanted == last) {
                return Some((triple, set));
            }
        }
    }
}

/// The part of a run that has a predicate, if one is wanted.
fn narrowed(orders: Orders<'_>, run: Run, predicate: Option<PredicateId>) -> Run {
    match predicate {
        Some(predicate) => orders.with_predicate(&run, predicate),
        None => run,
    }
}

/// The part of a run of one leading term and predicate that ends in a term: one triple or none.
fn exact(orders: Orders<'_>, run: &Run, last: TermId) -> Run {
    let column = if run.lead == Lead::Object { orders.subjects(run) } else { orders.objects(run) };
    let index = column.lower_bound(last);
    let length = usize::from(column.get(index) == Some(last));
    let start = run.range.start + index;
    Run { lead: run.lead, range: start..start + length }
}

/// Number of triples that fit a pattern in all graphs together. O(log) but for a subject with an object and no
/// predicate: as many as the lesser of the two has.
pub(super) fn count(image: &Image, pattern: Pattern) -> usize {
    if pattern == Pattern::default() {
        return image.layout.counts.triples as usize;
    }
    let triples = Triples::new(image, pattern);
    match triples.last {
        None => triples.run.range.len(),
        Some(_) => Matches { triples, keep: Keep::Once, rest: None }.count(),
    }
}
