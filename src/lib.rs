//! Knowledge-graph builder and query engine for AI security.
//!
//! Text in (awesome lists, framework tables, mapping sets, reviewed claims), one RDF graph out,
//! with answers, coverage and pictures over it. Data moves one way through the modules; which
//! module may use which is a table that a test holds.

pub mod about;
pub mod catalog;
pub mod coverage;
pub mod diagnostic;
pub mod diff;
pub mod explain;
pub mod export;
pub mod import;
#[cfg(feature = "mcp")]
pub mod mcp;
pub mod pipeline;
pub mod query;
#[cfg(feature = "raster")]
pub mod raster;
pub mod rdf;
pub mod remote;
pub mod render;
pub mod resolve;
pub mod rules;
#[cfg(feature = "serve")]
pub mod serve;
pub mod snapshot;
pub mod source;
pub mod validate;
pub mod vocab;
pub mod worker;
