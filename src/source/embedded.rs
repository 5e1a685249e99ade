//! The texts inside the binary, and the manifest that names the sources among them.

use super::SourceId;
use include_dir::{Dir, include_dir};
use sha2::{Digest as _, Sha256};

static DATA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/data");
static ONTOLOGY: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/ontology");
static QUERIES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// The file of `ontology/` that is no part of the ontology: it says how graphs are to look, not what words mean.
const SHAPES: &str = "shapes.ttl";

/// Where the probes are below `queries/`.
const PROBES: &str = "remote/probes/";

/// A set of texts inside the binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collection {
    /// `data/`: sources and what is said about them.
    Data,
    /// `ontology/`: Turtle and the JSON-LD context, without the shapes.
    Ontology,
    /// `ontology/shapes.ttl`: what nodes of the graph must look like.
    Shapes,
    /// `queries/questions/`: named questions.
    Questions,
    /// `queries/rules/`: derivation rules.
    Rules,
    /// `queries/checks/`: queries for defects.
    Checks,
    /// `queries/pages/`: how to get the whole of what a page shows a part of.
    Pages,
    /// `queries/remote/`: what servers are asked about the graphs they have.
    Remote,
    /// `queries/remote/probes/`: what servers are asked about themselves.
    Probes,
}

/// What a source's text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceFormat {
    /// An awesome list in Markdown.
    AwesomeList,
    /// The table of framework editions.
    Editions,
    /// Items of one edition: `<edition>.items.csv`.
    FrameworkItems,
    /// Relations of one edition: `<edition>.relations.csv`.
    FrameworkRelations,
    /// Changes between releases of a framework.
    FrameworkChanges,
    /// Items no tool is meant to address.
    OutOfScope,
    /// A mapping set in SSSOM TSV.
    Sssom,
    /// Reviewed claims.
    Claims,
    /// Declared scope of reviewed claims: `<edition>.scope.csv`.
    ClaimScope,
    /// Moved addresses.
    Moved,
    /// Reviewed decisions on what is one thing, in SSSOM TSV.
    Identity,
    /// Facts about tools: packages, licence, home, upkeep.
    ToolFacts,
    /// Labels in Chinese.
    Labels,
    /// Words by which a text shows what it is about.
    Topics,
}

/// One row of `data/sources.toml`.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestEntry {
    /// Identifier of the source.
    pub id: String,
    /// Path below `data/`.
    pub path: String,
    /// What it is written in.
    pub format: SourceFormat,
    /// What it is.
    pub title: String,
    /// Version or state of what it was taken from.
    pub version: String,
    /// SPDX expression or short phrase.
    pub licence: String,
    /// Who holds the rights.
    pub rights_holder: String,
    /// Where the facts come from.
    pub homepage: Option<String>,
    /// Day they were read there (ISO 8601), where it is known.
    pub retrieved: Option<String>,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: String,
}

/// `data/sources.toml`.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Digest over every embedded file but this one, lower-case hex: the key of the built-in graph's cache.
    pub digest: String,
    /// The sources, by identifier.
    pub source: Vec<ManifestEntry>,
}

/// Why the manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It is not what a manifest looks like.
    #[error("data/sources.toml cannot be read")]
    Toml(#[from] toml::de::Error),
    /// It names a file that is not there.
    #[error("data/sources.toml names `{0}`, which is not in data/")]
    Missing(String),
}

/// A file inside the binary.
#[derive(Debug, Clone, Copy)]
pub struct EmbeddedFile {
    /// Path from the project root, with `/`.
    pub path: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

impl EmbeddedFile {
    /// Whether the file's name ends in `.extension`.
    pub fn has_extension(&self, extension: &str) -> bool {
        std::path::Path::new(self.path).extension().is_some_and(|found| found == extension)
    }
}

/// The files of a collection, by path.
pub fn embedded(collection: Collection) -> Vec<EmbeddedFile> {
    let mut files = Vec::new();
    match collection {
        Collection::Data => collect(&DATA, &mut files),
        Collection::Ontology | Collection::Shapes => collect(&ONTOLOGY, &mut files),
        Collection::Questions => QUERIES.get_dir("questions").into_iter().for_each(|dir| collect(dir, &mut files)),
        Collection::Rules => QUERIES.get_dir("rules").into_iter().for_each(|dir| collect(dir, &mut files)),
        Collection::Checks => QUERIES.get_dir("checks").into_iter().for_each(|dir| collect(dir, &mut files)),
        Collection::Pages => QUERIES.get_dir("pages").into_iter().for_each(|dir| collect(dir, &mut files)),
        Collection::Remote | Collection::Probes => {
            QUERIES.get_dir("remote").into_iter().for_each(|dir| collect(dir, &mut files));
        }
    }
    match collection {
        Collection::Ontology => files.retain(|file| file.path != SHAPES),
        Collection::Shapes => files.retain(|file| file.path == SHAPES),
        Collection::Remote => files.retain(|file| !file.path.starts_with(PROBES)),
        Collection::Probes => files.retain(|file| file.path.starts_with(PROBES)),
        Collection::Data | Collection::Questions | Collection::Rules | Collection::Checks | Collection::Pages => {}
    }
    files.sort_by_key(|file| file.path);
    files
}

fn collect(dir: &Dir<'static>, files: &mut Vec<EmbeddedFile>) {
    for file in dir.files() {
        files.extend(file.path().to_str().map(|path| EmbeddedFile { path, bytes: file.contents() }));
    }
    for inner in dir.dirs() {
        collect(inner, files);
    }
}

/// The manifest of the embedded sources.
///
/// # Errors
/// [`ManifestError::Toml`]; a test reads it, so a released binary never meets it.
pub fn manifest() -> Result<Manifest, ManifestError> {
    let text = DATA.get_file("sources.toml").and_then(include_dir::File::contents_utf8);
    Ok(toml::from_str(text.ok_or_else(|| ManifestError::Missing("sources.toml".to_owned()))?)?)
}

/// The digest that the manifest states, without reading more of it: the whole takes longer than most answers.
pub fn stated_digest() -> Option<&'static str> {
    let text = DATA.get_file("sources.toml")?.contents_utf8()?;
    text.lines().find_map(|line| line.strip_prefix("digest = \"")?.strip_suffix('"'))
}

impl ManifestEntry {
    /// Bytes of the source.
    ///
    /// # Errors
    /// [`ManifestError::Missing`].
    pub fn bytes(&self) -> Result<&'static [u8], ManifestError> {
        DATA.get_file(&self.path)
            .map(include_dir::File::contents)
            .ok_or_else(|| ManifestError::Missing(self.path.clone()))
    }

    /// The identifier, checked.
    ///
    /// # Errors
    /// [`super::SourceIdError`].
    pub fn source_id(&self) -> Result<SourceId, super::SourceIdError> {
        SourceId::new(&self.id)
    }
}

/// SHA-256 over path and content of every embedded file but the manifest itself, lower-case hex.
pub fn embedded_digest() -> String {
    let mut digest = Digest::default();
    let ontology = [Collection::Data, Collection::Ontology, Collection::Shapes];
    for collection in ontology.into_iter().chain([Collection::Questions, Collection::Rules, Collection::Checks]) {
        for file in embedded(collection).into_iter().filter(|file| file.path != "sources.toml") {
            digest.add(&(file.path.len() as u64).to_le_bytes());
            digest.add(file.path.as_bytes());
            digest.add(&(file.bytes.len() as u64).to_le_bytes());
            digest.add(file.bytes);
        }
    }
    digest.hex()
}

/// SHA-256 of bytes, lower-case hex.
pub fn sha256(bytes: &[u8]) -> String {
    let mut digest = Digest::default();
    digest.add(bytes);
    digest.hex()
}

/// SHA-256 of bytes as they come.
#[derive(Debug, Clone, Default)]
pub struct Digest(Sha256);

impl Digest {
    /// Takes in more bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all bytes, lower-case hex.
    pub fn hex(self) -> String {
        hex(&self.0.finalize())
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
