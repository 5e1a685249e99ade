//! The pipeline strip: phases left to right under their layers, a tile per risk. What a tile says is the picture's own.
//!
//! Facts and a tile for each risk go in, marks come out.

use super::facts::{Facts, Risk};
use super::frame::MARGIN;
use super::legend::LETTERS;
use super::palette::{HUE_INK, HUES, Paint};
use super::phrase::fill;
use super::state_mark::StateMark;
use super::svg::{Anchor, Area, Name, Path, Svg, Value, count};
use super::text::{Face, Label};
use super::words::Words;
use super::{Order, Width};
use crate::coverage::RoleGroup;
use std::collections::BTreeMap;

/// Narrowest column of a phase; phases that do not fit start another band below.
const PHASE: f64 = 115.0;
/// Widest.
const WIDEST: f64 = 480.0;
/// Risks of a phase up to which tiles carry names.
const NAMED: usize = 10;
/// Risks of a phase up to which each has a tile.
const TILED: usize = 30;
/// Tiles a picture may have.
const TILES: usize = 1200;

/// How much a tile shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Code, sign, name, roles.
    Named,
    /// Code and sign.
    Codes,
    /// No tiles: a bar per phase.
    Stacked,
}

/// What stands at the end of a tile's first line.
#[derive(Debug, Clone)]
pub(super) enum Sign {
    /// A number or word.
    Text(String),
    /// A state with its number of tools.
    State(StateMark),
}

impl Sign {
    /// Draws it so that it ends at a place, and says how wide it is.
    pub(super) fn draw(&self, svg: &mut Svg, (right, y): (f64, f64), face: Face, ink: &'static str) -> f64 {
        match self {
            Self::Text(text) => {
                svg.words((right, y), Anchor::End, face, ink, &Label::new(text));
                face.width(text)
            }
            Self::State(mark) => {
                mark.draw(svg, right, y);
                mark.width()
            }
        }
    }
}

/// What a picture says of one risk.
#[derive(Debug, Clone)]
pub(super) struct Tile {
    pub(super) paint: Paint,
    pub(super) sign: Sign,
    /// How many tools act in each role; a role without any is not named.
    pub(super) roles: BTreeMap<RoleGroup, usize>,
    /// A few words at the end of the last line.
    pub(super) more: String,
    pub(super) tooltip: String,
    /// Whether the shares count it.
    pub(super) is_addressed: bool,
    /// The same of what it was before, where two states of things are compared.
    pub(super) was_addressed: Option<bool>,
    /// Whether it is drawn. What is not still counts.
    pub(super) is_drawn: bool,
    /// How many tools it counts, to order by.
    pub(super) tools: usize,
}

/// The strip, before it is placed.
#[derive(Debug, Clone)]
pub(super) struct Strip {
    detail: Detail,
    /// Indices of phases, a band each.
    bands: Vec<Vec<usize>>,
    /// For each phase, the risks that are drawn, in their order.
    columns: Vec<Vec<usize>>,
    /// One for each risk.
    tiles: Vec<Tile>,
    width: Width,
}

/// A run of phases of one layer.
#[derive(Debug, Clone)]
struct Span {
    layer: usize,
    phases: usize,
    risks: Vec<usize>,
}

impl Strip {
    /// Chooses the detail and what stands where.
    pub(super) fn new(facts: &Facts, tiles: Vec<Tile>, order: Option<Order>, width: Width) -> Self {
        let drawn = |risk: &usize| tiles.get(*risk).is_some_and(|tile| tile.is_drawn);
        let columns: Vec<Vec<usize>> =
            facts.phases.iter().map(|phase| phase.risks.iter().copied().filter(drawn).collect()).collect();
        let all: usize = columns.iter().map(Vec::len).sum();
        let detail = match columns.iter().map(Vec::len).max().unwrap_or(0) {
            _ if all > TILES => Detail::Stacked,
            0..=NAMED => Detail::Named,
            most if most <= TILED => Detail::Codes,
            _ => Detail::Stacked,
        };
        let mut strip = Self { detail, bands: bands(facts, width), columns, tiles, width };
        strip.sort(facts, order);
        strip
    }

    /// How much its tiles show.
    pub(super) fn detail(&self) -> Detail {
        self.detail
    }

    /// Tiles that are drawn.
    pub(super) fn drawn(&self) -> impl Iterator<Item = &Tile> {
        let shown = if self.detail == Detail::Stacked { &[][..] } else { self.columns.as_slice() };
        shown.iter().flatten().filter_map(|&risk| self.tiles.get(risk))
    }

    /// How it is read: `read`, and what is left out for want of room.
    pub(super) fn notes(&self, words: &Words, read: &str) -> Vec<String> {
        match self.detail {
            Detail::Named => vec![read.to_owned()],
            Detail::Codes => vec![read.to_owned(), words.names_in_tooltips.to_owned()],
            Detail::Stacked => vec![fill(words.stacked, &[("n", &TILED.to_string())])],
        }
    }

    /// Draws it from `top` on and says where it ends.
    pub(super) fn draw(&self, svg: &mut Svg, facts: &Facts, words: &Words, top: f64) -> f64 {
        let mut y = top;
        for band in &self.bands {
            y = self.draw_band(svg, facts, words, band, y) + 24.0;
        }
        if self.bands.is_empty() {
            svg.words((MARGIN, y + 20.0), Anchor::Start, Face::NAME, "muted", &Label::new(words.nothing));
            y += 50.0;
        }
        y - 24.0
    }

    fn sort(&mut self, facts: &Facts, order: Option<Order>) {
        let tools = |risk: &usize| self.tiles.get(*risk).map_or(0, |tile| tile.tools);
        let name = |risk: &usize| facts.risks.get(*risk).map(|risk| risk.name.as_str().to_lowercase());
        for column in &mut self.columns {
            match order {
                None | Some(Order::Lifecycle | Order::Crossings) => {}
                Some(Order::Count) => column.sort_by_key(|risk| (std::cmp::Reverse(tools(risk)), *risk)),
                Some(Order::Name) => column.sort_by_key(|risk| (name(risk), *risk)),
            }
        }
    }

    /// Where each row of tiles of a band begins, below its first, and where the last ends. Tiles of one row
    /// are equally high: as high as the one that needs most lines.
    fn row_tops(&self, facts: &Facts, band: &[usize], w: f64) -> Vec<f64> {
        let columns: Vec<&Vec<usize>> = band.iter().filter_map(|&phase| self.columns.get(phase)).collect();
        let rows = columns.iter().map(|risks| risks.len()).max().unwrap_or(0);
        let mut tops = vec![0.0];
        let mut y = 0.0;
        for row in 0..rows {
            let tiles = columns.iter().filter_map(|risks| self.tile(facts, *risks.get(row)?));
            y += match self.detail {
                Detail::Named => 25.0 + 12.0 * count(tiles.map(|tile| lines(tile, w)).max().unwrap_or(0)),
                Detail::Codes => 25.0,
                Detail::Stacked => 0.0,
            };
            tops.push(y);
        }
        tops
    }

    fn tile<'a>(&'a self, facts: &'a Facts, risk: usize) -> Option<(&'a Tile, &'a Risk)> {
        Some((self.tiles.get(risk)?, facts.risks.get(risk)?))
    }

    fn draw_band(&self, svg: &mut Svg, facts: &Facts, words: &Words, band: &[usize], top: f64) -> f64 {
        let pitch = (self.width.room() / count(band.len().max(1))).min(WIDEST);
        let mut x = MARGIN;
        for span in spans(facts, band) {
            let share = self.share(words, &span.risks);
            draw_layer(svg, facts, &span, &share, Area { x, y: top, w: pitch * count(span.phases), h: 0.0 });
            x += pitch * count(span.phases);
        }
        let below = top + 98.0;
        let tops = self.row_tops(facts, band, pitch - 14.0);
        let bars = below + tops.last().copied().unwrap_or(0.0) + 8.0;
        for (column, &phase) in band.iter().enumerate() {
            let x = MARGIN + pitch * count(column);
            let Some(node) = facts.phases.get(phase) else { continue };
            draw_chevron(svg, &node.name, Area { x, y: top + 30.0, w: pitch - 4.0, h: 56.0 });
            let (x, w) = (x + 4.0, pitch - 14.0);
            let drawn = self.columns.get(phase).map(Vec::as_slice).unwrap_or_default();
            if self.detail != Detail::Stacked {
                for (&risk, edges) in drawn.iter().zip(tops.windows(2)) {
                    let (Some((tile, node)), [y, next]) = (self.tile(facts, risk), edges) else { continue };
                    draw_tile(svg, tile, (risk, node), Area { x, y: below + y, w, h: next - y - 5.0 });
                }
            }
            self.draw_share(svg, words, &node.risks, Area { x, y: bars, w, h: 6.0 });
        }
        bars + 24.0
    }

    /// How many of some risks are addressed; and were, where two states are compared.
    fn addressed(&self, risks: &[usize]) -> (Option<usize>, usize) {
        let tiles = || risks.iter().filter_map(|&risk| self.tiles.get(risk));
        let was = tiles().any(|tile| tile.was_addressed.is_some());
        let before = tiles().filter(|tile| tile.was_addressed == Some(true)).count();
        (was.then_some(before), tiles().filter(|tile| tile.is_addressed).count())
    }

    fn share(&self, words: &Words, risks: &[usize]) -> String {
        let (before, now) = self.addressed(risks);
        let number = before.filter(|before| *before != now).map_or(now.to_string(), |before| format!("{before}→{now}"));
        fill(words.addressed, &[("n", &number), ("of", &risks.len().to_string())])
    }

    fn draw_share(&self, svg: &mut Svg, words: &Words, risks: &[usize], area: Area) {
        let (_, addressed) = self.addressed(risks);
        svg.rect(area, 3.0, &[Name::of("track")]);
        if addressed > 0 {
            let w = area.w * count(addressed) / count(risks.len().max(1));
            svg.rect(Area { w, ..area }, 3.0, &[Name::of("bar")]);
        }
        let text = if risks.is_empty() { words.no_risk_here.to_owned() } else { self.share(words, risks) };
        let text = Face::STRONG.fit(&Label::new(&text), area.w);
        svg.words((area.x, area.y + 20.0), Anchor::Start, Face::STRONG, "muted", &text);
    }
}

/// Lines a tile needs below its code: the name, and one for what stands below it.
fn lines((tile, risk): (&Tile, &Risk), w: f64) -> usize {
    let name = Face::SMALL.wrap(&risk.name, w - 12.0, 3).len();
    name + usize::from(!tile.roles.is_empty() || !tile.more.is_empty())
}

/// Phases in bands: those of one list together, as many in each as fit.
fn bands(facts: &Facts, width: Width) -> Vec<Vec<usize>> {
    let list = |phase: usize| {
        let layer = facts.phases.get(phase).and_then(|phase| facts.layers.get(phase.layer));
        layer.and_then(|layer| layer.list.as_ref())
    };
    let most = super::frame::columns(width.room(), PHASE, 0.0);
    let all: Vec<usize> = (0..facts.phases.len()).collect();
    let in_bands = |phases: &[usize]| {
        let even = phases.len().div_ceil(phases.len().div_ceil(most).max(1)).max(1);
        phases.chunks(even).map(<[usize]>::to_vec).collect::<Vec<_>>()
    };
    all.chunk_by(|&a, &b| list(a) == list(b)).flat_map(in_bands).collect()
}

/// Runs of phases of one layer in a band.
fn spans(facts: &Facts, band: &[usize]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for phase in band.iter().filter_map(|&phase| facts.phases.get(phase)) {
        match out.last_mut().filter(|span| span.layer == phase.layer) {
            Some(span) => {
                span.phases += 1;
                span.risks.extend(&phase.risks);
            }
            None => out.push(Span { layer: phase.layer, phases: 1, risks: phase.risks.clone() }),
        }
    }
    out
}

fn draw_layer(svg: &mut Svg, facts: &Facts, span: &Span, share: &str, area: Area) {
    let Some(layer) = facts.layers.get(span.layer) else { return };
    let hue = span.layer % HUES;
    let ink = HUE_INK.get(hue).copied().unwrap_or("ink");
    let bar = Area { x: area.x + 2.0, y: area.y, w: area.w - 8.0, h: 4.0 };
    svg.rect(bar, 2.0, &[Name::of(ink)]);
    let share = format!(" · {share}");
    let room = area.w - 8.0 - Face::HEADING.width(&share);
    let name = Face::HEADING.fit(&layer.name, room.max(20.0));
    let text = Face::HEADING.fit(&Label::new(&format!("{name}{share}")), area.w - 8.0);
    svg.words((area.x + 2.0, area.y + 20.0), Anchor::Start, Face::HEADING, ink, &text);
}

fn draw_chevron(svg: &mut Svg, name: &Label, area: Area) {
    let Area { x, y, w, h } = area;
    let path = Path::default()
        .then('M', &[x, y])
        .then('H', &[x + w - 8.0])
        .then('L', &[x + w, y + h / 2.0])
        .then('L', &[x + w - 8.0, y + h])
        .then('H', &[x])
        .then('L', &[x + 8.0, y + h / 2.0])
        .then('Z', &[]);
    svg.open("g", &[]);
    svg.tooltip(name.as_str());
    svg.empty("path", &[("class", Value::Word("chevron")), ("d", Value::Path(&path))]);
    let room = w - 25.0;
    let large = Face::NAME.wrap(name, room, 3);
    let is_cut = large.last().is_some_and(|line| line.as_str().ends_with('…'));
    let (face, lines) = if is_cut { (Face::SMALL, Face::SMALL.wrap(name, room, 3)) } else { (Face::NAME, large) };
    let mut baseline = y + h / 2.0 + 4.0 - 7.0 * (count(lines.len()) - 1.0);
    for line in &lines {
        svg.words((x + 14.0, baseline), Anchor::Start, face, "ink", line);
        baseline += 14.0;
    }
    svg.close();
}

fn draw_tile(svg: &mut Svg, tile: &Tile, (index, risk): (usize, &Risk), area: Area) {
    let Area { x, y, w, h } = area;
    let paint = tile.paint;
    svg.open("g", &[("id", Value::Name(Name::nth("r", index)))]);
    svg.tooltip(&tile.tooltip);
    paint.draw(svg, area, 3.0);
    let used = tile.sign.draw(svg, (x + w - 6.0, y + 14.0), Face::CODE, paint.ink);
    let code = Face::CODE.fit(&risk.short, w - 18.0 - used);
    svg.words((x + 6.0, y + 14.0), Anchor::Start, Face::CODE, paint.ink, &code);
    if h > 30.0 {
        let ink = if paint.ink == Paint::GAP.ink { "ink" } else { paint.ink };
        for (row, line) in Face::SMALL.wrap(&risk.name, w - 12.0, 3).iter().enumerate() {
            svg.words((x + 6.0, y + 26.0 + 12.0 * count(row)), Anchor::Start, Face::SMALL, ink, line);
        }
        let more = Face::STRONG.fit(&Label::new(&tile.more), w - 12.0);
        let taken = if tile.more.is_empty() { 0.0 } else { Face::STRONG.width(more.as_str()) + 5.0 };
        svg.words((x + w - 6.0, y + h - 5.5), Anchor::End, Face::STRONG, paint.ink, &more);
        draw_roles(svg, &tile.roles, (x + 6.0, y + h - 5.5), w - 12.0 - taken, paint.ink);
    }
    svg.close();
}

/// How many tools act in each role: letters for reviewed claims, a hollow square for labels. Closer where
/// room is short, and without the numbers where it still does not do.
fn draw_roles(svg: &mut Svg, roles: &BTreeMap<RoleGroup, usize>, (mut x, y): (f64, f64), room: f64, ink: &'static str) {
    let tools = |group| roles.get(&group).copied().unwrap_or(0);
    let letters = LETTERS.into_iter().map(|(group, letter)| (letter, tools(group))).filter(|(_, number)| *number > 0);
    let letters: Vec<(&str, usize)> = letters.collect();
    let labelled = tools(RoleGroup::Unstated);
    let styles = [(" ", 5.0, true), ("", 3.0, true), ("", 3.0, false)];
    let text = |(letter, number): (&str, usize), (space, _, counted): (&str, f64, bool)| {
        if counted { format!("{letter}{space}{number}") } else { letter.to_owned() }
    };
    let number = if labelled > 0 { labelled.to_string() } else { String::new() };
    let width = |style: (&str, f64, bool)| {
        let words: f64 = letters.iter().map(|token| Face::STRONG.width(&text(*token, style)) + style.1).sum();
        words + if labelled == 0 { 0.0 } else { 11.0 } + if style.2 { Face::SMALL.width(&number) } else { 0.0 }
    };
    let style = styles.into_iter().find(|style| width(*style) <= room).unwrap_or(("", 1.0, false));
    for token in &letters {
        let text = Label::new(&text(*token, style));
        svg.words((x, y), Anchor::Start, Face::STRONG, ink, &text);
        x += Face::STRONG.width(text.as_str()) + style.1;
    }
    if labelled > 0 {
        let square = Area { x: x + 0.6, y: y - 7.6, w: 7.6, h: 7.6 };
        svg.rect(square, 1.5, &[Name::of("pip"), Name::of(ink)]);
        let number = if style.2 { number } else { String::new() };
        svg.words((x + 11.0, y), Anchor::Start, Face::SMALL, ink, &Label::new(&number));
    }
}
