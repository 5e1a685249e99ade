//! Time of each stage on named input: `cargo bench`.
//!
//! Inputs: the embedded sources; a list of 500 KB made by repeating the rows of the embedded list
//! under other names; the built-in graph.

use aisec_graph::catalog::WrittenStack;
use aisec_graph::coverage::set_cover::{Bits, Problem, choose};
use aisec_graph::coverage::{
    Addressing, Grade, Overview, RiskNode, RoleGroup, Selection, ToolNode, around, overview, stack, stack_coverage,
    succession, tree,
};
use aisec_graph::export::{Format, write};
use aisec_graph::import;
use aisec_graph::pipeline::{Inputs, build};
use aisec_graph::query::{self, Answers, bind, question, resolve_parameters};
use aisec_graph::rdf::Syntax;
use aisec_graph::render::{self, Options, Order, Subject, picture};
use aisec_graph::snapshot::Snapshot;
use aisec_graph::source::{Collection, SourceId, SourceText, embedded};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use oxrdf::NamedNodeRef;
use std::hint::black_box;
use std::io;

/// The embedded list of tools, its table repeated with numbered names until it has `bytes`.
fn long_list(bytes: usize) -> String {
    let file = embedded(Collection::Data).into_iter().find(|file| file.path == "catalogs/mlsecops.md");
    let text = file.and_then(|file| std::str::from_utf8(file.bytes).ok()).expect("the list is embedded");
    let (rows, rest): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.starts_with("| [") && line.contains("github.com"));
    let mut long = rest.join("\n") + "\n\n## More tools\n\n| Tool | Description | Risk |\n|---|---|---|\n";
    let mut number = 0;
    while long.len() < bytes {
        for row in &rows {
            number += 1;
            long.push_str(&row.replacen(
                "](https://github.com/",
                &format!(" {number}](https://github.com/copy{number}-"),
                1,
            ));
            long.push('\n');
        }
    }
    long
}

fn imports(criterion: &mut Criterion) {
    let text = long_list(500_000);
    let id = SourceId::new("long").expect("it is an id");
    let mut group = criterion.benchmark_group("import");
    group.throughput(Throughput::Bytes(text.len() as u64));
    let source = SourceText::new(id, "long.md", text);
    group.bench_function("list of 500 KB", |bencher| bencher.iter(|| black_box(import::list(black_box(&source)))));
    group.finish();
}

fn builds(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("build");
    group.sample_size(10);
    group.bench_function("everything embedded", |bencher| {
        bencher.iter(|| black_box(build(&Inputs::default())).is_ok());
    });
    group.finish();
}

fn ask(snapshot: &Snapshot, name: &str, typed: &[(&str, &str)]) -> usize {
    let question = question(name).expect("it is in the catalogue");
    let typed: Vec<(String, String)> =
        typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut parsed = query::parse(&question.text, None).expect("it is SPARQL");
    let (bindings, _) = resolve_parameters(snapshot, &question, &typed).expect("the parameters fit");
    bind(&mut parsed, &bindings);
    match query::run(snapshot, &parsed).expect("it evaluates") {
        Answers::Solutions(solutions) => solutions.count(),
        _ => 0,
    }
}

fn answers(criterion: &mut Criterion) {
    let snapshot = build(&Inputs::default()).expect("the embedded sources build").snapshot;
    let mut group = criterion.benchmark_group("query");
    for (name, typed) in [
        ("tools-for-risk", vec![("risk", "R9-Security")]),
        ("gaps", vec![("edition", "mitre-atlas")]),
        ("coverage-summary", vec![("edition", "mitre-atlas")]),
        ("coverage-by-tactic", vec![("edition", "mitre-atlas")]),
    ] {
        group.bench_function(name, |bencher| bencher.iter(|| black_box(ask(&snapshot, name, &typed))));
    }
    group.finish();
    let selection = Selection::by_default("mitre-atlas");
    let mut group = criterion.benchmark_group("render");
    group.bench_function("overview", |bencher| bencher.iter(|| black_box(overview(&snapshot, &selection)).is_ok()));
    let view = overview(&snapshot, &selection).expect("ATLAS is embedded");
    let atlas = tree(&snapshot, &selection).expect("ATLAS is embedded");
    let rmf = tree(&snapshot, &Selection::by_default("nist-ai-rmf")).expect("it is embedded");
    let editions = succession(&snapshot, "owasp-llm").expect("it is embedded");
    let garak = NamedNodeRef::new_unchecked("https://w3id.org/aisec-graph/id/resource/github.com/nvidia/garak");
    let around = around(&snapshot, garak, &selection, "mitre-atlas").expect("it is listed");
    let team =
        stack(&snapshot, &WrittenStack::named(&["garak,ModelScan,LLM Guard".to_owned()])).expect("all are listed");
    let covered = stack_coverage(&snapshot, &team, &selection).expect("ATLAS is embedded");
    let subjects = [
        Subject::Lifecycle(&view),
        Subject::Matrix(&view),
        Subject::Layered(&view),
        Subject::Atlas(&atlas),
        Subject::Rmf(&rmf),
        Subject::Stack(&covered, None),
        Subject::Ego(&around),
        Subject::Bump(&editions),
        Subject::Diff([("before", &covered.overview), ("now", &view)]),
    ];
    let draw = |subject: Subject<'_>, options| {
        picture(subject, options).value.write(render::Format::Svg, &mut io::sink()).is_ok()
    };
    for subject in subjects {
        let view = subject.view().name();
        group.bench_function(view, |bencher| bencher.iter(|| black_box(draw(subject, Options::default()))));
    }
    let untangled = Options { order: Some(Order::Crossings), ..Options::default() };
    group.bench_function("layered, few crossings", |bencher| {
        bencher.iter(|| black_box(draw(Subject::Layered(&view), untangled)));
    });
    group.sample_size(10);
    let large = a_million_tools(view.clone());
    group.bench_function("matrix of 1 M tools and 400 risks", |bencher| {
        bencher.iter(|| black_box(draw(Subject::Matrix(&large), Options::default())));
    });
    group.finish();
    let mut group = criterion.benchmark_group("export");
    for syntax in [Syntax::Turtle, Syntax::NQuads, Syntax::JsonLd] {
        let write = || write(&snapshot, Format::Rdf(syntax), io::sink());
        group.bench_function(format!("{syntax:?}"), |bencher| bencher.iter(|| black_box(write()).is_ok()));
    }
    group.finish();
}

/// The same phases with a million tools and 400 risks, each tool addressing one to three of them.
fn a_million_tools(mut view: Overview) -> Overview {
    let iri = |kind: &str, number: usize| format!("https://example.org/{kind}/{number}");
    let phases = view.phases.len();
    let template = view.risks.first().cloned().expect("there are risks");
    view.tools =
        (0..1_000_000).map(|n| ToolNode { iri: iri("tool", n), name: format!("Tool {n}"), url: None }).collect();
    view.risks = (0..400)
        .map(|n| RiskNode { iri: iri("risk", n), code: format!("R{n}"), phase: n % phases, ..template.clone() })
        .collect();
    (view.addressing, view.mapped, view.reach) = (Vec::new(), Vec::new(), Vec::new());
    for tool in 0..1_000_000 {
        for nth in 0..=tool % 3 {
            let (risk, grade, group) = ((tool * 7 + nth * 131) % 400, Grade::PartlyCovers, RoleGroup::Unstated);
            view.addressing.push(Addressing { tool, risk, grade, reviewed: false, group });
        }
    }
    view.addressing.sort_unstable();
    view
}

/// A million tools that address one to three of 40 risks each, every risk leading to ten of 400 items.
fn set_cover(criterion: &mut Criterion) {
    let mut state = 42_u64;
    let mut below = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % bound).unwrap_or_default()
    };
    let tool = |_| {
        let risks: Vec<usize> = (0..=below(3)).map(|_| below(40)).collect();
        Bits::of(400, risks.into_iter().flat_map(|risk| risk * 10..risk * 10 + 10))
    };
    let sets: Vec<Bits> = (0..1_000_000).map(tool).collect();
    let problem = Problem { targets: 400, sets, forced: vec![], most: None, nodes: 50_000 };
    let mut group = criterion.benchmark_group("recommend");
    group.sample_size(10);
    group.bench_function("1 M tools, 400 items", |bencher| bencher.iter(|| black_box(choose(black_box(&problem)))));
    group.finish();
}

criterion_group!(stages, imports, builds, answers, set_cover);
criterion_main!(stages);
