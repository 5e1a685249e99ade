//! Queries that run away: stopped in time, in their memory, with nothing written and status 5.

use crate::command::{Outcome, Workspace};
use std::fs;
use std::io::Write as _;
use std::process::Stdio;

const SEVERAL: &str = "1 2 3 4 5 6 7 8 9 10";

/// A product of tables.
fn tables(count: usize) -> String {
    let tables = (0..count).map(|table| format!("VALUES ?v{table} {{ {SEVERAL} }} "));
    format!("SELECT (COUNT(*) AS ?rows) WHERE {{ {} }}", tables.collect::<String>())
}

/// A text of ten to that power letters.
fn growing(power: usize) -> String {
    let steps = (1..=power).map(|step| {
        let before = format!("?t{}", step - 1);
        format!("BIND (CONCAT({}) AS ?t{step}) ", vec![before; 10].join(", "))
    });
    let steps: String = steps.collect();
    format!("SELECT (STRLEN(?t{power}) AS ?length) WHERE {{ BIND (\"x\" AS ?t0) {steps} }}")
}

/// A text of that many letters, each replaced by the whole of it.
fn replacing(letters: usize) -> String {
    let text = "x".repeat(letters);
    format!("SELECT (STRLEN(REPLACE(?t, 'x', ?t)) AS ?length) WHERE {{ BIND ('{text}' AS ?t) }}")
}

/// All texts of a product in one, each that many times.
fn grouping(times: usize) -> String {
    let text = vec!["?c"; times].join(", ");
    format!("SELECT (STRLEN(GROUP_CONCAT(CONCAT({text}))) AS ?length) WHERE {{ ?a skos:prefLabel ?c . ?d ?e ?f }}")
}

fn limited(query: &str, limits: &[&str]) -> Outcome {
    let workspace = Workspace::with_built_in_graph();
    let outcome = workspace.run(["query", "-e", query, "--format", "csv"].iter().chain(limits));
    assert_eq!(workspace.files(), Vec::<String>::new(), "nothing is left behind");
    outcome
}

/// That the answer is refused for one of the limits, with a way to go on.
fn is_stopped(query: &str, limits: &[&str], by: &str) {
    let outcome = limited(query, limits);
    let raise = if by.contains("memory") { "`--max-memory " } else { "`--timeout " };
    assert_eq!(outcome.status, Some(5), "{query}\n{}", outcome.stderr);
    // A header may have left: rows stream.
    assert!(outcome.stdout.len() < 100, "{query}\n{} bytes", outcome.stdout.len());
    assert!(outcome.stderr.contains(by) && outcome.stderr.contains(raise), "{query}\n{}", outcome.stderr);
}

#[test]
fn what_takes_too_long_is_stopped() {
    let second = ["--timeout", "1s"];
    for query in [
        "SELECT (COUNT(*) AS ?rows) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT (COUNT(*) AS ?rows) WHERE { ?a a ?class . ?b a ?class . ?c a ?class . ?d a ?class }",
        "SELECT (COUNT(*) AS ?rows) WHERE { ?from (!<http://example.org/none>)+ ?to }",
        "ASK { ?a ?b ?c . ?d ?e ?f . FILTER (STRLEN(CONCAT(STR(?c), STR(?f))) > 1000000) }",
        &tables(10),
    ] {
        is_stopped(query, &second, "more than 1s");
    }
}

#[test]
fn what_takes_too_much_memory_is_stopped() {
    let little = ["--max-memory", "32MiB"];
    for query in [
        "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a",
        "SELECT (COUNT(*) AS ?rows) WHERE { SELECT DISTINCT ?a ?c ?d ?f WHERE { ?a ?b ?c . ?d ?e ?f } }",
        &grouping(50),
        &replacing(10_000),
        &growing(9),
    ] {
        is_stopped(query, &little, "more than 32MiB of memory");
    }
}

#[test]
fn what_grows_within_its_limits_is_answered() {
    let outcome = limited(&growing(6), &[]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(0), "length\r\n1000000\r\n"), "{outcome:?}");
    let outcome = limited(&tables(5), &["--timeout", "none", "--max-memory", "none"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(0), "rows\r\n100000\r\n"), "{outcome:?}");
}

/// Whether a query is worked out in a process of its own.
fn is_apart(query: &[&str]) -> bool {
    let workspace = Workspace::with_built_in_graph();
    let outcome = workspace.run(["query", "-v", "--format", "csv"].iter().chain(query));
    assert_eq!(outcome.status, Some(0), "{query:?} {outcome:?}");
    outcome.stderr.contains("in a process of its own")
}

#[test]
fn only_what_may_run_away_goes_to_a_process_of_its_own() {
    assert!(!is_apart(&["SELECT ?tool WHERE { ?tool a aisec:Tool } LIMIT 5"]));
    assert!(!is_apart(&["SELECT ?p ?o WHERE { <https://w3id.org/aisec-graph/id/mlsecops> ?p ?o }"]));
    assert!(!is_apart(&["gaps"]), "the questions over the built-in graph are known");
    assert!(!is_apart(&["SELECT ?b WHERE { ?a aisec:lists ?b OPTIONAL { ?b schema:url ?url } }"]));
    assert!(is_apart(&[
        "SELECT (COUNT(*) AS ?rows) WHERE { ?a aisec:lists ?b . ?c aisec:lists ?d . ?e aisec:lists ?f }"
    ]));
    assert!(is_apart(&["SELECT ?x WHERE { BIND (REPLACE('a', '', '$0$0') AS ?x) }"]), "a text that may grow");
    assert!(is_apart(&["SELECT ?tool WHERE { ?tool a aisec:Tool } LIMIT 5", "--timeout", "5"]), "limits are asked for");
}

#[test]
fn an_answer_has_no_more_rows_than_it_may() {
    let all = "SELECT ?s WHERE { ?s ?p ?o } LIMIT 10";
    assert_eq!(limited(all, &["--max-rows", "10"]).status, Some(0));
    for (query, limits) in [
        (all, vec!["--max-rows", "9"]),
        (all, vec!["--max-rows", "9", "--timeout", "10s"]),
        ("CONSTRUCT WHERE { ?s a aisec:Tool }", vec!["--max-rows", "3", "--format", "turtle"]),
    ] {
        let workspace = Workspace::with_built_in_graph();
        let outcome = workspace.run(["query", query].iter().chain(&limits));
        assert_eq!(outcome.status, Some(5), "{outcome:?}");
        assert_eq!(outcome.stdout, "", "{query}");
        assert!(outcome.stderr.contains("more than") && outcome.stderr.contains("LIMIT"), "{outcome:?}");
    }
}

#[test]
fn a_file_stays_as_it_was_when_its_query_is_stopped() {
    let workspace = Workspace::with_built_in_graph();
    workspace.write("rows.csv", "before");
    let product = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }";
    let outcome = workspace.run(["query", product, "-o", "rows.csv", "--timeout", "1"]);
    assert_eq!(outcome.status, Some(5), "{outcome:?}");
    assert_eq!((workspace.files(), workspace.read("rows.csv")), (vec!["rows.csv".to_owned()], b"before".to_vec()));
}

#[test]
fn standard_input_reaches_the_process_that_reads_it() {
    let workspace = Workspace::with_built_in_graph();
    let count = "SELECT (COUNT(*) AS ?rows) WHERE { ?s ?p ?o . ?a ?b ?c }";
    let data = b"<http://e/a> <http://e/p> <http://e/b> , <http://e/c> .";
    let of_data =
        workspace.run_with_input(["query", count, "--data", "-", "--from", "turtle", "--format", "csv"], data);
    assert_eq!((of_data.status, of_data.stdout.as_str()), (Some(0), "rows\r\n4\r\n"), "{of_data:?}");
    workspace.write("data.ttl", data);
    let of_query = ["query", "--query", "-", "--data", "data.ttl", "--format", "csv", "--timeout", "9"];
    let of_query = workspace.run_with_input(of_query, count.as_bytes());
    assert_eq!((of_query.status, of_query.stdout.as_str()), (Some(0), "rows\r\n4\r\n"), "{of_query:?}");
    let of_device = ["query", "--query", "/dev/stdin", "--data", "data.ttl", "--format", "csv"];
    let of_device = workspace.run_with_input(of_device, count.as_bytes());
    assert_eq!((of_device.status, of_device.stdout.as_str()), (Some(0), "rows\r\n4\r\n"), "{of_device:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn limits_of_the_caller_are_kept() {
    let workspace = Workspace::with_built_in_graph();
    let all = "aisec query 'ASK {}' --timeout 50s";
    assert_eq!(workspace.shell(&format!("ulimit -t 40; ulimit -d 1500000; {all}")), (Some(0), "yes\n".to_owned()));
}

/// What could run away though few rows come of it.
#[test]
fn work_that_shows_in_no_row_counts_as_well() {
    let workspace = Workspace::new();
    let chain: String = (0..3_000).map(|n| format!("<http://e/{n}> <http://e/p> <http://e/{}> .\n", n + 1)).collect();
    workspace.write("chain.nt", &chain);
    let columns: String = (0..900).map(|n| format!("?v{n} ")).collect();
    let values = "1 ".repeat(900);
    for (query, is_apart) in [
        ("SELECT ?x ?y WHERE { ?x (<http://e/p>*/<http://e/q>)|<http://e/r> ?y }".to_owned(), true),
        ("SELECT ?x WHERE { ?x <http://e/p>* <http://e/9> }".to_owned(), false),
        (format!("SELECT * WHERE {{ VALUES ({columns}) {{ ({values}) }} ?x ?p ?y }} ORDER BY ?y"), true),
        ("SELECT ?x WHERE { ?x ?p ?y FILTER (REGEX(STR(?x), IF(BOUND(?y), 'a', 'b'))) }".to_owned(), true),
        ("SELECT ?x WHERE { ?x ?p ?y FILTER (REGEX(STR(?x), '(\\\\w{90}){20}')) }".to_owned(), true),
        ("SELECT ?x WHERE { ?x ?p ?y FILTER (REGEX(STR(?x), '^http://e/1')) }".to_owned(), false),
        ("SELECT (GROUP_CONCAT(STR(?x)) AS ?all) WHERE { ?x ?p ?y }".to_owned(), true),
    ] {
        let outcome = workspace.run(["query", "-v", "--data", "chain.nt", "-e", &query, "--timeout", "60"]);
        assert_eq!(outcome.status, Some(0), "{query} {}", outcome.stderr);
        let usual = workspace.run(["query", "-v", "--data", "chain.nt", "-e", &query]);
        assert_eq!(usual.stderr.contains("in a process of its own"), is_apart, "{query}");
        assert_eq!(usual.stdout, outcome.stdout);
    }
}

#[test]
fn data_that_do_not_fit_in_the_memory_are_read_all_the_same() {
    let workspace = Workspace::new();
    let line = |n: u32| format!("<http://e/{n}> <http://e/text> \"{n} {}\" .\n", "x".repeat(2_500));
    workspace.write("data.nt", (0..60_000).map(line).collect::<String>());
    let count = "SELECT (COUNT(*) AS ?rows) WHERE { ?s <http://e/text> ?o }";
    let outcome = workspace.run(["query", count, "--data", "data.nt", "--format", "csv", "--max-memory", "100MiB"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(0), "rows\r\n60000\r\n"), "{outcome:?}");
}

#[test]
fn errors_and_notes_come_through_from_the_other_process() {
    let workspace = Workspace::with_built_in_graph();
    for (arguments, status, says) in [
        (vec!["query", "SELECT ?x WHERE {", "--timeout", "9"], 4, "line 1"),
        (vec!["query", "SELECT ?x FROM <http://e/g> WHERE { ?x ?y ?z }", "--timeout", "9"], 4, "help: read it with"),
        (vec!["query", "SELECT ?x ?y WHERE { ?x ?z 1 } GROUP BY ?x", "--timeout", "9"], 4, "unbound"),
        (vec!["query", "-e", "DELETE WHERE { ?s ?p ?o }", "--timeout", "9"], 4, "this is an update"),
        (vec!["query", "-e", "", "--timeout", "9"], 4, "ends too early\n    \n    ^\n"),
        (vec!["query", "gapz", "--timeout", "9"], 2, "`gaps`"),
        (vec!["query", "ASK {}", "--timeout", "9", "--data", "none.ttl"], 7, "none.ttl"),
        (vec!["query", "gaps", "-p", "edition=mitre-atlas", "--timeout", "9", "--format", "xlsx"], 2, "`xlsx`"),
        (vec!["update", "--data", "none.ttl", "-e", "CLEAR ALL"], 7, "none.ttl"),
    ] {
        let outcome = workspace.run(&arguments);
        assert_eq!(outcome.status, Some(status), "{arguments:?} {outcome:?}");
        assert!(outcome.stderr.starts_with("error: ") && outcome.stderr.contains(says), "{arguments:?} {outcome:?}");
    }
    let retired = ["query", "tools-for-item", "-p", "item=AML.T0058"];
    let here = workspace.run(retired);
    let apart = workspace.run(retired.iter().chain(&["--timeout", "30s"]));
    assert!(here.stderr.starts_with("note: "), "{here:?}");
    assert_eq!(here, apart);
}

#[test]
fn an_update_that_runs_away_is_stopped() {
    let workspace = Workspace::new();
    let triples: String = (0..2_000).map(|n| format!("<http://e/{n}> <http://e/p> {n} .\n")).collect();
    workspace.write("data.ttl", &triples);
    let product = "INSERT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    let outcome = workspace.run(["update", "--data", "data.ttl", "-e", product, "--timeout", "1s", "-o", "new.ttl"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(5), ""), "{outcome:?}");
    assert_eq!(workspace.files(), ["data.ttl"]);
}

#[test]
fn limits_are_written_in_many_ways_and_misspelled_in_others() {
    let all = "ASK {}";
    for time in ["500ms", "90s", "5m", "1h", "30", "none"] {
        assert_eq!(limited(all, &["--timeout", time]).status, Some(0), "{time}");
    }
    for time in ["0", "-1", "5x", "", "1.5s", "99999999999h"] {
        let outcome = limited(all, &[&format!("--timeout={time}")]);
        assert_eq!(outcome.status, Some(2), "{time}");
        assert!(outcome.stderr.contains("such as 500ms"), "{outcome:?}");
    }
    assert_eq!(limited(all, &["--max-memory", "0"]).status, Some(2));
}

#[test]
#[cfg(target_os = "linux")]
fn the_other_process_ends_with_the_one_it_works_for() {
    // More than a pipe holds: who reads it has been started.
    const READ: usize = 4 << 20;
    let workspace = Workspace::new();
    let mut command = workspace.command(env!("CARGO_BIN_EXE_aisec"));
    let all = ["query", "ASK {}", "--data", "-", "--from", "ntriples", "--timeout", "none"];
    let mut running = command.args(all).stdin(Stdio::piped()).spawn().unwrap();
    let mut data = running.stdin.take().unwrap();
    let line = b"<http://e/a> <http://e/p> <http://e/b> .\n";
    (0..READ / line.len()).for_each(|_| data.write_all(line).unwrap());
    running.kill().unwrap();
    running.wait().unwrap();
    // Only the other process reads the pipe now: while it does, the pipe takes more.
    let taken = (0..16 * READ / line.len()).take_while(|_| data.write_all(line).is_ok()).count();
    assert!(taken < 16 * READ / line.len(), "something goes on alone");
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_killed_while_it_writes_leaves_no_part_of_its_answer() {
    let workspace = Workspace::with_built_in_graph();
    let mut command = workspace.command(env!("CARGO_BIN_EXE_aisec"));
    command.args(["query", "-e", "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "-o", "answer.csv"]);
    let mut child = command.spawn().expect("the program was built");
    let open = format!("/proc/{}/fd", child.id());
    let is_writing = || {
        let files = fs::read_dir(&open).into_iter().flatten().filter_map(|file| fs::read_link(file.ok()?.path()).ok());
        files.into_iter().any(|file| file.starts_with(workspace.work()))
    };
    while !is_writing() {
        assert_eq!(child.try_wait().expect("it is ours"), None, "it ends before it writes");
        std::thread::yield_now();
    }
    child.kill().expect("it runs");
    child.wait().expect("it was killed");
    assert_eq!(workspace.files(), Vec::<String>::new());
}

/// A hundred optional parts of a join are common where queries are put together by programs; nobody writes so many.
#[test]
fn optional_parts_by_the_thousand_are_answered_or_stopped() {
    let workspace = Workspace::with_built_in_graph();
    let parts: String = (0..1_800).map(|n| format!("OPTIONAL {{ ?tool <http://e/{n}> ?v{n} }} ")).collect();
    let query = format!("SELECT ?tool WHERE {{ ?tool a aisec:Tool {parts} }} LIMIT 3");
    let outcome = workspace.run(["query", "-v", "-e", &query, "--timeout", "20s", "--format", "csv"]);
    assert!(outcome.stderr.contains("in a process of its own"), "{}", outcome.stderr);
    match outcome.status {
        Some(0) => assert_eq!(outcome.stdout.lines().count(), 4, "{}", outcome.stdout),
        status => assert!(status == Some(5) && outcome.stderr.contains("more than 20s"), "{outcome:?}"),
    }
}

#[test]
fn shapes_of_the_user_are_held_against_data_in_a_process_of_its_own() {
    let workspace = Workspace::new();
    let chain: String = (0..20_000).map(|n| format!("<http://e/{n}> <http://e/p> <http://e/{}> .\n", n + 1)).collect();
    workspace.write("chain.nt", chain);
    let shape = |path: &str| {
        let head = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <http://e/> .";
        format!("{head} :S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:property [ sh:path {path} ; sh:minCount 1 ] .")
    };
    workspace.write("shapes.ttl", shape(":p"));
    workspace.write("endless.ttl", shape("[ sh:oneOrMorePath :p ]"));
    workspace.write("wrong.ttl", shape("\"p\""));
    let validate =
        |shapes: &str| workspace.run(["validate", "-v", "--shapes", shapes, "--data", "chain.nt", "--timeout", "2s"]);
    let fine = validate("shapes.ttl");
    assert_eq!(fine.status, Some(0), "{fine:?}");
    assert!(fine.stderr.contains("note: worked out in a process of its own, within 2s"), "{fine:?}");
    let wrong = validate("wrong.ttl");
    assert_eq!((wrong.status, wrong.stdout.as_str()), (Some(3), ""), "{wrong:?}");
    assert!(wrong.stderr.contains("error: the shapes in wrong.ttl cannot be used\n"), "{wrong:?}");
    let endless = validate("endless.ttl");
    assert_eq!((endless.status, endless.stdout.as_str()), (Some(5), ""), "{endless:?}");
    let says = "error: the answer takes more than 2s\n  help: give fewer shapes, or shorter paths";
    assert!(endless.stderr.contains(says), "{endless:?}");
}

/// A catalog of tens of thousands of entries is held against the check queries, and against the shapes when asked.
#[test]
fn a_graph_of_more_statements_than_are_shaped_is_built_and_says_so() {
    let workspace = Workspace::new();
    let list = "# L\n\n## Tools\n\n- [A](https://e.org/a) - A.\n";
    workspace.write("mine.md", list);
    let line =
        |most: &str| format!("more than {most} statements: the shapes are left to `aisec validate --data GRAPH`");
    let built = |most: &str| workspace.run(["build", "--only", "mine.md", "-o", "mine.aisec", "--max-shaped", most]);
    let left = built("100");
    assert_eq!(left.status, Some(0), "{left:?}");
    assert!(left.stdout.contains(&line("100")), "{}", left.stdout);
    let bytes = workspace.read("mine.aisec");
    let shaped = built("1000000");
    assert_eq!((shaped.status, shaped.stdout.contains("the shapes are left")), (Some(0), false), "{shaped:?}");
    assert!(workspace.read("mine.aisec") == bytes, "looking at it changes nothing");
}
