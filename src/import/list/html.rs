//! A stretch of HTML in, its tags and texts with their bytes out.
//!
//! The tokenizer is that of the HTML standard, so broken HTML reads as browsers read it. Elements
//! are not paired here, comments and what nobody sees are left out.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use std::convert::Infallible;
use std::ops::Range;

/// What an element means to a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// `<a>`.
    Link,
    /// `<img>`, `<source>`.
    Image,
    /// `<br>`.
    LineBreak,
    /// `<b>`, `<strong>`.
    Strong,
    /// `<i>`, `<em>`.
    Emphasis,
    /// `<code>`, `<kbd>`.
    Code,
    /// `<h1>` to `<h6>`.
    Heading(u8),
    /// `<ul>`, `<ol>`.
    List,
    /// `<li>`.
    Item,
    /// `<table>`.
    Table,
    /// `<tr>`.
    Row,
    /// `<th>`.
    HeaderCell,
    /// `<td>`.
    Cell,
    /// `<details>`.
    Details,
    /// `<summary>`.
    Summary,
    /// `<script>`, `<style>`: what it holds is not text.
    Unseen,
    /// `<pre>`, `<textarea>`: a block whose text stands as it is.
    Preformatted,
    /// Any other that starts a block, such as `<p>`.
    Block,
    /// Any other.
    Other,
}

impl Element {
    fn of(name: &[u8]) -> Self {
        match name {
            b"a" => Self::Link,
            b"img" | b"source" => Self::Image,
            b"br" => Self::LineBreak,
            b"b" | b"strong" => Self::Strong,
            b"i" | b"em" => Self::Emphasis,
            b"code" | b"kbd" => Self::Code,
            [b'h', level @ b'1'..=b'6'] => Self::Heading(level - b'0'),
            b"ul" | b"ol" => Self::List,
            b"li" => Self::Item,
            b"table" => Self::Table,
            b"tr" => Self::Row,
            b"th" => Self::HeaderCell,
            b"td" => Self::Cell,
            b"details" => Self::Details,
            b"summary" => Self::Summary,
            b"script" | b"style" => Self::Unseen,
            b"p" | b"div" | b"center" | b"section" | b"article" | b"header" | b"footer" | b"main" | b"nav"
            | b"aside" | b"blockquote" | b"hr" | b"dl" | b"dt" | b"dd" | b"figure" | b"figcaption" | b"caption" => {
                Self::Block
            }
            b"pre" | b"textarea" => Self::Preformatted,
            _ => Self::Other,
        }
    }

    /// Its name, of those whose halves are told apart.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Link => "a",
            Self::Table => "table",
            Self::Row => "tr",
            Self::HeaderCell => "th",
            Self::Cell => "td",
            Self::Details => "details",
            Self::Summary => "summary",
            Self::List => "ul",
            Self::Item => "li",
            _ => "tag",
        }
    }
}

/// Attributes that matter to a list, entities decoded.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    /// `href`, and the first byte of its value in the HTML.
    pub(super) href: Option<(String, usize)>,
    /// `src`.
    pub(super) src: Option<String>,
    /// `srcset`.
    pub(super) srcset: Option<String>,
    /// `alt`.
    pub(super) alt: Option<String>,
    /// `id`, or `name` where there is none.
    pub(super) anchor: Option<String>,
    /// `rowspan` where it is a number.
    pub(super) rowspan: Option<usize>,
    /// `colspan` where it is a number.
    pub(super) colspan: Option<usize>,
}

impl Attributes {
    fn set(&mut self, name: &[u8], value: &[u8], start: usize) {
        let text = || Some(String::from_utf8_lossy(value).into_owned());
        let number = || text().and_then(|text| text.trim().parse().ok());
        match name {
            b"href" => self.href = text().map(|text| (text, start)),
            b"src" => self.src = text(),
            b"srcset" => self.srcset = text(),
            b"alt" => self.alt = text(),
            b"id" => self.anchor = text(),
            b"name" if self.anchor.is_none() => self.anchor = text(),
            b"rowspan" => self.rowspan = number(),
            b"colspan" => self.colspan = number(),
            _ => {}
        }
    }
}

/// The addresses of a `srcset`, in order: each up to white space, what follows it up to a comma is its size
/// (WHATWG HTML, section 4.8.4.2.1).
pub(super) fn image_candidates(srcset: &str) -> impl Iterator<Item = &str> {
    let is_between = |c: char| c.is_ascii_whitespace() || c == ',';
    let mut rest = srcset;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_between);
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let bare = address.trim_end_matches(',');
        rest = if bare.len() < address.len() { after } else { after.split_once(',').map_or("", |(_, next)| next) };
        (!bare.is_empty()).then_some(bare)
    })
}

/// One token.
#[derive(Debug)]
pub(super) enum Token<'t> {
    /// Text, entities decoded.
    Text(&'t [u8]),
    /// An opening tag.
    Start(Element, Attributes),
    /// A closing tag.
    End(Element),
}

/// Hands each token to `take` with its bytes in `html`. O(length).
///
/// A tag that the end of `html` cuts off is handed over with the attributes before its last one: HTML drops
/// such a tag whole (WHATWG HTML, section 13.2.2, eof-in-tag), and so does the tokenizer with what it had begun.
pub(super) fn tokens(html: &str, mut take: impl FnMut(Token<'_>, Range<usize>)) {
    if let Some(token) = bare_tag(html) {
        return take(token, 0..html.len());
    }
    let mut tag: Option<(Element, usize, Attributes)> = None;
    let mut attribute: Vec<u8> = Vec::new();
    let pending = &mut tag;
    let hand_over = &mut take;
    let emitter = CallbackEmitter::new(move |event: CallbackEvent<'_>, span: Span<usize>| -> Option<Infallible> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                *pending = Some((Element::of(name), span.start, Attributes::default()));
            }
            CallbackEvent::AttributeName { name } => {
                attribute.clear();
                attribute.extend_from_slice(name);
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some((_, _, attributes)) = pending {
                    attributes.set(&attribute, value, span.start);
                }
            }
            CallbackEvent::CloseStartTag { .. } => {
                if let Some((element, start, attributes)) = pending.take() {
                    hand_over(Token::Start(element, attributes), start..span.end);
                }
            }
            CallbackEvent::EndTag { name } => hand_over(Token::End(Element::of(name)), span.start..span.end),
            CallbackEvent::String { value } => hand_over(Token::Text(value), span.start..span.end),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
        None
    });
    // It yields nothing: the emitter hands all tokens over.
    Tokenizer::new_with_emitter(html, emitter).for_each(drop);
    if let Some((element, start, attributes)) = tag {
        take(Token::Start(element, attributes), start..html.len());
    }
}

/// A tag that is all of `html` and has nothing but a name in lower case, as most in a line of text: the tokenizer need
/// not be set up for it.
fn bare_tag(html: &str) -> Option<Token<'static>> {
    let inside = html.strip_prefix('<')?.strip_suffix('>')?;
    let end = inside.strip_prefix('/');
    let name = end.unwrap_or(inside).as_bytes();
    let is_name = name.first()?.is_ascii_lowercase()
        && name.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let element = is_name.then(|| Element::of(name))?;
    Some(if end.is_some() { Token::End(element) } else { Token::Start(element, Attributes::default()) })
}

#[cfg(test)]
mod tests {
    use super::{Token, tokens};

    fn seen(html: &str) -> Vec<String> {
        let mut seen = Vec::new();
        tokens(html, |token, range| {
            let token = match token {
                Token::Text(text) => format!("{:?}", String::from_utf8_lossy(text)),
                Token::Start(element, attributes) => {
                    let target = attributes.href.map(|(target, at)| format!("{target} from {at}"));
                    format!("{element:?} {}", target.unwrap_or_default())
                }
                Token::End(element) => format!("/{element:?}"),
            };
            seen.push(format!("{token} at {:?}", html.get(range)));
        });
        seen
    }

    #[test]
    fn places_are_those_of_the_text() {
        assert_eq!(
            seen(
                "é<b>x &amp; y</b>\r\n<A\r\n HREF='https://a.org?b&amp;c'>数</a><!-- <a href=x> --> <br/>z<a href=\"q\""
            ),
            [
                "\"é\" at Some(\"é\")",
                "Strong  at Some(\"<b>\")",
                "\"x & y\" at Some(\"x &amp; y\")",
                "/Strong at Some(\"</b>\")",
                "\"\\n\" at Some(\"\\r\\n\")",
                "Link https://a.org?b&c from 31 at Some(\"<A\\r\\n HREF='https://a.org?b&amp;c'>\")",
                "\"数\" at Some(\"数\")",
                "/Link at Some(\"</a>\")",
                "\" \" at Some(\" \")",
                "LineBreak  at Some(\"<br/>\")",
                "\"z\" at Some(\"z\")",
                "Link  at Some(\"<a href=\\\"q\\\"\")",
            ]
        );
    }

    #[test]
    fn bare_tags_read_as_the_tokenizer_reads_them() {
        for (bare, with_space) in
            [("<br>", "<br >"), ("<h2>", "<h2 >"), ("</a>", "</a >"), ("<td>", "<td >"), ("<x>", "<x >")]
        {
            let expected: Vec<String> = seen(with_space).iter().map(|token| token.replace(" >", ">")).collect();
            assert_eq!(seen(bare), expected);
        }
        assert_eq!(seen("<>"), ["\"<>\" at Some(\"<>\")"]);
    }
}
