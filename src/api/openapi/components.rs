//! The components that all operations share: answers for problems, headers, parameters and the security scheme.

use serde_json::{Map, Value, json};

use crate::api::request::idempotency;
use crate::http::problem::body::PROBLEM_JSON;
use crate::http::{ProblemKind, etag};

/// The name of the security scheme.
pub const SCHEME: &str = "key";

/// A reference to a component.
pub fn reference(group: &str, name: &str) -> Value {
    json!({"$ref": format!("#/components/{group}/{name}")})
}

/// The content of every error answer.
pub fn problem_content() -> Value {
    json!({PROBLEM_JSON: {"schema": reference("schemas", "ProblemBody")}})
}

/// Adds the components that are not made from a type.
pub fn add_components(components: &mut Map<String, Value>) {
    let problems = ProblemKind::ALL.iter().map(|kind| (kind.slug().to_owned(), problem_response(*kind)));
    let mut responses: Map<String, Value> = problems.collect();
    responses.insert("not-modified".to_owned(), not_modified());
    responses.sort_keys();
    let key =
        "A key of the service. Roles: viewer, operator, approver, admin; each can do all that those before it can.";
    let scheme = json!({"type": "http", "scheme": "bearer", "bearerFormat": "iku_...", "description": key});
    components.insert("responses".to_owned(), Value::Object(responses));
    components.insert("headers".to_owned(), headers());
    components.insert("parameters".to_owned(), parameters());
    components.insert("securitySchemes".to_owned(), json!({SCHEME: scheme}));
    components.sort_keys();
    // A problem's body knows no import report; only the answer to a refused file has one.
    let members = components.get_mut("schemas").and_then(|schemas| schemas.pointer_mut("/ProblemBody/properties"));
    if let Some(members) = members.and_then(Value::as_object_mut) {
        let report = "For a refused file: what the import would have done.";
        members.insert("import".to_owned(), json!({"$ref": "#/components/schemas/Import", "description": report}));
    }
}

fn not_modified() -> Value {
    json!({
        "description": "The caller has this version already.",
        "headers": {"ETag": reference("headers", "ETag"), "X-Request-Id": reference("headers", "X-Request-Id")},
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
        headers.insert(name.to_owned(), reference("headers", name));
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
            "description": "Any text that the caller chooses for this request. The same request with the same text within 24 hours is \
                not done again and gets the same answer. With another body it is 422 `idempotency_mismatch`; while the first is \
                still running, 409 `idempotency_in_progress`. Refusals are not stored.",
            "schema": {"type": "string", "minLength": 1, "maxLength": idempotency::MAX_KEY, "pattern": "^[!-~]+$"},
        },
        "IfMatch": header("If-Match", "Only if the record still is one of these versions; `*`: only if it is there."),
        "IfNoneMatch": header(
            "If-None-Match",
            "With GET, answer 304 if the record still is one of these versions; with PUT, `*` means create only."
        ),
    })
}
