//! Imported values become one catalog: one resource per thing, every listing kept.
//!
//! What was imported goes in, in any order; a [`Catalog`] and findings come out. It reads no file
//! and guesses nothing from names: two entries are one resource when their addresses are the same
//! after the safe rules of [`crate::vocab::canonical_url`], the known moves and the reviewed decisions, or, without
//! address, their titles. Papers under one long title are one only when that is asked for.

mod copies;
mod groups;
mod hierarchy;
mod keys;
mod lints;
mod mappings;
mod merge;
mod moved;
mod names;
mod references;
mod risks;
mod things;
mod titles;

pub use copies::{Likeness, copies};
pub use keys::{address_key, exact_key};
pub use names::folded_name;
pub use things::WhenTitlesAgree;

use crate::catalog::{
    Catalog, Change, Claim, Edition, EditionItems, IdentityDecision, ImportedList, MappingSet, Move, OutOfScope,
    ResourceKey, ScopeRow, ToolFact, TopicWord,
};
use crate::diagnostic::{Checked, Noticed, in_order};
use merge::Resolved;
use std::collections::{BTreeMap, BTreeSet};
use things::Things;

/// Everything the importers produced, in any order.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// Lists.
    pub lists: Vec<ImportedList>,
    /// Id of the list whose risks a bare code means in a list that neither defines it nor says what it uses.
    pub risks: Option<String>,
    /// Ids of shipped lists that a user's text stands in for.
    pub replaced: BTreeSet<String>,
    /// Editions.
    pub editions: Vec<Edition>,
    /// Items and relations, one value per edition.
    pub items: Vec<EditionItems>,
    /// Changes between releases.
    pub changes: Vec<Change>,
    /// Items out of scope.
    pub out_of_scope: Vec<OutOfScope>,
    /// Mapping sets.
    pub mapping_sets: Vec<MappingSet>,
    /// Claims.
    pub claims: Vec<Claim>,
    /// Declared scope of claims.
    pub scopes: Vec<ScopeRow>,
    /// Known moves.
    pub moves: Vec<Move>,
    /// Reviewed decisions on what is one thing.
    pub decisions: Vec<IdentityDecision>,
    /// Facts about tools.
    pub tool_facts: Vec<ToolFact>,
    /// What to do with papers under one title.
    pub titles: WhenTitlesAgree,
    /// Chinese labels by CURIE.
    pub labels_zh: BTreeMap<String, String>,
    /// Words by which a text shows what it is about.
    pub topics: Vec<TopicWord>,
}

/// One catalog of everything imported.
///
/// The result does not depend on the order of anything in `imported`. Rows that name what no source
/// defines are reported and left out; nothing else is dropped. O(n log n) in entries and rows.
pub fn resolve(imported: Imported) -> Checked<Catalog> {
    let mut noticed = Noticed::default();
    let things = Things::new(imported.moves, imported.decisions, &imported.lists, &imported.claims, imported.titles);
    let things = things.take(&mut noticed);
    let mut catalog = Catalog { labels_zh: imported.labels_zh, ..Catalog::default() };
    catalog.editions = imported.editions.into_iter().map(|edition| (edition.id.clone(), edition)).collect();
    catalog.items = imported.items.into_iter().map(|items| (items.edition.clone(), items)).collect();
    catalog.changes = imported.changes;
    catalog.mapping_sets = imported.mapping_sets.into_iter().map(|set| (set.id.clone(), set)).collect();
    catalog.out_of_scope = imported.out_of_scope;
    catalog.scopes = imported.scopes;
    catalog.lists = merge::lists(&imported.lists);
    let claimed = merge::claims(imported.claims, &things, &mut catalog);
    hierarchy::check(&mut catalog, &mut noticed);
    references::check(&mut catalog, &imported.replaced, &mut noticed);
    mappings::check(&catalog, &mut noticed);
    let placed = merge::places(&imported.lists, imported.risks.as_deref(), &things, &mut noticed);
    lints::check(&placed, &imported.lists, &things, &catalog, &imported.topics, &mut noticed);
    catalog.resources = merge::resources(&placed, &things);
    // A list may have a million entries: from here on they are moved, and what was known of their places is gone.
    let resolved = placed.into_iter().map(Resolved::from).collect();
    catalog.listings = merge::listings(imported.lists, resolved);
    merge::claimed(&claimed, &things, &mut catalog);
    merge::identity(&things, &mut catalog, &mut noticed);
    merge::tool_facts(imported.tool_facts, &things, &mut catalog, &mut noticed);
    let mut diagnostics = noticed.told();
    in_order(&mut diagnostics);
    Checked { value: catalog, diagnostics }
}

/// Key of a resource known by its title only.
///
/// A readable ASCII slug and twelve hex digits of the SHA-256 of the title in NFKC and lower case,
/// so that spellings that differ only in width or case are one resource.
pub fn title_key(title: &str) -> ResourceKey {
    use unicode_normalization::UnicodeNormalization;
    let folded =
        if title.is_ascii() { title.to_ascii_lowercase() } else { title.nfkc().collect::<String>().to_lowercase() };
    let words: Vec<&str> = folded.split_whitespace().collect();
    let hex = short_digest(&words.join(" "));
    let mut slug = String::with_capacity(folded.len());
    for c in folded.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    let key = if slug.is_empty() { format!("title/{hex}") } else { format!("title/{slug}-{hex}") };
    ResourceKey(key.into())
}

/// Twelve hex digits of the SHA-256 of a text.
fn short_digest(text: &str) -> String {
    use sha2::{Digest, Sha256};
    let digits = Sha256::digest(text).into_iter().take(6).flat_map(|byte| [byte >> 4, byte & 0xF]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
