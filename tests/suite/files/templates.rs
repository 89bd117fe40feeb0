//! Templates: their content, and that importing them unchanged changes nothing.

use serde_json::json;

use super::{counts, import, state};
use crate::harness::given;

both! {
    fn an_empty_template_has_headings_and_no_rows(server: &Server) {
        let template = server.request("GET", "/templates/umkm-reports?format=csv").header("accept-language", "id").send().expect(200);
        assert_eq!(template.text.trim_start_matches('\u{feff}').trim_end(), "Nomor Register;Tahun;Kode Wilayah;Nama Wilayah;Omset;Aset;Tenaga Kerja");
        let english = server.get("/templates/umkm-reports?format=csv&language=en").expect(200);
        assert_eq!(english.text.trim_end(), "register_number,year,region,region_name,turnover,assets,workers");
        for dataset in ["cooperatives", "cooperative-reports", "umkm", "umkm-reports", "trainings", "participants", "figures"] {
            let sheet = server.get(&format!("/templates/{dataset}")).expect(200);
            assert!(sheet.bytes.starts_with(b"PK\x03\x04"), "{dataset}");
            let sent = server.request("POST", &format!("/imports/{dataset}")).body(sheet.bytes, "application/octet-stream").send();
            assert_eq!(sent.problem(422, "invalid").errors()[0]["code"], "no_rows");
        }
        server.get("/templates/shops").problem(404, "not-found");
        server.anonymous().get("/templates/umkm").problem(401, "unauthorized");
    }

    fn a_prefilled_template_changes_only_filled_cells(server: &Server) {
        let (coop, other) = (given::cooperative(server, "K-1", "15.71"), given::cooperative(server, "K-2", "15.01"));
        let (unit, _) = (given::umkm(server, "U-1", "15.71"), given::umkm(server, "U-2", "15.01"));
        given::cooperative_report(server, coop, 2023, json!({"business_volume": "70.00"}));
        given::cooperative_report(server, coop, 2024, json!({"business_volume": "80.00", "health_score": "79.85"}));
        given::cooperative_report(server, other, 2023, json!({}));
        given::umkm_report(server, unit, 2024, json!({"turnover": "1250000.50", "workers": 3}));
        let training = given::training(server, "D-1", "15.71", "2024-01-01");
        given::participant(server, training, "Ani", Some("74.995"));
        given::figure(server, "umkm", 2024, "15", json!({"turnover": "5.00"}));
        let before = state(server);
        for dataset in ["cooperatives", "cooperative-reports", "umkm", "umkm-reports", "trainings", "participants", "figures"] {
            for query in ["format=csv&language=id", "format=csv&language=en", "format=xlsx"] {
                let file = server.get(&format!("/templates/{dataset}?prefill=2024&{query}")).expect(200);
                let back = server.request("POST", &format!("/imports/{dataset}")).body(file.bytes, "application/octet-stream").send().expect(200);
                assert_eq!(counts(&back)[0..2], [0, 0], "{dataset} {query} {}", back.whole());
            }
        }
        assert_eq!(state(server), before);
        let template = server.get("/templates/umkm-reports?prefill=2025&format=csv&language=en").expect(200);
        assert!(template.text.contains("U-1,Usaha U-1,2025,,,,,,1250000.50,,3"), "{}", template.whole());
        let filled = template.text.replace("U-1,Usaha U-1,2025,,,,,", "U-1,Usaha U-1,2025,,,1300000,7,4");
        assert_eq!(counts(&import(server, "umkm-reports", "", &filled).expect(200)), [1, 0, 1, 0]);
    }
}
