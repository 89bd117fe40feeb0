//! Heads that are too large.

use super::line::head;
use super::{Line, server};

#[test]
fn a_long_address_is_refused() {
    let server = server(&[]);
    let path = |length: usize| format!("/livez?{}", "x".repeat(length - "/livez?".len()));
    let ask = |length| {
        let mut line = Line::to(&server);
        line.send(head("GET", &path(length), &[]));
        line.reply()
    };
    ask(8192).problem(400, "malformed");
    ask(8193).problem(414, "uri-too-long");
    ask(31_000).problem(414, "uri-too-long");
    // A head without an end.
    for length in [33_000, 1_000_000] {
        ask(length).problem(414, "uri-too-long");
    }
    server.anonymous().get("/livez").expect(200);
}

#[test]
fn large_headers_are_refused() {
    let server = server(&[]);
    let ask = |name: &str, length: usize| {
        let mut line = Line::to(&server);
        line.send(head("GET", "/livez", &[(name, &"x".repeat(length))]));
        line.reply()
    };
    assert_eq!(ask("X-Large", 32_000).status, 200);
    for length in [33_000, 130_000, 1_000_000] {
        ask("X-Large", length).problem(431, "header-too-large");
    }
    ask(&"X".repeat(40_000), 1).problem(431, "header-too-large");
    // Closing with unread bytes would reset the connection, and over a real network the answer would be lost.
    let mut line = Line::to(&server);
    line.send(head("GET", "/livez", &[("X-Large", &"x".repeat(100_000))]));
    assert!(line.ends_cleanly());
}

#[test]
fn many_headers_are_refused() {
    let server = server(&[]);
    let ask = |count: usize| {
        let names: Vec<String> = (0..count).map(|number| format!("X-{number}")).collect();
        let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
        let mut line = Line::to(&server);
        line.send(head("GET", "/livez", &headers));
        line.reply()
    };
    assert_eq!(ask(90).status, 200);
    for count in [97, 1000, 100_000] {
        ask(count).problem(431, "header-too-large");
    }
}

#[test]
fn a_large_second_head_is_refused() {
    let server = server(&[]);
    let mut line = Line::to(&server);
    // The limit applies to each head separately.
    for _ in 0..4 {
        line.send(head("GET", "/livez", &[("X-Large", &"x".repeat(20_000))]));
        assert_eq!(line.reply().status, 200);
    }
    line.send(head("GET", "/livez", &[("X-Large", &"x".repeat(40_000))]));
    line.reply().problem(431, "header-too-large");
    assert_eq!(line.rest(), "");
}
