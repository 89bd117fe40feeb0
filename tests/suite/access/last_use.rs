//! The time of a key's last use: known within a minute, without delaying requests.

use serde_json::{Value, json};

use super::make_key;
use crate::harness::{Server, until};

/// The time of last use, once it is known.
#[track_caller]
fn last_use(server: &Server, id: i64) -> String {
    let mut noted = Value::Null;
    until("the use is noted", || {
        noted = server.get(&format!("/keys/{id}")).expect(200).at("/last_used_at");
        noted != Value::Null
    });
    noted.as_str().unwrap().to_owned()
}

both! {
    fn the_use_of_a_key_gives_it_another_tag(server: &Server) {
        let (id, key) = make_key(server, "viewer", None);
        let path = format!("/keys/{id}");
        let unused = server.get(&path).expect(200).etag();
        server.with_key(&key).get("/cooperatives").expect(200);
        last_use(server, id);
        let used = server.get(&path).expect(200).etag();
        assert_ne!(used, unused, "another answer has another tag");
        server.request("GET", &path).header("if-none-match", &unused).send().expect(200);
        server.request("GET", &path).header("if-none-match", &used).send().expect(304);
        server.request("DELETE", &path).header("if-match", &unused).send().problem(412, "stale");
        server.request("DELETE", &path).header("if-match", &used).send().expect(204);
    }

    fn the_last_use_is_stored_but_not_at_every_request(server: &Server) {
        let (id, key) = make_key(server, "viewer", None);
        let (unused, _) = make_key(server, "viewer", None);
        server.with_key(&key).get("/cooperatives").expect(200);
        let first = last_use(server, id);
        for _ in 0..20 {
            server.with_key(&key).get("/cooperatives").expect(200);
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
        assert_eq!(last_use(server, id), first, "within a minute it is written once");
        assert_eq!(server.get(&format!("/keys/{unused}")).at("/last_used_at"), Value::Null);
    }

    fn a_refused_request_counts_as_a_use(server: &Server) {
        let (id, key) = make_key(server, "viewer", None);
        server.with_key(&key).post("/cooperatives", json!({})).problem(403, "forbidden");
        last_use(server, id);
    }
}
