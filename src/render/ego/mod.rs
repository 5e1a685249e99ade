//! The picture around one thing: what is like it, itself, what it is joined to, and what that leads to.
//!
//! An [`Around`] goes in, a drawing comes out. `columns` says what stands in which column, `layout` places
//! it, `draw` draws it, `twins` writes table and DOT.

mod columns;
mod draw;
mod layout;
mod twins;
mod words;

use super::basis::Basis;
use super::facts::Facts;
use super::frame::Head;
use super::legend::{self, Entry, Mark};
use super::outline_words::OutlineWords;
use super::palette::Paint;
use super::phrase::{fill, number_of};
use super::svg::{Href, Name};
use super::table::Table;
use super::text::Label;
use super::words::{Words, of_team};
use super::{Drawing, Options, atlas};
use crate::coverage::{Around, Focus, RoleChoice, RoleGroup, RoleGroups};
use crate::diagnostic::Diagnostic;
use columns::Reader;
use std::collections::BTreeSet;
use words::EgoWords;

/// Cards drawn in the first column, as many as are compared at a glance; and in the last.
const NEAR: usize = 14;
const FAR: usize = 30;
/// Cards drawn in the third.
const THIRD: usize = 24;

/// A thing as it stands in a column.
#[derive(Debug, Clone, Default)]
struct Card {
    /// `tool`, `risk`, `phase` or `item`; empty for what is none.
    kind: &'static str,
    code: Label,
    /// Its code as tables name it.
    full_code: Label,
    name: Label,
    /// What stands after the code.
    count: Label,
    /// Where it stands: its phase, its tactics.
    sub: Label,
    /// What stands at its end.
    end: Label,
    state: Option<crate::coverage::State>,
    href: Option<Href>,
    tooltip: Label,
    hue: Option<usize>,
    is_gap: bool,
}

/// What joins two cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A reviewed claim of a tool on a risk.
    Reviewed,
    /// A label.
    Labelled,
    /// A mapping of a risk to an item.
    Mapped,
    /// One that is related only.
    Related,
    /// One from a risk without tools.
    FromGap,
    /// A claim on the item itself.
    Claimed,
    /// Risks in common.
    Shared,
    /// A risk of a phase.
    Within,
}

impl Kind {
    /// Its class; a risk of a phase has that of its layer alone.
    fn class(self) -> Option<&'static str> {
        Some(match self {
            Self::Reviewed => "reviewed",
            Self::Labelled => "labelled",
            Self::Mapped => "mapped",
            Self::Related => "related",
            Self::FromGap => "from-gap",
            Self::Claimed => "claimed",
            Self::Shared => "shared",
            Self::Within => return None,
        })
    }
}

/// A line from the focus, or from a card of the third column, to the right.
#[derive(Debug, Clone)]
struct Line {
    /// Card of the third column; `None` for the focus.
    from: Option<usize>,
    /// Card of the fourth column; of the third where it comes from the focus.
    to: usize,
    kind: Kind,
    hue: Option<usize>,
}

impl Line {
    fn of_focus(to: usize, kind: Kind, hue: usize) -> Self {
        Self { from: None, to, kind, hue: Some(hue) }
    }

    fn between(from: usize, to: usize, kind: Kind, hue: Option<usize>) -> Self {
        Self { from: Some(from), to, kind, hue }
    }
}

/// Four columns with what joins them.
#[derive(Debug, Clone)]
struct Columns {
    near: Vec<Card>,
    focus: Card,
    third: Vec<Card>,
    fourth: Vec<Card>,
    /// Cards of the first column joined to the focus, how, and how strongly.
    near_lines: Vec<(usize, Kind, usize)>,
    lines: Vec<Line>,
}

impl Columns {
    fn new(focus: Card) -> Self {
        let (near, third, fourth) = (vec![], vec![], vec![]);
        Self { near, focus, third, fourth, near_lines: vec![], lines: vec![] }
    }

    /// The same with no more cards than are drawn, and what joins those.
    fn drawn(&self) -> Self {
        let mut out = self.clone();
        out.near.truncate(NEAR);
        out.third.truncate(THIRD);
        out.fourth.truncate(FAR);
        out.near_lines.retain(|(card, ..)| *card < NEAR);
        out.lines.retain(|line| match line.from {
            None => line.to < THIRD,
            Some(from) => from < THIRD && line.to < FAR,
        });
        columns::untangle(&mut out);
        out
    }
}

/// The picture, before it is placed.
#[derive(Debug)]
pub(super) struct EgoView {
    facts: Facts,
    focus: Focus,
    all: Columns,
    drawn: Columns,
    /// Headings of the columns.
    headings: [Label; 4],
    head: Head,
    legend: Vec<Entry>,
}

impl EgoView {
    /// Reads what stands around the thing and words the finding.
    pub(super) fn new(around: &Around, options: Options, told: &mut Vec<Diagnostic>) -> Self {
        let (words, own) = (Words::of(options.language), EgoWords::of(options.language));
        let facts = Facts::new(&around.overview, options).take(told);
        let focus = match around.focus {
            // Tools are sorted anew, and those of one address are one.
            Focus::Tool(tool) => Focus::Tool(facts.place_of_tool(around.overview.tools.get(tool))),
            other => other,
        };
        let reader = Reader { facts: &facts, words, own };
        let all = reader.around(focus).unwrap_or_else(|| Columns::new(Card::default()));
        let drawn = all.drawn();
        let headings = headings(focus, &facts, own).map(|heading| Label::new(&heading));
        let notes = [notes(focus, &facts, own)];
        let head = Head::new(&facts.basis, words, &finding(&facts, focus, &all, words, own), &notes, &[]);
        let mut view = Self { facts, focus, all, drawn, headings, head, legend: Vec::new() };
        view.legend = view.legend(words, own, OutlineWords::of(options.language));
        view
    }

    fn legend(&self, words: &Words, own: &EgoWords, outline: &OutlineWords) -> Vec<Entry> {
        let drawn = &self.drawn;
        let mut out = vec![Entry::new(Mark::Box(Paint::ramp(5), ""), own.legend_focus)];
        let cards = || drawn.near.iter().chain(&drawn.third).chain(&drawn.fourth).chain([&drawn.focus]);
        let of_lines = drawn.lines.iter().filter_map(|line| line.hue);
        let hues: BTreeSet<usize> = cards().filter_map(|card| card.hue).chain(of_lines).collect();
        out.extend(legend::layers(&self.facts, &hues, words));
        let hue = hues.first().copied().unwrap_or(0);
        let kinds: BTreeSet<Kind> =
            drawn.lines.iter().map(|line| line.kind).chain(drawn.near_lines.iter().map(|(_, kind, _)| *kind)).collect();
        for kind in kinds {
            let Some(class) = kind.class() else { continue };
            let (text, width) = match kind {
                Kind::Reviewed => (words.legend_reviewed, 2.4),
                Kind::Labelled => (words.legend_labelled, 1.2),
                Kind::Mapped | Kind::Within => (words.legend_mapped, 2.0),
                Kind::Related => (words.legend_related, 1.4),
                Kind::FromGap => (words.legend_from_gap, 1.2),
                Kind::Claimed => (words.legend_claimed, 2.0),
                Kind::Shared => (own.legend_shared, 2.6),
            };
            let mut classes = vec![Name::of("e"), Name::of(class)];
            if !matches!(kind, Kind::Claimed | Kind::Shared) {
                classes.push(Name::nth("edge", hue));
            }
            out.push(Entry::new(Mark::Line(classes, width), text));
        }
        if kinds_share(drawn) {
            out.push(Entry::new(Mark::Bare, own.legend_of));
        }
        let says = |letter: &str| cards().any(|card| card.end.as_str().split(' ').any(|word| word == letter));
        let letters = legend::LETTERS.into_iter().filter(|(_, letter)| says(letter)).map(|(group, _)| group);
        let groups: RoleGroups = letters.chain(says("□").then_some(RoleGroup::Unstated)).collect();
        out.extend(legend::roles(groups.iter(), words));
        out.extend(atlas::states(cards().filter_map(|card| card.state), words, outline, &self.facts.basis.selection));
        if matches!(self.focus, Focus::Tool(_) | Focus::Item(_)) && drawn.fourth.iter().any(|card| card.state.is_some())
        {
            out.push(Entry::new(Mark::Bare, own.legend_mark));
        }
        if cards().any(|card| card.is_gap) {
            out.push(Entry::new(
                Mark::Box(Paint::GAP, words.gap),
                of_team(words.legend_gap, &self.facts.basis.selection),
            ));
        }
        if self.facts.shortens_codes() && cards().any(|card| card.kind == "risk") {
            out.push(Entry::new(Mark::Bare, words.legend_codes));
        }
        out
    }
}

/// Whether cards say how much they share.
fn kinds_share(columns: &Columns) -> bool {
    columns.near_lines.iter().any(|(_, kind, _)| *kind == Kind::Shared)
        || columns.fourth.iter().any(|card| card.kind == "risk")
}

impl Drawing for EgoView {
    fn basis(&self) -> &Basis {
        &self.facts.basis
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn is_condensed(&self) -> bool {
        self.all.near.len() > NEAR || self.all.third.len() > THIRD || self.all.fourth.len() > FAR
    }

    fn svg(&self, options: Options) -> String {
        draw::svg(self, options)
    }

    fn dot(&self) -> String {
        twins::dot(self)
    }

    fn table(&self) -> Table {
        twins::table(self)
    }
}

fn headings(focus: Focus, facts: &Facts, own: &EgoWords) -> [String; 4] {
    let edition = facts.basis.edition.as_str();
    let [near, third, fourth] = match focus {
        Focus::Tool(_) => [own.alternatives, own.risks, edition],
        Focus::Risk(_) => [own.tools, edition, own.risks_alike],
        Focus::Phase(_) => [own.tools, own.risks, edition],
        Focus::Item(_) => [own.items_alike, own.risks, own.tools],
    };
    [near, own.focus, third, fourth].map(str::to_owned)
}

fn notes(focus: Focus, facts: &Facts, own: &EgoWords) -> String {
    let read = match focus {
        Focus::Tool(_) => own.read_tool,
        Focus::Risk(_) => own.read_risk,
        Focus::Phase(_) => own.read_phase,
        Focus::Item(_) => own.read_item,
    };
    fill(read, &[("edition", facts.basis.edition.as_str())])
}

fn finding(facts: &Facts, focus: Focus, all: &Columns, words: &Words, own: &EgoWords) -> String {
    let name = all.focus.name.as_str();
    let edition = facts.basis.edition.as_str();
    let address = |tools: usize| number_of(own.tools_address, tools);
    let said = match focus {
        Focus::Tool(tool) => {
            let risks = number_of(words.risk_count, facts.tools.get(tool).map_or(0, |tool| tool.risks.len()));
            let others = number_of(own.others_share, all.near.len());
            fill(own.tool_title, &[("name", name), ("risks", &risks), ("others", &others)])
        }
        Focus::Risk(_) => {
            let items = number_of(words.item_count, all.third.len());
            let template = if all.near.is_empty() { own.risk_gap } else { own.risk_title };
            let tools = address(all.near.len());
            fill(template, &[("name", name), ("tools", &tools), ("items", &items), ("edition", edition)])
        }
        Focus::Phase(_) => {
            let risks = || all.third.iter().filter(|card| card.kind == "risk");
            let with = risks().filter(|card| !card.is_gap).count().to_string();
            let (of, tools) = (risks().count().to_string(), address(all.near.len()));
            fill(own.phase_title, &[("name", name), ("n", &with), ("of", &of), ("tools", &tools)])
        }
        Focus::Item(item) => {
            let node = facts.items.get(item);
            let state = node.map_or("", |item| words.state(item.state));
            let tools = node.map_or(0, |item| item.addressing().count());
            let leads = number_of(own.risks_lead, all.third.iter().filter(|card| card.kind == "risk").count());
            let template = if tools == 0 { own.item_alone } else { own.item_title };
            let tools = address(tools);
            fill(template, &[("name", name), ("state", state), ("tools", &tools), ("leads", &leads)])
        }
    };
    match facts.basis.selection.role {
        RoleChoice::Any => said,
        role @ RoleChoice::Only(_) => format!("{said}{}", fill(own.in_role, &[("role", words.role(role))])),
    }
}
