//! The catalogue of named questions: expected answers, headers, and the stock engine as judge.
//!
//! `tests/expected/questions/<name>.<case>.tsv` was derived from `data/` apart from the program:
//! `# args: -p name=value …`, a line of variables, then rows of plain cell text (whole IRIs, bare
//! literals, nothing for unbound), compared as a multiset.

use aisec_graph::coverage::{self, Evidence, RoleChoice, RoleGroup, Selection};
use aisec_graph::pipeline::{self, Inputs};
use aisec_graph::query::{self, Answers, Question, bind, catalogue, question, resolve_parameters};
use aisec_graph::rdf::{Syntax, write_quads};
use aisec_graph::snapshot::Snapshot;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use oxrdf::Term;
use spargebra::SparqlParser;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

type Row = Vec<String>;

/// The built-in graph, built once for all tests.
fn graph() -> &'static Snapshot {
    static GRAPH: OnceLock<Snapshot> = OnceLock::new();
    GRAPH.get_or_init(|| pipeline::build(&Inputs::default()).expect("the embedded sources build").snapshot)
}

/// Variables and rows.
#[derive(Debug, PartialEq, Eq)]
struct Table {
    variables: Row,
    rows: Vec<Row>,
}

fn cell(term: Option<&Term>) -> String {
    match term {
        None => String::new(),
        Some(Term::NamedNode(node)) => node.as_str().to_owned(),
        Some(Term::BlankNode(node)) => node.to_string(),
        Some(Term::Literal(literal)) => literal.value().to_owned(),
    }
}

fn answer(query: &spargebra::Query) -> Table {
    let Answers::Solutions(solutions) = query::run(graph(), query).expect("it runs") else {
        panic!("a question selects");
    };
    let variables = solutions.variables().iter().map(|variable| variable.as_str().to_owned()).collect();
    let rows = solutions.map(|row| row.expect("it evaluates").iter().map(|term| cell(term.as_ref())).collect());
    Table { variables, rows: rows.collect() }
}

fn ask(question: &Question, typed: &[(String, String)]) -> Table {
    let mut query = query::parse(&question.text, None).unwrap_or_else(|error| panic!("{}: {error}", question.name));
    let (bindings, _) = resolve_parameters(graph(), question, typed)
        .unwrap_or_else(|error| panic!("{} {typed:?}: {error}", question.name));
    assert_eq!(bind(&mut query, &bindings), Vec::<String>::new(), "{}: parameters without a place", question.name);
    answer(&query)
}

fn examples<'q>(question: &'q Question, only_required: bool) -> Vec<(String, String)> {
    let wanted = |parameter: &&'q query::Parameter| parameter.required || !only_required;
    let parameters = question.parameters.iter().filter(wanted);
    parameters.map(|parameter| (parameter.name.clone(), parameter.example.clone())).collect()
}

struct Case {
    file: String,
    question: String,
    typed: Vec<(String, String)>,
    expected: Table,
}

fn read_case(path: &Path) -> Case {
    let file = path.file_name().expect("it has a name").to_string_lossy().into_owned();
    let text = std::fs::read_to_string(path).expect("it is text");
    let mut lines = text.lines();
    let arguments = lines.next().and_then(|line| line.strip_prefix("# args:")).expect("the first line has arguments");
    let typed = arguments
        .split(" -p ")
        .map(str::trim)
        .filter(|argument| !argument.is_empty())
        .map(|argument| argument.split_once('=').expect("name=value"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect::<Row>();
    let variables = cells(lines.next().expect("the second line has variables"));
    let question = file.split('.').next().unwrap_or_default().to_owned();
    Case { file, question, typed, expected: Table { variables, rows: lines.map(cells).collect() } }
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected/questions");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("it is a folder")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    paths.sort();
    paths.iter().map(|path| read_case(path)).collect()
}

/// Rows that only one side has, `-` expected and `+` answered; empty when both have the same.
fn difference(expected: &Table, answered: &Table) -> String {
    let mut out = String::new();
    if expected.variables != answered.variables {
        let _ = writeln!(out, "  - {}\n  + {}", expected.variables.join(" "), answered.variables.join(" "));
    }
    let mut counts: BTreeMap<&Row, i32> = BTreeMap::new();
    expected.rows.iter().for_each(|row| *counts.entry(row).or_default() += 1);
    answered.rows.iter().for_each(|row| *counts.entry(row).or_default() -= 1);
    for (row, count) in counts {
        let sign = if count > 0 { '-' } else { '+' };
        for _ in 0..count.abs() {
            let _ = writeln!(out, "  {sign} {}", row.join(" | "));
        }
    }
    out
}

#[test]
fn answers_are_those_derived_apart_from_the_program() {
    let mut failed = String::new();
    let mut asked = BTreeSet::new();
    for case in cases() {
        let question = question(&case.question).unwrap_or_else(|error| panic!("{}: {error}", case.file));
        let difference = difference(&case.expected, &ask(&question, &case.typed));
        if !difference.is_empty() {
            let _ = write!(failed, "{} {:?}\n{difference}", case.file, case.typed);
        }
        asked.insert(question.name);
    }
    assert!(failed.is_empty(), "- expected, + answered\n{failed}");
    let all: BTreeSet<String> = catalogue().into_iter().map(|question| question.name).collect();
    assert_eq!(asked, all, "every question has an expected answer");
}

#[test]
fn examples_have_answers() {
    for question in catalogue() {
        let typed = examples(&question, false);
        assert!(!ask(&question, &typed).rows.is_empty(), "{} {typed:?}", question.name);
    }
}

#[test]
fn text_alone_asks_for_the_example() {
    for question in catalogue() {
        let query = query::parse(&question.text, None).expect("it parses");
        let difference = difference(&ask(&question, &examples(&question, true)), &answer(&query));
        assert_eq!(difference, "", "{}: required parameters stand in the text as their example", question.name);
    }
}

#[test]
fn headers_are_complete() {
    let questions = catalogue();
    assert!(questions.len() >= 21, "only {} questions", questions.len());
    for Question { name, title, title_zh, meaning, meaning_zh, parameters, text } in &questions {
        assert!(!title.is_empty() && !title.ends_with('.'), "{name}: a title is a phrase");
        assert!(title.chars().count() <= 100, "{name}: a title is one line");
        let in_chinese = title_zh.as_deref().unwrap_or_default();
        assert!(!in_chinese.is_ascii() && !in_chinese.ends_with('。'), "{name}: a title in Chinese is a phrase too");
        assert!(meaning.ends_with('.'), "{name}: a meaning is whole sentences");
        assert!(meaning_zh.as_ref().is_some_and(|own| own.ends_with('。')), "{name}: and so it is in Chinese");
        let (header, sparql) = text.split_once("\n\n").expect("a blank line ends the header");
        let written = header.lines().filter(|line| line.starts_with("# param:")).count();
        assert_eq!(written, parameters.len(), "{name}: a parameter line cannot be read");
        for parameter in parameters {
            assert!(!parameter.example.is_empty() && !parameter.meaning.is_empty(), "{name}: {}", parameter.name);
            let in_chinese = parameter.meaning_zh.as_deref().unwrap_or_default();
            assert!(!in_chinese.is_ascii() || in_chinese == parameter.meaning, "{name}: {}", parameter.name);
            let place = format!("VALUES ?{} {{ ", parameter.name);
            assert!(sparql.contains(&place), "{name}: `{}` has no place", parameter.name);
            if let "evidence" | "role" = parameter.name.as_str() {
                assert_eq!(parameter.kind.name(), parameter.name, "{name}: it takes the words of the command line");
            }
        }
        assert!(sparql.contains("\nORDER BY "), "{name}: answers are ordered");
        assert!(!sparql.contains("GRAPH") && !sparql.contains("FROM"), "{name}: questions are asked of the union");
        assert!(text.lines().all(|line| line.chars().count() <= 400), "{name}: a line is too long to read");
        SparqlParser::new().parse_query(sparql).unwrap_or_else(|error| panic!("{name} declares its prefixes: {error}"));
    }
}

fn stock() -> Store {
    let mut text: Vec<u8> = Vec::new();
    let syntax = Syntax::from_extension("nq").expect("it is known");
    write_quads(graph().quads(), syntax, &[], &mut text).expect("memory takes it");
    let store = Store::new().expect("a store in memory");
    store.load_from_reader(RdfParser::from_format(RdfFormat::NQuads), text.as_slice()).expect("it is N-Quads");
    store
}

#[test]
fn stock_engine_gives_the_same_answers_in_the_same_order() {
    let store = stock();
    for question in catalogue() {
        let ours = answer(&query::parse(&question.text, None).expect("it parses"));
        let mut query = SparqlEvaluator::new().parse_query(&question.text).expect("it declares its prefixes");
        query.dataset_mut().set_default_graph_as_union();
        let QueryResults::Solutions(solutions) = query.on_store(&store).execute().expect("it runs") else {
            panic!("{} selects", question.name);
        };
        let variables: Row = solutions.variables().iter().map(|variable| variable.as_str().to_owned()).collect();
        let rows = solutions.map(|row| row.expect("it evaluates").values().iter().map(|t| cell(t.as_ref())).collect());
        let theirs = Table { variables, rows: rows.collect() };
        assert_eq!(difference(&theirs, &ours), "", "{}: - stock, + ours", question.name);
        assert_eq!(theirs.rows, ours.rows, "{}: ORDER BY leaves the order open", question.name);
    }
}

#[test]
fn default_states_are_those_the_rules_derive() {
    let question = question("item-states").expect("it is in the catalogue");
    let mut derived: BTreeSet<Row> = BTreeSet::new();
    let mut answered: BTreeSet<Row> = BTreeSet::new();
    let all = "SELECT ?item ?state WHERE { ?item aisec:state ?state ; a aisec:Item }";
    derived.extend(answer(&query::parse(all, None).expect("it parses")).rows);
    for edition in coverage::editions(graph()) {
        let table = ask(&question, &[("edition".to_owned(), edition.id)]);
        answered.extend(table.rows.into_iter().map(|row| vec![row[0].clone(), row[4].clone()]));
    }
    assert_eq!(derived, answered);
    assert!(derived.len() > 900, "only {} items", derived.len());
}

/// What `coverage-summary` says, as `unit state items` of units named as `aisec coverage` does.
fn summary(selection: &Selection) -> BTreeSet<(String, String, usize, usize)> {
    let question = question("coverage-summary").expect("it is in the catalogue");
    let typed = [
        ("edition", selection.edition.as_str()),
        ("evidence", selection.evidence.name()),
        ("role", selection.role.name()),
    ];
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let local = |iri: &str| iri.rsplit('#').next().unwrap_or_default().to_lowercase();
    let number = |text: &str| text.parse().expect("it is a count");
    let rows = ask(&question, &typed).rows;
    rows.iter().map(|row| (format!("{}s", local(&row[0])), local(&row[1]), number(&row[2]), number(&row[3]))).collect()
}

#[test]
fn summary_counts_as_the_coverage_command_does() {
    let roles = RoleGroup::ALL.map(|(group, _)| RoleChoice::Only(group));
    let mut selections = Vec::new();
    for edition in coverage::editions(graph()) {
        selections.push(Selection::by_default(&edition.id));
    }
    for edition in ["mitre-atlas-2026.09", "nist-ai-rmf-1.0", "owasp-aiexchange", "nist-ai-100-2-e2025"] {
        for (evidence, _) in Evidence::ALL {
            let selection = |role| Selection { evidence, role, ..Selection::by_default(edition) };
            selections.extend(roles.into_iter().chain([RoleChoice::Any]).map(selection));
        }
    }
    for selection in selections {
        let counted = coverage::by_edition(graph(), &selection).expect("the edition is there");
        let expected: BTreeSet<(String, String, usize, usize)> = counted
            .units
            .iter()
            .flat_map(|unit| {
                unit.states.iter().map(move |(state, items)| (unit, state.name().replace(' ', ""), *items))
            })
            .filter(|(.., items)| *items > 0)
            .map(|(unit, state, items)| (unit.unit.to_owned(), state, items, unit.of))
            .collect();
        assert_eq!(summary(&selection), expected, "{selection:?}");
    }
}
