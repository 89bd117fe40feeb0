//! The limit of a yearly sum at one region: 9.2 × 10^16 rupiah.

use serde_json::{Value, json};

use crate::harness::given;

const LARGEST: &str = "9999999999999999.99";

both! {
    fn a_write_above_the_limit_is_refused(server: &Server) {
        for n in 0..9 {
            let id = given::cooperative(server, &format!("K-{n}"), "15.71");
            given::cooperative_report(server, id, 2023, json!({"business_volume": LARGEST}));
        }
        let tenth = given::cooperative(server, "K-9", "15.71");
        let path = format!("/cooperatives/{tenth}/reports/2023");
        let body = json!({"rat_held": true, "serves_members": true, "business_volume": LARGEST});
        let refused = server.put(&path, body.clone()).problem(422, "invalid");
        refused.has_code("sum_too_large");
        server.get(&path).problem(404, "not-found");

        // The limit minus nine times the largest amount; one sen more is refused.
        let rest = |amount: &str| given::merged(body.clone(), json!({"business_volume": amount}));
        server.put(&path, rest("2000000000000000.10")).problem(422, "invalid").has_code("sum_too_large");
        server.put(&path, rest("2000000000000000.09")).expect(201);
        server.patch(&path, json!({"business_volume": "2000000000000000.10"})).problem(422, "invalid");
        let growth = given::indicator(server, "2023", "cooperative-volume-growth");
        assert_eq!(growth["current"], json!("92000000000000000.00"));

        // The limit applies to each region and year, and not to the sum of several regions.
        server.patch(&path, json!({"region": "15.01", "business_volume": LARGEST})).expect(200);
        let growth = given::indicator(server, "2023", "cooperative-volume-growth");
        assert_eq!(growth["current"], json!("99999999999999999.90"));
        let back = server.patch(&path, json!({"region": "15.71"}));
        back.problem(422, "invalid").has_code("sum_too_large");
        assert_ne!(server.get(&path).at("/region"), Value::from("15.71"));
    }

    fn each_amount_has_its_own_limit(server: &Server) {
        for n in 0..9 {
            let id = given::umkm(server, &format!("U-{n}"), "15.71");
            given::umkm_report(server, id, 2023, json!({"turnover": LARGEST, "assets": LARGEST}));
        }
        let path = format!("/umkm/{}/reports/2023", given::umkm(server, "U-9", "15.71"));
        for member in ["turnover", "assets"] {
            let refused = server.put(&path, json!({ member: LARGEST })).problem(422, "invalid");
            refused.has_code("sum_too_large");
        }
        server.put(&path, json!({"turnover": "1.00", "assets": "1.00"})).expect(201);
    }
}
