//! Planted names, numbers and keys, sent to every operation in valid and invalid requests: none of them may appear in
//! the log, in the metrics, or in an error's text.

use std::cell::Cell;

use serde_json::{Value, json};

use super::make_key;
use super::table::TABLE;
use super::walk::{Givens, Right, send};
use crate::harness::{ADMIN_KEY, Answer, given};

const NUMBER: &str = "1571019988776655";
const PERSON: &str = "Zubaidah Plantasari";
const OWNER: &str = "Wiratmoko Tertanam";
const AMOUNT: &str = "987654321";

/// Bodies that a caller may send instead of the right one.
fn wrong_bodies() -> Vec<Vec<u8>> {
    let whole =
        json!({"name": PERSON, "identity_number": NUMBER, "owner_name": OWNER, "turnover": format!("{AMOUNT}.00")});
    let number: i64 = NUMBER.parse().unwrap();
    let mut bodies = vec![
        whole.clone(),
        json!({"name": number, "identity_number": number, "owner_name": number}),
        json!({"name": [PERSON], "identity_number": {"x": NUMBER}, "owner_name": [OWNER]}),
        json!({"region": PERSON, "role": OWNER, "sector": NUMBER, "assisted_since": NUMBER, "register_number": PERSON}),
        json!({"name": PERSON, "score": NUMBER, "turnover": format!("{AMOUNT}.123")}),
        json!({"identity_number": format!("{NUMBER}9"), "expires_at": NUMBER, "kind": PERSON}),
        json!([PERSON, NUMBER]),
        json!(NUMBER),
        json!(number),
    ]
    .into_iter()
    .map(|body| body.to_string().into_bytes())
    .collect::<Vec<_>>();
    let text = whole.to_string();
    bodies.push(text.as_bytes()[..text.len() - 3].to_vec());
    bodies.push(text.replace(':', "=").into_bytes());
    bodies.push(format!("{{\"name\": \"{PERSON}\u{0}\", \"identity_number\": \"{NUMBER}\"}}").into_bytes());
    bodies
}

fn secrets(keys: &[String]) -> Vec<String> {
    let mut all: Vec<String> =
        [NUMBER, PERSON, OWNER, AMOUNT, ADMIN_KEY].iter().map(|text| (*text).to_owned()).collect();
    // The beginning of a key suffices for the search.
    all.extend(keys.iter().map(|key| key[4..24].to_owned()));
    all
}

#[track_caller]
fn contains_no_secret(text: &str, secrets: &[String], what: &str) {
    for secret in secrets {
        let line = text.lines().find(|line| line.contains(secret.as_str()));
        assert_eq!(line, None, "{secret} is in {what}");
    }
}

both! {
    fn no_planted_secret_appears(server: &Server) {
        // Every log line of the service and its store.
        server.set("IKU_LOG", "trace");
        server.restart();
        let business = given::umkm_with(server, "U-plant", "15.71", json!({"owner_name": OWNER}));
        given::umkm_report(server, business, 2023, json!({"turnover": format!("{AMOUNT}.00")}));
        let training = given::training(server, "D-plant", "15.71", "2023-05-05");
        let list = format!("/trainings/{training}/participants");
        let person = json!({"name": PERSON, "identity_number": NUMBER});
        let id = server.post(&list, person.clone()).expect(201).id();
        let mut keys: Vec<String> = ["viewer", "operator", "admin"].map(|role| make_key(server, role, None).1).into();
        keys.push(make_key(server, "operator", Some("15.72")).1);
        let secrets = secrets(&keys);
        let mut refused: Vec<Answer> = Vec::new();
        let mut keep = |answer: Answer| if answer.status >= 400 { refused.push(answer) };

        keep(server.post(&list, person).expect(409));
        keep(server.post(&format!("{list}/{id}/identity-number"), json!(null)));
        keep(server.post("/participants/search", json!({"identity_number": NUMBER})));
        let givens = Givens { server, count: Cell::new(0) };
        for (operation, _) in TABLE {
            for key in [None, Some(&keys[0]), Some(&keys[1]), Some(&keys[3]), Some(&keys[2])] {
                keep(send(server, key.map(String::as_str), &givens.request(operation, "15.71")));
            }
            let right = givens.request(operation, "15.71");
            if let Right { body: Some(_), method, path } = &right {
                for body in wrong_bodies() {
                    let kind = if method == "PATCH" { "application/merge-patch+json" } else { "application/json" };
                    keep(server.request(method, path).body(body, kind).send());
                }
            }
            if right.method == "GET" {
                for query in ["q=Zubaidah%20Plantasari", "region=1571019988776655", "cursor=1571019988776655", "1571019988776655=1", "sort=Wiratmoko%20Tertanam", "limit=1571019988776655", "year=1571019988776655"] {
                    keep(server.request("GET", &format!("{}?{query}", right.path.split('?').next().unwrap())).send());
                }
            }
        }
        for path in [format!("/umkm/{NUMBER}"), format!("/{NUMBER}"), format!("/trainings/{training}/participants/{NUMBER}"), format!("/indicators/{NUMBER}"), format!("/keys/{}", keys[0])] {
            server.get(&path);
        }
        let almost = format!("{}x", keys[0]);
        keep(server.with_key(&almost).get("/umkm").expect(401));
        for (name, value) in [("if-match", NUMBER), ("x-request-id", NUMBER), ("accept-language", PERSON), ("accept", NUMBER)] {
            keep(server.request("GET", "/umkm").header(name, value).send());
        }
        server.request("GET", "/organization").header("x-request-id", "the-very-last-one").send();

        contains_no_secret(&server.log_with("the-very-last-one"), &secrets, "the log");
        contains_no_secret(&server.get("/metrics").expect(200).text, &secrets, "the metrics");
        assert!(refused.len() > 500, "{} requests were refused", refused.len());
        for answer in &refused {
            let body: Value = answer.json();
            // An error names unknown members and parameters and repeats the address, which are the sender's own text.
            let mut texts = vec![body["title"].clone(), body["detail"].clone()];
            for error in body["errors"].as_array().into_iter().flatten() {
                if !["unknown_member", "unknown_parameter"].contains(&error["code"].as_str().unwrap()) {
                    texts.push(error["detail"].clone());
                }
            }
            let named = body["errors"].as_array().is_some_and(|errors| errors.iter().any(|error| error["code"].as_str().unwrap().starts_with("unknown_")));
            if !named {
                contains_no_secret(&Value::Array(texts).to_string(), &secrets, &answer.whole());
            }
        }
    }
}
