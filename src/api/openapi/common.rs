//! What every operation of the OpenAPI document has in common, said once: errors, conditions, tags, keys.
//!
//! The middlewares and extractors do these things for all handlers alike, so the document says them for all alike too.

use std::collections::HashMap;

use actix_web::http::Method;
use serde_json::{Map, Value, json};

use crate::api::openapi::links::add_links;
use crate::api::openapi::patches::describe_patches;
use crate::api::openapi::{bounds, files};
use crate::api::operations::access;
use crate::api::operations::access::{Access, Operation};
use crate::api::request::idempotency;
use crate::domain::Role;
use crate::http::etag;
use crate::http::problem::body::PROBLEM_JSON;
use crate::http::problem::kinds::ProblemKind;

/// The name of the security scheme.
const SCHEME: &str = "key";

/// Completes the document that the routes gave.
pub fn complete(document: &mut Value) {
    describe_patches(document);
    let repeated = repeated_ids(document);
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for (path, item) in paths.iter_mut() {
        let Some(operations) = item.as_object_mut() else { continue };
        for (name, operation) in operations.iter_mut() {
            let Ok(method) = Method::from_bytes(name.to_uppercase().as_bytes()) else { continue };
            if let Some(members) = operation.as_object_mut() {
                complete_operation(members, &method, path, &repeated);
            }
        }
    }
    add_components(document);
    add_links(document);
    bounds::complete(document);
    // The document is for whoever may reach the service at all.
    if let Some(server) = document.pointer_mut("/servers/0").and_then(Value::as_object_mut) {
        server.insert("x-internal".to_owned(), Value::Bool(false));
    }
}

fn object<'a>(parent: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Map<String, Value>> {
    parent.entry(name).or_insert_with(|| json!({})).as_object_mut()
}

fn complete_operation(operation: &mut Map<String, Value>, method: &Method, path: &str, repeated: &[String]) {
    let Some(found) = access::find(method, path) else { return };
    let traits = Traits::of(operation, found);
    let is_repeated = |id: &Value| id.as_str().is_some_and(|id| repeated.iter().any(|other| other == id));
    if operation.get("operationId").is_none_or(is_repeated) {
        operation.insert("operationId".to_owned(), Value::String(id_of(method, path)));
    }
    operation.insert("security".to_owned(), security(found.access));
    describe_access(operation, found.access);
    let headers = condition_parameters(&traits, method);
    if !headers.is_empty() {
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        if let Some(list) = parameters.as_array_mut() {
            list.extend(headers.into_iter().map(|name| json!({"$ref": format!("#/components/parameters/{name}")})));
        }
    }
    complete_responses(operation, &traits, method);
    files::describe(operation, method, path);
}

/// What decides which answers an operation can give.
struct Traits {
    access: Access,
    is_probe: bool,
    /// Whether its answers have an entity tag.
    is_tagged: bool,
    touches_nothing: bool,
    has_body: bool,
    /// Whether something in the request can be readable and still break a rule.
    has_rules: bool,
    has_path_parameter: bool,
    /// Whether a unique value or a record that depends on it can be in the way.
    may_conflict: bool,
    is_paged: bool,
}

impl Traits {
    fn of(operation: &Map<String, Value>, found: &Operation) -> Self {
        let Operation { method, pattern: path, access, is_tagged, may_conflict, .. } = found;
        let has_body = operation.contains_key("requestBody");
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let mut queries = parameters.into_iter().flatten().filter(|parameter| member(parameter, "in") == "query");
        let is_paged = *method == Method::GET && queries.clone().any(|parameter| member(parameter, "name") == "cursor");
        Self {
            access: *access,
            is_probe: *access == Access::Probe,
            is_tagged: *is_tagged,
            touches_nothing: *path == "/livez",
            has_body,
            has_rules: has_body || queries.next().is_some() || path.contains("{year}"),
            has_path_parameter: path.contains('{'),
            may_conflict: *may_conflict,
            is_paged,
        }
    }
}

fn member<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn security(access: Access) -> Value {
    match access {
        Access::Probe => json!([{}]),
        // A key may be sent, and shows more of what is personal.
        Access::Open => json!([{}, {SCHEME: []}]),
        Access::Key(_) => json!([{SCHEME: []}]),
    }
}

/// Says in words who may do it, after whatever else is said of the operation.
fn describe_access(operation: &mut Map<String, Value>, access: Access) {
    let who = match access {
        Access::Probe => "For anybody; a key is not looked at.".to_owned(),
        Access::Open => "For anybody; a key may be sent, and must then be a good one.".to_owned(),
        Access::Key(role) => format!("With a key of the role {role} or one above it."),
    };
    let description = match operation.get("description").and_then(Value::as_str) {
        Some(said) if !said.is_empty() => format!("{said}\n\n{who}"),
        _ => who,
    };
    operation.insert("description".to_owned(), Value::String(description));
}

fn condition_parameters(traits: &Traits, method: &Method) -> Vec<&'static str> {
    match *method {
        Method::GET if traits.is_tagged => vec!["IfNoneMatch"],
        Method::PUT => vec!["IfMatch", "IfNoneMatch"],
        Method::PATCH | Method::DELETE => vec!["IfMatch"],
        Method::POST => vec!["IdempotencyKey"],
        _ => Vec::new(),
    }
}

fn complete_responses(operation: &mut Map<String, Value>, traits: &Traits, method: &Method) {
    let Some(responses) = object(operation, "responses") else { return };
    for (status, response) in responses.iter_mut() {
        if let Some(response) = response.as_object_mut() {
            complete_response(status, response, traits, method);
        }
    }
    if *method == Method::GET && traits.is_tagged {
        let not_modified = json!({"$ref": "#/components/responses/not-modified"});
        responses.entry("304").or_insert(not_modified);
    }
    for kind in common_kinds(traits, method) {
        let reference = json!({"$ref": format!("#/components/responses/{}", kind.slug())});
        responses.entry(kind.status().as_str()).or_insert(reference);
    }
    responses.sort_keys();
}

fn complete_response(status: &str, response: &mut Map<String, Value>, traits: &Traits, method: &Method) {
    let is_error = status.starts_with(['4', '5']);
    if is_error {
        response.entry("content").or_insert_with(problem_content);
    }
    let has_content = response.contains_key("content");
    let Some(headers) = object(response, "headers") else { return };
    let mut add = |name: &str| {
        headers.entry(name).or_insert_with(|| json!({"$ref": format!("#/components/headers/{name}")}));
    };
    if !is_error && has_content && traits.is_tagged {
        add("ETag");
        if traits.is_paged {
            add("Link");
        }
    }
    if status == "201" {
        add("Location");
    }
    if *method == Method::POST && status.starts_with('2') {
        add("Idempotency-Replayed");
    }
    add("X-Request-Id");
}

fn common_kinds(traits: &Traits, method: &Method) -> Vec<ProblemKind> {
    let writes_one = [Method::PUT, Method::PATCH, Method::DELETE].contains(method);
    let needs_more = matches!(traits.access, Access::Key(role) if role > Role::Viewer);
    [
        (true, ProblemKind::Malformed),
        (!traits.is_probe, ProblemKind::Unauthorized),
        (needs_more, ProblemKind::Forbidden),
        (traits.has_path_parameter, ProblemKind::NotFound),
        (!traits.is_probe && *method != Method::DELETE, ProblemKind::NotAcceptable),
        (true, ProblemKind::Timeout),
        (traits.may_conflict, ProblemKind::Conflict),
        (writes_one, ProblemKind::Stale),
        (traits.has_body, ProblemKind::TooLarge),
        (true, ProblemKind::UriTooLong),
        (traits.has_body, ProblemKind::UnsupportedMediaType),
        (traits.has_rules, ProblemKind::Invalid),
        (!traits.is_probe, ProblemKind::TooManyRequests),
        (true, ProblemKind::HeaderTooLarge),
        (true, ProblemKind::Internal),
        (!traits.touches_nothing, ProblemKind::Unavailable),
    ]
    .into_iter()
    .filter_map(|(applies, kind)| applies.then_some(kind))
    .collect()
}

fn problem_content() -> Value {
    json!({PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}})
}

/// The operation ids that more than one handler would have, by its function's name.
fn repeated_ids(document: &Value) -> Vec<String> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let items = document.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
    for operation in items.filter_map(Value::as_object).flat_map(Map::values) {
        *seen.entry(member(operation, "operationId")).or_default() += 1;
    }
    seen.into_iter().filter(|(_, times)| *times > 1).map(|(id, _)| id.to_owned()).collect()
}

/// An id from the method and the path: `put_regions_by_code`.
fn id_of(method: &Method, path: &str) -> String {
    let mut id = method.as_str().to_lowercase();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        id.push('_');
        match segment.strip_prefix('{') {
            Some(parameter) => {
                id.push_str("by_");
                id.push_str(parameter.trim_end_matches('}'));
            }
            None => id.push_str(&segment.replace(['-', '.'], "_")),
        }
    }
    id
}

fn add_components(document: &mut Value) {
    // A problem's body knows no import report; only the answer to a refused file has one.
    let problem = document.pointer_mut("/components/schemas/ProblemBody/properties");
    if let Some(members) = problem.and_then(Value::as_object_mut) {
        let report = "Of a file that was refused: what would have come of it.";
        members.insert("import".to_owned(), json!({"$ref": "#/components/schemas/Import", "description": report}));
    }
    let Some(components) = document.as_object_mut().and_then(|document| object(document, "components")) else { return };
    if let Some(responses) = object(components, "responses") {
        responses.insert("not-modified".to_owned(), not_modified());
        for kind in ProblemKind::ALL {
            responses.insert(kind.slug().to_owned(), problem_response(kind));
        }
        responses.sort_keys();
    }
    components.insert("headers".to_owned(), headers());
    components.insert("parameters".to_owned(), parameters());
    components.insert(
        "securitySchemes".to_owned(),
        json!({SCHEME: {"type": "http", "scheme": "bearer", "bearerFormat": "iku_...",
            "description": "A key of the service. Roles: viewer, operator, approver, admin; each can do all that those before it can."}}),
    );
    components.sort_keys();
}

fn not_modified() -> Value {
    json!({
        "description": "The caller has this version already.",
        "headers": {
            "ETag": {"$ref": "#/components/headers/ETag"},
            "X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"},
        },
    })
}

fn problem_response(kind: ProblemKind) -> Value {
    let special = match kind {
        ProblemKind::Unauthorized => Some("WWW-Authenticate"),
        ProblemKind::MethodNotAllowed => Some("Allow"),
        ProblemKind::Stale => Some("ETag"),
        ProblemKind::Unavailable | ProblemKind::TooManyRequests => Some("Retry-After"),
        _ => None,
    };
    let mut headers = Map::new();
    for name in special.into_iter().chain(["X-Request-Id"]) {
        headers.insert(name.to_owned(), json!({"$ref": format!("#/components/headers/{name}")}));
    }
    json!({"description": format!("{}.", kind.title().en), "headers": headers, "content": problem_content()})
}

fn headers() -> Value {
    let text = |description: &str, most: usize, pattern: &str| json!({"description": description, "schema": {"type": "string", "maxLength": most, "pattern": pattern}});
    json!({
        "Allow": text("The methods that the path has.", 100, "^[A-Z]+(, [A-Z]+)*$"),
        "ETag": text("The strong entity tag of this version.", 34, "^\"[0-9a-f]{32}\"$"),
        "Idempotency-Replayed": {
            "description": "`true` where this is the answer to an earlier request with the same `Idempotency-Key`.",
            "schema": {"type": "string", "enum": ["true"]},
        },
        "Link": text("The address of the next page, with `rel=\"next\"`; not there on the last page.", 65_536, "^<.+>; rel=\"next\"$"),
        "Location": text("The path of the new record.", 200, "^/[a-z/0-9-]+$"),
        "Retry-After": {
            "description": "After how many seconds to try again.",
            "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 3600},
        },
        "WWW-Authenticate": text("`Bearer`.", 100, "^Bearer"),
        "X-Request-Id": text("The request's id, as in the service's log.", 64, "^[A-Za-z0-9._-]+$"),
    })
}

fn parameters() -> Value {
    let header = |name: &str, description: &str| {
        let schema = json!({"type": "string", "maxLength": etag::MAX_TAGS, "pattern": etag::TAGS_PATTERN});
        json!({"name": name, "in": "header", "description": description, "required": false, "schema": schema})
    };
    json!({
        "IdempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Any text that the caller makes up for this request: sent again with it within 24 hours, the request is \
                not done again but gets the same answer. With another body it is 422 `idempotency_mismatch`; while the first is being \
                worked on, 409 `idempotency_in_progress`. Refusals are not kept.",
            "schema": {"type": "string", "minLength": 1, "maxLength": idempotency::MAX_KEY, "pattern": "^[!-~]+$"},
        },
        "IfMatch": header("If-Match", "Only if the record still is one of these versions; `*`: only if it is there."),
        "IfNoneMatch": header(
            "If-None-Match",
            "With GET, answer 304 if the record still is one of these versions; with PUT, `*` means create only."
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_method_and_path() {
        assert_eq!(id_of(&Method::PUT, "/regions/{code}"), "put_regions_by_code");
        assert_eq!(id_of(&Method::GET, "/cooperative-reports"), "get_cooperative_reports");
    }

    #[test]
    fn an_operation_gets_what_applies_to_it() {
        let operation =
            |id: &str| json!({"operationId": id, "responses": {"200": {"description": "It.", "content": {}}}});
        let mut document = json!({"paths": {
            "/regions/{code}": {"get": operation("one"), "delete": operation("one")},
            "/livez": {"get": operation("livez")},
        }});
        complete(&mut document);
        let get = &document["paths"]["/regions/{code}"]["get"];
        let statuses: Vec<&String> = get["responses"].as_object().unwrap().keys().collect();
        assert_eq!(statuses, ["200", "304", "400", "401", "404", "406", "408", "414", "429", "431", "500", "503"]);
        assert_eq!(get["operationId"], "get_regions_by_code");
        assert_eq!(get["security"], json!([{}, {"key": []}]));
        assert_eq!(get["responses"]["200"]["headers"]["ETag"]["$ref"], "#/components/headers/ETag");
        let delete = &document["paths"]["/regions/{code}"]["delete"];
        assert_eq!(delete["security"], json!([{"key": []}]));
        assert!(delete["responses"]["403"].is_object() && delete["responses"]["412"].is_object());
        assert!(delete["responses"]["409"].is_object());
        let livez = &document["paths"]["/livez"]["get"];
        let statuses: Vec<&String> = livez["responses"].as_object().unwrap().keys().collect();
        assert_eq!(statuses, ["200", "400", "408", "414", "431", "500"]);
        assert_eq!(livez["operationId"], "livez");
    }
}
