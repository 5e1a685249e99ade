//! What a picture is drawn from, whole, wherever it was read.

use super::{Subject, View};
use crate::coverage::{Around, EditionTree, Overview, Recommendation, StackCoverage, Succession};

/// What a picture is drawn from. A [`Subject`] borrows it.
#[derive(Debug)]
pub enum Model {
    /// Of [`View::Lifecycle`], [`View::Matrix`] and [`View::Layered`].
    Overview(Overview),
    /// Of [`View::Atlas`] and [`View::Rmf`].
    Tree(EditionTree),
    /// Of [`View::Stack`].
    Stack(Box<(StackCoverage, Option<Recommendation>)>),
    /// Of [`View::Ego`].
    Around(Around),
    /// Of [`View::Bump`].
    Succession(Succession),
    /// Of [`View::Diff`]: what was and what is, each by its name.
    Change(Box<[(String, Overview); 2]>),
}

impl Model {
    /// As a view draws it; of several that draw the same, the one that is asked for.
    pub fn subject(&self, view: View) -> Subject<'_> {
        match (self, view) {
            (Self::Overview(overview), View::Matrix) => Subject::Matrix(overview),
            (Self::Overview(overview), View::Layered) => Subject::Layered(overview),
            (Self::Overview(overview), _) => Subject::Lifecycle(overview),
            (Self::Tree(tree), View::Rmf) => Subject::Rmf(tree),
            (Self::Tree(tree), _) => Subject::Atlas(tree),
            (Self::Stack(stack), _) => Subject::Stack(&stack.0, stack.1.as_ref()),
            (Self::Around(around), _) => Subject::Ego(around),
            (Self::Succession(succession), _) => Subject::Bump(succession),
            (Self::Change(sides), _) => Subject::Diff(sides.each_ref().map(|(name, side)| (name.as_str(), side))),
        }
    }
}
