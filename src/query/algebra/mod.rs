//! What the algebra of a query is made of, as the planner and the columns look at it.

mod base;
mod conjuncts;
mod joins;
mod operands;
mod parts;
mod slots;
mod units;

pub(super) use base::{base, beside_base, bound_always};
pub(super) use conjuncts::{conjunction, conjuncts};
pub(crate) use joins::{in_graph, joined};
pub(crate) use operands::{operands, operands_mut};
pub(super) use parts::parts_mut;
pub(crate) use slots::constant;
pub(super) use slots::{Slots, of_pattern, slot, slot_of, variable_of};
pub(crate) use units::one_step;
pub(super) use units::{Unit, is_lookup, units};
