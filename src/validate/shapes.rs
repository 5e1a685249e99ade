//! Shapes that are fit to be used.

use super::expansion::expansion_faults;
use super::well_formed::faults;
use crate::rdf::{self, ReadRdfError, Syntax};
use crate::source::{Collection, embedded};
use crate::vocab::{counted, sh};
use oxrdf::{Graph, Literal, Term, Triple};
use std::fmt;

/// Faults that are told; one mistake often makes many.
const MAX_TOLD: usize = 10;

/// Why shapes cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ShapesError {
    /// There is no shape among them.
    #[error("there is no shape in it: nothing is of the class sh:NodeShape or sh:PropertyShape, or has a target")]
    None,
    /// They say what SHACL Core does not let them say, or what is not supported.
    #[error("{0}")]
    IllFormed(Faults),
    /// The shipped shapes cannot be read; a test reads them.
    #[error("the shipped shapes")]
    Shipped(#[from] ReadRdfError),
    /// The validator does not understand them, for a reason that was not foreseen.
    #[error("the shapes are not understood: {0}")]
    NotUnderstood(String),
}

/// What is wrong with shapes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fault {
    /// The node it is about, as people read it.
    pub(super) about: String,
    pub(super) what: String,
}

/// All that is wrong with shapes, in order; the first few are printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Fault { about, what }) in self.0.iter().take(MAX_TOLD).enumerate() {
            let separator = if index > 0 { "\n" } else { "" };
            write!(f, "{separator}{about}: {what}")?;
        }
        match self.0.len().checked_sub(MAX_TOLD).filter(|&more| more > 0) {
            Some(more) => write!(f, "\nand {} more", counted(more, "fault")),
            None => Ok(()),
        }
    }
}

/// Shapes that were looked over: what recursion, cyclic lists, unreadable parameters or sheer size would make of a run
/// is refused, not met there.
///
/// ```
/// use aisec_graph::rdf::{Syntax, read};
/// use aisec_graph::validate::Shapes;
/// let text = "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:node <urn:s> .";
/// let mut triples = Vec::new();
/// read(text.as_bytes(), Syntax::Turtle, None, "s", |quad| Ok(triples.push(quad.into())))?;
/// let refused = Shapes::new(triples).unwrap_err().to_string();
/// assert!(refused.starts_with("`urn:s`: it refers to itself"), "{refused}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Shapes {
    pub(super) graph: Graph,
}

impl Shapes {
    /// Takes shapes as they were read, from one file or several.
    ///
    /// # Errors
    /// [`ShapesError::None`] and [`ShapesError::IllFormed`].
    pub fn new(triples: impl IntoIterator<Item = Triple>) -> Result<Self, ShapesError> {
        let mut graph = Graph::new();
        for triple in triples {
            graph.insert(&triple);
        }
        let mut found = faults(&graph);
        if found.is_empty() {
            found = expansion_faults(&graph)?;
        }
        if found.is_empty() {
            return Ok(Self { graph });
        }
        found.sort();
        found.dedup();
        Err(ShapesError::IllFormed(Faults(found)))
    }

    /// The shapes of our own graph.
    ///
    /// # Errors
    /// A test reads them, so a released binary meets none.
    pub fn shipped() -> Result<Self, ShapesError> {
        let mut triples = Vec::new();
        for file in embedded(Collection::Shapes) {
            rdf::read(file.bytes, Syntax::Turtle, None, "shape", |quad| {
                triples.push(quad.into());
                Ok(())
            })?;
        }
        Self::new(triples)
    }

    /// Whether what a shape has to say depends on predicates that no shape names.
    pub(super) fn is_any_closed(&self) -> bool {
        let is_true = Term::from(Literal::from(true));
        self.graph.iter().any(|triple| triple.predicate == sh::CLOSED && triple.object == is_true.as_ref())
    }
}
