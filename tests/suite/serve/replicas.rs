//! Several servers of one graph: one is killed while they are asked, another graph is brought in one server at a time, and
//! answers stay whole and equal.

use super::client::{Answer, Server, encoded};
use super::get;
use crate::command::Workspace;
use aisec_graph::remote::{Endpoint, ExchangeLimits};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};
use std::thread;

const TOOLS: &str = "SELECT ?tool ?name { ?tool a aisec:Tool ; skos:prefLabel ?name } ORDER BY ?tool ?name";
const COUNT: &str = "SELECT (COUNT(*) AS ?n) { ?claim a aisec:Claim }";

#[test]
fn a_command_that_knows_both_is_answered_when_one_is_killed() {
    let workspace = Workspace::with_built_in_graph();
    let servers = [(); 2].map(|()| Server::start(&workspace, &[]));
    let [first, second] = servers.each_ref().map(|server| format!("http://{}/sparql", server.address));
    let own = [TOOLS, COUNT].map(|text| workspace.run(["query", text, "--format", "csv"]).stdout);
    let (asked, turned) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for number in 0..8 {
                    let options = ["--format", "csv", "--endpoint", &first, "--endpoint", &second];
                    let answer = workspace.run(["query", [TOOLS, COUNT][number % 2]].iter().chain(&options));
                    assert_eq!((answer.status, &answer.stdout), (Some(0), &own[number % 2]), "{}", answer.stderr);
                    asked.fetch_add(1, Ordering::Relaxed);
                    turned.fetch_add(answer.stderr.matches("another server was asked").count(), Ordering::Relaxed);
                }
            });
        }
        servers[0].until("some are answered", |_| asked.load(Ordering::Relaxed) >= 5);
        servers[0].signal("KILL");
    });
    assert!(turned.load(Ordering::Relaxed) > 0, "the second was asked");
}

/// A workspace with the built-in graph, and in `own.aisec` one that has a tool besides.
fn with_own_graph() -> Workspace {
    let workspace = Workspace::with_built_in_graph();
    let list = workspace.write("list.md", "# List\n\n## Tools\n\n- [Only here](https://example.org/only) - Tool.\n");
    let built = workspace.run(["build", list.to_str().unwrap(), "-o", "own.aisec", "-q"]);
    assert_eq!(built.status, Some(0), "{}", built.stderr);
    workspace
}

#[test]
fn a_server_with_another_graph_does_not_answer_for_one_that_is_gone() {
    let workspace = with_own_graph();
    let own = Server::start(&workspace, &["--data", "own.aisec"]);
    let other = Server::start(&workspace, &[]);
    let addresses = [&own, &other].map(|server| format!("http://{}/sparql", server.address));
    let options = ["--endpoint", &addresses[0], "--endpoint", &addresses[1]];
    let endpoint = Endpoint::new(addresses[0].parse().unwrap(), None, ExchangeLimits::USUAL).unwrap();
    let endpoint = endpoint.or(addresses[1].parse().unwrap()).unwrap();
    assert!(endpoint.stated_digest().unwrap().is_some());
    own.signal("KILL");
    let error = endpoint.named_graphs().unwrap_err().to_string();
    assert!(error.contains("does not state the digest"), "{error}");
    // Who has read nothing of the first has nothing to hold the second to.
    let asked = workspace.run(["find", "garak"].iter().chain(&options));
    assert_eq!(asked.status, Some(0), "{}", asked.stderr);
}

/// Of all remote engines the easiest: named questions, and commands that read a copy.
#[test]
fn another_server_of_ours_is_asked_and_copied_as_it_is() {
    let workspace = with_own_graph();
    let servers = [Server::start(&workspace, &[]), Server::start(&workspace, &["--data", "own.aisec"])];
    let [same, own] = servers.each_ref().map(|server| format!("http://{}/sparql", server.address));
    let commands: [&[&str]; 4] = [
        &["find", "Only here"],
        &["coverage", "--framework", "owasp-llm"],
        &["explain", "garak", "LLM01:2025"],
        &["query", "tools-for-risk", "risk=R9-Security", "--format", "csv"],
    ];
    for command in commands {
        let with = |more: &[&str]| workspace.run(command.iter().chain(more));
        let (here, there) = (with(&["--data", "own.aisec"]), with(&["--endpoint", &own]));
        assert_eq!((there.status, there.stdout), (here.status, here.stdout), "{command:?}: {}", there.stderr);
        let (here, there) = (with(&[]), with(&["--endpoint", &same]));
        assert_eq!((there.status, there.stdout), (here.status, here.stdout), "{command:?}: {}", there.stderr);
    }
    let checked = workspace.run(["remote", "check", "--endpoint", &own]);
    assert!(checked.stdout.contains("clients read its graphs as they are"), "{}{}", checked.stdout, checked.stderr);
    let copied = workspace.run(["find", "Only here", "--endpoint", &same, "-v"]);
    assert!(copied.stderr.contains("is the built-in one"), "{}", copied.stderr);
    // What is there is not what it says it is.
    let lying = "<https://w3id.org/aisec-graph/graph/all> <https://schema.org/sha256> \"0123\" .\n\
                 <urn:a> <urn:b> <urn:c> <urn:g> .\n";
    workspace.write("lying.nq", lying);
    let liar = Server::start(&workspace, &["--data", "lying.nq"]);
    let refused = workspace.run(["find", "Only here", "--endpoint", &format!("http://{}/sparql", liar.address)]);
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(6), ""), "{}", refused.stderr);
    assert!(refused.stderr.contains("not those whose digest it states"), "{}", refused.stderr);
    // Nor is it where it says that it is the built-in one.
    let stated = workspace.run(["query", "--format", "csv", STATED]).stdout;
    let digest = stated.lines().nth(1).expect("the built-in graph states its digest");
    workspace.write("posing.nq", lying.replace("0123", digest.trim_matches('"')));
    let poser = Server::start(&workspace, &["--data", "posing.nq"]);
    let refused = workspace.run(["find", "Only here", "--endpoint", &format!("http://{}/sparql", poser.address)]);
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(6), ""), "{}", refused.stderr);
    assert!(refused.stderr.contains("not those whose digest it states"), "{}", refused.stderr);
}

/// The digest that a graph states of itself.
const STATED: &str = "SELECT ?digest { <https://w3id.org/aisec-graph/graph/all> <https://schema.org/sha256> ?digest }";

/// What stands before the servers: each connection goes to the next of those that are in and have the graph that is wanted.
struct Balancer {
    address: SocketAddr,
    /// Held by each request until it is answered.
    told: Arc<RwLock<Told>>,
}

/// What a balancer was told.
struct Told {
    /// The digest of the graph that is wanted.
    wanted: String,
    /// The server that gets no connection, whatever it has.
    drained: Option<SocketAddr>,
}

impl Balancer {
    fn start(servers: [SocketAddr; 2], digest: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let told = Arc::new(RwLock::new(Told { wanted: digest.to_owned(), drained: None }));
        let (address, known) = (listener.local_addr().unwrap(), Arc::clone(&told));
        thread::spawn(move || {
            for (turn, client) in listener.incoming().flatten().enumerate() {
                let known = Arc::clone(&known);
                thread::spawn(move || {
                    let told = known.read().unwrap();
                    let order = [servers[turn % 2], servers[(turn + 1) % 2]];
                    let well = order
                        .into_iter()
                        .find(|server| told.drained != Some(*server) && is_well(*server, &told.wanted));
                    well.map(|server| forwarded(client, TcpStream::connect(server).unwrap()))
                });
            }
        });
        Self { address, told }
    }

    /// When it returns, every request that went by what was told before is answered: a check and the request after it are two
    /// moments, and a server may be renewed or end only where none is between them.
    fn tell(&self, wanted: &str, drained: Option<SocketAddr>) {
        *self.told.write().unwrap() = Told { wanted: wanted.to_owned(), drained };
    }

    fn ask(&self, text: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let target = format!("/sparql?query={}", encoded(text));
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Answer::read(&bytes, false)
    }
}

/// The health check of a load balancer.
fn is_well(server: SocketAddr, digest: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(server) else { return false };
    let request = format!("GET /health?graph={digest} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut answer = Vec::new();
    stream.write_all(request.as_bytes()).and_then(|()| stream.read_to_end(&mut answer)).is_ok()
        && answer.starts_with(b"HTTP/1.1 200 ")
}

fn forwarded(mut client: TcpStream, mut server: TcpStream) {
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    thread::spawn(move || std::io::copy(&mut from, &mut to));
    let _ = std::io::copy(&mut server, &mut client);
    let _ = client.shutdown(std::net::Shutdown::Both);
}

#[test]
fn another_graph_is_brought_in_one_server_at_a_time() {
    let workspace = Workspace::new();
    let built = |name: &str, value: usize| {
        let lines = (0..50).map(|number| format!("<http://ex/{number}> <http://ex/is> {value} .\n"));
        workspace.write("next.ttl", lines.collect::<String>());
        assert_eq!(workspace.run(["build", "--only", "next.ttl", "-o", "next.aisec", "-q"]).status, Some(0));
        std::fs::rename(workspace.path("next.aisec"), workspace.path(name)).unwrap();
    };
    let digest_of = |server: &Server| {
        let health: serde_json::Value = serde_json::from_slice(&get(server, "/health", &[]).body).unwrap();
        health["graph"].as_str().expect("a graph that was built has a digest").to_owned()
    };
    let servers = ["blue.aisec", "green.aisec"].map(|name| {
        built(name, 0);
        Server::start(&workspace, &["--data", name])
    });
    let old = digest_of(&servers[0]);
    let balancer = Balancer::start(servers.each_ref().map(|server| server.address), &old);
    let (stop, value) = (AtomicBool::new(false), "SELECT DISTINCT ?value { ?s <http://ex/is> ?value }");
    thread::scope(|scope| {
        let clients = [(); 3].map(|()| {
            scope.spawn(|| {
                let mut seen = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let answer = balancer.ask(value);
                    assert_eq!((answer.status, answer.is_whole), (200, true), "{}", answer.text());
                    seen.push(answer.text());
                }
                seen
            })
        });
        balancer.tell(&old, Some(servers[1].address));
        built("green.aisec", 1);
        servers[1].signal("HUP");
        servers[1].until("the graph is swapped in", |server| digest_of(server) != old);
        assert_eq!(balancer.ask(value).text(), "value\r\n0\r\n", "it waits for the balancer to be told");
        balancer.tell(&digest_of(&servers[1]), None);
        // The other is no longer asked, and may be renewed or end.
        servers[0].signal("KILL");
        for _ in 0..20 {
            assert_eq!(balancer.ask(value).text(), "value\r\n1\r\n");
        }
        stop.store(true, Ordering::Relaxed);
        for client in clients {
            let mut seen = client.join().unwrap();
            seen.dedup();
            assert!(seen.len() <= 2 && seen.is_sorted(), "never back to the older graph: {seen:?}");
        }
    });
}
