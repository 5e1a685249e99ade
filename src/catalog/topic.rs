//! Words by which a text shows what it is about.

/// What a word says of a text that has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordSense {
    /// The text is about this topic.
    Clear(String),
    /// The text may touch this topic.
    Weak(String),
    /// The text is about more than its other words tell.
    Broad,
}

/// A word, or several, and what they say of a text.
///
/// Compared without case, width and punctuation. A word of letters is a whole word; Chinese characters may stand
/// anywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicWord {
    /// The word or words.
    pub word: String,
    /// Whether the last of them may go on: `poison` of `poisoning`.
    pub is_start: bool,
    /// What it says.
    pub sense: WordSense,
}
