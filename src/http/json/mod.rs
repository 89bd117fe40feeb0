//! JSON bodies of requests.

pub(crate) mod body_limits;
pub(crate) mod decimal;
pub(crate) mod read;
pub(crate) mod syntax;

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName};
use actix_web::rt::time::timeout;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, web};
use serde_json::Value;

use crate::domain::Text;
use crate::http::json::body_limits::BodyLimits;
use crate::http::json::syntax::parse_document;
use crate::http::problem::Problem;
use crate::http::problem::field_error::FieldError;
use crate::http::problem::kinds::ErrorCode;

const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";

/// The body of a request: one JSON object, strictly read.
#[derive(Clone, Debug)]
pub struct JsonDocument {
    value: Value,
}

impl JsonDocument {
    /// The object as sent.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The same text for the same object, to tell requests apart.
    pub fn text(&self) -> String {
        self.value.to_string()
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
                let detail = Text::new("Isi permintaan kosong.", "The request has no body.");
                return Err(Problem::malformed(vec![FieldError::at("", ErrorCode::EmptyBody, detail)]));
            }
            Ok(Self { value: parse_document(&bytes, limits.document)? })
        })
    }
}

/// What the head tells already, so that a body that is refused anyway is not read.
fn check_head(method: &Method, headers: &HeaderMap, limit: usize) -> Result<(), Problem> {
    let is_patch = *method == Method::PATCH;
    let expected = if is_patch { MERGE_PATCH } else { JSON };
    let media_type = text_of(headers, CONTENT_TYPE).ok_or_else(|| Problem::unsupported_media_type(expected))?;
    if !is_json(media_type, is_patch) {
        return Err(Problem::unsupported_media_type(expected));
    }
    if text_of(headers, CONTENT_ENCODING).is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
        return Err(Problem::unsupported_media_type(&format!("{expected}, not compressed")));
    }
    match text_of(headers, CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok()) {
        Some(length) if length > limit => Err(Problem::too_large(limit)),
        _ => Ok(()),
    }
}

fn text_of(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

/// JSON has no charset parameter, but many clients send one; UTF-8 is harmless, any other is not.
fn is_json(content_type: &str, is_patch: bool) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    let known = media_type.eq_ignore_ascii_case(JSON) || (is_patch && media_type.eq_ignore_ascii_case(MERGE_PATCH));
    known
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
                value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            _ => true,
        })
}

async fn receive(body: web::Payload, limits: BodyLimits) -> Result<Bytes, Problem> {
    match timeout(limits.time, body.to_bytes_limited(limits.bytes)).await {
        Ok(Ok(Ok(bytes))) => Ok(bytes),
        Ok(Ok(Err(_))) | Err(_) => Err(incomplete()),
        Ok(Err(_)) => Err(Problem::too_large(limits.bytes)),
    }
}

fn incomplete() -> Problem {
    let detail = Text::new("Isi permintaan tidak sampai selesai.", "The body did not arrive to its end.");
    Problem::malformed(vec![FieldError::at("", ErrorCode::IncompleteBody, detail)])
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use serde_json::json;

    use super::*;
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
    async fn takes_json_and_nothing_else() {
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
        let squeezed = put(JSON).insert_header((CONTENT_ENCODING, "gzip"));
        assert_eq!(extract(squeezed, b"{}").await.unwrap_err().kind(), ProblemKind::UnsupportedMediaType);
    }

    #[actix_web::test]
    async fn bodies_are_bounded_and_not_empty() {
        assert_eq!(extract(put(JSON), b"{\"a\": \"12345678901\"}").await.unwrap().value()["a"], "12345678901");
        let problem = extract(put(JSON), b"{\"a\": \"123456789012\"}").await.unwrap_err();
        assert_eq!(problem.kind(), ProblemKind::TooLarge);
        let announced = put(JSON).insert_header((CONTENT_LENGTH, "21")).to_http_request();
        let problem = check_head(announced.method(), announced.headers(), 20).unwrap_err();
        assert_eq!(problem.kind(), ProblemKind::TooLarge);
        assert_eq!(extract(put(JSON), b"").await.unwrap_err().errors()[0].code, ErrorCode::EmptyBody);
    }
}
