//! Numbers of things in words.

/// `1 link`, `2 links`: a number and what is counted, whose plural ends in `s`.
///
/// ```
/// use aisec_graph::vocab::counted;
/// assert_eq!((counted(1, "source").as_str(), counted(0, "source").as_str()), ("1 source", "0 sources"));
/// assert_eq!(counted(12_345, "source"), "12,345 sources");
/// ```
pub fn counted(count: usize, one: &str) -> String {
    format!("{} {one}{}", thousands(count), if count == 1 { "" } else { "s" })
}

/// The first few of some names, and how many more there are.
///
/// ```
/// use aisec_graph::vocab::first_few;
/// assert_eq!(first_few(&["garak", "PyRIT", "ART"], 3), "garak, PyRIT, ART");
/// assert_eq!(first_few(&["garak", "PyRIT", "ART"], 2), "garak, PyRIT and 1 more");
/// ```
pub fn first_few(names: &[&str], shown: usize) -> String {
    match names.split_at_checked(shown) {
        Some((first, rest)) if !rest.is_empty() => format!("{} and {} more", first.join(", "), thousands(rest.len())),
        _ => names.join(", "),
    }
}

/// A number with a comma before every three digits.
///
/// ```
/// use aisec_graph::vocab::thousands;
/// assert_eq!((thousands(999).as_str(), thousands(12_345).as_str()), ("999", "12,345"));
/// ```
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1,204 of 3,000`: how many of how many.
///
/// ```
/// use aisec_graph::vocab::n_of;
/// assert_eq!(n_of(1_204, 3_000), "1,204 of 3,000");
/// ```
pub fn n_of(number: usize, of: usize) -> String {
    format!("{} of {}", thousands(number), thousands(of))
}

/// A share in percent, to a tenth; `–` of nothing.
///
/// ```
/// use aisec_graph::vocab::percent;
/// assert_eq!((percent(2, 3).as_str(), percent(0, 0).as_str()), ("66.7 %", "–"));
/// ```
pub fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = (part * 1000 + whole / 2) / whole;
    format!("{}.{} %", tenths / 10, tenths % 10)
}
