//! Derivation: quads in, the same quads and what follows from them out.
//!
//! Each rule is one CONSTRUCT query in `queries/rules/`, named `NN-what.rq`; equal numbers are one
//! stratum. A rule sees what earlier strata derived and adds once: there is no recursion but
//! property paths. It never removes and makes no blank nodes. [`Prover`] runs single rules again, to prove what they
//! derived.

mod clause;
mod proof;
mod solve;

use clause::{Clause, clauses, named};
pub use proof::{Absence, Derivation, Prover, Slot, Statement};

use crate::query::{self, Answers, QueryError};
use crate::snapshot::{BuildError, DefaultGraph, SnapshotBuilder};
use crate::source::{Collection, embedded};
use crate::vocab::GRAPH;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Variable};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Why derivation stopped.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// A rule is not a CONSTRUCT query with the header it needs.
    #[error("rule `{rule}`: {what}")]
    Malformed {
        /// Its file.
        rule: String,
        /// What is wrong.
        what: &'static str,
    },
    /// A rule could not be evaluated.
    #[error("rule `{rule}`")]
    Query {
        /// Its file.
        rule: String,
        /// Why.
        source: QueryError,
    },
    /// The result does not fit a snapshot.
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// Where a rule's triples go.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Graph(NamedNode),
    Variable(Variable),
}

/// A rule: what it adds for each solution of its body.
#[derive(Debug)]
struct Rule {
    name: String,
    title: String,
    /// In Chinese, where it is known.
    title_zh: Option<String>,
    stratum: u32,
    template: Vec<TriplePattern>,
    target: Target,
    body: Query,
    /// What its body may be.
    clauses: Vec<Clause>,
}

/// Adds to the quads everything the rules derive from them.
///
/// The result does not depend on the order of rules in a stratum. Linear in what goes in and comes out; each stratum
/// sorts what its rules look at, and what is derived is held in the builder alone.
///
/// # Errors
/// [`RuleError`]; the shipped rules are run by the tests.
pub fn derive(mut quads: SnapshotBuilder) -> Result<SnapshotBuilder, RuleError> {
    let rules = rules()?;
    for stratum in rules.chunk_by(|a, b| a.stratum == b.stratum) {
        let snapshot = match read_by(stratum) {
            Some(wanted) => quads.build_only(&wanted, DefaultGraph::Union)?,
            None => quads.build(DefaultGraph::Union)?,
        };
        for rule in stratum {
            let failed = |source| RuleError::Query { rule: rule.name.clone(), source };
            let Answers::Solutions(solutions) = query::run(&snapshot, &rule.body).map_err(failed)? else { continue };
            let variables = solutions.variables().to_vec();
            for solution in solutions {
                rule.instantiate(&variables, &solution.map_err(failed)?, &mut quads)?;
            }
        }
    }
    Ok(quads)
}

/// Predicates that some rules look at, and the object where only one counts; `None` where it may be any.
fn read_by(rules: &[Rule]) -> Option<Vec<(NamedNode, Option<Term>)>> {
    let triples = rules.iter().flat_map(|rule| &rule.clauses).flat_map(Clause::triples);
    let read = |triple: &TriplePattern| match &triple.predicate {
        NamedNodePattern::NamedNode(predicate) => Some((predicate.clone(), query::constant(&triple.object))),
        NamedNodePattern::Variable(_) => None,
    };
    triples.map(read).collect()
}

/// The shipped rules, by stratum.
fn rules() -> Result<Vec<Rule>, RuleError> {
    let mut rules: Vec<Rule> = embedded(Collection::Rules)
        .into_iter()
        .filter(|file| file.has_extension("rq"))
        .map(|file| {
            let name = file.path.rsplit('/').next().unwrap_or(file.path);
            let text = std::str::from_utf8(file.bytes)
                .map_err(|_| RuleError::Malformed { rule: name.to_owned(), what: "it is not UTF-8" })?;
            Rule::parse(name, text)
        })
        .collect::<Result<_, _>>()?;
    rules.sort_by(|a, b| (a.stratum, &a.name).cmp(&(b.stratum, &b.name)));
    Ok(rules)
}

impl Rule {
    fn parse(name: &str, text: &str) -> Result<Self, RuleError> {
        let malformed = |what| RuleError::Malformed { rule: name.to_owned(), what };
        let stratum = name.split('-').next().and_then(|number| number.parse().ok());
        let stratum = stratum.ok_or_else(|| malformed("its name does not start with a stratum number"))?;
        let header = |key| query::header(text).find(|(known, _)| *known == key).map(|(_, value)| value.to_owned());
        let (title, title_zh) = (header("title"), header("title-zh"));
        let title = title.ok_or_else(|| malformed("it has no `# title:` header"))?;
        let graph = header("graph").ok_or_else(|| malformed("it has no `# graph:` header"))?;
        let target = match graph.strip_prefix('?') {
            Some(variable) => Target::Variable(Variable::new_unchecked(variable)),
            None => Target::Graph(NamedNode::new_unchecked(format!("{GRAPH}{graph}"))),
        };
        let parsed = query::parse(text, None).map_err(|source| RuleError::Query { rule: name.to_owned(), source })?;
        let Query::Construct { template, dataset, pattern, base_iri } = parsed else {
            return Err(malformed("it is not a CONSTRUCT query"));
        };
        let variables = head_variables(&template, &target);
        let clauses = clauses(&pattern, &variables.iter().cloned().collect()).map_err(malformed)?;
        let body =
            Query::Select { dataset, pattern: GraphPattern::Project { inner: Box::new(pattern), variables }, base_iri };
        Ok(Self { name: name.to_owned(), title, title_zh, stratum, template, target, body, clauses })
    }

    /// Adds the head for one solution; a triple with an unbound variable is left out.
    fn instantiate(
        &self,
        variables: &[Variable],
        solution: &[Option<Term>],
        quads: &mut SnapshotBuilder,
    ) -> Result<(), BuildError> {
        let value = |variable: &Variable| {
            let index = variables.iter().position(|other| other == variable)?;
            solution.get(index)?.clone()
        };
        let term = |pattern: &TermPattern| match pattern {
            TermPattern::Variable(variable) => value(variable),
            constant => query::constant(constant),
        };
        let graph = match &self.target {
            Target::Graph(graph) => Some(Term::from(graph.clone())),
            Target::Variable(variable) => value(variable),
        };
        let Some(Term::NamedNode(graph)) = graph else { return Ok(()) };
        for triple in &self.template {
            let (Some(Term::NamedNode(subject)), Some(Term::NamedNode(predicate)), Some(object)) =
                (term(&triple.subject), term(&named(&triple.predicate)), term(&triple.object))
            else {
                continue;
            };
            let subject = NamedOrBlankNode::from(subject);
            quads.insert(&Quad::new(subject, predicate, object, GraphName::from(graph.clone())))?;
        }
        Ok(())
    }
}

fn head_variables(template: &[TriplePattern], target: &Target) -> Vec<Variable> {
    let mut variables = Vec::new();
    for triple in template {
        for term in [&triple.subject, &triple.object] {
            if let TermPattern::Variable(variable) = term {
                variables.push(variable.clone());
            }
        }
        if let NamedNodePattern::Variable(variable) = &triple.predicate {
            variables.push(variable.clone());
        }
    }
    if let Target::Variable(variable) = target {
        variables.push(variable.clone());
    }
    variables.sort();
    variables.dedup();
    variables
}
