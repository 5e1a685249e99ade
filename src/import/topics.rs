//! The table of topic words in, words with what they say of a text out.
//!
//! Does not look into any text.

use super::row::{FirstSeen, Row};
use super::table::{self, Separator, TableError};
use crate::catalog::{TopicWord, WordSense};
use crate::diagnostic::{Checked, Diagnostic};
use crate::source::SourceText;

/// Words in file order; a word stands under a topic once.
///
/// The column `sense` has `clear`, `weak` or `broad`; a broad word has no topic. A star at the end of a word lets it
/// go on.
///
/// # Errors
/// [`TableError`] when the table lacks its header or a column.
pub fn topics(source: &SourceText) -> Result<Checked<Vec<TopicWord>>, TableError> {
    let mut stated = FirstSeen::new();
    table::read(source, 0, Separator::Comma, &["topic", "word", "sense"], |row| word(row, &mut stated))
}

#[derive(Clone, Copy)]
enum Sense {
    Clear,
    Weak,
    Broad,
}

fn word(row: &Row<'_>, stated: &mut FirstSeen<(String, String)>) -> Result<TopicWord, Diagnostic> {
    let typed = row.required("word")?;
    let bare = typed.trim_end_matches('*');
    if bare.is_empty() {
        return Err(row.malformed("word", "a star alone is no word").help("write the word before the star"));
    }
    let sense = match row.choice("sense", [(Sense::Clear, "clear"), (Sense::Weak, "weak"), (Sense::Broad, "broad")])? {
        Sense::Clear => WordSense::Clear(row.required("topic")?),
        Sense::Weak => WordSense::Weak(row.required("topic")?),
        Sense::Broad if row.cell("topic").is_empty() => WordSense::Broad,
        Sense::Broad => {
            let help = "leave `topic` empty, or write `clear` or `weak`";
            return Err(row.malformed("topic", "a broad word speaks of no one topic").help(help));
        }
    };
    stated.note((row.cell("topic").to_owned(), bare.to_owned()), row).map_err(|line| {
        let found = row.malformed("word", format!("`{bare}` stands under this topic twice"));
        found.note(format!("the first is on line {line}")).help("delete one of the two rows")
    })?;
    Ok(TopicWord { word: bare.to_owned(), is_start: typed != bare, sense })
}
