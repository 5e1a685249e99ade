//! Whether a thing is listed already: an address or a name in, the resource with its places out; else what is near.
//!
//! An address is compared by the rules of [`canonical_url`], and known moves and decisions are followed; a name
//! without its case, width and punctuation. What is only spelled alike is never said to be listed.

use crate::catalog::{ResourceKey, has_han};
use crate::rdf::iri;
use crate::resolve::{address_key, exact_key, folded_name};
use crate::snapshot::{GraphScope, Pattern, Snapshot, TermId};
use crate::vocab::canonical_url;
use crate::vocab::{ONTOLOGY, aisec, dcterms, owl, rdf, schema, skos, source_id};
use aisec::{class, property};
use oxrdf::NamedNodeRef;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// Names of nearly that spelling that are told at most.
const MAX_NEAR: usize = 5;

/// The answer to one search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// What was asked for.
    pub sought: String,
    /// Resources that are it, by IRI; several may share a name.
    pub found: Vec<ListedResource>,
    /// Resources that are not it and may be what was meant, nearest first.
    pub near: Vec<NearResource>,
}

/// A resource or organization and where lists have it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ListedResource {
    /// Its IRI.
    pub iri: String,
    /// Its name.
    pub name: String,
    /// What it is: `Tool`, `Paper`.
    pub kind: String,
    /// Its present address.
    pub address: Option<String>,
    /// What is to be known of how it was found, such as that the address has moved.
    pub notices: Vec<String>,
    /// Its places, by source and line.
    pub listings: Vec<ListingPlace>,
    /// Its site or repository, and what it is not.
    pub related: Vec<String>,
}

/// One place of a resource in a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ListingPlace {
    /// Id of the list.
    pub list: String,
    /// Line, from 1.
    pub line: u32,
    /// Headings above it.
    pub section: String,
    /// Its name there.
    pub name: String,
}

/// A resource that is not what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NearResource {
    /// How far off it is: 0 for one that is related, else edits between the names.
    pub distance: usize,
    /// Why it may be meant.
    pub why: String,
    /// The resource.
    pub resource: ListedResource,
}

/// Looks a name or an address up. O(names × length of what is sought).
pub fn listed(snapshot: &Snapshot, sought: &str) -> Listed {
    let search = Search { snapshot, sought: sought.trim() };
    let mut found = search.by_address();
    if found.is_empty() {
        found = search.by_name();
    }
    let near = if found.is_empty() { search.near() } else { Vec::new() };
    Listed { sought: search.sought.to_owned(), found, near }
}

/// Looks a name or an address up, a name also by what another graph calls the same thing: of that graph nothing else is
/// told. O(names of both × length of what is sought).
pub fn listed_by_other_names(snapshot: &Snapshot, other: &Snapshot, sought: &str) -> Listed {
    let mut answer = listed(snapshot, sought);
    if !answer.found.is_empty() {
        return answer;
    }
    let (here, there) = (Search { snapshot, sought: sought.trim() }, Search { snapshot: other, sought: sought.trim() });
    for thing in there.things_named() {
        let Some(id) = NamedNodeRef::new(other.text(thing)).ok().and_then(|iri| snapshot.iri_id(iri)) else { continue };
        if here.is_listed_thing(id) {
            answer.found.push(here.resource(id, vec![format!("elsewhere called {}", there.label(thing))]));
        }
        answer.near.extend(here.counterparts(id).into_iter().map(|(other, relation)| NearResource {
            distance: 0,
            why: is_counterpart(&relation),
            resource: here.resource(other, Vec::new()),
        }));
    }
    if !answer.found.is_empty() {
        answer.near.clear();
    }
    answer.found.sort();
    answer.near.sort();
    answer.near.dedup_by(|one, other| one.resource.iri == other.resource.iri);
    answer.near.truncate(MAX_NEAR);
    answer
}

/// The addresses a text may mean: as typed, as a link of Markdown or a remote of Git, without its scheme, a repository
/// on GitHub, or the number of a paper.
fn addresses(text: &str) -> Vec<Url> {
    let text = target(text);
    if text.contains(char::is_whitespace) {
        return Vec::new();
    }
    let is_short = text.split('/').count() == 2 && !text.contains([':', '.']);
    let has_host = text.split('/').next().is_some_and(|host| host.contains('.'));
    let typed = [
        Some(text.to_owned()),
        remote(text),
        has_host.then(|| format!("https://{text}")),
        is_short.then(|| format!("https://github.com/{text}")),
        paper(text),
    ];
    typed.into_iter().flatten().filter_map(|text| canonical_url::parse(&text)).collect()
}

/// The target of `<…>` and `[…](…)`; any other text as it is.
fn target(text: &str) -> &str {
    let within = |open, close| text.strip_prefix(open).and_then(|text| text.strip_suffix(close));
    let link = || within('[', ')').and_then(|text| text.split_once("](")).map(|(_, target)| target);
    within('<', '>').or_else(link).unwrap_or(text)
}

/// The address of what Git clones over SSH: `git@github.com:OWNER/NAME.git`.
fn remote(text: &str) -> Option<String> {
    let remote = text.strip_prefix("ssh://").unwrap_or(text).strip_prefix("git@")?;
    Some(format!("https://{}", remote.replacen(':', "/", 1)))
}

/// The address of a paper by its number on arXiv or its DOI, with or without `arXiv:` and `doi:`.
fn paper(text: &str) -> Option<String> {
    let (label, number) = text.split_once(':').unwrap_or(("", text));
    let is_digits =
        |text: &str, length: &[usize]| length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let is_arxiv = number.split_once('.').is_some_and(|(month, rest)| {
        is_digits(month, &[4]) && is_digits(rest.split('v').next().unwrap_or_default(), &[4, 5])
    });
    match label.to_ascii_lowercase().as_str() {
        "" | "arxiv" if is_arxiv => Some(format!("https://arxiv.org/abs/{number}")),
        "" | "doi" if number.starts_with("10.") && number.contains('/') => Some(format!("https://doi.org/{number}")),
        _ => None,
    }
}

struct Search<'a> {
    snapshot: &'a Snapshot,
    sought: &'a str,
}

impl Search<'_> {
    fn by_address(&self) -> Vec<ListedResource> {
        let urls = addresses(self.sought);
        let keys = urls.iter().flat_map(|url| [exact_key(url), address_key(url)]);
        let known = keys.filter_map(|key| self.id_of(&key));
        let ways = known.map(|id| self.follow(id));
        let mut ways = ways.chain(urls.iter().filter_map(|url| self.part_of_moved(url)));
        ways.find(|(end, _)| self.is_listed_thing(*end))
            .map(|(end, notices)| vec![self.resource(end, notices)])
            .unwrap_or_default()
    }

    fn id_of(&self, key: &ResourceKey) -> Option<TermId> {
        self.snapshot.iri_id(iri::resource(key).as_ref())
    }

    /// The same part of a repository where that repository is now, and its moves on the way.
    fn part_of_moved(&self, url: &Url) -> Option<(TermId, Vec<String>)> {
        let repository = canonical_url::parse(&canonical_url::repository_around(url)?)?;
        let (end, notices) = self.follow(self.id_of(&address_key(&repository))?);
        let part = canonical_url::part_after_move(url, &format!("https://{}", self.short(end)))?;
        Some((self.id_of(&address_key(&canonical_url::parse(&part)?))?, notices))
    }

    /// Where an address leads, and the moves on the way.
    fn follow(&self, id: TermId) -> (TermId, Vec<String>) {
        let (mut at, mut notices) = (id, Vec::new());
        let mut seen = BTreeSet::from([id]);
        while let Some(next) = self.snapshot.objects(at, dcterms::IS_REPLACED_BY).next()
            && seen.insert(next)
        {
            notices.push(self.step(at, next));
            at = next;
        }
        (at, notices)
    }

    /// What a step from one address to another is: a move with its date and evidence, or another spelling.
    fn step(&self, from: TermId, to: TermId) -> String {
        let row = self.snapshot.subjects(property::MOVED_FROM, from).next();
        let (from, to) = (self.short(from), self.short(to));
        let Some(row) = row else { return format!("{from} is another address of {to}") };
        let date = self.text(row, dcterms::DATE).map(|date| format!(" ({date})")).unwrap_or_default();
        let evidence = self.text(row, property::EVIDENCE_URL).map(|url| format!(", see {url}")).unwrap_or_default();
        format!("{from} has moved to {to}{date}{evidence}")
    }

    fn by_name(&self) -> Vec<ListedResource> {
        let things = self.things_named().into_iter();
        let mut found: Vec<ListedResource> = things.map(|id| self.resource(id, Vec::new())).collect();
        found.sort();
        found
    }

    /// Listed things of that name.
    fn things_named(&self) -> BTreeSet<TermId> {
        let wanted = folded_name(self.sought);
        let named = self.names().into_iter().filter(|(name, _)| !wanted.is_empty() && *name == wanted);
        named.flat_map(|(_, things)| things).collect()
    }

    /// Every name of a listed thing without case, width and punctuation, and what bears it; one that ends in a
    /// parenthesis, such as `Toolbox (ART)`, also without that.
    fn names(&self) -> BTreeMap<String, BTreeSet<TermId>> {
        let mut names: BTreeMap<String, BTreeSet<TermId>> = BTreeMap::new();
        let Some(predicate) = self.snapshot.iri_id(schema::NAME) else { return names };
        let pattern = Pattern { subject: None, predicate: Some(predicate), object: None };
        for found in self.snapshot.matches(pattern, GraphScope::Union) {
            let [thing, _, name] = found.triple;
            if self.is_listed_thing(thing) {
                let name = self.snapshot.text(name);
                let open = name.trim_end().strip_suffix([')', '）']).and_then(|name| name.rsplit_once(['(', '（']));
                for name in [Some(name), open.map(|(before, _)| before)].into_iter().flatten().map(folded_name) {
                    names.entry(name).or_default().insert(thing);
                }
            }
        }
        names
    }

    /// What may be meant: the other half of a site and its repository, the repository around a page, names spelled
    /// alike.
    fn near(&self) -> Vec<NearResource> {
        let urls = addresses(self.sought);
        let mut near: BTreeMap<TermId, (usize, String)> = BTreeMap::new();
        for url in &urls {
            let id = self.id_of(&address_key(url)).map(|id| self.follow(id).0);
            for (other, relation) in id.map(|id| self.counterparts(id)).unwrap_or_default() {
                near.entry(other).or_insert((0, is_counterpart(&relation)));
            }
            let around = canonical_url::repository_around(url).as_deref().and_then(canonical_url::parse);
            let around = around.and_then(|url| self.id_of(&address_key(&url)));
            if let Some((end, _)) = around.map(|id| self.follow(id)).filter(|(end, _)| self.is_listed_thing(*end)) {
                near.entry(end).or_insert((0, "the repository it lies in is listed".to_owned()));
            }
        }
        for (thing, near_name) in self.near_names(&urls) {
            near.entry(thing).or_insert(near_name);
        }
        let told = |(id, (distance, why))| NearResource { distance, why, resource: self.resource(id, Vec::new()) };
        let mut near: Vec<NearResource> = near.into_iter().map(told).collect();
        near.sort();
        near.truncate(MAX_NEAR);
        near
    }

    /// Things whose name is nearly what was typed, or nearly the last part of the address typed.
    fn near_names(&self, urls: &[Url]) -> Vec<(TermId, (usize, String))> {
        /// Longest text whose spelling is compared, in characters: that takes the product of both lengths.
        const LONGEST_NAME: usize = 512;
        let last = urls.first().and_then(|url| url.path_segments()?.rfind(|part| !part.is_empty()).map(str::to_owned));
        let wanted = folded_name(last.as_deref().unwrap_or(self.sought));
        let length = wanted.chars().count();
        let mut near = Vec::new();
        for (name, things) in self.names() {
            let holds = length > 2 && holds(&name, &wanted);
            let is_held = name.chars().count() > 3 && holds_words(&wanted, &name);
            let distance = if length.max(name.len()) <= LONGEST_NAME {
                strsim::damerau_levenshtein(&name, &wanted)
            } else {
                length.max(name.chars().count())
            };
            let why = match distance {
                0 => "it has this name at another address".to_owned(),
                1 => "its name differs by 1 edit".to_owned(),
                _ if distance <= length / 4 => format!("its name differs by {distance} edits"),
                _ if holds => "its name holds these words".to_owned(),
                _ if is_held => "its name is among these words".to_owned(),
                _ => continue,
            };
            near.extend(things.into_iter().map(|thing| (thing, (distance, why.clone()))));
        }
        near.sort_by_key(|(_, (distance, _))| *distance);
        near
    }

    fn is_listed_thing(&self, id: TermId) -> bool {
        let classes = [class::RESOURCE, class::ORGANIZATION].map(|class| self.snapshot.iri_id(class));
        self.snapshot.objects(id, rdf::TYPE).any(|class| classes.contains(&Some(class)))
    }

    fn resource(&self, id: TermId, notices: Vec<String>) -> ListedResource {
        let kinds = self.snapshot.objects(id, rdf::TYPE).map(|kind| self.snapshot.text(kind));
        let kinds = kinds.filter_map(|kind| kind.strip_prefix(ONTOLOGY)?.strip_prefix('#'));
        let kinds: BTreeSet<&str> = kinds.collect();
        let special = kinds.iter().find(|kind| **kind != "Resource").or(kinds.first());
        let mut listings: Vec<ListingPlace> =
            self.snapshot.subjects(property::LISTS, id).filter_map(|row| self.place(row)).collect();
        listings.sort();
        ListedResource {
            iri: self.snapshot.text(id).to_owned(),
            name: self.label(id),
            kind: special.map_or_else(String::new, |kind| (*kind).to_owned()),
            address: self.text(id, schema::URL).map(str::to_owned),
            notices,
            listings,
            related: self.related(id),
        }
    }

    fn place(&self, row: TermId) -> Option<ListingPlace> {
        let source = self.text(row, dcterms::SOURCE)?;
        let source = source_id(source).unwrap_or(source);
        Some(ListingPlace {
            list: source.to_owned(),
            line: self.text(row, property::LINE)?.parse().ok()?,
            section: self.text(row, property::SECTION).unwrap_or_default().to_owned(),
            name: self.text(row, schema::NAME).unwrap_or_default().to_owned(),
        })
    }

    /// Site and repository, and what a review says it is not.
    fn related(&self, id: TermId) -> Vec<String> {
        let mut related: BTreeSet<String> = BTreeSet::new();
        for (row, other, is_subject) in self.decisions(id) {
            let other = self.short(other);
            let denies = self.text(row, property::POLARITY) == Some("denies");
            let is_site = self.text(row, owl::ANNOTATED_PROPERTY) == Some(property::SITE_OF.as_str());
            match (is_site, is_subject) {
                (true, true) => related.insert(format!("repository: {other}")),
                (true, false) => related.insert(format!("site: {other}")),
                (false, _) if denies => related.insert(format!("another thing than {other}, by review")),
                _ => false,
            };
        }
        related.into_iter().collect()
    }

    /// Listed things that a thing is the site or the repository of.
    fn counterparts(&self, id: TermId) -> Vec<(TermId, String)> {
        let is_site = |row: &TermId| self.text(*row, owl::ANNOTATED_PROPERTY) == Some(property::SITE_OF.as_str());
        let rows =
            self.decisions(id).into_iter().filter(|(row, other, _)| is_site(row) && self.is_listed_thing(*other));
        let word = |is_subject| if is_subject { "the site" } else { "the repository" };
        rows.map(|(_, other, is_subject)| (other, format!("{} of this", word(is_subject)))).collect()
    }

    /// Decisions on a thing: the row, the other thing, and whether the thing is the subject.
    fn decisions(&self, id: TermId) -> Vec<(TermId, TermId, bool)> {
        let decision = self.snapshot.iri_id(class::IDENTITY_DECISION);
        let is_decision = |row: &TermId| self.snapshot.objects(*row, rdf::TYPE).any(|class| Some(class) == decision);
        let ends = [
            (owl::ANNOTATED_SOURCE, owl::ANNOTATED_TARGET, true),
            (owl::ANNOTATED_TARGET, owl::ANNOTATED_SOURCE, false),
        ];
        let rows = ends.into_iter().flat_map(|(here, there, is_subject)| {
            let rows = self.snapshot.subjects(here, id).filter(is_decision);
            rows.filter_map(move |row| Some((row, self.snapshot.objects(row, there).next()?, is_subject)))
        });
        rows.collect()
    }

    fn label(&self, id: TermId) -> String {
        let labels = self.snapshot.objects(id, skos::PREF_LABEL);
        let english = { labels }.find(|label| self.snapshot.language(*label) == Some("en"));
        english.map_or_else(|| self.short(id), |label| self.snapshot.text(label).to_owned())
    }

    /// The address in a resource's IRI.
    fn short(&self, id: TermId) -> String {
        let iri = self.snapshot.text(id);
        canonical_url::key_of_resource(iri).unwrap_or(iri).to_owned()
    }

    fn text(&self, id: TermId, predicate: NamedNodeRef<'_>) -> Option<&str> {
        self.snapshot.objects(id, predicate).next().map(|value| self.snapshot.text(value))
    }
}

fn is_counterpart(relation: &str) -> String {
    format!("what you look for is {relation}")
}

/// Whether a name holds some words, or Chinese characters anywhere.
fn holds(name: &str, wanted: &str) -> bool {
    if has_han(wanted) { name.contains(wanted) } else { holds_words(name, wanted) }
}

/// Whether some words stand in a text one after the other.
fn holds_words(text: &str, words: &str) -> bool {
    format!(" {text} ").contains(&format!(" {words} "))
}
