//! The whole way: sources in, the finished graph out. The only place that names every stage.

mod sub_lists;

pub use sub_lists::{Followed, follow};

use crate::catalog::{Catalog, Edition, ImportedList, ResourceKey};
use crate::diagnostic::{Checked, Code, Diagnostic, Suppressed, Suppression, suppress};
use crate::import::{self, AtlasError, SssomError, TableError};
use crate::rdf::{self, About, GraphLicence, ReadRdfError, SourceAbout, Syntax};
pub use crate::resolve::WhenTitlesAgree;
use crate::resolve::{Imported, copies, resolve};
use crate::rules::{self, RuleError};
use crate::snapshot::{BuildError, DefaultGraph, Snapshot, SnapshotBuilder};
use crate::source::{
    Collection, Manifest, ManifestEntry, ManifestError, ReadError, SourceFormat, SourceId, SourceIdError, SourceText,
    Sources, embedded, file_iri, manifest, read_bytes, sha256,
};
use crate::vocab::{did_you_mean, nearest};
use oxrdf::{GraphName, NamedNode, Quad};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a graph is built from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Which embedded sources.
    pub base: Base,
    /// The user's files, in any order.
    pub given: Vec<Given>,
    /// Files to read in place of the shipped lists of these ids; each goes by the id of what it replaces.
    pub replace: Vec<Given>,
    /// What to do with links of given lists to lists beside them.
    pub sub_lists: SubLists,
    /// What to do with papers that have one long title and several addresses.
    pub titles: WhenTitlesAgree,
    /// Id of the list whose risks a code means in a list that neither defines the code nor says whose it is.
    pub risks: Option<String>,
}

/// What the embedded sources contribute.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Base {
    /// All of them.
    #[default]
    Everything,
    /// What a list is checked against: the lists, the claims on what they name, and what is known of addresses.
    Lists,
    /// Moves and decisions on what is one thing only: the given sources stand alone, but what is known of their
    /// addresses still holds.
    IdentityOnly,
    /// What the user's lists are measured against: all but the entries of the shipped lists, and of the claims those on
    /// what the user's lists list.
    Yardstick,
}

/// What to do with links of a list to Markdown files in its folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SubLists {
    /// They are said, not read.
    #[default]
    Say,
    /// They are read as lists of their own, and what they link to in turn.
    Follow,
}

/// A file the user gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The identifier its contents go by.
    pub id: SourceId,
    /// Where it is.
    pub path: PathBuf,
}

/// The finished graph and how it came about.
#[derive(Debug)]
pub struct Built {
    /// The graph, derivations and provenance included.
    pub snapshot: Snapshot,
    /// What the lists, frameworks, mappings and claims say.
    pub catalog: Catalog,
    /// The texts that were read.
    pub sources: Sources,
    /// What was noticed, by source and place.
    pub diagnostics: Vec<Diagnostic>,
    /// What the graph says of itself.
    pub about: About,
}

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
    /// A table cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A mapping set cannot be read.
    #[error(transparent)]
    Sssom(#[from] SssomError),
    /// An ATLAS file cannot be read.
    #[error(transparent)]
    Atlas(#[from] AtlasError),
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
    /// The graph does not fit.
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// Builds the graph from the embedded sources and the given ones.
///
/// The same sources give the same bytes, whatever their order and paths.
///
/// # Errors
/// [`PipelineError`]; findings about single rows and entries are in [`Built::diagnostics`] instead.
pub fn build(inputs: &Inputs) -> Result<Built, PipelineError> {
    let mut reading = Reading::default();
    let manifest = manifest()?;
    reading.embedded(&manifest, inputs.base, &replacements(&manifest, &inputs.replace)?)?;
    let followed = match inputs.sub_lists {
        SubLists::Say => Followed::default(),
        SubLists::Follow => follow(&inputs.given)?,
    };
    let mut given: Vec<&Given> = inputs.given.iter().chain(&followed.lists).collect();
    given.sort_by(|a, b| (&a.id, &a.path).cmp(&(&b.id, &b.path)));
    let mut lists = given_lists(&given)?;
    for (number, file) in given.into_iter().enumerate() {
        reading.given(number, file, lists.remove(&number))?;
    }
    reading.diagnostics.retain(|found| !followed.answers(found));
    reading.diagnostics.extend(followed.diagnostics);
    reading.use_risks(inputs.risks.as_deref())?;
    reading.imported.titles = inputs.titles;
    let Reading { imported, mut diagnostics, suppressions, sources, foreign, mut about, .. } = reading;
    let Checked { value: mut catalog, diagnostics: found } = resolve(imported);
    // Without the shipped lists, most of what shipped decisions name is unlisted.
    let is_expected = |found: &Diagnostic| {
        let place = found.place.as_ref().map_or("", |place| place.source.as_str());
        found.code == Code::UnlistedResource && manifest.source.iter().any(|entry| entry.id == place)
    };
    diagnostics.extend(found.into_iter().filter(|found| inputs.base == Base::Everything || !is_expected(found)));
    diagnostics.extend(newer_copies(&catalog, &manifest, inputs));
    if inputs.base == Base::Yardstick {
        leave_out_unlisted(&mut catalog);
    }
    // What a comment keeps back may be what only a check tells: none is called unused here.
    let mut diagnostics = suppress(diagnostics, &suppressions).told;
    let mut builder = SnapshotBuilder::default();
    for quad in rdf::quads(&catalog, &sources).iter().chain(&foreign) {
        builder.insert(quad)?;
    }
    ontology(&mut builder)?;
    let mut builder = rules::derive(builder)?;
    let derived = builder.build(DefaultGraph::Union);
    about.quads = derived.len();
    about.digest = digest(&derived);
    about.sources.sort_by(|a, b| a.id.cmp(&b.id));
    env!("CARGO_PKG_VERSION").clone_into(&mut about.tool_version);
    for quad in rdf::about_quads(&about) {
        builder.insert(&quad)?;
    }
    let snapshot = builder.build(DefaultGraph::Union);
    diagnostics.sort_by_key(|found| found.place.as_ref().map(|place| (place.source.clone(), place.bytes.start)));
    Ok(Built { snapshot, catalog, sources, diagnostics, about })
}

/// The lists among the given files, read side by side, by their place among them.
fn given_lists(given: &[&Given]) -> Result<BTreeMap<usize, ReadList>, PipelineError> {
    let lists = given.iter().enumerate().filter(|(_, file)| TextKind::of(&file.path) == Some(TextKind::List));
    let texts: Result<Vec<(usize, SourceText)>, ReadError> =
        lists.map(|(number, file)| Ok((number, SourceText::read(file.id.clone(), &file.path)?))).collect();
    let (numbers, texts): (Vec<usize>, Vec<SourceText>) = texts?.into_iter().unzip();
    let lists = import::lists(&texts.iter().collect::<Vec<_>>(), import::list);
    Ok(numbers.into_iter().zip(texts.into_iter().zip(lists)).collect())
}

/// A list as text and as read.
type ReadList = (SourceText, Checked<ImportedList>);

/// Files by the id of the shipped list they replace.
fn replacements<'a>(manifest: &Manifest, files: &'a [Given]) -> Result<BTreeMap<&'a str, &'a Given>, PipelineError> {
    let lists = manifest.source.iter().filter(|entry| entry.format == SourceFormat::AwesomeList);
    let lists: Vec<&str> = lists.map(|entry| entry.id.as_str()).collect();
    let mut by_id = BTreeMap::new();
    for file in files {
        let id = file.id.as_str();
        if !lists.contains(&id) {
            let near = nearest(id, lists.iter().copied()).map(str::to_owned);
            let lists = lists.into_iter().map(str::to_owned).collect();
            return Err(PipelineError::ReplacesNoList { id: id.to_owned(), near, lists });
        }
        if TextKind::of(&file.path) != Some(TextKind::List) {
            return Err(PipelineError::ReplacementIsNoList(file.path.clone()));
        }
        if by_id.insert(id, file).is_some() {
            return Err(PipelineError::ReplacedTwice(id.to_owned()));
        }
    }
    Ok(by_id)
}

/// Says which given lists look like copies of shipped ones: side by side they are two lists of the same things.
fn newer_copies(catalog: &Catalog, manifest: &Manifest, inputs: &Inputs) -> Vec<Diagnostic> {
    let path = |id: &str| inputs.given.iter().find(|file| file.id.as_str() == id).map(|file| file.path.display());
    let given = inputs.given.iter().map(|file| file.id.as_str()).collect();
    let shipped = manifest.source.iter().map(|entry| entry.id.as_str()).collect();
    let found = copies(catalog, &given, &shipped).into_iter().filter_map(|like| {
        let (list, other) = (&like.list, &like.other);
        let message = format!(
            "`{list}` looks like a newer copy of the shipped `{other}`: it has {} of its {} things",
            like.shared, like.of
        );
        let help = format!("`--replace {other}={}` compares like with like", path(list)?);
        Some(Diagnostic::new(Code::CopyOfList, message).help(help))
    });
    found.collect()
}

/// What follows the last dot of a file's name, in lower case; empty without one.
fn extension(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    name.rsplit_once('.').map_or_else(String::new, |(_, extension)| extension.to_owned())
}

/// What a given text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// An awesome list in Markdown.
    List,
    /// A mapping set in SSSOM TSV.
    MappingSet,
    /// A MITRE ATLAS release in YAML.
    Atlas,
}

impl TextKind {
    /// The kind of a file by its extension; `None` for one that is no text of ours.
    pub fn of(path: &Path) -> Option<Self> {
        match extension(path).as_str() {
            "md" | "markdown" => Some(Self::List),
            "tsv" => Some(Self::MappingSet),
            "yaml" | "yml" => Some(Self::Atlas),
            _ => None,
        }
    }
}

/// Texts that were checked, and what was noticed.
#[derive(Debug)]
pub struct CheckedTexts {
    /// The texts.
    pub sources: Sources,
    /// What was noticed in them, by path and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// A list alone, as written: nothing is resolved, nothing reported.
pub fn read_list(text: &SourceText) -> ImportedList {
    import::list(text).value
}

/// Identifiers of the embedded sources.
///
/// # Errors
/// [`PipelineError::Manifest`] and [`PipelineError::SourceId`]; tests read them, so a released binary never meets them.
pub fn embedded_ids() -> Result<BTreeSet<SourceId>, PipelineError> {
    manifest()?.source.iter().map(|entry| Ok(entry.source_id()?)).collect()
}

/// Reads texts as [`build`] does and says what was noticed in them, without making a graph of them.
///
/// Lists are read beside the embedded lists and claims; with a mapping set or a release of ATLAS among the texts all
/// embedded sources are read, for those name what others define. No text may go by one of [`embedded_ids`].
///
/// # Errors
/// [`PipelineError`] for a text that cannot be parsed at all.
pub fn check(texts: Vec<(SourceText, TextKind)>) -> Result<CheckedTexts, PipelineError> {
    let alone = texts.iter().all(|(_, kind)| *kind == TextKind::List);
    let mut reading = Reading::default();
    let base = if alone { Base::Lists } else { Base::Everything };
    reading.embedded(&manifest()?, base, &BTreeMap::new())?;
    let given: BTreeSet<SourceId> = texts.iter().map(|(text, _)| text.id().clone()).collect();
    let (lists, others): (Vec<_>, Vec<_>) = texts.into_iter().partition(|(_, kind)| *kind == TextKind::List);
    let linted = import::lists(&lists.iter().map(|(text, _)| text).collect::<Vec<_>>(), import::linted_list);
    for ((text, _), list) in lists.into_iter().zip(linted) {
        reading.given_list(&given_as(&text), (text, list))?;
    }
    for (text, kind) in others {
        reading.given_text(&given_as(&text), text, kind)?;
    }
    let Reading { imported, mut diagnostics, suppressions, mut sources, .. } = reading;
    diagnostics.extend(resolve(imported).diagnostics);
    let Suppressed { told: mut diagnostics, unused } = suppress(diagnostics, &suppressions);
    diagnostics.extend(unused);
    diagnostics.retain(|found| found.place.as_ref().is_some_and(|place| given.contains(place.source.as_str())));
    sources.retain(|source| given.contains(source.id()));
    let path = |found: &Diagnostic| {
        let place = found.place.as_ref()?;
        Some((sources.find(&place.source)?.path().to_owned(), place.bytes.start, place.bytes.end))
    };
    diagnostics.sort_by_cached_key(|found| (path(found), found.code, found.message.clone()));
    Ok(CheckedTexts { sources, diagnostics })
}

/// Leaves out resources that no list lists, and the claims on them.
fn leave_out_unlisted(catalog: &mut Catalog) {
    let listed: BTreeSet<&ResourceKey> = catalog.listings.iter().map(|listing| &listing.resource).collect();
    catalog.resources.retain(|key, _| listed.contains(key));
    catalog.claims.retain(|_, (resource, _)| listed.contains(resource));
}

fn given_as(text: &SourceText) -> Given {
    Given { id: text.id().clone(), path: PathBuf::from(text.path()) }
}

/// SHA-256 of the graph's N-Quads, sorted by line. Without blank nodes, as ours is, that is its canonical form.
fn digest(snapshot: &Snapshot) -> String {
    let mut lines: Vec<String> = snapshot.quads().map(|quad| format!("{quad} .\n")).collect();
    lines.sort_unstable();
    sha256(lines.concat().as_bytes())
}

/// Reads the ontology into its graph.
fn ontology(builder: &mut SnapshotBuilder) -> Result<(), PipelineError> {
    let graph = rdf::iri::graph("ontology");
    for file in embedded(Collection::Ontology).into_iter().filter(|file| file.has_extension("ttl")) {
        let failed = |source| PipelineError::Rdf { path: Path::new("ontology").join(file.path), source };
        rdf::read(file.bytes, Syntax::Turtle, None, "ontology", |quad| {
            builder.insert(&in_graph(quad, &graph)).map_err(|error| error.to_string())
        })
        .map_err(failed)?;
    }
    Ok(())
}

fn in_graph(quad: Quad, graph: &NamedNode) -> Quad {
    let graph_name = match quad.graph_name {
        GraphName::DefaultGraph => graph.clone().into(),
        named => named,
    };
    Quad { graph_name, ..quad }
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    imported: Imported,
    diagnostics: Vec<Diagnostic>,
    suppressions: Vec<Suppression>,
    sources: Sources,
    foreign: Vec<Quad>,
    about: About,
    given_ids: BTreeSet<String>,
}

impl Reading {
    fn embedded(
        &mut self,
        manifest: &Manifest,
        base: Base,
        replacements: &BTreeMap<&str, &Given>,
    ) -> Result<(), PipelineError> {
        let is_identity = |format| matches!(format, SourceFormat::Moved | SourceFormat::Identity);
        let wanted = |entry: &&ManifestEntry| match base {
            Base::Everything | Base::Yardstick => true,
            Base::Lists => {
                matches!(entry.format, SourceFormat::AwesomeList | SourceFormat::Claims) || is_identity(entry.format)
            }
            Base::IdentityOnly => is_identity(entry.format),
        };
        for entry in manifest.source.iter().filter(wanted) {
            if let Some(file) = replacements.get(entry.id.as_str()) {
                self.imported.replaced.insert(entry.id.clone());
                let text = SourceText::read(file.id.clone(), &file.path)?;
                self.given_text(file, text, TextKind::List)?;
            } else {
                self.about_embedded(entry);
                self.import(entry, embedded_text(entry)?, manifest)?;
                if base == Base::Yardstick && entry.format == SourceFormat::AwesomeList {
                    self.imported.lists.last_mut().into_iter().for_each(|list| list.entries.clear());
                }
            }
        }
        self.own_licences();
        Ok(())
    }

    /// One embedded source through its importer.
    fn import(&mut self, entry: &ManifestEntry, text: SourceText, manifest: &Manifest) -> Result<(), PipelineError> {
        let edition = |suffix: &str| entry.id.strip_suffix(suffix).unwrap_or(&entry.id).to_owned();
        let found = &mut self.diagnostics;
        match entry.format {
            SourceFormat::AwesomeList => self.list(&text, import::list(&text)),
            SourceFormat::Editions => self.imported.editions.extend(import::editions(&text)?.take(found)),
            SourceFormat::FrameworkItems => {
                let edition = edition(".items");
                let relations = manifest.source.iter().find(|other| other.id == format!("{edition}.relations"));
                let relations = relations.map(embedded_text).transpose()?;
                self.imported.items.push(import::framework_csv(&text, relations.as_ref(), &edition)?.take(found));
            }
            // Read together with the items of their edition.
            SourceFormat::FrameworkRelations => {}
            SourceFormat::FrameworkChanges => {
                self.imported.changes.extend(import::framework_changes(&text)?.take(found));
            }
            SourceFormat::OutOfScope => self.imported.out_of_scope.extend(import::out_of_scope(&text)?.take(found)),
            SourceFormat::Sssom => self.imported.mapping_sets.push(import::sssom(&text)?.take(found)),
            SourceFormat::Claims => self.imported.claims.extend(import::claims(&text)?.take(found)),
            SourceFormat::ClaimScope => {
                self.imported.scopes.extend(import::claim_scope(&text, &edition(".scope"))?.take(found));
            }
            SourceFormat::Moved => self.imported.moves.extend(import::moved(&text)?.take(found)),
            SourceFormat::Identity => self.imported.decisions.extend(import::identity(&text)?.take(found)),
            SourceFormat::Labels => self.imported.labels_zh.extend(import::labels(&text)?.take(found)),
        }
        self.keep(text)
    }

    /// One list, with what it asks not to be told.
    fn list(&mut self, text: &SourceText, list: Checked<ImportedList>) {
        let list = list.take(&mut self.diagnostics);
        let silenced = import::suppressions(text, &list.comments).take(&mut self.diagnostics);
        self.suppressions.extend(silenced);
        self.imported.lists.push(list);
    }

    fn keep(&mut self, text: SourceText) -> Result<(), PipelineError> {
        match self.sources.insert(text) {
            Some(same) => Err(PipelineError::SameId(same.id().to_string())),
            None => Ok(()),
        }
    }

    /// Takes a name for a given source: one that nothing else in the graph goes by.
    fn claim_id(&mut self, id: &str) -> Result<(), PipelineError> {
        let of_edition = |edition: &Edition| edition.id == id || edition.framework == id;
        if rdf::iri::is_reserved(id) || self.imported.editions.iter().any(of_edition) {
            return Err(PipelineError::ReservedId(id.to_owned()));
        }
        if self.sources.find(id).is_some() || !self.given_ids.insert(id.to_owned()) {
            return Err(PipelineError::SameId(id.to_owned()));
        }
        Ok(())
    }

    /// Remembers whose risks bare codes mean.
    fn use_risks(&mut self, id: Option<&str>) -> Result<(), PipelineError> {
        let Some(id) = id else { return Ok(()) };
        let lists = self.imported.lists.iter().filter(|list| !list.taxonomy.risks.is_empty());
        let known: Vec<&str> = lists.map(|list| list.source.as_str()).collect();
        if !known.contains(&id) {
            let near = nearest(id, known).map(str::to_owned);
            return Err(PipelineError::UnknownRisks { id: id.to_owned(), near });
        }
        self.imported.risks = Some(id.to_owned());
        Ok(())
    }

    /// One given file through the importer of its extension; `list` is what it is when it is one.
    fn given(&mut self, number: usize, file: &Given, list: Option<ReadList>) -> Result<(), PipelineError> {
        self.claim_id(file.id.as_str())?;
        if let Some(list) = list {
            return self.given_list(file, list);
        }
        if let Some(syntax) = Syntax::from_extension(&extension(&file.path)) {
            return self.given_rdf(number, file, syntax);
        }
        let kind = TextKind::of(&file.path).ok_or_else(|| PipelineError::UnknownKind(file.path.clone()))?;
        let text = SourceText::read(file.id.clone(), &file.path)?;
        self.given_text(file, text, kind)
    }

    fn given_list(&mut self, file: &Given, (text, list): ReadList) -> Result<(), PipelineError> {
        self.about_given(file, list.value.title.clone(), text.text().as_bytes());
        self.list(&text, list);
        self.keep(text)
    }

    /// One given text through the importer of its kind.
    fn given_text(&mut self, file: &Given, text: SourceText, kind: TextKind) -> Result<(), PipelineError> {
        let title = match kind {
            TextKind::List => {
                let list = import::list(&text);
                return self.given_list(file, (text, list));
            }
            TextKind::MappingSet if import::decides_identity(&text)? => {
                self.imported.decisions.extend(import::identity(&text)?.take(&mut self.diagnostics));
                file.id.to_string()
            }
            TextKind::MappingSet => {
                let set = import::sssom(&text)?.take(&mut self.diagnostics);
                let title = set.title.clone();
                if self.imported.mapping_sets.iter().any(|known| known.id == set.id) {
                    return Err(same_content(file, "mapping set", set.id));
                }
                self.imported.mapping_sets.push(set);
                title
            }
            TextKind::Atlas => self.given_atlas(file, &text)?,
        };
        self.about_given(file, title, text.text().as_bytes());
        self.keep(text)
    }

    fn given_atlas(&mut self, file: &Given, text: &SourceText) -> Result<String, PipelineError> {
        let edition = import::atlas_edition(text)?;
        let title = edition.title.clone();
        if self.imported.editions.iter().any(|known| known.id == edition.id) {
            return Err(same_content(file, "edition", edition.id));
        }
        let (licence, rights_holder) = (edition.licence.clone(), edition.rights_holder.clone());
        self.about.licences.push(GraphLicence { graph: format!("source/{}", edition.id), licence, rights_holder });
        self.imported.items.push(import::atlas(text, &edition.id)?.take(&mut self.diagnostics));
        self.imported.editions.push(edition);
        Ok(title)
    }

    fn given_rdf(&mut self, number: usize, file: &Given, syntax: Syntax) -> Result<(), PipelineError> {
        // Whole, unlike `convert` and `--data`: the graph states the digest of what it was built from.
        let bytes = read_bytes(&file.id, &file.path, rdf::MAX_WHOLE_BYTES)?;
        let base = file_iri(&file.path);
        let graph = rdf::iri::source_graph(file.id.as_str());
        let scope = format!("given{number}-");
        let foreign = &mut self.foreign;
        let failed = |source| PipelineError::Rdf { path: file.path.clone(), source };
        rdf::read(bytes.as_slice(), syntax, base.as_deref(), &scope, |quad| {
            foreign.push(in_graph(quad, &graph));
            Ok(())
        })
        .map_err(failed)?;
        self.about_given(file, file.id.to_string(), &bytes);
        Ok(())
    }

    fn about_embedded(&mut self, entry: &ManifestEntry) {
        self.about.sources.push(SourceAbout {
            id: entry.id.clone(),
            title: entry.title.clone(),
            version: entry.version.clone(),
            licence: entry.licence.clone(),
            rights_holder: entry.rights_holder.clone(),
            homepage: entry.homepage.clone(),
            sha256: entry.sha256.clone(),
        });
        let graph = match entry.format {
            SourceFormat::FrameworkItems => format!("source/{}", entry.id.strip_suffix(".items").unwrap_or(&entry.id)),
            SourceFormat::Sssom => format!("mappings/{}", entry.id),
            SourceFormat::Claims => "claims".to_owned(),
            SourceFormat::AwesomeList
            | SourceFormat::FrameworkChanges
            | SourceFormat::OutOfScope
            | SourceFormat::Moved
            | SourceFormat::Identity
            | SourceFormat::Labels => format!("source/{}", entry.id),
            SourceFormat::Editions | SourceFormat::FrameworkRelations | SourceFormat::ClaimScope => return,
        };
        let (licence, rights_holder) = (entry.licence.clone(), entry.rights_holder.clone());
        self.about.licences.push(GraphLicence { graph, licence, rights_holder });
    }

    fn own_licences(&mut self) {
        for graph in ["resolved", "derived", "ontology", "about"] {
            self.about.licences.push(GraphLicence {
                graph: graph.to_owned(),
                licence: if graph == "ontology" { "CC0-1.0" } else { "MIT OR Apache-2.0" }.to_owned(),
                rights_holder: "the aisec-graph authors".to_owned(),
            });
        }
    }

    fn about_given(&mut self, file: &Given, title: String, bytes: &[u8]) {
        self.about.sources.push(SourceAbout {
            id: file.id.to_string(),
            title,
            version: "as given".to_owned(),
            licence: String::new(),
            rights_holder: String::new(),
            homepage: None,
            sha256: sha256(bytes),
        });
    }
}

fn embedded_text(entry: &ManifestEntry) -> Result<SourceText, PipelineError> {
    Ok(SourceText::from_bytes(entry.source_id()?, &format!("data/{}", entry.path), entry.bytes()?.to_vec())?)
}

fn same_content(file: &Given, what: &'static str, id: String) -> PipelineError {
    PipelineError::SameContent { path: file.path.clone(), what, id }
}
