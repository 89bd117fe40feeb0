//! The audit's filters, pages and bounds.

use serde_json::{Value, json};

use crate::harness::{Server, given};

fn keys(server: &Server, query: &str) -> Vec<String> {
    let items = server.get(&format!("/audit?{query}")).expect(200).items();
    items.iter().map(|entry| format!("{} {}", entry["kind"], entry["natural_key"]).replace('"', "")).collect()
}

both! {
    fn the_audit_is_filtered_by_record_kind_and_author(server: &Server) {
        let first = given::cooperative(server, "K-1", "15.01");
        given::umkm(server, "K-1", "15.01");
        server.patch(&format!("/cooperatives/{first}"), json!({"register_number": "K-9"})).expect(200);
        assert_eq!(keys(server, "natural_key=K-1"), ["created K-1", "created K-1"]);
        assert_eq!(keys(server, "resource=umkm"), ["created K-1"]);
        // Searching by id finds a record under all its natural keys.
        assert_eq!(keys(server, &format!("resource=cooperatives&record_id={first}")), ["changed K-9", "created K-1"]);
        assert_eq!(keys(server, "kind=changed"), ["changed K-9"]);
        assert_eq!(keys(server, "actor=settings_key&sort=id"), ["created K-1", "created K-1", "changed K-9"]);
        assert_eq!(keys(server, "actor=operator").len(), 12, "the regions of the first start");
        assert!(keys(server, "key_id=1").is_empty());
        let changed = server.get("/audit?kind=changed").expect(200).at("/items/0");
        assert_eq!(changed["before"]["register_number"], "K-1");
        assert_eq!(changed["after"]["register_number"], "K-9");
    }

    fn the_audit_is_filtered_by_time(server: &Server) {
        given::cooperative(server, "K-1", "15.01");
        given::cooperative(server, "K-2", "15.01");
        let at = |key: &str| server.get(&format!("/audit?natural_key={key}")).expect(200).at("/items/0/at");
        let (first, second) = (at("K-1"), at("K-2"));
        let (Value::String(first), Value::String(second)) = (first, second) else { panic!("times") };
        assert_eq!(keys(server, &format!("from={second}")), ["created K-2"]);
        assert_eq!(keys(server, &format!("from={first}&to={second}")), ["created K-1"]);
        server.get("/audit?from=yesterday").expect(400).names_parameter("from");
    }

    fn the_audit_is_paged_latest_first(server: &Server) {
        for n in 0..7 {
            given::cooperative(server, &format!("K-{n}"), "15.01");
        }
        let mut found = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = server.get(&format!("/audit?resource=cooperatives&limit=3{cursor}")).expect(200);
            found.extend(page.items().iter().map(|entry| entry["natural_key"].clone()));
            let Value::String(next) = page.at("/next_cursor") else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(found, (0..7).rev().map(|n| json!(format!("K-{n}"))).collect::<Vec<_>>());
    }

    fn feed_and_audit_need_a_key_and_are_read_only(server: &Server) {
        for path in ["/audit", "/changes"] {
            server.anonymous().get(path).expect(401);
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                server.request(method, path).send().expect(405);
            }
        }
        server.get("/changes?after=-1").expect(422).names_parameter("after");
        // A cursor beyond the end: of another database, or of this one before it was restored.
        let end = server.get("/changes?limit=500").expect(200).at("/next_after").as_i64().unwrap();
        let at_the_end = server.get(&format!("/changes?after={end}")).expect(200);
        assert_eq!(at_the_end.at("/next_after"), json!(end));
        let beyond = server.get(&format!("/changes?after={}", end + 1)).expect(422);
        let beyond = beyond.names_parameter("after");
        assert!(beyond.text.contains("out_of_range") && beyond.text.contains(&end.to_string()), "{}", beyond.text);
        server.get("/changes?limit=501").expect(422).names_parameter("limit");
        server.get("/audit?resource=secrets").expect(422).names_parameter("resource");
    }

    /// With a stored key, whose id the audit shows with its changes.
    fn a_stored_key_is_named_by_its_id(server: &Server) {
        let own = crate::harness::Setup::on(server.backend()).without_admin_key().start();
        let key = own.output().split("once: ").nth(1).and_then(|rest| rest.lines().next().map(str::to_owned)).unwrap();
        let body = json!({"register_number": "K-1", "name": "Maju", "region": "15.01"});
        own.with_key(&key).post("/cooperatives", body).expect(201);
        let entry = own.with_key(&key).get("/audit").expect(200).at("/items/0");
        assert_eq!((&entry["actor"], &entry["key_id"]), (&json!("key"), &json!(1)));
    }
}
