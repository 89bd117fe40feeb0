//! Malformed bodies: syntax, types, unknown and duplicate members, control characters.

use serde_json::json;

use crate::harness::{Answer, Server, given};

fn post(server: &Server, body: impl Into<Vec<u8>>) -> Answer {
    server.request("POST", "/cooperatives").body(body, "application/json").send()
}

both! {
    fn syntax_errors_have_line_and_column(server: &Server) {
        let refused = post(server, "{\n  \"name\": oops\n}").problem(400, "malformed");
        let error = &refused.errors()[0];
        assert_eq!(error["line"], json!(2), "{}", refused.whole());
        assert!(error["column"].is_u64(), "{}", refused.whole());
        for body in ["", "{", "{}{}", "{} x", "{\"name\": \"a\",}", "{'name': 'a'}", "{\"a\": 01}", "\u{feff}nonsense"]
        {
            post(server, body).problem(400, "malformed");
        }
    }

    fn invalid_utf8_is_malformed(server: &Server) {
        post(server, b"{\"name\": \"\xff\xfe\"}".to_vec()).problem(400, "malformed");
        post(server, r#"{"name": "\ud800"}"#).problem(400, "malformed");
    }

    fn the_body_must_be_an_object(server: &Server) {
        for body in ["[]", "null", "\"text\"", "1", "true", "[{\"name\": \"x\"}]"] {
            post(server, body).problem(400, "malformed");
        }
        let id = given::cooperative(server, "K-1", "15.71");
        for body in ["null", "[]", "5"] {
            let patch = server.request("PATCH", &format!("/cooperatives/{id}"));
            patch.body(body, "application/merge-patch+json").send().problem(400, "malformed");
        }
    }

    fn unknown_members_are_refused_by_name(server: &Server) {
        let refused = post(server, r#"{"register_number": "K-1", "name": "x", "region": "15", "nickname": "y"}"#);
        refused.problem(400, "malformed").names("/nickname", "unknown_member");
        assert!(server.get("/cooperatives").expect(200).items().is_empty());

        let id = given::cooperative(server, "K-1", "15.71");
        let refused = server.patch(&format!("/cooperatives/{id}"), json!({"nickname": null}));
        refused.problem(400, "malformed").names("/nickname", "unknown_member");
        let report = format!("/cooperatives/{id}/reports/2023");
        let refused = server.put(&report, json!({"rat_held": true, "serves_members": true, "turnover": "1"}));
        refused.problem(400, "malformed").names("/turnover", "unknown_member");
        // A member's name may contain characters that a JSON pointer escapes.
        let refused = post(server, r#"{"a/b~c": 1}"#);
        refused.problem(400, "malformed").names("/a~1b~0c", "unknown_member");
    }

    fn duplicate_members_are_refused_by_name(server: &Server) {
        let refused = post(server, r#"{"register_number": "K-1", "name": "x", "region": "15", "name": "y"}"#);
        refused.problem(400, "malformed").names("/name", "duplicate_member");
        // The same name with other escapes.
        let refused =
            post(server, "{\"register_number\": \"K-1\", \"name\": \"x\", \"region\": \"15\", \"\\u006eame\": \"y\"}");
        refused.problem(400, "malformed").names("/name", "duplicate_member");
        let id = given::cooperative(server, "K-1", "15.71");
        let patch = server.request("PATCH", &format!("/cooperatives/{id}"));
        let refused = patch.body(r#"{"name": "x", "name": "x"}"#, "application/merge-patch+json").send();
        refused.problem(400, "malformed").names("/name", "duplicate_member");
    }

    fn wrong_types_are_refused_with_their_pointer(server: &Server) {
        for (member, value) in [
            ("name", json!(5)),
            ("name", json!(["x"])),
            ("name", json!({"id": "x"})),
            ("sharia", json!("yes")),
            ("sharia", json!(1)),
            ("established_on", json!(2020)),
            ("region", json!(15)),
            ("kind", json!(true)),
        ] {
            let body = json!({"register_number": "K-1", "name": "x", "region": "15"});
            let refused = server.post("/cooperatives", given::merged(body, json!({ member: value })));
            refused.problem(400, "malformed").names_pointer(&format!("/{member}"));
        }
        let report = format!("/cooperatives/{}/reports/2023", given::cooperative(server, "K-1", "15.71"));
        for (member, value) in [
            ("rat_held", json!("true")),
            ("members", json!("5")),
            ("members", json!(5.5)),
            ("business_volume", json!(true)),
            ("health_score", json!([80])),
        ] {
            let body = json!({"rat_held": true, "serves_members": true});
            let refused = server.put(&report, given::merged(body, json!({ member: value })));
            refused.problem(400, "malformed").names_pointer(&format!("/{member}"));
        }
    }

    fn control_characters_are_refused(server: &Server) {
        for sign in ["\\u0000", "\\u0007", "\\u001b", "\\u007f"] {
            let body = format!(r#"{{"register_number": "K-1", "name": "a{sign}b", "region": "15"}}"#);
            post(server, body).problem(400, "malformed").names("/name", "control_character");
        }
        // Longer texts may contain a line break, names may not.
        let broken = post(server, r#"{"register_number": "K-1", "name": "a\nb", "region": "15"}"#);
        assert!(matches!(broken.status, 400 | 422), "{}", broken.whole());
        broken.names_pointer("/name");
        let id = given::cooperative(server, "K-1", "15.71");
        let refused = server.patch(&format!("/cooperatives/{id}"), json!({"legal_entity_number": "\u{0}"}));
        refused.problem(400, "malformed").names("/legal_entity_number", "control_character");
    }

    fn unusual_texts_are_kept(server: &Server) {
        let name = "Koperasi “Dwi & Tri” <b>é</b> 協同 😀 'x' -- ;";
        let id = given::cooperative_with(server, "K-1", "15.71", json!({"name": name}));
        assert_eq!(server.get(&format!("/cooperatives/{id}")).at("/name"), json!(name));
    }
}
