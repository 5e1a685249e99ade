//! What to add to a stack: a card a tool with what it closes and how much is addressed with it.

use super::words::StackWords;
use crate::coverage::StackStatus;
use crate::coverage::{Recommendation, Standing};
use crate::render::facts::short_code;
use crate::render::frame::MARGIN;
use crate::render::palette::Paint;
use crate::render::phrase::fill;
use crate::render::svg::{Anchor, Area, Name, Svg, Value, count};
use crate::render::text::{Face, Label};
use crate::render::words::Words;
use std::collections::BTreeSet;

/// Cards drawn at most; the others are counted.
pub(super) const SHOWN: usize = 24;
/// Codes named on a card; the others are counted.
const CODES: usize = 4;
/// Widest card.
const WIDEST: f64 = 470.0;
const HEIGHT: f64 = 38.0;
const GAP: f64 = 8.0;

/// A planned tool, or one to add.
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub(super) name: Label,
    /// The name as it is drawn, with what was decided on it.
    title: Label,
    pub(super) is_planned: bool,
    /// Codes of what is open without it and those before it.
    pub(super) closes: Vec<Label>,
    /// How many targets are addressed with it and those before it.
    pub(super) total: usize,
    pub(super) of: usize,
}

/// What to add, under the heading that says of which choice it is.
#[derive(Debug, Clone)]
pub(super) struct Additions {
    heading: Label,
    /// What stands there where there is no card.
    nothing: Label,
    pub(super) cards: Vec<Card>,
}

impl Additions {
    /// What was found; without it nothing to add.
    pub(super) fn new(found: Option<&Recommendation>, words: &Words, own: &StackWords) -> Self {
        let edition = found.map_or("", |found| found.title.as_str());
        let nothing = if edition.is_empty() { own.nothing_to_add } else { own.nothing_to_add_items };
        Self {
            heading: Label::new(&found.map_or_else(|| own.additions.to_owned(), |found| heading(found, words, own))),
            nothing: Label::new(&fill(nothing, &[("edition", edition)])),
            cards: found.map(|found| cards(found, own)).unwrap_or_default(),
        }
    }
}

/// The planned tools, then those to add, what adds most first.
fn cards(found: &Recommendation, own: &StackWords) -> Vec<Card> {
    let code = |target: usize| {
        let (target, _) = found.targets.get(target)?;
        Some(Label::first_of(&[&target.id, &target.name]))
    };
    let of = found.targets.len();
    let card = |tool: usize, template: &str, is_planned, closes: Vec<usize>, total| {
        let name = Label::new(found.tool_name(tool));
        Card {
            title: Label::new(&fill(template, &[("tool", name.as_str())])),
            name,
            is_planned,
            closes: closes.into_iter().filter_map(code).collect(),
            total,
            of,
        }
    };
    let in_use = found.in_place.iter().filter(|tool| tool.status == StackStatus::InUse);
    let mut done: BTreeSet<usize> = in_use.flat_map(|tool| tool.closes.iter().copied()).collect();
    let mut out = Vec::new();
    for tool in found.in_place.iter().filter(|tool| tool.status == StackStatus::Planned) {
        let closes: Vec<usize> = tool.closes.difference(&done).copied().collect();
        done.extend(&closes);
        out.push(card(tool.tool, own.planned, true, closes, done.len()));
    }
    for chosen in &found.chosen {
        let template = if chosen.is_must { own.must } else { "+ {tool}" };
        out.push(card(chosen.tool, template, false, chosen.closes.clone(), chosen.total));
    }
    out
}

/// `Smallest additions (items of ATLAS; proven …)`.
fn heading(found: &Recommendation, words: &Words, own: &StackWords) -> String {
    let mut parts = Vec::new();
    if !found.title.is_empty() {
        parts.push(fill(own.of_items, &[("edition", &found.title)]));
    }
    let phases: Vec<&str> = found.stack.phases.iter().map(|phase| phase.name.as_str()).collect();
    if !phases.is_empty() {
        parts.push(fill(own.of_phases, &[("phases", &phases.join(", "))]));
    }
    let would_close = found.targets.iter().any(|(_, standing)| matches!(standing, Standing::WouldClose(_)));
    if would_close {
        parts.push(if found.choice.is_proven() { own.proven } else { own.unproven }.to_owned());
    }
    if parts.is_empty() {
        return own.additions.to_owned();
    }
    fill(words.aside, &[("what", own.additions), ("aside", &parts.join(words.join))])
}

/// Draws the cards from `top` on, in rows, and says where they end.
pub(super) fn draw(svg: &mut Svg, of: &Additions, (words, own): (&Words, &StackWords), room: f64, top: f64) -> f64 {
    let heading = Face::HEADING.fit(&of.heading, room);
    svg.words((MARGIN, top + 10.0), Anchor::Start, Face::HEADING, "muted", &heading);
    let cards = &of.cards;
    if cards.is_empty() {
        let nothing = Face::NAME.fit(&of.nothing, room);
        svg.words((MARGIN, top + 28.0), Anchor::Start, Face::NAME, "muted", &nothing);
        return top + 34.0;
    }
    let (mut x, mut y) = (MARGIN, top + 18.0);
    for (index, card) in cards.iter().take(SHOWN).enumerate() {
        let below = below(card, words, own);
        let wanted = Face::CODE.width(card.title.as_str()).max(Face::SMALL.width(below.as_str())) + 20.0;
        let w = wanted.min(WIDEST).min(room);
        if x > MARGIN && x + w > MARGIN + room {
            x = MARGIN;
            y += HEIGHT + GAP;
        }
        draw_card(svg, card, &below, index, Area { x, y, w, h: HEIGHT });
        x += w + GAP;
    }
    y += HEIGHT;
    if let Some(more) = cards.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let more = Label::new(&fill(own.more_additions, &[("n", &more.to_string())]));
        svg.words((MARGIN, y + 14.0), Anchor::Start, Face::SMALL, "muted", &more);
        y += 16.0;
    }
    y
}

/// What a card says below the name: `→ 12/34 · R4·S, R8·P`.
fn below(card: &Card, words: &Words, own: &StackWords) -> Label {
    let mut codes: Vec<String> = card.closes.iter().take(CODES).map(|code| short_code(code).to_string()).collect();
    if let Some(more) = card.closes.len().checked_sub(CODES).filter(|more| *more > 0) {
        codes.push(format!("+{more}"));
    }
    let total = fill(own.total, &[("n", &card.total.to_string()), ("of", &card.of.to_string())]);
    let codes = if codes.is_empty() { "–".to_owned() } else { codes.join(words.list_comma) };
    // The total stands first: it is what must not be cut.
    Label::new(&format!("→ {total} · {codes}"))
}

fn draw_card(svg: &mut Svg, card: &Card, below: &Label, index: usize, area: Area) {
    let Area { x, y, w, .. } = area;
    svg.open("g", &[("id", Value::Name(Name::nth("a", index)))]);
    let codes: Vec<String> = card.closes.iter().map(Label::to_string).collect();
    svg.tooltip(&format!("{}: {} → {}/{}", card.title, codes.join(", "), card.total, card.of));
    let paint = if card.is_planned { Paint::REST } else { Paint::NODE };
    paint.draw(svg, area, 3.0);
    let lines = [(Face::CODE, &card.title), (Face::SMALL, below)];
    for (row, (face, text)) in lines.into_iter().enumerate() {
        let at = (x + 8.0, y + 15.0 + 14.0 * count(row));
        svg.words(at, Anchor::Start, face, "ink", &face.fit(text, w - 16.0));
    }
    svg.close();
}
