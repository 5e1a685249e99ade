//! The bytes of a snapshot, in memory or mapped from a file: each block is verified when it is first touched.

use super::layout::{BLOCK, Layout, Section};
use super::mapped::Mapped;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// What was found wrong in a snapshot after it was opened. Nothing read from it since can be relied on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} is damaged: {what}; build it again", path.as_deref().unwrap_or(Path::new("the graph in memory")).display())]
pub struct Damage {
    path: Option<PathBuf>,
    what: String,
}

/// Where the bytes are.
pub(super) enum Bytes {
    Owned(Vec<u8>),
    Mapped(Mapped),
}

impl Bytes {
    pub(super) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Owned(bytes) => bytes,
            Self::Mapped(map) => map.as_slice(),
        }
    }
}

/// Bytes with their layout.
pub(super) struct Image {
    bytes: Bytes,
    pub(super) layout: Layout,
    /// A bit for each block after the header that is known to be whole; `None` for bytes this process made.
    whole: Option<Box<[AtomicU64]>>,
    path: Option<PathBuf>,
    damage: OnceLock<Damage>,
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Image({} bytes)", self.layout.length())
    }
}

impl Image {
    /// Bytes this process just made of that layout.
    pub(super) fn made(bytes: Bytes, layout: Layout) -> Self {
        Self { bytes, layout, whole: None, path: None, damage: OnceLock::new() }
    }

    /// Bytes of a file that are as long as the layout says; nothing else about them is known.
    pub(super) fn found(bytes: Bytes, layout: Layout, path: &Path) -> Self {
        let blocks = layout.extent(Section::Checksums).offset / BLOCK;
        let whole = std::iter::repeat_with(AtomicU64::default).take(blocks.div_ceil(64)).collect();
        Self { bytes, layout, whole: Some(whole), path: Some(path.to_owned()), damage: OnceLock::new() }
    }

    /// All of it.
    pub(super) fn all(&self) -> &[u8] {
        self.bytes.as_slice()
    }

    /// Everything after the header.
    pub(super) fn body(&self) -> &[u8] {
        self.bytes.as_slice().get(BLOCK..).unwrap_or_default()
    }

    /// Whether the bytes were made here, so that what they hold has been checked.
    pub(super) fn is_made(&self) -> bool {
        self.whole.is_none()
    }

    /// The snapshot file the bytes are mapped from, and its name when it was opened.
    pub(super) fn mapped(&self) -> Option<(&Mapped, &Path)> {
        match (&self.bytes, &self.path) {
            (Bytes::Mapped(mapped), Some(path)) => Some((mapped, path)),
            // What is mapped and has no name is what a builder put there: it is no snapshot file.
            (Bytes::Owned(_) | Bytes::Mapped(_), _) => None,
        }
    }

    /// The first thing that was found wrong.
    pub(super) fn damage(&self) -> Option<&Damage> {
        self.damage.get()
    }

    /// Remembers that something is wrong.
    #[cold]
    pub(super) fn report(&self, what: impl Into<String>) {
        let (path, what) = (self.path.clone(), what.into());
        self.damage.get_or_init(|| Damage { path, what });
    }

    /// Elements of a section, their blocks verified; empty, and remembered as damage, where they are not there.
    pub(super) fn elements(&self, section: Section, range: Range<usize>) -> &[u8] {
        let extent = self.layout.extent(section);
        let found = || {
            let (start, end) = (range.start.checked_mul(extent.width)?, range.end.checked_mul(extent.width)?);
            if end > extent.length {
                return None;
            }
            let (start, end) = (extent.offset + start, extent.offset + end);
            let bytes = self.bytes.as_slice().get(start..end)?;
            Some(if self.is_whole(start, end) { bytes } else { &[] })
        };
        found().unwrap_or_else(|| {
            self.report(format!("a place beyond its {} is named", section.name()));
            &[]
        })
    }

    /// One number of a section of numbers.
    pub(super) fn number(&self, section: Section, index: usize) -> Option<u64> {
        read_number(self.elements(section, index..index.checked_add(1)?))
    }

    fn is_whole(&self, start: usize, end: usize) -> bool {
        let Some(whole) = &self.whole else { return true };
        let blocks = start / BLOCK..end.div_ceil(BLOCK);
        { blocks }.all(|block| {
            let known = whole.get(block / 64);
            known.is_some_and(|bits| bits.load(Ordering::Relaxed) >> (block % 64) & 1 == 1) || self.verify(block)
        })
    }

    /// Checks a block that has not been touched before.
    #[cold]
    fn verify(&self, block: usize) -> bool {
        let section =
            Section::ALL.into_iter().rev().find(|&section| self.layout.extent(section).offset <= block * BLOCK);
        let section = section.unwrap_or(Section::TermOffsets);
        let fault = if self.checksum_fits(block) {
            self.content_fault(section, block)
        } else {
            Some("do not fit their checksum")
        };
        if let Some(fault) = fault {
            self.report(format!("its {} {fault}", section.name()));
            return false;
        }
        if let Some(bits) = self.whole.as_ref().and_then(|whole| whole.get(block / 64)) {
            bits.fetch_or(1 << (block % 64), Ordering::Relaxed);
        }
        true
    }

    /// Whether a block that rises goes on from the nearest blocks that are known, on either side: then all that is ever
    /// read of a section rises together, whatever lies between. Otherwise runs might overlap, and be much longer all in
    /// all than the column they are parts of.
    fn follows_known(&self, section: Section, block: usize, rising: Rising) -> bool {
        let extent = self.layout.extent(section);
        let number = |at: usize| self.bytes.as_slice().get(at..at.checked_add(extent.width)?).and_then(read_number);
        let last = |block: usize| number(extent.end().min((block + 1) * BLOCK).checked_sub(extent.width)?);
        let follows = |(before, after): (usize, usize)| {
            last(before).zip(number(after * BLOCK)).is_some_and(|(last, next)| rising.allows(last, next))
        };
        let before = self.known_before(extent.offset / BLOCK, block).map(|before| (before, block));
        let after = self.known_after(block, extent.end().div_ceil(BLOCK)).map(|after| (block, after));
        before.into_iter().chain(after).all(follows)
    }

    /// The nearest known block before one.
    fn known_before(&self, start: usize, block: usize) -> Option<usize> {
        let mut end = block;
        while end > start {
            let word = (end - 1) / 64;
            let bits = self.known(word) & (u64::MAX >> (63 - (end - 1) % 64));
            if bits != 0 {
                return Some(word * 64 + 63 - bits.leading_zeros() as usize).filter(|found| *found >= start);
            }
            end = word * 64;
        }
        None
    }

    /// The nearest known block after one.
    fn known_after(&self, block: usize, end: usize) -> Option<usize> {
        let mut start = block + 1;
        while start < end {
            let word = start / 64;
            let bits = self.known(word) & (u64::MAX << (start % 64));
            if bits != 0 {
                return Some(word * 64 + bits.trailing_zeros() as usize).filter(|found| *found < end);
            }
            start = (word + 1) * 64;
        }
        None
    }

    /// Of 64 blocks, a bit for each that is known to be whole.
    fn known(&self, word: usize) -> u64 {
        self.whole.as_ref().and_then(|whole| whole.get(word)).map_or(0, |bits| bits.load(Ordering::Relaxed))
    }

    fn checksum_fits(&self, block: usize) -> bool {
        let fits = || {
            let bytes = self.bytes.as_slice().get(block * BLOCK..(block + 1) * BLOCK)?;
            let at = self.layout.extent(Section::Checksums).offset + block.checked_sub(1)? * 4;
            let stated = self.bytes.as_slice().get(at..)?.first_chunk()?;
            Some(crc32fast::hash(bytes) == u32::from_le_bytes(*stated))
        };
        fits().unwrap_or(false)
    }

    /// What is wrong with the numbers of a block: so that whoever reads one need not ask.
    fn content_fault(&self, section: Section, block: usize) -> Option<&'static str> {
        let allowed = Allowed::of(section, &self.layout)?;
        let extent = self.layout.extent(section);
        let bytes = self.bytes.as_slice().get(block * BLOCK..extent.end().min((block + 1) * BLOCK)).unwrap_or_default();
        // Blocks are a multiple of every width, so that no number lies in two of them.
        let start = block * BLOCK;
        let before = if start > extent.offset { self.bytes.as_slice().get(start - extent.width..start) } else { None };
        let is_fine = match extent.width {
            1 if allowed.is_below() => allowed.hold_most(bytes.iter().copied().max()),
            2 if allowed.is_below() => {
                allowed.hold_most(bytes.as_chunks().0.iter().map(|word| u16::from_le_bytes(*word)).max())
            }
            4 => {
                let (words, before) = (bytes.as_chunks().0, before.and_then(|word| word.first_chunk()));
                allowed.hold_words(before.copied().map(u32::from_le_bytes), words)
            }
            width => {
                let mut last = before.and_then(read_number);
                bytes.chunks_exact(width).filter_map(read_number).all(|number| {
                    let follows = last.is_none_or(|last| allowed.rising.allows(last, number));
                    last = Some(number);
                    follows && allowed.holds(number)
                })
            }
        };
        let follows = matches!(allowed.rising, Rising::No) || self.follows_known(section, block, allowed.rising);
        (!(is_fine && follows)).then_some("name what is not there")
    }

    /// Verifies every block.
    pub(super) fn verify_all(&self) {
        self.is_whole(BLOCK, self.layout.extent(Section::Checksums).offset);
    }
}

/// How numbers of a section follow each other.
#[derive(Clone, Copy)]
enum Rising {
    No,
    OrEqual,
    Strictly,
}

impl Rising {
    fn allows(self, last: u64, next: u64) -> bool {
        match self {
            Self::No => true,
            Self::OrEqual => last <= next,
            Self::Strictly => last < next,
        }
    }
}

/// Which numbers a section may hold.
struct Allowed {
    range: Range<u64>,
    /// Whether identifiers of integers may stand there too.
    integers: bool,
    rising: Rising,
}

impl Allowed {
    fn of(section: Section, layout: &Layout) -> Option<Self> {
        let counts = &layout.counts;
        let (terms, nodes, triples) = (u64::from(counts.terms), u64::from(counts.nodes), u64::from(counts.triples));
        let below = |end: u64| Self { range: 0..end, integers: false, rising: Rising::No };
        let up_to = |end: u64| Self { rising: Rising::OrEqual, ..below(end + 1) };
        Some(match section {
            Section::TermOffsets => up_to(layout.extent(Section::Terms).length as u64),
            Section::Integers => Self { integers: true, rising: Rising::Strictly, ..below(0) },
            Section::Predicates => {
                Self { range: counts.blanks.into()..nodes, integers: false, rising: Rising::Strictly }
            }
            Section::Graphs => Self { rising: Rising::Strictly, ..below(nodes + 1) },
            Section::SetOffsets => up_to((layout.extent(Section::SetMembers).length / 4) as u64),
            Section::SetMembers => below(counts.graphs.into()),
            Section::SubjectOffsets | Section::ObjectOffsets | Section::PredicateOffsets => up_to(triples),
            Section::SubjectPredicates | Section::ObjectPredicates => below(counts.predicates.into()),
            Section::SubjectObjects | Section::PredicateObjects => Self { integers: true, ..below(terms) },
            Section::ObjectSubjects | Section::PredicateSubjects => below(nodes),
            Section::SubjectSets | Section::ObjectSets | Section::PredicateSets => {
                below(u64::from(counts.graphs) + u64::from(counts.sets))
            }
            Section::Terms | Section::IntegerTexts | Section::Statistics | Section::Checksums => return None,
        })
    }

    /// Whether a number may stand anywhere that is below an end.
    fn is_below(&self) -> bool {
        self.range.start == 0 && !self.integers && matches!(self.rising, Rising::No)
    }

    /// The same of numbers that may stand anywhere below an end, by the largest of them.
    fn hold_most(&self, most: Option<impl Into<u64>>) -> bool {
        most.is_none_or(|most| most.into() < self.range.end)
    }

    fn holds(&self, number: u64) -> bool {
        self.range.contains(&number) || self.integers && super::TermId::is_integer_word(number)
    }

    /// The same of words that follow another one. A cold lookup does little else: no branch for each, and several at
    /// once. A word is outside the range if what is left of it after the start is as long as the range or longer.
    fn hold_words(&self, before: Option<u32>, words: &[[u8; 4]]) -> bool {
        let number = |word: &[u8; 4]| u32::from_le_bytes(*word);
        let start = u32::try_from(self.range.start).unwrap_or(u32::MAX);
        let length = u32::try_from(self.range.end.saturating_sub(self.range.start)).unwrap_or(u32::MAX);
        let integers = if self.integers { 1 << 31 } else { 0 };
        let outside = |number: u32| u32::from(number.wrapping_sub(start) >= length) & u32::from(number & integers == 0);
        let falls = |last: u32, next: u32| match self.rising {
            Rising::No => 0,
            Rising::OrEqual => u32::from(last > next),
            Rising::Strictly => u32::from(last >= next),
        };
        // Of words that rise, the first and the last tell of all.
        let rise = !matches!(self.rising, Rising::No);
        let ends = [words.first(), words.last()].into_iter().flatten();
        let mut bad = if rise && !self.integers {
            ends.fold(0, |bad, word| bad | outside(number(word)))
        } else {
            words.iter().fold(0, |bad, word| bad | outside(number(word)))
        };
        if rise {
            let later = words.get(1..).unwrap_or_default();
            bad |= words.iter().zip(later).fold(0, |bad, (last, next)| bad | falls(number(last), number(next)));
            bad |= before.zip(words.first()).map_or(0, |(last, next)| falls(last, number(next)));
        }
        bad == 0
    }
}

/// A little-endian number of one, two, four or eight bytes; `None` of others.
pub(super) fn read_number(bytes: &[u8]) -> Option<u64> {
    match bytes.len() {
        1 => bytes.first().copied().map(u64::from),
        2 => Some(u16::from_le_bytes(bytes.try_into().ok()?).into()),
        4 => Some(u32::from_le_bytes(bytes.try_into().ok()?).into()),
        8 => Some(u64::from_le_bytes(bytes.try_into().ok()?)),
        _ => None,
    }
}
