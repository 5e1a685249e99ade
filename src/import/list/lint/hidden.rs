//! Characters nobody sees, anywhere in a text.

use super::Findings;
use crate::diagnostic::{Code, Diagnostic};
use crate::import::list::plain_text::{is_hidden, is_plain};
use crate::source::Span;
use std::collections::BTreeMap;

/// One finding for each hidden character of a line, at its first place there.
pub(super) fn check(found: &mut Findings<'_>) {
    let text = found.source.text();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        // Most lines.
        if is_plain(line.trim_end_matches(['\n', '\r'])) {
            start += line.len();
            continue;
        }
        let is_right_to_left = line.chars().any(is_right_to_left);
        let suspects = line.char_indices().filter(|&(_, c)| !c.is_ascii() || c.is_ascii_control());
        let mut of_line: BTreeMap<char, (Span, usize)> = BTreeMap::new();
        for (at, c) in suspects.map(|(at, c)| (start + at, c)) {
            if is_hidden(c, text, at) && !(is_right_to_left && is_direction_mark(c)) {
                let (first, times) = of_line.entry(c).or_insert((Span::new(at, at), 0));
                *times += 1;
                // The first place goes on as long as the character is repeated.
                if first.end == at {
                    first.end += c.len_utf8();
                }
            }
        }
        for (c, (first, times)) in of_line {
            found.add(Code::HiddenCharacters, first, |_| finding(c, times));
        }
        start += line.len();
    }
}

/// True for a finding of reading an entry that [`check`] has as well: the character stands there as itself.
pub(in crate::import::list) fn is_told(known: &Diagnostic, text: &str) -> bool {
    let shown = known.place.as_ref().and_then(|place| text.get(place.bytes.clone())).unwrap_or_default();
    known.code == Code::HiddenCharacters && shown.char_indices().any(|(at, c)| is_hidden(c, shown, at))
}

/// What to say of a hidden character that stands there so many times.
pub(in crate::import::list) fn finding(c: char, times: usize) -> Diagnostic {
    let name = name(c).map_or(String::new(), |name| format!(" ({name})"));
    let times = if times == 1 { String::new() } else { format!(" {times} times") };
    let message = format!("the text holds the hidden character U+{:04X}{name}{times}", u32::from(c));
    Diagnostic::new(Code::HiddenCharacters, message)
        .help("delete it, unless you know why it is there; names and descriptions are read without it")
}

/// Unicode's name, in lower case, of the ones people meet.
fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{8}' => "backspace",
        '\u{1B}' => "escape",
        '\u{AD}' => "soft hyphen",
        '\u{61C}' => "arabic letter mark",
        '\u{180E}' => "mongolian vowel separator",
        '\u{200B}' => "zero width space",
        '\u{200C}' => "zero width non-joiner",
        '\u{200D}' => "zero width joiner",
        '\u{200E}' => "left-to-right mark",
        '\u{200F}' => "right-to-left mark",
        '\u{202A}' => "left-to-right embedding",
        '\u{202B}' => "right-to-left embedding",
        '\u{202C}' => "pop directional formatting",
        '\u{202D}' => "left-to-right override",
        '\u{202E}' => "right-to-left override",
        '\u{2060}' => "word joiner",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first strong isolate",
        '\u{2069}' => "pop directional isolate",
        '\u{FEFF}' => "zero width no-break space",
        '\u{E0000}'..='\u{E007F}' => "tag character",
        _ => return None,
    })
}

/// Letters of Hebrew, Arabic and the scripts beside them.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
        && c.is_alphabetic()
}

/// Marks that right-to-left text needs beside other text. Overrides are not among them.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2066}'..='\u{2069}')
}
