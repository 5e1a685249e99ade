//! Things that one text lists beside each other: `[A](url), [B](url) and [C](url)`.
//!
//! A text goes in, the links beside each other come out. Whether that is worth telling is for the reader of the list.

use super::inline::{Inline, Link, Run};
use super::item::{around_link, says_nothing};
use super::web_address::Address;

/// What stands between things that one text lists side by side.
const BETWEEN_THINGS: [&str; 11] = [",", "，", "、", ";", "；", "/", "|", "&", "+", "and", "or"];

/// The link of another thing that stands right beside the first link of a text, as in `[A](url), [B](url)`.
pub(super) fn listed_beside<'i, 'a>(content: &'i Inline<'a>) -> Option<&'i Link<'a>> {
    let after = around_link(content)?.after;
    let [between, named, ..] = after else { return None };
    let is_between = between.link.is_none() && is_between(&between.text);
    let link = content.links.get(named.link?)?;
    let is_thing = link.address == Address::Web && !says_nothing(&named.text);
    (is_between && is_thing).then_some(link)
}

/// How many links of a text to things on the web stand beside each other, from three on: `Others: [A](url), [B](url) and
/// [C](url)`. O(length).
pub(super) fn side_by_side(content: &Inline<'_>) -> Option<usize> {
    let is_thing = |run: &Run<'_>| {
        let link = run.link.and_then(|link| content.links.get(link));
        link.is_some_and(|link| link.address == Address::Web) && !says_nothing(&run.text)
    };
    let is_beside = |three: &[Run<'_>]| {
        let [before, between, after] = three else { return false };
        is_thing(before) && between.link.is_none() && is_between(&between.text) && is_thing(after)
    };
    let pairs = content.runs.windows(3).filter(|three| is_beside(three)).count();
    (pairs > 1).then_some(pairs + 1)
}

fn is_between(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().is_some_and(|word| BETWEEN_THINGS.contains(&word));
    // `, and` is one as well.
    first && words.all(|word| BETWEEN_THINGS.contains(&word))
}
