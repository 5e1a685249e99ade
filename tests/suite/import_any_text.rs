//! Whatever the text, importers neither panic nor point outside it.

use crate::transcript::source;
use aisec_graph::catalog::{Levels, Origin};
use aisec_graph::diagnostic::Diagnostic;
use aisec_graph::import;
use aisec_graph::source::SourceText;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const ITEMS: &str = "id,type,label,label_kind,parent,order,url,status,attrs\n\
    A,risk,数据,official,,1,https://a.org/,current,a=b|c\r\nB,risk,\"two\nlines\",neutral,A,,,retired,\n";
const RELATIONS: &str = "subject,predicate,object,order,attrs\nA,mitigates,B,1,a=b\nA,mitigates,B,1,a=b\n";
const CLAIMS: &str = "id,resource,polarity,object,extent,role,justification,evidence_url,retrieved,tool_version,creator,date\n\
    é,https://a.org/,asserts,a:b,full,tests,why,https://a.org/,2026,1,me,2026-01-02\n";
const SET: &str = "#curie_map:\n#  a: https://w3id.org/aisec-graph/id/a/\n#mapping_set_id: https://é.org/set\n\
    subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\na:b\tskos:exactMatch\ta:数\tsemapv:x\t0.5\n";
const ATLAS: &str = "matrices:\n- techniques:\n  - {id: é, name: 数据, tactics: [&x A, *x], subtechnique-of: b}\n\
    \x20 mitigations:\n  - id: M\n    name: 1.50\n    ml-lifecycle: [{id: T, use: x}, true]\ncase-studies: ~\nversion: 1.0\n";

/// Every place an importer gives for this text, whichever importer it is.
fn places(text: &str) -> Vec<Origin> {
    fn take<T, E>(read: Result<aisec_graph::diagnostic::Checked<T>, E>, found: &mut Vec<Diagnostic>) -> Option<T> {
        Some(read.ok()?.take(found))
    }
    let no_items = source("none.csv", "id,type,label,label_kind,parent,order,url,status,attrs\n");
    let source = source("any.csv", text);
    let mut found = Vec::new();
    let mut places = Vec::new();
    for edition in [
        take(import::framework_csv(&source, None, "any", &Levels::default()), &mut found),
        take(import::framework_csv(&no_items, Some(&source), "any", &Levels::default()), &mut found),
        take(import::atlas(&source), &mut found).map(|atlas| atlas.items),
        take(import::stix(&source), &mut found).map(|atlas| atlas.items),
    ] {
        let edition = edition.into_iter();
        places.extend(edition.flat_map(|edition| {
            let items = edition.items.into_iter().map(|item| item.origin);
            items.chain(edition.relations.into_iter().map(|relation| relation.origin)).collect::<Vec<_>>()
        }));
    }
    places.extend(take(import::claims(&source), &mut found).into_iter().flatten().map(|claim| claim.origin));
    places.extend(take(import::editions(&source), &mut found).into_iter().flatten().map(|edition| edition.origin));
    places.extend(take(import::moved(&source), &mut found).into_iter().flatten().map(|moved| moved.origin));
    take(import::labels(&source), &mut found);
    if let Some(set) = take(import::sssom(&source), &mut found) {
        places.push(set.origin);
        places.extend(set.mappings.into_iter().map(|mapping| mapping.origin));
    }
    let of_finding = |found: Diagnostic| Origin {
        source: source.id().clone(),
        span: found.place.expect("it has a place").bytes.into(),
    };
    places.extend(found.into_iter().map(of_finding));
    places
}

fn inside(source: &SourceText, place: &Origin) -> bool {
    source.text().get(std::ops::Range::from(place.span)).is_some()
}

/// A working text with a few characters replaced by others that mean something to some importer.
fn damaged() -> impl Strategy<Value = String> {
    let text = prop::sample::select(vec![ITEMS, RELATIONS, CLAIMS, SET, ATLAS]);
    let change = (any::<prop::sample::Index>(), "[ -~\n\r\té数\u{feff}]{0,3}");
    (text, prop::collection::vec(change, 0..6)).prop_map(|(text, changes)| {
        let mut text: Vec<char> = text.chars().collect();
        for (at, inserted) in changes {
            let at = at.index(text.len());
            text.splice(at..=at, inserted.chars());
            if text.is_empty() {
                text.push(' ');
            }
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, rng_seed: RngSeed::Fixed(20_261_121), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn places_lie_in_the_text_on_character_boundaries(text in prop_oneof![damaged(), any::<String>()]) {
        let source = source("any.csv", &text);
        for place in places(&text) {
            prop_assert!(inside(&source, &place), "{:?} in {:?}", place.span, text);
        }
    }
}

/// Items are read as labels too: two places of rows, two of findings.
#[test]
fn the_undamaged_texts_give_places() {
    assert_eq!([ITEMS, RELATIONS, CLAIMS, SET, ATLAS].map(|text| places(text).len()), [4, 2, 1, 2, 7]);
}
