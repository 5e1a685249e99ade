//! What the shipped rules take as a catalog grows: `cargo bench --bench inference`, with numbers of listings after `--`
//! where others than 20,000 and 200,000 are wanted (`-- 2000000`).
//!
//! Input: the built-in graph and so many listings besides, of two thirds as many tools: each third tool stands in two
//! lists, and one listing of five, as in the shipped lists, has one to three labels of the risks of the built-in list,
//! common ones more often. Each size is a process of its own, so that its peak of memory (`VmHWM`) is its own; time is that of the processor, once.
//! Linux only.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a bench prints, and one that cannot go on has failed"
)]
#![allow(clippy::disallowed_methods, reason = "a bench looks at the environment and at what the system counts")]
#![allow(clippy::cast_precision_loss, reason = "ratios need no more")]

mod process;

use aisec_graph::pipeline::{self, Inputs};
use aisec_graph::rules;
use aisec_graph::snapshot::{DefaultGraph, Snapshot, SnapshotBuilder};
use aisec_graph::vocab::{ID, aisec, rdf};
use oxrdf::{GraphName, NamedNode, NamedNodeRef, Quad};
use std::process::Command;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [work, listings] = arguments.as_slice()
        && work == "--work"
    {
        return derive(listings.parse().unwrap());
    }
    let given: Vec<usize> = arguments.iter().filter_map(|size| size.parse().ok()).collect();
    println!(
        "{:>10} {:>12} {:>12} {:>10} {:>22} {:>10}",
        "listings", "given", "derived", "seconds", "µs a derived statement", "peak MB"
    );
    for listings in if given.is_empty() { vec![20_000, 200_000] } else { given } {
        let program = std::env::current_exe().unwrap();
        let done = Command::new(program).args(["--work", &listings.to_string()]).status().unwrap();
        assert!(done.success(), "{listings} listings");
    }
}

/// Derives from so many listings and prints what it took.
fn derive(listings: usize) {
    let mut quads = SnapshotBuilder::default();
    let built_in = pipeline::build(&Inputs::default()).unwrap().snapshot;
    built_in.quads().for_each(|quad| quads.insert(&quad).unwrap());
    let risks: Vec<NamedNode> = members(&built_in, aisec::class::RISK);
    drop(built_in);
    (0..listings).for_each(|number| insert(&mut quads, number, &risks));
    let given = quads.build(DefaultGraph::Union).unwrap().len();
    let before = process::processor_time();
    let quads = rules::derive(quads).unwrap();
    let seconds = process::processor_time().saturating_sub(before).as_secs_f64();
    let derived = quads.build(DefaultGraph::Union).unwrap().len() - given;
    let each = seconds * 1e6 / derived as f64;
    println!(
        "{listings:>10} {given:>12} {derived:>12} {seconds:>10.2} {each:>22.2} {:>10}",
        process::peak_kib() / 1024
    );
}

fn members(snapshot: &Snapshot, class: NamedNodeRef<'_>) -> Vec<NamedNode> {
    let class = snapshot.iri_id(class).unwrap();
    let members = snapshot.subjects(rdf::TYPE, class);
    members.map(|id| NamedNode::new_unchecked(snapshot.text(id))).collect()
}

/// A listing and the tool it lists.
fn insert(quads: &mut SnapshotBuilder, number: usize, risks: &[NamedNode]) {
    let node = |local: String| NamedNode::new_unchecked(format!("{ID}{local}"));
    let graph = GraphName::from(node(format!("graph/copy-{}", number % 3 / 2)));
    let mut insert = |subject: &NamedNode, predicate: NamedNodeRef<'_>, object: &NamedNode| {
        quads.insert(&Quad::new(subject.clone(), predicate, object.clone(), graph.clone())).unwrap();
    };
    let listing = node(format!("listing/copy/{number}"));
    // Of each three listings the last is of the first's tool.
    let tool = node(format!("resource/example.org/tool-{}", if number % 3 == 2 { number - 2 } else { number }));
    insert(&listing, rdf::TYPE, &aisec::class::LISTING.into_owned());
    insert(&tool, rdf::TYPE, &aisec::class::RESOURCE.into_owned());
    insert(&tool, rdf::TYPE, &aisec::class::TOOL.into_owned());
    insert(&listing, aisec::property::LISTS, &tool);
    let labels = if number.is_multiple_of(5) { 1 + number % 3 } else { 0 };
    for label in 0..labels {
        // Squares crowd at the first risks.
        let place = (number * 7 + label * 13) % risks.len();
        let risk = risks.get(place * place / risks.len()).unwrap();
        insert(&listing, aisec::property::DECLARES_RISK, risk);
    }
}
