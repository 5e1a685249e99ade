//! `data/sources.toml` names every source and tells the truth about it.
//!
//! `AISEC_BLESS=1` rewrites the digests in place.

use aisec_graph::source::{Collection, Manifest, embedded, embedded_digest, manifest, sha256, stated_digest};
use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

/// Files of `data/` that are no sources: what people read, and the manifest itself.
const NO_SOURCES: [&str; 7] = [
    "LICENSES.md",
    "frameworks/README.md",
    "mappings/README.md",
    "mappings/published/FINDINGS.md",
    "mappings/published/README.md",
    "mappings/succession/README.md",
    "sources.toml",
];

#[test]
fn every_source_is_listed_once() {
    let listed: Vec<String> = shipped().source.into_iter().map(|entry| entry.path).collect();
    let unique: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
    assert_eq!(unique.len(), listed.len(), "a file is listed twice");
    let files = embedded(Collection::Data).into_iter().map(|file| file.path);
    let sources: BTreeSet<&str> = files.filter(|path| !NO_SOURCES.contains(path)).collect();
    assert_eq!(unique, sources);
}

#[test]
fn sources_stand_in_order_of_their_id() {
    let ids: Vec<String> = shipped().source.into_iter().map(|entry| entry.id).collect();
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:#?}");
}

#[test]
fn every_digest_is_true() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sources.toml");
    let text = fs::read_to_string(&path).expect("it is part of the repository");
    let actual = with_true_digests(&text);
    if actual == text {
        return;
    }
    assert!(env::var_os("AISEC_BLESS").is_some_and(|value| value == "1"), "run with AISEC_BLESS=1: digests are stale");
    fs::write(&path, actual).expect("the manifest can be rewritten");
}

#[test]
fn the_digest_is_read_without_the_rest() {
    assert_eq!(stated_digest(), Some(shipped().digest.as_str()));
}

fn shipped() -> Manifest {
    manifest().expect("the manifest can be read")
}

/// The manifest's text with the digest of every source and of everything that is embedded.
fn with_true_digests(text: &str) -> String {
    let mut path = None;
    let mut out = String::new();
    for line in text.lines() {
        match line.split_once(" = ").map(|(key, value)| (key, value.trim_matches('"'))) {
            Some(("digest", _)) => out.push_str(&format!("digest = \"{}\"", embedded_digest())),
            Some(("sha256", _)) => out.push_str(&format!("sha256 = \"{}\"", digest_of(path.take()))),
            other => {
                if let Some(("path", value)) = other {
                    path = Some(value);
                }
                out.push_str(line);
            }
        }
        out.push('\n');
    }
    out
}

fn digest_of(path: Option<&str>) -> String {
    let path = path.expect("`path` stands before `sha256`");
    let file = embedded(Collection::Data).into_iter().find(|file| file.path == path);
    sha256(file.unwrap_or_else(|| panic!("{path} is not in data/")).bytes)
}
