//! What questions cost, beside the stock in-memory store and loops written by hand over the same columns:
//! `cargo bench --bench queries`, with sizes after `--` where other than 20,000 to 2,000,000 triples are wanted.
//!
//! Input: the catalog graph of `generate.rs`; the queries in `queries/`. Every answer is held against the stock
//! store's before anything is timed: the number of rows, and a hash of them sorted; of a query with LIMIT, which may
//! take any of the rows that sort alike, what they are sorted by. Time is that of the processor, warm, the least of many
//! runs. `benches/peers.py` runs the same queries on other engines and prints ratios to what this prints with
//! `-- --ours FILE.nt`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a bench prints, and one that cannot go on has failed"
)]
#![allow(clippy::disallowed_methods, reason = "a bench looks at the environment and at what the system counts")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "ratios and generated numbers need no more"
)]

mod generate;

use aisec_graph::query::{self, Answers};
use aisec_graph::snapshot::{DefaultGraph, Pattern, Snapshot, SnapshotBuilder};
use aisec_graph::source::sha256;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use oxrdf::{NamedNodeRef, Quad, Term, Triple};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::hint::black_box;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Time spent on one query and engine, once it has run at least once.
const ENOUGH: Duration = Duration::from_secs(2);

/// Most triples that the stock store is given: it takes some 340 bytes for each.
const MOST_FOR_STORE: usize = 5_000_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.as_slice() {
        [ours, file] if ours == "--ours" => print_ours(Path::new(file)),
        [write, size, file] if write == "--write" => {
            generate::write_graph(size.parse().unwrap(), File::create(file).unwrap()).unwrap();
        }
        sizes => {
            let given: Vec<usize> = sizes.iter().filter_map(|size| size.parse().ok()).collect();
            for &size in if given.is_empty() { &[20_000, 200_000, 2_000_000] } else { given.as_slice() } {
                compare(size);
            }
        }
    }
}

/// A query by its file's name.
struct Question {
    name: String,
    text: String,
}

fn questions() -> Vec<Question> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/queries");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| Question {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        text: fs::read_to_string(path).unwrap(),
    };
    paths.into_iter().map(read).collect()
}

fn snapshot(quads: impl Iterator<Item = Quad>) -> Snapshot {
    let mut builder = SnapshotBuilder::default();
    quads.for_each(|quad| builder.insert(&quad).unwrap());
    builder.build(DefaultGraph::Unnamed).unwrap()
}

fn quads(file: &Path) -> impl Iterator<Item = Quad> {
    let file = BufReader::new(File::open(file).unwrap());
    RdfParser::from_format(RdfFormat::NTriples).for_reader(file).map(Result::unwrap)
}

/// Prints each query's name, milliseconds, number of rows and a hash of them that other engines can make as well.
fn print_ours(file: &Path) {
    let snapshot = snapshot(quads(file));
    for Question { name, text } in questions() {
        let rows = plain_rows(&snapshot, &text);
        let digest = digest(&name, &rows);
        println!("{name}\t{:.4}\t{}\t{digest}", milliseconds(|| count(&snapshot, &text)), rows.len());
    }
}

/// Rows as IRIs and as the texts of literals, whatever their kind.
fn plain_rows(snapshot: &Snapshot, text: &str) -> Vec<Vec<String>> {
    let plain = |term: Term| match term {
        Term::NamedNode(node) => node.into_string(),
        Term::BlankNode(node) => node.into_string(),
        Term::Literal(literal) => literal.value().to_owned(),
    };
    match query::run(snapshot, &query::parse(text, None).unwrap()).unwrap() {
        Answers::Solutions(solutions) => {
            let row =
                |row: Vec<Option<Term>>| row.into_iter().map(|term| term.map(plain).unwrap_or_default()).collect();
            solutions.map(|solution| row(solution.unwrap())).collect()
        }
        Answers::Graph(triples) => {
            let row = |triple: Triple| {
                vec![plain(triple.subject.into()), triple.predicate.into_string(), plain(triple.object)]
            };
            triples.map(|triple| row(triple.unwrap())).collect()
        }
        Answers::Boolean(answer) => vec![vec![answer.to_string()]],
    }
}

/// The first 16 digits of the SHA-256 of rows, sorted; of what they are sorted by where any of the rows that sort alike will do.
fn digest(name: &str, rows: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| if name == "q8-first" { row[1].clone() } else { row.join("\t") };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.sort();
    let mut digest = sha256(lines.join("\n").as_bytes());
    digest.truncate(16);
    digest
}

fn compare(size: usize) {
    let file = tempfile::NamedTempFile::new().unwrap();
    let triples = generate::write_graph(size, BufWriter::new(file.reopen().unwrap())).unwrap();
    let snapshot = snapshot(quads(file.path()));
    let store = (triples <= MOST_FOR_STORE).then(|| {
        let store = Store::new().unwrap();
        let mut loader = store.bulk_loader();
        loader.load_quads(quads(file.path())).unwrap();
        loader.commit().unwrap();
        store
    });
    println!("\n{triples} triples: processor milliseconds, warm");
    println!(
        "{:<20} {:>8} {:>10} {:>10} {:>8} {:>10} {:>8}",
        "query", "rows", "ours", "stock", "ratio", "by hand", "ratio"
    );
    for Question { name, text } in questions() {
        let rows = ours(&snapshot, &text);
        let time = milliseconds(|| count(&snapshot, &text));
        print!("{name:<20} {:>8} {time:>10.3}", rows.len());
        match &store {
            Some(store) => {
                let stock = theirs(store, &text);
                assert_eq!(fingerprint(&name, &rows), fingerprint(&name, &stock), "{name}: the answers differ");
                let stock = milliseconds(|| count_stock(store, &text));
                print!(" {stock:>10.3} {:>8.4}", time / stock);
            }
            None => print!(" {:>10} {:>8}", "-", "-"),
        }
        if let Some(hand) = by_hand(&name) {
            assert_eq!(hand(&snapshot), rows.len(), "{name}: the loop differs");
            let hand = milliseconds(|| hand(&snapshot));
            print!(" {hand:>10.3} {:>8.3}", time / hand);
        }
        println!();
    }
}

/// Rows as text, sorted.
type Rows = Vec<String>;

fn ours(snapshot: &Snapshot, text: &str) -> Rows {
    let row = |row: Vec<Option<Term>>| {
        let cells: Vec<String> =
            row.into_iter().map(|term| term.map(|term| term.to_string()).unwrap_or_default()).collect();
        cells.join("\t")
    };
    let mut rows: Rows = match query::run(snapshot, &query::parse(text, None).unwrap()).unwrap() {
        Answers::Solutions(solutions) => solutions.map(|solution| row(solution.unwrap())).collect(),
        Answers::Graph(triples) => triples.map(|triple| triple.unwrap().to_string()).collect(),
        Answers::Boolean(answer) => vec![answer.to_string()],
    };
    rows.sort();
    rows
}

fn theirs(store: &Store, text: &str) -> Rows {
    let mut rows: Rows = match SparqlEvaluator::new().parse_query(text).unwrap().on_store(store).execute().unwrap() {
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().to_vec();
            let row = |solution: oxigraph::sparql::QuerySolution| {
                let cells: Vec<String> = variables
                    .iter()
                    .map(|name| solution.get(name).map(ToString::to_string).unwrap_or_default())
                    .collect();
                cells.join("\t")
            };
            solutions.map(|solution| row(solution.unwrap())).collect()
        }
        QueryResults::Graph(triples) => triples.map(|triple| triple.unwrap().to_string()).collect(),
        QueryResults::Boolean(answer) => vec![answer.to_string()],
    };
    rows.sort();
    rows
}

/// What two engines must agree on.
fn fingerprint(name: &str, rows: &Rows) -> (usize, u64) {
    let mut hasher = DefaultHasher::new();
    if name == "q8-first" {
        let mut keys: Vec<&str> = rows.iter().filter_map(|row| row.split('\t').nth(1)).collect();
        keys.sort_unstable();
        keys.hash(&mut hasher);
    } else {
        rows.hash(&mut hasher);
    }
    (rows.len(), hasher.finish())
}

/// Parses, plans and evaluates to the last row.
fn count(snapshot: &Snapshot, text: &str) -> usize {
    match query::run(snapshot, &query::parse(text, None).unwrap()).unwrap() {
        Answers::Solutions(solutions) => {
            solutions.inspect(|solution| _ = black_box(solution.as_ref().unwrap())).count()
        }
        Answers::Graph(triples) => triples.inspect(|triple| _ = black_box(triple.as_ref().unwrap())).count(),
        Answers::Boolean(_) => 1,
    }
}

fn count_stock(store: &Store, text: &str) -> usize {
    match SparqlEvaluator::new().parse_query(text).unwrap().on_store(store).execute().unwrap() {
        QueryResults::Solutions(solutions) => {
            solutions.inspect(|solution| _ = black_box(solution.as_ref().unwrap())).count()
        }
        QueryResults::Graph(triples) => triples.inspect(|triple| _ = black_box(triple.as_ref().unwrap())).count(),
        QueryResults::Boolean(_) => 1,
    }
}

/// The least processor time of many runs.
fn milliseconds(work: impl Fn() -> usize) -> f64 {
    let (begin, mut best) = (processor_time(), Duration::MAX);
    loop {
        let start = processor_time();
        black_box(work());
        let now = processor_time();
        best = best.min(now.saturating_sub(start));
        if now.saturating_sub(begin) > ENOUGH {
            return best.as_secs_f64() * 1e3;
        }
    }
}

/// Time of the processor spent by this thread.
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap(), time.tv_nsec.try_into().unwrap())
}

/// A loop over the columns that a query comes down to; says how many rows it has.
fn by_hand(name: &str) -> Option<fn(&Snapshot) -> usize> {
    match name {
        "q3-coverage" => Some(coverage_by_hand),
        "q4-gap" => Some(gap_by_hand),
        _ => None,
    }
}

fn predicate(snapshot: &Snapshot, name: &str) -> aisec_graph::snapshot::PredicateId {
    let iri = format!("https://example.org/kg/{name}");
    snapshot.predicate(snapshot.iri_id(NamedNodeRef::new(&iri).unwrap()).unwrap()).unwrap()
}

fn coverage_by_hand(snapshot: &Snapshot) -> usize {
    let (maps, mitigates) = (predicate(snapshot, "mapsTo"), predicate(snapshot, "mitigates"));
    let items: BTreeSet<_> = snapshot.pairs(maps).objects.iter().collect();
    let mut seen = vec![0_u32; snapshot.id_bound()];
    let mut rows = 0;
    for (round, item) in (1..).zip(items) {
        let mut tools = 0;
        for risk in snapshot.subjects_of(maps, item) {
            for tool in snapshot.subjects_of(mitigates, risk) {
                tools += usize::from(std::mem::replace(&mut seen[tool.index()], round) != round);
            }
        }
        rows += usize::from(black_box(tools) > 0);
    }
    rows
}

fn gap_by_hand(snapshot: &Snapshot) -> usize {
    let (maps, mitigates) = (predicate(snapshot, "mapsTo"), predicate(snapshot, "mitigates"));
    let a = snapshot.iri_id(oxrdf::vocab::rdf::TYPE).unwrap();
    let class = snapshot.iri_id(NamedNodeRef::new("https://example.org/kg/Item").unwrap());
    let items = Pattern { subject: None, predicate: Some(a), object: class };
    let is_gap =
        |item| snapshot.subjects_of(maps, item).iter().all(|risk| snapshot.subjects_of(mitigates, risk).is_empty());
    snapshot.matches(items, snapshot.default_scope()).filter(|found| is_gap(found.triple[0])).count()
}
