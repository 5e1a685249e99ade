//! The published schemas describe what commands write: all of it, and nothing else.

use super::command::Workspace;
use aisec_graph::export::SCHEMAS;
use boon::{Compiler, Schemas};
use serde_json::Value;

/// The schema of that name as the command prints it.
fn published(workspace: &Workspace, name: &str) -> Value {
    let outcome = workspace.run(["schemas", name]);
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).expect("the schema is JSON")
}

/// Every object that names its fields has no others: new fields may come, but not without a word in the schema.
fn closed(mut schema: Value) -> Value {
    fn close(part: &mut Value) {
        if let Value::Object(fields) = part {
            if fields.contains_key("properties") {
                fields.insert("additionalProperties".to_owned(), false.into());
            }
            fields.iter_mut().for_each(|(_, part)| close(part));
        } else if let Value::Array(parts) = part {
            parts.iter_mut().for_each(close);
        }
    }
    close(&mut schema);
    schema
}

/// Why a document is not as a schema says; nothing if it is.
fn refusal(schema: &Value, document: &Value) -> Option<String> {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("schema.json", schema.clone()).expect("the schema is added once");
    let index = compiler.compile("schema.json", &mut schemas).expect("the schema is a schema");
    schemas.validate(document, index).err().map(|error| format!("{error:#}"))
}

#[test]
fn every_answer_in_json_is_as_its_schema_says() {
    let workspace = Workspace::with_built_in_graph();
    workspace.write("app/requirements.txt", "garak==0.9\nllm-guard\n");
    workspace.write(
        "stack.toml",
        "in-use = [\"garak\"]\nplanned = [\"ModelScan\"]\nphases = [\"Model Storage & Management\"]\n",
    );
    workspace
        .write("l.json", r#"{ "domain": "atlas-atlas", "techniques": [{ "techniqueID": "AML.T0051", "score": 1 }] }"#);
    let cases: [(&str, &[&str]); 19] = [
        ("coverage", &["coverage"]),
        ("coverage", &["coverage", "--framework", "nist-ai-rmf", "--role", "governed", "--gaps"]),
        ("coverage", &["coverage", "--framework", "owasp-llm-2025", "--stack", "stack.toml"]),
        ("coverage", &["coverage", "--layer", "l.json", "--evidence", "listed"]),
        ("coverage", &["coverage", "--by", "phase", "--stack", "stack.toml"]),
        ("coverage", &["coverage", "--by", "role"]),
        ("coverage", &["coverage", "--by", "tactic", "--role", "protected"]),
        ("recommend", &["recommend"]),
        ("recommend", &["recommend", "--stack", "stack.toml", "--license", "MIT", "--most", "2"]),
        ("recommend", &["recommend", "--framework", "owasp-llm", "--stack", "garak,ModelScan", "--grade", "covers"]),
        ("recommend", &["recommend", "--layer", "l.json"]),
        ("recommend", &["recommend", "--kind", "dataset", "--kind", "guidance", "--stack", "stack.toml"]),
        ("case-studies", &["replay"]),
        ("replay", &["replay", "AML.CS0020"]),
        ("replay", &["replay", "AML.CS0020", "--stack", "stack.toml", "--role", "exercised"]),
        ("compare", &["compare", "garak", "stack.toml"]),
        ("compare", &["compare", "garak", "ModelScan", "--framework", "mitre-atlas", "--role", "any"]),
        ("stack", &["stack", "discover", "app"]),
        ("stack", &["stack", "discover", "."]),
    ];
    for (name, arguments) in cases {
        let schema = closed(published(&workspace, name));
        let outcome = workspace.run([arguments, &["--format", "json"]].concat());
        assert!(matches!(outcome.status, Some(0 | 1)), "{arguments:?}: {}", outcome.stderr);
        let document: Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
        assert_eq!(document["format"], format!("aisec-{name}"));
        assert_eq!(refusal(&schema, &document), None, "{arguments:?}");
        for field in ["format", "graph"] {
            let mut broken = document.clone();
            broken.as_object_mut().expect("an object").remove(field);
            assert!(refusal(&schema, &broken).is_some(), "{arguments:?}: nothing asks for `{field}`");
        }
    }
}

#[test]
fn every_schema_is_listed_by_its_name_and_id() {
    let workspace = Workspace::new();
    let listed = workspace.run(["schemas"]).stdout;
    for schema in SCHEMAS {
        assert!(listed.contains(schema.name) && listed.contains(schema.about), "{listed}");
        let text = published(&workspace, schema.name);
        assert_eq!(text["$id"], format!("https://w3id.org/aisec-graph/schemas/{}.json", schema.name));
    }
    assert_eq!(workspace.run(["schemas", "coverag"]).status, Some(2));
}
