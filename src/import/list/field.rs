//! Fields of a thing: what a label says of the text beside it, in a column of a table or below a name: `Authors: A. Author`,
//! `**Key idea** - words`.
//!
//! A text goes in, its label and the rest come out. Whose field it is, is for the reader of the list to say; labels of
//! links (`Code: [GitHub](url)`) are for the grammars of items.

use super::inline::Inline;
use super::web_address::{self, Address};
use super::{facts, plain_text, venue};
use crate::catalog::Facts;
use crate::vocab::is_generic;

/// Bytes of a label at most.
const MAX_LABEL_BYTES: usize = 40;

#[rustfmt::skip]
const LINKS: [&str; 15] = [
    "link", "links", "url", "github", "repository", "repo", "website", "homepage", "site", "code", "链接", "地址",
    "网址", "仓库", "官网",
];
#[rustfmt::skip]
const DESCRIPTIONS: [&str; 23] = [
    "description", "summary", "about", "notes", "note", "details", "purpose", "comment", "abstract", "overview",
    "introduction", "idea", "key idea", "main idea", "tl;dr", "tldr", "what it does", "简介", "描述", "说明", "介绍",
    "备注", "用途",
];
const RISKS: [&str; 3] = ["risk", "risks", "风险"];
#[rustfmt::skip]
const DATES: [&str; 12] = [
    "date", "year", "time", "published", "release date", "publication date", "published on", "日期", "时间", "年份",
    "发表时间", "发布时间",
];
#[rustfmt::skip]
const VENUES: [&str; 14] = [
    "venue", "conference", "publication", "journal", "published at", "published in", "venue and year", "venue & year",
    "venue/year", "conference/journal", "publisher", "会议", "期刊", "发表",
];
const AUTHORS: [&str; 6] = ["author", "authors", "author(s)", "作者", "by", "written by"];
const TAGS: [&str; 4] = ["tags", "tag", "keywords", "标签"];
/// Labels of other properties, which a text below a name may start with.
#[rustfmt::skip]
const PROPERTIES: [&str; 16] = [
    "license", "licence", "language", "languages", "platform", "platforms", "affiliation", "affiliations", "status",
    "pricing", "level", "difficulty", "maintainer", "maintainers", "许可证", "语言",
];

/// Words for what is not stated.
const NOT_STATED: [&str; 8] = ["null", "none", "n/a", "na", "nan", "tba", "unknown", "无"];

/// What a label says of the text beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// It is the thing's name.
    Name,
    Description,
    Risk,
    Date,
    Venue,
    Authors,
    Tags,
    /// Addresses, so its text is no property.
    Link,
    /// Something else: the label and the text are kept.
    Other,
}

impl Label {
    /// Of a label in lower case.
    pub(super) fn of(label: &str) -> Self {
        let labels: [(Self, &[&str]); 7] = [
            (Self::Link, &LINKS),
            (Self::Description, &DESCRIPTIONS),
            (Self::Risk, &RISKS),
            (Self::Date, &DATES),
            (Self::Venue, &VENUES),
            (Self::Authors, &AUTHORS),
            (Self::Tags, &TAGS),
        ];
        labels.iter().find(|(_, words)| words.contains(&label)).map_or(Self::Other, |&(found, _)| found)
    }

    /// Of a label that a text may start with; `None` for other words, and for what is no text.
    fn before_text(label: &str) -> Option<Self> {
        match Self::of(label) {
            Self::Name | Self::Link | Self::Risk => None,
            Self::Other => PROPERTIES.contains(&label).then_some(Self::Other),
            found => Some(found),
        }
    }
}

/// What a label and the text beside it state.
#[derive(Debug)]
pub(super) struct Field {
    label: Label,
    /// The label as written.
    name: String,
    /// The text, single-spaced.
    value: String,
}

impl Field {
    /// The text beside a label; `None` where nothing is stated.
    pub(super) fn new(label: Label, name: &str, value: &str) -> Option<Self> {
        let value = plain_text::single_spaced(value);
        let is_stated =
            value.contains(char::is_alphanumeric) && !NOT_STATED.iter().any(|word| word.eq_ignore_ascii_case(&value));
        is_stated.then(|| Self { label, name: name.to_owned(), value: value.into_owned() })
    }

    /// The field that a text below a name is; `None` where it starts with no label, or lists something. A dash may stand
    /// behind the label of what is known to be a thing. O(length).
    pub(super) fn read(content: &Inline<'_>, is_of_thing: bool) -> Option<Self> {
        let text = content.text();
        let (start, end) = separator(&text, is_of_thing && starts_set_off(content))?;
        let name = plain_text::name(text.get(..start)?);
        let label = Label::before_text(&name.to_lowercase())?;
        let lists_something = !matches!(label, Label::Authors | Label::Venue | Label::Date | Label::Tags)
            && starts_with_link(content, end);
        Self::new(label, &name, text.get(end..)?).filter(|_| !lists_something)
    }

    /// What it says, where that describes the thing.
    pub(super) fn description(&self) -> Option<&str> {
        (self.label == Label::Description).then_some(self.value.as_str())
    }

    /// Adds what is stated to what is known, which stays.
    pub(super) fn state(self, facts: &mut Facts) {
        let Self { label, name, value } = self;
        match label {
            Label::Date if facts::take_date(&value, facts) => {}
            Label::Venue if facts.venue.is_none() => {
                facts.date = facts.date.take().or_else(|| venue::year(&value));
                facts.venue = Some(value);
            }
            Label::Authors if facts.authors.is_none() => facts.authors = Some(value),
            Label::Tags => {
                let tags = value.split([',', '，', '、', ';', '；']).map(str::trim).filter(|tag| !tag.is_empty());
                facts.tags.extend(tags.map(str::to_owned));
            }
            _ => facts.columns.push((name, value)),
        }
    }
}

/// The byte behind the label of a description that a text starts with.
pub(super) fn behind_description_label(content: &Inline<'_>, text: &str) -> Option<usize> {
    let (start, end) = separator(text, starts_set_off(content))?;
    let label = plain_text::name(text.get(..start)?).to_lowercase();
    (Label::of(&label) == Label::Description).then_some(end)
}

/// Where the lines of a text below a name start that are fields or links of it, and those behind such a link; none where
/// it has no such line but the first. O(length).
pub(super) fn lines(content: &Inline<'_>, source: &str) -> Vec<usize> {
    let Some(span) = content.span() else { return Vec::new() };
    let text = source.get(span.start..span.end).unwrap_or_default();
    let mut links = content.links.iter().map(|link| link.span).peekable();
    let (mut starts, mut start, mut link_end) = (Vec::new(), span.start, 0);
    let mut is_behind_link = false;
    for line in text.split_inclusive('\n') {
        while let Some(link) = links.next_if(|link| link.start < start) {
            link_end = link_end.max(link.end);
        }
        let says = Line::of(line);
        let is_cut = start > span.start && link_end <= start && (says != Line::Text || is_behind_link);
        starts.extend(is_cut.then_some(start));
        is_behind_link = says == Line::Link;
        start += line.len();
    }
    starts
}

/// What a line of a text below a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Field,
    /// A link that only says what is behind it.
    Link,
    Text,
}

impl Line {
    fn of(line: &str) -> Self {
        let line = line.trim().trim_start_matches(['*', '_']);
        if web_address::is_shown(line.trim_matches(['<', '>'])) {
            return Self::Link;
        }
        let Some((start, _)) = separator(line, false) else { return Self::Text };
        let label = line.get(..start).unwrap_or_default().trim_matches(['*', '_', ' ']).to_lowercase();
        match Label::before_text(&label) {
            Some(_) => Self::Field,
            None if is_generic(&label) => Self::Link,
            None => Self::Text,
        }
    }
}

fn starts_set_off(content: &Inline<'_>) -> bool {
    content.runs.first().is_some_and(|run| run.style.is_set_off())
}

/// First byte of the mark behind a label, and of the text behind it: a colon or, where the label is set off, a dash.
fn separator(text: &str, is_set_off: bool) -> Option<(usize, usize)> {
    let near = text.char_indices().take_while(|&(at, _)| at <= MAX_LABEL_BYTES);
    let is_mark = |c: char| matches!(c, ':' | '：') || is_set_off && matches!(c, '–' | '—');
    let marked = near.into_iter().find(|&(_, c)| is_mark(c)).map(|(at, c)| (at, at + c.len_utf8()));
    let dashed = text.find(" - ").filter(|&at| is_set_off && at <= MAX_LABEL_BYTES).map(|at| (at, at + " - ".len()));
    marked.into_iter().chain(dashed).min()
}

/// True where nothing stands between that byte of a text and a link to the web.
fn starts_with_link(content: &Inline<'_>, from: usize) -> bool {
    let mut end = 0;
    let mut runs = content.runs.iter().filter(|run| {
        let start = end.max(from);
        end += run.text.len();
        start < end && run.text.get(run.text.len() - (end - start)..).is_some_and(|said| !said.trim().is_empty())
    });
    let link = runs.next().and_then(|run| content.links.get(run.link?));
    link.is_some_and(|link| link.address == Address::Web)
}

#[cfg(test)]
mod tests {
    use super::{Field, Label};
    use crate::catalog::Facts;

    fn stated(fields: &[(Label, &str)]) -> Facts {
        let mut facts = Facts::default();
        for field in fields.iter().filter_map(|(label, value)| Field::new(*label, "Label", value)) {
            field.state(&mut facts);
        }
        facts
    }

    #[test]
    fn a_nearer_date_replaces_the_year_of_a_venue() {
        let facts = stated(&[(Label::Venue, "CCS 2020"), (Label::Date, "15 February 2020")]);
        assert_eq!((facts.venue.as_deref(), facts.date.as_deref()), (Some("CCS 2020"), Some("2020-02-15")));
    }

    #[test]
    fn what_does_not_fit_is_kept_as_a_property() {
        let facts = stated(&[(Label::Date, "last spring"), (Label::Authors, "A"), (Label::Authors, "B")]);
        let kept: Vec<_> = facts.columns.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!((kept, facts.authors.as_deref()), (vec!["last spring", "B"], Some("A")));
    }

    #[test]
    fn what_is_not_stated_is_no_field() {
        assert_eq!(stated(&[(Label::Venue, "null"), (Label::Date, "N/A"), (Label::Authors, "-")]), Facts::default());
    }
}
