//! Content-Type and Accept.

use serde_json::json;

use crate::harness::given;

const BODY: &str = r#"{"register_number": "K-1", "name": "x", "region": "15"}"#;

both! {
    fn post_and_put_accept_only_json(server: &Server) {
        for content_type in ["text/plain", "application/xml", "application/merge-patch+json", "", "json", "text/json"] {
            let refused = server.request("POST", "/cooperatives").body(BODY, content_type).send();
            refused.problem(415, "unsupported-media-type");
            let refused =
                server.request("PUT", "/figures/umkm/2020/15").body(r#"{"source": "x"}"#, content_type).send();
            refused.problem(415, "unsupported-media-type");
        }
        assert!(server.get("/cooperatives").items().is_empty());
        for (number, content_type) in [(1, "application/json; charset=utf-8"), (2, "Application/JSON")] {
            let body = BODY.replace("K-1", &format!("K-{number}"));
            server.request("POST", "/cooperatives").body(body, content_type).send().expect(201);
        }
    }

    fn patch_accepts_a_merge_patch_or_json(server: &Server) {
        let path = format!("/cooperatives/{}", given::cooperative(server, "K-1", "15.71"));
        let patch = |content_type| server.request("PATCH", &path).body(r#"{"name": "y"}"#, content_type).send();
        for content_type in ["text/plain", "application/json-patch+json", ""] {
            patch(content_type).problem(415, "unsupported-media-type");
        }
        patch("application/merge-patch+json").expect(200);
        patch("application/merge-patch+json; charset=utf-8").expect(200);
        patch("application/json").expect(200);
    }

    fn an_answer_nobody_accepts_is_406(server: &Server) {
        for accept in ["text/html", "image/png", "application/json;q=0", "text/plain", "application/json;q=0, */*;q=0"] {
            server.request("GET", "/indicators/2023").header("accept", accept).send().problem(406, "not-acceptable");
            server.request("GET", "/cooperatives").header("accept", accept).send().problem(406, "not-acceptable");
        }
        // Lists are also available as CSV, other answers are not.
        server.request("GET", "/cooperatives").header("accept", "text/*").send().expect(200);
        server.request("GET", "/organization").header("accept", "text/*").send().problem(406, "not-acceptable");
        for accept in [
            "*/*",
            "application/*",
            "application/json",
            "APPLICATION/JSON",
            "application/json;q=0.1",
            "text/html, application/json;q=0.9",
            "text/html,*/*;q=0.1",
            "application/json; charset=utf-8",
        ] {
            server.request("GET", "/indicators/2023").header("accept", accept).send().expect(200);
        }
    }

    fn a_write_whose_answer_is_not_accepted_is_not_done(server: &Server) {
        let request = server.request("POST", "/cooperatives").header("accept", "text/html");
        request
            .json(&json!({"register_number": "K-1", "name": "x", "region": "15"}))
            .send()
            .problem(406, "not-acceptable");
        assert!(server.get("/cooperatives").items().is_empty());
    }

    fn answers_are_json(server: &Server) {
        let answer = server.get("/indicators/2023").expect(200);
        assert!(answer.header("content-type").unwrap().starts_with("application/json"));
    }
}
