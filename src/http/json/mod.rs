//! JSON bodies of requests: the extractor, the parser, the reader of request types. The request types themselves live in
//! `api::documents`.

pub(crate) mod body_limits;
pub(crate) mod read;
pub(crate) mod syntax;

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, web};
use serde_json::Value;

use crate::domain::{Text, Violation, ViolationCode};
use crate::http::body_head::check_body_head;
use crate::http::json::body_limits::BodyLimits;
use crate::http::json::read::unknown_member;
use crate::http::json::syntax::{parse_document, push_segment};
use crate::http::problem::Problem;
use crate::http::problem::field_error::FieldError;
use crate::http::problem::kinds::ErrorCode;

const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";

/// The body of a request: one JSON object, strictly parsed.
#[derive(Clone, Debug)]
pub struct JsonDocument {
    value: Value,
}

impl JsonDocument {
    /// The object as sent.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The object as text: equal objects have equal texts.
    pub fn text(&self) -> String {
        self.value.to_string()
    }

    /// A PUT's body without its read-only members: see [`read_only`]. `current` is the current representation of the
    /// record, `None` for a new one.
    pub fn replacing(
        &self,
        current: Option<&Value>,
        bookkeeping: &[&str],
        derived: &[&'static str],
    ) -> (Value, Vec<Violation>) {
        let mut sent = self.value.clone();
        let violations = read_only(&mut sent, current, bookkeeping, derived);
        (sent, violations)
    }

    /// `current` with the members of a PATCH's body, without its read-only members: see [`read_only`]. `current` has every
    /// member, null or not. This is RFC 7396 for flat documents: a null means that the member is absent.
    ///
    /// # Errors
    /// 400 for a null at an unknown name.
    pub fn patching(
        &self,
        current: &Value,
        bookkeeping: &[&str],
        derived: &[&'static str],
    ) -> Result<(Value, Vec<Violation>), Problem> {
        // Checked before the merge: a null removes a member, so that a misspelt name would pass without an error.
        let mut patch = self.value.clone();
        let violations = read_only(&mut patch, Some(current), bookkeeping, derived);
        refuse_unknown_nulls(&patch, current)?;
        let mut merged = current.clone();
        if let (Some(members), Value::Object(changes)) = (merged.as_object_mut(), patch) {
            members.extend(changes);
        }
        // The read-only members that are left are those of the record.
        read_only(&mut merged, Some(current), bookkeeping, derived);
        Ok((merged, violations))
    }
}

/// Removes the read-only members from a document, so that a client can send back a record that it has read.
///
/// Bookkeeping members (ids, times) are ignored. Derived members must equal the current ones, and each that differs is a
/// violation: dropping another value silently would let the caller think that it was accepted.
pub fn read_only(
    sent: &mut Value,
    current: Option<&Value>,
    bookkeeping: &[&str],
    derived: &[&'static str],
) -> Vec<Violation> {
    let Some(members) = sent.as_object_mut() else { return Vec::new() };
    for name in bookkeeping {
        members.shift_remove(*name);
    }
    let mut violations = Vec::new();
    for name in derived {
        let Some(value) = members.shift_remove(*name) else { continue };
        let shown = current.and_then(|current| current.get(name)).unwrap_or(&Value::Null);
        if &value != shown {
            let detail = Text::new(
                "Isian ini dihitung oleh layanan dan hanya dapat dibaca. Hilangkan dari isi permintaan.",
                "The value is calculated by the service and can only be read. Leave it out.",
            );
            violations.push(Violation::new(name, ViolationCode::ReadOnly, detail));
        }
    }
    violations
}

/// Refuses a null at an unknown name. Reading the merged document would not find it, since a null is left out.
fn refuse_unknown_nulls(patch: &Value, current: &Value) -> Result<(), Problem> {
    let (Some(patch), Some(current)) = (patch.as_object(), current.as_object()) else { return Ok(()) };
    match patch.iter().find(|(name, value)| value.is_null() && !current.contains_key(*name)) {
        None => Ok(()),
        Some((name, _)) => {
            let known: Vec<&str> = current.keys().map(String::as_str).collect();
            let mut pointer = String::new();
            push_segment(&mut pointer, name);
            let error = FieldError::at(pointer, ErrorCode::UnknownMember, unknown_member(name, &known));
            Err(Problem::malformed(vec![error]))
        }
    }
}

impl FromRequest for JsonDocument {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limits = request.app_data::<BodyLimits>().copied().unwrap_or_default();
        let checked = check_head(request.method(), request.headers(), limits.bytes);
        let body = web::Payload::from_request(request, payload);
        Box::pin(async move {
            checked?;
            let body = body.await.map_err(|_| incomplete())?;
            let bytes = receive(body, limits).await?;
            if bytes.is_empty() {
                let detail = Text::new("Permintaan tidak memiliki isi.", "The request has no body.");
                return Err(Problem::malformed(vec![FieldError::at("", ErrorCode::EmptyBody, detail)]));
            }
            Ok(Self { value: parse_document(&bytes)? })
        })
    }
}

fn check_head(method: &Method, headers: &HeaderMap, limit: usize) -> Result<(), Problem> {
    match *method {
        Method::PATCH => check_body_head(headers, &[MERGE_PATCH, JSON], &["utf-8"], MERGE_PATCH, limit),
        _ => check_body_head(headers, &[JSON], &["utf-8"], JSON, limit),
    }
}

async fn receive(body: web::Payload, limits: BodyLimits) -> Result<Bytes, Problem> {
    match body.to_bytes_limited(limits.bytes).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(incomplete()),
        Err(_) => Err(Problem::too_large(limits.bytes)),
    }
}

fn incomplete() -> Problem {
    let detail = Text::new("Isi permintaan tidak diterima sampai selesai.", "The body did not arrive completely.");
    Problem::malformed(vec![FieldError::at("", ErrorCode::IncompleteBody, detail)])
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
    use actix_web::test::TestRequest;
    use serde_json::json;

    use super::*;
    use crate::http::problem::field_error::Place;
    use crate::http::problem::kinds::ProblemKind;

    async fn extract(request: TestRequest, body: &'static [u8]) -> Result<JsonDocument, Problem> {
        let limits = BodyLimits { bytes: 20, ..BodyLimits::default() };
        let (request, mut payload) = request.set_payload(body).app_data(limits).to_http_parts();
        JsonDocument::from_request(&request, &mut payload).await
    }

    fn put(content_type: &str) -> TestRequest {
        TestRequest::put().insert_header((CONTENT_TYPE, content_type))
    }

    #[actix_web::test]
    async fn only_json_is_accepted() {
        for content_type in
            ["application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""]
        {
            let document = extract(put(content_type), b"{\"a\": 1}").await.unwrap();
            assert_eq!(document.value(), &json!({"a": 1}));
        }
        for content_type in ["text/plain", "application/json; charset=latin1", "application/merge-patch+json", ""] {
            let problem = extract(put(content_type), b"{}").await.unwrap_err();
            assert_eq!(problem.kind(), ProblemKind::UnsupportedMediaType, "{content_type}");
        }
        let patch = TestRequest::patch().insert_header((CONTENT_TYPE, "application/merge-patch+json"));
        assert!(extract(patch, b"{}").await.is_ok());
        let compressed = put(JSON).insert_header((CONTENT_ENCODING, "gzip"));
        assert_eq!(extract(compressed, b"{}").await.unwrap_err().kind(), ProblemKind::UnsupportedMediaType);
    }

    #[actix_web::test]
    async fn a_body_is_bounded_and_not_empty() {
        assert_eq!(extract(put(JSON), b"{\"a\": \"12345678901\"}").await.unwrap().value()["a"], "12345678901");
        let problem = extract(put(JSON), b"{\"a\": \"123456789012\"}").await.unwrap_err();
        assert_eq!(problem.kind(), ProblemKind::TooLarge);
        let announced = put(JSON).insert_header((CONTENT_LENGTH, "21")).to_http_request();
        let problem = check_head(announced.method(), announced.headers(), 20).unwrap_err();
        assert_eq!(problem.kind(), ProblemKind::TooLarge);
        assert_eq!(extract(put(JSON), b"").await.unwrap_err().errors()[0].code, ErrorCode::EmptyBody);
    }

    #[test]
    fn read_only_members_may_be_sent_back() {
        let current = json!({"id": 1, "name": "a", "activity": {"status": "active"}, "class": null});
        let (bookkeeping, derived) = (["id", "created_at"], ["activity", "class"]);
        let mut sent = json!({"id": 9, "name": "b", "activity": {"status": "active"}, "class": null});
        assert_eq!(read_only(&mut sent, Some(&current), &bookkeeping, &derived), []);
        assert_eq!(sent, json!({"name": "b"}));

        let mut sent = json!({"activity": {"status": "inactive"}, "class": "micro"});
        let violations = read_only(&mut sent, Some(&current), &bookkeeping, &derived);
        let members: Vec<_> = violations.iter().map(|violation| violation.member).collect();
        assert_eq!(members, ["activity", "class"]);

        let mut sent = json!({"activity": {"status": "active"}});
        assert_eq!(read_only(&mut sent, None, &bookkeeping, &derived).len(), 1);
    }

    #[test]
    fn a_patch_changes_what_it_names() {
        let current = json!({"id": 1, "name": "a", "nib": "1", "class": "micro"});
        let patch = |value| JsonDocument { value }.patching(&current, &["id"], &["class"]);
        assert_eq!(patch(json!({"name": "b", "nib": null})).unwrap(), (json!({"name": "b", "nib": null}), vec![]));
        assert_eq!(patch(json!({"id": 2, "class": "micro"})).unwrap(), (json!({"name": "a", "nib": "1"}), vec![]));
        assert_eq!(patch(json!({"class": null})).unwrap().1.len(), 1);
        let problem = patch(json!({"nmae": null})).unwrap_err();
        assert_eq!(problem.errors()[0].place, Place::Pointer("/nmae".into()));
    }
}
