//! Placing and drawing of the layered picture. What is in it was decided in `layered`.

use super::lanes::{draw_claims, lanes};
use super::{ItemRow, LayeredView, RiskRow, Section, ToolRow, stroke};
use crate::coverage::{RoleGroup, State};
use crate::render::facts::Facts;
use crate::render::frame::{Frame, MARGIN};
use crate::render::legend::LETTERS;
use crate::render::palette::{HUE_INK, HUES, Paint};
use crate::render::svg::{Anchor, Area, Name, Path, Svg, Value, count};
use crate::render::text::{Face, Label};
use crate::render::words::Words;
use crate::render::{Options, Width};

/// Narrowest column of items.
const ITEM: f64 = 186.0;

/// Left edge and width of the columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    pub(super) tools: (f64, f64),
    pub(super) risks: (f64, f64),
    pub(super) items: (f64, f64),
}

impl Grid {
    /// The columns and what is between them, each its share of the width.
    pub(super) fn new(width: Width) -> Self {
        let room = width.room();
        // Code and state of an item stand side by side.
        let items = (0.2014 * room).max(ITEM);
        let shift = items - 0.2014 * room;
        let [tools, risks] = [0.217 * room - shift / 2.0, 0.2865 * room - shift / 4.0];
        Self {
            tools: (MARGIN, tools),
            risks: (MARGIN + 0.361 * room - shift * 0.6, risks),
            items: (MARGIN + room - items, items),
        }
    }
}

/// Height of a row of tools or risks.
const ROW: f64 = 17.0;
/// Items up to which each has its name below its code.
const NAMES_BELOW: usize = 26;
/// Widest code that leaves room for a name beside it.
const CODE_BESIDE: f64 = 96.0;
/// Lines of a name below a code at most.
const NAME_LINES: usize = 2;
/// Height of each.
const NAME_LINE: f64 = 13.5;
/// Height of a state's chip.
const CHIP: f64 = 14.0;

/// Where a row stands.
pub(super) type Slot = Area;

/// Every row's place, and where the lowest ends.
pub(super) struct Layout {
    pub(super) tools: Vec<Slot>,
    risks: Vec<Slot>,
    pub(super) items: Vec<Slot>,
    /// Baselines of the sections' headings.
    headings: Vec<f64>,
    /// Middles of the lanes in which lines pass the risks, downwards.
    pub(super) lanes: Vec<f64>,
    bottom: f64,
}

/// The picture as a document.
pub(super) fn svg(view: &LayeredView, facts: &Facts, options: Options) -> String {
    let words = Words::of(options.language);
    let mut frame = Frame::new(&view.head, &view.legend, options);
    for (stem, rows) in [("t", view.tools.len()), ("r", view.risks.len()), ("i", view.items.len())] {
        frame.sheet().highlight(stem, rows);
    }
    let top = frame.top();
    let layout = place(view, words, top + 44.0);
    let mut svg = Svg::default();
    draw_titles(&mut svg, view, facts, words, top + 22.0);
    draw_links(&mut svg, view, &layout);
    for ((index, row), slot) in view.tools.iter().enumerate().zip(&layout.tools) {
        draw_tool(&mut svg, (index, row), *slot);
    }
    draw_sections(&mut svg, view, &layout);
    for ((index, row), slot) in view.risks.iter().enumerate().zip(&layout.risks) {
        draw_risk(&mut svg, words, (index, row), *slot);
    }
    for ((index, row), slot) in view.items.iter().enumerate().zip(&layout.items) {
        draw_item(&mut svg, words, (index, row), *slot);
    }
    frame.finish(&svg, layout.bottom)
}

fn place(view: &LayeredView, words: &Words, top: f64) -> Layout {
    let tools = vec![ROW; view.tools.len()];
    let items: Vec<f64> = view.items.iter().map(|row| item_height(view, words, row)).collect();
    let middle: f64 = risks_height(&view.sections);
    let least = |heights: &[f64], gap: f64| heights.iter().map(|height| height + gap).sum::<f64>();
    let height = middle.max(least(&tools, 4.0)).max(least(&items, 5.0)).max(40.0);
    let grid = view.grid;
    let (risks, headings) = place_risks(&view.sections, grid.risks, top + (height - middle) / 2.0);
    Layout {
        tools: spread(&tools, grid.tools, top, height, 30.0),
        risks,
        items: spread(&items, grid.items, top, height, 44.0),
        lanes: lanes(&view.sections, &headings, top + f64::midpoint(height, middle)),
        headings,
        bottom: top + height,
    }
}

/// Rows spread evenly over a height, at most `widest` apart, centred.
fn spread(heights: &[f64], (x, w): (f64, f64), top: f64, height: f64, widest: f64) -> Vec<Slot> {
    let used: f64 = heights.iter().sum();
    let gap = ((height - used) / count(heights.len().max(1))).min(widest);
    let mut y = top + (height - used - gap * count(heights.len())) / 2.0 + gap / 2.0;
    let mut out = Vec::new();
    for &h in heights {
        out.push(Slot { x, y, w, h });
        y += h + gap;
    }
    out
}

const HEADING: f64 = 20.0;
const RISK_PITCH: f64 = 19.0;
const PHASE_GAP: f64 = 5.0;
const LAYER_GAP: f64 = 16.0;

fn risks_height(sections: &[Section]) -> f64 {
    let rows: f64 = sections.iter().map(|section| HEADING + RISK_PITCH * count(section.rows) + PHASE_GAP).sum();
    let layers = sections.windows(2).filter(|pair| matches!(pair, [a, b] if a.layer != b.layer)).count();
    rows + LAYER_GAP * count(layers)
}

fn place_risks(sections: &[Section], (x, w): (f64, f64), mut y: f64) -> (Vec<Slot>, Vec<f64>) {
    let (mut slots, mut headings) = (Vec::new(), Vec::new());
    let mut before = None;
    for section in sections {
        if before.is_some_and(|layer| layer != section.layer) {
            y += LAYER_GAP;
        }
        before = Some(section.layer);
        headings.push(y + 13.0);
        y += HEADING;
        for _ in 0..section.rows {
            slots.push(Slot { x, y, w, h: ROW });
            y += RISK_PITCH;
        }
        y += PHASE_GAP;
    }
    (slots, headings)
}

fn item_height(view: &LayeredView, words: &Words, row: &ItemRow) -> f64 {
    if row.code.is_none() {
        return 22.0 + (CHIP + 3.0) * count(chip_lines(row, words, view.grid.items.1).len()) + 3.0;
    }
    let code = |row: &ItemRow| row.code.as_ref().map_or(0.0, |code| Face::CODE.width(code.as_str()));
    let beside = view.items.len() > NAMES_BELOW && view.items.iter().all(|row| code(row) <= CODE_BESIDE);
    if beside || row.name.as_str().is_empty() {
        18.0
    } else {
        18.5 + NAME_LINE * count(name_lines(row, view.grid.items.1).len())
    }
}

/// The name of an item as it stands below its code.
fn name_lines(row: &ItemRow, w: f64) -> Vec<Label> {
    Face::NAME.wrap(&row.name, w - 16.0, NAME_LINES)
}

/// Column titles with a rule below each.
fn draw_titles(svg: &mut Svg, view: &LayeredView, facts: &Facts, words: &Words, y: f64) {
    let by_phase = view.risks.iter().any(|row| row.risks.len() > 1);
    let middle = if by_phase { words.phases_by_layer } else { words.risks_by_phase };
    let tools: usize = view.tools.iter().map(|row| row.tools.len()).sum();
    let risks: usize = view.risks.iter().map(|row| row.risks.len()).sum();
    let titles = [
        (view.grid.tools, format!("{} ({tools})", words.tools_title)),
        (view.grid.risks, format!("{middle} ({risks})")),
        (view.grid.items, format!("{} ({})", facts.basis.edition, facts.items.len())),
    ];
    for ((x, w), title) in titles {
        let lines = Face::HEADING.wrap(&Label::new(&title), w, 2);
        for (row, line) in lines.iter().rev().enumerate() {
            svg.words((x, y - 15.0 * count(row)), Anchor::Start, Face::HEADING, "muted", line);
        }
        let line = Path::default().then('M', &[x, y + 7.0]).then('H', &[x + w]);
        svg.empty("path", &[("class", Value::Word("line")), ("d", Value::Path(&line))]);
    }
    if !view.risks.is_empty() {
        let at = (view.grid.risks.0 + view.grid.risks.1, y);
        svg.words(at, Anchor::End, Face::SMALL, "muted", &Label::new(words.addressed_title));
    }
    if view.tools.is_empty() {
        svg.words((view.grid.tools.0, y + 30.0), Anchor::Start, Face::NAME, "muted", &Label::new(words.no_tools));
    }
}

fn draw_links(svg: &mut Svg, view: &LayeredView, layout: &Layout) {
    svg.open("g", &[("aria-hidden", Value::Word("true"))]);
    for ((tool, risk), link) in &view.tool_links {
        let (Some(from), Some(to), Some(row)) =
            (layout.tools.get(*tool), layout.risks.get(*risk), view.risks.get(*risk))
        else {
            continue;
        };
        let (kind, width) =
            if link.reviewed { ("reviewed", 1.4 + stroke(link.tools) - 0.3) } else { ("labelled", stroke(link.tools)) };
        let classes =
            [Name::of("e"), Name::nth("edge", row.hue), Name::of(kind), Name::nth("t", *tool), Name::nth("r", *risk)];
        svg.curve(&classes, width, *from, (to.x - 4.0, to.y + to.h / 2.0));
    }
    draw_claims(svg, view, layout);
    for ((risk, item), link) in &view.item_links {
        let (Some(from), Some(to), Some(row)) =
            (layout.risks.get(*risk), layout.items.get(*item), view.risks.get(*risk))
        else {
            continue;
        };
        let kind = match (link.tools, link.related) {
            (0, _) => "from-gap",
            (_, true) => "related",
            (_, false) => "mapped",
        };
        let classes =
            [Name::of("e"), Name::nth("edge", row.hue), Name::of(kind), Name::nth("r", *risk), Name::nth("i", *item)];
        svg.curve(&classes, stroke(link.tools), *from, (to.x, to.y + to.h / 2.0));
    }
    svg.close();
}

fn draw_tool(svg: &mut Svg, (index, row): (usize, &ToolRow), slot: Slot) {
    svg.open("g", &[("id", Value::Name(Name::nth("t", index)))]);
    svg.tooltip(row.tooltip.as_str());
    let paint = if row.tools.len() > 1 { Paint::REST } else { Paint::NODE };
    paint.draw(svg, slot, 3.0);
    let letters: Vec<&str> =
        LETTERS.iter().filter(|(group, _)| row.groups.contains(*group)).map(|(_, letter)| *letter).collect();
    let letters = Label::new(&letters.join(" "));
    let mut x = slot.x + 7.0;
    svg.words((x, slot.y + 12.3), Anchor::Start, Face::STRONG, "ink", &letters);
    if !letters.as_str().is_empty() {
        x += Face::STRONG.width(letters.as_str()) + 5.0;
    }
    if row.groups.contains(RoleGroup::Unstated) {
        svg.rect(Area { x, y: slot.y + 4.7, w: 7.6, h: 7.6 }, 1.5, &[Name::of("pip")]);
        x += 12.0;
    }
    svg.link(row.href.as_ref(), &row.name, |svg| {
        let name = Face::NAME.fit(&row.name, slot.x + slot.w - 8.0 - x);
        svg.words((slot.x + slot.w - 8.0, slot.y + 12.5), Anchor::End, Face::NAME, "ink", &name);
    });
    svg.close();
}

fn draw_sections(svg: &mut Svg, view: &LayeredView, layout: &Layout) {
    let mut row = 0;
    let mut bar: Option<(usize, f64, f64)> = None;
    let (x, w) = view.grid.risks;
    for (section, &baseline) in view.sections.iter().zip(&layout.headings) {
        let ink = if view.is_free { "muted" } else { HUE_INK.get(section.layer % HUES).copied().unwrap_or("ink") };
        let share = Label::new(&format!("{}/{}", section.addressed, section.risks));
        let room = w - Face::SMALL.width(share.as_str()) - 10.0;
        let face = if Face::HEADING.width(section.name.as_str()) > room { Face::CODE } else { Face::HEADING };
        svg.words((x, baseline), Anchor::Start, face, ink, &face.fit(&section.name, room));
        svg.words((x + w, baseline), Anchor::End, Face::SMALL, "muted", &share);
        row += section.rows;
        let end = layout.risks.get(row.saturating_sub(1)).map_or(baseline, |slot| slot.y + slot.h);
        bar = match bar {
            Some((layer, start, _)) if layer == section.layer => Some((layer, start, end)),
            other => {
                draw_bar(svg, x, other);
                Some((section.layer, baseline - 10.0, end))
            }
        };
    }
    if !view.is_free {
        draw_bar(svg, x, bar);
        return;
    }
    for (row, slot) in view.risks.iter().zip(&layout.risks) {
        let area = Area { x: x - 9.0, y: slot.y, w: 4.0, h: slot.h };
        svg.rect(area, 2.0, &[Name::nth("hue", row.hue)]);
    }
}

fn draw_bar(svg: &mut Svg, x: f64, bar: Option<(usize, f64, f64)>) {
    if let Some((layer, start, end)) = bar {
        let area = Area { x: x - 9.0, y: start, w: 4.0, h: end - start };
        svg.rect(area, 2.0, &[Name::nth("hue", layer % HUES)]);
    }
}

fn draw_risk(svg: &mut Svg, words: &Words, (index, row): (usize, &RiskRow), slot: Slot) {
    let right = slot.x + slot.w;
    svg.open("g", &[("id", Value::Name(Name::nth("r", index)))]);
    svg.tooltip(row.tooltip.as_str());
    let gap = row.tools.is_empty();
    let paint = if gap { Paint::GAP } else { Paint::NODE };
    paint.draw(svg, slot, 3.0);
    let code = Face::CODE.fit(&row.code, 84.0);
    svg.words((slot.x + 8.0, slot.y + 12.5), Anchor::Start, Face::CODE, "ink", &code);
    let number = if gap { words.gap.to_owned() } else { row.tools.len().to_string() };
    let badge = (Face::STRONG.width(&number) + 10.0).max(24.0);
    let x = slot.x + 14.0 + Face::CODE.width(code.as_str()).max(44.0);
    let name = Face::NAME.fit(&row.name, right - badge - 10.0 - x);
    svg.words((x, slot.y + 12.5), Anchor::Start, Face::NAME, "ink", &name);
    let middle = (right - 5.0 - badge / 2.0, slot.y + 12.2);
    if gap {
        svg.words((right - 6.0, slot.y + 12.2), Anchor::End, Face::STRONG, "gap-ink", &Label::new(&number));
    } else {
        let paint = Paint::ramp(row.tools.len());
        paint.draw(svg, Area { x: right - 5.0 - badge, y: slot.y + 2.0, w: badge, h: 13.0 }, 6.5);
        svg.words(middle, Anchor::Middle, Face::STRONG, paint.ink, &Label::new(&number));
    }
    svg.close();
}

fn draw_item(svg: &mut Svg, words: &Words, (index, row): (usize, &ItemRow), slot: Slot) {
    svg.open("g", &[("id", Value::Name(Name::nth("i", index)))]);
    svg.tooltip(row.tooltip.as_str());
    match (&row.code, row.states.keys().next()) {
        (Some(code), Some(state)) => draw_single(svg, words, (row, code), *state, slot),
        _ => draw_group(svg, words, row, slot),
    }
    svg.close();
}

/// An item: code and state above, name below; in one line where items are many and their codes short.
fn draw_single(svg: &mut Svg, words: &Words, (row, code): (&ItemRow, &Label), state: State, slot: Slot) {
    let paint = Paint::state(state);
    let right = slot.x + slot.w - 8.0;
    paint.draw(svg, slot, 3.0);
    let below = slot.h > 24.0;
    let upper = slot.y + if below { 13.0 } else { 12.8 };
    let word = match row.tools {
        0 => words.state(state).to_owned(),
        tools => format!("{} · {tools}", words.state(state)),
    };
    let word = Label::new(&word);
    let room = slot.w - 16.0 - Face::STRONG.width(word.as_str()) - 8.0;
    svg.words((right, upper), Anchor::End, Face::STRONG, paint.ink, &word);
    let code = Face::CODE.fit(code, room);
    let ink = if state == State::Gap { "ink" } else { paint.ink };
    svg.link(row.href.as_ref(), &row.name, |svg| {
        svg.words((slot.x + 8.0, upper), Anchor::Start, Face::CODE, ink, &code);
        if below {
            for (line, name) in name_lines(row, slot.w).iter().enumerate() {
                let y = slot.y + 26.5 + NAME_LINE * count(line);
                svg.words((slot.x + 8.0, y), Anchor::Start, Face::NAME, ink, name);
            }
        } else if !row.name.as_str().is_empty() {
            let used = Face::CODE.width(code.as_str()) + 6.0;
            let name = Face::SMALL.fit(&row.name, room - used);
            svg.words((slot.x + 8.0 + used, upper), Anchor::Start, Face::SMALL, ink, &name);
        }
    });
}

/// A group: its name, and how many of its items are in each state.
fn draw_group(svg: &mut Svg, words: &Words, row: &ItemRow, slot: Slot) {
    Paint::NODE.draw(svg, slot, 3.0);
    let items = Label::new(&row.items.len().to_string());
    let room = slot.w - 22.0 - Face::STRONG.width(items.as_str());
    let name = Face::CODE.fit(&row.name, room);
    svg.words((slot.x + 8.0, slot.y + 14.5), Anchor::Start, Face::CODE, "ink", &name);
    svg.words((slot.x + slot.w - 8.0, slot.y + 14.5), Anchor::End, Face::STRONG, "muted", &items);
    let mut y = slot.y + 21.0;
    for line in chip_lines(row, words, slot.w) {
        let mut x = slot.x + 8.0;
        for (state, text, w) in line {
            let paint = Paint::state(state);
            paint.draw(svg, Area { x, y, w, h: CHIP }, 3.0);
            svg.words((x + w / 2.0, y + 10.6), Anchor::Middle, Face::SMALL, paint.ink, &text);
            x += w + 4.0;
        }
        y += CHIP + 3.0;
    }
}

/// The chips of a group, as many lines as they need.
fn chip_lines(row: &ItemRow, words: &Words, w: f64) -> Vec<Vec<(State, Label, f64)>> {
    let room = w - 16.0;
    let mut lines: Vec<Vec<(State, Label, f64)>> = Vec::new();
    let mut used = f64::INFINITY;
    for (&state, &number) in &row.states {
        let text = Label::new(&format!("{number} {}", words.state(state)));
        let w = Face::SMALL.width(text.as_str()) + 8.0;
        if used + w > room {
            lines.push(Vec::new());
            used = 0.0;
        }
        used += w + 4.0;
        if let Some(line) = lines.last_mut() {
            line.push((state, text, w));
        }
    }
    lines
}
