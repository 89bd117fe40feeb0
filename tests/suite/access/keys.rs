//! Keys over HTTP and on the command line.

use serde_json::{Value, json};

use super::{make_key, new_key};
use crate::harness::{Server, Setup, until};

/// A moment from now, as a time of the API: late enough for two requests.
pub(super) fn soon() -> String {
    let time = std::time::SystemTime::now() + std::time::Duration::from_secs(6);
    chrono::DateTime::<chrono::Utc>::from(time).to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// Waits until a key is refused.
#[track_caller]
pub(super) fn await_expiry(server: &Server, key: &str) {
    until("the key has expired", || server.with_key(key).get("/keys").status == 401);
}

fn printed(server: &Server, arguments: &[&str]) -> String {
    let output = server.iku(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn refused(server: &Server, arguments: &[&str]) -> String {
    let output = server.iku(arguments);
    assert!(!output.status.success(), "{arguments:?} was taken");
    String::from_utf8(output.stderr).unwrap()
}

both! {
    fn a_key_is_shown_once(server: &Server) {
        let body = json!({"name": "Dinas Kota Jambi", "role": "operator", "region": "15.71", "expires_at": "2900-01-01T00:00:00Z"});
        let made = server.post("/keys", body).expect(201);
        let key = made.text_at("/key");
        assert!(key.starts_with("iku_") && key.len() == 76, "{key}");
        let path = format!("/keys/{}", made.id());
        assert_eq!(made.header("location").unwrap(), path);
        let read = server.get(&path).expect(200);
        assert_eq!(read.json().get("key"), None, "{}", read.text);
        for (member, value) in [
            ("name", json!("Dinas Kota Jambi")), ("role", json!("operator")), ("region", json!("15.71")),
            ("expires_at", json!("2900-01-01T00:00:00.000000Z")), ("last_used_at", Value::Null),
            ("created_by", json!("settings_key")),
        ] {
            assert_eq!(read.at(&format!("/{member}")), value, "{member}");
        }
        let listed = server.get("/keys?sort=-id").expect(200);
        assert_eq!(listed.items()[0], read.json());
        assert!(!listed.text.contains(&key[4..]) && !listed.text.contains("hash"), "{}", listed.text);
        let other = make_key(server, "admin", None);
        let by_it = server.with_key(&other.1).post("/keys", json!({"name": "x", "role": "viewer"})).expect(201);
        assert_eq!(by_it.at("/created_by"), json!(format!("key:{}", other.0)));
    }

    fn an_invalid_new_key_is_refused(server: &Server) {
        for (body, pointer, code) in [
            (json!({"role": "viewer"}), "/name", "required"),
            (json!({"name": "x"}), "/role", "required"),
            (json!({"name": "x", "role": "boss"}), "/role", "invalid_code"),
            (json!({"name": " ", "role": "viewer"}), "/name", "invalid_format"),
            (json!({"name": "x", "role": "operator", "region": "16.01"}), "/region", "unknown_region"),
            (json!({"name": "x", "role": "viewer", "region": "15.71"}), "/region", "inconsistent"),
            (json!({"name": "x", "role": "admin", "region": "15.71"}), "/region", "inconsistent"),
            (json!({"name": "x", "role": "viewer", "expires_at": "2020-01-01T00:00:00Z"}), "/expires_at", "out_of_range"),
            (json!({"name": "x", "role": "viewer", "expires_at": "besok"}), "/expires_at", "invalid_format"),
        ] {
            let answer = server.post("/keys", body).problem(422, "invalid");
            assert_eq!([answer.at("/errors/0/pointer"), answer.at("/errors/0/code")], [json!(pointer), json!(code)], "{}", answer.whole());
        }
        assert_eq!(server.get("/keys").items().len(), 0);
        server.post("/keys", json!({"name": "x", "role": "viewer", "key": "iku_mine"})).problem(400, "malformed");
    }

    fn a_revoked_key_is_refused_at_once_on_every_instance(server: &Server) {
        let second = server.second_instance();
        let (id, key) = make_key(server, "viewer", None);
        second.with_key(&key).get("/cooperatives").expect(200);
        server.delete(&format!("/keys/{id}")).expect(204);
        second.with_key(&key).get("/cooperatives").problem(401, "unauthorized");
        server.with_key(&key).get("/organization").problem(401, "unauthorized");
        server.get(&format!("/keys/{id}")).problem(404, "not-found");
        server.delete(&format!("/keys/{id}")).problem(404, "not-found");
        assert_eq!(server.get("/keys").items().len(), 0);
        // The answer still describes the deleted key.
        assert!(printed(server, &["keys", "list"]).contains(&format!("{id}\tviewer\t-\trevoked ")));
    }

    fn a_stale_revocation_is_refused(server: &Server) {
        let (id, _) = make_key(server, "viewer", None);
        let path = format!("/keys/{id}");
        server.request("DELETE", &path).header("if-match", "\"0\"").send().problem(412, "stale");
        let tag = server.get(&path).expect(200).etag();
        server.request("DELETE", &path).header("if-match", &tag).send().expect(204);
    }

    fn keys_are_managed_on_the_command_line(server: &Server) {
        let output = printed(server, &["keys", "create", "--name", "Dinas Kerinci", "--role", "operator", "--region", "15.01", "--expires-in", "30"]);
        let key = output.trim().rsplit(' ').next().unwrap().to_owned();
        let body = |region: &str| json!({"register_number": format!("K-{region}"), "name": "x", "region": region});
        server.with_key(&key).post("/cooperatives", body("15.01")).expect(201);
        server.with_key(&key).post("/cooperatives", body("15.71")).problem(403, "forbidden");
        let list = printed(server, &["keys", "list"]);
        assert!(list.contains("\toperator\t15.01\tuntil ") && list.contains("\tcommand_line\tDinas Kerinci"), "{list}");
        assert!(!list.contains(&key[4..]), "{list}");
        let id = server.get("/keys").items()[0]["id"].to_string();
        printed(server, &["keys", "revoke", &id]);
        server.with_key(&key).get("/cooperatives").problem(401, "unauthorized");
        for wrong in [
            &["keys", "revoke", &id][..],
            &["keys", "revoke", "4711"],
            &["keys", "create", "--name", "x", "--role", "boss"],
            &["keys", "create", "--name", "x", "--role", "viewer", "--region", "15.01"],
            &["keys", "create", "--name", "x", "--role", "operator", "--region", "17.01"],
            &["keys", "create", "--name", " ", "--role", "viewer"],
        ] {
            let message = refused(server, wrong);
            assert_eq!(message.lines().count(), 1, "{message}");
        }
    }

    fn a_region_with_keys_is_not_deleted(server: &Server) {
        make_key(server, "operator", Some("15.09"));
        server.delete("/regions/15.09").problem(409, "conflict");
        server.delete("/regions/15.08").expect(204);
    }
}

both_backends! {
    fn the_last_admin_key_is_kept(backend: Backend) {
        let server = Setup::on(backend).without_admin_key().start();
        server.anonymous().get("/livez").expect(200);
        let printed_key = server.output().split_whitespace().find(|word| word.starts_with("iku_")).unwrap().to_owned();
        let first = server.with_key(&printed_key);
        let id = first.get("/keys").items()[0]["id"].as_i64().unwrap();
        let refused = first.delete(&format!("/keys/{id}")).problem(409, "conflict");
        assert_eq!(refused.at("/errors/0/code"), json!("last_admin_key"));
        first.get("/keys").expect(200);
        // An expired key gives no access.
        let short = json!({"name": "x", "role": "admin", "expires_at": soon()});
        let short = first.post("/keys", short).expect(201).text_at("/key");
        await_expiry(&server, &short);
        first.delete(&format!("/keys/{id}")).problem(409, "conflict");
        let another = first.post("/keys", json!({"name": "x", "role": "admin"})).expect(201).text_at("/key");
        first.delete(&format!("/keys/{id}")).expect(204);
        first.get("/keys").problem(401, "unauthorized");
        // The last admin locks himself out on purpose; the command line creates a new key.
        let last = server.with_key(&another).get("/keys?sort=-id").items()[0]["id"].to_string();
        printed(&server, &["keys", "revoke", &last]);
        let output = printed(&server, &["keys", "create", "--name", "x", "--role", "admin"]);
        server.with_key(output.trim().rsplit(' ').next().unwrap()).get("/keys").expect(200);
        assert_eq!(new_key(&server, "viewer", None).status, 401);
    }
}
