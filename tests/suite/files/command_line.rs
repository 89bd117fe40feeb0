//! `iku import` and `iku export`: their output and their exit.

use crate::harness::given;
use serde_json::json;

both! {
    fn the_exit_code_tells_success_from_failure(server: &Server) {
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
        assert!(code == 3 && text.contains("Line 2, register_number \"U-9\": The value is not registered."), "{code} {text}");
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
        let (code, text) = run(&["export", "umkm", "--region", "15.99"]);
        assert!(code == 2 && text.contains("15.99") && !text.contains("register_number"), "{code} {text}");
    }

    fn a_file_is_replaced_when_the_new_one_is_complete(server: &Server) {
        use std::os::unix::fs::{PermissionsExt, symlink};
        given::umkm(server, "U-1", "15.71");
        let folder = tempfile::tempdir().unwrap();
        let [file, old, link] = ["umkm.csv", "old.csv", "link.csv"].map(|name| folder.path().join(name));
        let export = |path: &std::path::Path| {
            let output = server.iku(&["export", "umkm", "-o", path.to_str().unwrap()]);
            assert!(output.status.success(), "{output:?}");
        };
        std::fs::write(&file, "the last one").unwrap();
        std::fs::hard_link(&file, &old).unwrap();
        symlink(&file, &link).unwrap();
        export(&link);
        // The old file is intact under its other name (a hard link): it was replaced and not overwritten.
        assert_eq!(std::fs::read_to_string(&old).unwrap(), "the last one");
        assert!(std::fs::read_to_string(&file).unwrap().contains("U-1,Usaha U-1,15.71"));
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 3, "{names:?}");
        // A device or pipe is written to directly and not replaced.
        export(std::path::Path::new("/dev/null"));
        assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
    }

    fn the_command_line_uses_the_language_of_the_terminal(server: &Server) {
        given::umkm(server, "U-1", "15.71");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reports.csv");
        let path = path.to_str().unwrap();
        let message = |variable: &str, language: &str, arguments: &[&str]| {
            let mut command = crate::harness::command();
            let output = command.env("DATABASE_URL", server.database_url()).env(variable, language).args(arguments).output().unwrap();
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
        };
        std::fs::write(path, "register_number,year,turnover\nU-1,2024,150\n").unwrap();
        let import = ["import", "umkm-reports", path, "--dry-run"];
        let text = message("LANG", "id_ID.UTF-8", &import);
        assert!(text.contains("1 baris: 1 baru, 0 berubah, 0 tetap, 0 salah; hanya percobaan"), "{text}");
        assert!(message("LC_ALL", "en_US.UTF-8", &import).contains("1 rows: 1 created"));
        std::fs::write(path, "register_number,year,turnover\nU-9,2024,150\n").unwrap();
        let text = message("LC_ALL", "id_ID", &import);
        assert!(text.contains("Baris 2, register_number \"U-9\": Isian ini tidak terdaftar."), "{text}");
        assert!(message("LANG", "id", &["import", "umkm", "/nowhere/x.csv"]).contains("/nowhere/x.csv tidak dapat dibaca"));
        assert!(message("LANG", "id", &["export", "umkm", "--year", "2024"]).contains("Daftar unit tidak mempunyai --year"));
        assert!(message("LANG", "id", &["export", "umkm", "--region", "15.99"]).contains("bukan kode wilayah yang terdaftar"));
        assert!(message("LANG", "id", &["keys", "list"]).starts_with("id\tperan\twilayah"));
    }
}

#[test]
fn the_command_line_needs_an_existing_database() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("none.db").display());
    let output = crate::harness::command().args(["export", "umkm", "--database-url", &url]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let mut command = crate::harness::command();
    let output = command.env("LANG", "id_ID.UTF-8").args(["export", "umkm", "--database-url", &url]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("tidak dapat dipakai"), "{output:?}");
}
