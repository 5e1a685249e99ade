//! A proof as lines to read: what follows, and below it what it follows from.

use super::proof::{Proof, Step};
use super::sentence::Place;
use oxrdf::Term;
use std::collections::{BTreeMap, BTreeSet};

/// One line of an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How deep below a goal it stands; 0 is a goal.
    pub depth: usize,
    /// What sort of line it is.
    pub kind: LineKind,
    /// What it says.
    pub says: String,
    /// Where it stands in a source; of several places that would do, the first.
    pub place: Option<Place>,
    /// The rule that it follows by.
    pub rule: Option<String>,
    /// How many more ways lead to it.
    pub others: usize,
}

/// What sort of line of an outline it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineKind {
    /// A row that is a listing or claim.
    Evidence,
    /// What follows by a rule.
    Derived,
    /// One of several ways to what stands above it.
    Way,
    /// Another row that someone wrote: a mapping, a relation, a scope.
    Row,
    /// What is not there.
    Absent,
    /// What a term or item is by definition.
    Definition,
    /// What says little beside the row it stands by, such as that a mapping counts, and what that takes.
    Detail,
}

impl LineKind {
    /// Whether a reader of the whole proof is better off without it.
    pub fn is_aside(self) -> bool {
        matches!(self, Self::Definition | Self::Detail)
    }
}

impl Proof {
    /// The proof as lines, premises below what follows from them.
    ///
    /// Statements that say one thing in words, as those about one coverage node do, share a line; what a line rests on
    /// stands below it once, where it is first needed.
    pub fn outline(&self) -> Vec<Line> {
        let mut writer = Writer { proof: self, lines: Vec::new(), written: BTreeSet::new(), in_detail: false };
        let mut goals: Vec<(Key<'_>, Vec<usize>)> = Vec::new();
        for &goal in &self.goals {
            let Some(key) = self.key(goal) else { continue };
            match goals.iter_mut().find(|(known, _)| *known == key) {
                Some((_, members)) => members.push(goal),
                None => goals.push((key, vec![goal])),
            }
        }
        for (key, members) in goals {
            writer.part(key, members, 0);
        }
        writer.lines
    }

    /// What statements that share a line have in common.
    fn key(&self, statement: usize) -> Option<Key<'_>> {
        let proved = self.statements.get(statement)?;
        let [subject, ..] = &proved.triple;
        let says = match proved.kind {
            LineKind::Evidence | LineKind::Row => "",
            _ => proved.says.as_str(),
        };
        Some((proved.kind, says, subject))
    }

    fn first_step(&self, statement: usize) -> Option<&Step> {
        self.steps.get(*self.statements.get(statement)?.steps.first()?)
    }
}

/// Kind, words where they tell it apart, and subject.
type Key<'p> = (LineKind, &'p str, &'p Term);

struct Writer<'p> {
    proof: &'p Proof,
    lines: Vec<Line>,
    written: BTreeSet<String>,
    in_detail: bool,
}

impl<'p> Writer<'p> {
    /// The line of some statements, and below it what they rest on. What is written in a detail is written outside it
    /// as well, where it is read without its details.
    fn part(&mut self, key: Key<'p>, members: Vec<usize>, depth: usize) {
        if key.0 == LineKind::Detail && depth > 0 && !self.in_detail {
            let written = self.written.clone();
            self.in_detail = true;
            self.lines_of(key, members, depth);
            (self.in_detail, self.written) = (false, written);
        } else {
            self.lines_of(key, members, depth);
        }
    }

    fn push(&mut self, line: Line) {
        let kind = if self.in_detail { LineKind::Detail } else { line.kind };
        self.lines.push(Line { kind, ..line });
    }

    fn lines_of(&mut self, key: Key<'p>, members: Vec<usize>, depth: usize) {
        let members = self.with_own_premises(key, members);
        let statements: Vec<_> = members.iter().filter_map(|&at| self.proof.statements.get(at)).collect();
        let Some(lead) =
            statements.iter().max_by_key(|proved| (proved.steps.len() + proved.others, proved.places.len()))
        else {
            return;
        };
        let place = lead.places.first().cloned();
        let rules: BTreeSet<&str> =
            members.iter().filter_map(|&at| Some(self.proof.first_step(at)?.rule.as_str())).collect();
        let says = place.as_ref().filter(|_| key.1.is_empty()).map_or(&lead.says, |place| &place.says).clone();
        let is_new = self.written.insert(format!("{} {}", key.2, says));
        let others = if is_new { lead.others } else { 0 };
        let rule = (!rules.is_empty()).then(|| rules.into_iter().collect::<Vec<_>>().join(", "));
        let kind = if key.0 == LineKind::Detail { LineKind::Derived } else { key.0 };
        self.push(Line { depth, kind, says, place, rule, others });
        if !is_new {
            return;
        }
        let steps = |at: &[usize]| at.iter().filter_map(|&step| self.proof.steps.get(step)).collect::<Vec<_>>();
        let ways = steps(&lead.steps);
        let mut common: Vec<&Step> = members.iter().filter_map(|&at| self.proof.first_step(at)).collect();
        common.retain(|step| !ways.contains(step));
        if let [_] = ways.as_slice() {
            common.extend(&ways);
        } else {
            let count = ways.len();
            for (number, way) in (1..).zip(ways) {
                let says = format!("way {number} of {count}: {}", way.title);
                let rule = Some(way.rule.clone());
                self.push(Line { depth: depth + 1, kind: LineKind::Way, says, place: None, rule, others: 0 });
                self.below(key, &[way], depth + 2);
            }
        }
        self.below(key, &common, depth + 1);
    }

    /// Statements, and those of their premises that share their line.
    fn with_own_premises(&self, key: Key<'p>, mut members: Vec<usize>) -> Vec<usize> {
        let mut at = 0;
        while let Some(&member) = members.get(at) {
            at += 1;
            let premises = self.proof.first_step(member).map(|step| step.premises.as_slice()).unwrap_or_default();
            for &premise in premises.iter().filter(|&&premise| self.proof.key(premise) == Some(key)) {
                if !members.contains(&premise) {
                    members.push(premise);
                }
            }
        }
        members
    }

    /// What some steps take, but what shares the line above.
    fn below(&mut self, above: Key<'p>, steps: &[&'p Step], depth: usize) {
        let mut parts: BTreeMap<(LineKind, &str, String), (Key<'p>, Vec<usize>)> = BTreeMap::new();
        for premise in steps.iter().flat_map(|step| step.premises.iter().copied()) {
            let Some(key) = self.proof.key(premise).filter(|key| *key != above) else { continue };
            let (_, members) = parts.entry((key.0, key.1, key.2.to_string())).or_insert_with(|| (key, Vec::new()));
            if !members.contains(&premise) {
                members.push(premise);
            }
        }
        let (before, after): (Vec<_>, Vec<_>) = parts.into_values().partition(|(key, _)| key.0 != LineKind::Definition);
        for (key, members) in before {
            self.part(key, members, depth);
        }
        let absent: BTreeSet<&String> = steps.iter().flat_map(|step| &step.absent).collect();
        for says in absent {
            let says = format!("nothing says: {says}");
            self.push(Line { depth, kind: LineKind::Absent, says, place: None, rule: None, others: 0 });
        }
        for (key, members) in after {
            self.part(key, members, depth);
        }
    }
}
