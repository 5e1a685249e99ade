//! Layers of ATT&CK Navigator as the command line names them.

use super::failure::{Exit, Failure};
use super::output::Target;
use super::terminal::Terminal;
use aisec_graph::catalog::WrittenLayer;
use aisec_graph::coverage::{LayerReading, LayerScope, Selection, edition_info, layer_reading, tree};
use aisec_graph::diagnostic::{Code, Diagnostic};
use aisec_graph::export::is_newer_layer;
use aisec_graph::import::{LayerError, layer};
use aisec_graph::pipeline::PipelineError;
use aisec_graph::snapshot::Snapshot;
use aisec_graph::source::{SourceId, SourceText, Sources};
use clap::Args;
use std::path::{Path, PathBuf};

/// The framework whose techniques layers are of.
pub(crate) const FRAMEWORK: &str = "mitre-atlas";

/// The option of commands that keep to the techniques of a layer.
#[derive(Debug, Clone, Args)]
pub(crate) struct LayerArguments {
    /// Keep to the techniques that this layer of ATT&CK Navigator marks: scored, not with 0, or coloured, and not
    /// disabled; a technique means its sub-techniques, unless some of them are marked
    #[arg(long, value_name = "FILE")]
    layer: Option<PathBuf>,
}

impl LayerArguments {
    /// Whether one was asked for.
    pub(crate) fn is_given(&self) -> bool {
        self.layer.is_some()
    }

    /// The framework that is asked about: with a layer, that of its techniques.
    pub(crate) fn framework<'a>(&self, named: Option<&'a str>) -> Option<&'a str> {
        named.or(self.is_given().then_some(FRAMEWORK))
    }

    /// Refuses a target that is the layer.
    pub(crate) fn spared_by(&self, target: &Target) -> Result<(), Failure> {
        target.spare(&self.layer)
    }

    /// What the layer marks of an edition. Says which of its techniques the edition does not have.
    ///
    /// # Errors
    /// For a layer that marks nothing there.
    pub(crate) fn scope(
        &self,
        snapshot: &Snapshot,
        framework: &str,
        terminal: &Terminal,
    ) -> Result<Option<LayerScope>, Failure> {
        let Some(path) = &self.layer else { return Ok(None) };
        let (_, reading) = read(path, snapshot, framework, "counts as that", terminal)?;
        if reading.scope.items.is_empty() {
            let message = format!("{}: no technique of `{framework}` is marked in it", path.display());
            return Err(Failure::new(Exit::BadInput, message)
                .help("give some a score, not 0, or a colour, in the Navigator or in the file"));
        }
        Ok(Some(reading.scope))
    }
}

/// A layer against an edition of ATLAS. Says which of its techniques the edition does not have, and what of one that was
/// retired: that it `counts as that`, or what else.
pub(crate) fn read(
    path: &Path,
    snapshot: &Snapshot,
    framework: &str,
    retired: &str,
    terminal: &Terminal,
) -> Result<(WrittenLayer, LayerReading), Failure> {
    of_atlas(snapshot, framework)?;
    let source = SourceText::read(SourceId::from_path(path), path).map_err(PipelineError::from)?;
    let mut written = layer(&source)?;
    if written.name.is_empty() {
        written.name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    }
    let tree = tree(snapshot, &Selection::by_default(framework))?;
    let reading = layer_reading(snapshot, &tree, &written);
    let told = reading.unknown.iter().filter_map(|(index, successor)| {
        let entry = written.entries.get(*index)?;
        let id = &entry.id;
        let found = if let Some(successor) = successor {
            let message = format!("`{id}` was retired; it is now `{successor}`, and {retired}");
            Diagnostic::new(Code::RetiredReference, message).help(format!("write `{successor}`"))
        } else {
            let message = format!("`{id}` is no technique of {}; it counts for nothing", tree.title);
            Diagnostic::new(Code::UnknownTechnique, message).help("correct the id; what is written keeps it as it is")
        };
        Some(found.at(source.id().as_str(), entry.span))
    });
    let told: Vec<Diagnostic> = told.chain(newer(&written, source.id())).collect();
    let mut sources = Sources::default();
    sources.insert(source);
    terminal.diagnostics(&told, &sources);
    reading.unknown_in_words(&written).into_iter().for_each(|note| terminal.say(&format!("note: {note}")));
    Ok((written, reading))
}

/// That a layer is of a newer format than is known here.
fn newer(layer: &WrittenLayer, id: &SourceId) -> Option<Diagnostic> {
    let (format, span) = layer.format.as_ref().filter(|(format, _)| is_newer_layer(format))?;
    let message = format!("the layer is of format {format}; what 4.5 has is read of it, and the rest kept as it is");
    let help = "save it in format 4.5 if something is missing";
    Some(Diagnostic::new(Code::NewerLayer, message).help(help).at(id.as_str(), *span))
}

/// Refuses an edition of another framework: its items are no techniques that the Navigator shows.
pub(crate) fn of_atlas(snapshot: &Snapshot, framework: &str) -> Result<(), Failure> {
    let (edition, _) = edition_info(snapshot, framework)?;
    if edition.framework == FRAMEWORK {
        return Ok(());
    }
    Err(Failure::usage(format!("a layer of the Navigator has techniques of MITRE ATLAS, and `{framework}` has none"))
        .help(format!("leave out `--framework`, or name an edition of {FRAMEWORK}")))
}

impl From<LayerError> for Failure {
    fn from(error: LayerError) -> Self {
        Self::from_error(Exit::BadInput, &error)
            .help("a layer is what ATT&CK Navigator downloads as JSON, or `aisec export --format navigator` writes")
    }
}
