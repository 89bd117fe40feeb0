//! The published document is the same in the repository, from the server and from the command line, and it is
//! complete.

use std::collections::BTreeSet;

use serde_json::Value;

use super::schema::resolve;
use crate::harness::{Backend, Server, command};

const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

fn committed() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json"))
        .expect("the committed document")
}

pub(super) fn document() -> Value {
    serde_json::from_str(&committed()).expect("JSON")
}

/// Path, method and operation of each entry.
pub(super) fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                all.push((path.clone(), method.to_owned(), operation.clone()));
            }
        }
    }
    all
}

#[test]
fn the_command_line_prints_the_committed_document() {
    let output = command().arg("openapi").output().unwrap();
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        printed == committed(),
        "openapi/openapi.json is out of date: run `cargo run -- openapi >openapi/openapi.json`"
    );
}

#[test]
fn the_server_sends_the_committed_document() {
    let server = Server::start(Backend::Sqlite);
    assert!(
        server.anonymous().get("/openapi.json").expect(200).json() == document(),
        "openapi/openapi.json is out of date: run `cargo run -- openapi >openapi/openapi.json`"
    );
}

#[test]
fn the_document_has_version_3_1_and_a_bearer_scheme() {
    let document = document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let schemes = document["components"]["securitySchemes"].as_object().expect("security schemes");
    let bearer = schemes.values().any(|scheme| scheme["type"] == "http" && scheme["scheme"] == "bearer");
    assert!(bearer, "{schemes:?}");
}

#[test]
fn every_operation_is_described() {
    let document = document();
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let name = format!("{method} {path}");
        assert!(operation["summary"].as_str().is_some_and(|text| text.len() > 5), "{name} has no summary");
        let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{name} has no operationId"));
        assert!(ids.insert(id.to_owned()), "{name}: {id} is used twice");
        let answers = operation["responses"].as_object().expect("responses");
        assert!(answers.keys().any(|status| status.starts_with('2')), "{name} never succeeds");
        let problem = answers.iter().any(|(status, answer)| {
            !status.starts_with('2') && resolve(&document, answer)["content"].get("application/problem+json").is_some()
        });
        assert!(problem, "{name} describes no problem");
        for (status, answer) in answers {
            let described = resolve(&document, answer)["description"].as_str().is_some_and(|text| !text.is_empty());
            assert!(described, "{name}: {status} has no description");
        }
    }
}

#[test]
fn operations_that_need_a_key_say_so() {
    let document = document();
    for (path, method, operation) in operations(&document) {
        let open =
            ["/organization", "/regions", "/indicators", "/series", "/livez", "/readyz", "/openapi.json", "/docs"];
        let is_open = method == "get" && !path.ends_with("/records") && open.iter().any(|one| path.starts_with(one));
        let security = operation.get("security").or_else(|| document.get("security"));
        if !is_open && !path.starts_with("/figures") {
            let needs = security
                .and_then(Value::as_array)
                .is_some_and(|list| list.iter().any(|one| one != &serde_json::json!({})));
            assert!(needs, "{method} {path} does not say that it needs a key");
            assert!(operation["responses"].get("401").is_some(), "{method} {path} does not describe 401");
        }
    }
}

#[test]
fn every_documented_method_exists() {
    let server = Server::start(Backend::Sqlite);
    for (path, item) in document()["paths"].as_object().unwrap() {
        let address = path
            .replace("{year}", "2023")
            .replace("{code}", if path.starts_with("/regions") { "15" } else { "quality-cooperatives" })
            .replace("{dataset}", "umkm")
            .replace("{region}", "15");
        let address = address.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
        let address = address.collect::<Vec<_>>().join("/");
        if address.starts_with("/docs") {
            continue;
        }
        let answer = server.request("OPTIONS", &address).send().expect(204);
        let allow = answer.header("allow").expect("Allow");
        let allowed: BTreeSet<_> = allow.split(',').map(|method| method.trim().to_ascii_lowercase()).collect();
        let mut described: BTreeSet<String> =
            METHODS.iter().filter(|method| item.get(**method).is_some()).map(|method| (*method).to_owned()).collect();
        described.insert("options".to_owned());
        if described.contains("get") {
            described.insert("head".to_owned());
        }
        assert_eq!(allowed, described, "{path}");
    }
}

#[test]
fn the_page_works_without_the_internet() {
    let server = Server::start(Backend::Sqlite);
    let mut page = server.anonymous().request("GET", "/docs").header("accept", "text/html").send();
    let mut address = "/docs".to_owned();
    if (300..400).contains(&page.status) {
        address = page.header("location").unwrap();
        page = server.anonymous().request("GET", &address).header("accept", "text/html").send();
    }
    let page = page.expect(200);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    let mut assets = 0;
    for attribute in ["src=\"", "href=\""] {
        for rest in page.text.split(attribute).skip(1) {
            let target = rest.split('"').next().unwrap();
            assert!(!target.contains("//"), "loaded from elsewhere: {target}");
            let target = match target.strip_prefix("./") {
                Some(relative) => {
                    format!("{}/{relative}", address.trim_end_matches("index.html").trim_end_matches('/'))
                }
                None if target.starts_with('/') => target.to_owned(),
                None => format!("{}/{target}", address.trim_end_matches("index.html").trim_end_matches('/')),
            };
            let asset = server.anonymous().request("GET", &target).header("accept", "*/*").send().expect(200);
            assert!(!asset.text.is_empty());
            // By default the page would send the document's address to a validator on the internet.
            let configures = target.contains("initializer");
            assert!(!configures || asset.text.contains("\"validatorUrl\": \"none\""), "{}", asset.text);
            assets += 1;
        }
    }
    assert!(assets >= 2, "a page with a script and a style: {}", page.text);
}
