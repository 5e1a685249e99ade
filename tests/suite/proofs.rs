//! Every derived statement leads back to lines of sources.

use crate::built_in::{built_in, iri};
use crate::command::Workspace;
use aisec_graph::explain::{Extent, Proof, proof_of_addressing, prove, statements};
use aisec_graph::export::proof_quads;
use aisec_graph::rdf;
use aisec_graph::rules::{Statement, derive};
use aisec_graph::snapshot::{Snapshot, SnapshotBuilder};
use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::BTreeSet;
use std::sync::OnceLock;

fn node(name: &str) -> NamedNode {
    NamedNode::new(iri(name)).unwrap()
}

/// That there is each coverage node: the edges that answers and pictures are made of.
fn edges(snapshot: &Snapshot) -> Vec<Statement> {
    let id = |name: &str| snapshot.iri_id(NamedNodeRef::new(&iri(name)).unwrap()).unwrap();
    let (is_a, coverage) = (id("rdf:type"), id("aisec:Coverage"));
    let nodes = snapshot.subjects(node("rdf:type").as_ref(), coverage);
    nodes.map(|node| [node, is_a, coverage]).collect()
}

/// What a run looks at: everything where code is optimized, as in CI, else every sixteenth.
fn looked_at<T>(all: Vec<T>) -> Vec<T> {
    let step = if cfg!(debug_assertions) { 16 } else { 1 };
    all.into_iter().step_by(step).collect()
}

/// All proofs of the edges of the built-in graph that are looked at, found once.
fn all_proofs() -> &'static Proof {
    static PROOF: OnceLock<Proof> = OnceLock::new();
    PROOF.get_or_init(|| {
        let snapshot = &built_in().snapshot;
        prove(snapshot, &looked_at(edges(snapshot)), Extent::All).unwrap()
    })
}

#[test]
fn every_coverage_edge_has_a_proof_that_ends_in_lines_of_sources() {
    let snapshot = &built_in().snapshot;
    let proof = all_proofs();
    assert!(proof.goals.len() > 100);
    assert_eq!(proof.goals.len(), looked_at(edges(snapshot)).len(), "every edge is proved");
    for &goal in &proof.goals {
        assert!(!proof.statements[goal].steps.is_empty(), "{} is derived", proof.statements[goal].says);
    }
    for statement in &proof.statements {
        assert!(!statement.places.is_empty() || !statement.steps.is_empty(), "where does `{}` stand?", statement.says);
        assert!(statement.places.iter().all(|place| place.line > 0));
    }
    for step in &proof.steps {
        assert!(!step.premises.is_empty(), "{} takes something", step.rule);
    }
}

/// Rules are proved by running them on what they made: there they must not find more.
#[test]
fn rules_add_nothing_to_their_own_result() {
    let snapshot = &built_in().snapshot;
    let mut builder = SnapshotBuilder::default();
    for quad in snapshot.quads() {
        builder.insert(&quad).unwrap();
    }
    let again = derive(builder).unwrap().build(snapshot.default_graph()).unwrap();
    let lines = |snapshot: &Snapshot| snapshot.quads().map(|quad| quad.to_string()).collect::<BTreeSet<_>>();
    let (before, after) = (lines(snapshot), lines(&again));
    assert_eq!(after.difference(&before).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn every_state_has_a_proof() {
    let snapshot = &built_in().snapshot;
    let state = node("aisec:state");
    let predicate = snapshot.iri_id(state.as_ref()).and_then(|id| snapshot.predicate(id)).unwrap();
    let pairs = snapshot.pairs(predicate);
    let items: Vec<NamedNode> = pairs.subjects.iter().map(|id| NamedNode::new(snapshot.text(id)).unwrap()).collect();
    let goals: Vec<Statement> = items.iter().flat_map(|item| statements(snapshot, item, Some(&state), None)).collect();
    assert!(goals.len() > 300);
    let proof = prove(snapshot, &looked_at(goals), Extent::Best).unwrap();
    for &goal in &proof.goals {
        assert!(!proof.statements[goal].steps.is_empty(), "{}", proof.statements[goal].says);
    }
    let placeless = proof.statements.iter().find(|proved| proved.steps.is_empty() && proved.places.is_empty());
    assert_eq!(placeless.map(|proved| &proved.says), None);
}

#[test]
fn a_proof_needs_the_lines_that_every_way_uses() {
    let snapshot = &built_in().snapshot;
    let lines = |resource: &str, item: &str| {
        let proof = proof_of_addressing(snapshot, &node(resource), &node(item), Extent::All).unwrap();
        let needed = proof.needed_by_goals();
        let goals = proof.goals.iter().map(|&goal| {
            let [_, predicate, object] = &proof.statements[goal].triple;
            format!("{predicate} {object}")
        });
        goals.zip(needed).collect::<Vec<_>>()
    };
    let foolbox = lines("id:resource/github.com/bethgelab/foolbox", "id:owasp-ml-2023/ML01");
    let (_, listed) = foolbox.iter().find(|(goal, _)| goal.contains("#Listed")).expect("the list labels it");
    let sources: Vec<&str> = listed.iter().map(|(source, _)| source.as_str()).collect();
    assert!(sources.contains(&"mlsecops"), "one listing labels it: {sources:?}");
    assert!(sources.contains(&"mlsecops--owasp-ml-2023"), "one mapping leads there: {sources:?}");
    // A claim on the item, and claims on two risks with mappings that let less through: the grade needs the first, that
    // there is a review at all needs none.
    let garak = lines("id:resource/github.com/nvidia/garak", "id:mitre-atlas/AML.T0051");
    let (_, reviewed) = garak.iter().find(|(goal, _)| goal.contains("#Reviewed")).expect("it is reviewed");
    assert!(!reviewed.iter().any(|(source, _)| source == "claims"), "{reviewed:?}");
    let (_, partly) = garak.iter().find(|(goal, _)| goal.contains("#PartlyCovers")).expect("a part is covered");
    assert!(partly.iter().any(|(source, _)| source == "claims"), "{partly:?}");
}

/// A proof in PROV-O is RDF that another reader reads, and its leaves have source and line.
#[test]
fn a_proof_in_prov_ends_in_places() {
    let snapshot = &built_in().snapshot;
    let (resource, item) = (node("id:resource/github.com/bethgelab/foolbox"), node("id:owasp-ml-2023/ML01"));
    let proof = proof_of_addressing(snapshot, &resource, &item, Extent::All).unwrap();
    let quads = proof_quads(&proof);
    let has = |subject: &NamedOrBlankNode, predicate: &str| {
        quads.iter().any(|quad| quad.subject == *subject && quad.predicate.as_str() == iri(predicate))
    };
    let entities: Vec<&NamedOrBlankNode> = quads
        .iter()
        .filter(|quad| quad.predicate.as_str() == iri("rdf:type") && quad.object == node("prov:Entity").into())
        .map(|quad| &quad.subject)
        .collect();
    assert!(entities.len() > 20);
    for entity in entities {
        let is_leaf = has(entity, "dcterms:source") && has(entity, "aisec:line");
        assert!(is_leaf || has(entity, "prov:wasDerivedFrom"), "{entity} comes from nowhere");
    }
}

/// Takes single lines away and derives anew: what goes is what every proof says needs that line.
#[test]
fn without_a_line_exactly_the_edges_go_that_need_it() {
    /// Any number does; this one is written down so that every run takes the same lines.
    const SEED: u64 = 20_261_122;
    let rebuilds = if cfg!(debug_assertions) { 2 } else { 50 };
    let snapshot = &built_in().snapshot;
    let proof = all_proofs();
    let needed = proof.needed_by_goals();
    let edges: Vec<String> = proof.goals.iter().map(|&goal| proof.statements[goal].triple[0].to_string()).collect();
    let places = proof.statements.iter().flat_map(|statement| &statement.places);
    // Rows: neither the heads of mapping sets nor what the ontology says.
    let rows = places.filter(|place| place.line > 1 && !place.source.starts_with("ontology/"));
    let lines: BTreeSet<(String, u32)> = rows.map(|place| (place.source.clone(), place.line)).collect();
    let lines: Vec<(String, u32)> = lines.into_iter().collect();
    assert!(lines.len() > 100, "proofs use many lines: {}", lines.len());
    let mut at = SEED;
    for _ in 0..rebuilds {
        // Knuth's multiplier: the next of a sequence that looks random.
        at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let line = &lines[usize::try_from(at >> 33).unwrap() % lines.len()];
        let left = edges_without(snapshot, line);
        let gone: Vec<&String> = edges.iter().filter(|edge| !left.contains(*edge)).collect();
        let expected: Vec<&String> =
            edges.iter().zip(&needed).filter(|(_, needed)| needed.contains(line)).map(|(edge, _)| edge).collect();
        assert_eq!(gone, expected, "without {}:{}", line.0, line.1);
    }
}

/// Coverage nodes that follow from all that is stated but what a line states.
fn edges_without(snapshot: &Snapshot, (source, line): &(String, u32)) -> BTreeSet<String> {
    let (source, line) = (node(&format!("id:source/{source}")), Literal::from(i64::from(*line)));
    let built = built_in();
    let ontology = node("graph:ontology").into();
    let stated = rdf::quads(&built.catalog, &built.sources);
    let stated = stated.into_iter().chain(snapshot.quads().filter(|quad| quad.graph_name == ontology));
    let stated: Vec<Quad> = stated.collect();
    let says = |predicate: &str, object: &Term| {
        let rows = stated.iter().filter(|quad| quad.predicate.as_str() == iri(predicate) && quad.object == *object);
        rows.map(|quad| quad.subject.to_string()).collect::<BTreeSet<_>>()
    };
    let (from, there) = (says("dcterms:source", &source.into()), says("aisec:line", &line.into()));
    let rows: BTreeSet<_> = from.intersection(&there).collect();
    assert!(!rows.is_empty());
    let mut builder = SnapshotBuilder::default();
    for quad in stated.iter().filter(|quad| !rows.contains(&quad.subject.to_string())) {
        builder.insert(quad).unwrap();
    }
    let rebuilt = derive(builder).unwrap().build(snapshot.default_graph()).unwrap();
    edges(&rebuilt).into_iter().map(|[edge, ..]| rebuilt.term(edge).to_string()).collect()
}

/// What leads nowhere is not said to lead there, and what was asked for counts as in the proofs.
#[test]
fn why_not_follows_the_mappings_that_count() {
    let workspace = Workspace::with_built_in_graph();
    let said = |arguments: &[&str]| {
        let outcome = workspace.run([&["explain", "--why-not", "ModelScan"], arguments].concat());
        assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
        outcome.stdout
    };
    let row = "[owasp-llm-2026--owasp-asi-2026:";
    let own = said(&["ASI01"]);
    assert!(!own.contains(row) && !own.contains("owasp-llm-2026:LLM01"), "{own}");
    let added = said(&["ASI01", "--mappings", "owasp-llm-2026--owasp-asi-2026"]);
    let from =
        added.lines().find(|line| line.ends_with("from where mappings lead to it")).expect("mappings lead there");
    assert!(from.contains("owasp-llm-2026:LLM01") && added.contains(row), "{added}");
}

/// A rule that forbids some values is not said to forbid all.
#[test]
fn what_must_not_be_there_is_told_with_its_conditions() {
    let snapshot = &built_in().snapshot;
    let (resource, item) = (node("id:resource/github.com/bethgelab/foolbox"), node("id:owasp-ml-2023/ML01"));
    let proof = proof_of_addressing(snapshot, &resource, &item, Extent::All).unwrap();
    let absent: Vec<&String> = proof.steps.iter().flat_map(|step| &step.absent).collect();
    let status: Vec<&&String> = absent.iter().filter(|says| says.contains("publication status")).collect();
    assert!(!status.is_empty() && absent.iter().any(|says| says.ends_with("succession kind ?kind")));
    for says in status {
        assert!(says.ends_with(" publication status ?status where ?status is not \"current\""), "{says}");
    }
    let (threat, edition) = (node("id:mitre-atlas/2026.09/AML.T0054"), node("aisec:countedIn"));
    let goals = statements(snapshot, &threat, Some(&edition), None);
    let proof = prove(snapshot, &goals, Extent::Best).unwrap();
    let absent = proof.steps.iter().flat_map(|step| &step.absent).find(|says| says.contains("?child")).unwrap();
    assert!(absent.ends_with(" where ?childStatus is not \"retired\""), "{absent}");
}

#[test]
fn a_value_is_named_in_full_as_by_its_short_name() {
    let workspace = Workspace::with_built_in_graph();
    let run = |arguments: &[&str]| workspace.run([&["explain"], arguments].concat());
    let short = run(&["AML.T0051", "aisec:state", "aisec:PartlyCovered"]);
    assert_eq!(short.status, Some(0), "{}", short.stderr);
    let full = iri("aisec:PartlyCovered");
    for value in [full.clone(), format!("<{full}>"), "<aisec:PartlyCovered>".to_owned()] {
        assert_eq!(run(&["AML.T0051", "aisec:state", &value]), short, "{value}");
    }
}

#[test]
fn without_a_proof_no_file_is_written() {
    let workspace = Workspace::with_built_in_graph();
    let said = "nothing says that ModelScan addresses mitre-atlas:AML.T0051 LLM Prompt Injection in MITRE ATLAS 2026.09 \
                (--why-not says what is missing)\n";
    let shown = workspace.run(["explain", "ModelScan", "AML.T0051"]);
    assert_eq!((shown.status, shown.stdout.as_str()), (Some(0), said));
    for file in ["none.md", "none.txt", "none.json", "none.ttl"] {
        let outcome = workspace.run(["explain", "ModelScan", "AML.T0051", "-o", file]);
        assert_eq!((outcome.status, outcome.stdout.as_str(), outcome.stderr.as_str()), (Some(0), "", said), "{file}");
        assert!(!workspace.work().join(file).exists(), "{file}");
    }
}

#[test]
fn what_is_no_property_and_what_is_no_resource_is_told() {
    let workspace = Workspace::with_built_in_graph();
    let told = |thing: &str, item: &str| {
        let outcome = workspace.run(["explain", thing, item]);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(2), ""));
        outcome.stderr
    };
    let property = told("AML.T0051", "aisec:nonsense");
    assert_eq!(property, "error: this graph has no property and no thing `aisec:nonsense`\n");
    let exchanged = told("AML.T0054", "garak");
    assert!(exchanged.contains("`AML.T0054` is no resource") && exchanged.contains("aisec explain garak AML.T0054"));
    assert!(told("AML.T9999", "garak").contains("no resource is called `AML.T9999`"));
}

/// The first line answers; the rest proves it, without what only repeats a row.
#[test]
fn a_proof_begins_with_its_verdict() {
    let workspace = Workspace::with_built_in_graph();
    let shown = |arguments: &[&str]| {
        let outcome = workspace.run([&["explain"], arguments].concat());
        assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
        outcome.stdout
    };
    let verdict = "Foolbox partly covers owasp-ml-2023:ML01 Input Manipulation Attack in \
                   OWASP Machine Learning Security Top 10 2023: exercised (reviewed)";
    for format in ["text", "markdown"] {
        let text = shown(&["Foolbox", "ML01:2023", "--format", format]);
        assert!(text.starts_with(&format!("{verdict}\n")), "{text}");
        assert!(!text.contains("Counted mapping") && !text.contains("publication status"), "{text}");
        let replaced = text.find("a review replaces it").expect("labels are replaced");
        assert!(text.find("(reviewed, exercised)").expect("a review counts") < replaced, "{text}");
    }
    let json = shown(&["Foolbox", "ML01:2023", "--format", "json"]);
    assert!(json.contains(verdict) && json.contains("is a Counted mapping"));
    assert!(shown(&["Foolbox", "ML01:2023", "-v"]).contains("is a Counted mapping"));
    assert!(shown(&["garak", "LLM01:2025"]).lines().next().is_some_and(|line| line.starts_with("garak ")));
}

#[test]
fn what_is_missing_is_told_in_every_format() {
    let workspace = Workspace::with_built_in_graph();
    let run = |arguments: &[&str]| workspace.run([&["explain", "--why-not", "garak", "5.2"], arguments].concat());
    let text = run(&[]).stdout;
    let markdown = run(&["-o", "why.md"]);
    assert_eq!((markdown.status, markdown.stdout.as_str()), (Some(0), ""));
    let markdown = std::fs::read_to_string(workspace.work().join("why.md")).unwrap();
    let json = run(&["--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let first = text.lines().next().unwrap();
    assert!(first.starts_with("nothing says that garak addresses mit-ai-risk:5.2 "), "{text}");
    assert!(markdown.starts_with(&format!("{first}\n\n- no tool is meant to address it")), "{markdown}");
    assert_eq!(json["verdict"], first);
    assert_eq!(json["missing"][0]["lack"], "out-of-scope");
    assert_eq!(json["missing"][0]["closest"][0]["source"], "mit-ai-risk.items");
    let rdf = run(&["-o", "why.ttl"]);
    assert!(rdf.status == Some(2) && rdf.stderr.contains("`--why-not` has no RDF"), "{}", rdf.stderr);
}

#[test]
fn every_rule_has_a_title_in_chinese_and_a_step_of_a_proof_says_it() {
    let is_chinese = |text: &str| text.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    let rules = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("queries/rules");
    let mut titles = BTreeSet::new();
    for file in std::fs::read_dir(rules).expect("the folder is there") {
        let file = file.expect("it can be read").path();
        let text = std::fs::read_to_string(&file).expect("it is text");
        let title = text.lines().find_map(|line| line.strip_prefix("# title-zh: ")).unwrap_or_default();
        assert!(is_chinese(title) && !title.ends_with('。'), "{}: {title}", file.display());
        assert!(titles.insert(title.to_owned()), "{title}: each says its own");
    }
    let outcome = Workspace::with_built_in_graph().run(["explain", "garak", "LLM01:2026", "--format", "json"]);
    let proof: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
    let steps = proof["steps"].as_array().expect("steps");
    assert!(!steps.is_empty());
    for step in steps {
        assert!(titles.contains(step["titleZh"].as_str().unwrap_or_default()), "{step}");
    }
}
