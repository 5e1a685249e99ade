//! What the server counts, written as Prometheus reads it (text format 0.0.4).

use super::graph::Graph;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the buckets of the time to answer, in seconds, as they are written.
const BUCKETS: [(f64, &str); 11] = [
    (0.000_5, "0.0005"),
    (0.001, "0.001"),
    (0.002_5, "0.0025"),
    (0.005, "0.005"),
    (0.01, "0.01"),
    (0.05, "0.05"),
    (0.1, "0.1"),
    (0.5, "0.5"),
    (1.0, "1"),
    (10.0, "10"),
    (60.0, "60"),
];

/// Counts since the server began.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    routes: Mutex<BTreeMap<&'static str, OfRoute>>,
    /// Worker processes.
    pub(super) alive: AtomicUsize,
    /// Worker processes that died or were ended, and were replaced.
    pub(super) replaced: AtomicU64,
    /// Queries that wait for a worker.
    pub(super) waiting: AtomicUsize,
    /// Connections that are open.
    pub(super) connections: AtomicUsize,
    /// Connections that were closed to make room for others.
    pub(super) evicted: AtomicU64,
}

#[derive(Debug, Default)]
struct OfRoute {
    statuses: BTreeMap<u16, u64>,
    buckets: [u64; BUCKETS.len()],
    seconds: f64,
    count: u64,
}

impl Metrics {
    /// Counts a request that was answered.
    pub(super) fn answered(&self, route: &'static str, status: u16, took: Duration) {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let of = routes.entry(route).or_default();
        *of.statuses.entry(status).or_default() += 1;
        let seconds = took.as_secs_f64();
        for (count, (bound, _)) in of.buckets.iter_mut().zip(BUCKETS) {
            *count += u64::from(seconds <= bound);
        }
        of.seconds += seconds;
        of.count += 1;
    }

    /// All of it as text.
    pub(super) fn text(&self, graph: &Graph) -> String {
        let mut text = String::new();
        self.requests(&mut text);
        let gauges = [
            ("aisec_workers_alive", "Worker processes.", self.alive.load(Relaxed)),
            ("aisec_queue_length", "Queries that wait for a worker.", self.waiting.load(Relaxed)),
            ("aisec_connections_open", "Connections that are open.", self.connections.load(Relaxed)),
            ("aisec_graph_quads", "Quads of the graph that is served.", graph.snapshot.len()),
        ];
        for (name, help, value) in gauges {
            family(&mut text, name, help, "gauge");
            let _ = writeln!(text, "{name} {value}");
        }
        let counters = [
            ("aisec_workers_replaced_total", "Worker processes that were replaced.", self.replaced.load(Relaxed)),
            ("aisec_connections_evicted_total", "Connections closed to make room.", self.evicted.load(Relaxed)),
            ("aisec_graph_swaps_total", "Times another graph was swapped in.", graph.generation),
        ];
        for (name, help, value) in counters {
            family(&mut text, name, help, "counter");
            let _ = writeln!(text, "{name} {value}");
        }
        family(&mut text, "aisec_graph_info", "The graph that is served.", "gauge");
        let digest = graph.digest.as_deref().unwrap_or_default();
        let _ = writeln!(text, "aisec_graph_info{{digest=\"{digest}\",version=\"{}\"}} 1", env!("CARGO_PKG_VERSION"));
        text
    }

    fn requests(&self, text: &mut String) {
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        family(text, "aisec_requests_total", "Requests by route and status.", "counter");
        for (route, of) in routes.iter() {
            for (status, count) in &of.statuses {
                let _ = writeln!(text, "aisec_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}");
            }
        }
        let name = "aisec_request_duration_seconds";
        family(text, name, "Time from a request to the end of its answer.", "histogram");
        for (route, of) in routes.iter() {
            for (count, (_, bound)) in of.buckets.iter().zip(BUCKETS) {
                let _ = writeln!(text, "{name}_bucket{{route=\"{route}\",le=\"{bound}\"}} {count}");
            }
            let _ = writeln!(text, "{name}_bucket{{route=\"{route}\",le=\"+Inf\"}} {}", of.count);
            let _ = writeln!(text, "{name}_sum{{route=\"{route}\"}} {}", of.seconds);
            let _ = writeln!(text, "{name}_count{{route=\"{route}\"}} {}", of.count);
        }
    }
}

fn family(text: &mut String, name: &str, help: &str, kind: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}
