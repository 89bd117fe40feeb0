//! The declarations of all resources, checked together, and `docs/access.md`, which is made of them.

use std::collections::HashSet;
use std::fmt::Write as _;

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::api::operations::access::Access;
use crate::api::operations::forms::{CSV, JSON, XLSX};
use crate::api::operations::operation::Operation;
use crate::api::{openapi_document, operations};
use crate::domain::Role;

fn document() -> Value {
    serde_json::from_str(&openapi_document()).unwrap()
}

/// The page `docs/access.md`.
fn access_page() -> String {
    let mut page = "# Who may call what\n\n\
        Made from the declarations of the routes (`routes!` in each file of handlers); do not edit. To write it anew:\n\
        `IKU_WRITE_DOCS=1 cargo test --lib api::tests::the_access_page`.\n\n\
        *Who* is the lowest role whose key may call the operation; every higher role may too. *Anonymous* needs no key, but a\n\
        key that is sent must be valid; *probe* does not look at keys. HEAD is answered wherever GET is, OPTIONS on every\n\
        path. A *personal* answer may hold personal data or a key and must not be stored by any cache.\n\n\
        | Method | Path | Who | Forms | Personal |\n|---|---|---|---|---|\n"
        .to_owned();
    for operation in operations().iter() {
        let who = match operation.rules.access {
            Access::Open => "anonymous",
            Access::Probe => "probe",
            Access::Key(role) => role.as_str(),
        };
        let forms = operation.forms.as_ref().map_or_else(|| "any".to_owned(), |forms| names(forms));
        let forms = if *operation.method() == Method::DELETE { "none".to_owned() } else { forms };
        let personal = if operation.rules.is_personal { "personal" } else { "" };
        let (method, pattern) = (operation.method(), operation.pattern());
        writeln!(page, "| {method} | `{pattern}` | {who} | {forms} | {personal} |").unwrap();
    }
    page
}

fn names(forms: &[&str]) -> String {
    let name = |form: &&str| match *form {
        JSON => "JSON",
        CSV => "CSV",
        XLSX => "XLSX",
        _ => "text",
    };
    forms.iter().map(name).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_access_page_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/access.md");
    if std::env::var_os("IKU_WRITE_DOCS").is_some() {
        std::fs::write(path, access_page()).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(committed == access_page(), "docs/access.md is out of date; the page itself says how to write it anew");
}

#[test]
fn no_operation_is_declared_twice() {
    let mut seen = HashSet::new();
    for operation in operations().iter() {
        assert!(seen.insert((operation.method(), operation.pattern())), "{operation:?}");
    }
}

#[test]
fn writes_always_need_a_key() {
    for operation in operations().iter().filter(|operation| *operation.method() != Method::GET) {
        let is_kept = matches!(operation.rules.access, Access::Key(role) if role >= Role::Operator);
        assert!(is_kept, "{operation:?}");
    }
}

#[test]
fn allow_lists_the_methods() {
    assert_eq!(operations().allow("/regions/{code}").unwrap(), "GET, HEAD, PUT, DELETE, OPTIONS");
    assert_eq!(operations().allow("/nowhere"), None);
    assert!(operations().find(&Method::POST, "/regions/{code}").is_none());
}

#[test]
fn every_tag_has_one_description() {
    let tags: Vec<&str> = operations().tags.iter().map(|(tag, _)| *tag).collect();
    assert_eq!(tags.iter().collect::<HashSet<_>>().len(), tags.len(), "{tags:?}");
    for operation in operations().iter() {
        assert!(tags.contains(&operation.tag), "{} has no description", operation.tag);
    }
}

#[test]
fn answers_have_the_forms_of_the_declaration() {
    let forms = |method, pattern| operations().find(&method, pattern).unwrap().forms.clone();
    assert_eq!(forms(Method::GET, "/umkm"), Some(vec![JSON, CSV, XLSX]));
    assert_eq!(forms(Method::GET, "/umkm/{id}"), Some(vec![JSON]));
    assert_eq!(forms(Method::GET, "/templates/{dataset}"), Some(vec![CSV, XLSX]));
    assert_eq!(forms(Method::POST, "/imports/{dataset}"), Some(vec![JSON, CSV]));
    assert_eq!(forms(Method::GET, "/metrics"), Some(vec!["text/plain"]));
    assert_eq!(forms(Method::DELETE, "/umkm/{id}"), None);
    assert_eq!(forms(Method::GET, "/docs"), None);
    let is_empty = |operation: &&Operation| operation.forms.as_ref().is_some_and(Vec::is_empty);
    assert!(operations().iter().find(is_empty).is_none(), "{:?}", operations().iter().find(is_empty));
}

#[test]
fn the_document_is_the_same_each_time() {
    assert_eq!(openapi_document(), openapi_document());
    assert_eq!(document()["openapi"], "3.1.0");
}

#[test]
fn the_document_has_each_described_operation() {
    let document = document();
    let mut ids = HashSet::new();
    for operation in operations().iter().filter(|operation| operation.handler.description.is_some()) {
        let described = &document["paths"][operation.pattern()][operation.method().as_str().to_lowercase()];
        let id = described["operationId"].as_str().unwrap().to_owned();
        assert!(ids.insert(id.clone()), "{id} is used twice");
    }
    let paths = document["paths"].as_object().unwrap();
    assert_eq!(ids.len(), paths.values().map(|item| item.as_object().unwrap().len()).sum::<usize>());
}

#[test]
fn an_operation_has_the_answers_that_apply_to_it() {
    let document = document();
    let operation = |path: &str, method: &str| document["paths"][path][method].clone();
    let statuses =
        |operation: &Value| -> Vec<String> { operation["responses"].as_object().unwrap().keys().cloned().collect() };
    let get = operation("/regions/{code}", "get");
    assert_eq!(statuses(&get), ["200", "304", "400", "401", "404", "406", "408", "414", "429", "431", "500", "503"]);
    assert_eq!((&get["operationId"], &get["security"]), (&json!("get_regions_by_code"), &json!([{}, {"key": []}])));
    assert_eq!(get["responses"]["200"]["headers"]["ETag"]["$ref"], "#/components/headers/ETag");
    let delete = operation("/regions/{code}", "delete");
    assert_eq!(delete["security"], json!([{"key": []}]));
    for status in ["403", "409", "412"] {
        assert!(delete["responses"][status].is_object(), "{status}");
    }
    let livez = operation("/livez", "get");
    assert_eq!(statuses(&livez), ["200", "400", "408", "414", "431", "500"]);
    assert_eq!(livez["operationId"], "livez");
}

#[test]
fn references_of_the_document_resolve() {
    let document = document();
    check_references(&document, &document);
}

fn check_references(document: &Value, value: &Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member.as_str()) {
                    ("$ref", Some(target)) => {
                        let pointer = target.strip_prefix('#').unwrap();
                        assert!(document.pointer(pointer).is_some(), "{target} is missing");
                    }
                    _ => check_references(document, member),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| check_references(document, item)),
        _ => {}
    }
}

/// Texts and lists may do with the document's general bounds; a number needs a kind, or bounds of its own.
#[test]
fn what_has_a_type_has_bounds() {
    check_bounds(&document(), "#");
}

fn check_bounds(value: &Value, place: &str) {
    if let Some(members) = value.as_object() {
        let listed = members.contains_key("enum") || members.contains_key("const");
        if let Some(kind) = members.get("type").filter(|_| !listed && !place.ends_with("/properties")) {
            let has = |key: &str| assert!(members.contains_key(key), "{place} has no {key}");
            let is =
                |wanted: &str| kind == wanted || kind.as_array().is_some_and(|kinds| kinds.contains(&json!(wanted)));
            if is("string") {
                has("maxLength");
                assert!(members.contains_key("pattern") || members.contains_key("format"), "{place} has no form");
            }
            if is("integer") {
                ["minimum", "maximum", "format"].into_iter().for_each(has);
                assert!(
                    ["int32", "int64"].map(Value::from).contains(&members["format"]),
                    "{place}: {}",
                    members["format"]
                );
            }
            if is("array") {
                has("maxItems");
            }
        }
        for (name, member) in members.iter().filter(|(name, _)| !name.starts_with("example")) {
            check_bounds(member, &format!("{place}/{name}"));
        }
    }
    for item in value.as_array().into_iter().flatten() {
        check_bounds(item, place);
    }
}
