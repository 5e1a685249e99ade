//! An edition by its own levels: functions over categories over a tile per item. An icicle, so that texts stay level.
//!
//! An [`Outline`] goes in, a drawing comes out. States and tools are the outline's.

use super::atlas::{draw_share, states};
use super::basis::Basis;
use super::frame::{Frame, Head, MARGIN, columns};
use super::legend::{Entry, Mark};
use super::outline::{Node, Outline};
use super::outline_words::OutlineWords;
use super::palette::Paint;
use super::phrase::fill;
use super::state_mark::StateMark;
use super::svg::{Anchor, Area, Name, Svg, Value, count};
use super::table::{self, Table};
use super::text::{Face, Label};
use super::words::Words;
use super::{Drawing, Options, dot};
use crate::coverage::{State, UnitCounts};
use std::collections::{BTreeMap, BTreeSet};

/// Tiles up to which each carries its name.
const NAMED: usize = 150;
/// Tiles up to which each is drawn.
const TILED: usize = 600;
/// Rows a picture may have.
const ROWS: usize = 500;
/// Widths of the columns of functions and categories, and the space after each.
const FUNCTION: f64 = 136.0;
const CATEGORY: f64 = 224.0;
const GAP: f64 = 6.0;
/// Lines of a code at most: some are long words.
const CODE_LINES: usize = 2;
/// Room a function needs for two lines of its name and its share.
const LOWEST: f64 = 58.0;

/// How much a tile shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Code, state, name.
    Named,
    /// Code and state.
    Codes,
    /// No tiles: a bar per category.
    Bars,
}

/// A category with its items of one unit.
#[derive(Debug, Clone)]
struct Row {
    /// The function, or goal, the category stands below; `None` where nothing stands above it.
    top: Option<usize>,
    category: Option<usize>,
    tiles: Vec<usize>,
    counts: Vec<UnitCounts>,
}

/// Rows under one function.
#[derive(Debug, Clone)]
struct Block {
    top: Option<usize>,
    rows: Vec<Row>,
}

/// The icicle, before it is placed.
#[derive(Debug, Clone)]
pub(super) struct RmfView {
    outline: Outline,
    head: Head,
    legend: Vec<Entry>,
    detail: Detail,
    blocks: Vec<Block>,
    /// Whether functions have a column: else what stands uppermost is the category.
    has_functions: bool,
    condensed: bool,
}

impl RmfView {
    /// Chooses the detail and words the finding.
    pub(super) fn new(outline: Outline, options: Options) -> Self {
        let (words, own) = (Words::of(options.language), OutlineWords::of(options.language));
        let mut rows = rows(&outline);
        let has_functions = rows.iter().any(|row| row.top.is_some() && row.category.is_some());
        let is_flat = rows.iter().all(|row| row.top.is_none() && row.category.is_none());
        let tiles: usize = rows.iter().map(|row| row.tiles.len()).sum();
        let detail = match tiles {
            0..=NAMED => Detail::Named,
            _ if tiles <= TILED => Detail::Codes,
            _ => Detail::Bars,
        };
        let units: Vec<&str> = outline.counts.iter().map(|count| count.unit).collect();
        let all: BTreeSet<usize> = rows.iter().flat_map(|row| row.tiles.iter().copied()).collect();
        for row in &mut rows {
            row.tiles.retain(|&tile| outline.is_drawn(tile, options.show));
        }
        rows.retain(|row| !row.tiles.is_empty());
        let mut notes = vec![reading(&outline, detail, tiles, words, own)];
        let too_many = rows.len() > ROWS;
        if too_many {
            let values = [("shown", &*ROWS.to_string()), ("all", &*rows.len().to_string()), ("what", words.groups)];
            notes.push(fill(words.showing, &values));
            rows.truncate(ROWS);
        }
        if is_flat && !outline.counts.is_empty() {
            notes.push(own.no_levels.to_owned());
        }
        notes.push(fill(own.split, &[("states", &outline.split(&units, words))]));
        notes.extend(outline.hidden(&all, options.show, own));
        if outline.leaves().any(|(_, leaf, _)| leaf.goals.len() > 1) {
            notes.push(own.in_each_row.to_owned());
        }
        let finding = outline.finding(&units, words, own);
        let mut view = Self {
            head: Head::new(&outline.basis, words, &finding, &notes, &outline.gaps()),
            legend: Vec::new(),
            detail,
            blocks: blocks(rows),
            has_functions,
            condensed: detail != Detail::Named || too_many,
            outline,
        };
        view.legend = view.legend(words, own);
        view
    }

    fn legend(&self, words: &Words, own: &OutlineWords) -> Vec<Entry> {
        let tiles = self.blocks.iter().flat_map(|block| &block.rows).flat_map(|row| &row.tiles);
        let tiles = if self.detail == Detail::Bars { None } else { Some(tiles) };
        let tiles: Vec<&Node> = tiles.into_iter().flatten().filter_map(|&tile| self.outline.node(tile)).collect();
        let mut out = states(tiles.iter().filter_map(|node| node.state), words, own, &self.outline.basis.selection);
        if tiles.iter().any(|node| node.tools > 0) {
            out.push(Entry::new(Mark::Bare, own.legend_number));
        }
        if !self.blocks.is_empty() {
            out.push(Entry::new(Mark::Patch(Name::of("bar")), own.legend_share));
        }
        out
    }

    /// Where tiles begin.
    fn left(&self) -> f64 {
        MARGIN + CATEGORY + GAP + if self.has_functions { FUNCTION + GAP } else { 0.0 }
    }

    fn draw_block(&self, svg: &mut Svg, words: &Words, block: &Block, room: f64, top: f64, drawn: &mut usize) -> f64 {
        let mut y = top;
        for row in &block.rows {
            y = self.draw_row(svg, words, row, room, y, drawn) + GAP;
        }
        if self.has_functions {
            y = y.max(top + LOWEST + GAP);
            let area = Area { x: MARGIN, y: top, w: FUNCTION, h: y - GAP - top };
            self.draw_function(svg, words, block, area);
        }
        y
    }

    fn draw_function(&self, svg: &mut Svg, words: &Words, block: &Block, area: Area) {
        let node = block.top.and_then(|top| self.outline.node(top));
        let title = node.map_or_else(|| words.no_group.to_owned(), Node::title);
        let name = node.map_or_else(|| Label::new(words.no_group), |node| node.name.clone());
        let counts = node.map_or_else(
            || UnitCounts::total(block.rows.iter().flat_map(|row| &row.counts)),
            |node| node.counts.clone(),
        );
        svg.open("g", &[]);
        svg.tooltip(&title);
        svg.rect(area, 3.0, &[Name::of("zebra")]);
        svg.link(node.and_then(|node| node.href.as_ref()), &Label::new(&title), |svg| {
            let lines = if area.h >= LOWEST + 14.0 { 3 } else { 2 };
            let mut y = area.y + 17.0;
            for line in Face::HEADING.wrap(&name, area.w - 14.0, lines) {
                svg.words((area.x + 7.0, y), Anchor::Start, Face::HEADING, "ink", &line);
                y += 14.0;
            }
            let share = share(words, &counts);
            let share = Face::SMALL.fit(&Label::new(&share), area.w - 14.0);
            svg.words((area.x + 7.0, y), Anchor::Start, Face::SMALL, "muted", &share);
            let bar = Area { x: area.x + 7.0, y: y + 6.0, w: area.w - 14.0, h: 5.0 };
            draw_share(svg, &counts, bar);
        });
        svg.close();
    }

    /// What a row calls itself: its category, else what stands above, else the edition.
    fn label(&self, row: &Row) -> (Label, Label) {
        match row.category.or(row.top).and_then(|index| self.outline.node(index)) {
            Some(node) if node.name == node.notation => (node.name.clone(), Label::new("")),
            Some(node) => (node.notation.clone(), node.name.clone()),
            None => (self.outline.basis.edition.clone(), Label::new("")),
        }
    }

    fn draw_row(&self, svg: &mut Svg, words: &Words, row: &Row, room: f64, top: f64, drawn: &mut usize) -> f64 {
        let (code, name) = self.label(row);
        let x = self.left() - GAP - CATEGORY;
        let share = share(words, &row.counts);
        let share_width = Face::STRONG.width(&share);
        let code_line = Face::CODE.fit(&code, CATEGORY - 22.0 - share_width);
        let lines = if name.as_str().is_empty() { vec![] } else { Face::SMALL.wrap(&name, CATEGORY - 14.0, 3) };
        let least = 16.0 + 12.0 * count(lines.len()) + 13.0;
        let tiles = self.lines(words, row, room);
        let heights: f64 = tiles.iter().map(|line| line.h + 3.0).sum::<f64>() - 3.0;
        let area = Area { x, y: top, w: CATEGORY, h: least.max(heights) };
        svg.open("g", &[]);
        svg.tooltip(&format!("{code} {name} – {share}"));
        svg.rect(area, 3.0, &[Name::of("zebra")]);
        svg.words((x + 7.0, top + 15.0), Anchor::Start, Face::CODE, "ink", &code_line);
        svg.words((x + CATEGORY - 7.0, top + 15.0), Anchor::End, Face::STRONG, "muted", &Label::new(&share));
        for (index, line) in lines.iter().enumerate() {
            svg.words((x + 7.0, top + 29.0 + 12.0 * count(index)), Anchor::Start, Face::SMALL, "ink", line);
        }
        let bar = top + 16.0 + 12.0 * count(lines.len()) + 5.0;
        draw_share(svg, &row.counts, Area { x: x + 7.0, y: bar, w: CATEGORY - 14.0, h: 4.0 });
        svg.close();
        let mut y = top;
        for line in &tiles {
            for (index, (tile, texts)) in line.tiles.iter().enumerate() {
                let Some(node) = self.outline.node(*tile) else { continue };
                let x = self.left() + (line.w + 3.0) * count(index);
                draw_tile(svg, words, (&self.outline, node), texts, Area { x, y, w: line.w, h: line.h }, *drawn);
                *drawn += 1;
            }
            y += line.h + 3.0;
        }
        area.y + area.h
    }

    /// The tiles of a row in lines that fit, each as high as its fullest tile needs.
    fn lines(&self, words: &Words, row: &Row, room: f64) -> Vec<Line> {
        let narrowest = match self.detail {
            Detail::Named => 118.0,
            Detail::Codes => 108.0,
            Detail::Bars => return Vec::new(),
        };
        let room = room - (self.left() - MARGIN);
        let fit = columns(room, narrowest, 3.0);
        let w = (room + 3.0) / count(fit) - 3.0;
        let texts = |tile: &usize| {
            let Some(node) = self.outline.node(*tile) else { return (*tile, Texts::default()) };
            let mark = node.state.map_or(0.0, |state| StateMark::new(state, node.tools, words).width());
            let is_beside = Face::STRONG.width(node.notation.as_str()) <= w - 15.0 - mark;
            let mut code = Face::STRONG.wrap(&node.notation, w - 12.0, CODE_LINES);
            if !is_beside {
                // The state has the first line for itself.
                code.insert(0, Label::default());
            }
            let is_named = node.name != node.notation && self.detail == Detail::Named;
            let name = if is_named { Face::SMALL.wrap(&node.name, w - 12.0, 3) } else { Vec::new() };
            (*tile, Texts { code, name })
        };
        let line = |tiles: &[usize]| {
            let tiles: Vec<(usize, Texts)> = tiles.iter().map(texts).collect();
            let most = tiles.iter().map(|(_, texts)| texts.code.len() + texts.name.len()).max().unwrap_or(1);
            Line { w, h: 8.0 + 12.0 * count(most), tiles }
        };
        row.tiles.chunks(fit).map(line).collect()
    }
}

/// The lines of a tile: its code, which may be a long word, and its name.
#[derive(Default)]
struct Texts {
    code: Vec<Label>,
    name: Vec<Label>,
}

/// Tiles side by side.
struct Line {
    w: f64,
    h: f64,
    tiles: Vec<(usize, Texts)>,
}

impl Drawing for RmfView {
    fn basis(&self) -> &Basis {
        &self.outline.basis
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn is_condensed(&self) -> bool {
        self.condensed
    }

    fn svg(&self, options: Options) -> String {
        let words = Words::of(options.language);
        let frame = Frame::new(&self.head, &self.legend, options);
        let mut svg = Svg::default();
        let mut y = frame.top() + 2.0;
        let mut drawn = 0;
        for block in &self.blocks {
            y = self.draw_block(&mut svg, words, block, options.width.room(), y, &mut drawn) + 8.0;
        }
        if self.blocks.is_empty() {
            svg.words((MARGIN, y + 20.0), Anchor::Start, Face::NAME, "muted", &Label::new(words.nothing));
            y += 44.0;
        }
        frame.finish(&svg, y - 14.0)
    }

    fn dot(&self) -> String {
        dot::outline(&self.outline, self.head.title.as_str())
    }

    fn table(&self) -> Table {
        table::outline(&self.outline)
    }
}

/// How the picture is read.
fn reading(outline: &Outline, detail: Detail, tiles: usize, words: &Words, own: &OutlineWords) -> String {
    let nouns: Vec<&str> = outline.counts.iter().map(|count| own.noun(outline.level(count.unit))).collect();
    let read = fill(own.read_rmf, &[("items", &nouns.join(words.list_comma))]);
    let tiles = tiles.to_string();
    match detail {
        Detail::Named => read,
        Detail::Codes => {
            format!("{read} {}", fill(own.codes_only, &[("n", &tiles)]))
        }
        Detail::Bars => fill(own.bars_only, &[("n", &tiles)]),
    }
}

/// What stands uppermost over a row, what directly, and what the row counts.
type Heading = (Option<usize>, Option<usize>, &'static str);

/// Counted leaves by what stands over them, in the edition's order; one that serves several goals in each.
fn rows(outline: &Outline) -> Vec<Row> {
    let mut rows: BTreeMap<Heading, Vec<usize>> = BTreeMap::new();
    for (index, leaf, unit) in outline.leaves() {
        let tops: Vec<Option<usize>> = match leaf.goals.as_slice() {
            [] => vec![root(outline, index).filter(|&root| root != index)],
            goals => goals.iter().copied().map(Some).collect(),
        };
        for top in tops {
            let category = leaf.parent.filter(|&parent| Some(parent) != top);
            rows.entry((top, category, unit)).or_default().push(index);
        }
    }
    let row = |((top, category, unit), tiles): (_, Vec<usize>)| {
        let leaves = tiles.iter().filter_map(|&tile| outline.node(tile)).flat_map(|leaf| &leaf.counts);
        Row { top, category, counts: UnitCounts::total(leaves.filter(|count| count.unit == unit)), tiles }
    };
    rows.into_iter().map(row).collect()
}

/// What stands over an item, uppermost.
fn root(outline: &Outline, index: usize) -> Option<usize> {
    std::iter::successors(Some(index), |&at| outline.node(at).and_then(|node| node.parent)).last()
}

fn blocks(rows: Vec<Row>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for row in rows {
        match out.last_mut().filter(|block| block.top == row.top) {
            Some(block) => block.rows.push(row),
            None => out.push(Block { top: row.top, rows: vec![row] }),
        }
    }
    out
}

/// `3/7`; of several units one after the other: they are never added up.
fn share(words: &Words, counts: &[UnitCounts]) -> String {
    let shares: Vec<String> = counts.iter().map(|count| format!("{}/{}", count.addressed(), count.of)).collect();
    shares.join(words.list_comma)
}

fn draw_tile(
    svg: &mut Svg,
    words: &Words,
    (outline, node): (&Outline, &Node),
    texts: &Texts,
    area: Area,
    number: usize,
) {
    let Area { x, y, w, .. } = area;
    let Some(state) = node.state else { return };
    let paint = Paint::state(state);
    let mark = StateMark::new(state, node.tools, words);
    svg.open("g", &[("id", Value::Name(Name::nth("i", number)))]);
    svg.tooltip(&outline.tooltip(node, words));
    svg.link(node.href.as_ref(), &Label::new(&node.title()), |svg| {
        paint.draw(svg, area, 2.5);
        let ink = if state == State::Gap { "ink" } else { paint.ink };
        mark.draw(svg, x + w - 5.0, y + 14.0);
        let code = texts.code.iter().map(|line| (Face::STRONG, line));
        let lines = code.chain(texts.name.iter().map(|line| (Face::SMALL, line)));
        for (index, (face, line)) in lines.enumerate() {
            svg.words((x + 6.0, y + 14.0 + 12.0 * count(index)), Anchor::Start, face, ink, line);
        }
    });
    svg.close();
}
