//! Rows of a table whose header stands far above in a text in, the parser's events of them out.
//!
//! The parser is shown the header and, right below, the rows; what it says of these is moved to where they stand.

use super::events::DIALECT;
use super::labels::{Labels, in_source};
use crate::source::Span;
use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd};
use std::collections::VecDeque;

/// The events of rows below the header that stands in those bytes, with their places in the source: without start and
/// header of the table, up to its end, which may come before that of the bytes. `None` where there is no table.
/// O(length of both).
pub(super) fn events<'a>(
    source: &'a str,
    header: Span,
    rows: Span,
    labels: &Labels<'a>,
) -> Option<VecDeque<(Event<'a>, Span)>> {
    let (above, below) = (source.get(header.start..header.end)?, source.get(rows.start..rows.end)?);
    // The parser's places are those of the source but for a distance.
    let distance = rows.start.checked_sub(above.len())?;
    labels.parse_at(distance, rows);
    let text = format!("{above}{below}");
    let parser = Parser::new_with_broken_link_callback(&text, DIALECT, Some(labels.clone())).into_offset_iter();
    let of_rows = parser.skip_while(|(event, _)| !matches!(event, Event::End(TagEnd::TableHead))).skip(1);
    let mut events = VecDeque::new();
    for (event, range) in of_rows {
        let is_end = matches!(event, Event::End(TagEnd::Table));
        let span = Span::new(range.start.max(above.len()) + distance, range.end.max(above.len()) + distance);
        let moved = |part| in_source(part, below, text.get(above.len()..).unwrap_or_default());
        events.push_back((moved_event(event, moved), span));
        if is_end {
            return Some(events);
        }
    }
    None
}

fn moved_event<'t, 'a>(event: Event<'t>, moved: impl Fn(CowStr<'t>) -> CowStr<'a>) -> Event<'a> {
    match event {
        Event::Text(text) => Event::Text(moved(text)),
        Event::Code(text) => Event::Code(moved(text)),
        Event::InlineHtml(html) => Event::InlineHtml(moved(html)),
        Event::FootnoteReference(label) => Event::FootnoteReference(moved(label)),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: moved(dest_url), title: moved(title), id: moved(id) })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: moved(dest_url), title: moved(title), id: moved(id) })
        }
        other => other.into_static(),
    }
}
