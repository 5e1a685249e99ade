//! Labels of reference links: where a text defines them, what they lead to, and which of those in use nothing defines.
//!
//! Definitions go in; a parser that does not see all of the text asks for those it does not know.

use crate::source::Span;
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use pulldown_cmark::{BrokenLink, BrokenLinkCallback, CowStr, LinkType, RefDefs};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::hash::BuildHasher;
use std::rc::Rc;

/// A label by which definitions are found: lower case, single-spaced.
pub(super) fn label_key(label: &str) -> Cow<'_, str> {
    let is_kept = |byte: u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase();
    if label.bytes().all(is_kept) {
        return Cow::Borrowed(label);
    }
    Cow::Owned(label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
}

/// What defines a label: `[label]: target`.
#[derive(Debug)]
pub(super) struct Definition<'a> {
    /// As written.
    pub(super) label: CowStr<'a>,
    /// Where links with that label lead.
    pub(super) target: CowStr<'a>,
    /// The title of those links.
    title: Option<CowStr<'a>>,
    /// Its bytes.
    pub(super) span: Span,
}

/// Those a parser has found in a part of the source that starts at that byte, in source order.
pub(super) fn definitions<'a>(found: &RefDefs<'_>, part: &'a str, base: usize) -> Vec<Definition<'a>> {
    let in_part = |text: &CowStr<'_>| in_source(text.clone(), part, part);
    let mut all: Vec<Definition<'a>> = found
        .iter()
        .map(|(label, found)| Definition {
            label: in_source(CowStr::Borrowed(label), part, part),
            target: in_part(&found.dest),
            title: found.title.as_ref().map(in_part),
            span: Span::from(found.span.clone()).moved(base),
        })
        .collect();
    all.sort_by_key(|definition| definition.span);
    all
}

/// A text as it stands in the source, so that it need not be held: `copy` is of those bytes of the source.
pub(super) fn in_source<'a>(part: CowStr<'_>, source: &'a str, copy: &str) -> CowStr<'a> {
    let CowStr::Borrowed(part) = part else { return part.into_static() };
    // What lies before the copy has a place far behind it.
    let at = part.as_ptr().addr().wrapping_sub(copy.as_ptr().addr());
    let there = at.checked_add(part.len()).and_then(|end| source.get(at..end));
    there.map_or_else(|| CowStr::from(part.to_owned()), CowStr::Borrowed)
}

/// The label of a link as the parser is told it: it leads somewhere, and where is looked up later.
const KNOWN: (CowStr<'static>, CowStr<'static>) = (CowStr::Borrowed(""), CowStr::Borrowed(""));

/// The parsers of the parts of a text ask it for labels that are not defined in the part.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels<'a>(Rc<State<'a>>);

#[derive(Debug, Default)]
struct State<'a> {
    known: Known<'a>,
    /// So many bytes of targets and titles may links still have: a text of short links to one long target is bounded.
    left: Cell<usize>,
    /// Links before that byte have been counted: some of a text is parsed twice.
    counted: Cell<usize>,
    /// Where the text starts that is being parsed; what it has before the part that is parsed is no part of the source
    /// there.
    base: Cell<usize>,
    from: Cell<usize>,
    to: Cell<usize>,
    undefined: RefCell<Vec<(CowStr<'static>, Span)>>,
}

/// The definitions of a text, in source order, one of each label; none where one parser sees all of the text.
#[derive(Debug, Default)]
struct Known<'a> {
    definitions: Vec<Definition<'a>>,
    /// Their places, by the hash of the key of the label: the key is not held a second time.
    places: HashTable<usize>,
    hasher: RandomState,
}

impl<'a> Known<'a> {
    /// Of those that stand in a text, in source order. The first of a label counts: the others go.
    fn new(mut definitions: Vec<Definition<'a>>) -> Self {
        let hasher = RandomState::default();
        let mut places = HashTable::with_capacity(definitions.len());
        let mut kept = 0;
        for at in 0..definitions.len() {
            let Some(definition) = definitions.get(at) else { break };
            let key = label_key(&definition.label);
            let hash = hasher.hash_one(&key);
            if places.find(hash, |&place| has_key(&definitions, place, &key)).is_none() {
                let hash_of =
                    |&place: &usize| definitions.get(place).map_or(0, |of| hasher.hash_one(label_key(&of.label)));
                places.insert_unique(hash, kept, hash_of);
                definitions.swap(kept, at);
                kept += 1;
            }
        }
        definitions.truncate(kept);
        Self { definitions, places, hasher }
    }

    /// What defines a label.
    fn find(&self, label: &str) -> Option<&Definition<'a>> {
        let key = label_key(label);
        let place = self.places.find(self.hasher.hash_one(&key), |&place| has_key(&self.definitions, place, &key))?;
        self.definitions.get(*place)
    }
}

/// True where the definition in that place has a label of that key.
fn has_key(definitions: &[Definition<'_>], place: usize, key: &str) -> bool {
    definitions.get(place).is_some_and(|definition| label_key(&definition.label) == key)
}

impl<'a> Labels<'a> {
    /// Of a text of that length in which those stand, in source order. The first of a label counts: the others go.
    pub(super) fn of(definitions: Vec<Definition<'a>>, length: usize) -> Self {
        Self(Rc::new(State { known: Known::new(definitions), left: Cell::new(length), ..State::default() }))
    }

    /// What defines each label, in source order.
    pub(super) fn definitions(&self) -> &[Definition<'a>] {
        &self.0.known.definitions
    }

    /// What is parsed from now on has its places after `base`, and only those in that part are told.
    pub(super) fn parse_at(&self, base: usize, part: Span) {
        let State { counted, from, to, .. } = &*self.0;
        counted.set(counted.get().max(to.get()));
        self.0.base.set(base);
        from.set(part.start);
        to.set(part.end);
    }

    /// Number of references that nothing defines, as far as parsers have come.
    pub(super) fn noted(&self) -> usize {
        self.0.undefined.borrow().len()
    }

    /// Takes back those noted after so many that start at that byte or behind it.
    pub(super) fn take_back(&self, before: usize, at: usize) {
        let mut undefined = self.0.undefined.borrow_mut();
        let before = before.min(undefined.len());
        let noted = undefined.split_off(before);
        undefined.extend(noted.into_iter().filter(|(_, span)| span.start < at));
    }

    /// Where those stand that were noted after so many, in source order, overlapping ones as one.
    pub(super) fn noted_after(&self, before: usize) -> Vec<Span> {
        let undefined = self.0.undefined.borrow();
        let mut spans: Vec<Span> = undefined.iter().skip(before).map(|(_, span)| *span).collect();
        spans.sort();
        spans.dedup_by(|next, last| {
            let overlaps = next.start < last.end;
            last.end = if overlaps { last.end.max(next.end) } else { last.end };
            overlaps
        });
        spans
    }

    /// True where one has to be asked what links lead to.
    pub(super) fn are_known(&self) -> bool {
        !self.definitions().is_empty()
    }

    /// The kind, target and title of a link, now that it is one.
    pub(super) fn resolve(&self, kind: LinkType, label: &str) -> Option<(LinkType, CowStr<'a>, CowStr<'a>)> {
        let kind = match kind {
            LinkType::Reference | LinkType::ReferenceUnknown => LinkType::Reference,
            LinkType::Collapsed | LinkType::CollapsedUnknown => LinkType::Collapsed,
            LinkType::Shortcut | LinkType::ShortcutUnknown => LinkType::Shortcut,
            _ => return None,
        };
        let Definition { target, title, .. } = self.0.known.find(label)?;
        Some((kind, target.clone(), title.clone().unwrap_or(CowStr::Borrowed(""))))
    }

    /// `[text][label]` whose label nothing defines, each once, in source order.
    pub(super) fn take_undefined(&self) -> Vec<(CowStr<'static>, Span)> {
        let mut undefined = self.0.undefined.take();
        undefined.sort_by_key(|(_, span)| span.start);
        undefined.dedup_by_key(|(_, span)| span.start);
        undefined
    }

    /// What defines each label, in source order; none where a parser still asks for them.
    pub(super) fn into_definitions(self) -> Vec<Definition<'a>> {
        Rc::try_unwrap(self.0).map(|state| state.known.definitions).unwrap_or_default()
    }

    /// True for a label that something defines, as long as links are not too much altogether; this one starts at that byte.
    fn is_known(&self, label: &str, at: usize) -> bool {
        let State { known, left, counted, .. } = &*self.0;
        let is_counted = at < counted.get();
        if !self.are_known() || (left.get() == 0 && !is_counted) {
            return false;
        }
        let Some(Definition { target, title, .. }) = known.find(label) else { return false };
        if !is_counted {
            left.set(left.get().saturating_sub(target.len() + title.as_deref().unwrap_or_default().len()));
        }
        true
    }
}

impl<'t> BrokenLinkCallback<'t> for Labels<'_> {
    fn handle_broken_link(&mut self, link: BrokenLink<'t>) -> Option<(CowStr<'t>, CowStr<'t>)> {
        let State { base, from, undefined, .. } = &*self.0;
        let at = Span::from(link.span).moved(base.get());
        if self.is_known(&link.reference, at.start) {
            return Some(KNOWN);
        }
        if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) && at.start >= from.get() {
            undefined.borrow_mut().push((link.reference.into_static(), at));
        }
        None
    }
}
