//! Facts in, computed sentences out: what a picture is about, and what a mark stands for. Never written by hand.

use super::facts::{Facts, Risk};
use super::frame::Head;
use super::phrase::{fill, number_of};
use super::words::{Words, of_team};
use crate::coverage::{RoleChoice, RoleGroup, State};

/// The words around a picture of an overview, its gaps by name.
pub(super) fn head(facts: &Facts, words: &Words, finding: &str, notes: &[String]) -> Head {
    let gaps: Vec<String> = facts.gaps().map(|risk| format!("{} {}", risk.code, risk.name)).collect();
    Head::new(&facts.basis, words, finding, notes, &gaps)
}

/// How many risks no tool addresses under the selection; its role is in the words.
pub(super) fn risks(facts: &Facts, words: &Words) -> String {
    if facts.risks.is_empty() {
        return words.no_risks.to_owned();
    }
    if facts.busy_tools().next().is_none() && facts.tools.is_empty() {
        return words.no_tools.to_owned();
    }
    let gaps = facts.gaps().count();
    let template = match (facts.basis.selection.role, gaps) {
        (RoleChoice::Any, 0) => words.full_any,
        (RoleChoice::Any, _) => words.gaps_any,
        (RoleChoice::Only(RoleGroup::Protected), 0) => words.full_protected,
        (RoleChoice::Only(RoleGroup::Protected), _) => words.gaps_protected,
        (RoleChoice::Only(RoleGroup::Exercised), 0) => words.full_exercised,
        (RoleChoice::Only(RoleGroup::Exercised), _) => words.gaps_exercised,
        (RoleChoice::Only(RoleGroup::Governed), 0) => words.full_governed,
        (RoleChoice::Only(RoleGroup::Governed), _) => words.gaps_governed,
        (RoleChoice::Only(RoleGroup::Unstated), 0) => words.full_unstated,
        (RoleChoice::Only(RoleGroup::Unstated), _) => words.gaps_unstated,
    };
    let (have, them) = if gaps == 1 { ("has", "it") } else { ("have", "them") };
    let place = words.place(&facts.basis.selection);
    let (gaps, risks) = (gaps.to_string(), facts.risks.len().to_string());
    fill(template, &[("gaps", &gaps), ("risks", &risks), ("have", have), ("them", them), ("where", &place)])
}

/// The layer most gaps lie in, as a clause to append; empty without gaps, tools or a choice of layers.
pub(super) fn densest_layer(facts: &Facts, words: &Words) -> String {
    let gaps = facts.gaps().count();
    if gaps == 0 || facts.layers.len() < 2 || facts.tools.is_empty() {
        return String::new();
    }
    let inside = |layer: usize| facts.gaps().filter(|risk| facts.layer_of(risk) == layer).count();
    let densest = (0..facts.layers.len()).map(|layer| (inside(layer), layer));
    let (number, layer) = densest.max_by_key(|(number, layer)| (*number, usize::MAX - layer)).unwrap_or_default();
    let name = facts.layers.get(layer).map_or("", |layer| layer.name.as_str());
    let template = if number == gaps { words.all_in } else { words.most_in };
    format!("{}{}", words.comma, fill(template, &[("n", &number.to_string()), ("layer", name)]))
}

/// The risk most tools address, as a clause to append; empty when no risk has two tools.
pub(super) fn busiest_risk(facts: &Facts, words: &Words) -> String {
    let ranked = facts.risks.iter().enumerate().map(|(index, risk)| (risk.links.len(), usize::MAX - index, risk));
    let Some((number, _, risk)) = ranked.max_by_key(|(number, first, _)| (*number, *first)).filter(|best| best.0 > 1)
    else {
        return String::new();
    };
    let tools = number_of(words.tool_count, facts.tools.len());
    let name = facts.in_list(facts.layer_of(risk), &risk.name);
    let clause = fill(words.busiest, &[("n", &number.to_string()), ("tools", &tools), ("risk", name.as_str())]);
    format!("{}{clause}", words.join)
}

/// Gaps of the edition and what is unknown of it, as a clause to append; empty without items.
pub(super) fn items(facts: &Facts, words: &Words) -> String {
    if facts.items.is_empty() {
        return String::new();
    }
    let among = |state: State| facts.items.iter().filter(|item| item.state == state).count();
    let (gaps, open) = (among(State::Gap), among(State::NotAssessed));
    let gaps = if gaps == 0 { words.no_gap.to_owned() } else { number_of(words.gap_count, gaps) };
    let template = if open == 0 { words.items_assessed } else { words.edition_finding };
    let (items, open) = (facts.items.len().to_string(), open.to_string());
    let values = [("gaps", &*gaps), ("open", &open), ("items", &items), ("edition", facts.basis.edition.as_str())];
    format!("{}{}", words.join, fill(template, &values))
}

/// A risk with its tools, each with its roles.
pub(super) fn risk_with_tools(facts: &Facts, words: &Words, risk: &Risk) -> String {
    let tools: Vec<String> = risk
        .links
        .iter()
        .map(|link| {
            let kind = if link.reviewed { words.legend_reviewed } else { words.legend_labelled };
            let aside = format!("{}{}{kind}", words.role_list(link.groups.iter()), words.colon);
            fill(words.aside, &[("what", facts.tool_name(link.tool)), ("aside", &aside)])
        })
        .collect();
    let found = match tools.len() {
        0 => of_team(words.legend_gap, &facts.basis.selection).to_owned(),
        number => format!("{}{}{}", number_of(words.tool_count, number), words.colon, tools.join(words.list_comma)),
    };
    format!("{} {} – {found}. {}", risk.code, risk.name, risk.definition)
}
