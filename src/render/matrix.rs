//! The matrix: a row per risk, a column per tool, a square where the tool addresses the risk.
//!
//! Facts go in, a [`MatrixView`] and from it a drawing come out. Where squares would get too small,
//! letters go first, then column labels, then rows become phases; the subtitle says so each time.

use super::facts::{Facts, Link, Risk};
use super::frame::{Frame, Head, MARGIN};
use super::legend::{self, Entry, LETTERS, Mark};
use super::overview::OverviewView;
use super::palette::{HUE_INK, HUES, Paint};
use super::phrase::{fill, word};
use super::svg::{Anchor, Area, Name, Path, Svg, Value, count};
use super::table::{self, Table};
use super::text::{Face, Label};
use super::words::{Words, of_team};
use super::{Options, Order, Width, dot, finding};
use crate::coverage::{RoleGroup, RoleGroups};
use std::collections::BTreeSet;

/// Narrowest square with its margin.
const NARROWEST: f64 = 6.5;
/// Left edge of many squares.
const LEFT: f64 = 250.0;
/// Columns drawn at most; the tools that address most risks stay.
const COLUMNS: usize = 120;
/// Rows drawn at most before each becomes a phase.
const ROWS: usize = 120;
/// Squares drawn at most: above, rows become phases, then columns are left out.
const CELLS: usize = 4000;
/// Height of a row.
const ROW: f64 = 17.0;
/// Height of a section's heading.
const SECTION: f64 = 21.0;
/// Room for a column's label, along its slope.
const SLOPE: f64 = 146.0;
/// Room of the bars and what stands beside them.
const BARS: f64 = 84.0;
/// Width of the longest bar.
const BAR: f64 = 44.0;

/// What stands at a crossing.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    reviewed: bool,
    groups: RoleGroups,
    risks: usize,
}

/// A risk, or a phase where risks are too many.
#[derive(Debug, Clone)]
struct Row {
    code: Label,
    name: Label,
    hue: usize,
    tooltip: Label,
    /// By tool, ascending, drawn or not.
    cells: Vec<(usize, Cell)>,
}

impl Row {
    /// What stands at the crossing with a tool.
    fn cell(&self, tool: usize) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&tool, |(of, _)| *of).ok()?;
        self.cells.get(at).map(|(_, cell)| cell)
    }
}

/// A heading and how many rows stand under it.
#[derive(Debug, Clone)]
struct Section {
    name: Label,
    hue: usize,
    rows: usize,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Risk,
    Phase,
}

/// What the matrix shows, before it is placed.
#[derive(Debug, Clone)]
pub(super) struct MatrixView {
    head: Head,
    legend: Vec<Entry>,
    unit: Unit,
    sections: Vec<Section>,
    rows: Vec<Row>,
    /// Indices of tools, in the order of columns.
    columns: Vec<usize>,
    width: Width,
    condensed: bool,
}

impl MatrixView {
    /// Chooses rows and columns and their order, and words the finding.
    pub(super) fn new(facts: &Facts, options: Options) -> Self {
        let words = Words::of(options.language);
        let links: usize = facts.risks.iter().map(|risk| risk.links.len()).sum();
        let unit = if facts.risks.len() > ROWS || links > CELLS { Unit::Phase } else { Unit::Risk };
        let (mut sections, mut rows) = match unit {
            Unit::Risk => risk_rows(facts, words),
            Unit::Phase => phase_rows(facts),
        };
        let mut notes = vec![words.read_matrix.to_owned()];
        if unit == Unit::Phase {
            notes = vec![fill(words.rows_are_phases, &[("n", &facts.risks.len().to_string())])];
        }
        let all_rows = rows.len();
        if all_rows > ROWS {
            rows.truncate(ROWS);
            trim(&mut sections, ROWS);
            notes.push(showing(words, words.groups, ROWS, all_rows));
        }
        let busy: Vec<usize> = facts.busy_tools().collect();
        let cells: usize = rows.iter().map(|row| row.cells.len()).sum();
        // Narrower squares cannot be told apart.
        let fit = (options.width.room() - BARS - 8.0 - LEFT + MARGIN) / NARROWEST;
        let most = (1..=COLUMNS).take_while(|columns| count(*columns) <= fit).last().unwrap_or(1);
        let most = if cells > CELLS { most.min(CELLS / rows.len().max(1)).max(1) } else { most };
        let columns = columns(facts, &busy, most, options.order);
        if columns.len() < busy.len() {
            notes.push(showing(words, words.tools, columns.len(), busy.len()));
        }
        let idle: Vec<usize> = (0..facts.tools.len()).filter(|tool| busy.binary_search(tool).is_err()).collect();
        if !idle.is_empty() {
            notes.push(fill(words.idle_tools, &[("n", &facts.tools_in_words(words, &idle))]));
        }
        let condensed = unit == Unit::Phase || columns.len() < busy.len();
        let mut view = Self {
            head: finding::head(facts, words, "", &[]),
            legend: Vec::new(),
            unit,
            sections,
            rows,
            columns,
            width: options.width,
            condensed,
        };
        if unit == Unit::Risk && view.letters().is_none() && view.has_reviewed() {
            notes.push(words.roles_in_tooltips.to_owned());
        }
        if view.named_of() > 1 {
            notes.push(fill(words.some_named, &[("n", &view.named_of().to_string())]));
        }
        let finding = format!("{}{}", finding::risks(facts, words), finding::busiest_risk(facts, words));
        view.head = finding::head(facts, words, &finding, &notes);
        view.legend = view.legend(facts, words);
        view
    }

    fn has_reviewed(&self) -> bool {
        self.rows.iter().flat_map(|row| &row.cells).any(|(_, cell)| cell.reviewed)
    }

    /// Left edge of the bars.
    fn bars(&self) -> f64 {
        self.width.px() - MARGIN - BARS
    }

    /// Left edge of the squares.
    fn left(&self) -> f64 {
        if self.columns.len() > 45 || self.width.px() < 1000.0 { LEFT } else { 330.0 }
    }

    /// Distance between columns.
    fn pitch(&self) -> f64 {
        ((self.bars() - 8.0 - self.left()) / count(self.columns.len().max(1))).min(26.0)
    }

    /// Room for letters in a square, if they fit at all.
    fn letters(&self) -> Option<f64> {
        let room = self.pitch() - 4.0;
        (room >= Face::STRONG.width("G")).then_some(room)
    }

    /// The letters of a square: all its roles, or the first and a plus.
    fn letters_of(&self, cell: &Cell) -> String {
        let Some(room) = self.letters() else { return String::new() };
        let all: String =
            LETTERS.iter().filter(|(group, _)| cell.groups.contains(*group)).map(|(_, letter)| *letter).collect();
        if Face::STRONG.width(&all) <= room {
            return all;
        }
        let short: String = all.chars().take(1).chain(['+']).collect();
        if Face::STRONG.width(&short) <= room { short } else { "+".to_owned() }
    }

    fn legend(&self, facts: &Facts, words: &Words) -> Vec<Entry> {
        let mut out = Vec::new();
        let hues: BTreeSet<usize> = self.sections.iter().map(|section| section.hue).collect();
        let cells = || self.rows.iter().flat_map(|row| row.cells.iter().map(move |(_, cell)| (row.hue, cell)));
        out.extend(legend::layers(facts, &hues, words));
        if self.unit == Unit::Phase {
            out.extend(legend::ramp(
                cells().map(|(_, cell)| cell.risks),
                words.risk_count,
                (words, &facts.basis.selection),
            ));
        } else {
            let hue = |wanted: &dyn Fn(&Cell) -> bool| cells().find(|(_, cell)| wanted(cell)).map(|(hue, _)| hue);
            if self.letters().is_none() {
                out.extend(
                    hue(&|cell| cell.reviewed)
                        .map(|hue| Entry::new(Mark::Square(vec![Name::nth("hue", hue)], ""), words.legend_reviewed)),
                );
            }
            for (group, letter) in LETTERS.into_iter().filter(|_| self.letters().is_some()) {
                out.extend(hue(&|cell| cell.groups.contains(group)).map(|hue| {
                    let mark = Mark::Square(vec![Name::nth("hue", hue)], letter);
                    Entry::new(mark, word(&words.legend_role, group))
                }));
            }
            if let Some(hue) = hue(&|cell| self.letters_of(cell).ends_with('+')) {
                out.push(Entry::new(Mark::Square(vec![Name::nth("hue", hue)], "+"), words.legend_more_roles));
            }
            if let Some(hue) = hue(&|cell| !cell.reviewed) {
                let mark = Mark::Square(vec![Name::of("hollow"), Name::nth("edge", hue)], "");
                out.push(Entry::new(mark, word(&words.legend_role, RoleGroup::Unstated)));
            }
        }
        if self.rows.iter().any(|row| row.cells.is_empty()) {
            out.push(Entry::new(
                Mark::Box(Paint::GAP_ROW, words.gap),
                of_team(words.legend_gap, &facts.basis.selection),
            ));
        }
        if self.rows.iter().any(|row| !row.cells.is_empty()) {
            out.push(Entry::new(Mark::Patch(Name::of("bar")), words.legend_bar));
        }
        if facts.shortens_codes() {
            out.push(Entry::new(Mark::Bare, words.legend_codes));
        }
        out
    }

    fn height(&self) -> f64 {
        self.sections.iter().map(|section| SECTION + ROW * count(section.rows) + 3.0).sum()
    }

    /// Among how many columns one is named, so that slanted labels stay apart.
    fn named_of(&self) -> usize {
        [1, 2, 3, 5].into_iter().find(|step| self.pitch() * count(*step) >= 14.0).unwrap_or(5)
    }

    /// Columns whose label and sum are drawn.
    fn labelled(&self) -> impl Iterator<Item = (usize, f64, usize)> {
        let (left, pitch) = (self.left(), self.pitch());
        let columns = self.columns.iter().copied().enumerate().step_by(self.named_of());
        columns.map(move |(column, tool)| (column, left + pitch * (count(column) + 0.5), tool))
    }

    fn header_height(&self, facts: &Facts) -> f64 {
        let widths = self.labelled().map(|(_, _, tool)| Face::NAME.width(facts.tool_name(tool)).min(SLOPE));
        widths.fold(0.0_f64, f64::max) * 0.87 + 14.0
    }

    fn draw_columns(&self, svg: &mut Svg, facts: &Facts, grid: f64, height: f64) {
        for column in (0..self.columns.len()).step_by(2) {
            let x = self.left() + self.pitch() * count(column);
            svg.rect(Area { x, y: grid + 1.0, w: self.pitch(), h: height - 4.0 }, 0.0, &[Name::of("zebra")]);
        }
        for (_, x, tool) in self.labelled() {
            let Some(node) = facts.tools.get(tool) else { continue };
            svg.open("g", &[("id", Value::Name(Name::nth("t", tool)))]);
            svg.tooltip(node.name.as_str());
            svg.link(node.href.as_ref(), &node.name, |svg| {
                let (x, y) = (x + 4.0, grid - 5.0);
                let classes = [Name::of(Face::NAME.class), Name::of("ink")];
                let attributes = [
                    ("class", Value::Names(&classes)),
                    ("x", Value::Number(x)),
                    ("y", Value::Number(y)),
                    ("text-anchor", Value::Word("start")),
                    ("transform", Value::Turned(-60.0, x, y)),
                ];
                svg.leaf("text", &attributes, &Face::NAME.fit(&node.name, SLOPE));
            });
            svg.close();
        }
    }

    fn draw_section(&self, svg: &mut Svg, section: &Section, y: f64) {
        let ink = HUE_INK.get(section.hue).copied().unwrap_or("ink");
        let name = Face::HEADING.fit(&section.name, self.width.room());
        svg.words((MARGIN, y + 14.5), Anchor::Start, Face::HEADING, ink, &name);
        let line = Path::default().then('M', &[MARGIN, y + 19.5]).then('H', &[self.width.px() - MARGIN]);
        svg.empty("path", &[("class", Value::Word("line")), ("d", Value::Path(&line))]);
        let bar = Area { x: MARGIN, y: y + SECTION, w: 3.0, h: ROW * count(section.rows) };
        svg.rect(bar, 0.0, &[Name::nth("hue", section.hue)]);
    }

    fn draw_row(&self, svg: &mut Svg, words: &Words, (index, row): (usize, &Row), y: f64, most: usize) {
        svg.open("g", &[("id", Value::Name(Name::nth("r", index)))]);
        svg.tooltip(row.tooltip.as_str());
        if row.cells.is_empty() {
            let area = Area { x: MARGIN + 5.0, y: y + 0.5, w: self.width.room() - 5.0, h: ROW - 1.0 };
            Paint::GAP_ROW.draw(svg, area, 0.0);
        }
        let code = Face::CODE.fit(&row.code, 90.0);
        svg.words((MARGIN + 9.0, y + 12.5), Anchor::Start, Face::CODE, "ink", &code);
        let x = MARGIN + 9.0 + self.code_width();
        let name = Face::NAME.fit(&row.name, self.left() - x - 8.0);
        svg.words((x, y + 12.5), Anchor::Start, Face::NAME, "ink", &name);
        for (column, tool) in self.columns.iter().enumerate() {
            if let Some(cell) = row.cell(*tool) {
                let x = self.left() + self.pitch() * count(column);
                self.draw_cell(svg, row, cell, Area { x, y, w: self.pitch(), h: ROW });
            }
        }
        if row.cells.is_empty() {
            svg.words((self.bars(), y + 12.5), Anchor::Start, Face::CODE, "gap-ink", &Label::new(words.gap));
        } else {
            let w = (BAR * count(row.cells.len()) / count(most)).max(2.0);
            svg.rect(Area { x: self.bars(), y: y + 3.5, w, h: 10.0 }, 2.0, &[Name::of("bar")]);
            let number = Label::new(&row.cells.len().to_string());
            svg.words((self.bars() + w + 5.0, y + 12.5), Anchor::Start, Face::CODE, "ink", &number);
        }
        svg.close();
    }

    /// Room for the codes, the widest of them and a gap.
    fn code_width(&self) -> f64 {
        let widths = self.rows.iter().map(|row| Face::CODE.width(row.code.as_str()).min(90.0));
        widths.fold(0.0, f64::max) + 8.0
    }

    fn draw_cell(&self, svg: &mut Svg, row: &Row, cell: &Cell, area: Area) {
        let inset = if area.w > 10.0 { 1.5 } else { 0.5 };
        let square = Area { x: area.x + inset, y: area.y + 1.75, w: area.w - 2.0 * inset, h: area.h - 3.5 };
        let middle = (area.x + area.w / 2.0, area.y + 12.2);
        if self.unit == Unit::Phase {
            let paint = Paint::ramp(cell.risks);
            paint.draw(svg, square, 2.0);
            let number = Label::new(&cell.risks.to_string());
            if Face::STRONG.width(number.as_str()) <= square.w {
                svg.words(middle, Anchor::Middle, Face::STRONG, paint.ink, &number);
            }
        } else if cell.reviewed {
            svg.rect(square, 2.5, &[Name::nth("hue", row.hue)]);
            let letters = Label::new(&self.letters_of(cell));
            svg.words(middle, Anchor::Middle, Face::STRONG, "on-hue", &letters);
        } else {
            let square = Area { x: square.x + 0.7, y: square.y + 0.7, w: square.w - 1.4, h: square.h - 1.4 };
            svg.rect(square, 2.5, &[Name::of("hollow"), Name::nth("edge", row.hue)]);
        }
    }

    fn draw_sums(&self, svg: &mut Svg, facts: &Facts, words: &Words, y: f64) {
        if self.columns.is_empty() {
            return;
        }
        let title = Label::new(words.risks_per_tool);
        svg.words((self.left() - 8.0, y), Anchor::End, Face::SMALL, "muted", &title);
        for (_, x, tool) in self.labelled() {
            let number = facts.tools.get(tool).map_or(0, |node| node.risks.len());
            svg.words((x, y), Anchor::Middle, Face::SMALL, "muted", &Label::new(&number.to_string()));
        }
    }
}

impl OverviewView for MatrixView {
    fn head(&self) -> &Head {
        &self.head
    }

    fn is_condensed(&self) -> bool {
        self.condensed
    }

    fn svg(&self, facts: &Facts, options: Options) -> String {
        let words = Words::of(options.language);
        let frame = Frame::new(&self.head, &self.legend, options);
        let mut svg = Svg::default();
        let top = frame.top();
        if self.rows.is_empty() {
            svg.words((MARGIN, top + 20.0), Anchor::Start, Face::NAME, "muted", &Label::new(words.nothing));
            return frame.finish(&svg, top + 26.0);
        }
        let grid = if self.columns.is_empty() { top + 8.0 } else { top + self.header_height(facts) };
        let height = self.height();
        self.draw_columns(&mut svg, facts, grid, height);
        svg.words((self.bars(), grid - 4.0), Anchor::Start, Face::SMALL, "muted", &Label::new(words.tools));
        let most = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(1);
        let mut y = grid;
        let mut rows = self.rows.iter().enumerate();
        for section in &self.sections {
            self.draw_section(&mut svg, section, y);
            y += SECTION;
            for (index, row) in rows.by_ref().take(section.rows) {
                self.draw_row(&mut svg, words, (index, row), y, most);
                y += ROW;
            }
            y += 3.0;
        }
        self.draw_sums(&mut svg, facts, words, y + 12.0);
        frame.finish(&svg, y + 14.0)
    }

    fn dot(&self, facts: &Facts) -> String {
        dot::matrix(facts, self.head.title.as_str())
    }

    fn table(&self, facts: &Facts) -> Table {
        table::matrix(facts)
    }
}

fn showing(words: &Words, what: &str, shown: usize, all: usize) -> String {
    fill(words.showing, &[("shown", &shown.to_string()), ("all", &all.to_string()), ("what", what)])
}

/// Cuts sections so that they hold `rows` rows together.
fn trim(sections: &mut Vec<Section>, mut rows: usize) {
    for section in sections.iter_mut() {
        section.rows = section.rows.min(rows);
        rows -= section.rows;
    }
    sections.retain(|section| section.rows > 0);
}

fn risk_rows(facts: &Facts, words: &Words) -> (Vec<Section>, Vec<Row>) {
    let mut sections = Vec::new();
    let mut rows = Vec::new();
    for phase in facts.phases.iter().filter(|phase| !phase.risks.is_empty()) {
        let hue = phase.layer % HUES;
        let name = facts.in_list(phase.layer, &phase.name);
        sections.push(Section { name, hue, rows: phase.risks.len() });
        for risk in phase.risks.iter().filter_map(|&risk| facts.risks.get(risk)) {
            rows.push(Row {
                code: risk.short.clone(),
                name: risk.name.clone(),
                hue,
                tooltip: Label::new(&finding::risk_with_tools(facts, words, risk)),
                cells: cells(risk.links.iter().collect()),
            });
        }
    }
    (sections, rows)
}

/// What stands at the crossing with each tool of some links, by tool.
fn cells(mut links: Vec<&Link>) -> Vec<(usize, Cell)> {
    links.sort_by_key(|link| link.tool);
    let mut cells: Vec<(usize, Cell)> = Vec::new();
    for link in links {
        if cells.last().is_none_or(|(tool, _)| *tool != link.tool) {
            cells.push((link.tool, Cell::default()));
        }
        if let Some((_, cell)) = cells.last_mut() {
            cell.reviewed |= link.reviewed;
            cell.groups.extend(link.groups.iter());
            cell.risks += 1;
        }
    }
    cells
}

fn phase_rows(facts: &Facts) -> (Vec<Section>, Vec<Row>) {
    let mut sections: Vec<Section> = Vec::new();
    let mut rows = Vec::new();
    let mut layer_before = None;
    for phase in facts.phases.iter().filter(|phase| !phase.risks.is_empty()) {
        let hue = phase.layer % HUES;
        if let Some(section) = sections.last_mut().filter(|_| layer_before == Some(phase.layer)) {
            section.rows += 1;
        } else {
            let name = facts.layers.get(phase.layer).map_or(&phase.name, |layer| &layer.name).clone();
            sections.push(Section { name, hue, rows: 1 });
        }
        layer_before = Some(phase.layer);
        let risks: Vec<&Risk> = phase.risks.iter().filter_map(|&risk| facts.risks.get(risk)).collect();
        rows.push(Row {
            code: Label::new(&risks.len().to_string()),
            name: phase.name.clone(),
            hue,
            tooltip: phase.name.clone(),
            cells: cells(risks.iter().flat_map(|risk| &risk.links).collect()),
        });
    }
    (sections, rows)
}

/// At most `most` tools, those that address most, in an order: unless another is asked for, that of the mean row they
/// address, which puts the squares near the diagonal.
fn columns(facts: &Facts, busy: &[usize], most: usize, order: Option<Order>) -> Vec<usize> {
    let risks = |tool: &usize| facts.tools.get(*tool).map_or(&[][..], |node| &node.risks);
    let mut kept = busy.to_vec();
    kept.sort_by_key(|tool| (std::cmp::Reverse(risks(tool).len()), *tool));
    kept.truncate(most);
    match order {
        Some(Order::Count) => return kept,
        Some(Order::Name) => {
            // Tools are in the order of their names.
            kept.sort_unstable();
            return kept;
        }
        None | Some(Order::Lifecycle | Order::Crossings) => {}
    }
    let place = places(facts);
    let mean = |tool: &usize| {
        let rows = risks(tool);
        let sum: usize = rows.iter().filter_map(|risk| place.get(*risk)).sum();
        count(sum) / count(rows.len().max(1))
    };
    kept.sort_by(|a, b| mean(a).total_cmp(&mean(b)).then(a.cmp(b)));
    kept
}

/// The row of each risk when rows go by phase.
fn places(facts: &Facts) -> Vec<usize> {
    let mut place = vec![0; facts.risks.len()];
    for (row, &risk) in facts.phases.iter().flat_map(|phase| &phase.risks).enumerate() {
        if let Some(slot) = place.get_mut(risk) {
            *slot = row;
        }
    }
    place
}
