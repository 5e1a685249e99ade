//! What a list says of its own size against what was read of it.
//!
//! A count stands in a heading (`## Papers (534 papers)`; a bare number counts where most headings of its level have one), in the first paragraph below it (`_63 projects_`) or
//! after the section's name in the contents. It is compared with the entries of the section, those of
//! its subsections included.

use super::Findings;
use super::outline::{Heading, Outline};
use crate::catalog::{ImportedList, LinkClass};
use crate::diagnostic::{Code, Diagnostic};
use crate::import::list::plain_text::shown;
use crate::import::list::plain_text::trailing_parenthesis;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// What lists count, as whole words in lower case.
#[rustfmt::skip]
const COUNTED: [&str; 42] = [
    "article", "articles", "benchmark", "benchmarks", "book", "books", "course", "courses", "dataset", "datasets",
    "entries", "entry", "framework", "frameworks", "item", "items", "libraries", "library", "link", "links", "model",
    "models", "package", "packages", "paper", "papers", "project", "projects", "repo", "repos", "repositories",
    "repository", "resource", "resources", "tool", "tools", "个", "条", "篇", "项", "个项目", "篇论文",
];

/// A count that a list declares.
struct Declared {
    count: usize,
    span: Span,
}

pub(super) fn check(outline: &Outline<'_>, list: &ImportedList, found: &mut Findings<'_>) {
    let entries: Vec<usize> = list.entries.iter().map(|entry| entry.span.start).collect();
    let sub_lists: Vec<usize> = starts(list, |class| class == LinkClass::SubList);
    let counted_levels = levels_with_numbers(outline);
    let by_contents = declared_in_contents(outline, found.source.text());
    for (index, heading) in outline.headings.iter().enumerate() {
        let lead = outline.leads.get(&index).copied();
        let in_page = declared_at(heading, lead, &counted_levels, found.source.text());
        let in_contents = || by_contents.get(heading.anchor().as_str());
        let declared = in_page.as_ref().or_else(|| if by_contents.is_empty() { None } else { in_contents() });
        let Some(declared) = declared else { continue };
        let section = Span::new(heading.span.end, end_of_section(outline, index, found.source.text().len()));
        let counted = count_within(&entries, section);
        // The entries of a section that leads to other files stand there.
        if counted == declared.count || count_within(&sub_lists, section) > 0 {
            continue;
        }
        found.add(Code::DeclaredCount, declared.span, |source| {
            let title = shown(&heading.text);
            let message = format!("the list counts {} in `{title}`, and {counted} entries were read there", declared.count);
            Diagnostic::new(Code::DeclaredCount, message)
                .related(source.id().as_str(), heading.span, "the section")
                .help("if an entry is missing or was added, mend the count; if one was not read, see the notes in the section")
        });
    }
}

/// Starts of the links of one class, in order.
fn starts(list: &ImportedList, wanted: impl Fn(LinkClass) -> bool) -> Vec<usize> {
    let mut starts: Vec<usize> =
        list.links.iter().filter(|link| wanted(link.class)).map(|link| link.span.start).collect();
    starts.sort_unstable();
    starts
}

fn count_within(sorted: &[usize], span: Span) -> usize {
    sorted.partition_point(|&at| at < span.end) - sorted.partition_point(|&at| at < span.start)
}

/// Where the next heading of the same or a higher level starts.
fn end_of_section(outline: &Outline<'_>, index: usize, end: usize) -> usize {
    let Some((heading, after)) = outline.headings.get(index..).and_then(<[Heading]>::split_first) else { return end };
    after.iter().find(|next| next.level <= heading.level).map_or(end, |next| next.span.start)
}

/// Counts in the contents, by the anchor they stand beside.
fn declared_in_contents<'o>(outline: &'o Outline<'_>, text: &str) -> BTreeMap<&'o str, Declared> {
    let in_contents =
        |list: Option<usize>| list.and_then(|list| outline.lists.get(list)).is_some_and(|list| list.is_contents());
    let links = outline.links.iter().filter(|link| in_contents(link.list));
    links
        .filter_map(|link| {
            let span = Span::new(link.span.end, link.item_end);
            let count = count_of(text.get(span.start..span.end)?)?;
            Some((link.fragment.as_ref(), Declared { count, span: trimmed(text, span) }))
        })
        .collect()
}

/// The number alone in parentheses at the end of a heading.
fn bare_number(heading: &Heading<'_>) -> Option<usize> {
    trailing_parenthesis(&heading.text).and_then(|(_, inside)| number(inside))
}

/// Levels of which most headings end with a number in parentheses: there it is a count. `ISO (27001)` alone is none.
fn levels_with_numbers(outline: &Outline<'_>) -> BTreeSet<u8> {
    let mut headings: BTreeMap<u8, (usize, usize)> = BTreeMap::new();
    for heading in &outline.headings {
        let (all, with_number) = headings.entry(heading.level).or_default();
        *all += 1;
        *with_number += usize::from(bare_number(heading).is_some());
    }
    headings.into_iter().filter(|(_, (all, with_number))| with_number * 2 > *all).map(|(level, _)| level).collect()
}

/// The count in a heading or in the paragraph right below it.
fn declared_at(
    heading: &Heading<'_>,
    lead: Option<Span>,
    counted_levels: &BTreeSet<u8>,
    text: &str,
) -> Option<Declared> {
    let with_noun = || trailing_parenthesis(&heading.text).and_then(|(_, inside)| count_of(inside));
    let title = bare_number(heading).filter(|_| counted_levels.contains(&heading.level)).or_else(with_noun);
    if let Some(count) = title {
        return Some(Declared { count, span: heading.span });
    }
    let lead = lead?;
    let count = count_of(text.get(lead.start..lead.end)?)?;
    Some(Declared { count, span: trimmed(text, lead) })
}

/// `63 projects`, `_63 projects_`, `(63 projects)`, `63 个项目`: the number, if that is all there is.
fn count_of(text: &str) -> Option<usize> {
    let bare = text.trim_matches(|c: char| c.is_whitespace() || "*_()（）[]:：,.。·-–—".contains(c));
    let digits = bare.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(bare.len());
    let (count, noun) = bare.split_at(digits);
    let is_parenthesised = noun.is_empty() && text.trim().starts_with(['(', '（']);
    let counts = is_parenthesised || COUNTED.contains(&noun.trim().to_lowercase().as_str());
    number(count).filter(|_| counts)
}

/// A number of entries; one that may be a year is none.
fn number(text: &str) -> Option<usize> {
    let starts_with_digit = text.starts_with(|c: char| c.is_ascii_digit());
    let number = text.replace(',', "").parse().ok().filter(|_| starts_with_digit)?;
    (text.contains(',') || !(1900..2100).contains(&number)).then_some(number)
}

/// The bytes without white space around them.
fn trimmed(text: &str, span: Span) -> Span {
    let inside = text.get(span.start..span.end).unwrap_or_default();
    let start = span.start + (inside.len() - inside.trim_start().len());
    Span::new(start, start + inside.trim().len())
}

#[cfg(test)]
mod tests {
    use super::count_of;

    #[test]
    fn only_a_number_of_things_is_a_count() {
        for (text, count) in [
            ("_63 projects_", Some(63)),
            (" **1,250 papers**.", Some(1250)),
            ("(534)", Some(534)),
            ("（12 篇论文）", Some(12)),
            ("- 7 tools", Some(7)),
            ("(2023)", None),
            ("534", None),
            ("63 projects and more", None),
            ("Top 10 tools", None),
            ("7 days", None),
            ("", None),
        ] {
            assert_eq!(count_of(text), count, "{text}");
        }
    }
}
