//! Text of a source inside Markdown that we write.

/// The text on one line, with all that Markdown, HTML or a code host would act on escaped: mentions and issue numbers
/// too; controls and what [`turns_text`] become U+FFFD.
///
/// A web address is a link between angle brackets, for code hosts make a link of a bare one and keep the backslashes of
/// its escapes in it. One of other characters than addresses are usually written in is no link, and neither is what
/// has another scheme or none.
///
/// ```
/// use aisec_graph::vocab::markdown_text;
/// assert_eq!(markdown_text("[a](b) <i> @c"), r"\[a\](b) &lt;i&gt; &#64;c");
/// assert_eq!(markdown_text("see https://a.example/x_y."), "see <https://a.example/x_y>.");
/// ```
pub fn markdown_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, from_colon) = rest.split_at(at);
        let scheme = before.len() - before.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        let (before, scheme) = before.split_at(scheme);
        push_escaped(&mut out, before);
        let (address, after) = from_colon.split_at(end_of_address(from_colon));
        let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
        if is_web && address.len() > "://".len() && address.bytes().all(is_usual_in_address) {
            out.extend(["<", scheme, address, ">"]);
        } else {
            push_escaped(&mut out, scheme);
            push_escaped(&mut out, address);
        }
        rest = after;
    }
    push_escaped(&mut out, rest);
    out
}

/// Where an address ends in a text that starts with its `://`: before white space, quotes and brackets, without the
/// punctuation of the sentence around it.
fn end_of_address(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`')).unwrap_or(text.len());
    let mut address = text.get(..end).unwrap_or_default();
    // Once, not once for each parenthesis that is taken off.
    let count = |wanted: char| address.chars().filter(|c| *c == wanted).count();
    let mut unopened = count(')').saturating_sub(count('('));
    while let Some(last) = address.chars().next_back() {
        match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' => {}
            ')' if unopened > 0 => unopened -= 1,
            _ => break,
        }
        address = address.get(..address.len() - last.len_utf8()).unwrap_or_default();
    }
    address.len().max("://".len())
}

/// Whether readers of Markdown agree on a character between angle brackets: not on backslashes and what an entity ends
/// in, on what parts the cells of a table, or on formulas.
fn is_usual_in_address(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!&'()*+,=%".contains(&byte)
}

/// Adds a text in which nothing is a link.
fn push_escaped(out: &mut String, text: &str) {
    let mut previous = ['\0'; 3];
    for (at, c) in text.char_indices() {
        match c {
            ':' if text.get(at..).is_some_and(|rest| rest.starts_with("://")) => out.push_str("&#58;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            // Of `www.` too they make a link.
            '.' if previous.iter().all(|c| c.eq_ignore_ascii_case(&'w')) => out.push_str("&#46;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '!' | '#' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() || turns_text(c) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
        previous = [previous[1], previous[2], c];
    }
}

/// The text as a code span on one line, where nothing is markup, link, mention or HTML; what hides or turns text is
/// spelt out.
///
/// ```
/// use aisec_graph::vocab::markdown_code;
/// assert_eq!(markdown_code("<i> @c"), "`<i> @c`");
/// assert_eq!(markdown_code("a`b"), "`` a`b ``");
/// ```
pub fn markdown_code(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => shown.push(' '),
            c if c.is_control() || turns_text(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    let longest = shown.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // A space inside keeps backticks of the text apart from the fence, and an empty text a span; readers drop it.
    if shown.is_empty() || longest > 0 || shown.starts_with(' ') && shown.ends_with(' ') {
        format!("{fence} {shown} {fence}")
    } else {
        format!("{fence}{shown}{fence}")
    }
}

/// A text of ours that may quote a source between backticks: those parts as code spans, the rest as [`markdown_text`].
///
/// ```
/// use aisec_graph::vocab::markdown_quoting;
/// assert_eq!(markdown_quoting("`<a>` is *odd*"), r"`<a>` is \*odd\*");
/// ```
pub fn markdown_quoting(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let is_closed = |number: usize| number + 1 < parts.len();
    let write = |(number, part): (usize, &&str)| match part {
        part if number % 2 == 0 => markdown_text(part),
        part if is_closed(number) && !part.is_empty() => markdown_code(part),
        part => format!("\\`{}{}", markdown_text(part), if is_closed(number) { "\\`" } else { "" }),
    };
    parts.iter().enumerate().map(write).collect()
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
