//! Shapes of strangers: what cannot be used is refused in words, and nothing runs longer or larger than it may.

use super::command::{Outcome, Workspace};
use serde_json::Value;
use std::fmt::Write as _;

const HEAD: &str = "\
@prefix ex: <http://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
";

fn validate(shapes: &str, data: &str, options: &[&str]) -> Outcome {
    let workspace = Workspace::new();
    workspace.write("shapes.ttl", format!("{HEAD}{shapes}"));
    workspace.write("data.ttl", format!("{HEAD}{data}"));
    let arguments = ["validate", "--shapes", "shapes.ttl", "--data", "data.ttl"];
    workspace.run(arguments.iter().chain(options))
}

/// What is said of shapes that are refused.
fn refused(shapes: &str) -> String {
    let outcome = validate(shapes, "ex:a a ex:C .", &[]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(3), ""), "{shapes}\n{}", outcome.stderr);
    let said = outcome.stderr.strip_prefix("error: the shapes in shapes.ttl cannot be used\n  ");
    said.unwrap_or_else(|| panic!("{}", outcome.stderr)).trim_end().to_owned()
}

#[test]
fn what_shacl_does_not_let_shapes_say_is_refused_in_words() {
    let on_path = |rest: &str| format!("ex:S a sh:PropertyShape ; sh:targetClass ex:C ; sh:path ex:p ; {rest} .");
    let at_node = |rest: &str| format!("ex:S a sh:NodeShape ; sh:targetClass ex:C ; {rest} .");
    let cases = [
        (on_path("sh:pattern \"[a-\""), "sh:pattern takes a regular expression, and `\"[a-\"` cannot be read as one"),
        (
            on_path("sh:pattern \"[a-z-[aeiou]]\""),
            "sh:pattern takes a regular expression, and one with a class less another is not supported: `\"[a-z-[aeiou]]\"`",
        ),
        (
            on_path("sh:pattern \"a\" ; sh:flags \"x\""),
            "sh:pattern is not supported with the flag `x`; `i`, `m` and `s` are",
        ),
        (on_path("sh:minCount \"one\""), "sh:minCount takes a whole number, and `\"one\"` is none"),
        (on_path("sh:minCount -1"), "sh:minCount takes a whole number from 0, and `\"-1\"^^xsd:integer` is none"),
        (
            on_path("sh:minCount 99999999999999999999"),
            "sh:minCount takes a whole number up to 2147483647, and `\"99999999999999999999\"^^xsd:integer` is greater",
        ),
        (on_path("sh:minCount 1 , 2"), "sh:minCount may stand once and stands 2 times"),
        (at_node("sh:maxCount 1"), "sh:maxCount needs a shape with sh:path"),
        (on_path("sh:uniqueLang 1"), "sh:uniqueLang takes `true` or `false`, and `\"1\"^^xsd:integer` is none"),
        (on_path("sh:mincount 1"), "SHACL has no sh:mincount; did you mean `sh:minCount`?"),
        (
            on_path("sh:nodeKind ex:IRI"),
            "sh:nodeKind takes a kind of node, such as sh:IRI or sh:Literal, and `http://example.org/IRI` is none",
        ),
        (on_path("sh:datatype \"string\""), "sh:datatype takes an IRI, and `\"string\"` is none"),
        (on_path("sh:in ex:list"), "sh:in takes a list, and that is none"),
        (on_path("sh:in ex:l . ex:l rdf:first 1 ; rdf:rest ex:l"), "sh:in takes a list, and that one runs in a circle"),
        (
            on_path("sh:in ex:l . ex:l rdf:first 1 , 2 ; rdf:rest rdf:nil"),
            "sh:in takes a list, and a cell of that one has not just one rdf:first and one rdf:rest",
        ),
        (at_node("sh:or ()"), "sh:or takes a list with members, and that one is empty"),
        (at_node("sh:node ex:Missing"), "sh:node takes a shape, and nothing is said of `http://example.org/Missing`"),
        (at_node("sh:property [ sh:minCount 1 ]"), "sh:property takes a shape with sh:path, and `_:s0b0` has none"),
        (at_node("sh:property [ sh:path ( ex:p ) ]"), "sh:path takes a path, and a sequence has at least two members"),
        (
            at_node("sh:property [ sh:path [ sh:inversePath ( ex:p ex:q ) ] ]"),
            "sh:path takes a path, and only of a single property is the inverse supported",
        ),
        (
            at_node("sh:sparql [ sh:select \"SELECT $this {}\" ]"),
            "sh:sparql is beyond SHACL Core, which is what is supported",
        ),
        (
            at_node("sh:not ex:S"),
            "it refers to itself, by way of other shapes or at once; SHACL leaves open what that means",
        ),
    ];
    for (shapes, what) in cases {
        let said = refused(&shapes);
        assert!(said.contains(what), "{shapes}\nis refused with\n{said}\nand not with\n{what}");
    }
    let none = refused("ex:a a ex:C .");
    assert!(none.starts_with("there is no shape in it"), "{none}");
}

#[test]
fn shapes_that_go_in_a_circle_are_refused() {
    let circle = "ex:A a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:node ex:B ] .
        ex:B sh:or ( ex:D [ sh:not ex:A ] ) . ex:D sh:class ex:C .";
    let said = refused(circle);
    assert!(said.contains("it refers to itself"), "{said}");
    let path = refused("ex:A a sh:NodeShape ; sh:property [ sh:path _:p ] . _:p sh:zeroOrMorePath _:p .");
    assert!(path.contains("sh:path takes a path, and that one runs in a circle"), "{path}");
}

#[test]
fn shapes_that_share_without_end_or_nest_too_deep_are_refused() {
    // Each uses the next twice: 2^40 copies.
    let mut shared = "ex:S0 a sh:NodeShape ; sh:targetClass ex:C .\n".to_owned();
    for n in 0..40 {
        let _ = writeln!(shared, "ex:S{n} sh:and ( ex:S{m} ex:S{m} ) .", m = n + 1);
    }
    shared += "ex:S40 sh:class ex:C .";
    let said = refused(&shared);
    assert!(said.contains("the shapes come to more than 100000, counting each as often as others use it"), "{said}");
    let mut deep = "ex:S0 a sh:NodeShape ; sh:targetClass ex:C .\n".to_owned();
    for n in 0..20_000 {
        let _ = writeln!(deep, "ex:S{n} sh:node ex:S{m} .", m = n + 1);
    }
    deep += "ex:S20000 sh:class ex:C .";
    let said = refused(&deep);
    assert!(said.contains("shapes stand in shapes more than 64 deep"), "{said}");
    // One less deep than that runs.
    let mut fine = "ex:S0 a sh:NodeShape ; sh:targetClass ex:C .\n".to_owned();
    for n in 0..62 {
        let _ = writeln!(fine, "ex:S{n} sh:property [ sh:path ex:p ; sh:minCount 0 ] ; sh:node ex:S{m} .", m = n + 1);
    }
    fine += "ex:S62 sh:class ex:D .";
    let outcome = validate(&fine, "ex:a a ex:C .", &[]);
    assert_eq!(outcome.status, Some(1), "{}", outcome.stderr);
}

#[test]
fn a_run_that_takes_too_long_ends_at_the_limit() {
    // Closures of closures over a ring of nodes.
    let path = "[ sh:zeroOrMorePath [ sh:zeroOrMorePath [ sh:zeroOrMorePath [ sh:zeroOrMorePath [ sh:zeroOrMorePath ex:p ] ] ] ] ]";
    let shapes =
        format!("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path {path} ; sh:minCount 1 ] .");
    let mut data = String::new();
    for n in 0..400 {
        let _ = writeln!(data, "ex:n{n} a ex:C ; ex:p ex:n{m} .", m = (n + 1) % 400);
    }
    let outcome = validate(&shapes, &data, &["--timeout", "1s"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(5), ""), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("the answer takes more than 1s"), "{}", outcome.stderr);
}

#[test]
fn any_data_is_held_against_any_shapes() {
    let shapes = "ex:S a sh:NodeShape ; sh:targetClass ex:C ;
        sh:property ex:name , [ sh:path ( ex:knows [ sh:inversePath ex:knows ] ) ; sh:maxCount 1 ; sh:severity sh:Warning ] .
        ex:name sh:path ex:name ; sh:minCount 1 ; sh:message \"Jeder hat einen Namen.\"@de , \"Everybody has a name.\"@en .";
    let data = "ex:a a ex:C ; ex:knows ex:b . ex:b a ex:C ; ex:name \"B\" ; ex:knows ex:b .";
    let text = validate(shapes, data, &[]);
    assert_eq!(text.status, Some(1), "{}", text.stderr);
    assert_eq!(
        text.stdout,
        "\
error[validate/shape]: `http://example.org/a`: Everybody has a name
 = note: `http://example.org/name`, sh:MinCountConstraintComponent, of `http://example.org/name`

warning[validate/shape]: `http://example.org/a`: Property has 2 values (max: 1)
 = note: a blank node below `http://example.org/S`, sh:MaxCountConstraintComponent, of `http://example.org/knows/^http://example.org/knows`

warning[validate/shape]: `http://example.org/b`: Property has 2 values (max: 1)
 = note: a blank node below `http://example.org/S`, sh:MaxCountConstraintComponent, of `http://example.org/knows/^http://example.org/knows`

1 error, 2 warnings in 2 nodes
"
    );
    let report = validate(shapes, data, &["--format", "turtle"]);
    assert_eq!(report.status, Some(1), "{}", report.stderr);
    for part in ["sh:conforms false", "\"Jeder hat einen Namen.\"@de", "sh:sourceShape <http://example.org/name>"] {
        assert!(report.stdout.contains(part), "{part} is not in\n{}", report.stdout);
    }
    assert_eq!(report, validate(shapes, data, &["--format", "turtle"]), "the same gives the same");
    let fine = validate(shapes, data, &["--fail-on", "never"]);
    assert_eq!(fine.status, Some(0), "{}", fine.stderr);
}

#[test]
fn shapes_that_apply_to_nothing_are_told_by_what_they_are_for() {
    let shapes = "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:targetSubjectsOf ex:q ; sh:nodeKind sh:IRI .
        ex:D a sh:NodeShape , <http://www.w3.org/2000/01/rdf-schema#Class> .";
    let nothing = validate(shapes, "ex:x ex:p 1 .", &[]);
    assert_eq!((nothing.status, nothing.stderr.as_str()), (Some(0), ""));
    assert_eq!(
        nothing.stdout,
        "\
note[validate/no-shape-applies]: no shape applies: no node of the data is one that a shape is for
 = note: they are for instances of `http://example.org/C`, instances of `http://example.org/D`, subjects of `http://example.org/q`
 = help: compare these IRIs with those of the data; shapes for other data are given with `--shapes`

1 note in 0 nodes
"
    );
    let json = validate(shapes, "ex:x ex:p 1 .", &["--format", "json"]).stdout;
    assert!(json.contains("validate/no-shape-applies"), "{json}");
    let some = validate(shapes, "ex:x ex:q 1 .", &[]);
    assert_eq!((some.status, some.stdout.as_str()), (Some(0), "no findings in 1 node\n"));
}

#[test]
fn programs_are_told_node_path_value_and_line() {
    let shapes = "ex:S a sh:NodeShape ; sh:targetClass ex:C ;
        sh:property [ sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:nodeKind sh:Literal ] .";
    let data = "ex:a a ex:C ; ex:p ex:b ; <http://purl.org/dc/terms/source>
        <https://w3id.org/aisec-graph/id/source/list> ; <https://w3id.org/aisec-graph/ontology#line> 7 . ex:c ex:q ex:b .";
    let written = |format| validate(shapes, data, &["--format", format]).stdout;
    let focus = serde_json::json!({
        "node": "<http://example.org/a>",
        "path": "<http://example.org/p>/^<http://example.org/q>",
        "value": "<http://example.org/c>",
        "source": "list",
        "line": 7,
    });
    let json: Value = serde_json::from_str(&written("json")).expect("it is JSON");
    assert_eq!(json["findings"][0]["focus"], focus, "{json:#}");
    let sarif: Value = serde_json::from_str(&written("sarif")).expect("it is JSON");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["properties"], focus, "{result:#}");
    let node = &result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"];
    assert_eq!(node, "<http://example.org/a>", "{result:#}");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(1));
}

#[test]
fn findings_are_written_as_json_sarif_and_markdown() {
    let shapes = "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .";
    for (format, part) in [
        ("json", "\"code\": \"validate/shape\""),
        ("sarif", "\"ruleId\": \"validate/shape\""),
        ("markdown", "**aisec validate**: 1 error"),
        ("short", "error[validate/shape]: `http://example.org/a`: Property has 0 values (min: 1)\n"),
    ] {
        let outcome = validate(shapes, "ex:a a ex:C .", &["--format", format]);
        assert_eq!(outcome.status, Some(1), "{}", outcome.stderr);
        assert!(outcome.stdout.contains(part), "{format}: {}", outcome.stdout);
    }
}

#[test]
fn what_was_looked_at_is_counted_in_nodes_in_every_format() {
    let shapes = "ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .";
    let (one, none) = ("ex:a a ex:C . ex:b a ex:C ; ex:p 1 .", "ex:b a ex:C ; ex:p 1 .");
    for (data, told, errors, nodes) in [(one, "1 error in 2 nodes", 1, 2), (none, "no findings in 1 node", 0, 1)] {
        let text = validate(shapes, data, &[]).stdout;
        assert!(text.ends_with(&format!("{told}\n")), "{text}");
        let markdown = validate(shapes, data, &["--format", "markdown"]).stdout;
        assert!(markdown.starts_with(&format!("**aisec validate**: {told}\n")), "{markdown}");
        let json = validate(shapes, data, &["--format", "json"]).stdout;
        let json: Value = serde_json::from_str(&json).expect("it is JSON");
        let counts = ["sources", "nodes", "error"].map(|name| json["summary"][name].as_u64());
        assert_eq!(counts, [Some(0), Some(nodes), Some(errors)], "{json}");
    }
}
