//! Facts in, the table twin of a picture out: CSV, Markdown, JSON. Everything is in it, nothing is joined or cut.

use super::basis::Basis;
use super::facts::{Facts, Link, Risk};
use super::frame::Head;
use super::outline::Outline;
use super::text::Label;
use crate::coverage::{Grade, ReviewStatus, RoleGroup, RoleGroups};
use crate::vocab::markdown_text;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::io;

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Text(String),
    Number(usize),
    List(Vec<String>),
}

/// Named columns and rows of them.
#[derive(Debug, Clone)]
pub(super) struct Table {
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

/// A row per risk: where it arises, its tools in each role group, its state.
pub(super) fn lifecycle(facts: &Facts) -> Table {
    let mut columns = vec!["layer", "phase", "risk", "name", "state", "tools"];
    columns.extend(RoleGroup::ALL.map(|(_, word)| word));
    columns.extend(["reviewed", "labelled", "tool_names"]);
    let rows = risks(facts).map(|(phase, risk)| {
        let mut row = place(facts, phase, risk);
        row.extend([Cell::Text(risk_state(risk).to_owned()), Cell::Number(risk.links.len())]);
        row.extend(RoleGroup::ALL.map(|(group, _)| Cell::Number(among(risk, |link| link.groups.contains(group)))));
        row.push(Cell::Number(among(risk, |link| link.reviewed)));
        row.push(Cell::Number(among(risk, |link| !link.reviewed)));
        row.push(Cell::List(risk.links.iter().map(|link| facts.tool_name(link.tool).to_owned()).collect()));
        row
    });
    Table { columns, rows: rows.collect() }.marked(&facts.basis, false)
}

/// A row per risk and tool that addresses it; a gap has one row without a tool.
pub(super) fn matrix(facts: &Facts) -> Table {
    let columns = vec!["layer", "phase", "risk", "name", "tool", "roles", "grade", "basis"];
    let rows = risks(facts).flat_map(|(phase, risk)| {
        let start = place(facts, phase, risk);
        let gap = risk.links.is_empty().then(|| {
            let mut row = start.clone();
            row.extend([text(""), Cell::List(vec![]), text("gap"), text("")]);
            row
        });
        let links = risk.links.iter().map(move |link| {
            let mut row = start.clone();
            row.extend(link_cells(facts, link));
            row
        });
        gap.into_iter().chain(links).collect::<Vec<_>>()
    });
    Table { columns, rows: rows.collect() }.marked(&facts.basis, false)
}

/// A row per link of the picture and per risk or item without any, with the state of what it leads to.
pub(super) fn layered(facts: &Facts) -> Table {
    let columns = vec![
        "from_kind",
        "from",
        "from_name",
        "to_kind",
        "to",
        "to_name",
        "roles",
        "grade",
        "basis",
        "to_state",
        "to_tools",
    ];
    let mut rows = Vec::new();
    for (_, risk) in risks(facts) {
        let end = [text("risk"), text(risk.code.as_str()), text(risk.name.as_str())];
        let state = [text(risk_state(risk)), Cell::Number(risk.links.len())];
        for link in &risk.links {
            let iri = facts.tools.get(link.tool).map_or("", |tool| &tool.iri);
            let [tool, roles, grade, basis] = link_cells(facts, link);
            let start = [text("tool"), text(iri), tool];
            rows.push(start.into_iter().chain(end.clone()).chain([roles, grade, basis]).chain(state.clone()).collect());
        }
        if risk.links.is_empty() {
            rows.push(nothing().into_iter().chain(end).chain(no_link()).chain(state).collect());
        }
    }
    for item in &facts.items {
        let tools = item.addressing().count();
        let end = [text("item"), text(item.notation.as_str()), text(item.name.as_str())];
        let state = [text(item.state.name()), Cell::Number(tools)];
        for (risk, grade) in item.risks.iter().filter_map(|(risk, grade)| Some((facts.risks.get(*risk)?, grade))) {
            let start = [text("risk"), text(risk.code.as_str()), text(risk.name.as_str())];
            let (grade, basis) = grade.map_or(("", "relevant outcome"), |grade| (grade.name(), "mapping"));
            let link = [Cell::List(vec![]), text(grade), text(basis)];
            rows.push(start.into_iter().chain(end.clone()).chain(link).chain(state.clone()).collect());
        }
        for (tool, reached) in item.claimed() {
            let iri = facts.tools.get(tool).map_or("", |tool| &tool.iri);
            let start = [text("tool"), text(iri), text(facts.tool_name(tool))];
            let link =
                [role_cell(reached.groups), text(reached.grade.map_or("", Grade::name)), text("claim on the item")];
            rows.push(start.into_iter().chain(end.clone()).chain(link).chain(state.clone()).collect());
        }
        if item.risks.is_empty() && item.claimed().next().is_none() {
            rows.push(nothing().into_iter().chain(end).chain(no_link()).chain(state).collect());
        }
    }
    Table { columns, rows }.marked(&facts.basis, true)
}

/// A row per item that has a state, parents included: where it stands, what is shown of it, its own tools by role.
pub(super) fn outline(outline: &Outline) -> Table {
    let mut columns = vec!["goals", "parent", "id", "name", "level", "counted_as", "state", "tools"];
    columns.extend(RoleGroup::ALL.map(|(_, word)| word));
    columns.push("tool_names");
    let with_state = outline.nodes.iter().filter_map(|node| Some((node, node.state?)));
    let rows = with_state.map(|(node, state)| {
        let notation = |index: &usize| outline.node(*index).map_or("", |node| node.notation.as_str());
        let goals = node.goals.iter().map(|goal| outline.node(*goal).map_or("", |node| node.name.as_str()).to_owned());
        let names: BTreeSet<usize> = node.groups.values().flatten().copied().collect();
        let names = names.iter().filter_map(|tool| Some(outline.tools.get(*tool)?.to_string()));
        let mut row = vec![Cell::List(goals.collect()), text(node.parent.as_ref().map_or("", notation))];
        row.extend([&node.notation, &node.name, &node.level].map(|label| text(label.as_str())));
        row.extend([text(node.unit.unwrap_or("")), text(state.name()), Cell::Number(node.tools)]);
        let own = |group: &RoleGroup| Cell::Number(node.groups.get(group).map_or(0, BTreeSet::len));
        row.extend(RoleGroup::ALL.iter().map(|(group, _)| own(group)));
        row.push(Cell::List(names.collect()));
        row
    });
    Table { columns, rows: rows.collect() }.marked(&outline.basis, true)
}

pub(super) fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn nothing() -> [Cell; 3] {
    [text(""), text(""), text("")]
}

fn no_link() -> [Cell; 3] {
    [Cell::List(vec![]), text(""), text("")]
}

/// Risks in lifecycle order with the index of their phase.
fn risks(facts: &Facts) -> impl Iterator<Item = (usize, &Risk)> {
    let of = |(index, phase): (usize, &'_ super::facts::Phase)| {
        phase.risks.iter().map(|risk| (index, *risk)).collect::<Vec<_>>()
    };
    let all = facts.phases.iter().enumerate().flat_map(of);
    all.filter_map(|(phase, risk)| Some((phase, facts.risks.get(risk)?)))
}

fn place(facts: &Facts, phase: usize, risk: &Risk) -> Vec<Cell> {
    let phase = facts.phases.get(phase);
    let layer = phase.and_then(|phase| facts.layers.get(phase.layer));
    let names = [layer.map(|layer| &layer.name), phase.map(|phase| &phase.name), Some(&risk.code), Some(&risk.name)];
    names.into_iter().map(|name| text(name.map_or("", |name| name.as_str()))).collect()
}

fn link_cells(facts: &Facts, link: &Link) -> [Cell; 4] {
    let basis = if link.reviewed { "reviewed" } else { "label" };
    [text(facts.tool_name(link.tool)), role_cell(link.groups), text(link.grade.name()), text(basis)]
}

fn role_cell(groups: RoleGroups) -> Cell {
    Cell::List(groups.iter().map(|group| group.name().to_owned()).collect())
}

fn risk_state(risk: &Risk) -> &'static str {
    if risk.links.is_empty() { "gap" } else { "addressed" }
}

fn among(risk: &Risk, wanted: impl Fn(&Link) -> bool) -> usize {
    risk.links.iter().filter(|link| wanted(link)).count()
}

impl Table {
    /// A table; each row has a cell for every column.
    pub(super) fn new(columns: Vec<&'static str>, rows: Vec<Vec<Cell>>) -> Self {
        Self { columns, rows }
    }

    /// Adds what every row must say: which evidence and role were asked, on what mappings it rests.
    pub(super) fn marked(mut self, basis: &Basis, mapped: bool) -> Self {
        let mut marks = Vec::new();
        if basis.counts {
            self.columns.extend(["asked_evidence", "asked_role"]);
            marks.extend([text(basis.selection.evidence.name()), text(basis.selection.role.name())]);
        }
        if let Some(stack) = basis.selection.tools.stack() {
            self.columns.push("asked_stack");
            marks.push(text(Label::new(&stack.name).as_str()));
        }
        if mapped || basis.review.is_some_and(|review| review != ReviewStatus::Reviewed) {
            self.columns.push("mappings");
            marks.push(text(basis.review.map_or("no mappings", ReviewStatus::of_mappings)));
        }
        self.rows.iter_mut().for_each(|row| row.extend(marks.iter().cloned()));
        self
    }

    /// RFC 4180 with a header. A cell a spreadsheet would run as a formula starts with an apostrophe.
    pub(super) fn csv(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(&self.columns)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| inert(cell.plain())))?;
        }
        writer.flush()
    }

    /// Title, subtitle, one table, foot.
    pub(super) fn markdown(&self, head: &Head, out: &mut dyn io::Write) -> io::Result<()> {
        writeln!(out, "# {}\n\n{}\n", markdown_text(head.title.as_str()), markdown_text(head.subtitle.as_str()))?;
        writeln!(out, "| {} |", self.columns.join(" | "))?;
        let rule: Vec<&str> = self.columns.iter().map(|_| "---").collect();
        writeln!(out, "| {} |", rule.join(" | "))?;
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(|cell| markdown_text(&cell.plain())).collect();
            writeln!(out, "| {} |", cells.join(" | "))?;
        }
        for line in &head.foot {
            writeln!(out, "\n{}", markdown_text(line.as_str()))?;
        }
        Ok(())
    }

    /// One object: words, selection, provenance, rows as objects.
    pub(super) fn json(&self, head: &Head, basis: &Basis, out: &mut dyn io::Write) -> io::Result<()> {
        let row = |row: &Vec<Cell>| {
            let pairs = self.columns.iter().zip(row).map(|(column, cell)| ((*column).to_owned(), cell.json()));
            Value::Object(pairs.collect::<Map<_, _>>())
        };
        let stack = basis.selection.tools.stack();
        let stack = stack.map(|stack| json!({ "name": Label::new(&stack.name).as_str(), "tools": stack.iris }));
        let sources: Vec<&str> = basis.sources.iter().map(Label::as_str).collect();
        let object = json!({
            "title": head.title.as_str(),
            "subtitle": head.subtitle.as_str(),
            "selection": {
                "evidence": basis.selection.evidence.name(),
                "role": basis.selection.role.name(),
                "edition": basis.selection.edition,
                "editionTitle": basis.edition.as_str(),
                "stack": stack,
            },
            "provenance": {
                "sources": sources,
                "graphSha256": basis.digest.as_str(),
                "version": basis.version.as_str(),
                "mappingReview": basis.review.map(ReviewStatus::name),
                "draftMappings": basis.review == Some(ReviewStatus::Draft),
            },
            "rows": self.rows.iter().map(row).collect::<Vec<_>>(),
        });
        serde_json::to_writer_pretty(&mut *out, &object)?;
        writeln!(out)
    }
}

impl Cell {
    fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::List(list) => list.join("; "),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Number(number) => json!(number),
            Self::List(list) => json!(list),
        }
    }
}

/// The text of a cell, kept from being read as a formula by a spreadsheet: the one escape of CSV made for people.
pub fn inert(text: String) -> String {
    const STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(STARTS) { format!("'{text}") } else { text }
}
