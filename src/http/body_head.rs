//! The headers that describe a request's body. They are checked first, so that a body that is refused anyway is not read.

use std::fmt::Display;
use std::str::FromStr;

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName};

use crate::http::problem::Problem;

/// Checks the media type, the charset, the encoding and the announced length of a body. `types` and `charsets` are lower-case;
/// `expected` names the accepted types in the error; `limit` is in bytes.
///
/// # Errors
/// 415 for a type, charset or encoding that is not accepted, 413 for a body that is too large.
pub fn check_body_head<N: FromStr + PartialOrd + Display>(
    headers: &HeaderMap,
    types: &[&str],
    charsets: &[&str],
    expected: &str,
    limit: N,
) -> Result<(), Problem> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let is_among = |accepted: &[&str], word: &str| accepted.contains(&word.to_ascii_lowercase().as_str());
    let content_type = text(CONTENT_TYPE).ok_or_else(|| Problem::unsupported_media_type(expected))?;
    let mut parts = content_type.split(';').map(str::trim);
    let is_type = is_among(types, parts.next().unwrap_or_default());
    // Neither JSON nor XLSX has a charset parameter, but many clients send one; UTF-8 is harmless, any other is not.
    let is_charset = parts.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            is_among(charsets, value.trim().trim_matches('"'))
        }
        _ => true,
    });
    if !is_type || !is_charset {
        return Err(Problem::unsupported_media_type(expected));
    }
    if text(CONTENT_ENCODING).is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
        return Err(Problem::unsupported_media_type(&format!("{expected}, not compressed")));
    }
    match text(CONTENT_LENGTH).and_then(|length| length.parse::<N>().ok()) {
        Some(length) if length > limit => Err(Problem::too_large(limit)),
        _ => Ok(()),
    }
}
