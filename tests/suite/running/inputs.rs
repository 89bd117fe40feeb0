//! The published document's descriptions of bodies: accepted bodies match them, every text and number has bounds, and
//! the examples are valid.

use serde_json::{Value, json};

use super::openapi::{document, operations};
use super::schema::{misfits, resolve};
use crate::harness::given;

fn body_schema<'a>(document: &'a Value, method: &str, path: &str) -> &'a Value {
    let content = &document["paths"][path][method]["requestBody"]["content"];
    let kind = if method == "patch" { "application/merge-patch+json" } else { "application/json" };
    let schema = &content[kind]["schema"];
    assert!(schema.is_object(), "{method} {path} describes no body");
    schema
}

/// Every request body of the document, with a name for messages.
fn bodies(document: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (path, method, operation) in operations(document) {
        for media in operation["requestBody"]["content"].as_object().into_iter().flat_map(|content| content.values()) {
            all.push((format!("{method} {path}"), resolve(document, &media["schema"]).clone()));
        }
    }
    all
}

/// The schema itself and all its alternatives.
fn choices<'a>(document: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let schema = resolve(document, schema);
    let offered = ["oneOf", "anyOf", "allOf"].iter().filter_map(|keyword| schema[*keyword].as_array()).flatten();
    let mut all = vec![schema];
    all.extend(offered.flat_map(|choice| choices(document, choice)));
    all
}

fn is_bounded(schema: &Value) -> bool {
    let is =
        |name: &str| schema["type"] == name || schema["type"].as_array().is_some_and(|all| all.contains(&json!(name)));
    if is("string") {
        ["maxLength", "pattern", "enum", "format"].iter().any(|keyword| !schema[*keyword].is_null())
    } else if is("integer") {
        !schema["minimum"].is_null()
    } else {
        true
    }
}

#[test]
fn every_text_and_number_has_bounds() {
    let document = document();
    let mut without = Vec::new();
    for (name, body) in bodies(&document) {
        for choice in choices(&document, &body) {
            for (member, property) in choice["properties"].as_object().into_iter().flatten() {
                if !choices(&document, property).into_iter().all(is_bounded) {
                    without.push(format!("{name}: {member}"));
                }
            }
        }
    }
    assert!(without.is_empty(), "no bounds are described for\n{}", without.join("\n"));
}

#[test]
fn a_patch_requires_nothing() {
    let document = document();
    for (name, body) in bodies(&document) {
        if name.starts_with("patch") {
            for choice in choices(&document, &body) {
                let required = choice["required"].as_array().map_or(0, Vec::len);
                assert_eq!(required, 0, "{name}: a merge patch may name any one member: {}", choice["required"]);
            }
        }
    }
}

#[test]
fn examples_match_their_schemas() {
    let document = document();
    let mut wrong = Vec::new();
    let mut count = 0;
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let properties = schema["properties"].as_object().into_iter().flatten();
        let places = properties.map(|(member, property)| (format!("{name}/{member}"), property));
        for (place, schema) in places.chain([(name.clone(), schema)]) {
            let several = schema["examples"].as_array().into_iter().flatten();
            for example in several.chain(schema.get("example")) {
                count += 1;
                wrong.extend(misfits(&document, schema, example, &place));
            }
        }
    }
    assert!(count > 30, "{count} examples are too few to help");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_has_its_next_cursor() {
    let document = document();
    for (path, method, operation) in operations(&document) {
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        for choice in choices(&document, schema) {
            if choice["properties"].get("next_cursor").is_some() {
                let required = choice["required"].as_array().is_some_and(|all| all.contains(&json!("next_cursor")));
                assert!(required, "{method} {path}: next_cursor is always there, null at the end");
            }
        }
    }
}

both! {
    fn accepted_bodies_match_their_schemas(server: &Server) {
        let document = server.get("/openapi.json").expect(200).json();
        let cooperative = given::cooperative(server, "K-1", "15.71");
        let umkm = given::umkm(server, "U-1", "15.71");
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        let id = given::participant(server, training, "Ani", None);
        let report = json!({
            "region": "15.01", "rat_held": true, "rat_held_on": "2024-04-17", "serves_members": true, "members": 210,
            "business_volume": 1250, "health_rating": "healthy", "health_score": "81.5", "surplus": "-1.25"
        });
        let mut wrong = Vec::new();
        for (method, template, path, body) in [
            (
                "post",
                "/cooperatives",
                "/cooperatives".to_owned(),
                json!({
                    "register_number": "K-2", "name": "x", "region": "15", "kind": "savings_and_loan", "form": null
                }),
            ),
            ("patch", "/cooperatives/{id}", format!("/cooperatives/{cooperative}"), json!({"kind": "producer"})),
            ("patch", "/cooperatives/{id}", format!("/cooperatives/{cooperative}"), json!({"kind": null})),
            ("put", "/cooperatives/{id}/reports/{year}", format!("/cooperatives/{cooperative}/reports/2023"), report),
            (
                "patch",
                "/cooperatives/{id}/reports/{year}",
                format!("/cooperatives/{cooperative}/reports/2023"),
                json!({
                    "members": 5
                }),
            ),
            (
                "put",
                "/umkm/{id}/reports/{year}",
                format!("/umkm/{umkm}/reports/2023"),
                json!({"turnover": "5", "workers": null}),
            ),
            (
                "post",
                "/trainings",
                "/trainings".to_owned(),
                json!({
                    "code": "D-2", "title": "x", "region": "15", "ends_on": "2023-01-01", "starts_on": null
                }),
            ),
            (
                "patch",
                "/trainings/{id}/participants/{pid}",
                format!("/trainings/{training}/participants/{id}"),
                json!({
                    "score": "74.995", "identity_number": "1571010101900001"
                }),
            ),
            (
                "patch",
                "/trainings/{id}/participants/{pid}",
                format!("/trainings/{training}/participants/{id}"),
                json!({
                    "identity_number": "************0001", "score": 80
                }),
            ),
            (
                "put",
                "/figures/{dataset}/{year}/{region}",
                "/figures/umkm/2020/15".to_owned(),
                json!({
                    "source": "x", "turnover": "5.00", "workers": null
                }),
            ),
            (
                "put",
                "/regions/{code}",
                "/regions/16".to_owned(),
                json!({"bps_code": "16", "name": "x", "kind": "province"}),
            ),
        ] {
            let answer = server.request(&method.to_uppercase(), &path).json(&body).send();
            assert!((200..300).contains(&answer.status), "{}", answer.whole());
            wrong.extend(misfits(
                &document,
                body_schema(&document, method, template),
                &body,
                &format!("{method} {path}: "),
            ));
        }
        assert!(wrong.is_empty(), "the document is not true to the server:\n{}", wrong.join("\n"));
    }
}
