//! Crossings of the layered picture beside Graphviz: `cargo bench --bench crossings`.
//!
//! Input: editions of the built-in graph, and random graphs with a fixed seed, as the pictures draw them. Nodes and links
//! are read off the SVG and laid out by `dot` anew, in the same three columns; crossings of straight segments from centre
//! to centre are counted by one function for both. Without `dot` only ours are counted.

#![allow(clippy::print_stdout, clippy::format_push_string, reason = "a bench prints, and generated text needs no more")]
#![allow(clippy::disallowed_methods, reason = "a bench looks at the clock, and at what another program makes of it")]

use aisec_graph::coverage::{
    Addressing, Grade, MappedItem, Overview, RiskNode, RoleGroup, Selection, ToolNode, overview,
};
use aisec_graph::pipeline::{Inputs, build};
use aisec_graph::render::{Format, Options, Order, Subject, picture};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Links between two columns, each by the names of its ends.
#[derive(Default)]
struct Drawn {
    links: Vec<(String, String)>,
    heights: BTreeMap<String, f64>,
}

/// What a picture joins, and at which heights it stands.
fn read(svg: &str) -> Drawn {
    let mut out = Drawn::default();
    for line in svg.lines().filter(|line| line.starts_with("<path class=\"e ")) {
        let Some(classes) = line.split('"').nth(1) else { continue };
        let is_row = |class: &&str| {
            class.starts_with(['t', 'r', 'i'])
                && class.len() > 1
                && class[1..].bytes().all(|byte| byte.is_ascii_digit())
        };
        let ends: Vec<&str> = classes.split(' ').filter(is_row).collect();
        let data = line.rsplit(" d=\"M").next().unwrap_or_default();
        let numbers = data.replace(['C', '"', '/', '>'], " ");
        let numbers: Vec<f64> = numbers.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        if let ([from, to], [_, start, .., end]) = (ends.as_slice(), numbers.as_slice()) {
            out.heights.insert((*from).to_owned(), *start);
            out.heights.insert((*to).to_owned(), *end);
            out.links.push(((*from).to_owned(), (*to).to_owned()));
        }
    }
    out
}

/// Pairs of segments between the same columns that cross.
fn crossings(links: &[(String, String)], heights: &BTreeMap<String, f64>) -> usize {
    let of = |left: char| -> Vec<(f64, f64)> {
        let between = links.iter().filter(|(from, to)| from.starts_with(left) && !(left == 't' && to.starts_with('i')));
        between.filter_map(|(from, to)| Some((*heights.get(from)?, *heights.get(to)?))).collect()
    };
    ['t', 'r']
        .into_iter()
        .map(|left| {
            let links = of(left);
            let cross = |a: &(f64, f64), b: &(f64, f64)| (a.0 - b.0) * (a.1 - b.1) < 0.0;
            links
                .iter()
                .enumerate()
                .map(|(at, a)| links[at + 1..].iter().filter(|b| cross(a, b)).count())
                .sum::<usize>()
        })
        .sum()
}

/// Heights as `dot` lays the same links out, each column of one rank; `None` without `dot`.
fn dot(links: &[(String, String)]) -> Option<BTreeMap<String, f64>> {
    let mut text =
        String::from("digraph g {\nrankdir=LR; node[shape=box fixedsize=true width=1 height=0.2 label=\"\"];\n");
    for column in ['t', 'r', 'i'] {
        let mut names: Vec<&str> =
            links.iter().flat_map(|(a, b)| [a.as_str(), b.as_str()]).filter(|name| name.starts_with(column)).collect();
        names.sort_unstable();
        names.dedup();
        text.push_str(&format!("subgraph s_{column} {{ rank=same; {} }}\n", names.join("; ")));
    }
    for (from, to) in links.iter().filter(|(from, to)| !(from.starts_with('t') && to.starts_with('i'))) {
        text.push_str(&format!("{from} -> {to};\n"));
    }
    text.push_str("}\n");
    let mut child = Command::new("dot")
        .arg("-Tplain")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let plain = String::from_utf8(child.wait_with_output().ok()?.stdout).ok()?;
    // `node NAME X Y …`
    let node = |line: &str| {
        let mut words = line.split_whitespace();
        (words.next()? == "node").then_some(())?;
        Some((words.next()?.to_owned(), words.nth(1)?.parse().ok()?))
    };
    Some(plain.lines().filter_map(node).collect())
}

/// Tools, risks and items joined at random.
fn random(tools: usize, risks: usize, items: usize, links: usize) -> Overview {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut below = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % bound as u64).unwrap_or(0)
    };
    let snapshot = build(&Inputs::default()).expect("the embedded sources build").snapshot;
    let mut out = overview(&snapshot, &Selection::by_default("owasp-llm-2026")).expect("an edition");
    let phases = out.phases.len();
    let iri = |kind: &str, number: usize| format!("https://example.org/{kind}/{number}");
    let item = out.items.first().cloned().expect("an item");
    out.tools = (0..tools).map(|n| ToolNode { iri: iri("tool", n), name: format!("Tool {n}"), url: None }).collect();
    out.risks = (0..risks)
        .map(|n| RiskNode {
            iri: iri("risk", n),
            code: format!("R{n}"),
            name: format!("Risk {n}"),
            name_zh: None,
            definition: String::new(),
            phase: n % phases,
        })
        .collect();
    out.items = (0..items)
        .map(|n| aisec_graph::coverage::ItemNode { iri: iri("item", n), notation: format!("I{n}"), ..item.clone() })
        .collect();
    out.groups.clear();
    out.items.iter_mut().for_each(|item| item.groups.clear());
    (out.addressing, out.mapped, out.reach) = (vec![], vec![], vec![]);
    for _ in 0..links / 2 {
        let (grade, group) = (Grade::PartlyCovers, RoleGroup::Unstated);
        out.addressing.push(Addressing { tool: below(tools), risk: below(risks), grade, reviewed: false, group });
        out.mapped.push(MappedItem { risk: below(risks), item: below(items), grade: Some(Grade::PartlyCovers) });
    }
    out.addressing.sort_unstable();
    out.mapped.sort_unstable();
    out
}

fn measure(name: &str, overview: &Overview) {
    for order in [Order::Lifecycle, Order::Crossings] {
        let options = Options { order: Some(order), ..Options::default() };
        let start = Instant::now();
        let mut svg = Vec::new();
        let drawn = picture(Subject::Layered(overview), options).value.write(Format::Svg, &mut svg);
        let took = start.elapsed();
        drawn.expect("a vector takes every byte");
        let drawn = read(&String::from_utf8_lossy(&svg));
        let ours = crossings(&drawn.links, &drawn.heights);
        let theirs = dot(&drawn.links).map(|heights| crossings(&drawn.links, &heights));
        let theirs = theirs.map_or_else(
            || "no dot here".to_owned(),
            |theirs| {
                #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
                let ratio = ours as f64 / theirs.max(1) as f64;
                format!("dot {theirs}, {ratio:.3} of it")
            },
        );
        println!(
            "{name}, {}: {} rows, {} links, {ours} crossings; {theirs}; drawn in {} ms",
            order.name(),
            drawn.heights.len(),
            drawn.links.len(),
            took.as_millis()
        );
    }
}

fn main() {
    // Cargo passes `--bench`.
    let snapshot = build(&Inputs::default()).expect("the embedded sources build").snapshot;
    for edition in ["owasp-llm-2026", "owasp-asi-2026", "owasp-ml-2023", "nist-ai-600-1", "mitre-atlas-2026.09"] {
        match overview(&snapshot, &Selection::by_default(edition)) {
            Ok(found) => measure(edition, &found),
            Err(error) => println!("{edition}: {error}"),
        }
    }
    measure("random, 36 + 34 + 60 nodes, 180 links", &random(36, 34, 60, 180));
    measure("random, 60 + 60 + 60 nodes, 240 links", &random(60, 60, 60, 240));
    measure("300 nodes, 1,500 links", &random(100, 100, 100, 1500));
}
