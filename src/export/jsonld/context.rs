//! `ontology/context.jsonld` goes in, short names for IRIs come out.
//!
//! The file is the one place that says which property has a short key, what its values look like
//! and in which order keys, types and top-level objects stand. It fetches no other context.

use crate::snapshot::Snapshot;
use crate::source::{Collection, embedded};
use oxrdf::NamedNodeRef;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What a term's values may be without saying so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Coercion {
    /// Plain strings.
    None,
    /// IRIs and blank nodes.
    Id,
    /// IRIs, by term where one exists.
    Vocab,
    /// Text by language.
    Language,
    /// Literals of this datatype.
    Datatype(String),
}

/// A short name for a property, a class or a value of a closed list.
#[derive(Debug, Clone)]
pub(super) struct TermDefinition {
    pub(super) name: String,
    pub(super) coercion: Coercion,
    /// Position in the file.
    pub(super) rank: usize,
}

/// Short names, both as written to the document and as looked up by IRI.
#[derive(Debug)]
pub(super) struct Context {
    /// The entries of the file, in its order.
    entries: Vec<(String, Value)>,
    base: String,
    /// By IRI. Terms of reverse properties are apart.
    terms: BTreeMap<String, TermDefinition>,
    /// Predicate and position by term.
    reverse: BTreeMap<String, (String, usize)>,
    /// Prefix and namespace, the longest namespace first.
    prefixes: Vec<(String, String)>,
    /// Names switched off because IRIs of the data begin with them as a scheme.
    off: BTreeSet<String>,
}

impl Context {
    /// Those names of the shipped context that the data use, without those that are a scheme of the data.
    ///
    /// A reader takes the IRI `schema:x` for a compact one as long as `schema` is a prefix.
    pub(super) fn of(snapshot: &Snapshot, schemes: &BTreeSet<String>) -> Self {
        let mut context = Self::shipped();
        context.keep_used(snapshot);
        let keywords = ["id", "type"];
        context.off = context
            .names()
            .filter(|name| schemes.contains(*name) && !keywords.contains(name))
            .map(str::to_owned)
            .collect();
        let off = &context.off;
        context.prefixes.retain(|(name, _)| !off.contains(name));
        context.terms.retain(|_, term| !off.contains(&term.name));
        context.reverse.retain(|name, _| !off.contains(name));
        context
    }

    /// Keeps the terms of IRIs that the data have, the prefixes of namespaces that these or the data are in, and the
    /// base where the data have an IRI below it.
    fn keep_used(&mut self, snapshot: &Snapshot) {
        let is_used = |iri: &str| snapshot.iri_id(NamedNodeRef::new_unchecked(iri)).is_some();
        self.terms.retain(|iri, _| is_used(iri));
        self.reverse.retain(|_, (predicate, _)| is_used(predicate));
        if !snapshot.has_iri_in(&self.base) {
            self.base.clear();
        }
        let terms: BTreeSet<&str> =
            self.terms.values().map(|term| term.name.as_str()).chain(self.reverse.keys().map(String::as_str)).collect();
        let definitions: Vec<String> = self
            .entries
            .iter()
            .filter(|(name, _)| terms.contains(name.as_str()))
            .map(|(_, definition)| definition.to_string())
            .collect();
        let prefixes = &mut self.prefixes;
        prefixes.retain(|(name, namespace)| {
            snapshot.has_iri_in(namespace) || definitions.iter().any(|text| text.contains(&format!("\"{name}:")))
        });
        let is_kept = |name: &str| match name {
            "@base" => !self.base.is_empty(),
            "id" | "type" => true,
            name if name.starts_with('@') => true,
            name => terms.contains(name) || prefixes.iter().any(|(prefix, _)| prefix == name),
        };
        self.entries.retain(|(name, _)| is_kept(name));
    }

    fn shipped() -> Self {
        let file = embedded(Collection::Ontology).into_iter().find(|file| file.path == "context.jsonld");
        let bytes = file.map_or(&[][..], |file| file.bytes);
        let document: Value = serde_json::from_slice(bytes).expect("the shipped context is JSON: every test reads it");
        let mut context = Self {
            entries: Vec::new(),
            base: String::new(),
            terms: BTreeMap::new(),
            reverse: BTreeMap::new(),
            prefixes: Vec::new(),
            off: BTreeSet::new(),
        };
        let definitions = document.get("@context").and_then(Value::as_object).into_iter().flatten();
        for (rank, (name, definition)) in definitions.enumerate() {
            context.define(name, definition, rank);
            context.entries.push((name.clone(), definition.clone()));
        }
        context.prefixes.sort_by_key(|(_, namespace)| std::cmp::Reverse(namespace.len()));
        context
    }

    fn define(&mut self, name: &str, definition: &Value, rank: usize) {
        let text = |key| definition.get(key).and_then(Value::as_str);
        let simple = definition.as_str();
        match simple {
            Some(base) if name == "@base" => base.clone_into(&mut self.base),
            Some(keyword) if keyword.starts_with('@') => {}
            Some(namespace) if namespace.ends_with(['#', '/']) => {
                self.prefixes.push((name.to_owned(), namespace.to_owned()));
            }
            _ => {}
        }
        if let Some(predicate) = text("@reverse") {
            self.reverse.insert(name.to_owned(), (self.expand(predicate), rank));
        } else if let Some(iri) =
            text("@id").or(simple).filter(|iri| !iri.starts_with('@') && !iri.ends_with(['#', '/']))
        {
            let coercion = match (text("@container"), text("@type")) {
                (Some("@language"), _) => Coercion::Language,
                (_, Some("@id")) => Coercion::Id,
                (_, Some("@vocab")) => Coercion::Vocab,
                (_, Some(datatype)) => Coercion::Datatype(self.expand(datatype)),
                _ => Coercion::None,
            };
            self.terms.insert(self.expand(iri), TermDefinition { name: name.to_owned(), coercion, rank });
        }
    }

    /// The IRI of a compact one; prefixes stand first in the file.
    fn expand(&self, compact: &str) -> String {
        let split = compact.split_once(':');
        let known = split.and_then(|(prefix, local)| {
            let (_, namespace) = self.prefixes.iter().find(|(name, _)| name == prefix)?;
            Some(format!("{namespace}{local}"))
        });
        known.unwrap_or_else(|| compact.to_owned())
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(name, _)| name.as_str())
    }

    /// Entries to write: name and definition as JSON text, in the order of the file.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.entries.iter().map(|(name, definition)| (name.as_str(), definition))
    }

    /// Names to switch off again in the document, in order of name.
    pub(super) fn off(&self) -> impl Iterator<Item = &str> {
        self.off.iter().map(String::as_str)
    }

    /// The term of a property, a class or a value.
    pub(super) fn term(&self, iri: &str) -> Option<&TermDefinition> {
        self.terms.get(iri)
    }

    /// Predicate and position of the term of a reverse property.
    pub(super) fn reverse(&self, name: &str) -> Option<(&str, usize)> {
        self.reverse.get(name).map(|(predicate, rank)| (predicate.as_str(), *rank))
    }

    /// An IRI where the vocabulary is meant (key, type, value of a closed list): term, compact IRI or the IRI.
    pub(super) fn vocabulary<'a>(&'a self, iri: &'a str) -> Cow<'a, str> {
        self.term(iri).map_or_else(|| self.compact(iri), |term| Cow::Borrowed(&term.name))
    }

    /// An IRI where a thing is meant: relative to the base, compact IRI or the IRI.
    pub(super) fn reference<'a>(&'a self, iri: &'a str) -> Cow<'a, str> {
        match Some(&self.base).filter(|base| !base.is_empty()).and_then(|base| iri.strip_prefix(base.as_str())) {
            Some(local) if is_safe_path(local) && self.names().all(|name| name != local) => Cow::Borrowed(local),
            _ => self.compact(iri),
        }
    }

    /// A compact IRI where a prefix fits, else the IRI. Never a term.
    pub(super) fn compact<'a>(&self, iri: &'a str) -> Cow<'a, str> {
        let fits = |(prefix, namespace): &(String, String)| {
            // A reader takes whatever has `//` after the colon for a whole IRI.
            let local =
                iri.strip_prefix(namespace.as_str()).filter(|local| !local.is_empty() && !local.starts_with("//"));
            local.map(|local| format!("{prefix}:{local}"))
        };
        self.prefixes.iter().find_map(fits).map_or(Cow::Borrowed(iri), Cow::Owned)
    }
}

/// Whether a path resolves against a base that ends in `/` to base and path, byte for byte, in any reader.
fn is_safe_path(path: &str) -> bool {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%!$&*+,;=@/".contains(&byte);
    path.starts_with(|first: char| first.is_ascii_alphanumeric())
        && path.bytes().all(safe)
        && path.split('/').all(|segment| !matches!(segment, "." | ".."))
}
