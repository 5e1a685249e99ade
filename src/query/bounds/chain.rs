//! The most rows of a chain of lookups.
//!
//! Whatever order lookups are made in, the rows in the end are the same: the order with the least bound holds for all.

use super::{Bounds, Most, Ways, count};
use crate::query::algebra::{Slots, of_pattern, slot, slot_of};
use crate::snapshot::{Pattern, TermId};
use oxrdf::Term;
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

/// Rows that are few enough to look for no lesser bound.
const FEW_ROWS: f64 = 1_024.0;
/// Links that other orders are tried of: the time is their number to the fourth power.
const MAX_LINKS: usize = 12;
/// Terms of a table that are looked up one by one.
const MAX_TERMS: usize = 16;

/// Terms that a slot can have by a table, `None` for one that no triple has.
type Tables = BTreeMap<String, Vec<Option<TermId>>>;

/// A triple pattern or path of a chain.
struct Link<'b> {
    hop: Hop<'b>,
    /// Rows in all.
    rows: f64,
    subject: End,
    object: End,
}

/// Where a link leads.
enum Hop<'b> {
    /// By a predicate; its figures are read when they are asked for.
    Triple {
        bounds: &'b Bounds<'b>,
        predicate: Sought,
        ways: OnceCell<Ways>,
    },
    Path(Ways),
}

impl Hop<'_> {
    fn ways(&self) -> Ways {
        match self {
            Self::Path(ways) => *ways,
            Self::Triple { bounds, predicate, ways } => *ways.get_or_init(|| match predicate {
                Sought::Any => bounds.any_hop(),
                Sought::Term(_) | Sought::Absent => bounds.hop(predicate.term()),
            }),
        }
    }
}

/// An end of a link.
enum End {
    Constant,
    /// A slot that is bound from the beginning.
    Known,
    Slot(String),
}

impl End {
    fn of(term: &TermPattern, known: &Slots) -> Self {
        match slot(term) {
            None => Self::Constant,
            Some(name) if known.contain(&name) => Self::Known,
            Some(name) => Self::Slot(name),
        }
    }

    /// Whether it is another term from row to row.
    fn is_bound(&self, is_bound: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Constant => false,
            Self::Known => true,
            Self::Slot(name) => is_bound(name),
        }
    }
}

impl Link<'_> {
    /// Rows for one that binds some slots.
    fn rows(&self, is_bound: impl Fn(&str) -> bool) -> f64 {
        if ![&self.subject, &self.object].into_iter().any(|end| end.is_bound(&is_bound)) {
            return self.rows;
        }
        let [subject, object] = self.known(is_bound);
        self.hop.ways().between(subject, object).min(self.rows)
    }

    /// What is passed on the way, for one that binds some slots.
    fn walked(&self, is_bound: impl Fn(&str) -> bool) -> f64 {
        match self.hop {
            Hop::Triple { .. } => 0.0,
            Hop::Path(ways) => {
                let [subject, object] = self.known(is_bound);
                ways.walked(subject, object)
            }
        }
    }

    /// Whether each end is one term only.
    fn known(&self, is_bound: impl Fn(&str) -> bool) -> [bool; 2] {
        [&self.subject, &self.object].map(|end| matches!(end, End::Constant) || end.is_bound(&is_bound))
    }

    fn has(&self, slot: &str) -> bool {
        self.slots().any(|own| own == slot)
    }

    fn slots(&self) -> impl Iterator<Item = &str> {
        [&self.subject, &self.object].into_iter().filter_map(|end| match end {
            End::Slot(name) => Some(name.as_str()),
            End::Constant | End::Known => None,
        })
    }
}

/// A chain as far as it is known.
struct Chain<'b> {
    most: Most,
    links: Vec<Link<'b>>,
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
                    self.widen(3 * patterns.len());
                    for triple in patterns {
                        let link = self.triple(triple, known, &chain.tables);
                        chain.add(link, known);
                        chain.most.binds = chain.most.binds.with(&Slots::of_triple(triple));
                    }
                }
                GraphPattern::Path { subject, path, object } => {
                    let ways = self.ways(path);
                    let [subject, object] = [subject, object].map(|end| End::of(end, known));
                    // What a constant end leads to is not counted beforehand.
                    let rows = ways.between(matches!(subject, End::Constant), matches!(object, End::Constant));
                    self.widen(2);
                    chain.add(Link { hop: Hop::Path(ways), rows, subject, object }, known);
                    chain.most.binds = chain.most.binds.with(&of_pattern(part));
                }
                GraphPattern::Values { variables, bindings }
                    if bindings.iter().all(|row| row.iter().all(Option::is_some)) =>
                {
                    let slots: Vec<String> = variables.iter().map(slot_of).collect();
                    self.widen(slots.len());
                    for (at, name) in slots.iter().enumerate().filter(|_| bindings.len() <= MAX_TERMS) {
                        let terms = bindings.iter().filter_map(|row| row.get(at)?.as_ref());
                        chain.tables.insert(name.clone(), terms.map(|term| self.snapshot.id(&term_of(term))).collect());
                    }
                    // A table of what is bound already keeps rows or drops them; the same row twice doubles them.
                    let is_bound = |name: &String| known.contain(name) || chain.most.binds.contain(name);
                    let is_set = bindings.iter().collect::<HashSet<_>>().len() == bindings.len();
                    let rows = if is_set && slots.iter().all(is_bound) { 1.0 } else { count(bindings.len()) };
                    chain.others *= rows;
                    chain.most = chain.most.then(&Most {
                        rows,
                        steps: count(bindings.len() * slots.len()),
                        binds: of_pattern(part),
                    });
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

    fn triple(&self, triple: &TriplePattern, known: &Slots, tables: &Tables) -> Link<'_> {
        let TriplePattern { subject, predicate, object } = triple;
        let predicate = match predicate {
            NamedNodePattern::NamedNode(node) => Sought::of(self.snapshot.id(&node.clone().into())),
            NamedNodePattern::Variable(_) => Sought::Any,
        };
        Link {
            hop: Hop::Triple { bounds: self, predicate, ways: OnceCell::new() },
            rows: self.matches(&self.terms(subject, tables), predicate, &self.terms(object, tables)),
            subject: End::of(subject, known),
            object: End::of(object, known),
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
                let listed = slot(term).and_then(|slot| tables.get(&slot));
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

impl<'b> Chain<'b> {
    /// Adds a link; what it binds is added by who knows.
    fn add(&mut self, link: Link<'b>, known: &Slots) {
        let is_bound = |name: &str| known.contain(name) || self.most.binds.contain(name);
        let mut rows = self.most.rows * link.rows(is_bound);
        let walked = link.walked(is_bound);
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

fn term_of(term: &GroundTerm) -> Term {
    match term {
        GroundTerm::NamedNode(node) => node.clone().into(),
        GroundTerm::Literal(literal) => literal.clone().into(),
    }
}

/// The least bound of the rows of some links together, over the orders that begin anywhere and go on where the fewest
/// rows are.
fn least(links: &[Link<'_>]) -> f64 {
    let from = |start: usize| {
        let mut left: Vec<&Link<'_>> = links.iter().collect();
        let mut taken: Vec<&Link<'_>> = Vec::new();
        let (mut rows, mut next) = (1.0, Some(start));
        while let Some(at) = next {
            let is_bound = |taken: &[&Link<'_>], name: &str| taken.iter().any(|link| link.has(name));
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
