//! The log: one line for each request, with its id, and nothing personal.

use serde_json::json;

use crate::harness::{ADMIN_KEY, given};

const NUMBER: &str = "1571010101900001";

both! {
    fn each_request_has_one_line_with_its_id(server: &Server) {
        for (n, (method, path, status)) in [
            ("GET", "/organization", "200"),
            ("GET", "/nowhere", "404"),
            ("DELETE", "/indicators", "405"),
            ("GET", "/cooperatives?limit=x", "400"),
            ("GET", "/cooperatives/4711", "404"),
        ]
        .into_iter()
        .enumerate()
        {
            let id = format!("request-{n}-of-this-test");
            server.request(method, path).header("x-request-id", &id).send();
            let log = server.log_with(&id);
            let lines: Vec<_> = log.lines().filter(|line| line.contains(&id)).collect();
            assert_eq!(lines.len(), 1, "{method} {path}: {lines:?}");
            assert!(lines[0].contains(method) && lines[0].contains(status), "{}", lines[0]);
            assert!(lines[0].contains(path.split('?').next().unwrap()), "{}", lines[0]);
        }
        let id = server.get("/organization").header("x-request-id").unwrap();
        server.log_with(&id);
    }

    fn the_log_has_nothing_personal(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        let list = format!("/trainings/{training}/participants");
        let person = json!({"name": "Siti Rahayuningsih", "identity_number": NUMBER, "score": "81.375"});
        server.post(&list, person.clone()).expect(201);
        server.post(&list, person).expect(409);
        server
            .post(&list, json!({"name": "Siti Rahayuningsih", "identity_number": NUMBER, "score": "101"}))
            .expect(422);
        let malformed = format!("{{\"name\": \"Siti Rahayuningsih\", \"identity_number\": \"{NUMBER}\", ");
        server.request("POST", &list).body(malformed, "application/json").send().expect(400);
        let owner = json!({"owner_name": "Bambang Sutrisno", "name": "Warung"});
        let business = given::umkm_with(server, "U-1", "15.71", owner);
        given::umkm_report(server, business, 2023, json!({"turnover": "123454321.00"}));
        // An identity number in an address is the caller's mistake, and even then the log must not contain it.
        server.get(&format!("/umkm?q={NUMBER}")).expect(200);
        server.get("/umkm?q=Bambang%20Sutrisno").expect(200);
        server.with_key("iku_not_the_key_0123456789abcdef").get("/umkm").expect(401);
        server.request("GET", "/organization").header("x-request-id", "the-last-one").send();
        let log = server.log_with("the-last-one");
        for secret in [NUMBER, "Rahayuningsih", "Sutrisno", "123454321", "81.375", ADMIN_KEY, "iku_not_the_key"] {
            assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
        }
    }

    fn a_line_cannot_be_forged(server: &Server) {
        let before = server.log().lines().count();
        server.get("/cooperatives/%0aforged%20line%0d%0a").expect(400);
        // Written to a socket: the client library refuses to send control characters.
        server.raw("GET /organization HTTP/1.1\r\nHost: x\r\nUser-Agent: x\u{1b}[31m\r\nConnection: close\r\n\r\n");
        server.request("GET", "/organization").header("x-request-id", "end").send();
        let log = server.log_with("end");
        assert!(!log.contains("\nforged"), "{log}");
        assert!(!log.contains('\u{1b}'), "{log:?}");
        assert!(log.lines().count() >= before + 2);
    }
}
