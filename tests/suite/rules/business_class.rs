//! The size class of a business by its turnover, under the law of the year.

use serde_json::{Value, json};

use crate::harness::given;

both! {
    fn at_each_limit_under_each_law(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        for (year, turnover, class) in [
            (2020, "0", json!("micro")),
            (2020, "300000000.00", json!("micro")),
            (2020, "300000000.01", json!("small")),
            (2020, "2500000000.00", json!("small")),
            (2020, "2500000000.01", json!("medium")),
            (2020, "50000000000.00", json!("medium")),
            (2020, "50000000000.01", Value::Null),
            (2021, "300000000.01", json!("micro")),
            (2021, "2000000000.00", json!("micro")),
            (2021, "2000000000.01", json!("small")),
            (2021, "15000000000.00", json!("small")),
            (2021, "15000000000.01", json!("medium")),
            (2021, "50000000000.00", json!("medium")),
            (2021, "50000000000.01", Value::Null),
        ] {
            let report = given::umkm_report(server, id, year, json!({"turnover": turnover}));
            assert_eq!(report["class"], class, "{turnover} in {year}");
        }
        let unknown = given::umkm_report(server, id, 2021, json!({"assets": "5.00"}));
        assert_eq!(unknown["class"], Value::Null, "sales that are unknown have no class");
    }
}
