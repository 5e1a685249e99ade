//! Mapping sets in the graph: what their rows compose to, which of them count, and what they never do.

use super::built_in::{Triples, built_in, iri, local, triples};
use aisec_graph::catalog::Levels;
use aisec_graph::coverage::{Selection, by_edition};
use aisec_graph::diagnostic::{Code, Diagnostic, Place};
use aisec_graph::import;
use aisec_graph::pipeline::{self, Given, Inputs, PipelineError, TextKind, Unchecked, build};
use aisec_graph::resolve::{Imported, resolve};
use aisec_graph::source::{SourceId, SourceText};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const MATCHES: [&str; 5] =
    ["skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"];

/// Concepts as sets of cases, one bit a case; no concept is empty.
type Model = (u8, u8, u8);

/// Whether a predicate holds of two concepts in a model. Nothing is known of what is merely close.
fn holds(predicate: &str, subject: u8, object: u8) -> bool {
    match predicate {
        "skos:exactMatch" => subject == object,
        "skos:broadMatch" => subject & object == subject,
        "skos:narrowMatch" => subject & object == object,
        "skos:relatedMatch" => subject & object != 0,
        other => panic!("`{other}` says nothing of sets"),
    }
}

/// The table of the ontology: what two predicates in a row give.
fn compositions() -> BTreeMap<(&'static str, &'static str), &'static str> {
    let graph = triples();
    let of = |composition: &str, part: &str| {
        let predicate = graph.object(composition, part).expect("a composition is whole");
        MATCHES.into_iter().find(|name| iri(name) == predicate).expect("it is of matches")
    };
    let compositions = graph.of_class("aisec:Composition");
    let table: BTreeMap<_, _> =
        compositions.map(|c| ((of(c, "aisec:first"), of(c, "aisec:second")), of(c, "aisec:gives"))).collect();
    assert_eq!(table.len(), graph.of_class("aisec:Composition").count(), "two predicates have one composition");
    table
}

#[test]
fn close_composes_only_with_exact_which_is_the_identity() {
    let table = compositions();
    for predicate in MATCHES {
        assert_eq!(table.get(&("skos:exactMatch", predicate)), Some(&predicate));
        assert_eq!(table.get(&(predicate, "skos:exactMatch")), Some(&predicate));
    }
    let close = |(first, second): &(&str, &str)| *first == "skos:closeMatch" || *second == "skos:closeMatch";
    let exact = |(first, second): &(&str, &str)| *first == "skos:exactMatch" || *second == "skos:exactMatch";
    assert!(table.keys().filter(|pair| close(pair)).all(exact));
    assert_eq!(table.len(), 14);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, rng_seed: RngSeed::Fixed(5), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_composed_holds_in_every_model((a, b, c) in (1u8..32, 1u8..32, 1u8..32)) {
        for ((first, second), gives) in compositions() {
            if [first, second].contains(&"skos:closeMatch") {
                continue;
            }
            if holds(first, a, b) && holds(second, b, c) {
                prop_assert!(holds(gives, a, c), "{first} then {second} gives {gives}: {a:05b} {b:05b} {c:05b}");
            }
        }
    }
}

#[test]
fn what_does_not_compose_has_a_model_in_which_the_ends_have_nothing_in_common() {
    let table = compositions();
    let of_sets = MATCHES.into_iter().filter(|name| *name != "skos:closeMatch");
    let models = || (1..8).flat_map(|a| (1..8).flat_map(move |b| (1..8).map(move |c| (a, b, c))));
    let mut refuted = 0;
    for first in of_sets.clone() {
        for second in of_sets.clone().filter(|second| !table.contains_key(&(first, second))) {
            let counter = |&(a, b, c): &Model| holds(first, a, b) && holds(second, b, c) && a & c == 0;
            assert!(models().any(|model| counter(&model)), "{first} then {second} could give something");
            refuted += 1;
        }
    }
    assert_eq!(refuted, 4);
}

#[test]
fn only_our_own_rows_count_unasked_and_no_row_of_a_succession_does() {
    let graph = triples();
    let (mut counted, mut foreign) = (0, 0);
    for row in graph.of_class("aisec:Mapping") {
        let set = graph.object(row, "aisec:inMappingSet").expect("a row is in a set");
        if !graph.has(row, "rdf:type", "aisec:CountedMapping") {
            foreign += usize::from(graph.object(set, "aisec:derivesCoverage").is_none());
            continue;
        }
        assert_eq!(graph.object(set, "aisec:authority"), Some("aisec"), "{row}");
        assert_eq!(graph.object(row, "aisec:successionKind"), None, "{row}");
        assert!(!graph.has(row, "owl:annotatedTarget", "sssom:NoTermFound"), "{row}");
        counted += 1;
    }
    assert!(counted > 450 && foreign >= 297, "{counted} counted, {foreign} of others");
    let via: BTreeSet<&str> =
        graph.of_class("aisec:Coverage").flat_map(|node| graph.objects(node, "aisec:viaMappingSet")).collect();
    assert!(via.iter().all(|set| local(set).starts_with("mapping-set/mlsecops--")), "{via:?}");
}

#[test]
fn matches_of_a_set_stand_in_its_graph_only_and_are_no_hierarchy() {
    let mut matches = 0;
    for quad in built_in().snapshot.quads() {
        let predicate = quad.predicate.as_str();
        if MATCHES.iter().any(|name| iri(name) == predicate) {
            assert!(quad.graph_name.to_string().contains("/graph/mappings/"), "{quad}");
            matches += 1;
        }
    }
    assert!(matches > 600, "{matches} matches");
    let graph = triples();
    for row in graph.of_class("aisec:Mapping") {
        let ends =
            ["owl:annotatedSource", "owl:annotatedTarget"].map(|end| graph.object(row, end).expect("it has both"));
        let [subject, object] = ends;
        assert!(!graph.has(subject, "skos:broader", object) || is_below(graph, subject, object), "{row}");
    }
}

/// Whether a framework itself says so of two items.
fn is_below(graph: &Triples, item: &str, above: &str) -> bool {
    graph.object(item, "skos:inScheme") == graph.object(above, "skos:inScheme")
}

#[test]
fn a_row_of_ours_overrides_what_the_succession_makes() {
    let graph = triples();
    let composed: Vec<&str> = graph.subjects("aisec:inMappingSet", "id:mapping-set/composed-with-succession").collect();
    assert!(composed.len() > 40, "{} composed rows", composed.len());
    for row in composed {
        let premises: BTreeSet<&str> = graph.objects(row, "prov:wasDerivedFrom").collect();
        assert_eq!(premises.len(), 2, "{row} keeps its path");
        assert!(premises.iter().all(|premise| graph.object(premise, "aisec:line").is_some()), "{row}");
        let (subject, item) = (graph.object(row, "owl:annotatedSource"), graph.object(row, "owl:annotatedTarget"));
        let by_hand = graph.subjects("owl:annotatedSource", subject.expect("it has one")).any(|other| {
            graph.object(other, "aisec:line").is_some() && graph.object(other, "owl:annotatedTarget") == item
        });
        assert_ne!(by_hand, graph.has(row, "rdf:type", "aisec:CountedMapping"), "{row}");
    }
}

/// The embedded sources and a mapping set of a user's in a folder, by its rows.
fn team_set(folder: &Path, rows: &str) -> Inputs {
    let text = format!(
        "#curie_map:\n#  mlsecops: https://w3id.org/aisec-graph/id/mlsecops/\n\
         #  llm25: https://w3id.org/aisec-graph/id/owasp-llm-2025/\n\
         #  llm26: https://w3id.org/aisec-graph/id/owasp-llm-2026/\n\
         #  asi: https://w3id.org/aisec-graph/id/owasp-asi-2026/\n\
         #mapping_set_id: https://w3id.org/aisec-graph/id/mapping-set/team\n#creator_label:\n#  - The team\n\
         subject_id\tpredicate_id\tobject_id\tmapping_justification\tpublication_status\n{rows}"
    );
    let path = folder.join("team.sssom.tsv");
    fs::write(&path, text).expect("the folder can be written");
    let given = Given::file(SourceId::new("team").expect("it is a word"), path);
    Inputs { given: vec![given], ..Inputs::default() }
}

fn row(subject: &str, predicate: &str, object: &str, status: &str) -> String {
    format!("{subject}\t{predicate}\t{object}\tsemapv:ManualMappingCuration\t{status}\n")
}

#[test]
fn a_set_counts_where_it_is_asked_for_and_is_carried_on() {
    let rows = [
        row("mlsecops:R21-Security", "skos:broadMatch", "llm25:LLM07", ""),
        row("llm26:LLM01", "skos:exactMatch", "asi:ASI09", ""),
        row("mlsecops:R21-Security", "skos:broadMatch", "asi:ASI07", "superseded"),
        row("mlsecops:R21-Security", "rdfs:seeAlso", "asi:ASI06", ""),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let unasked = team_set(folder.path(), &rows.concat());
    let asked = Inputs { mappings: vec!["team".to_owned()], ..unasked.clone() };
    let counted = |inputs: &Inputs| {
        let built = build(inputs).expect("the set is sound");
        let of_team = |place: &Place| place.source == "team";
        let found = built.diagnostics.iter().find(|found| found.place.as_ref().is_some_and(of_team));
        assert_eq!(found, None);
        let graph = Triples::of(&built.snapshot);
        let rows = graph.of_class("aisec:CountedMapping");
        let told = |row: &str| {
            let end = |end| graph.object(row, end).map(local).unwrap_or_default().to_owned();
            let predicate = graph.object(row, "owl:annotatedProperty").and_then(|name| name.rsplit('#').next());
            let (from, to) = (end("owl:annotatedSource"), end("owl:annotatedTarget"));
            format!("{} {} {to}", from, predicate.unwrap_or_default())
        };
        let rows: BTreeSet<String> = rows.map(told).collect();
        let selection = Selection::by_default("owasp-asi-2026");
        let coverage = by_edition(&built.snapshot, &selection).expect("it is embedded");
        let is_of_it = |row: &&str| graph.object(row, "aisec:of").map(local) == Some("owasp-asi-2026/ASI09");
        (rows, coverage.provenance.added_mappings, graph.of_class("aisec:Coverage").filter(is_of_it).count())
    };
    let (before, none, by_few) = counted(&unasked);
    let (after, added, by_more) = counted(&asked);
    assert_eq!((none.len(), added), (0, vec!["team".to_owned()]));
    let more: Vec<&str> = after.difference(&before).map(String::as_str).collect();
    assert!(before.is_subset(&after));
    let expected = [
        "mlsecops/R17-Security narrowMatch owasp-asi-2026/ASI09",
        "mlsecops/R21-Security broadMatch owasp-llm-2025/LLM07",
        "mlsecops/R21-Security broadMatch owasp-llm-2026/LLM08",
        "mlsecops/R22-Security narrowMatch owasp-asi-2026/ASI09",
        "mlsecops/R8-Security narrowMatch owasp-asi-2026/ASI09",
        "mlsecops/R9-Security relatedMatch owasp-asi-2026/ASI09",
        "owasp-llm-2026/LLM01 exactMatch owasp-asi-2026/ASI09",
    ];
    assert_eq!(more, expected);
    // No mapping of ours leads to ASI09; now claims on LLM01:2026 do.
    assert!(by_more > by_few, "{by_more} after {by_few}");
}

#[test]
fn check_finds_in_rows_what_build_finds() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = [
        row("asi:ASI01", "skos:closeMatch", "asi:ASI01", ""),
        row("asi:ASI02", "skos:exactMatch", "llm26:LLM02", ""),
        row("llm26:LLM02", "skos:broadMatch", "asi:ASI02", ""),
        row("asi:ASI03", "skos:broadMatch", "llm26:LLM03", ""),
        row("asi:ASI03", "skos:narrowMatch", "llm26:LLM03", ""),
    ];
    let inputs = team_set(folder.path(), &rows.concat());
    let of_rows = |found: Vec<Diagnostic>| -> Vec<(&str, Option<Place>)> {
        let in_set = |found: &Diagnostic| found.place.as_ref().is_some_and(|place| place.source == "team");
        found.into_iter().filter(in_set).map(|found| (found.code.id(), found.place)).collect()
    };
    let built = of_rows(build(&inputs).expect("the set is sound").diagnostics);
    let path = &inputs.given[0].path;
    let id = SourceId::new("team").expect("it is a word");
    let text = SourceText::read(id, path).expect("it was written");
    let unchecked = Unchecked { others: vec![(text, TextKind::MappingSet)], ..Unchecked::default() };
    let checked = pipeline::check(unchecked).expect("the set is sound");
    assert_eq!(of_rows(checked.diagnostics), built);
    let codes: BTreeSet<&str> = built.into_iter().map(|(code, _)| code).collect();
    for code in ["validate/mapping-to-itself", "validate/exact-and-hierarchical-match", "resolve/contradictory-mapping"]
    {
        assert!(codes.contains(code), "{code} is not among {codes:?}");
    }
}

#[test]
fn no_row_is_composed_of_a_row_and_its_inverse() {
    let folder = tempfile::tempdir().expect("a folder");
    let set = team_set(folder.path(), &row("asi:ASI01", "skos:narrowMatch", "llm26:LLM01", ""));
    let asked = Inputs { mappings: vec!["team".to_owned(), "owasp-llm-2026--owasp-asi-2026".to_owned()], ..set };
    let built = build(&asked).expect("the set is sound");
    let graph = Triples::of(&built.snapshot);
    let ends = |row: &str| (graph.object(row, "owl:annotatedSource"), graph.object(row, "owl:annotatedTarget"));
    let rows: Vec<&str> = graph.of_class("aisec:Mapping").collect();
    let is_composed = |row: &&&str| row.contains("/composed-with-added/");
    assert!(rows.iter().any(|row| is_composed(&row) && ends(row).0.map(local) == Some("owasp-asi-2026/ASI01")));
    let to_itself: Vec<&&str> = rows.iter().filter(|row| ends(row).0 == ends(row).1).collect();
    assert_eq!(to_itself, Vec::<&&str>::new());
}

/// What is noticed of a set whose one row is that, beside an edition whose items are each below the next.
fn noticed_beside_a_chain(items: usize, row: &str) -> Vec<Code> {
    let text = |name: &str, text: String| {
        SourceText::new(SourceId::new(name).expect("it is a word"), &format!("{name}.csv"), text)
    };
    let manifest = "id = \"acme\"\ntitle = \"ACME\"\nversion = \"2026\"\nstatus = \"current\"\npublished = \"2026\"\n\
        publisher = \"ACME\"\nlicence = \"CC0-1.0\"\nhomepage = \"https://acme.example/\"\n";
    let edition = import::framework_manifest(&text("manifest", manifest.to_owned())).expect("it is whole").edition;
    let mut rows = "id,type,label,label_kind,parent,order,url,status,attrs\n".to_owned();
    for n in 0..items {
        let parent = if n + 1 < items { format!("A{}", n + 1) } else { String::new() };
        let _ = writeln!(rows, "A{n},risk,A,official,{parent},,,current,");
    }
    let items = import::framework_csv(&text("items", rows), None, "acme", &Levels::default()).expect("it is a table");
    let set = format!(
        "#curie_map:\n#  acme: https://w3id.org/aisec-graph/id/acme/\n\
         #mapping_set_id: https://w3id.org/aisec-graph/id/mapping-set/team\n#creator_label:\n#  - The team\n\
         subject_id\tpredicate_id\tobject_id\tmapping_justification\tpublication_status\n{row}"
    );
    let set = import::sssom(&text("team", set)).expect("the set is complete");
    assert_eq!((items.diagnostics, set.diagnostics), (vec![], vec![]));
    let imported = Imported {
        editions: vec![edition],
        items: vec![items.value],
        mapping_sets: vec![set.value],
        ..Imported::default()
    };
    resolve(imported).diagnostics.iter().map(|found| found.code).collect()
}

#[test]
fn a_row_against_a_long_chain_of_parents_is_circular() {
    // More than the stack of a test has room for, where each is a call.
    let items = 40_000;
    let last = format!("acme:A{}", items - 1);
    assert_eq!(noticed_beside_a_chain(items, &row("acme:A0", "skos:broadMatch", &last, "")), []);
    let against = row(&last, "skos:broadMatch", "acme:A0", "");
    assert_eq!(noticed_beside_a_chain(items, &against), [Code::CircularMapping]);
}

#[test]
fn a_set_that_is_not_there_is_refused_with_the_nearest() {
    let inputs = Inputs { mappings: vec!["owasp-llm-2026--owasp-asi".to_owned()], ..Inputs::default() };
    let error = build(&inputs).expect_err("there is none");
    assert!(matches!(error, PipelineError::UnknownMappings { .. }));
    assert_eq!(
        error.to_string(),
        "no mapping set `owasp-llm-2026--owasp-asi` is in this graph; did you mean `owasp-llm-2026--owasp-asi-2026`?"
    );
}
