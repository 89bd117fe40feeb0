//! Query and path parameters, strictly read: a name that is misspelt or given twice must not pass unnoticed, since the
//! answer would look like the one that was asked for.

pub(crate) mod read;

use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::domain::{Text, ViolationCode};
use crate::http::json::read::ReadError;
use crate::http::params::read::Raw;
use crate::http::problem::Problem;
use crate::http::problem::field_error::FieldError;
use crate::http::problem::kinds::ErrorCode;

/// The query of a request as a type whose fields are `Option<String>`, `Option<i64>`, `Option<bool>` and the like, with
/// `#[serde(deny_unknown_fields)]`.
///
/// Refused with 400 by name: what is not known here, what stands twice, what cannot be decoded or has the wrong type.
/// A field that is not optional and not there is 422 `required`.
#[derive(Clone, Debug)]
pub struct Query<T>(T);

impl<T> Query<T> {
    /// The parameters.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Query<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse_query(request.query_string()).map(Self))
    }
}

/// No query at all: every handler takes this or [`Query`], so that no parameter is ever ignored.
#[derive(Clone, Copy, Debug)]
pub struct NoQuery;

impl FromRequest for NoQuery {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Nothing {}
        ready(parse_query::<Nothing>(request.query_string()).map(|Nothing {}| Self))
    }
}

/// The parameters in the path: one value (`Path<i64>`), a tuple in the order of the path (`Path<(i64, i64)>`), or a
/// struct by their names. Refused with 400 by name: what cannot be decoded or has the wrong type.
#[derive(Clone, Debug)]
pub struct Path<T>(T);

impl<T> Path<T> {
    /// The parameters.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Path<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned> FromRequest for Path<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse_path(request.match_info().iter()).map(Self))
    }
}

/// Reads a query string. See [`Query`].
pub fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let mut pairs: Vec<Raw> = Vec::new();
    for piece in query.split('&').filter(|piece| !piece.is_empty()) {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        let name = decode(name, true).ok_or_else(|| undecodable(name))?;
        let value = decode(value, true).ok_or_else(|| undecodable(&name))?;
        check_controls(&name, &value)?;
        if pairs.iter().any(|pair| pair.name == name) {
            let detail = Text::new(
                format!("Parameter {name:?} hanya boleh diberikan sekali."),
                format!("The parameter {name:?} may be given only once."),
            );
            return Err(refused(&name, ErrorCode::RepeatedParameter, detail));
        }
        pairs.push(Raw { name, value });
    }
    read::by_name(pairs).map_err(|(name, error)| into_problem(&name, error))
}

fn parse_path<'a, T: DeserializeOwned>(segments: impl Iterator<Item = (&'a str, &'a str)>) -> Result<T, Problem> {
    let mut pairs = Vec::new();
    for (name, value) in segments {
        let value = decode(value, false).ok_or_else(|| undecodable(name))?;
        check_controls(name, &value)?;
        pairs.push(Raw { name: name.to_owned(), value });
    }
    read::by_place(pairs).map_err(|(name, error)| into_problem(&name, error))
}

/// Percent-decodes; in a query, where `plus` is set, a plus sign is a space. `None` for what is no escape or not UTF-8.
pub fn decode(text: &str, plus: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex_digit(rest.next()?)? * 16 + hex_digit(rest.next()?)?,
            b'+' if plus => b' ',
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn check_controls(name: &str, value: &str) -> Result<(), Problem> {
    if !value.chars().any(|character| character.is_ascii_control()) {
        return Ok(());
    }
    let detail = Text::new(
        format!("Parameter {name:?} mengandung karakter kendali."),
        format!("The parameter {name:?} holds a control character."),
    );
    Err(refused(name, ErrorCode::ControlCharacter, detail))
}

fn undecodable(name: &str) -> Problem {
    let detail = Text::new(
        format!("Parameter {name:?} tidak dapat diuraikan: escape %XX yang salah atau bukan UTF-8."),
        format!("The parameter {name:?} cannot be decoded: a wrong %XX escape, or not UTF-8."),
    );
    Problem::malformed_parameter(name, detail)
}

fn refused(name: &str, code: ErrorCode, detail: Text) -> Problem {
    Problem::malformed(vec![FieldError::in_parameter(name, code, detail)])
}

fn into_problem(name: &str, error: ReadError) -> Problem {
    match error {
        ReadError::Unknown { name, known: [] } => {
            let detail = Text::new(
                format!("Parameter {name:?} tidak dikenal; alamat ini tidak menerima parameter."),
                format!("There is no parameter {name:?}; this path takes none."),
            );
            refused(&name, ErrorCode::UnknownParameter, detail)
        }
        ReadError::Unknown { name, known } => {
            let all = known.join(", ");
            let detail = Text::new(
                format!("Parameter {name:?} tidak dikenal. Yang dikenal: {all}."),
                format!("There is no parameter {name:?}. Known are: {all}."),
            );
            refused(&name, ErrorCode::UnknownParameter, detail)
        }
        ReadError::Missing(name) => required(name),
        other => {
            let Text { id, en } = other.detail();
            Problem::malformed_parameter(name, Text::new(format!("{name}: {id}"), format!("{name}: {en}")))
        }
    }
}

/// 422 for a parameter that must be given.
pub fn required(name: &str) -> Problem {
    let detail =
        Text::new(format!("Parameter {name} harus diberikan."), format!("The parameter {name} must be given."));
    Problem::invalid_parameter(name, ViolationCode::Required, detail)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::http::problem::field_error::Place;
    use crate::http::problem::kinds::ProblemKind;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        region: Option<String>,
        limit: Option<i64>,
        year: Option<u16>,
        cascade: Option<bool>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        #[expect(dead_code, reason = "the tests show the value by Debug")]
        from: i64,
    }

    fn error_of(problem: &Problem) -> (Place, &'static str, String) {
        let [error] = problem.errors() else { panic!("{problem:?}") };
        (error.place.clone(), error.code.as_str(), error.detail.en.clone())
    }

    fn refusal(query: &str) -> (String, &'static str) {
        let problem = parse_query::<Sample>(query).unwrap_err();
        assert_eq!(problem.kind(), ProblemKind::Malformed);
        match error_of(&problem) {
            (Place::Parameter(name), code, _) => (name, code),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn reads_known_parameters() {
        let sample: Sample = parse_query("region=15.71&limit=-3&&year=2024&cascade=true").unwrap();
        let expected = Sample { region: Some("15.71".into()), limit: Some(-3), year: Some(2024), cascade: Some(true) };
        assert_eq!(sample, expected);
        assert_eq!(parse_query::<Sample>("").unwrap(), Sample::default());
        let spaced: Sample = parse_query("region=a+b%2Bc%20d%C3%A9").unwrap();
        assert_eq!(spaced.region.unwrap(), "a b+c dé");
    }

    #[test]
    fn refuses_by_name() {
        let name = |name: &str, code| (name.to_owned(), code);
        assert_eq!(refusal("regoin=1"), name("regoin", "unknown_parameter"));
        assert_eq!(refusal("region=1&region=1"), name("region", "repeated_parameter"));
        assert_eq!(refusal("limit=abc"), name("limit", "invalid_parameter"));
        assert_eq!(refusal("limit="), name("limit", "invalid_parameter"));
        assert_eq!(refusal("limit=+5"), name("limit", "invalid_parameter"));
        assert_eq!(refusal("limit=1.0"), name("limit", "invalid_parameter"));
        assert_eq!(refusal("year=-1"), name("year", "invalid_parameter"));
        assert_eq!(refusal("cascade=yes"), name("cascade", "invalid_parameter"));
        assert_eq!(refusal("region=%ZZ"), name("region", "invalid_parameter"));
        assert_eq!(refusal("region=%f"), name("region", "invalid_parameter"));
        assert_eq!(refusal("region=%FF"), name("region", "invalid_parameter"));
        assert_eq!(refusal("region=%00"), name("region", "control_character"));
        assert_eq!(refusal("region=%0A"), name("region", "control_character"));
        let (_, _, detail) = error_of(&parse_query::<Sample>("x=1").unwrap_err());
        assert!(detail.contains("region, limit, year, cascade"), "{detail}");
    }

    #[test]
    fn a_required_one_is_422() {
        let problem = parse_query::<Strict>("").unwrap_err();
        assert_eq!(problem.kind(), ProblemKind::Invalid);
        assert_eq!(error_of(&problem).0, Place::Parameter("from".into()));
    }

    #[test]
    fn paths_are_read_by_place_and_by_name() {
        let pairs = [("id", "12"), ("code", "15.71%20x")];
        assert_eq!(parse_path::<i64>(pairs[..1].iter().copied()).unwrap(), 12);
        assert_eq!(parse_path::<String>(pairs[1..].iter().copied()).unwrap(), "15.71 x");
        assert_eq!(parse_path::<(i64, String)>(pairs.into_iter()).unwrap(), (12, "15.71 x".into()));
        let problem = parse_path::<(i64, i64)>([("id", "1"), ("year", "abc")].into_iter()).unwrap_err();
        assert_eq!(error_of(&problem).0, Place::Parameter("year".into()));
        let problem = parse_path::<i64>([("id", "99999999999999999999")].into_iter()).unwrap_err();
        assert_eq!((error_of(&problem).0, problem.kind()), (Place::Parameter("id".into()), ProblemKind::Malformed));
    }

    proptest! {
        #[test]
        fn any_query_is_answered(query in "[a-z=&%+0-9é]{0,40}") {
            let _ = parse_query::<Sample>(&query);
        }

        #[test]
        fn any_text_comes_back_from_its_escapes(text in any::<String>()) {
            let escaped: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
            prop_assert_eq!(decode(&escaped, true), Some(text.clone()));
            prop_assert_eq!(decode(&escaped, false), Some(text));
        }

        #[test]
        fn any_path_is_answered(first in ".{0,20}", second in "[%0-9a-f+-]{0,20}") {
            let pairs = || [("id", first.as_str()), ("year", second.as_str())].into_iter();
            let _ = parse_path::<(i64, i64)>(pairs());
            let _ = parse_path::<(String, String)>(pairs());
            let _ = parse_query::<Sample>(&first);
        }

        #[test]
        fn integers_come_back_from_a_query(limit in any::<i64>(), year in any::<u16>()) {
            let sample: Sample = parse_query(&format!("limit={limit}&year={year}")).unwrap();
            prop_assert_eq!((sample.limit, sample.year), (Some(limit), Some(year)));
        }
    }
}
