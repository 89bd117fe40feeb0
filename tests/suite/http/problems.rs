//! Every error is a problem document and reveals nothing internal.

use serde_json::json;

use crate::harness::given;

both! {
    fn every_kind_of_mistake_is_a_problem(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        let path = format!("/cooperatives/{id}");
        server.get("/nowhere").problem(404, "not-found");
        server.get("/cooperatives/999").problem(404, "not-found");
        server.delete("/indicators").problem(405, "method-not-allowed");
        server.get("/cooperatives?limit=x").problem(400, "malformed");
        server.get("/indicators/1989").problem(422, "invalid");
        server.anonymous().get(&path).problem(401, "unauthorized");
        server.post("/cooperatives", json!({})).problem(422, "invalid");
        server.request("POST", "/cooperatives").body("{", "application/json").send().problem(400, "malformed");
        server.request("POST", "/cooperatives").body("{}", "text/plain").send().problem(415, "unsupported-media-type");
        server.request("GET", &path).header("accept", "text/html").send().problem(406, "not-acceptable");
        server.request("DELETE", &path).header("if-match", "\"x\"").send().problem(412, "stale");
        let body = json!({"register_number": "K-1", "name": "x", "region": "15"});
        server.post("/cooperatives", body).problem(409, "conflict").has_code("duplicate_key");
    }

    fn kinds_are_uris_with_one_base(server: &Server) {
        let uri = server.get("/nowhere").problem(404, "not-found").text_at("/type");
        assert_eq!(uri, "https://iku.jambiprov.go.id/problems/not-found");
    }

    fn the_instance_is_the_path_without_the_query(server: &Server) {
        let refused = server.get("/cooperatives/999").problem(404, "not-found");
        assert!(refused.text_at("/instance").contains("/cooperatives/999"), "{}", refused.whole());
    }

    fn a_missing_body_is_a_problem(server: &Server) {
        let answer = server.request("POST", "/cooperatives").send();
        assert!(matches!(answer.status, 400 | 415), "{}", answer.whole());
        assert!(answer.header("content-type").unwrap().starts_with("application/problem+json"));
    }
}
