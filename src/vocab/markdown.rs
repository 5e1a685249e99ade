//! Text of a source inside Markdown that we write.

/// The text on one line, with all that Markdown, HTML or a code host would act on escaped: mentions and issue numbers
/// too; controls and direction marks become U+FFFD.
///
/// ```
/// use aisec_graph::vocab::markdown_text;
/// assert_eq!(markdown_text("[a](b) <i> @c"), r"\[a\](b) &lt;i&gt; &#64;c");
/// ```
pub fn markdown_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '!' | '#' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => out.push('\u{FFFD}'),
            c if c.is_control() => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}
