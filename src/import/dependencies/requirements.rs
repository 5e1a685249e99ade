//! Requirements files of pip: a requirement, an option or a comment a line.

use super::reading::Reading;
use super::requirement;
use crate::source::Span;

/// Options that take the path of a further requirements file.
const INCLUDES: [&str; 2] = ["-r", "--requirement"];
/// Options whose value is what is installed.
const EDITABLE: [&str; 2] = ["-e", "--editable"];

pub(super) fn read(reading: &mut Reading<'_>) {
    let text = reading.source.text();
    let mut start = 0;
    while start < text.len() {
        let end = logical_end(text, start);
        line(reading, Span::new(start, end));
        start = end + 1;
    }
}

/// The end of the line that begins there; one that ends in `\` goes on.
fn logical_end(text: &str, start: usize) -> usize {
    let mut from = start;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find('\n')) {
        let end = from + at;
        let line = text.get(start..end).unwrap_or_default();
        if !line.trim_end_matches('\r').ends_with('\\') || line.trim_start().starts_with('#') {
            return end;
        }
        from = end + 1;
    }
    text.len()
}

fn line(reading: &mut Reading<'_>, whole: Span) {
    let text = reading.text(whole);
    let comment =
        if text.trim_start().starts_with('#') { Some(0) } else { text.find(" #").or_else(|| text.find("\t#")) };
    let text = text.get(..comment.unwrap_or(text.len())).unwrap_or_default();
    // Options of one requirement, such as its hashes, follow it.
    let text = text.split(" --").next().filter(|text| !text.trim().is_empty()).unwrap_or(text);
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || c == '\\');
    let lead = text.len() - text.trim_start().len();
    let (text, start) = (text.trim_start(), whole.start + lead);
    let span = Span::new(start, start + text.len());
    if text.is_empty() {
        return;
    }
    if let Some((value, at)) = option(text, &INCLUDES) {
        return reading.include(value, Span::new(start + at, start + at + value.len()));
    }
    let (text, span) = match option(text, &EDITABLE) {
        Some((value, at)) => (value, Span::new(start + at, start + at + value.len())),
        None if text.starts_with('-') => return,
        None => (text, span),
    };
    let is_path = text.starts_with(['.', '/', '$']) || text.contains("://") || text.contains(['/', '\\']);
    if !requirement::take(reading, text, span) && !is_path {
        reading.malformed(span, "a requirement; write `name`, `name>=1.0` or `name @ https://…`");
    }
}

/// The value of one of the options, and where it begins: after space, `=`, or right behind a short one.
fn option<'t>(text: &'t str, names: &[&str]) -> Option<(&'t str, usize)> {
    let rest = names.iter().find_map(|name| {
        let rest = text.strip_prefix(name)?;
        let is_short = !name.starts_with("--");
        (is_short || rest.starts_with([' ', '\t', '='])).then_some(rest)
    })?;
    let value = rest.trim_start_matches([' ', '\t', '=']);
    (!value.is_empty()).then(|| (value.trim_end(), text.len() - value.len()))
}
