//! `aisec build`: sources to graph, pictures and a summary.

use super::cache;
use super::failure::{Exit, Failure};
use super::given::{MappingArguments, TextArguments, given, replacement};
use super::output::{Target, spare, write_file};
use super::summary;
use super::terminal::Terminal;
use aisec_graph::coverage::{Overview, Selection};
use aisec_graph::diagnostic::Severity;
use aisec_graph::export::{self, write};
use aisec_graph::pipeline::{self, Base, Built, Given, Inputs, MaxShaped, SubLists, WhenTitlesAgree};
use aisec_graph::rdf::Syntax;
use aisec_graph::render::{Format, Options, Picture, Subject, picture};
use aisec_graph::source::PackFile;
use aisec_graph::vocab::counted;
use clap::{ArgGroup, Args};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Build the graph from the embedded sources and the given ones, and say what is in it.
///
/// A source is an awesome list (.md), a mapping set or decisions on what is one thing (.sssom.tsv), a MITRE ATLAS
/// release (.yaml) or RDF.
/// It goes by its file's name unless you say ID=PATH.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("given").args(["sources", "framework"]).multiple(true), after_help = "Examples:
  aisec build -o out
  aisec build -o out --shards 8
  aisec build my-tools.md -o graph.aisec
  aisec build --only team=lists/team.md -o team.ttl
  aisec build my-tools.md --risks mlsecops
  aisec build lists/README.md --recursive -o graph.aisec
  aisec build --replace mlsecops=my-copy.md -o graph.aisec
  aisec build my.sssom.tsv --mappings my-set -o graph.aisec
  aisec build --framework acme-2026/ -o graph.aisec
  aisec build --framework stix-atlas.json -o graph.aisec

In a list, `mlsecops:R9-Security` is a risk of the list mlsecops; after the comment
`<!-- aisec risks: mlsecops -->` its plain codes are, as with --risks.

A .sssom.tsv whose `subject_source` is https://w3id.org/aisec-graph/id/resource decides on
what is one thing. Its rows name addresses, or titles with the type `rdfs literal`:
`skos:exactMatch` says that both are one, with the `predicate_modifier` `Not` that they are
two for ever, `aisec:siteOf` that one is the site of the other.

A framework is a folder, not code: `framework.toml` says what it is, `items.csv` what it
holds; both must be there. A whole one, to be pasted into a shell:

mkdir acme-2026
cat > acme-2026/framework.toml <<'END'
id = \"acme-2026\"                  # the edition; begins its IRIs
framework = \"acme\"                # of what it is an edition; else of itself
title = \"ACME AI Controls 2026\"
version = \"2026\"
status = \"current\"                # or superseded, or legacy
published = \"2026-02\"             # or a year, or a day
publisher = \"ACME\"
licence = \"CC-BY-4.0\"
homepage = \"https://acme.example/controls\"

[kinds]  # left a word of column `type`, right what it is: threat, control,
hazard = \"threat\"                 # outcome, goal, group or event
safeguard = \"control\"
area = \"group\"
END
cat > acme-2026/items.csv <<'END'
id,type,label,label_kind,parent,order,url,status,attrs
IN,area,Inputs,official,,1,,current,
H1,hazard,Poisoned data,official,IN,1,https://acme.example/h1,current,
H2,hazard,Poisoned labels,official,IN,2,,current,former_label=Bad labels
S1,safeguard,Signed data sets,official,,1,,current,
END
cat > acme-2026/relations.csv <<'END'
subject,predicate,object,order,attrs
S1,mitigates,H1,,
END
cat > acme-2026/out-of-scope.csv <<'END'
edition,item,why
acme-2026,H2,No tool reads our labels.
END
aisec check acme-2026/
aisec build --framework acme-2026/ -o acme.aisec
aisec coverage --framework acme --data acme.aisec

`label_kind` is official (the publisher's title), neutral (a label of yours) or id-only, an
item's `status` current, superseded or retired; `parent` is the id of a broader item, `attrs`
holds key=value;key=value. The other tables may be left out. There may be mapping sets,
`*.sssom.tsv`; coverage derives from those that --mappings names. `changes.csv` says what became
of items: from_version,to_version,id,type,change,old,new,replaced_by")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Arguments {
    /// Sources to add: PATH or ID=PATH
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,
    /// Take the given sources only; of the embedded ones only what is known of moved and equal addresses
    #[arg(long, requires = "given")]
    only: bool,
    /// Add a framework: the folder of a pack, MITRE ATLAS as .yaml, or a STIX bundle of it as .json; repeat for several
    #[arg(long, value_name = "PATH")]
    framework: Vec<String>,
    /// Make papers one that have the same long title under different addresses, and say so
    #[arg(long)]
    merge_titles: bool,
    /// Read the lists too that a given list links to inside its folder, and what they link to in turn; one that cannot be
    /// read is a finding
    #[arg(short, long, requires = "sources")]
    recursive: bool,
    /// Write here: a folder, a snapshot (.aisec), or RDF by extension
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Exit with status 3, writing nothing, when an entry or row of a given source is bad
    #[arg(long)]
    strict: bool,
    /// Read this list in place of the shipped one of that id
    #[arg(long, value_name = "ID=PATH", conflicts_with = "only")]
    replace: Vec<String>,
    /// Whose risks a code means in a list that neither defines it nor says so
    #[arg(long, value_name = "LIST", requires = "sources")]
    risks: Option<String>,
    /// Write the graph in so many parts too, for bulk loaders: N-Quads and a manifest in `shards/` of the folder
    #[arg(long, value_name = "NUMBER", requires = "output", value_parser = clap::value_parser!(u32).range(1..=1000))]
    shards: Option<u32>,
    /// Leave the shapes to `aisec validate` where the graph has more statements than this
    #[arg(long, value_name = "N", default_value_t = MaxShaped::default().0)]
    max_shaped: usize,
    #[command(flatten)]
    mappings: MappingArguments,
    #[command(flatten)]
    texts: TextArguments,
}

/// What `-o` asks for.
enum Output {
    Nothing,
    Folder { folder: PathBuf, shards: Option<u32> },
    Snapshot(PathBuf),
    Rdf(PathBuf, Syntax),
}

/// Files of a folder that `-o` asks for.
const GRAPHS: [(&str, Syntax); 2] = [("graph.ttl", Syntax::Turtle), ("graph.jsonld", Syntax::JsonLd)];
const PICTURES: [(&str, Format); 2] = [("coverage.svg", Format::Svg), ("coverage.csv", Format::Csv)];
const SNAPSHOT: &str = "graph.aisec";
/// The folder of the parts for bulk loaders, in that one.
const SHARDS: &str = "shards";

/// The files of so many parts, and last the one that says what each holds.
fn shard_files(folder: &Path, parts: u32) -> impl Iterator<Item = PathBuf> {
    let names = (1..=parts).map(|part| format!("part-{part:04}.nq")).chain(["manifest.json".to_owned()]);
    let folder = folder.join(SHARDS);
    names.map(move |name| folder.join(name))
}

impl Output {
    /// The files that will be written.
    fn files(&self) -> Vec<PathBuf> {
        let names = || GRAPHS.map(|(name, _)| name).into_iter().chain(PICTURES.map(|(name, _)| name)).chain([SNAPSHOT]);
        match self {
            Self::Nothing => Vec::new(),
            Self::Folder { folder, shards } => {
                let of_shards = shards.iter().flat_map(|parts| shard_files(folder, *parts));
                names().map(|name| folder.join(name)).chain(of_shards).collect()
            }
            Self::Snapshot(path) | Self::Rdf(path, _) => vec![path.clone()],
        }
    }

    /// Refuses to put parts beside those of another number: a loader would take both.
    fn refuse_other_shards(&self) -> Result<(), Failure> {
        let Self::Folder { folder, shards: Some(parts) } = self else { return Ok(()) };
        let own: Vec<PathBuf> = shard_files(folder, *parts).collect();
        let there = fs::read_dir(folder.join(SHARDS)).into_iter().flatten().filter_map(Result::ok);
        let mut others: Vec<PathBuf> = there.map(|entry| entry.path()).filter(|path| !own.contains(path)).collect();
        others.sort();
        match others.first() {
            None => Ok(()),
            Some(other) => Err(Failure::usage(format!("{} is none of {parts} parts", other.display()))
                .help("take it away, or give another folder: a loader would read it with them")),
        }
    }
}

pub(crate) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let output = output(arguments.output.as_deref(), arguments.shards)?;
    output.refuse_other_shards()?;
    let inputs = Inputs {
        base: if arguments.only { Base::IdentityOnly } else { Base::Everything },
        given: arguments.sources.iter().map(|text| given(text)).collect::<Result<_, _>>()?,
        frameworks: arguments.framework.iter().map(|text| given(text)).collect::<Result<_, _>>()?,
        replace: arguments.replace.iter().map(|text| replacement(text)).collect::<Result<_, _>>()?,
        titles: if arguments.merge_titles { WhenTitlesAgree::Merge } else { WhenTitlesAgree::KeepApart },
        risks: arguments.risks.clone(),
        mappings: arguments.mappings.sets().to_vec(),
        sub_lists: if arguments.recursive { SubLists::Follow } else { SubLists::Say },
        max_input: arguments.texts.max_input,
        max_shaped: MaxShaped(arguments.max_shaped),
    };
    refuse_folders(&inputs.given)?;
    let read: Vec<PathBuf> = inputs.given.iter().chain(&inputs.replace).map(|file| file.path.clone()).collect();
    let read: Vec<PathBuf> = read.into_iter().chain(framework_files(&inputs.frameworks)).collect();
    let read: Vec<&Path> = read.iter().map(PathBuf::as_path).collect();
    output.files().iter().try_for_each(|file| spare(file, &read))?;
    let start = Instant::now();
    let built = pipeline::build(&inputs)?;
    terminal.diagnostics(&built.diagnostics, &built.sources);
    if arguments.strict {
        refuse_findings(&built, &inputs.replace)?;
    }
    let wrote = write_output(&output, &built)?;
    if inputs == Inputs::default() {
        cache::remember(&built.snapshot);
    }
    let summary = summary::summary(&built, &wrote, terminal);
    Target::Stdout.write(|out| out.write_all(summary.as_bytes()))?;
    say_unused_mappings(&built, terminal);
    terminal.say(&format!("built in {:.2} s", start.elapsed().as_secs_f64()));
    Ok(Exit::Fine)
}

/// Says which of the given mapping sets are in the graph and yet no coverage derives from them.
fn say_unused_mappings(built: &Built, terminal: &Terminal) {
    let given = built.catalog.mapping_sets.values().filter(|set| built.is_given(&set.origin));
    for set in given.filter(|set| set.derives.is_none() && !set.mappings.is_empty()) {
        let id = &set.id;
        terminal.say(&format!("note: no coverage derives from the mapping set `{id}`; with `--mappings {id}` it does"));
    }
}

fn output(path: Option<&Path>, shards: Option<u32>) -> Result<Output, Failure> {
    let Some(path) = path else { return Ok(Output::Nothing) };
    if path == Path::new("-") {
        return Err(Failure::usage("build writes several files, which standard output cannot hold")
            .help("give a folder; or for one file on standard output, `aisec export --format turtle`"));
    }
    let is_folder = path.is_dir() || path.as_os_str().to_string_lossy().ends_with(std::path::MAIN_SEPARATOR);
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        _ if is_folder => Ok(Output::Folder { folder: path.to_owned(), shards }),
        None => Ok(Output::Folder { folder: path.to_owned(), shards }),
        Some(_) if shards.is_some() => {
            Err(Failure::usage("`--shards` writes many files").help("give a folder, as in `-o out --shards 4`"))
        }
        Some("aisec") => Ok(Output::Snapshot(path.to_owned())),
        Some(extension) => match Syntax::from_extension(extension) {
            Some(syntax) => Ok(Output::Rdf(path.to_owned(), syntax)),
            None => Err(Failure::usage(format!("`.{extension}` names nothing that build can write"))
                .help("use a folder, .aisec, or an RDF extension: .ttl .nt .nq .trig .rdf .jsonld")),
        },
    }
}

/// A folder is no source: which of its files are lists, and under which names, is for the user to say.
fn refuse_folders(given: &[Given]) -> Result<(), Failure> {
    let Some(folder) = given.iter().map(|file| &file.path).find(|path| path.is_dir()) else { return Ok(()) };
    let shown = folder.display();
    if folder.join(PackFile::Manifest.name()).exists() {
        return Err(Failure::folder(folder).help(format!("a framework is added with `--framework {shown}`")));
    }
    Err(Failure::folder(folder)
        .help(format!("name its lists, as in `{shown}/*.md`, or the one that links to the others, with --recursive")))
}

/// The files that make the given frameworks: of a pack those of fixed names.
fn framework_files(given: &[Given]) -> impl Iterator<Item = PathBuf> {
    given.iter().flat_map(|framework| {
        let of_pack = PackFile::ALL.map(|file| framework.path.join(file.name()));
        of_pack.into_iter().chain([framework.path.clone()])
    })
}

fn refuse_findings(built: &Built, replacing: &[Given]) -> Result<(), Failure> {
    let in_given =
        |source: &str| built.given.contains(source) || replacing.iter().any(|file| file.id.as_str() == source);
    let bad = built.diagnostics.iter().filter(|found| {
        let place = found.place.as_ref().is_some_and(|place| in_given(&place.source));
        found.severity == Severity::Error || (found.severity == Severity::Warning && place)
    });
    match bad.count() {
        0 => Ok(()),
        count => Err(Failure::new(
            Exit::BadInput,
            format!("{}, and `--strict` allows none; nothing was written", counted(count, "finding")),
        )),
    }
}

/// Writes what was asked for; returns the files.
fn write_output(output: &Output, built: &Built) -> Result<Vec<PathBuf>, Failure> {
    match output {
        Output::Nothing => Ok(Vec::new()),
        Output::Snapshot(path) => {
            write_file(path, |out| built.snapshot.write_to(out))?;
            Ok(vec![path.clone()])
        }
        Output::Rdf(path, syntax) => {
            write_file(path, |out| write(&built.snapshot, export::Format::Rdf(*syntax), out))?;
            Ok(vec![path.clone()])
        }
        Output::Folder { folder, shards } => write_folder(folder, *shards, built),
    }
}

fn make_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| {
        Failure::new(Exit::InputOutput, format!("cannot make the folder {}: {error}", folder.display()))
    })
}

/// Writes the parts and, last, what each holds.
fn write_shards(folder: &Path, parts: u32, built: &Built) -> Result<Vec<PathBuf>, Failure> {
    make_folder(&folder.join(SHARDS))?;
    let files: Vec<PathBuf> = shard_files(folder, parts).collect();
    let mut shards = Vec::new();
    for (index, path) in (0..parts).zip(&files) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        write_file(path, |out| {
            shards.push(export::shard(&built.snapshot, name, index, parts, out)?);
            Ok::<(), std::io::Error>(())
        })?;
    }
    let manifest = export::shards_json(&built.snapshot, built.about.digest.as_deref(), &shards);
    if let Some(path) = files.last() {
        write_file(path, |out| writeln!(out, "{manifest:#}"))?;
    }
    Ok(files)
}

fn write_folder(folder: &Path, shards: Option<u32>, built: &Built) -> Result<Vec<PathBuf>, Failure> {
    make_folder(folder)?;
    let mut wrote = Vec::new();
    for (name, syntax) in GRAPHS {
        let path = folder.join(name);
        write_file(&path, |out| write(&built.snapshot, export::Format::Rdf(syntax), out))?;
        wrote.push(path);
    }
    let lifecycle = lifecycle(built);
    for (name, format) in PICTURES {
        let path = folder.join(name);
        write_file(&path, |out| lifecycle.write(format, out))?;
        wrote.push(path);
    }
    if let Some(parts) = shards {
        wrote.extend(write_shards(folder, parts, built)?);
    }
    // Last: whoever sees a new snapshot sees new files beside it.
    let path = folder.join(SNAPSHOT);
    write_file(&path, |out| built.snapshot.write_to(out))?;
    wrote.push(path);
    Ok(wrote)
}

/// The lifecycle picture: no edition takes part in it.
fn lifecycle(built: &Built) -> Picture {
    let overview = Overview::without_items(&built.snapshot, &Selection::by_default(""));
    picture(Subject::Lifecycle(&overview), Options::default()).value
}
