//! Which thing a written address or title stands for: URL rules, known moves, reviewed decisions, equal titles.
//!
//! A decision that two things differ stands above all of them.

use super::groups::Groups;
use super::keys::Keys;
use super::moved::Moves;
use super::titles;
use crate::catalog::{Claim, Identity, IdentityDecision, ImportedList, Move, NamedThing, Origin, ResourceKey};
use crate::diagnostic::{Checked, Code, Diagnostic, Noticed, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// What to do with papers that have one long title and several addresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WhenTitlesAgree {
    /// Leave them apart.
    #[default]
    KeepApart,
    /// Make them one resource, and say so.
    Merge,
}

/// A decision with the keys of its two things.
#[derive(Debug, Clone)]
pub(super) struct Decided {
    pub(super) subject: ResourceKey,
    pub(super) object: ResourceKey,
    pub(super) decision: IdentityDecision,
}

/// What every key stands for.
#[derive(Debug, Default)]
pub(super) struct Things {
    pub(super) keys: Keys,
    pub(super) moves: Moves,
    /// Decisions that stand, by place.
    pub(super) decisions: Vec<Decided>,
    groups: Groups,
    /// For a key that is one with others and not the one they go by: that one.
    goes_by: BTreeMap<ResourceKey, ResourceKey>,
    /// Resources that decisions say are two.
    told_apart: BTreeSet<(ResourceKey, ResourceKey)>,
    /// Addresses by which decisions name keys.
    addresses: BTreeMap<ResourceKey, String>,
}

/// Where a key leads.
pub(super) struct Way<'a> {
    /// The key it starts from.
    pub(super) written: &'a ResourceKey,
    /// The key of the resource.
    pub(super) now: &'a ResourceKey,
    /// The present address, where the way leads to another key and moves or decisions tell its address.
    pub(super) address: Option<&'a str>,
}

impl Things {
    /// Takes rows, decisions and lists in any order; what contradicts is reported and left out.
    pub(super) fn new(
        moves: Vec<Move>,
        mut decisions: Vec<IdentityDecision>,
        lists: &[ImportedList],
        claims: &[Claim],
        when: WhenTitlesAgree,
    ) -> Checked<Self> {
        let mut found = Noticed::default();
        decisions.sort_by(|a, b| (&a.origin, a.says, &a.subject).cmp(&(&b.origin, b.says, &b.subject)));
        let keys = Keys::new(&decisions);
        let moves = Moves::new(moves, &keys).take(&mut found);
        let mut things = Self { keys, moves, ..Self::default() };
        things.decide(decisions, &mut found);
        things.join_moves(&mut found);
        things.carry_parts(lists, claims, &mut found);
        things.settle();
        if when == WhenTitlesAgree::Merge {
            things.join_titles(lists, &mut found);
            things.settle();
        }
        let two = things.decisions.iter().filter(|decided| decided.decision.says != Identity::Same);
        let pairs = two.map(|Decided { subject, object, .. }| (things.way(subject).now, things.way(object).now));
        things.told_apart = pairs.map(|(one, other)| (one.clone(), other.clone())).collect();
        Checked { value: things, diagnostics: found.told() }
    }

    /// First what differs, so that every other row can be held against it.
    fn decide(&mut self, decisions: Vec<IdentityDecision>, found: &mut Noticed) {
        let (different, others): (Vec<_>, Vec<_>) =
            decisions.into_iter().partition(|decision| decision.says == Identity::Different);
        for decision in different.into_iter().chain(others) {
            let (Some(subject), Some(object)) = (self.keys.thing(&decision.subject), self.keys.thing(&decision.object))
            else {
                continue; // The importer lets no other text be an address.
            };
            match decision.says {
                Identity::Different | Identity::SiteOf if subject == object => {
                    found.push(of_itself(&decision));
                    continue;
                }
                Identity::Different => self.groups.keep_apart(&subject, &object),
                Identity::SiteOf => {}
                Identity::Same => {
                    if let Err(pair) = self.groups.join(&[&subject, &object]) {
                        found.push(self.contradiction(&decision, &pair));
                        continue;
                    }
                }
            }
            for (key, thing) in [(&subject, &decision.subject), (&object, &decision.object)] {
                if let NamedThing::Address(address) = thing {
                    self.addresses.entry(key.clone()).or_insert_with(|| address.clone());
                }
            }
            self.decisions.push(Decided { subject, object, decision });
        }
    }

    fn join_moves(&mut self, found: &mut Noticed) {
        let mut blocked = Vec::new();
        for (from, to, row) in self.moves.all() {
            self.addresses.entry(to.clone()).or_insert_with(|| row.to.clone());
            if let Err(pair) = self.groups.join(&[from, to]) {
                blocked.push((from.clone(), self.blocked_move(row, &pair)));
            }
        }
        for (from, diagnostic) in blocked {
            self.moves.remove(&from);
            found.push(diagnostic);
        }
    }

    /// Lets what is listed, claimed or decided on and lies in a repository move with it: where decisions let it.
    fn carry_parts(&mut self, lists: &[ImportedList], claims: &[Claim], found: &mut Noticed) {
        let links = lists.iter().flat_map(|list| &list.entries).filter_map(|entry| entry.link.as_ref());
        let listed = links.map(|link| link.text.trim());
        let claimed = claims.iter().map(|claim| claim.subject.url.trim());
        let decided = self.addresses.values().map(String::as_str);
        self.moves.carry(listed.chain(claimed).chain(decided), &self.keys);
        self.join_moves(found);
    }

    fn join_titles(&mut self, lists: &[ImportedList], found: &mut Noticed) {
        for group in titles::alike(lists, |written| self.way(&written).now.clone(), &self.keys) {
            let keys: Vec<&ResourceKey> = group.iter().map(|titled| &titled.key).collect();
            let [first, others @ ..] = group.as_slice() else { continue };
            if self.groups.join(&keys).is_err() {
                continue;
            }
            for other in others {
                let message = format!("`{}` is taken for one paper under two addresses", other.entry.name);
                found.push(
                    Diagnostic::new(Code::MergedByTitle, message)
                        .at(other.list.source.as_str(), other.entry.name_span)
                        .related(first.list.source.as_str(), first.entry.name_span, "the same title")
                        .help("if they are two, say so in a row with `predicate_modifier` `Not`"),
                );
            }
        }
    }

    /// Chooses the key each group goes by: an address that has not moved on, one that no decision names as the
    /// other spelling, the first in byte order.
    fn settle(&mut self) {
        let same = self.decisions.iter().filter(|decided| decided.decision.says == Identity::Same);
        let other_spellings: BTreeSet<&ResourceKey> = same.map(|decided| &decided.subject).collect();
        for group in self.groups.iter() {
            let stay = group.iter().filter(|key| self.moves.chain(key).next().is_none());
            let Some(chosen) = stay.min_by_key(|key| (key.is_title(), other_spellings.contains(key), *key)) else {
                continue;
            };
            let others = group.iter().filter(|key| *key != chosen);
            self.goes_by.extend(others.map(|key| (key.clone(), chosen.clone())));
        }
    }

    /// Where a key leads.
    pub(super) fn way<'a>(&'a self, key: &'a ResourceKey) -> Way<'a> {
        let newest = self.moves.chain(key).last();
        let end = newest.map_or(key, |(_, to, _)| to);
        let now = self.goes_by.get(end).unwrap_or(end);
        let moved_to = newest.filter(|_| now == end).map(|(_, _, row)| row.to.as_str());
        let decided = || self.addresses.get(now).map(String::as_str);
        Way { written: key, now, address: if now == key { None } else { moved_to.or_else(decided) } }
    }

    /// Keys that stand for another one although nothing moved.
    pub(super) fn other_spellings(&self) -> impl Iterator<Item = (&ResourceKey, &ResourceKey)> {
        self.goes_by.iter().filter(|(key, _)| self.moves.chain(key).next().is_none())
    }

    /// Whether a decision says how two resources relate: that they differ, or that one is the other's site.
    pub(super) fn are_told_apart(&self, one: &ResourceKey, other: &ResourceKey) -> bool {
        self.told_apart.contains(&(one.clone(), other.clone()))
            || self.told_apart.contains(&(other.clone(), one.clone()))
    }

    /// The row that keeps a pair apart.
    fn row_on(&self, pair: &(ResourceKey, ResourceKey)) -> Option<&Origin> {
        let row = self.decisions.iter().find(|decided| {
            let keys = (&decided.subject, &decided.object);
            decided.decision.says == Identity::Different && (keys == (&pair.0, &pair.1) || keys == (&pair.1, &pair.0))
        });
        row.map(|decided| &decided.decision.origin)
    }

    fn contradiction(&self, same: &IdentityDecision, pair: &(ResourceKey, ResourceKey)) -> Diagnostic {
        let (one, other) = (same.subject.as_str(), same.object.as_str());
        let found = Diagnostic::new(
            Code::ContradictoryIdentity,
            format!("`{one}` and `{other}` cannot be one: a decision keeps them apart"),
        );
        self.beside(found.at(same.origin.source.as_str(), same.origin.span), pair)
    }

    fn blocked_move(&self, row: &Move, pair: &(ResourceKey, ResourceKey)) -> Diagnostic {
        let message =
            format!("the move from `{}` to `{}` is not followed: a decision keeps them apart", row.from, row.to);
        let mut found = Diagnostic::new(Code::ContradictoryIdentity, message);
        // The reviewed row is meant to overrule the table: worth knowing, nothing to mend.
        found.severity = Severity::Note;
        self.beside(found.at(row.origin.source.as_str(), row.origin.span), pair)
    }

    fn beside(&self, found: Diagnostic, pair: &(ResourceKey, ResourceKey)) -> Diagnostic {
        let found = found.help("keep the row whose evidence holds");
        match self.row_on(pair) {
            Some(origin) => found.related(origin.source.as_str(), origin.span, "said to be different here"),
            None => found,
        }
    }
}

fn of_itself(decision: &IdentityDecision) -> Diagnostic {
    let message = format!("`{}` and `{}` are one address", decision.subject.as_str(), decision.object.as_str());
    Diagnostic::new(Code::ContradictoryIdentity, message)
        .at(decision.origin.source.as_str(), decision.origin.span)
        .help("name two things, or delete the row")
}
