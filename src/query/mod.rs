//! SPARQL over a snapshot: query text and bound parameters in, answers out; an update in, another snapshot out.
//!
//! It evaluates full SPARQL 1.1 queries and updates. It fetches nothing: SERVICE and LOAD are errors and FROM names
//! graphs of the snapshot.

mod algebra;
mod answers;
mod bounds;
mod columnar;
mod computed;
mod dataset;
mod direct;
mod empty;
mod explanation;
mod from;
mod guard;
mod header;
mod labels;
mod left_out;
mod listed;
mod looks;
mod lookup;
mod mistake;
mod parameters;
mod plan;
mod question;
mod star;
mod text;
mod update;

pub(crate) use algebra::{constant, in_graph, joined, one_step, operands, operands_mut};
pub use answers::{Answers, ResultFormat, Solutions, WriteError};
pub(crate) use computed::Computed;
pub(crate) use empty::with_short_names;
pub use empty::{Emptied, Emptying, why_empty};
pub use explanation::{Explanation, Measured, Operator, explain, explain_plan};
pub use from::default_graph_merged;
pub use guard::STACK_BYTES;
pub use header::header;
pub use listed::{Listed, ListedResource, ListingPlace, NearResource, listed, listed_by_other_names};
pub use looks::Looks;
pub use lookup::{LookupError, Sought, Thing, at_address, find, meant_instead};
pub use parameters::{Binding, bind};
pub use question::{Parameter, ParameterType, Question, QuestionError, catalogue, question, resolve_parameters};
pub use text::portable_text;
pub use update::{UpdateError, Updated, update};

use crate::rdf::relabelled;
use crate::snapshot::{BuildError, Snapshot};
use crate::vocab::PREFIXES;
use columnar::{Table, only_table};
use dataset::QuerySnapshot;
use labels::Labels;
use oxrdf::{GraphName, NamedNode};
use plan::{Plan, planned};
use spareval::{QueryEvaluationError, QueryEvaluator, QueryResults, QuerySolutionIter};
use spargebra::{Query, SparqlParser, SparqlSyntaxError, Update};

/// How to ask for less, where an answer takes too much.
pub const NARROW: &str = "ask for less (patterns that share no variable multiply their rows)";

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The text is not SPARQL.
    #[error("line {line}, column {column}: {message}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What was found there, and what to look at.
        message: String,
    },
    /// The base is not an absolute IRI.
    #[error("`{0}` is not an absolute IRI to resolve others against")]
    Base(String),
    /// The text could exhaust the parser or the evaluator.
    #[error("the text has more than {limit} {what}")]
    TooComplex {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: usize,
    },
    /// FROM or USING names a graph that is not there.
    #[error("{graph} is not among the graphs that were read, and nothing is fetched")]
    NoSuchGraph {
        /// The graph.
        graph: NamedNode,
    },
    /// The graphs of FROM or USING together are too large.
    #[error(transparent)]
    TooLarge(#[from] BuildError),
    /// The answer is longer than it may be.
    #[error("the answer has more than {limit} rows or triples")]
    TooMany {
        /// How many it may have.
        limit: usize,
    },
    /// Evaluation failed.
    #[error("{0}")]
    Evaluation(#[from] QueryEvaluationError),
}

/// Parses a query. Our prefixes are declared already; the text may declare them again. `SELECT *` has its variables in
/// the order in which they first appear.
///
/// Text from strangers is parsed, answered and dropped on a thread with [`STACK_BYTES`] of stack.
///
/// # Errors
/// [`QueryError::Syntax`] with line and column, [`QueryError::TooComplex`], [`QueryError::Base`].
pub fn parse(text: &str, base: Option<&str>) -> Result<Query, QueryError> {
    let mut query = parse_as(text, base, SparqlParser::parse_query)?;
    star::in_written_order(&mut query, text);
    Ok(query)
}

/// Parses an update, in the same way as [`parse`] a query.
///
/// # Errors
/// As [`parse`].
pub fn parse_update(text: &str, base: Option<&str>) -> Result<Update, QueryError> {
    parse_as(text, base, SparqlParser::parse_update)
}

fn parse_as<T>(
    text: &str,
    base: Option<&str>,
    parse: impl FnOnce(SparqlParser, &str) -> Result<T, SparqlSyntaxError>,
) -> Result<T, QueryError> {
    guard::refuse_traps(text)?;
    let mut parser = SparqlParser::new();
    // Declaring one takes longer than seeing that it is not used.
    for (prefix, namespace) in PREFIXES.iter().filter(|(prefix, _)| is_used(prefix, text)) {
        parser = parser.with_prefix(*prefix, *namespace).map_err(|_| QueryError::Base((*namespace).to_owned()))?;
    }
    if let Some(base) = base {
        parser = parser.with_base_iri(base).map_err(|_| QueryError::Base(base.to_owned()))?;
    }
    parse(parser, text).map_err(|error| mistake::found(text, &error.to_string()))
}

/// Whether a prefix may be used in a text: it stands before a colon.
fn is_used(prefix: &str, text: &str) -> bool {
    let mut colons = text.match_indices(':').filter_map(|(at, _)| text.get(..at));
    colons.any(|before| before.ends_with(prefix))
}

/// The answers to a query that is one look at a small part of the snapshot, over in less time than a thread takes to
/// wake; `None` of any other.
pub fn answers_at_once<'s>(snapshot: &'s Snapshot, query: &Query) -> Option<Answers<'s>> {
    let is_look = snapshot.is_ours() && query.dataset().is_none() && direct::answers(query);
    if !is_look || bounds::most_steps(query, snapshot) > bounds::LEAST_STEPS {
        return None;
    }
    answers_directly(snapshot, query)
}

/// The answers to a query that is one pass over a part of the snapshot; `None` of any other.
fn answers_directly<'s>(snapshot: &'s Snapshot, query: &Query) -> Option<Answers<'s>> {
    let solutions = direct::solutions(snapshot, query).map(|rows| Answers::Solutions(Solutions::new(rows)));
    solutions.or_else(|| Some(Answers::Graph(Box::new(direct::description(snapshot, query)?))))
}

/// Answers a query.
///
/// # Errors
/// [`QueryError::Evaluation`]; rows may fail later, while they are read.
pub fn run<'s>(snapshot: &'s Snapshot, query: &Query) -> Result<Answers<'s>, QueryError> {
    Prepared::new(snapshot, query).answers()
}

/// A query that is planned for a snapshot.
#[derive(Debug)]
pub struct Prepared<'s> {
    snapshot: &'s Snapshot,
    query: Query,
}

impl<'s> Prepared<'s> {
    /// Plans a query. What columns answer is answered now; that is linear in the triples it is about.
    pub fn new(snapshot: &'s Snapshot, query: &Query) -> Self {
        let Plan { query, .. } = planned(query.clone(), snapshot, false);
        Self { snapshot, query }
    }

    /// Plans a query that is over soon and takes little memory, whatever the data look like (see [`Self::most_steps`]);
    /// `None` of any other.
    ///
    /// A snapshot that is not known to be ours may say of itself what it likes: of that, only queries that are one pass
    /// over a part of it. Others are not even planned, for that may take as long as it says it does not.
    pub fn if_over_soon(snapshot: &'s Snapshot, query: &Query) -> Option<Self> {
        if !snapshot.is_ours() && !direct::answers(query) {
            return None;
        }
        Some(Self::new(snapshot, query)).filter(Self::is_over_soon)
    }

    /// The most rows that can pass from one operator to another, all in all; infinite where texts may grow beyond
    /// measure.
    ///
    /// An upper bound, and often far above what there is: products, paths between any two nodes and joins whose rows
    /// may multiply have large ones even if they turn out to be quick. O(length of the query).
    pub fn most_steps(&self) -> f64 {
        bounds::most_steps(&self.query, self.snapshot)
    }

    /// Whether it is over soon and takes little memory, if the figures of the snapshot are true (see
    /// [`Self::most_steps`]).
    fn is_over_soon(&self) -> bool {
        self.most_steps() <= bounds::FEW_STEPS
    }

    /// Evaluates it.
    ///
    /// # Errors
    /// As [`run`].
    pub fn answers(self) -> Result<Answers<'s>, QueryError> {
        let Self { snapshot, query } = self;
        if let Some(Table { variables, rows }) = only_table(&query) {
            let rows = QuerySolutionIter::from_tuples(variables.into(), rows.into_iter().map(Ok));
            return Ok(Answers::Solutions(Solutions::new(rows)));
        }
        if let Some(answers) = answers_directly(snapshot, &query) {
            return Ok(answers);
        }
        let evaluator = QueryEvaluator::new();
        let results = evaluator.prepare(&query).execute(QuerySnapshot::new(snapshot))?;
        Ok(match results {
            QueryResults::Solutions(solutions) => Answers::Solutions(Solutions::new(solutions)),
            QueryResults::Boolean(answer) => Answers::Boolean(answer),
            QueryResults::Graph(triples) => {
                let mut labels = Labels::default();
                Answers::Graph(Box::new(triples.map(move |triple| {
                    let quad = triple?.in_graph(GraphName::DefaultGraph);
                    Ok(relabelled(quad, |node| labels.known_or_own(node, snapshot)).into())
                })))
            }
        })
    }
}
