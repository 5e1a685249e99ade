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
    let near = names.into_iter().filter_map(|name| Some((edits(name, typed, length, length.div_ceil(4))?, name)));
    near.min_by_key(|(edits, _)| *edits).map(|(_, name)| name)
}

/// How many edits make a name of what was typed, which has so many characters; `None` where they are more than `most`.
///
/// Names of another length are told by that alone: counting edits takes time and memory by the product of both lengths.
pub(crate) fn edits(name: &str, typed: &str, length: usize, most: usize) -> Option<usize> {
    let differs = name.chars().count().abs_diff(length);
    let edits = (differs <= most).then(|| strsim::damerau_levenshtein(name, typed))?;
    (edits <= most).then_some(edits)
}

/// `; did you mean …?`, to end a message with; nothing without a near name.
pub fn did_you_mean(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}
