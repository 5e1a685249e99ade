//! The report around its tables: head, finding, controls, pictures, lines, questions.

use super::Report;
use super::additions;
use super::asked::Asked;
use super::facts::mark;
use super::html::{Html, Name, Value};
use super::policy::policy;
use super::tables;
use super::words::Words;
use crate::coverage::{EditionCoverage, ReviewStatus, RoleGroup, State};
use crate::render::{Language, Theme, fill, shared, word};
use crate::vocab::{percent, web_address};
use serde_json::json;
use std::collections::BTreeSet;

/// What the tables look like; that of the pictures comes before it.
const STYLE: &str = include_str!("report.css");
/// Search, filters, focus, sorting: all that the page can do without is in it.
const SCRIPT: &str = include_str!("report.js");

/// What every section writes to and reads.
pub(super) struct Page<'a> {
    pub(super) html: Html,
    pub(super) report: &'a Report,
    pub(super) words: &'static Words,
    pub(super) asked: Asked,
}

/// The whole page.
pub(super) fn page(report: &Report, drawings: &[String]) -> String {
    let words = Words::of(report.language);
    let team = report.team.as_ref().map(|team| team.words.as_slice());
    let asked = Asked::new(&report.facts.overview.selection, &report.graph, team);
    let mut page = Page { html: Html::default(), report, words, asked };
    let shared = shared(report.theme);
    let style = format!("\n{}{}{STYLE}", shared.sheet, scheme(report.theme));
    page.head(&style);
    page.html.open("body", &[]);
    page.html.leaf("a", &[("class", Value::Word("x-skip")), ("href", Value::Here(Name::of("main")))], words.skip);
    page.html.within("div", &[("class", Value::Word("x-patterns"))], |html| html.drawing(&shared.patterns));
    page.title();
    page.controls();
    page.html.open("main", &[("id", Value::Word("main"))]);
    page.overview();
    page.pictures(drawings);
    additions::additions(&mut page);
    tables::risks(&mut page);
    tables::tools(&mut page);
    tables::editions(&mut page);
    page.lines();
    page.questions();
    page.html.close();
    page.data();
    page.html.script(SCRIPT);
    format!("<!DOCTYPE html>\n{}", finished(page.html, report.language))
}

fn finished(html: Html, language: Language) -> String {
    format!("<html lang=\"{}\">\n{}</html>\n", language.tag(), html.finish())
}

/// The colours of the page's own parts for a theme.
fn scheme(theme: Theme) -> &'static str {
    match theme {
        Theme::Auto => concat!(include_str!("light.css"), include_str!("auto.css")),
        Theme::Light => include_str!("light.css"),
        Theme::Dark => include_str!("dark.css"),
    }
}

impl Page<'_> {
    fn head(&mut self, style: &str) {
        let policy = policy(style, SCRIPT);
        let version = format!("aisec {}", self.report.facts.overview.provenance.tool_version);
        let title = format!("aisec: {}", self.report.title());
        let html = &mut self.html;
        html.open("head", &[]);
        html.open("meta", &[("charset", Value::Word("utf-8"))]);
        let equivalent = [("http-equiv", Value::Word("Content-Security-Policy")), ("content", Value::Text(&policy))];
        html.open("meta", &equivalent);
        for (name, content) in [
            ("viewport", Value::Word("width=device-width, initial-scale=1")),
            ("referrer", Value::Word("no-referrer")),
            ("generator", Value::Text(&version)),
        ] {
            html.open("meta", &[("name", Value::Word(name)), ("content", content)]);
        }
        html.leaf("title", &[], &title);
        html.style(style);
        html.close();
    }

    /// The finding, and what it rests on.
    fn title(&mut self) {
        let facts = &self.report.facts;
        let (words, selection, provenance) = (self.words, &facts.overview.selection, &facts.overview.provenance);
        let sources = self.sources();
        let digest = &provenance.graph_digest;
        let made = fill(words.made_by, &[("digest", digest), ("version", &provenance.tool_version)]);
        let team = self.report.team.as_ref();
        let of_team = team.map(|team| (words.stack_label, words.stack(&team.stack)));
        let intro = if team.is_some() { words.intro_team } else { words.intro };
        let rows = [
            (words.evidence_label, word(&words.evidence, selection.evidence).to_owned()),
            (words.role_label, words.role(selection.role, selection.evidence).to_owned()),
            (words.counted_label, if team.is_some() { words.counted_team } else { words.counted }.to_owned()),
            (words.mappings_label, self.mappings()),
            (words.sources_label, sources.into_iter().collect::<Vec<_>>().join(" · ")),
            (words.graph_label, made),
        ];
        let html = &mut self.html;
        html.open("header", &[]);
        html.leaf("h1", &[], self.report.title());
        html.leaf("p", &[], intro);
        html.open("dl", &[]);
        for (name, value) in of_team.into_iter().chain(rows) {
            html.leaf("dt", &[], name);
            html.leaf("dd", &[], &value);
        }
        html.close();
        html.open("nav", &[]);
        let sections = [
            ("overview", words.overview),
            ("pictures", words.pictures),
            ("additions", words.additions),
            ("risks", words.risks),
            ("tools", words.tools),
            ("frameworks", words.editions),
            ("lines", words.lines),
            ("questions", words.questions),
        ];
        let has_additions = team.is_some_and(|team| team.additions.is_some());
        let is_there = |id: &str| match id {
            "questions" => team.is_none(),
            "additions" => has_additions,
            _ => true,
        };
        for (id, title) in sections.into_iter().filter(|(id, _)| is_there(id)) {
            html.link(Name::of(id), title);
        }
        html.close();
        html.close();
    }

    fn sources(&self) -> BTreeSet<String> {
        let facts = &self.report.facts;
        let own = facts.overview.provenance.sources.iter();
        own.chain(facts.editions.iter().flat_map(|edition| &edition.coverage.provenance.sources)).cloned().collect()
    }

    fn mappings(&self) -> String {
        let facts = &self.report.facts;
        let least = facts.editions.iter().filter_map(|edition| edition.coverage.provenance.mapping_review).min();
        let state = word(&self.words.mapping_review, least.unwrap_or(ReviewStatus::Reviewed));
        match facts.overview.provenance.added_mappings.join(", ") {
            added if added.is_empty() => state.to_owned(),
            added => format!("{state}; {}", fill(self.words.added, &[("titles", &added)])),
        }
    }

    /// Search and filters; hidden until the script shows them.
    fn controls(&mut self) {
        let words = self.words;
        let filters = self.filters();
        let html = &mut self.html;
        html.open("form", &[("id", Value::Word("find")), ("role", Value::Word("search")), ("hidden", Value::Word(""))]);
        html.within("label", &[], |html| {
            html.text(words.search);
            html.open("input", &[("type", Value::Word("search")), ("id", Value::Word("q"))]);
        });
        for (name, choices) in filters {
            html.open("label", &[]);
            html.text(name);
            html.open("select", &[]);
            html.leaf("option", &[("value", Value::Word(""))], words.any);
            for (value, text) in choices {
                html.leaf("option", &[("value", Value::Name(value))], &text);
            }
            html.close();
            html.close();
        }
        html.leaf("button", &[("type", Value::Word("button")), ("id", Value::Word("clear"))], words.clear);
        html.leaf("output", &[("id", Value::Word("count")), ("aria-live", Value::Word("polite"))], "");
        html.leaf("small", &[("class", Value::Word("x-keys"))], words.keys);
        html.within("div", &[("id", Value::Word("focus")), ("aria-live", Value::Word("polite"))], |_| {});
        html.close();
    }

    fn filters(&self) -> [(&'static str, Vec<(Name, String)>); 5] {
        let (facts, words) = (&self.report.facts, self.words);
        let layers = facts.overview.layers.iter().enumerate();
        let phases = facts.overview.phases.iter().enumerate();
        let states: BTreeSet<State> =
            facts.editions.iter().flat_map(|edition| &edition.coverage.items).map(|item| item.item.state).collect();
        let states = states.into_iter().chain([State::Gap]).collect::<BTreeSet<_>>();
        let states = states.into_iter().map(|state| (mark::state(state), word(&words.states, state).to_owned()));
        let addressed = (mark::ADDRESSED, format!("{} ({})", words.addressed, words.risks));
        let roles = RoleGroup::ALL.map(|(group, _)| (mark::role(group), word(&words.role_names, group).to_owned()));
        let editions = facts.editions.iter().enumerate();
        let editions = editions.map(|(index, edition)| (mark::edition(index), edition.coverage.title.clone()));
        [
            (
                words.layer,
                layers.map(|(at, layer)| (mark::layer(at), self.named(&layer.name, layer.name_zh.as_ref()))).collect(),
            ),
            (
                words.phase,
                phases.map(|(at, phase)| (mark::phase(at), self.named(&phase.name, phase.name_zh.as_ref()))).collect(),
            ),
            (words.state, states.chain([addressed]).collect()),
            (words.role, roles.into_iter().collect()),
            (words.framework, editions.collect()),
        ]
    }

    /// A name in the language of the page, where it is known.
    pub(super) fn named(&self, name: &str, zh: Option<&String>) -> String {
        let in_language = zh.filter(|_| self.report.language == Language::Zh);
        in_language.map_or(name, String::as_str).to_owned()
    }

    /// Counts of every edition by state.
    fn overview(&mut self) {
        let words = self.words;
        let says = if self.report.team.is_some() { words.overview_says_team } else { words.overview_says };
        self.section("overview", words.overview, says);
        let states = State::ALL.map(|(state, _)| word(&words.states, state));
        let columns: Vec<&str> = [words.edition, words.counts, words.addressed].into_iter().chain(states).collect();
        self.table(words.overview, &columns, |page| {
            for (index, edition) in page.report.facts.editions.iter().enumerate() {
                page.overview_rows(Some(index), &edition.coverage);
            }
            for edition in &page.report.facts.counted_only {
                page.overview_rows(None, edition);
            }
        });
        self.counted_only();
        self.html.close();
    }

    /// Says which editions have no table of their own.
    fn counted_only(&mut self) {
        let facts = &self.report.facts;
        let ids: Vec<&str> = facts.counted_only.iter().map(|edition| edition.edition.as_str()).collect();
        if !ids.is_empty() {
            self.html.paragraph(&fill(self.words.counted_only, &[("editions", &ids.join(", "))]));
            let commands =
                ids.iter().flat_map(|id| self.asked.of_edition(id, &["coverage-summary"])).collect::<Vec<_>>();
            self.commands(self.words.query, &commands);
        }
    }

    fn overview_rows(&mut self, index: Option<usize>, edition: &EditionCoverage) {
        let words = self.words;
        for unit in &edition.units {
            let html = &mut self.html;
            html.open("tr", &[]);
            html.within("th", &[("scope", Value::Word("row"))], |html| match index {
                Some(index) => html.link(mark::edition(index), &edition.title),
                None => html.text(&edition.title),
            });
            html.leaf("td", &[], &format!("{} {}", unit.of, words.unit(unit.unit)));
            html.open("td", &[]);
            let meter = [("max", Value::Number(unit.of)), ("value", Value::Number(unit.addressed()))];
            html.leaf("meter", &meter, "");
            html.text(&format!(" {} ({})", unit.addressed(), percent(unit.addressed(), unit.of)));
            html.close();
            for (state, count) in &unit.states {
                let number = if *count == 0 { "·".to_owned() } else { count.to_string() };
                html.leaf("td", &[("class", Value::Name(mark::state(*state)))], &number);
            }
            html.close();
        }
    }

    fn pictures(&mut self, drawings: &[String]) {
        let words = self.words;
        self.section("pictures", words.pictures, words.pictures_say);
        for (index, (figure, drawing)) in self.report.figures.iter().zip(drawings).enumerate() {
            let title = figure.picture.title();
            let html = &mut self.html;
            html.open("figure", &[("data-picture", Value::Number(index))]);
            let label = fill(words.scroll, &[("what", title)]);
            let scroll = [
                ("class", Value::Word("x-scroll")),
                ("tabindex", Value::Word("0")),
                ("role", Value::Word("group")),
                ("aria-label", Value::Text(&label)),
            ];
            html.within("div", &scroll, |html| html.drawing(drawing));
            html.close();
        }
        self.html.close();
    }

    /// Every line that something rests on.
    fn lines(&mut self) {
        let words = self.words;
        self.section("lines", words.lines, words.lines_say);
        self.html.open("ul", &[]);
        for (index, line) in self.report.facts.lines.iter().enumerate() {
            let html = &mut self.html;
            html.open("li", &[("id", Value::Name(Name::nth("n", index)))]);
            html.leaf("b", &[], &format!("{}:{}", line.place.source, line.place.line));
            html.text(" ");
            html.text(&line.place.says);
            for page in line.evidence.iter().filter_map(|page| web_address(page)) {
                html.text(" ");
                html.page(Some(&page), words.evidence_page);
            }
            html.close();
        }
        self.html.close();
        self.html.close();
    }

    /// The text of every question that a command of the page names. Their answers are of every tool: a team's page has none.
    fn questions(&mut self) {
        if self.report.team.is_some() {
            return;
        }
        let words = self.words;
        self.section("questions", words.questions, words.questions_say);
        for question in self.asked.questions() {
            let sparql = question.text.split_once("\n\n").map_or(question.text.as_str(), |(_, sparql)| sparql);
            let html = &mut self.html;
            html.open("details", &[]);
            html.leaf("summary", &[], &format!("{}: {}", question.name, question.title));
            html.leaf("p", &[], &question.meaning);
            html.within("pre", &[("tabindex", Value::Word("0"))], |html| html.leaf("code", &[], sparql));
            html.close();
        }
        self.html.close();
    }

    /// What the script needs to know and does not find in the tables.
    fn data(&mut self) {
        let words = self.words;
        let pictures: Vec<bool> = self.report.figures.iter().map(|figure| figure.marks_are_rows).collect();
        let data = json!({
            "pictures": pictures,
            "words": {
                "shown": words.shown, "focus": words.in_focus, "none": words.no_links, "copy": words.copy,
                "copied": words.copied, "sort": words.sort, "clear": words.clear,
            },
        });
        self.html.json(Name::of("data"), &data);
    }

    /// Opens a section with its heading and what it is about.
    pub(super) fn section(&mut self, id: &'static str, title: &str, says: &str) {
        self.html.open("section", &[("id", Value::Word(id))]);
        self.html.leaf("h2", &[], title);
        self.html.paragraph(says);
    }

    /// A table in a box of its own that scrolls.
    pub(super) fn table(&mut self, caption: &str, columns: &[&str], rows: impl FnOnce(&mut Self)) {
        let label = fill(self.words.scroll, &[("what", caption)]);
        let html = &mut self.html;
        html.open(
            "div",
            &[
                ("class", Value::Word("x-scroll")),
                ("tabindex", Value::Word("0")),
                ("role", Value::Word("group")),
                ("aria-label", Value::Text(&label)),
            ],
        );
        html.open("table", &[("data-of", Value::Text(caption))]);
        html.open("thead", &[]);
        html.open("tr", &[]);
        for column in columns {
            html.leaf("th", &[("scope", Value::Word("col"))], column);
        }
        html.close();
        html.close();
        html.open("tbody", &[]);
        rows(self);
        self.html.close();
        self.html.close();
        self.html.close();
    }

    /// A paragraph of commands to copy, where there are any.
    pub(super) fn commands(&mut self, says: &str, commands: &[String]) {
        if commands.is_empty() {
            return;
        }
        self.html.open("p", &[]);
        self.html.text(says);
        self.html.text(":");
        for command in commands {
            self.html.text(" ");
            self.html.leaf("code", &[("class", Value::Word("x-command"))], command);
        }
        self.html.close();
    }
}
