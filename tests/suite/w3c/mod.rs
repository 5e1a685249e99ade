//! The W3C suites of SPARQL 1.1 and of the RDF 1.1 syntaxes, run from their manifests through the command line.
//!
//! They are data beside the project, in `../shared/w3c`; where they are not, the run says that it skips them. Every test
//! is also run on the stock engine: we are no worse. What neither passes is in `tests/expected/w3c-differences.csv`
//! with the reason, and must stay true.

mod answer;
mod manifest;
mod rdf;
mod shacl;
mod sparql;

use super::command::{Workspace, skipped};
use manifest::{Base, Suites, Test};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Passed, or what is wrong.
type Verdict = Result<(), String>;

#[test]
fn sparql_queries_answer_as_the_suite_says() {
    run(Base::Own, "sparql/sparql11/manifest-sparql11-query.ttl", sparql::ours, sparql::stock);
}

#[test]
fn sparql_results_are_written_as_the_suite_says() {
    run(Base::Own, "sparql/sparql11/manifest-sparql11-results.ttl", sparql::ours, sparql::stock);
}

#[test]
fn sparql_updates_change_data_as_the_suite_says() {
    run(Base::Own, "sparql/sparql11/manifest-sparql11-update.ttl", sparql::ours, sparql::stock);
}

#[test]
fn turtle_is_read_as_the_suite_says() {
    run(Base::Published, "rdf/rdf11/rdf-turtle/manifest.ttl", rdf::ours, rdf::stock);
}

#[test]
fn trig_is_read_as_the_suite_says() {
    run(Base::Published, "rdf/rdf11/rdf-trig/manifest.ttl", rdf::ours, rdf::stock);
}

#[test]
fn n_triples_are_read_as_the_suite_says() {
    run(Base::Published, "rdf/rdf11/rdf-n-triples/manifest.ttl", rdf::ours, rdf::stock);
}

#[test]
fn n_quads_are_read_as_the_suite_says() {
    run(Base::Published, "rdf/rdf11/rdf-n-quads/manifest.ttl", rdf::ours, rdf::stock);
}

#[test]
fn known_differences_are_sorted_and_explained() {
    let rows = differences();
    assert!(rows.is_sorted_by(|(a, ..), (b, ..)| a < b), "sorted by test, each once");
    for (test, differs, why) in rows {
        assert!(!differs.is_empty() && !why.is_empty(), "{test}: what differs, and why?");
    }
}

/// Runs a suite on ours and on the stock engine and holds the difference against the list.
fn run(
    base: Base,
    manifest: &str,
    ours: impl Fn(&Suites, &Test, &Workspace) -> Verdict,
    stock: impl Fn(&Suites, &Test) -> Verdict,
) {
    let Some(suites) = Suites::find(base) else { return skipped("the W3C suites are not in ../shared/w3c") };
    let known: BTreeSet<String> = differences().into_iter().map(|(test, ..)| test).collect();
    let workspace = Workspace::new();
    workspace.write("empty.ttl", "");
    let tests = suites.tests(manifest);
    assert!(tests.len() >= 10, "{manifest} has only {} tests", tests.len());
    let (mut passed, mut passed_by_stock, mut wrong) = (0, 0, Vec::new());
    for test in &tests {
        let (our, stock) = (ours(&suites, test, &workspace), stock(&suites, test));
        passed += usize::from(our.is_ok());
        passed_by_stock += usize::from(stock.is_ok());
        match (our, known.contains(&test.iri)) {
            (Ok(()), true) => wrong.push(format!("{} passes: take it off the list", test.iri)),
            (Err(why), false) if stock.is_ok() => wrong.push(format!("{}: the stock passes; {why}", test.iri)),
            (Err(why), false) => wrong.push(format!("{}: {why}", test.iri)),
            (Err(why), true) if stock.is_ok() => {
                wrong.push(format!("{} is listed, but the stock passes: {why}", test.iri));
            }
            (Ok(()), false) | (Err(_), true) => {}
        }
    }
    println!("{manifest}: {} tests, {passed} passed, {passed_by_stock} by the stock", tests.len());
    assert!(wrong.is_empty(), "{manifest}: {} wrong\n\n{}", wrong.len(), wrong.join("\n\n"));
}

/// Test, what differs, and why, of each row of the list.
fn differences() -> Vec<(String, String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected/w3c-differences.csv");
    let text = fs::read_to_string(path).expect("it is part of the repository");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().expect("three columns")
}
