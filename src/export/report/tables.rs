//! The tables of risks, tools and items: a row each, with who addresses it and on which lines that rests.

use super::facts::{Addressed, Edition, Facts, Supporter, Supporters, mark};
use super::html::{Name, Value};
use super::page::Page;
use crate::coverage::{Grade, ItemCoverage, RoleGroup, State};
use crate::explain::LineKind;
use crate::render::{fill, number_of, word};
use crate::vocab::{compact, web_address};
use std::collections::{BTreeMap, BTreeSet};

/// The row of an item.
fn item_id(edition: usize, item: usize) -> Name {
    Name::within("i", edition, item)
}

pub(super) fn risk_id(risk: usize) -> Name {
    Name::nth("r", risk)
}

fn tool_id(tool: usize) -> Name {
    Name::nth("t", tool)
}

/// Risks in lifecycle order.
pub(super) fn risks(page: &mut Page<'_>) {
    let words = page.words;
    page.section("risks", words.risks, words.risks_say);
    let lists: BTreeSet<String> = page.report.facts.overview.layers.iter().map(|layer| layer.list.clone()).collect();
    let commands = page.asked.of_lists(&lists);
    page.commands(words.query, &commands);
    of_first_row(page, "tools-for-risk", "risk", page.report.facts.overview.risks.first().map(|risk| &risk.iri));
    proof(page);
    let roles = RoleGroup::ALL.map(|(group, _)| word(&words.role_names, group));
    let columns = [words.code, words.risk, words.phase, words.state, words.tools];
    let columns: Vec<&str> = columns.into_iter().chain(roles).chain([words.why]).collect();
    page.table(words.risks, &columns, |page| {
        for risk in 0..page.report.facts.overview.risks.len() {
            risk_row(page, risk);
        }
    });
    page.html.close();
}

fn risk_row(page: &mut Page<'_>, index: usize) {
    let facts = &page.report.facts;
    let words = page.words;
    let (Some(risk), Some(supporters)) = (facts.overview.risks.get(index), facts.supporters.get(index)) else { return };
    let state = if supporters.is_empty() { mark::state(State::Gap) } else { mark::ADDRESSED };
    let said = if supporters.is_empty() { word(&words.states, State::Gap) } else { words.addressed };
    let editions = facts.editions_of_risk(index).map(mark::edition);
    let marks: BTreeSet<Name> = facts.place(index).chain([state]).chain(editions).chain(roles_of(supporters)).collect();
    let phase = facts.overview.phases.get(risk.phase);
    let phase = phase.map_or(String::new(), |phase| page.named(&phase.name, phase.name_zh.as_ref()));
    let name = page.named(&risk.name, risk.name_zh.as_ref());
    open_row(page, risk_id(index), &marks);
    page.html.leaf("td", &[], &risk.code);
    page.html.leaf("th", &[("scope", Value::Word("row"))], &name);
    page.html.leaf("td", &[], &phase);
    page.html.leaf("td", &[("class", Value::Name(state))], said);
    counts(page, supporters);
    page.html.open("td", &[]);
    why(page, supporters, &About { ungraded: words.addressed, risks: &[] });
    page.html.close();
    page.html.close();
}

/// Tools by name.
pub(super) fn tools(page: &mut Page<'_>) {
    let words = page.words;
    page.section("tools", words.tools, words.tools_say);
    let columns = [words.tool, words.roles, words.risks, words.items, words.why];
    let addressed = page.report.facts.addressed();
    let first = page.report.facts.overview.tools.first().map(|tool| &tool.iri);
    of_first_row(page, "what-does-tool-address", "resource", first);
    page.table(words.tools, &columns, |page| {
        for (tool, addressed) in addressed.iter().enumerate() {
            tool_row(page, tool, addressed);
        }
    });
    page.html.close();
}

fn tool_row(page: &mut Page<'_>, index: usize, addressed: &Addressed) {
    let facts = &page.report.facts;
    let words = page.words;
    let Some(tool) = facts.overview.tools.get(index) else { return };
    let mut marks: BTreeSet<Name> = addressed.groups.iter().map(mark::role).collect();
    marks.extend(addressed.risks.iter().flat_map(|risk| facts.place(*risk)));
    marks.extend((!addressed.risks.is_empty()).then_some(mark::ADDRESSED));
    marks.extend(addressed.items.keys().map(|edition| mark::edition(*edition)));
    marks.extend(reached(facts, addressed).map(|(_, _, item)| mark::state(item.item.state)));
    let roles: Vec<&str> = addressed.groups.iter().map(|group| word(&words.role_names, group)).collect();
    let items: usize = addressed.items.values().map(BTreeSet::len).sum();
    open_row(page, tool_id(index), &marks);
    page.html.leaf("th", &[("scope", Value::Word("row"))], &tool.name);
    page.html.leaf("td", &[], &roles.join(", "));
    number(page, addressed.risks.len());
    number(page, items);
    page.html.open("td", &[]);
    page.html.open("details", &[]);
    let (risks, items) = (number_of(words.risk_count, addressed.risks.len()), number_of(words.item_count, items));
    page.html.leaf("summary", &[], &format!("{risks}, {items}"));
    let url = tool.url.as_deref().and_then(web_address);
    if let Some(url) = &url {
        page.html.within("p", &[], |html| html.page(Some(url), url.as_str()));
    }
    links(
        page,
        words.risks,
        addressed.risks.iter().filter_map(|&risk| Some((risk_id(risk), &facts.overview.risks.get(risk)?.code))),
    );
    for (&edition, items) in &addressed.items {
        let Some(of) = facts.editions.get(edition).map(|edition| &edition.coverage) else { continue };
        let items = items.iter().filter_map(|&item| Some((item_id(edition, item), &of.items.get(item)?.item.notation)));
        links(page, &of.title, items);
    }
    page.html.close();
    page.html.close();
    page.html.close();
}

/// The items a tool reaches, with their edition and place in it.
fn reached<'f>(facts: &'f Facts, addressed: &'f Addressed) -> impl Iterator<Item = (usize, usize, &'f ItemCoverage)> {
    let all = addressed.items.iter().flat_map(|(edition, items)| items.iter().map(|item| (*edition, *item)));
    all.filter_map(|(edition, item)| Some((edition, item, facts.editions.get(edition)?.coverage.items.get(item)?)))
}

/// Each edition with its items, its gaps and what nobody assessed.
pub(super) fn editions(page: &mut Page<'_>) {
    let words = page.words;
    page.section("frameworks", words.editions, words.items_say);
    for (index, edition) in page.report.facts.editions.iter().enumerate() {
        page.html.open("section", &[("id", Value::Name(mark::edition(index)))]);
        page.html.leaf("h3", &[], &edition.coverage.title);
        if let Some(notice) = &edition.coverage.notice {
            page.html.leaf("p", &[], notice);
        }
        of_edition(page, index, edition);
        page.html.close();
    }
    page.html.close();
}

fn of_edition(page: &mut Page<'_>, index: usize, edition: &Edition) {
    let words = page.words;
    let coverage = &edition.coverage;
    if coverage.items.is_empty() {
        page.html.leaf("p", &[], words.no_items);
        return;
    }
    let id = coverage.edition.as_str();
    let commands = page.asked.of_edition(id, &["coverage-summary", "item-states", "gaps", "not-assessed"]);
    page.commands(words.query, &commands);
    of_first_row(page, "tools-for-item", "item", coverage.items.first().map(|item| &item.item.iri));
    for (state, title) in [(State::Gap, words.gaps), (State::NotAssessed, words.unassessed)] {
        let items = coverage.items.iter().enumerate().filter(|(_, item)| item.item.state == state);
        let items: Vec<(Name, String, String)> =
            items.map(|(at, item)| (item_id(index, at), label(page, item), beyond(page, edition, item))).collect();
        page.html.open("details", &[]);
        page.html.leaf("summary", &[], &fill(title, &[("n", &items.len().to_string())]));
        page.html.open("ul", &[]);
        for (id, label, beyond) in &items {
            page.html.within("li", &[], |html| {
                html.link(*id, label);
                html.text(beyond);
            });
        }
        page.html.close();
        page.html.close();
    }
    let roles = RoleGroup::ALL.map(|(group, _)| word(&words.role_names, group));
    let columns = [words.code, words.item, words.under, words.state, words.tools];
    let columns: Vec<&str> = columns.into_iter().chain(roles).chain([words.why]).collect();
    let leading = leading(edition);
    page.table(&coverage.title, &columns, |page| {
        for (at, (item, supporters)) in coverage.items.iter().zip(&edition.supporters).enumerate() {
            item_row(page, (index, at), item, supporters, leading.get(&at).map_or(&[], Vec::as_slice));
        }
    });
}

/// What a gap of a team would be if every tool of the catalog counted; nothing of other items.
fn beyond(page: &Page<'_>, edition: &Edition, item: &ItemCoverage) -> String {
    let state = edition.catalog.get(&item.item.iri).filter(|state| **state != item.item.state);
    state.map_or(String::new(), |state| fill(page.words.of_catalog, &[("state", word(&page.words.states, *state))]))
}

/// Risks that lead to each item.
fn leading(edition: &Edition) -> BTreeMap<usize, Vec<usize>> {
    let mut out: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for mapped in &edition.overview.mapped {
        out.entry(mapped.item).or_default().push(mapped.risk);
    }
    out
}

fn label(page: &Page<'_>, item: &ItemCoverage) -> String {
    format!("{} {}", item.item.notation, page.named(&item.item.label, item.item.label_zh.as_ref()))
}

fn item_row(
    page: &mut Page<'_>,
    (edition, index): (usize, usize),
    item: &ItemCoverage,
    supporters: &Supporters,
    risks: &[usize],
) {
    let facts = &page.report.facts;
    let words = page.words;
    let node = &item.item;
    let mut marks: BTreeSet<Name> = risks.iter().flat_map(|risk| facts.place(*risk)).collect();
    marks.extend([mark::state(node.state), mark::edition(edition)]);
    marks.extend(roles_of(supporters));
    let name = page.named(&node.label, node.label_zh.as_ref());
    let id = item_id(edition, index);
    let url = node.url.as_deref().and_then(web_address);
    open_row(page, id, &marks);
    page.html.within("td", &[], |html| html.page(url.as_ref(), &node.notation));
    page.html.leaf("th", &[("scope", Value::Word("row"))], &name);
    let groups: Vec<String> = node.groups.iter().map(|group| group_name(page, edition, group)).collect();
    page.html.leaf("td", &[], &groups.join("; "));
    page.html.leaf("td", &[("class", Value::Name(mark::state(node.state)))], word(&words.states, node.state));
    counts(page, supporters);
    page.html.open("td", &[]);
    let ungraded = if item.unit == "outcomes" { words.supports } else { words.implements };
    why(page, supporters, &About { ungraded, risks });
    page.html.close();
    page.html.close();
}

fn group_name(page: &Page<'_>, edition: usize, group: &str) -> String {
    let of = page.report.facts.editions.get(edition);
    page.named(group, of.and_then(|edition| edition.overview.groups_zh.get(group)))
}

/// What a row says besides who addresses it.
struct About<'a> {
    /// What tools do that have no grade.
    ungraded: &'static str,
    /// Risks that lead to it.
    risks: &'a [usize],
}

/// Who addresses something, each with the lines that say so.
fn why(page: &mut Page<'_>, supporters: &Supporters, about: &About<'_>) {
    if supporters.is_empty() && about.risks.is_empty() {
        return;
    }
    let (facts, words) = (&page.report.facts, page.words);
    let addressing = distinct(supporters.iter().filter(|supporter| addresses(supporter)));
    let related = distinct(supporters.iter()).saturating_sub(addressing);
    let mut summary = number_of(words.tool_count, addressing);
    if related > 0 {
        summary = format!("{summary}, {}", number_of(words.related, related));
    }
    page.html.open("details", &[]);
    page.html.leaf("summary", &[], &summary);
    page.html.open("ul", &[]);
    for (how, shared, supporters) in by_manner(page, supporters, about) {
        page.html.open("li", &[]);
        page.html.text(&how);
        lines(page, &shared);
        if supporters.iter().any(|(supporter, own)| own.len() + shared.len() < supporter.lines.len()) {
            page.html.text(words.and_at_risk);
        }
        for (place, (supporter, own)) in supporters.into_iter().enumerate() {
            let Some(tool) = facts.overview.tools.get(supporter.tool) else { continue };
            page.html.text(if place == 0 { ": " } else { "; " });
            page.html.link(tool_id(supporter.tool), &tool.name);
            lines(page, &own);
        }
        page.html.close();
    }
    page.html.close();
    let risks = about.risks.iter().filter_map(|&risk| Some((risk, &facts.overview.risks.get(risk)?.code)));
    links(page, words.from_risks, risks.map(|(risk, code)| (risk_id(risk), code)));
    page.html.close();
}

/// Role, grade and evidence in words, the rows they share, and who supports so with rows of their own; what stands in
/// the rows of risks that lead there is not repeated.
type Manner<'s> = (String, Vec<usize>, Vec<(&'s Supporter, Vec<usize>)>);

/// Supporters by manner, the strongest grade first; many share the mapping that leads from a risk of theirs.
fn by_manner<'s>(page: &Page<'_>, supporters: &'s Supporters, about: &About<'_>) -> Vec<Manner<'s>> {
    let (facts, words) = (&page.report.facts, page.words);
    let is_own = |line: &usize| facts.lines.get(*line).is_some_and(|row| row.kind == LineKind::Evidence);
    let at_risks: BTreeSet<(usize, usize)> = about
        .risks
        .iter()
        .filter_map(|risk| facts.supporters.get(*risk))
        .flatten()
        .flat_map(|supporter| supporter.lines.iter().map(|line| (supporter.tool, *line)))
        .collect();
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for supporter in supporters {
        let (mut own, shared): (Vec<usize>, Vec<usize>) = supporter.lines.iter().partition(|line| is_own(line));
        own.retain(|line| !at_risks.contains(&(supporter.tool, *line)));
        let manner = (std::cmp::Reverse((supporter.grade, supporter.reviewed)), supporter.group, shared);
        groups.entry(manner).or_default().push((supporter, own));
    }
    let mut manners = Vec::new();
    for ((std::cmp::Reverse((grade, reviewed)), group, shared), supporters) in groups {
        let grade = grade.map_or(about.ungraded, |grade| word(&words.grades, grade));
        let evidence = if reviewed { words.reviewed } else { words.labelled };
        let how = format!("{}, {grade}, {evidence}; {}", word(&words.role_acts, group), words.by);
        manners.push((how, shared, supporters));
    }
    manners
}

/// Links to rows.
fn lines(page: &mut Page<'_>, lines: &[usize]) {
    for &line in lines {
        let Some(row) = page.report.facts.lines.get(line) else { continue };
        page.html.text(" ");
        page.html.link(Name::nth("n", line), &format!("{}:{}", row.place.source, row.place.line));
    }
}

/// The command that proves a statement, by the first there is.
fn proof(page: &mut Page<'_>) {
    let facts = &page.report.facts;
    let first = facts.overview.risks.iter().zip(&facts.supporters).find_map(|(risk, supporters)| {
        let tool = facts.overview.tools.get(supporters.first()?.tool)?;
        Some((compact(&tool.iri), compact(&risk.iri)))
    });
    let Some((tool, risk)) = first else { return };
    let command = page.asked.proof(&tool, &risk);
    page.commands(page.words.proof, &[command]);
}

/// Whether it does more than deal with something related.
fn addresses(supporter: &Supporter) -> bool {
    supporter.grade != Some(Grade::RelatesTo)
}

fn distinct<'a>(supporters: impl Iterator<Item = &'a Supporter>) -> usize {
    supporters.map(|supporter| supporter.tool).collect::<BTreeSet<_>>().len()
}

/// Distinct tools that address something: all, then by role group.
fn counts(page: &mut Page<'_>, supporters: &Supporters) {
    number(page, distinct(supporters.iter().filter(|supporter| addresses(supporter))));
    for (group, _) in RoleGroup::ALL {
        let of_group = supporters.iter().filter(|supporter| supporter.group == group && addresses(supporter));
        number(page, distinct(of_group));
    }
}

fn number(page: &mut Page<'_>, n: usize) {
    let text = if n == 0 { "·".to_owned() } else { n.to_string() };
    page.html.leaf("td", &[], &text);
}

fn roles_of(supporters: &Supporters) -> impl Iterator<Item = Name> + '_ {
    supporters.iter().filter(|supporter| addresses(supporter)).map(|supporter| mark::role(supporter.group))
}

fn open_row(page: &mut Page<'_>, id: Name, marks: &BTreeSet<Name>) {
    let marks: Vec<Name> = marks.iter().copied().collect();
    page.html.open("tr", &[("id", Value::Name(id)), ("data-f", Value::Names(&marks))]);
}

/// A paragraph of links into this page; nothing where there are none.
fn links<'a>(page: &mut Page<'_>, title: &str, to: impl Iterator<Item = (Name, &'a String)>) {
    let mut to = to.peekable();
    if to.peek().is_none() {
        return;
    }
    page.html.open("p", &[]);
    page.html.text(&format!("{title}:"));
    for (place, text) in to {
        page.html.text(" ");
        page.html.link(place, text);
    }
    page.html.close();
}

/// The question behind each row of a table, asked of its first. Its answer is of every tool: a team's page has none.
fn of_first_row(page: &mut Page<'_>, question: &'static str, parameter: &str, iri: Option<&String>) {
    let Some(iri) = iri.filter(|_| page.report.team.is_none()) else { return };
    let command = page.asked.command(question, parameter, &compact(iri));
    page.commands(page.words.row_query, &[command]);
}
