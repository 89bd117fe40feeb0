//! The counters of requests, and the page that shows them in Prometheus' text format. Every label is from a closed list.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix_web::http::StatusCode;

use crate::api::operations::operation::{Operation, Operations};
use crate::store::Gauges;
use crate::store::engine::counters::BATCH_CLASSES;

/// The statuses that have a counter; any other is counted as `other`.
const STATUSES: [u16; 24] = [
    200, 201, 204, 304, 308, 400, 401, 403, 404, 405, 406, 408, 409, 412, 413, 414, 415, 422, 429, 431, 500, 501, 503,
    504,
];

/// The classes of durations: in microseconds, and in seconds as Prometheus writes them.
const DURATIONS: [(u64, &str); 13] = [
    (500, "0.0005"),
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (2_500_000, "2.5"),
    (10_000_000, "10"),
];

/// The counters of requests. Part of the application's data as `web::Data<Metrics>`, one for all workers.
pub struct Metrics {
    operations: &'static Operations,
    /// The counts of each operation, and at the end those of requests without one.
    counts: Vec<Counts>,
}

#[derive(Default)]
struct Counts {
    by_status: [AtomicU64; STATUSES.len()],
    other: AtomicU64,
    /// Each class without those before it.
    by_duration: [AtomicU64; DURATIONS.len()],
    longer: AtomicU64,
    micros: AtomicU64,
}

impl Metrics {
    /// Counters for these operations, all zero.
    pub fn new(operations: &'static Operations) -> Self {
        Self { operations, counts: (0..=operations.len()).map(|_| Counts::default()).collect() }
    }

    /// Counts an answer. `operation` is `None` where the request was for none.
    pub fn count(&self, operation: Option<&Operation>, status: StatusCode, took: Duration) {
        let index = operation.map_or(self.operations.len(), |operation| operation.index);
        let Some(counts) = self.counts.get(index) else { return };
        let one = |counter: &AtomicU64| counter.fetch_add(1, Ordering::Relaxed);
        let status = STATUSES.iter().position(|known| *known == status.as_u16());
        one(status.and_then(|index| counts.by_status.get(index)).unwrap_or(&counts.other));
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let class = DURATIONS.iter().position(|(most, _)| micros <= *most);
        one(class.and_then(|index| counts.by_duration.get(index)).unwrap_or(&counts.longer));
        counts.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// The counters as text, with the store's gauges and the version.
    pub fn text(&self, store: &Gauges) -> String {
        let mut text = String::with_capacity(16_384);
        // Writing to a String can't fail.
        let _ = self.write_requests(&mut text);
        let _ = write_store(&mut text, store);
        text
    }

    fn write_requests(&self, text: &mut String) -> std::fmt::Result {
        head(text, "iku_http_requests_total", "counter", "Answers, by operation and status.")?;
        for (labels, counts) in self.used() {
            for (status, counter) in STATUSES.iter().zip(&counts.by_status) {
                let count = counter.load(Ordering::Relaxed);
                if count > 0 {
                    writeln!(text, "iku_http_requests_total{{{labels},status=\"{status}\"}} {count}")?;
                }
            }
            let other = counts.other.load(Ordering::Relaxed);
            if other > 0 {
                writeln!(text, "iku_http_requests_total{{{labels},status=\"other\"}} {other}")?;
            }
        }
        let name = "iku_http_request_duration_seconds";
        head(text, name, "histogram", "From the head of a request to the head of its answer.")?;
        for (labels, counts) in self.used() {
            let mut sum = 0;
            for ((_, most), counter) in DURATIONS.iter().zip(&counts.by_duration) {
                sum += counter.load(Ordering::Relaxed);
                writeln!(text, "{name}_bucket{{{labels},le=\"{most}\"}} {sum}")?;
            }
            sum += counts.longer.load(Ordering::Relaxed);
            writeln!(text, "{name}_bucket{{{labels},le=\"+Inf\"}} {sum}")?;
            let took = Duration::from_micros(counts.micros.load(Ordering::Relaxed));
            writeln!(text, "{name}_sum{{{labels}}} {}", seconds(took))?;
            writeln!(text, "{name}_count{{{labels}}} {sum}")?;
        }
        Ok(())
    }

    /// The labels and counts of the operations that had a request.
    fn used(&self) -> impl Iterator<Item = (String, &Counts)> {
        let labels =
            |operation: &Operation| format!("method=\"{}\",path=\"{}\"", operation.method(), operation.pattern());
        let named = self.operations.iter().map(labels).chain(["method=\"other\",path=\"other\"".to_owned()]);
        named.zip(&self.counts).filter(|(_, counts)| {
            let all = counts.by_duration.iter().chain([&counts.longer]);
            all.map(|counter| counter.load(Ordering::Relaxed)).any(|count| count > 0)
        })
    }
}

fn write_store(text: &mut String, store: &Gauges) -> std::fmt::Result {
    let in_use = store.pool_connections.saturating_sub(store.pool_idle);
    let wait = seconds(store.pool_wait);
    for (name, kind, help, value) in [
        ("iku_pool_connections_max", "gauge", "Database connections that there may be.", store.pool_size.to_string()),
        ("iku_pool_connections", "gauge", "Database connections that there are.", store.pool_connections.to_string()),
        ("iku_pool_connections_idle", "gauge", "Of these, those that nobody uses.", store.pool_idle.to_string()),
        ("iku_pool_connections_in_use", "gauge", "Of these, those in use.", in_use.to_string()),
        (
            "iku_pool_waits_total",
            "counter",
            "Times that a connection had to be waited for.",
            store.pool_waits.to_string(),
        ),
        ("iku_pool_wait_seconds_total", "counter", "How long, all together.", wait),
        ("iku_write_queue", "gauge", "Writes that wait (SQLite).", store.queued_writes.to_string()),
        ("iku_writes_total", "counter", "Writes that were kept.", store.committed_writes.to_string()),
        ("iku_commits_lost_total", "counter", "Commits that could not be kept.", store.commits_lost.to_string()),
    ] {
        head(text, name, kind, help)?;
        writeln!(text, "{name} {value}")?;
    }
    let name = "iku_commit_writes";
    head(text, name, "histogram", "Writes that one commit holds.")?;
    let mut sum = 0;
    for (most, count) in BATCH_CLASSES.iter().zip(store.commits_by_class) {
        sum += count;
        writeln!(text, "{name}_bucket{{le=\"{most}\"}} {sum}")?;
    }
    writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {}", store.commits)?;
    writeln!(text, "{name}_sum {}", store.committed_writes)?;
    writeln!(text, "{name}_count {}", store.commits)?;
    head(text, "iku_build_info", "gauge", "What runs.")?;
    writeln!(text, "iku_build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION"))
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) -> std::fmt::Result {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

fn seconds(time: Duration) -> String {
    format!("{}.{:06}", time.as_secs(), time.subsec_micros())
}

#[cfg(test)]
mod tests {
    use actix_web::http::Method;

    use super::*;
    use crate::api::operations::access::Rules;
    use crate::api::operations::routes::{Handler, Routes};

    #[test]
    fn the_page_shows_the_operations_that_had_requests() {
        let handler = |pattern: &str| Handler {
            method: Method::GET,
            pattern: pattern.to_owned(),
            serve: |_| {},
            description: None,
        };
        let handlers = vec![handler("/trainings"), handler("/umkm/{id}")];
        let routes = Routes { tag: "test", description: None, groups: vec![(Rules::viewer(), handlers)] };
        let operations: &'static Operations = Box::leak(Box::new(Operations::of([routes])));
        let metrics = Metrics::new(operations);
        let read = operations.find(&Method::GET, "/umkm/{id}");
        metrics.count(read, StatusCode::OK, Duration::from_micros(700));
        metrics.count(read, StatusCode::OK, Duration::from_secs(11));
        metrics.count(None, StatusCode::IM_A_TEAPOT, Duration::ZERO);
        let text = metrics.text(&Gauges { commits: 2, committed_writes: 5, ..Gauges::default() });
        let labels = "method=\"GET\",path=\"/umkm/{id}\"";
        for line in [
            format!("iku_http_requests_total{{{labels},status=\"200\"}} 2"),
            "iku_http_requests_total{method=\"other\",path=\"other\",status=\"other\"} 1".to_owned(),
            format!("iku_http_request_duration_seconds_bucket{{{labels},le=\"0.0005\"}} 0"),
            format!("iku_http_request_duration_seconds_bucket{{{labels},le=\"10\"}} 1"),
            format!("iku_http_request_duration_seconds_bucket{{{labels},le=\"+Inf\"}} 2"),
            format!("iku_http_request_duration_seconds_sum{{{labels}}} 11.000700"),
            "iku_commit_writes_sum 5".to_owned(),
        ] {
            assert!(text.lines().any(|other| other == line), "{line} is not in\n{text}");
        }
        assert!(!text.contains("/trainings"), "{text}");
    }
}
