//! What is wrong with a graph: a snapshot in, findings out, each with the node it is about and the line that comes from.
//!
//! [`check`] holds our graphs against the shapes of `ontology/shapes.ttl`, which speak of one node each, and the queries
//! of `queries/checks/`, for what takes several. [`conform`] holds any graph against any shapes of SHACL Core. It
//! changes nothing and derives nothing.
//!
//! # Limits
//! SHACL Core (W3C Recommendation of 2017), without SPARQL in shapes; what is refused, and why, [`ShapesError`] says.
//! Of the 98 tests of its suite 97 pass; one is refused, for its paths have sequences inside other paths. In one point it
//! departs from the standard: where a shape is closed, targets by property take in subproperties.

mod checks;
mod conform;
mod expansion;
mod lists;
mod origin;
mod parameters;
mod paths;
mod report;
mod shapes;
mod text;
mod well_formed;

pub use checks::{CheckError, code, codes};
pub use conform::conform;
pub use report::{Finding, Origins, Report};
pub use shapes::{Shapes, ShapesError};

use crate::snapshot::Snapshot;

/// Why a graph could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum ValidateError {
    /// The shapes cannot be used.
    #[error(transparent)]
    Shapes(#[from] ShapesError),
    /// A check query failed.
    #[error(transparent)]
    Check(#[from] CheckError),
}

/// Holds a graph of ours against the shipped shapes and check queries.
///
/// # Errors
/// [`ValidateError`]; tests run the shipped shapes and queries, so that what fails is the snapshot.
pub fn check(snapshot: &Snapshot) -> Result<Report, ValidateError> {
    let mut report = conform(snapshot, &Shapes::shipped()?)?;
    report.findings.extend(checks::findings(snapshot)?);
    report.sort();
    Ok(report)
}

/// Runs the shipped check queries alone, which takes no copy of the graph. No node counts as looked at by a shape.
///
/// # Errors
/// As [`check`].
pub fn query_checks(snapshot: &Snapshot) -> Result<Report, ValidateError> {
    let mut report = Report { findings: checks::findings(snapshot)?, focus_nodes: 0, idle_targets: Vec::new() };
    report.sort();
    Ok(report)
}
