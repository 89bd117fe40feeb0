//! Imports: the effect of a row, the refusals, and their texts.

use serde_json::{Value, json};

use super::{counts, import, state};
use crate::agreement::verify_is_clean;
use crate::harness::{Server, given};

both! {
    fn a_row_creates_or_changes_a_record_or_does_nothing(server: &Server) {
        let first = import(server, "umkm", "", "register_number,name,region,owner_name,nib\nU-1,Satu,15.71,Ani,1234567890123\nU-2,Dua,15.01,,\n").expect(200);
        assert_eq!(counts(&first), [2, 0, 0, 0]);
        // An absent column keeps the member, an empty cell clears it.
        let second = import(server, "umkm", "", "Nama;NOMOR register;nib\nSatu;U-1;\nDua Baru;U-2;\nTiga;U-3;\n");
        assert_eq!(second.clone().problem(422, "invalid").errors()[0]["code"], "required", "{}", second.whole());
        let second = import(server, "umkm", "", "Nama;NOMOR register;nib\nSatu;U-1;\nDua;U-2;\n").expect(200);
        assert_eq!(counts(&second), [0, 1, 1, 0]);
        let units = server.get("/umkm").items();
        assert_eq!((&units[0]["owner_name"], &units[0]["nib"]), (&json!("Ani"), &Value::Null));
        verify_is_clean(server);
    }

    fn all_errors_are_reported_at_once(server: &Server) {
        given::umkm(server, "U-1", "15.71");
        let answer = import(server, "umkm-reports", "", "register_number,year,turnover,assets,workers,region_name,region\nU-1,2023,1.250,-5,x,Tebo,15.08\nU-9,2023,1,1,1,,\nU-1,2022,5,,1,,15.99\nU-1,2021,5,,1,,\nU-1,2021,5,,1,,\nU-1,2100,1\nU-1,2020,1,1,1,Tebo,15.08\n");
        let answer = answer.problem(422, "invalid");
        let found: Vec<(i64, String, String)> = answer.errors().iter().map(|error| {
            let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
            (error["line"].as_i64().unwrap(), text("heading"), text("code"))
        }).collect();
        let wanted = [
            (2, "turnover", "number_style"), (2, "assets", "out_of_range"), (2, "workers", "invalid_format"),
            (3, "register_number", "unknown_reference"), (4, "region", "unknown_region"), (6, "year", "duplicate_row"),
            (7, "", "ragged_row"), (7, "year", "out_of_range"), (8, "region_name", "region_mismatch"),
        ];
        let wanted: Vec<_> = wanted.iter().map(|(line, heading, code)| (*line, (*heading).to_owned(), (*code).to_owned())).collect();
        assert_eq!(found, wanted, "{}", answer.whole());
        assert_eq!(counts(&answer)[3], 6);
        assert!(server.get("/umkm-reports").items().is_empty());
    }

    fn unknown_columns_are_refused(server: &Server) {
        let refused = |csv: &str, code: &str, word: &str| {
            let answer = import(server, "umkm-reports", "", csv).problem(422, "invalid");
            let error = answer.errors()[0].clone();
            assert_eq!(error["code"], code, "{}", answer.whole());
            assert!(error["detail"].as_str().unwrap().contains(word), "{}", answer.whole());
        };
        refused("register_number,year,omzet\nU-1,2024,1\n", "unknown_column", "Omset");
        refused("register_number,year,turnover,Omset\nU-1,2024,1,1\n", "duplicate_column", "turnover");
        refused("register_number,turnover\nU-1,1\n", "required", "year");
    }

    fn numbers_are_read_in_the_file_s_style(server: &Server) {
        given::umkm(server, "U-1", "15.71");
        let turnover = |query: &str, csv: &str| {
            import(server, "umkm-reports", &format!("?confirm=warnings{query}"), csv).expect(200);
            server.get("/umkm-reports").items()[0]["turnover"].as_str().unwrap().to_owned()
        };
        assert_eq!(turnover("", "\u{feff}register_number;year;turnover\r\nU-1;2024;1.250.000,50\r\n"), "1250000.50");
        assert_eq!(turnover("", "register_number,year,turnover\nU-1,2024,1250.5\n"), "1250.50");
        assert_eq!(turnover("&numbers=id", "register_number,year,turnover\nU-1,2024,\"1.250,75\"\n"), "1250.75");
        assert_eq!(turnover("&numbers=en", "sep=;\nregister_number;year;turnover\nU-1;2024;77.5\n"), "77.50");
        assert_eq!(turnover("", "\"register\nnumber\"\tyear\tturnover\nU-1\t2024\t7\n"), "7.00");
        for (csv, query) in [("register_number,year,turnover\nU-1,2024,\"1.250.000,50\"\n", ""), ("register_number;year;turnover\nU-1;2024;1250000.50\n", ""), ("register_number,year,turnover\nU-1,2024,1.250\n", "")] {
            let answer = import(server, "umkm-reports", query, csv).problem(422, "invalid");
            assert_eq!(answer.errors()[0]["code"], "number_style", "{}", answer.whole());
        }
        assert_eq!(server.get("/umkm-reports").items()[0]["turnover"], "7.00");
    }

    fn a_dry_run_changes_nothing_and_predicts_exactly(server: &Server) {
        let (one, two) = (given::umkm(server, "U-1", "15.71"), given::umkm(server, "U-2", "15.01"));
        given::umkm_report(server, one, 2023, json!({"turnover": "100.00", "workers": 3}));
        given::umkm_report(server, two, 2024, json!({"turnover": "50.00"}));
        let csv = "register_number,year,turnover,workers\nU-1,2023,100.00,3\nU-1,2024,150.10,\nU-2,2024,70,2\nU-2,2022,5,5\n";
        let before = state(server);
        let tried = import(server, "umkm-reports", "?dry_run=true", csv).expect(200);
        assert_eq!(state(server), before);
        assert!(server.get("/imports/umkm-reports").items().is_empty());
        let done = import(server, "umkm-reports", "", csv).expect(200);
        let without = |answer: &crate::harness::Answer| {
            let mut value = answer.json();
            for name in ["id", "dry_run"] { value.as_object_mut().unwrap().shift_remove(name); }
            value
        };
        assert_eq!(without(&tried), without(&done));
        assert_eq!(counts(&done), [2, 1, 1, 0]);
        for effect in done.json()["effects"].as_array().unwrap() {
            let path = format!("{}", effect["year"]);
            let shown = given::indicator(server, &path, effect["code"].as_str().unwrap());
            assert_eq!((&effect["after"]["value"], &effect["after"]["reason"]), (&shown["value"], &shown["reason"]), "{effect}");
        }
        let turnover = done.json()["effects"].as_array().unwrap().iter().find(|effect| effect["year"] == 2024).unwrap().clone();
        assert_eq!((&turnover["before"]["value"], &turnover["after"]["value"]), (&json!("-50.00"), &json!("120.10")));
        verify_is_clean(server);
    }

    fn a_unit_slip_stops_the_import_until_it_is_confirmed(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, json!({"turnover": "1000000.00", "workers": 300}));
        let csv = "register_number,year,turnover,workers\nU-1,2024,10000.00,301\n";
        let answer = import(server, "umkm-reports", "", csv).problem(422, "invalid");
        let warning = answer.json()["import"]["warnings"][0].clone();
        assert_eq!((&warning["code"], &warning["value"], &warning["previous"]), (&json!("unit_slip"), &json!("10000.00"), &json!("1000000.00")));
        assert_eq!(answer.json()["import"]["warnings_total"], 1);
        assert_eq!(server.get("/umkm-reports").items().len(), 1);
        import(server, "umkm-reports", "?confirm=warnings", csv).expect(200);
        // Stored amounts need no confirmation again, nor do amounts below the hundredfold.
        import(server, "umkm-reports", "", csv).expect(200);
        import(server, "umkm-reports", "", "register_number,year,turnover\nU-1,2023,999999.99\n").expect(200);
        // The same holds within one file.
        let both = "register_number,year,workers\nU-1,2020,1\nU-1,2021,100\n";
        import(server, "umkm-reports", "", both).problem(422, "invalid");
        verify_is_clean(server);
    }

    fn a_number_of_another_unit_is_refused_even_in_exchange(server: &Server) {
        import(server, "umkm", "", "register_number,name,region,nib\nU-1,A,15.71,1111111111111\nU-2,B,15.71,2222222222222\nU-3,C,15.71,3333333333333\n").expect(200);
        let exchanged = import(server, "umkm", "", "register_number,nib\nU-1,2222222222222\nU-2,1111111111111\n").problem(422, "invalid");
        let codes: Vec<_> = exchanged.errors().iter().map(|error| (error["line"].clone(), error["code"].clone())).collect();
        assert_eq!(codes, [(json!(2), json!("duplicate_key")), (json!(3), json!("duplicate_key"))]);
        let nibs: Vec<Value> = server.get("/umkm").items().iter().map(|unit| unit["nib"].clone()).collect();
        assert_eq!(nibs, ["1111111111111", "2222222222222", "3333333333333"]);
        let taken = import(server, "umkm", "", "register_number,nib\nU-1,3333333333333\n").problem(422, "invalid");
        assert_eq!(taken.errors()[0]["code"], "duplicate_key", "{}", taken.whole());
        let twice = import(server, "umkm", "", "register_number,nib\nU-1,4444444444444\nU-2,4444444444444\n").problem(422, "invalid");
        assert_eq!((&twice.errors()[0]["line"], &twice.errors()[0]["code"]), (&json!(3), &json!("duplicate_key")));
    }

    fn coverage_follows_dates_and_regions_of_a_unit(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2024, json!({"turnover": "5.00"}));
        import(server, "umkm", "", "register_number,region,assisted_since,assisted_until\nU-1,15.01,2020-01-01,2023-12-31\n").expect(200);
        verify_is_clean(server);
        let warned = given::indicator(server, "2024", "umkm-turnover-growth");
        assert!(warned["warnings"].to_string().contains("report_outside_dates"), "{warned}");
    }

    fn participants_are_found_by_number_mask_or_name(server: &Server) {
        import(server, "trainings", "", "code,title,region,ends_on\nD-1,Satu,15.71,2024-05-01\n").expect(200);
        let people = "training_code,name,identity_number,score\nD-1,Ani,1571012345678901,80\nD-1,Budi,,70\nD-1,Budi,,60\nD-1,Cici,1571012345678902,\n";
        assert_eq!(counts(&import(server, "participants", "", people).expect(200)), [4, 0, 0, 0]);
        assert_eq!(counts(&import(server, "participants", "", people).expect(200)), [0, 0, 4, 0]);
        let masked = "training_code,name,identity_number,score\nD-1,Ani,************8901,90\nD-1,Budi,1571012345678903,70\n";
        assert_eq!(counts(&import(server, "participants", "", masked).expect(200)), [0, 2, 0, 0]);
        let people = server.get("/participants").items();
        assert_eq!(people.len(), 4);
        assert_eq!((&people[0]["score"], &people[1]["identity_number"]), (&json!("90"), &json!("************8903")));
        for (row, code) in [("D-1,Ani,************8902,1", "unknown_reference"), ("D-2,Ani,,1", "unknown_reference"), ("D-1,Ani,157101234567890,1", "invalid_format")] {
            let csv = format!("training_code,name,identity_number,score\n{row}\n");
            let answer = import(server, "participants", "", &csv).problem(422, "invalid");
            assert_eq!(answer.errors()[0]["code"], code, "{}", answer.whole());
        }
        let twice = "training_code,name,identity_number\nD-1,Ani,1571012345678901\nD-1,Ani,1571012345678901\n";
        assert_eq!(import(server, "participants", "", twice).problem(422, "invalid").errors()[0]["code"], "duplicate_row");
        assert_eq!(given::indicator(server, "2024", "training-good-grade")["value"], "25.00");
        // Participants follow their training to another year.
        import(server, "trainings", "", "code,ends_on\nD-1,2023-05-01\n").expect(200);
        assert_eq!(given::indicator(server, "2023", "training-good-grade")["value"], "25.00");
        verify_is_clean(server);
    }

    fn figures_are_found_by_their_key(server: &Server) {
        let csv = "dataset,year,region,business_volume,businesses,source\ncooperatives,2015,15,175459514,,Buku\numkm,2015,15,,12,Buku\n";
        assert_eq!(counts(&import(server, "figures", "", csv).expect(200)), [2, 0, 0, 0]);
        assert_eq!(counts(&import(server, "figures", "", csv).expect(200)), [0, 0, 2, 0]);
        let next = import(server, "figures", "", "Kumpulan Data;Tahun;Kode Wilayah;Volume Usaha;Sumber\nkoperasi;2016;15;165.596.981;Buku\n").expect(200);
        let effect = next.json()["effects"].as_array().unwrap().iter().find(|effect| effect["code"] == "cooperative-volume-growth").unwrap().clone();
        assert_eq!(effect["after"]["value"], "-5.62");
        for (row, code) in [("umkm,2015,15,5,,Buku", "inconsistent"), ("umkm,2015,15.99,,5,Buku", "unknown_region"), ("toko,2015,15,,5,Buku", "invalid_code"), ("umkm,2015,15.71,,5,", "required")] {
            let csv = format!("dataset,year,region,business_volume,businesses,source\n{row}\n");
            let answer = import(server, "figures", "", &csv).problem(422, "invalid");
            assert_eq!(answer.errors()[0]["code"], code, "{}", answer.whole());
        }
    }

    fn an_import_equals_the_same_rows_one_by_one(server: &Server) {
        let other = Server::start(server.backend());
        let mut csv = "register_number,year,region,rat_held,serves_members,business_volume,health_rating,health_score,members,surplus\n".to_owned();
        let mut dice = crate::history::Dice::new(crate::random_history::seed() + 40);
        let mut ids = Vec::new();
        for number in 0..8 {
            let name = format!("K-{number}");
            given::cooperative(server, &name, "15.71");
            ids.push(given::cooperative(&other, &name, "15.71"));
        }
        for (number, id) in ids.iter().enumerate() {
            for year in 2019..=2024 {
                if dice.below(5) == 0 { continue; }
                let rat_held = dice.below(4) > 0;
                let volume = (dice.below(3) > 0).then(|| format!("{}.{:02}", 1000 + dice.below(9000), dice.below(100)));
                let rating = ["", "healthy", "fairly_healthy", "under_supervision"][dice.below(4)];
                let score = (dice.below(2) > 0).then(|| format!("{}.{}", dice.below(100), dice.below(10)));
                let region = ["15", "15.01", "15.71"][dice.below(3)];
                let surplus = format!("-{}", dice.below(100));
                let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
                csv.push_str(&format!("K-{number},{year},{region},{rat_held},true,{},{rating},{},{number},{surplus}\n", or_empty(&volume), or_empty(&score)));
                let rating = Some(rating).filter(|rating| !rating.is_empty());
                let body = json!({"region": region, "rat_held": rat_held, "serves_members": true, "business_volume": volume, "health_rating": rating, "health_score": score, "members": number, "surplus": surplus});
                other.put(&format!("/cooperatives/{id}/reports/{year}"), body).expect(201);
            }
        }
        import(server, "cooperative-reports", "", &csv).expect(200);
        assert_eq!(state(server), state(&other));
        verify_is_clean(server);
    }

    fn every_import_is_recorded(server: &Server) {
        let csv = "register_number,name,region\nU-1,A,15.71\n";
        let sent = server.request("POST", "/imports/umkm").header("content-disposition", "attachment; filename=\"C:\\data\\umkm juli.csv\"").body(csv, "text/csv").send().expect(200);
        let past = server.get("/imports/umkm").items();
        assert_eq!(past[0]["id"], sent.json()["id"]);
        assert_eq!((&past[0]["file_name"], &past[0]["rows"], &past[0]["created"], &past[0]["actor"]), (&json!("umkm juli.csv"), &json!(1), &json!(1), &json!("settings_key")));
        assert_eq!(past[0]["bytes"], csv.len());
        import(server, "umkm", "?dry_run=true", csv).expect(200);
        assert_eq!(server.get("/imports/umkm").items().len(), 1);
        server.anonymous().get("/imports/umkm").problem(401, "unauthorized");
        server.anonymous().request("POST", "/imports/umkm").body(csv, "text/csv").send().problem(401, "unauthorized");
        server.get("/imports/targetz").problem(404, "not-found");
        server.request("POST", "/imports/umkm?confirm=all").body(csv, "text/csv").send().problem(422, "invalid");
        server.request("POST", "/imports/umkm").body(csv, "application/json").send().problem(415, "unsupported-media-type");
    }
}
