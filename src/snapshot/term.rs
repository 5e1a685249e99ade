//! Terms as bytes, and as identifiers.

use oxrdf::vocab::xsd;
use oxrdf::{BlankNode, BlankNodeRef, Literal, NamedNode, Term, TermRef};

/// Identifier of a term in one snapshot.
///
/// Identifiers are in term order: blank nodes, IRIs, literals with a language, strings, literals of other datatypes,
/// each by its text; then integers by value. A canonical `xsd:integer` of 31 bits is its own identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub(super) u32);

/// Marks the identifier of an integer.
const INTEGER: u32 = 1 << 31;
/// What is added to an integer, so that identifiers are in order of value.
const BIAS: i64 = 1 << 30;

impl TermId {
    /// The value of a canonical integer of 31 bits, without a look at any text; `None` for all other terms.
    pub fn integer(self) -> Option<i64> {
        (self.0 & INTEGER != 0).then(|| i64::from(self.0 ^ INTEGER) - BIAS)
    }

    /// Rank among the terms that are no integers, from 0; of an integer, beyond [`super::Snapshot::id_bound`].
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The identifier that an integer has in every snapshot that holds it.
    pub(super) fn of_integer(value: i64) -> Option<Self> {
        let word = u32::try_from(value.checked_add(BIAS)?).ok()?;
        (word & INTEGER == 0).then_some(Self(word | INTEGER))
    }

    /// Whether a stored word stands for an integer.
    pub(super) fn is_integer_word(word: u64) -> bool {
        (u64::from(INTEGER)..=u64::from(u32::MAX)).contains(&word)
    }
}

const BLANK: u8 = b'b';
const IRI: u8 = b'i';
const LANGUAGE: u8 = b'l';
const STRING: u8 = b's';
const TYPED: u8 = b't';
/// Ends a language tag or datatype: neither can hold it.
const SEPARATOR: u8 = 0;

/// Datatypes that are stored as one character: the first is U+0001, and none of them can start an IRI.
const COMMON_DATATYPES: [oxrdf::NamedNodeRef<'static>; 8] =
    [xsd::BOOLEAN, xsd::DATE, xsd::DATE_TIME, xsd::DECIMAL, xsd::DOUBLE, xsd::INTEGER, xsd::ANY_URI, xsd::G_YEAR];

/// A term to look up or to keep.
pub(super) enum Encoded {
    /// An integer: nothing is kept of it but its identifier.
    Integer(TermId),
    /// Any other term: its bytes are written.
    Bytes,
}

/// Writes the bytes a term is stored and sorted by: a kind letter, then the text; language tag or datatype first,
/// ended by NUL, or a character for a common datatype.
pub(super) fn encode(term: TermRef<'_>, out: &mut Vec<u8>) -> Encoded {
    out.clear();
    match term {
        TermRef::NamedNode(node) => encode_iri(node.as_str(), out),
        TermRef::BlankNode(node) => {
            out.push(BLANK);
            out.extend_from_slice(node.as_str().as_bytes());
        }
        TermRef::Literal(literal) => {
            let (text, datatype) = (literal.value(), literal.datatype());
            if let Some(language) = literal.language() {
                out.push(LANGUAGE);
                out.extend_from_slice(language.as_bytes());
                out.push(SEPARATOR);
            } else if datatype == xsd::STRING {
                out.push(STRING);
            } else if let Some(id) = Some(text).filter(|_| datatype == xsd::INTEGER).and_then(canonical_integer) {
                return Encoded::Integer(id);
            } else {
                out.push(TYPED);
                if let Some((code, _)) = (1..).zip(COMMON_DATATYPES).find(|(_, common)| *common == datatype) {
                    out.push(code);
                } else {
                    out.extend_from_slice(datatype.as_str().as_bytes());
                    out.push(SEPARATOR);
                }
            }
            out.extend_from_slice(text.as_bytes());
        }
    }
    Encoded::Bytes
}

/// Writes the bytes of an IRI.
pub(super) fn encode_iri(iri: &str, out: &mut Vec<u8>) {
    out.clear();
    out.push(IRI);
    out.extend_from_slice(iri.as_bytes());
}

/// What the bytes of IRIs in a namespace, and of literals with a datatype in it, begin with.
pub(super) fn starts_of_iris_in(namespace: &str) -> Vec<Vec<u8>> {
    let common = (1..).zip(COMMON_DATATYPES).filter(|(_, datatype)| datatype.as_str().starts_with(namespace));
    let whole = [IRI, TYPED].map(|kind| [&[kind], namespace.as_bytes()].concat());
    whole.into_iter().chain(common.map(|(code, _)| vec![TYPED, code])).collect()
}

/// Identifier of an integer as its canonical form writes it: no sign but a minus, no leading zero.
fn canonical_integer(text: &str) -> Option<TermId> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_canonical = match digits.as_bytes() {
        [b'0'] => digits.len() == text.len(),
        [b'1'..=b'9', rest @ ..] => rest.len() < 10 && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    TermId::of_integer(text.parse().ok().filter(|_| is_canonical)?)
}

/// Whether bytes stand for a blank node.
pub(super) fn is_blank(encoded: &[u8]) -> bool {
    encoded.first() == Some(&BLANK)
}

/// Whether bytes stand for a blank node or IRI: those sort before all literals.
pub(super) fn is_node(encoded: &[u8]) -> bool {
    matches!(encoded.first(), Some(&(BLANK | IRI)))
}

/// What bytes stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decoded<'a> {
    Blank(&'a str),
    Iri(&'a str),
    Language(&'a str, &'a str),
    String(&'a str),
    Typed(&'a str, &'a str),
}

impl<'a> Decoded<'a> {
    /// Reads bytes that [`encode`] wrote; `None` of others that cannot be taken apart.
    pub(super) fn read(encoded: &'a [u8]) -> Option<Self> {
        let mut characters = std::str::from_utf8(encoded).ok()?.chars();
        let kind = u8::try_from(characters.next()?).ok()?;
        let rest = characters.as_str();
        Some(match kind {
            BLANK => Self::Blank(rest),
            IRI => Self::Iri(rest),
            LANGUAGE => {
                let (tag, text) = rest.split_once(char::from(SEPARATOR))?;
                Self::Language(tag, text)
            }
            STRING => Self::String(rest),
            TYPED => {
                let code = rest.as_bytes().first()?.checked_sub(1);
                let (datatype, text) = match code.and_then(|code| COMMON_DATATYPES.get(usize::from(code))) {
                    Some(datatype) => (datatype.as_str(), rest.get(1..)?),
                    None => rest.split_once(char::from(SEPARATOR))?,
                };
                Self::Typed(datatype, text)
            }
            _ => return None,
        })
    }

    /// Whether it is a term that RDF has: writers do not escape what it does not allow.
    pub(super) fn is_sound(self) -> bool {
        match self {
            Self::Blank(label) => BlankNodeRef::new(label).is_ok(),
            Self::Iri(iri) | Self::Typed(iri, _) => is_iri(iri),
            Self::Language(tag, _) => is_language_tag(tag),
            Self::String(_) => true,
        }
    }

    pub(super) fn text(self) -> &'a str {
        match self {
            Self::Blank(text)
            | Self::Iri(text)
            | Self::String(text)
            | Self::Language(_, text)
            | Self::Typed(_, text) => text,
        }
    }

    pub(super) fn to_term(self) -> Term {
        match self {
            Self::Blank(label) => BlankNode::new_unchecked(label).into(),
            Self::Iri(iri) => NamedNode::new_unchecked(iri).into(),
            Self::Language(tag, text) => Literal::new_language_tagged_literal_unchecked(text, tag).into(),
            Self::String(text) => Literal::new_simple_literal(text).into(),
            Self::Typed(datatype, text) => Literal::new_typed_literal(text, NamedNode::new_unchecked(datatype)).into(),
        }
    }
}

/// Whether a text has only characters that IRIREF of the N-Quads grammar allows.
fn is_iri(text: &str) -> bool {
    let is_allowed =
        text.bytes().fold(true, |is_allowed, byte| is_allowed & IN_IRI.get(usize::from(byte)).is_some_and(|&is| is));
    // Past ASCII, control characters are U+0080 to U+009F.
    !text.is_empty() && is_allowed && (text.is_ascii() || !text.contains(char::is_control))
}

/// Which bytes IRIREF allows: looked up, as this is asked of every IRI that is read.
const IN_IRI: [bool; 256] = {
    let mut is_in = [true; 256];
    let mut byte = 0;
    while byte <= b' ' {
        is_in[byte as usize] = false;
        byte += 1;
    }
    let mut forbidden = b"<>\"{}|^`\\\x7F".as_slice();
    while let [byte, rest @ ..] = forbidden {
        is_in[*byte as usize] = false;
        forbidden = rest;
    }
    is_in
};

/// Whether a text is as LANGTAG of the N-Quads grammar.
fn is_language_tag(text: &str) -> bool {
    text.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
