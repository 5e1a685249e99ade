//! Placing and drawing of the picture around one thing. What is in it was decided in `columns`.

use super::words::EgoWords;
use super::{Card, Columns, EgoView, Kind};
use crate::render::Options;
use crate::render::frame::{Frame, MARGIN};
use crate::render::palette::Paint;
use crate::render::phrase::fill;
use crate::render::state_mark::StateMark;
use crate::render::svg::{Anchor, Area, Name, Svg, Value, count};
use crate::render::text::{Face, Label};
use crate::render::words::Words;

/// Left edge and width of the columns, as shares of the room.
const SHARES: [(f64, f64); 4] = [(0.0, 0.215), (0.27, 0.14), (0.465, 0.195), (0.72, 0.28)];
/// Height of a row and of the space between rows.
const ROW: f64 = 20.0;
const GAP: f64 = 6.0;
/// Lines of a column's heading at most, and of what has no room in it.
const HEADING_LINES: usize = 3;
/// Cards up to which those of the third column have room for a line more.
const ROOMY: usize = 9;

/// Where everything stands.
struct Layout {
    areas: [(f64, f64); 4],
    near: Vec<Area>,
    focus: Area,
    third: Vec<Area>,
    fourth: Vec<Area>,
    bottom: f64,
}

pub(super) fn svg(view: &EgoView, options: Options) -> String {
    let (words, own) = (Words::of(options.language), EgoWords::of(options.language));
    let frame = Frame::new(&view.head, &view.legend, options);
    let mut svg = Svg::default();
    let top = frame.top();
    let room = options.width.room();
    let headings: Vec<Vec<Label>> = SHARES
        .iter()
        .zip(&view.headings)
        .map(|((_, share), heading)| Face::HEADING.wrap(heading, share * room, HEADING_LINES))
        .collect();
    let lines = headings.iter().map(Vec::len).max().unwrap_or(1);
    let layout = place(&view.drawn, room, top + 18.0 + 14.0 * count(lines));
    for ((x, _), heading) in layout.areas.iter().zip(&headings) {
        for (row, line) in heading.iter().enumerate() {
            svg.words((*x, top + 14.0 + 14.0 * count(row)), Anchor::Start, Face::HEADING, "muted", line);
        }
    }
    draw_lines(&mut svg, &view.drawn, &layout);
    for (number, (card, area)) in view.drawn.near.iter().zip(&layout.near).enumerate() {
        draw_row(&mut svg, words, card, ("n", number), *area);
    }
    draw_focus(&mut svg, &view.drawn.focus, layout.focus);
    for (number, (card, area)) in view.drawn.third.iter().zip(&layout.third).enumerate() {
        draw_card(&mut svg, words, card, number, *area);
    }
    for (number, (card, area)) in view.drawn.fourth.iter().zip(&layout.fourth).enumerate() {
        draw_row(&mut svg, words, card, ("f", number), *area);
    }
    let bottom = draw_rest(&mut svg, view, own, &layout);
    frame.finish(&svg, bottom)
}

fn place(columns: &Columns, room: f64, top: f64) -> Layout {
    let areas = SHARES.map(|(x, w)| (MARGIN + x * room, w * room));
    let [near, focus, third, fourth] = areas;
    let card = if columns.third.len() <= ROOMY { 54.0 } else { 34.0 };
    let height = |cards: &[Card], h: f64, gap: f64| count(cards.len()) * (h + gap);
    let all =
        [height(&columns.near, ROW, GAP), height(&columns.third, card, 10.0), height(&columns.fourth, ROW, GAP), 90.0];
    let tallest = all.into_iter().fold(0.0, f64::max);
    let lines = Face::NAME.wrap(&columns.focus.name, focus.1 - 20.0, 4).len();
    let h = 24.0 + 15.0 * count(lines);
    Layout {
        areas,
        near: spread(columns.near.len(), near, ROW, GAP, (top, tallest)),
        focus: Area { x: focus.0, y: top + (tallest - h) / 2.0, w: focus.1, h },
        third: spread(columns.third.len(), third, card, 60.0, (top, tallest)),
        fourth: spread(columns.fourth.len(), fourth, ROW, 18.0, (top, tallest)),
        bottom: top + tallest,
    }
}

/// Cards one below the other, at most `widest` apart, in the middle of a height.
fn spread(cards: usize, (x, w): (f64, f64), h: f64, widest: f64, (top, height): (f64, f64)) -> Vec<Area> {
    let gap = ((height - h * count(cards)) / count(cards.max(1))).min(widest);
    let used = (h + gap) * count(cards) - gap;
    let first = top + (height - used) / 2.0;
    (0..cards).map(|card| Area { x, y: first + (h + gap) * count(card), w, h }).collect()
}

fn draw_lines(svg: &mut Svg, columns: &Columns, layout: &Layout) {
    svg.open("g", &[("aria-hidden", Value::Word("true"))]);
    for (card, kind, weight) in &columns.near_lines {
        let Some(from) = layout.near.get(*card) else { continue };
        let hue = columns.focus.hue.filter(|_| *kind != Kind::Shared);
        draw_line(svg, *kind, hue, 1.0 + 0.8 * count((*weight).min(5)), *from, layout.focus);
    }
    for line in &columns.lines {
        let (from, to) = match line.from {
            None => (Some(&layout.focus), layout.third.get(line.to)),
            Some(from) => (layout.third.get(from), layout.fourth.get(line.to)),
        };
        let (Some(from), Some(to)) = (from, to) else { continue };
        let width = if line.from.is_none() { 2.2 } else { 1.5 };
        draw_line(svg, line.kind, line.hue, width, *from, *to);
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

/// One line: code, name, what it shares or how it acts, state.
fn draw_row(svg: &mut Svg, words: &Words, card: &Card, (stem, number): (&'static str, usize), area: Area) {
    let Area { x, y, w, .. } = area;
    svg.open("g", &[("id", Value::Name(Name::nth(stem, number)))]);
    draw_ground(svg, card, area);
    svg.link(card.href.as_ref(), &card.name, |svg| {
        let mut right = draw_state(svg, words, card, (x + w - 7.0, y + 14.0));
        let end = Face::STRONG.fit(&card.end, w / 2.0);
        svg.words((right, y + 14.0), Anchor::End, Face::STRONG, "ink", &end);
        if !end.as_str().is_empty() {
            right -= Face::STRONG.width(end.as_str()) + 6.0;
        }
        let mut left = x + 9.0;
        if !card.code.as_str().is_empty() {
            let code = Face::STRONG.fit(&card.code, right - left);
            svg.words((left, y + 14.0), Anchor::Start, Face::STRONG, "ink", &code);
            left += Face::STRONG.width(code.as_str()) + 6.0;
        }
        // A sliver of a name says nothing: it is in the tooltip.
        if right - left > 24.0 {
            let name = Face::SMALL.fit(&short(card, right - left), right - left);
            svg.words((left, y + 14.0), Anchor::Start, Face::SMALL, "ink", &name);
        }
    });
    svg.close();
}

/// The name; that of what stands below another without it, where both have no room: the code says which it is below.
fn short(card: &Card, room: f64) -> Label {
    let own = card.name.as_str().rsplit_once(": ").filter(|_| card.kind == "item");
    match own {
        Some((_, own)) if Face::SMALL.width(card.name.as_str()) > room => Label::new(own),
        _ => card.name.clone(),
    }
}

/// Two or three lines: code and number, name, where it stands.
fn draw_card(svg: &mut Svg, words: &Words, card: &Card, number: usize, area: Area) {
    let Area { x, y, w, h } = area;
    svg.open("g", &[("id", Value::Name(Name::nth("c", number)))]);
    draw_ground(svg, card, area);
    svg.link(card.href.as_ref(), &card.name, |svg| {
        let mut right = draw_state(svg, words, card, (x + w - 7.0, y + 15.0));
        svg.words((right, y + 15.0), Anchor::End, Face::STRONG, "ink", &Face::STRONG.fit(&card.end, w / 3.0));
        right -= Face::STRONG.width(card.end.as_str()) + 6.0;
        let count = if card.count.as_str().is_empty() { String::new() } else { format!(" · {}", card.count) };
        let ink = if card.is_gap { "gap-ink" } else { "ink" };
        let heading = Face::CODE.fit(&Label::new(&format!("{}{count}", card.code)), right - x - 10.0);
        svg.words((x + 10.0, y + 15.0), Anchor::Start, Face::CODE, ink, &heading);
        let name = Face::SMALL.fit(&card.name, w - 18.0);
        svg.words((x + 10.0, y + 29.0), Anchor::Start, Face::SMALL, "ink", &name);
        if h > 40.0 {
            let sub = Face::SMALL.fit(&card.sub, w - 18.0);
            svg.words(
                (x + 10.0, y + 44.0),
                Anchor::Start,
                Face::SMALL,
                if card.is_gap { "ink" } else { "muted" },
                &sub,
            );
        }
    });
    svg.close();
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
    right - mark.width() - 6.0
}

fn draw_focus(svg: &mut Svg, card: &Card, area: Area) {
    let Area { x, y, w, .. } = area;
    let paint = Paint::ramp(5);
    svg.open("g", &[("id", Value::Name(Name::of("focus")))]);
    svg.tooltip(card.tooltip.as_str());
    svg.link(card.href.as_ref(), &card.name, |svg| {
        paint.draw(svg, area, 6.0);
        for (row, line) in Face::NAME.wrap(&card.name, w - 20.0, 4).iter().enumerate() {
            let at = (x + w / 2.0, y + 23.0 + 15.0 * count(row));
            svg.words(at, Anchor::Middle, Face::NAME, paint.ink, line);
        }
    });
    svg.close();
}

/// What has no room, counted below each column; says where that ends.
fn draw_rest(svg: &mut Svg, view: &EgoView, own: &EgoWords, layout: &Layout) -> f64 {
    let [near, _, third, fourth] = layout.areas;
    let columns = [
        (near, view.all.near.len(), view.drawn.near.len()),
        (third, view.all.third.len(), view.drawn.third.len()),
        (fourth, view.all.fourth.len(), view.drawn.fourth.len()),
    ];
    let mut bottom = layout.bottom;
    for ((x, w), all, drawn) in columns {
        let text = match all - drawn {
            0 if all > 0 => continue,
            0 => own.nothing.to_owned(),
            more => fill(own.more, &[("n", &more.to_string())]),
        };
        let y = if all == 0 { layout.focus.y + layout.focus.h / 2.0 + 4.0 } else { layout.bottom + 10.0 };
        for (row, line) in Face::SMALL.wrap(&Label::new(&text), w, HEADING_LINES).iter().enumerate() {
            let y = y + 13.0 * count(row);
            svg.words((x, y), Anchor::Start, Face::SMALL, "muted", line);
            bottom = bottom.max(y + 4.0);
        }
    }
    bottom
}
