//! Query parameters: unknown, repeated and mistyped ones are refused.

use serde_json::json;

use crate::harness::given;

both! {
    fn unknown_parameters_are_refused_by_name(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        for path in [
            "/organization",
            "/regions",
            "/regions/15",
            "/cooperatives",
            "/umkm",
            "/trainings",
            "/participants",
            "/cooperative-reports",
            "/umkm-reports",
            "/figures",
            "/indicators",
            "/indicators/2023",
            "/indicators/2023/quality-cooperatives",
            "/indicators/2023/quality-cooperatives/records",
        ] {
            let refused = server.get(&format!("{path}?colour=red")).problem(400, "malformed");
            refused.names_parameter("colour").has_code("unknown_parameter");
        }
        let refused = server.get("/series?from=2020&to=2021&colour=red").problem(400, "malformed");
        refused.names_parameter("colour").has_code("unknown_parameter");

        let path = format!("/cooperatives/{id}");
        let body = json!({"register_number": "K-2", "name": "x", "region": "15"});
        for answer in [
            server.get(&format!("{path}?colour=red")),
            server.delete(&format!("{path}?colour=red")),
            server.patch(&format!("{path}?colour=red"), json!({"name": "x"})),
            server.put(&format!("{path}?colour=red"), body.clone()),
            server.post("/cooperatives?colour=red", body),
        ] {
            answer.problem(400, "malformed").names_parameter("colour").has_code("unknown_parameter");
        }
        assert_eq!(server.get(&path).at("/name"), json!("Koperasi K-1"), "nothing was done");
        assert_eq!(server.get("/cooperatives").items().len(), 1);
    }

    fn repeated_parameters_are_refused(server: &Server) {
        for path in
            ["/cooperatives?limit=5&limit=6", "/cooperatives?limit=5&limit=5", "/cooperatives?limit=5&l%69mit=6"]
        {
            server.get(path).problem(400, "malformed").names_parameter("limit");
        }
        server.get("/indicators/2023?region=15&region=15.01").problem(400, "malformed").names_parameter("region");
    }

    fn mistyped_parameters_are_refused(server: &Server) {
        for (path, parameter) in [
            ("/trainings?year=abc", "year"),
            ("/figures?year=20x0", "year"),
            ("/participants?year=", "year"),
            ("/series?from=abc&to=2020", "from"),
        ] {
            server.get(path).problem(400, "malformed").names_parameter(parameter);
        }
        for path in [
            "/indicators/abc",
            "/indicators/20.5",
            "/cooperatives/x",
            "/cooperatives/1.0",
            "/trainings/1/participants/x",
        ] {
            server.get(path).problem(400, "malformed");
        }
        let refused = server.get("/indicators/2023?breakdown=colour");
        assert!(matches!(refused.status, 400 | 422), "{}", refused.whole());
        refused.names_parameter("breakdown");
    }

    fn escapes_are_decoded(server: &Server) {
        given::cooperative(server, "K-1", "15.71");
        assert_eq!(server.get("/cooperatives?region=15%2E71").expect(200).items().len(), 1);
        assert_eq!(server.get("/cooperatives?q=koperasi+k").expect(200).items().len(), 1);
        let refused = server.get("/cooperatives?q=%ff");
        assert_eq!(refused.status, 400, "no UTF-8: {}", refused.whole());
    }
}
