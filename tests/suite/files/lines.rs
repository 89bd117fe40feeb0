//! Line ends of a CSV: every kind ends a row, and errors name the right line.

use serde_json::json;

use super::{counts, import, state};
use crate::agreement::verify_is_clean;
use crate::harness::{Answer, given};

/// Code and line of each error.
fn errors(answer: &Answer) -> Vec<(String, i64)> {
    let of = |error: &serde_json::Value| (error["code"].as_str().unwrap().to_owned(), error["line"].as_i64().unwrap());
    answer.errors().iter().map(of).collect()
}

both! {
    /// Two rows of one key that a reader took for one line were both written, and the totals counted the training
    /// twice.
    fn a_record_is_imported_once_with_any_line_end(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        given::participant(server, training, "Ani", Some("80"));
        given::cooperative(server, "K-1", "15.71");
        let before = state(server);
        for end in ["\n", "\r\n", "\r"] {
            for (dataset, rows) in [
                ("trainings", ["code,title,region,ends_on", "D-1,x,15.71,2024-05-01", "D-1,x,15.71,2025-05-01", ""]),
                ("cooperatives", ["register_number,region", "K-1,15.72", "K-1,15.01", ""]),
                ("figures", ["dataset,year,region,source", "umkm,2015,15.71,a", "umkm,2015,15.71,b", ""]),
            ] {
                let answer = import(server, dataset, "", &rows.join(end)).problem(422, "invalid");
                assert_eq!(errors(&answer), [("duplicate_row".to_owned(), 3)], "{dataset} {end:?} {}", answer.whole());
            }
        }
        // One line end that differs from the others in the file.
        let stray = "code,title,region,ends_on\nD-1,x,15.71,2024-05-01\rD-1,x,15.71,2025-05-01\n";
        let answer = import(server, "trainings", "", stray).problem(422, "invalid");
        assert_eq!(errors(&answer), [("duplicate_row".to_owned(), 3)]);
        assert_eq!(state(server), before);
        verify_is_clean(server);
    }

    fn an_error_says_on_which_line_its_row_begins(server: &Server) {
        given::umkm(server, "U-1", "15.71");
        for (csv, lines) in [
            ("register_number,year,turnover\n\nU-1,2024,abc\n\n\nU-1,2023,abc\n", vec![3, 6]),
            ("register_number,year,turnover\r\n\r\nU-1,2024,abc\r\nU-1,2023,abc\r\n", vec![3, 4]),
            ("register_number,year,turnover\r\rU-1,2024,abc\rU-1,2023,abc", vec![3, 4]),
            // A heading with a line break, as Alt+Enter makes it.
            ("\"register\nnumber\",year,turnover\r\nU-1,2024,abc\r\n", vec![3]),
            ("sep=,\r\nregister_number,year,turnover\r\nU-1,2024,abc\r\n", vec![3]),
            ("sep=,\rregister_number,year,turnover\rU-1,2024,abc\r", vec![3]),
            ("\u{feff}register_number,year,turnover\nU-1,2024,abc\n", vec![2]),
        ] {
            let answer = import(server, "umkm-reports", "", csv).problem(422, "invalid");
            let found: Vec<i64> = errors(&answer).into_iter().map(|(_, line)| line).collect();
            assert_eq!(found, lines, "{csv:?} {}", answer.whole());
        }
        // A cell with a line break is refused at the first line of its row, and the next row has its own line number.
        let csv = "register_number,name,region\nU-2,\"Dua\nBaris\",15.71\nU-3,,15.71\n";
        let answer = import(server, "umkm", "", csv).problem(422, "invalid");
        assert_eq!(errors(&answer), [("control_character".to_owned(), 2), ("required".to_owned(), 4)]);
    }

    /// Answers are for people, so quotations from a file have a bounded length, and so has the memory for them.
    fn an_endless_cell_is_refused_with_a_short_message(server: &Server) {
        given::umkm(server, "U-1", "15.71");
        let long = "9".repeat(100_000);
        let rows: String = (2000..2020).map(|year| format!("U-1,{year},{long},{long}\n")).collect();
        let answer = import(server, "umkm-reports", "", &format!("register_number,year,turnover,assets\n{rows}"));
        let answer = answer.problem(422, "invalid");
        assert!(errors(&answer).iter().all(|(code, _)| code == "invalid_format"), "{}", answer.whole());
        assert_eq!(answer.at("/import/errors_total"), json!(40));
        assert!(answer.text.len() < 40_000, "{} bytes", answer.text.len());
        let named = format!("register_number,year\n{long},2020\n");
        let answer = import(server, "umkm-reports", "", &named).problem(422, "invalid");
        assert_eq!(errors(&answer), [("invalid_format".to_owned(), 2)]);
        assert!(answer.text.len() < 2_000, "{}", answer.text);
        let heading = format!("register_number,year,{long}\nU-1,2020,1\n");
        assert!(import(server, "umkm-reports", "", &heading).problem(422, "invalid").text.len() < 4_000);
    }

    fn a_dash_is_not_a_number_in_another_style(server: &Server) {
        given::umkm(server, "U-1", "15.71");
        for (cell, code) in [("-", "invalid_format"), ("–", "invalid_format"), ("12.5", "invalid_format"), ("1.250", "number_style")] {
            let answer = import(server, "umkm-reports", "", &format!("register_number,year,workers\nU-1,2024,{cell}\n"));
            assert_eq!(errors(&answer.problem(422, "invalid")), [(code.to_owned(), 2)], "{cell}");
        }
        let imported = import(server, "umkm-reports", "", "register_number,year,workers,turnover\nU-1,2024,,5\n").expect(200);
        assert_eq!(counts(&imported), [1, 0, 0, 0]);
    }
}
