//! The limit of a yearly sum at one region, 9.2 × 10^16 rupiah, and every way to exceed it.

use serde_json::{Value, json};

use crate::agreement::verify_is_clean;
use crate::harness::{Server, given};

const TURNOVER: &str = "umkm-turnover-growth";
const LARGEST: &str = "9999999999999999.99";
/// Nine times the largest amount and this amount are exactly the limit.
const REST: &str = "2000000000000000.09";
const LIMIT: &str = "92000000000000000.00";

/// Creates nine businesses in 15.71 with the largest turnover for 2024, and one without a report, whose id it returns.
fn nine_of_the_largest(server: &Server) -> i64 {
    for number in 0..9 {
        let id = given::umkm(server, &format!("U-{number}"), "15.71");
        given::umkm_report(server, id, 2024, json!({"turnover": LARGEST}));
    }
    given::umkm(server, "U-9", "15.71")
}

fn current(server: &Server, query: &str) -> Value {
    given::indicator(server, query, TURNOVER)["current"].clone()
}

both! {
    fn the_limit_itself_is_accepted_and_more_is_refused(server: &Server) {
        let id = nine_of_the_largest(server);
        let path = format!("/umkm/{id}/reports/2024");
        // A new report one hundredth above the limit is refused completely.
        server.put(&path, json!({"turnover": "2000000000000000.10"})).expect(422).has_code("sum_too_large");
        server.get(&path).expect(404);
        assert_eq!(current(server, "2024"), "89999999999999999.91");

        server.put(&path, json!({"turnover": REST, "workers": 5})).expect(201);
        assert_eq!(current(server, "2024"), LIMIT);
        // A change above the limit is refused completely, with its other members.
        let before = server.get(&path).expect(200);
        server
            .patch(&path, json!({"turnover": "2000000000000000.10", "workers": 6}))
            .expect(422)
            .has_code("sum_too_large");
        let after = server.get(&path).expect(200);
        assert_eq!((after.etag(), after.json()), (before.etag(), before.json()));
        assert_eq!(current(server, "2024"), LIMIT);
        // At the limit a sum can still shrink and grow again.
        server.patch(&path, json!({"turnover": "0.00"})).expect(200);
        server.patch(&path, json!({"turnover": REST})).expect(200);
        verify_is_clean(server);
    }

    /// The limit applies to one region: another region accepts more, and the province is the sum of both.
    fn regions_above_have_no_limit(server: &Server) {
        let id = nine_of_the_largest(server);
        for number in 0..9 {
            let id = given::umkm(server, &format!("V-{number}"), "15.01");
            given::umkm_report(server, id, 2024, json!({"turnover": LARGEST}));
        }
        assert_eq!(current(server, "2024"), "179999999999999999.82");
        assert_eq!(current(server, "2024?region=15"), "179999999999999999.82");
        // Moving a report into a region at the limit is refused.
        given::umkm_report(server, id, 2024, json!({"turnover": REST}));
        let mover = given::umkm(server, "M-1", "15.02");
        given::umkm_report(server, mover, 2024, json!({"turnover": "0.01"}));
        let path = format!("/umkm/{mover}/reports/2024");
        server.patch(&path, json!({"region": "15.71"})).expect(422).has_code("sum_too_large");
        assert_eq!(server.get(&path).expect(200).at("/region"), "15.02");
        server.patch(&path, json!({"region": "15.01"})).expect(200);
        assert_eq!(current(server, "2024?region=15.01"), "89999999999999999.92");
        assert_eq!(current(server, "2024?region=15.71"), LIMIT);
        verify_is_clean(server);
    }

    /// Each sum has its own limit: turnover at the limit does not affect assets.
    fn each_sum_has_its_own_limit(server: &Server) {
        let id = nine_of_the_largest(server);
        given::umkm_report(server, id, 2024, json!({"turnover": REST, "assets": LARGEST}));
        given::umkm_report(server, id, 2023, json!({"turnover": LARGEST}));
        let growth = given::indicator(server, "2024", "umkm-assets-growth");
        assert_eq!(growth["current"], LARGEST);
        let cooperative = given::cooperative(server, "K-1", "15.71");
        given::cooperative_report(server, cooperative, 2024, json!({"business_volume": LARGEST}));
    }

    /// Matched sums of the year before can add up in one region from reports of several regions, above a 64-bit integer,
    /// although no yearly sum does. The write is accepted or refused without a fault, and the totals are correct.
    fn matched_sums_of_several_regions_add_up_in_one(server: &Server) {
        let mut taken = 0_i128;
        for number in 0..14 {
            let region = if number % 2 == 0 { "15.01" } else { "15.02" };
            let id = given::umkm(server, &format!("U-{number}"), region);
            given::umkm_report(server, id, 2023, json!({"turnover": LARGEST}));
            let path = format!("/umkm/{id}/reports/2024");
            let answer = server.put(&path, json!({"region": "15.71", "turnover": "0.01"}));
            match answer.status {
                201 => taken += 1,
                _ => drop(answer.expect(422).has_code("sum_too_large")),
            }
        }
        let growth = given::indicator(server, "2024", TURNOVER);
        assert_eq!(growth["like_for_like"]["units"], json!(taken as i64));
        assert_eq!(growth["like_for_like"]["value"], "-100.00");
        assert_eq!(growth["current"], format!("0.{taken:02}"));
        verify_is_clean(server);
    }
}
