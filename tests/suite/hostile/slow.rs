//! Requests that arrive too slowly, or not at all.

use std::time::{Duration, Instant};

use super::line::head;
use super::{Line, connections, server};
use crate::harness::until;

const PAUSE: Duration = Duration::from_millis(20);

/// A time limit that a client on a busy machine can meet. Tests of clients that must miss the limit set shorter ones.
const ENOUGH: &str = "4s";

#[test]
fn a_slow_first_head_is_refused() {
    let server = server(&[("IKU_CLIENT_TIMEOUT", ENOUGH)]);
    let mut line = Line::to(&server);
    line.send("GET /livez HTTP/1.1\r\nHost: x\r\n");
    line.reply().problem(408, "timeout");
    assert_eq!(line.rest(), "");
}

#[test]
fn a_slow_second_head_is_refused() {
    let server = server(&[("IKU_CLIENT_TIMEOUT", ENOUGH)]);
    let mut line = Line::to(&server);
    for _ in 0..2 {
        line.send(head("GET", "/livez", &[]));
        assert_eq!(line.reply().status, 200);
    }
    line.send("GET /livez HTT");
    line.reply().problem(408, "timeout");
    assert_eq!(line.rest(), "");
}

#[test]
fn a_head_that_arrives_byte_by_byte_is_refused() {
    let server = server(&[("IKU_CLIENT_TIMEOUT", ENOUGH)]);
    let mut line = Line::to(&server);
    line.send(head("GET", "/livez", &[]));
    assert_eq!(line.reply().status, 200);
    // Each byte arrives in time after the one before, but the complete head does not.
    line.trickle(head("GET", "/livez", &[("X-Padding", &"x".repeat(2000))]), PAUSE);
    line.reply().problem(408, "timeout");
}

#[test]
fn empty_lines_before_a_head_are_part_of_it() {
    let server = server(&[("IKU_CLIENT_TIMEOUT", ENOUGH)]);
    let mut line = Line::to(&server);
    line.trickle("\r\n".repeat(1000), PAUSE);
    line.reply().problem(408, "timeout");
}

#[test]
fn a_silent_connection_is_closed() {
    let server = server(&[("IKU_CLIENT_TIMEOUT", "500ms")]);
    // A browser opens connections in advance, so a connection without a request is no error.
    assert_eq!(Line::to(&server).rest(), "");
}

#[test]
fn an_idle_connection_is_closed() {
    let server = server(&[("IKU_KEEP_ALIVE", "500ms")]);
    let mut line = Line::to(&server);
    line.send(head("GET", "/livez", &[]));
    assert_eq!(line.reply().status, 200);
    assert_eq!(line.rest(), "");
}

#[test]
fn a_connection_in_use_is_kept() {
    let server = server(&[("IKU_CLIENT_TIMEOUT", ENOUGH), ("IKU_KEEP_ALIVE", ENOUGH)]);
    let mut line = Line::to(&server);
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(9) {
        line.send(head("GET", "/livez", &[]));
        assert_eq!(line.reply().status, 200);
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_slow_body_is_refused() {
    let server = server(&[("IKU_BODY_TIMEOUT", "500ms")]);
    let key = format!("Bearer {}", server.key);
    for framing in [("Content-Length", "1000"), ("Transfer-Encoding", "chunked")] {
        let mut line = Line::to(&server);
        let json = ("Content-Type", "application/json");
        line.send(head("PUT", "/regions/99", &[("Authorization", &key), json, framing]));
        let body = if framing.1 == "chunked" {
            format!("3e8\r\n{{{}", " ".repeat(998))
        } else {
            format!("{{{}", " ".repeat(998))
        };
        line.trickle(body, PAUSE);
        let problem = line.reply().problem(400, "malformed");
        assert_eq!(problem["errors"][0]["code"], "incomplete_body");
        line.rest();
    }
    server.get("/regions/99").expect(404);
}

/// A large file on a slow connection may take longer than a body that makes no progress.
#[test]
fn a_file_that_arrives_steadily_is_accepted() {
    let server = server(&[("IKU_BODY_TIMEOUT", ENOUGH)]);
    let key = format!("Bearer {}", server.key);
    let rows: String =
        (0..4000).map(|number| format!("U-{number},Usaha {number} {},15.01\n", "x".repeat(50))).collect();
    let file = format!("register_number,name,region\n{rows}");
    let length = file.len().to_string();
    let headers = [("Authorization", key.as_str()), ("Content-Type", "text/csv"), ("Content-Length", length.as_str())];
    // About 50 KB a second: three times the required rate.
    let mut line = Line::to(&server);
    line.send(head("POST", "/imports/umkm", &headers));
    let begin = Instant::now();
    for piece in file.as_bytes().chunks(5000) {
        line.send(piece);
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(begin.elapsed() > Duration::from_secs(5), "longer than a body has that brings nothing");
    assert_eq!(line.reply().status, 200);
    // Far too slow: the first bytes extend the deadline by almost nothing.
    let mut line = Line::to(&server);
    line.send(head("POST", "/imports/umkm", &headers));
    line.trickle(file.get(..1000).unwrap(), PAUSE);
    line.reply().problem(400, "malformed");
}

#[test]
fn a_slow_body_that_no_handler_reads_ends_the_connection() {
    let server = server(&[("IKU_BODY_TIMEOUT", "500ms"), ("IKU_CLIENT_TIMEOUT", ENOUGH)]);
    for (method, path, status) in [("GET", "/livez", 200), ("PUT", "/regions/99", 401), ("GET", "/nowhere", 404)] {
        for (framing, body) in [(("Content-Length", "100000"), "x"), (("Transfer-Encoding", "chunked"), "ffff\r\nx")] {
            let mut line = Line::to(&server);
            line.send(head(method, path, &[framing]));
            assert_eq!(line.reply().status, status, "{method} {path} {framing:?}");
            // The client keeps sending so slowly that the body would take an hour.
            line.send(body);
            line.trickle("x".repeat(1500), PAUSE);
            assert_eq!(line.rest(), "", "{method} {path} {framing:?}");
        }
    }
    until("no connection is left", || connections(&server) == 0);
}
