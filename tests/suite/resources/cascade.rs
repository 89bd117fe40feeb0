//! Dependants of a unit or training are deleted with it only on request.

use serde_json::{Value, json};

use crate::harness::{Server, given};

fn indicators_of(server: &Server, year: i32) -> Value {
    server.get(&format!("/indicators/{year}?breakdown=region")).expect(200).json()
}

both! {
    fn a_cooperative_with_reports(server: &Server) {
        let before = indicators_of(server, 2023);
        let id = given::cooperative(server, "K-1", "15.71");
        for year in [2021, 2022, 2023] {
            given::cooperative_report(
                server,
                id,
                year,
                json!({"business_volume": "10.00", "health_rating": "healthy"}),
            );
        }
        let path = format!("/cooperatives/{id}");
        for refused in [server.delete(&path), server.delete(&format!("{path}?cascade=false"))] {
            refused.problem(409, "conflict").has_code("has_records");
        }
        server.get(&format!("{path}/reports/2023")).expect(200);
        assert_eq!(given::indicator(server, "2023", "quality-cooperatives")["value"], json!("100.00"));

        server.delete(&format!("{path}?cascade=true")).expect(204);
        server.get(&path).problem(404, "not-found");
        server.get(&format!("{path}/reports/2023")).problem(404, "not-found");
        assert!(server.get("/cooperative-reports").expect(200).items().is_empty());
        assert_eq!(indicators_of(server, 2023), before, "its totals are deleted as well");
    }

    fn a_business_with_reports(server: &Server) {
        let before = indicators_of(server, 2023);
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2022, json!({"turnover": "1.00", "workers": 2}));
        given::umkm_report(server, id, 2023, json!({"turnover": "2.00", "workers": 2}));
        let path = format!("/umkm/{id}");
        server.delete(&path).problem(409, "conflict").has_code("has_records");
        server.delete(&format!("{path}?cascade=true")).expect(204);
        assert!(server.get("/umkm-reports").expect(200).items().is_empty());
        assert_eq!(indicators_of(server, 2023), before);
    }

    fn a_training_with_participants(server: &Server) {
        let before = indicators_of(server, 2023);
        let id = given::training(server, "D-1", "15.71", "2023-05-05");
        given::participant(server, id, "Ani", Some("90"));
        let path = format!("/trainings/{id}");
        server.delete(&path).problem(409, "conflict").has_code("has_records");
        server.delete(&format!("{path}?cascade=true")).expect(204);
        assert!(server.get("/participants").expect(200).items().is_empty());
        assert_eq!(indicators_of(server, 2023), before);
    }

    fn participants_outlive_their_linked_unit(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        for (collection, member, unit) in [
            ("cooperatives", "cooperative_id", given::cooperative(server, "K-1", "15.71")),
            ("umkm", "umkm_id", given::umkm(server, "U-1", "15.71")),
        ] {
            let body = json!({"name": "Ani", member: unit, "score": "80"});
            let id = server.post(&format!("/trainings/{training}/participants"), body).expect(201).id();
            let path = format!("/trainings/{training}/participants/{id}");
            let unit = format!("/{collection}/{unit}");
            server.delete(&unit).problem(409, "conflict").has_code("has_records");
            assert_ne!(server.get(&path).at(&format!("/{member}")), Value::Null);
            server.delete(&format!("{unit}?cascade=true")).expect(204);
            let participant = server.get(&path).expect(200);
            assert_eq!(participant.at(&format!("/{member}")), Value::Null);
            assert_eq!(participant.at("/score"), json!("80"));
        }
    }

    fn cascade_is_a_boolean(server: &Server) {
        let path = format!("/cooperatives/{}", given::cooperative(server, "K-1", "15.71"));
        server.delete(&format!("{path}?cascade=maybe")).problem(400, "malformed").names_parameter("cascade");
        server.get(&path).expect(200);
    }
}
