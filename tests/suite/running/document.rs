//! The published document is true to the server: answers match their schemas.

use serde_json::{Value, json};

use super::schema::misfits;
use crate::harness::{Server, given};

/// The mismatches between the answer to a GET and the schema of its path; empty if it fits.
fn misfits_of(server: &Server, document: &Value, template: &str, path: &str) -> Vec<String> {
    let answer = server.get(path).expect(200);
    let schema = &document["paths"][template]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
    assert!(schema.is_object(), "no schema for GET {template}");
    misfits(document, schema, &answer.json(), &format!("GET {path}: "))
}

both! {
    fn answers_match_their_schemas(server: &Server) {
        let document = server.get("/openapi.json").expect(200).json();
        let cooperative = given::cooperative(server, "K-1", "15.71");
        for year in 2021..=2023 {
            let body = json!({"business_volume": "5.00", "health_score": "80.5", "surplus": "-1.00"});
            given::cooperative_report(server, cooperative, year, body);
        }
        given::cooperative(server, "K-2", "15.71");
        let umkm =
            given::umkm_with(server, "U-1", "15.71", json!({"owner_name": "Siti", "assisted_since": "2020-01-01"}));
        given::umkm_report(server, umkm, 2022, json!({"turnover": "5.00", "workers": 3}));
        given::umkm_report(server, umkm, 2023, json!({"turnover": "6.00"}));
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        let participant = given::participant(server, training, "Ani", Some("74.995"));
        given::participant(server, training, "Budi", None);
        for (dataset, members) in [
            ("umkm", json!({"workers": 4})),
            ("cooperatives", json!({"active_cooperatives": 3})),
            ("trainings", json!({})),
        ] {
            given::figure(server, dataset, 2023, "15.01", members);
        }
        let mut wrong = Vec::new();
        for (template, path) in [
            ("/organization", "/organization".to_owned()),
            ("/regions", "/regions?limit=2".to_owned()),
            ("/regions/{code}", "/regions/15".to_owned()),
            ("/cooperatives", "/cooperatives".to_owned()),
            ("/cooperatives/{id}", format!("/cooperatives/{cooperative}")),
            ("/cooperatives/{id}/reports", format!("/cooperatives/{cooperative}/reports")),
            ("/cooperatives/{id}/reports/{year}", format!("/cooperatives/{cooperative}/reports/2023")),
            ("/umkm", "/umkm".to_owned()),
            ("/umkm/{id}", format!("/umkm/{umkm}")),
            ("/umkm/{id}/reports", format!("/umkm/{umkm}/reports")),
            ("/umkm/{id}/reports/{year}", format!("/umkm/{umkm}/reports/2023")),
            ("/trainings", "/trainings".to_owned()),
            ("/trainings/{id}", format!("/trainings/{training}")),
            ("/trainings/{id}/participants", format!("/trainings/{training}/participants")),
            ("/trainings/{id}/participants/{pid}", format!("/trainings/{training}/participants/{participant}")),
            ("/cooperative-reports", "/cooperative-reports".to_owned()),
            ("/umkm-reports", "/umkm-reports".to_owned()),
            ("/participants", "/participants".to_owned()),
            ("/figures", "/figures".to_owned()),
            ("/figures/{dataset}/{year}/{region}", "/figures/umkm/2023/15.01".to_owned()),
            ("/figures/{dataset}/{year}/{region}", "/figures/trainings/2023/15.01".to_owned()),
            ("/indicators", "/indicators".to_owned()),
            ("/indicators/{year}", "/indicators/2023".to_owned()),
            ("/indicators/{year}", "/indicators/2023?breakdown=region&region=15".to_owned()),
            ("/indicators/{year}", "/indicators/2019".to_owned()),
            ("/indicators/{year}/{code}", "/indicators/2023/quality-cooperatives".to_owned()),
            ("/indicators/{year}/{code}", "/indicators/2023/umkm-turnover-growth".to_owned()),
            ("/indicators/{year}/{code}/records", "/indicators/2023/quality-cooperatives/records".to_owned()),
            ("/indicators/{year}/{code}/records", "/indicators/2023/umkm-turnover-growth/records".to_owned()),
            ("/indicators/{year}/{code}/records", "/indicators/2023/training-good-grade/records".to_owned()),
            ("/series", "/series?from=2021&to=2023".to_owned()),
        ] {
            wrong.extend(misfits_of(server, &document, template, &path));
        }
        assert!(wrong.is_empty(), "the document is not true to the server:\n{}", wrong.join("\n"));
    }

    fn problems_match_their_schema(server: &Server) {
        let document = server.get("/openapi.json").expect(200).json();
        let responses = &document["paths"]["/cooperatives"]["post"]["responses"];
        let refused = server.post("/cooperatives", json!({"region": "99"})).problem(422, "invalid");
        let mut described = &responses["422"];
        if described.is_null() {
            described = &responses["default"];
        }
        if let Some(reference) = described["$ref"].as_str() {
            described = document.pointer(&reference[1..]).expect("a reference that leads somewhere");
        }
        let schema = &described["content"]["application/problem+json"]["schema"];
        assert!(schema.is_object(), "no schema of a problem");
        let wrong = misfits(&document, schema, &refused.json(), "");
        assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), refused.text);
    }
}
