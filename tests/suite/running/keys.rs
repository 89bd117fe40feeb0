//! Keys: the rights of each role, and the first key.

use serde_json::json;

use crate::harness::{ADMIN_KEY, Backend, Server, Setup, given};

/// The keys in a text.
fn keys_in(text: &str) -> Vec<String> {
    let words = text.split(|sign: char| !(sign.is_ascii_alphanumeric() || "_-".contains(sign)));
    words.filter(|word| word.starts_with("iku_") && word.len() >= 24).map(str::to_owned).collect()
}

/// The output of a start, including the lines that are printed just after the address.
fn printed_keys(server: &Server) -> Vec<String> {
    server.get("/livez").expect(200);
    std::thread::sleep(std::time::Duration::from_millis(200));
    keys_in(&server.output())
}

/// Fails if any file of the database, or any column of any table, contains this text.
pub(crate) fn is_not_stored(server: &Server, secret: &str) {
    match server.backend() {
        Backend::Sqlite => {
            for entry in std::fs::read_dir(server.database_directory().unwrap()).unwrap() {
                let path = entry.unwrap().path();
                let bytes = std::fs::read(&path).unwrap();
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{} holds it", path.display());
            }
        }
        Backend::Postgres => {
            let rows = super::tables_as_text(&server.database_url());
            assert!(!rows.is_empty());
            assert!(!rows.contains(secret), "a table holds it");
        }
    }
}

both! {
    fn writes_and_unit_records_need_a_key(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        given::cooperative_report(server, id, 2023, json!({}));
        for path in [
            "/cooperatives",
            "/cooperatives/1",
            "/cooperatives/4711",
            "/cooperatives/1/reports",
            "/cooperatives/1/reports/2023",
            "/umkm",
            "/umkm/1",
            "/umkm/1/reports",
            "/umkm/1/reports/2023",
            "/trainings",
            "/trainings/1",
            "/trainings/1/participants",
            "/trainings/1/participants/1",
            "/cooperative-reports",
            "/umkm-reports",
            "/participants",
            "/indicators/2023/quality-cooperatives/records",
        ] {
            let refused = server.anonymous().get(path).problem(401, "unauthorized");
            assert!(refused.header("www-authenticate").unwrap().starts_with("Bearer"), "{}", refused.whole());
        }
        let body = json!({"register_number": "K-2", "name": "x", "region": "15"});
        let unit = format!("/cooperatives/{id}");
        let report = json!({"rat_held": true, "serves_members": true});
        let open = server.anonymous();
        for answer in [
            open.post("/cooperatives", body.clone()),
            // A caller without the right to write learns nothing about the body, even if it is invalid as well.
            open.post("/cooperatives", json!({"nonsense": 1})),
            open.put(&unit, body),
            open.patch(&unit, json!({"name": "x"})),
            open.delete(&unit),
            open.put(&format!("{unit}/reports/2023"), report),
            open.delete(&format!("{unit}/reports/2023")),
            open.post("/umkm", json!({})),
            open.post("/trainings", json!({})),
            open.post("/trainings/1/participants", json!({})),
            open.put("/figures/umkm/2020/15", json!({"source": "x"})),
            open.delete("/figures/umkm/2020/15"),
            open.put("/regions/16", json!({"bps_code": "16", "name": "x", "kind": "province"})),
            open.delete("/regions/15.09"),
        ] {
            answer.problem(401, "unauthorized");
        }
        assert_eq!(server.get("/cooperatives").items().len(), 1);
        server.get("/regions/15.09").expect(200);
    }

    fn aggregates_need_no_key(server: &Server) {
        for path in [
            "/organization",
            "/regions",
            "/regions/15",
            "/indicators",
            "/indicators/2023",
            "/indicators/2023/quality-cooperatives",
            "/series?from=2020&to=2021",
            "/openapi.json",
            "/livez",
            "/readyz",
        ] {
            server.anonymous().get(path).expect(200);
        }
    }

    fn an_invalid_key_is_refused_everywhere(server: &Server) {
        for path in ["/organization", "/indicators/2023", "/cooperatives"] {
            for header in [
                "Bearer iku_not_the_key_0123456789abcdef",
                "Bearer x",
                "Bearer",
                "Basic aWt1Omlrdg==",
                ADMIN_KEY,
                &format!("Bearer {ADMIN_KEY}x"),
                &format!("Bearer {}", &ADMIN_KEY[1..]),
                &format!("Bearer {}", ADMIN_KEY.to_uppercase()),
            ] {
                let refused = server.anonymous().request("GET", path).header("authorization", header).send();
                let refused = refused.problem(401, "unauthorized");
                assert!(refused.header("www-authenticate").unwrap().starts_with("Bearer"), "{}", refused.whole());
                assert!(!refused.text.contains(ADMIN_KEY) && !refused.text.contains("iku_not"), "{}", refused.text);
            }
        }
    }

    fn the_scheme_may_have_any_case(server: &Server) {
        let request = server.anonymous().request("GET", "/cooperatives");
        request.header("authorization", &format!("bearer {ADMIN_KEY}")).send().expect(200);
    }

    fn the_environments_key_is_never_stored(server: &Server) {
        given::cooperative(server, "K-1", "15.71");
        assert_eq!(printed_keys(server), Vec::<String>::new(), "with IKU_ADMIN_KEY set none is made");
        is_not_stored(server, ADMIN_KEY);
        // The key from the settings is valid for as long as it is set.
        let second = server.second_instance_without_admin_key();
        second.with_key(ADMIN_KEY).get("/cooperatives").problem(401, "unauthorized");
        server.get("/cooperatives").expect(200);
    }
}

both_backends! {
    fn the_first_start_prints_a_valid_key(backend: Backend) {
        let server = Setup::on(backend).without_admin_key().start();
        let printed = printed_keys(&server);
        assert_eq!(printed.len(), 1, "the first start prints one key:\n{}", server.output());
        let key = &printed[0];
        let body = json!({"register_number": "K-1", "name": "x", "region": "15"});
        server.with_key(key).post("/cooperatives", body).expect(201);
        server.anonymous().get("/cooperatives").problem(401, "unauthorized");
        assert!(!server.log().contains(key.as_str()), "the key is in the log");
        is_not_stored(&server, key);

        server.restart();
        assert_eq!(printed_keys(&server), Vec::<String>::new(), "printed once is printed once");
        server.with_key(key).get("/cooperatives").expect(200);
        // A key that differs in its last character is another key.
        let mut other = key.clone();
        let last = if other.pop() == Some('a') { 'b' } else { 'a' };
        other.push(last);
        server.with_key(&other).get("/cooperatives").problem(401, "unauthorized");
    }
}
