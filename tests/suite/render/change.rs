//! Pictures of change: what became of the codes of a framework, what changed from one graph or stack to another.

use super::legible::{assert_explained, assert_fits};
use super::sample::overview;
use super::{every_size, picture};
use crate::built_in::built_in;
use aisec_graph::catalog::{StackEntry, StackPlace, StackStatus, WrittenStack};
use aisec_graph::coverage::{
    Move, Overview, ReviewStatus, RoleChoice, RoleGroup, Selection, Side, Succession, SuccessionEdition,
    SuccessionItem, SuccessionKind, compare_stacks, stack, succession,
};
use aisec_graph::render::{self, Format, Options, Picture, Subject, View, Width};
use std::collections::{BTreeMap, BTreeSet};

/// The items of an overview in three editions, each time two places further down, and every kind of succession.
pub(super) fn succession_of(overview: &Overview) -> Succession {
    let number = overview.items.len();
    let item = |index: usize| {
        let node = &overview.items[index];
        SuccessionItem {
            iri: node.iri.clone(),
            notation: node.notation.clone(),
            label: node.label.clone(),
            label_zh: node.label_zh.clone(),
            url: node.url.clone(),
        }
    };
    let edition = |edition: usize| SuccessionEdition {
        id: format!("edition-{edition}"),
        title: overview.edition_title.clone(),
        version: format!("20{edition}"),
        items: (0..number).map(|place| item((place + number * 3 - edition * 2) % number.max(1))).collect(),
    };
    let mut moves = Vec::new();
    for edition in 0..2 {
        for place in 0..number {
            let (kind, _) = SuccessionKind::ALL[place % 7];
            let to = (kind != SuccessionKind::Dropped).then_some((edition + 1, (place + 2) % number));
            let review = overview.provenance.mapping_review.map(|_| ReviewStatus::Reviewed);
            moves.push(Move { from: (edition, place), to, kind, review, comment: Some("why".into()) });
        }
    }
    Succession {
        framework: overview.edition_title.clone(),
        provenance: overview.provenance.clone(),
        editions: (0..3).map(edition).collect(),
        moves,
    }
}

/// What an overview may have been: without some tools and links, and with another risk in place of the second.
pub(super) fn before(overview: &Overview) -> Overview {
    let mut out = overview.clone();
    let is_kept = |iri: &str| !iri.len().is_multiple_of(5);
    let kept: Vec<usize> = (0..out.tools.len()).filter(|tool| is_kept(&out.tools[*tool].iri)).collect();
    let place: BTreeMap<usize, usize> = kept.iter().enumerate().map(|(place, tool)| (*tool, place)).collect();
    out.addressing.retain(|link| {
        place.contains_key(&link.tool) && !(link.risk + overview.tools[link.tool].iri.len()).is_multiple_of(4)
    });
    out.addressing.iter_mut().for_each(|link| link.tool = place[&link.tool]);
    out.tools = kept.iter().map(|&tool| overview.tools[tool].clone()).collect();
    (out.reach, out.mapped, out.items) = (vec![], vec![], vec![]);
    if let Some(risk) = out.risks.get_mut(1) {
        risk.iri = "https://example.org/gone".into();
    }
    out
}

fn drawn(picture: &Picture, format: Format) -> String {
    let mut out = Vec::new();
    picture.write(format, &mut out).expect("a vector takes every byte");
    String::from_utf8(out).expect("UTF-8")
}

fn rows(picture: &Picture) -> Vec<BTreeMap<String, String>> {
    let text = drawn(picture, Format::Csv);
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().expect("well-formed")
}

fn editions(framework: &str) -> (Succession, Picture) {
    let found = succession(&built_in().snapshot, framework).expect("a framework");
    let picture = render::picture(Subject::Bump(&found), Options::default()).value;
    (found, picture)
}

#[test]
fn every_row_of_succession_is_in_the_table_and_every_item_is_accounted_for() {
    for framework in ["owasp-llm", "mitre-atlas"] {
        let (found, picture) = editions(framework);
        let rows = rows(&picture);
        assert_eq!(rows.iter().filter(|row| row["kind"] != "new").count(), found.moves.len());
        for (edition, of) in found.editions.iter().enumerate().skip(1) {
            for (place, item) in of.items.iter().enumerate() {
                let carried = found.moves.iter().any(|found| {
                    found.to == Some((edition, place))
                        && !matches!(found.kind, SuccessionKind::Absorbed | SuccessionKind::Dropped)
                });
                let is_new = |row: &&BTreeMap<String, String>| {
                    row["kind"] == "new" && row["to"] == item.notation && row["to_edition"] == of.version
                };
                assert_eq!(rows.iter().filter(is_new).count(), usize::from(!carried), "{} {}", of.id, item.notation);
            }
        }
    }
}

#[test]
fn the_finding_says_how_many_codes_mean_what_they_meant() {
    let (found, picture) = editions("owasp-llm");
    assert_eq!(
        found.editions.iter().map(|of| of.id.as_str()).collect::<Vec<_>>(),
        ["owasp-llm-1.1", "owasp-llm-2025", "owasp-llm-2026"]
    );
    let title = picture.title();
    assert!(
        title.starts_with("OWASP Top 10 for LLM Applications, 2025 to 2026: 1 of 10 codes means what it meant"),
        "{title}"
    );
    assert!(title.contains("8 have another number"), "{title}");
    let rows = rows(&picture);
    let row = rows.iter().find(|row| row["from"] == "LLM06:2025").expect("Excessive Agency");
    assert_eq!((&*row["to"], &*row["kind"], &*row["places"]), ("LLM03:2026", "renumbered", "up 3"));
}

#[test]
fn a_large_framework_shows_what_changed_and_counts_the_rest() {
    let (found, picture) = editions("mitre-atlas");
    let svg = drawn(&picture, Format::Svg);
    let drawn = svg.matches("<g id=\"i").count();
    let all: usize = found.editions.iter().map(|of| of.items.len()).sum();
    assert!(drawn > 0 && drawn < all);
    let subtitle = picture.subtitle();
    // One that both editions have is one.
    let codes: BTreeSet<&str> =
        found.editions.iter().flat_map(|of| of.items.iter().map(|item| item.notation.as_str())).collect();
    let left = codes.iter().filter(|code| !svg.contains(&format!(">{code}<"))).count();
    assert_eq!(2 * left, all - drawn);
    let hidden = format!("{left} items that stayed as they were are not drawn");
    assert!(subtitle.contains(&hidden), "{subtitle}");
}

#[test]
fn an_item_that_changes_later_is_not_among_those_that_stayed() {
    const ITEMS: usize = 70;
    let (mut found, _) = editions("owasp-llm");
    let template = found.editions[0].items[0].clone();
    for edition in &mut found.editions {
        let item = |place: usize| SuccessionItem {
            iri: format!("https://example.org/{}/X{place}", edition.id),
            notation: format!("X{place}"),
            label: format!("Item {place}"),
            ..template.clone()
        };
        edition.items = (0..ITEMS).map(item).collect();
    }
    let kept = found.moves[0].clone();
    let step = |edition: usize, place: usize| {
        let kind = if (edition, place) == (1, 0) { SuccessionKind::Widened } else { SuccessionKind::Unchanged };
        Move { from: (edition, place), to: Some((edition + 1, place)), kind, ..kept.clone() }
    };
    found.moves = (0..2).flat_map(|edition| (0..ITEMS).map(move |place| step(edition, place))).collect();
    let picture = render::picture(Subject::Bump(&found), Options::default()).value;
    let left = format!("{} items that stayed as they were are not drawn", ITEMS - 1);
    assert!(picture.subtitle().contains(&left), "{}", picture.subtitle());
}

#[test]
fn changes_are_legible_and_explained_at_any_size_and_width() {
    for (index, overview) in every_size().iter().enumerate() {
        for px in [800, 1200, 2400] {
            let options = Options { width: Width::new(px).expect("a width"), ..Options::default() };
            for view in [View::Bump, View::Diff, View::Stack, View::Lifecycle] {
                let svg = drawn(&picture(view, overview, options).value, Format::Svg);
                assert_fits(&svg, &format!("{view:?} {index} {px}"));
                assert_explained(&svg, false, &format!("{view:?} {index} {px}"));
            }
        }
    }
}

#[test]
fn from_one_stack_to_another_gains_what_only_the_other_addresses() {
    let snapshot = &built_in().snapshot;
    let team = |names: &[&str]| {
        let entry = |text: &&str| StackEntry {
            text: (*text).to_owned(),
            status: StackStatus::InUse,
            place: StackPlace::CommandLine,
        };
        let written = WrittenStack { entries: names.iter().map(entry).collect(), ..WrittenStack::default() };
        stack(snapshot, &written).expect("the tools are there")
    };
    let stacks = [team(&["garak", "Presidio"]), team(&["garak", "ModelScan"])];
    for role in [RoleChoice::Any, RoleChoice::Only(RoleGroup::Protected)] {
        let selection = Selection { role, ..Selection::by_default("") };
        let sides = stacks
            .each_ref()
            .map(|stack| Overview::without_items(snapshot, &Selection { tools: stack.in_use(), ..selection.clone() }));
        let subject = Subject::Diff([("a", &sides[0]), ("b", &sides[1])]);
        let picture = render::picture(subject, Options::default()).value;
        let compared = compare_stacks(snapshot, [&stacks[0], &stacks[1]], &selection).expect("risks");
        let rows = rows(&picture);
        let count = |change: &str| rows.iter().filter(|row| row["kind"] == "risk" && row["change"] == change).count();
        assert_eq!(count("gained"), compared.on(Side::OnlySecond).count());
        assert_eq!(count("lost"), compared.on(Side::OnlyFirst).count());
        let tools = |change: &str| -> Vec<&str> {
            let tools = rows.iter().filter(|row| row["kind"] == "tool" && row["change"] == change);
            tools.map(|row| row["name"].as_str()).collect()
        };
        assert_eq!((tools("added"), tools("removed")), (vec!["ModelScan"], vec!["Presidio"]));
    }
}

#[test]
fn the_same_on_both_sides_is_no_change() {
    let same = overview();
    let picture = render::picture(Subject::Diff([("a.md", &same), ("b.md", &same)]), Options::default()).value;
    assert_eq!(picture.title(), "From a.md to b.md: no risk gains or loses a tool");
    assert!(rows(&picture).iter().all(|row| row["kind"] == "risk" && row["change"] == "same"));
}

#[test]
fn a_risk_of_one_side_only_is_new_or_gone() {
    let (old, new) = (before(&overview()), overview());
    let picture = render::picture(Subject::Diff([("old", &old), ("new", &new)]), Options::default()).value;
    let title = picture.title();
    assert!(title.ends_with("1 risk is new, 1 risk is gone"), "{title}");
    let rows = rows(&picture);
    let of = |change: &str| rows.iter().filter(|row| row["kind"] == "risk" && row["change"] == change).count();
    assert_eq!((of("added"), of("removed")), (1, 1));
    assert_eq!(rows.iter().filter(|row| row["kind"] == "risk").count(), 35, "the risks of both sides");
}
