//! Bytes that are no requests, and bodies with wrong framing.

use super::line::head;
use super::{Line, server};

#[test]
fn garbage_is_refused() {
    let server = server(&[]);
    let noise: Vec<u8> = (0..100_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n\r\n";
    let cases: [&[u8]; 8] = [
        b"\0\0\0\0\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/3.0\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        hello,
    ];
    for bytes in cases {
        let mut line = Line::to(&server);
        line.send(bytes);
        line.reply().problem(400, "malformed");
        assert_eq!(line.rest(), "", "{:?}", String::from_utf8_lossy(bytes));
    }
    // An answer or a closed connection, and no second answer.
    let mut line = Line::to(&server);
    line.send(noise);
    line.close_half();
    assert!(line.rest().matches("HTTP/1.1 ").count() <= 1);
    server.anonymous().get("/livez").expect(200);
}

#[test]
fn two_lengths_are_refused() {
    let server = server(&[]);
    let framings = [
        "Content-Length: 3\r\nContent-Length: 5",
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Content-Length: +3",
        "Content-Length: -1",
        "Content-Length: 99999999999999999999",
    ];
    for framing in framings {
        let mut line = Line::to(&server);
        line.send(format!(
            "PUT /regions/99 HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n0\r\n\r\n{}",
            head("GET", "/livez", &[])
        ));
        line.reply().problem(400, "malformed");
        assert_eq!(line.rest(), "", "what follows {framing:?} is no request");
    }
}

#[test]
fn malformed_chunks_are_refused() {
    let server = server(&[]);
    let key = format!("Bearer {}", server.key);
    let bodies = [
        "zz\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}x\r\n0\r\n\r\n",
        "2\n{}\n0\n\n",
        "11111111111111111\r\n{}",
        "-2\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}\r\n0\r\n\n",
    ];
    for body in bodies {
        // One operation that reads its body, and one that does not.
        let headers =
            [("Authorization", key.as_str()), ("Content-Type", "application/json"), ("Transfer-Encoding", "chunked")];
        let mut line = Line::to(&server);
        line.send(head("PUT", "/regions/99", &headers) + body + &head("GET", "/livez", &[]));
        let problem = line.reply().problem(400, "malformed");
        assert_eq!(problem["errors"][0]["code"], "incomplete_body", "{body:?}");
        assert_eq!(line.rest(), "", "what follows {body:?} is no request");

        let mut line = Line::to(&server);
        line.send(head("GET", "/livez", &headers) + body + &head("GET", "/livez", &[]));
        assert_eq!(line.reply().status, 200);
        assert_eq!(line.rest(), "", "what follows {body:?} is no request");
    }
    server.get("/regions/99").expect(404);
}

#[test]
fn a_client_that_expects_100_continue_gets_it() {
    let server = server(&[]);
    let key = format!("Bearer {}", server.key);
    let body = r#"{"name": "Somewhere", "kind": "regency", "bps_code": "9999"}"#;
    let length = body.len().to_string();
    let headers = [
        ("Authorization", key.as_str()),
        ("Content-Type", "application/json"),
        ("Content-Length", &length),
        ("Expect", "100-continue"),
    ];
    let mut line = Line::to(&server);
    for _ in 0..2 {
        line.send(head("PUT", "/regions/99.99", &headers));
        assert_eq!(line.reply().status, 100);
        line.send(body);
        let reply = line.reply();
        assert!(matches!(reply.status, 200 | 201 | 422), "{}{}", reply.head, String::from_utf8_lossy(&reply.body));
    }
    // An answer that does not wait for the body arrives as well.
    line.send(head("PUT", "/regions/99.99", &headers) + body);
    assert_eq!(line.reply().status, 100);
    assert!(matches!(line.reply().status, 200 | 422));
}

#[test]
fn upgrades_are_refused() {
    let server = server(&[]);
    for request in [
        "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    ] {
        let mut line = Line::to(&server);
        line.send(format!("{request}{}", head("GET", "/livez", &[])));
        assert!(line.rest().matches("HTTP/1.1 ").count() == 1, "{request:?}");
    }
}
