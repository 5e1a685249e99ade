//! Marks and what they mean in, legend rows out. Each picture says which marks it uses.

use super::facts::Facts;
use super::frame::MARGIN;
use super::palette::{HUES, Paint};
use super::phrase::{fill, word};
use super::state_mark::StateMark;
use super::svg::{Anchor, Area, Name, Path, Svg, Value};
use super::text::{Face, Label};
use super::words::{Words, of_team};
use crate::coverage::{RoleGroup, RoleGroups, Selection, State};
use std::collections::BTreeSet;

/// The letters of the roles a reviewed claim can state.
pub(super) const LETTERS: [(RoleGroup, &str); 3] =
    [(RoleGroup::Protected, "P"), (RoleGroup::Exercised, "E"), (RoleGroup::Governed, "G")];

/// A mark of the legend.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    /// A box, with a short word in it.
    Box(Paint, &'static str),
    /// A flat patch of one class.
    Patch(Name),
    /// A box of a state with its mark.
    State(State, StateMark),
    /// A small square of the given classes, as the matrix draws links; with a letter.
    Square(Vec<Name>, &'static str),
    /// A line of the given classes and width.
    Line(Vec<Name>, f64),
    /// A letter, drawn as it is on the picture.
    Letter(&'static str),
    /// The small hollow square that counts labels.
    Pip,
    /// Nothing: the words explain themselves.
    Bare,
}

/// One mark and what it means.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) mark: Mark,
    pub(super) text: Label,
}

impl Entry {
    /// `mark` means `text`.
    pub(super) fn new(mark: Mark, text: &str) -> Self {
        Self { mark, text: Label::new(text) }
    }
}

/// Width of a legend's mark.
const MARK: f64 = 18.0;

/// A patch per layer whose hue is among `hues`.
pub(super) fn layers(facts: &Facts, hues: &BTreeSet<usize>, words: &Words) -> Vec<Entry> {
    let used = facts.layers.iter().enumerate().filter(|(layer, _)| hues.contains(&(layer % HUES)));
    let entry = |(layer, node): (usize, &super::facts::Layer)| {
        let text = fill(words.legend_layer, &[("layer", node.name.as_str())]);
        Entry::new(Mark::Patch(Name::nth("hue", layer % HUES)), &text)
    };
    used.map(entry).collect()
}

/// The letters of the role groups that occur, and the small square that counts labels.
pub(super) fn roles(groups: impl Iterator<Item = RoleGroup>, words: &Words) -> Vec<Entry> {
    let groups: RoleGroups = groups.collect();
    let letters = LETTERS.into_iter().map(|(group, letter)| (group, Mark::Letter(letter)));
    let all = letters.chain([(RoleGroup::Unstated, Mark::Pip)]);
    let used = all.filter(|(group, _)| groups.contains(*group));
    used.map(|(group, mark)| Entry::new(mark, word(&words.legend_role, group))).collect()
}

/// Legend entries for the steps of the ramp that occur.
pub(super) fn ramp(
    counts: impl Iterator<Item = usize>,
    noun: [&'static str; 2],
    (words, selection): (&Words, &Selection),
) -> Vec<Entry> {
    let counts: BTreeSet<usize> = counts.collect();
    let steps = [(1..=1, "1"), (2..=2, "2"), (3..=4, "3–4"), (5..=usize::MAX, "5+")];
    let mut out = Vec::new();
    for (range, number) in steps {
        if counts.range(range.clone()).next().is_some() {
            let [one, many] = noun;
            let text = fill(if number == "1" { one } else { many }, &[("n", number)]);
            out.push(Entry::new(Mark::Box(Paint::ramp(*range.start()), ""), &text));
        }
    }
    if counts.contains(&0) {
        out.push(Entry::new(Mark::Box(Paint::GAP, words.gap), of_team(words.legend_gap, selection)));
    }
    out
}

/// Draws a legend in `room` from the baseline `y` on and says where its last row ends.
pub(super) fn draw(svg: &mut Svg, legend: &[Entry], room: f64, mut y: f64) -> f64 {
    let mut x = MARGIN;
    for entry in legend {
        let mark = match &entry.mark {
            Mark::Bare => 0.0,
            Mark::Letter(_) | Mark::Pip => 14.0,
            Mark::Box(_, word) => Face::STRONG.width(word).max(MARK - 8.0) + 8.0 + 6.0,
            Mark::State(_, mark) => mark.width().max(MARK - 8.0) + 10.0 + 6.0,
            _ => MARK + 6.0,
        };
        let text = Face::SMALL.fit(&entry.text, room - mark);
        let width = mark + Face::SMALL.width(text.as_str());
        if x > MARGIN && x + width > MARGIN + room {
            x = MARGIN;
            y += 20.0;
        }
        draw_mark(svg, &entry.mark, x, y, mark - 6.0);
        svg.words((x + mark, y), Anchor::Start, Face::SMALL, "muted", &text);
        x += width + 18.0;
    }
    y + 4.0
}

fn draw_mark(svg: &mut Svg, mark: &Mark, x: f64, y: f64, w: f64) {
    let area = Area { x, y: y - 10.5, w, h: 14.0 };
    match mark {
        Mark::Box(paint, word) => {
            paint.draw(svg, area, 3.0);
            svg.words((x + w / 2.0, y), Anchor::Middle, Face::STRONG, paint.ink, &Label::new(word));
        }
        Mark::State(state, mark) => {
            Paint::state(*state).draw(svg, area, 3.0);
            mark.draw(svg, x + w / 2.0 + mark.width() / 2.0, y);
        }
        Mark::Patch(class) => svg.rect(Area { y: y - 9.0, h: 11.0, ..area }, 2.0, &[*class]),
        Mark::Square(classes, letter) => {
            svg.rect(area, 3.0, classes);
            svg.words((x + w / 2.0, y), Anchor::Middle, Face::STRONG, "on-hue", &Label::new(letter));
        }
        Mark::Line(classes, width) => {
            let path = Path::default().then('M', &[x, y - 3.5]).then('H', &[x + w]);
            svg.empty(
                "path",
                &[("class", Value::Names(classes)), ("stroke-width", Value::Number(*width)), ("d", Value::Path(&path))],
            );
        }
        Mark::Letter(letter) => svg.words((x, y), Anchor::Start, Face::STRONG, "ink", &Label::new(letter)),
        Mark::Pip => svg.rect(Area { x, y: y - 7.6, w: 7.6, h: 7.6 }, 1.5, &[Name::of("pip")]),
        Mark::Bare => {}
    }
}
