//! The entity tag of an answer changes exactly when the answer does.

use serde_json::json;

use crate::harness::given;

both! {
    fn a_tag_changes_exactly_with_the_answer(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        given::cooperative_report(server, id, 2023, json!({"business_volume": "5.00"}));
        for path in [
            "/indicators/2023",
            "/indicators/2023?region=15.71&breakdown=region",
            "/indicators/2023/cooperative-volume-growth",
            "/series?from=2022&to=2023",
        ] {
            let mut last = server.get(path).expect(200);
            for (n, (target, body)) in [
                (format!("/cooperatives/{id}"), json!({"name": "Lain", "legal_entity_number": path})),
                (format!("/cooperatives/{id}/reports/2023"), json!({"employees": 9})),
                (
                    format!("/cooperatives/{id}/reports/2023"),
                    json!({"business_volume": format!("{}.00", 10 + path.len())}),
                ),
                (format!("/cooperatives/{id}/reports/2023"), json!({"health_rating": "healthy", "health_score": "5"})),
                (format!("/cooperatives/{id}/reports/2023"), json!({"health_rating": null, "health_score": null})),
                (format!("/cooperatives/{id}"), json!({"dissolved_on": "2020-01-01"})),
                (format!("/cooperatives/{id}"), json!({"dissolved_on": null})),
            ]
            .into_iter()
            .enumerate()
            {
                server.patch(&target, body).expect(200);
                let now = server.get(path).expect(200);
                assert_eq!(now.etag() == last.etag(), now.text == last.text, "{path}, change {n}: {}", now.whole());
                let again = server.request("GET", path).header("if-none-match", &last.etag()).send();
                assert_eq!(again.status, if now.text == last.text { 304 } else { 200 }, "{path}, change {n}");
                last = now;
            }
        }
    }

    fn another_view_has_another_tag(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        for year in [2022, 2023] {
            given::umkm_report(server, id, year, json!({"turnover": "5.00"}));
        }
        let (full, open) = (server.get("/indicators/2023"), server.anonymous().get("/indicators/2023"));
        assert_ne!(full.text, open.text);
        assert_ne!(full.etag(), open.etag());
    }

    fn a_tag_is_the_same_on_every_instance_and_after_a_restart(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        given::cooperative_report(server, id, 2023, json!({"business_volume": "5.00"}));
        let before = server.get("/indicators/2023").etag();
        assert_eq!(server.second_instance().get("/indicators/2023").etag(), before);
        server.restart();
        assert_eq!(server.get("/indicators/2023").etag(), before);
    }
}
