//! Dates, tags, badges, venues and authors set off around a name.
//!
//! Parts of an entry's text go in, what they state comes out. It does not decide what is a name.

use super::inline::{Form, Inline, Run};
use super::link_role;
use super::plain_text::{self, single_spaced};
use super::venue;
use crate::catalog::Facts;

/// Names of months by their first three letters.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A venue is a short remark.
const MAX_VENUE_CHARS: usize = 60;

/// A date as ISO 8601 has it, as far as it is given: `2026/03`, `2023-06-01`, `23.07`, `2025`, `Jun 2023`.
pub(super) fn date(text: &str) -> Option<String> {
    // Most texts are no date, which is told without taking them apart.
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || "[](){}（）【】,.;:|".contains(c));
    if text.contains(char::is_whitespace) {
        return date_in_words(text);
    }
    let mut parts = text.split(['-', '/', '.', '年', '月']).filter(|part| !part.is_empty());
    if parts.clone().any(|part| part.len() > 4 || !part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let number = |part: &str, most: u8| {
        part.parse::<u8>().ok().filter(|&number| part.len() <= 2 && (1..=most).contains(&number))
    };
    match [parts.next()?, parts.next().unwrap_or_default(), parts.next().unwrap_or_default()] {
        _ if parts.next().is_some() => None,
        [year, "", _] if is_year(year) => Some(year.to_owned()),
        [year, month, ""] if is_year(year) => Some(format!("{year}-{:02}", number(month, 12)?)),
        [month, year, ""] if is_year(year) => Some(format!("{year}-{:02}", number(month, 12)?)),
        [year, month, ""] if year.len() == 2 && text.contains('.') && month.len() == 2 => {
            Some(format!("20{year}-{:02}", number(month, 12)?))
        }
        [year, month, day] if is_year(year) => {
            Some(format!("{year}-{:02}-{:02}", number(month, 12)?, number(day, 31)?))
        }
        _ => None,
    }
}

/// `Jun 2023`, `15 February 2022`, `Mar. 5, 2024`.
fn date_in_words(text: &str) -> Option<String> {
    let mut words = text.split_whitespace().map(|word| word.trim_end_matches([',', '.']));
    let words = [words.next()?, words.next()?, words.next().unwrap_or_default(), words.next().unwrap_or_default()];
    let (day, month, year) = match words {
        [month, year, "", ""] => ("", month, year),
        [day, month, year, ""] if day.starts_with(|c: char| c.is_ascii_digit()) => (day, month, year),
        [month, day, year, ""] => (day, month, year),
        _ => return None,
    };
    let month = MONTHS.iter().position(|name| is_month(month, name)).filter(|_| is_year(year))? + 1;
    if day.is_empty() {
        return Some(format!("{year}-{month:02}"));
    }
    let day = day
        .trim_end_matches(|c: char| c.is_ascii_lowercase())
        .parse::<u8>()
        .ok()
        .filter(|day| (1..=31).contains(day))?;
    Some(format!("{year}-{month:02}-{day:02}"))
}

/// Takes a date; one that says more than what is known replaces it. False for what is none, or another.
pub(super) fn take_date(text: &str, facts: &mut Facts) -> bool {
    let Some(date) = date(text) else { return false };
    match &facts.date {
        Some(known) if known.starts_with(&date) => true,
        Some(known) if !date.starts_with(known.as_str()) => false,
        _ => {
            facts.date = Some(date);
            true
        }
    }
}

fn is_month(word: &str, name: &str) -> bool {
    let word = word.trim_end_matches(['.', ',']);
    word.is_ascii() && word.len() >= 3 && word.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

/// True for a year from 1900 to 2099.
pub(super) fn is_year(text: &str) -> bool {
    text.len() == 4
        && (text.starts_with("19") || text.starts_with("20"))
        && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The date a text starts with, in brackets or not, and what follows it.
pub(super) fn leading_date(text: &str) -> Option<(String, &str)> {
    let trimmed = text.trim_start();
    if trimmed.is_empty() {
        return None;
    }
    let inner = trimmed.strip_prefix(['[', '(', '【', '（']);
    let end = match inner {
        Some(_) => trimmed.find([']', ')', '】', '）'])?,
        None => trimmed.find(|c: char| c.is_whitespace() || "—–|:,".contains(c)).unwrap_or(trimmed.len()),
    };
    let found = date(trimmed.get(..end)?)?;
    let rest = trimmed.get(end..)?.trim_start_matches([']', ')', '】', '）']);
    Some((found, rest))
}

/// Words for what something is rather than where it was published.
const MEDIA: [&str; 10] =
    ["preprint", "paper", "journal", "conference", "book", "blog", "预印本", "论文", "专著", "专著章节"];

/// `Doe et al. 2019`, `Doe and Roe, 2019`; with longer names on either side it may as well be a journal.
fn names_people(field: &str) -> bool {
    let is_name = |part: &str| !part.trim().is_empty() && !part.trim().contains(char::is_whitespace);
    let pair = field.split_once(" and ").or_else(|| field.split_once(" & "));
    let without_year = |part: &str| part.trim().trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ').to_owned();
    field.contains(" et al") || pair.is_some_and(|(one, other)| is_name(one) && is_name(&without_year(other)))
}

/// Takes the fields of a remark: a date, a venue, authors; each where none is known yet.
pub(super) fn take_remark(remark: &str, facts: &mut Facts) {
    let fields = remark.split([',', '，', '|', ';', '；', '@', '(', ')', '[', ']', '（', '）']);
    for field in fields.map(single_spaced).filter(|field| field.contains(char::is_alphanumeric)) {
        let last = field.rsplit_once(' ').map_or(field.as_ref(), |(_, last)| last);
        if MEDIA.iter().any(|medium| medium.eq_ignore_ascii_case(&field)) {
            continue;
        }
        if let Some(date) = date(&field) {
            facts.date.get_or_insert(date);
        } else if names_people(&field) {
            let names = if is_year(last) { field.trim_end_matches(last).trim_end() } else { field.as_ref() };
            facts.authors.get_or_insert_with(|| names.to_owned());
            facts.date = facts.date.take().or_else(|| date(last));
        } else if field.chars().count() <= MAX_VENUE_CHARS {
            let venue = field.trim_matches(['.', ' ']);
            facts.date = facts.date.take().or_else(|| venue::year(venue));
            facts.venue.get_or_insert_with(|| venue.to_owned());
        }
    }
}

/// True for a remark that holds a date, so that its other fields are a venue or authors.
pub(super) fn is_citation(remark: &str) -> bool {
    remark.split(|c: char| !(c.is_alphanumeric() || "/-.".contains(c))).any(|word| date(word).is_some())
}

/// Text of the badges among the images.
pub(super) fn badges(content: &Inline<'_>) -> Vec<String> {
    let texts = content.links.iter().filter_map(|link| match &link.form {
        Form::Image { alt, .. } if link_role::is_badge(&link.target) => Some(plain_text::name(&alt.replace('_', " "))),
        _ => None,
    });
    texts.filter(|text| text.contains(char::is_alphanumeric)).collect()
}

/// Code spans that end a text, in written order, and the runs before them.
pub(super) fn trailing_tags<'i, 'a>(runs: &'i [Run<'a>]) -> (&'i [Run<'a>], Vec<String>) {
    let is_tag = |run: &Run<'_>| run.style.code && run.link.is_none();
    let is_between = |run: &Run<'_>| run.link.is_none() && !run.text.contains(char::is_alphanumeric);
    let prose = runs.iter().rposition(|run| !is_tag(run) && !is_between(run)).map_or(0, |last| last + 1);
    let first = runs.iter().skip(prose).position(is_tag).map_or(runs.len(), |at| prose + at);
    let (before, tail) = runs.split_at(first);
    let opens = before.last().is_none_or(|run| {
        run.link.is_some() || run.text.trim_end().ends_with(['.', ',', ';', ')', '|', '。', '，', '）', '!', '?', ']'])
    });
    if !opens {
        return (runs, Vec::new());
    }
    (before, tail.iter().filter(|run| is_tag(run)).map(|run| single_spaced(&run.text).into_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::{date, leading_date, take_remark};
    use crate::catalog::Facts;

    #[test]
    fn dates_are_read_as_far_as_they_are_given() {
        let cases = [
            ("[2026/03]", "2026-03"),
            ("2023-06", "2023-06"),
            ("23.07", "2023-07"),
            ("2025", "2025"),
            ("2024.1.9", "2024-01-09"),
            ("June 2023", "2023-06"),
            ("2024年5月", "2024-05"),
        ];
        for (written, expected) in cases {
            assert_eq!(date(written).as_deref(), Some(expected), "{written}");
        }
        for written in ["1.10", "3.14", "12", "2023-13", "24/7", "v2023", "80.443", ""] {
            assert_eq!(date(written), None, "{written}");
        }
        assert_eq!(leading_date(" [2026/03] **x"), Some(("2026-03".to_owned(), " **x")));
        assert_eq!(leading_date("2023 – x"), Some(("2023".to_owned(), " – x")));
    }

    #[test]
    fn a_remark_states_authors_venue_and_date() {
        let mut facts = Facts::default();
        take_remark("Nasr et al., S&P Oakland, 2019", &mut facts);
        assert_eq!((facts.authors.as_deref(), facts.date.as_deref()), (Some("Nasr et al."), Some("2019")));
        let mut facts = Facts::default();
        take_remark("arXiv @ 2023", &mut facts);
        assert_eq!((facts.venue.as_deref(), facts.date.as_deref()), (Some("arXiv"), Some("2023")));
    }
}
