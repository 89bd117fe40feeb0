//! Merge patches in the OpenAPI document: the members of the record, none of them required.

use serde_json::{Map, Value, json};

const SCHEMAS: &str = "#/components/schemas/";

/// Gives each PATCH its own schema, whose name ends in `Patch` where that of PUT ends in `Input`.
pub fn describe_patches(document: &mut Value) {
    let mut patched = Vec::new();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for item in paths.values_mut() {
        let Some(content) = item.pointer_mut("/patch/requestBody/content").and_then(Value::as_object_mut) else {
            continue;
        };
        for media_type in content.values_mut() {
            let reference = media_type.pointer("/schema/$ref").and_then(Value::as_str);
            let Some(input) = reference.and_then(|reference| reference.strip_prefix(SCHEMAS)).map(str::to_owned) else {
                continue;
            };
            let patch = format!("{}Patch", input.strip_suffix("Input").unwrap_or(&input));
            if let Some(media_type) = media_type.as_object_mut() {
                media_type.insert("schema".to_owned(), json!({"$ref": format!("{SCHEMAS}{patch}")}));
            }
            patched.push((input, patch));
        }
    }
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    let Some(schemas) = schemas else { return };
    for (input, patch) in patched {
        if let Some(schema) = schemas.get(&input).and_then(Value::as_object).map(without_required) {
            schemas.insert(patch, Value::Object(schema));
        }
    }
}

fn without_required(schema: &Map<String, Value>) -> Map<String, Value> {
    let mut schema = schema.clone();
    schema.shift_remove("required");
    let description =
        "A merge patch (RFC 7396): only the members to change; null removes a member that is not required.";
    schema.insert("description".to_owned(), json!(description));
    schema
}
