//! Requests that do not wait for the previous answer.

use serde_json::json;

use super::line::head;
use super::{Line, Reply, server};
use crate::harness::Server;

fn id(reply: &Reply) -> String {
    let line = reply.head.lines().find_map(|line| line.strip_prefix("x-request-id: "));
    line.expect("an id").to_owned()
}

#[test]
fn a_hundred_pipelined_requests_are_answered_in_order() {
    let server = server(&[]);
    let mut line = Line::to(&server);
    let paths = ["/livez", "/nowhere", "/organization", "/regions", "/indicators/2024"];
    let requests: Vec<(String, &str)> =
        (0..100).map(|number| (format!("r{number}"), paths[number % paths.len()])).collect();
    let all: String = requests.iter().map(|(id, path)| head("GET", path, &[("X-Request-Id", id)])).collect();
    line.send(all);
    for (expected, path) in &requests {
        let reply = line.reply();
        assert_eq!(&id(&reply), expected);
        assert_eq!(reply.status, if *path == "/nowhere" { 404 } else { 200 }, "{path}");
    }
    line.send(head("GET", "/livez", &[("Connection", "close")]));
    assert_eq!(line.reply().status, 200);
    assert_eq!(line.rest(), "");
}

#[test]
fn a_pipelined_head_request_has_no_body() {
    let server = server(&[]);
    for methods in [&["GET", "HEAD", "GET"][..], &["HEAD", "GET", "HEAD", "HEAD", "GET"]] {
        // Paths that are answered at once, and a path that waits for the database.
        for path in ["/livez", "/organization", "/regions", "/nowhere"] {
            let mut line = Line::to(&server);
            line.send(methods.iter().map(|method| head(method, path, &[])).collect::<String>());
            let replies: Vec<Reply> = methods.iter().map(|method| line.reply_with(*method == "GET")).collect();
            for reply in &replies {
                assert_eq!(reply.status, replies[0].status, "{path}: {}", reply.head);
            }
            line.close_half();
            assert_eq!(line.rest(), "", "{path}");
        }
    }
}

#[test]
fn pipelined_bodies_belong_to_their_requests() {
    let server = server(&[]);
    let mut line = Line::to(&server);
    let key = format!("Bearer {}", server.key);
    let mut all = String::new();
    for number in 0..20 {
        let body =
            json!({"register_number": format!("K-{number}"), "name": "x".repeat(number * 9 + 1), "region": "15.71"});
        let body = body.to_string();
        let (framing, body) = if number % 2 == 0 {
            (("Content-Length", body.len().to_string()), body)
        } else {
            let (first, second) = body.split_at(7);
            let chunks = format!("7\r\n{first}\r\n{:X};x=y\r\n{second}\r\n0\r\nX: y\r\n\r\n", second.len());
            (("Transfer-Encoding", "chunked".to_owned()), chunks)
        };
        let json = ("Content-Type", "application/json");
        all += &head("POST", "/cooperatives", &[("Authorization", &key), json, (framing.0, &framing.1)]);
        all += &body;
        all += &head("HEAD", "/livez", &[]);
    }
    line.send(all);
    for number in 0..20 {
        let reply = line.reply();
        assert_eq!(reply.status, 201, "{}{}", reply.head, String::from_utf8_lossy(&reply.body));
        let created: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(created["register_number"], format!("K-{number}"));
        assert_eq!(line.reply_with(false).status, 200);
    }
    assert_eq!(server.get("/cooperatives").expect(200).items().len(), 20);
}

/// Sends requests and closes the sending side.
fn half_closed(server: &Server, requests: &str) -> Line {
    let mut line = Line::to(server);
    line.send(requests);
    line.close_half();
    line
}

#[test]
fn a_half_closed_client_is_answered() {
    let server = server(&[]);
    let get = head("GET", "/regions", &[]);
    for count in [1, 3, 30] {
        let mut line = half_closed(&server, &get.repeat(count));
        for _ in 0..count {
            assert_eq!(line.reply().status, 200);
        }
        assert_eq!(line.rest(), "");
    }
    // Within a head the end of the stream needs no answer.
    assert_eq!(half_closed(&server, "GET /livez HTTP/1.1\r\nHost:").rest(), "");
    assert_eq!(half_closed(&server, "").rest(), "");
    // Within a body the end of the stream is answered.
    let key = format!("Bearer {}", server.key);
    let headers = [("Authorization", key.as_str()), ("Content-Type", "application/json"), ("Content-Length", "100")];
    let mut line = half_closed(&server, &(head("PUT", "/regions/99", &headers) + "{"));
    line.reply().problem(400, "malformed");
    assert_eq!(line.rest(), "");
}
