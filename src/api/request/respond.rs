//! Answers with a JSON body: serialised once, with the headers for tags and caches.

use actix_web::body::MessageBody;
use actix_web::http::header::{CACHE_CONTROL, ETAG, LOCATION, VARY};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use crate::api::operations::requested::RequestedOperation;
use crate::api::request::caller::Caller;
use crate::api::request::stored_response::{IDEMPOTENCY_REPLAYED, StoredResponse};
use crate::http::serialise::to_json;
use crate::http::{Conditions, ETag, Problem};

/// 200 with this body; 304 without it where a GET's `If-None-Match` names the tag of its bytes.
///
/// # Errors
/// 400 for an `If-None-Match` that cannot be read.
pub fn json_ok<T: Serialize>(request: &HttpRequest, body: &T) -> Result<HttpResponse, Problem> {
    bytes_ok(request, HttpResponse::Ok(), to_json(body)?)
}

/// 200 with the document of a record; 304 without it where a GET's `If-None-Match` names its tag.
///
/// # Errors
/// 400 for an `If-None-Match` that cannot be read.
pub fn record_ok<V: Serialize>(
    request: &HttpRequest,
    tag: &ETag,
    view: impl FnOnce() -> V,
) -> Result<HttpResponse, Problem> {
    tagged_ok(request, HttpResponse::Ok(), tag, || to_json(&view()))
}

/// 201 with the document of a record that a PUT created at the path of the request.
///
/// # Errors
/// 500 if the document cannot be serialised.
pub fn created_record<V: Serialize>(request: &HttpRequest, tag: &ETag, view: &V) -> Result<HttpResponse, Problem> {
    let mut response = with_headers(request, HttpResponse::Created(), tag);
    Ok(response.insert_header((LOCATION, request.path())).content_type("application/json").body(to_json(view)?))
}

/// The answer to a POST, for the first time or again.
pub fn posted(request: &HttpRequest, answer: StoredResponse, is_replayed: bool) -> Result<HttpResponse, Problem> {
    let StoredResponse { status, location, tag, body } = answer;
    let tag = tag.unwrap_or_else(|| ETag::of(&body));
    let mut response = with_headers(request, HttpResponse::build(status), &tag);
    if let Some(location) = location {
        response.insert_header((LOCATION, location));
    }
    if is_replayed {
        response.insert_header((IDEMPOTENCY_REPLAYED, "true"));
    }
    Ok(response.content_type("application/json").body(body))
}

/// 204: the request was carried out, and the answer has no body.
pub fn no_content() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// Like [`json_ok`] for a body that is serialised already, in an answer that has further headers.
///
/// # Errors
/// 400 for an `If-None-Match` that cannot be read.
pub fn bytes_ok(
    request: &HttpRequest,
    response: HttpResponseBuilder,
    body: impl AsRef<[u8]> + MessageBody + 'static,
) -> Result<HttpResponse, Problem> {
    let tag = ETag::of(body.as_ref());
    tagged_ok(request, response, &tag, || Ok(body))
}

/// The answer with this tag; its body is made only where it is sent.
fn tagged_ok<B: MessageBody + 'static>(
    request: &HttpRequest,
    response: HttpResponseBuilder,
    tag: &ETag,
    body: impl FnOnce() -> Result<B, Problem>,
) -> Result<HttpResponse, Problem> {
    let mut response = with_headers(request, response, tag);
    // The conditions of a write were for the version before it.
    if *request.method() == Method::GET && Conditions::of(request.headers())?.not_modified(tag) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    Ok(response.content_type("application/json").body(body()?))
}

/// An answer that is given to several requests.
#[derive(Debug)]
pub struct Prepared {
    bytes: Bytes,
    tag: ETag,
}

impl Prepared {
    /// This body, serialised and tagged.
    ///
    /// # Errors
    /// 500 if the body cannot be serialised, which is a fault of ours.
    pub fn of<T: Serialize>(body: &T) -> Result<Self, Problem> {
        let bytes = Bytes::from(to_json(body)?);
        Ok(Self { tag: ETag::of(&bytes), bytes })
    }

    /// As [`json_ok`] of the body.
    ///
    /// # Errors
    /// 400 for an `If-None-Match` that cannot be read.
    pub fn ok(&self, request: &HttpRequest) -> Result<HttpResponse, Problem> {
        tagged_ok(request, HttpResponse::Ok(), &self.tag, || Ok(self.bytes.clone()))
    }
}

/// Adds `ETag`, `Cache-Control` and `Vary`. Personal data is `no-store`. Other answers to a key are `private`, open data is
/// `public`; both are `no-cache`, so that a cache asks each time and the next read shows a write.
fn with_headers(request: &HttpRequest, mut response: HttpResponseBuilder, tag: &ETag) -> HttpResponseBuilder {
    let is_personal =
        request.extensions().get::<RequestedOperation>().is_some_and(|requested| requested.0.rules.is_personal);
    let cache = match Caller::of(request).is_anonymous() {
        _ if is_personal => "private, no-store",
        true => "public, no-cache",
        false => "private, no-cache",
    };
    response.insert_header((ETAG, tag.to_string()));
    response.insert_header((CACHE_CONTROL, cache));
    response.insert_header((VARY, "Authorization, Accept"));
    response
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::IF_NONE_MATCH;
    use actix_web::test::TestRequest;
    use serde_json::json;

    use super::*;
    use crate::domain::{Role, Scope};

    #[test]
    fn a_known_version_is_not_sent_again() {
        let body = json!({"a": 1});
        let first = json_ok(&TestRequest::get().to_http_request(), &body).unwrap();
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers().get(ETAG).unwrap().clone();
        let again = TestRequest::get().insert_header((IF_NONE_MATCH, tag.clone())).to_http_request();
        let second = json_ok(&again, &body).unwrap();
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(second.headers().get(ETAG), Some(&tag));
        assert_eq!(json_ok(&again, &json!({"a": 2})).unwrap().status(), StatusCode::OK);
        let put = TestRequest::put().insert_header((IF_NONE_MATCH, tag)).to_http_request();
        assert_eq!(json_ok(&put, &body).unwrap().status(), StatusCode::OK);
    }

    #[test]
    fn an_answer_to_a_key_is_private() {
        let request = TestRequest::get().to_http_request();
        let cache = |request| json_ok(request, &json!({})).unwrap().headers().get(CACHE_CONTROL).unwrap().clone();
        assert_eq!(cache(&request), "public, no-cache");
        request.extensions_mut().insert(Caller {
            scope: Scope { role: Some(Role::Viewer), region: None },
            key_id: Some(1),
            ..Caller::default()
        });
        assert_eq!(cache(&request), "private, no-cache");
    }

    #[test]
    fn the_answer_that_creates_a_record_has_its_path_and_its_tag() {
        let (request, tag) = (TestRequest::put().uri("/umkm/7").to_http_request(), ETag::of(b"x"));
        let response = created_record(&request, &tag, &json!({})).unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        assert_eq!(response.headers().get(LOCATION).unwrap(), "/umkm/7");
        assert_eq!(response.headers().get(ETAG).unwrap(), &tag.to_string());
    }

    #[test]
    fn the_document_of_a_known_version_is_not_made() {
        let tag = ETag::of(b"x");
        let known = TestRequest::get().insert_header((IF_NONE_MATCH, tag.to_string())).to_http_request();
        let answer = record_ok(&known, &tag, || -> i32 { panic!("the document is not needed") }).unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_MODIFIED);
    }
}
