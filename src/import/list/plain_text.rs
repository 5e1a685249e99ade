//! Text as people read it: names, headings and descriptions without Markdown's leftovers.
//!
//! Text without markup goes in; single-spaced text without hidden characters, list numbers and
//! stray separators comes out. It knows nothing of links or positions.

use crate::catalog::Text;
use crate::vocab::cut;
use std::borrow::Cow;

/// Dashes and other marks that stand between a name and its description.
const SEPARATORS: [char; 15] = ['-', '–', '—', '―', '−', '‐', '‑', ':', '：', ',', '，', '|', '·', '•', '~'];

/// Text with every run of white space as one space and without hidden characters; as it is where it has neither.
pub(super) fn single_spaced(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let sound = if is_plain(text) && !has_gap(text) { text.len() } else { sound_start(text) };
    if sound == text.len() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    out.push_str(text.get(..sound).unwrap_or_default());
    for (at, c) in text.char_indices().skip_while(|&(at, _)| at < sound) {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_hidden(c, text, at) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    Cow::Owned(out)
}

/// True for a text of visible ASCII characters and spaces: nothing is hidden in it.
pub(super) fn is_plain(text: &str) -> bool {
    // Without an early end, many bytes are looked at in one instruction.
    text.bytes().fold(true, |is_plain, byte| is_plain & (b' '..=b'~').contains(&byte))
}

/// True where two spaces stand beside each other.
fn has_gap(text: &str) -> bool {
    has_pair(text, |byte, next| (byte, next) == (b' ', b' '))
}

/// True where two bytes of that sort stand beside each other.
pub(super) fn has_pair(text: &str, is_sought: impl Fn(u8, u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    // As in `is_plain`; a number as wide as the bytes is added up in as few instructions.
    pairs.fold(0, |found, (byte, next)| found | u8::from(is_sought(*byte, *next))) != 0
}

/// Text fit for a message: single-spaced, at most 80 characters. O(1), so that many messages may show one long text.
pub(super) fn shown(text: &str) -> String {
    const MAX_CHARS: usize = 80;
    let end = text.char_indices().nth(MAX_CHARS * 4).map_or(text.len(), |(end, _)| end);
    cut(&single_spaced(text.get(..end).unwrap_or_default()), MAX_CHARS).into_owned()
}

/// Length of the start of a text that is single-spaced and without hidden characters.
fn sound_start(text: &str) -> usize {
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        let is_sound = match c {
            ' ' => previous != ' ',
            '!'..='~' => true,
            _ => !c.is_whitespace() && !is_hidden(c, text, at),
        };
        if !is_sound {
            return at;
        }
        previous = c;
    }
    text.len()
}

/// True for characters that change or hide text without being seen: controls, zero-width and
/// bidirectional formatting, tags. Joiners between non-ASCII characters belong to emoji and scripts.
pub(super) fn is_hidden(c: char, text: &str, at: usize) -> bool {
    match c {
        ' '..='~' | '\t' | '\n' | '\r' => false,
        '\u{200C}' | '\u{200D}' => {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text.get(at + c.len_utf8()..).and_then(|after| after.chars().next());
            !(before.is_some_and(|c| !c.is_ascii()) && after.is_some_and(|c| !c.is_ascii()))
        }
        '\u{AD}'
        | '\u{61C}'
        | '\u{180E}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{FEFF}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}' => true,
        _ => c.is_control(),
    }
}

/// A name: without emoji and separators at its ends.
pub(super) fn name(text: &str) -> String {
    let spaced = single_spaced(text);
    let bare = spaced.trim_matches(|c: char| c.is_whitespace() || is_emoji(c) || SEPARATORS.contains(&c));
    if bare.is_empty() { spaced.into_owned() } else { bare.to_owned() }
}

/// A heading or group: a name without its leading number.
pub(super) fn heading(text: &str) -> String {
    let name = name(text);
    let bare = without_number(&name).trim_start();
    if bare.is_empty() { name } else { bare.to_owned() }
}

/// A description without the separator before it; `None` when nothing is left.
pub(super) fn description(text: &str) -> Option<Text> {
    let is_between = |c: char| c.is_whitespace() || SEPARATORS.contains(&c);
    let spaced = single_spaced(text);
    let bare = spaced.trim_start_matches(is_between);
    let bare =
        bare.strip_prefix(". ").or_else(|| bare.strip_prefix("/ ")).unwrap_or(bare).trim_start_matches(is_between);
    if !bare.contains(char::is_alphanumeric) {
        return None;
    }
    let language = if crate::catalog::has_han(bare) { "zh-hans" } else { "en" };
    Some(Text { value: bare.to_owned(), language })
}

/// True when the text, spaces aside, starts with a dash that can end a title.
pub(super) fn starts_with_dash(text: &str) -> bool {
    text.trim_start().starts_with(['-', '–', '—', '―', '−', '‐', '‑'])
}

/// True when the text, spaces aside, starts with a colon.
pub(super) fn starts_with_colon(text: &str) -> bool {
    text.trim_start().starts_with([':', '：'])
}

/// True when the text, spaces aside, ends with a colon or dash: a label for what follows.
pub(super) fn ends_as_label(text: &str) -> bool {
    text.trim_end().ends_with([':', '：', '-', '–', '—'])
}

/// Parenthesised remarks the text starts with, joined, and what follows them.
pub(super) fn leading_note(text: &str) -> (Option<String>, &str) {
    let mut rest = text.trim_start();
    let mut note = String::new();
    while let Some((inside, after)) = leading_parenthesis(rest) {
        note.push_str(if note.is_empty() { "" } else { " " });
        note.push_str(inside);
        rest = after.trim_start();
    }
    ((!note.is_empty()).then_some(note), rest)
}

fn leading_parenthesis(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix(['(', '（'])?;
    let mut depth = 1_usize;
    for (at, c) in inside.char_indices() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return Some((inside.get(..at)?, inside.get(at + c.len_utf8()..)?));
        }
    }
    None
}

/// The last parenthesis of a text that ends with it: what stands before and what stands inside.
pub(super) fn trailing_parenthesis(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end();
    let (before, inside) = text.strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
    Some((before.trim_end(), inside.trim()))
}

/// True when the text holds a year from 1900 to 2099.
pub(super) fn has_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")))
}

/// Pictographs, arrows, flags and what modifies them.
fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{1F000}'..='\u{1FAFF}' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{25A0}'..='\u{27BF}'
        | '\u{2B00}'..='\u{2BFF}' | '\u{FE0F}' | '\u{200D}' | '\u{20E3}')
}

/// Drops `1.`, `1.1 `, `2)`, `三、`, `（四）`, `第五章 `; a bare number such as a year stays.
fn without_number(text: &str) -> &str {
    const HAN_DIGITS: &str = "〇零一二三四五六七八九十百";
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, rest) = text.split_at(digits);
    if number.starts_with(|c: char| c.is_ascii_digit()) {
        let short = number.split('.').all(|part| part.len() <= 3);
        let ends = rest.starts_with(char::is_whitespace)
            || (number.ends_with('.') && !rest.starts_with(|c: char| c.is_ascii()));
        return match rest.strip_prefix([')', '）', '、', '．']) {
            Some(after) if short => after,
            None if short && number.contains('.') && ends => rest,
            _ => text,
        };
    }
    let opened = text.strip_prefix(['(', '（', '第']);
    let inner = opened.unwrap_or(text);
    let after = inner.trim_start_matches(|c| HAN_DIGITS.contains(c));
    if after.len() == inner.len() {
        return text;
    }
    let closing: &[char] = if opened.is_some() { &[')', '）', '章', '节', '部'] } else { &['、', '．'] };
    after.strip_prefix(closing).unwrap_or(text).trim_start_matches(['、', '：', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heading_loses_its_number_but_not_its_year() {
        let cases = [
            ("1.1 通用 AI / ML 威胁建模", "通用 AI / ML 威胁建模"),
            ("1. 威胁建模与框架", "威胁建模与框架"),
            ("2) Tools", "Tools"),
            ("3、工具", "工具"),
            ("4.工具", "工具"),
            ("三、工具", "工具"),
            ("（四）工具", "工具"),
            ("第五章 工具", "工具"),
            ("2023 Papers", "2023 Papers"),
            ("3D models", "3D models"),
            ("一般工具", "一般工具"),
            ("10", "10"),
            ("🔧 Tools ↑", "Tools"),
        ];
        for (written, expected) in cases {
            assert_eq!(heading(written), expected, "{written}");
        }
    }

    #[test]
    fn joiner_in_an_emoji_is_not_hidden_but_one_in_a_word_is() {
        assert_eq!(single_spaced("👩\u{200D}💻 pass\u{200B}word\u{202E}"), "👩\u{200D}💻 password");
        assert_eq!(single_spaced("pay\u{200D}pal"), "paypal");
    }

    #[test]
    fn leading_note_may_hold_parentheses() {
        assert_eq!(leading_note("（a (b)） (c) – d"), (Some("a (b) c".to_owned()), "– d"));
        assert_eq!(leading_note("(open"), (None, "(open"));
    }
}
