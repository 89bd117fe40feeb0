//! The unit records behind a value: counted or left out, with the reason.

use serde_json::{Value, json};

use crate::harness::{Server, given};

fn records(server: &Server, path: &str) -> Vec<Value> {
    let items = server.get(&format!("/indicators/{path}")).expect(200).items();
    for item in &items {
        let (indonesian, english) = (item["detail"]["id"].as_str().unwrap(), item["detail"]["en"].as_str().unwrap());
        assert!(!indonesian.is_empty() && !english.is_empty(), "{item}");
    }
    items
}

fn of<'a>(items: &'a [Value], member: &str, value: &str) -> &'a Value {
    items.iter().find(|item| item[member] == value).unwrap_or_else(|| panic!("no {value} in {items:?}"))
}

both! {
    fn of_quality(server: &Server) {
        for (number, from, rating) in
            [("active", 2021, json!("healthy")), ("young", 2023, json!("healthy")), ("out", 2023, Value::Null)]
        {
            let id = given::cooperative(server, number, "15.71");
            for year in from..=2023 {
                given::cooperative_report(server, id, year, json!({ "health_rating": rating }));
            }
        }
        given::cooperative(server, "silent", "15.71");
        let items = records(server, "2023/quality-cooperatives/records");
        for (number, status, numerator, denominator, activity) in [
            ("active", "counted", true, true, "active"),
            ("young", "counted", true, false, "undetermined"),
            ("out", "left_out", false, false, "undetermined"),
        ] {
            let item = of(&items, "register_number", number);
            assert_eq!(item["kind"], json!("cooperative"));
            assert_eq!(item["status"], json!(status), "{item}");
            assert_eq!(item["in_numerator"], json!(numerator), "{item}");
            assert_eq!(item["in_denominator"], json!(denominator), "{item}");
            assert_eq!(item["activity"], json!(activity), "{item}");
        }
        let counted = records(server, "2023/quality-cooperatives/records?status=counted");
        assert_eq!(counted.len(), 2);
        let left_out = records(server, "2023/quality-cooperatives/records?status=left_out");
        assert!(left_out.iter().all(|item| item["status"] == "left_out"));
        assert_eq!(left_out.len() + 2, items.len());
    }

    fn of_a_growth(server: &Server) {
        for (number, reports) in [
            ("both", vec![(2022, Some("100.00")), (2023, Some("110.00"))]),
            ("new", vec![(2023, Some("50.00"))]),
            ("gone", vec![(2022, Some("20.00"))]),
            ("unknown", vec![(2023, None)]),
        ] {
            let id = given::umkm(server, number, "15.71");
            for (year, turnover) in reports {
                given::umkm_report(server, id, year, json!({ "turnover": turnover }));
            }
        }
        let items = records(server, "2023/umkm-turnover-growth/records");
        for (number, status, current, previous, matched) in [
            ("both", "counted", json!("110.00"), json!("100.00"), true),
            ("new", "counted", json!("50.00"), Value::Null, false),
            ("gone", "counted", Value::Null, json!("20.00"), false),
            ("unknown", "left_out", Value::Null, Value::Null, false),
        ] {
            let item = of(&items, "register_number", number);
            assert_eq!(item["kind"], json!("umkm"));
            assert_eq!(item["status"], json!(status), "{item}");
            assert_eq!(item["current"], current, "{item}");
            assert_eq!(item["previous"], previous, "{item}");
            assert_eq!(item["matched"], json!(matched), "{item}");
        }
    }

    fn of_units_that_moved(server: &Server) {
        // Every unit is in 15.71 now. Its reports are given by year and region.
        let reports: [(&str, &[(i32, &str)]); 5] = [
            ("came", &[(2022, "15.72"), (2023, "15.71")]),
            ("elsewhere", &[(2022, "15.72"), (2023, "15.72")]),
            ("silent", &[(2022, "15.72")]),
            ("new elsewhere", &[(2023, "15.72")]),
            ("never", &[]),
        ];
        for (number, reports) in reports {
            let (cooperative, business) = (given::cooperative(server, number, "15.71"), given::umkm(server, number, "15.71"));
            for (year, region) in reports {
                let volume = json!({"region": region, "business_volume": year.to_string(), "health_rating": "healthy"});
                given::cooperative_report(server, cooperative, *year, volume);
                given::umkm_report(server, business, *year, json!({"region": region, "turnover": year.to_string()}));
            }
        }
        let found = |code: &str, region: &str| -> Vec<Value> {
            let items = records(server, &format!("2023/{code}/records{region}"));
            let tell = |item: &Value| json!([item["register_number"], item["region"], item["status"], item["reason"]]);
            items.iter().map(tell).collect()
        };
        let (counted, silent) = ((json!("counted"), Value::Null), (json!("left_out"), json!("no_report")));
        let item = |number: &str, region: &str, (status, reason): &(Value, Value)| json!([number, region, status, reason]);
        for code in ["cooperative-volume-growth", "umkm-turnover-growth"] {
            let here = [item("came", "15.71", &counted), item("silent", "15.71", &silent), item("never", "15.71", &silent)];
            assert_eq!(found(code, "?region=15.71"), here, "{code}");
            let there = ["came", "elsewhere", "silent", "new elsewhere"].map(|number| item(number, "15.72", &counted));
            assert_eq!(found(code, "?region=15.72"), there, "{code}");

            let items = records(server, &format!("2023/{code}/records?region=15.71"));
            let came = of(&items, "register_number", "came");
            assert_eq!([&came["matched"], &came["current"], &came["previous"]], [&json!(true), &json!("2023.00"), &Value::Null]);
            assert_eq!(came["detail"]["en"], json!("2022: 2022.00 (counts at region 15.72); 2023: 2023.00"));
            assert_eq!(came["detail"]["id"], json!("2022: 2022.00 (dihitung di wilayah 15.72); 2023: 2023.00"));
            let silent = of(&items, "register_number", "silent");
            assert_eq!(silent["detail"]["en"], json!("2022: 2022.00 (counts at region 15.72); 2023: no report"));
            let items = records(server, &format!("2023/{code}/records?region=15.72"));
            let came = of(&items, "register_number", "came");
            assert_eq!([&came["matched"], &came["current"], &came["previous"]], [&json!(false), &Value::Null, &json!("2022.00")]);
            assert_eq!(came["detail"]["en"], json!("2022: 2022.00; 2023: 2023.00 (counts at region 15.71)"));
        }
        let code = "quality-cooperatives";
        let here = [item("came", "15.71", &counted), item("silent", "15.71", &silent), item("never", "15.71", &silent)];
        assert_eq!(found(code, "?region=15.71"), here);
        assert_eq!(found(code, "?region=15.72"), ["elsewhere", "new elsewhere"].map(|number| item(number, "15.72", &counted)));
    }

    fn of_training(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        let other = given::training(server, "D-2", "15.71", "2022-05-05");
        given::participant(server, training, "Ani", Some("75"));
        given::participant(server, training, "Budi", Some("74.999"));
        given::participant(server, training, "Citra", None);
        given::participant(server, other, "Dewi", Some("80"));
        let items = records(server, "2023/training-good-grade/records");
        assert_eq!(items.len(), 3);
        for (name, score, good) in
            [("Ani", json!("75"), true), ("Budi", json!("74.999"), false), ("Citra", Value::Null, false)]
        {
            let item = of(&items, "name", name);
            assert_eq!(item["kind"], json!("participant"));
            assert_eq!(item["training_code"], json!("D-1"));
            assert_eq!(item["status"], json!("counted"), "everyone is in the denominator: {item}");
            assert_eq!([&item["score"], &item["good"]], [&score, &json!(good)], "{item}");
        }
    }

    fn of_a_region_and_in_pages(server: &Server) {
        for (number, region) in [("A", "15.71"), ("B", "15.01"), ("C", "15.71"), ("D", "15.71")] {
            let id = given::umkm(server, number, region);
            given::umkm_report(server, id, 2023, json!({"workers": 5}));
        }
        let path = "2023/umkm-workers-growth/records";
        assert_eq!(records(server, &format!("{path}?region=15.71")).len(), 3);
        assert_eq!(records(server, &format!("{path}?region=15")).len(), 4);
        let first = server.get(&format!("/indicators/{path}?limit=3")).expect(200);
        assert!(first.header("link").unwrap().contains("rel=\"next\""));
        let cursor = first.text_at("/next_cursor");
        let second = server.get(&format!("/indicators/{path}?limit=3&cursor={cursor}")).expect(200);
        assert_eq!([first.items(), second.items()].concat(), records(server, path));
        let refused = server.get(&format!("/indicators/{path}?status=perhaps"));
        refused.problem(400, "malformed").names_parameter("status");
    }

    fn a_key_is_required(server: &Server) {
        server.anonymous().get("/indicators/2023/umkm-workers-growth/records").problem(401, "unauthorized");
        server.get("/indicators/2023/happiness/records").problem(404, "not-found");
        server.get("/indicators/1989/umkm-workers-growth/records").problem(422, "invalid");
    }
}
