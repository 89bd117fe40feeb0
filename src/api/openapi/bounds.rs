//! How long, how large and of what form each value in the OpenAPI document is.
//!
//! A member or parameter names the kind of its value as its `format`; the kinds are here. utoipa cannot use constants in
//! attributes, and it drops the example of a member that refers to another schema, so the kinds are no schemas of their own.

use serde_json::{Map, Value, json};

use crate::api::request::page::MAX_CURSOR;
use crate::http::time::MAX_TIME;

/// The most characters of any text, as the reader of bodies has it.
const MOST_CHARS: usize = 10_000;
/// The most characters of a text in an address, whose whole has a limit too.
const MOST_IN_ADDRESS: usize = 200;
/// A text without control characters of ASCII.
const TEXT: &str = r"^[^\u0000-\u001f\u007f]*$";
/// The lines that [`crate::entry::Checker::text`] accepts: visible characters, with no white space at the beginning or end. That
/// one of them must be a letter or digit is left to words, since few readers of patterns know all scripts.
const LINE: &str = concat!(
    r"^[^\u0000- \u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]",
    r"([^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*",
    r"[^\u0000- \u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff])?$"
);
const DATE: &str = "^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
const DATE_FROM_1990: &str = "^(199[0-9]|2[0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
const REGION: &str = r"^(00|(0[1-9]|[1-9][0-9])(\.[0-9]{2})?)$";

/// The bounds of a kind of value; `None` for a format that is none of ours.
fn kind(name: &str) -> Option<Value> {
    let text =
        |least: usize, most: usize, pattern: &str| json!({"minLength": least, "maxLength": most, "pattern": pattern});
    let up_to = |most: usize, pattern: &str| json!({"maxLength": most, "pattern": pattern});
    Some(match name {
        "id" => json!({"format": "int64", "minimum": 1, "maximum": i64::MAX}),
        "count" => json!({"format": "int64", "minimum": 0, "maximum": i64::MAX}),
        "year" => json!({"format": "int32", "minimum": 1990, "maximum": 2999}),
        "decimal" => up_to(50, r"^-?[0-9]+(\.[0-9]+)?$"),
        "date" => json!({"format": "date", "minLength": 10, "maxLength": 10, "pattern": DATE}),
        "date-from-1990" => json!({"format": "date", "minLength": 10, "maxLength": 10, "pattern": DATE_FROM_1990}),
        "date-time" => json!({"format": "date-time", "maxLength": MAX_TIME}),
        "region" => text(2, 5, REGION),
        "region-sent" => text(2, 5, r"^[0-9]{2}(\.[0-9]{2})?$"),
        "bps-code" => text(2, 4, "^[0-9]{2}([0-9]{2})?$"),
        "thirteen-digits" => text(13, 13, "^[0-9]{13}$"),
        "identity-number" => text(16, 16, "^[0-9]{16}$"),
        "masked-number" => text(16, 16, r"^\*{12}[0-9]{4}$"),
        "identity-number-or-mask" => text(16, 16, r"^([0-9]{16}|\*{12}[0-9]{4})$"),
        "sector" => text(1, 6, "^([A-U]|[A-U]?[0-9]{2,5})$"),
        "register-number" => up_to(64, LINE),
        "line" => up_to(500, LINE),
        "code" => up_to(50, "^[a-z0-9_-]+$"),
        "cursor" => text(1, MAX_CURSOR, "^[A-Za-z0-9_-]+$"),
        "request-id" => text(1, 64, "^[A-Za-z0-9._-]+$"),
        // Parts of a request or a file, repeated as they were sent.
        "any-text" => up_to(65_536, r"^[\s\S]*$"),
        "uri" => json!({"format": "uri", "maxLength": 200}),
        _ => return None,
    })
}

/// Where a schema is in the document.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Parameter,
    Input,
    Output,
}

/// Gives every schema of the document its bounds.
pub fn complete(document: &mut Value) {
    let Some(document) = document.as_object_mut() else { return };
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        let operations = paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut);
        let parameters = operations.filter_map(|operation| operation.get_mut("parameters")?.as_array_mut()).flatten();
        for schema in parameters.filter_map(|parameter| parameter.get_mut("schema")) {
            bound(schema, Place::Parameter);
        }
    }
    let schemas = document.get_mut("components").and_then(|components| components.get_mut("schemas"));
    if let Some(schemas) = schemas.and_then(Value::as_object_mut) {
        share_items(schemas);
        for (name, schema) in schemas.iter_mut() {
            let is_input = name.ends_with("Input") || name.ends_with("Patch");
            bound(schema, if is_input { Place::Input } else { Place::Output });
        }
        schemas.sort_keys();
    }
    remove_unused(document);
}

fn bound(schema: &mut Value, place: Place) {
    let Some(members) = schema.as_object_mut() else { return };
    for (key, value) in members.iter_mut() {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => properties.values_mut().for_each(|part| bound(part, place)),
            ("oneOf" | "anyOf" | "allOf", Value::Array(parts)) => parts.iter_mut().for_each(|part| bound(part, place)),
            ("items" | "additionalProperties", part) => bound(part, place),
            _ => {}
        }
    }
    if members.contains_key("enum") || members.contains_key("const") {
        return;
    }
    if let Some(Value::Object(mut bounds)) = members.get("format").and_then(Value::as_str).and_then(kind) {
        match bounds.shift_remove("format") {
            Some(format) => members.insert("format".to_owned(), format),
            None => members.shift_remove("format"),
        };
        for (key, value) in bounds {
            members.entry(key).or_insert(value);
        }
    }
    // A text or a list without a kind gets general bounds; a number does not.
    let is_of =
        |members: &Map<String, Value>, wanted: &str| members.get("type").is_some_and(|kind| has_type(kind, wanted));
    if is_of(members, "string") {
        let (most, pattern) = match place {
            Place::Parameter => (MOST_IN_ADDRESS, TEXT),
            Place::Input => (MOST_CHARS, LINE),
            Place::Output => (MOST_CHARS, TEXT),
        };
        members.entry("maxLength").or_insert(json!(most));
        let has_form = members.get("format").and_then(Value::as_str).is_some_and(|format| !format.starts_with("int"));
        if !has_form {
            members.entry("pattern").or_insert(json!(pattern));
        }
    }
    if is_of(members, "array") {
        members.entry("maxItems").or_insert(json!(1000));
    }
}

fn has_type(kind: &Value, wanted: &str) -> bool {
    kind == wanted || kind.as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == wanted))
}

/// Makes a page's items refer to the component of their type, which the generated schema repeats in full.
fn share_items(schemas: &mut Map<String, Value>) {
    let pages: Vec<(String, String)> = schemas
        .keys()
        .filter_map(|page| page.strip_prefix("Page_").map(|item| (page.clone(), item.to_owned())))
        .filter(|(_, item)| schemas.contains_key(item))
        .collect();
    for (page, item) in pages {
        let items = schemas.get_mut(&page).and_then(|page| page.pointer_mut("/properties/items/items"));
        if let Some(items) = items {
            *items = json!({"$ref": format!("#/components/schemas/{item}")});
        }
    }
}

/// Removes the schemas, answers and headers that nothing refers to.
fn remove_unused(document: &mut Map<String, Value>) {
    loop {
        let text = Value::Object(document.clone()).to_string();
        let mut removed = false;
        for group in ["schemas", "responses", "headers"] {
            let parts = document.get_mut("components").and_then(|components| components.get_mut(group));
            let Some(parts) = parts.and_then(Value::as_object_mut) else { continue };
            let before = parts.len();
            parts.retain(|name, _| text.contains(&format!("\"#/components/{group}/{name}\"")));
            removed |= parts.len() < before;
        }
        if !removed {
            return;
        }
    }
}
