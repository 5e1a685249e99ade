//! Findings go in as they are made, those that are told come out: so many of one code in one source, and how many more.

use super::{Code, Diagnostic, Place, Severity};
use std::collections::BTreeMap;
use std::ops::Range;

/// Most findings of one code in one source: a text with more has one fault, not many, and they must fit in memory.
const MAX_OF_A_CODE: usize = 10_000;

/// What a stage has noticed so far.
///
/// ```
/// use aisec_graph::diagnostic::{Code, Diagnostic, Noticed};
/// let mut noticed = Noticed::default();
/// noticed.extend((0..10_100).map(|at| Diagnostic::new(Code::EmptyItem, "nothing").at("list", at..at + 1)));
/// let told = noticed.told();
/// assert_eq!(told.len(), 10_001);
/// assert_eq!((told[10_000].more, told[10_000].message.as_str()), (100, "100 more findings like this are not shown"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Noticed {
    first: Vec<Diagnostic>,
    /// By source; that of findings without a place is empty.
    counts: BTreeMap<String, BTreeMap<Code, Count>>,
}

/// Findings of one code in one source.
#[derive(Debug, Clone)]
struct Count {
    all: usize,
    /// How many of them are told one by one.
    first: usize,
    /// Where the last of them is, and how severe the most severe is; of those that are not told.
    last: Option<Place>,
    severity: Severity,
}

impl Noticed {
    /// Adds a finding.
    pub fn push(&mut self, found: Diagnostic) {
        let Diagnostic { code, severity, .. } = found;
        let source = found.place.as_ref().map_or("", |place| place.source.as_str());
        if self.has_room(source, code) {
            self.first.push(found);
        } else {
            self.count(source, code, severity, found.place.as_ref().map(|place| place.bytes.clone()));
        }
    }

    /// Adds what `make` finds at that place; it is asked only while there are not too many of its code.
    pub(crate) fn push_made(
        &mut self,
        code: Code,
        source: &str,
        bytes: Range<usize>,
        make: impl FnOnce() -> Diagnostic,
    ) {
        self.push_made_as(code, code.default_severity(), source, bytes, make);
    }

    /// Adds what `make` finds at that place, which is so severe, as [`Self::push_made`] does.
    pub(crate) fn push_made_as(
        &mut self,
        code: Code,
        severity: Severity,
        source: &str,
        bytes: Range<usize>,
        make: impl FnOnce() -> Diagnostic,
    ) {
        if self.has_room(source, code) {
            self.first.push(Diagnostic { severity, ..make().at(source, bytes) });
        } else {
            self.count(source, code, severity, Some(bytes));
        }
    }

    /// Adds what was noticed elsewhere.
    pub(crate) fn append(&mut self, other: Noticed) {
        self.extend(other.first);
        for (source, counts) in other.counts {
            for (code, count) in counts.into_iter().filter(|(_, count)| count.all > count.first) {
                self.count(&source, code, count.severity, count.last.map(|place| place.bytes));
                if let Some(own) = self.counts.get_mut(&source).and_then(|counts| counts.get_mut(&code)) {
                    own.all += count.all - count.first;
                }
            }
        }
    }

    /// Takes a place among those that are told, if one is left.
    fn has_room(&mut self, source: &str, code: Code) -> bool {
        if !self.counts.contains_key(source) {
            self.counts.insert(source.to_owned(), BTreeMap::new());
        }
        let Some(counts) = self.counts.get_mut(source) else { return false };
        let count = counts.entry(code).or_insert(Count { all: 0, first: 0, last: None, severity: Severity::Note });
        count.all += 1;
        let has_room = count.first < MAX_OF_A_CODE;
        count.first += usize::from(has_room);
        has_room
    }

    fn count(&mut self, source: &str, code: Code, severity: Severity, bytes: Option<Range<usize>>) {
        if let Some(count) = self.counts.get_mut(source).and_then(|counts| counts.get_mut(&code)) {
            match (&mut count.last, bytes) {
                (Some(last), Some(bytes)) => last.bytes = bytes,
                (last, bytes) => *last = bytes.map(|bytes| Place { source: source.to_owned(), bytes }),
            }
            count.severity = count.severity.max(severity);
        }
    }

    /// Leaves out findings that are told elsewhere. Where no finding of a code in a source is kept, those that were only
    /// counted are taken to be like them.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Diagnostic) -> bool) {
        let counts = &mut self.counts;
        self.first.retain(|found| {
            let is_kept = keep(found);
            let source = found.place.as_ref().map_or("", |place| place.source.as_str());
            if !is_kept && let Some(of_code) = counts.get_mut(source).and_then(|counts| counts.get_mut(&found.code)) {
                of_code.all -= 1;
                of_code.first -= 1;
            }
            is_kept
        });
        for of_source in counts.values_mut() {
            of_source.retain(|_, count| count.first > 0);
        }
    }

    /// The first findings of each code in each source, in the order they came, then one for each code of which there
    /// are more: at the place of the last, as severe as the most severe of them.
    pub fn told(self) -> Vec<Diagnostic> {
        let mut told = self.first;
        let counts = self.counts.into_values().flatten();
        told.extend(counts.filter(|(_, count)| count.all > count.first).map(|(code, count)| {
            let more = count.all - count.first;
            let message = match more {
                1 => "1 more finding like this is not shown".to_owned(),
                more => format!("{more} more findings like this are not shown"),
            };
            let more = u32::try_from(more).unwrap_or(u32::MAX);
            Diagnostic { severity: count.severity, place: count.last, more, ..Diagnostic::new(code, message) }
        }));
        told
    }
}

impl Extend<Diagnostic> for Noticed {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, found: T) {
        found.into_iter().for_each(|found| self.push(found));
    }
}
