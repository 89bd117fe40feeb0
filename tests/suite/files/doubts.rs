//! Amounts that need confirmation because of the year before: those that the file changes, and no others.

use serde_json::{Value, json};

use super::import;
use crate::harness::{Answer, given};

/// Member and line of each warning.
fn warnings_of(answer: &Answer) -> Vec<(String, i64)> {
    let warnings = answer.at("/import/warnings");
    let of = |warning: &Value| {
        (warning["heading"].as_str().unwrap_or_default().to_owned(), warning["line"].as_i64().unwrap())
    };
    let found: Vec<_> = warnings.as_array().unwrap().iter().map(of).collect();
    assert_eq!(answer.at("/import/warnings_total"), json!(found.len()), "{}", answer.whole());
    found
}

both! {
    fn unchanged_amounts_need_no_confirmation(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, json!({"turnover": "1000.00", "workers": 3}));
        given::umkm_report(server, id, 2024, json!({"turnover": "1000000.00", "workers": 4}));
        // The amount was confirmed when it was entered.
        import(server, "umkm-reports", "", "register_number,year,workers\nU-1,2024,5\n").expect(200);
        import(server, "umkm-reports", "", "register_number,year,turnover,workers\nU-1,2024,1000000,6\n").expect(200);
        let changed = import(server, "umkm-reports", "", "register_number,year,turnover,workers\nU-1,2024,1000001,7\n");
        assert_eq!(warnings_of(&changed.problem(422, "invalid")).len(), 1);
        for year in [2023, 2024] {
            let turnover = if year == 2023 { "1000.00" } else { "1000000.00" };
            server.put(&format!("/figures/umkm/{year}/15"), json!({"turnover": turnover, "source": "Buku"})).expect(201);
        }
        import(server, "figures", "", "dataset,year,region,source\numkm,2024,15,Buku Baru\n").expect(200);
    }

    /// Workers are no amount in rupiah.
    fn a_warning_names_its_kind_of_value(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, json!({"turnover": "1000.00", "workers": 3}));
        let csv = "register_number,year,turnover,workers\nU-1,2024,1000000,300\n";
        let answer = import(server, "umkm-reports", "", csv).problem(422, "invalid");
        let says = |place: &str| answer.at(place).as_str().unwrap().contains("rupiah");
        assert!(says("/import/warnings/0/detail/en") && !says("/import/warnings/1/detail/en"), "{}", answer.whole());
    }

    fn figures_are_compared_with_the_year_before_in_the_file(server: &Server) {
        let csv = "dataset,year,region,turnover,source\numkm,2024,15,1000000000,a\numkm,2023,15,1000000,a\numkm,2023,15.01,7,a\n";
        let answer = import(server, "figures", "", csv).problem(422, "invalid");
        assert_eq!(warnings_of(&answer).iter().map(|(_, line)| *line).collect::<Vec<_>>(), [2]);
        import(server, "figures", "?confirm=warnings", csv).expect(200);
        // Both years are corrected together: the current value of one is no measure for the other.
        let both_years = "dataset,year,region,turnover,source\numkm,2023,15,1000000000,b\numkm,2024,15,1000000001,b\n";
        // 2023 has no year before, and 2024 is like 2023.
        let tried = import(server, "figures", "?dry_run=true", both_years).expect(200);
        assert_eq!(tried.at("/warnings_total"), json!(0), "{}", tried.whole());
    }
}
