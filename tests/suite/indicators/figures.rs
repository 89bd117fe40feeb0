//! Figures as the basis of a data set, year and region.

use serde_json::{Value, json};

use crate::harness::given;

both! {
    fn a_figure_is_the_basis_where_it_exists(server: &Server) {
        let code = "umkm-turnover-growth";
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2022, json!({"turnover": "100.00"}));
        given::umkm_report(server, id, 2023, json!({"turnover": "120.00"}));
        assert_eq!(given::indicator(server, "2023", code)["basis"], json!("records"));

        given::figure(server, "umkm", 2022, "15.71", json!({"turnover": "200.00"}));
        let growth = given::indicator(server, "2023", code);
        assert_eq!(growth["basis"], json!("mixed"), "its two years differ");
        assert_eq!(growth["previous"], json!("200.00"));
        assert_eq!(growth["value"], json!("-40.00"));
        // Like-for-like always uses unit records.
        assert_eq!(growth["like_for_like"]["value"], json!("20.00"));

        given::figure(server, "umkm", 2023, "15.71", json!({"turnover": "300.00"}));
        let growth = given::indicator(server, "2023", code);
        assert_eq!(growth["basis"], json!("figures"));
        assert_eq!(growth["value"], json!("50.00"));

        for year in [2022, 2023] {
            server.delete(&format!("/figures/umkm/{year}/15.71")).expect(204);
        }
        let growth = given::indicator(server, "2023", code);
        assert_eq!(growth["basis"], json!("records"));
        assert_eq!(growth["value"], json!("20.00"));
    }

    fn records_do_not_fill_in_an_unknown_member(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, json!({"turnover": "100.00", "workers": 5}));
        given::figure(server, "umkm", 2023, "15.71", json!({"workers": 9, "turnover": null}));
        let growth = given::indicator(server, "2023", "umkm-turnover-growth");
        assert_eq!(growth["current"], Value::Null);
        assert_eq!(growth["reason"], json!("no_data"));
        assert_eq!(given::indicator(server, "2023", "umkm-workers-growth")["current"], json!("9"));
    }

    fn regions_with_and_without_a_figure_add_up(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, json!({"workers": 5}));
        given::figure(server, "umkm", 2023, "15.01", json!({"workers": 9}));
        let growth = given::indicator(server, "2023", "umkm-workers-growth");
        assert_eq!(growth["current"], json!("14"));
        assert_eq!(growth["basis"], json!("mixed"));
        assert_eq!(growth["coverage"], json!({"reported": 1, "expected": 1}), "of regions whose basis is records");
    }

    fn a_region_enters_a_ratio_only_with_both_sides(server: &Server) {
        given::figure(server, "trainings", 2023, "15.01", json!({"participants": 10, "good_participants": 4}));
        given::figure(server, "trainings", 2023, "15.02", json!({"participants": 90, "good_participants": null}));
        let good = given::indicator(server, "2023", "training-good-grade");
        assert_eq!(good["value"], json!("40.00"));
        assert_eq!(good["denominator"], json!("10"));
        assert_eq!(good["basis"], json!("figures"));
        let one = given::indicator(server, "2023?region=15.01", "training-good-grade");
        assert_eq!(one["coverage"], Value::Null, "no region of it stands on records");
    }

    fn a_figure_of_the_nation_counts_in_the_whole(server: &Server) {
        let nation = json!({"bps_code": "00", "name": "Indonesia", "kind": "nation"});
        server.put("/regions/00", nation).expect(201);
        given::figure(server, "cooperatives", 2022, "00", json!({"business_volume": "100.00"}));
        given::figure(server, "cooperatives", 2023, "00", json!({"business_volume": "110.00"}));
        let code = "cooperative-volume-growth";
        assert_eq!(given::indicator(server, "2023", code)["value"], json!("10.00"));
        assert_eq!(given::indicator(server, "2023?region=00", code)["value"], json!("10.00"));
        assert_eq!(given::indicator(server, "2023?region=15", code)["reason"], json!("no_data"));
    }
}
