//! A file that is refused comes back with what is wrong beside each row.

use super::import;
use crate::harness::given;

both! {
    fn a_refused_file_comes_back_to_be_mended_and_sent_again(server: &Server) {
        given::umkm(server, "U-1", "15.71");
        let sent = "\u{feff}Nomor Register;Tahun;Omset;Kelas\r\nU-1;2024;1,5;\r\nU-1;2023;\"salah; sekali\";mikro\r\n";
        let answer = server.request("POST", "/imports/umkm-reports").header("accept", "text/csv").header("accept-language", "id").body(sent, "text/csv").send().expect(422);
        assert!(answer.header("content-type").unwrap().starts_with("text/csv"), "{}", answer.whole());
        let text = answer.text.trim_start_matches('\u{feff}');
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "Nomor Register;Tahun;Omset;Kelas;_status;_message");
        assert_eq!(lines[1], "U-1;2024;1,5;;ok;");
        assert!(lines[2].starts_with("U-1;2023;\"salah; sekali\";mikro;error;\"Omset: ") || lines[2].starts_with("U-1;2023;\"salah; sekali\";mikro;error;Omset: "), "{}", lines[2]);
        // Mended, with the two columns still in it.
        let mended = answer.text.replace("\"salah; sekali\"", "2");
        import(server, "umkm-reports", "", &mended).expect(200);
        assert_eq!(server.get("/umkm-reports").items().len(), 2);
        // And once more wrong: the columns are not there twice.
        let again = server.request("POST", "/imports/umkm-reports").header("accept", "text/csv").body(mended.replace(";1,5;", ";x;"), "text/csv").send().expect(422);
        assert_eq!(again.text.matches("_status").count(), 1, "{}", again.whole());
    }

    fn a_doubted_file_comes_back_too(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, serde_json::json!({"turnover": "1000.00"}));
        let answer = server.request("POST", "/imports/umkm-reports").header("accept", "text/csv").body("register_number,year,turnover\nU-1,2024,9000000\n", "text/csv").send().expect(422);
        assert!(answer.text.contains("U-1,2024,9000000,warning,"), "{}", answer.whole());
    }
}
