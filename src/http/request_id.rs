//! The id of a request, and hiding personal numbers and keys in texts for the log.

use std::fmt;

use actix_web::http::header::{HeaderMap, HeaderName};
use actix_web::{HttpMessage, HttpRequest};

use crate::domain::identity_number::DIGITS;

/// The header that carries the request's id, in both directions.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The shortest number that is hidden: an identity number has 16 digits, also one with a wrong digit.
const LONG_NUMBER: usize = DIGITS;

/// The longest id, in characters.
const MAX_ID: usize = 64;

/// The id of a request, stored in its extensions. `Copy`, since the log line outlives the request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RequestId {
    bytes: [u8; MAX_ID],
    length: usize,
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

    /// An id of ASCII characters, cut off after [`MAX_ID`].
    fn new(id: &str) -> Self {
        let mut new = Self::default();
        for (target, byte) in new.bytes.iter_mut().zip(id.bytes()) {
            *target = byte;
        }
        new.length = id.len().min(MAX_ID);
        new
    }

    /// The caller's id if it is acceptable, else 128 random bits in hexadecimal.
    pub fn choose(headers: &HeaderMap) -> Self {
        let given = headers
            .get(X_REQUEST_ID)
            .and_then(|value| value.to_str().ok())
            .filter(|id| is_sane(id) && concealed(id) == **id);
        given.map_or_else(Self::random, Self::new)
    }

    /// A random id, also for an answer without a request.
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

/// Whether a caller's id is short and has no special characters.
fn is_sane(id: &str) -> bool {
    (1..=MAX_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// A caller's text for the log, with keys and with long numbers, which may identify a person, replaced by asterisks.
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

fn random_id() -> String {
    let mut bytes = [0; 16];
    // Without randomness the id is all zeros, which is better than no answer.
    let _ = getrandom::fill(&mut bytes);
    format!("{:032x}", u128::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn identity_numbers_and_keys_are_concealed() {
        assert_eq!(concealed("/umkm/1571010101900001/reports/2023"), "/umkm/***/reports/2023");
        assert_eq!(concealed("/x/1571010101900001abc15710101019000012"), "/x/***abc***");
        assert_eq!(concealed("/keys/iku_0123abc"), "/keys/iku_***");
        assert_eq!(concealed("/cooperatives/é/1764000000000"), "/cooperatives/é/1764000000000");
    }

    proptest! {
        #[test]
        fn an_id_is_that_of_the_caller_or_a_new_one(
            bytes in proptest::collection::vec(any::<u8>(), 0..80),
            sane in "[A-Za-z0-9._-]{1,64}",
            number in "[0-9]{16}",
        ) {
            let chosen = |bytes: &[u8]| {
                let mut headers = HeaderMap::new();
                if let Ok(value) = HeaderValue::from_bytes(bytes) {
                    headers.insert(X_REQUEST_ID, value);
                }
                RequestId::choose(&headers).to_string()
            };
            prop_assert!(is_sane(&chosen(&bytes)));
            prop_assert!(chosen(number.as_bytes()) != number && chosen(b"iku_0123") != "iku_0123");
            let shown = concealed(&sane) == sane;
            prop_assert_eq!(chosen(sane.as_bytes()) == sane, shown);
        }
    }
}
