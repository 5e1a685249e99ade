//! Long texts of a source inside what we write.

use std::borrow::Cow;

/// A text of at most that many characters, cut with an ellipsis where it is longer. O(`max_chars`).
///
/// ```
/// use aisec_graph::vocab::cut;
/// assert_eq!(cut("red teaming", 4), "red…");
/// assert_eq!(cut("red", 4), "red");
/// ```
pub fn cut(text: &str, max_chars: usize) -> Cow<'_, str> {
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default().trim_end())),
        None => Cow::Borrowed(text),
    }
}
