//! The resolved things lists talk about, and the whole catalog.

use super::{
    Change, Claim, Edition, EditionItems, Facts, IdentityDecision, Kind, KindEvidence, MappingSet, Origin, OutOfScope,
    RiskKey, ScopeRow, Taxonomy, Text, ToolFact,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What makes two entries the same thing: the last part of the resource's IRI.
///
/// `github.com/nvidia/garak` for an address, `title/<slug>-<12 hex digits>` for a thing without one.
/// Made by `resolve` only. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceKey(pub(crate) Arc<str>);

impl ResourceKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the key of a thing without an address.
    pub fn is_title(&self) -> bool {
        self.0.starts_with("title/")
    }
}

/// What one place in one source says of a resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listing {
    /// The resource it lists.
    pub resource: ResourceKey,
    /// Where it stands.
    pub origin: Origin,
    /// The name there.
    pub name: String,
    /// The address there, as typed.
    pub url: Option<String>,
    /// Headings and groups above it.
    pub section: Arc<[String]>,
    /// What it says.
    pub description: Option<Text>,
    /// Risks it is labelled with, of its own list or another, in written order, once each.
    pub risks: Vec<RiskKey>,
    /// What else it states; `None` where nothing.
    pub facts: Option<Box<Facts>>,
    /// The resource of the entry it stands below.
    pub below: Option<ResourceKey>,
    /// Number among listings that agree in source, section and resource, from 1 in source order.
    pub ordinal: u32,
}

/// One thing that lists talk about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its key.
    pub key: ResourceKey,
    /// The name shown.
    pub name: String,
    /// Its Chinese name, where a Chinese list gives one that has Chinese characters.
    pub name_zh: Option<String>,
    /// Every spelling, sorted.
    pub names: Vec<String>,
    /// Its present address; `None` for a thing known by title only.
    pub url: Option<String>,
    /// Its source repository, where the address is one.
    pub repository: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// What told its kind.
    pub kind_evidence: KindEvidence,
}

/// A known move of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Address before.
    pub from: String,
    /// Address after.
    pub to: String,
    /// When, as far as known.
    pub date: Option<String>,
    /// Where to check it.
    pub evidence: String,
    /// A remark.
    pub note: Option<String>,
    /// Its row.
    pub origin: Origin,
}

/// A list in the catalog: what it says of itself and its own taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownList {
    /// Its title.
    pub title: String,
    /// Language of its headings and names.
    pub language: String,
    /// Its layers, phases and risks.
    pub taxonomy: Taxonomy,
    /// The file.
    pub origin: Origin,
}

/// Everything known, resolved: the same whatever the order of the sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalog {
    /// Lists by source id.
    pub lists: BTreeMap<String, KnownList>,
    /// Resources and organizations by key.
    pub resources: BTreeMap<ResourceKey, Resource>,
    /// Listings by resource, source and place.
    pub listings: Vec<Listing>,
    /// Moves that lead to a resource of the catalog, the repository around one, or what a decision on one names, by key
    /// of the former address; the second key is where it went.
    pub moves: BTreeMap<ResourceKey, (ResourceKey, Move)>,
    /// Further keys of resources of the catalog, each with the one the resource goes by.
    pub other_spellings: BTreeMap<ResourceKey, ResourceKey>,
    /// Decisions that concern a resource of the catalog, with the keys of the two things as they go now.
    pub decisions: Vec<(ResourceKey, ResourceKey, IdentityDecision)>,
    /// Editions by id.
    pub editions: BTreeMap<String, Edition>,
    /// Items and relations by edition.
    pub items: BTreeMap<String, EditionItems>,
    /// Changes between releases, in file order.
    pub changes: Vec<Change>,
    /// Items out of scope.
    pub out_of_scope: Vec<OutOfScope>,
    /// Mapping sets by id.
    pub mapping_sets: BTreeMap<String, MappingSet>,
    /// Claims by id, each with the key of its resource.
    pub claims: BTreeMap<String, (ResourceKey, Claim)>,
    /// Facts about resources of the catalog, with the keys these go by, in the order of both.
    pub tool_facts: Vec<(ResourceKey, ToolFact)>,
    /// Declared scope of reviewed claims.
    pub scopes: Vec<ScopeRow>,
    /// Labels in other languages: CURIE as text, then label, tagged `zh-hans`.
    pub labels_zh: BTreeMap<String, String>,
}
