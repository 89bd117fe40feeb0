//! A small HTTP client whose failures show the request and the answer.

use std::time::Duration;

use serde_json::Value;

use super::server::Server;

/// Keep-alive connections, no redirects, and every status is an answer.
pub(super) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .allow_non_standard_methods(true)
        .max_idle_connections(128)
        .max_idle_connections_per_host(128)
        // Shorter than the server's keep-alive, so that no request uses a connection that is about to be closed.
        .max_idle_age(Duration::from_secs(2))
        // For a server that never answers, not for slow machines: longer than any time limit of the server.
        .timeout_global(Some(Duration::from_secs(300)))
        .user_agent("iku-tests")
        .build()
        .into()
}

/// Requests with one key, or without one.
pub(crate) struct Client<'a> {
    server: &'a Server,
    key: Option<String>,
}

impl<'a> Client<'a> {
    pub(super) fn new(server: &'a Server, key: Option<String>) -> Self {
        Self { server, key }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> Request<'a> {
        let mut request = Request {
            server: self.server,
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: None,
        };
        if let Some(key) = &self.key {
            request = request.header("authorization", &format!("Bearer {key}"));
        }
        request
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send()
    }

    pub(crate) fn post(&self, path: &str, body: Value) -> Answer {
        self.request("POST", path).json(&body).send()
    }

    pub(crate) fn put(&self, path: &str, body: Value) -> Answer {
        self.request("PUT", path).json(&body).send()
    }

    pub(crate) fn patch(&self, path: &str, body: Value) -> Answer {
        self.request("PATCH", path).body(body.to_string(), "application/merge-patch+json").send()
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.request("DELETE", path).send()
    }
}

/// A request before it is sent.
pub(crate) struct Request<'a> {
    server: &'a Server,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Request<'_> {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn json(self, value: &Value) -> Self {
        self.body(value.to_string(), "application/json")
    }

    /// A raw body; an empty content type sends no header.
    pub(crate) fn body(mut self, bytes: impl Into<Vec<u8>>, content_type: &str) -> Self {
        self.body = Some(bytes.into());
        if content_type.is_empty() { self } else { self.header("content-type", content_type) }
    }

    pub(crate) fn send(self) -> Answer {
        let request_line = format!("{} {}", self.method, self.path);
        self.try_send().unwrap_or_else(|error| panic!("{request_line} got no answer: {error}"))
    }

    /// For tests in which the server may be down: an error means that the outcome of the request is unknown.
    pub(crate) fn try_send(self) -> Result<Answer, String> {
        let request_line = format!("{} {}", self.method, self.path);
        let mut request = ureq::http::Request::builder().method(self.method.as_str()).uri(format!(
            "{}{}",
            self.server.base(),
            self.path
        ));
        for (name, value) in &self.headers {
            // From bytes, since tests send values that are not ASCII.
            let value = ureq::http::HeaderValue::from_bytes(value.as_bytes()).map_err(|error| error.to_string())?;
            request = request.header(name, value);
        }
        let fail = |error: ureq::Error| error.to_string();
        let response = match self.body {
            Some(bytes) => self.server.agent.run(request.body(bytes).map_err(|error| error.to_string())?),
            None => self.server.agent.run(request.body(()).map_err(|error| error.to_string())?),
        };
        let mut response = response.map_err(fail)?;
        let headers = response.headers().iter();
        let headers =
            headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let (status, headers) = (response.status().as_u16(), headers.collect());
        let bytes = response.body_mut().with_config().limit(1 << 30).read_to_vec().map_err(fail)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Answer { request_line, status, headers, text, bytes })
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    request_line: String,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
    /// The body as bytes.
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("no JSON ({error}) in {}", self.whole()))
    }

    /// A header, by its name in any case.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let found = self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone())
    }

    pub(crate) fn etag(&self) -> String {
        self.header("etag").unwrap_or_else(|| panic!("no ETag in {}", self.whole()))
    }

    /// Fails with the complete answer unless it has this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert!(self.status == status, "expected {status} for {}", self.whole());
        self
    }

    /// The value at a JSON pointer. A missing one fails: in answers an absent member differs from a null one.
    #[track_caller]
    pub(crate) fn at(&self, pointer: &str) -> Value {
        let found = self.json().pointer(pointer).cloned();
        found.unwrap_or_else(|| panic!("nothing at {pointer} in {}", self.whole()))
    }

    /// The `id` of the record in the answer.
    #[track_caller]
    pub(crate) fn id(&self) -> i64 {
        self.at("/id").as_i64().unwrap_or_else(|| panic!("no integer id in {}", self.whole()))
    }

    pub(crate) fn items(&self) -> Vec<Value> {
        self.at("/items").as_array().cloned().unwrap_or_else(|| panic!("no items in {}", self.whole()))
    }

    /// The complete answer, for a message.
    pub(crate) fn whole(&self) -> String {
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        format!("{}\nHTTP {}\n{headers}\n{}", self.request_line, self.status, self.text)
    }
}
