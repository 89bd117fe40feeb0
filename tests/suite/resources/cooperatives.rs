//! Cooperatives: the register.

use serde_json::{Value, json};

use crate::harness::given;

fn full() -> Value {
    json!({
        "register_number": "K-1", "name": "Koperasi Maju", "region": "15.71", "authority": "province",
        "kind": "consumer", "form": "primary", "sharia": false, "nik_koperasi": "1571010020001",
        "legal_entity_number": "12/BH/1998", "established_on": "1998-03-05", "dissolved_on": "2023-12-31"
    })
}

both! {
    fn a_created_record_reads_the_same(server: &Server) {
        let created = server.post("/cooperatives", full()).expect(201);
        let path = format!("/cooperatives/{}", created.id());
        assert!(created.header("location").unwrap().ends_with(&path));
        let read = server.get(&path).expect(200);
        assert_eq!(read.json(), created.json());
        for (member, value) in full().as_object().unwrap() {
            assert_eq!(&read.at(&format!("/{member}")), value, "{member}");
        }
    }

    fn absent_members_are_null(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        let read = server.get(&format!("/cooperatives/{id}")).expect(200).json();
        let members: Vec<_> = read.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "id",
            "register_number",
            "name",
            "region",
            "authority",
            "kind",
            "form",
            "sharia",
            "nik_koperasi",
            "legal_entity_number",
            "established_on",
            "dissolved_on",
            "created_at",
            "updated_at",
        ];
        assert_eq!(members, expected);
        for member in &expected[4..12] {
            assert_eq!(read[member], Value::Null, "{member}");
        }
        assert!(read["created_at"].as_str().unwrap().ends_with('Z'), "times are UTC with Z: {read}");
    }

    fn put_replaces_the_whole(server: &Server) {
        let id = server.post("/cooperatives", full()).expect(201).id();
        let body = json!({"register_number": "K-9", "name": "Koperasi Jaya", "region": "15.01"});
        let replaced = server.put(&format!("/cooperatives/{id}"), body).expect(200);
        assert_eq!(replaced.id(), id);
        assert_eq!(replaced.at("/name"), json!("Koperasi Jaya"));
        assert_eq!(replaced.at("/kind"), Value::Null, "a member that a PUT leaves out is null");
        assert_eq!(server.get(&format!("/cooperatives/{id}")).expect(200).json(), replaced.json());
    }

    fn a_read_record_can_be_put_back(server: &Server) {
        let created = server.post("/cooperatives", full()).expect(201);
        let put = server.put(&format!("/cooperatives/{}", created.id()), created.json()).expect(200);
        assert_eq!(put.at("/nik_koperasi"), created.at("/nik_koperasi"));
    }

    fn patch_changes_what_it_names_and_null_removes(server: &Server) {
        let id = server.post("/cooperatives", full()).expect(201).id();
        let path = format!("/cooperatives/{id}");
        let patched = server.patch(&path, json!({"name": "Koperasi Baru", "nik_koperasi": null})).expect(200);
        assert_eq!(patched.at("/name"), json!("Koperasi Baru"));
        assert_eq!(patched.at("/nik_koperasi"), Value::Null);
        assert_eq!(patched.at("/kind"), json!("consumer"), "what a PATCH does not name stays");
        assert_eq!(server.get(&path).expect(200).json(), patched.json());
    }

    fn patch_cannot_remove_a_required_member(server: &Server) {
        let path = format!("/cooperatives/{}", given::cooperative(server, "K-1", "15.71"));
        let body = json!({"register_number": null, "name": null, "region": null});
        let refused = server.patch(&path, body).problem(422, "invalid");
        refused.names("/name", "required").names("/register_number", "required").names("/region", "required");
        assert_eq!(server.get(&path).at("/name"), json!("Koperasi K-1"));
    }

    fn the_patched_record_is_checked_as_a_whole(server: &Server) {
        let path = format!("/cooperatives/{}", server.post("/cooperatives", full()).expect(201).id());
        let refused = server.patch(&path, json!({"dissolved_on": "1998-03-04"})).problem(422, "invalid");
        refused.names_pointer("/dissolved_on");
        server.patch(&path, json!({"dissolved_on": "1998-03-05"})).expect(200);
    }

    fn a_deleted_record_is_gone(server: &Server) {
        let path = format!("/cooperatives/{}", given::cooperative(server, "K-1", "15.71"));
        let deleted = server.delete(&path).expect(204);
        assert_eq!(deleted.text, "");
        server.get(&path).problem(404, "not-found");
        server.delete(&path).problem(404, "not-found");
        assert!(server.get("/cooperatives").expect(200).items().is_empty());
    }

    fn an_unknown_id_is_404(server: &Server) {
        for path in ["/cooperatives/1", "/cooperatives/9223372036854775807"] {
            server.get(path).problem(404, "not-found");
            server.put(path, full()).problem(404, "not-found");
            server.patch(path, json!({"name": "x"})).problem(404, "not-found");
            server.delete(path).problem(404, "not-found");
        }
        server.get("/cooperatives/abc").problem(400, "malformed");
    }

    fn register_numbers_are_unique(server: &Server) {
        given::cooperative(server, "K-1", "15.71");
        let other = given::cooperative(server, "K-2", "15.71");
        let body = json!({"register_number": "K-1", "name": "Lain", "region": "15.01"});
        let path = format!("/cooperatives/{other}");
        for answer in [
            server.post("/cooperatives", body.clone()),
            server.put(&path, body),
            server.patch(&path, json!({"register_number": "K-1"})),
        ] {
            answer.problem(409, "conflict").names("/register_number", "duplicate_key");
        }
        assert_eq!(server.get(&path).at("/register_number"), json!("K-2"));
        // A record's own number is no duplicate.
        server.patch(&path, json!({"register_number": "K-2", "name": "Lain"})).expect(200);
    }

    fn national_numbers_are_unique_where_present(server: &Server) {
        let nik = json!({"nik_koperasi": "1571010020001"});
        given::cooperative_with(server, "K-1", "15.71", nik.clone());
        let other = given::cooperative(server, "K-2", "15.71");
        given::cooperative(server, "K-3", "15.71");
        let refused = server.patch(&format!("/cooperatives/{other}"), nik).problem(409, "conflict");
        refused.names("/nik_koperasi", "duplicate_key");
    }

    fn a_number_is_free_again_after_the_delete(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        server.delete(&format!("/cooperatives/{id}")).expect(204);
        given::cooperative(server, "K-1", "15.71");
    }

    fn every_member_is_checked(server: &Server) {
        for (member, wrong) in [
            ("authority", "city"),
            ("kind", "bank"),
            ("form", "tertiary"),
            ("nik_koperasi", "157101002000"),
            ("nik_koperasi", "157101002000A"),
            ("nik_koperasi", "15710100200011"),
            ("established_on", "1998-02-30"),
            ("established_on", "05-03-1998"),
            ("dissolved_on", "1998-03-04"),
            ("region", "15.99"),
            ("region", "jambi"),
            ("name", ""),
            ("register_number", ""),
        ] {
            let body = given::merged(full(), json!({ member: wrong }));
            let refused = server.post("/cooperatives", body).problem(422, "invalid");
            assert_eq!(refused.pointers(), [format!("/{member}")], "{member} = {wrong}: {}", refused.whole());
        }
        assert!(server.get("/cooperatives").expect(200).items().is_empty());
    }

    fn every_allowed_code_is_accepted(server: &Server) {
        for (member, codes) in [
            ("authority", &["regency", "province", "nation"][..]),
            ("kind", &["producer", "marketing", "consumer", "service", "savings_and_loan"]),
            ("form", &["primary", "secondary"]),
        ] {
            for code in codes {
                let number = format!("{member}-{code}");
                let id = given::cooperative_with(server, &number, "15", json!({ member: code }));
                assert_eq!(server.get(&format!("/cooperatives/{id}")).at(&format!("/{member}")), json!(code));
            }
        }
    }
}
