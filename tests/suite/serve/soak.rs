//! Many requests of all sorts while workers are killed: no answer is wrong, and nothing is left behind. `benches/soak.py` is
//! the long form.

use super::client::{Server, encoded};
use super::get;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

const REQUESTS: usize = 900;
const CLIENTS: usize = 3;
/// Requests between two kills.
const BETWEEN: usize = 30;
/// Answered here, by workers, and made for people.
const SPARQL: [&str; 3] = [
    "SELECT ?name WHERE { ?tool a aisec:Tool ; skos:prefLabel ?name } ORDER BY ?name LIMIT 20",
    "SELECT (COUNT(*) AS ?n) WHERE { ?f a aisec:Framework . ?g a aisec:Framework . ?f ?p ?x . ?h ?q ?g }",
    "SELECT ?s WHERE { ?s a aisec:Risk . ?t a aisec:Phase } ORDER BY ?s ?t LIMIT 50",
];
const TARGETS: [&str; 4] = [
    "/api/questions/tools-for-risk?risk=R9-Security",
    "/api/find?q=garak",
    "/doc/resource/github.com/nvidia/garak",
    "/health",
];

/// Files that are open, and private memory in kB.
fn held(server: &Server) -> (usize, u64) {
    let folder = format!("/proc/{}", server.id());
    let files = std::fs::read_dir(format!("{folder}/fd")).expect("it runs").count();
    let rollup = std::fs::read_to_string(format!("{folder}/smaps_rollup")).expect("it runs");
    let private = rollup.lines().filter(|line| line.starts_with("Private_"));
    (files, private.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).sum())
}

/// Ends the kills, also where the test fails.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What is asked, and what each is answered with.
fn asked(server: &Server) -> Vec<(String, Vec<u8>)> {
    let queries = SPARQL.iter().map(|text| format!("/sparql?query={}", encoded(text)));
    let targets = queries.chain(TARGETS.iter().map(|&target| target.to_owned()));
    let answered = targets.map(|target| {
        let answer = get(server, &target, &[]);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        (target, answer.body)
    });
    answered.collect()
}

/// Asks all of it again and again, from several clients; `done` counts answers, `missing` what a killed worker was at.
fn round(server: &Server, asked: &[(String, Vec<u8>)], done: &AtomicUsize, missing: &AtomicUsize) {
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            scope.spawn(move || {
                for number in 0..REQUESTS / CLIENTS {
                    let (target, expected) = &asked[(number + client) % asked.len()];
                    let mut answer = get(server, target, &[]);
                    // What a killed worker was at is told to be missing, or ends early.
                    let mut again = 0;
                    while answer.status == 500 || !answer.is_whole {
                        again += 1;
                        assert!(again <= 20, "{target}: {}", answer.text());
                        missing.fetch_add(1, Ordering::Relaxed);
                        answer = get(server, target, &[]);
                    }
                    assert_eq!((answer.status, &answer.body), (200, expected), "{target}");
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
}

/// Kills one worker after the other until it is over; how many.
fn killed(server: &Server, done: &AtomicUsize, over: &AtomicBool) -> usize {
    let mut kills = 0;
    while !over.load(Ordering::Relaxed) {
        thread::sleep(Duration::from_millis(2));
        if done.load(Ordering::Relaxed) >= (kills + 1) * BETWEEN
            && let Some(worker) = server.workers().into_iter().nth(kills % 2)
            && std::fs::read_to_string(format!("/proc/{worker}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
        {
            // It may have gone meanwhile.
            let killed = Command::new("/bin/kill").args(["-KILL", &worker.to_string()]).stderr(Stdio::null()).status();
            kills += usize::from(killed.is_ok_and(|status| status.success()));
        }
    }
    kills
}

#[test]
fn killed_workers_make_no_answer_wrong_and_leave_nothing_behind() {
    let server = Server::built_in(&["--workers", "2"]);
    let asked = asked(&server);
    let (done, missing, over) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let all_there = |server: &Server| server.metric("aisec_workers_alive") == 2;
    thread::scope(|scope| {
        let killer = scope.spawn(|| killed(&server, &done, &over));
        let killing = Over(&over);
        round(&server, &asked, &done, &missing);
        server.until("both workers are there", all_there);
        let before = held(&server);
        round(&server, &asked, &done, &missing);
        round(&server, &asked, &done, &missing);
        server.until("both workers are there", all_there);
        server.until("no file stays open", |server| held(server).0 <= before.0 + 2);
        let after = held(&server);
        assert!(after.1 < before.1 + (16 << 10), "{} kB, then {} kB", before.1, after.1);
        drop(killing);
        let (kills, missing) = (killer.join().expect("it kills"), missing.load(Ordering::Relaxed));
        assert!(kills >= 20 && missing <= 2 * kills, "{missing} missing of {kills} kills");
    });
}
