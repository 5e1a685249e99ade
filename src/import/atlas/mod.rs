//! A release of MITRE ATLAS in, its edition, items and relations out: from YAML in either layout, or from STIX.
//!
//! Recovers what stands under a wrong key and says so; does not look whether the end of a relation exists.
//!
//! # Limits
//! Descriptions, references and the reasons given for a mitigation are the publisher's texts and are not carried; nor is
//! which step of a case study leads to which.

mod collector;
mod keyed;
mod listed;
mod stix;

pub use stix::{StixError, stix};

use super::node::{Node, Value};
use super::yaml;
use crate::catalog::{Edition, EditionItems, ItemClass, Origin};
use crate::diagnostic::Checked;
use crate::source::{SourceId, SourceText, Span};

/// An edition and what it defines, where one text states both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedEdition {
    /// The edition.
    pub edition: Edition,
    /// What it defines.
    pub items: EditionItems,
}

/// Why a file cannot be read as ATLAS.
#[derive(Debug, thiserror::Error)]
pub enum AtlasError {
    /// The text is not YAML, repeats a key, or is nested or repeated beyond any real file.
    #[error("{path}:{line}: not usable YAML")]
    NotYaml {
        /// The file.
        path: String,
        /// Line, from 1.
        line: usize,
        /// What the parser said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The text is YAML of another layout.
    #[error(
        "{path} is not an ATLAS file: it has neither a list `matrices`, as releases up to 5.6.1 have, nor `format-version` and maps by id, as those from 2026.05 on"
    )]
    NotAtlas {
        /// The file.
        path: String,
    },
    /// The layout is younger than this program.
    #[error("{path} is ATLAS in format {version}; formats up to 6 are known")]
    UnknownFormat {
        /// The file.
        path: String,
        /// The version of the format it states.
        version: String,
    },
    /// The file does not say which release it is, or in a way that names none.
    #[error("{path} does not say which release it is: {key} should be like `2026.09` and is {found}")]
    NoRelease {
        /// The file.
        path: String,
        /// The key.
        key: &'static str,
        /// What stands there.
        found: String,
    },
}

/// The release that an `ATLAS.yaml` states, in file order, without repeats.
///
/// Read are the lists of releases up to 5.6.1 (below `matrices`; in the oldest at the top) and the maps by id of
/// those from 2026.05 on, whose edges stand apart under `relationships`. The file states its licence nowhere; ATLAS data
/// is published under Apache-2.0.
///
/// ```
/// use aisec_graph::{import, source::{SourceId, SourceText}};
/// let text = "format-version: 6.0.0\ncollection: {version: '2026.09'}\n\
///     techniques:\n  AML.T0051: {id: AML.T0051, name: LLM Prompt Injection}\n\
///     relationships:\n  AML.T0051:\n    achieves: [{source: AML.T0051, target: AML.TA0005}]\n";
/// let source = SourceText::new(SourceId::new("atlas")?, "ATLAS.yaml", text.to_owned());
/// let atlas = import::atlas(&source)?.value;
/// assert_eq!(atlas.edition.id, "mitre-atlas-2026.09");
/// assert_eq!(atlas.items.items[0].label, "LLM Prompt Injection");
/// assert_eq!(atlas.items.relations[0].object, "AML.TA0005");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`AtlasError`] when the text is not YAML within the limits, has another layout or states no release.
pub fn atlas(source: &SourceText) -> Result<Checked<StatedEdition>, AtlasError> {
    let path = || source.path().to_owned();
    let file = yaml::parse(source.text()).map_err(|error| AtlasError::NotYaml {
        path: path(),
        line: error.line,
        source: error.cause,
    })?;
    let is_list = |key| file.find(key).is_some_and(|node| matches!(node.value, Value::List(_)));
    if is_list("matrices") || is_list("techniques") {
        let (version, status) = (release(&file, "version", source)?, "legacy");
        let edition = edition(source, &version, status, "").ok_or_else(|| no_release(&file, "version", source))?;
        return Ok(listed::read(source, &file, edition));
    }
    let format = file.find("format-version").and_then(Node::text);
    let format = format.ok_or_else(|| AtlasError::NotAtlas { path: path() })?;
    if format.split('.').next() != Some("6") {
        return Err(AtlasError::UnknownFormat { path: path(), version: super::row::shown(format).into_owned() });
    }
    let collection = file.find("collection").unwrap_or(&file);
    let version = release(collection, "version", source)?;
    let published = collection.find("modified-date").and_then(Node::text).filter(|date| super::row::is_date(date));
    let edition = edition(source, &version, "current", published.unwrap_or_default())
        .ok_or_else(|| no_release(collection, "version", source))?;
    Ok(keyed::read(source, &file, edition))
}

/// The release a map states under a key.
fn release(node: &Node, key: &'static str, source: &SourceText) -> Result<String, AtlasError> {
    let version = node.find(key).and_then(Node::text);
    version.map(str::to_owned).ok_or_else(|| no_release(node, key, source))
}

fn no_release(node: &Node, key: &'static str, source: &SourceText) -> AtlasError {
    let found = match node.find(key) {
        None => "missing".to_owned(),
        Some(node) => {
            node.text().map_or_else(|| node.kind().to_owned(), |text| format!("`{}`", super::row::shown(text)))
        }
    };
    AtlasError::NoRelease { path: source.path().to_owned(), key, found }
}

/// The edition of a release; `None` when its version cannot be part of an id.
fn edition(source: &SourceText, version: &str, status: &str, published: &str) -> Option<Edition> {
    let id = SourceId::new(&format!("mitre-atlas-{version}")).ok()?;
    Some(Edition {
        id: id.as_str().to_owned(),
        framework: "mitre-atlas".to_owned(),
        framework_title: "MITRE ATLAS".to_owned(),
        title: format!("MITRE ATLAS {version} (as given)"),
        version: version.to_owned(),
        status: status.to_owned(),
        published: published.to_owned(),
        publisher: "MITRE".to_owned(),
        licence: "Apache-2.0".to_owned(),
        rights_holder: "The MITRE Corporation".to_owned(),
        homepage: "https://atlas.mitre.org/".to_owned(),
        is_default: false,
        origin: Origin { source: source.id().clone(), span: Span::new(0, 0) },
    })
}

/// One kind of object: its level, its class, its type in STIX, and the part of the publisher's site that shows it.
struct Kind {
    level: &'static str,
    class: ItemClass,
    stix: &'static str,
    pages: &'static str,
}

const TACTIC: Kind = Kind { level: "tactic", class: ItemClass::Goal, stix: "x-mitre-tactic", pages: "tactics" };
const TECHNIQUE: Kind =
    Kind { level: "technique", class: ItemClass::Threat, stix: "attack-pattern", pages: "techniques" };
const SUBTECHNIQUE: Kind =
    Kind { level: "subtechnique", class: ItemClass::Threat, stix: "attack-pattern", pages: "techniques" };
const MITIGATION: Kind =
    Kind { level: "mitigation", class: ItemClass::Control, stix: "course-of-action", pages: "mitigations" };
const CASE_STUDY: Kind = Kind { level: "case-study", class: ItemClass::Event, stix: "campaign", pages: "studies" };
