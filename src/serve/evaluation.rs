//! A query, its dataset and the form of its answer in; the answer out, here or by a worker.

use super::engine::State;
use super::negotiation::{Form, Offer, RESULTS, wished};
use super::outlet::{Head, Outlet};
use super::pool::{Job, Pool};
use super::reply::Refusal;
use crate::export::write;
use crate::query::{
    Answers, Prepared, QueryError, QuestionError, WriteError, answers_at_once, bind, default_graph_merged, parse,
    parse_update, question, resolve_parameters,
};
use crate::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use crate::vocab::{did_you_mean, with_causes};
use hyper::{HeaderMap, StatusCode};
use oxrdf::{GraphName, NamedNode};
use serde::{Deserialize, Serialize};
use spargebra::Query;
use spargebra::algebra::QueryDataset;
use std::io::{self, Write};
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
    pub(super) fn new(what: What) -> Self {
        Self { what, default_graphs: Vec::new(), named_graphs: Vec::new(), form: String::new(), max_rows: None }
    }

    /// Whether the request names graphs besides those of the text.
    fn names_graphs(&self) -> bool {
        !self.default_graphs.is_empty() || !self.named_graphs.is_empty()
    }

    fn read(&self, snapshot: &Snapshot) -> Result<Read, Refusal> {
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
        if self.names_graphs() {
            let (Query::Select { dataset, .. }
            | Query::Construct { dataset, .. }
            | Query::Describe { dataset, .. }
            | Query::Ask { dataset, .. }) = &mut query;
            let named = Some(graphs(&self.named_graphs)?);
            *dataset = Some(QueryDataset { default: graphs(&self.default_graphs)?, named });
        }
        Ok(Read { query, notices })
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
        let Read { mut query, .. } = self.read(snapshot)?;
        let form = Form::from_name(&self.form).ok_or_else(|| Refusal::broken("no form of that name"))?;
        let merged = self.merged(&mut query, snapshot)?;
        let snapshot = merged.as_ref().unwrap_or(snapshot);
        written(Prepared::new(snapshot, &query).answers()?, form, self.max_rows, snapshot, out)
    }
}

fn graphs(iris: &[String]) -> Result<Vec<NamedNode>, Refusal> {
    let graph = |iri: &String| {
        NamedNode::new(iri)
            .map_err(|error| Refusal::bad(format!("`{iri}` names no graph: it is no absolute IRI ({error})")))
    };
    iris.iter().map(graph).collect()
}

/// A query as it is evaluated, and what there is to say of its parameters.
#[derive(Debug)]
pub(super) struct Read {
    query: Query,
    notices: Vec<String>,
}

/// What became of a query before there is a thread for it.
#[expect(clippy::large_enum_variant, reason = "it is one of them for a moment only")]
pub(super) enum Begun {
    /// It is answered.
    Answered(Head, Vec<u8>),
    /// It is read.
    Read(Read),
    /// Nothing: it is long.
    Unread,
}

/// Longest answer that is worked out before there is a thread for it, in bytes.
const LONGEST_AT_ONCE: usize = 16 << 10;

/// Answers what is over at once, which is not worth another thread; reads what is not.
pub(super) fn at_once(asked: &Asked, state: &State, headers: &HeaderMap) -> Result<Begun, Refusal> {
    /// Longest text that is read here, in bytes.
    const MAX_TEXT: usize = 4 << 10;
    let text = match &asked.what {
        What::Text { text, .. } if text.len() <= MAX_TEXT => text,
        _ => return Ok(Begun::Unread),
    };
    let snapshot = &state.graph.snapshot;
    let held = |answers, offer: &Offer| {
        let mut answer = Held(Vec::new());
        written(answers, offer.form, asked.max_rows, snapshot, &mut answer).ok()?;
        Some((offer.sent_as, answer.0))
    };
    if !asked.names_graphs()
        && let Some(answers) = state.looks.answers(snapshot, text)
        && let Some((media_type, answer)) = held(answers, wished(headers, &RESULTS)?)
    {
        return Ok(Begun::Answered(Head { media_type, notices: Vec::new() }, answer));
    }
    let Read { query, notices } = asked.read(snapshot)?;
    let offer = wished(headers, Form::offers(&query))?;
    match answers_at_once(snapshot, &query).and_then(|answers| held(answers, offer)) {
        Some((media_type, answer)) => {
            if matches!(query, Query::Select { .. }) {
                state.looks.learn(text);
            }
            Ok(Begun::Answered(Head { media_type, notices }, answer))
        }
        None => Ok(Begun::Read(Read { query, notices })),
    }
}

/// An answer that is held whole, if it is short.
struct Held(Vec<u8>);

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST_AT_ONCE {
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Answers here what is over soon, and has workers do the rest. To be called on a thread with a large stack.
pub(super) fn evaluate(
    mut asked: Asked,
    read: Option<Read>,
    state: &Arc<State>,
    pool: &Pool,
    headers: &HeaderMap,
    mut outlet: Outlet,
) {
    let snapshot = &state.graph.snapshot;
    let read = read.map_or_else(|| asked.read(snapshot), Ok);
    match read.and_then(|read| prepared(&mut asked, read, state, headers, &mut outlet)) {
        Err(refusal) => outlet.end(Err(refusal)),
        Ok(Some((prepared, form))) => {
            let answers = prepared.answers().map_err(Refusal::from);
            let done = answers.and_then(|answers| written(answers, form, asked.max_rows, snapshot, &mut outlet));
            outlet.end(done);
        }
        Ok(None) => pool.take(Job { asked, graph: Arc::clone(&state.graph), outlet }),
    }
}

/// The plan and form of what can be answered here; `None` for what may run away.
fn prepared<'s>(
    asked: &mut Asked,
    read: Read,
    state: &'s State,
    headers: &HeaderMap,
    outlet: &mut Outlet,
) -> Result<Option<(Prepared<'s>, Form)>, Refusal> {
    let snapshot = &state.graph.snapshot;
    let Read { mut query, notices } = read;
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
    answers: Answers<'_>,
    form: Form,
    max_rows: Option<usize>,
    snapshot: &Snapshot,
    out: &mut dyn Write,
) -> Result<(), Refusal> {
    match (answers.at_most(max_rows.unwrap_or(usize::MAX)), form) {
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
