//! How a page is built: levels of headings, items that hold nothing.

use super::Findings;
use super::outline::Outline;
use crate::diagnostic::{Code, Diagnostic};
use crate::import::list::plain_text::shown;

pub(super) fn check(outline: &Outline<'_>, found: &mut Findings<'_>) {
    skipped_levels(outline, found);
    for &span in &outline.empty_items {
        found.add(Code::EmptyItem, span, |_| {
            Diagnostic::new(Code::EmptyItem, "this list item is empty").help("delete it, or write what is missing")
        });
    }
}

/// Markdown headings more than one level below the one before; HTML ones are drawn, not built.
fn skipped_levels(outline: &Outline<'_>, found: &mut Findings<'_>) {
    for pair in outline.headings.windows(2) {
        let [above, heading] = pair else { continue };
        if !heading.is_markdown || heading.level <= above.level + 1 {
            continue;
        }
        found.add(Code::SkippedHeadingLevel, heading.span, |source| {
            let (level, expected) = (heading.level, above.level + 1);
            let message =
                format!("`{}` is a heading of level {level} below one of level {}", shown(&heading.text), above.level);
            Diagnostic::new(Code::SkippedHeadingLevel, message)
                .related(source.id().as_str(), above.span, "below this heading")
                .help(format!("write it with {expected} `#`"))
        });
    }
}
