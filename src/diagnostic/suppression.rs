//! Findings that their source asks not to be told.

use super::{Code, CodeSelection, Diagnostic, Place};
use std::collections::BTreeMap;
use std::ops::Range;

/// A request in a source to keep findings back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Where it is asked for.
    pub place: Place,
    /// Which codes.
    pub selection: CodeSelection,
    /// Where findings must begin, in the same source.
    pub bytes: Range<usize>,
    /// What is told again within it, each from a byte on.
    pub except: BTreeMap<CodeSelection, usize>,
}

impl Suppression {
    /// What to say of a suppression that keeps back nothing.
    pub fn unused(&self) -> Diagnostic {
        let what = match self.selection {
            CodeSelection::All => "nothing".to_owned(),
            CodeSelection::Family(stage) => format!("no `{stage}/*`"),
            CodeSelection::One(code) => format!("no `{}`", code.id()),
        };
        let Place { source, bytes } = self.place.clone();
        Diagnostic::new(Code::UnusedSuppression, format!("there is {what} to silence here"))
            .at(source, bytes)
            .help("delete the comment, or the code in it")
    }

    /// Whether a code that it selects is told again at a byte.
    fn excepts(&self, code: Code, byte: usize) -> bool {
        selections(code).iter().any(|selection| self.except.get(selection).is_some_and(|&from| from <= byte))
    }
}

/// What selects a code, the narrowest first.
fn selections(code: Code) -> [CodeSelection; 3] {
    [CodeSelection::One(code), CodeSelection::Family(code.stage()), CodeSelection::All]
}

/// Findings that are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed<'a> {
    /// Those that no suppression keeps back, in the order they were in.
    pub told: Vec<Diagnostic>,
    /// Those that keep back nothing, in their order.
    pub unused: Vec<&'a Suppression>,
}

/// Parts what is told from what is kept back.
///
/// Of several suppressions that fit a finding, the one that names its code is used before one of its stage, and the
/// one that begins last. What is found in the comments themselves is always told. O((n + m) log m).
pub fn suppress(found: Vec<Diagnostic>, suppressions: &[Suppression]) -> Suppressed<'_> {
    let mut by_source: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, suppression) in suppressions.iter().enumerate() {
        by_source.entry(&suppression.place.source).or_default().push(index);
    }
    let mut used = vec![false; suppressions.len()];
    let mut kept_back = vec![false; found.len()];
    let mut places: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, place) in found.iter().enumerate().filter_map(|(index, found)| Some((index, found.place.as_ref()?))) {
        places.entry(&place.source).or_default().push((place.bytes.start, index));
    }
    for (source, indexes) in by_source {
        let mut sweep = Sweep::new(suppressions, indexes);
        let mut places = places.remove(source).unwrap_or_default();
        places.sort_unstable();
        for (start, index) in places {
            let silenced = found.get(index).filter(|found| !found.code.is_about_comments());
            let suppressing = silenced.and_then(|found| sweep.at(start, found.code));
            if let (Some(suppressing), Some(kept_back)) = (suppressing, kept_back.get_mut(index)) {
                *kept_back = true;
                if let Some(used) = used.get_mut(suppressing) {
                    *used = true;
                }
            }
        }
    }
    let unused = suppressions.iter().zip(used).filter(|(_, used)| !used).map(|(unused, _)| unused);
    let told = found.into_iter().zip(kept_back).filter(|(_, kept_back)| !kept_back).map(|(found, _)| found);
    Suppressed { told: told.collect(), unused: unused.collect() }
}

/// The suppressions in force while going through a source from its start.
struct Sweep<'a> {
    all: &'a [Suppression],
    /// Those to come, last first.
    coming: Vec<usize>,
    /// Those begun, by what they select; some may have ended.
    begun: BTreeMap<CodeSelection, Vec<usize>>,
}

impl<'a> Sweep<'a> {
    fn new(all: &'a [Suppression], mut coming: Vec<usize>) -> Self {
        coming.sort_by_key(|&index| std::cmp::Reverse((all.get(index).map(|of| of.bytes.start), index)));
        Self { all, coming, begun: BTreeMap::new() }
    }

    /// The suppression for a code at a byte; bytes are asked for in order.
    fn at(&mut self, byte: usize, code: Code) -> Option<usize> {
        while let Some((index, next)) = self.coming.last().and_then(|&index| Some((index, self.all.get(index)?)))
            && next.bytes.start <= byte
        {
            self.begun.entry(next.selection).or_default().push(index);
            self.coming.pop();
        }
        selections(code).into_iter().find_map(|selection| {
            let begun = self.begun.get_mut(&selection)?;
            while begun.last().and_then(|&index| self.all.get(index)).is_some_and(|last| last.bytes.end <= byte) {
                begun.pop();
            }
            begun.last().copied().filter(|&index| self.all.get(index).is_some_and(|last| !last.excepts(code, byte)))
        })
    }
}
