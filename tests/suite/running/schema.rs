//! A small validator of values against the schemas of the published document.

use serde_json::Value;

/// Follows a `$ref` into the document.
pub(super) fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => {
            resolve(document, document.pointer(&reference[1..]).expect("a reference that leads somewhere"))
        }
        None => schema,
    }
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no JSON type: {other}"),
    }
}

/// The mismatches of the value, by place; empty if it fits.
pub(super) fn misfits(document: &Value, schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let schema = resolve(document, schema);
    let mut wrong = Vec::new();
    for keyword in ["oneOf", "anyOf"] {
        if let Some(choices) = schema[keyword].as_array() {
            let each: Vec<_> = choices.iter().map(|choice| misfits(document, choice, value, place)).collect();
            if each.iter().all(|one| !one.is_empty()) {
                wrong.push(format!("{place} fits none of {keyword}: {each:?}"));
            }
        }
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        wrong.extend(misfits(document, part, value, place).into_iter().filter(|one| !one.contains("is not described")));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !types.is_empty() && !types.iter().any(|name| is_of_type(value, name)) {
        wrong.push(format!("{place} is {value}, not {types:?}"));
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        wrong.push(format!("{place} is {value}, not one of {allowed:?}"));
    }
    if let Some(members) = value.as_object() {
        wrong.extend(member_misfits(document, schema, members, place));
    }
    if let (Some(items), false) = (value.as_array(), schema["items"].is_null()) {
        for (index, item) in items.iter().enumerate() {
            wrong.extend(misfits(document, &schema["items"], item, &format!("{place}/{index}")));
        }
    }
    wrong
}

fn member_misfits(
    document: &Value,
    schema: &Value,
    members: &serde_json::Map<String, Value>,
    place: &str,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !members.contains_key(name) {
            wrong.push(format!("{place}/{name} is required and missing"));
        }
    }
    let composed = ["allOf", "oneOf", "anyOf"].iter().any(|keyword| schema[*keyword].is_array());
    if let Some(properties) = schema["properties"].as_object() {
        for (name, value) in members {
            match properties.get(name) {
                Some(property) => wrong.extend(misfits(document, property, value, &format!("{place}/{name}"))),
                None if !composed && !schema["additionalProperties"].is_object() => {
                    wrong.push(format!("{place}/{name} is not described"));
                }
                None => {}
            }
        }
    }
    wrong
}
