//! What becomes of each link: texts with their links go in, one account a link comes out.
//!
//! A reader hands over every text it has read, with the links an entry took from it; the others
//! are classed by what they are and where they stand. Nothing is dropped here.

use super::document::Remains;
use super::html_markdown::UnreadMarkdown;
use super::inline::{FEW, Form, Inline, Link};
use super::link_role;
use super::web_address::{self, Address};
use crate::catalog::{LinkAccount, LinkClass, SubList};
use smallvec::SmallVec;
use std::collections::BTreeSet;

/// What an entry made of its links, sorted by cell and index.
#[derive(Debug, Default)]
pub(super) struct Taken(SmallVec<[((usize, usize), LinkClass); FEW]>);

impl FromIterator<((usize, usize), LinkClass)> for Taken {
    /// Links in any order. O(n log n).
    fn from_iter<T: IntoIterator<Item = ((usize, usize), LinkClass)>>(links: T) -> Self {
        let mut links: SmallVec<_> = links.into_iter().collect();
        links.sort_unstable_by_key(|(place, _)| *place);
        Self(links)
    }
}

impl Taken {
    fn get(&self, cell: usize, index: usize) -> Option<LinkClass> {
        let at = self.0.binary_search_by_key(&(cell, index), |(place, _)| *place).ok()?;
        self.0.get(at).map(|(_, class)| *class)
    }
}

/// Accounts in the making.
#[derive(Debug)]
pub(super) struct Accounts(Vec<LinkAccount>);

impl Accounts {
    /// None yet, with room for so many.
    pub(super) fn with_capacity(room: usize) -> Self {
        Self(Vec::with_capacity(room))
    }

    /// Accounts for the links of a text, which stands in that cell; those nothing else is known of are of class
    /// `elsewhere`.
    pub(super) fn text(&mut self, content: &Inline<'_>, cell: usize, elsewhere: LinkClass, taken: &Taken) {
        for (index, link) in content.links.iter().enumerate() {
            let taken = taken.get(cell, index);
            let class = taken.unwrap_or_else(|| class_of(link, content, elsewhere));
            // What an entry states is not held twice.
            let target = taken.is_none().then(|| Box::from(link.target.as_ref()));
            self.0.push(LinkAccount { target, span: link.span, class });
        }
    }

    /// Accounts for the links of a text of which no entry took any.
    pub(super) fn untaken(&mut self, content: &Inline<'_>, elsewhere: LinkClass) {
        self.text(content, 0, elsewhere, &Taken::default());
    }

    /// Adds those of the next part of the text, before which so many entries stand.
    pub(super) fn append(&mut self, next: Self, entries: usize) {
        let moved = |account: LinkAccount| LinkAccount { class: account.class.moved(entries), ..account };
        self.0.extend(next.0.into_iter().map(moved));
    }

    /// All accounts, in source order, with those of reference definitions.
    pub(super) fn finish(mut self, remains: &Remains<'_>) -> Vec<LinkAccount> {
        let definitions = remains.definitions.iter().map(|(target, span)| LinkAccount {
            target: Some(target.as_ref().into()),
            span: *span,
            class: LinkClass::Definition,
        });
        self.0.extend(definitions);
        self.class_unread(&remains.unread_markdown);
        self.0.sort_by_key(|account| account.span);
        self.0
    }

    /// Classes the links that stand in Markdown which the page shows as text.
    fn class_unread(&mut self, unread: &[UnreadMarkdown]) {
        if unread.is_empty() {
            return;
        }
        for account in self.0.iter_mut().filter(|account| is_text_at_most(account.class)) {
            let before = unread.partition_point(|block| block.start() <= account.span.start);
            let block = before.checked_sub(1).and_then(|at| unread.get(at));
            if block.is_some_and(|block| block.holds(account.span)) {
                account.class = LinkClass::InHtml;
            }
        }
    }
}

/// True for the classes of what the reader only takes for a link where it is text on the page.
fn is_text_at_most(class: LinkClass) -> bool {
    matches!(class, LinkClass::Malformed | LinkClass::Prose)
}

/// Markdown files named after what they say about the list.
#[rustfmt::skip]
const FILES_ABOUT_THE_LIST: [&str; 13] = [
    "contributing", "code_of_conduct", "code-of-conduct", "license", "licence", "changelog", "security",
    "contributors", "authors", "pull_request_template", "pull-request-template", "issue_template", "issue-template",
];

/// Whether a file is, by its name, about a list and no list itself: `CONTRIBUTING.md`, `docs/changelog.md`.
pub fn is_about_the_list(target: &str) -> bool {
    let file = target.split(['#', '?']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default().to_lowercase();
    FILES_ABOUT_THE_LIST.contains(&stem.as_str())
}

/// The Markdown files that links name as parts of the list, in source order, each once.
pub(super) fn sub_lists(accounts: &[LinkAccount]) -> Vec<SubList> {
    let mut seen = BTreeSet::new();
    let named = accounts.iter().filter(|account| account.class == LinkClass::SubList);
    let path = |target: &str| target.split(['#', '?']).next().unwrap_or_default().to_owned();
    named
        .filter_map(|account| Some(SubList { path: path(account.target.as_deref()?), span: account.span }))
        .filter(|sub_list| seen.insert(sub_list.path.clone()))
        .collect()
}

fn class_of(link: &Link<'_>, content: &Inline<'_>, elsewhere: LinkClass) -> LinkClass {
    if let Form::Image { .. } = link.form {
        return if link_role::is_badge(&link.target) { LinkClass::Badge } else { LinkClass::Image };
    }
    match link.address {
        Address::Anchor => LinkClass::Anchor,
        Address::Relative if elsewhere == LinkClass::AboutTheList || is_about_the_list(&link.target) => {
            LinkClass::AboutTheList
        }
        Address::Relative if web_address::is_markdown_file(&link.target) => LinkClass::SubList,
        Address::Relative => LinkClass::File,
        Address::Unusable => LinkClass::Unusable,
        Address::Web if link.form == Form::Malformed => LinkClass::Malformed,
        Address::Web if shows_badge(link, content) => LinkClass::Badge,
        Address::Web => elsewhere,
    }
}

/// True for a link around a badge.
pub(super) fn shows_badge(link: &Link<'_>, content: &Inline<'_>) -> bool {
    link.image().and_then(|image| content.links.get(image)).is_some_and(|image| link_role::is_badge(&image.target))
}
