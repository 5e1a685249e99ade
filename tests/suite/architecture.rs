//! Which module may use which, which may touch files, and that queries are files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order data moves. A module uses only modules above it, and only those it names here:
/// needing another is a question of design, not a line to add.
const MAY_USE: [(&str, &[&str]); 24] = [
    ("diagnostic", &[]),
    ("vocab", &[]),
    ("source", &[]),
    ("catalog", &["source", "vocab"]),
    ("import", &["catalog", "diagnostic", "source", "vocab"]),
    ("resolve", &["catalog", "diagnostic", "source", "vocab"]),
    ("rdf", &["catalog", "source", "vocab"]),
    ("snapshot", &[]),
    ("about", &["rdf", "snapshot", "source", "vocab"]),
    ("query", &["catalog", "rdf", "resolve", "snapshot", "source", "vocab"]),
    ("rules", &["query", "snapshot", "source", "vocab"]),
    ("validate", &["diagnostic", "query", "rdf", "snapshot", "source", "vocab"]),
    ("coverage", &["catalog", "query", "rdf", "snapshot", "vocab"]),
    ("explain", &["coverage", "rules", "snapshot", "source", "vocab"]),
    ("diff", &["about", "coverage", "explain", "snapshot", "source", "vocab"]),
    ("render", &["coverage", "diagnostic", "vocab"]),
    ("raster", &["render"]),
    (
        "export",
        &[
            "about",
            "coverage",
            "diagnostic",
            "diff",
            "explain",
            "query",
            "rdf",
            "render",
            "snapshot",
            "source",
            "vocab",
        ],
    ),
    ("remote", &["query", "snapshot", "source", "vocab"]),
    ("worker", &[]),
    (
        "serve",
        &[
            "about", "catalog", "coverage", "explain", "export", "query", "rdf", "render", "snapshot", "source",
            "vocab", "worker",
        ],
    ),
    ("mcp", &["coverage", "export", "query", "serve", "snapshot", "vocab"]),
    (
        "pipeline",
        &[
            "about",
            "catalog",
            "diagnostic",
            "import",
            "rdf",
            "resolve",
            "rules",
            "snapshot",
            "source",
            "validate",
            "vocab",
        ],
    ),
    (
        "cli",
        &[
            "about",
            "catalog",
            "coverage",
            "diagnostic",
            "diff",
            "explain",
            "export",
            "import",
            "mcp",
            "pipeline",
            "query",
            "raster",
            "rdf",
            "remote",
            "render",
            "rules",
            "serve",
            "snapshot",
            "source",
            "validate",
            "vocab",
            "worker",
        ],
    ),
];

/// Files that may read and write files.
const FILES: [&str; 5] = ["source/", "snapshot/file.rs", "snapshot/mapped.rs", "snapshot/spool.rs", "cli/"];
/// Files that may look at the clock, the environment and the network.
const SURROUNDINGS: [&str; 4] = ["cli/", "main.rs", "serve/", "worker/"];
/// Files that may use what only some systems have.
const SYSTEM: [&str; 3] = ["cli/", "snapshot/mapped.rs", "worker/"];
/// Files that may start threads.
const THREADS: [&str; 6] =
    ["main.rs", "cli/serve.rs", "import/list/parts.rs", "import/side_by_side.rs", "serve/", "worker/"];
/// Files that know of the asynchronous runtime.
const ASYNCHRONOUS: [&str; 2] = ["mcp/", "serve/"];

#[test]
fn the_table_is_in_the_order_data_moves() {
    for (index, (module, uses)) in MAY_USE.iter().enumerate() {
        let above: Vec<&str> = MAY_USE[..index].iter().map(|(name, _)| *name).collect();
        for used in *uses {
            assert!(above.contains(used), "{module} uses {used}, which does not stand above it");
        }
    }
}

#[test]
fn a_module_uses_only_what_the_table_lets_it_use() {
    let table: BTreeMap<&str, &[&str]> = MAY_USE.into_iter().collect();
    let mut used = BTreeMap::<String, Vec<String>>::new();
    for (path, text) in code() {
        let module = module_of(&path);
        if matches!(module, "lib" | "main") {
            continue;
        }
        let allowed = table.get(module).unwrap_or_else(|| panic!("{path}: the table has no module {module}"));
        for name in modules_used(&text) {
            let known = table.contains_key(name.as_str());
            let fine = name == module || allowed.contains(&name.as_str());
            assert!(!known || fine, "{path} uses {name}, which the table does not let {module} use");
            used.entry(module.to_owned()).or_default().push(name);
        }
    }
    for (module, allowed) in MAY_USE {
        for name in allowed {
            let uses = used.get(module).is_some_and(|used| used.iter().any(|used| used == name));
            assert!(uses, "the table lets {module} use {name}, but it does not");
        }
    }
}

#[test]
fn only_the_rooms_for_it_touch_files() {
    assert_only(&FILES, &["std::fs", "fs::"]);
    assert_only(&SYSTEM, &["std::os"]);
}

#[test]
fn only_the_rooms_for_it_look_at_surroundings_and_start_threads() {
    let looks = ["std::net", "std::env", "env::", "SystemTime", "Instant", "std::process"];
    assert_only(&SURROUNDINGS, &looks);
    assert_only(&THREADS, &["std::thread", "thread::"]);
    assert_only(&ASYNCHRONOUS, &["tokio::", "hyper::"]);
}

/// No other file than those has one of the paths; some of those do.
fn assert_only(rooms: &[&str], paths: &[&str]) {
    let mut used = 0;
    for (file, text) in code() {
        let is_room = rooms.iter().any(|room| file.starts_with(room));
        let code = without_comments(&text);
        let found = paths.iter().find(|path| contains_path(&code, path));
        assert!(is_room || found.is_none(), "{file} has {}", found.unwrap_or(&""));
        used += usize::from(found.is_some());
    }
    assert!(used > 0, "nothing has any of {paths:?}: are they spelled so?");
}

#[test]
fn no_sparql_text_stands_in_rust() {
    let marks = ["SELECT ?", "SELECT *", "SELECT DISTINCT", "SELECT (", "CONSTRUCT {", "WHERE {", "PREFIX ", "FILTER"];
    for (path, text) in code() {
        if path.rsplit_once('.').is_some_and(|(_, extension)| extension == "js") {
            let found = marks.iter().find(|mark| without_comments(&text).contains(*mark));
            let is_its_file = path == "serve/explorer/queries.js";
            assert_eq!(found.is_some(), is_its_file, "{path} has {found:?}: the explorer has its queries in one file");
            continue;
        }
        let examples_of_help = path == "cli/query.rs";
        for literal in string_literals(&without_comments(&text)) {
            let found = marks.iter().find(|mark| literal.contains(*mark));
            assert!(
                found.is_none() || examples_of_help && literal.contains("aisec query"),
                "{path}: {literal:?} looks like SPARQL; a query is a file"
            );
        }
    }
}

/// Every file of `src/`, by its path there.
fn code() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() { folders.push(path) } else { paths.push(path) }
        }
    }
    paths.sort();
    let relative = |path: &Path| path.strip_prefix(&root).expect("it is below").to_string_lossy().into_owned();
    paths.iter().map(|path| (relative(path), fs::read_to_string(path).expect("code is UTF-8"))).collect()
}

fn module_of(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// First segments of `crate::x` and `aisec_graph::x`, also in braces after them.
fn modules_used(text: &str) -> Vec<String> {
    let code = without_comments(text);
    let mut names = Vec::new();
    for root in ["crate::", "aisec_graph::"] {
        for (at, _) in code.match_indices(root) {
            let rest = &code[at + root.len()..];
            match rest.strip_prefix('{') {
                Some(group) => names.extend(heads(group)),
                None => names.push(identifier(rest)),
            }
        }
    }
    names
}

/// First identifiers of the parts of a `{…}` group, whose opening brace is gone.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut part, mut names) = (0, String::new(), Vec::new());
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => names.push(identifier(&std::mem::take(&mut part))),
            _ => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                part.push(c);
            }
        }
    }
    names.push(identifier(&part));
    names.retain(|name| !name.is_empty());
    names
}

fn identifier(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The code without comment lines and what follows `//` on others; no string of ours holds `//` and a keyword.
fn without_comments(text: &str) -> String {
    let kept = |line: &str| line.find("//").filter(|&at| !line[..at].ends_with(':')).map_or(line.len(), |at| at);
    text.lines().map(|line| line[..kept(line)].to_owned() + "\n").collect()
}

/// Whether a path stands in the code as a path of its own: `fs::` but not `facts::`.
fn contains_path(code: &str, path: &str) -> bool {
    code.match_indices(path).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        before.is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == ':'))
    })
}

/// Contents of string literals, by a reader that knows escapes and raw strings.
fn string_literals(code: &str) -> Vec<String> {
    let characters: Vec<char> = code.chars().collect();
    let (mut literals, mut at) = (Vec::new(), 0);
    while at < characters.len() {
        match characters[at] {
            '\'' => {
                at += if characters.get(at + 1) == Some(&'\\') {
                    4
                } else if characters.get(at + 2) == Some(&'\'') {
                    3
                } else {
                    1
                }
            }
            '"' => {
                let hashes = characters[..at].iter().rev().take_while(|c| **c == '#').count();
                let is_raw = at > hashes && characters[at - hashes - 1] == 'r';
                let end: String =
                    std::iter::once('"').chain("#".repeat(if is_raw { hashes } else { 0 }).chars()).collect();
                let mut text = String::new();
                at += 1;
                while at < characters.len() && !characters[at..].iter().take(end.len()).copied().eq(end.chars()) {
                    if characters[at] == '\\' && !is_raw {
                        at += 1;
                        text.push(if characters.get(at) == Some(&'n') { '\n' } else { ' ' });
                    } else {
                        text.push(characters[at]);
                    }
                    at += 1;
                }
                literals.push(text);
                at += end.len();
            }
            _ => at += 1,
        }
    }
    literals
}
