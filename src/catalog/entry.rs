//! What one place in a list says, before anything is resolved.

use super::{LinkAccount, Taxonomy};
use crate::source::{SourceId, Span};

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
    pub language: String,
}

/// True when a text holds a Chinese character.
pub fn has_han(text: &str) -> bool {
    let is_han = |c| matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}');
    text.chars().any(is_han)
}

/// What sort of thing an entry names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Software one can run.
    Tool,
    /// A scientific paper.
    Paper,
    /// Data for training or testing.
    Dataset,
    /// A benchmark or leaderboard.
    Benchmark,
    /// A book or a book chapter.
    Book,
    /// A course, tutorial or talk.
    Course,
    /// A blog post or other article.
    Article,
    /// A list of resources.
    List,
    /// A standard, framework, guide or cheat sheet.
    Guidance,
    /// A company or body: not a resource.
    Organization,
    /// A resource that nothing tells the kind of.
    Other,
}

impl Kind {
    /// Every kind, in the order it is shown.
    pub const ALL: [Kind; 11] = [
        Self::Tool,
        Self::Paper,
        Self::Dataset,
        Self::Benchmark,
        Self::Book,
        Self::Course,
        Self::Article,
        Self::List,
        Self::Guidance,
        Self::Organization,
        Self::Other,
    ];

    /// Local name of its class in the ontology; one of no known kind is just a resource.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tool => "Tool",
            Self::Paper => "Paper",
            Self::Dataset => "Dataset",
            Self::Benchmark => "Benchmark",
            Self::Book => "Book",
            Self::Course => "Course",
            Self::Article => "Article",
            Self::List => "List",
            Self::Guidance => "Guidance",
            Self::Organization => "Organization",
            Self::Other => "Resource",
        }
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
    pub section: Vec<String>,
    /// What sort of thing it is.
    pub kind: Kind,
    /// What told the kind.
    pub kind_evidence: KindEvidence,
    /// What stands in its risk column, in written order; `resolve` says which risks are meant.
    pub risks: Vec<Written>,
    /// Bytes of the whole entry: the row or the list item.
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
    /// What became of every link of its text, in source order.
    pub links: Vec<LinkAccount>,
}
