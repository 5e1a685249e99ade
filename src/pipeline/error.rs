//! Why there is no graph: whatever a stage could not finish.

use super::lists::MAX_SUB_LISTS;
use crate::import::{AtlasError, SssomError, StixError, TableError, TomlFileError};
use crate::rdf::ReadRdfError;
use crate::rules::RuleError;
use crate::snapshot::BuildError;
use crate::source::{ManifestError, PackFolderError, ReadError, SourceIdError};
use crate::validate::ValidateError;
use crate::vocab::did_you_mean;
use std::path::PathBuf;

/// Why there is no graph.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Two sources go by one name.
    #[error("two sources are called `{0}`; give one another name with ID=PATH")]
    SameId(String),
    /// A source goes by a name that means something else in the graph.
    #[error("`{0}` names something else in the graph already; give the source another name with ID=PATH")]
    ReservedId(String),
    /// An edition or mapping set that is already in the graph comes again.
    #[error("{path}: {what} `{id}` is already in the graph; build with --only to leave the embedded one out", path = path.display())]
    SameContent {
        /// The file.
        path: PathBuf,
        /// `edition` or `mapping set`.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// A list whose risks are to be used defines none, or is not there.
    #[error("no list `{id}` with risks is in this graph{}", did_you_mean(.near.as_deref()))]
    UnknownRisks {
        /// What was asked for.
        id: String,
        /// The nearest that has risks.
        near: Option<String>,
    },
    /// A mapping set that coverage is to derive from is not there.
    #[error("no mapping set `{id}` is in this graph{}", did_you_mean(.near.as_deref()))]
    UnknownMappings {
        /// What was asked for.
        id: String,
        /// The nearest that is there.
        near: Option<String>,
    },
    /// What is to be replaced is no shipped list.
    #[error("`{id}` is no shipped list; those are `{}`{}", lists.join("`, `"), did_you_mean(.near.as_deref()))]
    ReplacesNoList {
        /// What was asked for.
        id: String,
        /// The nearest shipped list.
        near: Option<String>,
        /// Every shipped list.
        lists: Vec<String>,
    },
    /// A shipped list is replaced by two files.
    #[error("`{0}` is replaced twice")]
    ReplacedTwice(String),
    /// A list is to be replaced by something else.
    #[error("{} is not a list: its name does not end in .md", .0.display())]
    ReplacementIsNoList(PathBuf),
    /// A file is of no kind this program reads.
    #[error("{}: its extension names no format; known are .md, .yaml (MITRE ATLAS), .sssom.tsv, and RDF: .ttl .trig .nt .nq .rdf .jsonld", .0.display())]
    UnknownKind(PathBuf),
    /// Lists link to lists without end.
    #[error("{}: it leads to more than {MAX_SUB_LISTS} lists", .path.display())]
    TooManySubLists {
        /// The given list.
        path: PathBuf,
    },
    /// A table cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A mapping set cannot be read.
    #[error(transparent)]
    Sssom(#[from] SssomError),
    /// An ATLAS file cannot be read.
    #[error(transparent)]
    Atlas(#[from] AtlasError),
    /// A STIX bundle cannot be read.
    #[error(transparent)]
    Stix(#[from] StixError),
    /// A folder is no framework pack.
    #[error(transparent)]
    Pack(#[from] PackFolderError),
    /// The manifest of a framework pack cannot be used.
    #[error(transparent)]
    PackManifest(#[from] TomlFileError),
    /// No row of a pack's table of items can be used.
    #[error("{}: the edition `{edition}` is left without items: {why}", path.display())]
    WithoutItems {
        /// The table.
        path: PathBuf,
        /// Id of the edition.
        edition: String,
        /// What is wrong with its rows.
        why: String,
    },
    /// Two given editions are both to be what their framework's id means.
    #[error("two given editions of `{framework}` are both its default; write `default = false` in one of them")]
    TwoDefaults {
        /// Id of the framework.
        framework: String,
    },
    /// An RDF file breaks its syntax.
    #[error("{}: {source}", path.display())]
    Rdf {
        /// The file.
        path: PathBuf,
        /// Where and how.
        source: ReadRdfError,
    },
    /// An embedded text is not what it should be.
    #[error("the data inside this program cannot be read")]
    Manifest(#[from] ManifestError),
    /// An embedded source has no valid identifier.
    #[error("the data inside this program cannot be read")]
    SourceId(#[from] SourceIdError),
    /// A rule failed.
    #[error(transparent)]
    Rules(#[from] RuleError),
    /// The shipped shapes or checks failed.
    #[error(transparent)]
    Validate(#[from] ValidateError),
    /// The graph does not fit.
    #[error(transparent)]
    Build(#[from] BuildError),
}
