//! The edits that findings bring, made in a text.

use super::{Diagnostic, Edit};
use std::collections::BTreeSet;

/// A text with edits made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The text as it is now.
    pub text: String,
    /// How many findings it mends.
    pub mended: usize,
}

/// The text of a source with the edits of its findings made; every byte outside them stays.
///
/// The edits of one finding are made all or not at all. A finding is left for later when one of its edits touches that
/// of a finding before it, or does not lie in the text, and for good when its own edits overlap: mend again what is found in the new text. O(n log n).
///
/// ```
/// use aisec_graph::diagnostic::{Code, Diagnostic, fixed};
/// let found = Diagnostic::new(Code::Mojibake, "garbled").at("list", 2..5).fix(2..5, "é");
/// let fixed = fixed("a bcd e", &[found]);
/// assert_eq!((fixed.text.as_str(), fixed.mended), ("a é e", 1));
/// ```
pub fn fixed(text: &str, found: &[Diagnostic]) -> Fixed {
    let mut edits: Vec<&Edit> = Vec::new();
    let mut taken: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut mended = 0;
    for found in found.iter().filter(|found| !found.fix.is_empty()) {
        let fits = |edit: &Edit| text.get(edit.bytes.clone()).is_some() && !touches(&taken, edit);
        if found.fix.iter().all(fits) && are_apart(&found.fix) {
            taken.extend(found.fix.iter().map(|edit| (edit.bytes.start, edit.bytes.end)));
            edits.extend(&found.fix);
            mended += 1;
        }
    }
    edits.sort_by_key(|edit| (edit.bytes.start, edit.bytes.end));
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        out.push_str(text.get(from..edit.bytes.start).unwrap_or_default());
        out.push_str(&edit.replacement);
        from = edit.bytes.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Fixed { text: out, mended }
}

/// Whether edits stand in order and none begins before the end of another.
fn are_apart(edits: &[Edit]) -> bool {
    edits.windows(2).all(|pair| matches!(pair, [one, next] if one.bytes.end <= next.bytes.start))
}

/// Whether an edit shares a byte with one that is taken, or inserts where one begins or ends.
fn touches(taken: &BTreeSet<(usize, usize)>, edit: &Edit) -> bool {
    let (start, end) = (edit.bytes.start, edit.bytes.end);
    let before = taken.range(..(start, 0)).next_back();
    let after = taken.range((start, 0)..).next();
    let is_insertion = start == end;
    before.is_some_and(|&(_, taken_end)| taken_end > start || (is_insertion && taken_end == start))
        || after.is_some_and(|&(taken_start, taken_end)| {
            taken_start < end || (taken_start == end && (is_insertion || taken_end == taken_start))
        })
}
