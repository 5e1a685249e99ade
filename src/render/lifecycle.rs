//! The lifecycle strip: phases left to right under their layers, one tile per risk. The best single overview.
//!
//! Facts go in, a [`LifecycleView`] and from it a drawing come out. Tables are made elsewhere from the same facts.

use super::facts::{Facts, Link, Risk};
use super::frame::{Frame, Head, MARGIN, ROOM};
use super::legend::{self, Entry, LETTERS, Mark};
use super::overview::OverviewView;
use super::palette::{HUE_INK, HUES, Paint};
use super::phrase::fill;
use super::svg::{Anchor, Area, Name, Path, Svg, Value, count};
use super::table::{self, Table};
use super::text::{Face, Label};
use super::words::Words;
use super::{Options, dot, finding};
use crate::coverage::RoleGroup;

/// Phases in one band; more start another below.
const BAND: usize = 10;
/// Risks of a phase up to which tiles carry names.
const NAMED: usize = 10;
/// Risks of a phase up to which each has a tile.
const TILED: usize = 30;
/// Tiles a picture may have.
const TILES: usize = 1200;

/// How much a tile shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Code, count, name, roles.
    Named,
    /// Code and count.
    Codes,
    /// No tiles: a bar per phase.
    Stacked,
}

/// A run of phases of one layer, with the risks in it that some tool addresses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    layer: usize,
    phases: usize,
    addressed: usize,
    risks: usize,
}

/// What the strip shows, before it is placed.
#[derive(Debug, Clone)]
pub(super) struct LifecycleView {
    head: Head,
    legend: Vec<Entry>,
    detail: Detail,
    /// Indices of phases, a band each.
    bands: Vec<Vec<usize>>,
}

impl LifecycleView {
    /// Chooses the detail and words the finding.
    pub(super) fn new(facts: &Facts, options: Options) -> Self {
        let words = Words::of(options.language);
        let most = facts.phases.iter().map(|phase| phase.risks.len()).max().unwrap_or(0);
        let detail = match most {
            _ if facts.risks.len() > TILES => Detail::Stacked,
            0..=NAMED => Detail::Named,
            _ if most <= TILED => Detail::Codes,
            _ => Detail::Stacked,
        };
        let mut notes = vec![words.read_lifecycle.to_owned()];
        match detail {
            Detail::Named => {}
            Detail::Codes => notes.push(words.names_in_tooltips.to_owned()),
            Detail::Stacked => notes = vec![fill(words.stacked, &[("n", &TILED.to_string())])],
        }
        let finding = format!("{}{}", finding::risks(facts, words), finding::densest_layer(facts, words));
        Self {
            head: finding::head(facts, words, &finding, &notes),
            legend: legend(facts, detail, words),
            detail,
            bands: bands(facts),
        }
    }

    /// Where each row of tiles of a band begins, below its first, and where the last ends. Tiles of one row
    /// are equally high: as high as the one that needs most lines.
    fn row_tops(&self, facts: &Facts, band: &[usize], w: f64) -> Vec<f64> {
        let columns: Vec<&[usize]> =
            band.iter().filter_map(|&phase| Some(facts.phases.get(phase)?.risks.as_slice())).collect();
        let rows = columns.iter().map(|risks| risks.len()).max().unwrap_or(0);
        let mut tops = vec![0.0];
        let mut y = 0.0;
        for row in 0..rows {
            let risks = columns.iter().filter_map(|risks| facts.risks.get(*risks.get(row)?));
            y += match self.detail {
                Detail::Named => 25.0 + 12.0 * count(risks.map(|risk| lines(risk, w)).max().unwrap_or(0)),
                Detail::Codes => 25.0,
                Detail::Stacked => 0.0,
            };
            tops.push(y);
        }
        tops
    }

    fn draw_band(&self, svg: &mut Svg, facts: &Facts, words: &Words, band: &[usize], top: f64) -> f64 {
        let pitch = (ROOM / count(band.len().max(1))).min(240.0);
        let mut x = MARGIN;
        for span in spans(facts, band) {
            draw_layer(svg, facts, words, span, Area { x, y: top, w: pitch * count(span.phases), h: 0.0 });
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
            let risks = node.risks.iter().filter_map(|&risk| facts.risks.get(risk).map(|node| (risk, node)));
            if self.detail != Detail::Stacked {
                for ((index, risk), edges) in risks.clone().zip(tops.windows(2)) {
                    let [y, next] = edges else { continue };
                    let area = Area { x, y: below + y, w, h: next - y - 5.0 };
                    draw_tile(svg, facts, words, (index, risk), area);
                }
            }
            let addressed = risks.clone().filter(|(_, risk)| !risk.links.is_empty()).count();
            draw_share(svg, words, (addressed, node.risks.len()), Area { x, y: bars, w, h: 6.0 });
        }
        bars + 24.0
    }
}

impl OverviewView for LifecycleView {
    fn head(&self) -> &Head {
        &self.head
    }

    fn is_condensed(&self) -> bool {
        self.detail != Detail::Named
    }

    fn svg(&self, facts: &Facts, options: Options) -> String {
        let words = Words::of(options.language);
        let frame = Frame::new(&self.head, &self.legend, options);
        let mut svg = Svg::default();
        let mut y = frame.top();
        for band in &self.bands {
            y = self.draw_band(&mut svg, facts, words, band, y) + 24.0;
        }
        if self.bands.is_empty() {
            svg.words((MARGIN, y + 20.0), Anchor::Start, Face::NAME, "muted", &Label::new(words.nothing));
            y += 50.0;
        }
        frame.finish(&svg, y - 24.0)
    }

    fn dot(&self, facts: &Facts) -> String {
        dot::lifecycle(facts, self.head.title.as_str())
    }

    fn table(&self, facts: &Facts) -> Table {
        table::lifecycle(facts)
    }
}

/// Lines a tile needs below its code: the name, and the roles when it has tools.
fn lines(risk: &Risk, w: f64) -> usize {
    let name = Face::SMALL.wrap(&risk.name, w - 12.0, 3).len();
    name + usize::from(!risk.links.is_empty())
}

/// Phases in bands: those of one list together, at most [`BAND`] in each.
fn bands(facts: &Facts) -> Vec<Vec<usize>> {
    let list = |phase: usize| {
        let layer = facts.phases.get(phase).and_then(|phase| facts.layers.get(phase.layer));
        layer.and_then(|layer| layer.list.as_ref())
    };
    let all: Vec<usize> = (0..facts.phases.len()).collect();
    let of_lists = all.chunk_by(|&a, &b| list(a) == list(b));
    of_lists.flat_map(|phases| phases.chunks(BAND)).map(<[usize]>::to_vec).collect()
}

/// Runs of phases of one layer in a band.
fn spans(facts: &Facts, band: &[usize]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for phase in band.iter().filter_map(|&phase| facts.phases.get(phase)) {
        let risks = phase.risks.iter().filter_map(|&risk| facts.risks.get(risk));
        let addressed = risks.filter(|risk| !risk.links.is_empty()).count();
        match out.last_mut().filter(|span| span.layer == phase.layer) {
            Some(span) => {
                span.phases += 1;
                span.addressed += addressed;
                span.risks += phase.risks.len();
            }
            None => out.push(Span { layer: phase.layer, phases: 1, addressed, risks: phase.risks.len() }),
        }
    }
    out
}

fn legend(facts: &Facts, detail: Detail, words: &Words) -> Vec<Entry> {
    if detail == Detail::Stacked {
        return vec![Entry::new(Mark::Patch(Name::of("bar")), words.legend_share)];
    }
    let mut out = legend::ramp(facts.risks.iter().map(|risk| risk.links.len()), words.tool_count, words);
    if detail == Detail::Named {
        let links = facts.risks.iter().flat_map(|risk| &risk.links);
        out.extend(legend::roles(links.flat_map(|link| &link.groups), words));
    }
    out.push(Entry::new(Mark::Patch(Name::of("bar")), words.legend_share));
    if facts.shortens_codes() {
        out.push(Entry::new(Mark::Bare, words.legend_codes));
    }
    out
}

fn draw_layer(svg: &mut Svg, facts: &Facts, words: &Words, span: Span, area: Area) {
    let Some(layer) = facts.layers.get(span.layer) else { return };
    let hue = span.layer % HUES;
    let ink = HUE_INK.get(hue).copied().unwrap_or("ink");
    let bar = Area { x: area.x + 2.0, y: area.y, w: area.w - 8.0, h: 4.0 };
    svg.rect(bar, 2.0, &[Name::of(ink)]);
    let share = fill(words.addressed, &[("n", &span.addressed.to_string()), ("of", &span.risks.to_string())]);
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

fn draw_tile(svg: &mut Svg, facts: &Facts, words: &Words, (index, risk): (usize, &Risk), area: Area) {
    let Area { x, y, w, h } = area;
    let paint = Paint::ramp(risk.links.len());
    svg.open("g", &[("id", Value::Name(Name::nth("r", index)))]);
    svg.tooltip(&finding::risk_with_tools(facts, words, risk));
    paint.draw(svg, area, 3.0);
    let number = match risk.links.len() {
        0 => words.gap.to_owned(),
        tools => tools.to_string(),
    };
    let used = Face::CODE.width(&number);
    svg.words((x + w - 6.0, y + 14.0), Anchor::End, Face::CODE, paint.ink, &Label::new(&number));
    let code = Face::CODE.fit(&risk.short, w - 18.0 - used);
    svg.words((x + 6.0, y + 14.0), Anchor::Start, Face::CODE, paint.ink, &code);
    if h > 30.0 {
        let ink = if risk.links.is_empty() { "ink" } else { paint.ink };
        for (row, line) in Face::SMALL.wrap(&risk.name, w - 12.0, 3).iter().enumerate() {
            svg.words((x + 6.0, y + 26.0 + 12.0 * count(row)), Anchor::Start, Face::SMALL, ink, line);
        }
        draw_roles(svg, &risk.links, (x + 6.0, y + h - 5.5), w - 12.0, paint.ink);
    }
    svg.close();
}

/// How many tools act in each role: letters for reviewed claims, a hollow square for labels. Closer where
/// room is short, and without the numbers where it still does not do.
fn draw_roles(svg: &mut Svg, links: &[Link], (mut x, y): (f64, f64), room: f64, ink: &'static str) {
    let tools = |group| links.iter().filter(|link| link.groups.contains(&group)).count();
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

fn draw_share(svg: &mut Svg, words: &Words, (addressed, risks): (usize, usize), area: Area) {
    svg.rect(area, 3.0, &[Name::of("track")]);
    if addressed > 0 {
        let w = area.w * count(addressed) / count(risks.max(1));
        svg.rect(Area { w, ..area }, 3.0, &[Name::of("bar")]);
    }
    let text = match risks {
        0 => words.no_risk_here.to_owned(),
        _ => fill(words.addressed, &[("n", &addressed.to_string()), ("of", &risks.to_string())]),
    };
    let text = Face::STRONG.fit(&Label::new(&text), area.w);
    svg.words((area.x, area.y + 20.0), Anchor::Start, Face::STRONG, "muted", &text);
}
