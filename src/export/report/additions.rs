//! The smallest additions to the tools of a team: a row each, with what it closes and why it is there.

use super::html::Value;
use super::page::Page;
use super::tables::risk_id;
use crate::coverage::{Chosen, Recommendation};
use crate::render::{fill, number_of, word};
use crate::vocab::{thousands, web_address};

/// What to add, on the page of a team that has risks to address.
pub(super) fn additions(page: &mut Page<'_>) {
    let (report, words) = (page.report, page.words);
    let Some(team) = &report.team else { return };
    let Some(found) = &team.additions else { return };
    page.section("additions", words.additions, words.additions_say);
    page.html.paragraph(&finding(page, found));
    let names: Vec<String> = team.stack.phases.iter().map(|phase| phase.name.clone()).collect();
    if !names.is_empty() {
        page.html.paragraph(&fill(words.of_phases, &[("phases", &names.join(words.between))]));
    }
    if !team.given.is_empty() {
        let command = page.asked.additions(&team.given, &found.wish.selection);
        page.commands(words.query, &[command]);
    }
    if !found.chosen.is_empty() {
        let columns = [words.tool, words.closes, words.only_it, words.so_far, words.stands_on, words.instead];
        page.table(words.additions, &columns, |page| {
            found.chosen.iter().for_each(|chosen| row(page, found, chosen));
        });
    }
    page.html.close();
}

/// How much is addressed, how much would be, and what is proven of that.
fn finding(page: &Page<'_>, found: &Recommendation) -> String {
    let words = page.words;
    let (n, of) = (thousands(found.closed_before()), thousands(found.targets.len()));
    if found.chosen.is_empty() {
        return fill(words.nothing_to_add, &[("n", &n), ("of", &of)]);
    }
    let proof = if found.choice.is_proven() { words.proven } else { words.unproven };
    let (tools, after) = (number_of(words.tool_count, found.chosen.len()), thousands(found.closed_after()));
    let values = [("n", n.as_str()), ("of", &of), ("tools", &tools), ("after", &after), ("proof", proof)];
    fill(words.added_now, &values)
}

fn row(page: &mut Page<'_>, found: &Recommendation, chosen: &Chosen) {
    let words = page.words;
    page.html.open("tr", &[]);
    page.html.open("th", &[("scope", Value::Word("row"))]);
    tool(page, found, chosen.tool);
    page.html.close();
    targets(page, found, &chosen.closes, "");
    targets(page, found, &chosen.only, if chosen.is_must { words.must } else { "" });
    let (n, of) = (thousands(chosen.total), thousands(found.targets.len()));
    page.html.leaf("td", &[], &fill(words.n_of, &[("n", &n), ("of", &of)]));
    let roles: Vec<&str> = chosen.groups.iter().map(|group| word(&words.role_names, group)).collect();
    let labels = Some(words.labels_only).filter(|_| !chosen.is_reviewed && !chosen.groups.is_empty());
    let stands: Vec<&str> = roles.into_iter().chain(labels).collect();
    page.html.leaf("td", &[], &stands.join(words.between));
    page.html.open("td", &[]);
    for (place, &other) in chosen.instead.iter().enumerate() {
        page.html.text(if place == 0 { "" } else { words.between });
        tool(page, found, other);
    }
    page.html.close();
    page.html.close();
}

/// A tool's name, which leads to its page: it has no row here, for it is none of the team's.
fn tool(page: &mut Page<'_>, found: &Recommendation, index: usize) {
    let Some(tool) = found.tools.get(index) else { return };
    let url = tool.url.as_deref().and_then(web_address);
    page.html.page(url.as_ref(), &tool.name);
}

/// A cell of codes of risks, which lead to their rows; and what else is to be said.
fn targets(page: &mut Page<'_>, found: &Recommendation, targets: &[usize], besides: &str) {
    let risks = &page.report.facts.overview.risks;
    page.html.open("td", &[]);
    for target in targets.iter().filter_map(|&target| found.targets.get(target)).map(|(target, _)| target) {
        match risks.iter().position(|risk| risk.iri == target.iri) {
            Some(risk) => page.html.link(risk_id(risk), &target.id),
            None => page.html.text(&target.id),
        }
        page.html.text(" ");
    }
    page.html.text(besides);
    page.html.close();
}
