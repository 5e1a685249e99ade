//! A snapshot in, everything a report says out: tools, risks, editions, who addresses what and on which lines.

use super::html::Name;
use crate::coverage::{
    CoverageError, EditionCoverage, Grade, Overview, RoleGroup, RoleGroups, Selection, State, ToolChoice,
    catalog_states, editions, with_overview,
};
use crate::explain::{Grounds, Row};
use crate::snapshot::Snapshot;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Who addresses a risk or an item: by tool and role group.
pub(super) type Supporters = Vec<Supporter>;

/// That a tool addresses something in one role group.
#[derive(Debug)]
pub(super) struct Supporter {
    /// Index into the tools.
    pub(super) tool: usize,
    pub(super) group: RoleGroup,
    /// How far; outcomes and controls have none.
    pub(super) grade: Option<Grade>,
    pub(super) reviewed: bool,
    /// Indices into the lines.
    pub(super) lines: Vec<usize>,
}

/// One edition with who addresses its items.
#[derive(Debug)]
pub(super) struct Edition {
    pub(super) coverage: EditionCoverage,
    /// What joins its items to risks; the items are those of `coverage`.
    pub(super) overview: Overview,
    /// By item.
    pub(super) supporters: Vec<Supporters>,
    /// State of each item if all tools of the catalog counted, by IRI; nothing where they do.
    pub(super) catalog: BTreeMap<String, State>,
}

/// Everything a report says.
#[derive(Debug)]
pub(super) struct Facts {
    /// Tools and risks, without any edition.
    pub(super) overview: Overview,
    /// By risk.
    pub(super) supporters: Vec<Supporters>,
    pub(super) editions: Vec<Edition>,
    /// Editions of which so little was assessed that they are only counted.
    pub(super) counted_only: Vec<EditionCoverage>,
    /// Every line something rests on, by source and number.
    pub(super) lines: Vec<Rc<Row>>,
}

/// What a filter may ask of a row.
pub(super) mod mark {
    use super::Name;
    use crate::coverage::{RoleGroup, State};

    /// It concerns this layer.
    pub(in super::super) const fn layer(layer: usize) -> Name {
        Name::nth("l", layer)
    }

    /// It concerns this phase.
    pub(in super::super) const fn phase(phase: usize) -> Name {
        Name::nth("p", phase)
    }

    /// Some tool acts in this role on it, or it does.
    pub(in super::super) fn role(group: RoleGroup) -> Name {
        Name::nth("g", RoleGroup::ALL.iter().position(|(known, _)| *known == group).unwrap_or_default())
    }

    /// It is in this state, or addresses what is.
    pub(in super::super) fn state(state: State) -> Name {
        Name::nth("s", State::ALL.iter().position(|(known, _)| *known == state).unwrap_or_default())
    }

    /// A risk that some tool addresses: risks have no other state but gap.
    pub(in super::super) const ADDRESSED: Name = Name::of("s");

    /// It belongs to this edition, or leads there.
    pub(in super::super) const fn edition(edition: usize) -> Name {
        Name::nth("e", edition)
    }
}

impl Facts {
    /// Reads the editions of these names; without any, the default edition of every framework, of which those are only
    /// counted that were hardly assessed.
    pub(super) fn read(snapshot: &Snapshot, selection: &Selection, names: &[String]) -> Result<Self, CoverageError> {
        let everything = Selection { edition: String::new(), ..selection.clone() };
        let overview = Overview::without_items(snapshot, &everything);
        let mut reader = Reader::new(snapshot, selection, &overview);
        let supporters = overview.risks.iter().map(|risk| reader.of(&risk.iri)).collect();
        let (shown, counted_only) = chosen(snapshot, selection, names)?;
        let mut read = Vec::new();
        for (edition, overview) in shown {
            let supporters = edition.items.iter().map(|item| reader.of(&item.item.iri)).collect();
            let catalog = match selection.tools {
                ToolChoice::All => BTreeMap::new(),
                ToolChoice::Stack(_) => catalog_states(snapshot, &edition.selection)?,
            };
            read.push(Edition { coverage: edition, overview, supporters, catalog });
        }
        let mut facts = Self { overview, supporters, editions: read, counted_only, lines: reader.lines };
        facts.sort_lines();
        Ok(facts)
    }

    /// Puts lines in order; they were met in that of who rests on them.
    fn sort_lines(&mut self) {
        let mut order: Vec<usize> = (0..self.lines.len()).collect();
        order.sort_by_key(|&line| self.lines.get(line));
        let mut place = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place.get_mut(old).into_iter().for_each(|place| *place = new);
        }
        let of_editions = self.editions.iter_mut().flat_map(|edition| &mut edition.supporters);
        for supporter in self.supporters.iter_mut().chain(of_editions).flatten() {
            for line in &mut supporter.lines {
                *line = place.get(*line).copied().unwrap_or_default();
            }
            supporter.lines.sort_unstable();
        }
        self.lines.sort();
    }

    /// Layer and phase of a risk, as marks.
    pub(super) fn place(&self, risk: usize) -> impl Iterator<Item = Name> + '_ {
        let phase = self.overview.risks.get(risk).map(|risk| risk.phase);
        let layer = phase.and_then(|phase| self.overview.phases.get(phase)).map(|phase| phase.layer);
        layer.map(mark::layer).into_iter().chain(phase.map(mark::phase))
    }

    /// Editions that counted mappings lead to from a risk.
    pub(super) fn editions_of_risk(&self, risk: usize) -> impl Iterator<Item = usize> + '_ {
        let leads = move |edition: &Edition| edition.overview.mapped.iter().any(|mapped| mapped.risk == risk);
        self.editions.iter().enumerate().filter(move |(_, edition)| leads(edition)).map(|(index, _)| index)
    }

    /// What each tool addresses, in the order of tools.
    pub(super) fn addressed(&self) -> Vec<Addressed> {
        let mut all: Vec<Addressed> = self.overview.tools.iter().map(|_| Addressed::default()).collect();
        for (risk, supporters) in self.supporters.iter().enumerate() {
            for supporter in supporters {
                let Some(of_tool) = all.get_mut(supporter.tool) else { continue };
                of_tool.groups.insert(supporter.group);
                of_tool.risks.insert(risk);
            }
        }
        for (index, edition) in self.editions.iter().enumerate() {
            for (item, supporters) in edition.supporters.iter().enumerate() {
                for supporter in supporters.iter().filter(|supporter| supporter.grade != Some(Grade::RelatesTo)) {
                    let Some(of_tool) = all.get_mut(supporter.tool) else { continue };
                    of_tool.groups.insert(supporter.group);
                    of_tool.items.entry(index).or_default().insert(item);
                }
            }
        }
        all
    }
}

/// What one tool addresses.
#[derive(Debug, Default)]
pub(super) struct Addressed {
    pub(super) groups: RoleGroups,
    pub(super) risks: BTreeSet<usize>,
    /// Items it covers or partly covers, supports or implements, by edition.
    pub(super) items: BTreeMap<usize, BTreeSet<usize>>,
}

/// Editions to show whole, and those to count only.
type Chosen = (Vec<(EditionCoverage, Overview)>, Vec<EditionCoverage>);

/// Coverage of the editions that are asked for, or of all.
fn chosen(snapshot: &Snapshot, selection: &Selection, names: &[String]) -> Result<Chosen, CoverageError> {
    let of = |name: &String| with_overview(snapshot, &Selection { edition: name.clone(), ..selection.clone() });
    if names.is_empty() {
        let all = editions(snapshot);
        if all.is_empty() {
            return Err(CoverageError::NoFrameworks);
        }
        let all = all.into_iter().filter(|edition| edition.is_default).map(|edition| of(&edition.id));
        let all = all.collect::<Result<Vec<_>, _>>()?;
        let (shown, counted): (Vec<_>, Vec<_>) = all.into_iter().partition(|(edition, _)| is_assessed(edition));
        let counted = counted.into_iter().map(|(edition, _)| edition).filter(|edition| !edition.items.is_empty());
        return Ok((shown, counted.collect()));
    }
    let mut all: Vec<(EditionCoverage, Overview)> = Vec::new();
    for name in names {
        let read = of(name)?;
        if all.iter().all(|(known, _)| known.edition != read.0.edition) {
            all.push(read);
        }
    }
    Ok((all, Vec::new()))
}

/// Whether at least three in ten of an edition's items in scope were assessed: else its table would hardly say more
/// than that most were not.
fn is_assessed(edition: &EditionCoverage) -> bool {
    let is_known = |state| !matches!(state, State::NotAssessed | State::OutOfScope);
    let in_scope = edition.items.iter().filter(|item| item.item.state != State::OutOfScope).count();
    let known = edition.items.iter().filter(|item| is_known(item.item.state)).count();
    known > 0 && known * 10 >= in_scope * 3
}

/// Reads who addresses things, and collects the lines they rest on.
struct Reader<'s> {
    grounds: Grounds<'s>,
    tools: BTreeMap<String, usize>,
    numbers: BTreeMap<Rc<Row>, usize>,
    lines: Vec<Rc<Row>>,
}

impl<'s> Reader<'s> {
    fn new(snapshot: &'s Snapshot, selection: &Selection, overview: &Overview) -> Self {
        let tools = overview.tools.iter().enumerate().map(|(index, tool)| (tool.iri.clone(), index)).collect();
        Self { grounds: Grounds::new(snapshot, selection), tools, numbers: BTreeMap::new(), lines: Vec::new() }
    }

    fn of(&mut self, thing: &str) -> Supporters {
        let mut out = Vec::new();
        for ground in self.grounds.of(thing) {
            let Some(&tool) = self.tools.get(&ground.tool) else { continue };
            let lines = ground.rows.into_iter().map(|row| self.number(row)).collect();
            out.push(Supporter { tool, group: ground.group, grade: ground.grade, reviewed: ground.reviewed, lines });
        }
        out.sort_by_key(|supporter| (supporter.tool, supporter.group));
        out
    }

    fn number(&mut self, row: Rc<Row>) -> usize {
        *self.numbers.entry(row).or_insert_with_key(|row| {
            self.lines.push(Rc::clone(row));
            self.lines.len() - 1
        })
    }
}
