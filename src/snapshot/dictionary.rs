//! Identifiers to terms and back.

use super::image::Image;
use super::layout::{INTEGER_TEXT, Section};
use super::term::{Decoded, Encoded, TermId, encode, encode_iri, starts_of_iris_in};
use oxrdf::vocab::xsd;
use oxrdf::{Literal, Term, TermRef};
use std::cmp::Ordering;

/// The terms of an image.
#[derive(Clone, Copy)]
pub(super) struct Dictionary<'a>(pub(super) &'a Image);

impl<'a> Dictionary<'a> {
    /// Number of terms that are no inline integer.
    pub(super) fn len(self) -> usize {
        self.0.layout.counts.terms as usize
    }

    /// The stored bytes of a term that is no inline integer; empty where it cannot be read.
    pub(super) fn encoded(self, index: usize) -> &'a [u8] {
        let image: &'a Image = self.0;
        let start = image.number(Section::TermOffsets, index).and_then(|start| usize::try_from(start).ok());
        let end = image.number(Section::TermOffsets, index + 1).and_then(|end| usize::try_from(end).ok());
        match (start, end) {
            (Some(start), Some(end)) => image.elements(Section::Terms, start..end),
            _ => &[],
        }
    }

    /// The term of these bytes.
    fn search(self, sought: &[u8]) -> Option<TermId> {
        let at = self.search_place(sought).ok()?;
        u32::try_from(at).ok().map(TermId)
    }

    /// Where these bytes are, or where they would be.
    fn search_place(self, sought: &[u8]) -> Result<usize, usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.encoded(middle).cmp(sought) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Ok(middle),
            }
        }
        Err(low)
    }

    /// Whether an IRI, or the datatype of a literal that is no inline integer, begins so.
    pub(super) fn has_iri_in(self, namespace: &str) -> bool {
        let begins = |sought: &[u8]| {
            let at = self.search_place(sought).unwrap_or_else(|at| at);
            at < self.len() && self.encoded(at).starts_with(sought)
        };
        starts_of_iris_in(namespace).iter().any(|start| begins(start))
    }

    pub(super) fn id(self, term: TermRef<'_>) -> Option<TermId> {
        let mut encoded = Vec::new();
        match encode(term, &mut encoded) {
            Encoded::Integer(id) => self.integer_index(id).map(|_| id),
            Encoded::Bytes => self.search(&encoded),
        }
    }

    pub(super) fn iri_id(self, iri: &str) -> Option<TermId> {
        let mut encoded = Vec::with_capacity(iri.len() + 1);
        encode_iri(iri, &mut encoded);
        self.search(&encoded)
    }

    /// Which of the integers an identifier is; `None` for other terms and where no quad has it.
    pub(super) fn integer_index(self, id: TermId) -> Option<usize> {
        id.integer()?;
        let image = self.0;
        let (mut low, mut high) = (0, image.layout.counts.integers as usize);
        while low < high {
            let middle = low.midpoint(high);
            match image.number(Section::Integers, middle)?.cmp(&u64::from(id.0)) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    fn decoded(self, id: TermId) -> Option<Decoded<'a>> {
        let decoded = Decoded::read(self.encoded(id.0 as usize));
        let decoded = decoded.filter(|decoded| self.0.is_made() || decoded.is_sound());
        if decoded.is_none() {
            self.0.report("one of its terms cannot be read");
        }
        decoded
    }

    /// The term; where it cannot be read, an empty string, and the damage is remembered.
    pub(super) fn term(self, id: TermId) -> Term {
        match id.integer() {
            Some(value) => Literal::new_typed_literal(value.to_string(), xsd::INTEGER).into(),
            None => self.decoded(id).map_or_else(|| Literal::new_simple_literal("").into(), Decoded::to_term),
        }
    }

    pub(super) fn text(self, id: TermId) -> &'a str {
        if id.integer().is_none() {
            return self.decoded(id).map_or("", Decoded::text);
        }
        let text = self.integer_index(id).and_then(|index| self.integer_text(index));
        text.filter(|text| self.0.is_made() || text.parse().ok() == id.integer()).unwrap_or_else(|| {
            self.0.report("the text of an integer is not its value");
            ""
        })
    }

    fn integer_text(self, index: usize) -> Option<&'a str> {
        let image: &'a Image = self.0;
        let (&length, digits) = image.elements(Section::IntegerTexts, index..index + 1).split_first()?;
        std::str::from_utf8(digits.get(..usize::from(length))?).ok()
    }

    pub(super) fn language(self, id: TermId) -> Option<&'a str> {
        match id.integer().is_none().then(|| self.decoded(id))?? {
            Decoded::Language(tag, _) => Some(tag),
            _ => None,
        }
    }

    pub(super) fn datatype(self, id: TermId) -> Option<&'a str> {
        if id.integer().is_some() {
            return Some(xsd::INTEGER.as_str());
        }
        match self.decoded(id)? {
            Decoded::Typed(datatype, _) => Some(datatype),
            Decoded::String(_) => Some(xsd::STRING.as_str()),
            Decoded::Language(..) => Some(oxrdf::vocab::rdf::LANG_STRING.as_str()),
            Decoded::Blank(_) | Decoded::Iri(_) => None,
        }
    }

    /// For each term of this dictionary in order, its identifier in another one. O(terms of both).
    pub(super) fn ids_in(self, other: Dictionary<'_>) -> Vec<Option<TermId>> {
        let mut at = 0;
        let mut id_of = |index| {
            let term = self.encoded(index);
            while at < other.len() && other.encoded(at) < term {
                at += 1;
            }
            let is_there = at < other.len() && other.encoded(at) == term;
            u32::try_from(at).ok().filter(|_| is_there).map(TermId)
        };
        (0..self.len()).map(&mut id_of).collect()
    }
}

/// The text of an integer as it is stored.
pub(super) fn integer_slot(id: TermId) -> [u8; INTEGER_TEXT] {
    let text = id.integer().unwrap_or_default().to_string();
    let mut slot = [0; INTEGER_TEXT];
    for (place, byte) in slot.iter_mut().zip(u8::try_from(text.len()).into_iter().chain(text.bytes())) {
        *place = byte;
    }
    slot
}
