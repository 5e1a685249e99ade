//! Characters of a source inside XML and HTML that we write.

/// Adds a character of a text or an attribute: the five that markup is made of as references.
///
/// ```
/// use aisec_graph::vocab::push_markup;
/// let mut out = String::new();
/// "<i title='a'>".chars().for_each(|c| push_markup(&mut out, c));
/// assert_eq!(out, "&lt;i title=&#39;a&#39;&gt;");
/// ```
pub fn push_markup(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        _ => out.push(c),
    }
}

/// Controls and what is no character: XML 1.0 cannot hold them, even as references.
pub fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(u32::from(c) & 0xFFFF, 0xFFFE | 0xFFFF)
}
