//! The pictures that are drawn from an overview: its facts once, whatever is shown of them.

use super::basis::Basis;
use super::facts::Facts;
use super::frame::Head;
use super::table::Table;
use super::{Drawing, Options};

/// What is shown of an overview's facts.
pub(super) trait OverviewView {
    fn head(&self) -> &Head;
    fn is_condensed(&self) -> bool;
    fn svg(&self, facts: &Facts, options: Options) -> String;
    fn dot(&self, facts: &Facts) -> String;
    fn table(&self, facts: &Facts) -> Table;
}

/// An overview's facts and what is shown of them.
#[derive(Debug)]
pub(super) struct OfOverview<V> {
    pub(super) facts: Facts,
    pub(super) view: V,
}

impl<V: OverviewView + std::fmt::Debug> Drawing for OfOverview<V> {
    fn basis(&self) -> &Basis {
        &self.facts.basis
    }

    fn head(&self) -> &Head {
        self.view.head()
    }

    fn is_condensed(&self) -> bool {
        self.view.is_condensed()
    }

    fn svg(&self, options: Options) -> String {
        self.view.svg(&self.facts, options)
    }

    fn dot(&self) -> String {
        self.view.dot(&self.facts)
    }

    fn table(&self) -> Table {
        self.view.table(&self.facts)
    }
}
