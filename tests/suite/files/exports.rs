//! Lists as files: the same filters, and no cell that a spreadsheet would run as a formula.

use serde_json::json;

use super::import;
use crate::harness::given;

both! {
    fn a_list_as_a_file_has_the_same_values(server: &Server) {
        let id = given::umkm_with(server, "U-1", "15.71", json!({"owner_name": "Ani, \"A\"", "nib": "0234567890123"}));
        given::umkm(server, "U-2", "15.01");
        given::umkm_report(server, id, 2024, json!({"turnover": "1250000.50"}));
        let csv = server.get("/umkm?format=csv&region=15.71").expect(200);
        assert!(csv.header("content-type").unwrap().starts_with("text/csv"), "{}", csv.whole());
        assert_eq!(csv.header("content-disposition").unwrap(), "attachment; filename=\"umkm.csv\"");
        let lines: Vec<&str> = csv.text.lines().collect();
        assert_eq!(lines.len(), 2, "{}", csv.whole());
        assert!(lines[1].contains("U-1,Usaha U-1,15.71,\"Ani, \"\"A\"\"\",0234567890123,"), "{}", lines[1]);
        let by_accept = server.request("GET", "/umkm?region=15.71").header("accept", "text/csv").send().expect(200);
        assert_eq!(by_accept.text, csv.text);
        let reports = server.request("GET", "/umkm-reports?format=csv&numbers=id&year=2024").header("accept-language", "id").send().expect(200);
        assert!(reports.text.contains("Nomor Register;") && reports.text.contains(";1250000,50;"), "{}", reports.whole());
        assert!(server.get("/umkm?format=xlsx").expect(200).bytes.starts_with(b"PK\x03\x04"));
        // JSON remains the default for callers that name no form.
        assert_eq!(server.request("GET", "/umkm").header("accept", "*/*").send().expect(200).items().len(), 2);
        server.get("/umkm?format=csv&limit=5").problem(400, "malformed");
        server.get("/umkm?format=pdf").problem(422, "invalid");
        server.request("GET", "/umkm").header("accept", "text/html").send().problem(406, "not-acceptable");
        server.request("GET", "/organization").header("accept", "text/csv").send().problem(406, "not-acceptable");
        server.anonymous().get("/umkm?format=csv").problem(401, "unauthorized");
        assert_eq!(server.request("HEAD", "/umkm?format=csv").send().expect(200).text, "");
    }

    fn every_list_has_all_its_members_as_columns(server: &Server) {
        let coop = given::cooperative(server, "K-1", "15.71");
        let unit = given::umkm(server, "U-1", "15.71");
        given::cooperative_report(server, coop, 2024, json!({"business_volume": "5.00", "health_score": "80"}));
        given::umkm_report(server, unit, 2024, json!({"turnover": "5.00"}));
        let training = given::training(server, "D-1", "15.71", "2024-01-01");
        given::participant(server, training, "Ani", Some("80"));
        import(server, "umkm", "?name=usaha.csv", "register_number,name,region\nU-2,B,15.71\n").expect(200);
        server.post("/keys", json!({"name": "Dinas", "role": "operator", "region": "15.71"})).expect(201);
        for dataset in ["cooperatives", "umkm", "trainings"] {
            given::figure(server, dataset, 2023, "15", json!({}));
        }
        let paths = ["/regions", "/cooperatives", "/cooperative-reports", "/umkm", "/umkm-reports", "/trainings", "/participants", "/figures",
            "/indicators/2024", "/indicators/2024?breakdown=region", "/series?from=2020&to=2024", "/indicators/2024/quality-cooperatives/records",
            "/indicators/2024/umkm-turnover-growth/records", "/indicators/2024/training-good-grade/records",
            "/audit", "/audit?resource=umkm&sort=id", "/keys", "/imports/umkm"];
        for path in paths {
            for format in ["csv", "xlsx"] {
                let separator = if path.contains('?') { '&' } else { '?' };
                let answer = server.get(&format!("{path}{separator}format={format}")).expect(200);
                assert!(answer.bytes.len() > 50, "{}", answer.whole());
            }
        }
        server.get(&format!("/cooperatives/{coop}/reports?format=csv")).expect(200);
        server.get(&format!("/umkm/{unit}/reports?format=csv")).expect(200);
        server.get(&format!("/trainings/{training}/participants?format=csv")).expect(200);
        assert!(!server.log().contains("has no column"), "{}", server.log());
        let flat = server.get("/indicators/2024?breakdown=region&format=csv").expect(200);
        // A heading, then each indicator with the whole register and its twelve regions.
        let catalogue = server.get("/indicators").expect(200).json()["items"].as_array().unwrap().len();
        assert_eq!(flat.text.lines().count(), 1 + catalogue * 13, "{}", flat.whole());
        // Without a key the file shows the same as JSON.
        let open = server.anonymous().get("/indicators/2024?format=csv").expect(200);
        let row = open.text.lines().find(|line| line.contains("umkm-turnover-growth")).unwrap().to_owned();
        let shown = flat.text.lines().find(|line| line.contains("umkm-turnover-growth")).unwrap().to_owned();
        assert!(row.len() < shown.len(), "{row}\n{shown}");
    }

    fn formula_like_texts_are_neutralised_and_restored(server: &Server) {
        for (number, name) in ["=1+1", "+62 toko", "-toko", "@toko", "'toko", "''x"].iter().enumerate() {
            given::umkm_with(server, &format!("U-{number}"), "15.71", json!({"name": name}));
        }
        let csv = server.get("/umkm?format=csv").expect(200);
        for cell in [",'=1+1,", ",'+62 toko,", ",'-toko,", ",'@toko,", ",''toko,", ",'''x,"] {
            assert!(csv.text.contains(cell), "{cell} in {}", csv.whole());
        }
        let back = import(server, "umkm", "", &csv.text).expect(200);
        assert_eq!(crate::files::counts(&back), [0, 0, 6, 0]);
        let formula = import(server, "umkm", "", "register_number,name\nU-0,=1+1\n").problem(422, "invalid");
        assert_eq!(formula.errors()[0]["code"], "formula");
    }

    fn service_lists_are_available_as_files(server: &Server) {
        let unit = given::umkm_with(server, "U-1", "15.71", json!({"owner_name": "Ani Wijaya"}));
        server.patch(&format!("/umkm/{unit}"), json!({"name": "Toko, baru"})).expect(200);
        given::cooperative(server, "K-1", "15.71");
        import(server, "umkm", "?name=usaha.csv", "register_number,name,region\nU-2,B,15.71\n").expect(200);
        let key = server.post("/keys", json!({"name": "Kantor", "role": "viewer"})).expect(201).at("/key");
        let viewer = server.with_key(key.as_str().unwrap());
        let audit = server.get("/audit?resource=umkm&format=csv&sort=id").expect(200);
        let mut rows = csv::Reader::from_reader(audit.text.as_bytes());
        assert_eq!(rows.headers().unwrap().iter().take(5).collect::<Vec<_>>(), ["id", "at", "actor", "key_id", "request_id"]);
        let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 3, "{}", audit.whole());
        // Each row has the values of the change in JSON.
        let entries = server.get("/audit?resource=umkm&sort=id").items();
        for (row, entry) in rows.iter().zip(&entries) {
            let cell = |name: &str| {
                let (index, _) = audit.text.lines().next().unwrap().split(',').enumerate().find(|(_, heading)| *heading == name).unwrap();
                row[index].to_owned()
            };
            assert_eq!(cell("id"), entry["id"].to_string());
            assert_eq!(cell("kind"), entry["kind"].as_str().unwrap());
            assert_eq!(cell("natural_key"), entry["natural_key"].as_str().unwrap());
            for name in ["before", "after"] {
                let document = if cell(name).is_empty() { serde_json::Value::Null } else { serde_json::from_str(&cell(name)).unwrap() };
                assert_eq!(document, entry[name]);
            }
            let withheld: Vec<&str> = entry["withheld"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
            assert_eq!(cell("withheld"), withheld.join(" "));
        }
        assert!(!audit.text.contains("Ani Wijaya"), "{}", audit.whole());
        let by_accept = server.request("GET", "/audit?resource=umkm&sort=id").header("accept", "text/csv").send().expect(200);
        assert_eq!(by_accept.text, audit.text);
        server.get("/audit?format=csv&limit=5").problem(400, "malformed");
        server.get("/audit?format=csv&resource=secrets").problem(422, "invalid");
        viewer.get("/audit?format=csv").problem(403, "forbidden");
        viewer.get("/keys?format=csv").problem(403, "forbidden");
        let keys = server.get("/keys?format=csv&sort=-id").expect(200);
        assert!(keys.text.lines().nth(1).unwrap().contains(",Kantor,viewer,") && !keys.text.contains("iku_"), "{}", keys.whole());
        let imports = server.request("GET", "/imports/umkm?format=csv&numbers=id").header("accept-language", "id").send().expect(200);
        assert!(imports.text.contains("Nama Berkas;SHA-256;") && imports.text.contains(";usaha.csv;"), "{}", imports.whole());
        assert_eq!(imports.header("content-disposition").unwrap(), "attachment; filename=\"imports-umkm.csv\"");
    }
}
