//! Where the target of a link stands in its source, so that it can be underlined and replaced.
//!
//! A link with its target as read goes in, the target's first byte comes out. A text, a title or another attribute
//! that reads the same is never taken for it.

use crate::source::Span;

/// First byte of the target of a Markdown link whose text ends at `text_end`.
///
/// `None` where it does not stand there just as it reads: it is written with escapes or entities, or in a definition.
pub(super) fn in_markdown(source: &str, link: Span, text_end: usize, target: &str) -> Option<usize> {
    let whole = source.get(..link.end)?;
    let at = match whole.get(text_end..)?.trim_start().strip_prefix("](") {
        Some(rest) => {
            let rest = rest.trim_start();
            link.end - rest.strip_prefix('<').unwrap_or(rest).len()
        }
        None if whole.get(link.start..)?.starts_with('<') => link.start + 1,
        None => return None,
    };
    as_read(whole, at, target)
}

/// The byte `at`, where the target stands there just as it reads.
pub(super) fn as_read(source: &str, at: usize, target: &str) -> Option<usize> {
    source.get(at..)?.starts_with(target).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::in_markdown;
    use crate::source::Span;

    #[test]
    fn target_is_what_follows_the_text() {
        for (link, text_end, target, at) in [
            ("[a](a)", 2, "a", Some(4)),
            ("[(a](a \"(a\")", 3, "a", Some(5)),
            ("[]( <a b> 'a b')", 1, "a b", Some(5)),
            ("<https://a.org>", 14, "https://a.org", Some(1)),
            ("[a][a]", 2, "a", None),
            ("[a](a&amp;b)", 2, "a&b", None),
        ] {
            assert_eq!(in_markdown(link, Span::new(0, link.len()), text_end, target), at, "{link}");
        }
    }
}
