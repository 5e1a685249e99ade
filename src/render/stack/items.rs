//! The items of an edition below a stack's strip: a tile an item, as far as there is room.

use super::words::StackWords;
use super::{StackView, Standing, titled};
use crate::coverage::State;
use crate::render::Options;
use crate::render::frame::{MARGIN, columns};
use crate::render::palette::Paint;
use crate::render::phrase::fill;
use crate::render::svg::{Anchor, Area, Name, Svg, Value, count};
use crate::render::text::{Face, Label};
use crate::render::words::Words;
use std::collections::BTreeMap;

/// Items up to which tiles carry names.
pub(super) const NAMED: usize = 150;
/// Items up to which each has a tile.
const TILED: usize = 600;
/// Narrowest tile with a name, and with a code alone.
const NARROWEST: [f64; 2] = [180.0, 160.0];
const GAP: f64 = 5.0;

impl StackView {
    /// Standings of the items that have a tile.
    pub(super) fn items_drawn(&self) -> impl Iterator<Item = &Standing> {
        self.read.items.iter().filter(|_| self.read.items.len() <= TILED)
    }

    /// Draws the items from `top` on and says where they end; without items nothing.
    pub(super) fn draw_items(&self, svg: &mut Svg, words: &Words, own: &StackWords, options: Options, top: f64) -> f64 {
        if self.read.items.is_empty() {
            return top - 22.0;
        }
        let room = options.width.room();
        let addressed = self.read.items.iter().filter(|item| !item.own.is_empty()).count().to_string();
        let of = self.read.items_in_scope().to_string();
        let values = [("n", &*addressed), ("of", &*of), ("edition", self.read.facts.basis.edition.as_str())];
        let title = Face::HEADING.fit(&Label::new(&fill(own.items_title, &values)), room);
        svg.words((MARGIN, top + 10.0), Anchor::Start, Face::HEADING, "muted", &title);
        let top = top + 20.0;
        if self.read.items.len() > TILED {
            return self.draw_numbers(svg, words, top);
        }
        let is_named = self.read.items.len() <= NAMED;
        let [with_name, with_code] = NARROWEST;
        let fit = columns(room, if is_named { with_name } else { with_code }, GAP);
        let w = (room + GAP) / count(fit) - GAP;
        let all: Vec<usize> = (0..self.read.items.len()).collect();
        let mut y = top;
        for row in all.chunks(fit) {
            let lines = |item: &usize| if is_named { self.lines(*item, w) } else { Vec::new() };
            let names: Vec<Vec<Label>> = row.iter().map(lines).collect();
            let h = 20.0 + 12.0 * count(names.iter().map(Vec::len).max().unwrap_or(0));
            for ((column, item), names) in row.iter().enumerate().zip(&names) {
                let x = MARGIN + (w + GAP) * count(column);
                self.draw_item(svg, (words, own), (*item, names), Area { x, y, w, h });
            }
            y += h + GAP;
        }
        y - GAP
    }

    fn lines(&self, item: usize, w: f64) -> Vec<Label> {
        let node = self.read.facts.items.get(item).filter(|node| !node.name.as_str().is_empty());
        node.map_or_else(Vec::new, |node| Face::SMALL.wrap(&node.name, w - 12.0, 2))
    }

    fn draw_item(
        &self,
        svg: &mut Svg,
        (words, own): (&Words, &StackWords),
        (item, names): (usize, &[Label]),
        area: Area,
    ) {
        let (Some(node), Some(standing)) = (self.read.facts.items.get(item), self.read.items.get(item)) else { return };
        let Area { x, y, w, .. } = area;
        let paint = standing.paint();
        let more = if standing.is_near() { standing.more() } else { String::new() };
        let title = titled(&node.notation, &node.name);
        svg.open("g", &[("id", Value::Name(Name::nth("i", item)))]);
        svg.tooltip(&format!("{title} – {}", self.read.described(standing, words, own)));
        svg.link(node.href.as_ref(), &Label::new(&title), |svg| {
            paint.draw(svg, area, 2.5);
            let ink = if paint == Paint::GAP { "ink" } else { paint.ink };
            svg.words((x + w - 6.0, y + 14.0), Anchor::End, Face::STRONG, paint.ink, &Label::new(&more));
            let taken = if more.is_empty() { 0.0 } else { Face::STRONG.width(&more) + 3.0 };
            let sign = standing.sign(words);
            sign.draw(svg, x + w - 6.0 - taken, y + 14.0);
            let code = Face::STRONG.fit(&node.notation, w - 14.0 - taken - sign.width());
            svg.words((x + 6.0, y + 14.0), Anchor::Start, Face::STRONG, ink, &code);
            for (row, line) in names.iter().enumerate() {
                svg.words((x + 6.0, y + 26.0 + 12.0 * count(row)), Anchor::Start, Face::SMALL, ink, line);
            }
        });
        svg.close();
    }

    /// How many items are in each state, a line each.
    fn draw_numbers(&self, svg: &mut Svg, words: &Words, top: f64) -> f64 {
        let mut states: BTreeMap<State, usize> = BTreeMap::new();
        self.read.items.iter().for_each(|item| *states.entry(item.state).or_default() += 1);
        let mut y = top;
        for (state, number) in states {
            y += 14.0;
            let text = Label::new(&format!("{number} {}", words.state(state)));
            svg.words((MARGIN, y - 4.0), Anchor::Start, Face::SMALL, "ink", &text);
        }
        y
    }
}
