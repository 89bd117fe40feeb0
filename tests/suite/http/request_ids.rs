//! X-Request-Id: the caller's id if it is acceptable, else an id of the server.

use std::collections::BTreeSet;

both! {
    fn an_acceptable_id_of_the_caller_is_kept(server: &Server) {
        for (path, status) in [("/organization", 200), ("/nowhere", 404), ("/cooperatives/x", 400)] {
            let answer = server.request("GET", path).header("x-request-id", "abc-123_X.9").send().expect(status);
            assert_eq!(answer.header("x-request-id").as_deref(), Some("abc-123_X.9"));
            if status != 200 {
                assert_eq!(answer.text_at("/request_id"), "abc-123_X.9");
            }
        }
    }

    fn each_request_without_an_id_gets_one(server: &Server) {
        let ids: BTreeSet<_> = (0..20).map(|_| server.get("/organization").header("x-request-id").unwrap()).collect();
        assert_eq!(ids.len(), 20);
        assert!(ids.iter().all(|id| id.len() >= 8), "{ids:?}");
    }

    fn an_unsafe_id_is_replaced(server: &Server) {
        for wild in ["a b", "x\"y", "<script>", "a,b;c=d", "é", &"x".repeat(1000), ""] {
            let answer = server.request("GET", "/organization").header("x-request-id", wild).send().expect(200);
            let id = answer.header("x-request-id").unwrap();
            assert_ne!(id, wild);
            assert!(
                id.len() < 200 && id.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_.".contains(sign)),
                "{id}"
            );
        }
    }
}
