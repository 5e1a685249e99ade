//! Terms and their identifiers: sorted, each once, with their exact lexical form.

use oxrdf::vocab::xsd;
use oxrdf::{BlankNode, Literal, NamedNode, Term, TermRef};
use std::fmt;

/// Identifier of a term in one snapshot: its rank, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub(super) u32);

const BLANK: u8 = b'b';
const IRI: u8 = b'i';
const LANGUAGE: u8 = b'l';
const STRING: u8 = b's';
const TYPED: u8 = b't';
/// Ends a language tag or datatype: neither can hold it.
const SEPARATOR: u8 = 0;

/// Bytes a term is stored and sorted by.
///
/// A kind letter, then the text; language tag or datatype first, ended by NUL.
pub(super) fn encode(term: TermRef<'_>, out: &mut Vec<u8>) {
    out.clear();
    match term {
        TermRef::NamedNode(node) => {
            out.push(IRI);
            out.extend_from_slice(node.as_str().as_bytes());
        }
        TermRef::BlankNode(node) => {
            out.push(BLANK);
            out.extend_from_slice(node.as_str().as_bytes());
        }
        TermRef::Literal(literal) => {
            if let Some(language) = literal.language() {
                out.push(LANGUAGE);
                out.extend_from_slice(language.as_bytes());
                out.push(SEPARATOR);
            } else if literal.datatype() == xsd::STRING {
                out.push(STRING);
            } else {
                out.push(TYPED);
                out.extend_from_slice(literal.datatype().as_str().as_bytes());
                out.push(SEPARATOR);
            }
            out.extend_from_slice(literal.value().as_bytes());
        }
    }
}

/// Why stored terms are not terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damaged;

/// All terms of a snapshot in one run of bytes.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Dictionary {
    /// Encoded terms end to end, sorted. Valid UTF-8: the kind letter and the separator are ASCII.
    arena: String,
    /// Start of each term in `arena`, and the end of the last.
    offsets: Vec<u32>,
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dictionary({} terms, {} bytes)", self.len(), self.arena.len())
    }
}

impl Dictionary {
    /// Takes encoded terms that are sorted and distinct; the caller has checked that they fit 32-bit offsets.
    pub(super) fn from_sorted<'a>(terms: impl Iterator<Item = &'a str>) -> Self {
        let mut arena = String::new();
        let mut offsets = vec![0];
        for term in terms {
            arena.push_str(term);
            offsets.push(u32::try_from(arena.len()).expect("the builder keeps the arena below 4 GiB"));
        }
        Self { arena, offsets }
    }

    /// Takes what a file holds and checks that every term can be read back.
    pub(super) fn from_parts(arena: String, offsets: Vec<u32>) -> Result<Self, Damaged> {
        let dictionary = Self { arena, offsets };
        let ends_well = dictionary.offsets.last().is_some_and(|&end| end as usize == dictionary.arena.len());
        let starts_well = dictionary.offsets.first() == Some(&0);
        let rising = dictionary.offsets.is_sorted();
        let readable = || (0..dictionary.len()).all(|index| dictionary.is_readable(index));
        let sorted = || (1..dictionary.len()).all(|index| dictionary.encoded(index - 1) < dictionary.encoded(index));
        if starts_well && ends_well && rising && readable() && sorted() { Ok(dictionary) } else { Err(Damaged) }
    }

    /// Whether a term is one that could have been put in: writers do not escape what RDF does not allow.
    fn is_readable(&self, index: usize) -> bool {
        let (start, end) = (self.offsets[index] as usize, self.offsets[index + 1] as usize);
        let Some(encoded) = self.arena.get(start..end) else { return false };
        let mut characters = encoded.chars();
        let (Some(kind), text) = (characters.next(), characters.as_str()) else { return false };
        match (u8::try_from(kind), text.split_once('\0')) {
            (Ok(BLANK), _) => BlankNode::new(text).is_ok(),
            (Ok(IRI), _) => is_iri(text),
            (Ok(STRING), _) => true,
            (Ok(LANGUAGE), Some((tag, _))) => is_language_tag(tag),
            (Ok(TYPED), Some((datatype, _))) => is_iri(datatype),
            _ => false,
        }
    }

    /// Whether a term is a blank node: their kind letter is the least.
    pub(super) fn has_blank_nodes(&self) -> bool {
        self.arena.as_bytes().first() == Some(&BLANK)
    }

    /// Whether a term may be a predicate.
    pub(super) fn is_iri(&self, id: TermId) -> bool {
        self.split(id).0 == IRI
    }

    /// Whether a term may be a subject or a graph.
    pub(super) fn is_node(&self, id: TermId) -> bool {
        matches!(self.split(id).0, IRI | BLANK)
    }

    pub(super) fn parts(&self) -> (&str, &[u32]) {
        (&self.arena, &self.offsets)
    }

    pub(super) fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// For each term of this dictionary in order, its identifier in another one. O(terms of both).
    pub(super) fn ids_in(&self, other: &Self) -> Vec<Option<TermId>> {
        let mut at = 0;
        (0..self.len())
            .map(|index| {
                let term = self.encoded(index);
                while at < other.len() && other.encoded(at) < term {
                    at += 1;
                }
                (at < other.len() && other.encoded(at) == term).then(|| Self::id_at(at))
            })
            .collect()
    }

    fn encoded(&self, index: usize) -> &str {
        &self.arena[self.offsets[index] as usize..self.offsets[index + 1] as usize]
    }

    fn find(&self, encoded: &[u8]) -> Option<TermId> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.encoded(middle).as_bytes().cmp(encoded) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(Self::id_at(middle)),
            }
        }
        None
    }

    fn id_at(index: usize) -> TermId {
        TermId(u32::try_from(index + 1).expect("term counts fit 32 bits"))
    }

    pub(super) fn id(&self, term: &Term) -> Option<TermId> {
        let mut encoded = Vec::new();
        encode(term.as_ref(), &mut encoded);
        self.find(&encoded)
    }

    pub(super) fn iri_id(&self, iri: &str) -> Option<TermId> {
        let mut encoded = Vec::with_capacity(iri.len() + 1);
        encoded.push(IRI);
        encoded.extend_from_slice(iri.as_bytes());
        self.find(&encoded)
    }

    /// Kind, language tag or datatype, and text of a term.
    fn split(&self, id: TermId) -> (u8, &str, &str) {
        let encoded = self.encoded(id.0 as usize - 1);
        let kind = encoded.as_bytes()[0];
        let rest = &encoded[1..];
        match kind {
            LANGUAGE | TYPED => {
                let (tag, text) = rest.split_once('\0').expect("checked when the snapshot was built or opened");
                (kind, tag, text)
            }
            _ => (kind, "", rest),
        }
    }

    pub(super) fn term(&self, id: TermId) -> Term {
        let (kind, tag, text) = self.split(id);
        match kind {
            BLANK => BlankNode::new_unchecked(text).into(),
            IRI => NamedNode::new_unchecked(text).into(),
            LANGUAGE => Literal::new_language_tagged_literal_unchecked(text, tag).into(),
            TYPED => Literal::new_typed_literal(text, NamedNode::new_unchecked(tag)).into(),
            _ => Literal::new_simple_literal(text).into(),
        }
    }

    pub(super) fn text(&self, id: TermId) -> &str {
        self.split(id).2
    }

    pub(super) fn language(&self, id: TermId) -> Option<&str> {
        let (kind, tag, _) = self.split(id);
        (kind == LANGUAGE).then_some(tag)
    }
}

/// Whether a text has only characters that IRIREF of the N-Quads grammar allows.
fn is_iri(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_control() || " <>\"{}|^`\\".contains(c))
}

/// Whether a text is as LANGTAG of the N-Quads grammar.
fn is_language_tag(text: &str) -> bool {
    text.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
