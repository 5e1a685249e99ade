//! Typed elements in, HTML text out. It knows nothing of tools and risks.
//!
//! No raw string can get into a page: names of elements and attributes are literals, texts are escaped here,
//! addresses are [`Url`]s of the web, ids are [`Name`]s. One escape per sink: text and attributes
//! ([`escape`]), addresses ([`Value::Page`]), JSON inside a script ([`Html::json`]).

use crate::vocab::{is_unprintable, push_markup, turns_text};
use std::fmt::{self, Write as _};
use url::Url;

/// An id or a mark that the script reads: a literal with numbers of ours. Never made of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    stem: &'static str,
    numbers: (Option<usize>, Option<usize>),
}

impl Name {
    /// `stem`.
    pub(super) const fn of(stem: &'static str) -> Self {
        Self { stem, numbers: (None, None) }
    }

    /// `stem` and a number.
    pub(super) const fn nth(stem: &'static str, number: usize) -> Self {
        Self { stem, numbers: (Some(number), None) }
    }

    /// `stem` and two numbers with `-` between.
    pub(super) const fn within(stem: &'static str, first: usize, second: usize) -> Self {
        Self { stem, numbers: (Some(first), Some(second)) }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.stem)?;
        self.numbers.0.map_or(Ok(()), |number| write!(f, "{number}"))?;
        self.numbers.1.map_or(Ok(()), |number| write!(f, "-{number}"))
    }
}

/// The value of an attribute.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    /// A literal.
    Word(&'static str),
    /// A text from anywhere.
    Text(&'a str),
    /// A number.
    Number(usize),
    /// An id.
    Name(Name),
    /// Several marks.
    Names(&'a [Name]),
    /// A place in this page.
    Here(Name),
    /// A page on the web.
    Page(&'a Url),
}

/// One attribute.
pub(super) type Attribute<'a> = (&'static str, Value<'a>);

/// Elements without content and end.
const VOID: [&str; 3] = ["meta", "input", "br"];

/// Elements after which no line breaks: those in running text, and those of which there are thousands.
const INLINE: [&str; 8] = ["a", "b", "code", "small", "option", "summary", "td", "th"];

/// A growing page.
#[derive(Debug, Default)]
pub(super) struct Html {
    out: String,
    open: Vec<&'static str>,
}

impl Html {
    /// Opens an element; [`Html::close`] ends it.
    pub(super) fn open(&mut self, tag: &'static str, attributes: &[Attribute<'_>]) {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            let _ = write!(self.out, " {name}=\"");
            self.value(*value);
            self.out.push('"');
        }
        self.out.push('>');
        if VOID.contains(&tag) {
            self.out.push('\n');
        } else {
            self.open.push(tag);
        }
    }

    /// Ends the element opened last.
    pub(super) fn close(&mut self) {
        let Some(tag) = self.open.pop() else { return };
        let _ = write!(self.out, "</{tag}>");
        if !INLINE.contains(&tag) {
            self.out.push('\n');
        }
    }

    /// An element with what `fill` writes.
    pub(super) fn within(&mut self, tag: &'static str, attributes: &[Attribute<'_>], fill: impl FnOnce(&mut Self)) {
        self.open(tag, attributes);
        fill(self);
        self.close();
    }

    /// An element with a text.
    pub(super) fn leaf(&mut self, tag: &'static str, attributes: &[Attribute<'_>], text: &str) {
        self.within(tag, attributes, |html| html.text(text));
    }

    /// A text.
    pub(super) fn text(&mut self, text: &str) {
        escape(&mut self.out, text);
    }

    /// A paragraph of ours; what stands in backticks is code.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.within("p", &[], |html| {
            for (index, part) in text.split('`').enumerate() {
                if index % 2 == 0 {
                    html.text(part);
                } else {
                    html.leaf("code", &[], part);
                }
            }
        });
    }

    /// A text that leads to a place in this page.
    pub(super) fn link(&mut self, place: Name, text: &str) {
        self.leaf("a", &[("href", Value::Here(place))], text);
    }

    /// A text that leads to a page on the web where there is an address, else the text alone.
    pub(super) fn page(&mut self, page: Option<&Url>, text: &str) {
        match page {
            Some(page) => self.leaf("a", &[("href", Value::Page(page))], text),
            None => self.text(text),
        }
    }

    /// A drawing of `render`, which escapes its own texts.
    pub(super) fn drawing(&mut self, svg: &str) {
        self.out.push_str(svg);
    }

    /// A style sheet of ours.
    pub(super) fn style(&mut self, sheet: &str) {
        let _ = writeln!(self.out, "<style>{sheet}</style>");
    }

    /// A script of ours.
    pub(super) fn script(&mut self, script: &str) {
        let _ = writeln!(self.out, "<script>{script}</script>");
    }

    /// Data for the script. `<` is written so that no text can end the element.
    pub(super) fn json(&mut self, id: Name, data: &serde_json::Value) {
        let data =
            data.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
        let _ = writeln!(self.out, "<script type=\"application/json\" id=\"{id}\">{data}</script>");
    }

    /// The page; elements still open are ended.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    fn value(&mut self, value: Value<'_>) {
        match value {
            Value::Word(word) => self.out.push_str(word),
            Value::Text(text) => escape(&mut self.out, text),
            Value::Number(number) => drop(write!(self.out, "{number}")),
            Value::Name(name) => drop(write!(self.out, "{name}")),
            Value::Names(names) => {
                let names: Vec<String> = names.iter().map(Name::to_string).collect();
                self.out.push_str(&names.join(" "));
            }
            Value::Here(name) => drop(write!(self.out, "#{name}")),
            Value::Page(page) => escape(&mut self.out, page.as_str()),
        }
    }
}

/// Escapes what ends a text or an attribute; drops what turns the direction of text, and replaces what cannot be
/// printed.
fn escape(out: &mut String, text: &str) {
    for c in text.chars().filter(|c| !turns_text(*c)) {
        match c {
            '\n' | '\t' => out.push(c),
            _ if is_unprintable(c) => out.push(char::REPLACEMENT_CHARACTER),
            _ => push_markup(out, c),
        }
    }
}
