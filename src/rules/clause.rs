//! The body of a rule as clauses: a pattern goes in, what any one of its solutions rests on comes out, part by part.
//!
//! A clause has no choice left in it: UNION and OPTIONAL make several. What a subquery hides has names of its own, so
//! that nothing is hidden. The greatest or least of a group is any member of it: one with the value that was found is
//! what makes it so.
//!
//! # Limits
//! Other aggregates, paths of any length, LIMIT and EXISTS inside a larger expression are refused. A FILTER may use
//! only what its own group binds: it is moved out of it.

use crate::query::{in_graph, joined, one_step, operands, operands_mut};
use oxrdf::{Literal, Term, Variable};
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::collections::{BTreeMap, BTreeSet};

/// A conjunction: every part holds in a solution.
#[derive(Debug, Clone, Default)]
pub(super) struct Clause {
    pub(super) parts: Vec<Part>,
}

/// One part of a conjunction.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// A triple, in any graph or in one.
    Triple(TriplePattern, Option<NamedNodePattern>),
    /// A table of values.
    Values(Vec<Variable>, Vec<Vec<Option<GroundTerm>>>),
    /// A variable is the value of an expression.
    Equals(Variable, Expression),
    /// A condition.
    Condition(Expression),
    /// None of these holds.
    Absent(Vec<Clause>),
}

/// What stands in for a variable.
#[derive(Debug, Clone)]
pub(super) enum Stand {
    Term(Term),
    Variable(Variable),
}

/// Why a pattern has no clauses.
pub(super) type Refusal = &'static str;

/// The clauses of a pattern; the variables of a head keep their names.
pub(super) fn clauses(pattern: &GraphPattern, head: &BTreeSet<Variable>) -> Result<Vec<Clause>, Refusal> {
    let mut clauses = Unfolding::default().clauses(pattern, None)?;
    for clause in &mut clauses {
        clause.join_names(head);
    }
    Ok(clauses)
}

#[derive(Default)]
struct Unfolding {
    /// Number of subqueries met so far.
    subqueries: usize,
}

impl Unfolding {
    fn clauses(&mut self, pattern: &GraphPattern, graph: Option<&NamedNodePattern>) -> Result<Vec<Clause>, Refusal> {
        Ok(match pattern {
            GraphPattern::Bgp { patterns } => {
                let triple = |triple: &TriplePattern| Part::Triple(with_names(triple), graph.cloned());
                vec![Clause { parts: patterns.iter().map(triple).collect() }]
            }
            GraphPattern::Path { subject, path, object } => {
                let step = one_step(subject, path, object);
                let triple = with_names(&step.ok_or("a path of any length, or of several ways, has no proof")?);
                vec![Clause { parts: vec![Part::Triple(triple, graph.cloned())] }]
            }
            GraphPattern::Values { variables, bindings } => {
                vec![Clause { parts: vec![Part::Values(variables.clone(), bindings.clone())] }]
            }
            GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
                pairs(&self.clauses(left, graph)?, &self.clauses(right, graph)?)
            }
            GraphPattern::Union { left, right } => {
                let mut either = self.clauses(left, graph)?;
                either.extend(self.clauses(right, graph)?);
                either
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                let (left, mut right) = (self.clauses(left, graph)?, self.clauses(right, graph)?);
                for clause in &mut right {
                    clause.parts.extend(expression.clone().map(Part::Condition));
                }
                let without = [Clause { parts: vec![Part::Absent(right.clone())] }];
                let mut either = pairs(&left, &right);
                either.extend(pairs(&left, &without));
                either
            }
            GraphPattern::Minus { left, right } => {
                let without = [Clause { parts: vec![Part::Absent(self.clauses(right, graph)?)] }];
                pairs(&self.clauses(left, graph)?, &without)
            }
            GraphPattern::Filter { expr, inner } => {
                let inner = self.clauses(inner, graph)?;
                self.conditions(expr, graph)?.iter().fold(inner, |clauses, condition| pairs(&clauses, condition))
            }
            GraphPattern::Extend { inner, variable, expression } => {
                let equals = Clause { parts: vec![Part::Equals(variable.clone(), expression.clone())] };
                pairs(&self.clauses(inner, graph)?, &[equals])
            }
            GraphPattern::Graph { name, inner } => self.clauses(inner, Some(name))?,
            GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::OrderBy { inner, .. } => self.clauses(inner, graph)?,
            GraphPattern::Project { inner, variables } => {
                let inner = self.clauses(inner, graph)?;
                self.hide_others(inner, variables)
            }
            GraphPattern::Group { inner, variables, aggregates } => {
                let clauses = self.clauses(inner, graph)?;
                self.groups(clauses, variables, aggregates)?
            }
            GraphPattern::Slice { .. } => return Err("LIMIT has no proof"),
            GraphPattern::Service { .. } => return Err("SERVICE has no proof"),
        })
    }

    /// Groups, as any member of each.
    fn groups(
        &mut self,
        mut members: Vec<Clause>,
        keys: &[Variable],
        aggregates: &[(Variable, AggregateExpression)],
    ) -> Result<Vec<Clause>, Refusal> {
        for (variable, aggregate) in aggregates {
            let value = any_member(aggregate)?;
            for member in &mut members {
                member.parts.push(Part::Equals(variable.clone(), value.clone()));
            }
        }
        let kept: Vec<Variable> = keys.iter().chain(aggregates.iter().map(|(variable, _)| variable)).cloned().collect();
        Ok(self.hide_others(members, &kept))
    }

    /// The parts of a condition, each as the clauses it may be.
    fn conditions(
        &mut self,
        expression: &Expression,
        graph: Option<&NamedNodePattern>,
    ) -> Result<Vec<Vec<Clause>>, Refusal> {
        let part = |part| vec![vec![Clause { parts: vec![part] }]];
        Ok(match expression {
            Expression::And(left, right) => {
                let mut both = self.conditions(left, graph)?;
                both.extend(self.conditions(right, graph)?);
                both
            }
            Expression::Exists(pattern) => vec![self.clauses(pattern, graph)?],
            Expression::Not(inner) if matches!(**inner, Expression::Exists(_)) => {
                let Expression::Exists(pattern) = &**inner else { return Ok(Vec::new()) };
                part(Part::Absent(self.clauses(pattern, graph)?))
            }
            other if has_exists(other) => return Err("EXISTS inside a larger expression has no proof"),
            other => part(Part::Condition(other.clone())),
        })
    }

    /// Gives what a subquery hides names that nothing else has.
    fn hide_others(&mut self, mut clauses: Vec<Clause>, kept: &[Variable]) -> Vec<Clause> {
        self.subqueries += 1;
        for clause in &mut clauses {
            let hidden = clause.variables().into_iter().filter(|variable| !kept.contains(variable));
            // No name that a query can write has a space.
            let own = |variable: &Variable| format!("{} {}", variable.as_str(), self.subqueries);
            let stands: BTreeMap<Variable, Stand> = hidden
                .map(|variable| {
                    let own = Variable::new_unchecked(own(&variable));
                    (variable, Stand::Variable(own))
                })
                .collect();
            clause.put(&stands);
        }
        clauses
    }
}

/// The place of a predicate or graph, as any place.
pub(super) fn named(name: &NamedNodePattern) -> TermPattern {
    match name {
        NamedNodePattern::NamedNode(node) => node.clone().into(),
        NamedNodePattern::Variable(variable) => variable.clone().into(),
    }
}

/// A triple pattern whose blank nodes are variables, as they are in what they match.
fn with_names(triple: &TriplePattern) -> TriplePattern {
    let named = |term: &TermPattern| match term {
        TermPattern::BlankNode(node) => Variable::new_unchecked(format!("blank {}", node.as_str())).into(),
        other => other.clone(),
    };
    TriplePattern {
        subject: named(&triple.subject),
        predicate: triple.predicate.clone(),
        object: named(&triple.object),
    }
}

/// The expression whose value one member of a group has, where the greatest or least is sought.
fn any_member(aggregate: &AggregateExpression) -> Result<Expression, Refusal> {
    match aggregate {
        AggregateExpression::FunctionCall { name: AggregateFunction::Max | AggregateFunction::Min, expr, .. } => {
            Ok(expr.clone())
        }
        _ => Err("an aggregate other than MAX and MIN has no proof"),
    }
}

/// Every clause of one with every clause of the other.
fn pairs(left: &[Clause], right: &[Clause]) -> Vec<Clause> {
    let pair = |(left, right): (&Clause, &Clause)| Clause { parts: [&left.parts[..], &right.parts[..]].concat() };
    left.iter().flat_map(|left| right.iter().map(move |right| (left, right))).map(pair).collect()
}

fn has_exists(expression: &Expression) -> bool {
    matches!(expression, Expression::Exists(_)) || operands(expression).into_iter().any(has_exists)
}

/// Visits an expression and what it is computed of, outermost first.
fn walk(expression: &mut Expression, visit: &mut impl FnMut(&mut Expression)) {
    visit(expression);
    for operand in operands_mut(expression) {
        walk(operand, visit);
    }
}

impl Part {
    /// The variables that it binds.
    fn variables(&self) -> Vec<Variable> {
        match self {
            Self::Triple(triple, graph) => {
                triple_variables(triple).chain(graph.as_ref().and_then(name_variable).cloned()).collect()
            }
            Self::Values(of, _) => of.clone(),
            Self::Equals(variable, _) => vec![variable.clone()],
            Self::Condition(_) | Self::Absent(_) => Vec::new(),
        }
    }
}

impl Clause {
    /// Looks for every triple in all graphs together.
    pub(super) fn forget_graphs(&mut self) {
        for part in &mut self.parts {
            match part {
                Part::Triple(_, graph) => *graph = None,
                Part::Absent(clauses) => clauses.iter_mut().for_each(Self::forget_graphs),
                Part::Values(..) | Part::Equals(..) | Part::Condition(_) => {}
            }
        }
    }

    /// The triples it is about, those that must not be there included.
    pub(super) fn triples(&self) -> Vec<&TriplePattern> {
        let triples = self.parts.iter().flat_map(|part| match part {
            Part::Triple(triple, _) => vec![triple],
            Part::Absent(clauses) => clauses.iter().flat_map(Self::triples).collect(),
            Part::Values(..) | Part::Equals(..) | Part::Condition(_) => Vec::new(),
        });
        triples.collect()
    }

    /// The variables that a solution binds.
    pub(super) fn variables(&self) -> BTreeSet<Variable> {
        self.parts.iter().flat_map(Part::variables).collect()
    }

    /// The variables that its triples and tables bind.
    pub(super) fn matched(&self) -> BTreeSet<Variable> {
        let is_matched = |part: &&Part| matches!(part, Part::Triple(..) | Part::Values(..));
        self.parts.iter().filter(is_matched).flat_map(Part::variables).collect()
    }

    /// Puts terms or other variables in the places of variables.
    pub(super) fn put(&mut self, stands: &BTreeMap<Variable, Stand>) {
        for part in &mut self.parts {
            match part {
                Part::Triple(triple, graph) => {
                    put_term(&mut triple.subject, stands);
                    put_name(&mut triple.predicate, stands);
                    put_term(&mut triple.object, stands);
                    if let Some(graph) = graph {
                        put_name(graph, stands);
                    }
                }
                Part::Values(variables, rows) => put_values(variables, rows, stands),
                Part::Equals(variable, expression) => {
                    put_expression(expression, stands);
                    match stands.get(variable) {
                        Some(Stand::Variable(other)) => *variable = other.clone(),
                        Some(Stand::Term(term)) => {
                            if let Some(value) = constant(term) {
                                *part = Part::Condition(same(value, std::mem::replace(expression, no())));
                            }
                        }
                        None => {}
                    }
                }
                Part::Condition(expression) => put_expression(expression, stands),
                Part::Absent(clauses) => clauses.iter_mut().for_each(|clause| clause.put(stands)),
            }
        }
    }

    /// Where a variable is but another name for a second one, both go by one.
    fn join_names(&mut self, head: &BTreeSet<Variable>) {
        while let Some((at, name, other)) = self.parts.iter().enumerate().find_map(|(at, part)| match part {
            Part::Equals(name, Expression::Variable(other)) if !head.contains(other) => Some((at, name, other)),
            _ => None,
        }) {
            let stands = BTreeMap::from([(other.clone(), Stand::Variable(name.clone()))]);
            self.parts.remove(at);
            self.put(&stands);
        }
    }

    /// The clause as a pattern to evaluate.
    pub(super) fn pattern(&self) -> GraphPattern {
        let mut matched = BTreeSet::new();
        let mut pattern = GraphPattern::default();
        for part in &self.parts {
            let right = match part {
                Part::Triple(triple, graph) => {
                    matched.extend(triple_variables(triple));
                    in_graph(GraphPattern::Bgp { patterns: vec![triple.clone()] }, graph.as_ref())
                }
                Part::Values(variables, rows) => {
                    matched.extend(variables.iter().cloned());
                    GraphPattern::Values { variables: variables.clone(), bindings: rows.clone() }
                }
                Part::Equals(..) | Part::Condition(_) | Part::Absent(_) => continue,
            };
            pattern = joined(pattern, right);
        }
        for part in &self.parts {
            if let Part::Equals(variable, expression) = part {
                let (inner, expression) = (Box::new(pattern), expression.clone());
                pattern = if matched.insert(variable.clone()) {
                    GraphPattern::Extend { inner, variable: variable.clone(), expression }
                } else {
                    let expr = same(Expression::Variable(variable.clone()), expression);
                    GraphPattern::Filter { expr, inner }
                };
            }
        }
        for part in &self.parts {
            let conditions = match part {
                Part::Condition(condition) => vec![condition.clone()],
                Part::Absent(clauses) => clauses.iter().map(Self::none).collect(),
                Part::Triple(..) | Part::Values(..) | Part::Equals(..) => continue,
            };
            for expr in conditions {
                pattern = GraphPattern::Filter { expr, inner: Box::new(pattern) };
            }
        }
        pattern
    }

    /// That the clause does not hold.
    pub(super) fn none(&self) -> Expression {
        Expression::Not(Box::new(Expression::Exists(Box::new(self.pattern()))))
    }
}

fn same(left: Expression, right: Expression) -> Expression {
    Expression::SameTerm(Box::new(left), Box::new(right))
}

fn no() -> Expression {
    Expression::Literal(Literal::from(false))
}

fn constant(term: &Term) -> Option<Expression> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::Literal(literal) => Some(literal.clone().into()),
        Term::BlankNode(_) => None,
    }
}

fn triple_variables(triple: &TriplePattern) -> impl Iterator<Item = Variable> + '_ {
    let ends = [&triple.subject, &triple.object].into_iter().filter_map(|term| match term {
        TermPattern::Variable(variable) => Some(variable),
        _ => None,
    });
    ends.chain(name_variable(&triple.predicate)).cloned()
}

fn name_variable(name: &NamedNodePattern) -> Option<&Variable> {
    match name {
        NamedNodePattern::Variable(variable) => Some(variable),
        NamedNodePattern::NamedNode(_) => None,
    }
}

fn put_term(term: &mut TermPattern, stands: &BTreeMap<Variable, Stand>) {
    let TermPattern::Variable(variable) = term else { return };
    match stands.get(variable) {
        Some(Stand::Term(value)) => *term = value.clone().into(),
        Some(Stand::Variable(other)) => *term = other.clone().into(),
        None => {}
    }
}

fn put_name(name: &mut NamedNodePattern, stands: &BTreeMap<Variable, Stand>) {
    let NamedNodePattern::Variable(variable) = name else { return };
    match stands.get(variable) {
        Some(Stand::Term(Term::NamedNode(node))) => *name = node.clone().into(),
        Some(Stand::Variable(other)) => *name = other.clone().into(),
        Some(Stand::Term(_)) | None => {}
    }
}

/// Keeps the rows that agree with the terms put in, without their columns.
fn put_values(
    variables: &mut Vec<Variable>,
    rows: &mut Vec<Vec<Option<GroundTerm>>>,
    stands: &BTreeMap<Variable, Stand>,
) {
    for at in (0..variables.len()).rev() {
        let Some(variable) = variables.get_mut(at) else { continue };
        match stands.get(variable) {
            Some(Stand::Variable(other)) => *variable = other.clone(),
            Some(Stand::Term(term)) => {
                variables.remove(at);
                rows.retain_mut(|row| row.remove(at).is_none_or(|value| ground(value) == *term));
            }
            None => {}
        }
    }
    rows.dedup();
}

fn ground(term: GroundTerm) -> Term {
    match term {
        GroundTerm::NamedNode(node) => node.into(),
        GroundTerm::Literal(literal) => literal.into(),
    }
}

fn put_expression(expression: &mut Expression, stands: &BTreeMap<Variable, Stand>) {
    walk(expression, &mut |inner| {
        let (Expression::Variable(variable) | Expression::Bound(variable)) = &*inner else { return };
        let is_test = matches!(inner, Expression::Bound(_));
        let value = match stands.get(variable) {
            Some(Stand::Variable(other)) if is_test => Some(Expression::Bound(other.clone())),
            Some(Stand::Variable(other)) => Some(Expression::Variable(other.clone())),
            Some(Stand::Term(_)) if is_test => Some(Expression::Literal(Literal::from(true))),
            Some(Stand::Term(term)) => constant(term),
            None => None,
        };
        if let Some(value) = value {
            *inner = value;
        }
    });
}
