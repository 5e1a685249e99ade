//! Drawing of the picture around one thing. What is in it was decided in `columns`, where it stands in `layout`.

use super::layout::{BETWEEN, CARD_EDGE, EDGE, FIRST, HEADING_LINES, LINE, Layout, Placed, RIGHT_EDGE};
use super::words::EgoWords;
use super::{Card, Columns, EgoView, Kind};
use crate::render::Options;
use crate::render::frame::Frame;
use crate::render::palette::Paint;
use crate::render::phrase::fill;
use crate::render::state_mark::StateMark;
use crate::render::svg::{Anchor, Area, Name, Svg, Value, count};
use crate::render::text::{Face, Label};
use crate::render::words::Words;

/// Room between columns that a line below a column may take.
const OVERHANG: f64 = 20.0;

pub(super) fn svg(view: &EgoView, options: Options) -> String {
    let (words, own) = (Words::of(options.language), EgoWords::of(options.language));
    let frame = Frame::new(&view.head, &view.legend, options);
    let mut svg = Svg::default();
    let top = frame.top();
    let layout = Layout::new(&view.drawn, &view.headings, words, (options.width.room(), top));
    for ((x, _), heading) in layout.columns.iter().zip(&layout.headings) {
        for (row, line) in heading.iter().enumerate() {
            svg.words((*x, top + 14.0 + 14.0 * count(row)), Anchor::Start, Face::HEADING, "muted", line);
        }
    }
    draw_lines(&mut svg, &view.drawn, &layout);
    for (number, (card, placed)) in view.drawn.near.iter().zip(&layout.near).enumerate() {
        draw_row(&mut svg, words, card, ("n", number), placed);
    }
    draw_focus(&mut svg, &view.drawn.focus, &layout.focus);
    for (number, (card, placed)) in view.drawn.third.iter().zip(&layout.third).enumerate() {
        draw_card(&mut svg, words, card, number, placed);
    }
    for (number, (card, placed)) in view.drawn.fourth.iter().zip(&layout.fourth).enumerate() {
        draw_row(&mut svg, words, card, ("f", number), placed);
    }
    let bottom = draw_rest(&mut svg, view, own, &layout);
    frame.finish(&svg, bottom)
}

fn draw_lines(svg: &mut Svg, columns: &Columns, layout: &Layout) {
    svg.open("g", &[("aria-hidden", Value::Word("true"))]);
    for (card, kind, weight) in &columns.near_lines {
        let Some(from) = layout.near.get(*card) else { continue };
        let hue = columns.focus.hue.filter(|_| *kind != Kind::Shared);
        draw_line(svg, *kind, hue, 1.0 + 0.8 * count((*weight).min(5)), from.area, layout.focus.area);
    }
    for line in &columns.lines {
        let (from, to) = match line.from {
            None => (Some(&layout.focus), layout.third.get(line.to)),
            Some(from) => (layout.third.get(from), layout.fourth.get(line.to)),
        };
        let (Some(from), Some(to)) = (from, to) else { continue };
        let width = if line.from.is_none() { 2.2 } else { 1.5 };
        draw_line(svg, line.kind, line.hue, width, from.area, to.area);
    }
    svg.close();
}

fn draw_line(svg: &mut Svg, kind: Kind, hue: Option<usize>, width: f64, from: Area, to: Area) {
    let hue = match kind {
        Kind::Claimed | Kind::Shared => None,
        _ => Some(Name::nth("edge", hue.unwrap_or(0))),
    };
    let classes: Vec<Name> = [Some(Name::of("e")), hue, kind.class().map(Name::of)].into_iter().flatten().collect();
    svg.curve(&classes, width, from, (to.x, to.y + to.h / 2.0));
}

/// Code, name, what it shares or how it acts, state: beside each other, the name in lines of its own.
fn draw_row(svg: &mut Svg, words: &Words, card: &Card, (stem, number): (&'static str, usize), placed: &Placed) {
    let Area { x, y, w, .. } = placed.area;
    svg.open("g", &[("id", Value::Name(Name::nth(stem, number)))]);
    draw_ground(svg, card, placed.area);
    svg.link(card.href.as_ref(), &card.name, |svg| {
        let right = draw_state(svg, words, card, (x + w - RIGHT_EDGE, y + FIRST));
        svg.words((right, y + FIRST), Anchor::End, Face::STRONG, "ink", &placed.end);
        svg.words((x + EDGE, y + FIRST), Anchor::Start, Face::STRONG, "ink", &placed.code);
        draw_name(svg, placed);
    });
    svg.close();
}

/// Code and number, name, where it stands: one below the other.
fn draw_card(svg: &mut Svg, words: &Words, card: &Card, number: usize, placed: &Placed) {
    let Area { x, y, w, .. } = placed.area;
    svg.open("g", &[("id", Value::Name(Name::nth("c", number)))]);
    draw_ground(svg, card, placed.area);
    svg.link(card.href.as_ref(), &card.name, |svg| {
        let right = draw_state(svg, words, card, (x + w - RIGHT_EDGE, y + 15.0));
        svg.words((right, y + 15.0), Anchor::End, Face::STRONG, "ink", &placed.end);
        let [ink, below] = if card.is_gap { ["gap-ink", "ink"] } else { ["ink", "muted"] };
        svg.words((x + CARD_EDGE, y + 15.0), Anchor::Start, Face::CODE, ink, &placed.code);
        let y = draw_name(svg, placed);
        draw_small(svg, (x + CARD_EDGE, y + 2.0), below, &placed.sub);
    });
    svg.close();
}

/// The name's lines; says where the next would stand.
fn draw_name(svg: &mut Svg, placed: &Placed) -> f64 {
    let (Area { x, y, .. }, (right, down)) = (placed.area, placed.name_at);
    draw_small(svg, (x + right, y + down), "ink", &placed.name)
}

/// Lines one below the other; says where the next would stand.
fn draw_small(svg: &mut Svg, (x, mut y): (f64, f64), ink: &'static str, lines: &[Label]) -> f64 {
    for line in lines {
        svg.words((x, y), Anchor::Start, Face::SMALL, ink, line);
        y += LINE;
    }
    y
}

/// What is behind the words of a card.
fn draw_ground(svg: &mut Svg, card: &Card, area: Area) {
    svg.tooltip(card.tooltip.as_str());
    let paint = if card.is_gap { Paint::GAP } else { Paint::NODE };
    paint.draw(svg, area, 3.0);
    if let Some(hue) = card.hue {
        svg.rect(Area { w: 4.0, ..area }, 1.5, &[Name::nth("hue", hue)]);
    }
}

/// The state, so that it ends at a place; says where what stands before it ends.
fn draw_state(svg: &mut Svg, words: &Words, card: &Card, (right, y): (f64, f64)) -> f64 {
    let Some(state) = card.state else { return right };
    let mark = StateMark::plain(state, words);
    mark.draw(svg, right, y);
    right - mark.width() - BETWEEN
}

fn draw_focus(svg: &mut Svg, card: &Card, placed: &Placed) {
    let (Area { x, y, .. }, (right, down)) = (placed.area, placed.name_at);
    let paint = Paint::ramp(5);
    svg.open("g", &[("id", Value::Name(Name::of("focus")))]);
    svg.tooltip(card.tooltip.as_str());
    svg.link(card.href.as_ref(), &card.name, |svg| {
        paint.draw(svg, placed.area, 6.0);
        for (row, line) in placed.name.iter().enumerate() {
            let at = (x + right, y + down + 15.0 * count(row));
            svg.words(at, Anchor::Middle, Face::NAME, paint.ink, line);
        }
    });
    svg.close();
}

/// What has no room, counted below the cards of each column; says where that ends.
fn draw_rest(svg: &mut Svg, view: &EgoView, own: &EgoWords, layout: &Layout) -> f64 {
    let [near, _, third, fourth] = layout.columns;
    let columns = [
        (near, &layout.near, view.all.near.len()),
        (third, &layout.third, view.all.third.len()),
        (fourth, &layout.fourth, view.all.fourth.len()),
    ];
    let mut bottom = layout.bottom;
    for ((x, w), drawn, all) in columns {
        let text = match all - drawn.len() {
            0 if all > 0 => continue,
            0 => own.nothing.to_owned(),
            more => fill(own.more, &[("n", &more.to_string())]),
        };
        let last = drawn.last().map(|last| last.area.y + last.area.h + FIRST);
        let y = last.unwrap_or(layout.focus.area.y + layout.focus.area.h / 2.0 + 4.0);
        for (row, line) in Face::SMALL.wrap(&Label::new(&text), w + OVERHANG, HEADING_LINES).iter().enumerate() {
            let y = y + LINE * count(row);
            svg.words((x, y), Anchor::Start, Face::SMALL, "muted", line);
            bottom = bottom.max(y + 4.0);
        }
    }
    bottom
}
