//! Which tools may not be added, and why: kinds and licences asked for in, exclusions by tool out.

use super::graph::Facts;
use super::kinds::Kinds;
use super::licence::{LicenceChoice, identifiers_of};
use super::model::ToolNode;
use super::recommend::RecommendError;
use crate::snapshot::TermId;
use crate::vocab::dcterms;
use oxrdf::NamedNodeRef;
use std::collections::BTreeMap;

/// Why a tool is not to be added.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exclusion {
    /// The stack says never.
    Never,
    /// Its licence is not among those asked for.
    Licence(String),
    /// Its licence is not known.
    UnknownLicence,
    /// It is of this kind, and others are asked for.
    Kind(String),
}

impl Exclusion {
    /// What keeps it out, of a tool that is called `it`.
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Never => "it may never be".to_owned(),
            Self::Licence(licence) => format!("its licence `{licence}` is not among those asked for"),
            Self::UnknownLicence => "its licence is not known, and only some licences are asked for".to_owned(),
            Self::Kind(kind) => format!("its kind `{kind}` is not among those asked for"),
        }
    }
}

/// Tools that are of no kind asked for.
pub(super) fn by_kind(facts: Facts<'_>, kinds: &Kinds, tools: &[ToolNode]) -> BTreeMap<usize, Exclusion> {
    let wanted = kinds.members(facts);
    let other = |(index, tool): (usize, &ToolNode)| {
        let id = id_of(facts, tool).filter(|id| !wanted.contains(id))?;
        Some((index, Exclusion::Kind(Kinds::of_resource(facts, id).join(", "))))
    };
    tools.iter().enumerate().filter_map(other).collect()
}

fn id_of(facts: Facts<'_>, tool: &ToolNode) -> Option<TermId> {
    NamedNodeRef::new(&tool.iri).ok().and_then(|iri| facts.id(iri))
}

/// Tools whose licence is not among those asked for.
pub(super) fn by_licence(
    facts: Facts<'_>,
    choice: &LicenceChoice,
    tools: &[ToolNode],
) -> Result<BTreeMap<usize, Exclusion>, RecommendError> {
    let licence = |tool: &ToolNode| facts.text(id_of(facts, tool)?, dcterms::RIGHTS);
    let known: BTreeMap<String, &str> = tools.iter().filter_map(licence).flat_map(identifiers_of).collect();
    if let Some(unknown) = choice.identifiers().find(|id| !known.contains_key(&id.to_lowercase())) {
        let (licence, known) = (unknown.to_owned(), known.into_values().map(str::to_owned).collect());
        return Err(RecommendError::UnknownLicence { licence, known });
    }
    let excluded = tools.iter().enumerate().filter_map(|(index, tool)| match licence(tool) {
        None => Some((index, Exclusion::UnknownLicence)),
        Some(licence) if choice.allows(licence) => None,
        Some(licence) => Some((index, Exclusion::Licence(licence.to_owned()))),
    });
    Ok(excluded.collect())
}
