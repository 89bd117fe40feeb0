//! Files in the OpenAPI document: the bodies of imports, and the lists and templates that are to be had as files.

use actix_web::http::Method;
use serde_json::{Map, Value, json};

use crate::api::operations::forms;
use crate::api::operations::forms::{CSV, XLSX};
use crate::http::problem::body::PROBLEM_JSON;

/// The most bytes of a file, unless the settings say otherwise.
const MOST: u32 = 268_435_456;

/// Adds to an operation the files that it takes or gives.
pub fn describe(operation: &mut Map<String, Value>, method: &Method, path: &str) {
    let is_import = *method == Method::POST && path == "/imports/{dataset}";
    let is_template = path == "/templates/{dataset}";
    if is_import && let Some(body) = operation.get_mut("requestBody").and_then(Value::as_object_mut) {
        let content = json!({
            CSV: {"schema": sent_text(), "example": "register_number,name,region\nUMKM-0001,Warung Sari,15.71\n"},
            XLSX: {"schema": binary()},
        });
        body.insert("content".to_owned(), content);
        body.insert("required".to_owned(), Value::Bool(true));
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    if is_import {
        responses.insert(
            "422".to_owned(),
            json!({
                "description": "The file was not imported; as CSV, where that is asked for, the file with what is wrong beside each row.",
                "headers": {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}},
                "content": {
                    PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/ProblemBody"}},
                    CSV: {"schema": text()},
                },
            }),
        );
    }
    if *method != Method::GET || !(is_template || forms::gives_files(path)) {
        return;
    }
    let Some(answer) = responses.get_mut("200").and_then(Value::as_object_mut) else { return };
    if is_template {
        answer.insert("content".to_owned(), json!({}));
        // A file is made anew each time and has no tag.
        if let Some(headers) = answer.get_mut("headers").and_then(Value::as_object_mut) {
            headers.shift_remove("ETag");
        }
    }
    if let Some(content) = answer.get_mut("content").and_then(Value::as_object_mut) {
        content.insert(CSV.to_owned(), json!({"schema": text()}));
        content.insert(XLSX.to_owned(), json!({"schema": binary()}));
    }
}

/// A file of nothing is refused.
fn sent_text() -> Value {
    let mut schema = text();
    if let Some(members) = schema.as_object_mut() {
        members.insert("minLength".to_owned(), json!(1));
    }
    schema
}

fn text() -> Value {
    json!({"type": "string", "maxLength": MOST, "pattern": r"^[\s\S]*$"})
}

fn binary() -> Value {
    json!({"type": "string", "format": "binary", "maxLength": MOST, "contentMediaType": XLSX})
}
