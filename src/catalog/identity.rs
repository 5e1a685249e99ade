//! Reviewed decisions about which things are one.

use super::Origin;

/// How a decision names a thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamedThing {
    /// By its web address.
    Address(String),
    /// By its title: a thing that has no address.
    Title(String),
}

impl NamedThing {
    /// The address or title.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Address(text) | Self::Title(text) => text,
        }
    }
}

/// What a decision says of its two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// They are two, whatever any rule would make of them.
    Different,
    /// They are one, which goes by the second.
    Same,
    /// The first is the web site of the second, a repository: two things, related.
    SiteOf,
}

impl Identity {
    /// The predicate that SSSOM states it with, as a CURIE, and whether it is negated.
    pub fn predicate(self) -> (&'static str, bool) {
        match self {
            Self::Different => ("skos:exactMatch", true),
            Self::Same => ("skos:exactMatch", false),
            Self::SiteOf => ("aisec:siteOf", false),
        }
    }

    /// A word for it in IRIs: `same-as`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Different => "different-from",
            Self::Same => "same-as",
            Self::SiteOf => "site-of",
        }
    }
}

/// One reviewed decision, as an SSSOM row states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityDecision {
    /// The first thing.
    pub subject: NamedThing,
    /// What is decided.
    pub says: Identity,
    /// The second thing.
    pub object: NamedThing,
    /// CURIE of the kind of justification: `semapv:ManualMappingCuration`.
    pub justification: String,
    /// When it was decided (ISO 8601).
    pub date: String,
    /// Who looked.
    pub reviewer: String,
    /// Where to check it.
    pub evidence: String,
    /// Why, in words.
    pub comment: Option<String>,
    /// Its row.
    pub origin: Origin,
}
