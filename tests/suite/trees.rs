//! Editions as trees: every counted leaf once, with the state and tools that coverage counts.

use super::built_in::built_in;
use aisec_graph::coverage::{
    Aggregate, EditionTree, ItemClass, RoleChoice, RoleGroup, Selection, State, TreeNode, by_edition, editions, tree,
};
use std::collections::{BTreeMap, BTreeSet};

fn trees(role: RoleChoice) -> Vec<(EditionTree, Selection)> {
    let snapshot = &built_in().snapshot;
    let of = |id: &str| {
        let selection = Selection { role, ..Selection::by_default(id) };
        (tree(snapshot, &selection).expect("it was just listed"), selection)
    };
    editions(snapshot).iter().map(|edition| of(&edition.id)).collect()
}

fn atlas() -> EditionTree {
    tree(&built_in().snapshot, &Selection::by_default("mitre-atlas-2026.09")).expect("a built-in edition")
}

#[test]
fn the_leaves_of_a_tree_are_what_coverage_counts() {
    for role in [RoleChoice::Any, RoleChoice::Only(RoleGroup::Protected)] {
        for (tree, selection) in trees(role) {
            let coverage = by_edition(&built_in().snapshot, &selection).expect("it was just listed");
            let tools = |tools: &BTreeMap<RoleGroup, usize>| tools.iter().map(|(g, n)| (*g, *n)).collect::<Vec<_>>();
            let counted: BTreeSet<_> = coverage
                .items
                .iter()
                .map(|item| (item.item.iri.clone(), item.unit, item.item.state, tools(&item.tools)))
                .collect();
            let leaves: Vec<_> = tree
                .nodes
                .iter()
                .filter_map(|node| {
                    let of_groups = node.tools.iter().map(|(group, tools)| (*group, tools.len())).collect();
                    Some((node.iri.clone(), node.unit?, node.state?, tools(&of_groups)))
                })
                .collect();
            assert_eq!(leaves.len(), counted.len(), "{}: each leaf once", tree.edition);
            assert_eq!(leaves.into_iter().collect::<BTreeSet<_>>(), counted, "{}", tree.edition);
            assert_eq!(tree.counts, coverage.units, "{}", tree.edition);
            let same = |node: &TreeNode| node.children.iter().any(|&child| tree.nodes[child].class == node.class);
            assert!(tree.nodes.iter().all(|node| node.unit.is_none() || !same(node)), "{}", tree.edition);
        }
    }
}

#[test]
fn parents_stand_before_their_children_and_know_them() {
    for (tree, _) in trees(RoleChoice::Any) {
        for (index, node) in tree.nodes.iter().enumerate() {
            assert!(node.parent.is_none_or(|parent| parent < index), "{}: {}", tree.edition, node.notation);
            assert!(node.parent.is_none_or(|parent| tree.nodes[parent].children.contains(&index)));
            assert!(node.children.iter().all(|&child| tree.nodes[child].parent == Some(index)));
            assert!(node.goals.iter().all(|&goal| tree.nodes[goal].class == ItemClass::Goal));
            assert_eq!(node.state.is_some(), node.state.is_some() && node.class != ItemClass::Group);
        }
        let below: usize = tree.roots().map(|root| tree.at_or_below(root).len()).sum();
        assert_eq!(below, tree.nodes.len(), "{}: every node stands below one root", tree.edition);
    }
}

#[test]
fn the_tree_of_the_risk_management_framework_has_three_levels() {
    let tree = tree(&built_in().snapshot, &Selection::by_default("nist-ai-rmf")).expect("a built-in framework");
    assert_eq!(tree.edition, "nist-ai-rmf-1.0");
    let names = |nodes: &[usize]| nodes.iter().map(|&node| tree.nodes[node].notation.as_str()).collect::<Vec<_>>();
    assert_eq!(names(&tree.roots().collect::<Vec<_>>()), ["GOVERN", "MAP", "MEASURE", "MANAGE"]);
    let measure = tree.nodes.iter().find(|node| node.notation == "MEASURE").expect("a function");
    assert_eq!(names(&measure.children), ["MEASURE 1", "MEASURE 2", "MEASURE 3", "MEASURE 4"]);
    assert_eq!(measure.counts[0].of, 22);
    let second = &tree.nodes[measure.children[1]];
    let leaves = names(&second.children);
    assert_eq!((leaves.len(), leaves[1], leaves[12]), (13, "MEASURE 2.2", "MEASURE 2.13"));
    assert_eq!(tree.counts.iter().map(|count| (count.unit, count.of)).collect::<Vec<_>>(), [("outcomes", 72)]);
}

#[test]
fn a_technique_under_several_tactics_counts_in_each_and_once_in_all() {
    let tree = atlas();
    let goals: Vec<usize> = tree.goals().collect();
    assert_eq!(goals.len(), 16);
    assert_eq!(tree.nodes[goals[0]].label, "Reconnaissance");
    let of = |node: usize| tree.nodes[node].counts.iter().find(|c| c.unit == "threats").map_or(0, |c| c.of);
    let leaves: Vec<_> = tree.nodes.iter().filter(|node| node.unit == Some("threats")).collect();
    assert!(leaves.iter().any(|leaf| leaf.goals.len() > 1));
    let in_each: usize = leaves.iter().map(|leaf| leaf.goals.len()).sum();
    assert_eq!(goals.iter().map(|&goal| of(goal)).sum::<usize>(), in_each);
    assert_eq!(tree.counts[0].of, leaves.len());
    let child = leaves.iter().find(|leaf| leaf.level == "subtechnique").expect("one");
    assert_eq!(child.goals, tree.nodes[child.parent.expect("a parent")].goals, "it serves what its parent serves");
}

#[test]
fn a_parent_shows_its_own_or_what_stands_below_it() {
    let tree = atlas();
    let mut told_apart = 0;
    for (index, node) in tree.nodes.iter().enumerate().filter(|(_, node)| node.state.is_some()) {
        let [own, max, sum] = [Aggregate::Own, Aggregate::Max, Aggregate::Sum].map(|how| tree.shown(index, how));
        assert_eq!(own, (node.state, node.distinct_tools().len()));
        let mut below = tree.at_or_below(index);
        below.retain(|below| below.class == node.class);
        let most = below.iter().map(|node| node.distinct_tools().len()).max();
        let all: BTreeSet<usize> = below.iter().flat_map(|node| node.distinct_tools()).collect();
        assert_eq!((Some(max.1), sum.1), (most, all.len()), "{}", node.notation);
        assert_eq!(max.0, sum.0);
        if node.unit.is_some() {
            assert_eq!((own, own), (max, sum), "{}: nothing stands below it", node.notation);
        } else if below.iter().any(|node| node.state == Some(State::Covered)) {
            assert_eq!(max.0, Some(State::Covered));
        }
        told_apart += usize::from(own.1 < max.1 && max.1 < sum.1);
    }
    assert!(told_apart > 0, "some parent has fewer tools than a child, and that fewer than all");
}
