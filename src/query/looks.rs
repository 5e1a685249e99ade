//! Lookups of a shape that is known: the text of a query in, its answers out, without the parser.

use super::answers::{Answers, Solutions};
use super::direct::Look;
use super::{bounds, parse};
use crate::snapshot::{Snapshot, TermId};
use oxrdf::{NamedNodeRef, Term};
use smallvec::SmallVec;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// What lookups that were read look like but for the IRIs in them: who asks for one thing after another writes the same
/// text again, and reading it takes longer than the lookup.
///
/// It holds for any snapshot: of a query it knows what is asked, never the answer. Bounded, whatever is asked.
///
/// ```
/// use aisec_graph::{query::{Answers, Looks, parse}, rdf, snapshot::{DefaultGraph, SnapshotBuilder}};
/// let mut builder = SnapshotBuilder::default();
/// let turtle = "<https://e.org/a> <https://e.org/p> 1 . <https://e.org/b> <https://e.org/p> 2 .";
/// rdf::read(turtle.as_bytes(), rdf::Syntax::Turtle, None, "", |quad| builder.insert(&quad).map_err(|error| error.to_string()))?;
/// let snapshot = builder.build(DefaultGraph::Union)?.known_as_ours();
/// let (looks, asked) = (Looks::default(), |of| format!("SELECT ?o {{ <https://e.org/{of}> <https://e.org/p> ?o }}"));
/// assert!(looks.answers(&snapshot, &asked("a")).is_none());
/// looks.learn(&asked("a"));
/// let Some(Answers::Solutions(mut solutions)) = looks.answers(&snapshot, &asked("b")) else { panic!("it is known") };
/// assert_eq!(solutions.next().unwrap()?[0].as_ref().unwrap().to_string(), "\"2\"^^<http://www.w3.org/2001/XMLSchema#integer>");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Looks {
    known: RwLock<HashMap<String, Arc<Look>>>,
}

/// Most shapes that are known at once.
const MOST: usize = 256;
/// Longest text that is taken apart, in bytes.
const LONGEST: usize = 1 << 10;
/// What stands for the IRIs of a text, in their order: no more than a triple pattern can have.
const STAND_INS: [&str; 3] = ["urn:x-aisec:look:0", "urn:x-aisec:look:1", "urn:x-aisec:look:2"];

impl Looks {
    /// The answers to a query of a known shape that is one look at a small part of the snapshot; `None` of any other, and
    /// where the snapshot has not all of its terms.
    pub fn answers<'s>(&self, snapshot: &'s Snapshot, text: &str) -> Option<Answers<'s>> {
        let (shape, iris) = taken_apart(text).filter(|_| snapshot.is_ours())?;
        let look = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&shape).map(Arc::clone)?;
        let pattern = look.pattern(|term| id(snapshot, term, &iris))?;
        #[expect(clippy::cast_precision_loss, reason = "only whether it is small counts")]
        let is_over_at_once = snapshot.count(pattern) as f64 <= bounds::LEAST_STEPS;
        is_over_at_once.then(|| Answers::Solutions(Solutions::new(look.solutions(snapshot, Some(pattern)))))
    }

    /// Remembers the shape of a query, where it is one that can be told from its text and is not known yet.
    pub fn learn(&self, text: &str) {
        let Some((shape, iris)) = taken_apart(text) else { return };
        if self.known.read().unwrap_or_else(PoisonError::into_inner).contains_key(&shape) {
            return;
        }
        let Some(look) = look_of(&shape, iris.len()) else { return };
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(shape, Arc::new(look));
    }
}

/// The identifier of a constant, or of the IRI that it stands for.
fn id(snapshot: &Snapshot, term: &Term, iris: &[&str]) -> Option<TermId> {
    let stands_for = |iri: &str| iris.iter().zip(STAND_INS).find(|(_, stand_in)| *stand_in == iri).map(|(iri, _)| *iri);
    match term {
        // What the snapshot has is an IRI; of any other text the parser has to say whether it is one.
        Term::NamedNode(node) => match stands_for(node.as_str()) {
            Some(iri) => snapshot.iri_id(NamedNodeRef::new_unchecked(iri)),
            None => snapshot.id(term),
        },
        _ => snapshot.id(term),
    }
}

/// What texts of a shape with so many IRIs ask. Each of the IRIs must stand for one place of the pattern, and for nothing
/// else: not for a namespace or a graph.
fn look_of(shape: &str, iris: usize) -> Option<Look> {
    let stand_ins = STAND_INS.get(..iris)?;
    let mut pieces = shape.split("<>");
    let mut text = pieces.next()?.to_owned();
    for (piece, stand_in) in pieces.zip(stand_ins) {
        text.extend(["<", stand_in, ">", piece]);
    }
    let look = Look::of(&parse(&text, None).ok()?)?;
    let times = |stand_in: &str| {
        look.constants().filter(|term| matches!(term, Term::NamedNode(node) if node.as_str() == stand_in)).count()
    };
    (look.is_counted_at_once() && stand_ins.iter().all(|stand_in| times(stand_in) == 1)).then_some(look)
}

/// A text with `<>` for each of its IRIs, and these; `None` where it has strings, comments, escapes, or IRIs that are
/// not what they are read as. Those of declared prefixes stay.
fn taken_apart(text: &str) -> Option<(String, SmallVec<[&str; 3]>)> {
    if text.len() > LONGEST {
        return None;
    }
    let (mut shape, mut iris) = (String::with_capacity(text.len()), SmallVec::new());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let (iri, after) = after.split_once('>')?;
        if !is_plain(before) || !is_whole(iri) {
            return None;
        }
        shape.push_str(before);
        if before.trim_end().ends_with(':') {
            shape.extend(["<", iri, ">"]);
        } else {
            shape.push_str("<>");
            iris.push(iri);
        }
        rest = after;
    }
    shape.push_str(rest);
    (is_plain(rest) && iris.len() <= STAND_INS.len()).then_some((shape, iris))
}

/// Whether this has no string, comment or escape, in which a `<` would be neither the start of an IRI nor an operator.
fn is_plain(text: &str) -> bool {
    !text.bytes().any(|byte| b"\"'#\\".contains(&byte))
}

/// Whether this between `<` and `>` is an IRI that stays as it is when it is resolved against another.
fn is_whole(iri: &str) -> bool {
    let scheme = iri.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && !iri.bytes().any(|byte| byte <= b' ' || b"<\"{}|^`\\".contains(&byte))
        && !(iri.contains("/.") || iri.contains("./") || iri.ends_with('.'))
}
