//! The three-year rule of activity: `active`, `inactive` and `undetermined`, each with its reasons.

use serde_json::{Value, json};

use crate::harness::{Server, given};

/// The reports of 2021, 2022 and 2023: whether the meeting was held and members were served; `None` for a missing report.
type ThreeYears = [Option<(bool, bool)>; 3];

const YES: Option<(bool, bool)> = Some((true, true));
const NO_MEETING: Option<(bool, bool)> = Some((false, true));
const NO_BUSINESS: Option<(bool, bool)> = Some((true, false));
const NEITHER: Option<(bool, bool)> = Some((false, false));

fn activity(server: &Server, number: usize, years: ThreeYears) -> Value {
    let id = given::cooperative(server, &format!("K-{number}"), "15.71");
    for (year, report) in (2021..).zip(years) {
        if let Some((rat_held, serves_members)) = report {
            let body = json!({"rat_held": rat_held, "serves_members": serves_members});
            given::cooperative_report(server, id, year, body);
        }
    }
    server.get(&format!("/cooperatives/{id}/reports/2023")).expect(200).at("/activity")
}

both! {
    fn in_every_case(server: &Server) {
        let cases: [(ThreeYears, &str); 14] = [
            ([YES, YES, YES], "active"),
            ([NO_MEETING, YES, YES], "undetermined"),
            ([YES, NO_MEETING, YES], "undetermined"),
            ([YES, YES, NO_MEETING], "undetermined"),
            ([NO_BUSINESS, YES, YES], "undetermined"),
            ([YES, NO_BUSINESS, YES], "undetermined"),
            ([YES, YES, NO_BUSINESS], "inactive"),
            ([None, YES, YES], "undetermined"),
            ([YES, None, YES], "undetermined"),
            ([None, None, YES], "undetermined"),
            ([NO_MEETING, NO_MEETING, NO_MEETING], "inactive"),
            ([None, NO_MEETING, NO_MEETING], "undetermined"),
            ([None, None, NO_BUSINESS], "inactive"),
            ([NEITHER, NO_MEETING, NEITHER], "inactive"),
        ];
        for (number, (years, status)) in cases.into_iter().enumerate() {
            let activity = activity(server, number, years);
            assert_eq!(activity["status"], json!(status), "{years:?}: {activity}");
            let (indonesian, english) =
                (activity["why"]["id"].as_str().unwrap(), activity["why"]["en"].as_str().unwrap());
            assert!(indonesian.len() > 10 && english.len() > 10 && indonesian != english, "{activity}");
        }
        let quality = given::indicator(server, "2023", "quality-cooperatives");
        assert_eq!(quality["denominator"], json!("1"), "only the active one counts");
    }

    fn why_names_the_year_that_decides(server: &Server) {
        for (number, (years, year)) in
            [([YES, NO_MEETING, YES], "2022"), ([None, YES, YES], "2021"), ([YES, YES, NO_BUSINESS], "2023")]
                .into_iter()
                .enumerate()
        {
            let activity = activity(server, number, years);
            for language in ["id", "en"] {
                assert!(activity["why"][language].as_str().unwrap().contains(year), "{years:?}: {activity}");
            }
        }
    }

    fn an_earlier_report_decides_later_years(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        for year in 2021..=2024 {
            given::cooperative_report(server, id, year, json!({}));
        }
        let path = |year: i32| format!("/cooperatives/{id}/reports/{year}");
        let status = |year: i32| server.get(&path(year)).at("/activity/status");
        assert_eq!(
            [status(2021), status(2022), status(2023), status(2024)].map(|one| one == "active"),
            [false, false, true, true]
        );
        let before = server.get(&path(2024)).etag();
        server.patch(&path(2022), json!({"rat_held": false})).expect(200);
        assert_eq!([status(2023), status(2024)], [json!("undetermined"), json!("undetermined")]);
        assert_ne!(server.get(&path(2024)).etag(), before, "the answer has changed, and so must its tag");
        server.delete(&path(2022)).expect(204);
        assert_eq!(status(2024), json!("undetermined"));
        given::cooperative_report(server, id, 2022, json!({}));
        assert_eq!([status(2023), status(2024)], [json!("active"), json!("active")]);
        assert_eq!(status(2021), json!("undetermined"));
    }

    fn dates_kind_and_authority_do_not_decide(server: &Server) {
        let odd = json!({"dissolved_on": "2001-01-01", "established_on": "2000-01-01", "authority": "nation"});
        let id = given::cooperative_with(server, "K-1", "15.71", odd);
        for year in 2021..=2023 {
            given::cooperative_report(server, id, year, json!({}));
        }
        assert_eq!(server.get(&format!("/cooperatives/{id}/reports/2023")).at("/activity/status"), json!("active"));
    }
}
