//! The yearly sum at one region: 9.2 × 10^16 rupiah is the last that is taken, however it would be passed.

use serde_json::{Value, json};

use crate::agreement::verify_is_clean;
use crate::harness::{Server, given};

const TURNOVER: &str = "umkm-turnover-growth";
const LARGEST: &str = "9999999999999999.99";
/// Nine of the largest and this are the limit, to the hundredth.
const REST: &str = "2000000000000000.09";
const LIMIT: &str = "92000000000000000.00";

/// Businesses at 15.71 whose turnovers of 2024 are nine times the largest amount; one more has none yet.
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
    fn the_limit_itself_is_taken_and_nothing_past_it(server: &Server) {
        let id = nine_of_the_largest(server);
        let path = format!("/umkm/{id}/reports/2024");
        // One hundredth past the limit, in a report that would be new: nothing of it stays.
        server.put(&path, json!({"turnover": "2000000000000000.10"})).expect(422).has_code("sum_too_large");
        server.get(&path).expect(404);
        assert_eq!(current(server, "2024"), "89999999999999999.91");

        server.put(&path, json!({"turnover": REST, "workers": 5})).expect(201);
        assert_eq!(current(server, "2024"), LIMIT);
        // Past it by a change: the whole change is refused, the other members included.
        let before = server.get(&path).expect(200);
        server
            .patch(&path, json!({"turnover": "2000000000000000.10", "workers": 6}))
            .expect(422)
            .has_code("sum_too_large");
        let after = server.get(&path).expect(200);
        assert_eq!((after.etag(), after.json()), (before.etag(), before.json()));
        assert_eq!(current(server, "2024"), LIMIT);
        // Down and up again, for at the limit nothing is stuck.
        server.patch(&path, json!({"turnover": "0.00"})).expect(200);
        server.patch(&path, json!({"turnover": REST})).expect(200);
        verify_is_clean(server);
    }

    /// The limit is of one region: the region next to it takes more, and the province is the sum of both.
    fn regions_above_are_not_bound(server: &Server) {
        let id = nine_of_the_largest(server);
        for number in 0..9 {
            let id = given::umkm(server, &format!("V-{number}"), "15.01");
            given::umkm_report(server, id, 2024, json!({"turnover": LARGEST}));
        }
        assert_eq!(current(server, "2024"), "179999999999999999.82");
        assert_eq!(current(server, "2024?region=15"), "179999999999999999.82");
        // A report that moves into a full region is past its limit there.
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

    /// Each sum has the limit for itself: turnover at it leaves assets alone.
    fn each_measure_for_itself(server: &Server) {
        let id = nine_of_the_largest(server);
        given::umkm_report(server, id, 2024, json!({"turnover": REST, "assets": LARGEST}));
        given::umkm_report(server, id, 2023, json!({"turnover": LARGEST}));
        let growth = given::indicator(server, "2024", "umkm-assets-growth");
        assert_eq!(growth["current"], LARGEST);
        let cooperative = given::cooperative(server, "K-1", "15.71");
        given::cooperative_report(server, cooperative, 2024, json!({"business_volume": LARGEST}));
    }

    /// Last year's amounts of units whose reports stood in several regions then meet in one region now. Together they
    /// pass what a 64-bit sum holds, though no yearly sum does: taken or refused, but no fault, and right either way.
    fn matched_sums_of_several_regions_meet_in_one(server: &Server) {
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
