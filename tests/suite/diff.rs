//! What changed: nothing where nothing is meant otherwise, everything where it is, and patches that hold.

use super::built_in::built_in;
use super::command::Workspace;
use aisec_graph::coverage::{Selection, State};
use aisec_graph::diff::{Aspect, Comparison, Entry, by_meaning, by_statement, named_by_content};
use aisec_graph::export::rdf_patch;
use aisec_graph::rdf::{Syntax, read};
use aisec_graph::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use aisec_graph::vocab::ID;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxrdf::{Dataset, Quad};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn meaning(old: &Snapshot, new: &Snapshot) -> Comparison {
    by_meaning(old, new, &Selection::by_default("")).expect("it fits a snapshot")
}

fn snapshot(quads: impl IntoIterator<Item = Quad>) -> Snapshot {
    let mut builder = SnapshotBuilder::default();
    quads.into_iter().for_each(|quad| builder.insert(&quad).expect("it fits"));
    builder.build(DefaultGraph::Unnamed).expect("it fits a snapshot")
}

pub(crate) fn nquads(text: &str) -> Snapshot {
    let mut quads = Vec::new();
    let taken = read(text.as_bytes(), Syntax::NQuads, None, "", |quad| {
        quads.push(quad);
        Ok(())
    });
    taken.unwrap_or_else(|error| panic!("{error}: {text}"));
    snapshot(quads)
}

fn lines(snapshot: &Snapshot) -> BTreeSet<String> {
    snapshot.quads().map(|quad| quad.to_string().trim_end().to_owned()).collect()
}

/// The comparison the other way round, with everything in one order.
fn mirrored(comparison: &Comparison) -> BTreeSet<(&'static str, Entry)> {
    let aspect = |aspect: &Aspect| Aspect { old: aspect.new.clone(), new: aspect.old.clone(), ..aspect.clone() };
    let entry = |entry: &Entry| Entry {
        old: entry.new.clone(),
        new: entry.old.clone(),
        aspects: entry.aspects.iter().map(aspect).collect(),
    };
    let of_section = |section: &aisec_graph::diff::Section| -> Vec<_> {
        section.entries.iter().map(|found| (section.title, entry(found))).collect()
    };
    comparison.sections.iter().flat_map(of_section).collect()
}

fn entries(comparison: &Comparison) -> BTreeSet<(&'static str, Entry)> {
    let pairs =
        comparison.sections.iter().flat_map(|section| section.entries.iter().map(|e| (section.title, e.clone())));
    pairs.collect()
}

/// An RDF Patch read by a reader of its own: rows by white space outside of strings and IRIs, each ended by a dot.
fn applied(patch: &str, dataset: &BTreeSet<String>) -> BTreeSet<String> {
    let mut dataset = dataset.clone();
    let mut in_transaction = false;
    for row in patch.lines() {
        let tokens = tokens(row);
        let (operation, rest) = tokens.split_first().expect("no row is empty");
        let (end, terms) = rest.split_last().expect("every row ends in a dot");
        assert_eq!(end, ".", "{row}");
        match operation.as_str() {
            "H" => assert!(!in_transaction && terms.len() == 2, "{row}"),
            "TX" => in_transaction = true,
            "TC" => in_transaction = false,
            "A" | "D" => {
                assert!(in_transaction && (3..=4).contains(&terms.len()), "{row}");
                let statement = terms.join(" ");
                let changed = if operation == "A" { dataset.insert(statement) } else { dataset.remove(&statement) };
                assert!(changed, "needless: {row}");
            }
            _ => panic!("unknown operation: {row}"),
        }
    }
    assert!(!in_transaction, "the transaction is not committed");
    dataset
}

fn tokens(row: &str) -> Vec<String> {
    let (mut tokens, mut token) = (Vec::new(), String::new());
    let (mut in_string, mut in_iri, mut escaped) = (false, false, false);
    for c in row.chars() {
        if c == ' ' && !in_string && !in_iri {
            tokens.push(std::mem::take(&mut token));
            continue;
        }
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' if !in_iri => in_string = !in_string,
            '<' if !in_string => in_iri = true,
            '>' if !in_string => in_iri = false,
            _ => {}
        }
        token.push(c);
    }
    tokens.push(token);
    tokens
}

fn patch(old: &Snapshot, new: &Snapshot) -> String {
    let mut bytes = Vec::new();
    rdf_patch(old, new, &mut bytes).expect("memory takes everything");
    String::from_utf8(bytes).expect("a patch is UTF-8")
}

fn term() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..4_u8).prop_map(|n| format!("<a:{n}>")),
        (0..5_u8).prop_map(|n| format!("_:n{n}")),
        (0..3_u8).prop_map(|n| format!("<https://schema.org/{n}>")),
    ]
}

fn statement() -> impl Strategy<Value = String> {
    let literal = prop_oneof![Just("\"x\"@en"), Just("\"1\"^^<a:t>"), Just("\" <a> \\\" . \\n\""), Just("\"\"")];
    let object = prop_oneof![2 => term(), 1 => literal.prop_map(str::to_owned)];
    let graph = prop_oneof![Just(String::new()), term()];
    (term(), 0..3_u8, object, graph).prop_map(|(s, p, o, g)| format!("{s} <a:p{p}> {o} {g} .\n"))
}

pub(crate) fn dataset() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(statement(), 0..14)
}

/// The standard's canonical form of the dataset whole: the oracle.
pub(crate) fn canonical(snapshot: &Snapshot) -> BTreeSet<String> {
    let mut dataset: Dataset = snapshot.quads().collect();
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 });
    dataset.iter().map(|quad| quad.to_string()).collect()
}

/// The same statements from last to first, blank nodes by other labels.
pub(crate) fn disguised(statements: &[String]) -> Snapshot {
    let renamed =
        |line: &String| (0..5).fold(line.clone(), |line, n| line.replace(&format!("_:n{n}"), &format!("_:m{}", 9 - n)));
    nquads(&statements.iter().rev().map(renamed).collect::<String>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn a_patch_turns_the_old_into_the_new(old in dataset(), new in dataset()) {
        let (old, new) = (nquads(&old.concat()), nquads(&new.concat()));
        prop_assert_eq!(applied(&patch(&old, &new), &lines(&old)), lines(&new));
        prop_assert_eq!(by_statement(&old, &new).is_empty(), lines(&old) == lines(&new));
        prop_assert_eq!(entries(&by_statement(&old, &new)), mirrored(&by_statement(&new, &old)));
    }

    #[test]
    fn nothing_changes_by_other_labels_and_another_order(statements in dataset()) {
        let (plain, other) = (nquads(&statements.concat()), disguised(&statements));
        let comparison = meaning(&plain, &other);
        prop_assert!(comparison.is_empty(), "{comparison:#?}");
        let named = named_by_content(&plain).expect("it fits");
        prop_assert_eq!(named.by_order, 0);
        let other = named_by_content(&other).expect("it fits");
        prop_assert_eq!(named.snapshot, other.snapshot);
    }

    #[test]
    fn two_datasets_are_named_alike_when_the_standard_says_they_are_one(old in dataset(), new in dataset(), cut in 0..3_usize) {
        let nearly: Vec<String> = old.iter().skip(cut).chain(&new[..new.len().min(cut)]).cloned().collect();
        let (plain, other) = (nquads(&old.concat()), disguised(&nearly));
        let same = named_by_content(&plain).expect("it fits").snapshot == named_by_content(&other).expect("it fits").snapshot;
        prop_assert_eq!(same, canonical(&plain) == canonical(&other));
    }

    #[test]
    fn the_way_back_is_the_mirror(old in dataset(), new in dataset()) {
        let (old, new) = (nquads(&old.concat()), nquads(&new.concat()));
        prop_assert_eq!(entries(&meaning(&old, &new)), mirrored(&meaning(&new, &old)));
    }
}

#[test]
fn a_change_anywhere_is_told() {
    // A circle of blank nodes that nothing leads into, and a node below another.
    let base = "_:a <a:p> _:b . _:b <a:p> _:a . <a:s> <a:p> _:c . _:c <a:p> _:d . _:d <a:q> \"1\" .\n";
    let lines: Vec<String> = base.split_inclusive(" .").map(|line| format!("{}\n", line.trim())).collect();
    let whole = nquads(&lines.concat());
    for left_out in 0..5 {
        let rest: String =
            lines.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, line)| line.as_str()).collect();
        assert!(!meaning(&whole, &nquads(&rest)).is_empty(), "without {}", lines[left_out]);
    }
}

#[test]
fn blank_nodes_too_much_alike_are_compared_in_the_order_read_and_said_so() {
    let clique = |labels: &str| -> String {
        let nodes: Vec<String> = (0..12).map(|n| format!("_:{labels}{n}")).collect();
        let pairs =
            nodes.iter().flat_map(|a| nodes.iter().filter(move |b| *b != a).map(move |b| format!("{a} <a:p> {b} .\n")));
        pairs.collect()
    };
    let comparison = meaning(&nquads(&clique("x")), &nquads(&clique("other")));
    assert!(comparison.is_empty());
    assert!(comparison.notes[0].starts_with("24 blank nodes"), "{:?}", comparison.notes);
}

#[test]
fn what_rules_derive_is_no_change_but_of_coverage() {
    let whole = &built_in().snapshot;
    let without: Snapshot =
        snapshot(whole.quads().filter(|quad| !quad.graph_name.to_string().contains("/graph/derived>")));
    let comparison = meaning(whole, &without);
    assert!(comparison.sections.is_empty(), "{:#?}", comparison.sections);
    assert!(!comparison.coverage.is_empty());
}

#[test]
fn the_built_in_graph_is_itself_and_its_union() {
    let whole = &built_in().snapshot;
    assert!(meaning(whole, whole).is_empty());
    let union = snapshot(whole.union_triples().map(|triple| triple.in_graph(oxrdf::GraphName::DefaultGraph)));
    let comparison = meaning(whole, &union);
    assert!(comparison.is_empty(), "{:#?}", comparison.sections);
    assert_eq!(applied(&patch(whole, &union), &lines(whole)), lines(&union));
}

#[test]
fn one_release_of_a_framework_is_compared_with_the_other_by_concept() {
    let only = |edition: &str| {
        let graph = format!("/graph/source/{edition}>");
        snapshot(built_in().snapshot.quads().filter(|quad| quad.graph_name.to_string().contains(&graph)))
    };
    let (old, new) = (only("mitre-atlas-5.6.1"), only("mitre-atlas-2026.09"));
    let comparison = meaning(&old, &new);
    let items = comparison.sections.iter().find(|section| section.title == "Framework items").expect("items changed");
    let counts: BTreeMap<&str, usize> = items.counts().into_iter().collect();
    assert_eq!((counts["removed"], counts["added"], counts["renamed"]), (57, 47, 12));
    let renamed =
        items.entries.iter().find(|entry| entry.thing().is_some_and(|thing| thing.iri.ends_with("/AML.T0020")));
    let name = &renamed.expect("data poisoning has another name").aspects[0];
    assert_eq!((name.what.as_str(), name.verb), ("name", "renamed"));
    assert_eq!(
        (name.old.as_slice(), name.new.as_slice()),
        (&["Poison Training Data".to_owned()][..], &["Training Data Poisoning".to_owned()][..])
    );
    assert_eq!(entries(&comparison), mirrored(&meaning(&new, &old)));
}

fn shipped_list() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/catalogs/mlsecops.md");
    fs::read_to_string(path).expect("it is part of the repository")
}

/// The rows of the table of tools.
fn is_tool(line: &&str) -> bool {
    line.starts_with("| [")
}

#[test]
fn lines_in_another_order_are_no_change() {
    let workspace = Workspace::new();
    let list = shipped_list();
    let tools: Vec<&str> = list.lines().filter(is_tool).take(30).collect();
    let mut backwards = tools.iter().rev();
    let mut seen = 0;
    let reordered: String = list
        .lines()
        .map(|line| {
            let replace = is_tool(&line) && seen < tools.len();
            seen += usize::from(replace);
            format!("{}\n", if replace { backwards.next().expect("as many") } else { line })
        })
        .collect();
    assert_ne!(list, reordered);
    workspace.write("mlsecops.md", &list);
    workspace.write("reordered.md", reordered);
    let outcome = workspace.run(["diff", "mlsecops.md", "reordered.md", "-q"]);
    assert_eq!(outcome.status, Some(0), "{}", outcome.stdout);
    assert!(outcome.stdout.starts_with("No difference in meaning.\n"), "{}", outcome.stdout);
}

#[test]
fn listings_of_one_tool_described_anew_keep_their_labels() {
    let workspace = Workspace::new();
    let list = shipped_list();
    let described = |of_r16: &str, of_r17: &str| -> String {
        let row = |line: &str| match line.split(" | ").collect::<Vec<_>>().as_slice() {
            [tool, _, risk] if tool.contains("[AIShield Watchtower]") => {
                format!("{tool} | {} | {risk}\n", if risk.contains("R16") { of_r16 } else { of_r17 })
            }
            _ => format!("{line}\n"),
        };
        list.lines().map(row).collect()
    };
    // Sorted by description, they stand the other way round.
    workspace.write("mlsecops.md", described("An early one.", "A late one."));
    workspace.write("turned.md", described("A late one.", "An early one."));
    let outcome = workspace.run(["diff", "mlsecops.md", "turned.md", "-q"]);
    assert_eq!(outcome.status, Some(1), "{}", outcome.stderr);
    assert!(outcome.stdout.starts_with("Listings: 2 described anew\n"), "{}", outcome.stdout);
}

/// The list with things removed, renamed in two ways, labelled otherwise, and an address that has moved.
fn edited(list: &str) -> String {
    list.lines()
        .filter(|line| {
            !line.contains("[Agentic Security]") && !line.contains("[Giskard]") && !line.contains("AIShield")
        })
        .map(|line| {
            let line = line.replace("[SafeML](", "[Safe ML](").replace(
                "[VGER](https://github.com/JosephTLucas/vger)",
                "[VGER\u{202E}\u{1b}[31m](https://github.com/JosephTLucas/vger)",
            );
            let line = if line.contains("[Foolbox]") {
                line.replace("R9-Security, R10-Security", "R9-Security, R1-Privacy")
            } else {
                line
            };
            line.replace("github.com/leondz/garak", "github.com/NVIDIA/garak") + "\n"
        })
        .collect()
}

#[test]
fn an_edited_list_tells_what_was_removed_renamed_relabelled_moved_and_lost() {
    let workspace = Workspace::new();
    let list = shipped_list();
    let edited = edited(&list);
    workspace.write("mlsecops.md", &list);
    workspace.write("edited.md", &edited);
    let outcome = workspace.run(["diff", "mlsecops.md", "edited.md", "--format", "json"]);
    assert_eq!(outcome.status, Some(1), "{}", outcome.stderr);
    let json: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
    assert_eq!((json["format"].as_str(), json["version"].as_u64()), (Some("aisec-diff"), Some(1)));
    let told = |section: &str, verb: &str| -> Vec<String> {
        let sections = json["sections"].as_array().expect("an array");
        let found = sections
            .iter()
            .filter(|known| known["title"] == section)
            .flat_map(|known| known["entries"].as_array().expect("an array"));
        let with_verb =
            found.filter(|entry| entry["verbs"].as_array().expect("an array").iter().any(|known| known == verb));
        let iri = |entry: &serde_json::Value| {
            [&entry["new"], &entry["old"]].iter().find_map(|side| side["iri"].as_str()).expect("an IRI").to_owned()
        };
        with_verb.map(|entry| iri(entry).trim_start_matches(ID).to_owned()).collect()
    };
    let resource = |name: &str| format!("resource/github.com/{name}");
    for removed in ["giskard-ai/giskard-oss", "msoedov/agentic_security"] {
        assert!(told("Resources", "removed").contains(&resource(removed)), "{:?}", told("Resources", "removed"));
    }
    assert!(told("Resources", "added").is_empty());
    assert!(told("Resources", "renamed").contains(&resource("isorokos/safeml")), "{:?}", told("Resources", "renamed"));
    assert!(told("Listings", "relabelled").iter().any(|iri| iri.contains("bethgelab/foolbox")));
    assert!(
        told("Listings", "moved").iter().any(|iri| iri.contains("nvidia/garak")),
        "an address is followed through a move"
    );
    assert!(!told("Claims", "removed").is_empty());
    let coverage = json["coverage"].as_array().expect("an array");
    let items = coverage.iter().flat_map(|edition| edition["items"].as_array().expect("an array"));
    let lost: Vec<_> = items.filter(|item| item["verb"] == "lost").collect();
    assert!(lost.iter().any(|item| item["states"][1] == State::Gap.name()), "{coverage:#?}");
    for unit in coverage.iter().flat_map(|edition| edition["units"].as_array().expect("an array")) {
        assert!(unit["addressed"][0].as_u64() >= unit["addressed"][1].as_u64() && unit["of"][0] == unit["of"][1]);
    }
    let text = workspace.run(["diff", "mlsecops.md", "edited.md", "-v"]).stdout;
    assert!(!text.contains(['\u{1b}', '\u{202E}']), "a name acts on the terminal");
    assert!(text.contains("~ Safe ML"), "{text}");
}

#[test]
fn a_patch_between_files_is_applied_by_an_independent_reader() {
    let workspace = Workspace::with_built_in_graph();
    assert_eq!(workspace.run(["export", "-o", "whole.nq"]).status, Some(0));
    let whole = String::from_utf8(workspace.read("whole.nq")).expect("it is UTF-8");
    let less: String = whole.lines().filter(|line| !line.contains("garak")).flat_map(|line| [line, "\n"]).collect();
    let added = "<a:s> <a:p> \"a \\\" <b> \\\\ . \\n\"@en <a:g> .\n_:x <a:p> _:y .\n_:y <a:p> \"\"^^<a:t> .\n";
    workspace.write("other.nq", format!("{less}{added}"));
    let outcome = workspace.run(["diff", "whole.nq", "other.nq", "-o", "changes.rdfp"]);
    assert_eq!(outcome.status, Some(1), "{}", outcome.stderr);
    let set =
        |text: &str| -> BTreeSet<String> { text.lines().map(|line| line.trim_end_matches(" .").to_owned()).collect() };
    let patch = String::from_utf8(workspace.read("changes.rdfp")).expect("it is UTF-8");
    let expected = format!("{less}{added}").replace("_:x", "_:b0").replace("_:y", "_:b1");
    assert!(applied(&patch, &set(&whole)) == set(&expected), "the patch gives another dataset");
    assert_eq!(workspace.run(["diff", "whole.nq", "whole.nq", "--what", "bytes"]).stdout, "No difference.\n");
}
