//! The graphs that FROM and USING name, among those that were read: never fetched.

use super::QueryError;
use crate::snapshot::{BuildError, DefaultGraph, Snapshot, SnapshotBuilder};
use oxrdf::{GraphName, NamedNode};
use spargebra::Query;
use spargebra::algebra::QueryDataset;

/// Checks the graphs of FROM and FROM NAMED; where FROM names several, they are merged, a triple once.
///
/// What is returned stands in for the snapshot, and the query no longer names graphs. O(1), or O(quads) to merge.
///
/// # Errors
/// [`QueryError::NoSuchGraph`], [`QueryError::TooLarge`].
pub fn default_graph_merged(query: &mut Query, snapshot: &Snapshot) -> Result<Option<Snapshot>, QueryError> {
    let (Query::Select { dataset, .. }
    | Query::Construct { dataset, .. }
    | Query::Describe { dataset, .. }
    | Query::Ask { dataset, .. }) = query;
    let Some(graphs) = dataset else { return Ok(None) };
    refuse_absent(graphs, |graph| snapshot.empty_graphs().contains(graph) || snapshot.has_graph(graph.as_ref()))?;
    let merged = merged(snapshot, graphs)?;
    if merged.is_some() {
        *dataset = None;
    }
    Ok(merged)
}

/// Refuses a graph that is not there: a query over nothing would answer nothing, without a word.
pub(super) fn refuse_absent(graphs: &QueryDataset, is_there: impl Fn(&NamedNode) -> bool) -> Result<(), QueryError> {
    let absent = graphs.default.iter().chain(graphs.named.iter().flatten()).find(|graph| !is_there(graph));
    absent.map_or(Ok(()), |graph| Err(QueryError::NoSuchGraph { graph: graph.clone() }))
}

/// Only those graphs, where several are the default graph: the evaluator would find a triple once in each of them.
pub(super) fn merged(snapshot: &Snapshot, graphs: &QueryDataset) -> Result<Option<Snapshot>, BuildError> {
    if graphs.default.len() < 2 {
        return Ok(None);
    }
    let named = graphs.named.as_deref().unwrap_or_default();
    let mut builder = SnapshotBuilder::default();
    for mut quad in snapshot.quads() {
        let GraphName::NamedNode(graph) = &quad.graph_name else { continue };
        let (is_default, is_named) = (graphs.default.contains(graph), named.contains(graph));
        if is_named {
            builder.insert(&quad)?;
        }
        if is_default {
            quad.graph_name = GraphName::DefaultGraph;
            builder.insert(&quad)?;
        }
    }
    let empty = snapshot.empty_graphs().iter().filter(|graph| named.contains(graph)).cloned();
    Ok(Some(builder.build(DefaultGraph::Unnamed)?.with_empty_graphs(empty)))
}
