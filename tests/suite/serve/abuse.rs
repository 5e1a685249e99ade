//! Clients that mean harm, or know no better: each is answered or cut off in bounded time, and others are served.

use super::client::query;
use super::{Answer, Server, get, request};
use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

/// Longest that a good client may wait, whatever others do.
const SOON: Duration = Duration::from_secs(5);

fn is_served(server: &Server) {
    let since = Instant::now();
    assert_eq!(get(server, "/health", &[]).status, 200);
    assert!(since.elapsed() < SOON, "a good client waited for {:?}", since.elapsed());
}

#[test]
fn requests_that_are_none_are_refused() {
    let server = Server::built_in(&[]);
    let host = format!("Host: {}", server.address);
    let long = format!("GET / HTTP/1.1\r\n{host}\r\nX: {}\r\n\r\n", "a".repeat(20_000));
    let many = format!("GET / HTTP/1.1\r\n{host}\r\n{}\r\n", "X: a\r\n".repeat(200));
    for (what, bytes, statuses) in [
        ("no Host", "GET / HTTP/1.1\r\n\r\n".to_owned(), &[400][..]),
        ("two Hosts", format!("GET / HTTP/1.1\r\n{host}\r\n{host}\r\n\r\n"), &[400]),
        ("another Host", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n".to_owned(), &[421]),
        ("a Host that begins well", "GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n".to_owned(), &[421]),
        ("another Host in the target", format!("GET http://evil.example/ HTTP/1.1\r\n{host}\r\n\r\n"), &[421]),
        ("an old version without Host", "GET / HTTP/1.0\r\n\r\n".to_owned(), &[400]),
        ("a long header", long, &[431]),
        ("many headers", many, &[431]),
        ("no HTTP", "\x16\x03\x01\x02\0\x01\0\r\n\r\n".to_owned(), &[400]),
        ("NUL in the path", format!("GET /\0 HTTP/1.1\r\n{host}\r\n\r\n"), &[400]),
        ("NUL, encoded", format!("GET /id/%00 HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n"), &[400]),
        ("traversal", format!("GET /../../etc/passwd HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n"), &[404]),
        (
            "traversal below",
            format!("GET /doc/../../etc/passwd HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n"),
            &[404],
        ),
        ("a header in the path", format!("GET /a\rX:1 HTTP/1.1\r\n{host}\r\n\r\n"), &[400]),
        (
            "two lengths",
            format!("POST /sparql HTTP/1.1\r\n{host}\r\nContent-Length: 6\r\nContent-Length: 7\r\n\r\nASK {{}}"),
            &[400],
        ),
        ("a length that is none", format!("POST /sparql HTTP/1.1\r\n{host}\r\nContent-Length: -1\r\n\r\n"), &[400]),
        (
            "a length beyond all",
            format!("POST /sparql HTTP/1.1\r\n{host}\r\nContent-Length: 99999999999\r\n\r\n"),
            &[413],
        ),
    ] {
        let sent = server.raw(bytes.as_bytes());
        let answer = Answer::read(&sent, false);
        assert!(statuses.contains(&answer.status), "{what}: {} {}", answer.status, answer.text());
    }
    is_served(&server);
}

/// Chunks and a length: nothing after the body is taken for a request.
#[test]
fn nothing_is_smuggled_behind_chunks() {
    let server = Server::built_in(&[]);
    let (chunked, length) = ("Transfer-Encoding: chunked\r\n", "Content-Length: 6\r\n");
    for both in [format!("{chunked}{length}"), format!("{length}{chunked}")] {
        let bytes = format!(
            "POST /sparql HTTP/1.1\r\nHost: {0}\r\n{both}Content-Type: application/sparql-query\r\n\r\n\
             6\r\nASK {{}}\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: {0}\r\n\r\n",
            server.address
        );
        let sent = String::from_utf8_lossy(&server.raw(bytes.as_bytes())).into_owned();
        assert_eq!(sent.matches("HTTP/1.1 ").count(), 1, "{sent}");
    }
}

#[test]
fn bodies_are_bounded_and_never_unpacked() {
    let server = Server::built_in(&[]);
    let direct = ("Content-Type", "application/sparql-query");
    let answer = request(&server, "POST", "/sparql", &[direct], &vec![b' '; (1 << 20) + 1]);
    assert_eq!(answer.status, 413);
    let answer = request(&server, "POST", "/sparql", &[direct, ("Content-Encoding", "gzip")], &[0x1F, 0x8B, 8, 0]);
    assert_eq!(answer.status, 415);
    is_served(&server);
}

#[test]
fn pages_of_other_sites_cannot_ask() {
    let server = Server::built_in(&["--cors", "https://friend.example"]);
    let post = |headers: &[(&str, &str)]| {
        let headers: Vec<(&str, &str)> =
            [("Content-Type", "application/x-www-form-urlencoded")].iter().chain(headers).copied().collect();
        request(&server, "POST", "/sparql", &headers, b"query=ASK%7B%7D")
    };
    let own = format!("http://{}", server.address);
    for (headers, status) in [
        (vec![], 200),
        (vec![("Origin", own.as_str())], 200),
        (vec![("Origin", "https://evil.example")], 403),
        (vec![("Origin", "null")], 403),
        (vec![("Sec-Fetch-Site", "cross-site")], 403),
        (vec![("Sec-Fetch-Site", "same-site")], 403),
        (vec![("Sec-Fetch-Site", "same-origin")], 200),
        (vec![("Origin", "https://friend.example"), ("Sec-Fetch-Site", "cross-site")], 200),
    ] {
        let answer = post(&headers);
        assert_eq!(answer.status, status, "{headers:?}");
        let allowed = headers.contains(&("Origin", "https://friend.example")).then_some("https://friend.example");
        assert_eq!(answer.header("access-control-allow-origin"), allowed);
    }
    let preflight = |origin| {
        let headers = [("Origin", origin), ("Access-Control-Request-Method", "POST")];
        request(&server, "OPTIONS", "/sparql", &headers, &[])
    };
    assert_eq!(
        preflight("https://friend.example").header("access-control-allow-methods"),
        Some("GET, HEAD, POST, OPTIONS")
    );
    assert_eq!(preflight("https://evil.example").header("access-control-allow-methods"), None);
}

#[test]
fn other_names_have_to_be_allowed() {
    let server = Server::built_in(&["--allow-host", "kg.example.org"]);
    for (host, status) in
        [("kg.example.org", 200), ("KG.example.org:80", 200), ("localhost", 200), ("example.org", 421)]
    {
        assert_eq!(get(&server, "/health", &[("Host", host)]).status, status, "{host}");
    }
}

/// Promise: 200 slow clients, and a good one is served within seconds.
#[test]
fn slow_clients_make_room_for_others() {
    let server = Server::built_in(&[]);
    let half =
        format!("POST /sparql HTTP/1.1\r\nHost: {}\r\nContent-Type: application/sparql-query\r\n", server.address);
    let slow: Vec<_> = (0..200)
        .map(|number| {
            let mut stream = server.connect();
            let sent = if number % 2 == 0 { half.clone() } else { format!("{half}Content-Length: 100\r\n\r\nASK") };
            stream.write_all(sent.as_bytes()).expect("it listens");
            stream
        })
        .collect();
    is_served(&server);
    assert!(server.metric("aisec_connections_open") <= 64);
    assert!(server.metric("aisec_connections_evicted_total") >= 100);
    drop(slow);
}

#[test]
fn half_a_request_is_cut_off() {
    let server = Server::built_in(&[]);
    let mut stream = server.connect();
    write!(stream, "GET / HTTP/1.1\r\nHost: {}\r\n", server.address).expect("it listens");
    let since = Instant::now();
    let mut sent = Vec::new();
    let _ = stream.read_to_end(&mut sent);
    assert!((5..30).contains(&since.elapsed().as_secs()), "cut off after {:?}", since.elapsed());
    is_served(&server);
}

/// A client that asks for much and reads nothing holds its connection, and no more, for a bounded time.
#[test]
fn who_never_reads_is_cut_off() {
    let server = Server::built_in(&[]);
    let mut streams: Vec<_> = (0..8).map(|_| server.connect()).collect();
    for stream in &mut streams {
        let target = "/graphs?default";
        write!(stream, "GET {target} HTTP/1.1\r\nHost: {}\r\nAccept: application/n-triples\r\n\r\n", server.address)
            .expect("it listens");
    }
    is_served(&server);
    assert_eq!(query(&server, "ASK {}", &[]).status, 200);
    server.until("the connections of those who never read are closed", |server| {
        server.metric("aisec_connections_open") <= 1
    });
}
