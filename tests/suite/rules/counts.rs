//! Counts and ids: the largest integers and their bounds.

use serde_json::json;

use crate::harness::given;

both! {
    fn the_largest_integers_are_accepted_or_refused(server: &Server) {
        for (n, count) in
            ["9223372036854775807", "9223372036854775808", "18446744073709551616", "1e400"].iter().enumerate()
        {
            for twin in 0..3 {
                let id = given::umkm(server, &format!("U-{n}-{twin}"), "15.71");
                let body = format!("{{\"workers\": {count}}}");
                let request = server.request("PUT", &format!("/umkm/{id}/reports/2023"));
                let answer = request.body(body, "application/json").send();
                assert!(matches!(answer.status, 201 | 400 | 422), "{count}: {}", answer.whole());
                let id = given::cooperative(server, &format!("K-{n}-{twin}"), "15.71");
                let body = format!("{{\"rat_held\": true, \"serves_members\": true, \"members\": {count}}}");
                let request = server.request("PUT", &format!("/cooperatives/{id}/reports/2023"));
                let answer = request.body(body, "application/json").send();
                assert!(matches!(answer.status, 201 | 400 | 422), "{count}: {}", answer.whole());
            }
            for region in ["15", "15.01", "15.02"] {
                let body = format!("{{\"source\": \"x\", \"workers\": {count}, \"businesses\": {count}}}");
                let request = server.request("PUT", &format!("/figures/umkm/2023/{region}"));
                let answer = request.body(body, "application/json").send();
                assert!(matches!(answer.status, 200 | 201 | 400 | 422), "{count}: {}", answer.whole());
                let body = format!(
                    "{{\"source\": \"x\", \"active_cooperatives\": {count}, \"quality_cooperatives\": {count}}}"
                );
                let request = server.request("PUT", &format!("/figures/cooperatives/2023/{region}"));
                let answer = request.body(body, "application/json").send();
                assert!(matches!(answer.status, 200 | 201 | 400 | 422), "{count}: {}", answer.whole());
            }
        }
        for path in ["/indicators/2023?breakdown=region", "/indicators/2024", "/indicators/2023/umkm-workers-growth"] {
            server.get(path).expect(200);
        }
        assert!(server.iku(&["verify"]).status.success());
    }

    fn a_link_names_an_existing_unit(server: &Server) {
        let path = format!("/trainings/{}/participants", given::training(server, "D-1", "15.71", "2023-05-05"));
        for id in [json!(-1), json!(0), json!(i64::MAX)] {
            for member in ["cooperative_id", "umkm_id"] {
                let refused = server.post(&path, json!({"name": "Ani", member: id})).problem(422, "invalid");
                refused.names_pointer(&format!("/{member}"));
            }
        }
        server.post(&path, json!({"name": "Ani", "umkm_id": "1"})).problem(400, "malformed").names_pointer("/umkm_id");
    }
}
