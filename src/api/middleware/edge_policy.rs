//! The policy at the edge of the service: allowances for requests, and the headers for browsers and pages of other origins.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue,
    ORIGIN, VARY,
};

use crate::api::middleware::client_address::Proxies;
use crate::api::middleware::rate_limit::{RateLimiter, RateSetting, Who};
use crate::http::Problem;
use crate::http::headers::{NO_CONTENT, add_strict_transport};

/// The headers that a page of another origin may send, besides those that any page may.
const SENT: &str =
    "Authorization, Content-Type, Accept-Language, If-Match, If-None-Match, Idempotency-Key, X-Request-Id";
/// The headers that it may read, besides those that any page may.
const READ: &str = "ETag, Link, Location, Allow, Retry-After, WWW-Authenticate, X-Request-Id, Idempotency-Replayed, \
    Content-Disposition";
/// How long a browser may cache the answer to a preflight request, in seconds.
const REMEMBERED: &str = "600";

/// The content policy of the interactive page: its own files and this service alone. It styles itself inline.
const OWN_FILES: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The settings of the policy, and the allowances. Part of the application's data as `web::Data<EdgePolicy>`.
pub struct EdgePolicy {
    limiter: RateLimiter,
    proxies: Proxies,
    /// The origins whose pages may read answers.
    origins: Vec<Origin>,
    /// Whether the service itself speaks TLS.
    has_tls: bool,
}

/// An origin, as `https://portal.example`, or any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl std::str::FromStr for Origin {
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        let host = raw.strip_prefix("https://").or_else(|| raw.strip_prefix("http://"));
        let is_host =
            |host: &str| !host.is_empty() && host.bytes().all(|b| b.is_ascii_graphic() && !b"/?#@*,".contains(&b));
        if raw == "*" || host.is_some_and(is_host) {
            Ok(Self(raw.to_ascii_lowercase()))
        } else {
            Err("An origin must have the form https://portal.example or http://localhost:3000, without a path; * is any origin."
                .to_owned())
        }
    }
}

impl EdgePolicy {
    /// A policy with these settings, and with whole allowances.
    pub fn new(rate: RateSetting, proxies: Proxies, origins: Vec<Origin>, has_tls: bool) -> Self {
        Self { limiter: RateLimiter::new(rate), proxies, origins, has_tls }
    }

    /// Takes one request off the allowance of a key's holder.
    ///
    /// # Errors
    /// 429.
    pub fn admit_key(&self, key: Option<i64>) -> Result<(), Problem> {
        self.admit(key.map_or(Who::SettingsKey, Who::Key))
    }

    /// Takes one request off the allowance of the client's address.
    ///
    /// # Errors
    /// 429.
    pub fn admit_address(&self, request: &ServiceRequest) -> Result<(), Problem> {
        self.admit(self.address_of(request))
    }

    /// Gives back to the client's address the request that was taken before the key was known to be valid.
    pub fn give_back_to_address(&self, request: &ServiceRequest) {
        self.limiter.give_back(self.address_of(request));
    }

    fn address_of(&self, request: &ServiceRequest) -> Who {
        // A request without a peer came over no network.
        let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.ip());
        Who::at(self.proxies.client(peer, request.headers()))
    }

    fn admit(&self, who: Who) -> Result<(), Problem> {
        self.limiter.take(who, Instant::now()).map_err(Problem::too_many_requests)
    }

    /// The origin of the requesting page, if it may read the answer.
    pub fn allowed_origin(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = headers.get(ORIGIN)?;
        let text = origin.to_str().ok()?.to_ascii_lowercase();
        self.origins.iter().any(|allowed| allowed.0 == "*" || allowed.0 == text).then(|| origin.clone())
    }

    /// Adds the header that makes browsers stay with TLS, and those that let a page of this origin read the answer.
    pub fn add_headers(&self, headers: &mut HeaderMap, origin: Option<&HeaderValue>) {
        if self.has_tls {
            add_strict_transport(headers);
        }
        if self.origins.is_empty() {
            return;
        }
        // The answer depends on the origin even where it is not allowed.
        headers.append(VARY, HeaderValue::from_static("Origin"));
        if let Some(origin) = origin {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(READ));
        }
    }
}

/// Adds the answer to a preflight request, with which a browser asks whether a page of another origin may send a request. Only
/// for OPTIONS, and only where the page may read the answer.
pub fn add_preflight(headers: &mut HeaderMap, requested: &HeaderMap, method: &Method, allow: &str) {
    if *method != Method::OPTIONS || !requested.contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
        return;
    }
    if let Ok(allow) = HeaderValue::from_str(allow) {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, allow);
    }
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(SENT));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(REMEMBERED));
}

/// The content policy of the answer at a path.
pub fn content_policy(path: &str) -> &'static str {
    if path.starts_with("/docs/") { OWN_FILES } else { NO_CONTENT }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_strictly() {
        for right in ["*", "https://portal.example", "http://localhost:3000"] {
            assert!(right.parse::<Origin>().is_ok(), "{right}");
        }
        for wrong in ["", "portal.example", "https://", "https://a/", "https://a/b", "ftp://a", "https://*.a", "null"] {
            assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
        }
    }
}
