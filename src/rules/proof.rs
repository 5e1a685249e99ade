//! Proofs: a statement of the finished graph in, the rules that derive it with what they rest on out, one step back.
//!
//! A rule is run again with its head bound to the statement; nothing was kept of the first run. What a step rests on
//! may be derived itself: whoever asks goes on from there.

use super::clause::{Clause, Part, Stand, named};
use super::solve::{Row, Solvable};
use super::{Rule, RuleError, Target, rules};
use crate::query::{constant, with_short_names};
use crate::snapshot::{DefaultGraph, GraphScope, Pattern, PredicateId, Snapshot, TermId};
use oxrdf::{Term, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{TermPattern, TriplePattern};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// A triple by the identifiers of its terms.
pub type Statement = [TermId; 3];

/// One way in which a rule derives a statement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Derivation {
    /// Number of the rule, in the order rules are run.
    rule: usize,
    /// The statements it takes, sorted, each once.
    pub premises: Vec<Statement>,
    /// What must not be there.
    pub absent: Vec<Absence>,
    /// The graph it writes to, where graphs are kept.
    graph: Option<TermId>,
}

/// What must not be there: triples that meet conditions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Absence {
    /// Patterns; names stand for anything that meets the conditions.
    pub triples: Vec<[Slot; 3]>,
    /// Conditions, in words or as SPARQL with short names.
    pub conditions: Vec<String>,
}

/// A place of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// A term of the graph.
    Term(TermId),
    /// Anything, by the name that the rule has for it.
    Any(String),
}

/// A rule, and all that its body may be.
#[derive(Debug)]
struct Provable {
    rule: Rule,
    /// What it adds, with the terms looked up.
    head: Vec<HeadTriple>,
    /// The graph it writes to, where that is always the same and there.
    graph: Option<TermId>,
    bodies: Vec<Body>,
    /// Variables whose values follow from the head: with a greatest value in the body only what it is grouped by, for
    /// another value may do as well.
    keys: Option<BTreeSet<Variable>>,
}

/// A triple of a template.
#[derive(Debug)]
struct HeadTriple {
    places: [HeadPlace; 3],
    /// Its predicate, where that is always the same and there.
    predicate: Option<PredicateId>,
}

/// A place of a triple of a template.
#[derive(Debug)]
enum HeadPlace {
    Variable(Variable),
    /// `None` of a term that no quad has.
    Term(Option<TermId>),
}

/// A clause, as it is told and as it is solved; looked up when it is first run.
#[derive(Debug)]
struct Body {
    clause: Clause,
    solvable: OnceCell<Solvable>,
}

/// The rules, ready to be run again for single statements of a graph.
#[derive(Debug)]
pub struct Prover {
    snapshot: Snapshot,
    rules: Vec<Provable>,
}

/// What variables of a head are.
type Bound = BTreeMap<Variable, TermId>;
/// What variables of a clause are, be it in the graph or not.
type Solution = BTreeMap<Variable, Term>;

impl Prover {
    /// Reads the shipped rules. Of a graph without named graphs, such as an export of the union, rules are taken to
    /// look at all of it.
    ///
    /// # Errors
    /// [`RuleError`]; the shipped rules are read by the tests.
    pub fn new(snapshot: &Snapshot) -> Result<Self, RuleError> {
        let snapshot = snapshot.clone().with_default_graph(DefaultGraph::Union);
        let rules = rules()?.into_iter().map(|rule| Provable::new(rule, &snapshot)).collect();
        Ok(Self { snapshot, rules })
    }

    /// Name of the rule of a derivation: that of its file, without `.rq`.
    pub fn name(&self, derivation: &Derivation) -> &str {
        self.rules.get(derivation.rule).map_or("", |provable| provable.rule.name.trim_end_matches(".rq"))
    }

    /// What the rule of a derivation says.
    pub fn title(&self, derivation: &Derivation) -> &str {
        self.rules.get(derivation.rule).map_or("", |provable| &provable.rule.title)
    }

    /// The same in Chinese, where it is known.
    pub fn title_zh(&self, derivation: &Derivation) -> Option<&str> {
        self.rules.get(derivation.rule)?.rule.title_zh.as_deref()
    }

    /// The number of its stratum: what it takes is derived by lower ones or by none.
    pub fn stratum(&self, derivation: &Derivation) -> u32 {
        self.rules.get(derivation.rule).map_or(0, |provable| provable.rule.stratum)
    }

    /// Whether a statement stands somewhere where none of its derivations put it.
    ///
    /// Where a source states what a rule derives too, into the same graph, only the derivation is known.
    pub fn is_stated(&self, statement: Statement, derivations: &[Derivation]) -> bool {
        let puts_there = |graph: &Option<TermId>| derivations.iter().any(|derivation| derivation.graph == *graph);
        self.graphs(statement).iter().any(|graph| !puts_there(graph))
    }

    /// The graphs a statement is in.
    fn graphs(&self, [subject, predicate, object]: Statement) -> Vec<Option<TermId>> {
        let pattern = Pattern { subject: Some(subject), predicate: Some(predicate), object: Some(object) };
        self.snapshot.matches(pattern, GraphScope::Every).map(|found| found.graph).collect()
    }

    /// Every way in which rules derive a statement, none of which takes more than another of its rule; fewest premises
    /// first.
    ///
    /// Empty for what sources state. O(solutions of the rules with their head bound).
    pub fn derivations(&self, statement: Statement) -> Vec<Derivation> {
        let mut found = BTreeSet::new();
        let graphs = self.graphs(statement);
        let writes_there = |provable: &Provable| match &provable.rule.target {
            Target::Graph(_) => graphs.contains(&None) || graphs.contains(&provable.graph),
            Target::Variable(_) => true,
        };
        for (number, provable) in self.rules.iter().enumerate().filter(|(_, provable)| writes_there(provable)) {
            for triple in &provable.head {
                let Some(bound) = triple.unified(statement) else { continue };
                for body in &provable.bodies {
                    found.extend(self.rerun(number, provable, body, &bound));
                }
            }
        }
        let mut found = without_larger(found);
        found.sort_by(|a, b| (a.premises.len(), a).cmp(&(b.premises.len(), b)));
        found
    }

    /// Runs one clause of a rule with its head bound.
    fn rerun(&self, rule: usize, provable: &Provable, body: &Body, bound: &Bound) -> Vec<Derivation> {
        let free = body.clause.variables();
        if bound.keys().any(|variable| !free.contains(variable)) {
            return Vec::new();
        }
        let Some(bound) = self.whole_head(provable, &free, bound.clone()) else { return Vec::new() };
        let solvable = body.solvable.get_or_init(|| Solvable::new(&body.clause, &self.snapshot));
        let Some(row) = solvable.row(&bound) else { return Vec::new() };
        let rows = solvable.solutions(row, &self.snapshot);
        rows.iter().filter_map(|row| self.derivation(rule, provable, (&body.clause, solvable), row)).collect()
    }

    /// Binds more of the head: its other triples are in the graph as well. `None` where one is not.
    fn whole_head(&self, provable: &Provable, free: &BTreeSet<Variable>, mut bound: Bound) -> Option<Bound> {
        let follows = |variable: &Variable| provable.keys.as_ref().is_none_or(|keys| keys.contains(variable));
        for HeadTriple { places: [subject, verb, object], predicate } in &provable.head {
            let (HeadPlace::Term(_), Some(subject)) = (verb, subject.known(&bound)) else { continue };
            let objects = predicate.map(|predicate| self.snapshot.objects_of(subject, predicate)).unwrap_or_default();
            match object {
                HeadPlace::Variable(variable) if !bound.contains_key(variable) => {
                    if !free.contains(variable) || !follows(variable) {
                        continue;
                    }
                    let only = objects.get(0)?;
                    if objects.len() == 1 {
                        bound.insert(variable.clone(), only);
                    }
                }
                object => {
                    let object = object.known(&bound)?;
                    objects.contains(object).then_some(())?;
                }
            }
        }
        Some(bound)
    }

    /// What one solution rests on.
    fn derivation(
        &self,
        rule: usize,
        provable: &Provable,
        (clause, solvable): (&Clause, &Solvable),
        row: &Row,
    ) -> Option<Derivation> {
        let premises: BTreeSet<Statement> = solvable.triples(row).collect::<Option<_>>()?;
        let absent =
            clause.parts.iter().filter_map(|part| if let Part::Absent(none) = part { Some(none) } else { None });
        let mut absent = absent.flatten().peekable();
        let solution = if absent.peek().is_some() { solvable.terms(row, &self.snapshot) } else { Solution::new() };
        let absent: BTreeSet<Absence> = absent.map(|clause| self.absence(clause, &solution)).collect();
        let graph = match &provable.rule.target {
            Target::Graph(_) => provable.graph,
            Target::Variable(variable) => solvable.id(variable, row),
        };
        let (premises, absent) = (premises.into_iter().collect(), absent.into_iter().collect());
        Some(Derivation { rule, premises, absent, graph })
    }

    /// A clause with what a solution binds put in. A term that the graph does not have is what makes the clause absent,
    /// and is named as anything.
    fn absence(&self, clause: &Clause, solution: &Solution) -> Absence {
        let known = |term: &TermPattern| match term {
            TermPattern::Variable(variable) => self.snapshot.id(solution.get(variable)?),
            other => self.snapshot.id(&constant(other)?),
        };
        let slot = |term: &TermPattern| match (known(term), term) {
            (Some(id), _) => Slot::Term(id),
            (None, TermPattern::Variable(variable)) => Slot::Any(written_name(variable).to_owned()),
            (None, other) => Slot::Any(other.to_string()),
        };
        let triples = clause.parts.iter().filter_map(|part| match part {
            Part::Triple(triple, _) => Some(triple),
            _ => None,
        });
        let slots =
            |triple: &TriplePattern| [slot(&triple.subject), slot(&named(&triple.predicate)), slot(&triple.object)];
        Absence { triples: triples.map(slots).collect(), conditions: conditions(clause, solution) }
    }
}

/// What a clause asks for but triples, with what a solution binds put in.
fn conditions(clause: &Clause, solution: &Solution) -> Vec<String> {
    let mut clause = clause.clone();
    clause.put(&solution.iter().map(|(variable, term)| (variable.clone(), Stand::Term(term.clone()))).collect());
    let written = |variable: Variable| {
        let name = Variable::new_unchecked(written_name(&variable));
        (variable, Stand::Variable(name))
    };
    clause.put(&clause.variables().into_iter().map(written).collect());
    let in_words = |part| match part {
        Part::Condition(condition) => Some(condition_in_words(&condition)),
        Part::Values(variables, bindings) => {
            Some(with_short_names(&GraphPattern::Values { variables, bindings }.to_string()))
        }
        Part::Absent(clauses) => {
            let none = clauses.iter().map(|clause| with_short_names(&clause.none().to_string()));
            Some(none.collect::<Vec<_>>().join(" and "))
        }
        // A name for a value refuses nothing.
        Part::Triple(..) | Part::Equals(..) => None,
    };
    clause.parts.into_iter().filter_map(in_words).collect()
}

/// A condition; a comparison of a variable in words.
fn condition_in_words(condition: &Expression) -> String {
    let (is, compared) = match condition {
        Expression::Not(inner) => ("is not", &**inner),
        other => ("is", other),
    };
    with_short_names(&match compared {
        Expression::Equal(left, right) | Expression::SameTerm(left, right) => format!("{left} {is} {right}"),
        _ => condition.to_string(),
    })
}

/// The name of a variable in the rule: one that a subquery hides has another behind a space.
fn written_name(variable: &Variable) -> &str {
    variable.as_str().split(' ').next().unwrap_or_default()
}

impl Provable {
    fn new(mut rule: Rule, snapshot: &Snapshot) -> Self {
        let mut clauses = std::mem::take(&mut rule.clauses);
        if snapshot.graphs().next().is_none() {
            clauses.iter_mut().for_each(Clause::forget_graphs);
        }
        let body = |clause| Body { solvable: OnceCell::new(), clause };
        let bodies = clauses.into_iter().map(body).collect();
        let keys = match &rule.body {
            Query::Select { pattern, .. } => group_keys(pattern),
            _ => None,
        };
        let graph = match &rule.target {
            Target::Graph(graph) => snapshot.iri_id(graph.as_ref()),
            Target::Variable(_) => None,
        };
        let head = rule.template.iter().map(|triple| HeadTriple::new(triple, snapshot)).collect();
        Self { rule, head, graph, bodies, keys }
    }
}

impl HeadTriple {
    fn new(triple: &TriplePattern, snapshot: &Snapshot) -> Self {
        let place = |term: &TermPattern| match term {
            TermPattern::Variable(variable) => HeadPlace::Variable(variable.clone()),
            other => HeadPlace::Term(constant(other).and_then(|term| snapshot.id(&term))),
        };
        let predicate = place(&named(&triple.predicate));
        let known = match &predicate {
            HeadPlace::Term(term) => term.and_then(|term| snapshot.predicate(term)),
            HeadPlace::Variable(_) => None,
        };
        Self { places: [place(&triple.subject), predicate, place(&triple.object)], predicate: known }
    }

    /// What its variables are in a statement; `None` where it is not that statement.
    fn unified(&self, statement: Statement) -> Option<Bound> {
        let differs = |(place, id): (&HeadPlace, TermId)| matches!(place, HeadPlace::Term(term) if *term != Some(id));
        if self.places.iter().zip(statement).any(differs) {
            return None;
        }
        let mut bound = Bound::new();
        let mut bind = |(place, id): (&HeadPlace, TermId)| match place {
            HeadPlace::Variable(variable) => *bound.entry(variable.clone()).or_insert(id) == id,
            HeadPlace::Term(_) => true,
        };
        self.places.iter().zip(statement).all(&mut bind).then_some(bound)
    }
}

impl HeadPlace {
    /// The identifier of a constant or bound place, if it is in the graph.
    fn known(&self, bound: &Bound) -> Option<TermId> {
        match self {
            Self::Variable(variable) => bound.get(variable).copied(),
            Self::Term(term) => *term,
        }
    }
}

/// What a pattern's subqueries group by; `None` without one that groups.
fn group_keys(pattern: &GraphPattern) -> Option<BTreeSet<Variable>> {
    match pattern {
        GraphPattern::Group { variables, .. } => Some(variables.iter().cloned().collect()),
        GraphPattern::Join { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Minus { left, right } => {
            let (left, right) = (group_keys(left), group_keys(right));
            match (left, right) {
                (Some(left), Some(right)) => Some(left.intersection(&right).cloned().collect()),
                (one, other) => one.or(other),
            }
        }
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Service { inner, .. } => group_keys(inner),
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => None,
    }
}

/// Those of which no other of the same rule takes only a part.
fn without_larger(found: BTreeSet<Derivation>) -> Vec<Derivation> {
    let all: Vec<Derivation> = found.into_iter().collect();
    let is_part = |part: &Derivation, of: &Derivation| {
        part != of
            && part.rule == of.rule
            && part.premises.len() <= of.premises.len()
            && part.premises.iter().all(|premise| of.premises.binary_search(premise).is_ok())
            && part.absent.iter().all(|absent| of.absent.contains(absent))
    };
    all.iter().filter(|one| !all.iter().any(|other| is_part(other, one))).cloned().collect()
}
