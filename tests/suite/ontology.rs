//! The ontology, the constants and the graph use the same words.

use super::built_in::{Triples, built_in, iri, triples};
use aisec_graph::rdf::{Syntax, read};
use aisec_graph::snapshot::{DefaultGraph, SnapshotBuilder};
use aisec_graph::source::{Collection, embedded};
use aisec_graph::vocab::{
    ONTOLOGY, aisec, compact, dcat, dcterms, owl, prov, rdf, rdfs, schema, skos, sssom, void, xsd,
};
use std::collections::BTreeSet;

/// Closed lists whose values are individuals of the ontology.
const CLOSED_LISTS: [&str; 5] = ["aisec:Evidence", "aisec:Grade", "aisec:Role", "aisec:RoleGroup", "aisec:State"];

/// What the Turtle files of the ontology say.
fn ontology() -> Triples {
    let mut builder = SnapshotBuilder::default();
    for file in embedded(Collection::Ontology).into_iter().filter(|file| file.has_extension("ttl")) {
        read(file.bytes, Syntax::Turtle, None, "o", |quad| builder.insert(&quad).map_err(|error| error.to_string()))
            .unwrap_or_else(|error| panic!("{}: {error}", file.path));
    }
    Triples::of(&builder.build(DefaultGraph::Union).expect("it fits a snapshot"))
}

/// Local names of our own terms that are of one of the classes.
fn declared(ontology: &Triples, classes: &[&str]) -> BTreeSet<String> {
    let of_class = classes.iter().flat_map(|class| ontology.of_class(class));
    of_class.filter_map(own).map(str::to_owned).collect()
}

fn own(iri: &str) -> Option<&str> {
    iri.strip_prefix(ONTOLOGY)?.strip_prefix('#')
}

fn constants(all: &[oxrdf::NamedNodeRef<'static>]) -> BTreeSet<String> {
    let names: BTreeSet<String> = all.iter().filter_map(|term| own(term.as_str())).map(str::to_owned).collect();
    assert_eq!(names.len(), all.len(), "a constant is not of our namespace, or stands twice");
    names
}

#[test]
fn constants_and_declared_terms_are_the_same() {
    let ontology = ontology();
    assert_eq!(constants(aisec::class::ALL), declared(&ontology, &["rdfs:Class", "owl:Class"]), "classes");
    let properties = ["rdf:Property", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"];
    assert_eq!(constants(aisec::property::ALL), declared(&ontology, &properties), "properties");
    assert_eq!(constants(aisec::value::ALL), declared(&ontology, &CLOSED_LISTS), "values");
}

#[test]
fn every_own_term_has_label_comment_and_home() {
    let ontology = ontology();
    let terms = ontology.all_subjects().filter(|subject| own(subject).is_some());
    let mut count = 0;
    for term in terms {
        for predicate in ["rdfs:label", "rdfs:comment", "rdfs:isDefinedBy", "rdf:type"] {
            assert!(ontology.object(term, predicate).is_some(), "{term} has no {predicate}");
        }
        assert_eq!(ontology.object(term, "rdfs:isDefinedBy"), Some(ONTOLOGY), "{term}");
        count += 1;
    }
    assert!(count > 100, "{count} terms");
}

#[test]
fn every_own_term_the_graph_uses_is_declared() {
    let ontology = ontology();
    let snapshot = &built_in().snapshot;
    let (mut classes, mut properties, mut mentioned) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for triple in snapshot.union_triples() {
        if let oxrdf::Term::NamedNode(object) = &triple.object {
            let used = if triple.predicate == rdf::TYPE { &mut classes } else { &mut mentioned };
            used.insert(object.as_str().to_owned());
        }
        properties.insert(triple.predicate.into_string());
    }
    let is_declared = |term: &str, kinds: &[&str]| kinds.iter().any(|kind| ontology.has(term, "rdf:type", kind));
    for class in classes.iter().filter(|class| own(class).is_some()) {
        assert!(is_declared(class, &["rdfs:Class", "owl:Class"]), "{class} is used and not declared as a class");
    }
    for property in properties.iter().filter(|property| own(property).is_some()) {
        let kinds = ["rdf:Property", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"];
        assert!(is_declared(property, &kinds), "{property} is used and not declared as a property");
    }
    for term in mentioned.iter().filter(|term| own(term).is_some()) {
        assert!(ontology.object(term, "rdf:type").is_some(), "{term} is used and not declared");
    }
}

#[test]
fn every_foreign_property_the_graph_uses_is_a_constant() {
    let lists = [
        dcat::ALL,
        dcterms::ALL,
        owl::ALL,
        prov::ALL,
        rdf::ALL,
        rdfs::ALL,
        schema::ALL,
        skos::ALL,
        sssom::ALL,
        void::ALL,
        xsd::ALL,
    ];
    let known: BTreeSet<&str> = lists.into_iter().flatten().map(|term| term.as_str()).collect();
    let ours = iri("graph:ontology");
    let used: BTreeSet<String> = built_in()
        .snapshot
        .quads()
        .filter(|quad| quad.graph_name.to_string() != format!("<{ours}>"))
        .map(|quad| quad.predicate.into_string())
        .collect();
    for property in used.iter().filter(|property| own(property).is_none()) {
        assert!(known.contains(property.as_str()), "{property} is used and no constant");
    }
}

#[test]
fn domains_and_ranges_hold_in_the_graph() {
    let (ontology, graph) = (ontology(), triples());
    let mut wrong = BTreeSet::new();
    let mut checked = 0;
    for property in declared(&ontology, &["owl:ObjectProperty", "owl:DatatypeProperty", "rdf:Property"]) {
        let property = format!("{ONTOLOGY}#{property}");
        let wanted = |predicate: &str| ontology.object(&property, predicate).filter(|class| own(class).is_some());
        let (domain, range) = (wanted("rdfs:domain"), wanted("rdfs:range"));
        for subject in graph.all_subjects() {
            for object in graph.objects(subject, &property) {
                for (thing, class) in [(subject, domain), (object, range)] {
                    let Some(class) = class else { continue };
                    checked += 1;
                    if !is_instance(&ontology, graph, thing, class) {
                        wrong.insert(format!("{} has `{thing}`, which is no {}", compact(&property), compact(class)));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(checked > 1_000, "{checked} checked");
}

/// Whether a thing is of a class or of one below it.
fn is_instance(ontology: &Triples, graph: &Triples, thing: &str, class: &str) -> bool {
    graph.has(thing, "rdf:type", class)
        || ontology.subjects("rdfs:subClassOf", class).any(|below| is_instance(ontology, graph, thing, below))
}

#[test]
fn values_of_a_closed_list_have_chinese_labels_where_the_list_has_any() {
    let (ontology, graph) = (ontology(), triples());
    let labels = &built_in().catalog.labels_zh;
    for list in CLOSED_LISTS {
        let values: Vec<&str> = ontology.of_class(list).collect();
        let labelled: Vec<&&str> = values.iter().filter(|value| labels.contains_key(&compact(value))).collect();
        let missing: Vec<&&str> = values.iter().filter(|value| !labelled.contains(value)).collect();
        assert!(labelled.is_empty() || missing.is_empty(), "of {list}, {missing:?} have no Chinese label");
        for value in labelled {
            assert!(graph.objects(value, "rdfs:label").any(has_han), "the graph has no Chinese label of {value}");
        }
    }
    assert!(ontology.of_class("aisec:State").all(|state| labels.contains_key(&compact(state))));
}

fn has_han(text: &str) -> bool {
    text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
}

#[test]
fn every_chinese_label_is_of_something() {
    let graph = triples();
    for name in built_in().catalog.labels_zh.keys() {
        let own_term = iri(name);
        let thing = if own_term == *name { iri("id:") + &name.replacen(':', "/", 1) } else { own_term };
        assert!(graph.object(&thing, "rdf:type").is_some(), "{name} labels nothing");
    }
}
