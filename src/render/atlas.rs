//! The matrix of an edition's goals: a column per tactic in bands, a cell per technique, sub-techniques set in.
//!
//! An [`Outline`] goes in, a drawing comes out. States and tools are the outline's.

use super::basis::Basis;
use super::frame::{self, Frame, Head, MARGIN};
use super::legend::{Entry, Mark};
use super::outline::{Node, Outline};
use super::outline_words::OutlineWords;
use super::palette::Paint;
use super::phrase::{fill, word};
use super::state_mark::StateMark;
use super::svg::{Anchor, Area, Name, Path, Svg, Value, count};
use super::table::{self, Table};
use super::text::{Face, Label};
use super::words::Words;
use super::{Drawing, Options, dot};
use crate::coverage::{Selection, State, UnitCounts};
use std::collections::{BTreeMap, BTreeSet};

/// Narrowest column in which names can be read.
const COLUMN: f64 = 138.0;
/// Widest column: few goals do not spread over the whole canvas.
const WIDEST: f64 = 240.0;
/// How far what stands below another is set in.
const INDENT: f64 = 10.0;
/// Free space between columns.
const GUTTER: f64 = 7.0;
/// Cells a picture may have.
const CELLS: usize = 900;
/// Columns a picture may have.
const COLUMNS: usize = 300;

/// One language's words: those of all pictures, those of the pictures of an edition.
type Language = (&'static Words, &'static OutlineWords);

/// A goal with what stands under it.
#[derive(Debug, Clone)]
struct Column {
    /// `None`: what serves no goal.
    goal: Option<usize>,
    cells: Vec<Cell>,
    counts: Vec<UnitCounts>,
}

/// A node in a column.
#[derive(Debug, Clone, Copy)]
struct Cell {
    node: usize,
    /// How many of those above it stand in the same column.
    depth: usize,
}

/// The matrix, before it is placed.
#[derive(Debug, Clone)]
pub(super) struct AtlasView {
    outline: Outline,
    head: Head,
    legend: Vec<Entry>,
    columns: Vec<Column>,
    /// Whether columns show numbers instead of cells.
    goals_only: bool,
}

impl AtlasView {
    /// Chooses what stands where and words the finding.
    pub(super) fn new(outline: Outline, options: Options) -> Self {
        let (words, own) = (Words::of(options.language), OutlineWords::of(options.language));
        let units = units(&outline);
        let all = columns(&outline, &units);
        let cells: usize = all.iter().map(|column| column.cells.len()).sum();
        let goals_only = cells > CELLS;
        let candidates: BTreeSet<usize> = all
            .iter()
            .flat_map(|column| &column.cells)
            .map(|cell| cell.node)
            .filter(|&node| is_leaf(&outline, node))
            .collect();
        let mut columns = all;
        for column in &mut columns {
            column.cells.retain(|cell| outline.is_drawn(cell.node, options.show));
        }
        let finding = if units.is_empty() {
            fill(own.no_goals, &[("edition", outline.basis.edition.as_str())])
        } else {
            outline.finding(&units, words, own)
        };
        let mut notes = vec![own.read_atlas.to_owned()];
        if goals_only {
            notes = vec![fill(own.goals_only, &[("n", &cells.to_string())])];
        }
        if columns.len() > COLUMNS {
            let (shown, all) = (COLUMNS.to_string(), columns.len().to_string());
            notes.push(fill(words.showing, &[("shown", &shown), ("all", &all), ("what", words.groups)]));
            columns.truncate(COLUMNS);
        }
        notes.push(fill(own.split, &[("states", &outline.split(&units, words))]));
        notes.extend(outline.hidden(&candidates, options.show, own));
        let has_parents = columns.iter().flat_map(|column| &column.cells).any(|cell| !is_leaf(&outline, cell.node));
        if has_parents && !goals_only {
            notes.push(word(&own.parents, options.aggregate).to_owned());
        }
        if outline.leaves().any(|(_, leaf, _)| leaf.goals.len() > 1) {
            notes.push(own.in_each.to_owned());
        }
        notes.extend(elsewhere(&outline, &units, words, own));
        let mut view = Self {
            head: Head::new(&outline.basis, words, &finding, &notes, &outline.gaps()),
            legend: Vec::new(),
            outline,
            columns,
            goals_only,
        };
        view.legend = view.legend(words, own, has_parents);
        view
    }

    fn legend(&self, words: &Words, own: &OutlineWords, has_parents: bool) -> Vec<Entry> {
        let mut out = Vec::new();
        let cells: Vec<&Node> = if self.goals_only {
            Vec::new()
        } else {
            let cells = self.columns.iter().flat_map(|column| &column.cells);
            cells.filter_map(|cell| self.outline.node(cell.node)).collect()
        };
        out.extend(states(cells.iter().filter_map(|node| node.state), words, own, &self.outline.basis.selection));
        if cells.iter().any(|node| node.tools > 0) {
            out.push(Entry::new(Mark::Bare, own.legend_number));
        }
        if has_parents && !self.goals_only {
            out.push(Entry::new(Mark::Bare, own.legend_parent));
        }
        if !self.columns.is_empty() {
            out.push(Entry::new(Mark::Patch(Name::of("bar")), own.legend_share));
        }
        out
    }

    fn draw_band(
        &self,
        svg: &mut Svg,
        (words, own): Language,
        band: &[Column],
        pitch: f64,
        top: f64,
        drawn: &mut usize,
    ) -> f64 {
        let own_width = pitch - GUTTER;
        let name = |column: &Column| {
            let goal = column.goal.and_then(|goal| self.outline.node(goal));
            let name = goal.map_or_else(|| Label::new(own.without_goal), |goal| goal.name.clone());
            Face::HEADING.wrap(&name, own_width, 2)
        };
        let names: Vec<Vec<Label>> = band.iter().map(name).collect();
        let lines = names.iter().map(Vec::len).max().unwrap_or(1);
        let below = top + 14.0 * count(lines) + 30.0;
        let mut bottom = below;
        for (index, (column, name)) in band.iter().zip(&names).enumerate() {
            let x = MARGIN + pitch * count(index);
            let area = Area { x, y: top, w: own_width, h: 14.0 * count(lines) };
            self.draw_header(svg, (words, own), column, name, area);
            let end = if self.goals_only {
                draw_numbers(svg, words, column, (x, below))
            } else {
                self.draw_cells(svg, words, column, (x, below), own_width, drawn)
            };
            bottom = bottom.max(end);
        }
        bottom
    }

    fn draw_header(&self, svg: &mut Svg, (words, own): Language, column: &Column, name: &[Label], area: Area) {
        let goal = column.goal.and_then(|goal| self.outline.node(goal));
        let title = goal.map_or_else(|| own.without_goal.to_owned(), Node::title);
        svg.open("g", &[]);
        svg.tooltip(&title);
        svg.link(goal.and_then(|goal| goal.href.as_ref()), &Label::new(&title), |svg| {
            for (row, line) in name.iter().enumerate() {
                svg.words((area.x, area.y + 11.0 + 14.0 * count(row)), Anchor::Start, Face::HEADING, "ink", line);
            }
        });
        svg.close();
        let share = |count: &UnitCounts| {
            fill(words.addressed, &[("n", &count.addressed().to_string()), ("of", &count.of.to_string())])
        };
        let share = column.counts.iter().map(share).collect::<Vec<_>>().join(words.list_comma);
        let share = Face::SMALL.fit(&Label::new(&share), area.w);
        let y = area.y + area.h;
        svg.words((area.x, y + 10.0), Anchor::Start, Face::SMALL, "muted", &share);
        draw_share(svg, &column.counts, Area { x: area.x, y: y + 15.0, w: area.w, h: 5.0 });
    }

    fn draw_cells(
        &self,
        svg: &mut Svg,
        words: &Words,
        column: &Column,
        (x, top): (f64, f64),
        w: f64,
        drawn: &mut usize,
    ) -> f64 {
        let mut y = top;
        // Where the last cell of each depth ends: what is set in hangs from it.
        let mut ends: Vec<f64> = Vec::new();
        for cell in &column.cells {
            let Some((node, state)) = self.outline.node(cell.node).and_then(|node| Some((node, node.state?))) else {
                continue;
            };
            let depth = cell.depth.min(3);
            let indent = INDENT * count(depth);
            let mark = StateMark::new(state, node.tools, words);
            let face = if node.unit.is_some() { Face::SMALL } else { Face::STRONG };
            let lines = face.wrap(&node.name, w - indent - 12.0 - mark.width(), 3);
            let h = 12.0 * count(lines.len()) + 5.0;
            if let Some(hook) = depth.checked_sub(1).and_then(|above| ends.get(above)) {
                let left = x + indent - INDENT + 4.0;
                let path = Path::default().then('M', &[left, *hook]).then('V', &[y + 8.5]).then('H', &[x + indent]);
                svg.empty("path", &[("class", Value::Word("line")), ("d", Value::Path(&path))]);
            }
            let area = Area { x: x + indent, y, w: w - indent, h };
            svg.open("g", &[("id", Value::Name(Name::nth("i", *drawn)))]);
            svg.tooltip(&self.outline.tooltip(node, words));
            svg.link(node.href.as_ref(), &Label::new(&node.title()), |svg| {
                let paint = Paint::state(state);
                paint.draw(svg, area, 2.5);
                for (row, line) in lines.iter().enumerate() {
                    let at = (area.x + 5.0, y + 11.5 + 12.0 * count(row));
                    let ink = if state == State::Gap { "ink" } else { paint.ink };
                    svg.words(at, Anchor::Start, face, ink, line);
                }
                mark.draw(svg, area.x + area.w - 5.0, y + 11.5);
            });
            svg.close();
            *drawn += 1;
            y += h + 2.0;
            ends.truncate(depth);
            ends.resize(depth + 1, y - 2.0);
        }
        y
    }
}

impl Drawing for AtlasView {
    fn basis(&self) -> &Basis {
        &self.outline.basis
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn is_condensed(&self) -> bool {
        self.goals_only || self.columns.len() >= COLUMNS
    }

    fn svg(&self, options: Options) -> String {
        let (words, own) = (Words::of(options.language), OutlineWords::of(options.language));
        let frame = Frame::new(&self.head, &self.legend, options);
        let mut svg = Svg::default();
        let mut y = frame.top() + 6.0;
        let room = options.width.room();
        let fit = frame::columns(room, COLUMN - GUTTER, GUTTER);
        let bands = self.columns.len().div_ceil(fit).max(1);
        let per_band = self.columns.len().div_ceil(bands).max(1);
        let pitch = ((room + GUTTER) / count(per_band)).min(WIDEST);
        let mut drawn = 0;
        for band in self.columns.chunks(per_band) {
            y = self.draw_band(&mut svg, (words, own), band, pitch, y, &mut drawn) + 22.0;
        }
        if self.columns.is_empty() {
            svg.words((MARGIN, y + 20.0), Anchor::Start, Face::NAME, "muted", &Label::new(words.nothing));
            y += 50.0;
        }
        frame.finish(&svg, y - 22.0)
    }

    fn dot(&self) -> String {
        dot::outline(&self.outline, self.head.title.as_str())
    }

    fn table(&self) -> Table {
        table::outline(&self.outline)
    }
}

/// A bar for a share; none for several units, which are never added up.
pub(super) fn draw_share(svg: &mut Svg, counts: &[UnitCounts], area: Area) {
    let [share] = counts else { return };
    svg.rect(area, area.h / 2.0, &[Name::of("track")]);
    if share.addressed() > 0 {
        let w = (area.w * count(share.addressed()) / count(share.of.max(1))).max(area.h);
        svg.rect(Area { w, ..area }, area.h / 2.0, &[Name::of("bar")]);
    }
}

/// A legend entry for each state that occurs, in the order of states.
pub(super) fn states(
    used: impl Iterator<Item = State>,
    words: &Words,
    own: &OutlineWords,
    selection: &Selection,
) -> Vec<Entry> {
    let used: BTreeSet<State> = used.collect();
    let entry = |state: &State| {
        let values = [("state", words.state(*state)), ("meaning", words.meaning(*state, selection))];
        Entry::new(Mark::State(*state, StateMark::new(*state, 0, words)), &fill(own.state, &values))
    };
    used.iter().map(entry).collect()
}

/// Whether coverage counts a node: else others of its class stand below it.
fn is_leaf(outline: &Outline, node: usize) -> bool {
    outline.node(node).is_some_and(|node| node.unit.is_some())
}

/// What is counted of leaves that serve a goal: those alone are drawn.
fn units(outline: &Outline) -> Vec<&'static str> {
    let under = outline.leaves().filter(|(_, leaf, _)| !leaf.goals.is_empty()).map(|(_, _, unit)| unit);
    under.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Each goal with the items that serve it, and what of the same units serves none; none where no goal is served.
fn columns(outline: &Outline, units: &[&str]) -> Vec<Column> {
    if units.is_empty() {
        return Vec::new();
    }
    let of_units = |index: usize| {
        let mut open = vec![index];
        while let Some(node) = open.pop().and_then(|index| outline.node(index)) {
            if node.unit.is_some_and(|unit| units.contains(&unit)) {
                return true;
            }
            open.extend(&node.children);
        }
        false
    };
    let mut cells: BTreeMap<Option<usize>, Vec<Cell>> = BTreeMap::new();
    for (index, node) in
        outline.nodes.iter().enumerate().filter(|(index, node)| node.state.is_some() && of_units(*index))
    {
        let goals: Vec<Option<usize>> = match node.goals.as_slice() {
            [] => vec![None],
            goals => goals.iter().copied().map(Some).collect(),
        };
        for goal in goals {
            let in_column = cells.entry(goal).or_default();
            let above = in_column.iter().rev().find(|cell| Some(cell.node) == node.parent);
            let depth = above.map_or(0, |cell| cell.depth + 1);
            in_column.push(Cell { node: index, depth });
        }
    }
    let goals = outline.goals().into_iter().map(Some).chain([None]);
    goals
        .filter_map(|goal| Some((goal, cells.remove(&goal)?)))
        .map(|(goal, cells)| column(outline, units, goal, cells))
        .collect()
}

fn column(outline: &Outline, units: &[&str], goal: Option<usize>, cells: Vec<Cell>) -> Column {
    let counts = if let Some(goal) = goal.and_then(|goal| outline.node(goal)) {
        goal.counts.iter().filter(|count| units.contains(&count.unit)).cloned().collect()
    } else {
        let leaves = cells.iter().filter_map(|cell| outline.node(cell.node)).filter(|node| node.unit.is_some());
        UnitCounts::total(leaves.flat_map(|leaf| &leaf.counts))
    };
    Column { goal, cells, counts }
}

/// What is counted but serves no goal, as a sentence.
fn elsewhere(outline: &Outline, units: &[&str], words: &Words, own: &OutlineWords) -> Option<String> {
    let others = outline.counts.iter().filter(|count| !units.is_empty() && !units.contains(&count.unit));
    let what: Vec<String> =
        others.map(|count| format!("{} {}", count.of, own.noun(outline.level(count.unit)))).collect();
    (!what.is_empty()).then(|| fill(own.elsewhere, &[("what", &what.join(words.list_comma))]))
}

/// The leaves of a column by state, a line each; says where they end.
fn draw_numbers(svg: &mut Svg, words: &Words, column: &Column, (x, top): (f64, f64)) -> f64 {
    let mut y = top;
    for (state, _) in State::ALL {
        let number: usize = column.counts.iter().map(|count| count.in_state(state)).sum();
        if number > 0 {
            y += 13.0;
            let text = Label::new(&format!("{number} {}", words.state(state)));
            svg.words((x, y), Anchor::Start, Face::SMALL, "ink", &text);
        }
    }
    y + 4.0
}
