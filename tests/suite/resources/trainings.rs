//! Trainings.

use serde_json::{Value, json};

use crate::harness::given;

fn full() -> Value {
    json!({
        "code": "D-1", "title": "Akuntansi Koperasi", "region": "15.71", "starts_on": "2023-05-01",
        "ends_on": "2023-05-05", "organizer": "Balai Diklat"
    })
}

both! {
    fn a_created_record_reads_the_same(server: &Server) {
        let created = server.post("/trainings", full()).expect(201);
        let path = format!("/trainings/{}", created.id());
        assert!(created.header("location").unwrap().ends_with(&path));
        let read = server.get(&path).expect(200);
        assert_eq!(read.json(), created.json());
        let members: Vec<_> = read.json().as_object().unwrap().keys().cloned().collect();
        let expected =
            ["id", "code", "title", "region", "starts_on", "ends_on", "organizer", "created_at", "updated_at"];
        assert_eq!(members, expected);
        for (member, value) in full().as_object().unwrap() {
            assert_eq!(&read.at(&format!("/{member}")), value, "{member}");
        }
    }

    fn put_replaces_and_patch_merges(server: &Server) {
        let path = format!("/trainings/{}", server.post("/trainings", full()).expect(201).id());
        let patched = server.patch(&path, json!({"organizer": null, "title": "Akuntansi"})).expect(200);
        assert_eq!(patched.at("/organizer"), Value::Null);
        assert_eq!(patched.at("/starts_on"), json!("2023-05-01"));
        let body = json!({"code": "D-1", "title": "Lain", "region": "15.02", "ends_on": "2024-01-09"});
        let replaced = server.put(&path, body).expect(200);
        assert_eq!(replaced.at("/starts_on"), Value::Null);
        assert_eq!(server.get(&path).expect(200).json(), replaced.json());
    }

    fn a_deleted_record_is_404(server: &Server) {
        let path = format!("/trainings/{}", given::training(server, "D-1", "15.71", "2023-05-05"));
        server.delete(&path).expect(204);
        server.get(&path).problem(404, "not-found");
        server.delete(&path).problem(404, "not-found");
        server.put(&path, full()).problem(404, "not-found");
        server.patch(&path, json!({"title": "x"})).problem(404, "not-found");
        server.get(&format!("{path}/participants")).problem(404, "not-found");
        server.post(&format!("{path}/participants"), json!({"name": "Ani"})).problem(404, "not-found");
    }

    fn codes_are_unique(server: &Server) {
        server.post("/trainings", full()).expect(201);
        server.post("/trainings", full()).problem(409, "conflict").names("/code", "duplicate_key");
        let other = given::training(server, "D-2", "15.71", "2023-05-05");
        let refused = server.patch(&format!("/trainings/{other}"), json!({"code": "D-1"})).problem(409, "conflict");
        refused.names("/code", "duplicate_key");
    }

    fn every_member_is_checked(server: &Server) {
        for (member, wrong) in
            [("ends_on", "2023-05-32"), ("ends_on", "2099-01-01"), ("region", "15.99"), ("title", ""), ("code", "")]
        {
            let body = given::merged(full(), json!({ member: wrong }));
            server.post("/trainings", body).problem(422, "invalid").names_pointer(&format!("/{member}"));
        }
        // Either date may be the wrong one, so the refusal may point at either.
        let reversed = given::merged(full(), json!({"starts_on": "2023-05-06"}));
        let pointers = server.post("/trainings", reversed).problem(422, "invalid").pointers();
        assert!(pointers == ["/starts_on"] || pointers == ["/ends_on"], "{pointers:?}");
        let early = given::merged(full(), json!({"starts_on": null, "ends_on": "1989-12-31"}));
        server.post("/trainings", early).problem(422, "invalid").names_pointer("/ends_on");
        let one_day = given::merged(full(), json!({"starts_on": "2023-05-05"}));
        server.post("/trainings", one_day).expect(201);
        let refused = server.post("/trainings", json!({})).problem(422, "invalid");
        for member in ["/code", "/title", "/region", "/ends_on"] {
            assert!(refused.pointers().iter().any(|pointer| pointer == member), "{member}: {}", refused.whole());
        }
    }
}
