//! Several servers with the same graphs: what one does not answer another does, and one that was left behind does not.

use super::server::{Manner, Server};
use super::{SMALL, push, values};
use crate::command::{Outcome, Workspace};
use std::sync::atomic::Ordering;

/// Two servers, both with the small graph.
fn two(workspace: &Workspace, manner: Manner) -> [Server; 2] {
    workspace.write("small.ttl", SMALL);
    [(); 2].map(|()| {
        let server = Server::start(manner);
        assert_eq!(push(workspace, &server, &["--data", "small.ttl"]).status, Some(0));
        server
    })
}

fn query(workspace: &Workspace, servers: &[Server; 2], text: &str) -> Outcome {
    let [first, second] = servers.each_ref().map(|server| server.url("query"));
    workspace.run(["query", text, "--endpoint", &first, "--endpoint", &second, "--format", "csv"])
}

#[test]
fn what_a_server_leaves_unanswered_the_next_is_asked() {
    const NAMES: &str = "SELECT ?name { ?s <https://example.org/name> ?name } ORDER BY ?s";
    let workspace = Workspace::new();
    let servers = two(&workspace, Manner::Well);
    let whole = query(&workspace, &servers, NAMES);
    assert_eq!((whole.status, whole.stderr.as_str()), (Some(0), ""));
    for more in [1, 0] {
        servers[0].answer_only(more);
        let other = query(&workspace, &servers, NAMES);
        assert_eq!((other.status, &other.stdout), (Some(0), &whole.stdout), "{}", other.stderr);
        assert!(other.stderr.starts_with("note: cannot reach ") && other.stderr.contains("another server was asked"));
    }
    servers[1].answer_only(0);
    let none = query(&workspace, &servers, NAMES);
    assert_eq!((none.status, none.stdout.as_str()), (Some(6), ""));
    assert_eq!(none.stderr.matches("cannot reach").count(), 2, "{}", none.stderr);
}

#[test]
fn pages_begin_again_where_another_server_gives_them() {
    let workspace = Workspace::new();
    let servers = two(&workspace, Manner::CutsAt(100));
    let text = format!("SELECT ?a ?b {{ {} {} }}", values("a"), values("b"));
    let whole = query(&workspace, &servers, &text);
    assert_eq!((whole.status, whole.stdout.lines().count()), (Some(0), 401), "{}", whole.stderr);
    // The version, the answer that is cut, the count and one page.
    servers[0].answer_only(4);
    let other = query(&workspace, &servers, &text);
    assert_eq!((other.status, other.stdout), (Some(0), whole.stdout), "{}", other.stderr);
    assert!(other.stderr.contains("another server was asked"), "{}", other.stderr);
}

/// A copy that another server gave in the end is kept as that server's.
#[test]
fn a_copy_is_kept_for_the_server_that_gave_it() {
    let workspace = Workspace::with_built_in_graph();
    let servers = two(&workspace, Manner::Well);
    let [first, second] = servers.each_ref().map(|server| server.url("query"));
    // The version and its parts; the graphs are another's.
    servers[0].answer_only(2);
    let copied = workspace.run(["find", "A", "--endpoint", &first, "--endpoint", &second]);
    assert!(copied.stderr.contains("another server was asked"), "{}", copied.stderr);
    let asked = servers[1].asked.load(Ordering::Relaxed);
    let again = workspace.run(["find", "A", "--endpoint", &second]);
    assert_eq!((again.status, &again.stdout), (copied.status, &copied.stdout), "{}", again.stderr);
    assert!(servers[1].asked.load(Ordering::Relaxed) - asked < 3, "the copy is kept");
}

#[test]
fn a_server_that_was_left_behind_does_not_answer_for_another() {
    let workspace = Workspace::new();
    let servers = two(&workspace, Manner::Well);
    workspace.write("next.ttl", "<https://example.org/next> a <https://example.org/Thing> .");
    assert_eq!(push(&workspace, &servers[0], &["--data", "next.ttl"]).status, Some(0));
    servers[0].answer_only(1);
    let behind = query(&workspace, &servers, "SELECT ?s { ?s a <https://example.org/Thing> }");
    assert_eq!((behind.status, behind.stdout.as_str()), (Some(6), ""));
    assert!(behind.stderr.contains("is not there"), "{}", behind.stderr);
    // Uploaded to all of them before any of them is switched, it is.
    assert_eq!(push(&workspace, &servers[1], &["--data", "next.ttl", "--no-switch"]).status, Some(0));
    servers[0].answer_only(1);
    let ahead = query(&workspace, &servers, "SELECT ?s { ?s a <https://example.org/Thing> }");
    assert_eq!((ahead.status, ahead.stdout.as_str()), (Some(0), "s\r\nhttps://example.org/next\r\n"));
}
