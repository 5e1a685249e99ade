//! Snapshots against a naive oracle: what goes in comes out, in every order, scope and way of building.

use aisec_graph::snapshot::{DefaultGraph, GraphScope, Pattern, Snapshot, SnapshotBuilder, TermId};
use oxrdf::vocab::xsd;
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::{BTreeMap, BTreeSet};

/// A quad as text: the oracle knows no identifiers.
type Row = [String; 4];

fn row(quad: &Quad) -> Row {
    let graph = match &quad.graph_name {
        GraphName::DefaultGraph => String::new(),
        other => other.to_string(),
    };
    [quad.subject.to_string(), quad.predicate.to_string(), quad.object.to_string(), graph]
}

fn iri(name: impl std::fmt::Display) -> NamedNode {
    NamedNode::new(format!("http://e/{name}")).unwrap()
}

pub(crate) fn any_quads(most: usize) -> impl Strategy<Value = Vec<Quad>> {
    proptest::collection::vec(any_quad(), 0..most)
}

fn any_quad() -> impl Strategy<Value = Quad> {
    let node = || {
        prop_oneof![
            3 => (0..6_u8).prop_map(|n| NamedOrBlankNode::from(iri(n))),
            1 => (0..3_u8).prop_map(|n| BlankNode::new(format!("b{n}")).unwrap().into()),
        ]
    };
    let object = prop_oneof![3 => node().prop_map(Term::from), 4 => any_literal().prop_map(Term::from)];
    let graph = prop_oneof![2 => Just(GraphName::DefaultGraph), 3 => node().prop_map(GraphName::from)];
    (node(), (0..4_u8).prop_map(|n| iri(format!("p{n}"))), object, graph).prop_map(|(s, p, o, g)| Quad::new(s, p, o, g))
}

fn any_literal() -> impl Strategy<Value = Literal> {
    let bounds = [0, 1, -1, 7, 1_073_741_823, 1_073_741_824, -1_073_741_824, -1_073_741_825, i64::MAX, i64::MIN];
    let texts = ["", "a", "é\u{1F600}", "a\0b", "\u{1}", "-0", "00", "+1", "1.0", "٣", "2020-01-01"];
    let text = prop_oneof![
        proptest::sample::select(bounds.to_vec()).prop_map(|number| number.to_string()),
        proptest::sample::select(texts.to_vec()).prop_map(str::to_owned),
        any::<String>(),
    ];
    let datatypes = vec![
        xsd::INTEGER.into_owned(),
        xsd::DATE.into_owned(),
        xsd::DECIMAL.into_owned(),
        xsd::INT.into_owned(),
        iri("type"),
    ];
    prop_oneof![
        text.clone().prop_map(Literal::from),
        (text.clone(), proptest::sample::select(vec!["en", "zh-hans"]))
            .prop_map(|(text, tag)| Literal::new_language_tagged_literal(text, tag).unwrap()),
        (text, proptest::sample::select(datatypes)).prop_map(|(text, kind)| Literal::new_typed_literal(text, kind)),
    ]
}

fn bytes(quads: impl IntoIterator<Item = Quad>, mut builder: SnapshotBuilder) -> Vec<u8> {
    let mut bytes = Vec::new();
    quads.into_iter().for_each(|quad| builder.insert(&quad).unwrap());
    builder.write_to(DefaultGraph::Unnamed, &mut bytes).unwrap();
    bytes
}

pub(crate) fn in_memory(quads: impl IntoIterator<Item = Quad>) -> Snapshot {
    let mut builder = SnapshotBuilder::default();
    quads.into_iter().for_each(|quad| builder.insert(&quad).unwrap());
    builder.build(DefaultGraph::Unnamed).unwrap()
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(4), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn any_quads_come_out_as_they_went_in(quads in any_quads(60)) {
        let snapshot = in_memory(quads.clone());
        let expected: BTreeSet<Row> = quads.iter().map(row).collect();
        let told: Vec<Quad> = snapshot.quads().collect();
        prop_assert_eq!(told.len(), expected.len());
        prop_assert_eq!(snapshot.len(), expected.len());
        prop_assert_eq!(&told.iter().map(row).collect::<BTreeSet<_>>(), &expected);
        prop_assert_eq!(snapshot.damage(), None);
        let by_graph: Vec<Quad> = snapshot.quads_by_graph().collect();
        prop_assert_eq!(by_graph.iter().map(row).collect::<BTreeSet<_>>(), expected);
        snapshot.verify(SnapshotBuilder::default()).unwrap();
        prop_assert_eq!(snapshot.damage(), None);
    }

    #[test]
    fn bytes_depend_on_the_set_of_quads_only(quads in any_quads(60), memory in 1_usize..6000) {
        let folder = tempfile::tempdir().unwrap();
        let plain = bytes(quads.clone(), SnapshotBuilder::default());
        let twice = quads.iter().rev().chain(&quads).cloned();
        prop_assert!(plain == bytes(twice, SnapshotBuilder::default()), "backwards and twice");
        let sorted = quads.iter().map(|quad| (row(quad), quad.clone())).collect::<BTreeMap<_, _>>();
        let spilling = SnapshotBuilder::within(memory, folder.path());
        prop_assert!(plain == bytes(sorted.into_values().rev(), spilling), "in files, with {memory} bytes");
        let mut spilling = SnapshotBuilder::within(memory, folder.path());
        for quad in &quads {
            spilling.insert(quad).unwrap();
        }
        prop_assert_eq!(spilling.build(DefaultGraph::Unnamed).unwrap(), in_memory(quads));
        let mut written = Vec::new();
        spilling.build(DefaultGraph::Unnamed).unwrap().write_to(&mut written).unwrap();
        prop_assert!(plain == written, "by way of memory");
        prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn every_pattern_in_every_scope_has_the_matches_of_a_naive_search(quads in any_quads(40)) {
        let snapshot = in_memory(quads.clone());
        let oracle = Oracle::of(&snapshot);
        for pattern in oracle.patterns() {
            let triples = oracle.told(pattern, GraphScope::Union);
            prop_assert_eq!(snapshot.count(pattern), triples.len());
            for scope in oracle.scopes() {
                let told = snapshot.matches(pattern, scope);
                let told: Vec<_> = told.map(|found| (found.triple, found.graph)).collect();
                let expected = oracle.told(pattern, scope);
                prop_assert_eq!(told.len(), expected.len(), "{:?} {:?}", pattern, scope);
                prop_assert_eq!(told.into_iter().collect::<BTreeSet<_>>(), expected, "{:?} {:?}", pattern, scope);
            }
        }
    }

    #[test]
    fn columns_and_figures_are_those_of_the_triples(quads in any_quads(60)) {
        let snapshot = in_memory(quads);
        let oracle = Oracle::of(&snapshot);
        let triples: BTreeSet<[TermId; 3]> = oracle.quads.iter().map(|(triple, _)| *triple).collect();
        prop_assert_eq!(snapshot.triple_count(), triples.len());
        let distinct = |at: usize| triples.iter().map(|triple| triple[at]).collect::<BTreeSet<_>>();
        prop_assert_eq!(snapshot.subject_count(), distinct(0).len());
        prop_assert_eq!(snapshot.object_count(), distinct(2).len());
        let predicates: Vec<TermId> = snapshot.predicates().map(|(_, term)| term).collect();
        prop_assert_eq!(&predicates, &distinct(1).into_iter().collect::<Vec<_>>());
        for (predicate, term) in snapshot.predicates() {
            prop_assert_eq!(snapshot.predicate(term), Some(predicate));
            let of: Vec<[TermId; 3]> = triples.iter().filter(|triple| triple[1] == term).copied().collect();
            let pairs = snapshot.pairs(predicate);
            let told: Vec<[TermId; 3]> = pairs.subjects.iter().zip(pairs.objects).map(|(s, o)| [s, term, o]).collect();
            prop_assert_eq!(&told, &of);
            let (mut by_subject, mut by_object) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
            for [subject, _, object] in of.iter().copied() {
                by_subject.entry(subject).or_default().push(object);
                by_object.entry(object).or_default().push(subject);
                prop_assert!(snapshot.contains(subject, predicate, object));
            }
            for id in oracle.ids.iter().copied() {
                let objects: Vec<_> = snapshot.objects_of(id, predicate).iter().collect();
                prop_assert_eq!(objects, by_subject.get(&id).cloned().unwrap_or_default());
                let subjects: Vec<_> = snapshot.subjects_of(predicate, id).iter().collect();
                prop_assert_eq!(subjects, by_object.get(&id).cloned().unwrap_or_default());
            }
            let figures = snapshot.statistics(predicate);
            let most = |groups: &BTreeMap<TermId, Vec<TermId>>| groups.values().map(Vec::len).max().unwrap();
            let integers = of.iter().filter(|triple| triple[2].integer().is_some()).count();
            let expected =
                [of.len(), by_subject.len(), by_object.len(), most(&by_subject), most(&by_object), integers];
            let figures = [
                figures.triples,
                figures.subjects,
                figures.objects,
                figures.most_objects,
                figures.most_subjects,
                figures.integers,
            ];
            prop_assert_eq!(figures.map(|figure| figure as usize), expected);
        }
    }

    #[test]
    fn terms_are_found_and_read_back(quads in any_quads(60)) {
        let snapshot = in_memory(quads.clone());
        for term in quads.iter().flat_map(|quad| [quad.subject.clone().into(), quad.predicate.clone().into(), quad.object.clone()]) {
            let id = snapshot.id(&term).unwrap();
            prop_assert_eq!(snapshot.term(id), term.clone());
            prop_assert_eq!(snapshot.is_blank(id), matches!(term, Term::BlankNode(_)));
            prop_assert_eq!(snapshot.is_node(id), !matches!(term, Term::Literal(_)));
            if let Term::Literal(literal) = &term {
                prop_assert_eq!(snapshot.text(id), literal.value());
                prop_assert_eq!(snapshot.language(id), literal.language());
                prop_assert_eq!(snapshot.datatype(id), Some(literal.datatype().as_str()));
                let canonical = literal.value().parse::<i64>().ok().filter(|value| value.to_string() == literal.value());
                let inline = canonical.filter(|value| literal.datatype() == xsd::INTEGER && (-(1 << 30)..1 << 30).contains(value));
                prop_assert_eq!(id.integer(), inline);
            }
        }
        prop_assert_eq!(snapshot.id(&iri("absent").into()), None);
        let absent = Literal::new_typed_literal("123456", xsd::INTEGER);
        prop_assert_eq!(snapshot.id(&absent.into()), None);
    }
}

/// All quads of a snapshot in its own identifiers, found in the plainest way.
struct Oracle<'s> {
    snapshot: &'s Snapshot,
    quads: BTreeSet<([TermId; 3], Option<TermId>)>,
    ids: BTreeSet<TermId>,
}

impl<'s> Oracle<'s> {
    fn of(snapshot: &'s Snapshot) -> Self {
        let id = |term: Term| snapshot.id(&term).unwrap();
        let graph = |graph| match graph {
            GraphName::DefaultGraph => None,
            GraphName::NamedNode(node) => Some(id(node.into())),
            GraphName::BlankNode(node) => Some(id(node.into())),
        };
        let row = |quad: Quad| {
            let triple = [id(quad.subject.into()), id(quad.predicate.into()), id(quad.object)];
            (triple, graph(quad.graph_name))
        };
        let quads: BTreeSet<_> = snapshot.quads().map(row).collect();
        let ids = quads.iter().flat_map(|(triple, graph)| triple.iter().copied().chain(*graph)).collect();
        Self { snapshot, quads, ids }
    }

    /// Patterns made of every quad, and of terms of different quads.
    fn patterns(&self) -> Vec<Pattern> {
        let mut patterns = BTreeSet::new();
        let rows: Vec<[TermId; 3]> = self.quads.iter().map(|(triple, _)| *triple).collect();
        for (index, triple) in rows.iter().enumerate() {
            let other = rows[(index + 1) % rows.len()];
            for [s, p, o] in
                [*triple, [triple[0], other[1], triple[2]], [triple[0], triple[1], other[2]], [other[2]; 3]]
            {
                for mask in 0..8 {
                    let keep = |bit: u8, id| (mask >> bit & 1 == 1).then_some(id);
                    patterns.insert([keep(0, s), keep(1, p), keep(2, o)]);
                }
            }
        }
        patterns.insert([None; 3]);
        patterns.into_iter().map(|[subject, predicate, object]| Pattern { subject, predicate, object }).collect()
    }

    fn scopes(&self) -> Vec<GraphScope> {
        let named = self.snapshot.graphs().map(GraphScope::Named);
        let other = self.ids.iter().next().copied().map(GraphScope::Named);
        named
            .chain(other)
            .chain([GraphScope::Union, GraphScope::Unnamed, GraphScope::EachNamed, GraphScope::Every])
            .collect()
    }

    fn told(&self, pattern: Pattern, scope: GraphScope) -> BTreeSet<([TermId; 3], Option<TermId>)> {
        let fixed = [pattern.subject, pattern.predicate, pattern.object];
        let fits =
            |triple: &[TermId; 3]| fixed.iter().zip(triple).all(|(fixed, id)| fixed.is_none_or(|fixed| fixed == *id));
        let fitting = self.quads.iter().filter(|(triple, _)| fits(triple)).copied();
        match scope {
            GraphScope::Union => fitting.map(|(triple, _)| (triple, None)).collect(),
            GraphScope::Unnamed => fitting.filter(|(_, graph)| graph.is_none()).collect(),
            GraphScope::Named(wanted) => fitting.filter(|(_, graph)| *graph == Some(wanted)).collect(),
            GraphScope::EachNamed => fitting.filter(|(_, graph)| graph.is_some()).collect(),
            GraphScope::Every => fitting.collect(),
        }
    }
}

#[test]
fn identifiers_are_in_term_order() {
    let quad = |object: Term| Quad::new(iri("s"), iri("p"), object, GraphName::DefaultGraph);
    let integer = |text: &str| Literal::new_typed_literal(text, xsd::INTEGER).into();
    let texts = ["-5", "10", "9", "0", "007"];
    let snapshot = in_memory(texts.iter().map(|text| quad(integer(text))).chain([quad(Literal::from("z").into())]));
    let subject = snapshot.iri_id(iri("s").as_ref()).unwrap();
    let objects: Vec<&str> = snapshot.objects(subject, iri("p").as_ref()).map(|id| snapshot.text(id)).collect();
    assert_eq!(objects, ["z", "007", "-5", "0", "9", "10"]);
}

#[test]
fn many_predicates_and_graph_sets_have_wider_columns() {
    let quads = (0..300).flat_map(|n| {
        let quad = move |graph: GraphName| Quad::new(iri("s"), iri(format!("p{n}")), iri(n), graph);
        [quad(iri(format!("g{n}")).into()), quad(iri("all").into())]
    });
    let snapshot = in_memory(quads.clone());
    assert_eq!((snapshot.len(), snapshot.triple_count()), (600, 300));
    for n in 0..300 {
        let graph = snapshot.iri_id(iri(format!("g{n}")).as_ref()).unwrap();
        let told: Vec<_> = snapshot.matches(Pattern::default(), GraphScope::Named(graph)).collect();
        assert_eq!(told.len(), 1);
        assert_eq!(snapshot.text(told[0].triple[1]), iri(format!("p{n}")).as_str());
    }
    snapshot.verify(SnapshotBuilder::default()).unwrap();
    assert_eq!(snapshot.damage(), None);
}
