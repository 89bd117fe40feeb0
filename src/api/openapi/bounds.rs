//! How long, how large and of what form every value in the OpenAPI document is.
//!
//! The same name means the same thing wherever it stands, so this is said once by name and put into whatever has a type
//! and no bounds. What a handler's annotation says already is left as it is.

use serde_json::{Map, Value, json};

/// The most characters of any text, as the reader of bodies has it.
const MOST_CHARS: usize = 10_000;
/// The most characters of a text in an address, whose whole has a limit too.
const MOST_IN_ADDRESS: usize = 200;
/// A text with no control character of ASCII.
const TEXT: &str = r"^[^\u0000-\u001f\u007f]*$";
/// What [`crate::entry::Checker::text`] takes: one line of seen characters that neither begins nor ends in a space of any
/// kind. That one of them is a letter or digit is left to words, since few readers of patterns know all scripts.
const LINE: &str = concat!(
    r"^[^\u0000- \u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]",
    r"([^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*",
    r"[^\u0000- \u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff])?$"
);
const DATE: &str = "^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
const DATE_FROM_1990: &str = "^(199[0-9]|2[0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
const REGION: &str = r"^(00|(0[1-9]|[1-9][0-9])(\.[0-9]{2})?)$";
const DECIMAL: &str = r"^-?[0-9]+(\.[0-9]+)?$";
const CURSOR: &str = "^[A-Za-z0-9_-]+$";
/// A code as programs read it.
const NAME: &str = "^[a-z0-9_-]+$";

/// Gives every schema of the document its bounds.
pub fn complete(document: &mut Value) {
    let Some(document) = document.as_object_mut() else { return };
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        let operations = paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut);
        for operation in operations {
            complete_parameters(operation);
        }
    }
    let schemas = document.get_mut("components").and_then(|components| components.get_mut("schemas"));
    if let Some(schemas) = schemas.and_then(Value::as_object_mut) {
        share_items(schemas);
        add_decimals(schemas);
        for (owner, schema) in schemas.iter_mut() {
            let place = Place { owner, is_input: owner.ends_with("Input") || owner.ends_with("Patch") };
            place.complete(schema, owner);
        }
    }
    remove_unused(document);
}

fn complete_parameters(operation: &mut Value) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten().filter_map(Value::as_object_mut) {
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let is_path = parameter.get("in").is_some_and(|place| place == "path");
        let Some(schema) = parameter.get_mut("schema") else { continue };
        // One of a closed list, which stands among the components.
        let list = match name.as_str() {
            "dataset" => Some("Dataset"),
            "kind" => Some("RegionKind"),
            "code" if !is_path => Some("IndicatorCode"),
            _ => None,
        };
        let is_text = schema.get("type").is_some_and(|kind| has_type(kind, "string"));
        match list {
            Some(list) if is_text => *schema = json!({"$ref": format!("#/components/schemas/{list}")}),
            _ => Place { owner: if is_path { "{}" } else { "?" }, is_input: false }.complete(schema, &name),
        }
    }
}

/// Where a schema stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The component, `?` for a query's parameters, `{}` for a path's.
    owner: &'a str,
    /// Whether it is the body of a request.
    is_input: bool,
}

impl Place<'_> {
    fn complete(self, schema: &mut Value, name: &str) {
        let Some(members) = schema.as_object_mut() else { return };
        for (key, value) in members.iter_mut() {
            match (key.as_str(), value) {
                ("properties", Value::Object(properties)) => {
                    for (name, property) in properties.iter_mut() {
                        self.complete(property, name);
                    }
                }
                ("oneOf" | "anyOf" | "allOf", Value::Array(parts)) => {
                    parts.iter_mut().for_each(|part| self.complete(part, name));
                }
                ("items" | "additionalProperties", part) => self.complete(part, name),
                _ => {}
            }
        }
        if self.is_input && members.get("$ref").is_some_and(|target| target == "#/components/schemas/DecimalInput") {
            members.insert("$ref".to_owned(), json!(format!("#/components/schemas/{}", decimal_of(name))));
        }
        if members.contains_key("enum") || members.contains_key("const") {
            return;
        }
        let Some(kind) = members.get("type").cloned() else { return };
        let mut bounds = Map::new();
        for (kind_name, of_kind) in [
            ("string", self.of_text(name, members)),
            ("integer", self.of_integer(name, members)),
            ("array", json!({"maxItems": self.most_items(name)})),
        ] {
            if let (true, Value::Object(of_kind)) = (has_type(&kind, kind_name), of_kind) {
                bounds.extend(of_kind);
            }
        }
        for (key, value) in bounds {
            members.entry(key).or_insert(value);
        }
        // In some languages `\d` is every script's digits.
        if let Some(Value::String(pattern)) = members.get_mut("pattern") {
            *pattern = pattern.replace(r"\d", "[0-9]");
        }
    }

    fn of_text(self, name: &str, members: &Map<String, Value>) -> Value {
        match members.get("format").and_then(Value::as_str) {
            // Its year is the training's, and so not before the first.
            Some("date") if name == "ends_on" => {
                return json!({"minLength": 10, "maxLength": 10, "pattern": DATE_FROM_1990});
            }
            Some("date") => return json!({"minLength": 10, "maxLength": 10, "pattern": DATE}),
            Some("date-time") => return json!({"maxLength": crate::http::time::MAX_TIME}),
            _ => {}
        }
        match name {
            "region" => json!({"minLength": 2, "maxLength": 5, "pattern": REGION}),
            "code" if matches!(self.owner, "Region" | "{}") => {
                json!({"minLength": 2, "maxLength": 5, "pattern": REGION})
            }
            "bps_code" => json!({"minLength": 2, "maxLength": 4, "pattern": "^[0-9]{2}([0-9]{2})?$"}),
            "nik_koperasi" | "nib" => json!({"minLength": 13, "maxLength": 13, "pattern": "^[0-9]{13}$"}),
            "identity_number" => json!({"minLength": 16, "maxLength": 16, "pattern": r"^\*{12}[0-9]{4}$"}),
            "sector" => json!({"minLength": 1, "maxLength": 6, "pattern": "^([A-U]|[A-U]?[0-9]{2,5})$"}),
            // What a file held comes back as it came.
            "heading" | "value" if self.owner == "ErrorItem" => json!({"maxLength": 65_536, "pattern": r"^[\s\S]*$"}),
            "business_volume" | "turnover" | "assets" | "equity" | "surplus" | "health_score" | "score" | "value"
            | "numerator" | "denominator" | "overlap" | "current" | "previous"
                if !self.is_input =>
            {
                json!({"maxLength": 50, "pattern": DECIMAL})
            }
            "MoneyInput" | "SignedMoneyInput" | "ScoreInput" | "DecimalInput" => json!({}),
            "cursor" | "next_cursor" => {
                json!({"minLength": 1, "maxLength": crate::api::request::page::MAX_CURSOR, "pattern": CURSOR})
            }
            "sort" => json!({"maxLength": 50}),
            "register_number" | "training_code" if self.owner != "?" => json!({"maxLength": 64, "pattern": LINE}),
            "code" if self.owner.starts_with("Training") => json!({"maxLength": 64, "pattern": LINE}),
            "code" if self.owner == "ErrorItem" => json!({"maxLength": 50, "pattern": NAME}),
            "name" | "title" | "owner_name" | "organizer" | "legal_entity_number" | "source" => {
                json!({"maxLength": 500, "pattern": LINE})
            }
            "unit" | "formula_version" | "letter" | "status" => json!({"maxLength": 50, "pattern": NAME}),
            "request_id" => json!({"minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9._-]+$"}),
            "type" => json!({"format": "uri", "maxLength": 200}),
            // Whatever was asked for comes back as it came.
            "instance" | "pointer" | "parameter" => json!({"maxLength": 65_536, "pattern": r"^[\s\S]*$"}),
            _ if ["?", "{}"].contains(&self.owner) => json!({"maxLength": MOST_IN_ADDRESS, "pattern": TEXT}),
            _ => json!({"maxLength": MOST_CHARS, "pattern": TEXT}),
        }
    }

    fn of_integer(self, name: &str, members: &Map<String, Value>) -> Value {
        let is_small = members.get("format").is_some_and(|format| format == "int32");
        match name {
            "year" | "from" | "to" => json!({"format": "int32", "minimum": 1990, "maximum": 2999}),
            "id" | "pid" | "cooperative_id" | "umkm_id" | "training_id" | "revision" => {
                json!({"format": "int64", "minimum": 1, "maximum": i64::MAX})
            }
            "MoneyInput" | "SignedMoneyInput" | "ScoreInput" | "DecimalInput" => json!({}),
            _ if is_small => json!({"minimum": 0, "maximum": i32::MAX}),
            _ => json!({"format": "int64", "minimum": 0, "maximum": i64::MAX}),
        }
    }

    fn most_items(self, name: &str) -> u32 {
        match name {
            "items" if self.owner == "Catalogue" => 6,
            "items" => 500,
            "indicators" => 6,
            "objectives" => 5,
            // As many as there are codes.
            "regions" => 10_000,
            _ => 1000,
        }
    }
}

fn has_type(kind: &Value, wanted: &str) -> bool {
    kind == wanted || kind.as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == wanted))
}

/// A page's items are the component of that name, which the generated schema repeats in full.
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

/// The component for a decimal with this name.
fn decimal_of(name: &str) -> &'static str {
    match name {
        "business_volume" | "turnover" | "assets" | "equity" => "MoneyInput",
        "surplus" => "SignedMoneyInput",
        "score" | "health_score" => "ScoreInput",
        _ => "DecimalInput",
    }
}

/// The kinds of decimals, with the bounds that the domain has for each.
fn add_decimals(schemas: &mut Map<String, Value>) {
    let Some(general) = schemas.get("DecimalInput").cloned() else { return };
    let most = 9_999_999_999_999_999_i64;
    let kinds = [
        ("DecimalInput", DECIMAL, -most, most, "1250000000.50"),
        ("MoneyInput", r"^(-0+(\.0+)?|0*[0-9]{1,16}(\.[0-9]{1,2}0*)?)$", 0, most, "1250000000.50"),
        ("SignedMoneyInput", r"^-?0*[0-9]{1,16}(\.[0-9]{1,2}0*)?$", -most, most, "-1250000.50"),
        ("ScoreInput", r"^(-0+(\.0+)?|0*(100(\.0+)?|[0-9]{1,2}(\.[0-9]{1,3}0*)?))$", 0, 100, "74.995"),
    ];
    for (name, pattern, least, most, example) in kinds {
        let mut schema = general.clone();
        if let Some(members) = schema.as_object_mut() {
            members.insert("pattern".to_owned(), json!(pattern));
            members.insert("minLength".to_owned(), json!(1));
            members.insert("maxLength".to_owned(), json!(crate::domain::MAX_DECIMAL));
            members.insert("format".to_owned(), json!("int64"));
            members.insert("minimum".to_owned(), json!(least));
            members.insert("maximum".to_owned(), json!(most));
            members.insert("examples".to_owned(), json!([example]));
        }
        schemas.insert(name.to_owned(), schema);
    }
    schemas.sort_keys();
}

/// Takes out the schemas, answers and headers that nothing refers to.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_type_has_bounds() {
        let document: Value = serde_json::from_str(&crate::api::openapi::document()).unwrap();
        check(&document, "#");
    }

    fn check(value: &Value, place: &str) {
        if let Some(members) = value.as_object() {
            let listed = members.contains_key("enum") || members.contains_key("const");
            if let Some(kind) = members.get("type").filter(|_| !listed && !place.ends_with("/properties")) {
                let has = |key: &str| assert!(members.contains_key(key), "{place} has no {key}");
                if has_type(kind, "string") {
                    has("maxLength");
                    assert!(members.contains_key("pattern") || members.contains_key("format"), "{place} has no form");
                }
                if has_type(kind, "integer") {
                    ["minimum", "maximum", "format"].into_iter().for_each(has);
                }
                if has_type(kind, "array") {
                    has("maxItems");
                }
            }
            for (name, member) in members.iter().filter(|(name, _)| !name.starts_with("example")) {
                check(member, &format!("{place}/{name}"));
            }
        }
        for item in value.as_array().into_iter().flatten() {
            check(item, place);
        }
    }

    #[test]
    fn annotations_stay_and_the_rest_is_filled_in() {
        let mut document = json!({
            "paths": {"/x": {"post": {
                "parameters": [{"name": "kind", "in": "query", "schema": {"type": "string"}}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/XInput"}}}},
            }}},
            "components": {"schemas": {
                "RegionKind": {"type": "string", "enum": ["nation"]},
                "Unused": {"type": "string"},
                "XInput": {"type": "object", "required": ["name"], "properties": {
                    "name": {"type": ["string", "null"], "maxLength": 7},
                    "score": {"oneOf": [{"$ref": "#/components/schemas/DecimalInput"}, {"type": "null"}]},
                }},
                "DecimalInput": {"type": ["string", "integer"], "pattern": "x"},
            }},
        });
        complete(&mut document);
        let schemas = &document["components"]["schemas"];
        let properties = &schemas["XInput"]["properties"];
        assert_eq!(properties["name"], json!({"type": ["string", "null"], "maxLength": 7, "pattern": LINE}));
        assert_eq!(properties["score"]["oneOf"][0]["$ref"], "#/components/schemas/ScoreInput");
        assert_eq!(schemas["ScoreInput"]["maximum"], 100);
        let names: Vec<&String> = schemas.as_object().unwrap().keys().collect();
        assert_eq!(names, ["RegionKind", "ScoreInput", "XInput"]);
        let kind = &document["paths"]["/x"]["post"]["parameters"][0]["schema"];
        assert_eq!(kind["$ref"], "#/components/schemas/RegionKind");
    }
}
