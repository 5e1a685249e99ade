//! RDF made into a snapshot by `aisec convert`: the same bytes however little memory there is, whole or not at all.

use super::command::Workspace;
use aisec_graph::snapshot::{Snapshot, SnapshotBuilder};
use std::process::{Child, Stdio};
use std::time::Duration;

/// Enough that a megabyte does not hold it.
const STATEMENTS: usize = 20_000;

fn with_statements() -> Workspace {
    let workspace = Workspace::new();
    let line = |n: usize| format!("<https://example.org/s/{}> <https://example.org/p{}> \"{n}\" .\n", n / 3, n % 7);
    // Backwards: nothing is in order by chance.
    workspace.write("data.nt", (0..STATEMENTS).rev().map(line).collect::<String>());
    workspace
}

fn convert(workspace: &Workspace) -> Child {
    let mut command = workspace.command(env!("CARGO_BIN_EXE_aisec"));
    command.args(["convert", "data.nt", "--max-memory", "1MiB", "-o", "a.aisec"]).stdout(Stdio::null());
    command.spawn().unwrap()
}

#[test]
fn bytes_are_the_same_in_little_memory_and_nothing_is_left_behind() {
    let workspace = with_statements();
    let commands = "mkdir t && export TMPDIR=$PWD/t
        for form in aisec nt trig jsonld; do
            aisec convert data.nt -o much.$form && aisec convert data.nt -o little.$form --max-memory 1MiB || exit
            cmp much.$form little.$form || exit
        done
        aisec convert data.nt --to aisec | cmp - much.aisec && aisec convert much.aisec -o again.aisec || exit
        cmp again.aisec much.aisec && aisec check much.aisec && ls t";
    let (status, said) = workspace.shell(commands);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.starts_with("much.aisec: whole, 20,000 statements, sha256 "), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn a_full_disk_leaves_the_file_as_it_was() {
    let workspace = with_statements();
    workspace.write("a.aisec", "what was there");
    let before = workspace.files();
    // In blocks of 512 bytes: less than the terms take meanwhile, and less than the whole.
    for (blocks, says) in [(300, "cannot keep what does not fit in memory in /tmp"), (800, "cannot write to a.aisec")] {
        let convert = "aisec convert data.nt --max-memory 1MiB -o a.aisec";
        let (status, text) = workspace.shell(&format!("trap '' XFSZ; ulimit -f {blocks}; {convert}"));
        assert_eq!(status, Some(7), "{text}");
        assert!(text.contains(says), "{text}");
        assert_eq!(workspace.read("a.aisec"), b"what was there");
        assert_eq!(workspace.files(), before);
    }
}

#[test]
fn a_folder_for_temporary_files_that_is_not_there_is_named() {
    let workspace = with_statements();
    let (status, text) = workspace.shell("TMPDIR=/nowhere aisec convert data.nt --max-memory 1MiB -o a.aisec");
    assert_eq!(status, Some(7), "{text}");
    assert!(text.contains("cannot keep what does not fit in memory in /nowhere"), "{text}");
}

#[test]
fn one_stopped_on_its_way_leaves_the_file_as_it_was() {
    let workspace = with_statements();
    workspace.write("a.aisec", "what was there");
    for delay_ms in [0, 20, 60, 120, 240, 480] {
        let mut builder = convert(&workspace);
        std::thread::sleep(Duration::from_millis(delay_ms));
        builder.kill().unwrap();
        builder.wait().unwrap();
        // It may have been ready before.
        let is_whole = || Snapshot::open(&workspace.path("a.aisec")).is_ok();
        assert!(workspace.read("a.aisec") == b"what was there" || is_whole());
    }
}

#[test]
fn two_at_once_leave_a_whole_one() {
    let workspace = with_statements();
    for mut builder in [convert(&workspace), convert(&workspace)] {
        assert!(builder.wait().unwrap().success());
    }
    let snapshot = Snapshot::open(&workspace.path("a.aisec")).unwrap();
    snapshot.verify(SnapshotBuilder::default()).unwrap();
    assert_eq!(snapshot.damage(), None);
    assert_eq!(workspace.files(), ["a.aisec", "data.nt"]);
}

#[test]
fn what_xml_has_no_form_for_is_refused() {
    let workspace = Workspace::new();
    for (name, data, says) in [
        ("number", "<http://e/a> <http://e/9> <http://e/b> .", "<http://e/9>"),
        ("empty", "<http://e/a> <http://e/> <http://e/b> .", "<http://e/>"),
        ("control", "<http://e/a> <http://e/p> \"\\u001B[0m\" .", "U+001B"),
    ] {
        workspace.write(&format!("{name}.nt"), data);
        let outcome = workspace.run(["convert", &format!("{name}.nt"), "-o", &format!("{name}.rdf")]);
        assert_eq!(outcome.status, Some(3), "{outcome:?}");
        assert!(outcome.stderr.contains(says), "{outcome:?}");
        assert!(!workspace.path(&format!("{name}.rdf")).exists());
    }
    workspace.write("fine.nt", "<http://e/a> <http://e/9a> \"tab\\t and more\" .");
    assert_eq!(workspace.run(["convert", "fine.nt", "-o", "fine.rdf"]).status, Some(0));
    let texts = ["query", "--data", "control.nt", "SELECT ?o WHERE { ?s ?p ?o }", "--format", "xml"];
    let outcome = workspace.run(texts);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(3), ""), "{outcome:?}");
    assert!(outcome.stderr.contains("U+001B"), "{outcome:?}");
}

#[test]
fn a_reader_that_has_seen_enough_changes_no_verdict() {
    let workspace = Workspace::new();
    let findings = |n: u32| format!("- [Tool {n}](http://example.org/{n}?utm_source=list) - Text {n}.\n");
    workspace.write("list.md", format!("# List\n\n## Tools\n\n{}", (0..2_000).map(findings).collect::<String>()));
    for format in ["json", "sarif", "text", "short", "markdown"] {
        let line = format!(
            "(aisec check list.md --max-per-code all --fail-on note --format {format}; echo $? >&2) | head -c 1 >/dev/null"
        );
        let (_, said) = workspace.shell(&line);
        assert_eq!(said.trim(), "1", "{format}");
    }
}
