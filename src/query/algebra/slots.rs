//! What a pattern can bind: its variables, and its blank nodes, which are variables without a name.

use oxrdf::Term;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};
use std::collections::BTreeSet;

/// The term that stands in a place of a pattern; `None` for what it can bind.
pub(crate) fn constant(place: &TermPattern) -> Option<Term> {
    match place {
        TermPattern::NamedNode(node) => Some(node.clone().into()),
        TermPattern::Literal(literal) => Some(literal.clone().into()),
        TermPattern::BlankNode(_) | TermPattern::Variable(_) => None,
    }
}

/// Names of variables as `?name`, of blank nodes as `_:name`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::query) struct Slots(BTreeSet<String>);

impl Slots {
    /// That of a variable.
    pub(in crate::query) fn of_variable(variable: &Variable) -> Self {
        Self(BTreeSet::from([slot_of(variable)]))
    }

    /// Those of a triple pattern.
    pub(in crate::query) fn of_triple(triple: &TriplePattern) -> Self {
        let mut slots = Self::default();
        slots.add_triple(triple);
        slots
    }

    /// True without any.
    pub(in crate::query) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their names, sorted.
    pub(in crate::query) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Takes in others.
    pub(in crate::query) fn add(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// These and others.
    pub(in crate::query) fn with(&self, others: &Self) -> Self {
        Self(self.0.union(&others.0).cloned().collect())
    }

    /// Those that are among some variables.
    pub(in crate::query) fn only(&self, variables: &[Variable]) -> Self {
        Self(variables.iter().map(ToString::to_string).filter(|name| self.0.contains(name)).collect())
    }

    /// Those that are among others.
    pub(in crate::query) fn shared(&self, others: &Self) -> Self {
        Self(self.0.intersection(&others.0).cloned().collect())
    }

    /// The variable that is the only one of them.
    pub(in crate::query) fn only_variable(&self) -> Option<Variable> {
        let mut names = self.0.iter();
        names.next().filter(|_| names.next().is_none()).and_then(|name| variable_of(name))
    }

    /// Whether one of them is among others.
    pub(in crate::query) fn meet(&self, others: &Self) -> bool {
        self.0.iter().any(|name| others.0.contains(name))
    }

    /// Adds what is to become of a term: nothing for a constant.
    fn add_term(&mut self, term: &TermPattern) {
        match term {
            TermPattern::Variable(variable) => self.0.insert(variable.to_string()),
            TermPattern::BlankNode(node) => self.0.insert(node.to_string()),
            TermPattern::NamedNode(_) | TermPattern::Literal(_) => false,
        };
    }

    fn add_name(&mut self, name: &NamedNodePattern) {
        if let NamedNodePattern::Variable(variable) = name {
            self.0.insert(variable.to_string());
        }
    }

    fn add_triple(&mut self, TriplePattern { subject, predicate, object }: &TriplePattern) {
        self.add_term(subject);
        self.add_name(predicate);
        self.add_term(object);
    }

    /// Whether a name is among them.
    pub(in crate::query) fn contain(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Whether a term is a constant or among them.
    pub(in crate::query) fn fix(&self, term: &TermPattern) -> bool {
        match term {
            TermPattern::Variable(variable) => self.0.contains(&variable.to_string()),
            TermPattern::BlankNode(node) => self.0.contains(&node.to_string()),
            TermPattern::NamedNode(_) | TermPattern::Literal(_) => true,
        }
    }
}

/// The slot of a variable.
pub(in crate::query) fn slot_of(variable: &Variable) -> String {
    variable.to_string()
}

/// The variable of a slot; `None` for that of a blank node.
pub(in crate::query) fn variable_of(slot: &str) -> Option<Variable> {
    slot.strip_prefix('?').map(Variable::new_unchecked)
}

/// The slot of a term; `None` for a constant.
pub(in crate::query) fn slot(term: &TermPattern) -> Option<String> {
    match term {
        TermPattern::Variable(variable) => Some(slot_of(variable)),
        TermPattern::BlankNode(node) => Some(node.to_string()),
        TermPattern::NamedNode(_) | TermPattern::Literal(_) => None,
    }
}

/// What a pattern can bind for what stands beside it.
pub(in crate::query) fn of_pattern(pattern: &GraphPattern) -> Slots {
    let mut slots = Slots::default();
    add(pattern, &mut slots);
    slots
}

fn add(pattern: &GraphPattern, slots: &mut Slots) {
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().for_each(|triple| slots.add_triple(triple)),
        GraphPattern::Path { subject, object, .. } => {
            slots.add_term(subject);
            slots.add_term(object);
        }
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::LeftJoin { left, right, .. } => {
            add(left, slots);
            add(right, slots);
        }
        GraphPattern::Graph { name, inner } => {
            slots.add_name(name);
            add(inner, slots);
        }
        other => other.on_in_scope_variable(|variable| {
            slots.0.insert(variable.to_string());
        }),
    }
}
