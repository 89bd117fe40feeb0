//! Answers of the connection itself, when no request can reach the application. Actix would answer with a bare status.

use std::time::SystemTime;

use actix_web::HttpResponse;
use actix_web::body::MessageBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONNECTION, CONTENT_LENGTH, DATE, HeaderName, HttpDate};
use actix_web::web::Bytes;

use crate::domain::Language;
use crate::http::headers::{NO_CONTENT, add_headers, add_strict_transport};
use crate::http::{Problem, RequestContext, RequestId};

/// The path in the answer: none was read.
const NO_PATH: &str = "/";

/// A problem as the bytes of an answer, after which the connection is closed; `is_secure` is whether it uses TLS. It has the
/// headers of every answer, but none for other origins, since the request's origin was not read. Writes a line to the log.
pub fn refusal(problem: &Problem, is_secure: bool) -> Bytes {
    let id = RequestId::random();
    let context = RequestContext { language: Language::English, instance: NO_PATH, request_id: id.as_str() };
    let mut answer = problem.respond(&context);
    add_headers(answer.headers_mut(), &id, NO_CONTENT);
    if is_secure {
        add_strict_transport(answer.headers_mut());
    }
    log::info!("no request {} request_id={id}", answer.status().as_u16());
    encode(answer)
}

fn encode(answer: HttpResponse) -> Bytes {
    let status = answer.status();
    let (head, body) = answer.into_parts();
    let body = body.try_into_bytes().unwrap_or_default();
    let mut text = format!("HTTP/1.1 {} {}\r\n", status.as_u16(), status.canonical_reason().unwrap_or_default());
    let mut line = |name: &HeaderName, value: &str| text.push_str(&format!("{name}: {value}\r\n"));
    for (name, value) in head.headers() {
        line(name, value.to_str().unwrap_or_default());
    }
    line(&CONTENT_LENGTH, &body.len().to_string());
    line(&CONNECTION, "close");
    line(&DATE, &HttpDate::from(SystemTime::now()).to_string());
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(&body);
    bytes.into()
}

/// The problem for the answer of Actix to a head that it could not read.
pub fn unreadable(answer: &[u8]) -> Problem {
    let status = answer.get(9..12).and_then(|status| StatusCode::from_bytes(status).ok());
    if status == Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE) {
        // Longer heads are refused before Actix reads them, so this is about the number of headers.
        return Problem::header_too_large();
    }
    Problem::malformed(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_a_complete_answer() {
        let bytes = refusal(&unreadable(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"), false);
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{head}");
        assert!(head.contains("application/problem+json") && head.contains("connection: close"), "{head}");
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{head}");
        let id = head.split("x-request-id: ").nth(1).and_then(|rest| rest.lines().next()).unwrap();
        assert!(body.contains(id) && body.contains("/malformed"), "{body}");
        for name in ["content-security-policy", "x-frame-options", "referrer-policy", "x-content-type-options"] {
            assert!(head.contains(&format!("\r\n{name}: ")), "{name}: {head}");
        }
        assert!(!head.contains("strict-transport-security"), "{head}");
        let many = refusal(&unreadable(b"HTTP/1.1 431 Request Header Fields Too Large\r\n"), true);
        assert!(many.windows(26).any(|name| name == b"strict-transport-security:"));
        assert!(many.starts_with(b"HTTP/1.1 431 "));
    }
}
