//! Lines of the layered picture that pass the risks: from tools to the items that claims of theirs name.
//!
//! They run level between two layers of risks, above the first or below the last, so that none passes behind a
//! risk it has nothing to do with.

use super::draw::{Grid, Layout};
use super::{ClaimLink, LayeredView, Section, stroke};
use crate::render::svg::{Name, Path, Svg, Value, count};
use std::collections::BTreeMap;

/// Room of a lane, within the gap between two layers.
const LANE: f64 = 14.0;
/// Widest distance of two lines in a lane.
const PITCH: f64 = 2.5;

/// Middles of the lanes, downwards: one above each layer and one below the last, which ends at `end`.
pub(super) fn lanes(sections: &[Section], headings: &[f64], end: f64) -> Vec<f64> {
    let mut lanes = Vec::new();
    let mut before = None;
    for (section, baseline) in sections.iter().zip(headings) {
        if before != Some(section.layer) {
            lanes.push(baseline - 12.0 - LANE / 2.0);
        }
        before = Some(section.layer);
    }
    lanes.push(end + LANE / 2.0);
    lanes
}

/// A line from a row of tools to a row of items, and the heights of its ends.
struct Line<'a> {
    rows: (usize, usize),
    link: &'a ClaimLink,
    from: f64,
    to: f64,
}

/// Draws every line in the lane that is the least detour.
pub(super) fn draw_claims(svg: &mut Svg, view: &LayeredView, layout: &Layout) {
    let mut lanes: BTreeMap<usize, Vec<Line<'_>>> = BTreeMap::new();
    for (&rows, link) in &view.claim_links {
        let (Some(tool), Some(item)) = (layout.tools.get(rows.0), layout.items.get(rows.1)) else { continue };
        let line = Line { rows, link, from: tool.y + tool.h / 2.0, to: item.y + item.h / 2.0 };
        let detours = layout.lanes.iter().map(|lane| (line.from - lane).abs() + (lane - line.to).abs()).enumerate();
        let nearest = detours.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(lane, _)| lane);
        lanes.entry(nearest).or_default().push(line);
    }
    for (lane, mut lines) in lanes {
        lines.sort_by(|a, b| (a.from + a.to).total_cmp(&(b.from + b.to)));
        let Some(middle) = layout.lanes.get(lane) else { continue };
        let pitch = (LANE / count(lines.len())).min(PITCH);
        let first = middle - pitch * (count(lines.len()) - 1.0) / 2.0;
        for (place, line) in lines.iter().enumerate() {
            draw_claim(svg, view.grid, line, first + pitch * count(place));
        }
    }
}

/// The line leaves the tool, passes the risks at a height and reaches the item.
fn draw_claim(svg: &mut Svg, grid: Grid, line: &Line<'_>, height: f64) {
    let (start, end) = (grid.tools.0 + grid.tools.1, grid.items.0);
    let (enter, leave) = (grid.risks.0 - 18.0, grid.risks.0 + grid.risks.1 + 8.0);
    let (before, after) = (f64::midpoint(start, enter), f64::midpoint(leave, end));
    let path = Path::default()
        .then('M', &[start, line.from])
        .then('C', &[before, line.from, before, height, enter, height])
        .then('H', &[leave])
        .then('C', &[after, height, after, line.to, end, line.to]);
    let (tool, item) = line.rows;
    let classes = [Name::of("e"), Name::of("claimed"), Name::nth("t", tool), Name::nth("i", item)];
    let width = Value::Number(stroke(line.link.tools));
    svg.open("path", &[("class", Value::Names(&classes)), ("stroke-width", width), ("d", Value::Path(&path))]);
    svg.tooltip(line.link.tooltip.as_str());
    svg.close();
}
