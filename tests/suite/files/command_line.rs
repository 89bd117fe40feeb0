//! `iku import` and `iku export`: what they print and how they end.

use crate::harness::given;
use serde_json::json;

both! {
    fn the_exit_code_says_what_came_of_it(server: &Server) {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let run = |arguments: &[&str]| {
            let output = server.iku(arguments);
            let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            (output.status.code().unwrap(), text)
        };
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, json!({"turnover": "100.00"}));
        let good = write("good.csv", "register_number,year,turnover\nU-1,2024,150\n");
        let (code, text) = run(&["import", "umkm-reports", &good, "--dry-run"]);
        assert!(code == 0 && text.contains("umkm-turnover-growth 2024: no_data -> 50.00 %"), "{code} {text}");
        assert!(text.contains("1 rows: 1 created, 0 updated, 0 unchanged, 0 failed; a dry run"), "{text}");
        assert_eq!(server.get("/umkm-reports").items().len(), 1);
        assert_eq!(run(&["import", "umkm-reports", &good]).0, 0);
        assert_eq!(server.get("/umkm-reports").items().len(), 2);
        assert_eq!(server.get("/imports/umkm-reports").items()[0]["actor"], "operator");
        let bad = write("bad.csv", "register_number,year,turnover\nU-9,2024,150\n");
        let (code, text) = run(&["import", "umkm-reports", &bad]);
        assert!(code == 3 && text.contains("line 2, register_number \"U-9\": is not registered"), "{code} {text}");
        assert_eq!(run(&["import", "umkm-reports", &write("none.csv", "")]).0, 3);
        let slip = write("slip.csv", "register_number,year,turnover\nU-1,2024,15000\n");
        let (code, text) = run(&["import", "umkm-reports", &slip]);
        assert!(code == 4 && text.contains("unit_slip"), "{code} {text}");
        assert_eq!(run(&["import", "umkm-reports", &slip, "--confirm-warnings"]).0, 0);
        assert_eq!(run(&["import", "shops", &good]).0, 2);
        assert_eq!(run(&["import", "umkm-reports", "/nowhere/x.csv"]).0, 1);
        let (code, text) = run(&["export", "umkm-reports", "--year", "2024"]);
        assert!(code == 0 && text.contains("U-1,Usaha U-1,") && text.contains(",15000.00,"), "{code} {text}");
        assert_eq!(run(&["export", "umkm", "--year", "2024"]).0, 2);
    }
}

#[test]
fn there_must_be_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("none.db").display());
    let output = crate::harness::command().args(["export", "umkm", "--database-url", &url]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}
