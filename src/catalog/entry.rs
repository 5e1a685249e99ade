//! What one place in a list says, before anything is resolved.

use super::{LinkAccount, LinkClass, LinkRole, Taxonomy};
use crate::source::{SourceId, Span};
use crate::vocab::named;
use std::sync::Arc;

/// A link as its author typed it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WrittenLink {
    /// The target, entities decoded, nothing else changed.
    pub text: String,
    /// Bytes of the link in the source.
    pub span: Span,
    /// Bytes of the target, where it stands inside the link just as `text` has it; `None` for one that is written
    /// with entities or elsewhere.
    pub target: Option<Span>,
}

/// A code or id as its author typed it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Written {
    /// Its text, without spaces around it.
    pub text: String,
    /// Its bytes in the source.
    pub span: Span,
}

/// Text in a natural language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// Plain text: no Markdown, no control characters, single spaces.
    pub value: String,
    /// BCP 47 tag in lower case: `en`, `zh-hans`.
    pub language: &'static str,
}

/// True when a text holds a Chinese character.
pub fn has_han(text: &str) -> bool {
    let is_han = |c| matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}');
    !text.is_ascii() && text.chars().any(is_han)
}

named! {
    /// What sort of thing an entry names, in the order it is shown. The name is the local one of its class in the ontology;
    /// one of no known kind is just a resource.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Kind {
        /// Software one can run.
        Tool = "Tool",
        /// A scientific paper.
        Paper = "Paper",
        /// Data for training or testing.
        Dataset = "Dataset",
        /// A benchmark or leaderboard.
        Benchmark = "Benchmark",
        /// A book or a book chapter.
        Book = "Book",
        /// A course, tutorial or talk.
        Course = "Course",
        /// A blog post or other article.
        Article = "Article",
        /// A list of resources.
        List = "List",
        /// A standard, framework, guide or cheat sheet.
        Guidance = "Guidance",
        /// A company or body: not a resource.
        Organization = "Organization",
        /// A resource that nothing tells the kind of.
        Other = "Resource",
    }
}

/// What a kind was told by. Ordered: stronger evidence is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KindEvidence {
    /// Nothing said so; it is the default of the list.
    Default,
    /// A word of the title.
    Title,
    /// The host or path of the address.
    Address,
    /// A word of a section heading.
    Section,
    /// The header of the name column.
    Column,
}

/// One parsed place: a list item or table row that names one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name: plain text without Markdown, control characters or trailing separators.
    pub name: String,
    /// Bytes of the name in the source.
    pub name_span: Span,
    /// The first address given, if any.
    pub link: Option<WrittenLink>,
    /// What the list says about it, without the separator.
    pub description: Option<Text>,
    /// Headings and groups above it, outermost first, without numbers; the page title is left out.
    pub section: Arc<[String]>,
    /// What sort of thing it is.
    pub kind: Kind,
    /// What told the kind.
    pub kind_evidence: KindEvidence,
    /// What stands in its risk column, in written order; `resolve` says which risks are meant.
    pub risks: Vec<Written>,
    /// What else stands there, each part set off from the text; `None` where nothing does.
    pub facts: Option<Box<Facts>>,
    /// The entry it stands below, by index: that of the item, summary or heading around it.
    pub parent: Option<usize>,
    /// Bytes of the whole entry: the row or the list item.
    pub span: Span,
}

impl Entry {
    /// Its links besides the address, in source order.
    pub fn further(&self) -> impl Iterator<Item = &FurtherLink> {
        self.facts.iter().flat_map(|facts| &facts.further)
    }
}

/// What an entry states besides its name, address and description. Few entries state any of it, so it is kept apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Facts {
    /// Its links besides the address, in source order.
    pub further: Vec<FurtherLink>,
    /// Texts of its badges.
    pub badges: Vec<String>,
    /// Code spans beside the description, such as a licence or a platform.
    pub tags: Vec<String>,
    /// A date, as much of `YYYY-MM-DD` as is given.
    pub date: Option<String>,
    /// Where it was published.
    pub venue: Option<String>,
    /// Who made it, as written.
    pub authors: Option<String>,
    /// Texts of table columns of no meaning known here, each with its header.
    pub columns: Vec<(String, String)>,
}

impl Facts {
    /// The further link of those bytes. O(log n).
    fn further_at(&self, span: Span) -> Option<&FurtherLink> {
        let at = self.further.binary_search_by_key(&span, |further| further.link.span).ok()?;
        self.further.get(at)
    }

    /// These facts in a place of their own, with no more room than they need; `None` where nothing is stated.
    pub(crate) fn kept(mut self) -> Option<Box<Self>> {
        if self == Self::default() {
            return None;
        }
        self.further.shrink_to_fit();
        self.badges.shrink_to_fit();
        self.tags.shrink_to_fit();
        self.columns.shrink_to_fit();
        Some(Box::new(self))
    }
}

/// A link of an entry besides its address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FurtherLink {
    /// Target and place.
    pub link: WrittenLink,
    /// The text it shows; may be empty.
    pub text: String,
    /// What stands behind it.
    pub role: LinkRole,
}

/// A Markdown file that a list names as a part of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubList {
    /// Its path as written, decoded, without fragment: relative to the list's own file.
    pub path: String,
    /// Bytes of the link that names it.
    pub span: Span,
}

/// One list as imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedList {
    /// The source it was read from.
    pub source: SourceId,
    /// Its title: the first heading, or the source id.
    pub title: String,
    /// Language of the headings and names: `en` or `zh-hans`.
    pub language: String,
    /// Entries in source order.
    pub entries: Vec<Entry>,
    /// Its own layers, phases and risks; empty when it has none.
    pub taxonomy: Taxonomy,
    /// The lists whose risks it says its codes mean, as `<!-- aisec risks: mlsecops -->`; only one counts.
    pub risk_lists: Vec<Written>,
    /// What its comments say to this program about findings, as `disable import/mojibake`; with the whole comment.
    pub comments: Vec<Written>,
    /// What became of every link of its text, in source order.
    pub links: Vec<LinkAccount>,
    /// Markdown files beside it that it links to, in source order, each once.
    pub sub_lists: Vec<SubList>,
}

impl ImportedList {
    /// The target of one of its links, entities decoded; empty for an account of another list. O(log n) in the links
    /// of an entry.
    pub fn target<'l>(&'l self, link: &'l LinkAccount) -> &'l str {
        let entry = || self.entries.get(link.class.entry()?);
        let stated = || match link.class {
            LinkClass::Entry(_) => entry()?.link.as_ref().map(|own| own.text.as_str()),
            _ => entry()?.facts.as_ref()?.further_at(link.span).map(|further| further.link.text.as_str()),
        };
        link.target.as_deref().or_else(stated).unwrap_or_default()
    }
}
