//! What a tool's own pages say of it: its packages, licence, home and upkeep.

use super::Origin;
use crate::vocab::named;

named! {
    /// What a fact tells of a tool.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum FactProperty {
        /// Where its documentation or project page is.
        Home = "home",
        /// Month or day of the newest release that was seen.
        LastRelease = "last_release",
        /// Its licence, an SPDX expression.
        License = "license",
        /// How its authors call its state.
        Maintenance = "maintenance",
        /// A package that carries it, as a package URL without version.
        Purl = "purl",
        /// Where its source code is.
        Repository = "repository",
    }
}

named! {
    /// How authors call the state of their tool.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Maintenance {
        /// Developed.
        Active = "active",
        /// An early version.
        Alpha = "alpha",
        /// A version to try, not yet declared stable.
        Beta = "beta",
        /// An experiment.
        Experimental = "experimental",
        /// Kept working, without new features.
        MaintenanceMode = "maintenance-mode",
        /// Published ahead of a first stable version.
        Preview = "preview",
        /// A reference implementation, not meant for production.
        Reference = "reference",
        /// Made for research, not meant for production.
        Research = "research",
    }
}

/// One fact of one tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolFact {
    /// The tool's address as typed.
    pub tool: String,
    /// What is told.
    pub property: FactProperty,
    /// The value, in the form its property asks for.
    pub value: String,
    /// Where it was read.
    pub evidence_url: String,
    /// When it was read (ISO 8601).
    pub retrieved: String,
    /// Its row.
    pub origin: Origin,
}
