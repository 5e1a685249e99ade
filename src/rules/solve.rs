//! The solutions of a clause: what some of its variables are goes in, what all of them are where every part holds comes
//! out.
//!
//! Triples are looked up one after the other, of those that are left the one with the fewest matches; a condition is
//! tested as soon as all that it is about is known. A query planned for each statement takes many times as long.

use super::clause::{Clause, Part, named};
use crate::query::{Computed, constant};
use crate::snapshot::{GraphScope, Match, Pattern, Snapshot, TermId};
use oxrdf::{Term, Variable};
use spargebra::algebra::Expression;
use spargebra::term::{GroundTerm, TermPattern};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::rc::Rc;

/// What a variable stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A term of the graph.
    Known(TermId),
    /// A term that no quad has.
    New(Rc<Term>),
}

/// What each variable stands for, by its number; `None` of one that is not bound.
pub(super) type Row = Vec<Option<Value>>;

/// A clause of which the terms and variables are looked up.
#[derive(Debug)]
pub(super) struct Solvable {
    /// Numbers of its variables and of those of the clauses inside.
    numbers: BTreeMap<Variable, usize>,
    steps: Vec<Step>,
}

/// A part of a clause.
#[derive(Debug)]
struct Step {
    kind: Kind,
    /// The variables that it has to do with as long as they are not bound.
    variables: Vec<usize>,
}

#[derive(Debug)]
enum Kind {
    Triple([Place; 3], Option<Place>),
    Values(Vec<usize>, Vec<Vec<Option<Value>>>),
    Equals { number: usize, value: Formula, is_matched: bool },
    Condition(Formula),
    Absent { clauses: Vec<Vec<Step>>, needs: BTreeSet<usize> },
}

/// A place of a triple.
#[derive(Debug, Clone, Copy)]
enum Place {
    Number(usize),
    Term(TermId),
    /// A term that no quad has.
    Nothing,
}

/// An expression with the numbers of its variables.
#[derive(Debug)]
struct Formula {
    computed: Computed,
    numbers: Vec<usize>,
    /// Those that the clause binds.
    needs: BTreeSet<usize>,
}

impl Solvable {
    pub(super) fn new(clause: &Clause, snapshot: &Snapshot) -> Self {
        let mut reader = Reader { snapshot, numbers: BTreeMap::new() };
        let steps = reader.steps(clause);
        Self { numbers: reader.numbers, steps }
    }

    /// A row in which only some variables are bound; `None` where the clause does not have one of them.
    pub(super) fn row(&self, bound: &BTreeMap<Variable, TermId>) -> Option<Row> {
        let mut row = vec![None; self.numbers.len()];
        for (variable, id) in bound {
            *row.get_mut(*self.numbers.get(variable)?)? = Some(Value::Known(*id));
        }
        Some(row)
    }

    /// What a variable stands for in a row, if it is in the graph.
    pub(super) fn id(&self, variable: &Variable, row: &Row) -> Option<TermId> {
        match row.get(*self.numbers.get(variable)?)? {
            Some(Value::Known(id)) => Some(*id),
            Some(Value::New(_)) | None => None,
        }
    }

    /// The triples of a solution; `None` for one that is not in the graph.
    pub(super) fn triples(&self, row: &Row) -> impl Iterator<Item = Option<[TermId; 3]>> {
        let triple = |step: &Step| match &step.kind {
            Kind::Triple(places, _) => Some(pattern(*places, row).and_then(|found| {
                let Pattern { subject, predicate, object } = found;
                Some([subject?, predicate?, object?])
            })),
            _ => None,
        };
        self.steps.iter().filter_map(triple)
    }

    /// All that is bound in a row, as terms.
    pub(super) fn terms(&self, row: &Row, snapshot: &Snapshot) -> BTreeMap<Variable, Term> {
        let term = |(variable, number): (&Variable, &usize)| {
            Some((variable.clone(), row.get(*number)?.as_ref()?.to_term(snapshot)))
        };
        self.numbers.iter().filter_map(term).collect()
    }

    /// Every solution that goes with a row.
    pub(super) fn solutions(&self, row: Row, snapshot: &Snapshot) -> Vec<Row> {
        let mut found = Vec::new();
        let mut take = |row: &Row| {
            found.push(row.clone());
            ControlFlow::Continue(())
        };
        let _ = Search { snapshot }.solve(opened(&self.steps), row, &mut take);
        found
    }
}

impl Value {
    fn of(term: Term, snapshot: &Snapshot) -> Self {
        snapshot.id(&term).map_or_else(|| Self::New(Rc::new(term)), Self::Known)
    }

    fn to_term(&self, snapshot: &Snapshot) -> Term {
        match self {
            Self::Known(id) => snapshot.term(*id),
            Self::New(term) => Term::clone(term),
        }
    }
}

/// Turns parts into steps.
struct Reader<'s> {
    snapshot: &'s Snapshot,
    numbers: BTreeMap<Variable, usize>,
}

impl Reader<'_> {
    fn steps(&mut self, clause: &Clause) -> Vec<Step> {
        let own: BTreeSet<usize> = clause.variables().iter().map(|variable| self.number(variable)).collect();
        let matched = clause.matched();
        clause.parts.iter().map(|part| self.kind(part, &own, &matched)).map(Step::new).collect()
    }

    fn kind(&mut self, part: &Part, own: &BTreeSet<usize>, matched: &BTreeSet<Variable>) -> Kind {
        match part {
            Part::Triple(triple, graph) => {
                let places =
                    [self.place(&triple.subject), self.place(&named(&triple.predicate)), self.place(&triple.object)];
                Kind::Triple(places, graph.as_ref().map(|graph| self.place(&named(graph))))
            }
            Part::Values(variables, rows) => {
                let value = |term: &Option<GroundTerm>| term.clone().map(|term| Value::of(term.into(), self.snapshot));
                let rows = rows.iter().map(|row| row.iter().map(value).collect()).collect();
                Kind::Values(variables.iter().map(|variable| self.number(variable)).collect(), rows)
            }
            Part::Equals(variable, expression) => Kind::Equals {
                number: self.number(variable),
                value: self.formula(expression, own),
                is_matched: matched.contains(variable),
            },
            Part::Condition(expression) => Kind::Condition(self.formula(expression, own)),
            Part::Absent(clauses) => {
                let clauses: Vec<Vec<Step>> = clauses.iter().map(|clause| self.steps(clause)).collect();
                let mut needs: BTreeSet<usize> =
                    clauses.iter().flatten().flat_map(|step| step.kind.numbers()).collect();
                needs.retain(|number| own.contains(number));
                Kind::Absent { clauses, needs }
            }
        }
    }

    fn number(&mut self, variable: &Variable) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(variable.clone()).or_insert(next)
    }

    fn place(&mut self, term: &TermPattern) -> Place {
        match term {
            TermPattern::Variable(variable) => Place::Number(self.number(variable)),
            other => constant(other).and_then(|term| self.snapshot.id(&term)).map_or(Place::Nothing, Place::Term),
        }
    }

    fn formula(&mut self, expression: &Expression, own: &BTreeSet<usize>) -> Formula {
        let computed = Computed::new(expression);
        let numbers: Vec<usize> = computed.variables().iter().map(|variable| self.number(variable)).collect();
        let needs = numbers.iter().copied().filter(|number| own.contains(number)).collect();
        Formula { computed, numbers, needs }
    }
}

impl Step {
    fn new(kind: Kind) -> Self {
        let variables = match &kind {
            Kind::Triple(..) | Kind::Values(..) => kind.numbers(),
            Kind::Equals { number, value, .. } => value.needs.iter().copied().chain([*number]).collect(),
            Kind::Condition(Formula { needs, .. }) | Kind::Absent { needs, .. } => needs.clone(),
        };
        Self { kind, variables: variables.into_iter().collect() }
    }

    /// What has to be bound before it can be tested; `None` where it is matched instead.
    fn needs(&self) -> Option<&BTreeSet<usize>> {
        match &self.kind {
            Kind::Triple(..) | Kind::Values(..) => None,
            Kind::Equals { value: Formula { needs, .. }, .. }
            | Kind::Condition(Formula { needs, .. })
            | Kind::Absent { needs, .. } => Some(needs),
        }
    }
}

impl Kind {
    /// Numbers of all variables that it is about.
    fn numbers(&self) -> BTreeSet<usize> {
        let of_place = |place: &Place| match place {
            Place::Number(number) => Some(*number),
            Place::Term(_) | Place::Nothing => None,
        };
        match self {
            Self::Triple(places, graph) => places.iter().chain(graph).filter_map(of_place).collect(),
            Self::Values(numbers, _) => numbers.iter().copied().collect(),
            Self::Equals { number, value, .. } => value.numbers.iter().copied().chain([*number]).collect(),
            Self::Condition(test) => test.numbers.iter().copied().collect(),
            Self::Absent { clauses, .. } => clauses.iter().flatten().flat_map(|step| step.kind.numbers()).collect(),
        }
    }
}

struct Search<'s> {
    snapshot: &'s Snapshot,
}

impl Search<'_> {
    /// Tells every row in which the steps hold, until that is enough.
    fn solve(
        &self,
        mut left: Vec<Open<'_>>,
        mut row: Row,
        found: &mut dyn FnMut(&Row) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        while let Some(at) = next_test(&left, &row) {
            if !self.holds(left.remove(at).step, &mut row) {
                return ControlFlow::Continue(());
            }
        }
        for open in &mut left {
            self.recount(open, &row);
        }
        let fewest = left.iter().enumerate().min_by_key(|(_, open)| open.matches);
        let Some((at, Open { matches, .. })) = fewest else { return found(&row) };
        if *matches == 0 {
            return ControlFlow::Continue(());
        }
        let groups = independent(&left, &row);
        if groups.len() > 1 {
            return self.combined(groups, &row, found);
        }
        match &left.remove(at).step.kind {
            Kind::Triple(places, graph) => self.triple(*places, *graph, &left, &row, found),
            Kind::Values(numbers, rows) => rows.iter().try_for_each(|values| {
                let bound = numbers.iter().zip(values).filter_map(|(number, value)| Some((*number, value.clone()?)));
                extended(&row, bound).map_or(ControlFlow::Continue(()), |row| self.solve(left.clone(), row, found))
            }),
            Kind::Equals { .. } | Kind::Condition(_) | Kind::Absent { .. } => ControlFlow::Continue(()),
        }
    }

    /// Solves groups of steps that have nothing to do with each other, each by itself: then every solution of one goes
    /// with every solution of the others, and where one has none the others need not be gone through.
    fn combined(
        &self,
        mut groups: Vec<Vec<Open<'_>>>,
        row: &Row,
        found: &mut dyn FnMut(&Row) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        groups.sort_by_key(|group| group.iter().map(|open| open.matches).min());
        let mut solved = Vec::with_capacity(groups.len());
        for group in groups {
            let mut rows = Vec::new();
            let _ = self.solve(group, row.clone(), &mut |row| {
                rows.push(row.clone());
                ControlFlow::Continue(())
            });
            if rows.is_empty() {
                return ControlFlow::Continue(());
            }
            solved.push(rows);
        }
        product(&solved, row, found)
    }

    fn triple(
        &self,
        places: [Place; 3],
        graph: Option<Place>,
        left: &[Open<'_>],
        row: &Row,
        found: &mut dyn FnMut(&Row) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.matches(places, graph, row).try_for_each(|found_one| {
            let graph = graph.into_iter().zip(found_one.graph);
            let bound = places.into_iter().zip(found_one.triple).chain(graph).filter_map(|(place, id)| match place {
                Place::Number(number) => Some((number, Value::Known(id))),
                Place::Term(_) | Place::Nothing => None,
            });
            extended(row, bound).map_or(ControlFlow::Continue(()), |row| self.solve(left.to_vec(), row, found))
        })
    }

    fn is_there(&self, places: [Place; 3], graph: Option<Place>, row: &Row) -> bool {
        self.matches(places, graph, row).next().is_some()
    }

    /// The quads that a triple may be.
    fn matches(&self, places: [Place; 3], graph: Option<Place>, row: &Row) -> impl Iterator<Item = Match> {
        let scope = match graph.map(|graph| known(graph, row)) {
            None => Some(self.snapshot.default_scope()),
            Some(Known::Free) => Some(GraphScope::EachNamed),
            Some(Known::Term(graph)) => Some(GraphScope::Named(graph)),
            Some(Known::Nothing) => None,
        };
        let found = pattern(places, row).zip(scope).map(|(pattern, scope)| self.snapshot.matches(pattern, scope));
        found.into_iter().flatten()
    }

    /// Counts in how many ways a step matches, if more of it is bound than when it was counted last and that was more
    /// than once.
    fn recount(&self, open: &mut Open<'_>, row: &Row) {
        let Kind::Triple(places, _) = &open.step.kind else { return };
        let bound = places.iter().filter(|place| !matches!(known(**place, row), Known::Free)).count();
        if open.matches <= 1 || open.bound == Some(bound) {
            return;
        }
        open.bound = Some(bound);
        open.matches = pattern(*places, row).map_or(0, |pattern| self.snapshot.count(pattern));
    }

    /// Whether a step that matches nothing holds; a variable that equals a value is bound to it.
    fn holds(&self, step: &Step, row: &mut Row) -> bool {
        match &step.kind {
            Kind::Triple(places, graph) => self.is_there(*places, *graph, row),
            Kind::Values(..) => true,
            Kind::Condition(test) => test.computed.holds(|at| self.term(test, at, row)),
            Kind::Absent { clauses, .. } => !clauses.iter().any(|clause| self.is_solvable(clause, row)),
            Kind::Equals { number, value, is_matched } => {
                let computed = value.computed.value(|at| self.term(value, at, row));
                let computed = computed.map(|term| Value::of(term, self.snapshot));
                let Some(bound) = row.get_mut(*number) else { return false };
                match (&*bound, computed) {
                    (Some(bound), Some(computed)) => *bound == computed,
                    (None, Some(computed)) => {
                        *bound = Some(computed);
                        true
                    }
                    // What cannot be computed is left open, where nothing else says what it is.
                    (bound, None) => bound.is_none() && !is_matched,
                }
            }
        }
    }

    fn is_solvable(&self, clause: &[Step], row: &Row) -> bool {
        self.solve(opened(clause), row.clone(), &mut |_| ControlFlow::Break(())).is_break()
    }

    /// What a variable of a formula stands for.
    fn term(&self, formula: &Formula, at: usize, row: &Row) -> Option<Term> {
        Some(row.get(*formula.numbers.get(at)?)?.as_ref()?.to_term(self.snapshot))
    }
}

/// A step that is still to be taken.
#[derive(Clone, Copy)]
struct Open<'b> {
    step: &'b Step,
    /// In how many ways it matches at most; of a triple, in all graphs.
    matches: usize,
    /// How many places of a triple were bound when that was counted.
    bound: Option<usize>,
}

fn opened(steps: &[Step]) -> Vec<Open<'_>> {
    let matches = |step: &Step| if let Kind::Values(_, rows) = &step.kind { rows.len() } else { usize::MAX };
    steps.iter().map(|step| Open { step, matches: matches(step), bound: None }).collect()
}

/// The first step that can be tested: all that it is about is bound, or nothing is left that could bind it. Triples come
/// first: a look whether one is there costs least.
fn next_test(left: &[Open<'_>], row: &Row) -> Option<usize> {
    let is_bound = |number: &usize| row.get(*number).is_some_and(Option::is_some);
    let is_whole =
        |open: &Open<'_>| matches!(open.step.kind, Kind::Triple(..)) && open.step.variables.iter().all(is_bound);
    let is_ready = |open: &Open<'_>| open.step.needs().is_some_and(|needs| needs.iter().all(is_bound));
    left.iter().position(is_whole).or_else(|| left.iter().position(is_ready)).or_else(|| {
        let is_over = left.iter().all(|open| open.step.needs().is_some());
        let is_equality = |open: &Open<'_>| matches!(open.step.kind, Kind::Equals { .. });
        left.iter().position(is_equality).or((!left.is_empty()).then_some(0)).filter(|_| is_over)
    })
}

/// The steps that are left, in groups that share no variable that is not bound.
fn independent<'b>(left: &[Open<'b>], row: &Row) -> Vec<Vec<Open<'b>>> {
    // Of each variable and of each step, the least step that it has to do with.
    let mut first_with: Vec<Option<usize>> = vec![None; row.len()];
    let mut first: Vec<usize> = (0..left.len()).collect();
    for (at, open) in left.iter().enumerate() {
        for &number in &open.step.variables {
            let (Some(None), Some(other)) = (row.get(number), first_with.get_mut(number)) else { continue };
            let (one, other) = (root(&first, at), root(&first, *other.get_or_insert(at)));
            if let Some(later) = first.get_mut(one.max(other)) {
                *later = one.min(other);
            }
        }
    }
    let firsts = (0..left.len()).filter(|&at| root(&first, at) == at);
    let group = |of| left.iter().enumerate().filter(|(at, _)| root(&first, *at) == of).map(|(_, open)| *open).collect();
    firsts.map(group).collect()
}

/// The step at the head of those that one is grouped with.
fn root(first: &[usize], mut at: usize) -> usize {
    while let Some(&before) = first.get(at).filter(|before| **before < at) {
        at = before;
    }
    at
}

/// Tells a row of each group put together, in every way, until that is enough.
fn product(groups: &[Vec<Row>], row: &Row, found: &mut dyn FnMut(&Row) -> ControlFlow<()>) -> ControlFlow<()> {
    let Some((first, others)) = groups.split_first() else { return found(row) };
    first.iter().try_for_each(|one| {
        let both = row.iter().zip(one).map(|(known, one)| known.as_ref().or(one.as_ref()).cloned()).collect();
        product(others, &both, found)
    })
}

/// What is known of a place.
enum Known {
    Free,
    Term(TermId),
    Nothing,
}

fn known(place: Place, row: &Row) -> Known {
    match place {
        Place::Term(id) => Known::Term(id),
        Place::Nothing => Known::Nothing,
        Place::Number(number) => match row.get(number) {
            Some(Some(Value::Known(id))) => Known::Term(*id),
            Some(Some(Value::New(_))) => Known::Nothing,
            Some(None) | None => Known::Free,
        },
    }
}

/// `None` where a place has a term that no quad has.
fn pattern(places: [Place; 3], row: &Row) -> Option<Pattern> {
    let [subject, predicate, object] = places.map(|place| match known(place, row) {
        Known::Free => Some(None),
        Known::Term(id) => Some(Some(id)),
        Known::Nothing => None,
    });
    Some(Pattern { subject: subject?, predicate: predicate?, object: object? })
}

/// A row with more bound; `None` where that is bound to something else.
fn extended(row: &Row, bound: impl Iterator<Item = (usize, Value)>) -> Option<Row> {
    let mut row = row.clone();
    for (number, value) in bound {
        let place = row.get_mut(number)?;
        if place.as_ref().is_some_and(|known| *known != value) {
            return None;
        }
        *place = Some(value);
    }
    Some(row)
}
