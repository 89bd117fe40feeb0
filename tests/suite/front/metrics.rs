//! `/metrics`: requests by operation and status, and the state of the store.

use serde_json::json;

use crate::harness::{Setup, given};

/// The value on the line with this prefix.
fn value(text: &str, start: &str) -> u64 {
    let line = text.lines().find(|line| line.starts_with(start));
    let line = line.unwrap_or_else(|| panic!("no {start} in\n{text}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

both! {
    fn requests_are_counted_by_operation_and_status(server: &Server) {
        for n in 0..3 {
            given::umkm(server, &format!("U-{n}"), "15.71");
        }
        server.get("/umkm/1").expect(200);
        server.request("HEAD", "/umkm/2").send();
        server.get("/umkm/4711").expect(404);
        server.anonymous().get("/umkm/1").expect(401);
        server.get("/umkm/x").expect(400);
        server.get("/nowhere/4711").expect(404);
        let text = server.get("/metrics").expect(200).text;
        let read = "iku_http_requests_total{method=\"GET\",path=\"/umkm/{id}\",status=";
        for (status, count) in [(200, 2), (404, 1), (401, 1), (400, 1)] {
            assert_eq!(value(&text, &format!("{read}\"{status}\"}}")), count, "{text}");
        }
        assert_eq!(value(&text, "iku_http_requests_total{method=\"POST\",path=\"/umkm\",status=\"201\"}"), 3);
        assert_eq!(value(&text, "iku_http_requests_total{method=\"other\",path=\"other\",status=\"404\"}"), 1);
        assert_eq!(value(&text, "iku_http_request_duration_seconds_count{method=\"GET\",path=\"/umkm/{id}\"}"), 5);
        assert!(!text.contains("nowhere") && !text.contains("/umkm/1"), "{text}");
    }

    fn the_store_has_metrics(server: &Server) {
        for n in 0..4 {
            given::umkm(server, &format!("U-{n}"), "15.71");
        }
        server.post("/umkm", json!({})).expect(422);
        let text = server.get("/metrics").expect(200).text;
        assert!(value(&text, "iku_commit_writes_sum") >= 4, "{text}");
        assert!(value(&text, "iku_commit_writes_count") <= value(&text, "iku_commit_writes_sum"), "{text}");
        assert_eq!(value(&text, "iku_write_queue "), 0);
        assert_eq!(value(&text, "iku_commits_lost_total"), 0);
        assert_eq!(value(&text, "iku_pool_connections_max"), 4);
        assert!(value(&text, "iku_pool_connections ") >= 1);
        assert_eq!(value(&text, "iku_build_info{version="), 1);
    }

    fn metrics_are_plain_text_only(server: &Server) {
        for accept in ["text/plain", "text/plain;version=0.0.4", "text/*", "*/*"] {
            let answer = server.request("GET", "/metrics").header("accept", accept).send().expect(200);
            assert!(answer.header("content-type").unwrap().starts_with("text/plain"), "{}", answer.whole());
        }
        for accept in ["application/json", "text/csv", "text/plain;q=0"] {
            server.request("GET", "/metrics").header("accept", accept).send().problem(406, "not-acceptable");
        }
    }

    fn metrics_have_the_prometheus_format(server: &Server) {
        server.get("/indicators/2023").expect(200);
        let accept = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1";
        let answer = server.request("GET", "/metrics").header("accept", accept).send().expect(200);
        assert!(answer.header("content-type").unwrap().starts_with("text/plain; version=0.0.4"));
        let mut kinds = std::collections::BTreeMap::new();
        for line in answer.text.lines() {
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                let (name, kind) = rest.split_once(' ').unwrap();
                assert_eq!(kinds.insert(name.to_owned(), kind.to_owned()), None, "{name} is declared twice");
            } else if !line.starts_with("# HELP ") {
                let name = line.split(['{', ' ']).next().unwrap();
                let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end).filter(|name| kinds.contains_key(*name)));
                assert!(kinds.contains_key(family.unwrap_or(name)), "{line} has no type before it");
                line.rsplit(' ').next().unwrap().parse::<f64>().unwrap();
            }
        }
        assert!(kinds.len() > 10);
    }
}

both_backends! {
    fn a_separate_metrics_address_needs_no_key(backend: Backend) {
        let server = Setup::on(backend).env("IKU_METRICS_LISTEN", "127.0.0.1:0").start();
        server.get("/umkm").expect(200);
        let output = server.output();
        let address = output.lines().find_map(|line| line.strip_prefix("iku serves metrics on http://")).expect("an address");
        let (host, path) = address.split_once('/').unwrap();
        assert_eq!(path, "metrics");
        let get = |path: &str| {
            use std::io::{Read, Write};
            let mut stream = std::net::TcpStream::connect(host).unwrap();
            write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        };
        let page = get("/metrics");
        assert!(page.starts_with("HTTP/1.1 200") && page.contains("path=\"/umkm\",status=\"200\"} 1"), "{page}");
        for path in ["/umkm", "/organization", "/"] {
            assert!(get(path).starts_with("HTTP/1.1 404"), "only the metrics are there");
        }
        server.anonymous().get("/metrics").expect(401);
        assert!(server.stop().success());
    }
}
