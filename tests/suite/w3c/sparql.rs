//! Tests of SPARQL: `aisec query` and `aisec update`, and the stock engine.

use super::answer::{Answer, Order, canonical, dataset, file_quads};
use super::manifest::{Suites, Test, TestFile};
use super::{Verdict, Workspace};
use crate::command::Outcome;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use oxrdf::Dataset;
use spargebra::algebra::GraphPattern;
use spargebra::{Query, SparqlParser};

/// What a test does.
enum Asked {
    Syntax { text: TestFile, command: &'static str, is_good: bool },
    Query { text: TestFile, expected: TestFile },
    Update { text: TestFile },
}

impl Asked {
    fn of(suites: &Suites, test: &Test) -> Self {
        let action = test.action.as_ref();
        let text = |property| {
            let files = test.files(suites, action, property);
            files.first().cloned().unwrap_or_else(|| panic!("{} has no {property}", test.iri))
        };
        let syntax = |command, is_good| Self::Syntax { text: Test::named_file(suites, action), command, is_good };
        match test.kind.as_str() {
            "PositiveSyntaxTest11" => syntax("query", true),
            "NegativeSyntaxTest11" => syntax("query", false),
            "PositiveUpdateSyntaxTest11" => syntax("update", true),
            "NegativeUpdateSyntaxTest11" => syntax("update", false),
            "UpdateEvaluationTest" => Self::Update { text: text("request") },
            "QueryEvaluationTest" | "CSVResultFormatTest" => {
                Self::Query { text: text("query"), expected: Test::named_file(suites, test.result.as_ref()) }
            }
            other => panic!("{} is a {other}", test.iri),
        }
    }
}

pub(super) fn ours(suites: &Suites, test: &Test, workspace: &Workspace) -> Verdict {
    match Asked::of(suites, test) {
        Asked::Syntax { text, command, is_good } => {
            let option = format!("--{command}");
            let format = if command == "update" { "nquads" } else { "table" };
            let outcome = workspace.run([command, "--data", "empty.ttl", &option, text.path(), "--format", format]);
            // What parses may fail later: a graph that is not there, LOAD.
            let is_refused = outcome.status == Some(4) && outcome.stderr.starts_with("error: line ");
            let is_read = outcome.status == Some(0) || outcome.status == Some(4) && !is_refused;
            if if is_good { is_read } else { is_refused } { Ok(()) } else { Err(format!("{outcome:?}")) }
        }
        Asked::Query { text, expected } => {
            let expected_answer = Answer::read(&expected.bytes(), expected.extension(), &expected.iri)?;
            let format = match (expected.extension(), &expected_answer) {
                (_, Answer::Graph(_)) => "nt",
                ("srx" | "srj" | "csv" | "tsv", _) => expected.extension(),
                _ => "srx",
            };
            let answer = run(suites, test, workspace, &["query", "--query"], &text, format)?;
            let answer = Answer::read(answer.stdout.as_bytes(), format, &text.iri)?;
            answer.agrees(&expected_answer, order(&text))
        }
        Asked::Update { text } => {
            let outcome = run(suites, test, workspace, &["update", "--update"], &text, "nq")?;
            compare(&dataset(outcome.stdout.as_bytes(), "nq", &text.iri)?, suites, test)
        }
    }
}

/// Runs a command on the data of a test.
fn run(
    suites: &Suites,
    test: &Test,
    workspace: &Workspace,
    command: &[&str],
    text: &TestFile,
    format: &str,
) -> Result<Outcome, String> {
    let mut arguments: Vec<String> = command.iter().map(|&word| word.to_owned()).collect();
    arguments.extend([text.path(), "--format", format].map(str::to_owned));
    let data = test.files(suites, test.action.as_ref(), "data");
    let paths = if data.is_empty() { vec!["empty.ttl"] } else { data.iter().map(TestFile::path).collect() };
    for path in paths {
        arguments.extend(["--data".to_owned(), path.to_owned()]);
    }
    for (graph, file) in test.graphs(suites, test.action.as_ref()) {
        arguments.extend(["--named-graph".to_owned(), format!("{graph}={}", file.path())]);
    }
    let outcome = workspace.run(&arguments);
    if outcome.status == Some(0) { Ok(outcome) } else { Err(format!("{arguments:?}: {outcome:?}")) }
}

/// Whether the solutions come in an order that the query asks for.
fn order(text: &TestFile) -> Order {
    let Ok(query) = SparqlParser::new().with_base_iri(&text.iri).unwrap().parse_query(&text.text()) else {
        return Order::Free;
    };
    let Query::Select { pattern, .. } = query else { return Order::Free };
    let mut pattern = &pattern;
    loop {
        match pattern {
            GraphPattern::OrderBy { .. } => return Order::Matters,
            GraphPattern::Project { inner, .. } | GraphPattern::Slice { inner, .. } => pattern = inner,
            _ => return Order::Free,
        }
    }
}

/// Data of a part of a test.
fn data(suites: &Suites, test: &Test, part: Option<&oxrdf::Term>) -> Result<Dataset, String> {
    let mut dataset = Dataset::new();
    for (scope, file) in test.files(suites, part, "data").iter().enumerate() {
        dataset.extend(file_quads(file, None, scope)?);
    }
    for (scope, (graph, file)) in test.graphs(suites, part).iter().enumerate() {
        dataset.extend(file_quads(file, Some(graph), 1_000 + scope)?);
    }
    Ok(dataset)
}

fn compare(found: &Dataset, suites: &Suites, test: &Test) -> Verdict {
    let (found, expected) = (canonical(found), canonical(&data(suites, test, test.result.as_ref())?));
    if found == expected { Ok(()) } else { Err(format!("expected {expected:?}\n  but got {found:?}")) }
}

pub(super) fn stock(suites: &Suites, test: &Test) -> Verdict {
    let evaluator = |text: &TestFile| SparqlEvaluator::new().with_base_iri(&text.iri).expect("it is an IRI");
    match Asked::of(suites, test) {
        Asked::Syntax { text, command, is_good } => {
            let is_read = match command {
                "query" => evaluator(&text).parse_query(&text.text()).is_ok(),
                _ => evaluator(&text).parse_update(&text.text()).is_ok(),
            };
            if is_read == is_good { Ok(()) } else { Err(format!("is read: {is_read}")) }
        }
        Asked::Query { text, expected } => {
            let store = store(suites, test)?;
            let query = evaluator(&text).parse_query(&text.text()).map_err(|error| error.to_string())?;
            let expected_answer = Answer::read(&expected.bytes(), expected.extension(), &expected.iri)?;
            let answer = match query.on_store(&store).execute().map_err(|error| error.to_string())? {
                QueryResults::Boolean(answer) => Answer::Boolean(answer),
                QueryResults::Graph(triples) => {
                    let quads = triples.map(|triple| Ok(triple?.in_graph(oxrdf::GraphName::DefaultGraph)));
                    let quads: Result<_, oxigraph::sparql::QueryEvaluationError> = quads.collect();
                    Answer::Graph(quads.map_err(|error| error.to_string())?)
                }
                QueryResults::Solutions(solutions) => {
                    let format = match expected.extension() {
                        "csv" => QueryResultsFormat::Csv,
                        "tsv" => QueryResultsFormat::Tsv,
                        "srj" => QueryResultsFormat::Json,
                        _ => QueryResultsFormat::Xml,
                    };
                    let serializer = QueryResultsSerializer::from_format(format);
                    let variables = solutions.variables().to_vec();
                    let mut writer = serializer.serialize_solutions_to_writer(Vec::new(), variables).unwrap();
                    for solution in solutions {
                        writer.serialize(&solution.map_err(|error| error.to_string())?).unwrap();
                    }
                    let extension = if format == QueryResultsFormat::Xml { "srx" } else { expected.extension() };
                    Answer::read(&writer.finish().unwrap(), extension, &text.iri)?
                }
            };
            answer.agrees(&expected_answer, order(&text))
        }
        Asked::Update { text } => {
            let store = store(suites, test)?;
            let update = evaluator(&text).parse_update(&text.text()).map_err(|error| error.to_string())?;
            update.on_store(&store).execute().map_err(|error| error.to_string())?;
            let quads: Result<Dataset, _> = store.iter().collect();
            compare(&quads.map_err(|error| error.to_string())?, suites, test)
        }
    }
}

/// The data of a test in the stock store, which has graphs without triples as well.
fn store(suites: &Suites, test: &Test) -> Result<Store, String> {
    let store = Store::new().expect("it is in memory");
    for (graph, _) in test.graphs(suites, test.action.as_ref()) {
        store.insert_named_graph(oxrdf::NamedNodeRef::new_unchecked(&graph)).expect("it is in memory");
    }
    store.extend(&data(suites, test, test.action.as_ref())?).expect("it is in memory");
    Ok(store)
}
