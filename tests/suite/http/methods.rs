//! Methods: those that a path accepts, and the answer to others.

use std::collections::BTreeSet;

use serde_json::json;

use crate::harness::{Answer, given};

fn allowed(answer: &Answer) -> BTreeSet<String> {
    let allow = answer.header("allow").unwrap_or_else(|| panic!("no Allow in {}", answer.whole()));
    allow.split(',').map(|method| method.trim().to_owned()).collect()
}

fn expected(methods: &str) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = methods.split(' ').map(str::to_owned).collect();
    all.insert("OPTIONS".to_owned());
    if all.contains("GET") {
        all.insert("HEAD".to_owned());
    }
    all
}

/// A path of each kind with its methods besides HEAD and OPTIONS.
const PATHS: [(&str, &str); 27] = [
    ("/organization", "GET"),
    ("/regions", "GET"),
    ("/regions/15", "GET PUT DELETE"),
    ("/cooperatives", "GET POST"),
    ("/cooperatives/1", "GET PUT PATCH DELETE"),
    ("/cooperatives/1/reports", "GET"),
    ("/cooperatives/1/reports/2023", "GET PUT PATCH DELETE"),
    ("/umkm", "GET POST"),
    ("/umkm/1", "GET PUT PATCH DELETE"),
    ("/umkm/1/reports", "GET"),
    ("/umkm/1/reports/2023", "GET PUT PATCH DELETE"),
    ("/trainings", "GET POST"),
    ("/trainings/1", "GET PUT PATCH DELETE"),
    ("/trainings/1/participants", "GET POST"),
    ("/trainings/1/participants/1", "GET PUT PATCH DELETE"),
    ("/cooperative-reports", "GET"),
    ("/umkm-reports", "GET"),
    ("/participants", "GET"),
    ("/figures", "GET"),
    ("/figures/umkm/2020/15", "GET PUT DELETE"),
    ("/indicators", "GET"),
    ("/indicators/2023", "GET"),
    ("/indicators/2023/quality-cooperatives", "GET"),
    ("/indicators/2023/quality-cooperatives/records", "GET"),
    ("/series", "GET"),
    ("/livez", "GET"),
    ("/readyz", "GET"),
];

both! {
    fn options_lists_the_methods_of_a_path(server: &Server) {
        for (path, methods) in PATHS {
            let answer = server.anonymous().request("OPTIONS", path).send().expect(204);
            assert_eq!(allowed(&answer), expected(methods), "{path}");
            assert_eq!(answer.text, "");
        }
        server.request("OPTIONS", "/nowhere").send().problem(404, "not-found");
    }

    fn another_method_is_405_with_the_allowed_ones(server: &Server) {
        for (path, methods) in PATHS {
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"] {
                if methods.split(' ').any(|one| one == method) {
                    continue;
                }
                let mut request = server.request(method, path);
                if matches!(method, "POST" | "PUT" | "PATCH") {
                    request = request.json(&json!({}));
                }
                let answer = request.send().problem(405, "method-not-allowed");
                assert_eq!(allowed(&answer), expected(methods), "{method} {path}");
            }
        }
    }

    fn head_is_get_without_the_body(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        for path in ["/organization", "/regions", &format!("/cooperatives/{id}"), "/indicators/2023", "/livez"] {
            let get = server.get(path).expect(200);
            let head = server.request("HEAD", path).send().expect(200);
            assert_eq!(head.text, "", "{path}");
            assert_eq!(head.header("etag"), get.header("etag"), "{path}");
            assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
        }
        assert_eq!(server.request("HEAD", "/cooperatives/4711").send().expect(404).text, "");
        assert_eq!(server.anonymous().request("HEAD", "/cooperatives").send().expect(401).text, "");
    }

    fn an_unknown_path_is_404_with_any_method(server: &Server) {
        for path in [
            "/nowhere",
            "/cooperatives/1/nowhere",
            "/indicators/2023/quality-cooperatives/records/x",
            "//",
            "/regions/",
        ] {
            for method in ["GET", "POST", "DELETE", "BREW"] {
                server.request(method, path).send().problem(404, "not-found");
            }
        }
        for path in ["/indicators/2023/happiness", "/indicators/2023/happiness/records", "/INDICATORS"] {
            server.get(path).problem(404, "not-found");
        }
    }
}
