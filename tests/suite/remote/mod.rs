//! SPARQL servers: what is pushed comes back the same, what is asked is answered as in here, and what they get wrong is
//! told.

mod replicas;
mod server;

use crate::command::{Outcome, Workspace};
use aisec_graph::about;
use aisec_graph::pipeline::{self, Inputs};
use aisec_graph::query::{self, Answers, bind, catalogue, resolve_parameters};
use aisec_graph::remote::{Door, Endpoint, ExchangeLimits, RemoteAnswer, Upload, Version, Writer, address, mirror};
use aisec_graph::snapshot::Snapshot;
use oxrdf::Term;
use server::{Manner, Server};
use std::sync::OnceLock;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

const SMALL: &str = "@prefix : <https://example.org/> .
:a :knows :b , :c ; :name \"A\"@en-GB ; :weight 1.50 , 007 .
:b :knows :c ; :name \"B \\\"quoted\\\"\\n\" .
";

fn graph() -> &'static Snapshot {
    static GRAPH: OnceLock<Snapshot> = OnceLock::new();
    GRAPH.get_or_init(|| pipeline::build(&Inputs::default()).expect("the embedded sources build").snapshot)
}

fn endpoint(server: &Server) -> Endpoint {
    Endpoint::new(address(&server.url("query")).unwrap(), None, ExchangeLimits::USUAL).unwrap()
}

/// Puts the built-in graph on a server.
fn pushed(server: &Server) -> Version {
    let digest = about::stated_digest(graph()).unwrap();
    let upload = Upload::new(graph(), digest).unwrap();
    let door = Door::Store(address(&server.url("store")).unwrap());
    let writer = Writer::new(door, None, ExchangeLimits::USUAL).unwrap();
    upload.send(&endpoint(server), &writer, |_, _| ()).unwrap();
    upload.make_current(&endpoint(server), &writer).unwrap();
    upload.version().clone()
}

fn push(workspace: &Workspace, server: &Server, more: &[&str]) -> Outcome {
    let (endpoint, store) = (server.url("query"), server.url("store"));
    let base = ["push", "--endpoint", &endpoint, "--store", &store];
    workspace.run(base.iter().chain(more))
}

fn query(workspace: &Workspace, server: &Server, text: &str) -> Outcome {
    workspace.run(["query", text, "--endpoint", &server.url("query"), "--format", "csv"])
}

#[test]
fn named_questions_have_the_same_answers_on_a_server() {
    let server = Server::start(Manner::Well);
    let version = pushed(&server);
    let endpoint = endpoint(&server);
    for question in catalogue() {
        let mut asked = query::parse(&question.text, None).unwrap();
        let given = question.parameters.iter().filter(|parameter| !parameter.example.is_empty());
        let given: Vec<(String, String)> =
            given.map(|parameter| (parameter.name.clone(), parameter.example.clone())).collect();
        let (bindings, _) = resolve_parameters(graph(), &question, &given).unwrap();
        bind(&mut asked, &bindings);
        let RemoteAnswer::Solutions { variables, rows } = endpoint.ask(&asked, Some(&version.all())).unwrap() else {
            panic!("{}: a question selects", question.name);
        };
        let Answers::Solutions(own) = query::run(graph(), &asked).unwrap() else { panic!("a question selects") };
        assert_eq!(own.variables(), variables, "{}", question.name);
        assert_eq!(shown(own.map(Result::unwrap)), shown(rows.into_iter()), "{}", question.name);
    }
}

/// Rows as text, sorted; numbers by their value.
fn shown(rows: impl Iterator<Item = Vec<Option<Term>>>) -> Vec<String> {
    let cell = |term: Option<Term>| match term {
        Some(Term::Literal(literal)) => literal.value().parse::<f64>().map_or(literal.to_string(), |n| n.to_string()),
        term => term.map(|term| term.to_string()).unwrap_or_default(),
    };
    let mut rows: Vec<String> = rows.map(|row| row.into_iter().map(cell).collect::<Vec<_>>().join("\t")).collect();
    rows.sort();
    rows
}

#[test]
fn a_copy_of_what_was_pushed_has_its_digest() {
    let server = Server::start(Manner::CutsAt(10_000));
    let version = pushed(&server);
    let copy = mirror(&endpoint(&server), &version, u64::MAX).unwrap();
    // The stock engine writes the decimals of confidence without zeros at the end: no digest of the whole is the same.
    assert_eq!((copy.len(), copy.triple_count()), (graph().len(), graph().triple_count()));
    let [own, copied] = [graph(), &copy].map(|graph| Upload::new(graph, version.digest()).unwrap());
    assert!(own.parts().eq(copied.parts()));
    let refused = mirror(&endpoint(&server), &version, 1_000).unwrap_err().to_string();
    assert!(refused.contains("no more than 1000 are mirrored"), "{refused}");
}

#[test]
fn a_copy_has_what_the_version_states_of_each_graph() {
    let server = Server::start(Manner::Well);
    let version = pushed(&server);
    server.add(
        &format!("{}/graph/claims", version.iri().as_str()),
        "<https://example.org/s> a <https://example.org/t> .",
    );
    let refused = mirror(&endpoint(&server), &version, u64::MAX).unwrap_err().to_string();
    assert!(refused.contains("triples, and its version states"), "{refused}");
    server.add(
        version.iri().as_str(),
        &format!("<{0}> <http://rdfs.org/ns/void#triples> \"many\" .", version.all().as_str()),
    );
    let refused = mirror(&endpoint(&server), &version, u64::MAX).unwrap_err().to_string();
    assert!(refused.contains("has no graph of aisec"), "{refused}");
}

#[test]
fn domain_commands_read_a_copy_of_the_graph_on_a_server() {
    let (workspace, server) = (Workspace::with_built_in_graph(), Server::start(Manner::Well));
    let list = workspace.write("list.md", "# List\n\n## Tools\n\n- [Only here](https://example.org/only) - Tool.\n");
    let built = workspace.run(["build", list.to_str().unwrap(), "-o", "own.aisec", "-q"]);
    assert_eq!(built.status, Some(0), "{}", built.stderr);
    assert_eq!(push(&workspace, &server, &["--data", "own.aisec"]).status, Some(0));
    let found = workspace.run(["find", "Only here", "--endpoint", &server.url("query")]);
    assert!(found.stdout.contains("example.org/only"), "{found:?}");
    let asked = server.asked.load(Ordering::Relaxed);
    let again = workspace.run(["find", "Only here", "--endpoint", &server.url("query")]);
    assert_eq!(again, found);
    assert!(server.asked.load(Ordering::Relaxed) - asked < 3, "the copy is kept");
    let coverage = workspace.run(["coverage", "--framework", "owasp-llm", "--endpoint", &server.url("query")]);
    let own = workspace.run(["coverage", "--framework", "owasp-llm", "--data", "own.aisec"]);
    assert_eq!((coverage.status, coverage.stdout), (Some(0), own.stdout));
}

#[test]
fn a_push_is_found_again_and_switches_last() {
    let (workspace, server) = (Workspace::new(), Server::start(Manner::Well));
    workspace.write("small.ttl", SMALL);
    let dry = push(&workspace, &server, &["--data", "small.ttl", "--dry-run"]);
    assert!(dry.stdout.contains("clients read nothing of ours; nothing was changed"), "{dry:?}");
    let kept = push(&workspace, &server, &["--data", "small.ttl", "--no-switch"]);
    assert!(kept.stdout.contains("2 graphs uploaded, all counted and compared; clients read what they read before"));
    let unswitched = query(&workspace, &server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }");
    assert_eq!(unswitched.stdout, "n\r\n0\r\n");
    let switched = push(&workspace, &server, &["--data", "small.ttl"]);
    assert!(
        switched.stdout.contains("was there already, all counted and compared; clients now read it"),
        "{switched:?}"
    );
    let answered = query(&workspace, &server, "SELECT ?n { <https://example.org/b> <https://example.org/name> ?n }");
    assert_eq!(answered.stdout, "n\r\n\"B \"\"quoted\"\"\n\"\r\n");
}

#[test]
fn a_push_goes_through_updates_as_well() {
    let (workspace, server) = (Workspace::new(), Server::start(Manner::Well));
    workspace.write("small.ttl", SMALL);
    let (endpoint, update) = (server.url("query"), server.url("update"));
    let pushed = workspace.run(["push", "--endpoint", &endpoint, "--update", &update, "--data", "small.ttl"]);
    assert!(
        pushed.stdout.contains("2 graphs, 14 triples") && pushed.stdout.contains("clients now read it"),
        "{pushed:?}"
    );
}

#[test]
fn a_server_that_loses_a_triple_is_found_out_and_clients_stay_where_they_were() {
    let (workspace, server) = (Workspace::new(), Server::start(Manner::Loses));
    workspace.write("small.ttl", SMALL);
    let pushed = push(&workspace, &server, &["--data", "small.ttl"]);
    assert_eq!(pushed.status, Some(6));
    assert!(pushed.stderr.contains("has 6 triples, and was given 7"), "{}", pushed.stderr);
    assert_eq!(endpoint(&server).current_version().unwrap(), None);
}

#[test]
fn blank_nodes_are_not_pushed() {
    let (workspace, server) = (Workspace::new(), Server::start(Manner::Well));
    workspace.write("blank.ttl", "[] <https://example.org/p> 1 .");
    let pushed = push(&workspace, &server, &["--data", "blank.ttl"]);
    assert_eq!((pushed.status, server.asked.load(Ordering::Relaxed)), (Some(3), 0));
}

#[test]
fn what_a_server_cuts_is_asked_for_in_pages_or_refused() {
    let (workspace, server) = (Workspace::new(), Server::start(Manner::CutsAt(100)));
    let pairs = format!("{} {}", values("a"), values("b"));
    let many = query(&workspace, &server, &format!("SELECT ?a ?b {{ {pairs} }}"));
    let rows: std::collections::BTreeSet<&str> = many.stdout.lines().skip(1).collect();
    assert_eq!((many.status, rows.len()), (Some(0), 400), "{}", many.stderr);
    let graph = format!("CONSTRUCT {{ ?a ?a ?b }} {{ {pairs} }}");
    let graph = workspace.run(["query", &graph, "--endpoint", &server.url("query")]);
    assert_eq!((graph.status, graph.stdout.as_str()), (Some(6), ""));
    assert!(graph.stderr.contains("cuts answers at 100 rows: this one is not whole"), "{}", graph.stderr);
    let lines: String =
        (0..250).map(|n| format!("<https://example.org/{n}> <https://example.org/p> \"{n}\" .\n")).collect();
    workspace.write("many.nt", lines);
    let pushed = push(&workspace, &server, &["--data", "many.nt"]);
    assert_eq!(pushed.status, Some(0), "triples are read back in pages as well: {pushed:?}");
    let lines: String =
        (0..150).map(|n| format!("<https://example.org/s> <https://example.org/p> \"{n}\" .\n")).collect();
    workspace.write("one.nt", lines);
    let pushed = push(&workspace, &server, &["--data", "one.nt"]);
    assert_eq!(pushed.status, Some(6));
    assert!(pushed.stderr.contains("one subject has more triples than a page"), "{}", pushed.stderr);
}

/// A block of 20 IRIs for a variable.
fn values(variable: &str) -> String {
    let terms: Vec<String> = (0..20).map(|n| format!("<https://example.org/{n}>")).collect();
    format!("VALUES ?{variable} {{ {} }}", terms.join(" "))
}

#[test]
fn a_server_that_cuts_in_silence_is_found_out_when_its_graph_is_read() {
    let (workspace, server) = (Workspace::new(), Server::start(Manner::CutsInSilenceAt(3)));
    workspace.write("small.ttl", SMALL);
    let pushed = push(&workspace, &server, &["--data", "small.ttl"]);
    assert_eq!(pushed.status, Some(6));
    assert!(pushed.stderr.contains("has 7 triples by its own count, and gives 3"), "{}", pushed.stderr);
}

#[test]
fn a_password_is_shown_by_digest_and_never_sent_abroad_in_the_clear() {
    let (workspace, server) = (Workspace::new(), Server::start(Manner::AsksWho));
    workspace.write("small.ttl", SMALL);
    workspace.write("secret", "kg:kgpw\n");
    let without = push(&workspace, &server, &["--data", "small.ttl"]);
    assert_eq!(without.status, Some(6));
    assert!(without.stderr.contains("wants credentials (status 401, which takes Digest)"), "{}", without.stderr);
    let with = push(&workspace, &server, &["--data", "small.ttl", "--credentials", "secret"]);
    assert_eq!(with.status, Some(0), "{}", with.stderr);
    workspace.write("wrong", "someone:else");
    assert_eq!(push(&workspace, &server, &["--data", "small.ttl", "--credentials", "wrong"]).status, Some(6));
    workspace.write("line", "no colon");
    assert_eq!(push(&workspace, &server, &["--data", "small.ttl", "--credentials", "line"]).status, Some(3));
    let abroad = ["query", "ASK {}", "--endpoint", "http://192.0.2.1/sparql", "--credentials", "secret"];
    let abroad = workspace.run(abroad);
    assert_eq!(abroad.status, Some(2));
    assert!(abroad.stderr.contains("in the clear") && !abroad.stderr.contains("kgpw"), "{}", abroad.stderr);
}

#[test]
fn a_server_that_wants_a_password_before_it_reads_on_is_given_it() {
    let (workspace, server) = (Workspace::new(), Server::start(Manner::AsksWho));
    let name = "long".repeat(60);
    let triples = (0..40_000).map(|n| format!("<http://ex/{n}> <http://ex/{name}> {n} .\n"));
    workspace.write("large.ttl", triples.collect::<String>());
    workspace.write("secret", "kg:kgpw\n");
    let pushed = push(&workspace, &server, &["--data", "large.ttl", "--credentials", "secret"]);
    assert_eq!(pushed.status, Some(0), "{}", pushed.stderr);
}

#[test]
fn what_a_server_gets_wrong_is_told_with_status_6_and_nothing_on_standard_output() {
    const HTML: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>";
    const LIES: &str =
        "HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nContent-Length: 13\r\n\r\n<html></html>";
    const CUT: &str =
        "HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nContent-Length: 999\r\n\r\n{\"head\":";
    const FAILS: &str =
        "HTTP/1.1 500 Oops\r\nContent-Type: text/plain\r\nContent-Length: 23\r\n\r\nout of \x1b]0;memory\nmore";
    const ELSEWHERE: &str =
        "HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const NO_HTTP: &str = "SSH-2.0-OpenSSH_9.2\r\n";
    let cases = [
        (HTML, "answered with `text/html`, which is no result of a query"),
        (LIES, "cannot be read"),
        (CUT, "cannot reach"),
        (FAILS, "answered with status 500: out of "),
        (ELSEWHERE, "sends to `http://evil.example/`; no redirect is followed"),
        (NO_HTTP, "cannot reach"),
    ];
    let workspace = Workspace::new();
    for (bytes, told) in cases {
        let server = Server::start(Manner::Says(bytes));
        let outcome = query(&workspace, &server, "SELECT ?s { ?s ?p ?o }");
        assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(6), ""), "{told}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(told) && !outcome.stderr.contains('\x1b'), "{told}: {}", outcome.stderr);
    }
}

#[test]
fn a_server_that_is_down_hangs_or_never_ends_costs_bounded_time_and_memory() {
    let workspace = Workspace::new();
    let down = workspace.run(["query", "ASK {}", "--endpoint", "http://127.0.0.1:9/query"]);
    assert_eq!(down.status, Some(6));
    assert!(down.stderr.contains("cannot reach http://127.0.0.1:9/query"), "{}", down.stderr);
    let hanging = Server::start(Manner::Hangs);
    let start = Instant::now();
    let hangs = workspace.run(["query", "ASK {}", "--endpoint", &hanging.url("query"), "--timeout", "1"]);
    assert_eq!(hangs.status, Some(6));
    assert!(hangs.stderr.contains("did not answer within 1 seconds"), "{}", hangs.stderr);
    assert!(start.elapsed() < Duration::from_secs(20));
    let pouring = Server::start(Manner::Pours(1 << 30));
    let pours = workspace.run(["query", "ASK {}", "--endpoint", &pouring.url("query"), "--max-memory", "64MiB"]);
    assert_eq!(pours.status, Some(5), "{}", pours.stderr);
    assert!(pours.stderr.contains("is larger than 16777216 bytes"), "{}", pours.stderr);
}

#[test]
fn addresses_that_cannot_be_asked_are_refused() {
    let workspace = Workspace::new();
    for (url, told) in [
        ("localhost:7878", "neither http nor https"),
        ("file:///etc/passwd", "neither http nor https"),
        ("http://user:pass@localhost/", "ends up in logs"),
        ("query", "is not a URL"),
    ] {
        let outcome = workspace.run(["query", "ASK {}", "--endpoint", url]);
        assert_eq!(outcome.status, Some(2), "{url}");
        assert!(outcome.stderr.contains(told), "{url}: {}", outcome.stderr);
    }
    let both = workspace.run(["query", "ASK {}", "--endpoint", "http://localhost:9/", "--data", "x.ttl"]);
    assert!(both.stderr.contains("reads files or asks a server, not both"), "{}", both.stderr);
}

#[test]
fn a_probe_says_what_a_server_does_and_changes_nothing() {
    let (workspace, server) = (Workspace::new(), Server::start(Manner::CutsAt(10_000)));
    let checked = workspace.run(["remote", "check", "--endpoint", &server.url("query"), "--format", "json"]);
    assert_eq!(checked.status, Some(0), "{}", checked.stderr);
    let told: serde_json::Value = serde_json::from_str(&checked.stdout).unwrap();
    let does = |capability: &str| {
        let all = told["capabilities"].as_array().unwrap();
        let one = all.iter().find(|one| one["capability"].as_str().unwrap().contains(capability)).unwrap();
        (one["does"].as_bool().unwrap(), one["instead"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(does("by POST"), (true, String::new()));
    assert_eq!(does("more than 10,000 rows"), (false, "10,000 rows".to_owned()));
    assert_eq!(does("default graph that is named"), (true, String::new()));
    let table = workspace.run(["remote", "check", "--endpoint", &server.url("query")]);
    assert!(table.stdout.contains("there is no graph of ours: `aisec push` puts one there"), "{}", table.stdout);
}
