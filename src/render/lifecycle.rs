//! The lifecycle strip with all tools of the catalog, or of a stack. The best single overview.
//!
//! Facts go in, a [`LifecycleView`] and from it a drawing come out. Tables are made elsewhere from the same facts.

use super::facts::{Facts, Risk};
use super::frame::{Frame, Head};
use super::legend::{self, Entry, Mark};
use super::overview::OverviewView;
use super::palette::Paint;
use super::strip::{Detail, Sign, Strip, Tile};
use super::svg::{Name, Svg};
use super::table::{self, Table};
use super::words::Words;
use super::{Options, Show, dot, finding};
use crate::coverage::{RoleGroup, State};
use std::collections::BTreeMap;

/// What the strip shows, before it is placed.
#[derive(Debug, Clone)]
pub(super) struct LifecycleView {
    head: Head,
    legend: Vec<Entry>,
    strip: Strip,
}

impl LifecycleView {
    /// Makes a tile of each risk and words the finding.
    pub(super) fn new(facts: &Facts, options: Options) -> Self {
        let words = Words::of(options.language);
        let tiles = facts.risks.iter().map(|risk| tile(facts, words, risk, options.show)).collect();
        let strip = Strip::new(facts, tiles, options.order, options.width);
        let mut notes = strip.notes(words, words.read_lifecycle);
        if options.show != Show::Everything {
            let hidden = facts.risks.len() - facts.gaps().count();
            notes.push(super::phrase::fill(words.gaps_only, &[("n", &hidden.to_string())]));
        }
        let finding = format!("{}{}", finding::risks(facts, words), finding::densest_layer(facts, words));
        let head = finding::head(facts, words, &finding, &notes);
        Self { head, legend: legend(facts, &strip, words), strip }
    }
}

impl OverviewView for LifecycleView {
    fn head(&self) -> &Head {
        &self.head
    }

    fn is_condensed(&self) -> bool {
        self.strip.detail() != Detail::Named
    }

    fn svg(&self, facts: &Facts, options: Options) -> String {
        let frame = Frame::new(&self.head, &self.legend, options);
        let mut svg = Svg::default();
        let bottom = self.strip.draw(&mut svg, facts, Words::of(options.language), frame.top());
        frame.finish(&svg, bottom)
    }

    fn dot(&self, facts: &Facts) -> String {
        dot::lifecycle(facts, self.head.title.as_str())
    }

    fn table(&self, facts: &Facts) -> Table {
        table::lifecycle(facts)
    }
}

fn tile(facts: &Facts, words: &Words, risk: &Risk, show: Show) -> Tile {
    let tools = risk.links.len();
    let state = if tools == 0 { State::Gap } else { State::PartlyCovered };
    Tile {
        paint: Paint::ramp(tools),
        sign: Sign::Text(if tools == 0 { words.gap.to_owned() } else { tools.to_string() }),
        roles: roles(risk),
        more: String::new(),
        tooltip: finding::risk_with_tools(facts, words, risk),
        is_addressed: tools > 0,
        was_addressed: None,
        is_drawn: show.includes(state),
        tools,
    }
}

/// How many tools address a risk in each role.
fn roles(risk: &Risk) -> BTreeMap<RoleGroup, usize> {
    let mut roles = BTreeMap::new();
    for group in risk.links.iter().flat_map(|link| link.groups.iter()) {
        *roles.entry(group).or_default() += 1;
    }
    roles
}

fn legend(facts: &Facts, strip: &Strip, words: &Words) -> Vec<Entry> {
    if strip.detail() == Detail::Stacked {
        return vec![Entry::new(Mark::Patch(Name::of("bar")), words.legend_share)];
    }
    let mut out = legend::ramp(strip.drawn().map(|tile| tile.tools), words.tool_count, (words, &facts.basis.selection));
    if strip.detail() == Detail::Named {
        out.extend(legend::roles(strip.drawn().flat_map(|tile| tile.roles.keys().copied()), words));
    }
    out.push(Entry::new(Mark::Patch(Name::of("bar")), words.legend_share));
    if facts.shortens_codes() {
        out.push(Entry::new(Mark::Bare, words.legend_codes));
    }
    out
}
