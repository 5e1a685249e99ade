//! Names in the form two spellings are compared by.

use unicode_normalization::UnicodeNormalization;

/// A name without case, width and punctuation: its words in lower case, single spaces between them.
///
/// ```
/// use aisec_graph::resolve::folded_name;
/// assert_eq!(folded_name("NB-Defense："), folded_name("nb  defense"));
/// ```
pub fn folded_name(name: &str) -> String {
    let folded: String =
        if name.is_ascii() { name.to_ascii_lowercase() } else { name.nfkc().flat_map(char::to_lowercase).collect() };
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}
