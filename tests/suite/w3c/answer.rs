//! Answers, read from what was expected and from what was written, and when two are the same.

use super::Verdict;
use super::manifest::TestFile;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use oxrdf::dataset::CanonicalizationAlgorithm;
use oxrdf::vocab::rdf;
use oxrdf::{BlankNode, Dataset, Literal, NamedNodeRef, NamedOrBlankNodeRef, Quad, Term, TermRef};
use oxrdfio::{RdfFormat, RdfParser};
use std::collections::{BTreeMap, BTreeSet};

/// Bound variables of a solution.
pub(super) type Row = BTreeMap<String, Term>;

/// What a query answers.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    Boolean(bool),
    Solutions(BTreeSet<String>, Vec<Row>),
    Graph(Dataset),
}

/// Whether the order of solutions is part of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Matters,
    Free,
}

impl Answer {
    /// The answer in a file with that extension.
    pub(super) fn read(bytes: &[u8], extension: &str, base: &str) -> Result<Self, String> {
        match extension {
            "srx" => Self::results(bytes, QueryResultsFormat::Xml),
            "srj" => Self::results(bytes, QueryResultsFormat::Json),
            "tsv" => Self::results(bytes, QueryResultsFormat::Tsv),
            "csv" => Self::csv(bytes),
            _ => dataset(bytes, extension, base).map(Self::result_set),
        }
    }

    fn results(bytes: &[u8], format: QueryResultsFormat) -> Result<Self, String> {
        let parsed = QueryResultsParser::from_format(format).for_slice(bytes).map_err(|error| error.to_string())?;
        match parsed {
            SliceQueryResultsParserOutput::Boolean(answer) => Ok(Self::Boolean(answer)),
            SliceQueryResultsParserOutput::Solutions(solutions) => {
                let variables = solutions.variables().iter().map(|variable| variable.as_str().to_owned()).collect();
                let bound = |(variable, term): (&oxrdf::Variable, &Term)| (variable.as_str().to_owned(), plain(term));
                let rows = solutions.map(|solution| Ok(solution?.iter().map(bound).collect()));
                let rows: Result<_, oxigraph::sparql::results::QueryResultsSyntaxError> = rows.collect();
                Ok(Self::Solutions(variables, rows.map_err(|error| error.to_string())?))
            }
        }
    }

    /// Cells of CSV are strings, but for blank nodes.
    fn csv(bytes: &[u8]) -> Result<Self, String> {
        let mut reader = csv::Reader::from_reader(bytes);
        let header: Vec<String> = reader.headers().map_err(|e| e.to_string())?.iter().map(str::to_owned).collect();
        let term = |cell: &str| match cell.strip_prefix("_:") {
            Some(label) => BlankNode::new_unchecked(label).into(),
            None => Literal::new_simple_literal(cell).into(),
        };
        let row = |record: csv::StringRecord| {
            let cells = header.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
            cells.map(|(name, cell)| (name.clone(), term(cell))).collect()
        };
        let rows: Result<_, csv::Error> = reader.records().map(|record| record.map(row)).collect();
        Ok(Self::Solutions(header.iter().cloned().collect(), rows.map_err(|error| error.to_string())?))
    }

    /// Solutions that are written as a graph, or the graph.
    fn result_set(dataset: Dataset) -> Self {
        const NAMESPACE: &str = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#";
        let objects = |subject: NamedOrBlankNodeRef<'_>, name: &str| -> Vec<Term> {
            let property = format!("{NAMESPACE}{name}");
            let quads = dataset.quads_for_subject(subject);
            quads.filter(|quad| quad.predicate.as_str() == property).map(|quad| quad.object.into_owned()).collect()
        };
        let class = format!("{NAMESPACE}ResultSet");
        let class = NamedNodeRef::new_unchecked(&class);
        let set = dataset.quads_for_object(class).find(|quad| quad.predicate == rdf::TYPE).map(|quad| quad.subject);
        let Some(set) = set else { return Self::Graph(dataset) };
        let text = |term: &Term| match term {
            Term::Literal(literal) => literal.value().to_owned(),
            other => panic!("{other} is no name"),
        };
        if let Some(answer) = objects(set, "boolean").first() {
            return Self::Boolean(text(answer) == "true");
        }
        let below = |term: &Term, name: &str| match term.as_ref() {
            TermRef::BlankNode(node) => objects(node.into(), name),
            TermRef::NamedNode(node) => objects(node.into(), name),
            TermRef::Literal(_) => Vec::new(),
        };
        let row = |solution: Term| -> Row {
            let bindings = below(&solution, "binding");
            let bound =
                |binding| Some((text(below(binding, "variable").first()?), plain(below(binding, "value").first()?)));
            bindings.iter().filter_map(bound).collect()
        };
        let variables = objects(set, "resultVariable").iter().map(text).collect();
        let rows = objects(set, "solution").into_iter().map(row).collect();
        Self::Solutions(variables, rows)
    }

    /// Whether this is the answer that is expected, whatever blank nodes are called.
    pub(super) fn agrees(&self, expected: &Self, order: Order) -> Verdict {
        let is_same = match (self, expected) {
            (Self::Boolean(answer), Self::Boolean(expected)) => answer == expected,
            (Self::Graph(answer), Self::Graph(expected)) => canonical(answer) == canonical(expected),
            (Self::Solutions(names, rows), Self::Solutions(expected_names, expected)) => {
                names == expected_names && rows.len() == expected.len() && same_rows(rows, expected, order)
            }
            _ => false,
        };
        if is_same { Ok(()) } else { Err(format!("expected {expected:?}\n  but got {self:?}")) }
    }
}

fn same_rows(rows: &[Row], expected: &[Row], order: Order) -> bool {
    let mut rest: Vec<&Row> = rows.iter().collect();
    // Rows without blank nodes can be told at once; what is left is few.
    let mut unsure: Vec<&Row> = Vec::new();
    for row in expected {
        match rest.iter().position(|found| *found == row).filter(|_| order == Order::Free && !has_blank(row)) {
            Some(at) => drop(rest.remove(at)),
            None => unsure.push(row),
        }
    }
    one_to_one(&unsure, &mut rest, &mut BTreeMap::new(), order)
}

fn has_blank(row: &Row) -> bool {
    row.values().any(Term::is_blank_node)
}

/// Whether blank nodes can be paired so that each expected row is one of the rest.
fn one_to_one(expected: &[&Row], rest: &mut Vec<&Row>, pairs: &mut BTreeMap<String, String>, order: Order) -> bool {
    let Some((first, others)) = expected.split_first() else { return rest.is_empty() };
    let candidates = if order == Order::Matters { 1.min(rest.len()) } else { rest.len() };
    (0..candidates).any(|at| {
        let mut attempt = pairs.clone();
        if !pair(first, rest[at], &mut attempt) {
            return false;
        }
        let row = rest.remove(at);
        let fits = one_to_one(others, rest, &mut attempt, order);
        if !fits {
            rest.insert(at, row);
        }
        fits
    })
}

/// Pairs the blank nodes of two rows; false where the rows differ otherwise.
fn pair(expected: &Row, found: &Row, pairs: &mut BTreeMap<String, String>) -> bool {
    expected.len() == found.len()
        && expected.iter().zip(found).all(|((name, a), (found_name, b))| match (a, b) {
            _ if name != found_name => false,
            (Term::BlankNode(a), Term::BlankNode(b)) => {
                let is_taken = || pairs.values().any(|taken| taken == b.as_str());
                match pairs.get(a.as_str()) {
                    Some(partner) => partner == b.as_str(),
                    None if is_taken() => false,
                    None => pairs.insert(a.as_str().to_owned(), b.as_str().to_owned()).is_none(),
                }
            }
            (a, b) => a == b,
        })
}

/// A term with its language tag in lower case: tags differ in nothing else.
fn plain(term: &Term) -> Term {
    match term {
        Term::Literal(literal) => match literal.language() {
            Some(tag) => {
                Literal::new_language_tagged_literal_unchecked(literal.value(), tag.to_ascii_lowercase()).into()
            }
            None => term.clone(),
        },
        _ => term.clone(),
    }
}

/// The same dataset for all labels of its blank nodes.
pub(super) fn canonical(dataset: &Dataset) -> BTreeSet<String> {
    let mut dataset = dataset.clone();
    dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
    dataset.iter().map(|quad| quad.to_string()).collect()
}

/// Quads of a text in the syntax of an extension.
pub(super) fn quads(bytes: &[u8], extension: &str, base: &str) -> Result<Vec<Quad>, String> {
    let format = RdfFormat::from_extension(extension).ok_or_else(|| format!("no syntax has `.{extension}`"))?;
    let parser = RdfParser::from_format(format).with_base_iri(base).map_err(|error| error.to_string())?;
    parser.for_slice(bytes).collect::<Result<_, _>>().map_err(|error| error.to_string())
}

pub(super) fn dataset(bytes: &[u8], extension: &str, base: &str) -> Result<Dataset, String> {
    Ok(quads(bytes, extension, base)?.into_iter().collect())
}

/// Quads of a file that belong in a graph: `None` for the unnamed one. Blank nodes stay the file's own.
pub(super) fn file_quads(file: &TestFile, graph: Option<&str>, scope: usize) -> Result<Vec<Quad>, String> {
    let mut quads = quads(&file.bytes(), file.extension(), &file.iri)?;
    for quad in &mut quads {
        if let Some(graph) = graph {
            quad.graph_name = oxrdf::NamedNode::new(graph).map_err(|error| error.to_string())?.into();
        }
    }
    Ok(quads.into_iter().map(|quad| aisec_graph::rdf::scoped(quad, &format!("f{scope}"))).collect())
}
