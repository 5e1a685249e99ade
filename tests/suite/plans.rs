//! How queries are evaluated, as `aisec query --explain` shows it: which look-up comes first, and what columns answer.

use crate::command::Workspace;
use std::fmt::Write as _;
use std::fs;

/// A thousand tools of which ten speak of risk 0, and four items of which nothing maps to the last.
fn catalog() -> Workspace {
    let mut data = "@prefix : <http://e/> .\n".to_owned();
    for tool in 0..1_000 {
        let risk = if tool < 10 { 0 } else { 1 + tool % 3 };
        writeln!(
            data,
            ":tool{tool} a :Tool ; :mitigates :risk{risk} ; :stars {} ; :text \"Tool {tool}\" .",
            tool * 7 % 1_000
        )
        .unwrap();
    }
    for item in 0..4 {
        writeln!(data, ":item{item} a :Item . :risk{item} :mapsTo :item{} .", item / 2).unwrap();
    }
    let workspace = Workspace::new();
    fs::write(workspace.work().join("catalog.ttl"), data).unwrap();
    workspace
}

fn ask(workspace: &Workspace, query: &str, options: &[&str]) -> String {
    let query = format!("PREFIX : <http://e/> {query}");
    let outcome = workspace.run([&["query", "--data", "catalog.ttl", &query], options].concat());
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""), "{query}");
    outcome.stdout
}

/// The plan, spaces and times aside: lines of rows, rows expected and operator.
fn plan(workspace: &Workspace, query: &str) -> String {
    ask(workspace, query, &["--explain"])
}

#[test]
fn the_pattern_with_the_fewest_rows_is_looked_up_first_however_it_is_written() {
    let workspace = catalog();
    let patterns = ["?tool a :Tool .", "?tool :stars ?stars .", "?tool :mitigates :risk0 ."];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let body = order.map(|at| patterns[at]).join(" ");
        let plan = plan(&workspace, &format!("SELECT ?tool ?stars WHERE {{ {body} }}"));
        let lookups: Vec<&str> = plan.lines().filter(|line| line.contains("QuadPattern")).collect();
        assert!(lookups[0].contains("<http://e/mitigates> <http://e/risk0>"), "{plan}");
        let figures: Vec<&str> = lookups[0].split_whitespace().take(2).collect();
        assert_eq!(figures, ["10", "10.0"], "{plan}");
    }
}

#[test]
fn joins_inside_exists_start_from_what_is_bound_outside() {
    let workspace = catalog();
    // A filter on the inside keeps it from the columns.
    let gap = "SELECT ?item WHERE { ?item a :Item FILTER NOT EXISTS { ?tool :mitigates ?risk . ?risk :mapsTo ?item FILTER(?tool != :x) } }";
    let plan = plan(&workspace, gap);
    let lookups: Vec<&str> = plan.lines().filter(|line| line.contains("QuadPattern")).collect();
    let (maps, mitigates) = (
        lookups.iter().position(|line| line.contains("mapsTo")).unwrap(),
        lookups.iter().position(|line| line.contains("mitigates")).unwrap(),
    );
    assert!(maps < mitigates, "{plan}");
    assert_eq!(ask(&workspace, gap, &["--format", "csv"]).lines().count(), 3);
}

#[test]
fn columns_answer_the_shapes_they_know() {
    let workspace = catalog();
    let cases = [
        (
            "SELECT ?item (COUNT(DISTINCT ?tool) AS ?n) WHERE { ?tool :mitigates ?risk . ?risk :mapsTo ?item } GROUP BY ?item",
            "?tool counted along 2 hops from ?item: 2 groups",
        ),
        (
            "SELECT (COUNT(DISTINCT ?tool) AS ?n) WHERE { ?tool :mitigates ?risk . ?risk :mapsTo* :item0 }",
            "?tool counted along 1 hop from 3 terms",
        ),
        (
            "SELECT (COUNT(?tool) AS ?n) WHERE { :item0 ^:mapsTo+ ?risk . ?tool :mitigates ?risk }",
            "?tool counted along 1 hop from 2 terms",
        ),
        (
            "SELECT ?item WHERE { ?item a :Item FILTER NOT EXISTS { ?tool :mitigates/:mapsTo ?item } }",
            "?item tested in columns: 2 of 4 terms",
        ),
        (
            "SELECT ?item WHERE { ?item a :Item OPTIONAL { ?risk :mapsTo ?item } FILTER(!BOUND(?risk)) }",
            "?item tested in columns: 2 of 4 terms",
        ),
        (
            "SELECT ?item (COUNT(?tool) AS ?n) WHERE { ?item a :Item OPTIONAL { ?tool :mitigates/:mapsTo ?item } } GROUP BY ?item HAVING(COUNT(?tool) = 0)",
            "?item tested in columns: 2 of 4 terms",
        ),
        ("SELECT ?item WHERE { ?item a :Item MINUS { ?risk :mapsTo ?item } }", "?item tested in columns: 2 of 4 terms"),
        (
            "SELECT ?tool WHERE { ?tool :text ?text FILTER(CONTAINS(LCASE(?text), \"tool 99\")) }",
            "?text tested in columns: 11 of 1000 terms",
        ),
        (
            "SELECT ?tool ?stars WHERE { ?tool a :Tool ; :stars ?stars } ORDER BY DESC(?stars) LIMIT 3",
            "first 3 by ?stars: 3 of 1000 values",
        ),
    ];
    for (query, expected) in cases {
        let plan = plan(&workspace, query);
        assert!(plan.starts_with(&format!("in columns: {expected}\n")), "{query}\n{plan}");
    }
}

#[test]
fn what_columns_do_not_hold_is_left_to_the_evaluator() {
    let workspace = catalog();
    let cases = [
        // Another graph than the one that all triples are in.
        "SELECT ?item WHERE { GRAPH ?g { ?item a :Item FILTER NOT EXISTS { ?risk :mapsTo ?item } } }",
        // Two variables are shared.
        "SELECT ?item WHERE { ?item a :Item . ?risk a ?class FILTER NOT EXISTS { ?risk :mapsTo ?item } }",
        // The value is text.
        "SELECT ?tool WHERE { ?tool :text ?text } ORDER BY ?text LIMIT 3",
        // A row is not a row of the base.
        "SELECT DISTINCT ?class WHERE { ?tool a ?class ; :stars ?stars } ORDER BY ?stars LIMIT 3",
    ];
    for query in cases {
        let plan = plan(&workspace, query);
        assert!(!plan.contains("in columns"), "{query}\n{plan}");
    }
}

#[test]
fn what_a_filter_names_is_looked_up() {
    let workspace = catalog();
    for filter in ["?tool = :tool7", ":tool7 = ?tool", "sameTerm(?tool, :tool7)", "?tool IN (:tool7, :tool7, :none)"] {
        let query = format!(
            "SELECT ?stars WHERE {{ ?tool a :Tool ; :stars ?stars OPTIONAL {{ ?tool :no ?no }} FILTER({filter}) }}"
        );
        let plan = plan(&workspace, &query);
        let most = plan.lines().filter_map(|line| line.split_whitespace().next()?.parse::<usize>().ok()).max();
        assert!(most.is_some_and(|rows| rows <= 3), "{plan}");
        assert_eq!(ask(&workspace, &query, &["--format", "csv"]), "stars\r\n49\r\n", "{query}");
    }
    let path = "SELECT ?item WHERE { ?tool :mitigates/:mapsTo+ ?item FILTER(?tool = :tool7) }";
    assert!(plan(&workspace, path).lines().skip(2).all(|line| line.trim_start().starts_with(['0', '1', '2'])));
    // Equal literals need not be the same.
    let values = "SELECT ?tool WHERE { ?tool :stars ?stars FILTER(?stars = 7.0) }";
    assert_eq!(ask(&workspace, values, &["--format", "csv"]), "tool\r\nhttp://e/tool1\r\n");
}

#[test]
fn a_plan_is_shown_of_what_is_not_run_or_not_to_its_end() {
    let workspace = catalog();
    let product = "PREFIX : <http://e/> SELECT ?a WHERE { ?a a :Tool . ?b a :Tool . ?c a :Tool . ?d a :Tool }";
    let plan = ask(&workspace, product, &["--explain=plan"]);
    assert!(plan.trim_start().starts_with("expected") && plan.contains("QuadPattern(?d <"), "{plan}");
    let stopped = workspace.run(["query", "--data", "catalog.ttl", product, "--explain", "--timeout", "1s"]);
    assert_eq!(stopped.status, Some(5), "{}", stopped.stderr);
    assert_eq!(stopped.stdout, plan);
}

#[test]
fn a_plan_has_every_operator_whatever_a_query_looks_for() {
    let workspace = catalog();
    for (query, operator) in [
        ("ASK { <urn:before> <urn:before> <urn:before> . ?s a :Tool }", "Join"),
        ("ASK { { <urn:before> <urn:before> ?o } UNION { ?s a :Tool } }", "Union"),
    ] {
        for how in ["--explain", "--explain=plan"] {
            let plan = ask(&workspace, query, &[how]);
            assert!(plan.contains(operator) && plan.contains("QuadPattern(<urn:before>"), "{how}\n{plan}");
            assert_eq!(plan.matches("urn:before").count(), if operator == "Join" { 3 } else { 2 }, "{how}\n{plan}");
        }
    }
}

#[test]
fn two_hundred_and_fifty_patterns_are_planned_at_once() {
    let workspace = catalog();
    let patterns: String = (0..250).fold(String::new(), |mut text, number| {
        write!(text, "?tool :mitigates ?risk{number} . ").unwrap();
        text
    });
    let answer = ask(&workspace, &format!("SELECT ?tool WHERE {{ {patterns} ?tool :stars 7 }}"), &["--format", "csv"]);
    assert_eq!(answer, "tool\r\nhttp://e/tool1\r\n");
}

#[test]
fn as_many_patterns_as_are_allowed_are_planned_in_a_while() {
    let workspace = catalog();
    let numbered = |count, pattern: &dyn Fn(usize) -> String| (0..count).map(pattern).collect::<String>();
    let shapes = [
        ("nothing", numbered(1_800, &|number| format!("?tool{number} :stars 7 . "))),
        ("the one before", numbered(400, &|number| format!("?same{number} ^:stars/:stars ?same{} . ", number + 1))),
        ("one variable", numbered(400, &|number| format!("OPTIONAL {{ ?tool :stars ?stars{number} }} "))),
    ];
    for (shared, patterns) in shapes {
        let query =
            format!("SELECT (COUNT(*) AS ?n) WHERE {{ ?tool :text \"Tool 1\" . {patterns} FILTER(BOUND(?tool)) }}");
        // One tool has seven stars, and each pattern leads back to it.
        let bound = query.replace("?same0 ", "7 ");
        assert_eq!(ask(&workspace, &bound, &["--format", "csv"]), "n\r\n1\r\n", "{shared}");
    }
}

#[test]
fn parts_that_share_nothing_are_looked_up_apart() {
    let workspace = catalog();
    let query = "SELECT * WHERE { ?tool :mitigates :risk0 . ?risk :mapsTo ?item . ?item a :Item }";
    let plan = plan(&workspace, query);
    let rows = |lookup: &str| {
        let line = plan.lines().find(|line| line.contains(lookup)).unwrap();
        line.split_whitespace().next().unwrap().parse::<usize>().unwrap()
    };
    // Not once for each of ten tools.
    assert_eq!([rows("<http://e/mitigates>"), rows("<http://e/mapsTo>")], [10, 4], "{plan}");
    assert_eq!(ask(&workspace, query, &["--format", "csv"]).lines().count(), 41);
}

#[test]
fn a_plan_is_text_or_json_by_name_of_the_format_or_the_file() {
    let workspace = catalog();
    let query = "SELECT ?tool WHERE { ?tool :mitigates :risk0 ; :stars ?stars FILTER(?stars > 1) }";
    let json = ask(&workspace, query, &["--explain", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&json).unwrap();
    let operators = told["operators"].as_array().unwrap();
    let lookup = |predicate: &str| {
        let name = |operator: &serde_json::Value| operator["operator"].as_str().unwrap().to_owned();
        operators
            .iter()
            .find(|operator| name(operator).starts_with("QuadPattern") && name(operator).contains(predicate))
    };
    let mitigates = lookup("mitigates").unwrap();
    assert_eq!((&mitigates["rows"], &mitigates["expected"]), (&10.into(), &10.0.into()), "{json}");
    for (file, is_json) in [("plan.json", true), ("plan.txt", false)] {
        assert_eq!(ask(&workspace, query, &["--explain", "-o", file]), "");
        assert_eq!(workspace.read(file).starts_with(b"{"), is_json, "{file}");
    }
    let other = workspace.run(["query", "--data", "catalog.ttl", query, "--explain", "--format", "csv"]);
    assert_eq!(other.status, Some(2));
    assert!(other.stderr.contains("use text or json"), "{}", other.stderr);
}

#[test]
fn a_plan_as_deep_as_queries_may_be_is_shown() {
    let workspace = catalog();
    let nested = format!(
        "SELECT * WHERE {{ {} ?s :stars 7 {} }}",
        "{ SELECT DISTINCT ?s WHERE { ".repeat(100),
        "} }".repeat(100)
    );
    let plan = plan(&workspace, &nested);
    assert!(plan.lines().count() > 100, "{plan}");
}

#[test]
fn what_an_update_matches_is_planned_too() {
    let workspace = catalog();
    // As written, a million pairs for each tool. No two tools have as many stars.
    let update = "PREFIX : <http://e/> INSERT { ?tool a :Unequalled } WHERE { ?tool :text ?text FILTER NOT EXISTS {
        ?one :stars ?stars . ?other :mitigates ?risk . ?tool :stars ?stars ; :mitigates ?risk FILTER(?one != ?tool) } }";
    let outcome = workspace.run(["update", "--data", "catalog.ttl", "-e", update, "--format", "nt"]);
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    assert_eq!(outcome.stdout.lines().filter(|line| line.ends_with("<http://e/Unequalled> .")).count(), 1_000);
}

#[test]
fn a_query_that_is_but_a_table_is_answered_like_any_other() {
    let workspace = catalog();
    let cases = [
        ("SELECT ?b ?a { VALUES (?a ?b) { (01 UNDEF) (\"x\"@en :x) } }", "?b\t?a\n\t01\n<http://e/x>\t\"x\"@en\n"),
        ("SELECT (?a AS ?c) { VALUES ?a { 1 2 } }", "?c\n1\n2\n"),
        ("SELECT (?a AS ?c) ?none { VALUES ?a { 1 } }", "?c\t?none\n1\t\n"),
        (
            "SELECT (COUNT(?tool) AS ?n) ?risk { ?tool :mitigates ?risk . ?risk :mapsTo :item1 } GROUP BY ?risk",
            "?n\t?risk\n330\t<http://e/risk2>\n330\t<http://e/risk3>\n",
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(ask(&workspace, query, &["--format", "tsv"]), expected, "{query}");
    }
}
