//! Bad input of every kind: refused with the right status, a message with place and help, nothing half-written.

use super::command::{Outcome, Workspace, outcome};
use aisec_graph::snapshot::{Snapshot, SnapshotBuilder};
use std::fs;

const FINE: i32 = 0;
const FINDINGS: i32 = 1;
const USAGE: i32 = 2;
const BAD_INPUT: i32 = 3;
const BAD_QUERY: i32 = 4;
const LIMIT: i32 = 5;
const INPUT_OUTPUT: i32 = 7;

/// What stands in an output file before a command that fails.
const OLD: &str = "what was here before";

/// Runs a command that must fail and checks everything a failure promises.
fn refused(workspace: &Workspace, arguments: &[&str], status: i32, says: &[&str]) -> Outcome {
    refused_with_input(workspace, arguments, b"", status, says)
}

fn refused_with_input(workspace: &Workspace, arguments: &[&str], input: &[u8], status: i32, says: &[&str]) -> Outcome {
    let before = workspace.files();
    let outcome = workspace.run_with_input(arguments, input);
    let Outcome { stdout, stderr, .. } = &outcome;
    let shown = stderr.get(..stderr.len().min(600)).unwrap_or(stderr);
    assert_eq!(outcome.status, Some(status), "{arguments:?}: {shown}");
    assert_eq!(stdout, "", "{arguments:?}");
    assert!(stderr.contains("error: "), "{arguments:?}: {shown}");
    assert!(!stderr.contains("panicked"), "{arguments:?}: {shown}");
    for part in says {
        assert!(stderr.contains(part), "{arguments:?} does not say {part:?}: {shown}");
    }
    assert_inert(stderr);
    assert_eq!(workspace.files(), before, "{arguments:?} left or took files");
    outcome
}

/// Nothing a terminal would act on.
fn assert_inert(text: &str) {
    let active =
        |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    assert!(!text.contains(active), "{text:?}");
}

/// Builds `source` over an existing output, which must stay as it is.
fn build_refused(name: &str, content: &[u8], status: i32, says: &[&str]) {
    let workspace = Workspace::new();
    workspace.write(name, content);
    for output in ["out.aisec", "out.ttl", "out/graph.aisec"] {
        workspace.write(output, OLD);
    }
    for output in ["out.aisec", "out.ttl", "out"] {
        refused(&workspace, &["build", "--only", name, "-o", output], status, says);
    }
    for output in ["out.aisec", "out.ttl", "out/graph.aisec"] {
        assert_eq!(workspace.read(output), OLD.as_bytes(), "{output} was touched");
    }
}

/// Reads RDF with every command that does, over an existing output.
fn rdf_refused(name: &str, content: &[u8], says: &[&str]) {
    let workspace = Workspace::new();
    workspace.write(name, content);
    workspace.write("out.nq", OLD);
    refused(&workspace, &["convert", name, "-o", "out.nq"], BAD_INPUT, says);
    refused(&workspace, &["query", "--data", name, "ASK { ?s ?p ?o }", "-o", "out.json"], BAD_INPUT, says);
    refused(&workspace, &["export", "--data", name, "-o", "out.nq"], BAD_INPUT, says);
    refused(&workspace, &["build", "--only", name, "-o", "out.nq"], BAD_INPUT, says);
    assert_eq!(workspace.read("out.nq"), OLD.as_bytes());
}

#[test]
fn a_missing_file_is_named() {
    let workspace = Workspace::new();
    refused(&workspace, &["build", "--only", "no.md"], INPUT_OUTPUT, &["no.md", "No such file"]);
    refused(&workspace, &["build", "--only", "no.ttl"], INPUT_OUTPUT, &["no.ttl", "No such file"]);
    refused(&workspace, &["convert", "no.ttl", "-o", "o.nt"], INPUT_OUTPUT, &["no.ttl", "No such file"]);
    refused(&workspace, &["query", "--data", "no.aisec", "ASK {}"], INPUT_OUTPUT, &["no.aisec", "No such file"]);
    refused(&workspace, &["query", "--data", "no.nq", "ASK {}"], INPUT_OUTPUT, &["no.nq", "No such file"]);
    refused(&workspace, &["query", "no.rq"], INPUT_OUTPUT, &["no.rq", "No such file"]);
}

#[test]
fn a_folder_for_a_file_is_named() {
    let workspace = Workspace::new();
    for name in ["f.md", "f.ttl", "f.aisec", "f.rq"] {
        fs::create_dir(workspace.path(name)).expect("a writable folder");
    }
    let says = |name| [name, "folder"];
    refused(&workspace, &["build", "--only", "f.md"], INPUT_OUTPUT, &says("f.md"));
    refused(&workspace, &["build", "--only", "f.ttl"], INPUT_OUTPUT, &says("f.ttl"));
    refused(&workspace, &["convert", "f.ttl", "-o", "o.nt"], INPUT_OUTPUT, &says("f.ttl"));
    refused(&workspace, &["query", "--data", "f.ttl", "ASK {}"], INPUT_OUTPUT, &says("f.ttl"));
    refused(&workspace, &["query", "--data", "f.aisec", "ASK {}"], INPUT_OUTPUT, &says("f.aisec"));
    refused(&workspace, &["query", "f.rq"], INPUT_OUTPUT, &says("f.rq"));
    refused(&workspace, &["convert", "f.ttl", "-o", "f.ttl"], INPUT_OUTPUT, &says("f.ttl"));
}

#[test]
fn text_that_is_not_utf_8_is_refused_with_its_place() {
    build_refused(
        "list.md",
        b"# List\n- [a](https://a.example) - caf\xE9\n",
        BAD_INPUT,
        &["list.md", "line 2", "0xE9"],
    );
    build_refused("set.sssom.tsv", b"subject_id\tobj\xFFect_id\n", BAD_INPUT, &["set.sssom.tsv", "line 1", "0xFF"]);
    rdf_refused("data.ttl", b"<https://a.example/> <https://a.example/> \"caf\xE9\" .\n", &["data.ttl", "line 1"]);
    let workspace = Workspace::new();
    workspace.write("q.rq", b"SELECT * { ?s ?p \"\xE9\" }");
    refused(&workspace, &["query", "q.rq"], BAD_INPUT, &["q.rq", "UTF-8"]);
    refused_with_input(&workspace, &["query", "--query", "-"], b"ASK { ?s ?p \"\xE9\" }", BAD_INPUT, &["UTF-8"]);
}

#[test]
fn text_of_two_or_four_bytes_a_character_is_told_by_its_encoding() {
    let encoded = |text: &str, encoding: &str| -> Vec<u8> {
        let wide = |to_bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to_bytes).collect();
        let wider = |to_bytes: fn(u32) -> [u8; 4]| text.chars().flat_map(|c| to_bytes(c.into())).collect();
        match encoding {
            "UTF-16LE" => wide(u16::to_le_bytes),
            "UTF-16BE" => wide(u16::to_be_bytes),
            "UTF-32LE" => wider(u32::to_le_bytes),
            _ => wider(u32::to_be_bytes),
        }
    };
    let plain = "# 列表 List\n- [a](https://a.example) - café 😀\n";
    let marked = format!("\u{FEFF}{plain}");
    for (encoding, nul) in [("UTF-16LE", 1), ("UTF-16BE", 0), ("UTF-32LE", 1), ("UTF-32BE", 0)] {
        let is = format!("list.md is {encoding}, not UTF-8 text");
        let convert = format!("`iconv -f {encoding} -t UTF-8`");
        let at_mark = ["stands at byte 0", &is, &convert, "the byte order mark F"];
        let at_mark = if encoding == "UTF-32BE" { &at_mark[..3] } else { &at_mark[..] };
        build_refused("list.md", &encoded(&marked, encoding), BAD_INPUT, at_mark);
        let at_nul = format!("a NUL stands at byte {nul};");
        let workspace = Workspace::new();
        workspace.write("list.md", encoded(plain, encoding));
        refused(&workspace, &["build", "--only", "list.md"], BAD_INPUT, &[&is, &convert, &at_nul]);
        let checked = workspace.run(["check", "list.md"]);
        assert_eq!(checked.status, Some(BAD_INPUT));
        assert!(checked.stderr.contains(&is), "{}", checked.stderr);
    }
}

#[test]
fn the_largest_text_is_what_the_option_says() {
    let workspace = Workspace::new();
    let list = format!("# L\n- [a](https://a.example/x) - {}\n", "x".repeat(9_000));
    workspace.write("list.md", &list);
    workspace.write("top.md", "# Top\n- [L](list.md)\n");
    let says = ["list.md is larger than 9kB", "--max-input"];
    refused(&workspace, &["build", "--only", "list.md", "--max-input", "9kB"], BAD_INPUT, &says);
    refused(&workspace, &["find", "--in", "list.md", "a", "--max-input", "9000"], BAD_INPUT, &says);
    refused(&workspace, &["diff", "list.md", "top.md", "--max-input", "9 kb"], BAD_INPUT, &says);
    // A list that another leads to is left out, with a finding at the link.
    for (arguments, status) in [
        (&["check", "list.md"][..], BAD_INPUT),
        (&["check", "-r", "top.md"], FINDINGS),
        (&["build", "--only", "-r", "top.md"], FINE),
    ] {
        let outcome = workspace.run([arguments, &["--max-input", "9kB"]].concat());
        assert_eq!(outcome.status, Some(status), "{outcome:?}");
        let said = outcome.stdout + &outcome.stderr;
        assert!(says.iter().all(|part| said.contains(part)), "{said}");
    }
    let piped = workspace.run_with_input(["check", "-", "--max-input", "9kB"], list.as_bytes());
    assert!(piped.stderr.contains("standard input is larger than 9kB"), "{}", piped.stderr);
    let exactly = list.len().to_string();
    let outcome = workspace.run(["check", "-r", "top.md", "--max-input", &exactly]);
    assert_eq!(outcome.status, Some(FINE), "{outcome:?}");
    for size in ["", "0", "-1", "1.5MiB", "MiB", "12 parsecs", "99999999999GiB"] {
        let option = format!("--max-input={size}");
        refused(&workspace, &["build", "--only", "list.md", &option], USAGE, &["in bytes or with a unit"]);
    }
    workspace.write("large.md", format!("# L\n- [a](https://a.example/x) - Text.\n{}", "\n".repeat(17 << 20)));
    let outcome = workspace.run(["build", "-q", "--only", "large.md", "--max-input", "18MiB"]);
    assert_eq!(outcome.status, Some(FINE), "{}", outcome.stderr);
}

#[test]
fn nul_bytes_are_refused_with_their_place() {
    build_refused("list.md", b"# List\n- [a](https://a.example)\n\0\n", BAD_INPUT, &["list.md", "NUL", "line 3"]);
    build_refused("set.sssom.tsv", b"subject_id\0\n", BAD_INPUT, &["set.sssom.tsv", "NUL", "line 1"]);
    build_refused("atlas.yaml", b"id: ATLAS\0\n", BAD_INPUT, &["atlas.yaml", "NUL", "line 1"]);
}

#[test]
fn a_file_of_another_kind_is_refused() {
    build_refused("notes.docx", b"PK\x03\x04", USAGE, &["notes.docx", ".md"]);
    build_refused("noextension", b"text", USAGE, &["noextension", ".md"]);
    build_refused("set.tsv", b"just\ttwo\nwords\there\n", BAD_INPUT, &["set.tsv"]);
    build_refused("empty.tsv", b"", BAD_INPUT, &["empty.tsv"]);
    build_refused("atlas.yaml", b"just: a\nmap: 1\n", BAD_INPUT, &["atlas.yaml"]);
    build_refused("atlas.yaml", b"a: [1, 2\nb: }", BAD_INPUT, &["atlas.yaml", "line"]);
    let workspace = Workspace::new();
    workspace.write("picture.aisec", b"\x89PNG\r\n");
    refused(
        &workspace,
        &["query", "--data", "picture.aisec", "ASK {}"],
        BAD_INPUT,
        &["picture.aisec", "not an aisec snapshot"],
    );
    workspace.write("empty.aisec", b"");
    refused(
        &workspace,
        &["query", "--data", "empty.aisec", "ASK {}"],
        BAD_INPUT,
        &["empty.aisec", "not an aisec snapshot"],
    );
}

#[test]
fn yaml_that_explodes_is_refused() {
    let level = |(name, of)| format!("{name}: &{name} [*{of}, *{of}, *{of}, *{of}, *{of}, *{of}, *{of}, *{of}]\n");
    let levels: Vec<String> = ('b'..='k').zip('a'..).map(level).collect();
    let bomb = format!("a: &a [x, x, x, x, x, x, x, x]\n{}", levels.concat());
    build_refused("atlas.yaml", bomb.as_bytes(), BAD_INPUT, &["atlas.yaml"]);
    build_refused("atlas.yaml", "[".repeat(100_000).as_bytes(), BAD_INPUT, &["atlas.yaml"]);
    build_refused("atlas.yaml", "- ".repeat(100_000).as_bytes(), BAD_INPUT, &["atlas.yaml"]);
}

/// Builds a list that has something to report: fine, with that report; refused when strict.
fn reported(name: &str, content: &str, says: &[&str]) {
    let workspace = Workspace::new();
    workspace.write(name, content);
    let fine = workspace.run(["build", "--only", name, "-o", "fine.aisec"]);
    assert_eq!(fine.status, Some(FINE), "{}", fine.stderr);
    for part in says {
        assert!(fine.stderr.contains(part), "{part:?} is not in {}", fine.stderr);
    }
    assert!(fine.stderr.contains("\n  help: "), "no help in {}", fine.stderr);
    refused(&workspace, &["build", "--strict", "--only", name, "-o", "strict.aisec"], BAD_INPUT, says);
}

#[test]
fn what_is_odd_in_a_list_is_reported_with_place_and_help() {
    reported("empty.md", "", &["[import/empty-list]", "empty.md:1:1"]);
    reported("prose.md", "# Only words\n\nNothing is listed here.\n", &["[import/empty-list]", "prose.md:1:1"]);
    reported(
        "fence.md",
        "- [a](https://a.example/) - One.\n\n```sh\n- [b](https://b.example/) - Code.\n",
        &["[import/unclosed-fence]", "fence.md:3:1"],
    );
    reported(
        "risk.md",
        "| Tool | Risk |\n|--|--|\n| [a](https://a.example/) | R7-Security |\n\n## Concern of Security in Data Layer\n\
         - **Data Collection (Dynamic Phase)**\n  - **Risks:**\n    - **Poisoning:** Bad data. **(R1-Security)**\n",
        &["[import/undefined-risk-code]", "R7-Security", "risk.md:3:29"],
    );
}

#[test]
fn a_malformed_row_of_a_mapping_set_is_reported_with_place_and_help() {
    let set = "#curie_map:\n#  a: https://w3id.org/aisec-graph/id/a/\n#  b: https://w3id.org/aisec-graph/id/b/\n\
               #mapping_set_id: https://example.org/sets/mine\n#license: https://creativecommons.org/licenses/by/4.0/\n\
               subject_id\tpredicate_id\tobject_id\tmapping_justification\n\
               a:R1-Security\tskos:closeMatch\n\
               a:R1-Security\tskos:sortOfMatch\tb:X\tsemapv:ManualMappingCuration\n";
    reported("mine.sssom.tsv", set, &["[import/malformed-row]", "mine.sssom.tsv:7:1", "mine.sssom.tsv:8:15"]);
}

#[test]
fn an_unknown_name_is_refused_with_what_would_be_right() {
    let workspace = Workspace::with_built_in_graph();
    let check = |arguments: &[&str], says: &[&str]| drop(refused(&workspace, arguments, USAGE, says));
    check(&["coverage", "--framework", "owasp-llm-2024"], &["owasp-llm-2024", "did you mean", "aisec frameworks"]);
    check(&["render", "layered", "--framework", "nothing-like-it"], &["nothing-like-it", "aisec frameworks"]);
    check(&["query", "tools-for-rissk"], &["tools-for-rissk", "aisec questions"]);
    check(&["questions", "nonsense"], &["nonsense", "aisec questions"]);
    check(&["explain", "garrak"], &["garrak", "did you mean"]);
    check(&["code", "import/nonsense"], &["import/nonsense", "aisec code"]);
    check(&["export", "--format", "docx"], &["docx", "turtle"]);
    check(&["build", "-o", "graph.docx"], &[".docx", ".ttl"]);
    check(&["query", "-p", "x", "ASK {}"], &["NAME=VALUE"]);
}

#[test]
fn bad_sparql_is_refused_with_its_place() {
    let workspace = Workspace::new();
    workspace.write("d.nt", "");
    let check = |query: &str, says: &[&str]| {
        drop(refused(&workspace, &["query", "--data", "d.nt", "-e", query], BAD_QUERY, says));
    };
    check("SELECT ?x WHERE { ?x a }", &["line 1, column 2"]);
    check("SELECT ?x\nWHERE {\n  ?x nope:a ?y }", &["line 3, column", "nope:", "not declared"]);
    check("", &["line 1"]);
    check("INSERT DATA { <a:a> <a:a> <a:a> }", &["line 1"]);
    check("SELECT (BNODE(1,2,3) AS ?x) {}", &["line 1"]);
    check("ASK { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }", &["127.0.0.1:9"]);
    let outcome =
        workspace.run(["query", "--data", "d.nt", "ASK { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }"]);
    assert_eq!(outcome.status, Some(FINE), "{}", outcome.stderr);
}

#[test]
fn a_failing_query_prints_nothing_of_its_answer() {
    let workspace = Workspace::new();
    workspace.write("d.nt", "<a:a> <a:a> <a:a> .\n");
    let query = "SELECT * { { ?s ?p ?o } UNION { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }";
    for format in ["table", "csv", "json", "xml"] {
        refused(&workspace, &["query", "--data", "d.nt", query, "--format", format], BAD_QUERY, &["127.0.0.1:9"]);
    }
}

#[test]
fn output_that_cannot_be_written_is_refused() {
    let workspace = Workspace::with_built_in_graph();
    workspace.write("file", "not a folder");
    workspace.write("d.nt", "<a:a> <a:a> <a:a> .\n");
    for arguments in [
        &["export", "--data", "d.nt", "-o", "no/folder/out.nt"][..],
        &["convert", "d.nt", "-o", "file/out.ttl"],
        &["query", "--data", "d.nt", "ASK {}", "-o", "no/folder/out.json"],
        &["render", "lifecycle", "-o", "no/folder/out.svg"],
        &["coverage", "-o", "no/folder/out.csv"],
        &["build", "--only", "d.nt", "-o", "no/folder/out.ttl"],
        &["build", "--only", "d.nt", "-o", "file/"],
        &["build", "--only", "d.nt", "-o", "file/folder"],
    ] {
        refused(&workspace, arguments, INPUT_OUTPUT, &["cannot"]);
    }
    assert_eq!(workspace.read("file"), b"not a folder");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported_and_leaves_nothing() {
    let workspace = Workspace::with_built_in_graph();
    for command in ["export", "frameworks", "code", "explain garak", "coverage", "render lifecycle", "query 'ASK {}'"] {
        let (status, text) = workspace.shell(&format!("aisec {command} > /dev/full"));
        assert_eq!(status, Some(INPUT_OUTPUT), "{command}: {text}");
        assert!(text.contains("standard output") && text.contains("No space left"), "{command}: {text}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_or_device_is_written_to_and_not_replaced() {
    let workspace = Workspace::new();
    workspace.write("d.nt", "<a:a> <a:b> <a:c> .\n");
    let (status, text) = workspace.shell("mkfifo pipe; cat pipe & aisec convert d.nt --to nt -o pipe; wait");
    assert_eq!((status, text.as_str()), (Some(FINE), "<a:a> <a:b> <a:c> .\n"));
    assert!(workspace.files().contains(&"pipe".to_owned()));
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_modes_are_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let workspace = Workspace::new();
    workspace.write("d.nt", "<a:a> <a:b> <a:c> .\n");
    let real = workspace.write("elsewhere/real.nq", OLD);
    fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).expect("our own file");
    std::os::unix::fs::symlink(&real, workspace.path("link.nq")).expect("a writable folder");
    assert_eq!(workspace.run(["convert", "d.nt", "-o", "link.nq"]).status, Some(FINE));
    assert!(workspace.path("link.nq").is_symlink());
    assert_eq!(workspace.read("elsewhere/real.nq"), b"<a:a> <a:b> <a:c> .\n");
    let mode = fs::metadata(&real).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let (status, text) = workspace.shell("umask 027 && aisec convert d.nt -o new.nq");
    assert_eq!(status, Some(FINE), "{text}");
    let mode = fs::metadata(workspace.path("new.nq")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_fine() {
    let workspace = Workspace::with_built_in_graph();
    for command in [
        "export",
        "export --format nquads",
        "export --format jsonld",
        "query 'SELECT * { ?s ?p ?o }'",
        "query 'SELECT * { ?s ?p ?o }' --format csv",
        "query 'CONSTRUCT WHERE { ?s ?p ?o }'",
        "coverage --format json",
        "render layered",
        "explain R9-Security",
        "build",
        "--help",
    ] {
        let (_, text) = workspace.shell(&format!("{{ aisec -q {command}; echo \"status $?\" >&2; }} | true"));
        assert_eq!(text, "status 0\n", "{command}");
        let (_, text) = workspace.shell(&format!("{{ aisec -q {command}; echo \"status $?\" >&2; }} 2>&1 >/dev/null"));
        assert_eq!(text, "status 0\n", "{command}");
    }
}

#[test]
fn a_damaged_cache_is_built_anew() {
    let workspace = Workspace::with_built_in_graph();
    let cache = workspace.cache();
    let file = fs::read_dir(&cache).expect("it is there").next().expect("it is filled").expect("readable").path();
    let mut bytes = fs::read(&file).expect("it is readable");
    // Past the header, which is looked at when it is opened.
    bytes.iter_mut().skip(4096).step_by(4096).for_each(|byte| *byte ^= 1);
    fs::write(&file, &bytes).expect("it is writable");
    let outcome = workspace.run(["query", "ASK { ?s ?p ?o }"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(FINE), "yes\n"), "{}", outcome.stderr);
    let anew = Snapshot::open(&file).expect("the cache is there again");
    anew.verify(SnapshotBuilder::default()).expect("it can be put together again");
    assert_eq!(anew.damage(), None, "the cache is still damaged");
}

#[test]
fn without_a_writable_cache_the_graph_is_built_in_memory() {
    let workspace = Workspace::new();
    let mut command = workspace.command(env!("CARGO_BIN_EXE_aisec"));
    command.env("XDG_CACHE_HOME", "/dev/null/nowhere").env("HOME", "/dev/null").args(["query", "ASK { ?s ?p ?o }"]);
    let answered = outcome(command, b"");
    assert_eq!((answered.status, answered.stdout.as_str()), (Some(FINE), "yes\n"), "{}", answered.stderr);
    assert_eq!(answered.stderr, "");
}

/// Asks something built to exhaust the parser or the planner; it may be refused or answered, never crash.
fn survives(what: &str, query: &str) {
    let workspace = Workspace::new();
    workspace.write("d.nt", "<a:a> <a:b> <a:c> .\n");
    let outcome = workspace.run_with_input(["query", "--data", "d.nt", "--query", "-"], query.as_bytes());
    assert!(
        matches!(outcome.status, Some(FINE | BAD_QUERY | LIMIT)),
        "{what}: {:?} {}",
        outcome.status,
        outcome.stderr.chars().take(300).collect::<String>()
    );
    assert!(outcome.status == Some(FINE) || outcome.stdout.is_empty(), "{what}");
}

fn too_complex(what: &str, query: &str) {
    let workspace = Workspace::new();
    workspace.write("d.nt", "");
    let arguments = ["query", "--data", "d.nt", "--query", "-"];
    // Of longer text the command reads no more than this.
    let says = if query.len() >= 2 << 20 { "limit" } else { "more than" };
    let outcome = refused_with_input(&workspace, &arguments, query.as_bytes(), LIMIT, &[says]);
    assert!(outcome.stderr.len() < 1_000, "{what}");
}

/// One text after the other, each with its number.
fn numbered(n: usize, text: impl Fn(usize) -> String) -> String {
    (0..n).map(text).collect::<Vec<_>>().concat()
}

#[test]
fn sparql_built_to_overflow_is_refused() {
    let filter = |before: &str, n: usize| format!("ASK {{ {before} FILTER {}1{} }}", "(".repeat(n), ")".repeat(n));
    for n in [257, 20_000, 100_000] {
        too_complex("parentheses", &filter("", n));
        too_complex("groups", &format!("ASK {{ {}{} }}", "{".repeat(n), "}".repeat(n)));
        too_complex("unclosed", &format!("ASK {{ {}", "{".repeat(n)));
        too_complex("optional", &format!("ASK {{ {}{} }}", "OPTIONAL {".repeat(n), "}".repeat(n)));
        too_complex("collections", &format!("ASK {{ ?s ?p {}1{} }}", "(".repeat(n), ")".repeat(n)));
        too_complex("after an IRI with #", &filter("<a:#a> ?p ?o", n));
        too_complex("after an IRI with '", &filter("<a:it's> ?p ?o", n));
        too_complex("after a long string", &filter("?s ?p \"\"\"a \" b\"\"\"", n));
        too_complex("after a comparison", &filter("FILTER(?a <?b)", n));
        too_complex("after an escape", &filter("?s ?p '\\''", n));
    }
    // What some reader may take for an IRI, and so for the end or start of a string or comment.
    for n in [4_001, 100_000] {
        let (open, close) = ("(".repeat(n), ")".repeat(n));
        too_complex("hidden by a string", &format!("ASK {{ FILTER(?a <'x>' && {open}1{close}) }}"));
        too_complex("hidden in an IRI", &format!("ASK {{ FILTER(?a <{open}1{close} && ?c>?d) }}"));
        too_complex("hidden by a comment", &format!("ASK {{ FILTER(?a <b#> \"\"\"\n + {open}1{close}) }}"));
    }
    too_complex("operators hidden by a string", &format!("ASK {{ FILTER(?a <'x>'{}) }}", " && 1".repeat(50_000)));
    too_complex("operators hidden in IRIs", &format!("ASK {{ FILTER(1{}) }}", "&&(1<2)&&(2>1)".repeat(20_000)));
    too_complex("operators hidden in an IRI", &format!("ASK {{ FILTER(?a<1{}&&2>1) }}", "-1".repeat(20_000)));
    let chain = |operator: &str| format!("ASK {{ FILTER(1{}) }}", operator.repeat(50_000));
    for operator in [" && 1", " || 1", " + 1", " - 1", "-1", " * 1", " / 1"] {
        too_complex("operators", &chain(operator));
    }
    too_complex("negations", &format!("ASK {{ FILTER({}1) }}", "!".repeat(50_000)));
    too_complex("paths", &format!("ASK {{ ?s <a:b>{} ?o }}", "/<a:b>".repeat(50_000)));
    too_complex("inverses", &format!("ASK {{ ?s {}<a:b> ?o }}", "^".repeat(50_000)));
    too_complex("unions", &format!("ASK {{ {{}}{} }}", " UNION {}".repeat(50_000)));
    too_complex("optionals", &format!("ASK {{ {} }}", "OPTIONAL { ?s ?p ?o } ".repeat(30_000)));
    too_complex("triples", &format!("ASK {{ {} }}", "?s ?p ?o . ".repeat(20_000)));
    too_complex("objects", &format!("ASK {{ ?s ?p 1{} }}", ",1".repeat(100_000)));
    too_complex("elements", &format!("ASK {{ ?s ?p ({}) }}", "1 ".repeat(100_000)));
    too_complex("length", &format!("ASK {{}} # {}", "x".repeat(2 << 20)));
}

#[test]
fn sparql_at_the_limits_is_survived() {
    let repeated =
        |before: &str, part: &str, after: &str, n: usize| format!("ASK {{ {before}{}{after} }}", part.repeat(n));
    let nested = |open: &str, close: &str, n: usize| format!("ASK {{ {}{} }}", open.repeat(n), close.repeat(n));
    for n in [100, 900] {
        for operator in [" && 1", " || 1", " + 1", " - 1", "-1", " * 1", " / 1", ", 1"] {
            survives(operator, &repeated("FILTER(COALESCE(1", operator, "))", n));
        }
        survives("in", &repeated("FILTER(1 IN (2", ", 1", "))", n));
        survives("negations", &repeated("FILTER(", "!", "1)", n));
        survives("comparisons", &repeated("FILTER(1 ", "= 1 ", ")", n));
        survives("alternatives", &repeated("?s <a:b>", "|<a:b>", " ?o", n));
        survives("inverses", &repeated("?s ", "^", "<a:b> ?o", n));
        survives("unions", &repeated("{}", " UNION {}", "", n));
        survives("filters", &repeated("", "FILTER(1) ", "", n));
        survives("values", &repeated("VALUES ?x { ", "1 ", "}", n));
        survives("minus", &repeated("", "MINUS { ?s <a:b> <a:d> } ", "", n));
        survives("exists", &repeated("FILTER(", "NOT EXISTS {} && ", "1)", n));
        survives("binds", &format!("ASK {{ {} }}", numbered(n, |i| format!("BIND(1 AS ?v{i}) "))));
    }
    survives("operators", &repeated("FILTER(1", " && 1", ")", 2_400));
    survives("sums", &repeated("FILTER(1", " + 1", ")", 4_900));
    survives("differences", &repeated("FILTER(1", "-1", ")", 4_900));
    survives("paths", &repeated("?s <a:b>", "/<a:b>", " ?o", 50));
    survives("triples", &repeated("", "?s <a:b> <a:c> . ", "", 50));
    survives("optionals", &repeated("", "OPTIONAL { ?s <a:b> <a:c> } ", "", 100));
    survives("groups", &nested("{", "}", 254));
    survives("selects", &nested("{ SELECT * {", "}}", 120));
    survives("nested exists", &nested("FILTER EXISTS {", "}", 254));
    survives("nested optionals", &nested("OPTIONAL {", "}", 254));
    survives("blank nodes", &nested("[] <a:b> [ <a:b> 1 ] . ", "", 100));
    survives("stars", &format!("ASK {{ ?s {}<a:b>{} ?o }}", "(".repeat(254), ")*".repeat(254)));
    survives("conditions", &format!("ASK {{ FILTER({}1{}) }}", "IF(1,1,".repeat(250), ")".repeat(250)));
    let (open, close) = ("(".repeat(3_900), ")".repeat(3_900));
    survives("hidden parentheses", &format!("ASK {{ ?s ?p ?o FILTER(?o <'x>' && {open}1{close}) }}"));
}

#[test]
fn many_addresses_in_a_query_are_no_trap() {
    let addresses = numbered(2_000, |i| format!("<https://example.org/a-b/c-d/{i}#it> "));
    survives("addresses", &format!("ASK {{ VALUES ?x {{ {addresses} }} }}"));
    let workspace = Workspace::new();
    workspace.write("d.nt", "<https://example.org/a-b/c-d/7#it> <a:b> <a:c> .\n");
    let query = format!("ASK {{ VALUES ?x {{ {addresses} }} ?x <a:b> <a:c> }}");
    let outcome = workspace.run_with_input(["query", "--data", "d.nt", "--query", "-"], query.as_bytes());
    assert_eq!(outcome.stdout, "yes\n", "{}", outcome.stderr);
}

#[test]
fn strings_and_comments_do_not_count_as_brackets() {
    let workspace = Workspace::new();
    workspace.write("d.nt", "<a:a> <a:b> <a:c#d> .\n");
    let many = "(".repeat(1_500) + &"&&".repeat(5_000);
    for query in [
        format!("ASK {{ ?s ?p ?o FILTER(?o != \"{many}\") }}"),
        format!("ASK {{ ?s ?p ?o FILTER(?o != '''{many}''') }}"),
        format!("# {many}\nASK {{ ?s ?p ?o }}"),
        format!("ASK {{ ?s ?p <a:c#d> }} # {many}"),
    ] {
        let outcome = workspace.run_with_input(["query", "--data", "d.nt", "--query", "-"], query.as_bytes());
        assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(FINE), "yes\n"), "{}", outcome.stderr);
    }
}

#[test]
fn rdf_built_to_exhaust_is_refused() {
    let deep = |open: &str, close: &str, n: usize| format!("<a:a> <a:b> {}{} .", open.repeat(n), close.repeat(n));
    rdf_refused("deep.ttl", deep("(", ")", 100_000).as_bytes(), &["deep.ttl", "nested"]);
    rdf_refused("deep.ttl", deep("[<a:b> ", "]", 50_000).as_bytes(), &["deep.ttl", "nested"]);
    rdf_refused("hidden.ttl", format!("# \"\n{}", deep("(", ")", 100_000)).as_bytes(), &["hidden.ttl", "nested"]);
    rdf_refused(
        "quoted.ttl",
        format!("<a:a> <a:b> '\"' .\n{}", deep("(", ")", 9_000)).as_bytes(),
        &["quoted.ttl", "nested"],
    );
    rdf_refused("deep.trig", format!("<a:g> {{ {} }}", deep("(", ")", 9_000)).as_bytes(), &["deep.trig", "nested"]);
    let json = format!("{}1{}", "{\"a:b\":".repeat(4_000), "}".repeat(4_000));
    rdf_refused("deep.jsonld", json.as_bytes(), &["deep.jsonld", "nested"]);
    let json = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    rdf_refused("deep.jsonld", json.as_bytes(), &["deep.jsonld", "nested"]);
    rdf_refused("context.jsonld", br#"{"@context": "http://127.0.0.1:9/c", "a:b": 1}"#, &["context.jsonld"]);
    rdf_refused("context.jsonld", br#"{"@context": "file:///etc/passwd", "a:b": 1}"#, &["context.jsonld"]);
}

#[test]
fn xml_built_to_exhaust_is_refused() {
    let rdf = |inside: &str| {
        format!(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='https://e.example/'>{inside}</rdf:RDF>"
        )
    };
    let bomb = format!(
        "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>{}",
        rdf("<rdf:Description e:p='&b;'/>")
    );
    rdf_refused("bomb.rdf", bomb.as_bytes(), &["bomb.rdf", "document type"]);
    let outside = format!("<!doctype r SYSTEM 'file:///etc/passwd'>{}", rdf(""));
    rdf_refused("outside.rdf", outside.as_bytes(), &["outside.rdf", "document type"]);
    let flood = numbered(40_000, |i| format!(" e:a{i}='x'"));
    rdf_refused("flood.rdf", rdf(&format!("<rdf:Description{flood}/>")).as_bytes(), &["flood.rdf", "attributes"]);
    let spaces = numbered(20_000, |i| format!(" xmlns:n{i}='https://n.example/{i}'"));
    rdf_refused("spaces.rdf", rdf(&format!("<rdf:Description{spaces}/>")).as_bytes(), &["spaces.rdf", "attributes"]);
    let deep = "<e:p><rdf:Description>".repeat(50_000) + &"</rdf:Description></e:p>".repeat(50_000);
    rdf_refused(
        "deep.rdf",
        rdf(&format!("<rdf:Description>{deep}</rdf:Description>")).as_bytes(),
        &["deep.rdf", "nested"],
    );
}

#[test]
fn ordinary_rdf_is_not_taken_for_an_attack() {
    let workspace = Workspace::new();
    let line = "=".repeat(5_000);
    let xml = format!(
        "<?xml version='1.0'?>\n<!-- {line} <a b='c'> -->\n<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
         xmlns:e='https://e.example/'><rdf:Description rdf:about='https://e.example/s' e:q='a > {line}'><e:p>{line}</e:p>\
         <e:p><![CDATA[<{line}]]></e:p></rdf:Description></rdf:RDF>"
    );
    workspace.write("lines.rdf", xml);
    let brackets = "(".repeat(5_000);
    workspace.write(
        "lines.ttl",
        format!("# it's {brackets}\n<a:a> <a:b> \"{brackets}\", '{brackets}', '''\"{brackets}\n''', \"\"\"'{brackets}\"\"\", <a:#x> ."),
    );
    workspace.write("lines.jsonld", format!("{{\"a:b\": [\"{brackets}\", \"\\\"{brackets}\"]}}"));
    for (name, lines) in [("lines.rdf", 3), ("lines.ttl", 4), ("lines.jsonld", 2)] {
        let outcome = workspace.run(["convert", name, "--to", "nt"]);
        assert_eq!(outcome.status, Some(FINE), "{name}: {}", outcome.stderr);
        assert_eq!(outcome.stdout.lines().count(), lines, "{name}");
    }
}

#[test]
fn a_byte_order_mark_is_no_fault() {
    let workspace = Workspace::new();
    let xml = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:a='a:'>\
               <rdf:Description rdf:about='a:s' a:p='o'/></rdf:RDF>";
    let line = "<a:s> <a:p> \"o\" .\r\n";
    for (name, text) in [
        ("d.ttl", line),
        ("d.trig", line),
        ("d.nt", line),
        ("d.nq", line),
        ("d.rdf", xml),
        ("d.jsonld", "{\"@id\": \"a:s\", \"a:p\": \"o\"}"),
    ] {
        workspace.write(name, format!("\u{FEFF}{text}"));
        let outcome = workspace.run(["convert", name, "--to", "nt"]);
        assert_eq!((outcome.stderr.as_str(), outcome.stdout.as_str()), ("", "<a:s> <a:p> \"o\" .\n"), "{name}");
    }
    workspace.write("q.rq", "\u{FEFF}ASK { ?s ?p ?o }\r\n");
    assert_eq!(workspace.run(["query", "--data", "d.nt", "q.rq"]).stdout, "yes\n");
    workspace.write("l.md", "\u{FEFF}- [a](https://a.example/)\r\n");
    let built = workspace.run(["build", "-q", "--only", "l.md"]);
    assert!(built.stdout.contains("1 entry is 1 thing"), "{}", built.stdout);
}

#[test]
fn a_huge_literal_is_read_or_refused_with_the_reason() {
    let workspace = Workspace::new();
    let triple = |bytes: usize| format!("<a:a> <a:b> \"{}\" .\n", "x".repeat(bytes));
    workspace.write("large.nt", triple(8 << 20));
    let outcome = workspace.run(["convert", "large.nt", "-o", "large.ttl"]);
    assert_eq!(outcome.status, Some(FINE), "{}", outcome.stderr);
    workspace.write("huge.nt", triple(17 << 20));
    refused(&workspace, &["convert", "huge.nt", "-o", "huge.ttl"], BAD_INPUT, &["huge.nt", "buffer"]);
    workspace.write("unclosed.ttl", format!("<a:a> <a:b> \"\"\"{}", "x".repeat(17 << 20)));
    refused(&workspace, &["convert", "unclosed.ttl", "-o", "huge.nt"], BAD_INPUT, &["unclosed.ttl"]);
    workspace.write("list.md", vec![b'x'; 17 << 20]);
    refused(&workspace, &["build", "--only", "list.md"], BAD_INPUT, &["list.md", "larger than 16MiB", "--max-input"]);
}

#[test]
fn names_that_would_act_on_a_terminal_are_shown_and_not_sent() {
    let workspace = Workspace::new();
    let hostile = "\u{1b}]0;owned\u{7}\u{9b}31m\u{202E}gnp";
    workspace.write(
        "list.md",
        format!("# T{hostile}\n- [a{hostile}](https://a.example/{hostile}) - Does{hostile}.\n- [b](x{hostile}:y)\n"),
    );
    workspace.write("data.nt", "<a:a> <https://schema.org/name> \"\\u001B]0;owned\\u0007\\u009B31m\\u202Egnp\" .\n");
    workspace.write(&format!("n{hostile}.md"), "");
    let bad_name = format!("n{hostile}.md");
    for arguments in [
        &["build", "--only", "list.md", "-o", "list.aisec"][..],
        &["build", "--only", &bad_name],
        &["build", "--only", "nothing\u{1b}]0;owned.md"],
        &["query", "--data", "data.nt", "SELECT * { ?s ?p ?o }"],
        &["query", "--data", "data.nt", "SELECT ?x { ?x \u{1b}]0;owned }"],
        &["query", "--data", "list.aisec", "SELECT * { ?s ?p ?o }"],
        &["query", "\u{1b}]0;owned"],
        &["explain", "--data", "list.aisec", "https://a.example/\u{1b}]0;owned\u{7}\u{9b}31m\u{202E}gnp"],
        &["explain", "--data", "data.nt", "\u{1b}]0;owned"],
        &["questions", "\u{1b}]0;owned"],
        &["code", "\u{1b}]0;owned"],
    ] {
        let outcome = workspace.run(arguments);
        assert!(outcome.status.is_some_and(|status| status != 101), "{arguments:?}");
        assert_inert(&outcome.stdout);
        assert_inert(&outcome.stderr);
    }
}

#[test]
fn what_is_not_closed_is_told_where_it_begins() {
    let workspace = Workspace::with_built_in_graph();
    let cases = [
        ("SELECT ?x WHERE { ?x a aisec:Tool FILTER(?x > \"5) } LIMIT 5", "line 1, column 47: `\"` is not closed"),
        ("SELECT ?x\nWHERE { ?x ?y '''a } ''", "line 2, column 15: `'''` is not closed"),
        ("SELECT ?x WHERE { ?x a ?y . FILTER(STRLEN(?x > 5) }", "line 1, column 35: `(` is not closed"),
        ("SELECT ?x WHERE { ?x ?y [ ?z ?x . }", "line 1, column 25: `[` is not closed"),
    ];
    for (text, says) in cases {
        refused(&workspace, &["query", "-e", text], BAD_QUERY, &[says]);
    }
}

#[cfg(unix)]
#[test]
fn standard_input_that_cannot_be_read_is_named() {
    let workspace = Workspace::new();
    let (status, said) = workspace.shell("aisec query --data - --from turtle 'ASK {}' < .");
    assert_eq!(status, Some(7), "{said}");
    assert!(said.starts_with("error: cannot read standard input: "), "{said}");
}
