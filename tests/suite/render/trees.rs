//! The pictures of one edition's tree: what stands where, what is said of parents, what is hidden.

use super::legible::assert_fits;
use super::sample::overview;
use super::{tactics, write};
use crate::built_in;
use aisec_graph::coverage::{
    Aggregate, EditionTree, Grade, ItemClass, Overview, RoleChoice, RoleGroup, Selection, State, TreeNode, UnitCounts,
    editions, tree,
};
use aisec_graph::render::{self, Format, Options, Picture, Show, Subject, View};
use roxmltree::Document;
use std::collections::{BTreeMap, BTreeSet};

/// The items of an overview as a tree: of twelve neighbours the fifth and ninth stand below the first, where they
/// serve the same goals. What has no goal gets one.
pub(super) fn tree_of(overview: &Overview) -> EditionTree {
    let groups = |under: &[String]| if under.is_empty() { vec!["All of it".to_owned()] } else { under.to_vec() };
    let mut goals = overview.groups.clone();
    goals.extend(overview.items.iter().flat_map(|item| groups(&item.groups)));
    let mut seen = BTreeSet::new();
    goals.retain(|goal| {
        seen.insert(goal.clone()) && overview.items.iter().any(|item| groups(&item.groups).contains(goal))
    });
    let mut tools: Vec<_> = overview.tools.iter().enumerate().collect();
    tools.sort_by_key(|(_, tool)| (tool.name.to_lowercase(), &tool.iri));
    let place: BTreeMap<usize, usize> = tools.iter().enumerate().map(|(place, (index, _))| (*index, place)).collect();
    let mut nodes: Vec<TreeNode> = goals.iter().map(|goal| goal_node(goal, overview)).collect();
    for (index, item) in overview.items.iter().enumerate() {
        let first = index - index % 12;
        let is_child = matches!(index % 12, 4 | 8) && overview.items[first].groups == item.groups;
        let parent = is_child.then_some(goals.len() + first);
        let under = groups(&item.groups);
        let reach = overview.reach.iter().filter(|reach| reach.item == index && reach.grade != Some(Grade::RelatesTo));
        let mut of_groups: BTreeMap<RoleGroup, BTreeSet<usize>> = BTreeMap::new();
        reach.for_each(|reach| _ = of_groups.entry(reach.group).or_default().insert(place[&reach.tool]));
        nodes.push(TreeNode {
            iri: item.iri.clone(),
            notation: item.notation.clone(),
            label: item.label.clone(),
            label_zh: item.label_zh.clone(),
            url: item.url.clone(),
            class: ItemClass::Threat,
            level: "technique".into(),
            parent,
            children: vec![],
            goals: (0..goals.len()).filter(|goal| under.contains(&goals[*goal])).collect(),
            unit: Some("threats"),
            state: Some(item.state),
            tools: of_groups,
            counts: vec![],
        });
        if let Some(parent) = parent {
            let child = nodes.len() - 1;
            nodes[parent].children.push(child);
            nodes[parent].unit = None;
        }
    }
    let leaves: Vec<(usize, UnitCounts)> =
        (0..nodes.len()).filter_map(|index| Some((index, one(&nodes[index])?))).collect();
    for (index, count) in &leaves {
        let owners = nodes[*index].goals.iter().copied().chain([*index]).chain(nodes[*index].parent);
        for owner in owners.collect::<BTreeSet<_>>() {
            nodes[owner].counts = UnitCounts::total(nodes[owner].counts.iter().chain([count]));
        }
    }
    EditionTree {
        selection: overview.selection.clone(),
        edition: overview.selection.edition.clone(),
        title: overview.edition_title.clone(),
        notice: None,
        provenance: overview.provenance.clone(),
        tools: tools.into_iter().map(|(_, tool)| tool.clone()).collect(),
        counts: UnitCounts::total(leaves.iter().map(|(_, count)| count)),
        nodes,
    }
}

fn one(node: &TreeNode) -> Option<UnitCounts> {
    let states = State::ALL.iter().map(|(state, _)| (*state, usize::from(Some(*state) == node.state))).collect();
    Some(UnitCounts { unit: node.unit?, of: 1, states })
}

fn goal_node(goal: &str, overview: &Overview) -> TreeNode {
    TreeNode {
        iri: format!("https://example.org/goal/{goal}"),
        notation: "TA".into(),
        label: goal.into(),
        label_zh: overview.groups_zh.get(goal).cloned(),
        url: None,
        class: ItemClass::Goal,
        level: "tactic".into(),
        parent: None,
        children: vec![],
        goals: vec![],
        unit: None,
        state: None,
        tools: BTreeMap::new(),
        counts: vec![],
    }
}

fn atlas(tree: &EditionTree, options: Options) -> (String, String, String) {
    let picture = render::picture(Subject::Atlas(tree), options).value;
    (picture.title().to_owned(), picture.subtitle().to_owned(), drawn(&picture))
}

fn drawn(picture: &Picture) -> String {
    let mut svg = Vec::new();
    picture.write(Format::Svg, &mut svg).expect("a vector takes every byte");
    String::from_utf8(svg).expect("UTF-8")
}

fn tree_in(edition: &str, role: RoleChoice) -> EditionTree {
    let selection = Selection { role, ..Selection::by_default(edition) };
    tree(&built_in::built_in().snapshot, &selection).expect("a built-in edition")
}

/// Cells with the text of their tooltips.
fn cells(svg: &str) -> Vec<String> {
    let parsed = Document::parse(svg).expect("well-formed");
    let cells = parsed.descendants().filter(|node| node.attribute("id").is_some_and(|id| id.starts_with('i')));
    cells.filter_map(|cell| Some(cell.first_element_child()?.text()?.to_owned())).collect()
}

#[test]
fn an_item_under_several_goals_stands_in_each_and_counts_once_in_the_title() {
    let tree = tree_of(&tactics(45, 4));
    let (title, subtitle, svg) = atlas(&tree, Options::default());
    let leaves: Vec<&TreeNode> = tree.nodes.iter().filter(|node| node.unit.is_some()).collect();
    let addressed = tree.counts[0].addressed();
    assert!(title.contains(&format!(": {addressed} of {} techniques addressed by a tool in some role", leaves.len())));
    assert!(subtitle.contains("counts once in the title"), "{subtitle}");
    let placed: usize = tree.nodes.iter().map(|node| node.goals.len()).sum();
    assert!(placed > tree.nodes.len() && cells(&svg).len() == placed);
}

#[test]
fn a_header_counts_the_leaves_under_its_goal() {
    let tree = tree_of(&tactics(45, 4));
    let (_, _, svg) = atlas(&tree, Options::default());
    for goal in tree.goals().map(|goal| &tree.nodes[goal]) {
        let share = format!(">{}/{} addressed<", goal.counts[0].addressed(), goal.counts[0].of);
        assert!(svg.contains(&share), "{}: {share}", goal.label);
    }
}

#[test]
fn every_state_has_a_look_of_its_own_and_unknown_is_no_gap() {
    let mut tree = tree_of(&overview());
    let mut looks = BTreeSet::new();
    let leaf = tree.nodes.iter().rposition(|node| node.unit.is_some()).expect("a leaf");
    for (state, _) in State::ALL {
        tree.nodes[leaf].state = Some(state);
        let (_, _, svg) = atlas(&tree, Options::default());
        let parsed = Document::parse(&svg).expect("well-formed");
        let cell = parsed.descendants().rfind(|node| node.attribute("id").is_some_and(|id| id.starts_with('i')));
        let cell = cell.expect("the last cell");
        // Without its colours: shape and words.
        let path = cell.descendants().find(|node| node.has_tag_name("path")).and_then(|node| node.attribute("d"));
        let texts: Vec<&str> = cell.descendants().filter(|n| n.has_tag_name("text")).filter_map(|n| n.text()).collect();
        assert_eq!(texts.contains(&"GAP"), state == State::Gap);
        let pattern = cell.descendants().any(|node| node.attribute("class") == Some("hatch"));
        let letters: String = path.unwrap_or("").chars().filter(char::is_ascii_alphabetic).collect();
        assert!(looks.insert((letters, texts.join(" "), pattern)), "{state:?} looks like another");
    }
}

#[test]
fn a_parent_shows_what_is_asked_for_and_the_subtitle_says_so() {
    let mut tree = tree_of(&tactics(45, 4));
    let parent = tree.nodes.iter().position(|node| !node.children.is_empty()).expect("a parent");
    let child = tree.nodes[parent].children[0];
    tree.nodes[parent].state = Some(State::NotAssessed);
    tree.nodes[parent].tools = BTreeMap::from([(RoleGroup::Protected, BTreeSet::from([0]))]);
    tree.nodes[child].state = Some(State::Covered);
    tree.nodes[child].tools = BTreeMap::from([(RoleGroup::Protected, BTreeSet::from([1, 2]))]);
    let children = tree.nodes[parent].children.clone();
    for &later in &children[1..] {
        tree.nodes[later].tools.clear();
    }
    let start = format!("{} {}", tree.nodes[parent].notation, tree.nodes[parent].label);
    for (how, shown, said) in [
        (Aggregate::Own, "not assessed, 1 tool", "shows its own state"),
        (Aggregate::Max, "covered, 2 tools", "the most tools"),
        (Aggregate::Sum, "covered, 3 tools", "all their tools"),
    ] {
        let (_, subtitle, svg) = atlas(&tree, Options { aggregate: how, ..Options::default() });
        let cell = cells(&svg).into_iter().find(|cell| cell.starts_with(&start)).expect("the parent");
        assert!(cell.contains(shown), "{how:?}: {cell}");
        assert!(subtitle.contains(said), "{how:?}: {subtitle}");
    }
}

#[test]
fn what_is_hidden_still_counts_and_is_told() {
    let tree = tree_of(&tactics(45, 4));
    let (title, _, all) = atlas(&tree, Options::default());
    let leaves = |wanted: &dyn Fn(State) -> bool| {
        tree.nodes.iter().filter(|node| node.unit.is_some() && node.state.is_some_and(wanted)).count()
    };
    for (show, said, hidden) in [
        (Show::Gaps, "Only gaps are drawn", leaves(&|state| state != State::Gap)),
        (Show::Assessed, "What is not assessed is not drawn", leaves(&|state| state == State::NotAssessed)),
        (
            Show::GapsAndOpen,
            "Only gaps and what is not assessed are drawn",
            leaves(&|state| !matches!(state, State::Gap | State::NotAssessed)),
        ),
    ] {
        let (same, subtitle, svg) = atlas(&tree, Options { show, ..Options::default() });
        assert_eq!(same, title);
        assert!(hidden > 0 && subtitle.contains(&format!("{said}; hidden: {hidden}.")), "{subtitle}");
        assert!(cells(&svg).len() < cells(&all).len());
    }
}

#[test]
fn an_edition_without_goals_says_so() {
    let mut tree = tree_of(&overview());
    tree.nodes.iter_mut().for_each(|node| node.goals.clear());
    let (title, _, svg) = atlas(&tree, Options::default());
    assert!(title.contains("has no tactics or objectives"), "{title}");
    assert!(svg.contains("Nothing to draw."));
}

#[test]
fn too_many_cells_become_numbers_by_state_and_the_table_keeps_all() {
    let many = tactics(1500, 6);
    let (_, subtitle, svg) = atlas(&tree_of(&many), Options::default());
    assert!(subtitle.contains("cells are too many to draw"), "{subtitle}");
    assert!(svg.contains(" not assessed<") || svg.contains(" partly<"));
    let csv = write(View::Atlas, &many, Options::default(), Format::Csv);
    assert_eq!(csv.lines().count(), 1501);
}

#[test]
fn the_levels_of_an_edition_become_functions_categories_and_tiles() {
    let rmf = tree_in("nist-ai-rmf-1.0", RoleChoice::Any);
    let picture = render::picture(Subject::Rmf(&rmf), Options::default()).value;
    let supported = rmf.counts[0].addressed();
    let title = format!(": {supported} of 72 outcomes supported by a tool in some role");
    assert!(picture.title().contains(&title), "{}", picture.title());
    let svg = drawn(&picture);
    assert_fits(&svg, "rmf");
    assert_eq!(cells(&svg).len(), 72);
    for node in rmf.nodes.iter().filter(|node| !node.children.is_empty()) {
        let share = format!("{}/{}<", node.counts[0].addressed(), node.counts[0].of);
        assert!(svg.contains(&share), "{}: {share}", node.notation);
    }
    assert!(svg.contains(">GOVERN 1<") && svg.contains(">Govern<") && svg.contains(">MEASURE 2.13<"));
}

#[test]
fn every_edition_has_a_picture_of_its_levels() {
    for edition in editions(&built_in::built_in().snapshot) {
        let tree = tree_in(&edition.id, RoleChoice::Only(RoleGroup::Protected));
        let picture = render::picture(Subject::Rmf(&tree), Options::default()).value;
        let svg = drawn(&picture);
        assert_fits(&svg, &edition.id);
        let leaves = tree.nodes.iter().filter(|node| node.unit.is_some());
        let tiles: usize = leaves.map(|leaf| leaf.goals.len().max(1)).sum();
        assert!(tiles == cells(&svg).len(), "{}: {tiles} tiles", edition.id);
        for unit in &tree.counts {
            assert!(picture.title().contains(&format!(" of {} ", unit.of)), "{}", picture.title());
        }
    }
}

#[test]
fn too_many_tiles_lose_their_names_then_become_bars() {
    for (items, said, drawn_tiles) in [(200, "tiles have no room for names", true), (700, "tiles are too many", false)]
    {
        let tree = tree_of(&tactics(items, 0));
        let picture = render::picture(Subject::Rmf(&tree), Options::default()).value;
        assert!(picture.subtitle().contains(said), "{}", picture.subtitle());
        assert_eq!(cells(&drawn(&picture)).is_empty(), !drawn_tiles);
    }
}
