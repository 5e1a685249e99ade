//! Every answer of a recommendation against its definition, found by brute force on small random catalogs.

use super::stacks::Random;
use aisec_graph::catalog::{StackPlace, StackStatus};
use aisec_graph::coverage::{
    Evidence, Exclusion, Grade, Kind, Kinds, LicenceChoice, Member, RecommendError, Recommendation, RoleChoice,
    RoleGroup, Scope, Selection, Stack, StackPhase, Standing, Why, Wish, recommend,
};
use aisec_graph::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use oxrdf::{GraphName, Literal, NamedNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet};

const ID: &str = "https://w3id.org/aisec-graph/id/";
const AISEC: &str = "https://w3id.org/aisec-graph/ontology#";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const RIGHTS: &str = "http://purl.org/dc/terms/rights";
const EDITION: &str = "a-framework-1";

/// A tool, or something else that a list labels.
#[derive(Debug)]
struct Resource {
    kind: Kind,
    licence: Option<&'static str>,
    status: Option<StackStatus>,
}

/// That a resource addresses a target.
#[derive(Debug)]
struct Edge {
    resource: usize,
    target: usize,
    group: RoleGroup,
    grade: Grade,
    evidence: Vec<Evidence>,
}

/// A catalog with a question to it. Targets are risks, each in one of three phases, or items of an edition.
#[derive(Debug)]
struct Instance {
    of_items: bool,
    phases: Vec<usize>,
    out_of_scope: BTreeSet<usize>,
    assessed: BTreeSet<usize>,
    resources: Vec<Resource>,
    edges: Vec<Edge>,
    wish: Wish,
}

fn one<T: Copy>(random: &mut Random, among: &[T]) -> T {
    among[random.below(among.len())]
}

fn some(random: &mut Random, number: usize, one_in: usize) -> BTreeSet<usize> {
    (0..number).filter(|_| random.below(one_in) == 0).collect()
}

impl Instance {
    fn new(random: &mut Random) -> Self {
        use {RoleGroup as G, StackStatus as S};
        let of_items = random.below(3) == 0;
        let targets = 1 + random.below(6);
        let resource = |random: &mut Random| {
            let kind = one(random, &[Kind::Tool, Kind::Tool, Kind::Tool, Kind::Tool, Kind::Benchmark, Kind::Dataset]);
            let status =
                [None, None, None, Some(S::InUse), Some(S::InUse), Some(S::Planned), Some(S::Must), Some(S::Never)];
            let status = one(random, &status).filter(|_| kind == Kind::Tool);
            let licence = one(random, &[None, Some("MIT"), Some("Apache-2.0"), Some("GPL-3.0-only OR MIT")]);
            Resource { kind, licence, status }
        };
        let resources: Vec<Resource> = (0..2 + random.below(7)).map(|_| resource(random)).collect();
        let edge = |random: &mut Random| Edge {
            resource: random.below(resources.len()),
            target: random.below(targets),
            group: one(random, &[G::Protected, G::Protected, G::Exercised, G::Governed, G::Unstated]),
            grade: one(random, &[Grade::RelatesTo, Grade::PartlyCovers, Grade::PartlyCovers, Grade::Covers]),
            evidence: one(
                random,
                &[&[Evidence::Reviewed, Evidence::Best][..], &[Evidence::Listed], &[Evidence::Listed, Evidence::Best]],
            )
            .to_vec(),
        };
        let edges = (0..random.below(24)).map(|_| edge(random)).collect();
        let kinds = [&[Kind::Tool][..], &[Kind::Tool], &[Kind::Benchmark], &[Kind::Tool, Kind::Dataset]];
        let phases = if of_items { BTreeSet::new() } else { some(random, 3, 4) };
        let phase = |phase: &usize| StackPhase { iri: format!("{ID}p{phase}"), name: format!("p{phase}") };
        let wish = Wish {
            selection: Selection {
                evidence: one(random, &[Evidence::Best, Evidence::Best, Evidence::Reviewed, Evidence::Listed]),
                role: one(random, &[RoleChoice::Any, RoleChoice::Only(G::Protected), RoleChoice::Only(G::Exercised)]),
                kinds: Kinds::of(one(random, &kinds).iter().copied()),
                scope: Scope { phases: phases.iter().map(phase).collect(), layer: None },
                ..Selection::by_default(if of_items { EDITION } else { "" })
            },
            grade: one(random, &[Grade::PartlyCovers, Grade::PartlyCovers, Grade::Covers]),
            most: (random.below(2) == 0).then(|| random.below(4)),
            licence: (random.below(3) == 0).then(|| LicenceChoice::parse("MIT").expect("an identifier")),
            nodes: 100_000,
        };
        Self {
            of_items,
            phases: (0..targets).map(|_| random.below(3)).collect(),
            out_of_scope: if of_items { some(random, targets, 6) } else { BTreeSet::new() },
            assessed: if of_items { some(random, targets, 2) } else { BTreeSet::new() },
            resources,
            edges,
            wish,
        }
    }

    fn stack(&self) -> Stack {
        let member = |(number, resource): (usize, &Resource)| {
            let place = StackPlace::CommandLine;
            Some(Member { iri: iri_of(number), name: format!("t{number}"), status: resource.status?, place })
        };
        let members = self.resources.iter().enumerate().filter_map(member).collect();
        Stack { name: "a stack".to_owned(), members, ..Stack::default() }
    }

    fn snapshot(&self) -> Snapshot {
        let mut graph = Graph(SnapshotBuilder::default());
        for phase in 0..3 {
            graph.is_a(&format!("{ID}p{phase}"), "Phase");
        }
        if self.of_items {
            graph.is_a(&format!("{ID}{EDITION}"), "Edition");
        }
        for target in 0..self.phases.len() {
            self.say_target(target, &mut graph);
        }
        for (number, resource) in self.resources.iter().enumerate() {
            let iri = iri_of(number);
            graph.is_a(&iri, "Resource");
            graph.is_a(&iri, resource.kind.name());
            graph.text(&iri, &format!("{SKOS}prefLabel"), &format!("t{number}"), Some("en"));
            resource.licence.into_iter().for_each(|licence| graph.text(&iri, RIGHTS, licence, None));
        }
        for (number, edge) in self.edges.iter().enumerate() {
            let node = format!("{ID}coverage/{number}");
            graph.is_a(&node, "Coverage");
            graph.says(&node, "by", &iri_of(edge.resource));
            graph.says(&node, "of", &format!("{ID}r{}", edge.target));
            graph.says(&node, "grade", &term(edge.grade.name()));
            graph.says(&node, "roleGroup", &term(edge.group.name()));
            edge.evidence.iter().for_each(|evidence| graph.says(&node, "evidence", &term(evidence.name())));
        }
        graph.0.build(DefaultGraph::Union).expect("it fits a snapshot")
    }

    fn say_target(&self, target: usize, graph: &mut Graph) {
        let iri = format!("{ID}r{target}");
        graph.text(&iri, &format!("{SKOS}notation"), &format!("R{target}"), None);
        if !self.of_items {
            graph.is_a(&iri, "Risk");
            graph.says(&iri, "arisesIn", &format!("{ID}p{}", self.phases[target]));
            return;
        }
        graph.is_a(&iri, "Item");
        graph.is_a(&iri, "Threat");
        graph.says(&iri, "countedIn", &format!("{ID}{EDITION}"));
        graph.says(&iri, "itemClass", &format!("{AISEC}Threat"));
        if self.out_of_scope.contains(&target) {
            graph.says(&iri, "outOfScopeBecause", &format!("{ID}reason"));
        }
        if self.assessed.contains(&target) {
            graph.says(&iri, "assessedBy", &format!("{ID}mapping"));
        }
    }
}

struct Graph(SnapshotBuilder);

impl Graph {
    fn add(&mut self, subject: &str, predicate: &str, object: impl Into<Term>) {
        let (subject, predicate) = (NamedNode::new(subject).unwrap(), NamedNode::new(predicate).unwrap());
        self.0.insert(&Quad::new(subject, predicate, object, GraphName::DefaultGraph)).unwrap();
    }

    fn says(&mut self, subject: &str, property: &str, object: &str) {
        self.add(subject, &format!("{AISEC}{property}"), NamedNode::new(object).unwrap());
    }

    fn is_a(&mut self, subject: &str, class: &str) {
        self.add(subject, TYPE, NamedNode::new(format!("{AISEC}{class}")).unwrap());
    }

    fn text(&mut self, subject: &str, predicate: &str, text: &str, language: Option<&str>) {
        let literal = Literal::new_simple_literal(text);
        let tagged = language.map(|language| Literal::new_language_tagged_literal(text, language).unwrap());
        self.add(subject, predicate, tagged.unwrap_or(literal));
    }
}

fn iri_of(resource: usize) -> String {
    format!("{ID}resource/t{resource}")
}

/// The individual of that word: `aisec:Protected`.
fn term(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    format!("{AISEC}{}{rest}", first.to_uppercase())
}

/// What an instance means, by the definitions alone: sets of numbers of resources and targets.
struct Meaning<'a> {
    instance: &'a Instance,
    targets: BTreeSet<usize>,
    base: Vec<usize>,
    must: BTreeSet<usize>,
    excluded: BTreeMap<usize, Exclusion>,
}

type Set = BTreeSet<usize>;

impl<'a> Meaning<'a> {
    /// What is asked for, or in a word why it contradicts itself.
    fn new(instance: &'a Instance) -> Result<Self, &'static str> {
        let wish = &instance.wish;
        let phases: Vec<&str> = wish.selection.scope.phases.iter().map(|phase| phase.name.as_str()).collect();
        let arises = |target: &usize| phases.contains(&format!("p{}", instance.phases[*target]).as_str());
        let all = (0..instance.phases.len()).filter(|target| !instance.out_of_scope.contains(target));
        let targets: Set = all.filter(|target| phases.is_empty() || arises(target)).collect();
        let with = |status| {
            let resources = instance.resources.iter().enumerate();
            resources.filter(move |(_, resource)| resource.status == Some(status)).map(|(number, _)| number)
        };
        let must: Set = with(StackStatus::Must).collect();
        let base = with(StackStatus::InUse).chain(with(StackStatus::Planned)).collect();
        let mut meaning = Self { instance, targets, base, must, excluded: BTreeMap::new() };
        if meaning.targets.is_empty() {
            return Err("no targets");
        }
        let seen = (0..instance.resources.len()).filter(|resource| meaning.is_seen(*resource));
        let seen: Vec<usize> = seen.collect();
        let is_mit = |licence: Option<&str>| licence.is_some_and(|licence| licence.contains("MIT"));
        if wish.licence.is_some() && !seen.iter().any(|&resource| is_mit(instance.resources[resource].licence)) {
            return Err("no such licence");
        }
        for resource in seen {
            let Resource { kind, licence, status } = &instance.resources[resource];
            let word = kind.name().to_lowercase();
            let why = match licence {
                _ if *status == Some(StackStatus::Never) => Some(Exclusion::Never),
                None if wish.licence.is_some() => Some(Exclusion::UnknownLicence),
                Some(licence) if wish.licence.is_some() && !is_mit(Some(licence)) => {
                    Some(Exclusion::Licence((*licence).to_owned()))
                }
                _ if !wish.selection.kinds.words().contains(&word.as_str()) => Some(Exclusion::Kind(word)),
                _ => None,
            };
            meaning.excluded.extend(why.map(|why| (resource, why)));
        }
        if meaning.must.iter().any(|must| meaning.excluded.contains_key(must)) {
            return Err("a must is excluded");
        }
        if wish.most.is_some_and(|most| meaning.must.len() > most) {
            return Err("too many musts");
        }
        Ok(meaning)
    }

    fn is_seen(&self, resource: usize) -> bool {
        let kind = self.instance.resources[resource].kind;
        let wanted = self.instance.wish.selection.kinds.words();
        kind == Kind::Tool || wanted.contains(&kind.name().to_lowercase().as_str())
    }

    /// What of the evidence and the targets asked for a resource addresses at least in part, in any role.
    fn edges(&self) -> impl Iterator<Item = &'a Edge> {
        let evidence = self.instance.wish.selection.evidence;
        self.instance.edges.iter().filter(move |edge| {
            edge.evidence.contains(&evidence)
                && edge.grade >= Grade::PartlyCovers
                && self.targets.contains(&edge.target)
                && self.is_seen(edge.resource)
        })
    }

    /// Those that count.
    fn counting(&self) -> impl Iterator<Item = &'a Edge> {
        let Wish { selection, grade, .. } = &self.instance.wish;
        let (role, grade) = (selection.role, *grade);
        self.edges().filter(move |edge| role.includes(edge.group) && edge.grade >= grade)
    }

    fn closed(&self, resources: &Set) -> Set {
        self.counting().filter(|edge| resources.contains(&edge.resource)).map(|edge| edge.target).collect()
    }

    fn of_one(&self, resource: usize) -> Set {
        self.closed(&Set::from([resource]))
    }

    fn who(&self, target: usize) -> Set {
        self.counting().filter(|edge| edge.target == target).map(|edge| edge.resource).collect()
    }

    fn base(&self) -> Set {
        self.base.iter().copied().collect()
    }

    /// The most that can be addressed, and by how few additions, of all sets that may be added.
    fn best(&self) -> (usize, usize) {
        let free: Vec<usize> = (0..self.instance.resources.len()).filter(|&resource| self.is_free(resource)).collect();
        let sets = (0_usize..1 << free.len()).map(|mask| {
            free.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1).map(|(_, free)| *free).collect::<Set>()
        });
        let most = self.instance.wish.most.unwrap_or(usize::MAX);
        let allowed = sets.filter(|set| set.len() <= most && self.must.is_subset(set));
        let best = allowed.map(|set| (self.closed(&(&set | &self.base())).len(), usize::MAX - set.len())).max();
        let (closed, rest) = best.expect("those that must be there may");
        (closed, usize::MAX - rest)
    }

    /// Whether a resource may be added.
    fn is_free(&self, resource: usize) -> bool {
        self.is_seen(resource) && !self.excluded.contains_key(&resource) && !self.base.contains(&resource)
    }

    fn standing(&self, target: usize, chosen: &Set) -> Standing {
        let who = self.who(target);
        let (in_place, added): (Set, Set) = (&who & &self.base(), &who & chosen);
        let free: Set = who.iter().copied().filter(|&resource| self.is_free(resource)).collect();
        if !in_place.is_empty() {
            return Standing::Closed(in_place);
        } else if !added.is_empty() {
            return Standing::WouldClose(added);
        }
        Standing::Open(if !free.is_empty() {
            Why::TooMany(free)
        } else if !who.is_empty() {
            Why::Excluded(who.iter().map(|resource| (*resource, self.excluded[resource].clone())).collect())
        } else if self.is_unknown(target) {
            Why::NotAssessed
        } else {
            Why::NoTool(self.edges().filter(|edge| edge.target == target).map(|edge| edge.group).collect())
        })
    }

    /// Whether nothing at all is said of an item.
    fn is_unknown(&self, target: usize) -> bool {
        let Instance { edges, wish, assessed, .. } = self.instance;
        let is_said = |edge: &Edge| {
            edge.target == target && edge.evidence.contains(&wish.selection.evidence) && self.is_seen(edge.resource)
        };
        self.instance.of_items && !assessed.contains(&target) && !edges.iter().any(is_said)
    }
}

/// An answer with the numbers of the instance in place of its own.
struct Numbered<'a> {
    found: &'a Recommendation,
}

impl Numbered<'_> {
    fn resource(&self, tool: usize) -> usize {
        let iri = &self.found.tools[tool].iri;
        iri.rsplit('t').next().and_then(|number| number.parse().ok()).expect("it ends in its number")
    }

    fn resources(&self, tools: impl IntoIterator<Item = usize>) -> Set {
        tools.into_iter().map(|tool| self.resource(tool)).collect()
    }

    fn target(&self, target: usize) -> usize {
        self.found.targets[target].0.id[1..].parse().expect("it ends in its number")
    }

    fn targets(&self, targets: impl IntoIterator<Item = usize>) -> Set {
        targets.into_iter().map(|target| self.target(target)).collect()
    }

    fn standing(&self, standing: &Standing) -> Standing {
        let all = |tools: &Set| self.resources(tools.iter().copied());
        match standing {
            Standing::Closed(tools) => Standing::Closed(all(tools)),
            Standing::WouldClose(tools) => Standing::WouldClose(all(tools)),
            Standing::Open(Why::TooMany(tools)) => Standing::Open(Why::TooMany(all(tools))),
            Standing::Open(Why::Excluded(why)) => Standing::Open(Why::Excluded(
                why.iter().map(|(tool, why)| (self.resource(*tool), why.clone())).collect(),
            )),
            Standing::Open(why) => Standing::Open(why.clone()),
        }
    }
}

/// That every part of an answer is what its definition says.
fn is_as_defined(meaning: &Meaning<'_>, found: &Recommendation) {
    let numbered = Numbered { found };
    let base = meaning.base();
    let chosen = numbered.resources(found.chosen.iter().map(|chosen| chosen.tool));
    let (closed, fewest) = meaning.best();
    assert!(found.choice.is_proven());
    assert_eq!((found.closed_after(), found.chosen.len(), chosen.len()), (closed, fewest, fewest), "the smallest set");
    assert_eq!(found.closed_before(), meaning.closed(&base).len());
    assert_eq!(numbered.targets(0..found.targets.len()), meaning.targets);
    for (index, (_, standing)) in found.targets.iter().enumerate() {
        assert_eq!(numbered.standing(standing), meaning.standing(numbered.target(index), &chosen), "{index}");
    }
    let in_place: Vec<usize> = found.in_place.iter().map(|place| numbered.resource(place.tool)).collect();
    assert_eq!(in_place, meaning.base);
    for place in &found.in_place {
        let tool = numbered.resource(place.tool);
        let without = &base - &Set::from([tool]);
        assert_eq!(numbered.targets(place.closes.iter().copied()), meaning.of_one(tool), "what it addresses");
        let lost = &meaning.closed(&base) - &meaning.closed(&without);
        assert_eq!(numbered.targets(place.only.iter().copied()), lost, "what is lost without it");
        let groups = meaning.edges().filter(|edge| edge.resource == tool).map(|edge| edge.group);
        assert_eq!(place.groups, groups.collect(), "roles at all");
        assert_eq!(Some(place.status), meaning.instance.resources[tool].status);
    }
    additions_are_as_defined(meaning, &numbered, &chosen);
}

fn additions_are_as_defined(meaning: &Meaning<'_>, numbered: &Numbered<'_>, chosen: &Set) {
    let found = numbered.found;
    let all = meaning.closed(&(&meaning.base() | chosen));
    let mut before = meaning.base();
    let mut last = usize::MAX;
    for added in &found.chosen {
        let tool = numbered.resource(added.tool);
        let closes = &meaning.of_one(tool) - &meaning.closed(&before);
        let left = chosen - &before;
        let most = left.iter().map(|&tool| (&meaning.of_one(tool) - &meaning.closed(&before)).len()).max();
        assert_eq!((Some(closes.len()), closes.len() <= last), (most, true), "what closes most comes first");
        last = closes.len();
        before.insert(tool);
        assert_eq!(numbered.targets(added.closes.iter().copied()), closes);
        assert_eq!(added.total, meaning.closed(&before).len());
        let without = &(&meaning.base() | chosen) - &Set::from([tool]);
        let only = &all - &meaning.closed(&without);
        assert_eq!(numbered.targets(added.only.iter().copied()), only, "only it closes");
        assert_eq!(added.is_must, meaning.must.contains(&tool));
        let may_swap = |&other: &usize| {
            let swapped = &without | &Set::from([other]);
            meaning.is_free(other) && !chosen.contains(&other) && all.is_subset(&meaning.closed(&swapped))
        };
        let instead: Set = (0..meaning.instance.resources.len()).filter(may_swap).collect();
        let instead = if added.is_must { Set::new() } else { instead };
        assert_eq!(numbered.resources(added.instead.iter().copied()), instead, "what may take its place");
        let mine: Vec<&Edge> = meaning.counting().filter(|edge| edge.resource == tool).collect();
        assert_eq!(added.groups, mine.iter().map(|edge| edge.group).collect(), "roles it does so in");
        let is_reviewed = mine.iter().any(|edge| edge.evidence.contains(&Evidence::Reviewed));
        assert_eq!(added.is_reviewed, is_reviewed);
    }
}

/// Why nothing is recommended, in the words of the definition.
fn refusal(error: &RecommendError) -> &'static str {
    match error {
        RecommendError::NoTargets { .. } => "no targets",
        RecommendError::UnknownLicence { .. } => "no such licence",
        RecommendError::MustBeExcluded { .. } => "a must is excluded",
        RecommendError::TooManyMusts { .. } => "too many musts",
        RecommendError::Coverage(_) => "nothing to measure against",
    }
}

#[test]
fn every_answer_of_a_recommendation_is_what_its_definition_says() {
    let mut random = Random(20_260_923);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for number in 0..4000 {
        let instance = Instance::new(&mut random);
        let found = recommend(&instance.snapshot(), &instance.stack(), &instance.wish);
        let outcome = std::panic::catch_unwind(|| match (Meaning::new(&instance), &found) {
            (Ok(meaning), Ok(found)) => {
                is_as_defined(&meaning, found);
                "answered"
            }
            (Err(expected), Err(error)) => {
                assert_eq!(refusal(error), expected);
                expected
            }
            (meaning, found) => panic!("{:?} for {found:?}", meaning.err()),
        });
        let outcome = outcome.unwrap_or_else(|_| panic!("instance {number}: {instance:#?}\n{found:#?}"));
        *seen.entry(outcome).or_default() += 1;
        for (_, standing) in found.iter().flat_map(|found| &found.targets) {
            let kind = match standing {
                Standing::Closed(_) => "in place",
                Standing::WouldClose(_) => "added",
                Standing::Open(Why::NotAssessed) => "not assessed",
                Standing::Open(Why::NoTool(_)) => "no tool",
                Standing::Open(Why::Excluded(_)) => "excluded",
                Standing::Open(Why::TooMany(_)) => "too many",
            };
            *seen.entry(kind).or_default() += 1;
        }
    }
    assert!(seen.len() == 11 && seen.values().all(|&number| number > 40), "what came up: {seen:?}");
}
