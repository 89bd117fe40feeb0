//! A refused file is returned with the errors next to each row.

use super::{counts, import, spreadsheets};
use crate::harness::given;

both! {
    fn a_refused_file_is_returned_for_correction(server: &Server) {
        given::umkm(server, "U-1", "15.71");
        let sent = "\u{feff}Nomor Register;Tahun;Omset;Kelas\r\nU-1;2024;1,5;\r\nU-1;2023;\"salah; sekali\";mikro\r\n";
        let answer = server.request("POST", "/imports/umkm-reports").header("accept", "text/csv").header("accept-language", "id").body(sent, "text/csv").send().expect(422);
        assert!(answer.header("content-type").unwrap().starts_with("text/csv"), "{}", answer.whole());
        let text = answer.text.trim_start_matches('\u{feff}');
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "Nomor Register;Tahun;Omset;Kelas;_status;_message");
        assert_eq!(lines[1], "U-1;2024;1,5;;ok;");
        assert!(lines[2].starts_with("U-1;2023;\"salah; sekali\";mikro;error;\"Omset: ") || lines[2].starts_with("U-1;2023;\"salah; sekali\";mikro;error;Omset: "), "{}", lines[2]);
        // The corrected file is accepted with the two added columns still in it.
        let corrected_text = answer.text.replace("\"salah; sekali\"", "2");
        import(server, "umkm-reports", "", &corrected_text).expect(200);
        assert_eq!(server.get("/umkm-reports").items().len(), 2);
        // A second refusal does not add the columns again.
        let again = server.request("POST", "/imports/umkm-reports").header("accept", "text/csv").body(corrected_text.replace(";1,5;", ";x;"), "text/csv").send().expect(422);
        assert_eq!(again.text.matches("_status").count(), 1, "{}", again.whole());
    }

    fn a_file_that_needs_confirmation_is_returned_too(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, serde_json::json!({"turnover": "1000.00"}));
        let answer = server.request("POST", "/imports/umkm-reports").header("accept", "text/csv").body("register_number,year,turnover\nU-1,2024,9000000\n", "text/csv").send().expect(422);
        assert!(answer.text.contains("U-1,2024,9000000,warning,"), "{}", answer.whole());
    }

    fn a_returned_spreadsheet_is_refused_for_the_same_faults(server: &Server) {
        given::training(server, "D-1", "15.71", "2024-01-01");
        let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let head: String = ["training_code", "name", "identity_number", "score"].map(text).concat();
        let rows = format!(
            "<row r=\"1\">{head}</row><row r=\"2\">{}{}<c><v>1.5710123456789E+15</v></c><c><v>74.995</v></c></row>\
             <row r=\"3\">{}<c t=\"str\"><f>A9</f><v>Budi</v></c>{}<c><f>40+40</f><v>80</v></c></row>",
            text("D-1"), text("Ani"), text("D-1"), text("1571012345678902")
        );
        let sent = server.request("POST", "/imports/participants").header("accept", "text/csv");
        let first = sent.body(spreadsheets::workbook(&rows, ""), spreadsheets::MEDIA).send().expect(422);
        assert!(first.text.contains("D-1,Ani,=? 1571012345678900,74.995,error,"), "{}", first.whole());
        assert!(first.text.contains("D-1,=? Budi,1571012345678902,=? 80,error,"), "{}", first.whole());
        // Sent unchanged, the file is refused again and returned as it was.
        let again = server.request("POST", "/imports/participants").header("accept", "text/csv");
        let again = again.body(first.bytes.clone(), "text/csv").send().expect(422);
        for row in ["D-1,Ani,=? 1571012345678900,74.995,error,", "D-1,=? Budi,1571012345678902,=? 80,error,"] {
            assert!(again.text.contains(row), "{}", again.whole());
        }
        assert!(server.get("/participants").items().is_empty());
        let corrected_text = first.text.replace("=? 1571012345678900", "1571012345678901").replace("=? ", "");
        assert_eq!(counts(&import(server, "participants", "", &corrected_text).expect(200)), [2, 0, 0, 0]);
    }

    /// Missing cells are not filled with empty ones: an empty cell would set the current value to null.
    fn missing_cells_stay_missing_in_a_returned_file(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, serde_json::json!({"turnover": "1000.00", "workers": 3}));
        let mut sent = "register_number,year,turnover,workers\nU-1,2023,1001\n".to_owned();
        for _ in 0..2 {
            let request = server.request("POST", "/imports/umkm-reports").header("accept", "text/csv");
            let answer = request.body(sent, "text/csv").send().expect(422);
            assert!(answer.text.contains("U-1,2023,1001,=?,error,"), "{}", answer.whole());
            sent = answer.text.clone();
        }
        assert_eq!(server.get("/umkm-reports").items()[0]["workers"], 3);
        import(server, "umkm-reports", "", &sent.replace("=?", "4")).expect(200);
    }

    /// CSV cannot show which empty cells are merged, so the file must be corrected in its original form.
    fn a_sheet_with_merged_cells_is_not_returned(server: &Server) {
        given::umkm(server, "U-1", "15.71");
        let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let head: String = ["register_number", "year", "turnover"].map(text).concat();
        let rows = format!("<row r=\"1\">{head}</row><row r=\"2\">{}<c><v>2023</v></c></row>", text("U-1"));
        let merged = "<mergeCells count=\"1\"><mergeCell ref=\"B2:C2\"/></mergeCells>";
        let request = server.request("POST", "/imports/umkm-reports").header("accept", "text/csv, application/problem+json");
        let answer = request.body(spreadsheets::workbook(&rows, merged), spreadsheets::MEDIA).send();
        answer.problem(422, "invalid").has_code("merged_cells");
    }

    fn valid_cells_of_a_spreadsheet_stay_valid_when_returned(server: &Server) {
        let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let send = |dataset: &str, rows: &str| {
            let request = server.request("POST", &format!("/imports/{dataset}?numbers=id")).header("accept", "text/csv");
            request.body(spreadsheets::workbook(rows, ""), spreadsheets::MEDIA).send().expect(422)
        };
        let head: String = ["register_number", "name", "region", "region_name"].map(text).concat();
        let names = "<c t=\"str\"><f>VLOOKUP(C2,A:B,2)</f><v>Kota Jambi</v></c>";
        let rows = format!(
            "<row r=\"1\">{head}</row><row r=\"2\">{}{}<c><v>15.71</v></c>{names}</row><row r=\"3\">{}{}<c><v>99.99</v></c></row>",
            text("U-1"), text("A"), text("U-2"), text("B")
        );
        let units = send("umkm", &rows);
        assert!(units.text.contains("U-1;A;15.71;Kota Jambi;ok;"), "{}", units.whole());
        import(server, "umkm", "?numbers=id", &units.text.replace("99.99", "15.01")).expect(200);
        let head: String = ["register_number", "year", "turnover"].map(text).concat();
        let rows = format!(
            "<row r=\"1\">{head}</row><row r=\"2\">{}<c><v>2024</v></c><c><v>1250000.5</v></c></row><row r=\"3\">{}<c><v>2024</v></c>{}</row>",
            text("U-1"), text("U-2"), text("x")
        );
        let reports = send("umkm-reports", &rows);
        assert!(reports.text.contains("U-1;2024;1250000,5;ok;"), "{}", reports.whole());
        import(server, "umkm-reports", "?numbers=id", &reports.text.replace(";x;", ";7;")).expect(200);
        assert_eq!(server.get("/umkm-reports").items()[0]["turnover"], "1250000.50");
    }
}
