//! Inline Markdown as a flat sequence of styled runs, with links beside them.
//!
//! Text events go in, [`Inline`] comes out: emphasis and links are attributes of runs, so nothing
//! nests and nothing recurses. Footnote marks are left out.

use super::malformed;
use super::mojibake;
use super::plain_text::{has_pair, is_hidden, is_plain};
use super::web_address::{self, Address};
use super::word_search::{Found, WordSearch};
use crate::source::Span;
use memchr::memmem;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::slice;
use std::sync::LazyLock;

/// Most texts have no more links.
pub(super) const FEW: usize = 2;

/// How a run is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Inside `**…**`.
    pub(super) strong: bool,
    /// Inside `*…*`.
    pub(super) emphasis: bool,
    /// Inside backticks.
    pub(super) code: bool,
}

impl Style {
    /// True when the run is set off in either way.
    pub(super) fn is_set_off(self) -> bool {
        self.strong || self.emphasis
    }
}

/// A stretch of text of one style, in one link or in none.
#[derive(Debug, Clone)]
pub(super) struct Run<'a> {
    /// Its text: entities decoded, mojibake repaired where it is no code.
    pub(super) text: Cow<'a, str>,
    /// Its bytes in the source.
    pub(super) span: Span,
    /// How it is set.
    pub(super) style: Style,
    /// Index of its link in [`Inline::links`].
    pub(super) link: Option<usize>,
}

impl Run<'_> {
    /// The source bytes of the part `start..end` of the text; the whole run where the two differ.
    pub(super) fn span_of(&self, start: usize, end: usize) -> Span {
        if self.is_verbatim() { Span::new(self.span.start + start, self.span.start + end) } else { self.span }
    }

    /// True where the source has the text just as it reads.
    fn is_verbatim(&self) -> bool {
        matches!(self.text, Cow::Borrowed(text) if text.len() == self.span.end - self.span.start)
    }
}

/// A link with what it points to.
#[derive(Debug, Clone)]
pub(super) struct Link<'a> {
    /// The target as typed, entities decoded.
    pub(super) target: Cow<'a, str>,
    /// What the target is.
    pub(super) address: Address,
    /// Bytes of the whole link.
    pub(super) span: Span,
    /// How it was written.
    pub(super) form: Form,
    /// First byte of the target, where the source has it just as it reads.
    pub(super) written_at: Option<usize>,
}

/// How a link was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// As Markdown or HTML has it.
    Link {
        /// The first image that stands in it, by index, as in a badge.
        image: Option<usize>,
    },
    /// An address that stands bare in the text.
    Bare,
    /// With brackets in the wrong places; the target is recovered.
    Malformed,
    /// An image.
    Image {
        /// The link it stands in, by index.
        within: Option<usize>,
        /// Its alternative text.
        alt: String,
    },
}

impl<'a> Link<'a> {
    /// A link to a target as typed.
    pub(super) fn new(target: Cow<'a, str>, span: Span, form: Form) -> Self {
        let address = web_address::classify(&target);
        Self { target, address, span, form, written_at: None }
    }

    /// The same link where the links of its text have other numbers.
    fn renumbered(self, number: impl Fn(usize) -> usize) -> Self {
        let form = match self.form {
            Form::Image { within, alt } => Form::Image { within: within.map(number), alt },
            Form::Link { image } => Form::Link { image: image.map(number) },
            form => form,
        };
        Self { form, ..self }
    }

    /// True for an image, which one looks at rather than follows.
    pub(super) fn is_image(&self) -> bool {
        matches!(self.form, Form::Image { .. })
    }

    /// The first image that stands in it, by index.
    pub(super) fn image(&self) -> Option<usize> {
        if let Form::Link { image } = self.form { image } else { None }
    }
}

/// The text of a heading, a list item, a table cell or a paragraph.
#[derive(Debug, Clone, Default)]
pub(super) struct Inline<'a> {
    /// Runs in source order.
    pub(super) runs: Vec<Run<'a>>,
    /// Links and images; one around an image only has no run.
    pub(super) links: Vec<Link<'a>>,
}

impl<'a> Inline<'a> {
    /// Adds text; text of the same style that continues the last run joins it.
    pub(super) fn push(&mut self, run: Run<'a>, source: &'a str) {
        if let Some(last) = self.runs.last_mut()
            && (last.style, last.link) == (run.style, run.link)
        {
            let joined = Span::new(last.span.start, run.span.end);
            let verbatim = source.get(joined.start..joined.end).filter(|joined| {
                last.span.end == run.span.start
                    && matches!((&last.text, &run.text), (Cow::Borrowed(_), Cow::Borrowed(_)))
                    && joined.len() == last.text.len() + run.text.len()
            });
            match verbatim {
                Some(verbatim) => last.text = Cow::Borrowed(verbatim),
                None => last.text.to_mut().push_str(&run.text),
            }
            last.span = joined;
        } else {
            self.runs.push(run);
        }
    }

    /// Repairs mojibake, where the source or an entity holds any and it is not in code, and makes a link of every
    /// address that stands bare in the text.
    pub(super) fn finish(&mut self, source: &str, is_garbled: bool) {
        let may_be_garbled = |run: &&mut Run<'a>| is_garbled || matches!(run.text, Cow::Owned(_));
        for run in self.runs.iter_mut().filter(|run| !run.style.code && may_be_garbled(run)) {
            if let Some(repaired) = mojibake::repair(&run.text) {
                run.text = Cow::Owned(repaired);
            }
        }
        if self.runs.iter().any(may_hold_address) {
            self.link_bare_addresses(source);
        }
        malformed::recover(self);
    }

    /// Forgets what it holds and keeps the room.
    pub(super) fn clear(&mut self) {
        self.runs.clear();
        self.links.clear();
    }

    /// Gives back room that is not used.
    pub(super) fn shrink_to_fit(&mut self) {
        self.runs.shrink_to_fit();
        self.links.shrink_to_fit();
    }

    fn link_bare_addresses(&mut self, source: &str) {
        for run in std::mem::take(&mut self.runs) {
            let mut rest = 0;
            let mut places = Places { source, rest: run.span, misses: 0 };
            let may_hold = may_hold_address(&run);
            while may_hold && let Some((start, end)) = bare_address(&run.text, rest) {
                self.push_part(&run, rest, start, None);
                let shown = part(&run.text, start, end);
                let is_verbatim = run.is_verbatim();
                let place = if is_verbatim { Some(run.span_of(start, end)) } else { places.next(&shown) };
                let span = place.unwrap_or(run.span);
                let written_at = place.map(|place| place.start);
                self.links.push(match web_address::without_scheme(&shown) {
                    Some(host) => Link::new(Cow::Owned(format!("http://{host}")), span, Form::Bare),
                    None => Link { written_at, ..Link::new(shown, span, Form::Bare) },
                });
                let (text, link) = (part(&run.text, start, end), Some(self.links.len() - 1));
                self.runs.push(Run { text, span, style: run.style, link });
                rest = end;
            }
            if rest == 0 {
                self.runs.push(run);
            } else {
                self.push_part(&run, rest, run.text.len(), None);
            }
        }
    }

    fn push_part(&mut self, run: &Run<'a>, start: usize, end: usize, link: Option<usize>) {
        if start < end {
            let text = part(&run.text, start, end);
            self.runs.push(Run { text, span: run.span_of(start, end), style: run.style, link });
        }
    }

    /// All text.
    pub(super) fn text(&self) -> Cow<'_, str> {
        text_of(&self.runs)
    }

    /// True when it holds neither a visible character nor a link nor an image.
    pub(super) fn is_blank(&self) -> bool {
        self.links.is_empty() && self.runs.iter().all(|run| run.text.trim().is_empty())
    }

    /// Its links, images left out, each with its index.
    pub(super) fn hyperlinks(&self) -> impl Iterator<Item = (usize, &Link<'a>)> {
        self.links.iter().enumerate().filter(|(_, link)| !link.is_image())
    }

    /// True when it holds a link that is no image.
    pub(super) fn is_linked(&self) -> bool {
        self.hyperlinks().next().is_some()
    }

    /// True when there is text and all of it is strong and none of it a link.
    pub(super) fn is_strong(&self) -> bool {
        let is_text = |run: &&Run<'_>| !run.text.trim().is_empty();
        !self.is_linked()
            && self.runs.iter().any(|run| is_text(&run))
            && self.runs.iter().filter(is_text).all(|run| run.style.strong)
    }

    /// The text each link shows, by index.
    pub(super) fn link_texts(&self) -> SmallVec<[Cow<'_, str>; FEW]> {
        let mut texts = SmallVec::from_elem(Cow::Borrowed(""), self.links.len());
        for run in &self.runs {
            if let Some(text) = run.link.and_then(|link| texts.get_mut(link)) {
                *text += run.text.as_ref();
            }
        }
        texts
    }

    /// Bytes from the first text or link to the last.
    pub(super) fn span(&self) -> Option<Span> {
        let spans = || self.runs.iter().map(|run| run.span).chain(self.links.iter().map(|link| link.span));
        Some(Span::new(spans().map(|span| span.start).min()?, spans().map(|span| span.end).max()?))
    }

    /// Appends another text, parted by a space.
    pub(super) fn append(&mut self, other: Inline<'a>) {
        if self.runs.is_empty() && self.links.is_empty() {
            *self = other;
            return;
        }
        if let Some(last) = self.runs.last() {
            let end = last.span.end;
            let space =
                Run { text: Cow::Borrowed(" "), span: Span::new(end, end), style: Style::default(), link: None };
            self.runs.push(space);
        }
        let before = self.links.len();
        let moved = |link: usize| link + before;
        self.links.extend(other.links.into_iter().map(|link| link.renumbered(moved)));
        self.runs.extend(other.runs.into_iter().map(|run| Run { link: run.link.map(moved), ..run }));
    }

    /// Takes off what stands at or behind that byte, which lies in no link. A run that reads otherwise than it is written
    /// stays whole. O(what is taken off).
    pub(super) fn split_off(&mut self, at: usize) -> Self {
        let runs = self.runs.iter().rposition(|run| run.span.start < at).map_or(0, |last| last + 1);
        let links = self.links.iter().rposition(|link| link.span.start < at).map_or(0, |last| last + 1);
        let moved = |link: usize| link.saturating_sub(links);
        let mut taken = self.runs.split_off(runs);
        if let Some(last) = self.runs.last_mut().filter(|run| at < run.span.end && run.is_verbatim()) {
            let (length, cut) = (last.text.len(), at - last.span.start);
            let rest = Run { text: part(&last.text, cut, length), span: last.span_of(cut, length), ..*last };
            (last.text, last.span) = (part(&last.text, 0, cut), last.span_of(0, cut));
            taken.insert(0, rest);
        }
        Self {
            links: self.links.split_off(links).into_iter().map(|link| link.renumbered(moved)).collect(),
            runs: taken.into_iter().map(|run| Run { link: run.link.map(moved), ..run }).collect(),
        }
    }
}

/// Finds texts one after the other in a part of the source that reads otherwise than it is written.
struct Places<'s> {
    source: &'s str,
    /// What was not looked at yet.
    rest: Span,
    /// Texts that were not found.
    misses: usize,
}

/// A part of the source is looked through so often in vain.
const MAX_MISSES: usize = 8;

impl Places<'_> {
    /// Where the text stands next, as it reads. All together O(length).
    fn next(&mut self, text: &str) -> Option<Span> {
        let rest = self.source.get(self.rest.start..self.rest.end).filter(|_| self.misses < MAX_MISSES)?;
        let Some(at) = memmem::find(rest.as_bytes(), text.as_bytes()) else {
            self.misses += 1;
            return None;
        };
        let start = self.rest.start + at;
        self.rest.start = start + text.len();
        Some(Span::new(start, self.rest.start))
    }
}

/// What an address that stands bare has in it: the end of its scheme, or the start of a host without one.
const MARKS: [&str; 2] = ["://", web_address::WWW];

/// Finds them.
static MARK_SEARCH: LazyLock<Option<WordSearch>> =
    LazyLock::new(|| WordSearch::new(MARKS.each_ref().map(slice::from_ref)));

fn marks(text: &str) -> impl Iterator<Item = Found> {
    MARK_SEARCH.iter().flat_map(move |search| search.places(text))
}

/// Outside links and code, with two bytes of the mark of an address: what has no more of it holds none.
fn may_hold_address(run: &Run<'_>) -> bool {
    let is_of_mark = |byte, next| matches!((byte, next), (b':', b'/') | (b'w', b'.'));
    run.link.is_none() && !run.style.code && has_pair(&run.text, is_of_mark)
}

/// A part of a text, borrowed where the whole is.
pub(super) fn part<'a>(text: &Cow<'a, str>, start: usize, end: usize) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(start..end).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.get(start..end).unwrap_or_default().to_owned()),
    }
}

/// Text of several runs, joined.
pub(super) fn text_of<'i>(runs: &'i [Run<'_>]) -> Cow<'i, str> {
    joined(runs.iter())
}

/// Text of runs, joined; borrowed where only one has any.
pub(super) fn joined<'i, 'a: 'i>(runs: impl Iterator<Item = &'i Run<'a>>) -> Cow<'i, str> {
    runs.fold(Cow::Borrowed(""), |text, run| text + run.text.as_ref())
}

/// Bytes from the first run to the last.
pub(super) fn span_of(runs: &[Run<'_>]) -> Option<Span> {
    Some(Span::new(runs.first()?.span.start, runs.last()?.span.end))
}

/// The first hidden character and its bytes.
pub(super) fn hidden_character(runs: &[Run<'_>]) -> Option<(char, Span)> {
    runs.iter().filter(|run| !is_plain(&run.text)).find_map(|run| {
        let (at, found) = run.text.char_indices().find(|&(at, c)| is_hidden(c, &run.text, at))?;
        Some((found, run.span_of(at, at + found.len_utf8())))
    })
}

/// The first address at or after `from` that starts a word, as byte positions. O(length), as each
/// part of the text is looked at once.
///
/// Without a scheme only as GitHub has it: where `www.` starts a host (GitHub Flavored Markdown, section 6.9).
fn bare_address(text: &str, from: usize) -> Option<(usize, usize)> {
    marks(text.get(from..)?).find_map(|mark| {
        let (at, rest) = (from + mark.start, from + mark.end);
        let scheme =
            ["https", "http"].into_iter().find(|scheme| text.get(from..at).is_some_and(|it| it.ends_with(scheme)));
        let start = if mark.group == 0 { at - scheme?.len() } else { at };
        let before = text.get(..start)?;
        let is_free = if mark.group == 0 {
            !before.ends_with(char::is_alphanumeric)
        } else {
            before.chars().next_back().is_none_or(|c| c.is_whitespace() || "*_~(".contains(c))
                && web_address::without_scheme(text.get(at..)?).is_some()
        };
        let length = if is_free { address_length(text.get(rest..)?) } else { 0 };
        (length > 0).then_some((start, rest + length))
    })
}

/// Bytes of the address that follows its scheme, without the punctuation of the sentence around it.
fn address_length(rest: &str) -> usize {
    // Where Markdown did not see a link, its brackets are text.
    let is_bracket = |at: usize| rest.get(at..).is_some_and(|rest| rest.starts_with("]("));
    let mut is_open = false;
    let end = rest.char_indices().find(|&(at, c)| {
        is_open |= c == '[';
        ends_address(c) || c == ']' && (!is_open || is_bracket(at))
    });
    let end = end.map_or(rest.len(), |(at, _)| at);
    let mut address = rest.get(..end).unwrap_or_default();
    // A parenthesis that the address does not open belongs to the sentence.
    let mut unopened = address.matches(')').count().saturating_sub(address.matches('(').count());
    loop {
        address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']);
        match address.strip_suffix(')').filter(|_| unopened > 0) {
            Some(inside) => (address, unopened) = (inside, unopened - 1),
            None => return address.len(),
        }
    }
}

/// White space, quotes, brackets and East Asian punctuation end a bare address.
fn ends_address(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "<>\"`|（）《》「」【】，。、；：！？“”‘’".contains(c)
}

#[cfg(test)]
mod tests {
    use super::bare_address;

    #[test]
    fn bare_address_ends_before_sentence_punctuation() {
        let text = "see (https://example.org/a_b), then";
        assert_eq!(bare_address(text, 0).map(|(start, end)| &text[start..end]), Some("https://example.org/a_b"));
    }

    #[test]
    fn scheme_alone_or_inside_a_word_is_no_address() {
        assert_eq!(bare_address("https:// and xhttp://a.org", 0), None);
    }

    #[test]
    fn host_that_starts_with_www_needs_no_scheme() {
        let found = |text: &'static str| bare_address(text, 0).map(|(start, end)| &text[start..end]);
        assert_eq!(found("see (www.example.org/a_(b)), then"), Some("www.example.org/a_(b)"));
        assert_eq!(found("awww.a.org, /www.b.org, WWW.c.org, www.d_e.org, *www.f.org*."), Some("www.f.org"));
        assert_eq!(found("www. www.., https://www.x.org"), Some("https://www.x.org"));
    }
}
