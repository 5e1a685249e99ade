//! Of what names nothing, or something that was not asked for: what it is, and which names are spelled like it.

use super::{Case, Finder, LookupError, Sought, find};
use crate::snapshot::{GraphScope, Pattern, Snapshot, TermId};
use crate::vocab::aisec::{class, property};
use crate::vocab::{dcterms, edits, rdf, schema, skos};
use oxrdf::NamedNodeRef;
use std::collections::BTreeMap;

/// Most names that are suggested; and of editions that hold what was typed, which are few.
const NEAR: usize = 3;
const NEAR_EDITIONS: usize = 6;
/// Farthest a name is that holds what was typed.
const HOLDS: usize = 1;

/// A name that is spelled like what was typed, the better the less.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Near {
    distance: usize,
    /// Which of a thing's names it is, the usual ones first.
    rank: usize,
    name: String,
}

/// Of a thing that tools do not address: what it is, and tools, risks and phases whose names have what was typed among
/// their words. `None` where there is none, or where tools address the thing.
pub fn meant_instead(snapshot: &Snapshot, text: &str, thing: NamedNodeRef<'_>) -> Option<(String, Vec<String>)> {
    let finder = Finder { snapshot, sought: Sought::Focus };
    let id = snapshot.iri_id(thing).filter(|&id| !finder.is_sought(id))?;
    let folded = text.to_lowercase();
    let mut near = finder.all_near(text, HOLDS);
    near.retain(|&id, near| !finder.is_item(id) && near.name.to_lowercase().split(' ').any(|word| word == folded));
    (!near.is_empty()).then(|| (finder.sort(id, text), finder.nearest(near)))
}

impl Finder<'_> {
    /// That nothing that was asked for has the name: what has it is something else, other editions have the code before
    /// or after its colon, or names are spelled alike.
    pub(super) fn unknown(&self, text: &str) -> LookupError {
        let sought = self.sought.word();
        if self.sought == Sought::Focus
            && let Ok(thing) = find(self.snapshot, text, Sought::Anything)
            && let Some(id) = self.snapshot.iri_id(thing.iri.as_ref())
        {
            let (is, near) = (self.sort(id, text), self.near(text, HOLDS));
            return LookupError::OtherSort { sought, text: text.to_owned(), is, near };
        }
        let parts = text.split_once(':').into_iter().flat_map(|(first, second)| [first, second]);
        let codes = parts.filter(|code| !code.is_empty() && self.sought != Sought::Edition);
        let mut found = codes.map(|code| self.by_text(code, skos::NOTATION, Case::Ignored));
        if let Some(others) = found.find(|others| others.iter().any(|&id| self.is_item(id))) {
            let others = self.prefer(&others);
            let candidates = others.iter().map(|&id| self.describe(id)).collect();
            return LookupError::OtherEditions { text: text.to_owned(), candidates };
        }
        LookupError::Unknown { sought, near: self.near(text, usize::MAX), text: text.to_owned() }
    }

    /// What something is: `a tactic of MITRE ATLAS 2026.09 (Reconnaissance)`. Its name is left out where it is what was
    /// typed.
    fn sort(&self, id: TermId, typed: &str) -> String {
        let releases = self.subjects(dcterms::IS_VERSION_OF, id);
        let shown = releases.iter().copied().find(|&release| self.is_in_default(release));
        let shown = shown.or(releases.first().copied()).unwrap_or(id);
        let text = |id: TermId, predicate| self.objects(id, predicate).first().map(|&found| self.snapshot.text(found));
        let word = text(shown, property::LEVEL).map_or_else(|| self.class_word(shown), |level| level.replace('-', " "));
        let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let edition =
            self.objects(shown, skos::IN_SCHEME).into_iter().find_map(|edition| text(edition, dcterms::TITLE));
        let edition = edition.map(|title| format!(" of {title}")).unwrap_or_default();
        let label = self.label(id).filter(|label| !label.eq_ignore_ascii_case(typed));
        let label = label.map(|label| format!(" ({label})")).unwrap_or_default();
        format!("{article} {word}{edition}{label}")
    }

    /// The narrowest class of something, in words.
    fn class_word(&self, id: TermId) -> String {
        let general = [class::RESOURCE, class::ITEM, class::STABLE_ITEM, skos::CONCEPT, skos::CONCEPT_SCHEME];
        let classes: Vec<&str> =
            self.objects(id, rdf::TYPE).into_iter().map(|class| self.snapshot.text(class)).collect();
        let narrow = classes.iter().find(|iri| !general.iter().any(|class| class.as_str() == **iri));
        let name = narrow.or(classes.first()).map_or("thing", |iri| iri.rsplit(['#', '/']).next().unwrap_or(iri));
        let mut word = String::new();
        for letter in name.chars() {
            if letter.is_uppercase() && !word.is_empty() {
                word.push(' ');
            }
            word.extend(letter.to_lowercase());
        }
        word
    }

    /// Some names of sought things spelled like the text, at most so far from it; of editions first those in which
    /// something is counted, and frameworks instead of their editions.
    fn near(&self, text: &str, farthest: usize) -> Vec<String> {
        let mut near = self.all_near(text, farthest);
        if self.sought == Sought::Edition {
            let as_near = |id: TermId, of: &Near| near.get(&id).is_some_and(|other| other.distance <= of.distance);
            let frameworks = |id| self.objects(id, property::EDITION_OF).into_iter();
            let dropped = near.iter().filter(|(id, of)| frameworks(**id).any(|framework| as_near(framework, of)));
            let dropped: Vec<TermId> = dropped.map(|(id, _)| *id).collect();
            near.retain(|id, _| !dropped.contains(id));
        }
        self.nearest(near)
    }

    /// The names of the few that are nearest.
    fn nearest(&self, near: BTreeMap<TermId, Near>) -> Vec<String> {
        let mut near: Vec<(bool, usize, bool, String)> = near
            .into_iter()
            .map(|(id, near)| (self.counts_nothing(id), near.distance, self.is_item(id), near.name))
            .collect();
        near.sort();
        near.dedup_by(|a, b| a.3 == b.3);
        let all_that_hold = self.sought == Sought::Edition;
        let most = |distance| if all_that_hold && distance <= HOLDS { NEAR_EDITIONS } else { NEAR };
        let few = near.into_iter().enumerate().filter(|(place, (_, distance, ..))| *place < most(*distance));
        few.map(|(_, (.., name))| name).collect()
    }

    /// The nearest name of each sought thing: spellings of the same are no choice.
    fn all_near(&self, text: &str, farthest: usize) -> BTreeMap<TermId, Near> {
        let folded = text.to_lowercase();
        let length = folded.chars().count();
        let mut near: BTreeMap<TermId, Near> = BTreeMap::new();
        let names = [skos::PREF_LABEL, skos::NOTATION, schema::NAME, dcterms::TITLE];
        for (rank, predicate) in names.into_iter().enumerate() {
            let Some(predicate) = self.snapshot.iri_id(predicate) else { continue };
            let pattern = Pattern { subject: None, predicate: Some(predicate), object: None };
            for found in self.snapshot.matches(pattern, GraphScope::Union) {
                let (found_of, name) = (found.triple[0], self.snapshot.text(found.triple[2]));
                if let Some(distance) = distance(&name.to_lowercase(), &folded, length)
                    && distance <= farthest
                    && self.is_sought(found_of)
                {
                    let found = Near { distance, rank, name: name.to_owned() };
                    let nearest = near.entry(found_of).or_insert_with(|| found.clone());
                    *nearest = found.min(nearest.clone());
                }
            }
        }
        near
    }

    /// Whether it is an edition in which nothing is counted, or a framework of none else.
    fn counts_nothing(&self, id: TermId) -> bool {
        let counts = |edition: TermId| !self.subjects(property::COUNTED_IN, edition).is_empty();
        self.sought == Sought::Edition && !self.editions_meant(id).into_iter().any(counts)
    }
}

/// How far a name is from what was typed, of so many characters: starting with it is nearest, then holding it, then
/// spelling; `None` for others.
fn distance(name: &str, typed: &str, length: usize) -> Option<usize> {
    match length {
        0 => None,
        _ if length > 1 && name.starts_with(typed) => Some(0),
        _ if length > 2 && name.contains(typed) => Some(HOLDS),
        _ => edits(name, typed, length, 1 + length / 4).map(|edits| 1 + edits),
    }
}
