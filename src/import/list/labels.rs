//! Labels of reference links: where a text defines them, what they lead to, and which of those in use nothing defines.
//!
//! Definitions go in; a parser that does not see all of the text asks for those it does not know.

use crate::source::Span;
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use pulldown_cmark::{BrokenLink, BrokenLinkCallback, CowStr, InlineStr, LinkType, RefDefs};
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
pub(super) struct Definition {
    /// As written.
    pub(super) label: Box<str>,
    /// Where links with that label lead.
    pub(super) target: Box<str>,
    /// The title of those links.
    title: Option<Box<str>>,
    /// Its bytes.
    pub(super) span: Span,
}

/// Those a parser has found, in source order, for a text that starts at that byte.
pub(super) fn definitions(found: &RefDefs<'_>, base: usize) -> Vec<Definition> {
    let mut all: Vec<Definition> = found
        .iter()
        .map(|(label, found)| Definition {
            label: label.into(),
            target: found.dest.as_ref().into(),
            title: found.title.as_deref().map(Box::from),
            span: Span::from(found.span.clone()).moved(base),
        })
        .collect();
    all.sort_by_key(|definition| definition.span);
    all
}

/// The label of a link as the parser is told it: it leads somewhere, and where is looked up later.
const KNOWN: (CowStr<'static>, CowStr<'static>) = (CowStr::Borrowed(""), CowStr::Borrowed(""));

/// A text that is copied for each link: a short one takes no room of its own.
fn held(text: &str) -> CowStr<'static> {
    InlineStr::try_from(text).map_or_else(|_| CowStr::Boxed(text.into()), CowStr::Inlined)
}

/// The parsers of the parts of a text ask it for labels that are not defined in the part.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels(Rc<State>);

#[derive(Debug, Default)]
struct State {
    known: Known,
    /// So many bytes of targets and titles may links still have: a text of short links to one long target is bounded.
    left: Cell<usize>,
    /// Where the text starts that is being parsed; what it has before `from` is no part of the source there.
    base: Cell<usize>,
    from: Cell<usize>,
    undefined: RefCell<Vec<(CowStr<'static>, Span)>>,
}

/// The definitions of a text, in source order, one of each label; none where one parser sees all of the text.
#[derive(Debug, Default)]
struct Known {
    definitions: Vec<Definition>,
    /// Their places, by the hash of the key of the label: the key is not held a second time.
    places: HashTable<usize>,
    hasher: RandomState,
}

impl Known {
    /// Of those that stand in a text, in source order. The first of a label counts: the others go.
    fn new(mut definitions: Vec<Definition>) -> Self {
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
    fn find(&self, label: &str) -> Option<&Definition> {
        let key = label_key(label);
        let place = self.places.find(self.hasher.hash_one(&key), |&place| has_key(&self.definitions, place, &key))?;
        self.definitions.get(*place)
    }
}

/// True where the definition in that place has a label of that key.
fn has_key(definitions: &[Definition], place: usize, key: &str) -> bool {
    definitions.get(place).is_some_and(|definition| label_key(&definition.label) == key)
}

impl Labels {
    /// Of a text of that length in which those stand, in source order. The first of a label counts: the others go.
    pub(super) fn of(definitions: Vec<Definition>, length: usize) -> Self {
        Self(Rc::new(State { known: Known::new(definitions), left: Cell::new(length), ..State::default() }))
    }

    /// What defines each label, in source order.
    pub(super) fn definitions(&self) -> &[Definition] {
        &self.0.known.definitions
    }

    /// What is parsed from now on has its places after `base`, and those before `from` are not told.
    pub(super) fn parse_at(&self, base: usize, from: usize) {
        self.0.base.set(base);
        self.0.from.set(from);
    }

    /// True where one has to be asked what links lead to.
    pub(super) fn are_known(&self) -> bool {
        !self.definitions().is_empty()
    }

    /// The kind, target and title of a link, now that it is one.
    pub(super) fn resolve(&self, kind: LinkType, label: &str) -> Option<(LinkType, CowStr<'static>, CowStr<'static>)> {
        let kind = match kind {
            LinkType::Reference | LinkType::ReferenceUnknown => LinkType::Reference,
            LinkType::Collapsed | LinkType::CollapsedUnknown => LinkType::Collapsed,
            LinkType::Shortcut | LinkType::ShortcutUnknown => LinkType::Shortcut,
            _ => return None,
        };
        let Definition { target, title, .. } = self.0.known.find(label)?;
        Some((kind, held(target), held(title.as_deref().unwrap_or_default())))
    }

    /// `[text][label]` whose label nothing defines, each once, in source order.
    pub(super) fn take_undefined(&self) -> Vec<(CowStr<'static>, Span)> {
        let mut undefined = self.0.undefined.take();
        undefined.sort_by_key(|(_, span)| span.start);
        undefined.dedup_by_key(|(_, span)| span.start);
        undefined
    }

    /// What defines each label, in source order; none where a parser still asks for them.
    pub(super) fn into_definitions(self) -> Vec<Definition> {
        Rc::try_unwrap(self.0).map(|state| state.known.definitions).unwrap_or_default()
    }

    /// True for a label that something defines, as long as its links are not too much altogether.
    fn is_known(&self, label: &str) -> bool {
        let State { known, left, .. } = &*self.0;
        if !self.are_known() || left.get() == 0 {
            return false;
        }
        let Some(Definition { target, title, .. }) = known.find(label) else { return false };
        left.set(left.get().saturating_sub(target.len() + title.as_deref().unwrap_or_default().len()));
        true
    }
}

impl<'t> BrokenLinkCallback<'t> for Labels {
    fn handle_broken_link(&mut self, link: BrokenLink<'t>) -> Option<(CowStr<'t>, CowStr<'t>)> {
        if self.is_known(&link.reference) {
            return Some(KNOWN);
        }
        let State { base, from, undefined, .. } = &*self.0;
        let at = Span::from(link.span).moved(base.get());
        if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) && at.start >= from.get() {
            undefined.borrow_mut().push((link.reference.into_static(), at));
        }
        None
    }
}
