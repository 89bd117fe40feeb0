//! When a key was last used: known within a minute, at no cost to the requests.

use serde_json::{Value, json};

use super::make_key;
use crate::harness::Server;

/// The time of last use, once it is there.
fn last_use(server: &Server, id: i64) -> Option<String> {
    for _ in 0..100 {
        if let Value::String(time) = server.get(&format!("/keys/{id}")).expect(200).at("/last_used_at") {
            return Some(time);
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    None
}

both! {
    fn it_is_noted_and_not_at_every_request(server: &Server) {
        let (id, key) = make_key(server, "viewer", None);
        let (unused, _) = make_key(server, "viewer", None);
        server.with_key(&key).get("/cooperatives").expect(200);
        let first = last_use(server, id).expect("the use to be noted");
        for _ in 0..20 {
            server.with_key(&key).get("/cooperatives").expect(200);
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
        assert_eq!(last_use(server, id), Some(first), "within a minute it is written once");
        assert_eq!(server.get(&format!("/keys/{unused}")).at("/last_used_at"), Value::Null);
    }

    fn a_refused_request_is_a_use_too(server: &Server) {
        let (id, key) = make_key(server, "viewer", None);
        server.with_key(&key).post("/cooperatives", json!({})).problem(403, "forbidden");
        assert!(last_use(server, id).is_some());
    }
}
