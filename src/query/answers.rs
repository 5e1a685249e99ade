//! Answers and the standard formats they are written in.

use super::QueryError;
use crate::rdf::not_in_xml;
use oxrdf::{Term, Triple, Variable};
use sparesults::{QueryResultsFormat, QueryResultsSerializer};
use spareval::QuerySolutionIter;
use std::io::{self, Write};
use std::sync::Arc;

/// What a query answers.
pub enum Answers<'s> {
    /// Of SELECT: solutions.
    Solutions(Solutions<'s>),
    /// Of ASK.
    Boolean(bool),
    /// Of CONSTRUCT and DESCRIBE: triples, each at its first place.
    Graph(Box<dyn Iterator<Item = Result<Triple, QueryError>> + 's>),
}

impl std::fmt::Debug for Answers<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Solutions(_) => "Answers::Solutions",
            Self::Boolean(_) => "Answers::Boolean",
            Self::Graph(_) => "Answers::Graph",
        })
    }
}

impl Answers<'_> {
    /// Solutions that were found elsewhere, in their order: for each variable a term or nothing.
    pub fn of_rows(variables: Vec<Variable>, rows: Vec<Vec<Option<Term>>>) -> Self {
        let rows = QuerySolutionIter::from_tuples(variables.into(), rows.into_iter().map(Ok));
        Self::Solutions(Solutions::new(rows))
    }

    /// The same answers, but an error in the place of what comes after so many rows or triples.
    #[must_use]
    pub fn at_most(self, limit: usize) -> Self {
        match self {
            Self::Boolean(answer) => Self::Boolean(answer),
            Self::Solutions(solutions) => Self::Solutions(Solutions { limit, left: limit, ..solutions }),
            Self::Graph(triples) => {
                Self::Graph(Box::new(triples.enumerate().map(move |(index, triple)| {
                    if index < limit { triple } else { Err(QueryError::TooMany { limit }) }
                })))
            }
        }
    }
}

/// Solutions in the order of the query.
pub struct Solutions<'s> {
    variables: Arc<[Variable]>,
    rows: QuerySolutionIter<'s>,
    limit: usize,
    left: usize,
}

impl<'s> Solutions<'s> {
    pub(super) fn new(rows: QuerySolutionIter<'s>) -> Self {
        Self { variables: rows.variables().into(), rows, limit: usize::MAX, left: usize::MAX }
    }

    /// The variables, in the order of the SELECT clause.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }
}

impl Iterator for Solutions<'_> {
    /// One term or nothing for each variable.
    type Item = Result<Vec<Option<Term>>, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        let solution = self.rows.next()?;
        let Some(left) = self.left.checked_sub(1) else { return Some(Err(QueryError::TooMany { limit: self.limit })) };
        self.left = left;
        Some(solution.map(|solution| solution.values().to_vec()).map_err(Into::into))
    }
}

/// A format for solutions and booleans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultFormat {
    /// SPARQL 1.1 Query Results CSV Format.
    Csv,
    /// SPARQL 1.1 Query Results TSV Format.
    Tsv,
    /// SPARQL 1.1 Query Results JSON Format.
    Json,
    /// SPARQL Query Results XML Format.
    Xml,
}

/// Refuses texts that XML has no form for.
fn fit_xml(solution: &[Option<Term>]) -> io::Result<()> {
    let mut texts = solution.iter().flatten().filter_map(|term| match term {
        Term::Literal(literal) => Some(literal.value()),
        Term::NamedNode(_) | Term::BlankNode(_) => None,
    });
    texts.find_map(not_in_xml).map_or(Ok(()), |character| {
        let what =
            format!("XML cannot write the control character U+{:04X}; use json, csv or tsv", u32::from(character));
        Err(io::Error::new(io::ErrorKind::InvalidData, what))
    })
}

/// Why answers could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Evaluation failed on the way.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The writer failed.
    #[error("cannot write the answer")]
    Io(#[from] io::Error),
}

impl ResultFormat {
    /// The format of that name or extension.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "json" | "srj" => Self::Json,
            "xml" | "srx" => Self::Xml,
            _ => return None,
        })
    }

    fn serializer(self) -> QueryResultsSerializer {
        QueryResultsSerializer::from_format(match self {
            Self::Csv => QueryResultsFormat::Csv,
            Self::Tsv => QueryResultsFormat::Tsv,
            Self::Json => QueryResultsFormat::Json,
            Self::Xml => QueryResultsFormat::Xml,
        })
    }

    /// Writes solutions as they come.
    ///
    /// # Errors
    /// [`WriteError`].
    pub fn write_solutions(self, solutions: Solutions<'_>, writer: impl Write) -> Result<(), WriteError> {
        let variables = Arc::clone(&solutions.variables);
        let mut serializer = self.serializer().serialize_solutions_to_writer(writer, variables.to_vec())?;
        for solution in solutions {
            let solution = solution?;
            if self == Self::Xml {
                fit_xml(&solution)?;
            }
            let bound = variables.iter().zip(&solution);
            serializer.serialize(bound.filter_map(|(variable, term)| Some((variable, term.as_ref()?))))?;
        }
        Ok(self.close(serializer.finish()?)?)
    }

    /// Writes the answer of an ASK.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_boolean(self, answer: bool, writer: impl Write) -> io::Result<()> {
        let mut writer = self.serializer().serialize_boolean_to_writer(writer, answer)?;
        if matches!(self, Self::Csv | Self::Tsv) {
            writeln!(writer)?;
        }
        self.close(writer)
    }

    /// Ends the last line of the formats that are one line.
    fn close(self, mut writer: impl Write) -> io::Result<()> {
        if matches!(self, Self::Json | Self::Xml) {
            writeln!(writer)?;
        }
        writer.flush()
    }
}
