//! What is exported reads back as what was held, and compact JSON-LD is readable.

use super::command::Workspace;
use aisec_graph::export::{Format, jsonld, jsonld_dataset, write};
use aisec_graph::rdf::{self, Syntax};
use aisec_graph::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use aisec_graph::source::{Collection, embedded, sha256};
use aisec_graph::vocab::{self, PREFIXES};
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxrdfio::{JsonLdProfileSet, RdfFormat, RdfParser};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;
use std::collections::BTreeSet;

/// A little of everything the graph holds, in two graphs.
const SAMPLE: &str = r#"
PREFIX aisec: <https://w3id.org/aisec-graph/ontology#>
PREFIX id: <https://w3id.org/aisec-graph/id/>
PREFIX graph: <https://w3id.org/aisec-graph/graph/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sssom: <https://w3id.org/sssom/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX ex: <https://example.org/>

GRAPH <https://w3id.org/aisec-graph/graph/source/mlsecops> {
  <https://w3id.org/aisec-graph/id/mlsecops/phase/deployment> a aisec:Phase ; skos:prefLabel "Deployment"@en .
  <https://w3id.org/aisec-graph/id/mlsecops/R10-Security> a aisec:Risk ; aisec:order 10 ; skos:prefLabel "Theft"@en ;
    aisec:arisesIn <https://w3id.org/aisec-graph/id/mlsecops/phase/deployment> .
  <https://w3id.org/aisec-graph/id/mlsecops/R9-Security> a aisec:Risk ; aisec:order 9 ; skos:notation "R9-Security" ;
    skos:prefLabel "Prompt injection"@en , "提示注入"@zh-hans ;
    aisec:arisesIn <https://w3id.org/aisec-graph/id/mlsecops/phase/deployment> .
  <https://w3id.org/aisec-graph/id/listing/mlsecops/tools/github.com/nvidia/garak/1> a aisec:Listing ;
    aisec:lists <https://w3id.org/aisec-graph/id/resource/github.com/nvidia/garak> ; schema:name "garak" ;
    aisec:declaresRisk <https://w3id.org/aisec-graph/id/mlsecops/R9-Security> ; aisec:line 37 .
}
GRAPH <https://w3id.org/aisec-graph/graph/mappings/ours> {
  <https://w3id.org/aisec-graph/id/mapping/ours/R9-Security/exactMatch/LLM01> a aisec:Mapping ;
    owl:annotatedSource <https://w3id.org/aisec-graph/id/mlsecops/R9-Security> ; owl:annotatedProperty skos:exactMatch ;
    owl:annotatedTarget <https://w3id.org/aisec-graph/id/owasp-llm-2025/LLM01> ; sssom:confidence 0.90 .
}
GRAPH <https://w3id.org/aisec-graph/graph/resolved> {
  <https://w3id.org/aisec-graph/id/resource/github.com/nvidia/garak> a aisec:Tool , aisec:Resource ;
    schema:name "garak" ; schema:codeRepository <https://github.com/NVIDIA/garak> ; ex:stars 5 , "05"^^xsd:integer .
}
"#;

fn read(text: &str, syntax: Syntax) -> Snapshot {
    let mut builder = SnapshotBuilder::default();
    let take = |quad: Quad| builder.insert(&quad).map_err(|error| error.to_string());
    rdf::read(text.as_bytes(), syntax, None, "", take).unwrap();
    builder.build(DefaultGraph::Union).expect("it fits a snapshot")
}

fn snapshot<'q>(quads: impl IntoIterator<Item = &'q Quad>) -> Snapshot {
    let mut builder = SnapshotBuilder::default();
    for quad in quads {
        builder.insert(quad).unwrap();
    }
    builder.build(DefaultGraph::Union).expect("it fits a snapshot")
}

fn as_union(snapshot: &Snapshot) -> String {
    let mut out = Vec::new();
    jsonld(snapshot, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn as_dataset(snapshot: &Snapshot) -> String {
    let mut out = Vec::new();
    jsonld_dataset(snapshot, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// What a reader that knows nothing of our writer finds, labels of blank nodes kept.
fn quads_of(json: &str) -> BTreeSet<String> {
    let parser = RdfParser::from_format(RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() });
    parser.for_slice(json).map(|quad| quad.unwrap_or_else(|error| panic!("{error}\n{json}")).to_string()).collect()
}

fn union_of(snapshot: &Snapshot) -> BTreeSet<String> {
    snapshot.union_triples().map(|triple| triple.in_graph(GraphName::DefaultGraph).to_string()).collect()
}

fn dataset_of(snapshot: &Snapshot) -> BTreeSet<String> {
    snapshot.quads().map(|quad| quad.to_string()).collect()
}

/// The part of a document after the context.
fn body(json: &str) -> &str {
    let start = json.find("  \"@graph\": [").unwrap();
    &json[start..]
}

#[test]
fn rows_stand_under_the_thing_they_speak_of() {
    let expected = r#"  "@graph": [
    {
      "id": "mlsecops/phase/deployment",
      "type": "Phase",
      "prefLabel": {"en": "Deployment"},
      "risks": [
        {
          "id": "mlsecops/R9-Security",
          "type": "Risk",
          "notation": "R9-Security",
          "prefLabel": {"en": "Prompt injection", "zh-hans": "提示注入"},
          "order": 9,
          "mappings": [
            {
              "id": "mapping/ours/R9-Security/exactMatch/LLM01",
              "type": "Mapping",
              "annotatedProperty": "exactMatch",
              "annotatedTarget": "owasp-llm-2025/LLM01",
              "confidence": "0.90"
            }
          ]
        },
        {"id": "mlsecops/R10-Security", "type": "Risk", "prefLabel": {"en": "Theft"}, "order": 10}
      ]
    },
    {
      "id": "resource/github.com/nvidia/garak",
      "type": ["Tool", "Resource"],
      "name": "garak",
      "codeRepository": "https://github.com/NVIDIA/garak",
      "listings": [
        {
          "id": "listing/mlsecops/tools/github.com/nvidia/garak/1",
          "type": "Listing",
          "name": "garak",
          "declaresRisk": "mlsecops/R9-Security",
          "line": 37
        }
      ],
      "https://example.org/stars": [{"@value": "05", "@type": "xsd:integer"}, 5]
    }
  ]
}
"#;
    assert_eq!(body(&as_union(&read(SAMPLE, Syntax::TriG))), expected);
}

#[test]
fn every_class_of_rows_stands_under_its_term() {
    use vocab::aisec::{class, property};
    use vocab::{owl, rdf, skos};
    let rows = [
        (class::LISTING, property::LISTS, "listings"),
        (class::CLAIM, property::CLAIM_SUBJECT, "claims"),
        (class::COVERAGE, property::BY, "coverage"),
        (class::MAPPING, owl::ANNOTATED_SOURCE, "mappings"),
        (class::RELATION, rdf::SUBJECT, "relations"),
        (class::SCOPE_ROW, property::IN_SCOPE, "scopeRows"),
        (class::CHANGE, property::CHANGED_ITEM, "changes"),
        (class::MOVE, property::MOVED_TO, "moves"),
        (class::RISK, property::ARISES_IN, "risks"),
        (class::PHASE, skos::BROADER, "phases"),
        (class::LAYER, skos::IN_SCHEME, "layers"),
        (class::ITEM, skos::IN_SCHEME, "items"),
        (class::STABLE_ITEM, skos::IN_SCHEME, "concepts"),
        (class::EDITION, property::EDITION_OF, "editions"),
        (class::STATE, NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#isDefinedBy"), "defines"),
    ];
    for (class, predicate, term) in rows {
        let (row, thing) = (iri("https://a.org/row"), iri("https://a.org/thing"));
        let kind = triple(row.clone(), rdf::TYPE.as_str(), class.into_owned());
        let json = as_union(&snapshot(&[kind, triple(row, predicate.as_str(), thing)]));
        let local = class.as_str().rsplit('#').next().unwrap();
        let expected =
            format!(r#"{{"id": "https://a.org/thing", "{term}": [{{"id": "https://a.org/row", "type": "{local}"}}]}}"#);
        assert!(body(&json).contains(&expected), "{json}");
    }
}

#[test]
fn jsonld_is_the_same_graph_and_the_same_dataset() {
    let held = read(SAMPLE, Syntax::TriG);
    assert_eq!(quads_of(&as_union(&held)), union_of(&held));
    assert_eq!(quads_of(&as_dataset(&held)), dataset_of(&held));
    assert!(as_dataset(&held).contains("\"id\": \"graph:mappings/ours\",\n      \"@graph\": ["));
}

#[test]
fn every_format_holds_the_union_or_the_dataset() {
    let held = read(SAMPLE, Syntax::TriG);
    for (format, name, _) in Format::all() {
        assert_eq!(Format::from_name(name), Some(format));
        let mut out = Vec::new();
        write(&held, format, &mut out).unwrap();
        let syntax = match format {
            Format::Rdf(syntax) => syntax,
            Format::JsonLdDataset => Syntax::JsonLd,
            // `snapshots` reads these back; `networks` holds what networks have of it.
            Format::Snapshot | Format::GraphMl | Format::Gexf | Format::Mermaid | Format::Stix => continue,
        };
        let back = read(std::str::from_utf8(&out).unwrap(), syntax);
        let expected = if format.has_graphs() { dataset_of(&held) } else { union_of(&held) };
        assert_eq!(dataset_of(&back), expected, "{name}");
    }
}

#[test]
fn an_extension_names_its_format_in_any_case() {
    assert_eq!(Format::from_name("JSON"), Some(Format::Rdf(Syntax::JsonLd)));
    assert_eq!(Format::from_name("Turtle"), None);
}

fn shipped_context() -> serde_json::Map<String, Value> {
    let file = embedded(Collection::Ontology).into_iter().find(|file| file.path == "context.jsonld").unwrap();
    let document: Value = serde_json::from_slice(file.bytes).unwrap();
    document["@context"].as_object().unwrap().clone()
}

#[test]
fn context_has_every_prefix_but_the_keyword_id_and_the_base_in_its_place() {
    let context = shipped_context();
    for (prefix, namespace) in PREFIXES {
        match *prefix {
            "id" => assert_eq!(context["@base"], *namespace),
            prefix => assert_eq!(context[prefix], *namespace, "{prefix}"),
        }
    }
    assert_eq!((&context["id"], &context["type"]), (&Value::from("@id"), &Value::from("@type")));
}

#[test]
fn context_has_a_term_for_every_property_class_and_value_of_the_ontology() {
    let context = shipped_context();
    let own = [vocab::aisec::class::ALL, vocab::aisec::property::ALL, vocab::aisec::value::ALL];
    for constant in own.into_iter().flatten() {
        let local = constant.as_str().strip_prefix("https://w3id.org/aisec-graph/ontology#").unwrap();
        let definition = &context[local];
        let iri = definition.get("@id").unwrap_or(definition);
        assert_eq!(iri, &Value::from(format!("aisec:{local}")));
    }
}

#[test]
fn context_coerces_as_the_ontology_says() {
    let core = embedded(Collection::Ontology).into_iter().find(|file| file.path == "core.ttl").unwrap();
    let ontology = read(std::str::from_utf8(core.bytes).unwrap(), Syntax::Turtle);
    let context = shipped_context();
    let objects: BTreeSet<String> = ontology
        .union_triples()
        .filter(|triple| {
            triple.object == NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#ObjectProperty").into()
        })
        .map(|triple| triple.subject.to_string())
        .collect();
    assert!(!objects.is_empty());
    for constant in vocab::aisec::property::ALL {
        let local = constant.as_str().rsplit('#').next().unwrap();
        let coercion = context[local].get("@type").and_then(Value::as_str);
        let is_object = objects.contains(&constant.to_string());
        assert_eq!(matches!(coercion, Some("@id" | "@vocab")), is_object, "{local}");
    }
}

/// Writes both forms and reads them back.
fn assert_survives(quads: &[Quad]) {
    let held = snapshot(quads);
    assert_eq!(quads_of(&as_union(&held)), union_of(&held));
    assert_eq!(quads_of(&as_dataset(&held)), dataset_of(&held));
}

fn iri(iri: &str) -> NamedNode {
    NamedNode::new(iri).unwrap()
}

fn triple(subject: impl Into<NamedOrBlankNode>, predicate: &str, object: impl Into<Term>) -> Quad {
    Quad::new(subject, iri(predicate), object, GraphName::DefaultGraph)
}

#[test]
fn an_iri_whose_scheme_is_a_prefix_or_a_term_is_not_expanded() {
    assert_survives(&[
        triple(iri("schema:a"), "skos:prefLabel", Literal::new_typed_literal("x", iri("xsd:y"))),
        triple(iri("id:b"), "type:c", iri("title:d")),
    ]);
}

#[test]
fn an_individual_named_like_a_keyword_or_a_term_is_not_taken_for_it() {
    let id = |local: &str| iri(&format!("https://w3id.org/aisec-graph/id/{local}"));
    for local in ["id", "type", "Tool", "graph", "a/../b", "a//b", "/a", "//a/b", "", "a:b", "a?b", "a#b", "%41", "@id"]
    {
        let state = "https://w3id.org/aisec-graph/ontology#state";
        let of = "https://w3id.org/aisec-graph/ontology#of";
        assert_survives(&[
            triple(id(local), state, id(local)),
            triple(id("x"), of, id(local)),
            triple(id("x"), "https://a.org/p", id(local)),
        ]);
    }
}

#[test]
fn a_cycle_is_cut_once() {
    let broader = "https://w3id.org/aisec-graph/ontology#lists";
    let listing = iri("https://w3id.org/aisec-graph/ontology#Listing");
    let (a, b) = (iri("https://a.org/a"), iri("https://a.org/b"));
    let kind = oxrdf::vocab::rdf::TYPE.as_str();
    let quads = [
        triple(a.clone(), broader, b.clone()),
        triple(b.clone(), broader, a.clone()),
        triple(a.clone(), kind, listing.clone()),
        triple(b.clone(), kind, listing),
        triple(a.clone(), broader, a),
    ];
    assert_survives(&quads);
    let json = as_union(&snapshot(&quads));
    assert_eq!(body(&json).matches("\"listings\": [").count(), 1, "{json}");
}

#[test]
fn a_long_chain_of_blank_nodes_is_cut_into_shallow_objects() {
    let blank = |n: usize| BlankNode::new(format!("n{n}")).unwrap();
    let quads: Vec<Quad> = (0..1_000).map(|n| triple(blank(n), "https://a.org/next", blank(n + 1))).collect();
    assert_survives(&quads);
    assert!(json_depth(&serde_json::from_str(&as_union(&snapshot(&quads))).unwrap()) < 12);
}

fn json_depth(value: &Value) -> usize {
    match value {
        Value::Array(values) => 1 + values.iter().map(json_depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(json_depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Identifiers of objects that say more than a name, per graph object.
fn described(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| described(value, found)),
        Value::Object(members) => {
            if members.len() > 1
                && let Some(id) = members.get("id").and_then(Value::as_str)
            {
                found.push(id.to_owned());
            }
            members.iter().filter(|(key, _)| *key != "@context").for_each(|(_, value)| described(value, found));
        }
        _ => {}
    }
}

fn any_iri() -> impl Strategy<Value = NamedNode> {
    let id = "https://w3id.org/aisec-graph/id/";
    let odd = [
        "schema:x",
        "id:x",
        "type:x",
        "title:x",
        "urn:a:b",
        "mailto:a@b.org",
        "skos://x",
        "aisec:",
        "a:",
        "https://schema.org/",
        "https://schema.org///x",
        "https://schema.org/a:b",
        "https://é.org/数据?q#f",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil",
        "https://w3id.org/aisec-graph/ontology#unknown",
    ];
    prop_oneof![
        4 => (0..6_u8).prop_map(move |n| iri(&format!("{id}thing/{n}"))),
        2 => (0..3_u8).prop_map(|n| iri(&format!("https://example.org/{n}"))),
        1 => proptest::sample::select(vec!["Tool", "id", "a/../b", "a:b", "x?y#z", "graph"])
            .prop_map(move |local| iri(&format!("{id}{local}"))),
        1 => proptest::sample::select(odd.to_vec()).prop_map(iri),
        1 => any_term(),
    ]
}

/// A constant of our vocabularies.
fn any_term() -> impl Strategy<Value = NamedNode> {
    use vocab::{aisec, dcterms, owl, prov, rdf, rdfs, schema, skos, sssom};
    let constants = [
        aisec::class::ALL,
        aisec::property::ALL,
        aisec::value::ALL,
        dcterms::ALL,
        owl::ALL,
        prov::ALL,
        rdf::ALL,
        rdfs::ALL,
        schema::ALL,
        skos::ALL,
        sssom::ALL,
    ];
    proptest::sample::select(constants.concat()).prop_map(NamedNodeRef::into_owned)
}

fn any_node() -> impl Strategy<Value = NamedOrBlankNode> {
    prop_oneof![
        3 => any_iri().prop_map(NamedOrBlankNode::from),
        1 => (0..5_u8).prop_map(|n| BlankNode::new(format!("b{n}")).unwrap().into()),
    ]
}

fn any_literal() -> impl Strategy<Value = Literal> {
    let text = prop_oneof![
        proptest::sample::select(vec![
            "",
            "0.90",
            "5",
            "05",
            "-0",
            "-7",
            "+7",
            "999999999999999",
            "1000000000000000000000",
            "1E3",
            "true",
            "1",
            "https://example.org/",
            "schema:x",
            "_:b0",
            "@id",
            "\u{0}\u{1}\u{7f}\u{2028}\"\\\n",
            "数据",
            " x ",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    let xsd = |name: &str| iri(&format!("http://www.w3.org/2001/XMLSchema#{name}"));
    let datatypes = ["integer", "decimal", "boolean", "double", "string", "date", "anyURI"].map(xsd);
    let datatypes = datatypes.into_iter().chain([
        iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"),
        iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML"),
        iri("https://example.org/type"),
        iri("schema:type"),
    ]);
    let datatypes: Vec<NamedNode> = datatypes.collect();
    prop_oneof![
        text.clone().prop_map(Literal::new_simple_literal),
        (text.clone(), proptest::sample::select(vec!["en", "zh-hans", "de-ch-1996", "none"]))
            .prop_map(|(text, tag)| Literal::new_language_tagged_literal(text, tag).unwrap()),
        (text, proptest::sample::select(datatypes)).prop_map(|(text, kind)| Literal::new_typed_literal(text, kind)),
    ]
}

/// Mostly what nests: rows of a known class that speak of few things.
fn any_quad() -> impl Strategy<Value = Quad> {
    use vocab::{aisec, owl, rdf, rdfs, skos};
    let down = vec![
        aisec::property::LISTS,
        aisec::property::BY,
        aisec::property::ARISES_IN,
        aisec::property::EDITION_OF,
        skos::IN_SCHEME,
        skos::BROADER,
        owl::ANNOTATED_SOURCE,
        rdf::SUBJECT,
        rdfs::SEE_ALSO,
        NamedNodeRef::new_unchecked("http://www.w3.org/2000/01/rdf-schema#isDefinedBy"),
    ];
    let kinds = vec![
        aisec::class::LISTING,
        aisec::class::COVERAGE,
        aisec::class::RISK,
        aisec::class::EDITION,
        aisec::class::ITEM,
        aisec::class::PHASE,
        aisec::class::MAPPING,
        aisec::class::RELATION,
        aisec::class::TOOL,
    ];
    let statement = prop_oneof![
        3 => (proptest::sample::select(down), any_node())
            .prop_map(|(predicate, object)| (predicate.into_owned(), Term::from(object))),
        3 => proptest::sample::select(kinds)
            .prop_map(|kind| (rdf::TYPE.into_owned(), Term::from(kind.into_owned()))),
        2 => (any_iri(), any_node()).prop_map(|(predicate, object)| (predicate, Term::from(object))),
        1 => (Just(rdf::TYPE.into_owned()), any_node()).prop_map(|(predicate, object)| (predicate, Term::from(object))),
        2 => (any_iri(), any_literal()).prop_map(|(predicate, object)| (predicate, Term::from(object))),
        3 => (any_term(), any_literal()).prop_map(|(predicate, object)| (predicate, Term::from(object))),
    ];
    let graph = prop_oneof![
        Just(GraphName::DefaultGraph),
        any_iri().prop_map(GraphName::from),
        Just(GraphName::from(BlankNode::new("b1").unwrap())),
        Just(GraphName::from(vocab::skos::CONCEPT.into_owned())),
    ];
    (any_node(), statement, graph)
        .prop_map(|(subject, (predicate, object), graph)| Quad::new(subject, predicate, object, graph))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, rng_seed: RngSeed::Fixed(3), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_dataset_survives_compact_jsonld(quads in proptest::collection::vec(any_quad(), 0..40)) {
        let held = snapshot(&quads);
        prop_assert_eq!(quads_of(&as_union(&held)), union_of(&held));
        prop_assert_eq!(quads_of(&as_dataset(&held)), dataset_of(&held));
    }

    #[test]
    fn each_node_is_described_once_and_order_of_input_does_not_show(quads in proptest::collection::vec(any_quad(), 0..40)) {
        let json = as_union(&snapshot(&quads));
        prop_assert_eq!(&json, &as_union(&snapshot(quads.iter().rev())));
        let document: Value = serde_json::from_str(&json).unwrap();
        prop_assert!(json_depth(&document) < 18);
        let mut found = Vec::new();
        described(&document["@graph"], &mut found);
        let distinct: BTreeSet<&String> = found.iter().collect();
        prop_assert_eq!(distinct.len(), found.len(), "{}", json);
    }
}

#[test]
fn parts_for_bulk_loaders_are_the_whole_graph_and_no_more() {
    let workspace = Workspace::new();
    workspace.write("more.trig", "<urn:g> { <urn:s> <urn:p> _:b . _:b <urn:p> 1 } <urn:s> <urn:p> 2 .");
    let outcome = workspace.run(["build", "more.trig", "-o", "out", "--shards", "3"]);
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    let manifest: serde_json::Value =
        serde_json::from_slice(&workspace.read("out/shards/manifest.json")).expect("JSON");
    let shards = manifest["shards"].as_array().expect("a list");
    assert_eq!(shards.len(), 3);
    let mut whole = Vec::new();
    for shard in shards {
        let bytes = workspace.read(&format!("out/shards/{}", shard["file"].as_str().expect("a name")));
        assert_eq!(shard["sha256"], sha256(&bytes));
        assert_eq!(shard["bytes"], bytes.len());
        assert_eq!(shard["quads"], bytes.split(|byte| *byte == b'\n').count() - 1);
        assert!(shard["quads"].as_u64().expect("a number") > 1000, "{shard}");
        let has_blank = String::from_utf8_lossy(&bytes).contains("_:");
        assert!(!has_blank || shard["file"] == "part-0001.nq", "{shard}");
        whole.extend(bytes);
    }
    workspace.write("whole.nq", whole);
    let diff = workspace.run(["diff", "out/graph.aisec", "whole.nq", "--what", "bytes", "--format", "patch"]);
    // Labels of blank nodes are each file's own.
    let differs = |line: &&str| (line.starts_with("A ") || line.starts_with("D ")) && !line.contains("_:");
    assert_eq!(diff.stdout.lines().find(differs), None);
    assert_eq!(diff.stdout.lines().filter(|line| line.contains("_:")).count(), 4, "{}", diff.stdout);
    let counted = workspace.run(["query", "--data", "whole.nq", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"]);
    let graphs = manifest["graphs"].as_array().expect("a list");
    let triples: u64 = graphs.iter().map(|graph| graph["triples"].as_u64().expect("a number")).sum();
    assert!(counted.stdout.contains(&triples.to_string()), "{triples}: {}", counted.stdout);

    let fewer = workspace.run(["build", "-o", "out", "--shards", "2"]);
    assert_eq!(fewer.status, Some(2));
    assert!(fewer.stderr.contains("part-0003.nq is none of 2 parts"), "{}", fewer.stderr);
    let again = workspace.run(["build", "more.trig", "-o", "again", "--shards", "3"]);
    assert_eq!(again.status, Some(0));
    assert_eq!(workspace.read("again/shards/manifest.json"), workspace.read("out/shards/manifest.json"));
    assert_eq!(workspace.run(["build", "-o", "out.ttl", "--shards", "2"]).status, Some(2));
}
