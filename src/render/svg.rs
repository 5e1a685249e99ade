//! Typed marks in, SVG text out. It knows nothing of tools and risks.
//!
//! No raw string can get into a document: names of elements, attributes and classes are literals,
//! texts are [`Label`]s and escaped here, addresses are [`Href`]s, numbers are formatted here.

use super::text::{Face, Label};
use crate::vocab::{push_markup, web_address};
use std::fmt::Write as _;

/// A web address fit for a link: `http` or `https`, with a host.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Href(String);

impl Href {
    /// `None` for anything that is not an absolute web address, whatever its disguise.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let url = web_address(text)?;
        Some(Self(url.as_str().replace('"', "%22").replace('\'', "%27")))
    }

    /// The address.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A class or id: a literal, or a literal and a number of ours. Never made of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    stem: &'static str,
    number: Option<usize>,
}

impl Name {
    /// `stem`.
    pub(super) const fn of(stem: &'static str) -> Self {
        Self { stem, number: None }
    }

    /// `stem` followed by a number.
    pub(super) const fn nth(stem: &'static str, number: usize) -> Self {
        Self { stem, number: Some(number) }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.stem)?;
        self.number.map_or(Ok(()), |number| write!(f, "{number}"))
    }
}

/// The data of a path.
#[derive(Debug, Clone, Default)]
pub(super) struct Path(String);

impl Path {
    /// Appends a command with its coordinates.
    pub(super) fn then(mut self, command: char, coordinates: &[f64]) -> Self {
        self.0.push(command);
        for (index, coordinate) in coordinates.iter().enumerate() {
            if index > 0 {
                self.0.push(' ');
            }
            self.0.push_str(&number(*coordinate));
        }
        self
    }
}

/// The value of an attribute.
pub(super) enum Value<'a> {
    Word(&'static str),
    Number(f64),
    Numbers(&'a [f64]),
    Label(&'a Label),
    Href(&'a Href),
    Name(Name),
    Names(&'a [Name]),
    Path(&'a Path),
    /// Turned by degrees about a point.
    Turned(f64, f64, f64),
}

/// One attribute.
pub(super) type Attribute<'a> = (&'static str, Value<'a>);

/// Which end of a text stands at its x.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A rectangle in px.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) w: f64,
    pub(super) h: f64,
}

/// A growing document or part of one.
#[derive(Debug, Clone, Default)]
pub(super) struct Svg {
    out: String,
    open: Vec<&'static str>,
}

impl Svg {
    /// Opens an element; [`Svg::close`] ends it.
    pub(super) fn open(&mut self, tag: &'static str, attributes: &[Attribute<'_>]) {
        self.start(tag, attributes);
        self.out.push_str(">\n");
        self.open.push(tag);
    }

    /// Ends the element opened last.
    pub(super) fn close(&mut self) {
        if let Some(tag) = self.open.pop() {
            let _ = writeln!(self.out, "</{tag}>");
        }
    }

    /// An element without content.
    pub(super) fn empty(&mut self, tag: &'static str, attributes: &[Attribute<'_>]) {
        self.start(tag, attributes);
        self.out.push_str("/>\n");
    }

    /// An element that holds a text.
    pub(super) fn leaf(&mut self, tag: &'static str, attributes: &[Attribute<'_>], label: &Label) {
        self.start(tag, attributes);
        self.out.push('>');
        escape(&mut self.out, label.as_str());
        let _ = writeln!(self.out, "</{tag}>");
    }

    /// A style sheet of ours.
    pub(super) fn style(&mut self, sheet: &super::palette::Sheet) {
        let _ = writeln!(self.out, "<style>\n{}</style>", sheet.as_str());
    }

    /// What shows when the pointer rests on the element just opened.
    pub(super) fn tooltip(&mut self, text: &str) {
        self.leaf("title", &[], &Label::new(text).tooltip());
    }

    /// A rectangle with round corners.
    pub(super) fn rect(&mut self, area: Area, radius: f64, classes: &[Name]) {
        use Value::{Names, Number};
        let Area { x, y, w, h } = area;
        self.empty(
            "rect",
            &[
                ("class", Names(classes)),
                ("x", Number(x)),
                ("y", Number(y)),
                ("width", Number(w)),
                ("height", Number(h)),
                ("rx", Number(radius)),
            ],
        );
    }

    /// A line from the right side of an area to a place right of it, level at both ends.
    pub(super) fn curve(&mut self, classes: &[Name], width: f64, from: Area, (x1, y1): (f64, f64)) {
        let (x0, y0) = (from.x + from.w, from.y + from.h / 2.0);
        let half = f64::midpoint(x0, x1);
        let path = Path::default().then('M', &[x0, y0]).then('C', &[half, y0, half, y1, x1, y1]);
        let attributes =
            [("class", Value::Names(classes)), ("stroke-width", Value::Number(width)), ("d", Value::Path(&path))];
        self.empty("path", &attributes);
    }

    /// A text whose baseline starts, is centred or ends at (x, y). Already fitted: it is drawn as it is.
    pub(super) fn words(&mut self, at: (f64, f64), anchor: Anchor, face: Face, ink: &'static str, label: &Label) {
        if label.as_str().is_empty() {
            return;
        }
        self.leaf(
            "text",
            &[
                ("class", Value::Names(&[Name::of(face.class), Name::of(ink)])),
                ("x", Value::Number(at.0)),
                ("y", Value::Number(at.1)),
                ("text-anchor", Value::Word(anchor.word())),
            ],
            label,
        );
    }

    /// What `draw` draws, inside a link when there is an address.
    pub(super) fn link(&mut self, href: Option<&Href>, label: &Label, draw: impl FnOnce(&mut Self)) {
        let Some(href) = href else { return draw(self) };
        self.open(
            "a",
            &[
                ("href", Value::Href(href)),
                ("rel", Value::Word("noopener noreferrer")),
                ("aria-label", Value::Label(&label.tooltip())),
            ],
        );
        draw(self);
        self.close();
    }

    /// The part written so far, as one text.
    pub(super) fn append(&mut self, part: &Svg) {
        self.out.push_str(&part.out);
    }

    /// The document; elements still open are ended.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    /// The document with its ids told apart from those of others in the same page; elements still open are ended.
    pub(super) fn finish_in_page(self, number: usize) -> String {
        // No text of a source can look like this: quotation marks are escaped.
        let own = self.finish().replace(" id=\"", &format!(" id=\"p{number}-"));
        own.replace(" aria-labelledby=\"title desc\"", &format!(" aria-labelledby=\"p{number}-title p{number}-desc\""))
    }

    fn start(&mut self, tag: &'static str, attributes: &[Attribute<'_>]) {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            let _ = write!(self.out, " {name}=\"");
            self.value(value);
            self.out.push('"');
        }
    }

    fn value(&mut self, value: &Value<'_>) {
        match value {
            Value::Word(word) => self.out.push_str(word),
            Value::Number(value) => self.out.push_str(&number(*value)),
            Value::Numbers(values) => {
                self.out.push_str(&values.iter().map(|value| number(*value)).collect::<Vec<_>>().join(" "));
            }
            Value::Label(label) => escape(&mut self.out, label.as_str()),
            Value::Href(href) => escape(&mut self.out, href.as_str()),
            Value::Name(name) => {
                let _ = write!(self.out, "{name}");
            }
            Value::Names(names) => {
                self.out.push_str(&names.iter().map(Name::to_string).collect::<Vec<_>>().join(" "));
            }
            Value::Path(path) => self.out.push_str(&path.0),
            Value::Turned(degrees, x, y) => {
                let _ = write!(self.out, "rotate({} {} {})", number(*degrees), number(*x), number(*y));
            }
        }
    }
}

/// A count as a length or a factor of one.
pub(super) fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// A number with at most one decimal, never `-0`; what is not finite is drawn at 0.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let fixed = format!("{value:.1}");
    let short = fixed.strip_suffix(".0").unwrap_or(&fixed);
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

fn escape(out: &mut String, text: &str) {
    text.chars().for_each(|c| push_markup(out, c));
}
