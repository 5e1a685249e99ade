//! Where the columns and cards of the picture around one thing stand, and what of their texts has room there.

use super::{Card, Columns};
use crate::render::frame::MARGIN;
use crate::render::state_mark::StateMark;
use crate::render::svg::{Area, count};
use crate::render::text::{Face, Label};
use crate::render::words::Words;

/// Left edge and width of the columns as shares of the room, where none has more to say than its width holds.
const SHARES: [(f64, f64); 4] = [(0.0, 0.215), (0.27, 0.14), (0.465, 0.195), (0.72, 0.28)];
/// Share of its width that a column keeps where others need it, and that one without cards does.
const KEPT: f64 = 0.6;
const KEPT_EMPTY: f64 = 0.3;
/// Room before the first text of a row, after the last, and between two.
pub(super) const EDGE: f64 = 9.0;
pub(super) const RIGHT_EDGE: f64 = 7.0;
pub(super) const BETWEEN: f64 = 6.0;
/// Room before the texts of a card of the third column.
pub(super) const CARD_EDGE: f64 = 10.0;
/// Height of a row of one line, of each line more, and of the least space between rows.
const ROW: f64 = 20.0;
pub(super) const LINE: f64 = 13.0;
/// Baseline of a row's first line.
pub(super) const FIRST: f64 = 14.0;
const GAP: f64 = 6.0;
/// Height of a card of the third column, without and with where it stands, and the least space between two.
const CARD: f64 = 34.0;
const ROOMY_CARD: f64 = 54.0;
const CARD_GAP: f64 = 10.0;
/// Cards up to which those of the third column have room to say where they stand.
const ROOMY: usize = 9;
/// Lines of a name at most, of one that has nothing but itself to be known by, and of where something stands.
const LINES: usize = 2;
const LINES_ALONE: usize = 3;
/// Room in which a name is still read beside its code.
const READABLE: f64 = 70.0;
/// Lines of a column's heading at most.
pub(super) const HEADING_LINES: usize = 3;
/// Lines of what is asked about at most.
const FOCUS_LINES: usize = 6;

/// Where everything stands.
pub(super) struct Layout {
    /// Left edge and width of each column.
    pub(super) columns: [(f64, f64); 4],
    pub(super) headings: Vec<Vec<Label>>,
    pub(super) near: Vec<Placed>,
    pub(super) focus: Placed,
    pub(super) third: Vec<Placed>,
    pub(super) fourth: Vec<Placed>,
    pub(super) bottom: f64,
}

/// A card with its texts, cut and broken to what they have room for.
pub(super) struct Placed {
    pub(super) area: Area,
    pub(super) code: Label,
    pub(super) end: Label,
    pub(super) name: Vec<Label>,
    /// Baseline of the name's first line, from the card's corner.
    pub(super) name_at: (f64, f64),
    /// Where it stands, on cards of the third column that have room for it.
    pub(super) sub: Vec<Label>,
}

/// The two forms of a card.
#[derive(Clone, Copy)]
enum Form {
    /// Code, name and what stands at the end beside each other.
    Row,
    /// The name below the code, and below it where it stands if that is drawn.
    Card { is_roomy: bool },
}

impl Layout {
    /// Gives the columns the room there is, and each card its place in them.
    pub(super) fn new(columns: &Columns, headings: &[Label; 4], words: &Words, (room, top): (f64, f64)) -> Self {
        let third = Form::Card { is_roomy: columns.third.len() <= ROOMY };
        let areas = areas(columns, third, headings, words, room);
        let headings: Vec<Vec<Label>> =
            areas.iter().zip(headings).map(|((_, w), text)| Face::HEADING.wrap(text, *w, HEADING_LINES)).collect();
        let top = top + 18.0 + 14.0 * count(headings.iter().map(Vec::len).max().unwrap_or(1));
        let fit = |cards: &[Card], form: Form, (x, w): (f64, f64)| -> Vec<Placed> {
            cards.iter().map(|card| form.fit(card, words, Area { x, y: top, w, h: 0.0 })).collect()
        };
        let [near_area, focus_area, third_area, fourth_area] = areas;
        let mut near = fit(&columns.near, Form::Row, near_area);
        let mut cards = fit(&columns.third, third, third_area);
        let mut fourth = fit(&columns.fourth, Form::Row, fourth_area);
        let tallest = [height(&near, GAP), height(&cards, CARD_GAP), height(&fourth, GAP), 90.0];
        let tallest = tallest.into_iter().fold(0.0, f64::max);
        spread(&mut near, GAP, (top, tallest));
        spread(&mut cards, 60.0, (top, tallest));
        spread(&mut fourth, 18.0, (top, tallest));
        let focus = focus(&columns.focus, focus_area, (top, tallest));
        Self { columns: areas, headings, near, focus, third: cards, fourth, bottom: top + tallest }
    }
}

/// Left edges and widths of the columns: what one has and does not need goes to those whose texts have no room.
fn areas(columns: &Columns, third: Form, headings: &[Label; 4], words: &Words, room: f64) -> [(f64, f64); 4] {
    let wish = |cards: &[Card], form: Form| {
        let widest = cards.iter().map(|card| form.width(card, words)).fold(0.0, f64::max);
        (widest, if cards.is_empty() { KEPT_EMPTY } else { KEPT })
    };
    // What is asked about wishes for no more than it has: it is broken into lines.
    let wishes =
        [wish(&columns.near, Form::Row), (0.0, KEPT), wish(&columns.third, third), wish(&columns.fourth, Form::Row)];
    let mut lacks = [0.0; 4];
    for (((lack, heading), (wish, kept)), (_, share)) in lacks.iter_mut().zip(headings).zip(wishes).zip(SHARES) {
        let share = share * room;
        let heading = Face::HEADING.width(heading.as_str()).min(share);
        *lack = heading.max(wish).max(kept * share) - share;
    }
    let lacking: f64 = lacks.iter().map(|lack| lack.max(0.0)).sum();
    let free: f64 = lacks.iter().map(|lack| (-lack).max(0.0)).sum();
    let moved = lacking.min(free);
    let mut shift = 0.0;
    let mut out = [(0.0, 0.0); 4];
    for ((area, lack), (x, share)) in out.iter_mut().zip(lacks).zip(SHARES) {
        let of = if lack > 0.0 { lacking } else { free };
        let more = if moved > 0.0 { lack * moved / of } else { 0.0 };
        *area = (MARGIN + x * room + shift, share * room + more);
        shift += more;
    }
    out
}

impl Form {
    /// Width that a card's texts take, each in one line.
    fn width(self, card: &Card, words: &Words) -> f64 {
        let end = end_room(state_room(card, words), &card.end);
        let (name, sub) = (Face::SMALL.width(card.name.as_str()), Face::SMALL.width(card.sub.as_str()));
        match self {
            Self::Row => EDGE + code_room(&card.code) + name + end + 1.0,
            Self::Card { is_roomy } => {
                let code = Face::CODE.width(code_and_count(card).as_str());
                let below = if is_roomy { name.max(sub) } else { name };
                CARD_EDGE + (code + end).max(below + CARD_EDGE) + 1.0
            }
        }
    }

    /// The card with what of its texts has room in an area, as high as they need.
    fn fit(self, card: &Card, words: &Words, area: Area) -> Placed {
        let state = state_room(card, words);
        match self {
            Self::Row => {
                let end = Face::STRONG.fit(&card.end, area.w / 2.0);
                let room = area.w - EDGE - end_room(state, &end);
                let code = Face::STRONG.fit(&card.code, room);
                let (name, name_at) = beside_or_below(&card.name, &code, room, area.w);
                let h = ROW + name_at.1 - FIRST + LINE * count(name.len() - 1);
                Placed { area: Area { h, ..area }, code, end, name, name_at, sub: Vec::new() }
            }
            Self::Card { is_roomy } => {
                let end = Face::STRONG.fit(&card.end, area.w / 3.0);
                let code = Face::CODE.fit(&code_and_count(card), area.w - CARD_EDGE - end_room(state, &end));
                let room = area.w - 2.0 * CARD_EDGE;
                let name = name_lines(&card.name, room, LINES);
                let sub = if is_roomy { Face::SMALL.wrap(&card.sub, room, LINES) } else { Vec::new() };
                let h = if is_roomy { ROOMY_CARD + LINE * count(sub.len() - 1) } else { CARD };
                let h = h + LINE * count(name.len() - 1);
                Placed { area: Area { h, ..area }, code, end, name, name_at: (CARD_EDGE, 29.0), sub }
            }
        }
    }
}

/// Room of the state at a card's end, and of what is before it; none where there is no state.
fn state_room(card: &Card, words: &Words) -> f64 {
    card.state.map_or(0.0, |state| StateMark::plain(state, words).width() + BETWEEN)
}

/// Room from a card's name to its right edge.
fn end_room(state: f64, end: &Label) -> f64 {
    let end = if end.as_str().is_empty() { 0.0 } else { Face::STRONG.width(end.as_str()) + BETWEEN };
    RIGHT_EDGE + state + end
}

/// Room of a code before a name.
fn code_room(code: &Label) -> f64 {
    if code.as_str().is_empty() { 0.0 } else { Face::STRONG.width(code.as_str()) + BETWEEN }
}

/// What stands first on a card of the third column.
fn code_and_count(card: &Card) -> Label {
    let count = if card.count.as_str().is_empty() { String::new() } else { format!(" · {}", card.count) };
    Label::new(&format!("{}{count}", card.code))
}

/// A name after its code; below it where it would be cut there, but not below nothing.
fn beside_or_below(name: &Label, code: &Label, room: f64, width: f64) -> (Vec<Label>, (f64, f64)) {
    let beside = (EDGE + code_room(code), FIRST);
    if code.as_str().is_empty() {
        return (name_lines(name, room, LINES_ALONE), beside);
    }
    let room = room - code_room(code);
    let lines = Face::SMALL.wrap(name, room, LINES);
    let is_whole = is_whole(&lines, name) && (lines.len() == 1 || room >= READABLE);
    if is_whole { (lines, beside) } else { (name_lines(name, width - 2.0 * EDGE, LINES), (EDGE, FIRST + LINE)) }
}

/// A name in as many lines as it may have. Of one that begins with that of what it is below, its own is never cut for
/// the other's sake.
fn name_lines(name: &Label, room: f64, lines: usize) -> Vec<Label> {
    let lines = Face::SMALL.wrap(name, room, lines);
    let is_whole = is_whole(&lines, name);
    match name.as_str().rsplit_once(": ") {
        Some((above, own)) if !is_whole => {
            let above = Label::new(&format!("{above}:"));
            vec![Face::SMALL.fit(&above, room), Face::SMALL.fit(&Label::new(own), room)]
        }
        _ => lines,
    }
}

fn is_whole(lines: &[Label], name: &Label) -> bool {
    lines.last().is_some_and(|last| name.as_str().ends_with(last.as_str()))
}

/// Height of cards one below the other with a gap after each.
fn height(cards: &[Placed], gap: f64) -> f64 {
    cards.iter().map(|card| card.area.h + gap).sum()
}

/// Moves cards one below the other, at most `widest` apart, into the middle of a height.
fn spread(cards: &mut [Placed], widest: f64, (top, tallest): (f64, f64)) {
    let gap = ((tallest - height(cards, 0.0)) / count(cards.len().max(1))).min(widest);
    let mut y = top + f64::midpoint(tallest - height(cards, gap), gap);
    for card in cards {
        card.area.y = y;
        y += card.area.h + gap;
    }
}

/// What is asked about, in the middle of a height.
fn focus(card: &Card, (x, w): (f64, f64), (top, tallest): (f64, f64)) -> Placed {
    let name = Face::NAME.wrap(&card.name, w - 2.0 * CARD_EDGE, FOCUS_LINES);
    let h = 24.0 + 15.0 * count(name.len());
    let area = Area { x, y: top + (tallest - h) / 2.0, w, h };
    Placed { area, code: Label::default(), end: Label::default(), name, name_at: (w / 2.0, 23.0), sub: Vec::new() }
}
