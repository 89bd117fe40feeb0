//! TODO head

use std::fmt;

use actix_web::http::header::{HeaderMap, HeaderName};
use actix_web::{HttpMessage, HttpRequest};

use crate::domain::identity_number::DIGITS;

/// The header that carries the request's id, in both directions.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The shortest number that is not shown: a person's has 16 digits, and so may one with a slip in it.
pub const LONG_NUMBER: usize = DIGITS;

/// The most characters of an id.
pub const MAX_ID: usize = 64;

/// The id of a request, in its extensions. Small enough to be copied to wherever a record of the request is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RequestId {
    pub bytes: [u8; MAX_ID],
    pub length: usize,
}

impl Default for RequestId {
    fn default() -> Self {
        Self { bytes: [0; MAX_ID], length: 0 }
    }
}

impl RequestId {
    /// The id of this request; empty outside the middleware.
    pub fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().copied().unwrap_or_default()
    }

    /// An id of at most [`MAX_ID`] characters of ASCII; what is more is cut off.
    pub fn new(id: &str) -> Self {
        let mut new = Self::default();
        for (place, byte) in new.bytes.iter_mut().zip(id.bytes()) {
            *place = byte;
        }
        new.length = id.len().min(MAX_ID);
        new
    }

    /// The caller's id where it is sane, else 128 random bits in hex.
    pub fn choose(headers: &HeaderMap) -> Self {
        let given = headers
            .get(X_REQUEST_ID)
            .and_then(|value| value.to_str().ok())
            .filter(|id| is_sane(id) && concealed(id) == **id);
        given.map_or_else(Self::random, Self::new)
    }

    /// A new one, for an answer to what is no request.
    pub fn random() -> Self {
        Self::new(&random_id())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        self.bytes.get(..self.length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

pub fn is_sane(id: &str) -> bool {
    (1..=MAX_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// A text of the caller's for the log, without what has no place there: long numbers, which may be of a person, and keys.
pub fn concealed(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
        let (taken, replacement) = match rest.strip_prefix("iku_") {
            Some(_) => (rest.len(), "iku_***"),
            None if digits >= LONG_NUMBER => (digits, "***"),
            None if digits > 0 => (digits, ""),
            None => (first.len_utf8(), ""),
        };
        let Some((part, after)) = rest.split_at_checked(taken) else { break };
        shown.push_str(if replacement.is_empty() { part } else { replacement });
        rest = after;
    }
    shown
}

pub fn random_id() -> String {
    let mut bytes = [0; 16];
    // Without randomness the id is all zeros: a poor id is better than no answer.
    let _ = getrandom::fill(&mut bytes);
    format!("{:032x}", u128::from_be_bytes(bytes))
}
