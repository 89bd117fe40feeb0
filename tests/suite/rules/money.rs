//! Money: rupiah as a text with exactly two decimals, exact when written and when read.

use serde_json::{Value, json};

use crate::harness::{Answer, Server, given};

fn put(server: &Server, path: &str, member: &str, amount: &Value) -> Answer {
    server.put(path, json!({"rat_held": true, "serves_members": true, member: amount}))
}

fn report(server: &Server) -> String {
    format!("/cooperatives/{}/reports/2023", given::cooperative(server, "K-1", "15.71"))
}

both! {
    fn amounts_come_back_with_two_decimals(server: &Server) {
        let path = report(server);
        for (sent, shown) in [
            (json!("1250000000.50"), "1250000000.50"),
            (json!("5"), "5.00"),
            (json!("5.5"), "5.50"),
            (json!("0"), "0.00"),
            (json!("0.01"), "0.01"),
            (json!("9999999999999999.99"), "9999999999999999.99"),
            // Amounts that a 64-bit float cannot distinguish.
            (json!("9007199254740993.01"), "9007199254740993.01"),
            (json!(7), "7.00"),
        ] {
            for member in ["business_volume", "assets", "equity", "surplus"] {
                let answer = put(server, &path, member, &sent);
                assert!(matches!(answer.status, 200 | 201), "{member} = {sent}: {}", answer.whole());
                assert_eq!(answer.at(&format!("/{member}")), json!(shown));
                assert_eq!(server.get(&path).at(&format!("/{member}")), json!(shown));
            }
        }
    }

    fn bounds(server: &Server) {
        let path = report(server);
        for wrong in
            ["-0.01", "-1", "10000000000000000", "10000000000000000.00", "0.001", "5.123", "99999999999999999999"]
        {
            for member in ["business_volume", "assets", "equity"] {
                put(server, &path, member, &json!(wrong)).problem(422, "invalid").names_pointer(&format!("/{member}"));
            }
        }
        put(server, &path, "business_volume", &json!(-1)).problem(422, "invalid").names_pointer("/business_volume");
        let refused = put(server, &path, "business_volume", &json!(10_000_000_000_000_000_i64));
        refused.problem(422, "invalid").names_pointer("/business_volume");
    }

    fn a_surplus_may_be_a_loss(server: &Server) {
        let path = report(server);
        for (sent, shown) in [("-0.01", "-0.01"), ("-9999999999999999.99", "-9999999999999999.99"), ("-5", "-5.00")] {
            let answer = put(server, &path, "surplus", &json!(sent));
            assert!(matches!(answer.status, 200 | 201), "{}", answer.whole());
            assert_eq!(answer.at("/surplus"), json!(shown));
        }
        assert_eq!(put(server, &path, "surplus", &json!("-0")).expect(200).at("/surplus"), json!("0.00"));
        for wrong in ["-10000000000000000", "10000000000000000", "-0.001"] {
            put(server, &path, "surplus", &json!(wrong)).problem(422, "invalid").names_pointer("/surplus");
        }
    }

    fn businesses_and_figures_are_exact_too(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        let amounts = json!({"turnover": "9007199254740993.01", "assets": "0.1"});
        let written = given::umkm_report(server, id, 2023, amounts);
        assert_eq!(written["turnover"], json!("9007199254740993.01"));
        assert_eq!(written["assets"], json!("0.10"));
        let figure =
            given::figure(server, "cooperatives", 2020, "15", json!({"business_volume": "9007199254740993.01"}));
        assert_eq!(figure["business_volume"], json!("9007199254740993.01"));
    }

    fn sums_are_exact(server: &Server) {
        for (number, volume) in [("K-1", "9007199254740993.01"), ("K-2", "0.01"), ("K-3", "0.97")] {
            let id = given::cooperative(server, number, "15.71");
            given::cooperative_report(server, id, 2023, json!({"business_volume": volume}));
        }
        let growth = given::indicator(server, "2023", "cooperative-volume-growth");
        assert_eq!(growth["current"], json!("9007199254740993.99"));
    }
}
