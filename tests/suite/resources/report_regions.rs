//! A yearly report has its own region: the given one, else its current one, else that of the unit when the report is
//! created.

use serde_json::{Value, json};

use crate::harness::{Server, given};

fn check(server: &Server, unit: &str, report: &str, body: &Value) {
    let created = server.put(report, body.clone()).expect(201);
    assert_eq!(created.at("/region"), json!("15.71"), "the unit's, when first created");

    server.patch(unit, json!({"region": "15.01"})).expect(200);
    assert_eq!(server.get(report).at("/region"), json!("15.71"), "a moved unit's reports keep their region");

    let replaced = server.put(report, body.clone()).expect(200);
    assert_eq!(replaced.at("/region"), json!("15.71"), "a replacing PUT keeps the one it already has");

    let given = server.put(report, given::merged(body.clone(), json!({"region": "15.02"}))).expect(200);
    assert_eq!(given.at("/region"), json!("15.02"), "as given");

    let replaced_again = server.put(report, body.clone()).expect(200);
    assert_eq!(replaced_again.at("/region"), json!("15.02"));
    let patched = server.patch(report, json!({"region": "15.03"})).expect(200);
    assert_eq!(patched.at("/region"), json!("15.03"));

    server.delete(report).expect(204);
    let created_again = server.put(report, body.clone()).expect(201);
    assert_eq!(created_again.at("/region"), json!("15.01"), "created again: the unit's current region");
}

both! {
    fn a_cooperatives_report_has_its_own_region(server: &Server) {
        let unit = format!("/cooperatives/{}", given::cooperative(server, "K-1", "15.71"));
        check(server, &unit, &format!("{unit}/reports/2023"), &json!({"rat_held": true, "serves_members": true}));
    }

    fn a_businesss_report_has_its_own_region(server: &Server) {
        let unit = format!("/umkm/{}", given::umkm(server, "U-1", "15.71"));
        check(server, &unit, &format!("{unit}/reports/2023"), &json!({"turnover": "5.00"}));
    }
}
