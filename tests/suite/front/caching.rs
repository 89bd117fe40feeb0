//! Caching of answers, and the headers that restrict browsers.

use serde_json::json;

use crate::access::make_key;
use crate::harness::given;

both! {
    fn public_answers_may_be_shared_after_revalidation(server: &Server) {
        for path in ["/organization", "/regions", "/regions/15", "/indicators", "/indicators/2023", "/series?from=2022&to=2023"] {
            let open = server.anonymous().get(path).expect(200);
            assert_eq!(open.header("cache-control").unwrap(), "public, no-cache", "{path}");
            assert!(open.header("vary").unwrap().contains("Authorization"));
            let known = server.anonymous().request("GET", path).header("if-none-match", &open.etag()).send();
            assert_eq!(known.expect(304).header("cache-control").unwrap(), "public, no-cache", "{path}");
            let with_key = server.get(path).expect(200);
            assert_eq!(with_key.header("cache-control").unwrap(), "private, no-cache", "{path}");
        }
    }

    fn personal_answers_are_not_cached(server: &Server) {
        let business = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, business, 2023, json!({"turnover": "1.00"}));
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        given::participant(server, training, "Siti", None);
        make_key(server, "viewer", None);
        for path in [
            "/umkm", "/umkm/1", "/umkm/1/reports", "/umkm/1/reports/2023", "/umkm-reports", "/trainings/1/participants",
            "/trainings/1/participants/1", "/participants", "/indicators/2023/training-good-grade/records", "/keys", "/metrics",
            "/changes", "/audit", "/imports/umkm", "/templates/umkm",
        ] {
            let answer = server.get(path).expect(200);
            assert_eq!(answer.header("cache-control").unwrap(), "private, no-store", "{path}");
        }
        let made = server.post("/keys", json!({"name": "x", "role": "viewer"})).expect(201);
        assert_eq!(made.header("cache-control").unwrap(), "private, no-store");
        let refused = server.anonymous().get("/umkm").expect(401);
        assert_eq!(refused.header("cache-control").unwrap(), "no-store");
    }

    fn browsers_are_restricted(server: &Server) {
        for (path, status) in [("/organization", 200), ("/nowhere", 404), ("/umkm", 401), ("/docs/", 200), ("/livez", 200)] {
            let answer = server.anonymous().get(path).expect(status);
            for (name, value) in [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "no-referrer")] {
                assert_eq!(answer.header(name).as_deref(), Some(value), "{path}");
            }
            let policy = answer.header("content-security-policy").unwrap();
            assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
            assert_eq!(answer.header("strict-transport-security"), None, "not without TLS");
        }
    }

    fn the_interactive_page_works_under_its_policy(server: &Server) {
        let page = server.anonymous().get("/docs/").expect(200);
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe-eval"), "{policy}");
        // The content policy forbids inline scripts and styles, so the page loads its own files.
        for tag in page.text.split('<').filter(|tag| tag.starts_with("script")) {
            let inside = tag.split_once('>').unwrap().1;
            assert!(tag.contains("src=") && inside.trim().is_empty(), "an inline script: {tag}");
        }
        let external = page.text.split(['"', '\'']).find(|text| text.starts_with("http"));
        assert_eq!(external, None, "the page loads from another server");
        for file in ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js"] {
            server.anonymous().get(&format!("/docs/{file}")).expect(200);
        }
    }
}
