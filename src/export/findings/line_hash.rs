//! The text of a source goes in; the hash by which GitHub knows each of its lines again comes out.
//!
//! GitHub matches alerts by `primaryLocationLineHash` alone and its upload action works that out from the file, so ours
//! has to be the same. It is of the 100 characters (UTF-16 code units) from a line's start on, blanks and tabs left
//! out, and has the hash's number among equal ones behind a colon (github/codeql-action, `src/fingerprints.ts`).

use crate::source::SourceText;
use std::collections::HashMap;
use std::iter;

/// Characters a hash is of.
const WINDOW: usize = 100;

/// The base of the polynomial that a hash is, modulo 2^64.
const BASE: u64 = 37;

/// What stands behind the last character.
const END: u16 = 0xFFFF;

/// Hashes of the lines of a source.
pub(super) struct LineHashes(Vec<(u64, usize)>);

impl LineHashes {
    /// Those of every line. O(length).
    pub(super) fn of(source: &SourceText) -> Self {
        let text = || source.byte_order_mark().encode_utf16().chain(source.text().encode_utf16());
        let mut ahead = hashed(text()).chain(iter::once(END)).chain(iter::repeat(0));
        let leaving = (0..WINDOW).fold(1_u64, |power, _| power.wrapping_mul(BASE));
        let rolled = |hash: u64, unit: u16| hash.wrapping_mul(BASE).wrapping_add(u64::from(unit));
        let mut hash = ahead.by_ref().take(WINDOW).fold(0, rolled);
        let mut counts: HashMap<u64, usize> = HashMap::new();
        let mut lines = Vec::new();
        let mut is_start = true;
        for (unit, next) in hashed(text()).chain(iter::once(END)).zip(ahead) {
            if is_start {
                let count = counts.entry(hash).or_default();
                *count += 1;
                lines.push((hash, *count));
            }
            is_start = unit == u16::from(b'\n');
            hash = rolled(hash, next).wrapping_sub(u64::from(unit).wrapping_mul(leaving));
        }
        Self(lines)
    }

    /// The hash of a line, which is counted from 1.
    pub(super) fn line(&self, line: usize) -> Option<String> {
        let (hash, count) = self.0.get(line.checked_sub(1)?)?;
        Some(format!("{hash:x}:{count}"))
    }
}

/// The characters that count: blanks and tabs do not, and each end of a line is one line feed.
fn hashed(units: impl Iterator<Item = u16>) -> impl Iterator<Item = u16> {
    let [tab, feed, carriage_return, blank] = [b'\t', b'\n', b'\r', b' '].map(u16::from);
    let mut after_return = false;
    units.filter_map(move |unit| {
        let ends_pair = after_return && unit == feed;
        after_return = unit == carriage_return;
        let counts = unit != tab && unit != blank && !ends_pair;
        counts.then_some(if after_return { feed } else { unit })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn hashes(text: &str) -> Vec<String> {
        let source = SourceText::new(SourceId::from_path("a.md".as_ref()), "a.md", text.to_owned());
        let hashes = LineHashes::of(&source);
        (1..).map_while(|line| hashes.line(line)).collect()
    }

    /// Values that the upload action gives.
    #[test]
    fn a_line_has_the_hash_that_github_gives_it() {
        assert_eq!(hashes(""), ["c129715d7a2bc9a3:1"]);
        let four = ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"];
        assert_eq!(hashes(" a\nb\n  \t\tc\n d"), four);
        let ends = [
            "e9496ae3ebfced30:1",
            "fb7c023a8b9ccb3f:1",
            "ce8ba1a563dcdaca:1",
            "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1",
            "c129715d7a2bc9a3:1",
        ];
        for text in [
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
            " hello; \t\r\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
        ] {
            assert_eq!(hashes(text), ends);
        }
        let repeated = hashes(&"Lorem ipsum dolor sit amet.\n".repeat(10));
        assert_eq!(repeated[..2], ["a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2"]);
        assert_eq!(repeated[6..8], ["a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1"]);
    }
}
