//! The tags of a piece of HTML that matter to a page's outline.
//!
//! HTML text goes in, anchors, headings and links come out, in order. Tags are taken as they come:
//! none is matched with another, so no nesting is too deep.

use crate::source::Span;
use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

/// A part of HTML text.
pub(super) enum Piece {
    /// An opening tag.
    Open(OpenTag),
    /// Text between tags.
    Text(String),
    /// The end of a heading, where its tag ends.
    CloseHeading(usize),
    /// The end of a link.
    CloseLink,
}

/// An opening tag.
pub(super) struct OpenTag {
    /// Values of its `id` and `name`.
    pub(super) anchors: Vec<String>,
    /// 1 to 6 for a heading.
    pub(super) heading: Option<u8>,
    /// Where it links to.
    pub(super) target: Option<String>,
    /// Its bytes.
    pub(super) span: Span,
}

/// Hands every piece of `html`, which starts at byte `offset` of its source, to `take`. O(length).
pub(super) fn read(html: &str, offset: usize, mut take: impl FnMut(Piece)) {
    if !may_matter(html) {
        return;
    }
    let emitter = DefaultEmitter::<usize>::new_with_span();
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        match token {
            Token::StartTag(tag) => take(Piece::Open(open_tag(&tag, offset))),
            Token::EndTag(tag) if tag.name.0 == b"a" => take(Piece::CloseLink),
            Token::EndTag(tag) if heading_level(&tag.name).is_some() => {
                take(Piece::CloseHeading(offset + tag.span.end));
            }
            Token::String(text) => take(Piece::Text(String::from_utf8_lossy(&text).into_owned())),
            _ => {}
        }
    }
}

/// A single tag without attributes that is neither heading nor link need not be read.
fn may_matter(html: &str) -> bool {
    html.contains('=') || html.contains("<h") || html.contains("<H") || html.contains("</")
}

fn open_tag(tag: &StartTag<usize>, offset: usize) -> OpenTag {
    let value = |name: &[u8]| tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned());
    OpenTag {
        anchors: [value(b"id"), value(b"name")].into_iter().flatten().collect(),
        heading: heading_level(&tag.name),
        target: value(b"href").filter(|_| tag.name.0 == b"a"),
        span: Span::new(offset + tag.span.start, offset + tag.span.end),
    }
}

fn heading_level(name: &[u8]) -> Option<u8> {
    match name {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}
