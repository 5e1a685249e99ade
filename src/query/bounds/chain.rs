//! The most rows of a chain of lookups.
//!
//! Whatever order lookups are made in, the rows in the end are the same: the order with the least bound holds for all.

use super::{Bounds, Most, Ways, count};
use crate::query::algebra::{Slots, of_pattern, slot, slot_of};
use crate::snapshot::{Pattern, TermId};
use oxrdf::Term;
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeMap;

/// Rows that are few enough to look for no lesser bound.
const FEW_ROWS: f64 = 1_024.0;
/// Links that other orders are tried of: the time is cubic in them.
const MAX_LINKS: usize = 16;
/// Terms of a table that are looked up one by one.
const MAX_TERMS: usize = 16;

/// Terms that a slot can have by a table, `None` for one that no triple has.
type Tables = BTreeMap<String, Vec<Option<TermId>>>;

/// A triple pattern or path of a chain.
struct Link {
    ways: Ways,
    /// Rows in all.
    rows: f64,
    /// Rows passed on the way between two known ends.
    walked: f64,
    /// Slots of the ends; `None` for a constant, and for what is known from the beginning.
    subject: Option<String>,
    object: Option<String>,
}

impl Link {
    /// Rows for one that binds some slots.
    fn rows(&self, is_bound: impl Fn(&str) -> bool) -> f64 {
        let [subject, object] = [&self.subject, &self.object].map(|slot| slot.as_deref().is_none_or(&is_bound));
        self.ways.between(subject, object).min(self.rows)
    }

    fn has(&self, slot: &str) -> bool {
        self.slots().any(|own| own == slot)
    }

    fn slots(&self) -> impl Iterator<Item = &str> {
        [&self.subject, &self.object].into_iter().filter_map(|slot| slot.as_deref())
    }
}

/// A chain as far as it is known.
struct Chain {
    most: Most,
    links: Vec<Link>,
    tables: Tables,
    /// Rows that what is no link has for each row of the links.
    others: f64,
}

impl Bounds<'_> {
    /// Patterns looked up one after the other.
    pub(super) fn chain(&self, pattern: &GraphPattern, known: &Slots) -> Most {
        let mut chain = Chain { most: Most::one(), links: Vec::new(), tables: Tables::new(), others: 1.0 };
        for part in parts(pattern) {
            match part {
                GraphPattern::Bgp { patterns } => {
                    for triple in patterns {
                        let link = self.triple(triple, known, &chain.tables);
                        chain.add(link, known);
                        chain.most.binds = chain.most.binds.with(&Slots::of_triple(triple));
                    }
                }
                GraphPattern::Path { subject, path, object } => {
                    let ways = self.ways(path);
                    let [subject, object] = [subject, object].map(|end| open(end, known));
                    chain.add(
                        Link { ways, rows: ways.pairs, walked: ways.forth.max(ways.back), subject, object },
                        known,
                    );
                    chain.most.binds = chain.most.binds.with(&of_pattern(part));
                }
                GraphPattern::Values { variables, bindings }
                    if bindings.iter().all(|row| row.iter().all(Option::is_some)) =>
                {
                    let slots: Vec<String> = variables.iter().map(slot_of).collect();
                    for (at, name) in slots.iter().enumerate() {
                        let terms = bindings.iter().filter_map(|row| row.get(at)?.as_ref());
                        chain.tables.insert(name.clone(), terms.map(|term| self.snapshot.id(&term_of(term))).collect());
                    }
                    // A table of what is bound already keeps rows or drops them; the same row twice doubles them.
                    let is_bound = |name: &String| known.contain(name) || chain.most.binds.contain(name);
                    let is_set = bindings
                        .iter()
                        .enumerate()
                        .all(|(at, row)| !bindings.iter().take(at).any(|other| other == row));
                    let rows = if is_set && slots.iter().all(is_bound) { 1.0 } else { count(bindings.len()) };
                    chain.others *= rows;
                    chain.most = chain.most.then(&Most { rows, steps: count(bindings.len()), binds: of_pattern(part) });
                }
                other => {
                    let next = self.pattern(other, &known.with(&chain.most.binds));
                    chain.others *= next.rows;
                    chain.most = chain.most.then(&next);
                }
            }
        }
        chain.most
    }

    fn triple(&self, triple: &TriplePattern, known: &Slots, tables: &Tables) -> Link {
        let TriplePattern { subject, predicate, object } = triple;
        let predicate = match predicate {
            NamedNodePattern::NamedNode(node) => Sought::of(self.snapshot.id(&node.clone().into())),
            NamedNodePattern::Variable(_) => Sought::Any,
        };
        let ways = if let Sought::Any = predicate { self.any_hop() } else { self.hop(predicate.term()) };
        Link {
            ways,
            rows: self.matches(&self.terms(subject, tables), predicate, &self.terms(object, tables)),
            walked: 0.0,
            subject: open(subject, known),
            object: open(object, known),
        }
    }

    /// Triples with any of the terms that can be in each place.
    fn matches(&self, subjects: &[Sought], predicate: Sought, objects: &[Sought]) -> f64 {
        let pairs =
            subjects.iter().flat_map(|subject| objects.iter().map(move |object| [*subject, predicate, *object]));
        let counts = pairs.map(|sought| {
            let is_absent = sought.iter().any(|sought| matches!(sought, Sought::Absent));
            let [subject, predicate, object] = sought.map(Sought::term);
            if is_absent { 0.0 } else { count(self.snapshot.count(Pattern { subject, predicate, object })) }
        });
        counts.sum()
    }

    /// The terms that can be there.
    fn terms(&self, term: &TermPattern, tables: &Tables) -> Vec<Sought> {
        match term {
            TermPattern::NamedNode(node) => vec![Sought::of(self.snapshot.id(&node.clone().into()))],
            TermPattern::Literal(literal) => vec![Sought::of(self.snapshot.id(&literal.clone().into()))],
            TermPattern::Variable(_) | TermPattern::BlankNode(_) => {
                let listed = slot(term).and_then(|slot| tables.get(&slot)).filter(|terms| terms.len() <= MAX_TERMS);
                listed.map_or_else(|| vec![Sought::Any], |terms| terms.iter().copied().map(Sought::of).collect())
            }
        }
    }
}

/// What can be in a place of a triple.
#[derive(Clone, Copy)]
enum Sought {
    Term(TermId),
    /// A term that no triple has.
    Absent,
    Any,
}

impl Sought {
    fn of(id: Option<TermId>) -> Self {
        id.map_or(Self::Absent, Self::Term)
    }

    fn term(self) -> Option<TermId> {
        if let Self::Term(id) = self { Some(id) } else { None }
    }
}

impl Chain {
    /// Adds a link; what it binds is added by who knows.
    fn add(&mut self, link: Link, known: &Slots) {
        let is_bound = |name: &str| known.contain(name) || self.most.binds.contain(name);
        let is_between = link.slots().all(is_bound);
        let mut rows = self.most.rows * link.rows(is_bound);
        let walked = if is_between { link.walked } else { 0.0 };
        self.links.push(link);
        if rows > FEW_ROWS && self.links.len() <= MAX_LINKS {
            rows = rows.min(self.others * least(&self.links));
        }
        self.most.steps += self.most.rows * (1.0 + walked) + rows;
        self.most.rows = rows;
    }
}

/// What is looked up one after the other, in order.
fn parts(mut pattern: &GraphPattern) -> Vec<&GraphPattern> {
    let mut parts = Vec::new();
    while let GraphPattern::Lateral { left, right } = pattern {
        parts.push(right.as_ref());
        pattern = left;
    }
    parts.push(pattern);
    parts.reverse();
    parts
}

/// The slot of a term, if it is not known from the beginning.
fn open(term: &TermPattern, known: &Slots) -> Option<String> {
    slot(term).filter(|name| !known.contain(name))
}

fn term_of(term: &GroundTerm) -> Term {
    match term {
        GroundTerm::NamedNode(node) => node.clone().into(),
        GroundTerm::Literal(literal) => literal.clone().into(),
    }
}

/// The least bound of the rows of some links together, over the orders that begin anywhere and go on where the fewest
/// rows are.
fn least(links: &[Link]) -> f64 {
    let from = |start: usize| {
        let mut left: Vec<&Link> = links.iter().collect();
        let mut taken: Vec<&Link> = Vec::new();
        let (mut rows, mut next) = (1.0, Some(start));
        while let Some(at) = next {
            let is_bound = |taken: &[&Link], name: &str| taken.iter().any(|link| link.has(name));
            let link = left.swap_remove(at);
            rows *= link.rows(|name| is_bound(&taken, name));
            taken.push(link);
            let ranked = left.iter().map(|link| link.rows(|name| is_bound(&taken, name))).enumerate();
            next = ranked.min_by(|one, other| one.1.total_cmp(&other.1)).map(|(at, _)| at);
        }
        rows
    };
    (0..links.len()).map(from).fold(f64::INFINITY, f64::min)
}
