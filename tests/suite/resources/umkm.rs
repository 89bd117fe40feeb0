//! UMKM: the assisted businesses.

use serde_json::{Value, json};

use crate::harness::given;

fn full() -> Value {
    json!({
        "register_number": "U-1", "name": "Warung Sari", "region": "15.71", "owner_name": "Siti",
        "nib": "9120001234567", "sector": "47111", "assisted_since": "2019-01-02", "assisted_until": "2024-06-30"
    })
}

both! {
    fn a_created_record_reads_the_same(server: &Server) {
        let created = server.post("/umkm", full()).expect(201);
        let path = format!("/umkm/{}", created.id());
        assert!(created.header("location").unwrap().ends_with(&path));
        let read = server.get(&path).expect(200);
        assert_eq!(read.json(), created.json());
        for (member, value) in full().as_object().unwrap() {
            assert_eq!(&read.at(&format!("/{member}")), value, "{member}");
        }
    }

    fn absent_members_are_null(server: &Server) {
        let read = server.get(&format!("/umkm/{}", given::umkm(server, "U-1", "15.71"))).expect(200).json();
        let members: Vec<_> = read.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "id",
            "register_number",
            "name",
            "region",
            "owner_name",
            "nib",
            "sector",
            "assisted_since",
            "assisted_until",
            "created_at",
            "updated_at",
        ];
        assert_eq!(members, expected);
        for member in &expected[4..9] {
            assert_eq!(read[member], Value::Null, "{member}");
        }
    }

    fn put_replaces_and_patch_merges(server: &Server) {
        let path = format!("/umkm/{}", server.post("/umkm", full()).expect(201).id());
        let patched = server.patch(&path, json!({"owner_name": null, "name": "Warung Baru"})).expect(200);
        assert_eq!(patched.at("/owner_name"), Value::Null);
        assert_eq!(patched.at("/sector"), json!("47111"));
        let body = json!({"register_number": "U-1", "name": "Warung", "region": "15.02"});
        let replaced = server.put(&path, body).expect(200);
        assert_eq!(replaced.at("/sector"), Value::Null);
        assert_eq!(server.get(&path).expect(200).json(), replaced.json());
    }

    fn a_deleted_record_is_404(server: &Server) {
        let path = format!("/umkm/{}", given::umkm(server, "U-1", "15.71"));
        server.delete(&path).expect(204);
        server.get(&path).problem(404, "not-found");
        server.delete(&path).problem(404, "not-found");
        server.put(&path, full()).problem(404, "not-found");
        server.patch(&path, json!({"name": "x"})).problem(404, "not-found");
        server.get(&format!("{path}/reports")).problem(404, "not-found");
    }

    fn numbers_are_unique(server: &Server) {
        server.post("/umkm", full()).expect(201);
        let same_number = given::merged(full(), json!({"nib": null}));
        server.post("/umkm", same_number).problem(409, "conflict").names("/register_number", "duplicate_key");
        let same_nib = given::merged(full(), json!({"register_number": "U-2"}));
        server.post("/umkm", same_nib).problem(409, "conflict").names("/nib", "duplicate_key");
        // Cooperatives have a separate register.
        given::cooperative(server, "U-1", "15.71");
        given::umkm(server, "U-3", "15.71");
        given::umkm(server, "U-4", "15.71");
    }

    fn every_member_is_checked(server: &Server) {
        for (member, wrong) in [
            ("nib", "912000123456"),
            ("nib", "91200012345678"),
            ("nib", "912000123456x"),
            ("assisted_since", "2019-02-29"),
            ("assisted_until", "2019-01-01"),
            ("region", "99"),
            ("name", ""),
        ] {
            let refused = server.post("/umkm", given::merged(full(), json!({ member: wrong }))).problem(422, "invalid");
            assert_eq!(refused.pointers(), [format!("/{member}")], "{member} = {wrong}: {}", refused.whole());
        }
        let refused = server.post("/umkm", json!({})).problem(422, "invalid");
        refused.names("/register_number", "required").names("/name", "required").names("/region", "required");
    }
}
