//! `?breakdown=region`: each registered region in extent with only its own data, without the regions below it.

use serde_json::{Value, json};

use crate::harness::{Server, given};

fn units(server: &Server) {
    for (number, region, previous, current) in
        [("U-1", "15", "10.00", "11.00"), ("U-2", "15.01", "20.00", "30.00"), ("U-3", "15.71", "40.00", "30.00")]
    {
        let id = given::umkm(server, number, region);
        given::umkm_report(server, id, 2022, json!({"turnover": previous}));
        given::umkm_report(server, id, 2023, json!({"turnover": current}));
    }
}

both! {
    fn one_entry_for_each_region_in_the_order_of_codes(server: &Server) {
        units(server);
        let growth = given::indicator(server, "2023?breakdown=region", "umkm-turnover-growth");
        let entries = growth["regions"].as_array().unwrap();
        let codes: Vec<_> = entries.iter().map(|entry| entry["region"].as_str().unwrap()).collect();
        let registered = server.get("/regions").items();
        let expected: Vec<_> = registered.iter().map(|region| region["code"].as_str().unwrap()).collect();
        assert_eq!(codes, expected);
        for (entry, region) in entries.iter().zip(&registered) {
            assert_eq!([&entry["bps_code"], &entry["name"]], [&region["bps_code"], &region["name"]]);
        }
        // The entry of the province has only its own record, without those of the regions below it.
        assert_eq!(entries[0]["current"], json!("11.00"));
        assert_eq!(entries[0]["value"], json!("10.00"));
        assert_eq!(entries[1]["value"], json!("50.00"));
        assert_eq!(entries[2]["reason"], json!("no_data"));
        assert_eq!(entries[10]["value"], json!("-25.00"));
    }

    fn entries_add_up_to_the_whole(server: &Server) {
        units(server);
        let growth = given::indicator(server, "2023?breakdown=region", "umkm-turnover-growth");
        for member in ["current", "previous"] {
            let cents = |value: &Value| value.as_str().map_or(0, |text| text.replace('.', "").parse::<i64>().unwrap());
            let sum: i64 = growth["regions"].as_array().unwrap().iter().map(|entry| cents(&entry[member])).sum();
            assert_eq!(sum, cents(&growth[member]), "{member}");
        }
        assert_eq!(growth["value"], json!("1.43"), "71 against 70");
    }

    fn only_the_requested_region_and_those_below_it(server: &Server) {
        units(server);
        let growth = given::indicator(server, "2023?breakdown=region&region=15.01", "umkm-turnover-growth");
        let entries = growth["regions"].as_array().unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0]["region"], json!("15.01"));
        assert_eq!(entries[0]["value"], growth["value"]);
    }

    fn without_the_parameter_there_is_no_breakdown(server: &Server) {
        assert!(given::indicator(server, "2023", "umkm-turnover-growth").get("regions").is_none());
    }

    fn another_province_is_not_part_of_the_requested_one(server: &Server) {
        // Codes such as 15.1 and 150 begin with 15 but are not below region 15.
        for code in ["16", "16.01", "17"] {
            let kind = if code.len() > 2 { "kabupaten" } else { "province" };
            let body = json!({"bps_code": code.replace('.', ""), "name": code, "kind": kind});
            server.put(&format!("/regions/{code}"), body).expect(201);
        }
        units(server);
        let id = given::umkm(server, "U-9", "16.01");
        given::umkm_report(server, id, 2023, json!({"turnover": "1000.00"}));
        let code = "umkm-turnover-growth";
        assert_eq!(given::indicator(server, "2023?region=15", code)["current"], json!("71.00"));
        assert_eq!(given::indicator(server, "2023?region=16", code)["current"], json!("1000.00"));
        assert_eq!(given::indicator(server, "2023", code)["current"], json!("1071.00"));
        let entries = given::indicator(server, "2023?region=16&breakdown=region", code)["regions"].clone();
        assert_eq!(entries.as_array().unwrap().len(), 2);
    }
}
