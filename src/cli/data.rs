//! What a reading command reads: the built-in graph, or `--data`.

use super::cache::{Cache, built_in};
use super::endpoint::EndpointArguments;
use super::failure::{Exit, Failure};
use super::given::MappingArguments;
use super::mirror;
use super::output::Target;
use super::terminal::Terminal;
use aisec_graph::rdf::{self, Syntax};
use aisec_graph::snapshot::{BuildError, DefaultGraph, Snapshot, SnapshotBuilder, exit_when_cut_short};
use aisec_graph::source::file_iri;
use clap::{Args, ValueEnum};
use oxrdf::{GraphName, NamedNode};
use std::borrow::Cow;
use std::fs::{File, Metadata};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Once;

/// Options of commands that read a graph.
#[derive(Debug, Clone, Args)]
pub(crate) struct DataArguments {
    #[command(flatten)]
    files: FileArguments,
    /// Build the built-in graph in memory, without the cache
    #[arg(long)]
    no_cache: bool,
    #[command(flatten)]
    mappings: MappingArguments,
    #[command(flatten)]
    endpoint: EndpointArguments,
}

/// Options that say which files are read as one dataset.
#[derive(Debug, Clone, Args)]
pub(crate) struct FileArguments {
    /// Read this snapshot or RDF file instead of the built-in graph; `-` is standard input; repeat for several
    #[arg(long, value_name = "FILE")]
    data: Vec<PathBuf>,
    /// Read an RDF file into a named graph; repeat for several
    #[arg(long, value_name = "IRI=FILE", value_parser = named_graph)]
    named_graph: Vec<(NamedNode, PathBuf)>,
    /// Syntax of files whose extension does not say, and of standard input
    #[arg(long, value_name = "FORMAT", value_parser = syntax_named)]
    from: Option<Syntax>,
    /// Resolve relative IRIs against this IRI instead of the file's own
    #[arg(long, value_name = "IRI")]
    base: Option<String>,
}

/// The graph that patterns outside GRAPH look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DefaultGraphArgument {
    Union,
    Unnamed,
}

impl From<DefaultGraphArgument> for DefaultGraph {
    fn from(argument: DefaultGraphArgument) -> Self {
        match argument {
            DefaultGraphArgument::Union => Self::Union,
            DefaultGraphArgument::Unnamed => Self::Unnamed,
        }
    }
}

fn syntax_named(text: &str) -> Result<Syntax, String> {
    Syntax::from_name(text).ok_or_else(|| "use turtle, ntriples, rdfxml, jsonld, trig or nquads".to_owned())
}

fn named_graph(text: &str) -> Result<(NamedNode, PathBuf), String> {
    // An IRI may hold `=`, a file name rarely does: the last one separates.
    let (iri, path) = text.rsplit_once('=').ok_or("write IRI=FILE")?;
    let iri = NamedNode::new(iri).map_err(|error| format!("`{iri}` is not an absolute IRI: {error}"))?;
    Ok((iri, PathBuf::from(path)))
}

impl DataArguments {
    /// The files to read, if any.
    pub(crate) fn files(&self) -> &FileArguments {
        &self.files
    }

    /// Whether the built-in graph is read.
    pub(crate) fn is_built_in(&self) -> bool {
        self.files.is_empty() && !self.endpoint.is_given()
    }

    /// The server that is asked instead, if any.
    ///
    /// # Errors
    /// When files are named as well.
    pub(crate) fn endpoint(&self) -> Result<Option<&EndpointArguments>, Failure> {
        if self.endpoint.is_given() && !self.files.is_empty() {
            return Err(Failure::usage("a command reads files or asks a server, not both")
                .help("leave out `--endpoint`, or `--data` and `--named-graph`"));
        }
        if self.endpoint.is_given() {
            self.refuse_mappings()?;
        }
        Ok(self.endpoint.is_given().then_some(&self.endpoint))
    }

    /// The options as they would be typed to read the same graph again; none for the built-in one as it is.
    pub(crate) fn words(&self) -> Vec<String> {
        let option = |name: &str, value: &str| [format!("--{name}"), value.to_owned()];
        let files = &self.files;
        let data = files.data.iter().map(|path| option("data", &path.to_string_lossy()));
        let graph = |(graph, path): &(NamedNode, PathBuf)| format!("{}={}", graph.as_str(), path.to_string_lossy());
        let named = files.named_graph.iter().map(|one| option("named-graph", &graph(one)));
        let name = |from| Syntax::ALL.iter().find(|(known, ..)| *known == from).map(|(_, name, _)| *name);
        let from = files.from.and_then(name).map(|name| option("from", name));
        let base = files.base.iter().map(|base| option("base", base));
        let mappings = self.mappings.sets().iter().map(|set| option("mappings", set));
        data.chain(named).chain(from).chain(base).chain(mappings).flatten().chain(self.endpoint.words()).collect()
    }

    /// What is read is taken as it is: nothing derives in it.
    fn refuse_mappings(&self) -> Result<(), Failure> {
        let Some(set) = self.mappings.sets().first() else { return Ok(()) };
        Err(Failure::usage("`--mappings` adds to the built-in graph; any other is taken as it is")
            .help(format!("build it so: `aisec build … --mappings {set} -o graph.aisec`")))
    }

    /// What is read off the graph (see [`Self::read_within`]), in as much memory as is usual.
    pub(crate) fn read<T>(
        &self,
        terminal: &Terminal,
        answer: impl Fn(&Snapshot) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.read_within(SnapshotBuilder::USUAL_MEMORY, terminal, answer)
    }

    /// What is read off the graph. One that turns out damaged on the way is an error whatever was answered, but the
    /// built-in one is built anew and asked again. Data that are read take about so much memory, and the rest in
    /// temporary files.
    pub(crate) fn read_within<T>(
        &self,
        memory: usize,
        terminal: &Terminal,
        answer: impl Fn(&Snapshot) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if let Some(endpoint) = self.endpoint()? {
            return read_kept(self.cache(), |cache| mirror::mirrored(endpoint, cache, terminal), answer);
        }
        if self.is_built_in() {
            return read_kept(self.cache(), |cache| built_in(self.mappings.sets(), cache, terminal), answer);
        }
        self.refuse_mappings()?;
        let snapshot = self.files.load(memory)?;
        let answered = answer(&snapshot);
        sound(&snapshot).and(answered)
    }

    /// Whether the cache may be used.
    pub(crate) fn cache(&self) -> Cache {
        Cache::unless(self.no_cache)
    }

    /// Refuses a target that is one of the files read.
    pub(crate) fn spared_by(&self, target: &Target) -> Result<(), Failure> {
        self.files.spared_by(target)
    }
}

/// What is read off a graph that can be had anew: it is, and asked again, where the one from the cache turns out damaged
/// and nothing of the answer has left.
fn read_kept<T>(
    cache: Cache,
    graph: impl Fn(Cache) -> Result<Snapshot, Failure>,
    answer: impl Fn(&Snapshot) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let snapshot = graph(cache)?;
    let answered = answer(&snapshot);
    match sound(&snapshot) {
        Ok(()) => answered,
        Err(damaged) if answered.is_err_and(|failure| failure.is_begun) => Err(damaged),
        Err(_) => answer(&graph(Cache::Renew)?),
    }
}

impl FileArguments {
    /// Whether no file is named.
    pub(crate) fn is_empty(&self) -> bool {
        self.paths().next().is_none()
    }

    /// The base that was given.
    pub(crate) fn base(&self) -> Option<&str> {
        self.base.as_deref()
    }

    /// Named graphs that were asked for, whether or not there is a triple in them.
    pub(crate) fn named_graphs(&self) -> Vec<NamedNode> {
        self.named_graph.iter().map(|(graph, _)| graph.clone()).collect()
    }

    /// Whether reading them takes long, or can be done only once.
    pub(crate) fn are_read_once(&self) -> bool {
        /// Bytes of RDF that are read in a tenth of a second or so.
        const FEW_BYTES: u64 = 4 << 20;
        self.paths().any(|path| {
            let is_small = |file: Metadata| file.is_file() && (is_snapshot(path) || file.len() <= FEW_BYTES);
            // What is not there is told where files are read.
            path == Path::new("-") || path.metadata().is_ok_and(|file| !is_small(file))
        })
    }

    /// The files, in the order they are read.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.data.iter().chain(self.named_graph.iter().map(|(_, path)| path))
    }

    /// Refuses a target that is one of the files read.
    pub(crate) fn spared_by(&self, target: &Target) -> Result<(), Failure> {
        target.spare(self.paths())
    }

    /// Refuses to read standard input twice; `other` may be one more file that is read.
    pub(crate) fn standard_input_once(&self, other: Option<&Path>) -> Result<(), Failure> {
        let paths = self.paths().map(PathBuf::as_path).chain(other);
        if paths.filter(|path| *path == Path::new("-")).count() > 1 {
            return Err(Failure::usage("standard input is named twice, and can be read once"));
        }
        Ok(())
    }

    /// All files as one dataset; blank nodes of two files stay apart. Takes about so much memory, and the rest in
    /// temporary files.
    pub(crate) fn load(&self, memory: usize) -> Result<Snapshot, Failure> {
        if let ([only], []) = (self.data.as_slice(), self.named_graph.as_slice())
            && is_snapshot(only)
        {
            return open(only);
        }
        let mut builder = SnapshotBuilder::within(memory, &std::env::temp_dir());
        let mut default_graph = DefaultGraph::Unnamed;
        for (index, path) in self.data.iter().enumerate() {
            let scope = format!("d{index}");
            if is_snapshot(path) {
                let snapshot = open(path)?;
                default_graph = snapshot.default_graph();
                for quad in snapshot.quads() {
                    builder.insert(&rdf::scoped(quad, &scope))?;
                }
                sound(&snapshot)?;
            } else {
                self.read_rdf(path, None, &scope, &mut builder)?;
            }
        }
        for (index, (graph, path)) in self.named_graph.iter().enumerate() {
            self.read_rdf(path, Some(graph), &format!("g{index}"), &mut builder)?;
        }
        Ok(builder.build(default_graph)?.with_empty_graphs(self.named_graphs()))
    }

    fn read_rdf(
        &self,
        path: &Path,
        graph: Option<&NamedNode>,
        scope: &str,
        builder: &mut SnapshotBuilder,
    ) -> Result<(), Failure> {
        if graph.is_some() && is_snapshot(path) {
            let message = format!("{}: a snapshot has graphs of its own, and cannot be one", path.display());
            return Err(Failure::usage(message).help("read it with `--data`, or convert it to an RDF syntax first"));
        }
        let syntax = match self.from {
            None if path == Path::new("-") => {
                return Err(Failure::usage("say with `--from` which syntax standard input is in"));
            }
            None => syntax_of(path)?,
            Some(from) => syntax_of(path).unwrap_or(from),
        };
        read_file(path, syntax, self.base(), scope, |mut quad| {
            if let (GraphName::DefaultGraph, Some(graph)) = (&quad.graph_name, graph) {
                quad.graph_name = graph.clone().into();
            }
            builder.insert(&quad)
        })
    }
}

/// Fails where something was found wrong with a snapshot: what was read of it is no answer.
pub(crate) fn sound(snapshot: &Snapshot) -> Result<(), Failure> {
    snapshot.damage().map_or(Ok(()), |damage| Err(damage.clone().into()))
}

/// Opens a snapshot of the user's: who knows what else happens to the file.
pub(crate) fn open(path: &Path) -> Result<Snapshot, Failure> {
    static WATCH: Once = Once::new();
    // Where the system refuses, the kernel ends us all the same.
    WATCH.call_once(|| {
        let Failure { exit, message, help, .. } = cut_short();
        let said = format!("error: {message}\n  help: {}\n", help.unwrap_or_default());
        drop(exit_when_cut_short(said.leak(), exit as i32));
    });
    Ok(Snapshot::open(path)?)
}

/// What to say of a snapshot that cannot be read any more.
pub(crate) fn cut_short() -> Failure {
    Failure::new(Exit::BadInput, "a snapshot was cut short while it was read, or its disk failed")
        .help("read it again once it is whole; replace one by renaming another to its name")
}

/// Whether a file is a snapshot, by its extension.
pub(crate) fn is_snapshot(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "aisec")
}

/// A path as messages name it.
fn shown(path: &Path) -> Cow<'_, str> {
    if path == Path::new("-") { "standard input".into() } else { path.to_string_lossy() }
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
    mut take: impl FnMut(oxrdf::Quad) -> Result<(), BuildError>,
) -> Result<(), Failure> {
    let cannot_read =
        |error: &std::io::Error| Failure::new(Exit::InputOutput, format!("cannot read {}: {error}", shown(path)));
    let failed = |error: rdf::ReadRdfError| match error {
        rdf::ReadRdfError::Io(error) => cannot_read(&error),
        error => {
            let is_relative = error.is_of_relative_iri();
            let failure = Failure::new(Exit::BadInput, format!("{}: {error}", shown(path)));
            // A file has an IRI of its own, and the syntaxes of lines have no relative ones.
            if is_relative && base.is_none() && path == Path::new("-") && !syntax.is_of_lines() {
                failure.help("it is relative: say with `--base IRI` what it is resolved against")
            } else {
                failure
            }
        }
    };
    let mut not_taken = None;
    let take = |quad| take(quad).map_err(|error| not_taken.insert(error).to_string());
    let read = if path == Path::new("-") {
        rdf::read(std::io::stdin().lock(), syntax, base, scope, take)
    } else if path.is_dir() {
        return Err(Failure::folder(path));
    } else {
        let file = File::open(path).map_err(|error| cannot_read(&error))?;
        let own = file_iri(path);
        rdf::read(BufReader::new(file), syntax, base.or(own.as_deref()), scope, take)
    };
    match not_taken {
        Some(error) => Err(error.into()),
        None => read.map(drop).map_err(failed),
    }
}
