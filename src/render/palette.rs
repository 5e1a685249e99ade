//! The colours of the pictures, light and dark, as one style sheet.
//!
//! Every colour is doubled by a text, number or pattern where it is used. The sheet uses neither `var()`
//! nor `:root`: rasterisers skip both. Without an `@media` rule they show the light set, which print needs.

use super::Theme;
use super::svg::{Area, Name, Svg};
use super::text::{Face, Weight};
use crate::coverage::State;
use std::fmt::Write as _;

/// Number of hues for layers; a list with more layers repeats them.
pub(super) const HUES: usize = 5;

/// Classes of text and fill in the hues.
pub(super) const HUE_INK: [&str; HUES] = ["hue0", "hue1", "hue2", "hue3", "hue4"];

/// A colour by its use, light and dark.
#[derive(Clone, Copy)]
struct Ink {
    light: &'static str,
    dark: &'static str,
}

const fn ink(light: &'static str, dark: &'static str) -> Ink {
    Ink { light, dark }
}

const PAPER: Ink = ink("#ffffff", "#0d1117");
const TEXT: Ink = ink("#1f2328", "#e6edf3");
const MUTED: Ink = ink("#59636e", "#9da7b3");
const LINE: Ink = ink("#d0d7de", "#30363d");
/// Lines that belong to no layer.
const PLAIN_LINE: Ink = ink("#4a545f", "#b3bdc8");
const EDGE: Ink = ink("#9aa4ae", "#5b6571");
const PANEL: Ink = ink("#f6f8fa", "#151b23");
const GREY: Ink = ink("#eceef1", "#21262d");
const GAP_TEXT: Ink = ink("#a84000", "#ffb077");
const GAP_LINE: Ink = ink("#c04a00", "#e08443");
const GAP_TINT: Ink = ink("#fff5ec", "#24170d");
const GAP_HATCH: Ink = ink("#fae0cb", "#46290f");

const GAIN_TINT: Ink = ink("#e6f5ee", "#0e2a20");
const GAIN_TEXT: Ink = ink("#00604a", "#5fd3ab");
const NEAR_TEXT: Ink = ink("#1f5f94", "#7db8e8");

/// Steps of the blue ramp with the text that stands on them: 1, 2, 3–4, 5 and more tools.
const RAMP: [(Ink, Ink); 4] = [
    (ink("#d9e6f2", "#1b3a57"), ink("#1f2328", "#e6edf3")),
    (ink("#9fc3e0", "#2b5f92"), ink("#1f2328", "#ffffff")),
    (ink("#2f77b0", "#62a4db"), ink("#ffffff", "#0d1117")),
    (ink("#174a7c", "#d6e6f5"), ink("#ffffff", "#0d1117")),
];

/// Hues of layers: Okabe and Ito's, darkened until text in them can be read.
const HUE: [Ink; HUES] = [
    ink("#0067a3", "#5db4ec"),
    ink("#007a5a", "#35c79a"),
    ink("#a5447a", "#e99acb"),
    ink("#8a6100", "#d9b24a"),
    ink("#5b5bb0", "#a9a9f5"),
];

/// Text and fill of a hue used as a ground.
const ON_HUE: Ink = ink("#ffffff", "#0d1117");

/// How a box is filled: a ground, perhaps a pattern over it, and the ink of texts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paint {
    pub(super) ground: Name,
    pub(super) pattern: Option<&'static str>,
    pub(super) ink: &'static str,
}

impl Paint {
    /// No tool.
    pub(super) const GAP: Self = Self::over("gap", Some("hatch"), "gap-ink");
    /// A row without any tool.
    pub(super) const GAP_ROW: Self = Self::over("gap-row", None, "gap-ink");
    /// A plain node.
    pub(super) const NODE: Self = Self::over("node", None, "ink");
    /// Nothing of one's own, but something within reach.
    pub(super) const NEAR: Self = Self::over("near", None, "near-ink");
    /// More than before.
    pub(super) const GAINED: Self = Self::over("gained", None, "gained-ink");
    /// Less than before.
    pub(super) const LOST: Self = Self::over("lost", None, "gap-ink");
    /// Not the same as before.
    pub(super) const CHANGED: Self = Self::over("changed", None, "q1-ink");
    /// Several things drawn as one.
    pub(super) const REST: Self = Self::over("rest", None, "ink");

    const fn over(ground: &'static str, pattern: Option<&'static str>, ink: &'static str) -> Self {
        Self { ground: Name::of(ground), pattern, ink }
    }

    /// The step of the ramp for a number of tools; none is a gap.
    pub(super) fn ramp(tools: usize) -> Self {
        let (step, ink) = match tools {
            0 => return Self::GAP,
            1 => (1, "q1-ink"),
            2 => (2, "q2-ink"),
            3 | 4 => (3, "q3-ink"),
            _ => (4, "q4-ink"),
        };
        Self { ground: Name::nth("q", step), pattern: None, ink }
    }

    /// The ground of a state.
    pub(super) fn state(state: State) -> Self {
        match state {
            State::Covered => Self::over("covered", None, "covered-ink"),
            State::PartlyCovered => Self::over("partly", None, "q1-ink"),
            State::Supported => Self::over("supported", None, "q1-ink"),
            State::Implemented => Self::over("implemented", None, "q1-ink"),
            State::Touched => Self::over("touched", None, "ink"),
            State::Gap => Self::GAP,
            State::NotAssessed => Self::over("unassessed", None, "muted"),
            State::OutOfScope => Self::over("outside", None, "muted"),
        }
    }

    /// Draws a box.
    pub(super) fn draw(self, svg: &mut Svg, area: Area, radius: f64) {
        svg.rect(area, radius, &[self.ground]);
        if let Some(pattern) = self.pattern {
            let Area { x, y, w, h } = area;
            let inside = Area { x: x + 1.0, y: y + 1.0, w: w - 2.0, h: h - 2.0 };
            svg.rect(inside, (radius - 1.0).max(0.0), &[Name::of(pattern)]);
        }
    }
}

/// The colour of a state where there is a ground and nothing else: no outline, no pattern, no ink of ours.
///
/// No two states of one class of items have the same, and black or white text can be read on each.
pub fn flat_colour(state: State) -> &'static str {
    match state {
        State::Covered => RAMP[2].0.light,
        State::PartlyCovered | State::Supported | State::Implemented => RAMP[1].0.light,
        State::Touched => RAMP[0].0.light,
        State::Gap => GAP_TEXT.dark,
        State::NotAssessed => GREY.light,
        State::OutOfScope => PAPER.light,
    }
}

/// The patterns that [`Paint`] fills with, as definitions for the head of a document.
pub(super) fn patterns(svg: &mut Svg) {
    use super::svg::{
        Path,
        Value::{Number, Path as Data, Word},
    };
    svg.open("defs", &[]);
    svg.open(
        "pattern",
        &[
            ("id", Word("hatch")),
            ("width", Number(6.0)),
            ("height", Number(6.0)),
            ("patternUnits", Word("userSpaceOnUse")),
            ("patternTransform", Word("rotate(45)")),
        ],
    );
    let stroke = Path::default().then('M', &[0.0, 0.0]).then('V', &[6.0]);
    svg.empty("path", &[("class", Word("hatch-line")), ("d", Data(&stroke))]);
    svg.close();
    svg.close();
}

/// The same as a drawing of its own that takes no room.
pub(super) fn patterns_alone() -> String {
    use super::svg::Value::{Number, Word};
    let mut svg = Svg::default();
    svg.open("svg", &[("width", Number(0.0)), ("height", Number(0.0)), ("aria-hidden", Word("true"))]);
    patterns(&mut svg);
    svg.finish()
}

/// Rules that do not depend on the ramp or the hues: selector, property, colour.
const RULES: [(&str, &str, Ink); 51] = [
    (".paper", "fill", PAPER),
    (".ink", "fill", TEXT),
    (".muted", "fill", MUTED),
    (".gap-ink", "fill", GAP_TEXT),
    (".on-hue", "fill", ON_HUE),
    (".line", "stroke", LINE),
    (".zebra", "fill", PANEL),
    (".chevron", "fill", PANEL),
    (".chevron", "stroke", LINE),
    (".track", "fill", GREY),
    (".bar", "fill", RAMP[2].0),
    (".node", "fill", PAPER),
    (".node", "stroke", EDGE),
    (".gap", "fill", GAP_TINT),
    (".gap", "stroke", GAP_LINE),
    (".gap-row", "fill", GAP_TINT),
    (".hatch-line", "stroke", GAP_HATCH),
    (".covered", "fill", RAMP[2].0),
    (".covered", "stroke", RAMP[2].0),
    (".covered-ink", "fill", RAMP[2].1),
    (".partly", "fill", RAMP[0].0),
    (".partly", "stroke", RAMP[2].0),
    (".supported", "fill", RAMP[0].0),
    (".supported", "stroke", RAMP[3].0),
    (".implemented", "fill", RAMP[0].0),
    (".implemented", "stroke", RAMP[3].0),
    (".touched", "fill", PAPER),
    (".touched", "stroke", RAMP[2].0),
    (".unassessed", "fill", GREY),
    (".unassessed", "stroke", GREY),
    (".outside", "fill", PAPER),
    (".outside", "stroke", EDGE),
    (".near", "fill", PAPER),
    (".near", "stroke", RAMP[2].0),
    (".near-ink", "fill", NEAR_TEXT),
    (".hollow", "fill", PAPER),
    (".rest", "fill", GREY),
    (".rest", "stroke", EDGE),
    (".pip", "stroke", TEXT),
    (".claimed", "stroke", PLAIN_LINE),
    (".shared", "stroke", EDGE),
    (".same", "stroke", RAMP[2].0),
    (".scope", "stroke", HUE[1]),
    (".absorbed", "stroke", PLAIN_LINE),
    (".gained", "fill", GAIN_TINT),
    (".gained", "stroke", HUE[1]),
    (".gained-ink", "fill", GAIN_TEXT),
    (".lost", "fill", GAP_TINT),
    (".lost", "stroke", GAP_LINE),
    (".changed", "fill", RAMP[0].0),
    (".changed", "stroke", RAMP[2].0),
];

/// Shapes that do not depend on the theme.
const FIXED: &str = "\
.line{fill:none;stroke-width:1}
.node,.covered,.partly,.unassessed,.rest{stroke-width:1}
.gap{stroke-width:1.3}
.hatch{fill:url(#hatch)}
.near{stroke-width:1.6}
.touched{stroke-dasharray:1.5 2;stroke-width:1.4}
.supported,.implemented{stroke-width:1.6}
.outside{stroke-width:1;stroke-dasharray:3 2}
.hatch-line{stroke-width:2}
.pip{fill:none;stroke-width:1.2}
.chevron{stroke-width:1}
.hollow{stroke-width:1.4}
.e{fill:none}
.labelled{stroke-opacity:.5}
.reviewed{stroke-opacity:.95}
.mapped{stroke-opacity:.6}
.related{stroke-opacity:.3}
.from-gap{stroke-dasharray:3 3;stroke-opacity:.5}
.claimed{stroke-opacity:.5}
.shared{stroke-opacity:.6}
.scope{stroke-dasharray:9 3}
.absorbed{stroke-dasharray:3 3;stroke-opacity:.7}
.gained,.lost{stroke-width:1.8}
.changed{stroke-width:1}
a:hover text{text-decoration:underline}
";

/// Families of the fonts that texts are drawn in, the first that a machine has; where it has none, any without serifs.
pub const FONT_FAMILIES: [&str; 8] = [
    "DejaVu Sans",
    "Segoe UI",
    "Helvetica Neue",
    "Arial",
    "Noto Sans",
    "Noto Sans CJK SC",
    "PingFang SC",
    "Microsoft YaHei",
];

/// A style sheet; only this module can make one.
#[derive(Debug, Clone)]
pub(super) struct Sheet(String);

impl Sheet {
    /// Faces, shapes and colours for a theme. `Auto` is light, dark where the reader's system is.
    pub(super) fn new(theme: Theme) -> Self {
        let mut sheet = "text{font-family:".to_owned();
        for family in FONT_FAMILIES {
            // What has a space in it is quoted.
            let quote = if family.contains(' ') { "\"" } else { "" };
            let _ = write!(sheet, "{quote}{family}{quote},");
        }
        sheet.push_str("sans-serif}\n");
        for face in Face::ALL {
            let weight = match face.weight {
                Weight::Regular => "400",
                Weight::Bold => "700",
            };
            let _ = writeln!(sheet, ".{}{{font-size:{}px;font-weight:{weight}}}", face.class, face.size);
        }
        sheet.push_str(FIXED);
        match theme {
            Theme::Light => sheet.push_str(&colours(|ink| ink.light)),
            Theme::Dark => sheet.push_str(&colours(|ink| ink.dark)),
            Theme::Auto => {
                sheet.push_str(&colours(|ink| ink.light));
                let _ = writeln!(sheet, "@media (prefers-color-scheme:dark){{\n{}}}", colours(|ink| ink.dark));
            }
        }
        Self(sheet)
    }

    /// Adds that resting on one of `count` marks `id0`, `id1` … brings out what carries its name as a class.
    pub(super) fn highlight(&mut self, stem: &'static str, count: usize) {
        for number in 0..count {
            let _ = writeln!(
                self.0,
                "svg:has(#{stem}{number}:hover) .e.{stem}{number}{{stroke-opacity:1;stroke-width:3.4px}}"
            );
        }
    }

    /// The sheet.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

fn colours(pick: fn(Ink) -> &'static str) -> String {
    let mut out = String::new();
    for (selector, property, colour) in RULES {
        let _ = writeln!(out, "{selector}{{{property}:{}}}", pick(colour));
    }
    for (step, (ground, text)) in RAMP.into_iter().enumerate() {
        let step = step + 1;
        let (ground, text) = (pick(ground), pick(text));
        let _ = writeln!(out, ".q{step}{{fill:{ground};stroke:{ground}}}\n.q{step}-ink{{fill:{text}}}");
        let _ = writeln!(out, ".pip.q{step}-ink{{fill:none;stroke:{text}}}");
    }
    for (hue, colour) in HUE.into_iter().enumerate() {
        let colour = pick(colour);
        let _ = writeln!(out, ".hue{hue}{{fill:{colour}}}\n.edge{hue}{{stroke:{colour}}}");
    }
    out
}
