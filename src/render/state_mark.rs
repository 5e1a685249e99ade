//! A state and a number of tools in, the small mark that says both out: shapes and words, for those who see no colour.

use super::palette::Paint;
use super::svg::{Anchor, Path, Svg, Value};
use super::text::{Face, Label};
use super::words::Words;
use crate::coverage::State;

/// Radius of a shape.
const RADIUS: f64 = 4.0;

/// What stands at the end of a cell.
#[derive(Debug, Clone)]
pub(super) struct StateMark {
    state: State,
    text: Label,
    /// Its ink, where that is not the one of the state's ground.
    ink: Option<&'static str>,
}

impl StateMark {
    /// A full disc is covered, a half one partly, a ring touched; a square supported, a diamond implemented, each with
    /// the number of tools. A gap says so, a question mark is not assessed, a dash out of scope.
    pub(super) fn new(state: State, tools: usize, words: &Words) -> Self {
        let text = match state {
            State::Gap => words.gap.to_owned(),
            State::NotAssessed => "?".to_owned(),
            State::OutOfScope => "–".to_owned(),
            _ if tools == 0 => String::new(),
            _ => tools.to_string(),
        };
        Self { state, text: Label::new(&text), ink: None }
    }

    /// The same without a number, for where things are joined one by one; read on plain ground.
    pub(super) fn plain(state: State, words: &Words) -> Self {
        Self::new(state, 0, words).in_ink("ink")
    }

    /// The same on another ground than that of its state.
    pub(super) fn in_ink(self, ink: &'static str) -> Self {
        Self { ink: Some(ink), ..self }
    }

    /// Room it takes.
    pub(super) fn width(&self) -> f64 {
        let shape = if shape(self.state, 0.0, 0.0).is_some() { 2.0 * RADIUS } else { 0.0 };
        let text = if self.text.as_str().is_empty() { 0.0 } else { Face::STRONG.width(self.text.as_str()) };
        shape + text + if shape > 0.0 && text > 0.0 { 3.0 } else { 0.0 }
    }

    /// Draws it so that it ends at `right`, on the baseline `y`.
    pub(super) fn draw(&self, svg: &mut Svg, right: f64, y: f64) {
        let ink = self.ink.unwrap_or(Paint::state(self.state).ink);
        svg.words((right, y), Anchor::End, Face::STRONG, ink, &self.text);
        if let Some(path) = shape(self.state, right - self.width() + RADIUS, y - 3.6) {
            svg.empty(
                "path",
                &[("class", Value::Word(ink)), ("fill-rule", Value::Word("evenodd")), ("d", Value::Path(&path))],
            );
        }
    }
}

/// The outline of a state's shape about a centre.
fn shape(state: State, x: f64, y: f64) -> Option<Path> {
    let disc = |path: Path, r: f64| {
        path.then('M', &[x - r, y])
            .then('A', &[r, r, 0.0, 1.0, 1.0, x + r, y])
            .then('A', &[r, r, 0.0, 1.0, 1.0, x - r, y])
            .then('Z', &[])
    };
    let inner = RADIUS - 1.2;
    Some(match state {
        State::Covered => disc(Path::default(), RADIUS),
        State::PartlyCovered => disc(Path::default(), RADIUS)
            .then('M', &[x, y - inner])
            .then('A', &[inner, inner, 0.0, 0.0, 1.0, x, y + inner])
            .then('Z', &[]),
        State::Touched => disc(disc(Path::default(), RADIUS), inner),
        State::Supported => Path::default()
            .then('M', &[x - RADIUS, y - RADIUS])
            .then('H', &[x + RADIUS])
            .then('V', &[y + RADIUS])
            .then('H', &[x - RADIUS])
            .then('Z', &[]),
        State::Implemented => Path::default()
            .then('M', &[x, y - RADIUS - 0.6])
            .then('L', &[x + RADIUS + 0.6, y])
            .then('L', &[x, y + RADIUS + 0.6])
            .then('L', &[x - RADIUS - 0.6, y])
            .then('Z', &[]),
        State::Gap | State::NotAssessed | State::OutOfScope => return None,
    })
}
