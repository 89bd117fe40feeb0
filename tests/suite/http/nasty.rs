//! No input makes the service fail: every answer has a status below 500 and reveals nothing internal.

use serde_json::json;

use crate::harness::given;

/// Traces of internals that no answer may contain.
const INSIDE: [&str; 12] = [
    "panicked", "src/", ".rs:", "SELECT ", "INSERT ", "sqlite", "postgres", "diesel", "serde", "actix", "stack",
    "UNIQUE",
];

fn check(what: &str, status: u16, text: &str) {
    assert!((200..500).contains(&status), "{what}: {status} {text}");
    for trace in INSIDE {
        assert!(!text.contains(trace), "{what} shows {trace:?}: {text}");
    }
}

const PATHS: [&str; 47] = [
    "/cooperatives/-1",
    "/cooperatives/0",
    "/cooperatives/00000000000000000000001",
    "/cooperatives/9223372036854775808",
    "/cooperatives/1e3",
    "/cooperatives/%00",
    "/cooperatives/%ff%fe",
    "/cooperatives/1%2F2",
    "/cooperatives/..%2f..%2fetc%2fpasswd",
    "/cooperatives/1;drop%20table",
    "/cooperatives/1'--",
    "/cooperatives/%",
    "/cooperatives?q=%00",
    "/cooperatives?q=%25%25%25%25%25%25%25%25%25%25%25%25",
    "/cooperatives?q=%F0%9F%98%80",
    "/cooperatives?q='%20or%201=1--",
    "/cooperatives?q=%5C%5C%5C",
    "/cooperatives?q=",
    "/cooperatives?region=",
    "/cooperatives?region=%25",
    "/cooperatives?region=15.",
    "/cooperatives?region=15.01.",
    "/cooperatives?region=..",
    "/cooperatives?updated_since=9999-12-31T23:59:59Z",
    "/cooperatives?updated_since=-9999-12-31T23:59:59Z",
    "/cooperatives?updated_since=0000-00-00T00:00:00Z",
    "/cooperatives?updated_since=2023-01-01T00:00:00.999999999999Z",
    "/cooperatives?limit=99999999999999999999",
    "/cooperatives?cursor=%00%01",
    "/cooperatives?&&&==&=",
    "/cooperatives?a[]=1",
    "/cooperatives/1/reports/0",
    "/cooperatives/1/reports/-2023",
    "/cooperatives/1/reports/+2023",
    "/cooperatives/1/reports/2147483648",
    "/regions/%00",
    "/regions/15.01%00",
    "/figures/umkm/2023/%F0%9F%98%80",
    "/figures/umkm/99999/15",
    "/figures?year=-1",
    "/indicators/99999999999",
    "/indicators/-2023",
    "/indicators/2023?region=%27",
    "/indicators/2023?as_of=x",
    "/indicators/2023?revision=99999999999999999999",
    "/series?from=-5&to=99999",
    "/series?from=1990&to=1989",
];

const BODIES: [&str; 24] = [
    "",
    " ",
    "null",
    "[]",
    "{",
    "\u{0}",
    "{\"\":\"\"}",
    "{\"name\":\"\\ud800\"}",
    "{\"name\":\"\\u0000\"}",
    "{\"name\":\"\\uDBFF\\uDFFF\",\"register_number\":\"\u{202e}\",\"region\":\"15\"}",
    "{\"name\":1e999}",
    "{\"name\":-0}",
    "{\"id\":\"x\",\"name\":\"a\",\"register_number\":\"b\",\"region\":\"15\"}",
    "{\"id\":1e400}",
    "{\"created_at\":\"yesterday\",\"name\":\"a\",\"register_number\":\"c\",\"region\":\"15\"}",
    "{\"region\":\"15\",\"region\":\"15\"}",
    "{\"region\":\"' or '1'='1\",\"name\":\"a\",\"register_number\":\"d\"}",
    "{\"established_on\":\"0000-01-01\",\"name\":\"a\",\"register_number\":\"e\",\"region\":\"15\"}",
    "{\"established_on\":\"9999-12-31\",\"name\":\"a\",\"register_number\":\"f\",\"region\":\"15\"}",
    "{\"established_on\":\"+12345-01-01\",\"name\":\"a\",\"register_number\":\"g\",\"region\":\"15\"}",
    "{\"established_on\":\"-0001-01-01\",\"name\":\"a\",\"register_number\":\"h\",\"region\":\"15\"}",
    "{\"sharia\":null,\"kind\":\"\",\"name\":\"a\",\"register_number\":\"i\",\"region\":\"15\"}",
    "{\"nik_koperasi\":\"１２３４５６７８９０１２３\",\"name\":\"a\",\"register_number\":\"j\",\"region\":\"15\"}",
    "{\"__proto__\":{}}",
];

both! {
    fn addresses(server: &Server) {
        given::cooperative(server, "K-1", "15.71");
        for path in PATHS {
            // Written to a socket, since a client library would refuse or repair some of these requests.
            let answer = server.raw(format!(
                "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\r\n",
                server.key
            ));
            let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
            check(path, status, &answer);
        }
        server.get("/readyz").expect(200);
    }

    fn bodies(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        let mut targets = vec![("POST", "/cooperatives".to_owned()), ("POST", "/umkm".to_owned())];
        targets.push(("POST", "/trainings".to_owned()));
        targets.push(("PUT", format!("/cooperatives/{id}/reports/2023")));
        targets.push(("PUT", "/figures/umkm/2023/15".to_owned()));
        targets.push(("PUT", "/regions/16".to_owned()));
        targets.push(("PATCH", format!("/cooperatives/{id}")));
        for (method, path) in targets {
            for body in BODIES {
                let answer = server.request(method, &path).body(body, "application/json").send();
                check(&format!("{method} {path} {body:?}"), answer.status, &answer.text);
            }
        }
        server.get("/readyz").expect(200);
    }

    fn headers(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        for (name, value) in [
            ("if-match", "x"),
            ("if-match", "\""),
            ("if-match", ",,,"),
            ("if-none-match", "W/"),
            ("if-none-match", "\"\u{e9}\""),
            ("accept", ";;;"),
            ("accept", "application/json;q=abc"),
            ("accept", &"a/b,".repeat(1000)),
            ("accept-language", &"id;q=0.1,".repeat(1000)),
            ("accept-language", "\u{e9}"),
            ("authorization", "Bearer"),
            ("authorization", "Bearer  "),
            ("range", "bytes=0-10"),
            ("expect", "something"),
            ("content-encoding", "gzip"),
            ("x-forwarded-for", "'; drop table"),
        ] {
            for (method, path) in [("GET", format!("/cooperatives/{id}")), ("GET", "/indicators/2023".to_owned())] {
                let answer = server.anonymous().request(method, &path).header(name, value).send();
                check(&format!("{method} {path} {name}: {value}"), answer.status, &answer.text);
                let answer = server.request(method, &path).header(name, value).send();
                check(&format!("{method} {path} {name}: {value}"), answer.status, &answer.text);
            }
        }
    }

    fn bytes_that_are_not_http(server: &Server) {
        // Some of these bytes look like a head that is still incomplete.
        server.set("IKU_CLIENT_TIMEOUT", "4s");
        server.restart();
        for bytes in [
            &b"\r\n\r\n"[..],
            b"GET\r\n\r\n",
            b"GET /cooperatives HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xe9\r\nConnection: close\r\n\r\n",
            b"GET / HTTP/9.9\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"POST /cooperatives HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\nConnection: close\r\n\r\n",
            b"POST /umkm HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
            b"POST /cooperatives HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n",
            b"GET /organization HTTP/1.1\r\nHost: x\r\nBad Header\r\nConnection: close\r\n\r\n",
        ] {
            let answer = server.raw(bytes);
            assert!(!answer.starts_with("HTTP/1.1 5"), "{bytes:?}: {answer}");
        }
        server.post("/cooperatives", json!({"register_number": "K-1", "name": "x", "region": "15"})).expect(201);
    }
}
