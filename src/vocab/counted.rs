//! Numbers of things in words.

/// `1 link`, `2 links`: a number and what is counted, whose plural ends in `s`.
///
/// ```
/// use aisec_graph::vocab::counted;
/// assert_eq!((counted(1, "source").as_str(), counted(0, "source").as_str()), ("1 source", "0 sources"));
/// ```
pub fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}
