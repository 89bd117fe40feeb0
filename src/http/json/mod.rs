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

use crate::domain::Text;
use crate::http::body_head::check_body_head;
use crate::http::json::body_limits::BodyLimits;
use crate::http::json::syntax::parse_document;
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
}
