//! Counts part by part, as `aisec coverage --by` writes them.

use super::basis;
use super::coverage::{counted_in_role, counted_in_words};
use super::failure::Failure;
use super::page::Page;
use super::table_format;
use aisec_graph::coverage::{By, GroupCounts, GroupedCoverage, State, UnitCounts};
use aisec_graph::vocab::{percent, thousands};
use std::collections::BTreeSet;

/// Units that are counted, in order.
fn units(found: &GroupedCoverage) -> Vec<&'static str> {
    let counted: BTreeSet<&str> =
        found.groups.iter().flat_map(|group| &group.units).chain(&found.total).map(|counts| counts.unit).collect();
    ["risks", "threats", "controls", "outcomes"].into_iter().filter(|unit| counted.contains(unit)).collect()
}

/// States that some part of a unit is in.
fn states(found: &GroupedCoverage, unit: &str) -> Vec<State> {
    let counts: Vec<&UnitCounts> =
        found.groups.iter().flat_map(|group| &group.units).filter(|counts| counts.unit == unit).collect();
    let is_met = |state: &State| counts.iter().any(|counts| counts.in_state(*state) > 0);
    State::ALL.into_iter().map(|(state, _)| state).filter(is_met).collect()
}

pub(super) fn page(found: &GroupedCoverage) -> Page {
    let mut page = Page::default();
    page.title(if found.edition.is_empty() {
        format!("Risks by {}", found.by.name())
    } else {
        format!("{} ({}) by {}", found.title, found.edition, found.by.name())
    });
    let leaves = if found.edition.is_empty() { "" } else { "leaves only" };
    page.line(match found.by {
        By::Role => counted_in_role(&found.selection, "each role by itself", leaves, &found.provenance),
        _ => counted_in_words(&found.selection, leaves, &found.provenance),
    });
    found.notice.iter().for_each(|notice| page.line(format!("note: {notice}")));
    for unit in units(found) {
        let of = |units: &[UnitCounts]| units.iter().find(|counts| counts.unit == unit).cloned();
        let states = states(found, unit);
        let row = |name: &str, counts: &UnitCounts| {
            let share = percent(counts.addressed(), counts.of);
            let mut row = vec![name.to_owned(), thousands(counts.of), thousands(counts.addressed()), share];
            row.extend(states.iter().map(|state| thousands(counts.in_state(*state))));
            row
        };
        let groups = found.groups.iter().filter_map(|group| Some(row(&group.name, &of(&group.units)?)));
        let total = of(&found.total).map(|total| row("each once", &total));
        let mut header = vec![found.by.name(), unit, "addressed", "share"];
        header.extend(states.iter().map(|state| state.name()));
        page.gap();
        page.table(&header, groups.chain(total).collect());
    }
    page
}

/// One row per part and unit.
pub(super) fn csv(found: &GroupedCoverage) -> Result<String, Failure> {
    let mut header = vec!["by", "part", "edition", "unit", "of", "addressed"];
    header.extend(State::ALL.map(|(_, word)| word));
    header.extend(basis::COLUMNS);
    let total = GroupCounts { name: "each once".to_owned(), units: found.total.clone() };
    let stack = found.selection.tools.stack().map_or("", |stack| stack.name.as_str());
    let rows = found.groups.iter().chain([&total]).flat_map(|group| {
        group.units.iter().map(|counts| {
            let mut row = vec![found.by.name().to_owned(), group.name.clone(), found.edition.clone()];
            row.extend([counts.unit.to_owned(), counts.of.to_string(), counts.addressed().to_string()]);
            row.extend(State::ALL.map(|(state, _)| counts.in_state(state).to_string()));
            let [evidence, role, stack, mappings, graph] = basis::cells(&found.selection, stack, &found.provenance);
            let role = if found.total.is_empty() { group.name.clone() } else { role };
            row.extend([evidence, role, stack, mappings, graph]);
            row
        })
    });
    table_format::csv(&header, rows.collect::<Vec<_>>())
}
