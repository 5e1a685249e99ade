//! The names of a stack in, its tools as the graph has them out.

use super::graph::Facts;
use super::model::{StackTools, ToolChoice};
use crate::catalog::{StackEntry, StackPlace, StackStatus, WrittenStack};
use crate::query::{LookupError, Sought, find};
use crate::snapshot::{Snapshot, TermId};
use crate::vocab::aisec::{class, property};
use crate::vocab::{compact, comparable_package, first_few, rdf};
use oxrdf::Literal;
use std::collections::BTreeMap;

/// The tools of a team, as the graph has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stack {
    /// What it is called: as its file says, else the names of its tools in use.
    pub name: String,
    /// Its tools, once each, in the order they were named.
    pub members: Vec<Member>,
    /// The phases that matter to the team, in the order they were named; none is all.
    pub phases: Vec<StackPhase>,
    /// What to tell of the names: that an address moved, that a tool is named twice.
    pub notices: Vec<String>,
}

/// A tool of a stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its IRI.
    pub iri: String,
    /// Its name.
    pub name: String,
    /// What was decided on it.
    pub status: StackStatus,
    /// Where it was named.
    pub place: StackPlace,
}

/// A phase that matters to a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackPhase {
    /// Its IRI.
    pub iri: String,
    /// Its name.
    pub name: String,
}

impl Stack {
    /// Members of a status, in the order they were named.
    pub fn with(&self, status: StackStatus) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |member| member.status == status)
    }

    /// The tools in use, as a selection takes them.
    pub fn in_use(&self) -> ToolChoice {
        let iris = self.with(StackStatus::InUse).map(|member| member.iri.clone()).collect();
        let planned = self.with(StackStatus::Planned).map(|member| member.name.clone()).collect();
        ToolChoice::Stack(StackTools { name: self.name.clone(), iris, planned })
    }
}

/// Why a stack cannot be used: every fault of it.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(StackFault::to_string).collect::<Vec<_>>().join("\n"))]
pub struct StackError(pub Vec<StackFault>);

/// What is wrong with one name of a stack.
#[derive(Debug, thiserror::Error)]
pub enum StackFault {
    /// Nothing, or several things, are called so.
    #[error("{place}{why}")]
    NotFound {
        /// Where it was named.
        place: StackPlace,
        /// Why no single thing is meant.
        why: LookupError,
    },
    /// No phase, or several, are called so.
    #[error("{place}{why}")]
    NoPhase {
        /// Where it was named.
        place: StackPlace,
        /// Why no single phase is meant.
        why: LookupError,
    },
    /// No tool has the package.
    #[error("{place}no tool has the package `{package}`")]
    NoSuchPackage {
        /// Where it was named.
        place: StackPlace,
        /// The package URL as written.
        package: String,
    },
    /// The thing is no tool.
    #[error("{place}`{text}` is no tool: the graph has it as {kind}")]
    NoTool {
        /// Where it was named.
        place: StackPlace,
        /// The name as written.
        text: String,
        /// What it is.
        kind: String,
    },
    /// A tool has two statuses.
    #[error("{place}`{name}` is `{}` here, and `{}` {}", status.name(), other_status.name(), other.in_words())]
    TwoStatuses {
        /// Where it was named last.
        place: StackPlace,
        /// The tool.
        name: String,
        /// Its last status.
        status: StackStatus,
        /// Where it was named first.
        other: StackPlace,
        /// Its first status.
        other_status: StackStatus,
    },
    /// Nothing is named.
    #[error("the stack names no tool")]
    Empty,
}

impl StackFault {
    /// Where the name stands; `None` where there is none.
    pub fn place(&self) -> Option<&StackPlace> {
        match self {
            Self::NotFound { place, .. }
            | Self::NoPhase { place, .. }
            | Self::NoSuchPackage { place, .. }
            | Self::NoTool { place, .. }
            | Self::TwoStatuses { place, .. } => Some(place),
            Self::Empty => None,
        }
    }
}

/// Looks up the tools and phases of a stack.
///
/// A stack of no names has no tools. A name on the command line that nothing has is taken as several with commas
/// between. O(names of the graph) for each name.
///
/// # Errors
/// [`StackError`] with every name that does not lead to one tool, and every tool with two statuses.
pub fn stack(snapshot: &Snapshot, written: &WrittenStack) -> Result<Stack, StackError> {
    let mut resolver = Resolver { facts: Facts::new(snapshot), stack: Stack::default(), faults: Vec::new() };
    written.entries.iter().for_each(|entry| resolver.entry(entry));
    for phase in &written.phases {
        match find(snapshot, &phase.text, Sought::Phase) {
            Ok(found) => resolver.phase(found.iri.as_str()),
            Err(why) => resolver.faults.push(StackFault::NoPhase { place: phase.place.clone(), why }),
        }
    }
    let Resolver { mut stack, mut faults, .. } = resolver;
    if stack.members.is_empty() && faults.is_empty() && !written.entries.is_empty() {
        faults.push(StackFault::Empty);
    }
    if !faults.is_empty() {
        return Err(StackError(faults));
    }
    stack.name = written.name.clone().unwrap_or_else(|| stack.names());
    Ok(stack)
}

impl Stack {
    /// Names of the tools in use, those of more than a few counted.
    fn names(&self) -> String {
        const SHOWN: usize = 3;
        let names: Vec<&str> = self.with(StackStatus::InUse).map(|member| member.name.as_str()).collect();
        first_few(&names, SHOWN)
    }
}

struct Resolver<'s> {
    facts: Facts<'s>,
    stack: Stack,
    faults: Vec<StackFault>,
}

impl Resolver<'_> {
    /// The tools of an entry: the one of that name, else one for each part between commas.
    fn entry(&mut self, entry: &StackEntry) {
        let whole = self.tool(&entry.text, &entry.place);
        if whole.is_err() && entry.place == StackPlace::CommandLine && entry.text.contains(',') {
            for part in entry.text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
                let found = self.tool(part, &entry.place);
                self.take(found, entry);
            }
        } else {
            self.take(whole, entry);
        }
    }

    fn take(&mut self, found: Result<(TermId, Option<String>), StackFault>, entry: &StackEntry) {
        let (tool, notice) = match found {
            Ok(found) => found,
            Err(fault) => return self.faults.push(fault),
        };
        let notice = notice.map(|notice| format!("{}{notice}", entry.place));
        self.stack.notices.extend(notice);
        let (iri, name) = (self.facts.iri(tool).to_owned(), self.facts.label(tool));
        let (status, place) = (entry.status, entry.place.clone());
        match self.stack.members.iter().find(|member| member.iri == iri) {
            None => self.stack.members.push(Member { iri, name, status, place }),
            Some(first) if first.status == status => {
                self.stack.notices.push(format!("{place}`{name}` is named twice, and counts once"));
            }
            Some(first) => {
                let (other, other_status) = (first.place.clone(), first.status);
                self.faults.push(StackFault::TwoStatuses { place, name, status, other, other_status });
            }
        }
    }

    /// The tool a text names, with what to tell of it.
    fn tool(&self, text: &str, place: &StackPlace) -> Result<(TermId, Option<String>), StackFault> {
        if text.starts_with("pkg:") {
            let package = || StackFault::NoSuchPackage { place: place.clone(), package: text.to_owned() };
            return Packages::new(self.facts).tool(text).map(|tool| (tool, None)).ok_or_else(package);
        }
        let not_found = |why| StackFault::NotFound { place: place.clone(), why };
        let thing = match find(self.facts.snapshot, text, Sought::Tool) {
            Ok(thing) => thing,
            // What is no tool is said to be none; else names of tools are suggested.
            Err(why) => find(self.facts.snapshot, text, Sought::Resource).map_err(|_| not_found(why))?,
        };
        let id = self.facts.id(thing.iri.as_ref()).filter(|&id| self.facts.is_a(id, class::TOOL));
        id.map(|id| (id, thing.notice)).ok_or_else(|| StackFault::NoTool {
            place: place.clone(),
            text: text.to_owned(),
            kind: self.facts.id(thing.iri.as_ref()).map_or_else(String::new, |id| kind(self.facts, id)),
        })
    }

    fn phase(&mut self, iri: &str) {
        let known = oxrdf::NamedNodeRef::new(iri).ok().and_then(|iri| self.facts.id(iri));
        let name = known.map(|id| self.facts.label(id)).unwrap_or_default();
        if !self.stack.phases.iter().any(|phase| phase.iri == iri) {
            self.stack.phases.push(StackPhase { iri: iri.to_owned(), name });
        }
    }
}

/// The most special classes of a thing: `aisec:Paper`.
fn kind(facts: Facts<'_>, thing: TermId) -> String {
    let classes = facts.objects(thing, rdf::TYPE).map(|id| facts.iri(id));
    let special: Vec<String> = classes.filter(|class| *class != class::RESOURCE.as_str()).map(compact).collect();
    if special.is_empty() { compact(class::RESOURCE.as_str()) } else { special.join(", ") }
}

/// Tools by the packages that carry them.
pub(crate) struct Packages<'s> {
    facts: Facts<'s>,
}

impl<'s> Packages<'s> {
    pub(crate) fn new(facts: Facts<'s>) -> Self {
        Self { facts }
    }

    /// The tool of a package URL; version, qualifiers and subpath do not matter.
    pub(crate) fn tool(&self, package: &str) -> Option<TermId> {
        let sought = comparable_package(package);
        let literal = |text: &str| self.facts.snapshot.id(&Literal::new_simple_literal(text).into());
        let exact = literal(&sought).into_iter().flat_map(|id| self.facts.subjects(property::PURL, id)).next();
        exact.or_else(|| self.all().get(&sought).copied())
    }

    /// Every package with its tool, in the form they are compared in.
    pub(crate) fn all(&self) -> BTreeMap<String, TermId> {
        let facts = self.facts;
        let of_tool =
            |tool| facts.objects(tool, property::PURL).map(move |id| (comparable_package(facts.iri(id)), tool));
        facts.members(class::TOOL).flat_map(of_tool).collect()
    }
}

/// The tool that a package carries: its IRI and name; version, qualifiers and subpath of the package URL do not matter.
///
/// O(tools) where the URL is written in another way than in the graph.
pub fn tool_of_package(snapshot: &Snapshot, package: &str) -> Option<(String, String)> {
    let facts = Facts::new(snapshot);
    Packages::new(facts).tool(package).map(|tool| (facts.iri(tool).to_owned(), facts.label(tool)))
}
