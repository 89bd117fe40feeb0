//! Side channels of the anonymous view: warnings, explanations and entity tags reveal no sums.

use serde_json::{Value, json};

use crate::harness::{Server, given};

const SUM: &str = "123454321";

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Creates one business that reported for both years, and a figure of its region beside it.
fn records_beside_a_figure(server: &Server) {
    let id = given::umkm(server, "U-1", "15.71");
    given::umkm_report(server, id, 2022, json!({"turnover": "100000000.00"}));
    given::umkm_report(server, id, 2023, json!({"turnover": format!("{SUM}.00")}));
    given::figure(server, "umkm", 2023, "15.71", json!({"turnover": "987656789.00"}));
}

both! {
    fn warnings_do_not_reveal_sums(server: &Server) {
        records_beside_a_figure(server);
        let all = server.get("/indicators/2023").expect(200);
        assert!(digits(&all.text).contains(SUM), "with a key the warning holds both values: {}", all.text);
        for path in [
            "/indicators/2023",
            "/indicators/2023?region=15.71",
            "/indicators/2023?breakdown=region",
            "/indicators/2023/umkm-turnover-growth",
            "/indicators/2023/umkm-turnover-growth?region=15.71",
            "/series?from=2022&to=2023",
        ] {
            let seen = server.anonymous().get(path).expect(200).text;
            assert!(!digits(&seen).contains(SUM), "{path}: {seen}");
        }
    }

    fn a_tag_does_not_reveal_a_hidden_change(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        for (year, amount) in [(2022, "100.00"), (2023, "110.00")] {
            given::umkm_report(server, id, year, json!({ "turnover": amount }));
        }
        for path in [
            "/indicators/2023?region=15.71",
            "/indicators/2023/umkm-turnover-growth?region=15.71",
            "/series?from=2023&to=2023&region=15.71",
        ] {
            let before = server.anonymous().get(path).expect(200);
            let change = json!({"turnover": format!("{}.00", 100 + path.len())});
            server.patch(&format!("/umkm/{id}/reports/2023"), change).expect(200);
            let after = server.anonymous().get(path).expect(200);
            assert_eq!(after.text, before.text, "{path}: suppressed before and after");
            assert_eq!(after.etag(), before.etag(), "{path}: the same answer has the same tag");
        }
    }

    fn a_tag_of_the_full_view_does_not_match_the_anonymous_one(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, json!({"turnover": "110.00"}));
        let full = server.get("/indicators/2023").expect(200).etag();
        let open =
            server.anonymous().request("GET", "/indicators/2023").header("if-none-match", &full).send().expect(200);
        assert_eq!(given::pick(&open.json(), "umkm-turnover-growth")["current"], Value::Null);
        let vary = open.header("vary").unwrap_or_default().to_ascii_lowercase();
        assert!(vary.contains("authorization"), "a cache must not give one view for the other: {vary}");
    }
}
