//! A query, its dataset and the form of its answer in; the answer out, here or by a worker.

use super::negotiation::{Form, wished};
use super::outlet::{Head, Outlet};
use super::pool::{Job, Pool};
use super::reply::Refusal;
use super::server::State;
use crate::export::write;
use crate::query::{
    Answers, Prepared, QueryError, QuestionError, WriteError, bind, default_graph_merged, parse, parse_update,
    question, resolve_parameters,
};
use crate::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use crate::vocab::{did_you_mean, with_causes};
use hyper::{HeaderMap, StatusCode};
use oxrdf::{GraphName, NamedNode};
use serde::{Deserialize, Serialize};
use spargebra::Query;
use spargebra::algebra::QueryDataset;
use std::io::Write;
use std::sync::Arc;

/// What is asked, as a worker can be told it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    pub(super) what: What,
    /// Graphs of the request; they count instead of those that the text names.
    pub(super) default_graphs: Vec<String>,
    pub(super) named_graphs: Vec<String>,
    /// Name of the form of the answer, once that is known.
    pub(super) form: String,
    pub(super) max_rows: Option<usize>,
}

/// The query.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum What {
    /// SPARQL text, and what its relative IRIs are resolved against.
    Text { text: String, base: String },
    /// A named question with parameters as they were typed.
    Question { name: String, parameters: Vec<(String, String)> },
}

impl Asked {
    /// What is asked of all graphs as the query has them, in a form that is still to be found.
    pub(super) fn new(what: What, max_rows: Option<usize>) -> Self {
        Self { what, default_graphs: Vec::new(), named_graphs: Vec::new(), form: String::new(), max_rows }
    }

    /// The query as it is evaluated, and what there is to say of its parameters.
    pub(super) fn query(&self, snapshot: &Snapshot) -> Result<(Query, Vec<String>), Refusal> {
        let (mut query, notices) = match &self.what {
            What::Text { text, base } => {
                (parse(text, Some(base)).map_err(|error| unreadable(error, text, base))?, Vec::new())
            }
            What::Question { name, parameters } => {
                let question = question(name)?;
                let mut query = parse(&question.text, None)?;
                let (bindings, notices) = resolve_parameters(snapshot, &question, parameters)?;
                if let Some(lost) = bind(&mut query, &bindings).first() {
                    return Err(Refusal::broken(format!("`{name}` has no place for its parameter `{lost}`")));
                }
                (query, notices)
            }
        };
        if !self.default_graphs.is_empty() || !self.named_graphs.is_empty() {
            let (Query::Select { dataset, .. }
            | Query::Construct { dataset, .. }
            | Query::Describe { dataset, .. }
            | Query::Ask { dataset, .. }) = &mut query;
            let named = Some(graphs(&self.named_graphs)?);
            *dataset = Some(QueryDataset { default: graphs(&self.default_graphs)?, named });
        }
        Ok((query, notices))
    }

    /// The snapshot of the graphs that are the default graph, where those are several. What the request names and the
    /// snapshot does not have is empty; what the text names has to be there.
    fn merged(&self, query: &mut Query, snapshot: &Snapshot) -> Result<Option<Snapshot>, Refusal> {
        let mut empty = graphs(&self.default_graphs)?;
        empty.extend(graphs(&self.named_graphs)?);
        Ok(default_graph_merged(query, &snapshot.clone().with_empty_graphs(empty))?)
    }

    /// Answers here, whatever it takes.
    pub(super) fn answer(&self, snapshot: &Snapshot, out: &mut dyn Write) -> Result<(), Refusal> {
        let (mut query, _) = self.query(snapshot)?;
        let form = Form::from_name(&self.form).ok_or_else(|| Refusal::broken("no form of that name"))?;
        let merged = self.merged(&mut query, snapshot)?;
        let snapshot = merged.as_ref().unwrap_or(snapshot);
        written(Prepared::new(snapshot, &query), form, self.max_rows, snapshot, out)
    }
}

fn graphs(iris: &[String]) -> Result<Vec<NamedNode>, Refusal> {
    let graph = |iri: &String| {
        NamedNode::new(iri)
            .map_err(|error| Refusal::bad(format!("`{iri}` names no graph: it is no absolute IRI ({error})")))
    };
    iris.iter().map(graph).collect()
}

/// The answer of what is over at once, which is not worth another thread; `None` of what is not, and of what is refused
/// or too long to be held.
pub(super) fn at_once(asked: &Asked, state: &State, headers: &HeaderMap) -> Option<(Head, Vec<u8>)> {
    /// Longest text that is read here, in bytes.
    const MAX_TEXT: usize = 4 << 10;
    /// Longest answer, in bytes.
    const MAX_ANSWER: usize = 16 << 10;
    if !matches!(&asked.what, What::Text { text, .. } if text.len() <= MAX_TEXT) {
        return None;
    }
    let snapshot = &state.graph.snapshot;
    let (query, notices) = asked.query(snapshot).ok()?;
    let offer = wished(headers, Form::offers(&query)).ok()?;
    let prepared = Prepared::if_over_at_once(snapshot, &query)?;
    let mut answer = vec![0; MAX_ANSWER];
    let mut free = answer.as_mut_slice();
    written(prepared, offer.form, asked.max_rows, snapshot, &mut free).ok()?;
    let free = free.len();
    answer.truncate(MAX_ANSWER - free);
    Some((Head { media_type: offer.sent_as, notices }, answer))
}

/// Answers here what is over soon, and has workers do the rest. To be called on a thread with a large stack.
pub(super) fn evaluate(mut asked: Asked, state: &Arc<State>, pool: &Pool, headers: &HeaderMap, mut outlet: Outlet) {
    let snapshot = &state.graph.snapshot;
    match prepared(&mut asked, state, headers, &mut outlet) {
        Err(refusal) => outlet.end(Err(refusal)),
        Ok(Some((prepared, form))) => {
            let done = written(prepared, form, asked.max_rows, snapshot, &mut outlet);
            outlet.end(done);
        }
        Ok(None) => pool.take(Job { asked, graph: Arc::clone(&state.graph), outlet }),
    }
}

/// The plan and form of what can be answered here; `None` for what may run away.
fn prepared<'s>(
    asked: &mut Asked,
    state: &'s State,
    headers: &HeaderMap,
    outlet: &mut Outlet,
) -> Result<Option<(Prepared<'s>, Form)>, Refusal> {
    let snapshot = &state.graph.snapshot;
    let (mut query, notices) = asked.query(snapshot)?;
    let offers = Form::offers(&query);
    let offer = wished(headers, offers)?;
    outlet.begins_with(Head { media_type: offer.sent_as, notices });
    asked.form = offer.name.to_owned();
    let merges = query.dataset().is_some_and(|graphs| graphs.default.len() > 1);
    if merges {
        return Ok(None);
    }
    asked.merged(&mut query, snapshot)?;
    // The built-in graph and its questions are known to go together well.
    let is_ours = state.is_built_in && matches!(asked.what, What::Question { .. });
    let prepared =
        if is_ours { Some(Prepared::new(snapshot, &query)) } else { Prepared::if_over_soon(snapshot, &query) };
    Ok(prepared.map(|prepared| (prepared, offer.form)))
}

/// Writes the answer; fails before the end where the graph turns out damaged.
fn written(
    prepared: Prepared<'_>,
    form: Form,
    max_rows: Option<usize>,
    snapshot: &Snapshot,
    out: &mut dyn Write,
) -> Result<(), Refusal> {
    let answers = prepared.answers()?.at_most(max_rows.unwrap_or(usize::MAX));
    match (answers, form) {
        (Answers::Boolean(answer), Form::Results(format)) => {
            sound(snapshot)?;
            format.write_boolean(answer, out).map_err(WriteError::from)?;
        }
        (Answers::Solutions(solutions), Form::Results(format)) => format.write_solutions(solutions, out)?,
        (Answers::Graph(triples), Form::Rdf(_)) => {
            let mut builder = SnapshotBuilder::default();
            for triple in triples {
                builder.insert(&triple?.in_graph(GraphName::DefaultGraph)).map_err(QueryError::from)?;
            }
            sound(snapshot)?;
            let answer = builder.build(DefaultGraph::Unnamed).map_err(QueryError::from)?;
            if let Some(format) = form.format() {
                write(&answer, format, out).map_err(WriteError::from)?;
            }
        }
        _ => return Err(Refusal::broken("the answer has no such form")),
    }
    sound(snapshot)
}

/// Fails where something was found wrong with a snapshot: what was read of it is no answer.
pub(crate) fn sound(snapshot: &Snapshot) -> Result<(), Refusal> {
    snapshot.damage().map_or(Ok(()), |damage| Err(Refusal::broken(damage.to_string())))
}

/// What is no query: perhaps an update.
fn unreadable(error: QueryError, text: &str, base: &str) -> Refusal {
    let is_update = parse_update(text, Some(base)).is_ok_and(|update| !update.operations.is_empty());
    let mut refusal = Refusal::from(error);
    if is_update {
        "this is an update, and this server answers queries only".clone_into(&mut refusal.message);
    }
    refusal
}

impl From<QueryError> for Refusal {
    fn from(error: QueryError) -> Self {
        let status = match &error {
            QueryError::Syntax { .. }
            | QueryError::Base(_)
            | QueryError::TooComplex { .. }
            | QueryError::NoSuchGraph { .. } => StatusCode::BAD_REQUEST,
            QueryError::TooLarge(_) | QueryError::TooMany { .. } => StatusCode::SERVICE_UNAVAILABLE,
            QueryError::Evaluation(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, error.to_string())
    }
}

impl From<WriteError> for Refusal {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Query(error) => error.into(),
            // What the form has no way to write.
            WriteError::Io(error) => Self::new(StatusCode::NOT_ACCEPTABLE, error.to_string()),
        }
    }
}

impl From<QuestionError> for Refusal {
    /// In words that hold wherever the question came from: not those of a command line.
    fn from(error: QuestionError) -> Self {
        match &error {
            QuestionError::Unknown { name, near } => {
                Self::not_found(format!("no question is called `{name}`{}", did_you_mean(near.as_deref())))
            }
            QuestionError::Missing { question, name, example, meaning } => {
                Self::bad(format!("`{question}` needs `{name}`, for example `{example}`: {meaning}"))
            }
            QuestionError::Repeated { name } => Self::bad(format!("`{name}` is given twice; it takes one value")),
            error => Self::bad(with_causes(error)),
        }
    }
}
