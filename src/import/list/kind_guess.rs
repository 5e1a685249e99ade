//! Guesses what sort of thing an entry names, and says by what.
//!
//! The column's header, the section's words, the address and the title go in; a [`Kind`] and the
//! strongest evidence for it come out. A guess is never more than that: `resolve` weighs the
//! guesses of all listings, and reviewed data overrules them.

use super::known_hosts;
use super::web_address;
use super::word_search::{Found, WordSearch};
use crate::catalog::{Kind, KindEvidence};
use std::sync::LazyLock;

/// What is known of an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clues<'a> {
    /// Kind named by the header of its name column.
    pub(super) column: Option<Kind>,
    /// Kinds the section's words announce.
    pub(super) section: &'a [Kind],
    /// Its web address.
    pub(super) address: Option<&'a str>,
    /// Its name.
    pub(super) title: &'a str,
    /// A remark in parentheses after its name, or a label before it.
    pub(super) note: Option<&'a str>,
}

/// Words of section headings and columns; Chinese ones match anywhere, others as whole words.
#[rustfmt::skip]
const ANNOUNCING: [(Kind, &[&str]); 10] = [
    (Kind::Tool, &[
        "tool", "tools", "toolkit", "toolkits", "software", "library", "libraries", "platforms", "scanner", "scanners",
        "工具", "软件",
    ]),
    (Kind::Paper, &["paper", "papers", "publications", "survey", "surveys", "research", "论文", "综述", "文献"]),
    (Kind::Dataset, &["dataset", "datasets", "数据集"]),
    (Kind::Benchmark, &["benchmark", "benchmarks", "leaderboard", "leaderboards", "基准", "排行榜"]),
    (Kind::Book, &["book", "books", "书籍", "图书", "书名"]),
    (Kind::Course, &[
        "course", "courses", "tutorial", "tutorials", "talks", "videos", "podcasts", "课程", "教程",
    ]),
    (Kind::Article, &["blog", "blogs", "article", "articles", "posts", "博客", "长文", "文章"]),
    (Kind::List, &["lists", "清单"]),
    (Kind::Guidance, &[
        "guides", "guidelines", "guidance", "standards", "governance", "checklists", "taxonomies", "指南", "标准", "速查表",
    ]),
    (Kind::Organization, &["company", "companies", "公司"]),
];

/// Finds them.
static ANNOUNCING_SEARCH: LazyLock<Option<WordSearch>> =
    LazyLock::new(|| WordSearch::new(ANNOUNCING.iter().map(|(_, words)| *words)));

/// Headings that announce companies only when nothing else stands beside them.
const OF_COMPANIES: [&str; 3] = ["industry", "vendors", "vendor"];

/// Words of titles, tried in this order as substrings of the title in any case; `bench` only where a word ends.
#[rustfmt::skip]
const IN_TITLES: [(Kind, &[&str]); 7] = [
    (Kind::List, &["awesome", "仓库"]),
    (Kind::Guidance, &[
        "cheat sheet", "cheatsheet", "速查表", "top 10", "top ten", "threat matrix", "management framework",
        "guideline", "best practices", "指南",
    ]),
    (Kind::Dataset, &["dataset", "数据集"]),
    (Kind::Benchmark, &["benchmark", "bench", "leaderboard"]),
    (Kind::Course, &["tutorial", "course", "introduction to", "beginner's guide", "课程", "教程"]),
    (Kind::Book, &["handbook"]),
    (Kind::Article, &["newsletter", "博客"]),
];

/// Finds them.
static IN_TITLES_SEARCH: LazyLock<Option<WordSearch>> =
    LazyLock::new(|| WordSearch::new(IN_TITLES.iter().map(|(_, words)| *words).chain([SURVEYS.as_slice()])));

/// Words of titles of papers on papers.
const SURVEYS: [&str; 2] = ["survey", "综述"];

/// Words of remarks beside a title; matched as those of headings are.
#[rustfmt::skip]
const IN_NOTES: [(Kind, &[&str]); 4] = [
    (Kind::Paper, &["预印本", "期刊", "会议", "论文", "preprint", "arxiv", "journal", "conference"]),
    (Kind::Book, &["专著", "book"]),
    (Kind::Article, &["blog", "newsletter", "博客"]),
    (Kind::Course, &["课程", "course"]),
];

/// Finds them.
static IN_NOTES_SEARCH: LazyLock<Option<WordSearch>> =
    LazyLock::new(|| WordSearch::new(IN_NOTES.iter().map(|(_, words)| *words)));

/// A thing known by so many words and no address is taken for a publication.
const WORDS_OF_A_TITLE: usize = 5;

/// Hosts of source code: what has a repository there and says nothing else is software.
const CODE_HOSTS: [&str; 3] = ["github.com", "gitlab.com", "codeberg.org"];

/// Host and path of an address.
type Place<'a> = (&'a str, &'a str);

/// What the words of a title tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Title {
    kind: Option<Kind>,
    is_survey: bool,
}

/// The kind and what told it; [`Kind::Other`] when nothing does.
pub(super) fn guess(clues: Clues<'_>) -> (Kind, KindEvidence) {
    if let Some(kind) = clues.column {
        return (kind, KindEvidence::Column);
    }
    let place = clues.address.map(web_address::host_and_path);
    let title = title(clues.title);
    if let Some(kind) = decisive(clues, place, title) {
        let announced = clues.section.contains(&kind);
        return (kind, if announced { KindEvidence::Section } else { KindEvidence::Title });
    }
    if let [only] = clues.section {
        return (*only, KindEvidence::Section);
    }
    let located = place.and_then(told_by_address);
    if let Some(&first) = clues.section.first() {
        // A section of several kinds leaves the choice to what else is known.
        let chosen = [located, title.kind].into_iter().flatten().find(|kind| clues.section.contains(kind));
        return (chosen.unwrap_or(first), KindEvidence::Section);
    }
    match (located, title.kind) {
        (Some(kind), _) => (kind, KindEvidence::Address),
        (None, Some(kind)) => (kind, KindEvidence::Title),
        (None, None) if place.is_some_and(is_repository) => (Kind::Tool, KindEvidence::Address),
        (None, None) => (Kind::Other, KindEvidence::Default),
    }
}

fn is_repository((host, path): Place<'_>) -> bool {
    is_code_host(host) && path.trim_end_matches('/').bytes().filter(|byte| *byte == b'/').count() == 1
}

/// Kinds that the words of a heading announce, in the order of the words, once each.
pub(super) fn announced(heading: &str) -> Vec<Kind> {
    if OF_COMPANIES.iter().any(|word| heading.eq_ignore_ascii_case(word)) {
        return vec![Kind::Organization];
    }
    let places = ANNOUNCING_SEARCH.iter().flat_map(|search| search.places(heading));
    let whole = places.filter(|place| place.is_whole(heading));
    let mut found: Vec<(usize, Kind)> =
        whole.filter_map(|place| Some((place.start, ANNOUNCING.get(place.group)?.0))).collect();
    found.sort_unstable();
    let mut kinds = Vec::new();
    for (_, kind) in found {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// What outweighs the section: surveys say so, a hub keeps data sets apart, remarks name the medium,
/// and what one fetches has an address.
fn decisive(clues: Clues<'_>, place: Option<Place<'_>>, title: Title) -> Option<Kind> {
    let is_sok = clues.title.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sok:"));
    if is_sok || title.is_survey {
        return Some(Kind::Paper);
    }
    if place.is_some_and(is_dataset) {
        return Some(Kind::Dataset);
    }
    if let Some(kind) = clues.note.and_then(told_by_note) {
        return Some(kind);
    }
    let fetched = [Kind::Tool, Kind::Dataset, Kind::Benchmark];
    let is_long = || clues.title.split_whitespace().count() >= WORDS_OF_A_TITLE;
    (clues.address.is_none() && is_long() && clues.section.iter().all(|kind| fetched.contains(kind)))
        .then_some(Kind::Paper)
}

fn title(text: &str) -> Title {
    let mut first = IN_TITLES.len();
    let mut is_survey = false;
    for found in IN_TITLES_SEARCH.iter().flat_map(|search| search.places(text)) {
        match IN_TITLES.get(found.group) {
            None => is_survey |= found.is_whole(text),
            Some((Kind::Benchmark, _)) if is_start_of_word(text, found) => {}
            Some(_) => first = first.min(found.group),
        }
    }
    Title { kind: IN_TITLES.get(first).map(|&(kind, _)| kind), is_survey }
}

/// True for the "bench" of `benchmarking`, which tells nothing; that of `JailbreakBench` does.
fn is_start_of_word(text: &str, found: Found) -> bool {
    text.get(found.start..found.end).is_some_and(|word| word.eq_ignore_ascii_case("bench"))
        && text.get(found.end..).is_some_and(|rest| !rest.is_empty() && !rest.starts_with(' '))
}

fn told_by_note(note: &str) -> Option<Kind> {
    let places = IN_NOTES_SEARCH.iter().flat_map(|search| search.places(note));
    let first = places.filter(|found| found.is_whole(note)).map(|found| found.group).min()?;
    IN_NOTES.get(first).map(|&(kind, _)| kind)
}

fn told_by_address((host, path): Place<'_>) -> Option<Kind> {
    let known = known_hosts::at(host, path).and_then(|known| known.kind);
    if known == Some(Kind::Dataset) {
        return known;
    }
    let parts = || path.as_bytes().split(|byte| *byte == b'/');
    let is_awesome = |part: &[u8]| {
        let starts = part.get(..8).is_some_and(|start| start.eq_ignore_ascii_case(b"awesome-"));
        let end = part.len().checked_sub(8).and_then(|at| part.get(at..));
        starts || end.is_some_and(|end| end.eq_ignore_ascii_case(b"-awesome"))
    };
    if parts().any(is_awesome) {
        return Some(Kind::List);
    }
    if parts().any(|part| part == b"blog") || host.starts_with("blog.") {
        return Some(Kind::Article);
    }
    known
}

fn is_code_host(host: &str) -> bool {
    let host = host.strip_prefix("www.").unwrap_or(host);
    CODE_HOSTS.iter().any(|code| host.eq_ignore_ascii_case(code))
}

fn is_dataset((host, path): Place<'_>) -> bool {
    web_address::is_under(host, "huggingface.co") && path.starts_with("datasets/")
}

#[cfg(test)]
mod tests {
    use super::{Clues, announced, guess};
    use crate::catalog::{Kind, KindEvidence};

    #[test]
    fn section_of_two_kinds_leaves_the_choice_to_the_address() {
        let section = announced("3.3 基准与数据集");
        assert_eq!(section, [Kind::Benchmark, Kind::Dataset]);
        let address = Some("https://huggingface.co/datasets/JailbreakBench/JBB-Behaviors");
        let clues = Clues { column: None, section: &section, address, title: "JBB-Behaviors", note: None };
        assert_eq!(guess(clues), (Kind::Dataset, KindEvidence::Section));
    }

    #[test]
    fn long_title_without_address_is_a_paper_even_among_benchmarks() {
        let title = "JailbreakBench: An Open Robustness Benchmark for Jailbreaking Large Language Models";
        let clues = Clues { column: None, section: &[Kind::Benchmark], address: None, title, note: None };
        assert_eq!(guess(clues), (Kind::Paper, KindEvidence::Title));
    }

    #[test]
    fn words_match_whole() {
        assert_eq!(announced("Toolboxes and paperwork"), []);
        assert_eq!(announced("Industry"), [Kind::Organization]);
        assert_eq!(announced("Industry standards"), [Kind::Guidance]);
    }
}
