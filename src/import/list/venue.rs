//! Names of venues: conferences, journals and preprint servers, with or without a year.
//!
//! A short text goes in; whether it says where something was published comes out, and when.

use super::facts;

/// Words of a venue and its year at most.
const MAX_WORDS: usize = 5;

/// Venues that are not written in capitals.
const NAMES: [&str; 4] = ["arxiv", "usenix", "nature", "science"];

/// Venues that are known as such without a year.
#[rustfmt::skip]
const KNOWN: [&str; 44] = [
    "AAAI", "ACL", "ACSAC", "AISTATS", "BMVC", "CCS", "COLING", "COLM", "COLT", "CVPR", "DSN", "ECCV", "EMNLP",
    "ESORICS", "Euro S&P", "EuroS&P", "ICASSP", "ICCV", "ICLR", "ICML", "ICRA", "ICSE", "IJCAI", "INTERSPEECH", "JMLR",
    "KDD", "MICCAI", "NAACL", "NDSS", "NeurIPS", "NIPS", "PETS", "RAID", "S&P", "SaTML", "SIGIR", "TACL", "TDSC",
    "TIFS", "TMLR", "TPAMI", "UAI", "USENIX Security", "WACV",
];

/// Bytes of the longest of those with a year; what is longer is none of them.
const MAX_KNOWN_BYTES: usize = 24;

/// True for a known venue, or an abbreviation in capitals with a year: `ICLR`, `ACM CCS 2021`, `NDSS'19`, `NeurIPS23`.
pub(super) fn is_venue(text: &str) -> bool {
    let text = text.trim_matches(['[', ']', '(', ')', '【', '】', '（', '）', ' ']);
    if is_known(text) {
        return true;
    }
    let mut words = text.split([' ', ',', '\'', '’']).filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return false };
    let is_name = first.bytes().filter(u8::is_ascii_uppercase).count() > 1
        || NAMES.iter().any(|venue| venue.eq_ignore_ascii_case(first));
    let is_year = |word: &str| {
        let is_short = word.len() == 2 && text.contains(['\'', '’']);
        (is_short || facts::is_year(word)) && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    is_name && words.clone().count() < MAX_WORDS && words.any(is_year)
}

/// True for a venue that is known by its name, with or without a year: `arXiv`, `ICLR 2024`.
pub(super) fn is_known(text: &str) -> bool {
    is_known_name(text.trim()) || year_of_known(text.trim()).is_some()
}

fn is_known_name(text: &str) -> bool {
    KNOWN.iter().chain(&NAMES).any(|venue| venue.eq_ignore_ascii_case(text))
}

/// The year of a venue, of four digits or of two: `ICLR 2024`, `NDSS'19`, `NeurIPS23`, `CCS 21`.
pub(super) fn year(text: &str) -> Option<String> {
    let last = text.rsplit_once(' ').map_or(text, |(_, last)| last);
    if facts::is_year(last) {
        return Some(last.to_owned());
    }
    let short = last.rsplit_once(['\'', '’']).map(|(_, year)| year).filter(|year| is_short_year(year));
    short.map(of_century).or_else(|| year_of_known(text))
}

/// The year right behind the name of a known venue.
fn year_of_known(text: &str) -> Option<String> {
    if text.len() > MAX_KNOWN_BYTES || !text.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let name = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let year = text.get(name.len()..)?;
    if !is_known_name(name.trim_end_matches([' ', '\'', '’', '-'])) {
        return None;
    }
    if is_short_year(year) { Some(of_century(year)) } else { facts::is_year(year).then(|| year.to_owned()) }
}

fn is_short_year(year: &str) -> bool {
    year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit())
}

/// A year of this century or, from 50 on, of the last.
fn of_century(year: &str) -> String {
    format!("{}{year}", if year < "50" { 20 } else { 19 })
}

#[cfg(test)]
mod tests {
    use super::{is_venue, year};

    #[test]
    fn a_venue_is_known_or_has_a_year() {
        for venue in ["ICLR", "arXiv", "ACM CCS 2021", "NDSS'19", "NeurIPS23", "NDSS 19", "USENIX Security 2024"] {
            assert!(is_venue(venue), "{venue}");
        }
        for other in ["GAPF", "OpenAI", "GPT-4", "19", "OWASP 10", "the 2024"] {
            assert!(!is_venue(other), "{other}");
        }
    }

    #[test]
    fn the_year_of_a_venue_may_have_two_digits() {
        let cases = [
            ("ICLR 2024", Some("2024")),
            ("NDSS'99", Some("1999")),
            ("NeurIPS23", Some("2023")),
            ("ccs-21", Some("2021")),
            ("Oakland", None),
            ("GPT 40", None),
        ];
        for (written, expected) in cases {
            assert_eq!(year(written).as_deref(), expected, "{written}");
        }
    }
}
