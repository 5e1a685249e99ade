//! A query that comes down to a table, once columns have answered: its rows without the evaluator.

use oxrdf::{Term, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::GroundTerm;

/// Variables and the rows of their values.
pub(in crate::query) struct Table {
    pub(in crate::query) variables: Vec<Variable>,
    pub(in crate::query) rows: Vec<Vec<Option<Term>>>,
}

/// The answer of a SELECT over a table of which columns are renamed and chosen; `None` of any other query.
pub(in crate::query) fn only_table(query: &Query) -> Option<Table> {
    let Query::Select { pattern, .. } = query else { return None };
    let GraphPattern::Project { inner, variables } = pattern else { return None };
    let mut renamed = Vec::new();
    let mut inner = inner.as_ref();
    while let GraphPattern::Extend { inner: below, variable, expression: Expression::Variable(from) } = inner {
        renamed.push((variable, from));
        inner = below;
    }
    let GraphPattern::Values { variables: columns, bindings } = inner else { return None };
    let is_twice = |(at, column): (usize, &Variable)| columns.iter().take(at).any(|before| before == column);
    if columns.iter().enumerate().any(is_twice) {
        return None;
    }
    let place = |variable: &Variable| {
        let from = renamed.iter().find(|(to, _)| *to == variable).map_or(variable, |(_, from)| from);
        columns.iter().position(|column| column == from)
    };
    // What is renamed twice, or bound by nothing, is for the evaluator.
    let places = variables.iter().map(place).collect::<Option<Vec<usize>>>()?;
    let cell = |row: &[Option<GroundTerm>], place: usize| row.get(place).cloned().flatten().map(term);
    let rows = bindings.iter().map(|row| places.iter().map(|&place| cell(row, place)).collect()).collect();
    Some(Table { variables: variables.clone(), rows })
}

fn term(term: GroundTerm) -> Term {
    match term {
        GroundTerm::NamedNode(node) => node.into(),
        GroundTerm::Literal(literal) => literal.into(),
    }
}
