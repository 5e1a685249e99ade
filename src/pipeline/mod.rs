//! The whole way: sources in, the finished graph out. The only place that names every stage.

mod error;
mod frameworks;
mod inputs;
mod lists;
mod project;
mod reading;
mod sections;
mod unfollowed;

pub use crate::resolve::WhenTitlesAgree;
pub use error::PipelineError;
pub use inputs::{Base, Given, Inputs, MaxShaped, SubLists, TextKind};
pub use lists::{Lints, ListPlace, ListReading, ListText, Lists, MAX_SUB_LISTS, ReadList, read_lists};
pub use project::{DependenciesFile, Project, project};

use crate::about;
use crate::catalog::{Catalog, Origin, ResourceKey};
use crate::diagnostic::{
    Checked, Code, CodeSelection, Diagnostic, Noticed, Severity, Suppressed, Suppression, in_links, in_order, suppress,
};
use crate::rdf::{self, About, Syntax};
use crate::resolve::{copies, findings, resolve};
use crate::rules;
use crate::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use crate::source::{Collection, Manifest, ReadError, SizeLimit, SourceId, SourceText, Sources, embedded, manifest};
use crate::validate;
use oxrdf::{GraphName, NamedNode, Quad};
pub use reading::embedded_sources;
use reading::{Reading, replacements};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The finished graph and how it came about.
#[derive(Debug)]
pub struct Built {
    /// The graph, derivations and provenance included.
    pub snapshot: Snapshot,
    /// What the lists, frameworks, mappings and claims say.
    pub catalog: Catalog,
    /// The texts that were read.
    pub sources: Sources,
    /// Identifiers of the sources that were read because the user gave them, or a list that leads to them.
    pub given: BTreeSet<String>,
    /// What was noticed, by source and place; of one code in one source as many as [`crate::diagnostic::Noticed`] tells.
    pub diagnostics: Vec<Diagnostic>,
    /// What the graph says of itself.
    pub about: About,
    /// How many statements a graph may have to be held against the shipped shapes, where this one has more and was not.
    pub unshaped_beyond: Option<usize>,
}

impl Built {
    /// Whether something stands in a source that the user gave.
    pub fn is_given(&self, origin: &Origin) -> bool {
        self.given.contains(origin.source.as_str())
    }
}

/// Builds the graph from the embedded sources and the given ones.
///
/// The same sources give the same bytes, whatever their order and paths.
///
/// # Errors
/// [`PipelineError`]; findings about single rows and entries are in [`Built::diagnostics`] instead.
pub fn build(inputs: &Inputs) -> Result<Built, PipelineError> {
    let mut reading = Reading { max_input: inputs.max_input, ..Reading::default() };
    let manifest = manifest()?;
    reading.embedded(&manifest, inputs.base, &replacements(&manifest, &inputs.replace)?)?;
    let (lists, files): (Vec<&Given>, Vec<&Given>) =
        inputs.given.iter().partition(|file| file.kind() == Some(TextKind::List));
    let how = ListReading { sub_lists: inputs.sub_lists, lints: Lints::Leave, max_input: inputs.max_input };
    reading.given_frameworks(&inputs.frameworks)?;
    reading.given(given_lists(lists, how)?, &files)?;
    reading.use_risks(inputs.risks.as_deref())?;
    reading.add_mappings(&inputs.mappings)?;
    reading.imported.titles = inputs.titles;
    let Reading { imported, mut diagnostics, suppressions, sources, foreign, mut about, given_ids: given, .. } =
        reading;
    let Checked { value: mut catalog, diagnostics: found } = resolve(imported);
    // Shipped decisions wait for whatever lists a user brings, and what an owner printed of a retired item stays.
    let is_expected = |found: &Diagnostic| {
        let place = found.place.as_ref().map_or("", |place| place.source.as_str());
        let is_printed = || catalog.mapping_sets.get(place).is_some_and(|set| set.derives.is_none());
        let waits = found.code == Code::UnlistedResource || found.code == Code::RetiredReference && is_printed();
        waits && manifest.source.iter().any(|entry| entry.id == place)
    };
    diagnostics.extend(found.into_iter().filter(|found| !is_expected(found)));
    diagnostics.extend(given_copies(&catalog, &manifest, inputs));
    if inputs.base == Base::Yardstick {
        leave_out_unlisted(&mut catalog);
    }
    let mut builder = rules::derive(stated(&catalog, &sources, &foreign)?)?;
    let derived = builder.build(DefaultGraph::Union)?;
    let unshaped_beyond = Some(inputs.max_shaped.0).filter(|most| derived.len() > *most);
    let report = match unshaped_beyond {
        None => validate::check(&derived)?,
        Some(_) => validate::query_checks(&derived)?,
    };
    let found = report.diagnostics(&report.origins(&derived), &sources);
    let told = Told::of(&diagnostics);
    let found: Vec<Diagnostic> = found.into_iter().filter(|found| !told.has(found)).collect();
    diagnostics.extend(found);
    // What a comment keeps back may be what only a check tells: none is called unused here.
    let mut diagnostics = suppress(diagnostics, &suppressions).told;
    about.digest = about::digest(&derived).ok();
    (about.union, about.graphs) = (about::union_counts(&derived), about::graph_counts(&derived));
    about.sources.sort_by(|a, b| a.id.cmp(&b.id));
    env!("CARGO_PKG_VERSION").clone_into(&mut about.tool_version);
    for quad in rdf::about_quads(&about) {
        builder.insert(&quad)?;
    }
    let snapshot = builder.build(DefaultGraph::Union)?;
    in_order(&mut diagnostics);
    Ok(Built { snapshot, catalog, sources, given, diagnostics, about, unshaped_beyond })
}

/// What sources say, as a graph, before anything is derived from it.
fn stated(catalog: &Catalog, sources: &Sources, foreign: &[Quad]) -> Result<SnapshotBuilder, PipelineError> {
    let mut builder = SnapshotBuilder::default();
    for quad in rdf::quads(catalog, sources).iter().chain(foreign) {
        builder.insert(quad)?;
    }
    ontology(&mut builder)?;
    Ok(builder)
}

/// What the check queries find in rows of the given mapping sets, beyond what is told of their lines.
///
/// Nothing is derived for it: what rows say of one another is stated, and so is what they are about.
fn found_in_sets(
    given: &BTreeSet<String>,
    catalog: &Catalog,
    sources: &Sources,
    told: &[Diagnostic],
) -> Result<Vec<Diagnostic>, PipelineError> {
    // A set goes by the id it states, its rows by the file they stand in.
    let rows = catalog.mapping_sets.values().flat_map(|set| &set.mappings);
    let with_rows: BTreeSet<&str> =
        rows.map(|row| row.origin.source.as_str()).filter(|source| given.contains(*source)).collect();
    if with_rows.is_empty() {
        return Ok(Vec::new());
    }
    let graph = stated(catalog, sources, &[])?.build(DefaultGraph::Union)?;
    let report = validate::query_checks(&graph)?;
    let told = Told::of(told);
    let mut found = report.diagnostics(&report.origins(&graph), sources);
    let is_row =
        |found: &Diagnostic| found.place.as_ref().is_some_and(|place| with_rows.contains(place.source.as_str()));
    found.retain(|found| is_row(found) && !told.has(found));
    Ok(found)
}

/// Where earlier stages have told something, by source and byte, and how bad it is.
struct Told(BTreeMap<String, BTreeMap<usize, Severity>>);

impl Told {
    fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut told: BTreeMap<String, BTreeMap<usize, Severity>> = BTreeMap::new();
        for found in diagnostics {
            let Some(place) = &found.place else { continue };
            let severity = told.entry(place.source.clone()).or_default().entry(place.bytes.start);
            let severity = severity.or_insert(found.severity);
            *severity = found.severity.max(*severity);
        }
        Self(told)
    }

    /// Whether as much is told of the line that a finding about the graph comes from.
    fn has(&self, found: &Diagnostic) -> bool {
        let Some(line) = &found.place else { return false };
        let told = self.0.get(&line.source).filter(|_| !line.bytes.is_empty());
        told.is_some_and(|told| told.range(line.bytes.clone()).any(|(_, severity)| *severity >= found.severity))
    }
}

/// The given lists and those they lead to, by id, so that it does not matter in which order they were given.
fn given_lists(mut lists: Vec<&Given>, how: ListReading) -> Result<Vec<ReadList>, PipelineError> {
    lists.sort_by(|a, b| (&a.id, &a.path).cmp(&(&b.id, &b.path)));
    let read = |file: &Given| Ok(ListText { text: file.text(how.max_input)?, place: file.place(), read: None });
    let texts = lists.into_iter().map(read).collect::<Result<_, ReadError>>()?;
    Ok(read_lists(texts, how, |id| id)?.read)
}

/// Says which given lists look like copies of shipped ones: side by side they are two lists of the same things.
fn given_copies(catalog: &Catalog, manifest: &Manifest, inputs: &Inputs) -> Vec<Diagnostic> {
    let path = |id: &str| inputs.given.iter().find(|file| file.id.as_str() == id).map(|file| file.path.display());
    let given = inputs.given.iter().map(|file| file.id.as_str()).collect();
    let shipped = manifest.source.iter().map(|entry| entry.id.as_str()).collect();
    let found = copies(catalog, &given, &shipped).into_iter().filter_map(|like| {
        let (list, other) = (&like.list, &like.other);
        let message = format!(
            "`{list}` looks like a copy of the shipped `{other}`: it has {} of its {} things",
            like.shared, like.of
        );
        let help = format!("`--replace {other}={}` compares like with like", path(list)?);
        Some(Diagnostic::new(Code::CopyOfList, message).help(help))
    });
    found.collect()
}

/// Texts that were checked, and what was noticed.
#[derive(Debug)]
pub struct CheckedTexts {
    /// The texts.
    pub sources: Sources,
    /// What was noticed in them, by path and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Texts that are not among them, for they cannot be parsed at all, and why.
    pub refused: Vec<(SourceId, PipelineError)>,
}

/// What is checked.
#[derive(Debug, Default)]
pub struct Unchecked {
    /// Lists, as [`read_lists`] reads them.
    pub lists: Vec<ReadList>,
    /// Other texts. A list among them is read as it stands.
    pub others: Vec<(SourceText, TextKind)>,
    /// Folders of framework packs; their files are read when they are checked.
    pub packs: Vec<Given>,
    /// Most bytes that are read of one file of a pack.
    pub max_input: SizeLimit,
}

/// Identifiers of the embedded sources.
///
/// # Errors
/// [`PipelineError::Manifest`] and [`PipelineError::SourceId`]; tests read them, so a released binary never meets them.
pub fn embedded_ids() -> Result<BTreeSet<SourceId>, PipelineError> {
    manifest()?.source.iter().map(|entry| Ok(entry.source_id()?)).collect()
}

/// Says what was noticed in lists, framework packs and other texts, read as [`build`] reads them, without deriving
/// anything from them.
///
/// Lists are looked at beside the embedded lists and claims; with a mapping set, a release of ATLAS or a pack among them
/// all embedded sources are read, for those name what others define, and the check queries are asked about the rows of
/// mapping sets. No text may go by one of [`embedded_ids`]. A mapping set, release or pack that cannot be used at all is
/// refused, and the others are checked without it.
///
/// # Errors
/// [`PipelineError`] where the embedded sources cannot be read, or two texts go by one name.
pub fn check(unchecked: Unchecked) -> Result<CheckedTexts, PipelineError> {
    let Unchecked { lists, others, mut packs, max_input } = unchecked;
    let mut reading = Reading { max_input, ..Reading::default() };
    let are_lists_alone = others.is_empty() && packs.is_empty();
    let base = if are_lists_alone { Base::Lists } else { Base::Everything };
    reading.embedded(&manifest()?, base, &BTreeMap::new())?;
    let texts = lists.iter().map(|list| &list.source.text).chain(others.iter().map(|(text, _)| text));
    for text in texts {
        // Before anything is read of it: of one that is refused later nothing is kept.
        if reading.sources.find(text.id().as_str()).is_some() || !reading.given_ids.insert(text.id().to_string()) {
            return Err(PipelineError::SameId(text.id().to_string()));
        }
    }
    let follows = lists.iter().any(|list| list.sub_lists == SubLists::Follow);
    for ReadList { source, list, .. } in lists {
        reading.given_list(source.text, list)?;
    }
    packs.sort_by(|a, b| (&a.id, &a.path).cmp(&(&b.id, &b.path)));
    let mut refused = Vec::new();
    for pack in packs {
        let others = reading.given_ids.clone();
        if let Err(error) = reading.given_pack(&pack) {
            // Nothing is told of its files but why it cannot be used.
            reading.given_ids = others;
            refused.push((pack.id, error));
        }
    }
    for (text, kind) in others {
        let id = text.id().clone();
        if let Err(error) = reading.given_text(text, kind) {
            refused.push((id, error));
        }
    }
    let Reading { imported, mut diagnostics, suppressions, mut sources, given_ids: given, .. } = reading;
    if are_lists_alone {
        diagnostics.extend(findings(imported));
    } else {
        let catalog = resolve(imported).take(&mut diagnostics);
        let in_sets = found_in_sets(&given, &catalog, &sources, &diagnostics)?;
        diagnostics.extend(in_sets);
    }
    let Suppressed { told: mut diagnostics, unused } = suppress(diagnostics, &suppressions);
    // What a comment keeps back may be what another way of running finds.
    let is_looked_for = |code: Code| !code.needs_building() && (follows || !code.needs_following());
    let unused = unused.into_iter().filter(|unused| match unused.selection {
        CodeSelection::One(code) => is_looked_for(code),
        CodeSelection::Family(_) | CodeSelection::All => true,
    });
    let mut noticed = Noticed::default();
    noticed.extend(unused.map(Suppression::unused));
    diagnostics.extend(noticed.told());
    diagnostics.retain(|found| found.place.as_ref().is_some_and(|place| given.contains(&place.source)));
    sources.retain(|source| given.contains(source.id().as_str()));
    for found in &mut diagnostics {
        if let Some(source) = found.place.as_ref().and_then(|place| sources.find(&place.source)) {
            in_links(found, source.text());
        }
    }
    in_order(&mut diagnostics);
    let path = |found: &Diagnostic| Some(sources.find(&found.place.as_ref()?.source)?.path());
    diagnostics.sort_by(|a, b| path(a).cmp(&path(b)));
    Ok(CheckedTexts { sources, diagnostics, refused })
}

/// Leaves out resources that no list lists, and the claims and facts on them.
fn leave_out_unlisted(catalog: &mut Catalog) {
    let listed: BTreeSet<&ResourceKey> = catalog.listings.iter().map(|listing| &listing.resource).collect();
    catalog.resources.retain(|key, _| listed.contains(key));
    catalog.claims.retain(|_, (resource, _)| listed.contains(resource));
    catalog.tool_facts.retain(|(resource, _)| listed.contains(resource));
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
