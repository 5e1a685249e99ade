//! Which tools a team should add: the smallest set that closes what can be closed, each choice with its reason.

use super::CoverageError;
use super::exclusion::{Exclusion, by_kind, by_licence};
use super::graph::Facts;
use super::licence::LicenceChoice;
use super::model::{Grade, Provenance, Selection, State, ToolNode};
use super::set_cover::{Bits, Choice, Problem, choose};
use super::stack::{Member, Stack};
use super::stack_coverage::{StackCoverage, stack_coverage};
use super::target::{Target, Targets};
use crate::catalog::{RoleChoice, RoleGroups, StackStatus};
use crate::snapshot::Snapshot;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Which evidence and role count, of which kinds what is added may be, and of which edition the items are to be
    /// addressed; without one, the risks are.
    pub selection: Selection,
    /// How far a tool must address a target.
    pub grade: Grade,
    /// How many tools may be added, those that must be included.
    pub most: Option<usize>,
    /// Which licences the added tools may have.
    pub licence: Option<LicenceChoice>,
    /// How many nodes the search may look at.
    pub nodes: u64,
}

/// Nodes of a search that a person waits for.
pub const USUAL_NODES: u64 = 50_000;

impl Wish {
    /// How far a tool may be asked to address a target, with the word for it.
    pub const GRADES: [(Grade, &str); 2] = [(Grade::Covers, "covers"), (Grade::PartlyCovers, "partly")];

    /// The word for how far a tool must address a target.
    pub fn grade_name(&self) -> &'static str {
        Self::GRADES.into_iter().find(|(grade, _)| *grade == self.grade).map_or("", |(_, name)| name)
    }

    /// The smallest set of tools of any licence that address targets at least in part.
    pub fn smallest(selection: Selection) -> Self {
        Self { selection, grade: Grade::PartlyCovers, most: None, licence: None, nodes: USUAL_NODES }
    }
}

/// Which tools to add to a stack, and what stands without and with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommendation {
    /// What was asked.
    pub wish: Wish,
    /// The stack to add to.
    pub stack: Stack,
    /// Title of the edition; empty of risks.
    pub title: String,
    /// That the edition is superseded, and by which.
    pub notice: Option<String>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// The tools that numbers point to.
    pub tools: Vec<ToolNode>,
    /// What is to be addressed, in the order of their list or edition, each with what becomes of it.
    pub targets: Vec<(Target, Standing)>,
    /// Tools in use and planned, in the order they were named.
    pub in_place: Vec<InPlace>,
    /// Tools to add, what adds most first.
    pub chosen: Vec<Chosen>,
    /// What is proven of the choice.
    pub choice: Choice,
}

/// What becomes of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// These tools in use or planned address it.
    Closed(BTreeSet<usize>),
    /// These tools to add do.
    WouldClose(BTreeSet<usize>),
    /// Nothing does.
    Open(Why),
}

impl Standing {
    /// What it is called: `in place`, `added` or `open`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Closed(_) => "in place",
            Self::WouldClose(_) => "added",
            Self::Open(_) => "open",
        }
    }

    /// The tools that address the target, in place or added.
    pub fn tools(&self) -> BTreeSet<usize> {
        match self {
            Self::Closed(tools) | Self::WouldClose(tools) => tools.clone(),
            Self::Open(_) => BTreeSet::new(),
        }
    }
}

/// Why a target stays open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Nobody mapped or reviewed it.
    NotAssessed,
    /// No tool of the catalog addresses it so far in the role asked for; in these role groups some do.
    NoTool(RoleGroups),
    /// All tools that would are excluded, each for this reason.
    Excluded(BTreeMap<usize, Exclusion>),
    /// These tools would, but no more may be added.
    TooMany(BTreeSet<usize>),
}

/// A tool that is in use or planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InPlace {
    /// The tool.
    pub tool: usize,
    /// In use or planned.
    pub status: StackStatus,
    /// Targets it addresses in the role asked for.
    pub closes: BTreeSet<usize>,
    /// Those that no other tool in place addresses: what is lost without it.
    pub only: BTreeSet<usize>,
    /// Role groups it addresses targets in at all.
    pub groups: RoleGroups,
}

/// A tool to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The tool.
    pub tool: usize,
    /// Whether the stack says it must be there.
    pub is_must: bool,
    /// Targets that are open without it and those before it.
    pub closes: Vec<usize>,
    /// Targets that of all tools in place and chosen only it addresses: the reason it is there.
    pub only: Vec<usize>,
    /// Role groups it addresses its targets in.
    pub groups: RoleGroups,
    /// Whether a reviewed claim, not only a label, stands behind one of them.
    pub is_reviewed: bool,
    /// Targets that are addressed with it and those before it.
    pub total: usize,
    /// Other tools that may be chosen in its place: they address all that only it does. Nothing may be in place of one
    /// that must be there.
    pub instead: Vec<usize>,
}

/// Why nothing can be recommended.
#[derive(Debug, thiserror::Error)]
pub enum RecommendError {
    /// There is nothing to measure against.
    #[error(transparent)]
    Coverage(#[from] CoverageError),
    /// Nothing is to be addressed.
    #[error("there is nothing to address: no {what} in this selection")]
    NoTargets {
        /// `risk` or `item`.
        what: &'static str,
    },
    /// A licence that no tool has.
    #[error("no tool has the licence `{licence}`; known are {}", known.join(", "))]
    UnknownLicence {
        /// As typed, in lower case.
        licence: String,
        /// Those that tools have, in lower case.
        known: Vec<String>,
    },
    /// A tool must be there and may not.
    #[error("{}`{}` must be chosen, but {}", member.place, member.name, why.in_words())]
    MustBeExcluded {
        /// The tool.
        member: Box<Member>,
        /// Why it may not.
        why: Exclusion,
    },
    /// More tools must be there than may.
    #[error("no more than {most} may be chosen, but {} must: {}", names.len(), names.join(", "))]
    TooManyMusts {
        /// How many may.
        most: usize,
        /// Names of those that must.
        names: Vec<String>,
    },
}

/// What the tools in use address, with the smallest additions where there is anything to address.
///
/// # Errors
/// As of [`stack_coverage`] and [`recommend`].
pub fn stack_with_additions(
    snapshot: &Snapshot,
    stack: &Stack,
    selection: &Selection,
) -> Result<(StackCoverage, Option<Recommendation>), RecommendError> {
    let coverage = stack_coverage(snapshot, stack, selection)?;
    match recommend(snapshot, stack, &Wish::smallest(selection.clone())) {
        Ok(additions) => Ok((coverage, Some(additions))),
        Err(RecommendError::NoTargets { .. }) => Ok((coverage, None)),
        Err(error) => Err(error),
    }
}

/// The smallest set of tools that, added to those in use and planned, addresses what can be addressed.
///
/// Targets are the risks, or the items of an edition's main class, in the scope of the wish and of the stack's phases, if
/// it has any. Proven within the nodes of the wish; see [`Choice`]. Ties go to the first by name.
///
/// # Errors
/// [`RecommendError`] where nothing is to be addressed, or what is asked for contradicts itself.
pub fn recommend(snapshot: &Snapshot, stack: &Stack, wish: &Wish) -> Result<Recommendation, RecommendError> {
    let scope = wish.selection.scope.clone().and_phases(&stack.phases);
    let wish = &Wish { selection: Selection { scope, ..wish.selection.clone() }, ..wish.clone() };
    let read = Targets::read(snapshot, &wish.selection, &[stack])?;
    if read.list.is_empty() {
        return Err(RecommendError::NoTargets { what: wish.selection.target() });
    }
    let asked = Asked::new(Facts::new(snapshot), stack, wish, &read)?;
    let choice = asked.choose();
    let chosen = asked.in_order(&choice.chosen);
    let standings = (0..read.list.len()).map(|target| asked.standing(target, &choice.chosen)).collect::<Vec<_>>();
    let in_place = asked.in_place();
    let Targets { title, notice, provenance, tools, list, .. } = read;
    Ok(Recommendation {
        wish: wish.clone(),
        stack: stack.clone(),
        title,
        notice,
        provenance,
        tools,
        targets: list.into_iter().zip(standings).collect(),
        in_place,
        chosen,
        choice,
    })
}

/// A wish against what was read.
struct Asked<'a> {
    wish: &'a Wish,
    read: &'a Targets,
    /// Tools in use and planned.
    base: Vec<(usize, StackStatus)>,
    must: BTreeSet<usize>,
    excluded: BTreeMap<usize, Exclusion>,
    /// For each target, the tools that address it as asked.
    tools_of: Vec<BTreeSet<usize>>,
}

impl<'a> Asked<'a> {
    fn new(facts: Facts<'_>, stack: &Stack, wish: &'a Wish, read: &'a Targets) -> Result<Self, RecommendError> {
        let tools = |status| stack.with(status).filter_map(|member| read.tool(&member.iri));
        let base = [StackStatus::InUse, StackStatus::Planned];
        let base: Vec<(usize, StackStatus)> =
            base.into_iter().flat_map(|status| tools(status).map(move |tool| (tool, status))).collect();
        let mut excluded = by_kind(facts, &wish.selection.kinds, &read.tools);
        if let Some(licence) = &wish.licence {
            excluded.extend(by_licence(facts, licence, &read.tools)?);
        }
        for member in stack.with(StackStatus::Must) {
            if let Some(why) = read.tool(&member.iri).and_then(|tool| excluded.remove(&tool)) {
                return Err(RecommendError::MustBeExcluded { member: Box::new(member.clone()), why });
            }
        }
        excluded.extend(tools(StackStatus::Never).map(|tool| (tool, Exclusion::Never)));
        let must: BTreeSet<usize> = tools(StackStatus::Must).collect();
        if let Some(most) = wish.most.filter(|most| must.len() > *most) {
            let names = stack.with(StackStatus::Must).map(|member| member.name.clone()).collect();
            return Err(RecommendError::TooManyMusts { most, names });
        }
        let of = |target| read.tools_of(target, wish.selection.role, wish.grade);
        let tools_of = (0..read.list.len()).map(of).collect();
        Ok(Self { wish, read, base, must, excluded, tools_of })
    }

    fn is_base(&self, tool: usize) -> bool {
        self.base.iter().any(|(base, _)| *base == tool)
    }

    fn tools_of(&self, target: usize) -> impl Iterator<Item = usize> + '_ {
        self.tools_of.get(target).into_iter().flatten().copied()
    }

    fn is_closed(&self, target: usize) -> bool {
        self.tools_of(target).any(|tool| self.is_base(tool))
    }

    /// Targets of the tools in place that one addresses, or that only one does.
    fn targets_of(&self, tool: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.tools_of.len()).filter(move |&target| self.tools_of(target).any(|found| found == tool))
    }

    fn choose(&self) -> Choice {
        let open: BTreeSet<usize> = (0..self.tools_of.len()).filter(|&target| !self.is_closed(target)).collect();
        let mut sets = vec![Bits::empty(self.tools_of.len()); self.read.tools.len()];
        for &target in &open {
            for tool in self.tools_of(target).filter(|tool| !self.excluded.contains_key(tool)) {
                sets.get_mut(tool).into_iter().for_each(|set| set.insert(target));
            }
        }
        choose(&Problem {
            targets: self.tools_of.len(),
            sets,
            forced: self.must.iter().copied().collect(),
            most: self.wish.most,
            nodes: self.wish.nodes,
        })
    }

    /// The chosen, what adds most first, with what each is for.
    fn in_order(&self, chosen: &[usize]) -> Vec<Chosen> {
        let mut open: BTreeSet<usize> = (0..self.tools_of.len()).filter(|&target| !self.is_closed(target)).collect();
        let mut left: Vec<usize> = chosen.to_vec();
        let mut total = self.tools_of.len() - open.len();
        let mut ordered = Vec::new();
        while !left.is_empty() {
            let gain = |tool: usize| self.targets_of(tool).filter(|target| open.contains(target)).count();
            let gains = left.iter().enumerate().map(|(at, &tool)| (gain(tool), std::cmp::Reverse(at)));
            let Some((_, std::cmp::Reverse(at))) = gains.max() else { break };
            let tool = left.remove(at);
            let closes: Vec<usize> = self.targets_of(tool).filter(|target| open.contains(target)).collect();
            for target in &closes {
                open.remove(target);
            }
            total += closes.len();
            ordered.push(self.chosen(tool, closes, total, chosen));
        }
        ordered
    }

    fn chosen(&self, tool: usize, closes: Vec<usize>, total: usize, chosen: &[usize]) -> Chosen {
        let is_there = |found: usize| found != tool && (chosen.contains(&found) || self.is_base(found));
        let only: Vec<usize> = self.targets_of(tool).filter(|&target| !self.tools_of(target).any(is_there)).collect();
        let is_free = |found: &usize| !is_there(*found) && *found != tool && !self.excluded.contains_key(found);
        let is_must = self.must.contains(&tool);
        let first = only.first().filter(|_| !is_must);
        let first = first.map(|&first| self.tools_of(first).filter(is_free).collect()).unwrap_or_default();
        let instead = only.iter().fold(first, |instead: Vec<usize>, &target| {
            instead.into_iter().filter(|&other| self.tools_of(target).any(|found| found == other)).collect()
        });
        let Wish { selection, grade, .. } = self.wish;
        let mine = self.targets_of(tool).flat_map(|target| self.read.reached.get(target).into_iter().flatten());
        let mine = mine.filter(|found| found.tool == tool && found.counts(selection.role, *grade));
        let (mut groups, mut is_reviewed) = (RoleGroups::default(), false);
        for found in mine {
            groups.insert(found.group);
            is_reviewed |= found.reviewed;
        }
        Chosen { tool, is_must, closes, only, groups, is_reviewed, total, instead }
    }

    fn in_place(&self) -> Vec<InPlace> {
        let of = |&(tool, status): &(usize, StackStatus)| {
            let closes: BTreeSet<usize> = self.targets_of(tool).collect();
            let is_other = |found: usize| found != tool && self.is_base(found);
            let only = closes.iter().copied().filter(|&target| !self.tools_of(target).any(is_other)).collect();
            let all = 0..self.tools_of.len();
            let groups = all.flat_map(|target| self.read.groups_of(target, |found| found == tool).iter()).collect();
            InPlace { tool, status, closes, only, groups }
        };
        self.base.iter().map(of).collect()
    }

    fn standing(&self, target: usize, chosen: &[usize]) -> Standing {
        let tools: BTreeSet<usize> = self.tools_of(target).collect();
        let of = |wanted: &dyn Fn(usize) -> bool| tools.iter().copied().filter(|&tool| wanted(tool)).collect();
        let in_place: BTreeSet<usize> = of(&|tool| self.is_base(tool));
        let added: BTreeSet<usize> = of(&|tool| chosen.contains(&tool));
        let free: BTreeSet<usize> = of(&|tool| !self.excluded.contains_key(&tool));
        if !in_place.is_empty() {
            Standing::Closed(in_place)
        } else if !added.is_empty() {
            Standing::WouldClose(added)
        } else if !free.is_empty() {
            Standing::Open(Why::TooMany(free))
        } else if !tools.is_empty() {
            let why = tools.iter().filter_map(|tool| Some((*tool, self.excluded.get(tool)?.clone())));
            Standing::Open(Why::Excluded(why.collect()))
        } else if self.read.states.get(target) == Some(&State::NotAssessed) {
            Standing::Open(Why::NotAssessed)
        } else {
            Standing::Open(Why::NoTool(self.read.groups_of(target, |_| true)))
        }
    }
}

impl Recommendation {
    /// How many targets are addressed by tools in use and planned.
    pub fn closed_before(&self) -> usize {
        self.targets.iter().filter(|(_, standing)| matches!(standing, Standing::Closed(_))).count()
    }

    /// How many are addressed with the chosen tools.
    pub fn closed_after(&self) -> usize {
        self.targets.iter().filter(|(_, standing)| !matches!(standing, Standing::Open(_))).count()
    }

    /// What stays open, in order.
    pub fn open(&self) -> impl Iterator<Item = (&Target, &Why)> {
        self.targets.iter().filter_map(|(target, standing)| match standing {
            Standing::Open(why) => Some((target, why)),
            Standing::Closed(_) | Standing::WouldClose(_) => None,
        })
    }

    /// Name of a tool.
    pub fn tool_name(&self, tool: usize) -> &str {
        self.tools.get(tool).map_or("", |tool| &tool.name)
    }

    /// Which role is asked for.
    pub fn role(&self) -> RoleChoice {
        self.wish.selection.role
    }
}
