//! A snapshot as the evaluator sees it. The only dataset type that instantiates the evaluator.

use crate::snapshot::{Damage, GraphScope, Match, Pattern, Snapshot, TermId};
use oxrdf::Term;
use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};
use std::sync::Arc;

/// A term of the snapshot, or one that only the query has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum QueryTerm {
    /// A term of the snapshot.
    Known(TermId),
    /// A term no quad uses.
    New(Arc<Term>),
}

/// A snapshot to query.
#[derive(Debug, Clone, Copy)]
pub(super) struct QuerySnapshot<'s> {
    snapshot: &'s Snapshot,
}

impl<'s> QuerySnapshot<'s> {
    pub(super) fn new(snapshot: &'s Snapshot) -> Self {
        Self { snapshot }
    }

    fn term(&self, term: Term) -> QueryTerm {
        self.snapshot.id(&term).map_or_else(|| QueryTerm::New(Arc::new(term)), QueryTerm::Known)
    }

    /// `None` when a term of the pattern is in no quad, so that nothing can match.
    fn pattern(
        subject: Option<&QueryTerm>,
        predicate: Option<&QueryTerm>,
        object: Option<&QueryTerm>,
    ) -> Option<Pattern> {
        let known = |term: Option<&QueryTerm>| match term {
            None => Some(None),
            Some(QueryTerm::Known(id)) => Some(Some(*id)),
            Some(QueryTerm::New(_)) => None,
        };
        Some(Pattern { subject: known(subject)?, predicate: known(predicate)?, object: known(object)? })
    }
}

impl<'s> QueryableDataset<'s> for QuerySnapshot<'s> {
    type InternalTerm = QueryTerm;
    type Error = Damage;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&QueryTerm>,
        predicate: Option<&QueryTerm>,
        object: Option<&QueryTerm>,
        graph_name: Option<Option<&QueryTerm>>,
    ) -> impl Iterator<Item = Result<InternalQuad<QueryTerm>, Damage>> + use<'s> {
        let scope = match graph_name {
            None => Some(GraphScope::EachNamed),
            Some(None) => Some(self.snapshot.default_scope()),
            Some(Some(QueryTerm::Known(graph))) => Some(GraphScope::Named(*graph)),
            Some(Some(QueryTerm::New(_))) => None,
        };
        let pattern = Self::pattern(subject, predicate, object);
        let matches = pattern.zip(scope).map(|(pattern, scope)| self.snapshot.matches(pattern, scope));
        Sound::new(self.snapshot, matches.into_iter().flatten()).map(|found| {
            let Match { triple, graph } = found?;
            let [subject, predicate, object] = triple.map(QueryTerm::Known);
            Ok(InternalQuad { subject, predicate, object, graph_name: graph.map(QueryTerm::Known) })
        })
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<QueryTerm, Damage>> + use<'s> {
        let empty = self.snapshot.empty_graphs().iter().map(|graph| self.term(graph.clone().into()));
        let empty: Vec<QueryTerm> = empty.collect();
        self.snapshot.graphs().map(QueryTerm::Known).chain(empty).map(Ok)
    }

    fn contains_internal_graph_name(&self, graph: &QueryTerm) -> Result<bool, Damage> {
        Ok(self.internal_named_graphs().any(|named| named.is_ok_and(|named| named == *graph)))
    }

    fn internalize_term(&self, term: Term) -> Result<QueryTerm, Damage> {
        Ok(self.term(term))
    }

    fn externalize_term(&self, term: QueryTerm) -> Result<Term, Damage> {
        match term {
            QueryTerm::Known(id) => {
                let term = self.snapshot.term(id);
                self.snapshot.damage().map_or(Ok(term), |damage| Err(damage.clone()))
            }
            QueryTerm::New(term) => Ok(Arc::unwrap_or_clone(term)),
        }
    }

    fn externalize_expression_term(&self, term: QueryTerm) -> Result<ExpressionTerm, Damage> {
        // The text of an integer is not looked at.
        let integer = if let QueryTerm::Known(id) = &term { id.integer() } else { None };
        match integer {
            Some(value) => Ok(ExpressionTerm::IntegerLiteral(value.into())),
            None => Ok(self.externalize_term(term)?.into()),
        }
    }
}

/// What is read off a snapshot, for as long as nothing is found wrong with it; then what it is, once.
pub(super) struct Sound<'s, I> {
    snapshot: &'s Snapshot,
    found: I,
    is_over: bool,
}

impl<'s, I> Sound<'s, I> {
    pub(super) fn new(snapshot: &'s Snapshot, found: I) -> Self {
        Self { snapshot, found, is_over: false }
    }
}

impl<I: Iterator> Iterator for Sound<'_, I> {
    type Item = Result<I::Item, Damage>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let found = self.found.next();
        let damage = self.snapshot.damage();
        self.is_over = found.is_none() || damage.is_some();
        match damage {
            Some(damage) => Some(Err(damage.clone())),
            None => found.map(Ok),
        }
    }
}
