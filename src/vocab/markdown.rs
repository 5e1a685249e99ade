//! Text of a source inside Markdown that we write.

/// The text on one line, with all that Markdown, HTML or a code host would act on escaped: mentions and issue numbers
/// too; controls and what [`turns_text`] become U+FFFD.
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
            c if c.is_control() || turns_text(c) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// Whether a character turns the direction of text, or stands for nothing where text may hide.
///
/// No text of ours passes these on, whatever it is written to; what a sink cannot show besides is its own to say, and
/// each set holds this one. Pictures drop these, and replace controls. A terminal escapes controls, line separators and
/// every character without a shape as well (`cli::terminal::is_active`). An importer takes from names, and a lint
/// tells, what is hidden, joiners between ASCII letters among it (`import::list::plain_text::is_hidden`); line
/// separators are white space there.
pub fn turns_text(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}
