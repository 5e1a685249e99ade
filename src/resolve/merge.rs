//! Entries to resources: one key, many listings.

use super::lints::Placed;
use super::risks::{KnownRisks, Reader};
use super::things::{Decided, Things, Way};
use super::title_key;
use crate::catalog::{
    Catalog, Claim, Entry, Facts, Identity, IdentityDecision, ImportedList, Kind, KindEvidence, KnownList, Listing,
    Origin, Resource, ResourceKey, RiskKey, has_han,
};
use crate::diagnostic::{Code, Diagnostic, Noticed};
use crate::source::{SourceId, Span};
use crate::vocab::canonical_url;
use crate::vocab::section_path;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use url::Url;

/// All entries of one resource, from all lists, with what the choice of its name and address needs.
#[derive(Default)]
struct Gathered {
    names: BTreeMap<String, NameUse>,
    urls: BTreeSet<String>,
    led_to: Option<String>,
    kind: Option<(KindEvidence, std::cmp::Reverse<Kind>)>,
}

#[derive(Default, Clone, Copy)]
struct NameUse {
    listings: usize,
    in_english_list: bool,
}

/// Merges the entries of every list into the catalog; says what each resolves to.
///
/// `risks` is the list whose risks are meant where a list says nothing of its codes.
pub(super) fn lists<'a>(
    lists: &'a [ImportedList],
    risks: Option<&str>,
    things: &Things,
    catalog: &mut Catalog,
    noticed: &mut Noticed,
) -> Vec<Placed<'a>> {
    let mut placed = Vec::new();
    let mut gathered: BTreeMap<ResourceKey, Gathered> = BTreeMap::new();
    let known_risks = KnownRisks::of(lists);
    for list in lists {
        let reader = Reader::new(&known_risks, list, risks, noticed);
        let mut keys: Vec<ResourceKey> = Vec::with_capacity(list.entries.len());
        for entry in &list.entries {
            let url = entry.link.as_ref().and_then(|link| canonical_url::parse(&link.text));
            let written = url.as_ref().map_or_else(|| title_key(&entry.name), |url| things.keys.url(url));
            let way = things.way(&written);
            let (now, risks) = (way.now.clone(), reader.risks(entry, noticed));
            let below = entry.facts.parent.and_then(|parent| keys.get(parent)).filter(|&below| *below != now).cloned();
            catalog.listings.push(Listing { below, ..listing(entry, list, now.clone(), risks.clone()) });
            keys.push(now.clone());
            gathered.entry(now.clone()).or_default().add(entry, list, url.as_ref(), &way);
            placed.push(Placed { list, entry, url, written: written.clone(), now, risks });
        }
        let origin = Origin { source: list.source.clone(), span: Span::new(0, 0) };
        let (title, language) = (list.title.clone(), list.language.clone());
        let known = KnownList { title, language, taxonomy: list.taxonomy.clone(), origin };
        catalog.lists.insert(list.source.as_str().to_owned(), known);
    }
    number(&mut catalog.listings);
    catalog.resources = gathered.into_iter().map(|(key, found)| (key.clone(), found.into_resource(key))).collect();
    placed
}

fn listing(entry: &Entry, list: &ImportedList, resource: ResourceKey, risks: Vec<RiskKey>) -> Listing {
    Listing {
        resource,
        origin: Origin { source: list.source.clone(), span: entry.span },
        name: entry.name.clone(),
        url: entry.link.as_ref().map(|link| link.text.clone()),
        section: entry.section.clone(),
        description: entry.description.clone(),
        risks,
        facts: Facts { parent: None, ..entry.facts.clone() },
        below: None,
        ordinal: 0,
    }
}

/// Sorts listings by resource and place, and numbers those that agree in resource, source and section path.
fn number(listings: &mut [Listing]) {
    let mut paths = SectionPaths::default();
    listings.sort_by_cached_key(|listing| (paths.key(listing), listing.origin.span));
    let mut last = None;
    for listing in listings {
        let here = paths.key(listing);
        let ordinal = match &last {
            Some((before, ordinal)) if *before == here => ordinal + 1,
            _ => 1,
        };
        listing.ordinal = ordinal;
        last = Some((here, ordinal));
    }
}

/// Paths of sections, made once for those that follow on each other: long lists have many entries in one.
#[derive(Default)]
struct SectionPaths(Option<(Arc<[String]>, Arc<str>)>);

impl SectionPaths {
    /// What listings that are numbered together agree in.
    fn key(&mut self, listing: &Listing) -> (ResourceKey, SourceId, Arc<str>) {
        let path = match &self.0 {
            Some((section, path)) if Arc::ptr_eq(section, &listing.section) => Arc::clone(path),
            _ => section_path(&listing.section).into(),
        };
        self.0 = Some((Arc::clone(&listing.section), Arc::clone(&path)));
        (listing.resource.clone(), listing.origin.source.clone(), path)
    }
}

impl Gathered {
    fn add(&mut self, entry: &Entry, list: &ImportedList, url: Option<&Url>, way: &Way<'_>) {
        let name = self.names.entry(entry.name.clone()).or_default();
        name.listings += 1;
        name.in_english_list |= list.language == "en";
        self.add_address(url, way);
        self.kind = self.kind.max(Some((entry.kind_evidence, std::cmp::Reverse(entry.kind))));
    }

    /// Its present address: as typed, or where moves and decisions lead.
    fn add_address(&mut self, url: Option<&Url>, way: &Way<'_>) {
        if way.written == way.now {
            self.urls.extend(url.map(|url| url.as_str().to_owned()));
        } else {
            self.led_to = self.led_to.take().max(way.address.map(str::to_owned));
        }
    }

    /// Most used spelling first; then one of an English list, then the shortest, then the first in byte order.
    fn best_name(&self, wanted: impl Fn(&str) -> bool) -> Option<&String> {
        self.names
            .iter()
            .filter(|(name, _)| wanted(name))
            .min_by_key(|(name, usage)| {
                (std::cmp::Reverse(usage.listings), !usage.in_english_list, name.chars().count(), *name)
            })
            .map(|(name, _)| name)
    }

    fn into_resource(self, key: ResourceKey) -> Resource {
        let name =
            self.best_name(|name| !has_han(name)).or_else(|| self.best_name(|_| true)).cloned().unwrap_or_default();
        let name_zh = self.best_name(has_han).cloned();
        let typed = self.urls.iter().min_by_key(|url| (!url.starts_with("https:"), url.len(), url.as_str()));
        let url = typed.cloned().or(self.led_to);
        let repository = url.as_deref().and_then(canonical_url::parse).and_then(|url| canonical_url::repository(&url));
        let (kind_evidence, std::cmp::Reverse(kind)) =
            self.kind.unwrap_or((KindEvidence::Default, std::cmp::Reverse(Kind::Tool))); // a thing only a claim names
        Resource { key, name, name_zh, names: self.names.into_keys().collect(), url, repository, kind, kind_evidence }
    }
}

/// Attaches claims to resources; a resource that only claims name becomes one of the catalog, as a tool.
pub(super) fn claims(mut claims: Vec<Claim>, things: &Things, catalog: &mut Catalog) {
    claims.sort_by(|a, b| (&a.id, &a.origin).cmp(&(&b.id, &b.origin)));
    let mut gathered: BTreeMap<ResourceKey, Gathered> = BTreeMap::new();
    for claim in claims {
        let url = canonical_url::parse(&claim.subject.url);
        let written = url.as_ref().map_or_else(|| title_key(&claim.subject.url), |url| things.keys.url(url));
        let way = things.way(&written);
        if !catalog.resources.contains_key(way.now) {
            let name = way.now.as_str().rsplit('/').next().unwrap_or_default().to_owned();
            let found = gathered.entry(way.now.clone()).or_default();
            found.names.entry(name).or_default();
            found.add_address(url.as_ref(), &way);
        }
        catalog.claims.insert(claim.id.clone(), (way.now.clone(), claim));
    }
    catalog.resources.extend(gathered.into_iter().map(|(key, found)| (key.clone(), found.into_resource(key))));
}

/// What is known of the keys of the catalog's resources: former addresses, other spellings, decisions, repositories.
pub(super) fn identity(things: &Things, catalog: &mut Catalog, noticed: &mut Noticed) {
    let around = |resource: &Resource| {
        let url = resource.url.as_deref().and_then(canonical_url::parse)?;
        things.keys.address(&canonical_url::repository_around(&url)?)
    };
    let mut beside: BTreeSet<ResourceKey> = catalog.resources.values().filter_map(around).collect();
    for Decided { subject, object, .. } in &things.decisions {
        let (subject, object) = (things.way(subject).now, things.way(object).now);
        if catalog.resources.contains_key(subject) || catalog.resources.contains_key(object) {
            beside.extend([subject.clone(), object.clone()]);
        }
    }
    for (from, to, row) in things.moves.all() {
        let now = things.way(from).now;
        if catalog.resources.contains_key(now) || beside.contains(now) {
            catalog.moves.insert(from.clone(), (to.clone(), row.clone()));
        }
    }
    for (key, resource) in things.other_spellings() {
        if catalog.resources.contains_key(resource) {
            catalog.other_spellings.insert(key.clone(), resource.clone());
        }
    }
    for Decided { subject, object, decision } in &things.decisions {
        let (subject, object) = (things.way(subject).now, things.way(object).now);
        if !catalog.resources.contains_key(subject) && !catalog.resources.contains_key(object) {
            noticed.push(unlisted(decision));
            continue;
        }
        if let (Identity::SiteOf, Some(site)) = (decision.says, catalog.resources.get_mut(subject)) {
            site.repository.get_or_insert_with(|| decision.object.as_str().to_owned());
        }
        catalog.decisions.push((subject.clone(), object.clone(), decision.clone()));
    }
}

fn unlisted(decision: &IdentityDecision) -> Diagnostic {
    let (subject, object) = (decision.subject.as_str(), decision.object.as_str());
    Diagnostic::new(Code::UnlistedResource, format!("no source lists `{subject}` or `{object}`"))
        .at(decision.origin.source.as_str(), decision.origin.span)
        .help("it is left out of the graph until one does; check the spelling of both")
}
