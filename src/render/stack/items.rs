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
const NARROWEST: [f64; 2] = [180.0, 138.0];
const GAP: f64 = 5.0;

impl StackView {
    /// Standings of the items that have a tile.
    pub(super) fn items_drawn(&self) -> impl Iterator<Item = &Standing> {
        self.items.iter().filter(|_| self.items.len() <= TILED)
    }

    /// Draws the items from `top` on and says where they end; without items nothing.
    pub(super) fn draw_items(&self, svg: &mut Svg, words: &Words, own: &StackWords, options: Options, top: f64) -> f64 {
        if self.items.is_empty() {
            return top - 22.0;
        }
        let room = options.width.room();
        let addressed = self.items.iter().filter(|item| !item.own.is_empty()).count().to_string();
        let of = self.items_in_scope().to_string();
        let values = [("n", &*addressed), ("of", &*of), ("edition", self.facts.basis.edition.as_str())];
        let title = Face::HEADING.fit(&Label::new(&fill(own.items_title, &values)), room);
        svg.words((MARGIN, top + 10.0), Anchor::Start, Face::HEADING, "muted", &title);
        let top = top + 20.0;
        if self.items.len() > TILED {
            return self.draw_numbers(svg, words, top);
        }
        let is_named = self.items.len() <= NAMED;
        let [with_name, with_code] = NARROWEST;
        let fit = columns(room, if is_named { with_name } else { with_code }, GAP);
        let w = (room + GAP) / count(fit) - GAP;
        let all: Vec<usize> = (0..self.items.len()).collect();
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
        let node = self.facts.items.get(item).filter(|node| !node.name.as_str().is_empty());
        node.map_or_else(Vec::new, |node| Face::SMALL.wrap(&node.name, w - 12.0, 2))
    }

    fn draw_item(
        &self,
        svg: &mut Svg,
        (words, own): (&Words, &StackWords),
        (item, names): (usize, &[Label]),
        area: Area,
    ) {
        let (Some(node), Some(standing)) = (self.facts.items.get(item), self.items.get(item)) else { return };
        let Area { x, y, w, .. } = area;
        let (paint, sign) = standing.face(words);
        let title = titled(&node.notation, &node.name);
        svg.open("g", &[("id", Value::Name(Name::nth("i", item)))]);
        svg.tooltip(&format!("{title} – {}", self.described(standing, words, own)));
        svg.link(node.href.as_ref(), &Label::new(&title), |svg| {
            paint.draw(svg, area, 2.5);
            let used = sign.draw(svg, (x + w - 6.0, y + 14.0), Face::STRONG, paint.ink);
            let ink = if paint == Paint::GAP { "ink" } else { paint.ink };
            let code = Face::STRONG.fit(&node.notation, w - 18.0 - used);
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
        self.items.iter().for_each(|item| *states.entry(item.state).or_default() += 1);
        let mut y = top;
        for (state, number) in states {
            y += 14.0;
            let text = Label::new(&format!("{number} {}", words.state(state)));
            svg.words((MARGIN, y - 4.0), Anchor::Start, Face::SMALL, "ink", &text);
        }
        y
    }
}
