//! Read-only members may be sent back as they are; a derived one must be what the server shows.

use serde_json::json;

use crate::harness::given;

both! {
    fn what_was_read_can_be_sent_back(server: &Server) {
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

    fn bookkeeping_ones_are_ignored(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        let path = format!("/cooperatives/{id}");
        let body = json!({
            "register_number": "K-1", "name": "x", "region": "15", "id": id, "created_at": "2000-01-01T00:00:00Z"
        });
        let answer = server.put(&path, body).expect(200);
        assert_eq!(answer.id(), id);
        assert!(!answer.text_at("/created_at").starts_with("2000"), "{}", answer.whole());
    }

    fn a_derived_one_cannot_be_chosen(server: &Server) {
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

    fn with_a_change_that_moves_it_the_old_value_may_stand(server: &Server) {
        // Read, change one member, put back: the derived member then still shows what was read.
        let cooperative = given::cooperative(server, "K-1", "15.71");
        let report = format!("/cooperatives/{cooperative}/reports/2023");
        let mut read = given::cooperative_report(server, cooperative, 2023, json!({"health_score": "81"}));
        read["members"] = json!(12);
        let put = server.put(&report, read).expect(200);
        assert_eq!(put.at("/members"), json!(12));
    }
}
