//! What a list tells this program in a comment: `<!-- aisec risks: mlsecops -->`.
//!
//! A piece of the text that is HTML goes in, the key and value of each such comment come out. It does not
//! know the keys.

use crate::source::Span;

/// One comment to this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Directive<'a> {
    /// The first word.
    pub(super) key: &'a str,
    /// What stands after it and a colon, if there is one, without spaces around; may be empty.
    pub(super) value: &'a str,
    /// Bytes of the value.
    pub(super) span: Span,
    /// All it says: key and value.
    pub(super) said: &'a str,
    /// Bytes of the whole comment.
    pub(super) comment: Span,
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
    let said = words.trim();
    let (key, after) = said.split_at(said.find([':', ' ', '\t', '\n', '\r']).unwrap_or(said.len()));
    let after = after.trim_start().trim_start_matches(':').trim_start();
    let value_end = start + comment.trim_end().len();
    let span = Span::new(value_end - after.len(), value_end);
    let comment = Span::new(start - "<!--".len(), start + comment.len() + "-->".len());
    Some(Directive { key, value: after, span, said, comment })
}

#[cfg(test)]
mod tests {
    use super::{Directive, read};
    use crate::source::Span;

    #[test]
    fn only_comments_to_us_are_read_each_with_the_bytes_of_its_value() {
        let text = "x <!-- note: y --><!--aisec risks:  mlsecops --> <!-- aisecurity risks: z --> <!-- aisec risks: ";
        let found = read(text, Span::new(2, text.len()));
        let (span, comment) = (Span::new(36, 44), Span::new(18, 48));
        assert_eq!(found, [Directive { key: "risks", value: "mlsecops", span, said: "risks:  mlsecops", comment }]);
        assert_eq!(text.get(18..48), Some("<!--aisec risks:  mlsecops -->"));
        assert_eq!(text.get(36..44), Some("mlsecops"));
    }
}
