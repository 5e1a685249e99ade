//! States, denominators and answers that would embarrass, over everything the built-in graph says.

use super::built_in::{Triples, built_in, local, triples};
use aisec_graph::coverage::{
    EditionCoverage, Evidence, RoleChoice, RoleGroup, Selection, State, UnitCounts, by_edition, editions,
};
use std::collections::{BTreeMap, BTreeSet};

const COUNTED: [&str; 3] = ["aisec:Threat", "aisec:Control", "aisec:Outcome"];

fn is_counted(graph: &Triples, item: &str) -> bool {
    COUNTED.iter().any(|class| graph.has(item, "rdf:type", class)) && !graph.has(item, "aisec:status", "retired")
}

fn default_selection(edition: &str) -> Selection {
    Selection::by_default(edition)
}

/// Coverage nodes that count by default and are of a tool.
fn best_coverage(graph: &Triples) -> impl Iterator<Item = &str> {
    graph
        .subjects("aisec:evidence", "aisec:Best")
        .filter(|node| graph.object(node, "aisec:by").is_some_and(|by| graph.has(by, "rdf:type", "aisec:Tool")))
}

#[test]
fn every_counted_item_in_force_has_one_state_and_nothing_else_has_any() {
    let graph = triples();
    let (mut with, mut retired) = (0, 0);
    for item in graph.of_class("aisec:Item") {
        let states: Vec<&str> = graph.objects(item, "aisec:state").collect();
        if is_counted(graph, item) {
            assert_eq!(states.len(), 1, "{item} has {states:?}");
            assert!(graph.has(states[0], "rdf:type", "aisec:State"), "{} is no state", states[0]);
            with += 1;
        } else {
            assert!(states.is_empty(), "{item} has {states:?}");
            retired += usize::from(graph.has(item, "aisec:status", "retired"));
        }
    }
    let subjects = graph.all_subjects().filter(|subject| graph.object(subject, "aisec:state").is_some()).count();
    assert_eq!(subjects, with, "something that is no item has a state");
    assert!(with > 700 && retired >= 4, "{with} with a state, {retired} retired");
}

#[test]
fn the_derived_state_is_the_computed_one_in_every_edition() {
    let graph = triples();
    let word = |state: State| state.name().split(' ').map(capitalized).collect::<String>();
    let mut compared = 0;
    for edition in editions(&built_in().snapshot) {
        let coverage = by_edition(&built_in().snapshot, &default_selection(&edition.id)).expect("it was just listed");
        for item in &coverage.items {
            let derived = graph.object(&item.item.iri, "aisec:state").and_then(|state| state.rsplit('#').next());
            assert_eq!(derived, Some(word(item.item.state).as_str()), "{}", item.item.iri);
            compared += 1;
        }
    }
    assert!(compared > 700, "{compared} compared");
}

#[test]
fn evidence_that_cannot_be_in_a_role_counts_nowhere_and_the_other_does_somewhere() {
    // Of the best, labels count only of what nobody reviewed, which need not be any.
    for evidence in [Evidence::Reviewed, Evidence::Listed] {
        for role in RoleChoice::ALL {
            let addressed = |edition: &str| {
                let selection = Selection { evidence, role, ..Selection::by_default(edition) };
                let coverage = by_edition(&built_in().snapshot, &selection).expect("it was just listed");
                coverage.units.iter().map(UnitCounts::addressed).sum::<usize>()
            };
            let all: usize = editions(&built_in().snapshot).iter().map(|edition| addressed(&edition.id)).sum();
            assert_eq!(all > 0, evidence.can_be(role), "{} {}", evidence.name(), role.name());
        }
    }
}

fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

#[test]
fn a_narrower_selection_never_addresses_more_and_keeps_the_denominator() {
    let snapshot = &built_in().snapshot;
    let addressed = |coverage: &EditionCoverage| -> BTreeSet<String> {
        let states = [State::Covered, State::PartlyCovered, State::Supported, State::Implemented];
        let items = coverage.items.iter().filter(|item| states.contains(&item.item.state));
        items.map(|item| item.item.iri.clone()).collect()
    };
    for edition in editions(snapshot) {
        let of = |evidence, role| {
            by_edition(snapshot, &Selection { evidence, role, ..Selection::by_default(&edition.id) })
                .expect("it was just listed")
        };
        for (evidence, _) in Evidence::ALL {
            let any = of(evidence, RoleChoice::Any);
            let mut of_all_groups = BTreeSet::new();
            for (group, name) in RoleGroup::ALL {
                let narrower = of(evidence, RoleChoice::Only(group));
                let counts = |coverage: &EditionCoverage| -> Vec<_> {
                    coverage.units.iter().map(|counts| (counts.unit, counts.of)).collect()
                };
                assert_eq!(counts(&narrower), counts(&any), "{} {name}", edition.id);
                assert!(addressed(&narrower).is_subset(&addressed(&any)), "{} {name}", edition.id);
                of_all_groups.extend(addressed(&narrower));
            }
            assert_eq!(of_all_groups, addressed(&any), "{} {evidence:?}", edition.id);
        }
    }
}

#[test]
fn denominators_are_the_leaves_in_force_of_each_class() {
    let graph = triples();
    for edition in editions(&built_in().snapshot) {
        let coverage = by_edition(&built_in().snapshot, &default_selection(&edition.id)).expect("it was just listed");
        let scheme = graph
            .of_class("aisec:Edition")
            .find(|iri| graph.has(iri, "skos:notation", &edition.id))
            .expect("it was just listed");
        let in_force: BTreeSet<&str> =
            graph.subjects("skos:inScheme", scheme).filter(|item| is_counted(graph, item)).collect();
        for (class, unit) in COUNTED.into_iter().zip(["threats", "controls", "outcomes"]) {
            let of_class: BTreeSet<&str> =
                in_force.iter().filter(|item| graph.has(item, "rdf:type", class)).copied().collect();
            let parents: BTreeSet<&str> =
                of_class.iter().flat_map(|item| graph.objects(item, "skos:broader")).collect();
            let leaves: BTreeSet<&str> = of_class.difference(&parents).copied().collect();
            let counted = coverage.units.iter().find(|counts| counts.unit == unit);
            assert_eq!(counted.map_or(0, |counts| counts.of), leaves.len(), "{} {unit}", edition.id);
            let items: BTreeSet<&str> =
                coverage.items.iter().filter(|item| item.unit == unit).map(|item| item.item.iri.as_str()).collect();
            assert_eq!(items, leaves, "{} {unit}", edition.id);
            if let Some(counts) = counted {
                assert_eq!(counts.states.iter().map(|(_, count)| count).sum::<usize>(), counts.of, "{}", edition.id);
            }
        }
        assert_eq!(coverage.items.len(), coverage.units.iter().map(|counts| counts.of).sum::<usize>());
    }
}

#[test]
fn atlas_2026_09_has_208_techniques_in_force_of_which_the_leaves_are_counted() {
    let graph = triples();
    let threats: Vec<&str> = graph
        .subjects("skos:inScheme", "id:mitre-atlas-2026.09")
        .filter(|item| graph.has(item, "rdf:type", "aisec:Threat"))
        .collect();
    let retired = threats.iter().filter(|item| graph.has(item, "aisec:status", "retired")).count();
    assert_eq!((threats.len() - retired, retired), (208, 4));
    let coverage = by_edition(&built_in().snapshot, &default_selection("mitre-atlas")).expect("it is embedded");
    assert_eq!(coverage.edition, "mitre-atlas-2026.09");
    let parents = threats.iter().flat_map(|item| graph.objects(item, "skos:broader"));
    let parents: BTreeSet<&str> = parents.filter(|parent| threats.contains(parent)).collect();
    let threats = coverage.units.iter().find(|counts| counts.unit == "threats").expect("it has threats");
    assert_eq!(threats.of, 208 - parents.len());
}

#[test]
fn what_a_review_denies_is_never_covered() {
    let graph = triples();
    let mut denials = 0;
    for claim in graph.of_class("aisec:Claim").filter(|claim| graph.has(claim, "aisec:polarity", "denies")) {
        let resource = graph.object(claim, "aisec:claimSubject").expect("a claim has a subject");
        let thing = graph.object(claim, "aisec:claimObject").expect("a claim has an object");
        denials += 1;
        for node in graph.subjects("aisec:of", thing).filter(|node| graph.has(node, "aisec:by", resource)) {
            let evidence: Vec<&str> = graph.objects(node, "aisec:evidence").collect();
            assert!(!graph.has(node, "aisec:evidence", "aisec:Best"), "{node} counts against {claim}: {evidence:?}");
            assert!(!graph.has(node, "aisec:evidence", "aisec:Reviewed"), "{node} against {claim}");
        }
    }
    assert!(denials > 100, "{denials} denials");
}

#[test]
fn labels_count_only_for_resources_nobody_reviewed_and_never_as_full_cover() {
    let graph = triples();
    let reviewed: BTreeSet<&str> =
        graph.of_class("aisec:Claim").filter_map(|claim| graph.object(claim, "aisec:claimSubject")).collect();
    let mut labels = 0;
    for node in graph.subjects("aisec:evidence", "aisec:Listed") {
        let by = graph.object(node, "aisec:by").expect("coverage is by something");
        labels += 1;
        assert!(!graph.has(node, "aisec:grade", "aisec:Covers"), "{node} covers by a label");
        assert!(graph.has(node, "aisec:roleGroup", "aisec:Unstated"), "{node} has a role");
        assert_eq!(graph.has(node, "aisec:evidence", "aisec:Best"), !reviewed.contains(by), "{node}");
    }
    assert!(labels > 100, "{labels} labels");
}

/// Assertions of a claim that the coverage node may rest on: of the same resource and role group.
fn asserting_claims<'g>(graph: &'g Triples, resource: &'g str, group: &'g str) -> impl Iterator<Item = &'g str> {
    graph
        .subjects("aisec:claimSubject", resource)
        .filter(|claim| graph.has(claim, "aisec:polarity", "asserts"))
        .filter(move |claim| graph.objects(claim, "aisec:role").any(|role| graph.has(role, "aisec:inRoleGroup", group)))
}

#[test]
fn a_role_group_holds_only_what_a_claim_in_that_role_says() {
    let graph = triples();
    let mut seen = BTreeMap::<&str, usize>::new();
    for node in
        graph.subjects("aisec:evidence", "aisec:Reviewed").filter(|node| graph.has(node, "rdf:type", "aisec:Coverage"))
    {
        let by = graph.object(node, "aisec:by").expect("coverage is by something");
        let of = graph.object(node, "aisec:of").expect("coverage is of something");
        let group = graph.object(node, "aisec:roleGroup").expect("coverage has a role group");
        *seen.entry(group).or_default() += 1;
        let says = asserting_claims(graph, by, group).any(|claim| {
            let object = graph.object(claim, "aisec:claimObject").expect("a claim has an object");
            let mut mappings = graph.subjects("owl:annotatedSource", object);
            object == of || mappings.any(|mapping| graph.has(mapping, "owl:annotatedTarget", of))
        });
        assert!(says, "no claim puts {node} into {group}");
    }
    assert!(seen.len() >= 2, "{seen:?}");
}

#[test]
fn attack_code_never_protects() {
    let graph = triples();
    let attack_only = |resource: &str| {
        let roles: BTreeSet<&str> = graph
            .subjects("aisec:claimSubject", resource)
            .filter(|claim| graph.has(claim, "aisec:polarity", "asserts"))
            .flat_map(|claim| graph.objects(claim, "aisec:role"))
            .filter_map(|role| role.rsplit('#').next())
            .collect();
        !roles.is_empty() && roles.iter().all(|role| ["Tests", "Demonstrates"].contains(role))
    };
    let attackers: Vec<&str> = graph.of_class("aisec:Tool").filter(|tool| attack_only(tool)).collect();
    assert!(attackers.len() >= 5, "{attackers:?}");
    for tool in attackers {
        for node in graph.subjects("aisec:by", tool) {
            assert!(!graph.has(node, "aisec:roleGroup", "aisec:Protected"), "{node}");
        }
    }
}

/// Highest rank that a mapping predicate lets through, and of a grade.
fn rank(graph: &Triples, grade: &str) -> u32 {
    graph
        .object(grade, "aisec:rank")
        .and_then(|rank| rank.parse().ok())
        .unwrap_or_else(|| panic!("{grade} has no rank"))
}

#[test]
fn no_grade_exceeds_what_its_premises_let_through() {
    let graph = triples();
    let mut checked = 0;
    for node in graph.subjects("rdf:type", "aisec:Coverage") {
        let Some(grade) = graph.object(node, "aisec:grade").filter(|grade| graph.object(grade, "aisec:rank").is_some())
        else {
            continue;
        };
        let of = graph.object(node, "aisec:of").expect("coverage is of something");
        let premises: Vec<&str> = graph.objects(node, "prov:wasDerivedFrom").collect();
        let allowed = premises.iter().filter_map(|premise| {
            if graph.has(premise, "rdf:type", "aisec:Claim") && graph.has(premise, "aisec:claimObject", of) {
                return Some(if graph.has(premise, "aisec:extent", "full") { 3 } else { 2 });
            }
            if graph.has(premise, "rdf:type", "aisec:Listing") {
                return Some(2);
            }
            let predicate = graph.object(premise, "owl:annotatedProperty")?;
            let source = graph.object(premise, "owl:annotatedSource")?;
            let had = premises.iter().filter(|other| graph.has(other, "aisec:of", source));
            let had =
                had.filter_map(|other| graph.object(other, "aisec:grade")).map(|grade| rank(graph, grade)).max()?;
            Some(had.min(rank(graph, graph.object(predicate, "aisec:letsThrough")?)))
        });
        assert_eq!(Some(rank(graph, grade)), allowed.max(), "{node}");
        checked += 1;
    }
    assert!(checked > 500, "{checked} checked");
}

#[test]
fn an_item_reached_only_by_a_related_or_narrow_match_is_touched() {
    let graph = triples();
    let mut only_related = 0;
    for item in graph.of_class("aisec:Threat").filter(|item| is_counted(graph, item)) {
        let Some(concept) = graph.object(item, "aisec:concept") else { continue };
        let nodes: BTreeSet<&str> = best_coverage(graph).filter(|node| graph.has(node, "aisec:of", concept)).collect();
        let grades: BTreeSet<&str> = nodes.iter().filter_map(|node| graph.object(node, "aisec:grade")).collect();
        let state = graph.object(item, "aisec:state").and_then(|state| state.rsplit('#').next());
        if grades.iter().all(|grade| grade.ends_with("#RelatesTo")) && !grades.is_empty() {
            assert!(matches!(state, Some("Touched" | "OutOfScope")), "{item} is {state:?}");
            only_related += 1;
        }
        if state == Some("Gap") {
            assert!(grades.is_empty(), "{item} is a gap and reached with {grades:?}");
            let assessed = graph.objects(item, "aisec:assessedBy").any(|row| {
                let exact_enough = ["skos:exactMatch", "skos:closeMatch", "skos:broadMatch"];
                exact_enough.iter().any(|predicate| graph.has(row, "owl:annotatedProperty", predicate))
                    || graph.has(row, "rdf:type", "aisec:ScopeRow")
            });
            assert!(assessed, "{item} is a gap that nobody assessed");
        }
    }
    assert!(only_related >= 3, "{only_related} items");
}

/// Texts in which sources say what a tool is: names and descriptions of its listings.
fn words(graph: &Triples, tool: &str) -> String {
    let listings = graph.subjects("aisec:lists", tool);
    let descriptions = listings.flat_map(|listing| graph.objects(listing, "schema:description"));
    let names = graph.objects(tool, "schema:name");
    names.chain(descriptions).collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Tools whose texts say one of `is` and none of `is_not`, and items whose labels say one of `of`: none of the
/// tools covers or partly covers one of the items.
fn assert_apart(is: &[&str], is_not: &[&str], of: &[&str], groups: &[&str]) {
    let graph = triples();
    let says = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    let tools: BTreeSet<&str> = graph
        .of_class("aisec:Tool")
        .filter(|tool| says(&words(graph, tool), is) && !says(&words(graph, tool), is_not))
        .collect();
    let things: BTreeSet<&str> = graph
        .of_class("aisec:Threat")
        .filter(|item| says(&graph.label(item).to_lowercase(), of))
        .flat_map(|item| graph.objects(item, "aisec:concept"))
        .collect();
    assert!(tools.len() >= 2 && things.len() >= 2, "{tools:?} {things:?}");
    for node in best_coverage(graph) {
        let (by, of) = (graph.object(node, "aisec:by"), graph.object(node, "aisec:of"));
        let (Some(by), Some(of)) = (by, of) else { continue };
        let graded = graph.object(node, "aisec:grade").is_some_and(|grade| !grade.ends_with("#RelatesTo"));
        let group = graph.object(node, "aisec:roleGroup").and_then(|group| group.rsplit('#').next());
        let in_group = groups.is_empty() || group.is_some_and(|group| groups.contains(&group));
        let embarrassing = tools.contains(by) && things.contains(of) && graded && in_group;
        assert!(!embarrassing, "{} addresses {} {}: {node}", graph.label(by), local(of), graph.label(of));
    }
}

#[test]
fn a_bias_tool_does_not_cover_jailbreaks_or_injections() {
    assert_apart(&["fairness", "bias"], &["jailbreak", "injection", "hallucination"], &["jailbreak", "injection"], &[]);
}

#[test]
fn a_guardrail_does_not_cover_backdoors_or_poisoning() {
    assert_apart(
        &["guard", "rails", "firewall", "filter"],
        &["trains", "training", "backdoor", "poison", "red-teaming"],
        &["backdoor", "poison"],
        &[],
    );
}

#[test]
fn a_tool_that_runs_attacks_protects_from_none() {
    assert_apart(
        &["runs gradient-based", "fuzzes", "attacks an ", "copies a black-box", "membership inference attacks on"],
        &["defence", "defense"],
        &["evasion", "evade", "injection", "theft", "extraction", "inference", "jailbreak"],
        &["Protected"],
    );
}
