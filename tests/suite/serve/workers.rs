//! Queries that may run away: workers do them, within limits, and are replaced when they die.

use super::client::{encoded, query, signal};
use super::{Answer, Server, get};
use crate::command::Workspace;
use std::io::{Read as _, Write as _};
use std::thread;
use std::time::{Duration, Instant};

/// A product that nothing ends but a limit.
const ENDLESS: &str = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
/// A product that is over soon, for whoever tries.
const PRODUCT: &str =
    "SELECT (COUNT(*) AS ?n) WHERE { ?f a aisec:Framework . ?g a aisec:Framework . ?f ?p ?x . ?h ?q ?g }";

fn asked_in_background(server: &Server, text: &str) -> thread::JoinHandle<Answer> {
    let mut stream = server.connect();
    let (host, text) = (server.address, encoded(text));
    thread::spawn(move || {
        write!(stream, "GET /sparql?query={text} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        Answer::read(&all, false)
    })
}

/// The worker that has used most of the processor since it began.
fn busy_worker(server: &Server) -> u32 {
    let used = |worker: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{worker}/stat")).unwrap_or_default();
        let fields: Vec<u64> = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .filter_map(|field| field.parse().ok())
            .collect();
        fields.get(9).copied().unwrap_or_default()
    };
    thread::sleep(Duration::from_millis(300));
    server.workers().into_iter().max_by_key(used).expect("there are workers")
}

#[test]
fn a_query_without_end_is_ended_and_others_are_answered() {
    let server = Server::built_in(&["--timeout", "1s", "--workers", "2"]);
    let since = Instant::now();
    let endless: Vec<_> = (0..2).map(|_| asked_in_background(&server, ENDLESS)).collect();
    assert_eq!(query(&server, "ASK { ?tool a aisec:Tool }", &[]).status, 200);
    for endless in endless {
        let answer = endless.join().unwrap();
        assert_eq!(answer.status, 503, "{}", answer.text());
        assert!(answer.text().contains("takes more than 1s"), "{}", answer.text());
    }
    assert!(since.elapsed() < Duration::from_secs(20), "{:?}", since.elapsed());
    server.until("both workers are replaced", |server| {
        server.metric("aisec_workers_replaced_total") == 2 && server.metric("aisec_workers_alive") == 2
    });
    let answer = query(&server, PRODUCT, &[("Accept", "text/csv")]);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn a_worker_that_is_killed_is_replaced() {
    let server = Server::built_in(&["--workers", "1"]);
    server.until("the worker is there", |server| server.metric("aisec_workers_alive") == 1);
    let before = query(&server, PRODUCT, &[]);
    let endless = asked_in_background(&server, ENDLESS);
    signal(busy_worker(&server), "KILL");
    let answer = endless.join().unwrap();
    assert_eq!(answer.status, 500, "{}", answer.text());
    let after = query(&server, PRODUCT, &[]);
    assert_eq!((after.status, &after.body), (200, &before.body));
}

#[test]
fn a_worker_that_dies_with_nothing_to_do_is_no_ones_trouble() {
    const DEATHS: u64 = 30;
    let server = Server::built_in(&["--workers", "1"]);
    let before = query(&server, PRODUCT, &[]);
    // Whether it is found dead beforehand, while it is asked or while it is listened to is for the clock to say.
    for deaths in 1..=DEATHS {
        server.until("a worker is there", |server| server.metric("aisec_workers_alive") == 1);
        signal(server.workers()[0], "KILL");
        let after = query(&server, PRODUCT, &[]);
        assert_eq!((after.status, after.text()), (200, before.text()));
        server.until("it is replaced", |server| server.metric("aisec_workers_replaced_total") == deaths);
    }
}

#[test]
fn a_client_that_goes_away_takes_its_query_along() {
    let server = Server::built_in(&["--workers", "1", "--timeout", "10m"]);
    let mut stream = server.connect();
    write!(stream, "GET /sparql?query={} HTTP/1.1\r\nHost: {}\r\n\r\n", encoded(ENDLESS), server.address).unwrap();
    busy_worker(&server);
    drop(stream);
    server.until("the worker is ended", |server| server.metric("aisec_workers_replaced_total") == 1);
    assert_eq!(query(&server, PRODUCT, &[]).status, 200);
}

#[test]
fn more_queries_than_may_wait_are_told_to_come_again() {
    let server = Server::built_in(&["--workers", "1", "--queue", "1", "--timeout", "3s"]);
    let endless: Vec<_> = (0..6).map(|_| asked_in_background(&server, ENDLESS)).collect();
    let answers: Vec<Answer> = endless.into_iter().map(|endless| endless.join().unwrap()).collect();
    assert!(answers.iter().all(|answer| answer.status == 503));
    let told: Vec<&Answer> = answers.iter().filter(|answer| answer.text().contains("wait already")).collect();
    assert!(told.len() >= 4, "{answers:?}");
    assert!(told.iter().all(|answer| answer.header("retry-after").is_some()));
    assert_eq!(query(&server, PRODUCT, &[]).status, 200);
}

#[test]
fn memory_and_rows_are_bounded() {
    let server = Server::built_in(&["--max-memory", "300MiB", "--max-rows", "100"]);
    let hungry = "SELECT ?a ?d WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f";
    let answer = query(&server, hungry, &[]);
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert!(answer.text().contains("memory"), "{}", answer.text());
    let answer = query(&server, "SELECT * WHERE { ?s a aisec:Tool ; ?p ?o }", &[]);
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert!(answer.text().contains("more than 100 rows"), "{}", answer.text());
    assert_eq!(query(&server, "SELECT ?s WHERE { ?s a aisec:Tool } LIMIT 10", &[]).status, 200);
}

/// What fails once a part has left cuts the connection: no answer is taken for whole.
#[test]
fn an_answer_that_breaks_off_is_not_taken_for_whole() {
    let server = Server::built_in(&["--max-rows", "5000"]);
    let answer = query(&server, "SELECT * WHERE { ?s ?p ?o }", &[]);
    assert_eq!(answer.status, 200);
    assert!(!answer.is_whole && answer.body.len() > 100_000, "{} bytes", answer.body.len());
}

#[test]
fn many_clients_at_once_are_answered_right() {
    let server = Server::built_in(&[]);
    let questions = [
        "SELECT ?tool WHERE { ?tool a aisec:Tool } ORDER BY ?tool LIMIT 20",
        "ASK { ?framework a aisec:Framework }",
        "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
        PRODUCT,
    ];
    let expected: Vec<Vec<u8>> = questions.iter().map(|text| query(&server, text, &[]).body).collect();
    thread::scope(|scope| {
        for client in 0..64 {
            let (server, expected) = (&server, &expected);
            scope.spawn(move || {
                for round in 0..4 {
                    let which = (client + round) % questions.len();
                    let mut answer = query(server, questions[which], &[]);
                    while answer.status == 503 && answer.header("retry-after").is_some() {
                        thread::sleep(Duration::from_millis(20));
                        answer = query(server, questions[which], &[]);
                    }
                    assert_eq!((answer.status, &answer.body), (200, &expected[which]), "{}", questions[which]);
                }
            });
        }
    });
}

/// Requests while one graph takes the place of another see the one or the other, whole, and none is dropped.
#[test]
fn another_graph_is_swapped_in_under_load() {
    let workspace = Workspace::new();
    let graph = |value: usize| {
        (0..50).map(|number| format!("<http://ex/{number}> <http://ex/is> {value} .\n")).collect::<String>()
    };
    let built = |value: usize| {
        workspace.write("graph.ttl", graph(value));
        assert_eq!(workspace.run(["convert", "graph.ttl", "-o", "next.aisec"]).status, Some(0));
        std::fs::rename(workspace.path("next.aisec"), workspace.path("graph.aisec")).unwrap();
    };
    built(0);
    let server = Server::start(&workspace, &["--data", "graph.aisec"]);
    let text = "SELECT ?value WHERE { ?s <http://ex/is> ?value }";
    // The other way leads over a worker.
    let slow = "SELECT DISTINCT ?value WHERE { ?s <http://ex/is> ?value . ?t ?p ?o }";
    let stop = std::sync::atomic::AtomicBool::new(false);
    thread::scope(|scope| {
        let (stop, server) = (&stop, &server);
        let clients: Vec<_> = (0..6)
            .map(|number| {
                scope.spawn(move || {
                    let mut seen = Vec::new();
                    while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                        let answer =
                            query(server, if number % 2 == 0 { text } else { slow }, &[("Accept", "text/csv")]);
                        assert_eq!(answer.status, 200, "{}", answer.text());
                        let text = answer.text();
                        let mut rows: Vec<&str> = text.lines().skip(1).collect();
                        rows.dedup();
                        assert_eq!(rows.len(), 1, "one graph or the other: {rows:?}");
                        seen.push(rows[0].to_owned());
                    }
                    seen
                })
            })
            .collect();
        for value in 1..=3 {
            built(value);
            server.signal("HUP");
            server.until("the graph is swapped in", |server| server.metric("aisec_graph_swaps_total") == value as u64);
        }
        thread::sleep(Duration::from_millis(200));
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        for client in clients {
            let seen = client.join().unwrap();
            assert!(seen.is_sorted(), "never back to an older graph: {seen:?}");
            assert_eq!(seen.last().map(String::as_str), Some("3"));
        }
    });
}

#[test]
fn a_graph_that_cannot_be_read_anew_changes_nothing() {
    let workspace = Workspace::new();
    workspace.write("graph.ttl", "<http://ex/a> <http://ex/p> 1 .");
    let server = Server::start(&workspace, &["--data", "graph.ttl", "--watch"]);
    workspace.write("graph.ttl", "<http://ex/a> <http://ex/p> ");
    thread::sleep(Duration::from_secs(3));
    let answer = query(&server, "SELECT ?o WHERE { ?s ?p ?o }", &[("Accept", "text/csv")]);
    assert_eq!((answer.status, answer.text().as_str()), (200, "o\r\n1\r\n"));
    workspace.write("graph.ttl", "<http://ex/a> <http://ex/p> 22 .");
    server.until("what can be read again is served", |server| {
        query(server, "SELECT ?o WHERE { ?s ?p ?o }", &[("Accept", "text/csv")]).text() == "o\r\n22\r\n"
    });
    let (status, said) = server.ended();
    assert_eq!(status, Some(0));
    assert!(said.contains("stays as it is") && said.contains("graph.ttl"), "{said}");
}

#[test]
fn requests_that_have_begun_are_answered_before_the_end() {
    let server = Server::built_in(&["--workers", "1", "--timeout", "2s"]);
    let endless = asked_in_background(&server, ENDLESS);
    busy_worker(&server);
    let workers = server.workers();
    let (status, _) = server.ended();
    assert_eq!(status, Some(0));
    assert_eq!(endless.join().unwrap().status, 503, "it was answered, not cut");
    let alive = |worker: &u32| std::path::Path::new(&format!("/proc/{worker}/exe")).exists();
    thread::sleep(Duration::from_millis(200));
    assert!(!workers.iter().any(alive), "no worker outlives its server");
}

#[test]
fn each_request_is_one_line_of_the_log() {
    let server = Server::built_in(&["-v"]);
    get(&server, "/health", &[]);
    query(&server, "ASK {}", &[]);
    let (status, said) = server.ended();
    assert_eq!(status, Some(0));
    let lines: Vec<&str> = said.lines().filter(|line| line.starts_with("peer=")).collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(lines[0].starts_with("peer=127.0.0.1 method=GET path=/health status=200 bytes="), "{}", lines[0]);
    assert!(lines[1].contains(" path=/sparql status=200 "), "{}", lines[1]);
}
