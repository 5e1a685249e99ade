//! Lists that lists link to: found inside the folder of the given one, each once, nowhere else.

use aisec_graph::diagnostic::Code;
use aisec_graph::pipeline::{Base, Given, Inputs, SubLists, build, follow};
use aisec_graph::source::SourceId;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder with `lists/README.md` and what is in `files`, paths below `lists/`.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join("lists").join(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
    folder
}

fn readme(folder: &tempfile::TempDir) -> Given {
    Given { id: SourceId::new("top").expect("a valid id"), path: folder.path().join("lists/README.md") }
}

/// Id and path below the folder of every list that is followed, and the codes of what is found on the way.
fn followed(folder: &tempfile::TempDir) -> (Vec<(String, PathBuf)>, Vec<Code>) {
    let found = follow(&[readme(folder)]).expect("every list can be read");
    let below = |path: &Path| path.strip_prefix(folder.path().join("lists")).expect("inside the folder").to_owned();
    let lists = found.lists.iter().map(|list| (list.id.to_string(), below(&list.path))).collect();
    (lists, found.diagnostics.iter().map(|found| found.code).collect())
}

#[test]
fn links_are_followed_in_circles_once_and_out_of_the_folder_never() {
    let folder = folder(&[
        (
            "README.md",
            "- [A](papers/a.md)\n- [Again](./papers/../papers/a.md#top)\n- [Spaced](papers/b%20c.md)\n- [Self](README.md)\n\
             - [Gone](papers/gone.md)\n- [Out](../secret.md)\n- [Host](//evil.org/x.md)\n- [Web](https://a.org/x.md)\n\
             - [Root](/etc/x.md)\n- [Contributing](CONTRIBUTING.md)\n",
        ),
        ("papers/a.md", "- [Up](../README.md)\n- [Deep](deep/d.md)\n- [Thing](https://thing.org)\n"),
        ("papers/b c.md", "- [A](a.md)\n"),
        ("papers/deep/d.md", "- [Up](../../papers/a.md)\n"),
        ("CONTRIBUTING.md", "- [Nothing](https://nothing.org)\n"),
    ]);
    fs::write(folder.path().join("secret.md"), "- [S](https://secret.org)\n").expect("it can be written");
    let (lists, found) = followed(&folder);
    let paths: Vec<&Path> = lists.iter().map(|(_, path)| path.as_path()).collect();
    assert_eq!(paths, [Path::new("papers/a.md"), Path::new("papers/b c.md"), Path::new("papers/deep/d.md")]);
    assert_eq!((lists[0].0.as_str(), lists[2].0.as_str()), ("top.papers.a", "top.papers.deep.d"));
    assert!(lists[1].0.starts_with("top.papers.b-c-"), "{}", lists[1].0);
    // `//evil.org/x.md` has no scheme: it is no file beside the list, so nothing looks for one.
    assert_eq!(found, [Code::MissingSubList, Code::OutsideSubList, Code::MissingSubList]);
}

#[cfg(unix)]
#[test]
fn symbolic_links_lead_round_but_not_out() {
    let folder = folder(&[
        (
            "README.md",
            "- [Loop](loop/README.md)\n- [Out](out/secret.md)\n- [Same](same.md)\n- [Dead](dead.md)\n- [A](a.md)\n",
        ),
        ("a.md", "- [T](https://t.org)\n"),
    ]);
    let lists = folder.path().join("lists");
    fs::write(folder.path().join("secret.md"), "- [S](https://secret.org)\n").expect("it can be written");
    let link = |to: &Path, from: &str| std::os::unix::fs::symlink(to, lists.join(from)).expect("it can be linked");
    link(&lists, "loop");
    link(folder.path(), "out");
    link(&lists.join("a.md"), "same.md");
    link(&lists.join("dead.md"), "dead.md");
    let (found, codes) = followed(&folder);
    assert_eq!(found, [("top.a".to_owned(), PathBuf::from("a.md"))]);
    assert_eq!(codes, [Code::OutsideSubList, Code::MissingSubList]);
}

#[test]
fn a_list_of_lists_is_built_with_them() {
    let folder = folder(&[
        ("README.md", "# Top\n## Parts\n- [Papers](papers.md) - Studies.\n"),
        ("papers.md", "# Papers\n- [A study](https://arxiv.org/abs/1)\n"),
    ]);
    let inputs =
        |sub_lists| Inputs { base: Base::IdentityOnly, given: vec![readme(&folder)], sub_lists, ..Inputs::default() };
    let built = build(&inputs(SubLists::Follow)).expect("it can be built");
    assert_eq!(built.catalog.lists.keys().collect::<Vec<_>>(), ["top", "top.papers"]);
    assert_eq!(built.catalog.resources.len(), 1);
    let codes = |diagnostics: &[aisec_graph::diagnostic::Diagnostic]| -> Vec<Code> {
        diagnostics
            .iter()
            .filter(|found| found.place.as_ref().is_some_and(|place| place.source.starts_with("top")))
            .map(|found| found.code)
            .collect()
    };
    assert_eq!(codes(&built.diagnostics), []);
    let said = build(&inputs(SubLists::Say)).expect("it can be built");
    assert_eq!(codes(&said.diagnostics), [Code::EmptyList, Code::NotAnEntry]);
}

#[test]
fn what_a_list_states_of_an_entry_reaches_the_graph() {
    let text = "# L\n- [2026/03] [Base](https://a.org) ([code](https://github.com/a/a), [poster](https://a.org/p)) `MIT` ![x](https://img.shields.io/x.svg)\n  - [Part](https://b.org)\n\n\
        | Title | Authors | Venue | Stars |\n|---|---|---|---|\n| [C](https://c.org) | Doe | ICML | 12 |\n";
    let folder = folder(&[("README.md", text)]);
    let inputs = Inputs { base: Base::IdentityOnly, given: vec![readme(&folder)], ..Inputs::default() };
    let graph = super::built_in::Triples::of(&build(&inputs).expect("it can be built").snapshot);
    let of = |name: &str| {
        let mut listings = graph.of_class("aisec:Listing");
        listings.find(|listing| graph.object(listing, "schema:name") == Some(name)).expect("it is listed").to_owned()
    };
    let said = |name: &str, property: &str| graph.object(&of(name), property).map(str::to_owned);
    assert_eq!(said("Base", "schema:datePublished").as_deref(), Some("2026-03"));
    assert_eq!(said("Base", "schema:keywords").as_deref(), Some("MIT"));
    assert_eq!(said("Base", "aisec:badge").as_deref(), Some("x"));
    assert_eq!(said("Base", "aisec:codeLink").as_deref(), Some("https://github.com/a/a"));
    assert_eq!(said("Base", "aisec:furtherLink").as_deref(), Some("https://a.org/p"));
    assert_eq!(said("Part", "aisec:below").as_deref(), Some("https://w3id.org/aisec-graph/id/resource/a.org"));
    assert_eq!(said("C", "schema:author").as_deref(), Some("Doe"));
    assert_eq!(said("C", "aisec:venue").as_deref(), Some("ICML"));
    assert_eq!(said("C", "aisec:column").as_deref(), Some("Stars: 12"));
}
