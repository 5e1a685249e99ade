//! Text of sources in, text fit to draw out: cleaned, measured, cut and wrapped.
//!
//! Measuring uses tables of our own, never a font of the machine, so that the same graph gives the same
//! bytes everywhere. It does not escape: `svg`, `dot` and `table` do, each for its own format.

use crate::vocab::{is_unprintable, turns_text};
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthChar as _;

/// Share added to every measured width: browsers round advances to whole pixels.
const RESERVE: f64 = 1.06;

/// Advance of a full-width character, in thousandths of the type size.
const FULL_WIDTH: u32 = 1000;

/// Most characters a tooltip shows.
const TOOLTIP_CHARS: usize = 500;

/// Combining marks kept on one base; more would grow out of any row.
const MARKS_PER_BASE: usize = 4;

/// How heavy a text is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Regular.
    Regular,
    /// Bold.
    Bold,
}

/// A text from anywhere, safe to hand to a writer: NFC, one line, without control or direction characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Label {
    text: String,
    cleaned: bool,
}

impl Label {
    /// Replaces what XML cannot hold by U+FFFD, white space by single spaces; drops direction controls.
    pub(super) fn new(raw: &str) -> Self {
        let mut text = String::with_capacity(raw.len());
        let mut cleaned = false;
        let mut marks = 0;
        for c in raw.nfc() {
            marks = if is_mark(c) { marks + 1 } else { 0 };
            match c {
                _ if c.is_whitespace() => {
                    if !text.is_empty() && !text.ends_with(' ') {
                        text.push(' ');
                    }
                }
                _ if turns_text(c) || marks > MARKS_PER_BASE => cleaned = true,
                _ if is_unprintable(c) => {
                    cleaned = true;
                    text.push(char::REPLACEMENT_CHARACTER);
                }
                _ => text.push(c),
            }
        }
        text.truncate(text.trim_end().len());
        Self { text, cleaned }
    }

    /// The first of `candidates` that holds something to read, else `(no name)`.
    pub(super) fn first_of(candidates: &[&str]) -> Self {
        let named = candidates.iter().map(|raw| Self::new(raw)).find(|label| !label.text.is_empty());
        named.unwrap_or_else(|| Self::new("(no name)"))
    }

    /// The text.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether characters were dropped or replaced, white space aside.
    pub(super) fn was_cleaned(&self) -> bool {
        self.cleaned
    }

    /// The text, cut to what a tooltip holds.
    pub(super) fn tooltip(&self) -> Self {
        let cut = self.text.char_indices().nth(TOOLTIP_CHARS);
        cut.map_or_else(|| self.clone(), |(end, _)| Self::new(&format!("{}…", self.text.get(..end).unwrap_or(""))))
    }
}

impl std::fmt::Display for Label {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

fn is_mark(c: char) -> bool {
    c.width() == Some(0) && !matches!(c, '\u{200D}' | '\u{FE0E}' | '\u{FE0F}' | '\u{E0020}'..='\u{E007F}')
}

/// A type style: the class that carries it in the style sheet, and what measuring needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Face {
    pub(super) class: &'static str,
    pub(super) size: f64,
    pub(super) weight: Weight,
}

impl Face {
    const fn new(class: &'static str, size: f64, weight: Weight) -> Self {
        Self { class, size, weight }
    }

    /// The finding at the head of a picture.
    pub(super) const TITLE: Self = Self::new("f-title", 22.0, Weight::Bold);
    /// What a picture says and how it is read.
    pub(super) const SUBTITLE: Self = Self::new("f-sub", 13.0, Weight::Regular);
    /// A column's or layer's heading.
    pub(super) const HEADING: Self = Self::new("f-head", 12.0, Weight::Bold);
    /// A code.
    pub(super) const CODE: Self = Self::new("f-code", 11.0, Weight::Bold);
    /// A name.
    pub(super) const NAME: Self = Self::new("f-name", 11.0, Weight::Regular);
    /// A number or short word that must stand out.
    pub(super) const STRONG: Self = Self::new("f-strong", 10.0, Weight::Bold);
    /// Anything else.
    pub(super) const SMALL: Self = Self::new("f-small", 10.0, Weight::Regular);

    /// Every face.
    pub(super) const ALL: [Self; 7] =
        [Self::TITLE, Self::SUBTITLE, Self::HEADING, Self::CODE, Self::NAME, Self::STRONG, Self::SMALL];

    /// Room a text takes, reserve included.
    pub(super) fn width(self, text: &str) -> f64 {
        width(text, self.size, self.weight)
    }

    /// `label`, or its beginning with an ellipsis, so that it takes at most `room`.
    pub(super) fn fit(self, label: &Label, room: f64) -> Label {
        if self.width(label.as_str()) <= room {
            return label.clone();
        }
        let mut room = room - self.width("…");
        let mut kept = String::new();
        for cluster in label.as_str().graphemes(true) {
            room -= self.width(cluster);
            if room < 0.0 {
                break;
            }
            kept.push_str(cluster);
        }
        kept.truncate(kept.trim_end().len());
        kept.push('…');
        Label { text: kept, cleaned: label.cleaned }
    }

    /// `label` in at most `lines` lines of `room`, broken at spaces, after hyphens and slashes and between
    /// East Asian characters; the last line is cut as [`Face::fit`] does. Never empty.
    pub(super) fn wrap(self, label: &Label, room: f64, lines: usize) -> Vec<Label> {
        let mut rest = label.as_str();
        let mut out = Vec::new();
        while out.len() + 1 < lines && self.width(rest) > room {
            let cut = self.break_at(rest, room);
            let (line, after) = rest.split_at_checked(cut).unwrap_or((rest, ""));
            out.push(Label { text: line.trim_end().to_owned(), cleaned: false });
            rest = after.trim_start();
        }
        out.push(self.fit(&Label { text: rest.to_owned(), cleaned: false }, room));
        out
    }

    /// Byte after the last place where `text` may break so that what is before it takes at most `room`.
    fn break_at(self, text: &str, room: f64) -> usize {
        let mut used = 0.0;
        let (mut at_word, mut at_cluster) = (0, 0);
        let mut clusters = text.grapheme_indices(true).peekable();
        while let Some((start, cluster)) = clusters.next() {
            let end = start + cluster.len();
            used += self.width(cluster);
            if used - self.width(" ") * f64::from(u8::from(cluster == " ")) > room {
                break;
            }
            at_cluster = end;
            let next = clusters.peek().map_or("", |(_, next)| *next);
            if is_break(cluster, next) {
                at_word = end;
            }
        }
        let first = text.graphemes(true).next().map_or(0, str::len);
        if at_word > 0 { at_word } else { at_cluster.max(first) }
    }
}

fn is_break(cluster: &str, next: &str) -> bool {
    let wide = |text: &str| text.chars().next().is_some_and(|c| c.width() == Some(2));
    let closing = next.chars().next().is_some_and(|c| "，。、：；！？）」』”’)],.;:!?".contains(c));
    matches!(cluster, " " | "-" | "/" | "–" | "—") || ((wide(cluster) || wide(next)) && !closing)
}

/// Room a picture reserves for `text` at a type size in px: its advance in a wide sans plus six per cent.
///
/// East Asian full-width characters take one em, combining marks nothing. Never negative.
///
/// ```
/// use aisec_graph::render::{Weight, width};
/// assert!(width("Backdoor", 11.0, Weight::Bold) > width("Backdoor", 11.0, Weight::Regular));
/// assert_eq!(width("后门", 10.0, Weight::Regular), 2.0 * 10.0 * 1.06);
/// ```
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let advance: u32 = text.chars().map(|c| advance(c, weight)).fold(0, u32::saturating_add);
    f64::from(advance) / 1000.0 * size * RESERVE
}

/// Advance of one character in thousandths of the type size.
fn advance(c: char, weight: Weight) -> u32 {
    let (ascii, latin) = match weight {
        Weight::Regular => (&ASCII, &LATIN_1),
        Weight::Bold => (&ASCII_BOLD, &LATIN_1_BOLD),
    };
    let code = u32::from(c);
    let table = |start: u32, widths: &[u16]| {
        let index = usize::try_from(code.checked_sub(start)?).ok()?;
        widths.get(index).copied().map(u32::from)
    };
    if let Some(width) = table(0x20, ascii).or_else(|| table(0xA0, latin)) {
        return width;
    }
    match (c, c.width()) {
        ('…' | '—', _) | (_, Some(2)) => FULL_WIDTH,
        ('→' | '×' | '−' | '≥', _) => 838,
        (_, Some(0)) => 0,
        _ if c.is_uppercase() => 860,
        _ => 650,
    }
}

// Advances of DejaVu Sans, the widest face of our font stack, from its hmtx table.
#[rustfmt::skip]
const ASCII: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
    636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
    1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
    603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
    500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
    635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];
#[rustfmt::skip]
const LATIN_1: [u16; 96] = [
    318, 401, 636, 636, 636, 636, 337, 500, 500, 1000, 471, 612, 838, 361, 1000, 500,
    500, 838, 401, 401, 500, 636, 636, 318, 500, 401, 471, 612, 969, 969, 969, 531,
    684, 684, 684, 684, 684, 684, 974, 698, 632, 632, 632, 632, 295, 295, 295, 295,
    775, 748, 787, 787, 787, 787, 787, 838, 787, 732, 732, 732, 732, 611, 605, 630,
    613, 613, 613, 613, 613, 613, 982, 550, 615, 615, 615, 615, 278, 278, 278, 278,
    612, 634, 612, 612, 612, 612, 612, 838, 612, 634, 634, 634, 634, 592, 635, 592,
];
#[rustfmt::skip]
const ASCII_BOLD: [u16; 95] = [
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365,
    696, 696, 696, 696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580,
    1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775, 637, 995, 837, 850,
    733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838, 500,
    500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687,
    716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
];
#[rustfmt::skip]
const LATIN_1_BOLD: [u16; 96] = [
    348, 456, 696, 696, 636, 696, 365, 500, 500, 1000, 564, 646, 838, 415, 1000, 500,
    500, 838, 438, 438, 500, 736, 636, 380, 500, 438, 564, 646, 1035, 1035, 1035, 580,
    774, 774, 774, 774, 774, 774, 1085, 734, 683, 683, 683, 683, 372, 372, 372, 372,
    838, 837, 850, 850, 850, 850, 850, 838, 850, 812, 812, 812, 812, 724, 738, 719,
    675, 675, 675, 675, 675, 675, 1048, 593, 678, 678, 678, 678, 343, 343, 343, 343,
    687, 712, 687, 687, 687, 687, 687, 838, 687, 712, 712, 712, 712, 652, 716, 652,
];
