//! Limits of a request: bytes, nesting depth, text lengths.

use serde_json::json;

use crate::harness::given;

const MEBIBYTE: usize = 1 << 20;

fn padded(length: usize) -> String {
    let body = r#"{"register_number": "K-1", "name": "Koperasi", "region": "15.71"}"#;
    format!("{body}{}", " ".repeat(length - body.len()))
}

both! {
    fn a_body_may_have_a_mebibyte(server: &Server) {
        let send = |length| {
            let body = padded(length);
            server.raw(format!(
                "POST /cooperatives HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
                 Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}",
                server.key
            ))
        };
        assert!(send(MEBIBYTE).starts_with("HTTP/1.1 201"));
        let refused = send(MEBIBYTE + 1);
        assert!(refused.starts_with("HTTP/1.1 413"), "{refused}");
        assert!(refused.contains("application/problem+json") && refused.contains("/too-large"), "{refused}");
        assert!(send(4 * MEBIBYTE).starts_with("HTTP/1.1 413"));
        assert_eq!(server.get("/cooperatives").expect(200).items().len(), 1);
    }

    fn a_chunked_body_is_bounded_too(server: &Server) {
        let body = padded(MEBIBYTE + 100);
        let refused = server.raw(format!(
            "POST /cooperatives HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
            server.key,
            body.len()
        ));
        assert!(refused.starts_with("HTTP/1.1 413"), "{refused}");
        assert!(server.get("/cooperatives").expect(200).items().is_empty());
    }

    fn nesting_depth_is_bounded(server: &Server) {
        for depth in [200, 100_000] {
            let body = format!("{{\"name\": {}1{}}}", "[".repeat(depth), "]".repeat(depth));
            let request = server.request("POST", "/cooperatives").body(body, "application/json");
            request.send().problem(400, "malformed").has_code("too_deep");
        }
        let unclosed = server.request("POST", "/cooperatives").body("[".repeat(500_000), "application/json");
        unclosed.send().problem(400, "malformed");
    }

    fn text_length_is_bounded(server: &Server) {
        for member in ["name", "register_number", "legal_entity_number"] {
            for length in [5_000, 500_000] {
                let body = json!({"register_number": "K-1", "name": "x", "region": "15.71"});
                let refused = server.post("/cooperatives", given::merged(body, json!({ member: "x".repeat(length) })));
                assert!(matches!(refused.status, 400 | 422), "{length} in {member}: {}", refused.status);
                refused.names_pointer(&format!("/{member}"));
            }
        }
    }

    fn a_long_address_is_refused_cleanly(server: &Server) {
        let answer = server.get(&format!("/cooperatives?q={}", "x".repeat(4000)));
        assert!(matches!(answer.status, 200 | 400 | 414 | 422), "{}", answer.whole());
        given::cooperative(server, "K-1", "15.71");
    }
}
