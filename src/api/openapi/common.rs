//! The parts that all operations of the OpenAPI document share: errors, conditions, access, files.
//!
//! The middleware and the extractors do these things for all handlers alike, so they are described for all handlers alike.

use std::collections::HashMap;

use actix_web::http::Method;
use serde_json::{Map, Value, json};

use crate::api::openapi::bounds;
use crate::api::openapi::components::{SCHEME, add_components, problem_content, reference};
use crate::api::openapi::patches::describe_patches;
use crate::api::operations::access::Access;
use crate::api::operations::forms::{CSV, JSON, XLSX};
use crate::api::operations::operation::{Operation, Operations};
use crate::domain::Role;
use crate::http::ProblemKind;

/// Completes the document that the handlers' attributes gave.
pub fn complete(document: &mut Value, operations: &Operations) {
    describe_patches(document);
    let repeated = repeated_ids(document);
    for operation in operations.iter() {
        let method = operation.method().as_str().to_lowercase();
        let described = document.get_mut("paths").and_then(|paths| paths.get_mut(operation.pattern()));
        if let Some(members) = described.and_then(|item| item.get_mut(method)).and_then(Value::as_object_mut) {
            complete_operation(members, operation, &repeated);
        }
    }
    if let Some(components) = document.as_object_mut().and_then(|document| object(document, "components")) {
        add_components(components);
    }
    bounds::complete(document);
    // The document is for everybody who can reach the service.
    if let Some(server) = document.pointer_mut("/servers/0").and_then(Value::as_object_mut) {
        server.insert("x-internal".to_owned(), Value::Bool(false));
    }
}

fn object<'a>(parent: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Map<String, Value>> {
    parent.entry(name).or_insert_with(|| json!({})).as_object_mut()
}

fn complete_operation(members: &mut Map<String, Value>, operation: &Operation, repeated: &[String]) {
    let is_repeated = |id: &Value| id.as_str().is_some_and(|id| repeated.iter().any(|other| other == id));
    if members.get("operationId").is_none_or(is_repeated) {
        members.insert("operationId".to_owned(), Value::String(id_of(operation.method(), operation.pattern())));
    }
    members.insert("security".to_owned(), security(operation.rules.access));
    describe_access(members, operation.rules.access);
    let conditions = condition_parameters(operation);
    if !conditions.is_empty() {
        let parameters = members.entry("parameters").or_insert_with(|| json!([]));
        if let Some(list) = parameters.as_array_mut() {
            list.extend(conditions.iter().map(|name| reference("parameters", name)));
        }
    }
    complete_responses(members, operation);
}

fn security(access: Access) -> Value {
    match access {
        Access::Probe => json!([{}]),
        // With a key, more of what is personal is shown.
        Access::Open => json!([{}, {SCHEME: []}]),
        Access::Key(_) => json!([{SCHEME: []}]),
    }
}

/// Adds who may call the operation to its description.
fn describe_access(members: &mut Map<String, Value>, access: Access) {
    let who = match access {
        Access::Probe => "For anybody; a key is not looked at.".to_owned(),
        Access::Open => "For anybody; a key may be sent, and must then be valid.".to_owned(),
        Access::Key(role) => format!("With a key of the role {role} or a higher one."),
    };
    let description = match members.get("description").and_then(Value::as_str) {
        Some(text) if !text.is_empty() => format!("{text}\n\n{who}"),
        _ => who,
    };
    members.insert("description".to_owned(), Value::String(description));
}

fn condition_parameters(operation: &Operation) -> &'static [&'static str] {
    match *operation.method() {
        Method::GET if operation.rules.is_tagged => &["IfNoneMatch"],
        Method::PUT => &["IfMatch", "IfNoneMatch"],
        Method::PATCH | Method::DELETE => &["IfMatch"],
        Method::POST => &["IdempotencyKey"],
        _ => &[],
    }
}

fn complete_responses(members: &mut Map<String, Value>, operation: &Operation) {
    let kinds = problem_kinds(members, operation);
    let is_paged = *operation.method() == Method::GET && has_parameter(members, |name| name == "cursor");
    let Some(responses) = object(members, "responses") else { return };
    for (status, response) in responses.iter_mut() {
        if let Some(response) = response.as_object_mut() {
            complete_response(status, response, operation, is_paged);
        }
    }
    if *operation.method() == Method::GET && operation.rules.is_tagged {
        responses.entry("304").or_insert(reference("responses", "not-modified"));
    }
    for kind in kinds {
        responses.entry(kind.status().as_str()).or_insert(reference("responses", kind.slug()));
    }
    responses.sort_keys();
}

fn complete_response(status: &str, response: &mut Map<String, Value>, operation: &Operation, is_paged: bool) {
    let is_success = !status.starts_with(['4', '5']);
    if !is_success {
        response.entry("content").or_insert_with(problem_content);
    }
    let mut content = response.get_mut("content").and_then(Value::as_object_mut);
    if *operation.method() == Method::GET
        && let Some(content) = &mut content
    {
        // A list can be downloaded as a file too.
        let is_given = |form: &str| operation.forms.as_ref().is_some_and(|forms| forms.contains(&form));
        for (form, schema) in [(CSV, "CsvFile"), (XLSX, "XlsxFile")].into_iter().filter(|(form, _)| is_given(form)) {
            content.entry(form).or_insert_with(|| json!({"schema": reference("schemas", schema)}));
        }
    }
    // A file is made anew each time and has no tag.
    let is_tagged = operation.rules.is_tagged && content.is_some_and(|content| content.contains_key(JSON));
    let Some(headers) = object(response, "headers") else { return };
    for (applies, name) in [
        (is_success && is_tagged, "ETag"),
        (is_success && is_tagged && is_paged, "Link"),
        (status == "201", "Location"),
        (is_success && *operation.method() == Method::POST, "Idempotency-Replayed"),
        (true, "X-Request-Id"),
    ] {
        if applies {
            headers.entry(name).or_insert_with(|| reference("headers", name));
        }
    }
}

/// The problems that an operation can answer with.
fn problem_kinds(members: &Map<String, Value>, operation: &Operation) -> Vec<ProblemKind> {
    let (method, path) = (operation.method(), operation.pattern());
    let is_probe = operation.rules.access == Access::Probe;
    let has_body = members.contains_key("requestBody");
    // Something in the request can be readable and still break a rule.
    let has_rules = has_body || has_parameter(members, |_| true) || path.contains("{year}");
    let changes_one = [Method::PUT, Method::PATCH, Method::DELETE].contains(method);
    let needs_more = matches!(operation.rules.access, Access::Key(role) if role > Role::Viewer);
    [
        (true, ProblemKind::Malformed),
        (!is_probe, ProblemKind::Unauthorized),
        (needs_more, ProblemKind::Forbidden),
        (path.contains('{'), ProblemKind::NotFound),
        (!is_probe && *method != Method::DELETE, ProblemKind::NotAcceptable),
        (true, ProblemKind::Timeout),
        (operation.rules.may_conflict, ProblemKind::Conflict),
        (changes_one, ProblemKind::Stale),
        (has_body, ProblemKind::TooLarge),
        (true, ProblemKind::UriTooLong),
        (has_body, ProblemKind::UnsupportedMediaType),
        (has_rules, ProblemKind::Invalid),
        (!is_probe, ProblemKind::TooManyRequests),
        (true, ProblemKind::HeaderTooLarge),
        (true, ProblemKind::Internal),
        // Only the question whether the process lives touches nothing else.
        (path != "/livez", ProblemKind::Unavailable),
    ]
    .into_iter()
    .filter_map(|(applies, kind)| applies.then_some(kind))
    .collect()
}

/// Whether an operation has a query parameter with such a name.
fn has_parameter(members: &Map<String, Value>, is_named: impl Fn(&str) -> bool) -> bool {
    let parameters = members.get("parameters").and_then(Value::as_array);
    let mut queries = parameters.into_iter().flatten().filter(|parameter| text_of(parameter, "in") == "query");
    queries.any(|parameter| is_named(text_of(parameter, "name")))
}

fn text_of<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The operation ids that more than one handler would have, by its function's name.
fn repeated_ids(document: &Value) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let items = document.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
    for operation in items.filter_map(Value::as_object).flat_map(Map::values) {
        *counts.entry(text_of(operation, "operationId")).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count > 1).map(|(id, _)| id.to_owned()).collect()
}

/// An id from the method and the path: `put_regions_by_code`.
fn id_of(method: &Method, path: &str) -> String {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    let words = segments.map(|segment| match segment.strip_prefix('{') {
        Some(parameter) => format!("by_{}", parameter.trim_end_matches('}')),
        None => segment.replace(['-', '.'], "_"),
    });
    std::iter::once(method.as_str().to_lowercase()).chain(words).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_method_and_path() {
        assert_eq!(id_of(&Method::PUT, "/regions/{code}"), "put_regions_by_code");
        assert_eq!(id_of(&Method::GET, "/cooperative-reports"), "get_cooperative_reports");
    }
}
