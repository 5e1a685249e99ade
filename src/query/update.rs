//! SPARQL Update: a snapshot and an update in, another snapshot out.
//!
//! Patterns are matched by the evaluator of queries over its one dataset type, so that they mean the same there and here
//! and literals keep their exact form. An update either succeeds as a whole or gives nothing.
//!
//! # Limits
//! LOAD is refused. A graph without triples is remembered from operation to operation (CREATE, DROP) but `GRAPH ?g {}`
//! does not find it and no snapshot holds it. COPY, MOVE and ADD of a graph that is not there copy nothing. Each change
//! of many triples makes a new snapshot: O(n log n) an operation that matches a pattern after a change.

use super::QueryError;
use super::dataset::QuerySnapshot;
use super::from::{merged, refuse_absent};
use super::labels::Labels;
use super::plan::planned_where;
use crate::rdf::relabelled;
use crate::snapshot::{BuildError, Snapshot, SnapshotBuilder};
use oxrdf::{GraphName, NamedNode, Quad, Term};
use spareval::{DeleteInsertQuad, QueryEvaluationError, QueryEvaluator};
use spargebra::algebra::{GraphPattern, GraphTarget, QueryDataset};
use spargebra::term::{self, GroundQuad, GroundQuadPattern, GroundTerm, QuadPattern};
use spargebra::{GraphUpdateOperation, Update};
use std::collections::{BTreeSet, HashSet};

/// Why an update cannot be carried out.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// The pattern of an operation cannot be matched.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// LOAD asks for a document.
    #[error("LOAD {0} is refused: nothing is ever fetched")]
    Load(NamedNode),
    /// CLEAR or DROP names a graph that is not there.
    #[error("there is no graph {0}")]
    NoSuchGraph(NamedNode),
    /// CREATE names a graph that is there.
    #[error("there is a graph {0} already")]
    GraphExists(NamedNode),
    /// The result has too many terms.
    #[error(transparent)]
    TooLarge(#[from] BuildError),
}

/// The matching of a pattern failed.
impl From<QueryEvaluationError> for UpdateError {
    fn from(error: QueryEvaluationError) -> Self {
        Self::Query(error.into())
    }
}

/// What an update comes to.
#[derive(Debug, Clone)]
pub struct Updated {
    /// The data after it. Blank nodes that it made are labelled in the order in which it made them.
    pub snapshot: Snapshot,
    /// What LOAD SILENT asked for and did not get, in the order asked.
    pub not_loaded: Vec<NamedNode>,
}

/// Carries out the operations of an update in their order.
///
/// `loaded` are graphs that were read without a triple in them: a snapshot does not have those.
///
/// # Errors
/// [`UpdateError`] at the first operation that fails.
pub fn update(snapshot: Snapshot, update: &Update, loaded: &[NamedNode]) -> Result<Updated, UpdateError> {
    let mut dataset = Changing::new(snapshot, loaded);
    for operation in &update.operations {
        dataset.apply(operation, update)?;
        dataset.labels.forget();
    }
    dataset.settle()?;
    Ok(Updated { snapshot: dataset.snapshot, not_loaded: dataset.not_loaded })
}

/// A dataset on the way from one snapshot to the next.
struct Changing {
    /// The data but for what follows.
    snapshot: Snapshot,
    /// Quads that are no longer there, if they were; none of them is among the added.
    removed: HashSet<Quad>,
    added: HashSet<Quad>,
    /// Named graphs with triples, and those that once had some and were not dropped.
    graphs: BTreeSet<NamedNode>,
    labels: Labels,
    not_loaded: Vec<NamedNode>,
}

impl Changing {
    fn new(snapshot: Snapshot, loaded: &[NamedNode]) -> Self {
        let named = snapshot.graphs().filter_map(|graph| match snapshot.term(graph) {
            Term::NamedNode(graph) => Some(graph),
            _ => None,
        });
        let graphs = named.chain(loaded.iter().cloned()).collect();
        let (removed, added) = (HashSet::new(), HashSet::new());
        Self { snapshot, removed, added, graphs, labels: Labels::default(), not_loaded: Vec::new() }
    }

    fn apply(&mut self, operation: &GraphUpdateOperation, update: &Update) -> Result<(), UpdateError> {
        match operation {
            GraphUpdateOperation::InsertData { data } => {
                for quad in data {
                    let quad = relabelled(written(quad), |node| self.labels.own(node, &self.snapshot));
                    self.insert(quad);
                }
            }
            GraphUpdateOperation::DeleteData { data } => data.iter().for_each(|quad| self.remove(ground(quad))),
            GraphUpdateOperation::DeleteInsert { delete, insert, using, pattern } => {
                self.change(delete, insert, using.as_ref(), pattern, update)?;
            }
            GraphUpdateOperation::Load { silent: true, source, .. } => self.not_loaded.push(source.clone()),
            GraphUpdateOperation::Load { silent: false, source, .. } => return Err(UpdateError::Load(source.clone())),
            GraphUpdateOperation::Create { silent, graph } => {
                if !self.graphs.insert(graph.clone()) && !silent {
                    return Err(UpdateError::GraphExists(graph.clone()));
                }
            }
            GraphUpdateOperation::Clear { silent, graph } => self.clear(graph, *silent)?,
            GraphUpdateOperation::Drop { silent, graph } => {
                self.clear(graph, *silent)?;
                self.graphs.retain(|name| !is_of(graph, &name.clone().into()));
            }
        }
        Ok(())
    }

    /// DELETE and INSERT for each solution of a pattern: first all that is deleted, then all that is inserted.
    fn change(
        &mut self,
        delete: &[GroundQuadPattern],
        insert: &[QuadPattern],
        using: Option<&QueryDataset>,
        pattern: &GraphPattern,
        update: &Update,
    ) -> Result<(), UpdateError> {
        self.settle()?;
        // WITH names no graphs for GRAPH to look in; its graph need not be there yet.
        if let Some(using) = using.filter(|using| using.named.is_some()) {
            refuse_absent(using, |graph| self.graphs.contains(graph))?;
        }
        let merged = using.map(|using| merged(&self.snapshot, using)).transpose()?.flatten();
        let (matched, using) = match &merged {
            Some(merged) => (merged, None),
            None => (&self.snapshot, using.cloned()),
        };
        let evaluator = QueryEvaluator::new();
        let (delete, insert) = (delete.to_vec(), insert.to_vec());
        let pattern = planned_where(pattern, matched, using.as_ref());
        let prepared = evaluator.prepare_delete_insert(delete, insert, update.base_iri.clone(), using, &pattern);
        let changes: Vec<_> = prepared.execute(QuerySnapshot::new(matched))?.collect::<Result<_, _>>()?;
        for change in &changes {
            if let DeleteInsertQuad::Delete(quad) = change {
                self.remove(quad.clone());
            }
        }
        for change in changes {
            if let DeleteInsertQuad::Insert(quad) = change {
                let quad = relabelled(quad, |node| self.labels.known_or_own(node, &self.snapshot));
                self.insert(quad);
            }
        }
        Ok(())
    }

    fn insert(&mut self, quad: Quad) {
        if let GraphName::NamedNode(graph) = &quad.graph_name {
            self.graphs.insert(graph.clone());
        }
        self.removed.remove(&quad);
        self.added.insert(quad);
    }

    fn remove(&mut self, quad: Quad) {
        self.added.remove(&quad);
        self.removed.insert(quad);
    }

    fn clear(&mut self, target: &GraphTarget, silent: bool) -> Result<(), UpdateError> {
        match target {
            GraphTarget::NamedNode(graph) if !self.graphs.contains(graph) => {
                if silent {
                    Ok(())
                } else {
                    Err(UpdateError::NoSuchGraph(graph.clone()))
                }
            }
            _ => Ok(self.keep(|graph| !is_of(target, graph))?),
        }
    }

    /// Brings the snapshot up to date.
    fn settle(&mut self) -> Result<(), BuildError> {
        if self.removed.is_empty() && self.added.is_empty() { Ok(()) } else { self.keep(|_| true) }
    }

    /// Brings the snapshot up to date with only some graphs.
    fn keep(&mut self, keeps: impl Fn(&GraphName) -> bool) -> Result<(), BuildError> {
        let mut builder = SnapshotBuilder::default();
        for quad in self.snapshot.quads() {
            if keeps(&quad.graph_name) && !self.removed.contains(&quad) {
                builder.insert(&quad)?;
            }
        }
        self.removed.clear();
        let mut added = self.added.drain().filter(|quad| keeps(&quad.graph_name));
        added.try_for_each(|quad| builder.insert(&quad))?;
        drop(added);
        self.snapshot = builder.build(self.snapshot.default_graph())?;
        Ok(())
    }
}

/// Whether a graph is among those an operation is about.
fn is_of(target: &GraphTarget, graph: &GraphName) -> bool {
    match (target, graph) {
        (GraphTarget::AllGraphs, _) | (GraphTarget::DefaultGraph, GraphName::DefaultGraph) => true,
        (GraphTarget::NamedGraphs, graph) => !graph.is_default_graph(),
        (GraphTarget::NamedNode(target), GraphName::NamedNode(graph)) => target == graph,
        (GraphTarget::NamedNode(_) | GraphTarget::DefaultGraph, _) => false,
    }
}

/// A quad as INSERT DATA has it.
fn written(quad: &term::Quad) -> Quad {
    Quad::new(quad.subject.clone(), quad.predicate.clone(), quad.object.clone(), graph(&quad.graph_name))
}

/// A quad as DELETE DATA has it.
fn ground(quad: &GroundQuad) -> Quad {
    let object: Term = match &quad.object {
        GroundTerm::NamedNode(node) => node.clone().into(),
        GroundTerm::Literal(literal) => literal.clone().into(),
    };
    Quad::new(quad.subject.clone(), quad.predicate.clone(), object, graph(&quad.graph_name))
}

fn graph(name: &term::GraphName) -> GraphName {
    match name {
        term::GraphName::NamedNode(graph) => graph.clone().into(),
        term::GraphName::DefaultGraph => GraphName::DefaultGraph,
    }
}
