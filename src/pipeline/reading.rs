//! Sources through their importers: embedded and given ones in, everything they say out, nothing resolved.

use super::inputs::extension;
use super::{Base, Given, PipelineError, ReadList, TextKind, in_graph};
use crate::catalog::{DerivesCoverage, Edition, ImportedList, Levels};
use crate::diagnostic::{Checked, Diagnostic, Suppression};
use crate::import;
use crate::rdf::{self, About, FileAbout, GraphLicence, SourceAbout, Syntax};
use crate::resolve::Imported;
use crate::source::{
    Manifest, ManifestEntry, ReadError, SizeLimit, SourceFormat, SourceId, SourceText, Sources, file_iri, read_bytes,
    sha256,
};
use crate::vocab::nearest;
use oxrdf::Quad;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What has been read so far.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) imported: Imported,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) suppressions: Vec<Suppression>,
    pub(super) sources: Sources,
    pub(super) foreign: Vec<Quad>,
    pub(super) about: About,
    pub(super) given_ids: BTreeSet<String>,
    /// Frameworks of which a given edition is to be the default.
    pub(super) given_defaults: BTreeSet<String>,
    /// Most bytes that are read of one text.
    pub(super) max_input: SizeLimit,
}

/// A part of what the user gives.
enum Part<'a> {
    List(Box<ReadList>),
    File(&'a Given),
}

impl Reading {
    pub(super) fn embedded(
        &mut self,
        manifest: &Manifest,
        base: Base,
        replacements: &BTreeMap<&str, &Given>,
    ) -> Result<(), PipelineError> {
        let is_common = |format| matches!(format, SourceFormat::Moved | SourceFormat::Identity | SourceFormat::Topics);
        let wanted = |entry: &&ManifestEntry| match base {
            Base::Everything | Base::Yardstick => true,
            Base::Lists => {
                matches!(entry.format, SourceFormat::AwesomeList | SourceFormat::Claims) || is_common(entry.format)
            }
            Base::IdentityOnly => is_common(entry.format),
        };
        for entry in manifest.source.iter().filter(wanted) {
            if let Some(file) = replacements.get(entry.id.as_str()) {
                self.imported.replaced.insert(entry.id.clone());
                let text = file.text(self.max_input)?;
                self.given_text(text, TextKind::List)?;
            } else {
                self.about_embedded(entry)?;
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
                self.imported.items.push(
                    import::framework_csv(&text, relations.as_ref(), &edition, &Levels::of(&edition))?.take(found),
                );
            }
            // Read together with the items of their edition.
            SourceFormat::FrameworkRelations => {}
            SourceFormat::FrameworkChanges => {
                let framework = edition(".changes");
                let changes = import::framework_changes(&text, &framework, &Levels::default())?;
                self.imported.changes.extend(changes.take(found));
            }
            SourceFormat::OutOfScope => self.imported.out_of_scope.extend(import::out_of_scope(&text)?.take(found)),
            SourceFormat::Sssom => self.imported.mapping_sets.push(import::sssom(&text)?.take(found)),
            SourceFormat::Claims => self.imported.claims.extend(import::claims(&text)?.take(found)),
            SourceFormat::ClaimScope => {
                self.imported.scopes.extend(import::claim_scope(&text, &edition(".scope"))?.take(found));
            }
            SourceFormat::Moved => self.imported.moves.extend(import::moved(&text)?.take(found)),
            SourceFormat::Identity => self.imported.decisions.extend(import::identity(&text)?.take(found)),
            SourceFormat::ToolFacts => self.imported.tool_facts.extend(import::tool_facts(&text)?.take(found)),
            SourceFormat::Labels => self.imported.labels_zh.extend(import::labels(&text)?.take(found)),
            SourceFormat::Topics => self.imported.topics.extend(import::topics(&text)?.take(found)),
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

    pub(super) fn keep(&mut self, text: SourceText) -> Result<(), PipelineError> {
        match self.sources.insert(text) {
            Some(same) => Err(PipelineError::SameId(same.id().to_string())),
            None => Ok(()),
        }
    }

    /// Takes a name for a given source: one that nothing else in the graph goes by.
    pub(super) fn claim_id(&mut self, id: &str) -> Result<(), PipelineError> {
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
    pub(super) fn use_risks(&mut self, id: Option<&str>) -> Result<(), PipelineError> {
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

    /// Lets coverage derive from these sets too.
    pub(super) fn add_mappings(&mut self, ids: &[String]) -> Result<(), PipelineError> {
        for id in ids {
            let sets = &mut self.imported.mapping_sets;
            if let Some(set) = sets.iter_mut().find(|set| set.id == *id) {
                set.derives.get_or_insert(DerivesCoverage::Added);
                continue;
            }
            let near = nearest(id, sets.iter().map(|set| set.id.as_str())).map(str::to_owned);
            return Err(PipelineError::UnknownMappings { id: id.clone(), near });
        }
        Ok(())
    }

    /// What the user gives, in one order whatever the order it was given in.
    pub(super) fn given(&mut self, lists: Vec<ReadList>, files: &[&Given]) -> Result<(), PipelineError> {
        let lists = lists.into_iter().map(|list| Part::List(Box::new(list)));
        let mut parts: Vec<Part<'_>> = lists.chain(files.iter().copied().map(Part::File)).collect();
        parts.sort_by_cached_key(|part| match part {
            Part::List(list) => (list.source.text.id().clone(), PathBuf::from(list.source.text.path())),
            Part::File(file) => (file.id.clone(), file.path.clone()),
        });
        for (number, part) in parts.into_iter().enumerate() {
            match part {
                Part::List(read) => {
                    let ReadList { source, list, .. } = *read;
                    self.claim_id(source.text.id().as_str())?;
                    self.given_list(source.text, list)?;
                }
                Part::File(file) => self.given_file(number, file)?,
            }
        }
        Ok(())
    }

    /// One given file that is no list through the importer of its extension.
    fn given_file(&mut self, number: usize, file: &Given) -> Result<(), PipelineError> {
        self.claim_id(file.id.as_str())?;
        if let Some(syntax) = Syntax::from_extension(&extension(&file.path)) {
            return self.given_rdf(number, file, syntax);
        }
        let kind = file.kind().ok_or_else(|| PipelineError::UnknownKind(file.path.clone()))?;
        let text = file.text(self.max_input)?;
        self.given_text(text, kind)
    }

    /// One given list.
    pub(super) fn given_list(&mut self, text: SourceText, list: Checked<ImportedList>) -> Result<(), PipelineError> {
        self.about_given(text.id(), list.value.title.clone(), file_about(&text));
        self.list(&text, list);
        self.keep(text)
    }

    /// One given text through the importer of its kind. Of one that cannot be parsed nothing is kept.
    pub(super) fn given_text(&mut self, text: SourceText, kind: TextKind) -> Result<(), PipelineError> {
        let title = match kind {
            TextKind::List => {
                let list = import::list(&text);
                return self.given_list(text, list);
            }
            TextKind::MappingSet if import::decides_identity(&text)? => {
                self.imported.decisions.extend(import::identity(&text)?.take(&mut self.diagnostics));
                text.id().to_string()
            }
            TextKind::MappingSet => {
                let set = import::sssom(&text)?;
                let title = set.value.title.clone();
                if self.imported.mapping_sets.iter().any(|known| known.id == set.value.id) {
                    return Err(same_content(&text, "mapping set", set.value.id));
                }
                self.imported.mapping_sets.push(set.take(&mut self.diagnostics));
                title
            }
            TextKind::Atlas => self.given_edition(import::atlas(&text)?, &text)?,
        };
        self.about_given(text.id(), title, file_about(&text));
        self.keep(text)
    }

    fn given_rdf(&mut self, number: usize, file: &Given, syntax: Syntax) -> Result<(), PipelineError> {
        // Whole, unlike `convert` and `--data`: the graph states the digest of what it was built from.
        let too_large = |limit| rdf::ReadRdfError::Refused(format!("it is larger than {limit}"));
        let limit = SizeLimit::of_bytes(rdf::MAX_WHOLE_BYTES);
        let bytes = read_bytes(&file.id, &file.path, limit).map_err(|error| match error {
            ReadError::TooLarge { path, limit } => PipelineError::Rdf { path, source: too_large(limit) },
            error => error.into(),
        })?;
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
        let read = FileAbout { media_type: syntax.media_type(), bytes: bytes.len(), sha256: sha256(&bytes) };
        self.about_given(&file.id, file.id.to_string(), read);
        Ok(())
    }

    fn about_embedded(&mut self, entry: &ManifestEntry) -> Result<(), PipelineError> {
        if entry.format == SourceFormat::Topics {
            return Ok(()); // Findings are told by it, statements of the graph are not.
        }
        self.about.sources.push(SourceAbout {
            id: entry.id.clone(),
            title: entry.title.clone(),
            version: entry.version.clone(),
            licence: entry.licence.clone(),
            rights_holder: entry.rights_holder.clone(),
            homepage: entry.homepage.clone(),
            retrieved: entry.retrieved.clone(),
            file: FileAbout {
                media_type: media_type(Path::new(&entry.path)),
                bytes: entry.bytes()?.len(),
                sha256: entry.sha256.clone(),
            },
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
            | SourceFormat::ToolFacts
            | SourceFormat::Labels => format!("source/{}", entry.id),
            SourceFormat::Editions
            | SourceFormat::FrameworkRelations
            | SourceFormat::ClaimScope
            | SourceFormat::Topics => return Ok(()),
        };
        let (licence, rights_holder) = (entry.licence.clone(), entry.rights_holder.clone());
        self.about.licences.push(GraphLicence { graph, licence, rights_holder });
        Ok(())
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

    pub(super) fn about_given(&mut self, id: &SourceId, title: String, file: FileAbout) {
        self.about.sources.push(SourceAbout {
            id: id.to_string(),
            title,
            version: "as given".to_owned(),
            licence: String::new(),
            rights_holder: String::new(),
            homepage: None,
            retrieved: None,
            file,
        });
    }
}

/// Files by the id of the shipped list they replace.
pub(super) fn replacements<'a>(
    manifest: &Manifest,
    files: &'a [Given],
) -> Result<BTreeMap<&'a str, &'a Given>, PipelineError> {
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
        if file.kind() != Some(TextKind::List) {
            return Err(PipelineError::ReplacementIsNoList(file.path.clone()));
        }
        if by_id.insert(id, file).is_some() {
            return Err(PipelineError::ReplacedTwice(id.to_owned()));
        }
    }
    Ok(by_id)
}

/// What is told of a text that was read.
pub(super) fn file_about(text: &SourceText) -> FileAbout {
    let bytes = text.text().as_bytes();
    FileAbout { media_type: media_type(Path::new(text.path())), bytes: bytes.len(), sha256: sha256(bytes) }
}

/// The media type of a text that an importer reads, by its extension.
fn media_type(path: &Path) -> &'static str {
    match extension(path).as_str() {
        "csv" => "text/csv",
        "tsv" => "text/tab-separated-values",
        "yaml" | "yml" => "application/yaml",
        "json" => "application/json",
        "toml" => "application/toml",
        // `md` and `markdown`, and what came on standard input, which is a list whatever its name.
        _ => "text/markdown",
    }
}

/// The texts of the embedded sources that are wanted, by identifier and digest.
///
/// # Errors
/// [`PipelineError::Manifest`] and [`PipelineError::SourceId`]; tests read them, so a released binary never meets them.
pub fn embedded_sources(is_wanted: impl Fn(&str, &str) -> bool) -> Result<Sources, PipelineError> {
    let mut sources = Sources::default();
    for entry in crate::source::manifest()?.source.iter().filter(|entry| is_wanted(&entry.id, &entry.sha256)) {
        sources.insert(embedded_text(entry)?);
    }
    Ok(sources)
}

fn embedded_text(entry: &ManifestEntry) -> Result<SourceText, PipelineError> {
    Ok(SourceText::from_bytes(entry.source_id()?, &format!("data/{}", entry.path), entry.bytes()?.to_vec())?)
}

pub(super) fn same_content(text: &SourceText, what: &'static str, id: String) -> PipelineError {
    PipelineError::SameContent { path: PathBuf::from(text.path()), what, id }
}
