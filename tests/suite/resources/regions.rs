//! Regions: Jambi's twelve from the first start, and others added beside and above them.

use serde_json::{Value, json};

use crate::harness::given;

/// The columns code, bps_code, name, kind: both code systems, since four regions differ.
const JAMBI: [(&str, &str, &str, &str); 12] = [
    ("15", "15", "Jambi", "province"),
    ("15.01", "1501", "Kerinci", "kabupaten"),
    ("15.02", "1502", "Merangin", "kabupaten"),
    ("15.03", "1503", "Sarolangun", "kabupaten"),
    ("15.04", "1504", "Batang Hari", "kabupaten"),
    ("15.05", "1505", "Muaro Jambi", "kabupaten"),
    ("15.06", "1507", "Tanjung Jabung Barat", "kabupaten"),
    ("15.07", "1506", "Tanjung Jabung Timur", "kabupaten"),
    ("15.08", "1509", "Bungo", "kabupaten"),
    ("15.09", "1508", "Tebo", "kabupaten"),
    ("15.71", "1571", "Jambi", "kota"),
    ("15.72", "1572", "Sungai Penuh", "kota"),
];

fn codes(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["code"].as_str().unwrap()).collect()
}

both! {
    fn jambi_exists_from_the_first_start(server: &Server) {
        let items = server.anonymous().get("/regions").expect(200).items();
        assert_eq!(items.len(), JAMBI.len());
        for (item, (code, bps_code, name, kind)) in items.iter().zip(JAMBI) {
            assert_eq!(
                json!([item["code"], item["bps_code"], item["name"], item["kind"]]),
                json!([code, bps_code, name, kind])
            );
            assert_eq!(&server.anonymous().get(&format!("/regions/{code}")).expect(200).json(), item);
        }
    }

    fn a_region_has_exactly_these_members(server: &Server) {
        let region = server.get("/regions/15.71").expect(200).json();
        let members: Vec<_> = region.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["code", "bps_code", "name", "kind", "created_at", "updated_at"]);
    }

    fn put_creates_and_then_replaces(server: &Server) {
        let body = json!({"bps_code": "16", "name": "Sumatera Selatan", "kind": "province"});
        let created = server.put("/regions/16", body).expect(201);
        assert!(created.header("location").unwrap().ends_with("/regions/16"));
        assert_eq!(server.get("/regions/16").expect(200).json(), created.json());

        let body = json!({"bps_code": "16", "name": "Sumsel", "kind": "province"});
        let replaced = server.put("/regions/16", body).expect(200);
        assert_eq!(replaced.at("/name"), json!("Sumsel"));
        assert_eq!(replaced.at("/created_at"), created.at("/created_at"));
        assert_eq!(server.get("/regions").expect(200).items().len(), 13);
    }

    fn a_parent_region_must_exist_first(server: &Server) {
        let child = json!({"bps_code": "1601", "name": "Ogan Komering Ulu", "kind": "kabupaten"});
        server.put("/regions/16.01", child.clone()).problem(422, "invalid").names_parameter("code");
        server.put("/regions/16", json!({"bps_code": "16", "name": "Sumsel", "kind": "province"})).expect(201);
        server.put("/regions/16.01", child).expect(201);
    }

    fn the_nation_contains_every_region(server: &Server) {
        let body = json!({"bps_code": "00", "name": "Indonesia", "kind": "nation"});
        server.put("/regions/00", body).expect(201);
        server.put("/regions/16", json!({"bps_code": "16", "name": "Sumsel", "kind": "province"})).expect(201);
        given::cooperative(server, "K-1", "15.71");
        given::cooperative(server, "K-2", "16");
        assert_eq!(server.get("/cooperatives?region=00").expect(200).items().len(), 2);
        assert_eq!(server.get("/cooperatives?region=15").expect(200).items().len(), 1);
        let answer = server.get("/indicators/2023?region=00&breakdown=region").expect(200);
        assert_eq!(answer.at("/indicators/0/regions").as_array().unwrap().len(), 14);
    }

    fn members_are_checked(server: &Server) {
        let missing = server.put("/regions/16", json!({})).problem(422, "invalid");
        for pointer in ["/bps_code", "/name", "/kind"] {
            assert!(missing.pointers().iter().any(|one| one == pointer), "no {pointer} in {}", missing.whole());
        }
        let kind = json!({"bps_code": "16", "name": "Sumsel", "kind": "planet"});
        server.put("/regions/16", kind).problem(422, "invalid").names_pointer("/kind");
        server.get("/regions/16").problem(404, "not-found");
    }

    fn a_region_in_use_is_not_deleted(server: &Server) {
        given::cooperative(server, "K-1", "15.01");
        given::umkm(server, "U-1", "15.02");
        given::training(server, "D-1", "15.03", "2023-05-05");
        given::figure(server, "umkm", 2023, "15.04", json!({"workers": 3}));
        let moved = given::cooperative(server, "K-2", "15.71");
        given::cooperative_report(server, moved, 2023, json!({"region": "15.05"}));
        let business = given::umkm(server, "U-2", "15.71");
        given::umkm_report(server, business, 2023, json!({"region": "15.06"}));
        for code in ["15.01", "15.02", "15.03", "15.04", "15.05", "15.06"] {
            server.delete(&format!("/regions/{code}")).problem(409, "conflict").has_code("has_records");
            server.get(&format!("/regions/{code}")).expect(200);
        }
    }

    fn a_region_with_regions_below_is_not_deleted(server: &Server) {
        server.delete("/regions/15").problem(409, "conflict").has_code("has_records");
    }

    fn an_empty_region_is_deleted(server: &Server) {
        server.delete("/regions/15.09").expect(204);
        server.get("/regions/15.09").problem(404, "not-found");
        server.delete("/regions/15.09").problem(404, "not-found");
        // Only the first start creates the twelve regions: a deleted one does not return.
        server.restart();
        server.get("/regions/15.09").problem(404, "not-found");
    }

    fn a_region_that_is_no_longer_used_is_deleted(server: &Server) {
        let cooperative = given::cooperative(server, "K-1", "15.09");
        given::cooperative_report(server, cooperative, 2023, json!({"business_volume": "5.00"}));
        let training = given::training(server, "D-1", "15.09", "2023-05-05");
        given::participant(server, training, "Ani", Some("80"));
        given::figure(server, "umkm", 2023, "15.09", json!({"workers": 5}));
        server.delete(&format!("/cooperatives/{cooperative}?cascade=true")).expect(204);
        server.patch(&format!("/trainings/{training}"), json!({"region": "15.01"})).expect(200);
        server.delete("/regions/15.09").problem(409, "conflict");
        server.delete("/figures/umkm/2023/15.09").expect(204);
        server.delete("/regions/15.09").expect(204);
        assert_eq!(given::indicator(server, "2023", "training-good-grade")["value"], json!("100.00"));
        assert!(server.iku(&["verify"]).status.success());
    }

    fn the_second_code_is_unique_too(server: &Server) {
        let body = json!({"bps_code": "15", "name": "Sumsel", "kind": "province"});
        server.put("/regions/16", body).problem(409, "conflict").names("/bps_code", "duplicate_key");
        server.get("/regions/16").problem(404, "not-found");
    }

    fn a_malformed_code_is_refused(server: &Server) {
        let body = json!({"bps_code": "99", "name": "Sumsel", "kind": "province"});
        for code in ["abc", "1", "16.", "%25", "15.01.", "16%20", "-16", "%F0%9F%98%80", "1.6"] {
            let answer = server.put(&format!("/regions/{code}"), body.clone());
            assert!(matches!(answer.status, 400 | 404 | 422), "{code}: {}", answer.whole());
        }
        assert_eq!(server.get("/regions").expect(200).items().len(), 12);
    }

    fn the_list_is_filtered_by_kind(server: &Server) {
        let items = server.get("/regions?kind=kota").expect(200).items();
        assert_eq!(codes(&items), ["15.71", "15.72"]);
        let items = server.get("/regions?sort=-code&limit=2").expect(200).items();
        assert_eq!(codes(&items), ["15.72", "15.71"]);
    }
}
