//! Stacks: the smallest choices against brute force, and what a stack is said to address against the whole catalog.

use super::built_in::built_in;
use aisec_graph::catalog::{StackEntry, StackPlace, StackStatus, WrittenStack};
use aisec_graph::coverage::set_cover::{Bits, Choice, Problem, choose};
use aisec_graph::coverage::{
    Grade, Overview, Recommendation, RoleChoice, RoleGroup, Selection, Stack, Standing, State, Wish, by_edition,
    overview, recommend, replay, stack, stack_coverage, tool_of_package,
};
use std::collections::BTreeSet;

/// Numbers that look random and are the same on every machine (xorshift64*).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap() % bound
    }

    fn problem(&mut self) -> Problem {
        let targets = 1 + self.below(9);
        let density = 2 + self.below(4);
        let sets: Vec<Bits> = (0..=self.below(9))
            .map(|_| {
                let members: Vec<usize> = (0..targets).filter(|_| self.below(density) == 0).collect();
                Bits::of(targets, members)
            })
            .collect();
        let forced: Vec<usize> = (0..sets.len()).filter(|_| self.below(8) == 0).collect();
        let most = (self.below(2) == 0).then(|| forced.len() + self.below(4));
        Problem { targets, sets, forced, most, nodes: 100_000 }
    }
}

fn covered(problem: &Problem, chosen: impl IntoIterator<Item = usize>) -> usize {
    let all: BTreeSet<usize> = chosen.into_iter().flat_map(|set| problem.sets[set].members()).collect();
    all.len()
}

/// The most that can be covered, and by how few.
fn by_brute_force(problem: &Problem) -> (usize, usize) {
    let number = problem.sets.len();
    let choices = (0_usize..1 << number).map(|mask| (0..number).filter(|set| mask >> set & 1 == 1).collect::<Vec<_>>());
    let allowed = choices.filter(|choice| {
        problem.forced.iter().all(|set| choice.contains(set)) && problem.most.is_none_or(|most| choice.len() <= most)
    });
    let best = allowed.map(|choice| (covered(problem, choice.iter().copied()), number - choice.len())).max().unwrap();
    (best.0, number - best.1)
}

#[test]
fn the_smallest_choice_is_that_of_brute_force() {
    let mut random = Random(42);
    let (mut limited, mut unreachable) = (0, 0);
    for number in 0..6000 {
        let problem = random.problem();
        let (most, fewest) = by_brute_force(&problem);
        let choice = choose(&problem);
        assert!(choice.is_proven(), "{number}: {problem:?} {choice:?}");
        assert_eq!((choice.covered, choice.chosen.len()), (most, fewest), "{number}: {problem:?} {choice:?}");
        assert_eq!(covered(&problem, choice.chosen.iter().copied()), most, "{number}: {problem:?} {choice:?}");
        assert!(problem.forced.iter().all(|set| choice.chosen.contains(set)), "{number}: {choice:?}");
        limited += usize::from(problem.most.is_some_and(|most| choice.chosen.len() == most));
        unreachable += usize::from(most < problem.targets);
    }
    assert!(limited > 500 && unreachable > 500, "{limited} reach their limit, {unreachable} leave something open");
}

/// Many sets of the same size that overlap: no reduction helps.
fn hard(nodes: u64, most: Option<usize>) -> (Problem, Choice) {
    let mut random = Random(7);
    let sets = (0..240).map(|_| Bits::of(120, (0..6).map(|_| random.below(120)).collect::<Vec<_>>())).collect();
    let problem = Problem { targets: 120, sets, forced: vec![], most, nodes };
    let choice = choose(&problem);
    (problem, choice)
}

#[test]
fn a_hard_problem_ends_with_its_nodes_and_says_how_far_it_may_be_off() {
    for most in [None, Some(12)] {
        let (problem, choice) = hard(200, most);
        assert!(choice.nodes <= 210, "{} nodes", choice.nodes);
        assert!(!choice.is_proven(), "{choice:?}");
        assert!(choice.fewest <= choice.chosen.len() && choice.ceiling >= choice.covered, "{choice:?}");
        assert_eq!(covered(&problem, choice.chosen.iter().copied()), choice.covered);
        assert!(most.is_none_or(|most| choice.chosen.len() <= most), "{choice:?}");
    }
    let everything = covered(&hard(1, None).0, 0..240);
    assert_eq!(hard(200, None).1.covered, everything, "without a limit everything is covered");
    assert_eq!(hard(200, None).1, hard(200, None).1, "the same problem has the same answer");
}

#[test]
fn equal_sets_count_as_the_first_of_them() {
    let set = |members: &[usize]| Bits::of(70, members.iter().copied());
    let sets = vec![set(&[0]), set(&[1, 69]), set(&[1, 69]), set(&[0])];
    let choice = choose(&Problem { targets: 70, sets, forced: vec![], most: None, nodes: 10 });
    assert_eq!(choice.chosen, [0, 1]);
}

fn stack_of(entries: &[(&str, StackStatus)]) -> Stack {
    let entry = |(text, status): &(&str, StackStatus)| StackEntry {
        text: (*text).to_owned(),
        status: *status,
        place: StackPlace::CommandLine,
    };
    let written = WrittenStack { entries: entries.iter().map(entry).collect(), ..WrittenStack::default() };
    stack(&built_in().snapshot, &written).expect("the tools are there")
}

fn wish(edition: &str, role: RoleChoice) -> Wish {
    let selection = Selection { role, ..Selection::by_default(edition) };
    Wish { selection, grade: Grade::PartlyCovers, most: None, licence: None, nodes: 50_000 }
}

#[test]
fn a_stack_of_all_tools_addresses_what_the_catalog_does() {
    let snapshot = &built_in().snapshot;
    let selection = Selection::by_default("mitre-atlas");
    let whole = overview(snapshot, &selection).expect("the edition is there");
    let all: Vec<(&str, StackStatus)> =
        whole.tools.iter().map(|tool| (tool.iri.as_str(), StackStatus::InUse)).collect();
    let tools = stack_of(&all).in_use();
    let of_stack = overview(snapshot, &Selection { tools, ..selection.clone() }).expect("the edition is there");
    assert_eq!(of_stack.items, whole.items);
    assert_eq!(of_stack.addressing, whole.addressing);
    let none = Selection { tools: stack_of(&[]).in_use(), ..selection.clone() };
    let counts = by_edition(snapshot, &none).expect("the edition is there");
    assert!(counts.units.iter().all(|unit| unit.addressed() == 0), "{counts:?}");
    assert!(counts.items.iter().any(|item| item.item.state == State::Gap), "what is assessed is a gap");
}

#[test]
fn own_and_further_tools_make_up_the_catalog() {
    let snapshot = &built_in().snapshot;
    let stack = stack_of(&[("garak", StackStatus::InUse), ("LLM Guard", StackStatus::InUse)]);
    let role = RoleChoice::Only(RoleGroup::Protected);
    let selection = Selection { role, ..Selection::by_default("owasp-llm") };
    let found = stack_coverage(snapshot, &stack, &selection).expect("the edition is there");
    let whole = by_edition(snapshot, &selection).expect("the edition is there");
    assert_eq!(found.items.len(), whole.items.len());
    for (target, item) in found.items.iter().zip(&whole.items) {
        let both = target.own_in(role).len() + target.further_in(role).len();
        assert_eq!(both, item.tools.get(&RoleGroup::Protected).copied().unwrap_or_default(), "{}", item.item.iri);
        assert_eq!(target.is_reachable(role), both > 0);
    }
    assert!(found.items.iter().any(|target| !target.own_in(role).is_empty()), "LLM Guard protects");
    let [garak] = found.otherwise.as_slice() else { panic!("{:?}", found.otherwise) };
    assert_eq!((garak.tool.as_str(), garak.groups.contains(RoleGroup::Exercised)), ("garak", true));
}

/// How many risks tools of a recommendation address together.
fn closed(whole: &Overview, found: &Recommendation, tools: &BTreeSet<usize>) -> usize {
    let iris: BTreeSet<&str> = tools.iter().map(|tool| found.tools[*tool].iri.as_str()).collect();
    let links = whole.addressing.iter().filter(|link| iris.contains(whole.tools[link.tool].iri.as_str()));
    links.map(|link| link.risk).collect::<BTreeSet<_>>().len()
}

#[test]
fn every_recommended_tool_is_needed_and_may_be_swapped_as_said() {
    let snapshot = &built_in().snapshot;
    for role in [RoleChoice::Any, RoleChoice::Only(RoleGroup::Protected), RoleChoice::Only(RoleGroup::Exercised)] {
        let found = recommend(snapshot, &stack_of(&[]), &wish("", role)).expect("there are risks");
        let whole = Overview::without_items(snapshot, &found.wish.selection);
        let chosen: BTreeSet<usize> = found.chosen.iter().map(|chosen| chosen.tool).collect();
        let all = closed(&whole, &found, &chosen);
        assert!(found.choice.is_proven() && !chosen.is_empty());
        assert_eq!(all, found.closed_after(), "{role:?}");
        assert_eq!(found.chosen.last().map(|last| last.total), Some(all));
        for tool in &found.chosen {
            let without: BTreeSet<usize> = chosen.iter().copied().filter(|&other| other != tool.tool).collect();
            assert_eq!(all - closed(&whole, &found, &without), tool.only.len(), "{role:?} {tool:?}");
            assert!(!tool.only.is_empty(), "{role:?} {tool:?}");
            for &other in &tool.instead {
                let swapped = without.iter().copied().chain([other]).collect();
                assert_eq!(closed(&whole, &found, &swapped), all, "{role:?} {tool:?}");
            }
        }
    }
}

#[test]
fn what_must_be_there_is_and_what_may_not_is_not() {
    let snapshot = &built_in().snapshot;
    let protected = wish("", RoleChoice::Only(RoleGroup::Protected));
    let free = recommend(snapshot, &stack_of(&[]), &protected).expect("there are risks");
    let first = free.tools[free.chosen[0].tool].iri.clone();
    let stack = stack_of(&[(&first, StackStatus::Never), ("garak", StackStatus::Must)]);
    let bound = recommend(snapshot, &stack, &protected).expect("there are risks");
    let iris: Vec<&str> = bound.chosen.iter().map(|chosen| bound.tools[chosen.tool].iri.as_str()).collect();
    assert!(!iris.contains(&first.as_str()));
    assert!(bound.chosen.iter().any(|chosen| chosen.is_must && bound.tool_name(chosen.tool) == "garak"));
    let limited = recommend(snapshot, &stack, &Wish { most: Some(2), ..protected }).expect("there are risks");
    assert_eq!(limited.chosen.len(), 2);
    assert!(limited.targets.iter().any(|(_, standing)| matches!(standing, Standing::Open(_))));
}

#[test]
fn a_package_is_found_however_its_url_is_written() {
    let snapshot = &built_in().snapshot;
    for package in ["pkg:pypi/llm-guard", "pkg:pypi/LLM_Guard@0.3.15", "pkg:pypi/llm.guard@1?extension=whl#a/b"] {
        let (_, name) = tool_of_package(snapshot, package).expect(package);
        assert_eq!(name, "LLM Guard", "{package}");
    }
    assert_eq!(tool_of_package(snapshot, "pkg:npm/llm-guard"), None);
}

#[test]
fn a_replay_has_the_steps_in_order_and_breaks_where_the_stack_protects() {
    let snapshot = &built_in().snapshot;
    let selection = wish("", RoleChoice::Only(RoleGroup::Protected)).selection;
    let stack = stack_of(&[("LLM Guard", StackStatus::InUse)]);
    let found = replay(snapshot, "AML.CS0020", &stack, &selection).expect("the case study is there");
    assert_eq!(found.steps.iter().map(|step| step.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let first = found.breaks_at().expect("LLM Guard stands against prompt injection");
    assert!(found.steps.iter().take_while(|step| step.number < first.number).all(|step| step.own.is_empty()));
    let attack = stack_of(&[("garak", StackStatus::InUse)]);
    let found = replay(snapshot, "AML.CS0020", &attack, &selection).expect("the case study is there");
    assert_eq!(found.breaks_at(), None, "what only tests breaks no chain");
}
