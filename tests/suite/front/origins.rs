//! Pages of other origins may read answers only if the settings name the origin.

use crate::harness::{Server, Setup};

const PORTAL: &str = "https://portal.example";

fn ask(server: &Server, method: &str, path: &str, origin: &str) -> crate::harness::Answer {
    let request = server.anonymous().request(method, path).header("origin", origin);
    if method == "OPTIONS" { request.header("access-control-request-method", "PUT").send() } else { request.send() }
}

both! {
    fn no_origin_is_allowed_by_default(server: &Server) {
        for method in ["GET", "OPTIONS"] {
            let answer = ask(server, method, "/organization", PORTAL);
            assert!(!answer.headers.iter().any(|(name, _)| name.starts_with("access-control")), "{}", answer.whole());
        }
    }
}

both_backends! {
    fn origins_of_the_settings_are_allowed(backend: Backend) {
        let server = Setup::on(backend).env("IKU_CORS_ORIGINS", "https://other.example,https://portal.example").start();
        for (path, status) in [("/organization", 200), ("/umkm", 401), ("/nowhere", 404)] {
            let answer = ask(&server, "GET", path, PORTAL).expect(status);
            assert_eq!(answer.header("access-control-allow-origin").as_deref(), Some(PORTAL), "errors are to be read too");
            for readable in ["ETag", "Content-Disposition"] {
                assert!(answer.header("access-control-expose-headers").unwrap().contains(readable), "{readable}");
            }
            assert_eq!(answer.header("access-control-allow-credentials"), None);
        }
        let preflight = ask(&server, "OPTIONS", "/cooperatives/1", PORTAL).expect(204);
        assert!(preflight.header("access-control-allow-methods").unwrap().contains("PATCH"));
        for header in ["Authorization", "If-Match", "Content-Type"] {
            assert!(preflight.header("access-control-allow-headers").unwrap().contains(header));
        }
        for wrong in ["https://evil.example", "http://portal.example", "https://portal.example.evil", "null"] {
            for method in ["GET", "OPTIONS"] {
                let answer = ask(&server, method, "/organization", wrong);
                assert!(!answer.headers.iter().any(|(name, _)| name.starts_with("access-control")), "{}", answer.whole());
            }
        }
        // A shared cache must not give one origin's answer to another.
        let plain = server.anonymous().get("/organization");
        let vary: Vec<&String> = plain.headers.iter().filter(|(name, _)| name == "vary").map(|(_, value)| value).collect();
        assert!(vary.iter().any(|value| value.contains("Origin")), "{}", plain.whole());
    }
}
