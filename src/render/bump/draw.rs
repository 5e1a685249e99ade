//! Placing and drawing of the picture of editions.

use super::words::BumpWords;
use super::{BumpView, Row, class};
use crate::render::Options;
use crate::render::frame::{Frame, MARGIN};
use crate::render::palette::Paint;
use crate::render::svg::{Anchor, Area, Name, Svg, Value, count};
use crate::render::text::{Face, Label};
use crate::render::words::Words;

/// Height of a row, what one more line takes, and the space between rows.
const ROW: f64 = 34.0;
const LINE: f64 = 14.0;
const SPACE: f64 = 8.0;
/// Share of the room that lines have between two columns.
const BETWEEN: f64 = 0.1;

pub(super) fn svg(view: &BumpView, options: Options) -> String {
    let own = BumpWords::of(options.language);
    let frame = Frame::new(&view.head, &view.legend, options);
    let mut svg = Svg::default();
    let room = options.width.room();
    let columns: Vec<_> = view.columns.iter().skip(view.first).collect();
    let gap = room * BETWEEN;
    let w = ((room + gap) / count(columns.len().max(1)) - gap).min(600.0);
    let top = frame.top() + 44.0;
    let drawn = || columns.iter().flat_map(|column| column.drawn.iter().filter_map(|&row| column.rows.get(row)));
    // All rows are equally high: those of one edition stand beside those of another.
    let is_beside = drawn().all(|row| beside(row, &note(row, own), w));
    let h = if is_beside { ROW } else { ROW + LINE };
    let pitch = h + SPACE;
    let area = |(column, row): (usize, usize)| Area {
        x: MARGIN + (w + gap) * count(column),
        y: top + pitch * count(row),
        w,
        h,
    };
    draw_lines(&mut svg, view, area);
    let mut number = 0;
    let mut rows = 0;
    for (place, column) in columns.iter().enumerate() {
        let head = area((place, 0));
        let version = Face::HEADING.fit(&column.version, w);
        svg.words((head.x, frame.top() + 14.0), Anchor::Start, Face::HEADING, "ink", &version);
        let title = Face::SMALL.fit(&column.title, w);
        svg.words((head.x, frame.top() + 29.0), Anchor::Start, Face::SMALL, "muted", &title);
        for (at, row) in column.drawn.iter().filter_map(|&row| column.rows.get(row)).enumerate() {
            draw_row(&mut svg, own, row, number, area((place, at)));
            number += 1;
        }
        rows = rows.max(column.drawn.len());
    }
    if rows == 0 {
        let nothing = Label::new(Words::of(options.language).nothing);
        svg.words((MARGIN, top + 14.0), Anchor::Start, Face::NAME, "muted", &nothing);
    }
    frame.finish(&svg, top + pitch * count(rows.max(1)) - SPACE)
}

fn draw_lines(svg: &mut Svg, view: &BumpView, area: impl Fn((usize, usize)) -> Area) {
    svg.open("g", &[("aria-hidden", Value::Word("true"))]);
    for (from, to, kind) in view.lines() {
        let (start, end) = (area(from), area(to));
        let class = class(kind);
        let width = if class == "same" { 2.6 } else { 1.8 };
        svg.curve(&[Name::of("e"), Name::of(class)], width, start, (end.x, end.y + end.h / 2.0));
    }
    svg.close();
}

/// What is said of an item. What is new and gone again in the next edition is both: the note says the one, the ground the
/// other.
fn note(row: &Row, own: &BumpWords) -> Label {
    match (row.is_dropped, row.note.as_str()) {
        (false, _) => row.note.clone(),
        (true, "") => Label::new(own.is_dropped),
        (true, note) => Label::new(&format!("{note}, {}", own.is_dropped)),
    }
}

/// Whether a note has room beside the code.
fn beside(row: &Row, note: &Label, w: f64) -> bool {
    Face::CODE.width(row.code.as_str()) + Face::STRONG.width(note.as_str()) + 24.0 <= w
}

fn draw_row(svg: &mut Svg, own: &BumpWords, row: &Row, number: usize, area: Area) {
    let Area { x, y, w, .. } = area;
    let paint = match (row.is_new, row.is_dropped) {
        (_, true) => Paint::REST,
        (true, false) => Paint::NEAR,
        (false, false) => Paint::NODE,
    };
    let note = note(row, own);
    svg.open("g", &[("id", Value::Name(Name::nth("i", number)))]);
    svg.tooltip(&format!("{} {} – {note}", row.code, row.name));
    svg.link(row.href.as_ref(), &row.name, |svg| {
        paint.draw(svg, area, 3.0);
        let code = Face::CODE.fit(&row.code, w - 15.0);
        svg.words((x + 8.0, y + 14.0), Anchor::Start, Face::CODE, paint.ink, &code);
        let is_tall = area.h > ROW;
        let (at, anchor) =
            if is_tall { ((x + 8.0, y + 14.0 + LINE), Anchor::Start) } else { ((x + w - 7.0, y + 14.0), Anchor::End) };
        svg.words(at, anchor, Face::STRONG, paint.ink, &Face::STRONG.fit(&note, w - 15.0));
        let name = Face::SMALL.fit(&row.name, w - 15.0);
        svg.words((x + 8.0, y + area.h - 6.0), Anchor::Start, Face::SMALL, paint.ink, &name);
    });
    svg.close();
}
