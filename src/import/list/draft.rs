//! What a grammar read of one entry, and how an entry is made of it.
//!
//! A [`Draft`] goes in: text as it stands, every link that may be the entry's. An [`Entry`] comes
//! out, with what was noticed about its name and its address. It does not look
//! at Markdown.

use super::account::Taken;
use super::inline::FEW;
use super::leading_label::Labels;
use super::lint::hidden;
use super::web_address::{self, Address};
use super::word_search::WordSearch;
use super::{facts, kind_guess, link_role, plain_text};
use crate::catalog::{Entry, Facts, FurtherLink, Kind, LinkClass, Written, WrittenLink};
use crate::diagnostic::{Code, Diagnostic, Noticed};
use crate::source::{SourceText, Span};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::sync::{Arc, LazyLock};
use url::Host;

/// An entry as read.
#[derive(Debug)]
pub(super) struct Draft<'i> {
    /// Its name, not yet cleaned; may be empty.
    pub(super) name: Cow<'i, str>,
    /// Bytes of the name; of the place it is missing from, where it is empty.
    pub(super) name_span: Span,
    /// Its links: the first that is a web address is its own, the others lead further.
    pub(super) links: SmallVec<[DraftLink<'i>; FEW]>,
    /// What follows the name, with the separator.
    pub(super) description: Cow<'i, str>,
    /// A remark in parentheses between the name and the separator, or a label before the name.
    pub(super) note: Option<String>,
    /// Risk codes as written.
    pub(super) codes: Vec<Written>,
    /// Kind named by the header of its name column.
    pub(super) column: Option<Kind>,
    /// True when the brackets of its first link stand in the wrong places.
    pub(super) malformed: bool,
    /// What else it states; its further links are added when it becomes an entry.
    pub(super) facts: Facts,
    /// The first hidden character in it.
    pub(super) hidden: Option<(char, Span)>,
    /// Bytes of the whole entry.
    pub(super) span: Span,
}

/// A link of an entry.
#[derive(Debug)]
pub(super) struct DraftLink<'i> {
    /// The cell it stands in, by column; 0 in an item.
    pub(super) cell: usize,
    /// Its index there.
    pub(super) index: usize,
    /// Its target as written.
    pub(super) target: &'i str,
    /// What the target is.
    pub(super) address: Address,
    /// Its bytes.
    pub(super) span: Span,
    /// First byte of the target, where the source has it just as it reads.
    pub(super) written_at: Option<usize>,
    /// The text it shows.
    pub(super) text: Cow<'i, str>,
}

/// An entry and what became of its links.
#[derive(Debug)]
pub(super) struct Made {
    /// The entry.
    pub(super) entry: Entry,
    /// Its links to the web.
    pub(super) links: Taken,
}

/// Where a draft stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings<'a> {
    /// The list.
    pub(super) source: &'a SourceText,
    /// Kinds that the words of headings and groups above announce.
    pub(super) kinds: &'a [Kind],
    /// Those headings and groups that are not the entry's own name.
    pub(super) path: &'a Arc<[String]>,
    /// Number of the entries before it.
    pub(super) index: usize,
    /// The entry it stands below, by index.
    pub(super) parent: Option<usize>,
}

impl Draft<'_> {
    /// With what labels before the name state, where nothing nearer to it does.
    pub(super) fn labelled(mut self, labels: Option<Labels>) -> Self {
        if let Some(Labels { published, note, .. }) = labels.filter(|labels| !labels.note.is_empty()) {
            facts::take_remark(&published, &mut self.facts);
            self.note.get_or_insert(note);
        }
        self
    }

    /// The entry; `None` when there is neither a name nor an address to know it by.
    ///
    /// Findings are appended to `found`.
    pub(super) fn into_entry(self, around: Surroundings<'_>, found: &mut Noticed) -> Option<Made> {
        let mut report =
            |span: Span, diagnostic: Diagnostic| found.push(diagnostic.at(around.source.id().as_str(), span));
        if let Some((c, span)) = self.hidden {
            report(span, hidden::finding(c, 1));
        }
        let is_linked = !self.links.is_empty();
        let address = usable_link(&self.links, &mut report);
        let link = address.and_then(|at| self.links.get(at)).map(DraftLink::written);
        if let Some(link) = &link {
            report_address(link, self.malformed, around.source.text(), &mut report);
        }
        let mut name = plain_text::name(&self.name);
        if name.is_empty() {
            report(self.name_span, nameless(link.is_some()));
            name = known_by_address(link.as_ref()?);
        } else if !is_linked {
            report(self.name_span, without_address(&name));
        } else if let Some(link) = link.as_ref().filter(|link| link.text == name) {
            name = known_by_address(link);
        } else if SAY_NOTHING.iter().any(|word| name.eq_ignore_ascii_case(word)) {
            report(self.name_span, generic_name(&name));
        }
        let (kind, kind_evidence) = kind_guess::guess(kind_guess::Clues {
            column: self.column,
            section: around.kinds,
            address: link.as_ref().map(|link| link.text.as_str()),
            title: &name,
            note: self.note.as_deref(),
        });
        let mut facts = self.facts;
        let is_web = |link: &&DraftLink<'_>| link.address == Address::Web;
        facts.further.reserve_exact(self.links.iter().filter(is_web).count().saturating_sub(1));
        let links = self.links.iter().enumerate().filter(|(_, link)| link.address == Address::Web).map(|(at, link)| {
            if Some(at) == address {
                return (link.place(), LinkClass::Entry(around.index));
            }
            let further = link.further();
            let class = LinkClass::Further(around.index, further.role);
            facts.further.push(further);
            (link.place(), class)
        });
        let links = links.collect();
        facts.further.sort_by_key(|further| further.link.span);
        let entry = Entry {
            name,
            name_span: self.name_span,
            link,
            description: plain_text::description(&self.description),
            section: around.path.clone(),
            kind,
            kind_evidence,
            risks: self.codes,
            facts: facts.kept(),
            parent: around.parent,
            span: self.span,
        };
        Some(Made { entry, links })
    }
}

impl DraftLink<'_> {
    /// Its cell and its index there.
    pub(super) fn place(&self) -> (usize, usize) {
        (self.cell, self.index)
    }

    fn written(&self) -> WrittenLink {
        let target = self.written_at.map(|at| Span::new(at, at + self.target.len()));
        WrittenLink { text: self.target.to_owned(), span: self.span, target }
    }

    /// As a link of an entry besides its address.
    pub(super) fn further(&self) -> FurtherLink {
        let role = link_role::role(&self.text, self.target);
        FurtherLink { link: self.written(), text: plain_text::name(&self.text), role }
    }
}

/// Names that say only that there is a link.
#[rustfmt::skip]
const SAY_NOTHING: [&str; 16] = [
    "arxiv", "click here", "code", "github", "here", "homepage", "link", "paper", "pdf", "repo", "repository",
    "source", "this", "url", "website", "链接",
];

/// Parts of paths that stand in templates.
#[rustfmt::skip]
const PLACEHOLDERS: [&str; 9] = [
    "user_repo", "your-username", "yourusername", "your_repo", "/user/repo", "/yourname/", "/your-name/", "/your_name/",
    "/your-org/",
];

/// Hosts that stand in templates.
const PLACEHOLDER_HOSTS: [&str; 6] = ["example.com", "link-to", "todo", "tbd", "fixme", "localhost"];

/// First parts of hosts that stand in templates, with whatever follows the dot.
#[rustfmt::skip]
const PLACEHOLDER_NAMES: [&str; 8] = [
    "your-url-here", "your-url", "your-link-here", "your-domain", "yourdomain", "your-site", "your-website", "url-here",
];

/// Finds them.
static PLACEHOLDER_SEARCH: LazyLock<Option<WordSearch>> = LazyLock::new(|| WordSearch::new([PLACEHOLDERS.as_slice()]));

fn report_address(link: &WrittenLink, malformed: bool, source: &str, report: &mut impl FnMut(Span, Diagnostic)) {
    if malformed {
        let target = plain_text::shown(&link.text);
        let written = source.get(link.span.start..link.span.end).unwrap_or_default();
        let is_markdown = written.starts_with('[') && written.ends_with(')') && written.matches("](").count() == 1;
        let (why, help) = if is_markdown {
            ("Markdown is text in this HTML", format!("write `<a href=\"{target}\">name</a>`"))
        } else {
            ("the brackets of this link stand in the wrong places", format!("write `[name]({target})`"))
        };
        let message = format!("{why}; it is read as a link to {target}");
        report(link.span, Diagnostic::new(Code::MalformedLink, message).help(help));
    }
    let (host, path) = web_address::host_and_path(&link.text);
    let from_slash = link.text.get(link.text.len().saturating_sub(path.len() + 1)..).unwrap_or_default();
    let stands_in = |search: &WordSearch| search.places(from_slash).next().is_some();
    if is_placeholder_host(host) || PLACEHOLDER_SEARCH.as_ref().is_some_and(stands_in) {
        let message = format!("{} looks like the placeholder of a template", plain_text::shown(&link.text));
        report(
            link.span,
            Diagnostic::new(Code::PlaceholderAddress, message).help("give the address of the thing itself"),
        );
    }
}

/// Whether a host, with the port if there is one, stands in templates, or is one that only its own machine or network
/// knows.
fn is_placeholder_host(host: &str) -> bool {
    let host = host.split(['?', '#']).next().unwrap_or_default();
    let host = match host.split_once(']') {
        Some((address, _)) => host.get(..=address.len()).unwrap_or(host),
        None => host.split_once(':').map_or(host, |(name, _)| name),
    };
    if host.ends_with(|c: char| c == ']' || c.is_ascii_digit()) {
        return match Host::parse(host) {
            Ok(Host::Ipv4(at)) => at.is_loopback() || at.is_private() || at.is_link_local() || at.is_unspecified(),
            Ok(Host::Ipv6(at)) => at.is_loopback() || at.is_unspecified(),
            Ok(Host::Domain(_)) | Err(_) => false,
        };
    }
    let host = host.strip_prefix(web_address::WWW).unwrap_or(host);
    let name = host.split('.').next().unwrap_or_default();
    PLACEHOLDER_HOSTS.iter().any(|known| host.eq_ignore_ascii_case(known))
        || PLACEHOLDER_NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn generic_name(name: &str) -> Diagnostic {
    Diagnostic::new(Code::GenericName, format!("the entry is called `{name}`, which says only what is behind the link"))
        .help("name the thing that is linked")
}

/// The first web address, by index; links before it that are none are reported.
fn usable_link(links: &[DraftLink<'_>], report: &mut impl FnMut(Span, Diagnostic)) -> Option<usize> {
    for (at, link) in links.iter().enumerate() {
        if link.address == Address::Web {
            return Some(at);
        }
        let reason = web_address::why_unusable(link.target);
        let target = if link.target.is_empty() {
            "this link's target".to_owned()
        } else {
            format!("`{}`", plain_text::shown(link.target))
        };
        report(
            link.span,
            Diagnostic::new(Code::UnusableUrl, format!("{target} is not a web address: {reason}")).help(
                "give an address that starts with `https://` and a host; until then the entry is known by its title",
            ),
        );
    }
    None
}

fn nameless(has_address: bool) -> Diagnostic {
    let found = Diagnostic::new(Code::NamelessEntry, "the entry has no name");
    if has_address {
        found.help("name it; until then it is known by its address")
    } else {
        found.help("give it a name and an address; without either it is left out")
    }
}

fn without_address(name: &str) -> Diagnostic {
    Diagnostic::new(Code::EntryWithoutUrl, format!("`{}` has no web address", plain_text::shown(name)))
        .help("link it if it has one; it is known by its title")
}

/// The address without its scheme and the slash at its end.
fn known_by_address(link: &WrittenLink) -> String {
    let bare = link.text.split_once("://").map_or(link.text.as_str(), |(_, rest)| rest);
    plain_text::single_spaced(bare.trim_end_matches('/')).into_owned()
}
