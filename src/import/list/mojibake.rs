//! UTF-8 that was once read as Windows-1252 or Latin-1: finds it in a text and repairs it.
//!
//! Any text goes in, the places and their repair come out. It does not guess at lost bytes, and
//! it leaves alone what a careful author may have written, such as `MANHÃ”` in quotes.

use crate::source::Span;

/// One garbled place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Garbled {
    /// Its bytes.
    pub(super) span: Span,
    /// What the author wrote.
    pub(super) repaired: String,
}

/// How often a text is taken to have been misread in a row.
const MAX_MISREADINGS: usize = 4;

/// Every garbled place, in order. O(length).
pub(super) fn find(text: &str) -> Vec<Garbled> {
    let mut found = Vec::new();
    if text.is_ascii() {
        return found;
    }
    let mut previous = ' ';
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if c.is_ascii() {
            // No ASCII character is part of a garbled place: go on where the next other one starts.
            let rest = text.as_bytes().get(at..).unwrap_or_default();
            let blocks = rest.chunks(64).take_while(|block| block.is_ascii()).map(<[u8]>::len).sum::<usize>();
            let tail = rest.get(blocks..).unwrap_or_default();
            let length = blocks + tail.iter().position(|byte| !byte.is_ascii()).unwrap_or(tail.len());
            previous = rest.get(length - 1).map_or(c, |&last| char::from(last));
            at += length;
            continue;
        }
        let (end, decoded) = misread_run(text, at);
        if is_mojibake(&decoded, previous) {
            let repaired = repaired_again(decoded);
            previous = repaired.chars().next_back().unwrap_or(' ');
            found.push(Garbled { span: Span::new(at, end), repaired });
            at = end;
        } else {
            previous = c;
            at += c.len_utf8();
        }
    }
    found
}

/// The text with every garbled place repaired; `None` when there is none.
pub(super) fn repair(text: &str) -> Option<String> {
    let garbled = find(text);
    if garbled.is_empty() {
        return None;
    }
    let mut repaired = String::with_capacity(text.len());
    let mut from = 0;
    for place in &garbled {
        repaired.push_str(text.get(from..place.span.start).unwrap_or_default());
        repaired.push_str(&place.repaired);
        from = place.span.end;
    }
    repaired.push_str(text.get(from..).unwrap_or_default());
    Some(repaired)
}

/// A text that was misread twice is still garbled after the first repair.
fn repaired_again(mut text: String) -> String {
    for _ in 1..MAX_MISREADINGS {
        let mut at = 0;
        let mut once = String::new();
        let mut any = false;
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let step = misread_character(text.get(at..).unwrap_or_default());
            any |= step.is_some();
            let (length, decoded) = step.unwrap_or((c.len_utf8(), c));
            once.push(decoded);
            at += length;
        }
        if !any {
            break;
        }
        text = once;
    }
    text
}

/// The characters from `at` on that each stand for one misread character: where they end, what they stand for.
fn misread_run(text: &str, at: usize) -> (usize, String) {
    let mut end = at;
    let mut decoded = String::new();
    while let Some((length, c)) = text.get(end..).and_then(misread_character) {
        decoded.push(c);
        end += length;
    }
    (end, decoded)
}

/// Two misread characters in a row are no accident; of single ones only those are taken that
/// make punctuation, symbols or East Asian text, or a Latin-1 letter inside a lower-case word.
fn is_mojibake(decoded: &str, previous: char) -> bool {
    let mut characters = decoded.chars();
    match (characters.next(), characters.next()) {
        (None, _) => false,
        (Some(_), Some(_)) => true,
        (Some(only), None) => only >= '\u{2000}' || (only <= '\u{FF}' && !previous.is_uppercase()),
    }
}

/// The character whose UTF-8 bytes the text starts with, each read as one character, and their length in `text`.
fn misread_character(text: &str) -> Option<(usize, char)> {
    let mut characters = text.chars();
    let first = characters.next()?;
    let lead = windows_1252_byte(first)?;
    let count = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    let mut length = first.len_utf8();
    for slot in bytes.get_mut(1..count)? {
        let next = characters.next()?;
        *slot = windows_1252_byte(next)?;
        length += next.len_utf8();
    }
    let decoded = std::str::from_utf8(bytes.get(..count)?).ok()?;
    Some((length, decoded.chars().next()?))
}

/// The byte a character stood for, 0x80 and above.
fn windows_1252_byte(c: char) -> Option<u8> {
    /// Bytes 0x80 to 0x9F; `\0` where Windows-1252 has none (there, the control character of that number stands).
    const HIGH: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”',
        '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    if ('\u{80}'..='\u{FF}').contains(&c) {
        return u8::try_from(u32::from(c)).ok();
    }
    if c.is_ascii() || c > '™' {
        return None;
    }
    let at = HIGH.iter().position(|&high| high == c)?;
    u8::try_from(0x80 + at).ok()
}

#[cfg(test)]
mod tests {
    use super::repair;

    /// What a text looks like after its UTF-8 was read as Windows-1252.
    fn misread(text: &str) -> String {
        text.bytes()
            .map(|byte| (0..=0x2122).filter_map(char::from_u32).find(|&c| super::windows_1252_byte(c) == Some(byte)))
            .zip(text.bytes())
            .map(|(c, byte)| c.unwrap_or(char::from(byte)))
            .collect()
    }

    #[test]
    fn misread_text_is_repaired_whatever_it_was() {
        for text in ["sources—APIs", "model’s “data”", "Zoë Citroën", "数据投毒", "café 🔒 naïve"] {
            let garbled = misread(text);
            assert_ne!(garbled, text);
            assert_eq!(repair(&garbled).as_deref(), Some(text), "once: {garbled}");
            assert_eq!(repair(&misread(&garbled)).as_deref(), Some(text), "twice: {}", misread(&garbled));
        }
    }

    #[test]
    fn sound_text_is_left_alone() {
        for text in ["plain", "“SÃO” and „Ä“", "“MANHÔ", "Ça va à la fête…", "对抗样本（LLM）–“好”", "à\u{A0}« outil »"]
        {
            assert_eq!(repair(text), None, "{text}");
        }
    }
}
