//! What a snapshot costs to build, keep and open, beside strict parsing of the same N-Triples: `cargo bench --bench
//! snapshot`, with sizes after `--` where other than 20,000 to 2,000,000 triples are wanted (`-- 20000000`).
//!
//! Input: the catalog graph of `generate.rs`, once in one graph and once in forty with a seventh of the triples in a
//! second one. Each measure is a process of its own, so that its peak of memory (`VmHWM`) is its own; processor time is
//! the best of three runs up to 2,000,000 triples, of one beyond. Linux only.

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
mod process;

use aisec_graph::rdf::{self, Syntax};
use aisec_graph::snapshot::{DefaultGraph, GraphScope, Pattern, Snapshot, SnapshotBuilder};
use oxrdf::{GraphName, NamedNode, NamedNodeRef, Quad};
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.as_slice() {
        [work, what, input] if work == "--work" => self::work(what, Path::new(input)),
        sizes => {
            let given: Vec<usize> = sizes.iter().filter_map(|size| size.parse().ok()).collect();
            compare(if given.is_empty() { &[20_000, 200_000, 2_000_000] } else { &given });
        }
    }
}

/// One measure, in this process: prints what it took and made.
fn work(what: &str, input: &Path) {
    let output = input.with_extension("aisec");
    let built = match what {
        "parse" => each_triple(input, |quad| drop(black_box(quad))),
        "build" => build(input, &output, SnapshotBuilder::USUAL_MEMORY, |_| GraphName::DefaultGraph),
        "build in 64 MiB" => build(input, &output, 64 << 20, |_| GraphName::DefaultGraph),
        "build graphs" => build(input, &output, SnapshotBuilder::USUAL_MEMORY, graph_of),
        "in memory" => {
            let mut builder = SnapshotBuilder::default();
            each_triple(input, |quad| builder.insert(&quad).unwrap());
            black_box(builder.build(DefaultGraph::Unnamed).unwrap()).triple_count()
        }
        "check" => {
            let snapshot = Snapshot::open(&output).unwrap();
            snapshot.verify(SnapshotBuilder::within(SnapshotBuilder::USUAL_MEMORY, input.parent().unwrap())).unwrap();
            assert_eq!(snapshot.damage(), None);
            snapshot.triple_count()
        }
        _ => {
            let clock = Instant::now();
            let snapshot = Snapshot::open(&output).unwrap();
            let opened = clock.elapsed();
            let subject = snapshot.iri_id(NamedNodeRef::new_unchecked("https://example.org/kg/tool/42"));
            let pattern = Pattern { subject, ..Pattern::default() };
            let count = snapshot
                .matches(pattern, GraphScope::Union)
                .filter(|found| !snapshot.text(found.triple[2]).is_empty())
                .count();
            eprintln!(
                "  opened in {:.3} ms, {count} triples of one subject read by {:.3} ms",
                ms(opened),
                ms(clock.elapsed())
            );
            snapshot.triple_count()
        }
    };
    println!("{built} {} {}", process::processor_time().as_micros(), process::peak_kib());
}

fn ms(time: std::time::Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn each_triple(input: &Path, mut take: impl FnMut(Quad)) -> usize {
    let file = BufReader::new(File::open(input).unwrap());
    let take = |quad| {
        take(quad);
        Ok(())
    };
    rdf::read(file, Syntax::NTriples, None, "", take).unwrap().quads
}

fn build(input: &Path, output: &Path, memory: usize, graph: impl Fn(&Quad) -> GraphName) -> usize {
    let mut builder = SnapshotBuilder::within(memory, input.parent().unwrap());
    let mut number = 0_usize;
    let count = each_triple(input, |mut quad| {
        quad.graph_name = graph(&quad);
        builder.insert(&quad).unwrap();
        if number.is_multiple_of(7) && !quad.graph_name.is_default_graph() {
            quad.graph_name = GraphName::DefaultGraph;
            builder.insert(&quad).unwrap();
        }
        number += 1;
    });
    let mut out = BufWriter::new(File::create(output).unwrap());
    builder.write_to(DefaultGraph::Unnamed, &mut out).unwrap();
    out.flush().unwrap();
    count
}

/// One of forty graphs, the same for all triples of a subject.
fn graph_of(quad: &Quad) -> GraphName {
    let hash =
        quad.subject.to_string().bytes().fold(7_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    NamedNode::new_unchecked(format!("https://example.org/graph/{}", hash % 40)).into()
}

fn compare(sizes: &[usize]) {
    println!(
        "{:<12} {:<16} {:>12} {:>10} {:>14} {:>12}",
        "triples", "work", "cpu s", "x parsing", "peak B/triple", "B/triple"
    );
    // In the build folder: runs and results are as large as the input.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    for &size in sizes {
        let input = folder.path().join(format!("{size}.nt"));
        let triples = generate::write_graph(size, File::create(&input).unwrap()).unwrap();
        let mut parsing = None;
        for what in ["parse", "in memory", "build graphs", "build in 64 MiB", "build", "check", "open"] {
            let runs = if triples > 2_100_000 { 1 } else { 3 };
            let (micros, peak) = (0..runs).map(|_| measured(what, &input)).min().unwrap();
            let parsing = *parsing.get_or_insert(micros);
            let length = fs::metadata(input.with_extension("aisec")).map_or(0, |file| file.len());
            println!(
                "{triples:<12} {what:<16} {:>12.2} {:>10.2} {:>14.1} {:>12.2}",
                micros as f64 / 1e6,
                micros as f64 / parsing.max(1) as f64,
                (peak * 1024) as f64 / triples as f64,
                if what.starts_with("build") { length as f64 / triples as f64 } else { 0.0 },
            );
        }
        fs::remove_file(input).unwrap();
    }
}

/// Processor time in microseconds, and peak KiB.
fn measured(what: &str, input: &Path) -> (u64, u64) {
    let output = Command::new(std::env::current_exe().unwrap())
        .arg("--work")
        .arg(what)
        .arg(input)
        .stderr(std::process::Stdio::inherit())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let figures: Vec<u64> = printed.split_whitespace().map(|figure| figure.parse().unwrap()).collect();
    let [_, micros, peak] = figures.try_into().expect("the work ends");
    (micros, peak)
}
