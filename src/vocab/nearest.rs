//! The known name that was probably meant, and how a message says so.

/// The name spelled most like what was typed; `None` when none is near enough to be meant.
///
/// Of names equally near the first is taken. O(names × length²).
///
/// ```
/// use aisec_graph::vocab::nearest;
/// assert_eq!(nearest("mlsecop", ["claims", "mlsecops"]), Some("mlsecops"));
/// assert_eq!(nearest("nonsense", ["claims", "condensed"]), None);
/// ```
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = typed.chars().count();
    let edits = |name: &str| strsim::damerau_levenshtein(name, typed);
    let near = names.into_iter().filter(|name| name.chars().count() <= 2 * length + 1);
    near.map(|name| (edits(name), name))
        .min_by_key(|(edits, _)| *edits)
        .filter(|(edits, _)| *edits <= length.div_ceil(4))
        .map(|(_, name)| name)
}

/// `; did you mean …?`, to end a message with; nothing without a near name.
pub fn did_you_mean(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}
