//! Published numbers that the service must reproduce from their inputs.

use serde_json::json;

use crate::harness::given;

both! {
    /// Statistik Koperasi 2007: the growth of the nation's cooperatives from 2005 to 2006, by several measures.
    fn national_growth_2006(server: &Server) {
        for (previous, current, growth) in [
            ("2198320.31", "3216817.65", "46.33"),
            ("134963", "141326", "4.71"),
            ("27286784", "27776133", "1.79"),
            ("45508", "46057", "1.21"),
        ] {
            given::figure(server, "cooperatives", 2005, "15", json!({"business_volume": previous}));
            given::figure(server, "cooperatives", 2006, "15", json!({"business_volume": current}));
            let indicator = given::indicator(server, "2006", "cooperative-volume-growth");
            assert_eq!(indicator["value"], json!(growth));
        }
        for (year, workers) in [(2005, 27_286_784), (2006, 27_776_133)] {
            given::figure(server, "umkm", year, "15", json!({ "workers": workers }));
        }
        assert_eq!(given::indicator(server, "2006", "umkm-workers-growth")["value"], json!("1.79"));
    }

    /// The ratio of one regency over five years.
    fn a_regencys_ratio_2010_to_2014(server: &Server) {
        for (year, (quality, active, ratio)) in (2010..).zip([
            (1067, 1253, "85.16"),
            (1124, 1286, "87.40"),
            (1154, 1316, "87.69"),
            (1171, 1316, "88.98"),
            (1159, 1321, "87.74"),
        ]) {
            let counts = json!({
                "active_cooperatives": active, "quality_cooperatives": quality, "quality_active_cooperatives": quality
            });
            given::figure(server, "cooperatives", year, "15.05", counts);
            let indicator = given::indicator(server, &format!("{year}?region=15.05"), "quality-cooperatives");
            assert_eq!(indicator["value"], json!(ratio), "{year}");
            assert_eq!(indicator["numerator"], json!(quality.to_string()));
            assert_eq!(indicator["denominator"], json!(active.to_string()));
            assert_eq!(indicator["basis"], json!("figures"));
        }
    }

    /// The ministry's online data system: the business volume shrank from 2015 to 2016.
    fn national_volume_2016(server: &Server) {
        given::figure(server, "cooperatives", 2015, "15", json!({"business_volume": "175459514"}));
        given::figure(server, "cooperatives", 2016, "15", json!({"business_volume": "165596981"}));
        let growth = given::indicator(server, "2016", "cooperative-volume-growth");
        assert_eq!(growth["value"], json!("-5.62"));
        assert_eq!(growth["numerator"], json!("-9862533.00"));
        assert_eq!(growth["denominator"], json!("175459514.00"));
        assert_eq!(growth["current"], json!("165596981.00"));
        assert_eq!(growth["previous"], json!("175459514.00"));
    }
}
