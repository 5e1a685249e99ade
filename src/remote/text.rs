//! The queries that are sent to servers, by the name of their file.

use crate::query::{Binding, bind, parse};
use crate::source::{Collection, EmbeddedFile, embedded};
use oxrdf::Term;
use spargebra::Query;

/// The query of `queries/remote/` of that name, with its parameters bound.
pub(super) fn query(name: &str, bindings: &[(&str, Term)]) -> Query {
    let file = embedded(Collection::Remote).into_iter().find(|file| {
        let stem = file.path.strip_suffix(".rq").unwrap_or(file.path);
        stem.rsplit('/').next() == Some(name)
    });
    let mut query = parsed(file.as_ref().map_or("", of));
    let bindings: Vec<Binding> =
        bindings.iter().map(|(name, term)| Binding { name: (*name).to_owned(), values: vec![term.clone()] }).collect();
    let lost = bind(&mut query, &bindings);
    debug_assert!(lost.is_empty(), "{name} has no place for {lost:?}");
    query
}

/// The text of a query file.
pub(super) fn of(file: &EmbeddedFile) -> &'static str {
    std::str::from_utf8(file.bytes).unwrap_or_default()
}

/// A query of ours.
pub(super) fn parsed(text: &str) -> Query {
    parse(text, None).expect("every query of ours is sent by a test")
}
