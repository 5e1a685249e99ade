//! The picture of a change: the pipeline as it was and as it is, from one graph to another, or from one stack to another.
//!
//! Two overviews go in, a drawing comes out. `union` lays one over the other, `twins` writes table and DOT.

mod twins;
mod union;
mod words;

use super::basis::Basis;
use super::facts::Facts;
use super::frame::{Frame, Head, MARGIN};
use super::legend::{Entry, Mark};
use super::palette::Paint;
use super::phrase::{fill, number_of};
use super::strip::{Detail, Sign, Strip, Tile};
use super::svg::{Anchor, Name, Svg, count};
use super::table::Table;
use super::text::{Face, Label};
use super::words::Words;
use super::{Drawing, Options};
use crate::coverage::{Overview, RoleChoice};
use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;
use union::{Named, Standing};
use words::DiffWords;

/// Names of tools drawn at most, of those that came and of those that went.
const NAMES: usize = 60;

/// What happened to a risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    /// It is new, or gains its first tools.
    Gained,
    /// It is gone, or loses its last tools.
    Lost,
    /// Other tools address it, or otherwise.
    Changed,
    /// Nothing.
    Same,
}

/// What was and what is, one laid over the other.
#[derive(Debug)]
struct Sides {
    facts: Facts,
    /// What the sides are called.
    names: [Label; 2],
    /// What addressed each risk and what does; `None` on a side that does not have the risk.
    risks: Vec<[Option<Standing>; 2]>,
    /// Tools that only the one and only the other side counts.
    tools: [Named; 2],
}

/// The picture, before it is placed.
#[derive(Debug)]
pub(super) struct DiffView {
    sides: Sides,
    strip: Strip,
    head: Head,
    legend: Vec<Entry>,
}

impl Sides {
    fn change(&self, risk: usize) -> Change {
        match self.risks.get(risk) {
            Some([None, Some(_)]) => Change::Gained,
            Some([Some(_), None]) => Change::Lost,
            Some([Some(before), Some(now)]) => match (before.is_empty(), now.is_empty()) {
                (true, false) => Change::Gained,
                (false, true) => Change::Lost,
                _ if before == now => Change::Same,
                _ => Change::Changed,
            },
            _ => Change::Same,
        }
    }

    fn tile(&self, words: &Words, own: &DiffWords, risk: usize) -> Option<Tile> {
        let (node, sides) = (self.facts.risks.get(risk)?, self.risks.get(risk)?);
        let [before, now] = sides.each_ref().map(|side| tools_in(side.as_ref()));
        let change = self.change(risk);
        let (paint, sign) = match (change, sides) {
            (Change::Gained, [None, _]) => (Paint::GAINED, format!("{} +{now}", own.fresh)),
            (Change::Lost, [_, None]) => (Paint::LOST, own.no_more.to_owned()),
            (Change::Gained, _) => (Paint::GAINED, format!("+{now}")),
            (Change::Lost, _) => (Paint::LOST, format!("−{before}")),
            (Change::Changed, _) => (Paint::CHANGED, format!("{before}→{now}")),
            (Change::Same, _) if now == 0 => (Paint::GAP, words.gap.to_owned()),
            (Change::Same, _) => (Paint::NODE, now.to_string()),
        };
        let [gone, come] = differences(sides);
        let number = |sign: char, tools: &Named| (!tools.is_empty()).then(|| format!("{sign}{}", tools.len()));
        let more: Vec<String> = number('+', &come).into_iter().chain(number('−', &gone)).collect();
        Some(Tile {
            paint,
            sign: Sign::Text(sign),
            roles: BTreeMap::new(),
            more: if change == Change::Changed { more.join(" ") } else { String::new() },
            tooltip: format!("{} {} – {}", node.code, node.name, self.described(risk, words, own)),
            is_addressed: now > 0,
            was_addressed: Some(before > 0),
            is_drawn: true,
            tools: now,
        })
    }

    fn described(&self, risk: usize, words: &Words, own: &DiffWords) -> String {
        let Some(sides) = self.risks.get(risk) else { return String::new() };
        let side = |(template, side): (&str, &Option<Standing>)| {
            let names = side.as_ref().map(|of| of.values().map(|found| found.name.to_string()).collect::<Vec<_>>());
            let names = names
                .filter(|names| !names.is_empty())
                .map_or_else(|| "–".to_owned(), |names| names.join(words.list_comma));
            fill(template, &[("tools", &names)])
        };
        [own.before, own.now].into_iter().zip(sides).map(side).collect::<Vec<_>>().join(words.join)
    }
}

impl DiffView {
    /// Lays what is over what was and words the finding.
    pub(super) fn new(sides: [(&str, &Overview); 2], options: Options, told: &mut Vec<Diagnostic>) -> Self {
        let (words, own) = (Words::of(options.language), DiffWords::of(options.language));
        let overviews = sides.map(|(_, overview)| overview);
        let whole = union::of(overviews);
        let facts = Facts::new(&whole, options).take(told);
        let laid = Sides {
            names: sides.map(|(name, _)| Label::first_of(&[name])),
            risks: union::standings(&whole, overviews),
            tools: union::tools(overviews),
            facts,
        };
        let tiles = (0..laid.risks.len()).filter_map(|risk| laid.tile(words, own, risk)).collect();
        let mut view = Self {
            strip: Strip::new(&laid.facts, tiles, options.order, options.width),
            head: Head::new(&laid.facts.basis, words, "", &[], &[]),
            legend: Vec::new(),
            sides: laid,
        };
        let notes = view.strip.notes(words, own.read);
        let open =
            view.sides.facts.risks.iter().zip(&view.sides.risks).filter(|(_, sides)| tools_in(sides[1].as_ref()) == 0);
        let gaps: Vec<String> = open.map(|(risk, _)| format!("{} {}", risk.code, risk.name)).collect();
        view.head = Head::new(&view.sides.facts.basis, words, &view.finding(words, own), &notes, &gaps);
        // What is, the basis names; what was stands before it.
        if let Some(before) = words.stack(&overviews[0].selection) {
            let at = view.head.foot.len().saturating_sub(2);
            view.head.foot.insert(at, Label::new(&before));
        }
        view.legend = view.legend(words, own);
        view
    }

    fn finding(&self, words: &Words, own: &DiffWords) -> String {
        if self.sides.risks.is_empty() {
            return words.no_risks.to_owned();
        }
        let count = |wanted: &dyn Fn(usize) -> bool| (0..self.sides.risks.len()).filter(|&risk| wanted(risk)).count();
        let both = |risk: usize| self.sides.risks.get(risk).is_some_and(|sides| sides.iter().all(Option::is_some));
        let of_change = |change| count(&|risk| both(risk) && self.sides.change(risk) == change);
        let (gained, of) = (of_change(Change::Gained), self.sides.risks.len().to_string());
        let [one, many] = own.gained;
        let gains = fill(if gained == 1 { one } else { many }, &[("n", &gained.to_string()), ("of", &of)]);
        let others = [
            (own.lost, of_change(Change::Lost)),
            (own.changed, of_change(Change::Changed)),
            (own.added, count(&|risk| self.sides.risks.get(risk).is_some_and(|sides| sides[0].is_none()))),
            (own.removed, count(&|risk| self.sides.risks.get(risk).is_some_and(|sides| sides[1].is_none()))),
        ];
        let others: Vec<String> =
            others.into_iter().filter(|(_, n)| *n > 0).map(|(forms, number)| number_of(forms, number)).collect();
        let found = if gained == 0 && others.is_empty() {
            own.nothing.to_owned()
        } else {
            std::iter::once(gains).chain(others).collect::<Vec<_>>().join(words.comma)
        };
        let [from, to] = self.sides.names.each_ref().map(Label::as_str);
        let said = fill(own.title, &[("from", from), ("to", to), ("found", &found)]);
        match self.sides.facts.basis.selection.role {
            RoleChoice::Any => said,
            role @ RoleChoice::Only(_) => {
                format!("{said}{}", fill(own.in_role, &[("role", words.role(role))]))
            }
        }
    }

    fn legend(&self, words: &Words, own: &DiffWords) -> Vec<Entry> {
        let mut out = Vec::new();
        let drawn: Vec<&Tile> = self.strip.drawn().collect();
        let all = [
            (Paint::GAINED, "+n", own.legend_gained),
            (Paint::LOST, "−n", own.legend_lost),
            (Paint::CHANGED, "n→m", own.legend_changed),
            (Paint::NODE, "n", own.legend_same),
            (Paint::GAP, words.gap, own.legend_gap),
        ];
        for (paint, sign, text) in all {
            if drawn.iter().any(|tile| tile.paint == paint) {
                out.push(Entry::new(Mark::Box(paint, sign), text));
            }
        }
        if self.strip.detail() == Detail::Named && drawn.iter().any(|tile| !tile.more.is_empty()) {
            out.push(Entry::new(Mark::Bare, own.legend_tools));
        }
        out.push(Entry::new(Mark::Patch(Name::of("bar")), words.legend_share));
        if self.sides.facts.shortens_codes() {
            out.push(Entry::new(Mark::Bare, words.legend_codes));
        }
        out
    }

    /// Tools of one side only, below the strip; says where they end.
    fn draw_tools(&self, svg: &mut Svg, own: &DiffWords, room: f64, top: f64) -> f64 {
        let [gone, come] = &self.sides.tools;
        let [from, to] = self.sides.names.each_ref().map(Label::as_str);
        let mut y = top;
        for (template, tools) in [(own.tools_added, come), (own.tools_removed, gone)] {
            if tools.is_empty() {
                continue;
            }
            let values = [("n", &*tools.len().to_string()), ("from", from), ("to", to)];
            let heading = Face::HEADING.fit(&Label::new(&fill(template, &values)), room);
            y += 24.0;
            svg.words((MARGIN, y), Anchor::Start, Face::HEADING, "muted", &heading);
            let mut names: Vec<String> = tools.values().map(Label::to_string).collect();
            names.sort_by_cached_key(|name| (name.to_lowercase(), name.clone()));
            names.truncate(NAMES);
            if let Some(more) = tools.len().checked_sub(NAMES).filter(|more| *more > 0) {
                names.push(fill(own.more, &[("n", &more.to_string())]));
            }
            let lines = Face::SMALL.wrap(&Label::new(&names.join(" · ")), room, 8);
            for (row, line) in lines.iter().enumerate() {
                svg.words((MARGIN, y + 16.0 + 14.0 * count(row)), Anchor::Start, Face::SMALL, "ink", line);
            }
            y += 6.0 + 14.0 * count(lines.len());
        }
        y
    }
}

/// Tools of a side that has the risk.
fn tools_in(side: Option<&Standing>) -> usize {
    side.map_or(0, BTreeMap::len)
}

/// Tools that went and tools that came.
fn differences(sides: &[Option<Standing>; 2]) -> [Named; 2] {
    let nothing = Standing::new();
    let [before, now] = sides.each_ref().map(|side| side.as_ref().unwrap_or(&nothing));
    let only = |a: &Standing, b: &Standing| {
        a.iter()
            .filter(|(iri, _)| !b.contains_key(*iri))
            .map(|(iri, found)| (iri.clone(), found.name.clone()))
            .collect()
    };
    [only(before, now), only(now, before)]
}

impl Drawing for DiffView {
    fn basis(&self) -> &Basis {
        &self.sides.facts.basis
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn is_condensed(&self) -> bool {
        self.strip.detail() != Detail::Named || self.sides.tools.iter().any(|tools| tools.len() > NAMES)
    }

    fn svg(&self, options: Options) -> String {
        let (words, own) = (Words::of(options.language), DiffWords::of(options.language));
        let frame = Frame::new(&self.head, &self.legend, options);
        let mut svg = Svg::default();
        let bottom = self.strip.draw(&mut svg, &self.sides.facts, words, frame.top());
        let bottom = self.draw_tools(&mut svg, own, options.width.room(), bottom + 6.0);
        frame.finish(&svg, bottom)
    }

    fn dot(&self) -> String {
        twins::dot(self)
    }

    fn table(&self) -> Table {
        twins::table(self)
    }
}
