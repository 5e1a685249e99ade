//! A dataset as a whole: a snapshot in; its digest in canonical form and its counts out.
//!
//! It writes no statement: `rdf` says of a graph what is found here.

pub(crate) mod blank_nodes;
mod counts;
mod digest;

pub use counts::{graph_counts, union_counts};
pub use digest::{TooMuchAlike, digest, stated_digest};
