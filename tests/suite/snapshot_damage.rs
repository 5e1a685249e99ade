//! Snapshots that are not what they should be: an error, or the right answer; never a crash, never a wrong one.

use crate::command::Workspace;
use crate::snapshots::in_memory;
use aisec_graph::query::{self, Prepared};
use aisec_graph::snapshot::{DefaultGraph, GraphScope, OpenError, Pattern, Snapshot, SnapshotBuilder};
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, Quad, Term};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

/// Bytes of the header and of a block.
const BLOCK: usize = 4096;
const CHECKSUM: std::ops::Range<usize> = 20..24;
const COUNTS: usize = 32;
const TABLE: usize = 80;
const SECTIONS: usize = 22;

/// A snapshot file to be changed.
struct File {
    workspace: Workspace,
    bytes: Vec<u8>,
}

impl File {
    fn new() -> Self {
        Self::of(&in_memory(quads()))
    }

    fn of(snapshot: &Snapshot) -> Self {
        let mut bytes = Vec::new();
        snapshot.write_to(&mut bytes).unwrap();
        Self { workspace: Workspace::new(), bytes }
    }

    fn word(&self, at: usize) -> usize {
        usize::try_from(u64::from_le_bytes(self.bytes[at..at + 8].try_into().unwrap())).unwrap()
    }

    /// Offset and length of each section.
    fn sections(&self) -> Vec<(usize, usize)> {
        (0..SECTIONS).map(|index| (self.word(TABLE + index * 24), self.word(TABLE + index * 24 + 8))).collect()
    }

    /// Makes every checksum fit again.
    fn seal(bytes: &mut [u8], checksums: usize) {
        for block in 1..checksums / BLOCK {
            let checksum = crc32fast::hash(&bytes[block * BLOCK..(block + 1) * BLOCK]);
            bytes[checksums + (block - 1) * 4..checksums + block * 4].copy_from_slice(&checksum.to_le_bytes());
        }
        bytes[CHECKSUM].fill(0);
        let checksum = crc32fast::hash(&bytes[..BLOCK]);
        bytes[CHECKSUM].copy_from_slice(&checksum.to_le_bytes());
    }

    fn checksums(&self) -> usize {
        self.sections()[SECTIONS - 1].0
    }

    fn open(&self, bytes: &[u8]) -> Result<Snapshot, OpenError> {
        Snapshot::open(&self.write(bytes))
    }

    fn write(&self, bytes: &[u8]) -> PathBuf {
        // By renaming, as a snapshot may be mapped still.
        let new = self.workspace.write("new", bytes);
        let path = self.workspace.path("a.aisec");
        fs::rename(new, &path).unwrap();
        path
    }
}

/// A little of everything: several blocks of terms and triples, sets of graphs, integers, blank nodes.
fn quads() -> Vec<Quad> {
    quads_of(400)
}

fn quads_of(things: i32) -> Vec<Quad> {
    let iri = |name: String| NamedNode::new(format!("http://example.org/{name}")).unwrap();
    let mut quads = Vec::new();
    for n in 0..things {
        let subject = iri(format!("thing/{n}"));
        let objects: [Term; 4] = [
            iri(format!("thing/{}", n * 7 % things)).into(),
            Literal::from(n * 3 % 100).into(),
            Literal::new_language_tagged_literal(format!("thing number {n}"), "en").unwrap().into(),
            BlankNode::new(format!("b{}", n % 5)).unwrap().into(),
        ];
        for (index, object) in objects.into_iter().enumerate() {
            let quad = Quad::new(subject.clone(), iri(format!("p{index}")), object, GraphName::DefaultGraph);
            for graph in 0..=(n % 3) {
                quads.push(Quad { graph_name: iri(format!("graph/{graph}")).into(), ..quad.clone() });
            }
            quads.push(quad);
        }
    }
    quads
}

/// What a reader may ask: lookups, columns, counts, and all quads.
fn answers(snapshot: &Snapshot) -> BTreeSet<String> {
    let mut answers = BTreeSet::new();
    let text = |id| snapshot.term(id).to_string();
    for name in ["thing/7", "thing/399", "thing/400"] {
        let node = NamedNode::new(format!("http://example.org/{name}")).unwrap();
        let Some(id) = snapshot.iri_id(node.as_ref()) else { continue };
        for pattern in
            [Pattern { subject: Some(id), ..Pattern::default() }, Pattern { object: Some(id), ..Pattern::default() }]
        {
            answers.insert(format!("{name} {}", snapshot.count(pattern)));
            for scope in [GraphScope::Union, GraphScope::Unnamed, GraphScope::EachNamed] {
                for found in snapshot.matches(pattern, scope) {
                    answers.insert(format!("{name} {:?} {:?}", found.triple.map(text), found.graph.map(text)));
                }
            }
        }
    }
    for (predicate, term) in snapshot.predicates() {
        let all = Pattern { predicate: Some(term), ..Pattern::default() };
        answers.insert(format!("{} {}", text(term), snapshot.matches(all, GraphScope::Unnamed).count()));
        let pairs = snapshot.pairs(predicate);
        for (subject, object) in pairs.subjects.iter().zip(pairs.objects) {
            answers.insert(format!("{} {} {}", text(subject), text(term), snapshot.text(object)));
            let subjects = snapshot.subjects_of(predicate, object);
            answers.insert(format!("{} {}", subjects.len(), snapshot.objects_of(subject, predicate).len()));
        }
    }
    answers.extend(snapshot.quads().map(|quad| quad.to_string()));
    answers
}

/// Numbers that look random and are the same every time.
fn numbers(mut state: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    }
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let file = File::new();
    let mut next = numbers(1);
    let mut lengths: BTreeSet<usize> = (0..40).collect();
    for (offset, length) in file.sections() {
        lengths.extend([offset - 1, offset, offset + length - usize::from(length > 0), offset + length]);
    }
    lengths.extend((0..50).map(|_| next(file.bytes.len())));
    lengths.remove(&file.bytes.len());
    for length in lengths {
        let result = file.open(&file.bytes[..length]);
        let is_right = match length {
            0..8 => matches!(result, Err(OpenError::NotASnapshot { .. })),
            _ => matches!(result, Err(OpenError::Damaged { .. })),
        };
        assert!(is_right, "cut to {length} bytes: {result:?}");
    }
    assert!(file.open(&[file.bytes.as_slice(), b"x"].concat()).is_err());
}

#[test]
fn a_header_with_any_bit_changed_is_refused() {
    let file = File::new();
    let mut next = numbers(2);
    let used = (TABLE + SECTIONS * 24) * 8;
    // Its rest is zero.
    for bit in (0..used).chain((0..200).map(|_| next(BLOCK * 8))) {
        let mut bytes = file.bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(file.open(&bytes).is_err(), "bit {bit}");
    }
}

#[test]
fn a_bit_changed_anywhere_else_gives_the_right_answer_or_an_error() {
    let file = File::new();
    let right = answers(&file.open(&file.bytes).unwrap());
    assert_eq!(right, answers(&in_memory(quads())));
    let mut next = numbers(3);
    let mut noticed = 0;
    for round in 0..150 {
        let at = BLOCK + next(file.bytes.len() - BLOCK);
        let mut bytes = file.bytes.clone();
        bytes[at] ^= 1 << next(8);
        let snapshot = file.open(&bytes).unwrap();
        let told = answers(&snapshot);
        assert!(snapshot.damage().is_some() || told == right, "round {round}: byte {at}");
        noticed += usize::from(snapshot.damage().is_some());
        let snapshot = file.open(&bytes).unwrap();
        snapshot.verify(SnapshotBuilder::default()).unwrap();
        assert!(snapshot.damage().is_some(), "round {round}: byte {at} was not noticed by a full check");
    }
    assert!(noticed > 100, "{noticed}");
}

#[test]
fn false_content_with_checksums_that_fit_does_no_harm() {
    let file = File::of(&in_memory(quads_of(120)));
    let checksums = file.checksums();
    let sections = file.sections();
    let mut next = numbers(4);
    for round in 0..200 {
        let mut bytes = file.bytes.clone();
        for _ in 0..=next(3) {
            // Small sections get their share.
            let (offset, length) = sections[next(SECTIONS - 1)];
            let at = offset + next(length.max(1));
            let word = [0, 1, 0x7F, 0xFF, u8::try_from(next(256)).unwrap()][next(5)];
            bytes[at..at + 1 + next(4)].fill(word);
        }
        if round % 8 == 0 {
            let at = COUNTS + next(48);
            bytes[at] = u8::try_from(next(256)).unwrap();
        }
        File::seal(&mut bytes, checksums);
        if bytes == file.bytes {
            continue;
        }
        let Ok(snapshot) = file.open(&bytes) else { continue };
        answers(&snapshot);
        snapshot.verify(SnapshotBuilder::default()).unwrap();
        assert!(snapshot.damage().is_some(), "round {round} was not noticed by a full check");
    }
}

#[test]
fn every_number_out_of_range_is_noticed_when_it_is_read() {
    let file = File::new();
    let checksums = file.checksums();
    // All but the bytes of terms and texts, statistics and checksums.
    for index in (0..SECTIONS - 2).filter(|index| ![1, 3].contains(index)) {
        let (offset, length) = file.sections()[index];
        let mut bytes = file.bytes.clone();
        bytes[offset..offset + length].fill(0x7F);
        File::seal(&mut bytes, checksums);
        let snapshot = file.open(&bytes).unwrap();
        answers(&snapshot);
        assert!(snapshot.damage().is_some(), "section {index}");
    }
}

#[test]
fn terms_that_are_none_are_no_terms() {
    let good = "http://example.org/s";
    let iri = |text: &str| NamedNode::new_unchecked(text);
    for bad in [
        "http://e/s> <http://e/evil",
        "http://e/\u{1b}[31m",
        "http://e/a b",
        "http://e/{",
        "http://e/\\",
        "http://e/`",
        "http://e/\u{85}",
        "",
    ] {
        let file = File::of(&in_memory([Quad::new(iri(good), iri(good), iri(bad), GraphName::DefaultGraph)]));
        told_as_damage(&file, bad);
        let typed = Literal::new_typed_literal("x", iri(bad));
        told_as_damage(&File::of(&in_memory([Quad::new(iri(good), iri(good), typed, GraphName::DefaultGraph)])), bad);
    }
    for bad in ["en us", "", "é", "en\u{1b}"] {
        let tagged = Literal::new_language_tagged_literal_unchecked("x", bad);
        told_as_damage(&File::of(&in_memory([Quad::new(iri(good), iri(good), tagged, GraphName::DefaultGraph)])), bad);
    }
    let blank = BlankNode::new_unchecked("b> x");
    told_as_damage(&File::of(&in_memory([Quad::new(blank, iri(good), iri(good), GraphName::DefaultGraph)])), "b> x");
}

fn told_as_damage(file: &File, what: &str) {
    let snapshot = file.open(&file.bytes).unwrap();
    assert!(snapshot.quads().count() <= 1);
    assert!(snapshot.damage().is_some(), "{what:?}");
    let asked = file.workspace.run(["query", "--data", "a.aisec", "SELECT * { ?s ?p ?o }"]);
    assert_eq!((asked.status, asked.stdout.as_str()), (Some(3), ""), "{what:?}: {asked:?}");
}

#[test]
fn commands_tell_damage_with_status_3_and_no_answer() {
    let file = File::new();
    let mut bytes = file.bytes.clone();
    for (offset, length) in file.sections() {
        bytes[offset + length / 2] ^= 1;
    }
    file.write(&bytes);
    for arguments in [
        ["query", "--data", "a.aisec", "SELECT * { ?s ?p ?o } LIMIT 1"].as_slice(),
        &["query", "--data", "a.aisec", "ASK { <http://example.org/thing/7> ?p ?o }"],
        &["query", "--data", "a.aisec", "CONSTRUCT WHERE { ?s ?p 5 }"],
        &["export", "--data", "a.aisec", "--format", "nquads"],
        &["export", "--data", "a.aisec", "-o", "out.ttl"],
        &["convert", "a.aisec", "--to", "nquads"],
        &["coverage", "--data", "a.aisec", "--framework", "owasp-llm"],
        &["frameworks", "--data", "a.aisec"],
        &["explain", "--data", "a.aisec", "http://example.org/thing/7"],
        &["find", "--data", "a.aisec", "thing"],
        &["render", "--data", "a.aisec", "matrix"],
        &["diff", "a.aisec", "a.aisec"],
        &["diff", "a.aisec", "a.aisec", "--what", "bytes"],
        &["check", "a.aisec"],
    ] {
        let outcome = file.workspace.run(arguments);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(3), ""), "{arguments:?}: {outcome:?}");
        assert!(outcome.stderr.contains("a.aisec is damaged"), "{arguments:?}: {outcome:?}");
    }
    assert_eq!(file.workspace.files(), ["a.aisec"]);
}

#[test]
fn what_is_no_snapshot_of_this_machine_is_told() {
    let file = File::new();
    let changed = |at: usize, word: [u8; 4]| {
        let mut bytes = file.bytes.clone();
        bytes[at..at + 4].copy_from_slice(&word);
        File::seal(&mut bytes, file.checksums());
        file.open(&bytes)
    };
    assert!(matches!(changed(12, [9, 0, 0, 0]), Err(OpenError::OtherVersion { found: 9, .. })));
    assert!(matches!(changed(8, [10, 11, 12, 13]), Err(OpenError::OtherByteOrder { .. })));
    assert!(matches!(changed(16, [2, 0, 0, 0]), Err(OpenError::Damaged { .. })));
    assert!(matches!(file.open(b""), Err(OpenError::NotASnapshot { .. })));
    assert!(matches!(file.open(b"AISECSN"), Err(OpenError::NotASnapshot { .. })));
    assert!(matches!(Snapshot::open(&file.workspace.work()), Err(OpenError::Folder { .. })));
    assert!(matches!(Snapshot::open("/dev/zero".as_ref()), Err(OpenError::NotASnapshot { .. })));
    assert!(matches!(Snapshot::open("/dev/null".as_ref()), Err(OpenError::NotASnapshot { .. })));
}

#[test]
fn a_snapshot_is_read_from_a_pipe() {
    let file = File::new();
    file.write(&file.bytes);
    let count = "query --data pipe.aisec --format csv 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }'";
    let (status, text) = file.workspace.shell(&format!("mkfifo pipe.aisec; cat a.aisec > pipe.aisec & aisec {count}"));
    assert_eq!((status, text.as_str()), (Some(0), "n\r\n1600\r\n"));
}

#[test]
fn a_snapshot_replaced_while_it_is_open_stays_as_it_was() {
    let file = File::new();
    let snapshot = file.open(&file.bytes).unwrap();
    let other = in_memory(quads().into_iter().take(3));
    let mut bytes = Vec::new();
    other.write_to(&mut bytes).unwrap();
    file.write(&bytes);
    assert_eq!(answers(&snapshot), answers(&in_memory(quads())));
    assert_eq!(snapshot.damage(), None);
    assert_eq!(Snapshot::open(&file.workspace.path("a.aisec")).unwrap(), other);
}

#[test]
fn another_default_graph_is_another_header_only() {
    let file = File::new();
    let union = file.open(&file.bytes).unwrap().with_default_graph(DefaultGraph::Union);
    let mut bytes = Vec::new();
    union.write_to(&mut bytes).unwrap();
    assert_eq!(bytes[BLOCK..], file.bytes[BLOCK..]);
    let again = file.open(&bytes).unwrap();
    assert_eq!(again.default_graph(), DefaultGraph::Union);
    assert_eq!(again, union);
    again.verify(SnapshotBuilder::default()).unwrap();
    assert_eq!(again.damage(), None);
}

const LIST: &str = "- [garak](https://github.com/NVIDIA/garak) - Probes language models.\n";

#[test]
fn two_builders_of_one_file_leave_a_whole_one() {
    let workspace = Workspace::new();
    workspace.write("list.md", LIST);
    let build = || {
        let mut command = workspace.command(env!("CARGO_BIN_EXE_aisec"));
        command.args(["build", "-q", "--only", "list.md", "-o", "a.aisec"]).stdout(Stdio::null());
        command.spawn().unwrap()
    };
    for mut builder in [build(), build(), build()] {
        assert!(builder.wait().unwrap().success());
    }
    let snapshot = Snapshot::open(&workspace.path("a.aisec")).unwrap();
    snapshot.verify(SnapshotBuilder::default()).unwrap();
    assert_eq!(snapshot.damage(), None);
    assert_eq!(workspace.files(), ["a.aisec", "list.md"]);
}

#[test]
fn a_builder_stopped_on_its_way_leaves_the_file_as_it_was() {
    let workspace = Workspace::new();
    workspace.write("list.md", LIST);
    workspace.write("a.aisec", "what was there");
    for delay_ms in [0, 5, 10, 20, 40, 80] {
        let mut command = workspace.command(env!("CARGO_BIN_EXE_aisec"));
        command.args(["build", "-q", "--only", "list.md", "-o", "a.aisec"]).stdout(Stdio::null());
        let mut builder = command.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(delay_ms));
        builder.kill().unwrap();
        let was_ready = builder.wait().unwrap().success();
        let bytes = workspace.read("a.aisec");
        assert!(bytes == b"what was there" || was_ready || Snapshot::open(&workspace.path("a.aisec")).is_ok());
    }
}

#[test]
fn a_full_disk_leaves_the_file_as_it_was() {
    let workspace = Workspace::new();
    workspace.write("list.md", LIST);
    workspace.write("a.aisec", "what was there");
    let (status, text) = workspace.shell("trap '' XFSZ; ulimit -f 40; aisec build -q --only list.md -o a.aisec");
    assert_eq!(status, Some(7), "{text}");
    assert!(text.contains("cannot write"), "{text}");
    assert_eq!(workspace.read("a.aisec"), b"what was there");
    assert_eq!(workspace.files(), ["a.aisec", "list.md"]);
    let (status, text) = workspace.shell("ln -s /dev/full full.aisec; aisec build -q --only list.md -o full.aisec");
    assert_eq!(status, Some(7), "{text}");
}

#[test]
#[cfg(unix)]
fn a_snapshot_cut_short_while_a_query_reads_it_is_told() {
    use std::io::{BufRead, BufReader, Read};

    let workspace = Workspace::new();
    let line = |n: u32| format!("<https://example.org/{n}> <https://example.org/is> \"{n} {}\" .\n", "x".repeat(80));
    workspace.write("a.nt", (0..20_000).map(line).collect::<String>());
    assert_eq!(workspace.shell("aisec convert a.nt -o a.aisec"), (Some(0), String::new()));
    // Here, and in a process of its own.
    for limits in [&[][..], &["--timeout", "50s"]] {
        fs::copy(workspace.path("a.aisec"), workspace.path("b.aisec")).unwrap();
        let mut command = workspace.command(env!("CARGO_BIN_EXE_aisec"));
        command.args(["query", "--data", "b.aisec", "SELECT * { ?s ?p ?o }", "--format", "csv"]).args(limits);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut rows = BufReader::new(child.stdout.take().unwrap());
        rows.read_line(&mut String::new()).unwrap();
        // What follows does not fit the pipe: the rest is still to be read from the file.
        fs::File::options().write(true).open(workspace.path("b.aisec")).unwrap().set_len(4096).unwrap();
        rows.read_to_end(&mut Vec::new()).unwrap();
        let outcome = child.wait_with_output().unwrap();
        let said = String::from_utf8(outcome.stderr).unwrap();
        assert_eq!(outcome.status.code(), Some(3), "{said}");
        assert!(said.starts_with("error: a snapshot was cut short") && said.lines().count() == 2, "{said}");
    }
}

/// Every thing of each layer leads to every thing of the next.
fn layers(layers: usize, things: usize) -> Vec<Quad> {
    let iri = |name: String| NamedNode::new(format!("http://example.org/{name}")).unwrap();
    let thing = |layer: usize, n: usize| iri(format!("{layer}/{n}"));
    let mut quads = Vec::new();
    for layer in 1..layers {
        for (from, to) in (0..things).flat_map(|from| (0..things).map(move |to| (from, to))) {
            let predicate = iri(format!("p{layer}"));
            quads.push(Quad::new(thing(layer - 1, from), predicate, thing(layer, to), GraphName::DefaultGraph));
        }
    }
    quads
}

#[test]
fn a_snapshot_whose_statistics_lie_gets_no_more_time_than_another() {
    let chain = |hops: usize| {
        let hop = |n: usize| format!("?{} <http://example.org/p{}> ?{n} . ", n - 1, n).replace('?', "?v");
        format!("SELECT (COUNT(*) AS ?rows) {{ {} FILTER (?v0 != ?v{hops}) }}", (1..=hops).map(hop).collect::<String>())
    };
    let made = in_memory(layers(9, 40));
    let file = File::of(&made);
    let mut bytes = file.bytes.clone();
    let (statistics, length) = file.sections()[SECTIONS - 2];
    for word in bytes[statistics..statistics + length].chunks_mut(4) {
        word.copy_from_slice(&1u32.to_le_bytes());
    }
    File::seal(&mut bytes, file.checksums());
    let lying = file.open(&bytes).unwrap();
    let query = |text: &str| query::parse(text, None).unwrap();
    // By its own figures it is over at once.
    assert!(Prepared::new(&lying, &query(&chain(8))).most_steps() < 1e5);
    assert!(Prepared::new(&made, &query(&chain(8))).most_steps() > 1e12);
    assert!(Prepared::if_over_soon(&lying, &query(&chain(8))).is_none());
    assert!(Prepared::if_over_soon(&lying.clone().known_as_ours(), &query(&chain(8))).is_some());
    assert!(Prepared::if_over_soon(&made, &query(&chain(1))).is_some());
    for look in ["SELECT * { ?s ?p <http://example.org/1/1> } LIMIT 3", "DESCRIBE <http://example.org/0/1>"] {
        assert!(Prepared::if_over_soon(&lying, &query(look)).is_some(), "{look}");
    }
    let quick = file.workspace.run(["query", "-v", "--data", "a.aisec", "--format", "csv", &chain(1)]);
    assert_eq!((quick.status, quick.stdout.as_str()), (Some(0), "rows\r\n1600\r\n"), "{quick:?}");
    assert!(quick.stderr.contains("in a process of its own"), "{quick:?}");
    for options in [&[][..], &["--explain"]] {
        let asked = ["query", "--data", "a.aisec", "--timeout", "1s", &chain(8)];
        let slow = file.workspace.run(asked.iter().chain(options));
        assert_eq!((slow.status, slow.stdout.as_str()), (Some(5), ""), "{slow:?}");
    }
}

#[test]
fn a_foreign_snapshot_says_why_an_answer_is_empty() {
    let file = File::new();
    file.write(&file.bytes);
    let text = "SELECT * { ?s <http://example.org/p0> ?o . ?o <http://example.org/p9> ?x }";
    let asked = file.workspace.run(["query", "-v", "--data", "a.aisec", text]);
    assert!(asked.stderr.contains("the answer is empty by `?o <http://example.org/p9> ?x"), "{asked:?}");
}

#[test]
fn runs_that_overlap_are_noticed_though_what_lies_between_is_not_read() {
    let file = File::of(&in_memory(quads_of(4_000)));
    // Offsets of subjects and of objects.
    for index in [8, 12] {
        let (offset, length) = file.sections()[index];
        assert!(length > 3 * BLOCK);
        let mut bytes = file.bytes.clone();
        // The first block ends with the last triple, the second falls back, the third begins with the first again.
        let most = u32::try_from(in_memory(quads_of(4_000)).triple_count()).unwrap();
        for (at, word) in [(BLOCK - 4, most), (BLOCK, most), (2 * BLOCK - 4, 0), (2 * BLOCK, 0)] {
            bytes[offset + at..offset + at + 4].copy_from_slice(&word.to_le_bytes());
        }
        File::seal(&mut bytes, file.checksums());
        let snapshot = file.open(&bytes).unwrap();
        let runs = |block: usize| {
            let thing = |n: usize| NamedNode::new(format!("http://example.org/thing/{n}")).unwrap();
            let id = (0..4_000).filter_map(|n| snapshot.iri_id(thing(n).as_ref()));
            let id = id.filter(|id| id.index() * 4 / BLOCK == block).nth(500).unwrap();
            for pattern in [
                Pattern { subject: Some(id), ..Pattern::default() },
                Pattern { object: Some(id), ..Pattern::default() },
            ] {
                snapshot.count(pattern);
            }
            snapshot.damage().is_some()
        };
        assert_eq!((runs(0), runs(2)), (false, true), "section {index}");
    }
}
