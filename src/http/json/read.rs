//! A JSON value, or the strings of an address, into a request type, with errors that a client understands.
//!
//! Serde's usual errors are sentences in English with Rust's names in them. `Reader` is a deserializer whose errors
//! keep their parts, so that they can be said in both languages and without those names.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;
use serde_path_to_error::Segment;

use crate::domain::{Text, ViolationCode};
use crate::http::json::syntax::push_segment;
use crate::http::problem::Problem;
use crate::http::problem::field_error::FieldError;
use crate::http::problem::kinds::ErrorCode;

/// What a [`DecimalInput`](super::decimal_input::DecimalInput) says to refuse a number that may have been rounded.
pub const NUMBER_NOT_EXACT: &str = "number_not_exact";

/// Reads a value that [`parse_document`](super::json_syntax::parse_document) gave into a request type.
///
/// # Errors
/// 400 for a member that is unknown or has the wrong type, 422 for one that is missing; with its pointer.
pub fn read<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(Reader(value)).map_err(|error| {
        let mut pointer = String::new();
        for segment in error.path() {
            match segment {
                Segment::Seq { index } => push_segment(&mut pointer, &index.to_string()),
                Segment::Map { key } => push_segment(&mut pointer, key),
                Segment::Enum { .. } | Segment::Unknown => {}
            }
        }
        error.into_inner().into_problem(pointer)
    })
}

/// Why a value could not be read.
#[derive(Debug)]
pub enum ReadError {
    /// A name that is not known here, and those that are.
    Unknown { name: String, known: &'static [&'static str] },
    /// A required name that is not there.
    Missing(&'static str),
    /// Another type was expected.
    Type { expected: Shape },
    /// A code that is not in its list.
    Code { known: &'static [&'static str] },
    /// A number that may have been rounded on its way.
    NotExact,
}

/// A JSON type in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Text,
    Integer,
    Decimal,
    Boolean,
    List,
    Object,
    Null,
    Other,
}

impl Shape {
    /// What a deserializer expects, by how it says so.
    fn of(expected: &dyn Expected) -> Self {
        let words = expected.to_string();
        let is_sized = |rest: &str| rest == "size" || rest.parse::<u8>().is_ok();
        match words.as_str() {
            "a string" | "a borrowed string" | "a character" => Self::Text,
            "a decimal" => Self::Decimal,
            "a boolean" => Self::Boolean,
            "a sequence" => Self::List,
            "a map" => Self::Object,
            "unit" => Self::Null,
            words if words.strip_prefix(['i', 'u']).is_some_and(is_sized) => Self::Integer,
            words if words.starts_with("struct ") => Self::Object,
            words if words.starts_with("tuple") || words.starts_with("an array") => Self::List,
            words if words.contains("enum ") => Self::Text,
            _ => Self::Other,
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Text => ("teks", "a text"),
            Self::Integer => ("bilangan bulat dalam batasnya", "an integer within bounds"),
            Self::Decimal => {
                ("bilangan desimal sebagai teks, misalnya \"12.50\"", "a decimal as a text, such as \"12.50\"")
            }
            Self::Boolean => ("true atau false", "true or false"),
            Self::List => ("daftar: […]", "a list: […]"),
            Self::Object => ("objek: {…}", "an object: {…}"),
            Self::Null => ("null", "null"),
            Self::Other => ("nilai dengan jenis lain", "a value of another type"),
        }
    }

    fn text(self) -> Text {
        let (id, en) = self.words();
        Text::new(format!("Harus berupa {id}."), format!("Must be {en}."))
    }
}

impl ReadError {
    /// What is wrong, in words.
    pub fn detail(&self) -> Text {
        match self {
            Self::Missing(name) => Text::new(format!("{name} harus diisi."), format!("{name} is required.")),
            Self::Unknown { name, known } => unknown_member(name, known),
            Self::Type { expected } => expected.text(),
            Self::Code { known } => one_of(known),
            Self::NotExact => Text::new(
                "Bilangan ini mungkin sudah dibulatkan di jalan. Kirim sebagai teks, misalnya \"12.50\".",
                "This number may have been rounded on its way. Send it as a string, such as \"12.50\".",
            ),
        }
    }

    fn into_problem(self, mut pointer: String) -> Problem {
        let detail = self.detail();
        let code = match self {
            Self::Missing(name) => {
                // Required members are rules of the domain; this is for request types that say so themselves.
                push_segment(&mut pointer, name);
                return Problem::invalid_at(vec![FieldError::at(pointer, ViolationCode::Required, detail)]);
            }
            // The path ends in the unknown name already.
            Self::Unknown { .. } => ErrorCode::UnknownMember,
            Self::Type { .. } | Self::Code { .. } => ErrorCode::InvalidType,
            Self::NotExact => ErrorCode::NumberNotExact,
        };
        Problem::malformed(vec![FieldError::at(pointer, code, detail)])
    }
}

/// What to say of a member that is not known: its nearest neighbours, or all there are.
pub fn unknown_member(name: &str, known: &[&str]) -> Text {
    let near = nearest(name, known);
    if near.is_empty() {
        let all = known.join(", ");
        return Text::new(
            format!("Anggota {name:?} tidak dikenal. Yang dikenal: {all}."),
            format!("There is no member {name:?}. Known are: {all}."),
        );
    }
    let (or_id, or_en) = (near.join(" atau "), near.join(" or "));
    Text::new(
        format!("Anggota {name:?} tidak dikenal. Maksudnya {or_id}?"),
        format!("There is no member {name:?}. Did you mean {or_en}?"),
    )
}

fn one_of(known: &[&str]) -> Text {
    let all = known.join(", ");
    Text::new(format!("Harus salah satu dari: {all}."), format!("Must be one of: {all}."))
}

/// Up to three of the known names that are a few slips away from `name`, nearest first.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Vec<&'a str> {
    let close_enough = 1 + name.chars().count().min(12) / 4;
    let mut near: Vec<(usize, &str)> = known
        .iter()
        .map(|candidate| (distance(name, candidate), *candidate))
        .filter(|(slips, _)| *slips <= close_enough)
        .collect();
    near.sort_by_key(|(slips, _)| *slips);
    near.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

/// How many letters to change, add or take away to get from one name to the other.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (above, a) in left.chars().enumerate() {
        let mut diagonal = above;
        let mut last = above + 1;
        let mut next = vec![last];
        for (b, up) in right.chars().zip(row.iter().skip(1)) {
            let cost = usize::from(!a.eq_ignore_ascii_case(&b));
            last = (diagonal + cost).min(last + 1).min(up + 1);
            diagonal = *up;
            next.push(last);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for ReadError {}

impl serde::de::Error for ReadError {
    fn custom<M: fmt::Display>(message: M) -> Self {
        if message.to_string() == NUMBER_NOT_EXACT { Self::NotExact } else { Self::Type { expected: Shape::Other } }
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::Type { expected: Shape::of(expected) }
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::Type { expected: Shape::of(expected) }
    }

    fn unknown_variant(_: &str, known: &'static [&'static str]) -> Self {
        Self::Code { known }
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Self::Unknown { name: name.to_owned(), known }
    }

    fn missing_field(name: &'static str) -> Self {
        Self::Missing(name)
    }
}

/// A JSON value as a deserializer with errors that keep their parts.
struct Reader(Value);

impl<'de> IntoDeserializer<'de, ReadError> for Reader {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Reader {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::String(value) => visitor.visit_string(value),
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Reader))),
            Value::Object(members) => {
                visitor.visit_map(MapDeserializer::new(members.into_iter().map(|(name, value)| (name, Reader(value)))))
            }
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(value), _, _) => visitor.visit_u64(value),
                (_, Some(value), _) => visitor.visit_i64(value),
                (_, _, Some(value)) => visitor.visit_f64(value),
                _ => Err(ReadError::NotExact),
            },
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match self.0 {
            Value::String(code) => visitor.visit_enum(code.into_deserializer()),
            _ => Err(ReadError::Type { expected: Shape::Text }),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use proptest::prelude::*;

    use super::*;
    use crate::http::problem::field_error::Place;

    #[derive(Debug, Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Sample {
        name: Option<String>,
        members: Option<i64>,
        rat_held: Option<bool>,
        health_score: Option<crate::http::json::decimal::DecimalInput>,
        lines: Vec<Line>,
        colour: Option<Colour>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "the tests show the values by Debug")]
    struct Line {
        code: String,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Colour {
        Red,
    }

    fn refusal(value: Value) -> (String, &'static str, String) {
        let problem = read::<Sample>(value).unwrap_err();
        let [error] = problem.errors() else { panic!("{problem:?}") };
        let Place::Pointer(pointer) = &error.place else { panic!("{problem:?}") };
        let words = format!("{} {}", error.detail.en, error.detail.id);
        for leak in ["struct", "enum", "i64", "u64", "f64", "Sample", "Option", "serde"] {
            assert!(!words.contains(leak), "{words}");
        }
        (pointer.clone(), error.code.as_str(), error.detail.en.clone())
    }

    #[test]
    fn reads_what_fits_and_takes_null_for_absent() {
        let sample: Sample =
            read(json!({"name": null, "members": -1, "health_score": "74.995", "colour": "red"})).unwrap();
        assert_eq!(sample.name, None);
        assert_eq!(sample.members, Some(-1));
        assert_eq!(sample.health_score.unwrap().as_str(), "74.995");
        assert!(matches!(sample.colour, Some(Colour::Red)));
        let sample: Sample = read(json!({"health_score": 75})).unwrap();
        assert_eq!(sample.health_score.unwrap().as_str(), "75");
    }

    #[test]
    fn unknown_members_are_named_with_their_neighbours() {
        let (pointer, code, detail) = refusal(json!({"heath_score": 1}));
        assert_eq!((pointer.as_str(), code), ("/heath_score", "unknown_member"));
        assert!(detail.contains("Did you mean health_score?"), "{detail}");
        let (pointer, code, detail) = refusal(json!({"lines": [{"code": "a"}, {"a/b": 1}]}));
        assert_eq!((pointer.as_str(), code), ("/lines/1/a~1b", "unknown_member"));
        assert!(detail.contains("Known are: code"), "{detail}");
    }

    #[test]
    fn wrong_types_say_what_is_expected() {
        let cases = [
            (json!({"name": 5}), "/name", "invalid_type", "a text"),
            (json!({"members": "5"}), "/members", "invalid_type", "an integer"),
            (json!({"members": 1.5}), "/members", "invalid_type", "an integer"),
            (json!({"members": u64::MAX}), "/members", "invalid_type", "an integer"),
            (json!({"rat_held": 1}), "/rat_held", "invalid_type", "true or false"),
            (json!({"health_score": true}), "/health_score", "invalid_type", "a decimal"),
            (json!({"health_score": 74.5}), "/health_score", "number_not_exact", "as a string"),
            (json!({"lines": {}}), "/lines", "invalid_type", "a list"),
            (json!({"lines": [1]}), "/lines/0", "invalid_type", "an object"),
            (json!({"colour": "blue"}), "/colour", "invalid_type", "one of: red"),
            (json!({"colour": {}}), "/colour", "invalid_type", "a text"),
            (json!({"lines": [{}]}), "/lines/0/code", "required", "code is required"),
        ];
        for (value, pointer, code, words) in cases {
            let (found, found_code, detail) = refusal(value.clone());
            assert_eq!((found.as_str(), found_code), (pointer, code), "{value}");
            assert!(detail.contains(words), "{value}: {detail}");
        }
    }

    #[test]
    fn slips_are_counted() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("Name", "name"), 0);
        assert_eq!(nearest("nib_", &["nib", "name"]), ["nib"]);
        assert!(nearest("zzzzzz", &["nib", "name"]).is_empty());
    }

    proptest! {
        #[test]
        fn any_members_are_answered(name in ".{0,10}", text in any::<String>(), number in any::<f64>()) {
            for value in [json!(text), json!(number), json!(null), json!([text]), json!({"a": number})] {
                for member in [name.as_str(), "name"] {
                    let _ = read::<Sample>(json!({member: value}));
                }
            }
        }
    }
}
