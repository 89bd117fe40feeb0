//! Short builders for the records that a test needs. Each fails with the complete answer if the service refuses.

use serde_json::{Map, Value, json};

use super::Server;

/// The members of `base`, replaced and extended by those of `overrides`.
pub(crate) fn merged(base: Value, overrides: Value) -> Value {
    let (Value::Object(mut members), Value::Object(others)) = (base, overrides) else {
        panic!("both must be objects");
    };
    members.extend(others);
    Value::Object(members)
}

/// No overrides.
pub(crate) fn nothing() -> Value {
    Value::Object(Map::new())
}

/// A cooperative with its required members only.
#[track_caller]
pub(crate) fn cooperative(server: &Server, register_number: &str, region: &str) -> i64 {
    cooperative_with(server, register_number, region, nothing())
}

#[track_caller]
pub(crate) fn cooperative_with(server: &Server, register_number: &str, region: &str, overrides: Value) -> i64 {
    let name = format!("Koperasi {register_number}");
    let body = json!({"register_number": register_number, "name": name, "region": region});
    server.post("/cooperatives", merged(body, overrides)).expect(201).id()
}

/// A business with its required members only.
#[track_caller]
pub(crate) fn umkm(server: &Server, register_number: &str, region: &str) -> i64 {
    umkm_with(server, register_number, region, nothing())
}

#[track_caller]
pub(crate) fn umkm_with(server: &Server, register_number: &str, region: &str, overrides: Value) -> i64 {
    let name = format!("Usaha {register_number}");
    let body = json!({"register_number": register_number, "name": name, "region": region});
    server.post("/umkm", merged(body, overrides)).expect(201).id()
}

#[track_caller]
pub(crate) fn training(server: &Server, code: &str, region: &str, ends_on: &str) -> i64 {
    let title = format!("Diklat {code}");
    let body = json!({"code": code, "title": title, "region": region, "ends_on": ends_on});
    server.post("/trainings", body).expect(201).id()
}

/// A participant with this score: a text such as "74.995", or null if not graded.
#[track_caller]
pub(crate) fn participant(server: &Server, training: i64, name: &str, score: Option<&str>) -> i64 {
    let body = json!({"name": name, "score": score});
    server.post(&format!("/trainings/{training}/participants"), body).expect(201).id()
}

/// A report of an active cooperative (meeting held, members served), with these members replaced or added.
#[track_caller]
pub(crate) fn cooperative_report(server: &Server, id: i64, year: i32, overrides: Value) -> Value {
    let body = merged(json!({"rat_held": true, "serves_members": true}), overrides);
    created_or_replaced(server, &format!("/cooperatives/{id}/reports/{year}"), body)
}

/// A business's report, with these members.
#[track_caller]
pub(crate) fn umkm_report(server: &Server, id: i64, year: i32, overrides: Value) -> Value {
    created_or_replaced(server, &format!("/umkm/{id}/reports/{year}"), overrides)
}

/// A figure with a source, and these members.
#[track_caller]
pub(crate) fn figure(server: &Server, dataset: &str, year: i32, region: &str, overrides: Value) -> Value {
    let body = merged(json!({"source": "Buku Statistik"}), overrides);
    created_or_replaced(server, &format!("/figures/{dataset}/{year}/{region}"), body)
}

/// One indicator of `/indicators/{path_query}`, such as `2024` or `2024?region=15.01`, read with the admin key.
#[track_caller]
pub(crate) fn indicator(server: &Server, path_query: &str, code: &str) -> Value {
    pick(&server.get(&format!("/indicators/{path_query}")).expect(200).json(), code)
}

/// The indicator with this code in a document with `indicators`.
#[track_caller]
pub(crate) fn pick(document: &Value, code: &str) -> Value {
    let all = document["indicators"].as_array().expect("indicators in the document");
    all.iter().find(|one| one["code"] == code).unwrap_or_else(|| panic!("no {code} in {document}")).clone()
}

#[track_caller]
fn created_or_replaced(server: &Server, path: &str, body: Value) -> Value {
    let answer = server.put(path, body);
    assert!(matches!(answer.status, 200 | 201), "expected 200 or 201 for {}", answer.whole());
    answer.json()
}

/// A key with a valid checksum that was never issued: the service must look it up in its database to refuse it.
pub(crate) fn unknown_key() -> String {
    use sha2::{Digest, Sha256};
    let secret = "0123456789abcdef".repeat(4);
    let sum: String = Sha256::digest(secret.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("iku_{secret}{sum}")
}
