//! Real lists, where their texts are at hand: every figure of `tests/expected/corpus.csv`.

use aisec_graph::catalog::{ImportedList, LinkClass};
use aisec_graph::import;
use aisec_graph::source::{SourceId, SourceText, sha256};
use std::collections::BTreeSet;
use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A row of `corpus.csv`, as `tests/expected/README.md` says.
#[derive(serde::Deserialize)]
struct Counted {
    file: String,
    repository: String,
    commit: String,
    from_character: Option<usize>,
    characters: Option<usize>,
    grammars: String,
    bytes: usize,
    sha256: String,
    external: usize,
    entries: usize,
    entries_sha256: String,
    declared: Option<usize>,
}

#[test]
#[ignore = "needs the lists themselves: AISEC_CORPUS=folder"]
fn real_lists_are_read_as_counted() {
    let folder = PathBuf::from(env::var_os("AISEC_CORPUS").expect("AISEC_CORPUS names the folder of the lists"));
    let (there, missing): (Vec<Counted>, Vec<Counted>) =
        counted().into_iter().partition(|list| folder.join(&list.file).is_file());
    let missing: Vec<&str> = missing.iter().map(|list| list.file.as_str()).collect();
    println!("{} lists; not in the folder: {missing:?}", there.len());
    assert!(there.len() >= 10, "too few of the lists are in {}", folder.display());
    let wrong: Vec<String> = there.iter().filter_map(|list| difference(list, &folder.join(&list.file))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Ways to write an entry, as `tests/expected/README.md` has them.
const GRAMMARS: [&str; 11] = [
    "bare",
    "date-first",
    "details",
    "heading",
    "html-table",
    "label",
    "link-first",
    "pages",
    "table",
    "title-alone",
    "title-first",
];

#[test]
fn real_lists_that_were_counted_are_of_every_grammar() {
    let lists = counted();
    let repositories: BTreeSet<&str> = lists.iter().map(|list| list.repository.as_str()).collect();
    assert!(repositories.len() >= 10, "{repositories:?}");
    let grammars: BTreeSet<&str> = lists.iter().flat_map(|list| list.grammars.split(' ')).collect();
    assert_eq!(grammars, BTreeSet::from(GRAMMARS));
    let is_hexadecimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    for list in &lists {
        let digests = [(&list.commit, 40), (&list.sha256, 64), (&list.entries_sha256, 64)];
        assert!(
            digests.iter().all(|(digest, length)| digest.len() == *length && is_hexadecimal(digest)),
            "{}",
            list.file
        );
        assert_eq!(list.declared.unwrap_or(list.entries), list.entries, "{}", list.file);
        assert!(list.characters.is_none_or(|characters| characters <= list.bytes), "{}", list.file);
        assert!(list.from_character.is_none() || list.characters.is_some(), "{}", list.file);
    }
}

fn counted() -> Vec<Counted> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected/corpus.csv");
    let mut table = csv::Reader::from_path(path).expect("the table of real lists");
    table.deserialize().collect::<Result<_, _>>().expect("a row has every figure")
}

/// What is not as counted; the entries too when they differ, to be compared with the text.
fn difference(counted: &Counted, path: &Path) -> Option<String> {
    let source = match SourceText::read(SourceId::from_path(path), path) {
        Ok(source) => source,
        Err(error) => return Some(format!("{}: {error}", counted.file)),
    };
    let bytes = std::fs::read(path).expect("a file just read");
    if (bytes.len(), sha256(&bytes)) != (counted.bytes, counted.sha256.clone()) {
        return Some(format!("{}: not the text that was counted", counted.file));
    }
    let list = import::list(&source).value;
    let mut out = String::new();
    let external = external_links(&list);
    if external != counted.external {
        writeln!(out, "  external links: {external}, counted {}", counted.external).expect("a string takes text");
    }
    let entries = entries(&source, &list);
    if (list.entries.len(), sha256(entries.as_bytes())) != (counted.entries, counted.entries_sha256.clone()) {
        writeln!(out, "  entries: {}, counted {}\n{entries}", list.entries.len(), counted.entries)
            .expect("a string takes text");
    }
    if let Some(declared) = counted.declared.filter(|&declared| declared != list.entries.len()) {
        writeln!(out, "  entries: {}, and it says of itself {declared}", list.entries.len())
            .expect("a string takes text");
    }
    (!out.is_empty()).then(|| format!("{}:\n{out}", counted.file))
}

/// Links to the web that a reader can see: a definition is seen where it is used.
fn external_links(list: &ImportedList) -> usize {
    let external = |target: &str| ["http://", "https://"].iter().any(|scheme| target.starts_with(scheme));
    list.links.iter().filter(|link| link.class != LinkClass::Definition && external(list.target(link))).count()
}

/// One entry a line: line of the link, or of the name where there is none; name; first address.
fn entries(source: &SourceText, list: &ImportedList) -> String {
    let mut out = String::new();
    for entry in &list.entries {
        let line = source.line(entry.name_span.start);
        let address = entry.link.as_ref().map_or("", |link| &link.text);
        writeln!(out, "{line}\t{}\t{address}", entry.name).expect("a string takes text");
    }
    out
}
