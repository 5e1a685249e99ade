//! What a person types to the thing it names: IRI, CURIE, code, address, name.

mod near;

pub use near::meant_instead;

use crate::rdf::iri;
use crate::resolve::{address_key, title_key};
use crate::snapshot::{GraphScope, Pattern, Snapshot, TermId};
use crate::vocab::canonical_url;
use crate::vocab::{ID, aisec, cut, dcterms, expand, rdf, schema, skos, unbracketed};
use aisec::class;
use oxrdf::{NamedNode, NamedNodeRef, Term};
use std::collections::{BTreeMap, BTreeSet};

/// Which sort of thing is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// Anything below.
    Anything,
    /// A tool, or what tools can address: a risk, a phase, an item that is counted.
    Focus,
    /// A risk of a list.
    Risk,
    /// A resource or organization.
    Resource,
    /// A tool.
    Tool,
    /// A framework item: the release-independent one where there is one.
    Item,
    /// A case study or other event.
    Event,
    /// An edition; a framework means its default edition.
    Edition,
    /// A lifecycle phase.
    Phase,
    /// A list's taxonomy.
    Scheme,
}

impl Sought {
    fn classes(self) -> &'static [NamedNodeRef<'static>] {
        match self {
            Self::Anything => &[
                class::RESOURCE,
                class::ORGANIZATION,
                class::RISK,
                class::PHASE,
                class::LAYER,
                class::STABLE_ITEM,
                class::ITEM,
                class::EDITION,
                class::FRAMEWORK,
                class::CLAIM,
                class::MAPPING_SET,
                class::COVERAGE,
            ],
            Self::Focus => &[class::TOOL, class::RISK, class::PHASE, class::THREAT, class::CONTROL, class::OUTCOME],
            Self::Risk => &[class::RISK],
            Self::Resource => &[class::RESOURCE, class::ORGANIZATION],
            Self::Tool => &[class::TOOL],
            Self::Item => &[class::STABLE_ITEM, class::ITEM],
            Self::Event => &[class::EVENT],
            Self::Edition => &[class::EDITION, class::FRAMEWORK],
            Self::Phase => &[class::PHASE],
            Self::Scheme => &[skos::CONCEPT_SCHEME],
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Anything => "thing",
            Self::Focus => "tool, risk, phase or item",
            Self::Risk => "risk",
            Self::Resource => "resource",
            Self::Tool => "tool",
            Self::Item => "framework item",
            Self::Event => "case study",
            Self::Edition => "framework edition",
            Self::Phase => "lifecycle phase",
            Self::Scheme => "list",
        }
    }
}

/// A thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Its IRI.
    pub iri: NamedNode,
    /// What to tell the user: that an address moved, an item was retired or an edition has a newer one.
    pub notice: Option<String>,
}

/// Most characters of what was typed that a message repeats.
const TYPED: usize = 100;

/// Why no single thing is meant.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LookupError {
    /// Nothing has that name.
    #[error("no {sought} is called `{}`{}", cut(text, TYPED), suggestion(.near))]
    Unknown {
        /// What was asked for.
        sought: &'static str,
        /// What was typed.
        text: String,
        /// Names that are spelled alike, nearest first.
        near: Vec<String>,
    },
    /// What has the name is of a sort that tools do not address.
    #[error("`{}` is {is}, no {sought} that tools can address{}", cut(text, TYPED), suggestion(.near))]
    OtherSort {
        /// What was asked for.
        sought: &'static str,
        /// What was typed.
        text: String,
        /// What it is.
        is: String,
        /// Names of what was asked for that are spelled alike, nearest first.
        near: Vec<String>,
    },
    /// Other editions have the code.
    #[error("no edition has `{text}`; there is {}", candidates.join(", "))]
    OtherEditions {
        /// What was typed.
        text: String,
        /// What the code means in those that have it: how to name it, and its title.
        candidates: Vec<String>,
    },
    /// Several things have it.
    #[error("`{text}` may mean {}; write one of them in full", candidates.join(", "))]
    Ambiguous {
        /// What was typed.
        text: String,
        /// Each candidate: how to name it, and its title.
        candidates: Vec<String>,
    },
}

fn suggestion(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("; did you mean `{}`?", near.join("` or `")) }
}

/// The one thing a text names.
///
/// Tried in turn: an IRI, a CURIE (`mlsecops:R9-Security`, `owasp-llm-2025:LLM01`), a code
/// (`AML.T0051`), an address, a repository on GitHub (`NVIDIA/garak`), a name in any case, a former title. Former
/// addresses and retired items lead to their successors, with a notice. O(triples) in the worst case, for suggestions.
///
/// # Errors
/// [`LookupError`].
pub fn find(snapshot: &Snapshot, text: &str, sought: Sought) -> Result<Thing, LookupError> {
    let text = text.trim();
    let finder = Finder { snapshot, sought };
    let mut found = finder.direct(text);
    if found.is_empty() {
        found = finder.by_text(text, skos::NOTATION, Case::Exact);
    }
    let names = [schema::NAME, skos::PREF_LABEL, dcterms::TITLE, skos::NOTATION, aisec::property::FORMER_TITLE];
    for predicate in names {
        if found.is_empty() {
            found = finder.of_all_releases(finder.by_text(text, predicate, Case::Ignored));
        }
    }
    let found = finder.prefer(&found);
    match found.as_slice() {
        [] => Err(finder.unknown(text)),
        [one] => {
            let thing = finder.present(*one);
            let former = finder.former_title(*one, text);
            let notices: Vec<String> = former.into_iter().chain(thing.notice).collect();
            Ok(Thing { notice: (!notices.is_empty()).then(|| notices.join("; ")), ..thing })
        }
        several => {
            let candidates = several.iter().map(|&id| finder.describe(id)).collect();
            Err(LookupError::Ambiguous { text: text.to_owned(), candidates })
        }
    }
}

/// The resource or organization at a web address, however that is written; `None` where the graph has none. A former
/// address leads to the one after it.
pub fn at_address(snapshot: &Snapshot, address: &str) -> Option<Thing> {
    let finder = Finder { snapshot, sought: Sought::Resource };
    let iri = iri::resource(&address_key(&canonical_url::parse(address)?));
    let known = snapshot.iri_id(iri.as_ref()).filter(|&id| finder.is_sought(id) || finder.has_moved(id));
    known.map(|id| finder.present(id))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Exact,
    Ignored,
}

struct Finder<'s> {
    snapshot: &'s Snapshot,
    sought: Sought,
}

impl Finder<'_> {
    fn objects(&self, subject: TermId, predicate: NamedNodeRef<'_>) -> Vec<TermId> {
        self.snapshot.objects(subject, predicate).collect()
    }

    fn is_sought(&self, id: TermId) -> bool {
        let classes: Vec<TermId> =
            self.sought.classes().iter().filter_map(|class| self.snapshot.iri_id(*class)).collect();
        let is_of = |id: TermId| self.objects(id, rdf::TYPE).iter().any(|class| classes.contains(class));
        // What a framework keeps across releases is of the sort that those give it.
        is_of(id) || self.sought == Sought::Focus && self.subjects(dcterms::IS_VERSION_OF, id).into_iter().any(is_of)
    }

    /// By IRI, CURIE, address, or owner and repository on GitHub.
    fn direct(&self, text: &str) -> BTreeSet<TermId> {
        let mut iris: Vec<String> = Vec::new();
        let bare = unbracketed(text);
        iris.push(bare.to_owned());
        iris.extend(expand(bare));
        if let Some(curie) = crate::catalog::Curie::parse(bare) {
            iris.push(iri::curie(&curie).into_string());
        }
        iris.push(format!("{ID}{bare}"));
        iris.push(format!("{ID}framework/{bare}"));
        let addresses = [bare.to_owned(), format!("https://{bare}"), format!("https://github.com/{bare}")];
        for url in addresses.iter().filter_map(|address| canonical_url::parse(address)) {
            iris.push(iri::resource(&address_key(&url)).into_string());
        }
        iris.push(iri::resource(&title_key(bare)).into_string());
        let known = iris.iter().filter_map(|iri| self.snapshot.iri_id(NamedNodeRef::new(iri).ok()?));
        known.filter(|&id| self.is_sought(id) || self.has_moved(id)).take(1).collect()
    }

    fn has_moved(&self, id: TermId) -> bool {
        matches!(self.sought, Sought::Anything | Sought::Focus | Sought::Resource | Sought::Tool)
            && !self.objects(id, dcterms::IS_REPLACED_BY).is_empty()
    }

    fn by_text(&self, text: &str, predicate: NamedNodeRef<'_>, case: Case) -> BTreeSet<TermId> {
        let Some(predicate) = self.snapshot.iri_id(predicate) else { return BTreeSet::new() };
        let folded = text.to_lowercase();
        let object = if case == Case::Exact {
            let Some(literal) = self.snapshot.id(&Term::Literal(text.into())) else { return BTreeSet::new() };
            Some(literal)
        } else {
            None
        };
        let pattern = Pattern { subject: None, predicate: Some(predicate), object };
        self.snapshot
            .matches(pattern, GraphScope::Union)
            .filter(|found| case == Case::Exact || self.snapshot.text(found.triple[2]).to_lowercase() == folded)
            .map(|found| found.triple[0])
            .filter(|&id| self.is_sought(id))
            .collect()
    }

    /// A title may be that of one release only: what is meant is the item of all of them, unless it is an event.
    fn of_all_releases(&self, found: BTreeSet<TermId>) -> BTreeSet<TermId> {
        let whole = |id: TermId| {
            let concepts = self.objects(id, dcterms::IS_VERSION_OF);
            if concepts.is_empty() || self.sought == Sought::Event { vec![id] } else { concepts }
        };
        found.into_iter().flat_map(whole).collect()
    }

    /// That a text is what an item was called before, where it is not what it is called now.
    fn former_title(&self, id: TermId, text: &str) -> Option<String> {
        let folded = text.to_lowercase();
        let has = |predicate| {
            self.objects(id, predicate).into_iter().any(|label| self.snapshot.text(label).to_lowercase() == folded)
        };
        let is_former = has(aisec::property::FORMER_TITLE) && !has(skos::PREF_LABEL);
        is_former.then(|| format!("`{text}` is a former title of {}", self.describe(id)))
    }

    /// Drops what is only a release of something else that was found, and frameworks for their default edition.
    fn prefer(&self, found: &BTreeSet<TermId>) -> Vec<TermId> {
        let stable: BTreeMap<TermId, Vec<TermId>> =
            found.iter().map(|&id| (id, self.objects(id, dcterms::IS_VERSION_OF))).collect();
        let mut kept: BTreeSet<TermId> = found
            .iter()
            .copied()
            .filter(|id| self.sought == Sought::Event || !stable[id].iter().any(|concept| found.contains(concept)))
            .collect();
        if self.sought == Sought::Edition {
            kept = kept.into_iter().flat_map(|id| self.editions_meant(id)).collect();
        }
        kept.into_iter().collect()
    }

    /// An edition itself; of a framework its default edition, or every edition where it has no default.
    fn editions_meant(&self, id: TermId) -> Vec<TermId> {
        let defaults = self.objects(id, aisec::property::DEFAULT_EDITION);
        if !defaults.is_empty() {
            return defaults;
        }
        let editions = self.subjects(aisec::property::EDITION_OF, id);
        if editions.is_empty() { vec![id] } else { editions }
    }

    /// The thing, or what it was replaced by.
    fn present(&self, id: TermId) -> Thing {
        if self.sought == Sought::Edition {
            return Thing { iri: NamedNode::new_unchecked(self.snapshot.text(id)), notice: self.newer_edition(id) };
        }
        let (mut at, mut notice) = (id, None);
        let mut seen = BTreeSet::from([id]);
        while let Some(&next) = self.successors(at).first()
            && seen.insert(next)
        {
            at = next;
            let iri = |id| crate::vocab::compact(self.snapshot.text(id));
            notice = Some(format!("`{}` was replaced by `{}`", iri(id), iri(at)));
        }
        if notice.is_none() && (self.is_retired(id) || self.is_retired_in_default(id)) {
            notice = Some(format!("{} was retired by its publisher, without a successor", self.describe(id)));
        }
        Thing { iri: NamedNode::new_unchecked(self.snapshot.text(at)), notice }
    }

    /// That a superseded edition has a newer one, which is the framework's default.
    fn newer_edition(&self, id: TermId) -> Option<String> {
        let text = |id: TermId, predicate| self.objects(id, predicate).first().map(|&found| self.snapshot.text(found));
        let is_superseded = text(id, aisec::property::STATUS) == Some("superseded");
        let framework = *self.objects(id, aisec::property::EDITION_OF).first().filter(|_| is_superseded)?;
        let newer = *self.objects(framework, aisec::property::DEFAULT_EDITION).first().filter(|&&newer| newer != id)?;
        let name = |id| text(id, skos::NOTATION).unwrap_or_default();
        Some(format!("`{}` is superseded; the current edition is `{}`", name(id), name(newer)))
    }

    /// Successors of a moved address or a retired item; an item of a superseded edition stands for itself.
    fn successors(&self, id: TermId) -> Vec<TermId> {
        let releases = self.subjects(dcterms::IS_VERSION_OF, id);
        if !releases.is_empty() {
            let retired = releases.iter().filter(|&&release| self.is_retired(release));
            let successors = retired.flat_map(|&release| self.objects(release, dcterms::IS_REPLACED_BY));
            return successors.flat_map(|successor| self.objects(successor, dcterms::IS_VERSION_OF)).collect();
        }
        if self.is_item(id) && !self.is_retired(id) { Vec::new() } else { self.objects(id, dcterms::IS_REPLACED_BY) }
    }

    /// Whether an item that its framework keeps across releases is retired in the default edition.
    fn is_retired_in_default(&self, id: TermId) -> bool {
        let releases = self.subjects(dcterms::IS_VERSION_OF, id);
        releases.iter().any(|release| self.is_retired(*release) && self.is_in_default(*release))
    }

    /// Whether a release of an item is in the default edition.
    fn is_in_default(&self, release: TermId) -> bool {
        let editions = self.objects(release, skos::IN_SCHEME);
        editions.iter().any(|&edition| !self.subjects(aisec::property::DEFAULT_EDITION, edition).is_empty())
    }

    fn is_retired(&self, id: TermId) -> bool {
        self.objects(id, aisec::property::STATUS).iter().any(|&status| self.snapshot.text(status) == "retired")
    }

    fn is_item(&self, id: TermId) -> bool {
        let item = self.snapshot.iri_id(class::ITEM);
        let stable = self.snapshot.iri_id(class::STABLE_ITEM);
        self.objects(id, rdf::TYPE).iter().any(|&class| Some(class) == item || Some(class) == stable)
    }

    fn subjects(&self, predicate: NamedNodeRef<'_>, object: TermId) -> Vec<TermId> {
        self.snapshot.subjects(predicate, object).collect()
    }

    fn describe(&self, id: TermId) -> String {
        let name = crate::vocab::compact(self.snapshot.text(id));
        self.label(id).map_or_else(|| format!("`{name}`"), |label| format!("`{name}` ({label})"))
    }

    fn label(&self, id: TermId) -> Option<&str> {
        let labels = [skos::PREF_LABEL, dcterms::TITLE, schema::NAME];
        labels.into_iter().flat_map(|label| self.objects(id, label)).map(|label| self.snapshot.text(label)).next()
    }
}
