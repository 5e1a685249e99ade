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

/// A set of role groups, in the order of their declaration.
///
/// ```
/// use aisec_graph::catalog::{RoleGroup, RoleGroups};
/// let groups: RoleGroups = [RoleGroup::Governed, RoleGroup::Protected].into_iter().collect();
/// assert_eq!(groups.iter().map(|group| group.name()).collect::<Vec<_>>(), ["protected", "governed"]);
/// assert!(!groups.contains(RoleGroup::Exercised));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RoleGroups(u8);

impl RoleGroups {
    /// Adds a group.
    pub fn insert(&mut self, group: RoleGroup) {
        self.0 |= Self::bit(group);
    }

    /// Whether a group is among them.
    pub fn contains(self, group: RoleGroup) -> bool {
        self.0 & Self::bit(group) != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = RoleGroup> {
        RoleGroup::ALL.into_iter().map(|(group, _)| group).filter(move |group| self.contains(*group))
    }

    const fn bit(group: RoleGroup) -> u8 {
        1 << group as u8
    }
}

impl Extend<RoleGroup> for RoleGroups {
    fn extend<T: IntoIterator<Item = RoleGroup>>(&mut self, groups: T) {
        groups.into_iter().for_each(|group| self.insert(group));
    }
}

impl FromIterator<RoleGroup> for RoleGroups {
    fn from_iter<T: IntoIterator<Item = RoleGroup>>(groups: T) -> Self {
        let mut all = Self::default();
        all.extend(groups);
        all
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
