//! What a list tells this program in a comment: `<!-- aisec risks: mlsecops -->`.
//!
//! A piece of the text that is HTML goes in, the key and value of each such comment come out. It does not
//! know the keys.
//!
//! # Limits
//! A comment stands on one line.

use crate::source::Span;

/// One comment to this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Directive<'a> {
    /// The word before the colon.
    pub(super) key: &'a str,
    /// What stands after it, without spaces around; may be empty.
    pub(super) value: &'a str,
    /// Bytes of the value.
    pub(super) span: Span,
}

/// The comments in a piece of `source`. O(length of the piece).
pub(super) fn read(source: &str, html: Span) -> Vec<Directive<'_>> {
    let mut found = Vec::new();
    let mut at = html.start;
    while let Some((before, rest)) = source.get(at..html.end).and_then(|text| text.split_once("<!--")) {
        let start = at + before.len() + "<!--".len();
        let Some((comment, _)) = rest.split_once("-->") else { break };
        found.extend(directive(comment, start));
        at = start + comment.len();
    }
    found
}

/// A comment that begins at byte `start` and is addressed to us.
fn directive(comment: &str, start: usize) -> Option<Directive<'_>> {
    let words = comment.trim_start().strip_prefix("aisec").filter(|rest| rest.starts_with(char::is_whitespace))?;
    let (key, value) = words.split_once(':')?;
    let after = value.trim_start();
    let value_start = start + comment.len() - after.len();
    let value = after.trim_end();
    Some(Directive { key: key.trim(), value, span: Span::new(value_start, value_start + value.len()) })
}

#[cfg(test)]
mod tests {
    use super::{Directive, read};
    use crate::source::Span;

    #[test]
    fn only_comments_to_us_are_read_each_with_the_bytes_of_its_value() {
        let text = "x <!-- note: y --><!--aisec risks:  mlsecops --> <!-- aisecurity risks: z --> <!-- aisec risks: ";
        let found = read(text, Span::new(2, text.len()));
        assert_eq!(found, [Directive { key: "risks", value: "mlsecops", span: Span::new(36, 44) }]);
        assert_eq!(text.get(36..44), Some("mlsecops"));
    }
}
