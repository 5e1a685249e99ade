//! What a user may choose to count: the evidence and the role group, with the one list of their words.

/// Which evidence counts. Best: a resource's reviewed claims where it has any, else its labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// Reviewed claims where a resource has any, else labels.
    Best,
    /// Reviewed claims only.
    Reviewed,
    /// Labels of lists only.
    Listed,
}

impl Evidence {
    /// Every choice with its word.
    pub const ALL: [(Evidence, &'static str); 3] =
        [(Self::Best, "best"), (Self::Reviewed, "reviewed"), (Self::Listed, "listed")];

    /// Its word.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(evidence, _)| *evidence == self).map_or("", |(_, word)| word)
    }
}

/// What tools do about a thing, in groups that are never summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoleGroup {
    /// They mitigate or detect it.
    Protected,
    /// They test for it or demonstrate it.
    Exercised,
    /// They help to govern it.
    Governed,
    /// A list labels them with it; nobody said in which role.
    Unstated,
}

impl RoleGroup {
    /// Every group with its word, in the order of table columns.
    pub const ALL: [(RoleGroup, &'static str); 4] = [
        (Self::Protected, "protected"),
        (Self::Exercised, "exercised"),
        (Self::Governed, "governed"),
        (Self::Unstated, "unstated"),
    ];

    /// Its word.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(group, _)| *group == self).map_or("", |(_, word)| word)
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
