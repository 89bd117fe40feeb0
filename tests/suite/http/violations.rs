//! All rule violations of a well-formed document are reported together, each with its pointer.

use serde_json::json;

use crate::harness::given;

both! {
    fn a_cooperatives_violations_come_together(server: &Server) {
        let body = json!({
            "name": null, "region": "15.99", "authority": "city", "kind": "bank", "nik_koperasi": "12",
            "established_on": "2020-02-30",
        });
        let refused = server.post("/cooperatives", body).problem(422, "invalid");
        let expected =
            ["/authority", "/established_on", "/kind", "/name", "/nik_koperasi", "/region", "/register_number"];
        assert_eq!(refused.pointers(), expected, "{}", refused.whole());
        refused.names("/name", "required").names("/register_number", "required").names("/region", "unknown_region");
    }

    fn a_reports_violations_come_together(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        let body = json!({
            "rat_held": true, "region": "99", "rat_held_on": "x", "business_volume": "-5", "health_score": "101",
            "health_rating": "good", "members": -1, "surplus": "0.001",
        });
        let refused = server.put(&format!("/cooperatives/{id}/reports/2023"), body).problem(422, "invalid");
        let expected = [
            "/business_volume",
            "/health_rating",
            "/health_score",
            "/members",
            "/rat_held_on",
            "/region",
            "/serves_members",
            "/surplus",
        ];
        assert_eq!(refused.pointers(), expected, "{}", refused.whole());
    }

    fn a_trainings_violations_come_together(server: &Server) {
        let body = json!({"region": "99", "starts_on": "2023-13-01", "ends_on": "1980-01-01"});
        let refused = server.post("/trainings", body).problem(422, "invalid");
        assert_eq!(refused.pointers(), ["/code", "/ends_on", "/region", "/starts_on", "/title"], "{}", refused.whole());
    }

    fn a_patchs_violations_come_together(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        let refused = server.patch(&format!("/umkm/{id}"), json!({"name": null, "nib": "1", "region": "99"}));
        assert_eq!(refused.problem(422, "invalid").pointers(), ["/name", "/nib", "/region"]);
    }
}
