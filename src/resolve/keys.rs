//! Written addresses and titles in, keys out.
//!
//! The rules of [`canonical_url`] decide which spellings are one address, except for two spellings that a reviewed
//! decision tells apart.

use super::title_key;
use crate::catalog::{Identity, IdentityDecision, NamedThing, ResourceKey};
use crate::vocab::{canonical_url, slug};
use std::collections::BTreeSet;
use url::Url;

/// The key of the resource at an address, by the rules of [`canonical_url`].
pub fn address_key(url: &Url) -> ResourceKey {
    ResourceKey(canonical_url::key(url).into())
}

/// The key of an address by its exact spelling: for one that the rules wrongly make one with another.
///
/// A readable form of its host and path, and twelve hex digits of the SHA-256 of the whole.
pub fn exact_key(url: &Url) -> ResourceKey {
    let host = url.host_str().unwrap_or_default();
    let slug = slug(&format!("{host}{}", url.path()));
    ResourceKey(format!("address/{slug}-{}", super::short_digest(url.as_str())).into())
}

/// How things are keyed.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    /// Addresses that are a thing of their own although the rules make them one with another.
    apart: BTreeSet<String>,
}

impl Keys {
    /// Of two addresses that are said to differ and that the rules make one, the second is known by its exact spelling.
    pub(super) fn new(decisions: &[IdentityDecision]) -> Self {
        let different = decisions.iter().filter(|decision| decision.says == Identity::Different);
        let apart = different.filter_map(|decision| {
            let (NamedThing::Address(subject), NamedThing::Address(object)) = (&decision.subject, &decision.object)
            else {
                return None;
            };
            let (subject, object) = (canonical_url::parse(subject)?, canonical_url::parse(object)?);
            (subject != object && canonical_url::key(&subject) == canonical_url::key(&object)).then(|| object.into())
        });
        Self { apart: apart.collect() }
    }

    /// The key of a parsed address.
    pub(super) fn url(&self, url: &Url) -> ResourceKey {
        if self.apart.contains(url.as_str()) { exact_key(url) } else { address_key(url) }
    }

    /// The key of a written address; `None` for what is none.
    pub(super) fn address(&self, written: &str) -> Option<ResourceKey> {
        canonical_url::parse(written).map(|url| self.url(&url))
    }

    /// The key of what a decision names; `None` for an address that is none.
    pub(super) fn thing(&self, thing: &NamedThing) -> Option<ResourceKey> {
        match thing {
            NamedThing::Address(address) => self.address(address),
            NamedThing::Title(title) => Some(title_key(title)),
        }
    }
}
