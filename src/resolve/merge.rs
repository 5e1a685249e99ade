//! Entries to resources: one key, many listings.

use super::lints::Placed;
use super::risks::{KnownRisks, Reader};
use super::things::{Decided, Things, Way};
use super::title_key;
use crate::catalog::{
    Catalog, Claim, Entry, Identity, IdentityDecision, ImportedList, Kind, KindEvidence, KnownList, Listing, Origin,
    Resource, ResourceKey, RiskKey, ToolFact, has_han,
};
use crate::diagnostic::{Code, Diagnostic, Noticed};
use crate::source::{SourceId, Span};
use crate::vocab::canonical_url;
use crate::vocab::section_path;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use url::Url;

/// All entries of one resource, from all lists, with what the choice of its name and address needs.
#[derive(Default)]
struct Gathered<'a> {
    names: BTreeMap<&'a str, NameUse>,
    urls: BTreeSet<&'a str>,
    led_to: Option<&'a str>,
    kind: Option<(KindEvidence, Reverse<Kind>)>,
}

#[derive(Default, Clone, Copy)]
struct NameUse {
    listings: usize,
    in_english_list: bool,
}

/// Says what the entries of every list resolve to: list by list, and in the order of the list.
///
/// `risks` is the list whose risks are meant where a list says nothing of its codes.
pub(super) fn places<'a>(
    lists: &'a [ImportedList],
    risks: Option<&str>,
    things: &Things,
    noticed: &mut Noticed,
) -> Vec<Placed<'a>> {
    let mut placed = Vec::with_capacity(lists.iter().map(|list| list.entries.len()).sum());
    let known_risks = KnownRisks::of(lists);
    for list in lists {
        let reader = Reader::new(&known_risks, list, risks, noticed);
        for entry in &list.entries {
            let url = entry.link.as_ref().and_then(|link| canonical_url::parse(&link.text)).map(Box::new);
            let written = url.as_ref().map_or_else(|| title_key(&entry.name), |url| things.keys.url(url));
            let (now, risks) = (things.way(&written).now.clone(), reader.risks(entry, noticed));
            placed.push(Placed { list, entry, url, written, now, risks });
        }
    }
    placed
}

/// The resources that entries are about.
pub(super) fn resources(placed: &[Placed<'_>], things: &Things) -> BTreeMap<ResourceKey, Resource> {
    let mut by_resource: Vec<&Placed<'_>> = placed.iter().collect();
    by_resource.sort_unstable_by(|a, b| a.now.cmp(&b.now));
    let groups = by_resource.chunk_by(|a, b| a.now == b.now);
    let resources = groups.filter_map(|group| {
        let mut found = Gathered::default();
        for place in group {
            found.add(place, &things.way(&place.written));
        }
        let key = group.first()?.now.clone();
        Some((key.clone(), found.into_resource(key)))
    });
    resources.collect()
}

/// What an entry resolves to.
pub(super) struct Resolved {
    resource: ResourceKey,
    risks: Vec<RiskKey>,
}

impl From<Placed<'_>> for Resolved {
    fn from(placed: Placed<'_>) -> Self {
        Self { resource: placed.now, risks: placed.risks }
    }
}

/// What is known of the lists themselves, by id.
pub(super) fn lists(lists: &[ImportedList]) -> BTreeMap<String, KnownList> {
    let known = lists.iter().map(|list| {
        let origin = Origin { source: list.source.clone(), span: Span::new(0, 0) };
        let (title, language) = (list.title.clone(), list.language.clone());
        let known = KnownList { title, language, taxonomy: list.taxonomy.clone(), origin };
        (list.source.as_str().to_owned(), known)
    });
    known.collect()
}

/// The entries of all lists as listings, by resource and place; `resolved` says what each is, in the order of [`places`].
pub(super) fn listings(lists: Vec<ImportedList>, resolved: Vec<Resolved>) -> Vec<Listing> {
    let mut listings = Vec::with_capacity(resolved.len());
    let mut resolved = resolved.into_iter();
    for list in lists {
        let own = resolved.as_slice().get(..list.entries.len()).unwrap_or_default();
        let keys: Vec<ResourceKey> = own.iter().map(|resolved| resolved.resource.clone()).collect();
        for (entry, resolved) in list.entries.into_iter().zip(resolved.by_ref()) {
            let below = entry.parent.and_then(|parent| keys.get(parent)).filter(|&below| *below != resolved.resource);
            listings.push(listing(entry, &list.source, resolved, below.cloned()));
        }
    }
    number(&mut listings);
    listings
}

fn listing(entry: Entry, source: &SourceId, resolved: Resolved, below: Option<ResourceKey>) -> Listing {
    Listing {
        resource: resolved.resource,
        origin: Origin { source: source.clone(), span: entry.span },
        name: entry.name,
        url: entry.link.map(|link| link.text),
        section: entry.section,
        description: entry.description,
        risks: resolved.risks,
        facts: entry.facts,
        below,
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

impl<'a> Gathered<'a> {
    fn add(&mut self, place: &'a Placed<'_>, way: &Way<'a>) {
        let name = self.names.entry(&place.entry.name).or_default();
        name.listings += 1;
        name.in_english_list |= place.list.language == "en";
        self.add_address(place.url.as_deref(), way);
        self.kind = self.kind.max(Some((place.entry.kind_evidence, Reverse(place.entry.kind))));
    }

    /// Its present address: as typed, or where moves and decisions lead.
    fn add_address(&mut self, url: Option<&'a Url>, way: &Way<'a>) {
        if way.written == way.now {
            self.urls.extend(url.map(Url::as_str));
        } else {
            self.led_to = self.led_to.max(way.address);
        }
    }

    /// Most used spelling first; then one of an English list, then the shortest, then the first in byte order.
    fn best_name(&self, wanted: impl Fn(&str) -> bool) -> Option<&'a str> {
        let names = self.names.iter().filter(|(name, _)| wanted(name));
        let best = names.min_by_key(|(name, usage)| {
            (Reverse(usage.listings), !usage.in_english_list, name.chars().count(), **name)
        });
        best.map(|(name, _)| *name)
    }

    fn into_resource(self, key: ResourceKey) -> Resource {
        let name = self.best_name(|name| !has_han(name)).or_else(|| self.best_name(|_| true)).unwrap_or_default();
        let name_zh = self.best_name(has_han).map(str::to_owned);
        let typed = self.urls.iter().min_by_key(|url| (!url.starts_with("https:"), url.len(), **url));
        let url = typed.copied().or(self.led_to);
        let repository = url.and_then(canonical_url::parse).and_then(|url| canonical_url::repository(&url));
        let (kind_evidence, Reverse(kind)) = self.kind.unwrap_or((KindEvidence::Default, Reverse(Kind::Tool))); // a thing only a claim names
        let names = self.names.keys().map(|&name| name.to_owned()).collect();
        let url = url.map(str::to_owned);
        Resource { key, name: name.to_owned(), name_zh, names, url, repository, kind, kind_evidence }
    }
}

/// What a claim is about: its key as written, and its address where it has one.
pub(super) type Subject = (ResourceKey, Option<Url>);

/// Attaches claims to resources, and says what they are about.
pub(super) fn claims(mut claims: Vec<Claim>, things: &Things, catalog: &mut Catalog) -> Vec<Subject> {
    claims.sort_by(|a, b| (&a.id, &a.origin).cmp(&(&b.id, &b.origin)));
    let subjects = claims.into_iter().map(|claim| {
        let url = canonical_url::parse(&claim.subject.url);
        let written = url.as_ref().map_or_else(|| title_key(&claim.subject.url), |url| things.keys.url(url));
        catalog.claims.insert(claim.id.clone(), (things.way(&written).now.clone(), claim));
        (written, url)
    });
    subjects.collect()
}

/// Makes a resource of what only claims name: a tool.
pub(super) fn claimed(subjects: &[Subject], things: &Things, catalog: &mut Catalog) {
    let mut gathered: BTreeMap<&ResourceKey, Gathered<'_>> = BTreeMap::new();
    for (written, url) in subjects {
        let way = things.way(written);
        if !catalog.resources.contains_key(way.now) {
            let found = gathered.entry(way.now).or_default();
            found.names.entry(way.now.as_str().rsplit('/').next().unwrap_or_default()).or_default();
            found.add_address(url.as_ref(), &way);
        }
    }
    catalog.resources.extend(gathered.into_iter().map(|(key, found)| (key.clone(), found.into_resource(key.clone()))));
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

/// Attaches facts to resources. Two rows that lead to one fact of one resource are it once, by the first.
pub(super) fn tool_facts(mut facts: Vec<ToolFact>, things: &Things, catalog: &mut Catalog, noticed: &mut Noticed) {
    facts.sort_by(|a, b| a.origin.cmp(&b.origin));
    let mut known = BTreeMap::new();
    for fact in facts {
        let tool = things.keys.address(&fact.tool).map(|written| things.way(&written).now.clone());
        if let Some(tool) = tool.filter(|tool| catalog.resources.contains_key(tool)) {
            known.entry((tool, fact.property, fact.value.clone())).or_insert(fact);
        } else {
            let unlisted = Diagnostic::new(Code::UnlistedResource, format!("no source lists `{}`", fact.tool))
                .at(fact.origin.source.as_str(), fact.origin.span);
            noticed.push(unlisted.help("it is left out of the graph until one does; check the spelling"));
        }
    }
    catalog.tool_facts = known.into_iter().map(|((tool, ..), fact)| (tool, fact)).collect();
}

fn unlisted(decision: &IdentityDecision) -> Diagnostic {
    let (subject, object) = (decision.subject.as_str(), decision.object.as_str());
    Diagnostic::new(Code::UnlistedResource, format!("no source lists `{subject}` or `{object}`"))
        .at(decision.origin.source.as_str(), decision.origin.span)
        .help("it is left out of the graph until one does; check the spelling of both")
}
