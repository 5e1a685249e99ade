//! One thing and what stands around it: the overview of its edition, and where in it the thing is.

use super::graph::{Facts, class_of};
use super::model::{Overview, Selection};
use super::overview::{self, in_order};
use super::{CoverageError, edition_of};
use crate::catalog::ItemClass;
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::aisec::{class, property};
use crate::vocab::{compact, dcterms, skos};
use oxrdf::NamedNodeRef;
use std::collections::BTreeSet;

/// What a picture is drawn around: an index into its [`Overview`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// A tool.
    Tool(usize),
    /// A risk.
    Risk(usize),
    /// A lifecycle phase.
    Phase(usize),
    /// An item of the edition.
    Item(usize),
}

/// A thing among the tools, risks and items of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// Everything; the thing is there even where nothing joins it to the rest. Of an item with others below it, what
    /// leads to those leads to it too.
    pub overview: Overview,
    /// The thing.
    pub focus: Focus,
    /// That the edition is superseded, and by which.
    pub notice: Option<String>,
}

/// Why there is no picture around a thing.
#[derive(Debug, thiserror::Error)]
pub enum AroundError {
    /// The edition cannot be read.
    #[error(transparent)]
    Coverage(#[from] CoverageError),
    /// It is of no sort that others address or that addresses others.
    #[error("`{name}` is no tool, risk, phase or item that tools can address")]
    NoFocus {
        /// Its label.
        name: String,
    },
    /// The edition asked for does not have it.
    #[error("`{name}` is not in {edition}")]
    NotInEdition {
        /// Its label.
        name: String,
        /// Title of the edition.
        edition: String,
    },
    /// It is not among the tools that count.
    #[error("`{name}` is not in the stack {stack}")]
    NotInStack {
        /// Its name.
        name: String,
        /// Name of the stack.
        stack: String,
    },
}

/// A thing with what surrounds it in an edition: that of the selection, else that of the thing where it is an item, else
/// `usual`. An item that its framework keeps across releases is shown as its default edition has it.
///
/// O(coverage nodes + items).
///
/// # Errors
/// [`AroundError`], where nothing can stand around the thing.
pub fn around(
    snapshot: &Snapshot,
    thing: NamedNodeRef<'_>,
    selection: &Selection,
    usual: &str,
) -> Result<Around, AroundError> {
    let facts = Facts::new(snapshot);
    let no_focus = || AroundError::NoFocus { name: compact(thing.as_str()) };
    let id = facts.id(thing).ok_or_else(no_focus)?;
    let own = own_edition(facts, id);
    let name = match (selection.edition.as_str(), &own) {
        ("", Some(own)) => own.as_str(),
        ("", None) => usual,
        (asked, _) => asked,
    };
    let (edition, notice) = edition_of(facts, name)?;
    let read = |extra| {
        let selection = Selection { edition: name.to_owned(), ..selection.clone() };
        overview::with_one_more(facts, &selection, edition, extra)
    };
    if facts.is_a(id, class::TOOL) {
        if let Some(stack) = selection.tools.stack().filter(|stack| !stack.iris.contains(thing.as_str())) {
            return Err(AroundError::NotInStack { name: facts.label(id), stack: stack.name.clone() });
        }
        let overview = read(None);
        let tool = overview.tools.iter().position(|tool| tool.iri == thing.as_str()).ok_or_else(no_focus)?;
        return Ok(Around { overview, focus: Focus::Tool(tool), notice });
    }
    let overview = read(None);
    let risk = overview.risks.iter().position(|risk| risk.iri == thing.as_str());
    let phase = in_order(facts, facts.members(class::PHASE)).iter().position(|&phase| phase == id);
    if let Some(focus) = risk.map(Focus::Risk).or(phase.map(Focus::Phase)) {
        return Ok(Around { overview, focus, notice });
    }
    if own.is_none() {
        return Err(AroundError::NoFocus { name: facts.label(id) });
    }
    let not_in_edition = || AroundError::NotInEdition {
        name: facts.item_label(id),
        edition: facts.text(edition, dcterms::TITLE).unwrap_or(name).to_owned(),
    };
    let item = releases(facts, id)
        .find(|&release| facts.objects(release, skos::IN_SCHEME).any(|scheme| scheme == edition))
        .ok_or_else(not_in_edition)?;
    if !matches!(class_of(facts, item), Some(ItemClass::Threat | ItemClass::Control | ItemClass::Outcome)) {
        return Err(AroundError::NoFocus { name: facts.item_label(id) });
    }
    let overview = read(Some(item));
    let focus = overview.items.iter().position(|node| node.iri == facts.iri(item)).ok_or_else(no_focus)?;
    Ok(Around { overview, focus: Focus::Item(focus), notice })
}

/// An item as each release has it; itself where releases are not kept apart.
fn releases(facts: Facts<'_>, id: TermId) -> impl Iterator<Item = TermId> {
    std::iter::once(id).chain(facts.subjects(dcterms::IS_VERSION_OF, id))
}

/// The edition of an item: its own, else the default one among those that have it, else any that has.
fn own_edition(facts: Facts<'_>, id: TermId) -> Option<String> {
    let editions: BTreeSet<TermId> =
        releases(facts, id).flat_map(|release| facts.objects(release, skos::IN_SCHEME)).collect();
    let known = |edition: &TermId| facts.is_a(*edition, class::EDITION);
    let editions: Vec<TermId> = editions.into_iter().filter(known).collect();
    let is_default = |edition: &&TermId| facts.subjects(property::DEFAULT_EDITION, **edition).next().is_some();
    let edition = editions.iter().find(is_default).or(editions.first())?;
    facts.text(*edition, skos::NOTATION).map(str::to_owned)
}
