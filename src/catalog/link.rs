//! What becomes of each link of a list.

use crate::source::Span;

/// One link of a list and what it was read as. Every link has exactly one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkAccount {
    /// The target, entities decoded, nothing else changed; recovered where the link is malformed. `None` for the
    /// links that an entry has itself: [`ImportedList::target`](super::ImportedList::target) knows those.
    pub target: Option<Box<str>>,
    /// Bytes of the whole link.
    pub span: Span,
    /// What it was read as.
    pub class: LinkClass,
}

/// What a link was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkClass {
    /// The address of the entry of that index.
    Entry(usize),
    /// A further link of the entry of that index.
    Further(usize, LinkRole),
    /// A link in what the entry of that index says.
    Description(usize),
    /// A badge: an image that shows a figure or a word, or a link around one.
    Badge,
    /// Any other image.
    Image,
    /// A place on the same page, such as one named in a table of contents.
    Anchor,
    /// A Markdown file beside the list: a part of it.
    SubList,
    /// Another file beside the list.
    File,
    /// A link in a block quote.
    Quote,
    /// A link in a section about the list, such as its licence or how to contribute.
    AboutTheList,
    /// A link in the contents of the list, neither to a section nor to a list.
    Contents,
    /// A link in a sentence, a heading or a table that lists nothing.
    Prose,
    /// Markdown in a block of HTML, where it is text.
    InHtml,
    /// Brackets in the wrong places: Markdown sees no such link.
    Malformed,
    /// A target that nobody can follow, such as `javascript:` or an address without a host.
    Unusable,
    /// The target of a reference definition; the links that use it have accounts of their own.
    Definition,
}

impl LinkClass {
    /// A short name in kebab-case.
    pub fn word(self) -> &'static str {
        match self {
            Self::Entry(_) => "entry",
            Self::Further(..) => "further-link",
            Self::Description(_) => "description",
            Self::Badge => "badge",
            Self::Image => "image",
            Self::Anchor => "anchor",
            Self::SubList => "sub-list",
            Self::File => "file",
            Self::Quote => "quote",
            Self::AboutTheList => "about-the-list",
            Self::Contents => "contents",
            Self::Prose => "prose",
            Self::InHtml => "in-html",
            Self::Malformed => "malformed",
            Self::Unusable => "unusable",
            Self::Definition => "definition",
        }
    }

    /// Why it is read so, in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Entry(_) => "it is the address of an entry",
            Self::Further(_, role) => role.reason(),
            Self::Description(_) => "it stands in the description of an entry",
            Self::Badge => "it is a badge or leads from one",
            Self::Image => "it is an image",
            Self::Anchor => "it points into the page",
            Self::SubList => "it names a Markdown file beside the list",
            Self::File => "it names a file beside the list",
            Self::Quote => "it stands in a quote",
            Self::AboutTheList => "its section is about the list itself",
            Self::Contents => "it stands in the contents",
            Self::Prose => "it stands in a sentence, a heading or a table that lists nothing",
            Self::InHtml => "it is Markdown in a block of HTML, which ends only at an empty line",
            Self::Malformed => "its brackets stand in the wrong places",
            Self::Unusable => "its target is not a web address",
            Self::Definition => "it defines the target of reference links",
        }
    }

    /// The same, in a list before whose entries so many others stand.
    pub(crate) fn moved(self, by: usize) -> Self {
        match self {
            Self::Entry(entry) => Self::Entry(entry + by),
            Self::Further(entry, role) => Self::Further(entry + by, role),
            Self::Description(entry) => Self::Description(entry + by),
            other => other,
        }
    }

    /// The entry it belongs to, by index.
    pub fn entry(self) -> Option<usize> {
        match self {
            Self::Entry(entry) | Self::Further(entry, _) | Self::Description(entry) => Some(entry),
            _ => None,
        }
    }
}

/// What stands behind a further link of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkRole {
    /// A paper or its abstract.
    Paper,
    /// Source code or a package of it.
    Code,
    /// Data.
    Dataset,
    /// A demonstration.
    Demo,
    /// Slides.
    Slides,
    /// A video.
    Video,
    /// A trained model.
    Model,
    /// Documentation.
    Documentation,
    /// Anything else.
    Other,
}

impl LinkRole {
    /// Its name, one word in lower case.
    pub fn word(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Code => "code",
            Self::Dataset => "dataset",
            Self::Demo => "demo",
            Self::Slides => "slides",
            Self::Video => "video",
            Self::Model => "model",
            Self::Documentation => "documentation",
            Self::Other => "other",
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Self::Paper => "it leads to the paper of an entry",
            Self::Code => "it leads to the code of an entry",
            Self::Dataset => "it leads to data of an entry",
            Self::Demo => "it leads to a demonstration of an entry",
            Self::Slides => "it leads to slides on an entry",
            Self::Video => "it leads to a video on an entry",
            Self::Model => "it leads to a model of an entry",
            Self::Documentation => "it leads to the documentation of an entry",
            Self::Other => "it is a further link of an entry",
        }
    }
}
