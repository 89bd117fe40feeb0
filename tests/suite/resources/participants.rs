//! The participants of a training.

use serde_json::{Value, json};

use crate::harness::given;

both! {
    fn a_created_record_reads_the_same(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        let cooperative = given::cooperative(server, "K-1", "15.71");
        let body = json!({"name": "Ani", "cooperative_id": cooperative, "score": "74.995"});
        let created = server.post(&format!("/trainings/{training}/participants"), body).expect(201);
        let path = format!("/trainings/{training}/participants/{}", created.id());
        assert!(created.header("location").unwrap().ends_with(&path));
        let read = server.get(&path).expect(200);
        assert_eq!(read.json(), created.json());
        let members: Vec<_> = read.json().as_object().unwrap().keys().cloned().collect();
        let expected = [
            "id",
            "training_id",
            "name",
            "identity_number",
            "cooperative_id",
            "umkm_id",
            "score",
            "created_at",
            "updated_at",
        ];
        assert_eq!(members, expected);
        assert_eq!(read.at("/training_id"), json!(training));
        assert_eq!(read.at("/cooperative_id"), json!(cooperative));
        assert_eq!(read.at("/identity_number"), Value::Null);
        assert_eq!(read.at("/score"), json!("74.995"));
    }

    fn put_replaces_and_patch_merges(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        let business = given::umkm(server, "U-1", "15.71");
        let id = given::participant(server, training, "Ani", Some("80"));
        let path = format!("/trainings/{training}/participants/{id}");
        let patched = server.patch(&path, json!({"umkm_id": business, "name": "Ani S."})).expect(200);
        assert_eq!(patched.at("/umkm_id"), json!(business));
        assert_eq!(patched.at("/score"), json!("80"));
        let patched = server.patch(&path, json!({"score": null})).expect(200);
        assert_eq!(patched.at("/score"), Value::Null);
        let replaced = server.put(&path, json!({"name": "Budi"})).expect(200);
        assert_eq!(replaced.at("/umkm_id"), Value::Null);
        assert_eq!(server.get(&path).expect(200).json(), replaced.json());
        let refused = server.patch(&path, json!({"name": null})).problem(422, "invalid");
        refused.names("/name", "required");
    }

    fn a_deleted_record_is_404(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        let other = given::training(server, "D-2", "15.71", "2023-05-05");
        let id = given::participant(server, training, "Ani", None);
        // The address names the training too: a participation is not found under another training.
        let elsewhere = format!("/trainings/{other}/participants/{id}");
        server.get(&elsewhere).problem(404, "not-found");
        server.patch(&elsewhere, json!({"name": "x"})).problem(404, "not-found");
        server.delete(&elsewhere).problem(404, "not-found");
        let path = format!("/trainings/{training}/participants/{id}");
        server.delete(&path).expect(204);
        server.get(&path).problem(404, "not-found");
        server.put(&path, json!({"name": "Ani"})).problem(404, "not-found");
        server.delete(&path).problem(404, "not-found");
    }

    fn every_member_is_checked(server: &Server) {
        let path = format!("/trainings/{}/participants", given::training(server, "D-1", "15.71", "2023-05-05"));
        for (member, wrong) in [
            ("name", json!("")),
            ("score", json!("100.001")),
            ("score", json!("-0.001")),
            ("score", json!("74.9955")),
            ("cooperative_id", json!(4711)),
            ("umkm_id", json!(4711)),
            ("identity_number", json!("157101010190000")),
        ] {
            let body = given::merged(json!({"name": "Ani"}), json!({ member: wrong }));
            let refused = server.post(&path, body).problem(422, "invalid");
            assert_eq!(refused.pointers(), [format!("/{member}")], "{member} = {wrong}: {}", refused.whole());
        }
        server.post(&path, json!({})).problem(422, "invalid").names("/name", "required");
        assert!(server.get(&path).expect(200).items().is_empty());
    }

    fn scores_keep_no_trailing_zeros(server: &Server) {
        let path = format!("/trainings/{}/participants", given::training(server, "D-1", "15.71", "2023-05-05"));
        for (sent, shown) in [
            (json!("75"), "75"),
            (json!("75.000"), "75"),
            (json!("75.10"), "75.1"),
            (json!("74.995"), "74.995"),
            (json!(75), "75"),
            (json!("0"), "0"),
            (json!("100.000"), "100"),
        ] {
            let created = server.post(&path, json!({"name": "Ani", "score": sent})).expect(201);
            assert_eq!(created.at("/score"), json!(shown), "{sent}");
        }
    }

    fn the_list_has_one_trainings_participants(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        let other = given::training(server, "D-2", "15.71", "2023-05-05");
        let ids =
            [given::participant(server, training, "Ani", None), given::participant(server, training, "Budi", None)];
        given::participant(server, other, "Citra", None);
        let items = server.get(&format!("/trainings/{training}/participants")).expect(200).items();
        let listed: Vec<_> = items.iter().map(|item| item["id"].as_i64().unwrap()).collect();
        assert_eq!(listed, ids);
    }
}
