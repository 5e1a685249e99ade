//! YAML at the top of a page, between two lines of `---`, which GitHub shows as a table and not as text.
//!
//! A text goes in, the bytes of its front matter come out. What it says is not read.

use crate::source::Span;

/// The bytes of the front matter with its closing line; empty without one.
///
/// A page that begins with a rule has none: each line between must look like YAML. O(length of the front matter).
pub(super) fn span(source: &str) -> Span {
    let mut lines = source.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else { return Span::new(0, 0) };
    let mut end = first.len();
    let mut has_key = false;
    for line in lines {
        end += line.len();
        match line.trim_end() {
            "---" if has_key => return Span::new(0, end),
            line if is_key(line) => has_key = true,
            line if has_key && line.starts_with([' ', '\t', '-', '#']) => {}
            _ => break,
        }
    }
    Span::new(0, 0)
}

/// `title: Tools` or `title:`.
fn is_key(line: &str) -> bool {
    let (key, value) = line.split_once(':').unwrap_or_default();
    let is_word = |c: char| c.is_alphanumeric() || "_-'\" ".contains(c);
    key.starts_with(|c: char| c.is_alphanumeric() || "_'\"".contains(c))
        && key.chars().all(is_word)
        && (value.is_empty() || value.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn only_yaml_at_the_top_is_front_matter() {
        let front = "---\ntitle: A list\ntags:\n- one\n  - two\n# remark\n---\n";
        assert_eq!(span(&format!("{front}# Title\n---\n")).end, front.len());
        assert_eq!(span("---\r\ntitle: A\r\n---\r\n").end, 20);
        for text in [
            "",
            "---",
            "---\n# Title\n---\n",
            "---\n\ntitle: A\n---\n",
            "---\nWords.\n---\n",
            "# T\n---\na: b\n---\n",
            "---\na: b\n",
        ] {
            assert_eq!(span(text).end, 0, "{text}");
        }
    }
}
