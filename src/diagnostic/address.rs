//! Edits of addresses in links: findings go in with the text they lie in, what is to be written comes out with them.
//!
//! It knows how links are written, not what an address means.

use super::{Diagnostic, Edit, Fixed, Place, fixed};
use std::collections::BTreeMap;
use std::ops::Range;

/// Why a finding has no edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmade {
    /// An address in the link at its place is to be another: [`in_links`] makes an edit of it, with the text.
    Address {
        /// The address as it is read: entities decoded, nothing else changed.
        written: String,
        /// What is to stand there.
        replacement: String,
    },
    /// It takes a person, for that reason; no full stop.
    ByHand(&'static str),
}

/// Why an address stays as it is although it is known what to write.
const NOT_TO_THE_LETTER: &str = "the address is written with entities or escapes";

/// Makes an edit of the address of a finding that is to be another, and lets a visible text that is the address itself change with it.
///
/// The edit is made where the link has the address to the letter and as its target once; the finding lies at the
/// address then. `[U](U)` and `<a href="U">U</a>` have `U` changed in both places.
///
/// ```
/// use aisec_graph::diagnostic::{Code, Diagnostic, fixed, in_links};
/// let text = "- [https://a.org/x](https://a.org/x)";
/// let mut found = Diagnostic::new(Code::MovedResource, "moved").at("list", 20..35).fix(34..35, "y");
/// in_links(&mut found, text);
/// assert_eq!(fixed(text, &[found]).text, "- [https://a.org/y](https://a.org/y)");
/// ```
pub fn in_links(found: &mut Diagnostic, text: &str) {
    make(found, text);
    let Some(place) = found.place.as_ref() else { return };
    let Some(shown) = shown_address(text, &place.bytes) else { return };
    let inside = |edit: &&Edit| place.bytes.start <= edit.bytes.start && edit.bytes.end <= place.bytes.end;
    let moved = |at: usize| at - place.bytes.start + shown.start;
    let beside = found.fix.iter().filter(inside).map(|edit| Edit {
        bytes: moved(edit.bytes.start)..moved(edit.bytes.end),
        replacement: edit.replacement.clone(),
    });
    let beside: Vec<Edit> = beside.collect();
    found.fix.extend(beside);
    found.fix.sort_by_key(|edit| (edit.bytes.start, edit.bytes.end));
}

/// Makes the edit of an address that is to be another.
fn make(found: &mut Diagnostic, text: &str) {
    let Some(place) = found.place.as_mut() else { return };
    let Some(Unmade::Address { written, replacement }) = found.unmade.as_deref() else { return };
    found.unmade = match target_in(text, &place.bytes, written) {
        Some(target) => {
            place.bytes = target.clone();
            found.fix.push(Edit { bytes: target, replacement: replacement.clone() });
            None
        }
        None => Some(Box::new(Unmade::ByHand(NOT_TO_THE_LETTER))),
    };
}

/// Where the target of a link stands, if what it is written as stands there as a target once.
fn target_in(text: &str, link: &Range<usize>, written: &str) -> Option<Range<usize>> {
    let whole = text.get(link.clone())?;
    let mut targets = whole.match_indices(written).map(|(at, _)| at).filter(|&at| {
        let (before, after) =
            (whole.get(..at).unwrap_or_default(), whole.get(at + written.len()..).unwrap_or_default());
        let opens = before.is_empty() || before.trim_end().ends_with(['(', '<', '"', '\'', '=']);
        opens && after.chars().next().is_none_or(|c| c.is_whitespace() || [')', '>', '"', '\''].contains(&c))
    });
    let at = link.start + targets.next()?;
    targets.next().is_none().then_some(at..at + written.len())
}

/// Where the visible text of a link is its very target, which stands at those bytes.
fn shown_address(text: &str, target: &Range<usize>) -> Option<Range<usize>> {
    let (before, after) = (text.get(..target.start)?, text.get(target.end..)?);
    let address = text.get(target.clone()).filter(|address| address.contains("://"))?;
    let markdown = before.strip_suffix("](").or_else(|| before.strip_suffix("](<"));
    if let Some(start) = markdown.and_then(|before| before.strip_suffix(address)).filter(|before| before.ends_with('['))
    {
        return Some(start.len()..start.len() + address.len());
    }
    let quote = before.chars().next_back().filter(|quote| matches!(quote, '"' | '\''))?;
    let shown = after.strip_prefix(quote)?.strip_prefix('>')?;
    let start = text.len() - shown.len();
    shown.strip_prefix(address)?.starts_with("</a>").then_some(start..start + address.len())
}

/// Lets findings at one place say what all of them together write there, as `--fix` does.
///
/// Concerned are those whose help is `write` and what their own edits make of the place. O(n log n).
pub fn agree<'t>(found: &mut [Diagnostic], text: impl Fn(&str) -> Option<&'t str>) {
    let mut by_place: BTreeMap<(String, usize, usize), Vec<usize>> = BTreeMap::new();
    for (index, place) in found
        .iter()
        .enumerate()
        .filter_map(|(index, found)| found.place.as_ref().filter(|_| !found.fix.is_empty()).map(|place| (index, place)))
    {
        let key = (place.source.clone(), place.bytes.start, place.bytes.end);
        by_place.entry(key).or_default().push(index);
    }
    for indexes in by_place.into_values().filter(|indexes| indexes.len() > 1) {
        let together: Vec<Diagnostic> = indexes.iter().filter_map(|&index| found.get(index)).cloned().collect();
        let Some(place) = together.first().and_then(|first| first.place.clone()) else { continue };
        let Some(written) = text(&place.source).and_then(|text| made_of(text, &place, &together)) else { continue };
        for index in indexes {
            let Some(found) = found.get_mut(index) else { continue };
            let alone = text(&place.source).and_then(|text| made_of(text, &place, std::slice::from_ref(found)));
            if alone.is_some_and(|alone| found.help.as_deref() == Some(&format!("write {alone}"))) {
                found.help = Some(format!("write {written}").into_boxed_str());
            }
        }
    }
}

/// What stands at a place once the edits in it of some findings are made.
fn made_of(text: &str, place: &Place, found: &[Diagnostic]) -> Option<String> {
    let here = text.get(place.bytes.clone())?;
    let within = |edit: &&Edit| place.bytes.start <= edit.bytes.start && edit.bytes.end <= place.bytes.end;
    let inside = |found: &Diagnostic| {
        let edits = found.fix.iter().filter(within).map(|edit| Edit {
            bytes: edit.bytes.start - place.bytes.start..edit.bytes.end - place.bytes.start,
            replacement: edit.replacement.clone(),
        });
        Diagnostic { fix: edits.collect(), ..Diagnostic::new(found.code, "") }
    };
    let found: Vec<Diagnostic> = found.iter().map(inside).collect();
    let Fixed { text, .. } = fixed(here, &found);
    Some(text)
}
