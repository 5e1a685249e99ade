//! Properties of resolving and deriving: order never matters, repeating changes nothing, rules only add.

use super::built_in::built_in;
use aisec_graph::catalog::{
    Catalog, Claim, ClaimSubject, Curie, Entry, Extent, Identity, IdentityDecision, ImportedList, Kind, KindEvidence,
    Layer, Move, NamedThing, Origin, Phase, Polarity, Risk, RiskCode, Role, Taxonomy, Written, WrittenLink,
};
use aisec_graph::rdf;
use aisec_graph::resolve::{Imported, WhenTitlesAgree, address_key, resolve, title_key};
use aisec_graph::rules::derive;
use aisec_graph::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use aisec_graph::source::{SourceId, SourceText, Sources, Span};
use aisec_graph::vocab::canonical_url::parse;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;
use std::collections::BTreeSet;

/// Spellings of few addresses, some of the same thing, and what is none.
const ADDRESSES: [&str; 19] = [
    "https://github.com/NVIDIA/garak",
    "http://www.github.com/nvidia/garak.git",
    "https://github.com/leondz/garak/#readme",
    "https://github.com/leondz/garak/tree/main",
    "https://github.com/leondz/Garak/tree/dev/docs",
    "http://github.com/NVIDIA/garak/tree/dev/docs",
    "https://github.com/a/b/tree/dev/docs#part",
    "https://github.com/a/b",
    "https://github.com/a/b/blob/main/README.md",
    "https://github.com/a/b/tree/dev",
    "https://github.com/c",
    "https://arxiv.org/abs/2402.04249v2",
    "http://arxiv.org/pdf/2402.04249.pdf",
    "https://example.org/a?id=1&utm_source=x",
    "https://example.org/a?id=2",
    "https://example.org/a/",
    "https://moved.example/",
    "ftp://example.org/a",
    "not an address",
];
const NAMES: [&str; 9] = [
    "garak",
    "Garak",
    "GARAK",
    "加拉克",
    "A Title",
    "a  title",
    "B",
    "A Survey of Attacks on Very Large Models",
    "A survey of attacks on very large models.",
];

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(2), failure_persistence: None, ..ProptestConfig::default() }
}

fn id(name: &str) -> SourceId {
    SourceId::new(name).expect("a valid id")
}

/// A span for the nth row of a source of the given text below.
fn nth(n: usize) -> Span {
    Span::new(n, n + 1)
}

fn code(number: u16) -> RiskCode {
    RiskCode::parse(&format!("R{number}-Security")).expect("a valid code")
}

fn taxonomy() -> Taxonomy {
    let risk = |number| Risk {
        code: code(number),
        name: format!("Risk {number}"),
        definition: "It is bad.".to_owned(),
        phase: 0,
        span: nth(number.into()),
    };
    let phase = Phase { name: "Phase".to_owned(), mode: None, description: None, layer: 0, span: nth(0) };
    Taxonomy {
        layers: vec![Layer { name: "Layer".to_owned(), span: nth(0) }],
        phases: vec![phase],
        risks: (1..=3).map(risk).collect(),
    }
}

fn entry() -> impl Strategy<Value = Entry> {
    let sections = select(vec![vec![], vec!["Tools"], vec!["Tools", "Scanners"], vec!["tools"], vec!["工具"]]);
    let kinds = (
        select(Kind::ALL.map(|(kind, _)| kind).to_vec()),
        select(vec![KindEvidence::Default, KindEvidence::Title, KindEvidence::Column]),
    );
    let risks = proptest::collection::vec(1_u16..=3, 0..3);
    (select(NAMES.to_vec()), proptest::option::weighted(0.9, select(ADDRESSES.to_vec())), sections, kinds, risks)
        .prop_map(|(name, link, section, (kind, kind_evidence), mut risks)| {
            risks.sort_unstable();
            risks.dedup();
            Entry {
                name: name.to_owned(),
                name_span: nth(0),
                link: link.map(|text| WrittenLink { text: text.to_owned(), span: nth(0), target: None }),
                description: None,
                section: section.into_iter().map(str::to_owned).collect(),
                kind,
                kind_evidence,
                risks: risks.into_iter().map(|n| Written { text: code(n).to_string(), span: nth(0) }).collect(),
                facts: None,
                parent: None,
                span: nth(0),
            }
        })
}

fn list(name: &'static str) -> impl Strategy<Value = ImportedList> {
    let language = select(vec!["en", "zh-hans"]);
    (proptest::collection::vec(entry(), 0..6), language).prop_map(move |(mut entries, language)| {
        for (n, entry) in entries.iter_mut().enumerate() {
            entry.span = nth(n);
            entry.name_span = nth(n);
            entry.link.iter_mut().for_each(|link| link.span = nth(n));
        }
        let (title, language) = (name.to_owned(), language.to_owned());
        let (taxonomy, risk_lists, comments) = (taxonomy(), Vec::new(), Vec::new());
        let (links, sub_lists) = (Vec::new(), Vec::new());
        let source = id(name);
        ImportedList { source, title, language, entries, taxonomy, risk_lists, comments, links, sub_lists }
    })
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let row = (select(ADDRESSES.to_vec()), select(ADDRESSES.to_vec()));
    proptest::collection::vec(row, 0..6).prop_map(|rows| {
        let row = |(n, (from, to)): (usize, (&str, &str))| Move {
            from: from.to_owned(),
            to: to.to_owned(),
            date: None,
            evidence: "https://example.org/evidence".to_owned(),
            note: None,
            origin: Origin { source: id("moved"), span: nth(n) },
        };
        rows.into_iter().enumerate().map(row).collect()
    })
}

fn claims() -> impl Strategy<Value = Vec<Claim>> {
    let row = (select(ADDRESSES.to_vec()), 1_u16..=4, proptest::bool::ANY);
    proptest::collection::vec(row, 0..6).prop_map(|rows| {
        let claim = |(n, (url, risk, asserts)): (usize, (&str, u16, bool))| Claim {
            id: format!("claim-{n}"),
            subject: ClaimSubject { url: url.to_owned() },
            polarity: if asserts { Polarity::Asserts } else { Polarity::Denies },
            object: Curie::new("one", code(risk).to_string()),
            extent: Extent::Part,
            role: asserts.then_some(Role::Tests),
            justification: "It does.".to_owned(),
            evidence_url: "https://example.org/evidence".to_owned(),
            retrieved: None,
            tool_version: None,
            creator: "me".to_owned(),
            date: "2026-01-01".to_owned(),
            origin: Origin { source: id("claims"), span: nth(n) },
        };
        rows.into_iter().enumerate().map(claim).collect()
    })
}

fn decisions() -> impl Strategy<Value = Vec<IdentityDecision>> {
    let address = || select(ADDRESSES[..14].to_vec()).prop_map(|text| NamedThing::Address(text.to_owned()));
    let title = || select(NAMES.to_vec()).prop_map(|text| NamedThing::Title(text.to_owned()));
    let thing = || prop_oneof![4 => address(), 1 => title()];
    let says = select(vec![Identity::Same, Identity::Same, Identity::Different, Identity::SiteOf]);
    proptest::collection::vec((thing(), says, thing()), 0..6).prop_map(|rows| {
        let decision = |(n, (subject, says, object))| IdentityDecision {
            subject,
            says,
            object,
            justification: "semapv:ManualMappingCuration".to_owned(),
            date: "2026".to_owned(),
            reviewer: "me".to_owned(),
            evidence: "https://example.org/evidence".to_owned(),
            comment: None,
            origin: Origin { source: id("decisions"), span: nth(n) },
        };
        rows.into_iter().enumerate().map(decision).collect()
    })
}

fn imported() -> impl Strategy<Value = Imported> {
    let lists = (list("one"), list("two"), list("three"));
    let titles = select(vec![WhenTitlesAgree::KeepApart, WhenTitlesAgree::Merge]);
    (lists, moves(), claims(), decisions(), titles).prop_map(|((one, two, three), moves, claims, decisions, titles)| {
        Imported { lists: vec![one, two, three], moves, claims, decisions, titles, ..Imported::default() }
    })
}

/// Texts of the sources above, long enough for every span.
fn sources() -> Sources {
    let mut sources = Sources::default();
    for name in ["one", "two", "three", "moved", "claims", "decisions"] {
        sources.insert(SourceText::new(id(name), name, "\n".repeat(100)));
    }
    sources
}

fn graph(catalog: &Catalog) -> BTreeSet<String> {
    rdf::quads(catalog, &sources()).iter().map(ToString::to_string).collect()
}

/// The same things in an order told by some indices.
fn shuffled<T>(mut things: Vec<T>, order: &[Index]) -> Vec<T> {
    for (at, index) in order.iter().enumerate().take(things.len()) {
        let other = index.index(things.len());
        things.swap(at, other);
    }
    things
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn resolve_ignores_the_order_of_everything(
        imported in imported(),
        order in proptest::collection::vec(any::<Index>(), 12),
    ) {
        let mut other = imported.clone();
        for list in &mut other.lists {
            list.entries = shuffled(std::mem::take(&mut list.entries), &order);
        }
        other.lists = shuffled(other.lists, &order);
        other.moves = shuffled(other.moves, &order);
        other.claims = shuffled(other.claims, &order);
        other.decisions = shuffled(other.decisions, &order);
        let (one, two) = (resolve(imported), resolve(other));
        prop_assert_eq!(&one.value, &two.value);
        prop_assert_eq!(one.diagnostics, two.diagnostics);
        prop_assert_eq!(graph(&one.value), graph(&two.value));
    }

    #[test]
    fn what_is_resolved_stays_as_it_is(imported in imported()) {
        let first = resolve(imported.clone()).value;
        // Each entry rewritten to the address its resource has now.
        let mut again = imported;
        for list in &mut again.lists {
            for entry in &mut list.entries {
                let of = first.listings.iter().find(|listing| {
                    listing.origin.source == list.source && listing.origin.span == entry.span
                });
                let resource = &first.resources[&of.expect("every entry is a listing").resource];
                entry.link = resource.url.clone().map(|text| WrittenLink { text, span: entry.span, target: None });
            }
        }
        let second = resolve(again).value;
        let of = |catalog: &Catalog| -> BTreeSet<_> {
            let listings = catalog.listings.iter();
            listings.map(|l| (l.origin.clone(), l.resource.clone(), l.risks.clone())).collect()
        };
        prop_assert_eq!(of(&first), of(&second));
    }

    #[test]
    fn every_entry_is_a_listing_of_one_resource(imported in imported()) {
        let entries: usize = imported.lists.iter().map(|list| list.entries.len()).sum();
        let catalog = resolve(imported).value;
        prop_assert_eq!(catalog.listings.len(), entries);
        prop_assert!(catalog.listings.iter().all(|listing| catalog.resources.contains_key(&listing.resource)));
        let iris: BTreeSet<_> = catalog.listings.iter().map(rdf::iri::listing).collect();
        prop_assert_eq!(iris.len(), entries, "two listings have one IRI");
        let former: BTreeSet<_> = catalog.moves.keys().collect();
        prop_assert!(catalog.resources.keys().all(|key| !former.contains(key)), "a resource goes by a former address");
        let other = |key: &_| catalog.other_spellings.contains_key(key);
        prop_assert!(!catalog.resources.keys().any(other), "a resource goes by an other spelling");
    }

    #[test]
    fn what_is_said_to_differ_never_becomes_one(imported in imported()) {
        let listed: BTreeSet<_> = imported.lists.iter().flat_map(|list| &list.entries).filter_map(|entry| {
            Some(parse(&entry.link.as_ref()?.text)?.to_string())
        }).collect();
        let address = |thing: &NamedThing| match thing {
            NamedThing::Address(text) => parse(text).map(|url| url.to_string()).filter(|url| listed.contains(url)),
            NamedThing::Title(_) => None,
        };
        let different = imported.decisions.iter().filter(|decision| decision.says == Identity::Different);
        let pairs: Vec<_> = different.filter_map(|row| Some((address(&row.subject)?, address(&row.object)?))).collect();
        let catalog = resolve(imported).value;
        let of = |address: &str| {
            let typed = |listing: &&aisec_graph::catalog::Listing| {
                listing.url.as_deref().and_then(parse).is_some_and(|url| url.as_str() == address)
            };
            catalog.listings.iter().find(typed).map(|listing| listing.resource.clone())
        };
        for (one, other) in pairs.iter().filter(|(one, other)| one != other) {
            prop_assert_ne!(of(one), of(other), "{} and {}", one, other);
        }
    }

    #[test]
    fn no_iri_of_ours_is_less_than_strict(imported in imported()) {
        for quad in rdf::quads(&resolve(imported).value, &sources()) {
            for term in [quad.subject.to_string(), quad.object.to_string(), quad.graph_name.to_string()] {
                let Some(iri) = term.strip_prefix('<').and_then(|term| term.strip_suffix('>')) else { continue };
                prop_assert!(oxrdf::NamedNode::new(iri).is_ok() && iri.is_ascii(), "{iri}");
            }
        }
    }
}

const HOSTS: &str = "github.com www.github.com GitHub.com arxiv.org export.arxiv.org dl.acm.org openreview.net youtu.be \
    www.youtube.com m.youtube.com huggingface.co gitlab.com example.org www.www.example.org example.org:8080 example.org:443 github.com:8443 alphaxiv.org \
    bücher.example 127.0.0.1 user:secret@example.org";
const SEGMENTS: &str = "Owner name name.git a.git.git tree blob main master README.md readme.MD abs pdf overview datasets 2402.04249 \
    2402.04249v2 v1v2 1v2.pdf x.pdf.pdf doi 10.1145 watch forum %3F %3f %23 %25 %2 % a+b 加拉克 %E5%8A%A0 %e5 it's .. . \
    a%2Fb {x} tree/main/tree/main a:b ~x (y) a//b";
const QUERIES: &str = "? ?id=x ?v=a&t=1 ?utm_source=x ?tab=readme-ov-file ?tab=x&y=1 ?a=b%26c&gclid=1 ?id=x&noteId=%23&referrer=y ?q=加 ?a?b%23c ?id=it's";
const FRAGMENTS: &str = "# #readme #readme-ov-file #L10 #/route?x=y #加 #%23";

/// Addresses with every part that the rules look at.
fn address() -> impl Strategy<Value = String> {
    let words = |text: &'static str| select(text.split_whitespace().collect::<Vec<_>>());
    let part = |text| proptest::option::of(words(text)).prop_map(Option::unwrap_or_default);
    let segments = proptest::collection::vec(words(SEGMENTS), 0..6);
    let scheme = select(vec!["http://", "https://", "HTTPS://"]);
    let slash = select(vec!["", "/"]);
    (scheme, words(HOSTS), segments, slash, part(QUERIES), part(FRAGMENTS)).prop_map(
        |(scheme, host, segments, slash, query, fragment)| {
            format!("{scheme}{host}/{}{slash}{query}{fragment}", segments.join("/"))
        },
    )
}

/// A key as an address: what it escapes is escaped no longer.
fn address_of(key: &str) -> String {
    let unescaped = key.replace("%3F", "?").replace("%23", "#");
    unescaped.replace("%25", "%")
}

proptest! {
    #![proptest_config(config(20_000))]

    #[test]
    fn the_key_of_an_address_is_its_own_key(written in address()) {
        let Some(url) = parse(&written) else { return Ok(()) };
        let first = address_key(&url);
        let again = parse(&format!("https://{}", address_of(first.as_str())));
        let again = again.map(|url| address_key(&url));
        prop_assert_eq!(Some(&first), again.as_ref(), "of {}", written);
        prop_assert!(first.as_str().is_ascii());
        prop_assert!(!first.as_str().contains(['?', '#', ' ']), "{}", first.as_str());
        prop_assert!(!first.as_str().contains("secret"), "{}", first.as_str());
        let iri = rdf::iri::resource(&first);
        prop_assert!(oxrdf::NamedNode::new(iri.as_str()).is_ok());
        prop_assert!(iri.as_str().ends_with(&format!("/resource/{}", first.as_str())), "two keys may share {}", iri);
    }

    #[test]
    fn scheme_and_trailing_slash_make_no_difference(written in address()) {
        let of = |text: &str| parse(text).map(|url| address_key(&url));
        if let Some(rest) = written.strip_prefix("http://") {
            prop_assert_eq!(of(&written), of(&format!("https://{rest}")));
        }
        if !written.contains(['?', '#']) {
            prop_assert_eq!(of(&written), of(&format!("{written}/")));
        }
    }

    #[test]
    fn the_key_of_a_title_ignores_case_width_and_spacing(title in "[a-zA-ZäÄ加０-９ .,-]{0,40}") {
        let (first, spaced) = (title_key(&title), title_key(&format!("  {}  ", title.replace(' ', "   "))));
        prop_assert_eq!(&first, &spaced);
        prop_assert_eq!(&first, &title_key(&title.to_uppercase()));
        prop_assert!(first.as_str().is_ascii());
    }
}

/// The quads that derivation starts from.
fn base() -> Vec<oxrdf::Quad> {
    use aisec_graph::source::{Collection, embedded};
    let built = built_in();
    let mut quads = rdf::quads(&built.catalog, &built.sources);
    for file in embedded(Collection::Ontology).into_iter().filter(|file| !file.path.contains("json")) {
        let graph = rdf::iri::graph("ontology");
        rdf::read(file.bytes, rdf::Syntax::Turtle, None, "o", |quad| {
            quads.push(oxrdf::Quad { graph_name: graph.clone().into(), ..quad });
            Ok(())
        })
        .expect("the ontology is Turtle");
    }
    quads
}

fn builder_of<'q>(quads: impl Iterator<Item = &'q oxrdf::Quad>) -> SnapshotBuilder {
    let mut builder = SnapshotBuilder::default();
    quads.for_each(|quad| builder.insert(quad).expect("it fits"));
    builder
}

fn lines(snapshot: &Snapshot) -> BTreeSet<String> {
    snapshot.quads().map(|quad| quad.to_string()).collect()
}

#[test]
fn rules_only_add_and_a_second_time_nothing() {
    let base = base();
    let before = builder_of(base.iter()).build(DefaultGraph::Union).expect("it fits a snapshot");
    let once = derive(builder_of(base.iter())).expect("the rules run");
    let after = once.build(DefaultGraph::Union).expect("it fits a snapshot");
    assert!(lines(&before).is_subset(&lines(&after)));
    assert!(after.len() > before.len() + 5_000, "{} became {}", before.len(), after.len());
    let twice = derive(once).expect("the rules run").build(DefaultGraph::Union).expect("it fits a snapshot");
    let added: Vec<String> = lines(&twice).difference(&lines(&after)).take(3).cloned().collect();
    assert!(added.is_empty(), "{added:#?}");
}

#[test]
fn rules_only_add_to_a_part_of_the_graph_in_any_order() {
    let base = base();
    let mut state = 7_u32;
    let mut keeps = || {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        !(state >> 16).is_multiple_of(5)
    };
    let part: Vec<&oxrdf::Quad> = base.iter().filter(|_| keeps()).collect();
    let before = builder_of(part.iter().copied()).build(DefaultGraph::Union).expect("it fits a snapshot");
    let after = derive(builder_of(part.iter().copied()))
        .expect("the rules run")
        .build(DefaultGraph::Union)
        .expect("it fits a snapshot");
    assert!(lines(&before).is_subset(&lines(&after)));
    let backwards = derive(builder_of(part.iter().rev().copied()))
        .expect("the rules run")
        .build(DefaultGraph::Union)
        .expect("it fits a snapshot");
    assert!(after == backwards, "the order of quads changed what is derived");
    let blank = after.quads().any(|quad| quad.to_string().contains("_:"));
    assert!(!blank, "a rule made a blank node");
}
