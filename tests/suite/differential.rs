//! Random graphs and random queries: ours against the stock evaluator over the stock store.
//!
//! Terms are in canonical form, as the store keeps no other. A query with LIMIT may take any of the rows that sort
//! alike: there the number of rows and what they are sorted by must agree.

use aisec_graph::query::{self, Answers, Explanation, Operator, Prepared};
use aisec_graph::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use oxrdf::{GraphName, Quad};
use spargebra::Query;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Cases of each kind.
const CASES: u64 = if cfg!(debug_assertions) { 1_000 } else { 20_000 };

/// Numbers by `SplitMix64`: the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap()
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }

    /// True so many times in a hundred.
    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }
}

/// Writes data and queries over a handful of terms.
struct Writer {
    dice: Dice,
    has_graphs: bool,
}

impl Writer {
    fn node(&mut self) -> String {
        format!("<http://e/n{}>", self.dice.below(6))
    }

    fn predicate(&mut self) -> String {
        format!("<http://e/p{}>", self.dice.below(4))
    }

    fn literal(&mut self) -> String {
        match self.dice.below(6) {
            0..=2 => {
                let value = ["-2", "-1", "0", "1", "2", "3"][self.dice.below(6)];
                format!("\"{value}\"^^<http://www.w3.org/2001/XMLSchema#integer>")
            }
            3 => format!("\"{}\"", self.dice.of(&["Abc", "bc", "c", "ÄBC", ""])),
            4 => format!("\"{}\"@en", self.dice.of(&["aBc", "bc"])),
            _ => "\"1.5\"^^<http://www.w3.org/2001/XMLSchema#decimal>".to_owned(),
        }
    }

    fn data(&mut self) -> String {
        let mut data = String::new();
        for _ in 0..5 + self.dice.below(45) {
            let blank = format!("_:b{}", self.dice.below(2));
            let subject = if self.dice.percent(10) { blank.clone() } else { self.node() };
            let object = match self.dice.below(10) {
                0 => blank,
                1..=3 => self.literal(),
                _ => self.node(),
            };
            let graph = if self.has_graphs && self.dice.percent(60) { self.graph() } else { String::new() };
            writeln!(data, "{subject} {} {object} {graph} .", self.predicate()).unwrap();
        }
        data
    }

    fn graph(&mut self) -> String {
        format!("<http://e/g{}>", self.dice.below(2))
    }

    fn variable(&mut self) -> String {
        self.dice.of(&["?a", "?b", "?c", "?d", "?e"]).to_owned()
    }

    fn object(&mut self) -> String {
        match self.dice.below(10) {
            0 => self.literal(),
            1 | 2 => self.node(),
            _ => self.variable(),
        }
    }

    fn path(&mut self) -> String {
        let first = self.predicate();
        match self.dice.below(8) {
            0 => format!("{first}/{}", self.predicate()),
            1 => format!("^{first}"),
            2 => format!("{first}+"),
            3 => format!("{first}*"),
            4 => format!("({first}|{})", self.predicate()),
            5 => format!("{first}/^{}/{}", self.predicate(), self.predicate()),
            6 => format!("{first}?"),
            _ => first,
        }
    }

    fn triple(&mut self) -> String {
        let subject = if self.dice.percent(85) { self.variable() } else { self.node() };
        let predicate = match self.dice.below(12) {
            0 => self.variable(),
            1 => self.path(),
            _ => self.predicate(),
        };
        format!("{subject} {predicate} {} . ", self.object())
    }

    fn triples(&mut self, most: usize) -> String {
        (0..=self.dice.below(most)).map(|_| self.triple()).collect()
    }

    fn condition(&mut self, depth: usize) -> String {
        let deeper = depth.saturating_sub(1);
        match self.dice.below(16) {
            0 => format!("{} = {}", self.variable(), self.object()),
            1 => format!("{} < {}", self.variable(), self.literal()),
            2 => {
                format!("CONTAINS(LCASE(STR({})), \"{}\")", self.variable(), self.dice.of(&["b", "äb", "", "n1", "B"]))
            }
            3 => format!("CONTAINS({}, \"b\")", self.variable()),
            4 => format!("BOUND({})", self.variable()),
            5 | 6 => format!("EXISTS {{ {} }}", self.group(deeper)),
            7 => format!("NOT EXISTS {{ {} }}", self.group(deeper)),
            8 | 9 => format!("NOT EXISTS {{ {} }}", self.triples(3)),
            10 => format!("({} && {})", self.condition(deeper), self.condition(deeper)),
            11 => format!("{} = {}", self.node(), self.variable()),
            12 => format!("{} IN ({}, {})", self.variable(), self.node(), self.object()),
            13 => format!("sameTerm({}, {})", self.variable(), self.object()),
            14 => format!("!BOUND({})", self.variable()),
            _ => format!("({} || {})", self.condition(deeper), self.condition(deeper)),
        }
    }

    fn group(&mut self, depth: usize) -> String {
        let mut group = self.triples(3);
        let Some(deeper) = depth.checked_sub(1) else { return group };
        for _ in 0..self.dice.below(3) {
            group += &match self.dice.below(9) {
                0 | 1 => format!("OPTIONAL {{ {} }} ", self.group(deeper)),
                2 => format!("{{ {} }} UNION {{ {} }} ", self.group(deeper), self.group(deeper)),
                3 if self.dice.percent(50) => format!("MINUS {{ {} }} ", self.triples(2)),
                3 => format!("MINUS {{ {} }} ", self.group(deeper)),
                4 | 5 => format!("FILTER({}) ", self.condition(deeper)),
                6 => format!("VALUES {} {{ {} {} }} ", self.variable(), self.node(), self.literal()),
                7 => format!("{{ {} }} ", self.select(deeper)),
                _ if self.has_graphs => {
                    let graph = if self.dice.percent(50) { self.variable() } else { self.graph() };
                    format!("GRAPH {graph} {{ {} }} ", self.group(deeper))
                }
                _ => self.triple(),
            };
        }
        if self.dice.percent(30) {
            write!(group, "FILTER({}) ", self.condition(deeper)).unwrap();
        }
        group
    }

    fn select(&mut self, depth: usize) -> String {
        match self.dice.below(8) {
            7 => {
                let often = self.dice.of(&["*", "+", "", "*", "+"]);
                let (from, to, end) = (self.predicate(), self.predicate(), self.object());
                let path = if self.dice.percent(70) {
                    format!("?m {to}{often} {end}")
                } else {
                    format!("{end} {to}{often} ?m")
                };
                let rest = if self.dice.percent(30) { self.triple() } else { String::new() };
                let counted = self.dice.of(&["DISTINCT ?b", "DISTINCT ?b", "?b", "?m"]);
                format!("SELECT (COUNT({counted}) AS ?n) WHERE {{ ?b {from} ?m . {path} . {rest} }}")
            }
            0 | 1 => {
                let (from, middle, to) = (self.predicate(), "?m", self.predicate());
                let rest = if self.dice.percent(30) {
                    format!("?b {} {} . ", self.predicate(), self.object())
                } else {
                    String::new()
                };
                let body = if self.dice.percent(80) {
                    format!("?b {from} {middle} . {middle} {to} ?a . {rest}")
                } else {
                    self.group(depth)
                };
                let counted = self.dice.of(&["DISTINCT ?b", "DISTINCT ?b", "?b", "*"]);
                format!("SELECT ?a (COUNT({counted}) AS ?n) WHERE {{ {body} }} GROUP BY ?a")
            }
            2 => {
                let (keys, counted) = (self.dice.of(&["?a", "?a ?b"]), self.dice.of(&["?c", "DISTINCT ?c", "?d"]));
                let (body, part) = (self.triples(3), self.triples(2));
                let more =
                    if self.dice.percent(30) { format!("OPTIONAL {{ {} }}", self.triples(2)) } else { String::new() };
                let body = format!("{body} OPTIONAL {{ {part} }} {more}");
                format!(
                    "SELECT {keys} (COUNT({counted}) AS ?n) WHERE {{ {body} }} GROUP BY {keys} HAVING(COUNT({counted}) = 0)"
                )
            }
            3 => format!("SELECT DISTINCT ?a {} WHERE {{ {} }}", self.dice.of(&["?b", "?c"]), self.group(depth)),
            _ => format!("SELECT * WHERE {{ {} }}", self.group(depth)),
        }
    }

    /// A query for the first rows by a value, and that value.
    fn first_rows(&mut self) -> (String, String) {
        let key = self.variable();
        let mut body = format!("{} {} {key} . ", self.variable(), self.predicate());
        for _ in 0..self.dice.below(3) {
            body += &self.triple();
        }
        if self.dice.percent(50) {
            write!(body, "OPTIONAL {{ {} }} ", self.triple()).unwrap();
        }
        let (order, limit) = (self.dice.of(&["ASC", "DESC"]), 1 + self.dice.below(4));
        (format!("SELECT * WHERE {{ {body} }} ORDER BY {order}({key}) LIMIT {limit}"), key)
    }
}

/// Each row as its bound variables in order, and how often it comes.
type Rows = BTreeMap<Vec<String>, usize>;

fn add(rows: &mut Rows, bound: impl Iterator<Item = String>) {
    let mut row: Vec<String> = bound.collect();
    row.sort();
    *rows.entry(row).or_default() += 1;
}

fn snapshot(quads: &[Quad], default_graph: DefaultGraph) -> Snapshot {
    let mut builder = SnapshotBuilder::default();
    for quad in quads {
        builder.insert(quad).unwrap();
    }
    builder.build(default_graph).unwrap()
}

fn ours(query: &Query, snapshot: &Snapshot) -> Rows {
    let Answers::Solutions(solutions) = query::run(snapshot, query).unwrap() else {
        panic!("it is a SELECT query");
    };
    let variables = solutions.variables().to_vec();
    let mut rows = Rows::new();
    for solution in solutions {
        let solution = solution.unwrap();
        let bound = variables.iter().zip(solution).filter_map(|(variable, term)| Some(format!("{variable}={}", term?)));
        add(&mut rows, bound);
    }
    rows
}

fn theirs(text: &str, quads: &[Quad], default_graph: DefaultGraph) -> Rows {
    let store = Store::new().unwrap();
    for quad in quads {
        store.insert(quad).unwrap();
        // The store's own union has a triple as often as graphs have it.
        if default_graph == DefaultGraph::Union {
            store.insert(&Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() }).unwrap();
        }
    }
    let prepared = SparqlEvaluator::new().parse_query(text).unwrap();
    let QueryResults::Solutions(solutions) = prepared.on_store(&store).execute().unwrap() else {
        panic!("it is a SELECT query");
    };
    let mut rows = Rows::new();
    for solution in solutions {
        add(&mut rows, solution.unwrap().iter().map(|(variable, term)| format!("{variable}={term}")));
    }
    rows
}

/// What rows are sorted by.
fn keys(rows: &Rows, key: &str) -> Vec<String> {
    let start = format!("{key}=");
    let key_of = |row: &Vec<String>| row.iter().find(|bound| bound.starts_with(&start)).cloned().unwrap_or_default();
    let mut keys: Vec<String> = rows.iter().flat_map(|(row, &times)| vec![key_of(row); times]).collect();
    keys.sort();
    keys
}

/// Kinds of operators with their depths, sorted: branches of a union and keys of joins come in any order.
fn operators(explanation: &Explanation) -> Vec<(usize, &str)> {
    let kind = |name: &'_ str| name.find('(').unwrap_or(name.len());
    let operators = explanation.operators.iter();
    let mut operators: Vec<_> = operators.map(|Operator { depth, name, .. }| (*depth, &name[..kind(name)])).collect();
    operators.sort_unstable();
    operators
}

/// Number of cases with rows. No operator passes more rows than the bound of its query.
fn compare(has_graphs: bool, default_graph: DefaultGraph) -> usize {
    let mut with_rows = 0;
    for case in 0..CASES {
        let mut writer = Writer { dice: Dice(case), has_graphs };
        let data = writer.data();
        let quads = RdfParser::from_format(RdfFormat::NQuads).for_slice(data.as_bytes());
        let quads: Vec<Quad> = quads.map(Result::unwrap).collect();
        let (text, key) = if writer.dice.percent(20) {
            let (text, key) = writer.first_rows();
            (text, Some(key))
        } else {
            (writer.select(2), None)
        };
        // What the grammar refuses, such as a variable bound twice, is no case.
        let Ok(query) = query::parse(&text, None) else { continue };
        let snapshot = snapshot(&quads, default_graph);
        let bound = Prepared::new(&snapshot, &query).most_steps();
        let explained = query::explain(&snapshot, &query).unwrap();
        let unrun = query::explain_plan(&snapshot, &query).unwrap();
        assert_eq!(operators(&explained), operators(&unrun), "case {case}\n{text}\n{data}");
        let passed =
            explained.operators.iter().filter_map(|operator| operator.measured).map(|measured| measured.rows).max();
        let most = passed.map_or(0.0, |rows| u32::try_from(rows).map_or(f64::INFINITY, f64::from));
        assert!(most <= bound, "case {case}: {passed:?} rows, bound {bound}\n{text}\n{data}");
        let (ours, theirs) = (ours(&query, &snapshot), theirs(&text, &quads, default_graph));
        with_rows += usize::from(!theirs.is_empty());
        match key {
            Some(key) => assert_eq!(keys(&ours, &key), keys(&theirs, &key), "case {case}\n{text}\n{data}"),
            None => assert_eq!(ours, theirs, "case {case}\n{text}\n{data}"),
        }
    }
    with_rows
}

#[test]
fn random_queries_have_the_answers_of_the_stock_evaluator() {
    let with_rows = compare(false, DefaultGraph::Unnamed);
    assert!(with_rows as u64 > CASES / 4, "only {with_rows} of {CASES} cases have rows");
}

#[test]
fn random_queries_over_graphs_have_the_answers_of_the_stock_evaluator() {
    compare(true, DefaultGraph::Unnamed);
    compare(true, DefaultGraph::Union);
}

#[test]
fn what_is_one_look_into_the_data_has_the_answers_of_the_stock_evaluator() {
    let mut with_rows = 0;
    for case in 0..CASES / 4 {
        let mut writer = Writer { dice: Dice(case), has_graphs: true };
        let data = writer.data();
        let quads = RdfParser::from_format(RdfFormat::NQuads).for_slice(data.as_bytes());
        let quads: Vec<Quad> = quads.map(Result::unwrap).collect();
        let snapshot = snapshot(&quads, DefaultGraph::Unnamed);
        let look = format!("SELECT ?a ?d ?none ?b WHERE {{ {} }}", writer.triple());
        let (ours_all, theirs_all) = (rows_of(&look, &snapshot), theirs(&look, &quads, DefaultGraph::Unnamed));
        assert_eq!(ours_all, theirs_all, "case {case}\n{look}\n{data}");
        with_rows += usize::from(!ours_all.is_empty());
        let (start, length) = (writer.dice.below(3), writer.dice.below(3));
        let few = rows_of(&format!("{look} OFFSET {start} LIMIT {length}"), &snapshot);
        let number = |rows: &Rows| rows.values().sum::<usize>();
        assert_eq!(number(&few), number(&ours_all).saturating_sub(start).min(length), "case {case}\n{look}\n{data}");
        let describe = format!("DESCRIBE {} {} {}", writer.node(), writer.node(), writer.predicate());
        assert_eq!(described(&describe, &snapshot), described_in_store(&describe, &quads), "{describe}\n{data}");
    }
    assert!(with_rows as u64 > CASES / 16, "only {with_rows} cases have rows");
}

fn rows_of(text: &str, snapshot: &Snapshot) -> Rows {
    ours(&query::parse(text, None).unwrap(), snapshot)
}

fn described(text: &str, snapshot: &Snapshot) -> Vec<String> {
    let Answers::Graph(triples) = query::run(snapshot, &query::parse(text, None).unwrap()).unwrap() else {
        panic!("it is a DESCRIBE query");
    };
    let mut triples: Vec<String> = triples.map(|triple| triple.unwrap().to_string()).collect();
    triples.sort();
    triples
}

fn described_in_store(text: &str, quads: &[Quad]) -> Vec<String> {
    let store = Store::new().unwrap();
    for quad in quads {
        store.insert(quad).unwrap();
    }
    let prepared = SparqlEvaluator::new().parse_query(text).unwrap();
    let QueryResults::Graph(triples) = prepared.on_store(&store).execute().unwrap() else {
        panic!("it is a DESCRIBE query");
    };
    let mut triples: Vec<String> = triples.map(|triple| triple.unwrap().to_string()).collect();
    triples.sort();
    triples
}
