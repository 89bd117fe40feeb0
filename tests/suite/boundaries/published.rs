//! Published numbers (`docs/domain.md`): inputs and the printed percentage.

use serde_json::json;

use crate::harness::given;

both! {
    /// Two consecutive years as figures, and the printed growth. The measure does not matter: all growths have one formula.
    fn growth(server: &Server) {
        let money = [
            ("surplus of cooperatives, Rp million", 2005, "2198320.31", "3216817.65", "46.33"),
            ("business volume, Rp million", 2015, "175459514.00", "165596981.00", "-5.62"),
            ("business volume, rupiah", 2018, "1754595140000.00", "1655969810000.00", "-5.62"),
        ];
        for (what, year, before, now, printed) in money {
            given::figure(server, "cooperatives", year, "15", json!({"business_volume": before, "source": what}));
            given::figure(server, "cooperatives", year + 1, "15", json!({"business_volume": now, "source": what}));
            let growth = given::indicator(server, &(year + 1).to_string(), "cooperative-volume-growth");
            assert_eq!(growth["value"], printed, "{what}: {growth}");
            assert_eq!(growth["basis"], "figures");
        }
        let counts = [
            ("cooperatives", 2005, 134_963, 141_326, "4.71"),
            ("members", 2008, 27_286_784, 27_776_133, "1.79"),
            ("meetings held", 2011, 45_508, 46_057, "1.21"),
        ];
        for (what, year, before, now, printed) in counts {
            given::figure(server, "umkm", year, "15", json!({"workers": before, "source": what}));
            given::figure(server, "umkm", year + 1, "15", json!({"workers": now, "source": what}));
            let growth = given::indicator(server, &(year + 1).to_string(), "umkm-workers-growth");
            assert_eq!(growth["value"], printed, "{what}: {growth}");
        }
    }

    fn ratio(server: &Server) {
        let rows = [
            (2010, 1067, 1253, "85.16"),
            (2011, 1124, 1286, "87.40"),
            (2012, 1154, 1316, "87.69"),
            (2013, 1171, 1316, "88.98"),
            (2014, 1159, 1321, "87.74"),
        ];
        for (year, quality, active, printed) in rows {
            let body = json!({"active_cooperatives": active, "quality_cooperatives": quality});
            given::figure(server, "cooperatives", year, "15.01", body);
            assert_eq!(given::indicator(server, &year.to_string(), "quality-cooperatives")["value"], printed);
            let body = json!({"participants": active, "good_participants": quality});
            given::figure(server, "trainings", year, "15.01", body);
            assert_eq!(given::indicator(server, &year.to_string(), "training-good-grade")["value"], printed);
        }
        let series = server.get("/series?from=2010&to=2014&code=quality-cooperatives&region=15.01").expect(200).json();
        let values: Vec<_> = series["years"]
            .as_array()
            .unwrap()
            .iter()
            .map(|year| given::pick(year, "quality-cooperatives")["value"].clone())
            .collect();
        assert_eq!(values, rows.map(|(_, _, _, printed)| json!(printed)));
    }
}
