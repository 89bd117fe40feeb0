//! An operator bound to a region: no record moves into or out of the region by that key, and the right to edit follows
//! the unit's current region.

use serde_json::{Value, json};

use super::make_key;
use crate::harness::{Answer, given};

#[track_caller]
fn outside(answer: Answer) -> Answer {
    let answer = answer.problem(403, "forbidden");
    assert_eq!(answer.at("/errors/0/code"), json!("outside_region"), "{}", answer.whole());
    answer
}

both! {
    fn nothing_moves_in_or_out(server: &Server) {
        let (_, key) = make_key(server, "operator", Some("15.71"));
        let bound = server.with_key(&key);
        for (own, other) in [
            (format!("/cooperatives/{}", given::cooperative(server, "K-1", "15.71")), format!("/cooperatives/{}", given::cooperative(server, "K-2", "15.72"))),
            (format!("/umkm/{}", given::umkm(server, "U-1", "15.71")), format!("/umkm/{}", given::umkm(server, "U-2", "15.72"))),
            (format!("/trainings/{}", given::training(server, "D-1", "15.71", "2023-05-05")), format!("/trainings/{}", given::training(server, "D-2", "15.72", "2023-05-05"))),
        ] {
            let refused = outside(bound.patch(&own, json!({"region": "15.72"})));
            assert_eq!(refused.at("/errors/0/pointer"), json!("/region"));
            outside(bound.patch(&own, json!({"region": "15"})));
            outside(bound.patch(&other, json!({"region": "15.71"})));
            assert_eq!(server.get(&own).at("/region"), json!("15.71"));
            assert_eq!(server.get(&other).at("/region"), json!("15.72"));
        }
    }

    fn regions_below_belong_to_the_key(server: &Server) {
        let (_, key) = make_key(server, "operator", Some("15"));
        let id = given::cooperative(server, "K-1", "15.71");
        server.with_key(&key).patch(&format!("/cooperatives/{id}"), json!({"region": "15.72"})).expect(200);
        server.with_key(&key).patch(&format!("/cooperatives/{id}"), json!({"region": "15"})).expect(200);
    }

    fn edit_rights_follow_the_unit_and_reports_keep_their_region(server: &Server) {
        let (_, key) = make_key(server, "operator", Some("15.71"));
        let bound = server.with_key(&key);
        let id = given::umkm(server, "U-1", "15.71");
        let report = |year: i32| format!("/umkm/{id}/reports/{year}");
        bound.put(&report(2022), json!({"turnover": "1.00"})).expect(201);
        outside(bound.put(&report(2023), json!({"turnover": "1.00", "region": "15.72"})));
        outside(bound.patch(&report(2022), json!({"region": "15.72"})));
        server.get(&report(2023)).expect(404);
        // After the unit has moved away, its reports keep their region and this operator can no longer edit them.
        server.patch(&format!("/umkm/{id}"), json!({"region": "15.72"})).expect(200);
        outside(bound.patch(&report(2022), json!({"turnover": "2.00"})));
        outside(bound.delete(&report(2022)));
        outside(bound.put(&report(2023), json!({"turnover": "1.00", "region": "15.71"})));
        // After a unit has moved here, its older report may be corrected in its own region, but not moved here.
        let moved_in = given::umkm(server, "U-2", "15.72");
        given::umkm_report(server, moved_in, 2022, json!({"turnover": "5.00"}));
        server.patch(&format!("/umkm/{moved_in}"), json!({"region": "15.71"})).expect(200);
        let old = format!("/umkm/{moved_in}/reports/2022");
        let corrected = bound.patch(&old, json!({"turnover": "6.00"})).expect(200);
        assert_eq!([corrected.at("/region"), corrected.at("/turnover")], [json!("15.72"), json!("6.00")]);
        outside(bound.patch(&old, json!({"region": "15.71"})));
    }

    fn records_that_count_elsewhere_are_not_deleted(server: &Server) {
        let (_, key) = make_key(server, "operator", Some("15.71"));
        let bound = server.with_key(&key);
        let (business, cooperative) = (given::umkm(server, "U-1", "15.72"), given::cooperative(server, "K-1", "15.72"));
        given::umkm_report(server, business, 2022, json!({"turnover": "5.00"}));
        given::cooperative_report(server, cooperative, 2022, json!({"business_volume": "5.00"}));
        for unit in [format!("/umkm/{business}"), format!("/cooperatives/{cooperative}")] {
            let (old, new) = (format!("{unit}/reports/2022"), format!("{unit}/reports/2023"));
            server.patch(&unit, json!({"region": "15.71"})).expect(200);
            // Deleting and creating the record again would move it.
            outside(bound.delete(&old));
            outside(bound.delete(&format!("{unit}?cascade=true")));
            bound.delete(&unit).problem(409, "conflict").has_code("has_records");
            assert_eq!(server.get(&old).at("/region"), json!("15.72"));
            // Reports that count here may be deleted, and the unit as well once no report counts elsewhere.
            let body = match unit.starts_with("/umkm") {
                true => json!({"turnover": "1.00"}),
                false => json!({"rat_held": true, "serves_members": true}),
            };
            bound.put(&new, body.clone()).expect(201);
            bound.delete(&new).expect(204);
            bound.put(&new, body).expect(201);
            server.delete(&old).expect(204);
            bound.delete(&format!("{unit}?cascade=true")).expect(204);
        }
    }

    fn rows_of_files_obey_the_key_s_region(server: &Server) {
        let (_, key) = make_key(server, "operator", Some("15.71"));
        given::umkm(server, "U-1", "15.71");
        given::umkm(server, "U-2", "15.72");
        given::training(server, "D-2", "15.72", "2023-05-05");
        let send = |dataset: &str, csv: &str| {
            server.with_key(&key).request("POST", &format!("/imports/{dataset}")).body(csv.to_owned(), "text/csv").send()
        };
        send("umkm-reports", "register_number,year,turnover\nU-1,2023,5.00\n").expect(200);
        for (dataset, csv) in [
            ("umkm-reports", "register_number,year,turnover\nU-2,2023,5.00\n"),
            ("umkm-reports", "register_number,year,turnover,region\nU-1,2022,5.00,15.72\n"),
            ("umkm", "register_number,region\nU-2,15.71\n"),
            ("umkm", "register_number,region\nU-1,15.72\n"),
            ("participants", "training_code,name\nD-2,Siti\n"),
            ("figures", "dataset,year,region,turnover,source\numkm,2020,15,5.00,Buku\n"),
        ] {
            send(dataset, csv).problem(422, "invalid").has_code("outside_region");
        }
        assert_eq!(server.get("/umkm-reports").items().len(), 1);
        assert_eq!(server.get("/umkm?region=15.72").items().len(), 1);
    }

    fn participants_follow_the_training_and_may_be_of_any_unit(server: &Server) {
        let (_, key) = make_key(server, "operator", Some("15.71"));
        let bound = server.with_key(&key);
        let unit = given::cooperative(server, "K-1", "15.72");
        let (own, other) = (given::training(server, "D-1", "15.71", "2023-05-05"), given::training(server, "D-2", "15.72", "2023-05-05"));
        let body = json!({"name": "Siti", "cooperative_id": unit});
        bound.post(&format!("/trainings/{own}/participants"), body.clone()).expect(201);
        outside(bound.post(&format!("/trainings/{other}/participants"), body));
    }

    fn a_forbidden_write_reveals_and_changes_nothing(server: &Server) {
        let (_, key) = make_key(server, "operator", Some("15.71"));
        let id = given::umkm_with(server, "U-1", "15.72", json!({"owner_name": "Bambang"}));
        let path = format!("/umkm/{id}");
        let before = server.get(&path).text;
        outside(server.with_key(&key).patch(&path, json!({"owner_name": Value::Null, "nib": "x"})));
        outside(server.with_key(&key).request("DELETE", &path).header("if-match", "*").send());
        assert_eq!(server.get(&path).text, before);
    }
}
