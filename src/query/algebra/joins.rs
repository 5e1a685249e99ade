//! Patterns put together: of parts, one pattern.

use spargebra::algebra::GraphPattern;
use spargebra::term::NamedNodePattern;

/// Both patterns; triples side by side in one group of them.
pub(crate) fn joined(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    match (left, right) {
        (GraphPattern::Bgp { mut patterns }, GraphPattern::Bgp { patterns: more }) => {
            patterns.extend(more);
            GraphPattern::Bgp { patterns }
        }
        (GraphPattern::Bgp { patterns }, right) if patterns.is_empty() => right,
        (left, right) => GraphPattern::Join { left: Box::new(left), right: Box::new(right) },
    }
}

/// A pattern in a graph, if one is named.
pub(crate) fn in_graph(pattern: GraphPattern, graph: Option<&NamedNodePattern>) -> GraphPattern {
    match graph {
        None => pattern,
        Some(name) => GraphPattern::Graph { name: name.clone(), inner: Box::new(pattern) },
    }
}
