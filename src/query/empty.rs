//! Why a query has no answer: a query in, the first of its parts that leaves nothing out, with the term that was
//! perhaps meant.
//!
//! A part is a triple pattern, a path, a filter or a group, in the order written. As many parts from the first on as
//! still have a solution are sought by halves, each time asking only whether there is one.
//!
//! # Limits
//! Silent where a question to be asked might take long, where a query groups all it finds into one row, and beyond
//! [`MAX_PARTS`] parts. Optional parts empty nothing and are not looked at.

use super::algebra::{constant, in_graph, joined};
use super::{Answers, Prepared, run};
use crate::snapshot::{Pattern, Snapshot, TermId};
use crate::vocab::{compact, cut, nearest};
use oxrdf::{Term, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, QueryDataset};
use spargebra::term::{NamedNodePattern, TriplePattern};
use std::collections::BTreeSet;

/// Most parts of a query that is looked at.
const MAX_PARTS: usize = 64;
/// Most triples and values looked through for a term like the one written.
const MAX_LOOKED_THROUGH: usize = 1 << 16;
/// Characters of a part that are shown.
const MAX_SHOWN: usize = 120;

/// The part of a query that leaves no solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emptied {
    /// The part, much as it is written, with short names.
    pub part: String,
    /// How it does.
    pub how: Emptying,
    /// A term of it and the one in the graph that was perhaps meant.
    pub near: Option<(String, String)>,
}

/// How a part leaves no solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emptying {
    /// Nothing in the graph fits it.
    Unmatched,
    /// Something fits it, but nothing that goes with the parts before it.
    Unjoined,
    /// It keeps none of the solutions of the parts before it.
    Refused,
}

/// What empties the answer of a query; `None` where it is not empty, and where that cannot be found out soon.
pub fn why_empty(snapshot: &Snapshot, query: &Query) -> Option<Emptied> {
    let (Query::Select { pattern, dataset, .. }
    | Query::Construct { pattern, dataset, .. }
    | Query::Describe { pattern, dataset, .. }
    | Query::Ask { pattern, dataset, .. }) = query;
    let mut parts = Vec::new();
    take_apart(pattern, None, &mut parts)?;
    if parts.len() > MAX_PARTS {
        return None;
    }
    let asker = Asker { snapshot, dataset: dataset.as_ref() };
    if asker.has_solution(&parts)? {
        return None;
    }
    // The parts before `fine` have a solution, those before `empty` have none.
    let (mut fine, mut empty) = (0, parts.len());
    while empty - fine > 1 {
        let middle = fine.midpoint(empty);
        let is_fine = asker.has_solution(parts.get(..middle)?)?;
        if is_fine { fine = middle } else { empty = middle }
    }
    asker.emptied(parts.get(..fine)?, parts.get(fine)?)
}

/// A part of a query.
enum Part {
    Match(GraphPattern),
    Triple(TriplePattern, Option<NamedNodePattern>),
    Filter(Expression),
    Without(GraphPattern),
    Value(Variable, Expression),
}

/// Takes a pattern apart in written order; `None` where it has a row whatever it finds.
fn take_apart(pattern: &GraphPattern, graph: Option<&NamedNodePattern>, parts: &mut Vec<Part>) -> Option<()> {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            parts.extend(patterns.iter().map(|triple| Part::Triple(triple.clone(), graph.cloned())));
        }
        GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
            take_apart(left, graph, parts)?;
            take_apart(right, graph, parts)?;
        }
        GraphPattern::LeftJoin { left: inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::OrderBy { inner, .. } => take_apart(inner, graph, parts)?,
        GraphPattern::Slice { inner, start: 0, length } if *length != Some(0) => take_apart(inner, graph, parts)?,
        GraphPattern::Group { inner, variables, .. } if !variables.is_empty() => take_apart(inner, graph, parts)?,
        GraphPattern::Group { .. } => return None,
        GraphPattern::Filter { expr, inner } => {
            take_apart(inner, graph, parts)?;
            parts.push(Part::Filter(expr.clone()));
        }
        GraphPattern::Minus { left, right } => {
            take_apart(left, graph, parts)?;
            parts.push(Part::Without(in_graph((**right).clone(), graph)));
        }
        GraphPattern::Extend { inner, variable, expression } => {
            take_apart(inner, graph, parts)?;
            parts.push(Part::Value(variable.clone(), expression.clone()));
        }
        GraphPattern::Graph { name, inner } => take_apart(inner, Some(name), parts)?,
        other => parts.push(Part::Match(in_graph(other.clone(), graph))),
    }
    Some(())
}

/// Parts put together again.
fn together(parts: &[Part]) -> GraphPattern {
    parts.iter().fold(GraphPattern::default(), |pattern, part| {
        let boxed = |pattern| Box::new(pattern);
        match part {
            Part::Match(other) => joined(pattern, other.clone()),
            Part::Triple(triple, graph) => {
                joined(pattern, in_graph(GraphPattern::Bgp { patterns: vec![triple.clone()] }, graph.as_ref()))
            }
            Part::Filter(expr) => GraphPattern::Filter { expr: expr.clone(), inner: boxed(pattern) },
            Part::Without(right) => GraphPattern::Minus { left: boxed(pattern), right: boxed(right.clone()) },
            Part::Value(variable, expression) => GraphPattern::Extend {
                inner: boxed(pattern),
                variable: variable.clone(),
                expression: expression.clone(),
            },
        }
    })
}

struct Asker<'s> {
    snapshot: &'s Snapshot,
    dataset: Option<&'s QueryDataset>,
}

impl Asker<'_> {
    /// Whether parts have a solution together; `None` where that may take long, or fails.
    fn has_solution(&self, parts: &[Part]) -> Option<bool> {
        let query = Query::Ask { dataset: self.dataset.cloned(), pattern: together(parts), base_iri: None };
        let prepared = Prepared::new(self.snapshot, &query);
        if !prepared.is_over_soon() {
            return None;
        }
        match prepared.answers().ok()? {
            Answers::Boolean(answer) => Some(answer),
            Answers::Solutions(_) | Answers::Graph(_) => None,
        }
    }

    fn emptied(&self, before: &[Part], part: &Part) -> Option<Emptied> {
        let how = match part {
            Part::Filter(_) | Part::Without(_) | Part::Value(..) => Emptying::Refused,
            Part::Triple(..) | Part::Match(_) if before.is_empty() => Emptying::Unmatched,
            Part::Triple(..) | Part::Match(_) => {
                if self.has_solution(std::slice::from_ref(part))? {
                    Emptying::Unjoined
                } else {
                    Emptying::Unmatched
                }
            }
        };
        let near = match part {
            Part::Triple(triple, _) if how == Emptying::Unmatched => self.near_in_triple(triple),
            Part::Filter(Expression::Equal(left, right)) => self.near_in_filter(before, left, right),
            _ => None,
        };
        Some(Emptied { part: cut(&shown(part), MAX_SHOWN).into_owned(), how, near })
    }

    /// The term of a pattern that nothing fits, and the one most like it that something would fit.
    fn near_in_triple(&self, triple: &TriplePattern) -> Option<(String, String)> {
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(node) => node.clone().into(),
            NamedNodePattern::Variable(variable) => variable.clone().into(),
        };
        let places = [&triple.subject, &predicate, &triple.object];
        let known = places.map(|place| constant(place).map(|term| self.snapshot.id(&term)));
        (0..places.len()).find_map(|at| {
            let written = constant(places.get(at)?)?;
            let mut others = known;
            *others.get_mut(at)? = None;
            // Another term that the graph does not have leaves nothing to look through.
            let [subject, predicate, object] = others.map(|id| id.map_or(Some(None), |id| id.map(Some)));
            let pattern = Pattern { subject: subject?, predicate: predicate?, object: object? };
            let candidates: BTreeSet<TermId> = if at == 1 && pattern == Pattern::default() {
                self.snapshot.predicates().map(|(_, term)| term).collect()
            } else {
                let found = self.snapshot.matches(pattern, self.snapshot.default_scope()).take(MAX_LOOKED_THROUGH);
                found.filter_map(|found| found.triple.get(at).copied()).collect()
            };
            let candidates: Vec<Term> = candidates.into_iter().map(|id| self.snapshot.term(id)).collect();
            near(&written, &candidates)
        })
    }

    /// The literal or IRI that a variable is compared with, and the value of it most like that.
    fn near_in_filter(&self, before: &[Part], left: &Expression, right: &Expression) -> Option<(String, String)> {
        let (variable, written) = match (left, right) {
            (Expression::Variable(variable), value) | (value, Expression::Variable(variable)) => {
                let value: Term = match value {
                    Expression::Literal(literal) => literal.clone().into(),
                    Expression::NamedNode(node) => node.clone().into(),
                    _ => return None,
                };
                (variable, value)
            }
            _ => return None,
        };
        let selected = GraphPattern::Project { inner: Box::new(together(before)), variables: vec![variable.clone()] };
        let pattern = GraphPattern::Slice { inner: Box::new(selected), start: 0, length: Some(MAX_LOOKED_THROUGH) };
        let query = Query::Select { dataset: self.dataset.cloned(), pattern, base_iri: None };
        let Answers::Solutions(solutions) = run(self.snapshot, &query).ok()? else { return None };
        let values = solutions.filter_map(|solution| solution.ok()?.into_iter().next().flatten());
        near(&written, &values.collect::<Vec<_>>())
    }
}

/// A term as it is written, and the one most like it: the same text in another language, datatype or case, else the
/// text or name that is spelled most like it.
fn near(written: &Term, candidates: &[Term]) -> Option<(String, String)> {
    let text = |term: &Term| match term {
        Term::Literal(literal) => literal.value().to_owned(),
        other => short(other),
    };
    let is_same_kind = |other: &&Term| {
        matches!((written, other), (Term::Literal(_), Term::Literal(_)) | (Term::NamedNode(_), Term::NamedNode(_)))
    };
    let others: Vec<&Term> = candidates.iter().filter(is_same_kind).filter(|other| *other != written).collect();
    let folded = text(written).to_lowercase();
    let same = others.iter().find(|other| text(other).to_lowercase() == folded);
    let found = same.copied().or_else(|| {
        let texts: Vec<String> = others.iter().map(|other| text(other)).collect();
        let near = nearest(&text(written), texts.iter().map(String::as_str))?;
        others.iter().zip(&texts).find(|(_, text)| *text == near).map(|(other, _)| *other)
    })?;
    Some((short(written), short(found)))
}

/// A term with short names.
fn short(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => compact(node.as_str()),
        Term::BlankNode(node) => node.to_string(),
        Term::Literal(literal) => with_short_names(&literal.to_string()),
    }
}

fn shown(part: &Part) -> String {
    with_short_names(&match part {
        Part::Triple(triple, None) => triple.to_string(),
        Part::Triple(triple, Some(graph)) => format!("GRAPH {graph} {{ {triple} }}"),
        Part::Match(pattern) => pattern.to_string(),
        Part::Without(pattern) => format!("MINUS {{ {pattern} }}"),
        Part::Filter(expression) => format!("a filter: {expression}"),
        Part::Value(variable, expression) => format!("BIND ({expression} AS {variable})"),
    })
}

/// SPARQL with the IRIs in it that have a prefix shortened.
pub(crate) fn with_short_names(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let iri = after.split_once('>').filter(|(iri, _)| compact(iri) != *iri);
        let (shown, after) = iri.map_or_else(|| ("<".to_owned(), after), |(iri, after)| (compact(iri), after));
        out.push_str(&shown);
        rest = after;
    }
    out + rest
}
