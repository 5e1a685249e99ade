//! What a reading command reads: the built-in graph, or `--data`.

use super::cache::{Cache, built_in};
use super::failure::{Exit, Failure};
use super::output::Target;
use super::terminal::Terminal;
use aisec_graph::rdf::{self, Syntax};
use aisec_graph::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use aisec_graph::source::file_iri;
use clap::Args;
use oxrdf::{GraphName, NamedNode};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// Options of commands that read a graph.
#[derive(Debug, Clone, Args)]
pub(crate) struct DataArguments {
    /// Read this snapshot or RDF file instead of the built-in graph; repeat for several
    #[arg(long, value_name = "FILE")]
    data: Vec<PathBuf>,
    /// Read an RDF file into a named graph
    #[arg(long, value_name = "IRI=FILE", value_parser = named_graph)]
    named_graph: Vec<(NamedNode, PathBuf)>,
    /// Resolve relative IRIs against this IRI instead of the file's own
    #[arg(long, value_name = "IRI")]
    base: Option<String>,
    /// Build the built-in graph in memory, without the cache
    #[arg(long)]
    no_cache: bool,
}

fn named_graph(text: &str) -> Result<(NamedNode, PathBuf), String> {
    // An IRI may hold `=`, a file name rarely does: the last one separates.
    let (iri, path) = text.rsplit_once('=').ok_or("write IRI=FILE")?;
    let iri = NamedNode::new(iri).map_err(|error| format!("`{iri}` is not an absolute IRI: {error}"))?;
    Ok((iri, PathBuf::from(path)))
}

impl DataArguments {
    /// The base that was given.
    pub(crate) fn base(&self) -> Option<&str> {
        self.base.as_deref()
    }

    /// Refuses a target that is one of the files read.
    pub(crate) fn spared_by(&self, target: &Target) -> Result<(), Failure> {
        target.spare(self.data.iter().chain(self.named_graph.iter().map(|(_, path)| path)))
    }

    /// What is read off the graph. One that turns out damaged on the way is an error whatever was answered, but the
    /// built-in one is built anew and asked again.
    pub(crate) fn read<T>(
        &self,
        terminal: &Terminal,
        answer: impl Fn(&Snapshot) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if !self.data.is_empty() || !self.named_graph.is_empty() {
            let snapshot = self.load()?;
            let answered = answer(&snapshot);
            return sound(&snapshot).and(answered);
        }
        let snapshot = built_in(if self.no_cache { Cache::Bypass } else { Cache::Use }, terminal)?;
        let answered = answer(&snapshot);
        match sound(&snapshot) {
            Ok(()) => answered,
            Err(damaged) if answered.is_err_and(|failure| failure.is_begun) => Err(damaged),
            Err(_) => answer(&built_in(Cache::Renew, terminal)?),
        }
    }

    /// The graph of the files given.
    fn load(&self) -> Result<Snapshot, Failure> {
        if let ([only], []) = (self.data.as_slice(), self.named_graph.as_slice())
            && is_snapshot(only)
        {
            return Ok(Snapshot::open(only)?);
        }
        let mut builder = SnapshotBuilder::default();
        let mut default_graph = DefaultGraph::Unnamed;
        for (index, path) in self.data.iter().enumerate() {
            if is_snapshot(path) {
                let snapshot = Snapshot::open(path)?;
                default_graph = snapshot.default_graph();
                for quad in snapshot.quads() {
                    builder.insert(&quad)?;
                }
                sound(&snapshot)?;
            } else {
                self.read_rdf(path, None, &format!("d{index}"), &mut builder)?;
            }
        }
        for (index, (graph, path)) in self.named_graph.iter().enumerate() {
            self.read_rdf(path, Some(graph), &format!("g{index}"), &mut builder)?;
        }
        Ok(builder.build(default_graph)?)
    }

    fn read_rdf(
        &self,
        path: &Path,
        graph: Option<&NamedNode>,
        scope: &str,
        builder: &mut SnapshotBuilder,
    ) -> Result<(), Failure> {
        let syntax = syntax_of(path)?;
        read_file(path, syntax, self.base(), scope, |mut quad| {
            if let (GraphName::DefaultGraph, Some(graph)) = (&quad.graph_name, graph) {
                quad.graph_name = graph.clone().into();
            }
            builder.insert(&quad).map_err(|error| error.to_string())
        })
        .map(drop)
    }
}

/// Fails where something was found wrong with a snapshot: what was read of it is no answer.
pub(crate) fn sound(snapshot: &Snapshot) -> Result<(), Failure> {
    snapshot.damage().map_or(Ok(()), |damage| Err(damage.clone().into()))
}

/// Whether a file is a snapshot, by its extension.
pub(crate) fn is_snapshot(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "aisec")
}

/// The syntax of a file by its extension.
pub(crate) fn syntax_of(path: &Path) -> Result<Syntax, Failure> {
    let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned()).unwrap_or_default();
    Syntax::from_extension(&extension).ok_or_else(|| {
        Failure::usage(format!("{}: its extension names no RDF syntax", path.display()))
            .help("known are .ttl .trig .nt .nq .rdf .jsonld, and .aisec for snapshots")
    })
}

/// Reads an RDF file, or standard input for `-`; relative IRIs against `base` or the file's own IRI.
pub(crate) fn read_file(
    path: &Path,
    syntax: Syntax,
    base: Option<&str>,
    scope: &str,
    take: impl FnMut(oxrdf::Quad) -> Result<(), String>,
) -> Result<rdf::Parsed, Failure> {
    let cannot_read =
        |error: &std::io::Error| Failure::new(Exit::InputOutput, format!("cannot read {}: {error}", path.display()));
    let failed = |error: rdf::ReadRdfError| match error {
        rdf::ReadRdfError::Io(error) => cannot_read(&error),
        error => Failure::new(Exit::BadInput, format!("{}: {error}", path.display())),
    };
    if path == Path::new("-") {
        return rdf::read(std::io::stdin().lock(), syntax, base, scope, take).map_err(failed);
    }
    if path.is_dir() {
        return Err(Failure::folder(path));
    }
    let file = File::open(path).map_err(|error| cannot_read(&error))?;
    let own = file_iri(path);
    rdf::read(BufReader::new(file), syntax, base.or(own.as_deref()), scope, take).map_err(failed)
}
