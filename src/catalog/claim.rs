//! Reviewed statements about resources.

use super::{Curie, Origin};
use crate::vocab::named;

/// Whether a claim says that a resource addresses something, or that it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Polarity {
    /// It does.
    Asserts,
    /// It does not, in any role.
    Denies,
}

impl Polarity {
    /// Value of `aisec:polarity`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asserts => "asserts",
            Self::Denies => "denies",
        }
    }
}

/// How much of a thing a resource addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// A part of it.
    Part,
    /// All of it, for practical purposes.
    Full,
}

impl Extent {
    /// Value of `aisec:extent`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Part => "part",
            Self::Full => "full",
        }
    }
}

named! {
    /// What a resource does about a thing, by role group. The name is the word used in claims.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Role {
        /// Finds out whether a system is susceptible.
        Tests = "tests",
        /// Shows that it can be done.
        Demonstrates = "demonstrates",
        /// Lowers likelihood or impact.
        Mitigates = "mitigates",
        /// Notices it when it happens.
        Detects = "detects",
        /// Supports decisions, records and oversight.
        Governs = "governs",
    }
}

/// What a claim is about: a resource by its address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimSubject {
    /// The address as typed.
    pub url: String,
}

/// One reviewed statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its id, unique among claims: `garak-tests-R17-Security`.
    pub id: String,
    /// The resource.
    pub subject: ClaimSubject,
    /// Whether it says yes or no.
    pub polarity: Polarity,
    /// The risk or item.
    pub object: Curie,
    /// How much of it.
    pub extent: Extent,
    /// What the resource does; `None` for a denial, which holds of every role.
    pub role: Option<Role>,
    /// Why, in our words.
    pub justification: String,
    /// Where to check it.
    pub evidence_url: String,
    /// When the evidence was read (ISO 8601), if known.
    pub retrieved: Option<String>,
    /// Version of the resource it was checked on, if known.
    pub tool_version: Option<String>,
    /// Who made it.
    pub creator: String,
    /// When (ISO 8601).
    pub date: String,
    /// Its row.
    pub origin: Origin,
}

/// An item a reviewed claim set declares to have looked at, whether or not it claims anything of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeRow {
    /// Id of the edition.
    pub edition: String,
    /// Id of the item there.
    pub item: String,
    /// Its row.
    pub origin: Origin,
}
