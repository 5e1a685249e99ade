//! The code of a check query, which is a file and not a variant.

use super::Severity;

/// What the file of a check query says of the code of its findings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckCode {
    /// The printed form, `stage/kebab-case`.
    pub id: String,
    /// Severity unless the user says otherwise.
    pub severity: Severity,
    /// What it means, in lines that end in line feeds.
    pub explanation: String,
    /// In words, what has it.
    pub bad: Vec<&'static str>,
    /// In words, what has it not.
    pub good: Vec<&'static str>,
}
