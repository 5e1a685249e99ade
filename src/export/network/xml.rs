//! Text inside XML.

use crate::vocab::{is_unprintable, push_markup};

/// A text for an element or an attribute; what XML cannot hold is left out.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c }).filter(|c| !is_unprintable(*c)).for_each(
        |c| {
            push_markup(&mut out, c);
        },
    );
    out
}
