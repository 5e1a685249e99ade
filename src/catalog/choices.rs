//! What a user may choose to count: the evidence and the role group, with the one list of their words.

use crate::vocab::named;

named! {
    /// Which evidence counts. Best: a resource's reviewed claims where it has any, else its labels.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Evidence {
        /// Reviewed claims where a resource has any, else labels.
        Best = "best",
        /// Reviewed claims only.
        Reviewed = "reviewed",
        /// Labels of lists only.
        Listed = "listed",
    }
}

impl Evidence {
    /// Whether anything of it can be in such a role: labels of lists state none, reviewed claims always do.
    ///
    /// ```
    /// use aisec_graph::catalog::{Evidence, RoleChoice, RoleGroup};
    /// assert!(!Evidence::Listed.can_be(RoleChoice::Only(RoleGroup::Governed)));
    /// assert!(Evidence::Listed.can_be(RoleChoice::Only(RoleGroup::Unstated)));
    /// ```
    pub fn can_be(self, role: RoleChoice) -> bool {
        match self {
            Self::Best => true,
            Self::Reviewed => role != RoleChoice::Only(RoleGroup::Unstated),
            Self::Listed => role.includes(RoleGroup::Unstated),
        }
    }

    /// The role that counts for a team where none is asked for: what it relies on protects, but labels say no role.
    pub fn role_relied_on(self) -> RoleChoice {
        let protected = RoleChoice::Only(RoleGroup::Protected);
        if self.can_be(protected) { protected } else { RoleChoice::Any }
    }
}

named! {
    /// What tools do about a thing, in groups that are never summed; in the order of table columns. The name is the word.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum RoleGroup {
        /// They mitigate or detect it.
        Protected = "protected",
        /// They test for it or demonstrate it.
        Exercised = "exercised",
        /// They help to govern it.
        Governed = "governed",
        /// A list labels them with it; nobody said in which role.
        Unstated = "unstated",
    }
}

/// One role group, or any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoleChoice {
    /// In some role, labels included.
    Any,
    /// In this one.
    Only(RoleGroup),
}

impl RoleChoice {
    /// Every choice, in the order of table columns, `any` last.
    pub const ALL: [RoleChoice; 5] = [
        Self::Only(RoleGroup::Protected),
        Self::Only(RoleGroup::Exercised),
        Self::Only(RoleGroup::Governed),
        Self::Only(RoleGroup::Unstated),
        Self::Any,
    ];

    /// Its word: `any` or the group's.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Only(group) => group.name(),
        }
    }

    /// Whether a group is meant.
    pub fn includes(self, group: RoleGroup) -> bool {
        self == Self::Any || self == Self::Only(group)
    }
}
