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
use crate::diagnostic::{Checked, Diagnostic, Noticed, in_order};
use lints::Placed;
use merge::{Resolved, Subject};
use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;
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
pub fn resolve(mut imported: Imported) -> Checked<Catalog> {
    let mut noticed = Noticed::default();
    let Known { things, mut catalog, claimed } = known(&mut imported, &mut noticed);
    let placed = placed(&imported, &things, &catalog, &mut noticed);
    catalog.resources = merge::resources(&placed, &things);
    // A list may have a million entries: from here on they are moved, and what was known of their places is gone.
    let resolved = placed.into_iter().map(Resolved::from).collect();
    catalog.listings = merge::listings(imported.lists, resolved);
    merge::claimed(&claimed, &things, &mut catalog);
    merge::identity(&things, &mut catalog, &mut noticed);
    merge::tool_facts(imported.tool_facts, &things, &mut catalog, &mut noticed);
    Checked { value: catalog, diagnostics: told(noticed) }
}

/// What [`resolve`] finds in the entries of lists, without a catalog of them: it takes half the time.
///
/// What it says of rows that name what no list has is not among it.
pub fn findings(mut imported: Imported) -> Vec<Diagnostic> {
    let mut noticed = Noticed::default();
    let Known { things, catalog, .. } = known(&mut imported, &mut noticed);
    placed(&imported, &things, &catalog, &mut noticed);
    told(noticed)
}

/// All but the entries of lists.
struct Known {
    /// Which thing each address and title stands for.
    things: Things,
    /// What is not made of entries.
    catalog: Catalog,
    /// What the claims are about.
    claimed: Vec<Subject>,
}

/// Takes what is imported but the lists and the facts about tools, which stand beside them.
fn known(imported: &mut Imported, noticed: &mut Noticed) -> Known {
    let Imported { moves, decisions, lists, claims, .. } = imported;
    let things = Things::new(take(moves), take(decisions), lists, claims, imported.titles).take(noticed);
    let mut catalog = Catalog { labels_zh: take(&mut imported.labels_zh), ..Catalog::default() };
    catalog.editions = take(&mut imported.editions).into_iter().map(|edition| (edition.id.clone(), edition)).collect();
    catalog.items = take(&mut imported.items).into_iter().map(|items| (items.edition.clone(), items)).collect();
    catalog.changes = take(&mut imported.changes);
    catalog.mapping_sets = take(&mut imported.mapping_sets).into_iter().map(|set| (set.id.clone(), set)).collect();
    catalog.out_of_scope = take(&mut imported.out_of_scope);
    catalog.scopes = take(&mut imported.scopes);
    catalog.lists = merge::lists(&imported.lists);
    let claimed = merge::claims(take(&mut imported.claims), &things, &mut catalog);
    hierarchy::check(&mut catalog, noticed);
    references::check(&mut catalog, &imported.replaced, noticed);
    mappings::check(&catalog, noticed);
    Known { things, catalog, claimed }
}

/// What every entry resolves to, and what is odd about entries beside others.
fn placed<'a>(imported: &'a Imported, things: &Things, catalog: &Catalog, noticed: &mut Noticed) -> Vec<Placed<'a>> {
    let placed = merge::places(&imported.lists, imported.risks.as_deref(), things, noticed);
    lints::check(&placed, &imported.lists, things, catalog, &imported.topics, noticed);
    placed
}

fn told(noticed: Noticed) -> Vec<Diagnostic> {
    let mut diagnostics = noticed.told();
    in_order(&mut diagnostics);
    diagnostics
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
