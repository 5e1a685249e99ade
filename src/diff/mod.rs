//! What changed from one snapshot to another.
//!
//! Two snapshots go in, a [`Comparison`] comes out that every writer reads: by meaning ([`by_meaning`]), or
//! statement by statement ([`by_statement`]). It neither reads files nor prints.
//!
//! By meaning, statements count, not where they stand: lines, order, digests and what rules derive are left out,
//! named graphs are read as one, an address that is known to have moved is the same thing, and blank nodes are
//! what is said of them ([`named_by_content`]). The comparison of B with A is that of A with B, mirrored.
//!
//! # Limits
//! A resource is renamed when its address stays, and has another address when the same list has it under the same name in
//! the same section. What changed both is another resource, unless a table of moves knows the new address.

mod aliases;
mod blank_nodes;
mod coverage;
mod entries;
mod listings;
mod side;
mod words;

pub use blank_nodes::{NamedByContent, named_by_content};
pub use coverage::{CoverageChange, ItemChange, UnitChange};

use crate::coverage::{ReviewStatus, Selection, mapping_review};
use crate::snapshot::{BuildError, Snapshot};
use aliases::Aliases;
use side::Side;
use std::collections::BTreeMap;

/// Everything that changed, in a fixed order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Changes of things, grouped by what they are; no section is empty.
    pub sections: Vec<Section>,
    /// Changes of coverage by edition; no edition without a change.
    pub coverage: Vec<CoverageChange>,
    /// The least review among the mapping rows that took part in the coverage of either side; `None` where none did.
    pub mapping_review: Option<ReviewStatus>,
    /// What could not be compared as promised, in sentences.
    pub notes: Vec<String>,
}

/// Changes of things of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What they are: `Resources`.
    pub title: &'static str,
    /// Removed, added, then changed things, each by name.
    pub entries: Vec<Entry>,
}

/// A thing that one side lacks, or of which the sides say different things.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// What it was; `None` when it was added.
    pub old: Option<Named>,
    /// What it is; `None` when it was removed.
    pub new: Option<Named>,
    /// What is said of it on one side only. Of an added or removed thing: everything.
    pub aspects: Vec<Aspect>,
}

/// A thing as one side knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Its name, as people read it. Hostile: from a source.
    pub name: String,
    /// Its IRI, or the label of a blank node with `_:`; empty for a statement.
    pub iri: String,
    /// Source and line of a row, as `mlsecops:17`.
    pub place: Option<String>,
}

/// Values of one property that only one side has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Aspect {
    /// The property: `labels`, `section`, or its short IRI.
    pub what: String,
    /// What happened to the thing: `relabelled`, `moved`, `changed`; `respelled` for the same address in other letters.
    pub verb: &'static str,
    /// Values only the old side has.
    pub old: Vec<String>,
    /// Values only the new side has.
    pub new: Vec<String>,
}

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Only the old side has it.
    Removed,
    /// Only the new side has it.
    Added,
    /// Both have it and say different things of it.
    Changed,
}

impl Entry {
    /// What happened.
    pub fn change(&self) -> Change {
        match (&self.old, &self.new) {
            (_, None) => Change::Removed,
            (None, Some(_)) => Change::Added,
            (Some(_), Some(_)) => Change::Changed,
        }
    }

    /// What happened in words, each once: `added`, or the verbs of its aspects.
    pub fn verbs(&self) -> Vec<&'static str> {
        match self.change() {
            Change::Removed => vec!["removed"],
            Change::Added => vec!["added"],
            Change::Changed => {
                let mut verbs: Vec<&'static str> = self.aspects.iter().map(|aspect| aspect.verb).collect();
                verbs.sort_by_key(|verb| words::VERBS.iter().position(|known| known == verb));
                verbs.dedup();
                verbs
            }
        }
    }

    /// Source and line by side, as `team old:7 / new:5`; `None` for what is no row. Lines of the sides are those of two
    /// files.
    pub fn place(&self) -> Option<String> {
        let places = [&self.old, &self.new].map(|named| named.as_ref()?.place.as_deref()?.rsplit_once(':'));
        match places {
            [None, None] => None,
            [Some((source, line)), None] => Some(format!("{source} old:{line}")),
            [None, Some((source, line))] => Some(format!("{source} new:{line}")),
            [Some((was, old)), Some((is, new))] if was == is => Some(format!("{is} old:{old} / new:{new}")),
            [Some((was, old)), Some((is, new))] => Some(format!("{was} old:{old} / {is} new:{new}")),
        }
    }

    /// The address of a thing that one side lacks.
    fn address(&self) -> Option<&str> {
        let address = self.aspects.iter().find(|aspect| aspect.what == words::ADDRESS)?;
        match (address.old.as_slice(), address.new.as_slice()) {
            ([address, ..], []) | ([], [address, ..]) => Some(address),
            _ => None,
        }
    }

    /// The thing as it is, or was when it is no more.
    pub fn thing(&self) -> Option<&Named> {
        self.new.as_ref().or(self.old.as_ref())
    }
}

impl Section {
    /// The names of the entries, in their order, each with its address where another entry has the same name.
    pub fn names(&self) -> Vec<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for name in self.entries.iter().filter_map(Entry::thing).map(|thing| thing.name.as_str()) {
            *counts.entry(name).or_default() += 1;
        }
        let told_apart = |entry: &Entry| {
            let name = entry.thing().map_or("", |thing| thing.name.as_str());
            let address = entry.address().filter(|_| counts.get(name).is_some_and(|count| *count > 1));
            address.map_or_else(|| name.to_owned(), |address| format!("{name} at {address}"))
        };
        self.entries.iter().map(told_apart).collect()
    }

    /// How often each verb holds, in a fixed order; an entry may count under several.
    pub fn counts(&self) -> Vec<(&'static str, usize)> {
        let count = |verb: &&'static str| self.entries.iter().filter(|entry| entry.verbs().contains(verb)).count();
        words::VERBS.iter().map(|verb| (*verb, count(verb))).filter(|(_, count)| *count > 0).collect()
    }
}

impl Comparison {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.sections.is_empty() && self.coverage.is_empty()
    }

    /// Number of changed things; coverage, which follows from them, not counted.
    pub fn len(&self) -> usize {
        self.sections.iter().map(|section| section.entries.len()).sum()
    }
}

/// Compares what two snapshots mean. `selection` says which evidence and role count as coverage; its edition is not
/// looked at: every edition that both have is compared.
///
/// O(terms + quads) where little changed; what changed costs its number times a logarithm.
///
/// # Errors
/// [`BuildError`], for a dataset with blank nodes that does not fit a snapshot.
pub fn by_meaning(old: &Snapshot, new: &Snapshot, selection: &Selection) -> Result<Comparison, BuildError> {
    let (old, new) = (named_by_content(old)?, named_by_content(new)?);
    let by_order = old.by_order + new.by_order;
    let (old, new) = (old.snapshot.as_ref(), new.snapshot.as_ref());
    let mut comparison = Comparison::default();
    if by_order > 0 {
        comparison.notes.push(format!(
            "{by_order} blank nodes look too much alike to be told apart in bounded time; they are compared in the order they were read"
        ));
    }
    let changed = [old.missing_from(new).collect(), new.missing_from(old).collect()];
    if changed.iter().all(Vec::is_empty) {
        return Ok(comparison);
    }
    let aliases = Aliases::new(old, new);
    let sides = [Side::new(old, &aliases), Side::new(new, &aliases)];
    comparison.sections = entries::sections(&sides, &changed);
    comparison.coverage = coverage::changes(&sides, selection);
    comparison.mapping_review = sides.iter().filter_map(|side| mapping_review(side.facts)).min();
    Ok(comparison)
}

/// Compares two snapshots quad by quad, blank nodes by label.
pub fn by_statement(old: &Snapshot, new: &Snapshot) -> Comparison {
    let named = |quad: oxrdf::Quad| Some(Named { name: format!("{quad} ."), iri: String::new(), place: None });
    let removed = old.quads_missing_from(new).map(|quad| Entry { old: named(quad), new: None, aspects: vec![] });
    let added = new.quads_missing_from(old).map(|quad| Entry { old: None, new: named(quad), aspects: vec![] });
    let entries: Vec<Entry> = removed.chain(added).collect();
    let section = (!entries.is_empty()).then_some(Section { title: "Statements", entries });
    Comparison { sections: section.into_iter().collect(), ..Comparison::default() }
}
