//! The headings and groups above a place in a list.
//!
//! Headings, bold paragraphs and group items go in as they come; the path above the next entry
//! comes out, outermost first, with the kinds of thing its words announce. The page's title is
//! no part of it.

use super::kind_guess;
use crate::catalog::Kind;
use std::cell::OnceCell;
use std::sync::Arc;

/// Sections about the list itself rather than its subject, as whole headings in lower case.
#[rustfmt::skip]
const ABOUT_THE_LIST: [&str; 45] = [
    "acknowledgement", "acknowledgment", "author", "citation", "cite", "citing", "credits", "maintainers", "sponsors",
    "katkı", "lisans", "引用",
    "acknowledgements", "acknowledgments", "authors", "code of conduct", "contact",
    "contribute", "contributing", "contribution", "contribution guidelines", "contributing guidelines",
    "contributions", "contributors", "how to contribute", "license", "licence", "star history",
    "change log", "changelog", "latest updates", "recent updates", "update log", "updates", "what's new", "what’s new",
    "更新", "更新日志", "最近更新",
    "贡献", "贡献指南", "如何贡献", "许可", "许可证", "致谢",
];

/// Headings of contents, as whole headings in lower case.
const CONTENTS: [&str; 5] = ["content", "contents", "table of contents", "toc", "目录"];

/// True for the heading of a section such as contents, contributing or licence.
pub(super) fn is_about_the_list(heading: &str) -> bool {
    is_contents(heading) || ABOUT_THE_LIST.contains(&heading.to_lowercase().as_str())
}

fn is_contents(heading: &str) -> bool {
    CONTENTS.contains(&heading.to_lowercase().as_str())
}

/// What opened a part of the path. Ordered: one of the same or a lesser origin closes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    /// A heading of that level.
    Heading(u8),
    /// The summary of so many `<details>`, one in the other.
    Details(usize),
    /// A paragraph in bold.
    Paragraph,
    /// A list item of that depth with items below it.
    Item(usize),
}

/// Parts of a path that are told apart; what stands deeper belongs to the last of them. Real lists have fewer than ten.
pub(super) const MAX_DEPTH: usize = 64;

#[derive(Debug)]
struct Part {
    origin: Origin,
    name: String,
    kinds: Vec<Kind>,
    about_the_list: bool,
    contents: bool,
}

/// The path above the place reached.
#[derive(Debug, Default)]
pub(super) struct Sections {
    parts: Vec<Part>,
    /// Names of the parts, once asked for: the entries of a section share them.
    path: OnceCell<Arc<[String]>>,
    /// True below the last part that is told apart.
    is_too_deep: bool,
}

/// Whether a part of the path is told apart from the one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// It is, or one above it is not either.
    Told,
    /// It is the first that is not.
    Exceeded,
}

impl Sections {
    /// A heading starts.
    pub(super) fn heading(&mut self, level: u8, name: String) -> Depth {
        self.open(Origin::Heading(level), name)
    }

    /// The page's title: closes every section and opens none.
    pub(super) fn title(&mut self) {
        self.parts.clear();
        self.path.take();
    }

    /// A paragraph in bold opens a group until the next one or the next heading.
    pub(super) fn paragraph(&mut self, name: String) -> Depth {
        self.open(Origin::Paragraph, name)
    }

    /// A summary opens a group until its `<details>` ends, inside so many others.
    pub(super) fn summary(&mut self, depth: usize, name: String) -> Depth {
        self.open(Origin::Details(depth), name)
    }

    /// A `<details>` of that depth is over.
    pub(super) fn end_details(&mut self, depth: usize) {
        self.close(Origin::Details(depth));
    }

    /// A list item of that depth opens a group for the items below it.
    pub(super) fn group(&mut self, depth: usize, name: String) -> Depth {
        self.open(Origin::Item(depth), name)
    }

    /// Something of that list depth stands here: groups at that depth or deeper are over.
    pub(super) fn reach(&mut self, depth: usize) {
        self.close(Origin::Item(depth));
    }

    fn open(&mut self, origin: Origin, name: String) -> Depth {
        self.close(origin);
        let was_too_deep = std::mem::replace(&mut self.is_too_deep, self.parts.len() >= MAX_DEPTH);
        if self.is_too_deep {
            return if was_too_deep { Depth::Told } else { Depth::Exceeded };
        }
        let kinds = kind_guess::announced(&name);
        let (about_the_list, contents) = (is_about_the_list(&name), is_contents(&name));
        self.parts.push(Part { origin, name, kinds, about_the_list, contents });
        self.path.take();
        Depth::Told
    }

    fn close(&mut self, origin: Origin) {
        while self.parts.pop_if(|part| part.origin >= origin).is_some() {
            self.path.take();
        }
    }

    /// True when a heading of that level ends every section and group.
    pub(super) fn end_at(&self, level: u8) -> bool {
        self.parts.first().is_none_or(|part| part.origin >= Origin::Heading(level))
    }

    /// True outside all sections and groups.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Names, outermost first.
    pub(super) fn path(&self) -> Arc<[String]> {
        self.path.get_or_init(|| self.parts.iter().map(|part| part.name.clone()).collect()).clone()
    }

    /// Names of the parts above the heading that the place stands below, outermost first.
    pub(super) fn path_above_heading(&self) -> Arc<[String]> {
        let last = self.parts.iter().rposition(|part| matches!(part.origin, Origin::Heading(_))).unwrap_or_default();
        self.parts.iter().take(last).map(|part| part.name.clone()).collect()
    }

    /// Names of the parts above the items of that depth, outermost first.
    pub(super) fn path_above_item(&self, depth: usize) -> Arc<[String]> {
        self.path_above(Origin::Item(depth))
    }

    /// Names of the parts above the summary of `<details>` of that depth, outermost first.
    pub(super) fn path_above_details(&self, depth: usize) -> Arc<[String]> {
        self.path_above(Origin::Details(depth))
    }

    fn path_above(&self, origin: Origin) -> Arc<[String]> {
        self.parts.iter().take_while(|part| part.origin < origin).map(|part| part.name.clone()).collect()
    }

    /// Kinds announced by the innermost part that announces any, in the order of its words.
    pub(super) fn kinds(&self) -> &[Kind] {
        self.parts.iter().rev().map(|part| part.kinds.as_slice()).find(|kinds| !kinds.is_empty()).unwrap_or_default()
    }

    /// True where the innermost part announces what kind of thing it lists.
    pub(super) fn announces(&self) -> bool {
        self.parts.last().is_some_and(|part| !part.kinds.is_empty())
    }

    /// True in a section of contents.
    pub(super) fn is_contents(&self) -> bool {
        self.parts.iter().any(|part| part.contents)
    }

    /// True in a section such as contents, contributing or licence.
    pub(super) fn is_about_the_list(&self) -> bool {
        self.parts.iter().any(|part| part.about_the_list)
    }
}
