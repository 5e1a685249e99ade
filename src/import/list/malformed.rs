//! Links whose brackets stand in the wrong places: `[name]([text](target))`, `[name] (target)`, `(name)(target)`,
//! `(name)[target]`.
//!
//! A text with links goes in; the same text comes out, where such a link has its name as its text
//! and its form says so. A target that Markdown took for no link is recovered only if it is an
//! address.

use super::inline::{Form, Inline, Link, Run, part};
use crate::source::Span;

/// What stands between a name and its target.
const MIDDLES: [(&str, char); 4] = [("](", '['), ("] (", '['), (")(", '('), (")[", '(')];

/// Recovers every such link. O(length).
pub(super) fn recover(inline: &mut Inline<'_>) {
    for link in &mut inline.links {
        if let Some((start, end)) = target_in_target(&link.target).filter(|_| !link.is_image()) {
            let written_at = link.written_at.map(|at| at + start);
            *link = Link { written_at, ..Link::new(part(&link.target, start, end), link.span, Form::Malformed) };
        }
    }
    if !inline.runs.windows(2).any(|pair| matches!(pair, [before, after] if named_by(before, after).is_some())) {
        return;
    }
    let mut recovered: Vec<Run<'_>> = Vec::with_capacity(inline.runs.len());
    let mut runs = std::mem::take(&mut inline.runs).into_iter().peekable();
    while let Some(mut run) = runs.next() {
        let Some((open, close)) = runs.peek().and_then(|next| named_by(&run, next)) else {
            recovered.push(run);
            continue;
        };
        let link = runs.peek().and_then(|next| next.link);
        let (start, mut end) = (run.span_of(open, open + 1).start, run.span.end);
        let name =
            Run { text: part(&run.text, open + 1, close), span: run.span_of(open + 1, close), style: run.style, link };
        while let Some(shown) = runs.next_if(|next| next.link == link) {
            end = end.max(shown.span.end);
        }
        run.span = run.span_of(0, open);
        run.text = part(&run.text, 0, open);
        recovered.push(run);
        recovered.push(name);
        if let Some(after) = runs.peek_mut().filter(|after| after.text.starts_with([')', ']'])) {
            end = end.max(after.span_of(0, 1).end);
            let length = after.text.len();
            after.span = after.span_of(1, length);
            after.text = part(&after.text, 1, length);
        }
        if let Some(link) = link.and_then(|link| inline.links.get_mut(link)) {
            link.form = Form::Malformed;
            link.span = Span::new(start.min(link.span.start), end.max(link.span.end));
        }
    }
    recovered.retain(|run| !run.text.is_empty());
    inline.runs = recovered;
}

/// `[name]([text](target))`, where Markdown takes all of `[text](target)` for the target.
fn target_in_target(target: &str) -> Option<(usize, usize)> {
    let start = target.starts_with('[').then(|| target.find("]("))?? + "](".len();
    let end = target.len() - usize::from(target.ends_with(')'));
    (start < end).then_some((start, end))
}

/// Where a run's last bracket opens and closes, when it names the link that the next run shows.
fn named_by(run: &Run<'_>, next: &Run<'_>) -> Option<(usize, usize)> {
    if run.link.is_some() || run.style.code || next.link.is_none() {
        return None;
    }
    let (middle, opening) = MIDDLES.into_iter().find(|(middle, _)| run.text.ends_with(middle))?;
    let close = run.text.len() - middle.len();
    let open = run.text.get(..close)?.rfind(opening)?;
    let name = run.text.get(open + 1..close)?;
    let is_name = name.contains(char::is_alphabetic) && !name.contains([']', ')']);
    is_name.then_some((open, close))
}
