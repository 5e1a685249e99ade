//! `-o` never replaces a file that the result is made of.

use super::command::Workspace;
use std::fs;

const LIST: &str = "# Tools\n\n- [Two](https://two.org) – Scans â€” twice.\n";
const GRAPH: &str = "<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n";

/// Runs a command, and says that it was refused and every file is as it was.
fn refused(arguments: &[&str]) {
    let workspace = Workspace::new();
    let files = [("o.md", LIST), ("new.md", ""), ("lists/a.md", LIST), ("g.ttl", GRAPH), ("out/graph.ttl", GRAPH)];
    let settings = ("c.json", "fail-on = \"never\"\n");
    let query = ("q.csv", "SELECT ?s WHERE { ?s ?p ?o }");
    for (name, content) in files.into_iter().chain([settings, query]) {
        workspace.write(name, content);
    }
    workspace.write("latin.md", b"- [One](https://one.org) caf\xE9\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("o.md", workspace.path("link.md")).expect("a writable folder");
    let contents =
        || workspace.files().into_iter().filter(|name| !name.ends_with('/')).map(|name| workspace.read(&name));
    let before: Vec<Vec<u8>> = contents().collect();
    let outcome = workspace.run(arguments);
    assert_eq!(outcome.status, Some(2), "{arguments:?}: {outcome:?}");
    assert!(outcome.stderr.contains("names a file that is read"), "{arguments:?}: {}", outcome.stderr);
    assert_eq!(outcome.stdout, "", "{arguments:?}");
    assert_eq!(contents().collect::<Vec<_>>(), before, "{arguments:?}");
}

#[test]
fn a_check_does_not_replace_a_list() {
    refused(&["check", "o.md", "-o", "o.md"]);
    refused(&["check", "o.md", "-o", "./lists/../o.md"]);
    refused(&["check", "o.md", "--fix", "-o", "o.md"]);
    refused(&["check", "o.md", "--links", "--format", "json", "-o", "o.md"]);
    refused(&["check", "lists", "o.md", "-o", "lists/a.md"]);
    refused(&["check", "o.md", "--config", "c.json", "-o", "c.json"]);
    refused(&["check", "o.md", "latin.md", "-o", "latin.md"]);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_list_is_that_list() {
    refused(&["check", "o.md", "-o", "link.md"]);
    refused(&["check", "link.md", "-o", "o.md"]);
}

#[test]
fn no_other_command_replaces_what_it_reads() {
    refused(&["diff", "o.md", "new.md", "-o", "o.md"]);
    refused(&["diff", "new.md", "o.md", "-o", "o.md"]);
    refused(&["diff", "lists", "o.md", "-o", "lists/a.md"]);
    refused(&["diff", "g.ttl", "out/graph.ttl", "--format", "json", "-o", "g.ttl"]);
    refused(&["build", "--only", "g.ttl", "-o", "g.ttl"]);
    refused(&["build", "--only", "o.md", "out/graph.ttl", "-o", "out"]);
    refused(&["convert", "g.ttl", "-o", "g.ttl"]);
    refused(&["export", "--data", "g.ttl", "-o", "g.ttl"]);
    refused(&["query", "--data", "g.ttl", "--query", "q.csv", "-o", "q.csv"]);
    refused(&["query", "--data", "g.ttl", "./q.csv", "-o", "q.csv"]);
    refused(&["query", "--named-graph", "https://example.org/g=g.ttl", "ASK {}", "--format", "json", "-o", "g.ttl"]);
    refused(&["coverage", "--framework", "owasp-llm", "--data", "g.ttl", "--format", "csv", "-o", "g.ttl"]);
    refused(&["render", "matrix", "--data", "g.ttl", "--format", "csv", "-o", "g.ttl"]);
}

#[cfg(target_os = "linux")]
#[test]
fn standard_input_is_a_file_too() {
    let workspace = Workspace::new();
    workspace.write("o.md", LIST);
    let (status, said) = workspace.shell("aisec check - -o o.md < o.md");
    assert_eq!(status, Some(2), "{said}");
    assert_eq!(workspace.read("o.md"), LIST.as_bytes());
}

#[test]
fn another_file_and_a_device_are_written_to() {
    let workspace = Workspace::new();
    workspace.write("o.md", LIST);
    fs::copy(workspace.path("o.md"), workspace.path("copy.md")).expect("a writable folder");
    for output in ["copy.md", "new.json", "/dev/null"] {
        let outcome = workspace.run(["check", "o.md", "--format", "json", "-o", output]);
        assert_eq!(outcome.status, Some(1), "{output}: {}", outcome.stderr);
    }
    assert!(workspace.read("copy.md").starts_with(b"{"));
}
