//! Read-only members may be sent back unchanged; a derived member must have the value that the server shows.

use serde_json::json;

use crate::harness::given;

both! {
    fn a_document_can_be_sent_back_unchanged(server: &Server) {
        let cooperative = given::cooperative(server, "K-1", "15.71");
        given::cooperative_report(server, cooperative, 2023, json!({"health_score": "81"}));
        let umkm = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, umkm, 2023, json!({"turnover": "5.00"}));
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        let participant = given::participant(server, training, "Ani", Some("80"));
        given::figure(server, "umkm", 2020, "15.71", json!({"workers": 5}));
        for path in [
            format!("/cooperatives/{cooperative}"),
            format!("/cooperatives/{cooperative}/reports/2023"),
            format!("/umkm/{umkm}"),
            format!("/umkm/{umkm}/reports/2023"),
            format!("/trainings/{training}"),
            format!("/trainings/{training}/participants/{participant}"),
            "/figures/umkm/2020/15.71".to_owned(),
            "/regions/15.71".to_owned(),
        ] {
            let read = server.get(&path).expect(200).json();
            let mut put = server.put(&path, read.clone()).expect(200).json();
            put["updated_at"] = read["updated_at"].clone();
            assert_eq!(put, read, "{path}");
        }
    }

    fn ids_and_times_are_ignored(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        let path = format!("/cooperatives/{id}");
        let body = json!({
            "register_number": "K-1", "name": "x", "region": "15", "id": id, "created_at": "2000-01-01T00:00:00Z"
        });
        let answer = server.put(&path, body).expect(200);
        assert_eq!(answer.id(), id);
        assert!(!answer.text_at("/created_at").starts_with("2000"), "{}", answer.whole());
    }

    /// A silently ignored member would make the caller believe that another record was changed.
    fn a_member_must_not_contradict_the_address(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        let umkm = given::umkm(server, "U-1", "15.71");
        let unit = json!({"register_number": "K-2", "name": "x", "region": "15"});
        let with = |body: &serde_json::Value, member: &str, value: serde_json::Value| given::merged(body.clone(), json!({member: value}));
        server.post("/cooperatives", with(&unit, "id", json!(999))).problem(422, "invalid").names("/id", "read_only");
        server.put(&format!("/cooperatives/{id}"), with(&unit, "id", json!(id + 1))).problem(422, "invalid").names("/id", "read_only");
        server.patch(&format!("/cooperatives/{id}"), json!({"id": id + 1})).problem(422, "invalid").names("/id", "read_only");
        let figure = json!({"source": "x", "workers": 5});
        for (member, other, same) in [("dataset", json!("trainings"), json!("umkm")), ("year", json!(1999), json!(2020)), ("region", json!("15.71"), json!("15"))] {
            let refused = server.put("/figures/umkm/2020/15", with(&figure, member, other));
            refused.problem(422, "invalid").names(&format!("/{member}"), "read_only");
            server.put("/figures/umkm/2020/15", with(&figure, member, same)).expect(201);
            server.delete("/figures/umkm/2020/15").expect(204);
        }
        let report = format!("/umkm/{umkm}/reports/2020");
        let refused = server.put(&report, json!({"umkm_id": umkm + 7, "year": 1999, "turnover": "1.00"})).problem(422, "invalid");
        refused.names("/umkm_id", "read_only").names("/year", "read_only");
        server.put(&report, json!({"umkm_id": umkm, "year": 2020, "turnover": "1.00"})).expect(201);
        let region = json!({"code": "15.72", "bps_code": "1571", "name": "Jambi", "kind": "kota"});
        server.put("/regions/15.71", region).problem(422, "invalid").names("/code", "read_only");
    }

    fn a_derived_member_cannot_be_set(server: &Server) {
        let cooperative = given::cooperative(server, "K-1", "15.71");
        let report = format!("/cooperatives/{cooperative}/reports/2023");
        given::cooperative_report(server, cooperative, 2023, json!({"health_score": "81"}));
        for (member, value) in [
            ("rating_used", json!("fairly_healthy")),
            ("activity", json!({"status": "active", "why": {"id": "x", "en": "x"}})),
        ] {
            let refused = server.patch(&report, json!({ member: value }));
            refused.problem(422, "invalid").names_pointer(&format!("/{member}")).has_code("read_only");
        }
        let body =
            json!({"rat_held": true, "serves_members": true, "health_score": "81", "rating_used": "fairly_healthy"});
        server.put(&report, body).problem(422, "invalid").names("/rating_used", "read_only");

        let umkm = given::umkm(server, "U-1", "15.71");
        let report = format!("/umkm/{umkm}/reports/2023");
        server
            .put(&report, json!({"turnover": "1.00", "class": "medium"}))
            .problem(422, "invalid")
            .names("/class", "read_only");
    }

    fn a_derived_member_may_have_its_old_value_in_a_change(server: &Server) {
        // A caller reads, changes one member and sends all back: the derived member then has the old value.
        let cooperative = given::cooperative(server, "K-1", "15.71");
        let report = format!("/cooperatives/{cooperative}/reports/2023");
        let mut read = given::cooperative_report(server, cooperative, 2023, json!({"health_score": "81"}));
        read["members"] = json!(12);
        let put = server.put(&report, read).expect(200);
        assert_eq!(put.at("/members"), json!(12));
    }
}
