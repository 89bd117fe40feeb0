//! The required form of every refusal, checked wherever one is expected.

use serde_json::Value;

use super::Answer;

impl Answer {
    /// Fails unless the answer is a complete problem document of this status and kind (the last segment of its type).
    #[track_caller]
    pub(crate) fn problem(self, status: u16, kind: &str) -> Self {
        let answer = self.expect(status);
        let whole = answer.whole();
        let content_type = answer.header("content-type").unwrap_or_default();
        assert!(content_type.starts_with("application/problem+json"), "not a problem document: {whole}");
        let uri = answer.text_at("/type");
        assert_eq!(uri.rsplit('/').next(), Some(kind), "the kind of {whole}");
        assert!(uri.starts_with("https://"), "the type is no stable URI: {whole}");
        assert_eq!(answer.at("/status"), status, "the status member of {whole}");
        for member in ["/title", "/detail", "/instance"] {
            assert!(!answer.text_at(member).is_empty(), "{member} is empty in {whole}");
        }
        assert_eq!(Some(answer.text_at("/request_id")), answer.header("x-request-id"), "the request id of {whole}");
        answer
    }

    /// Fails unless the problem has this pointer with this code.
    #[track_caller]
    pub(crate) fn names(self, pointer: &str, code: &str) -> Self {
        let found = self.errors().iter().any(|error| error["pointer"] == pointer && error["code"] == code);
        assert!(found, "no error {code} at {pointer} in {}", self.whole());
        self
    }

    /// Fails unless the problem has this pointer, with any code.
    #[track_caller]
    pub(crate) fn names_pointer(self, pointer: &str) -> Self {
        assert!(self.pointers().iter().any(|one| one == pointer), "no error at {pointer} in {}", self.whole());
        self
    }

    /// Fails unless the problem names this query or path parameter.
    #[track_caller]
    pub(crate) fn names_parameter(self, parameter: &str) -> Self {
        let found = self.errors().iter().any(|error| error["parameter"] == parameter);
        assert!(found, "no error for the parameter {parameter} in {}", self.whole());
        self
    }

    /// Fails unless one of the errors has this code.
    #[track_caller]
    pub(crate) fn has_code(self, code: &str) -> Self {
        assert!(self.errors().iter().any(|error| error["code"] == code), "no {code} in {}", self.whole());
        self
    }

    /// The pointers of all errors, sorted.
    #[track_caller]
    pub(crate) fn pointers(&self) -> Vec<String> {
        let mut pointers: Vec<String> =
            self.errors().iter().filter_map(|error| error["pointer"].as_str().map(str::to_owned)).collect();
        pointers.sort();
        pointers
    }

    /// The `errors` of a problem; each must have a place, a code and a detail.
    #[track_caller]
    pub(crate) fn errors(&self) -> Vec<Value> {
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        for error in &errors {
            let whole = self.whole();
            assert!(error["code"].as_str().is_some_and(|code| !code.is_empty()), "an error without a code: {whole}");
            assert!(error["detail"].as_str().is_some_and(|text| !text.is_empty()), "one without a detail: {whole}");
        }
        errors
    }

    /// The text at a JSON pointer.
    #[track_caller]
    pub(crate) fn text_at(&self, pointer: &str) -> String {
        match self.at(pointer) {
            Value::String(text) => text,
            other => panic!("{pointer} is {other} and no text in {}", self.whole()),
        }
    }
}
