//! Parsing JSON text into a JSON value, stricter than the grammar. serde_json keeps the last of two members of the same name
//! and reports no JSON pointer, so a visitor of our own builds the value.
//!
//! Refused besides wrong syntax: texts that parsers read differently (duplicate members, a byte order mark), and control
//! characters, which a database cannot store.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Number, Value};

use crate::domain::Text;
use crate::http::problem::Problem;
use crate::http::problem::field_error::{FieldError, Place};
use crate::http::problem::kinds::ErrorCode;

/// The deepest nesting of objects and lists, the outermost counted.
const MAX_DEPTH: usize = 16;

/// The longest text, in characters.
const MAX_TEXT: usize = 10_000;

/// The longest name of a member, in bytes. No known name is nearly as long.
const MAX_NAME: usize = 200;

/// Parses one JSON object.
///
/// Numbers with a fraction or an exponent, and integers of more than 64 bits, become inexact numbers; the reader of the
/// member refuses them and names the form to send instead.
///
/// # Errors
/// 400 with the code and the place of the first error; 422 for a text that is too long.
pub fn parse_document(bytes: &[u8]) -> Result<Value, Problem> {
    let text = decode(bytes)?;
    let refusal = RefCell::new(None);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let node = Node { refusal: &refusal, place: &Trail::Top, depth: 0 };
    let value = node.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    match value {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(_) => Err(refused(FieldError::at(
            "",
            ErrorCode::InvalidType,
            Text::new("Isi harus berupa objek JSON: {…}.", "The body must be a JSON object: {…}."),
        ))),
        Err(error) => Err(match refusal.take() {
            // A text that is too long was readable, so it breaks a rule.
            Some(error) if error.code == ErrorCode::TextTooLong => Problem::invalid_at(vec![error]),
            Some(error) => refused(error),
            None => refused(syntax_error(&error)),
        }),
    }
}

fn decode(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        return Err(refused(FieldError::at(
            "",
            ErrorCode::InvalidEncoding,
            Text::new(
                "Isi diawali tanda urutan bita (BOM). Kirim UTF-8 tanpa BOM.",
                "The body starts with a byte order mark. Send UTF-8 without one.",
            ),
        )));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        refused(FieldError::at(
            "",
            ErrorCode::InvalidEncoding,
            Text::new(
                format!("Isi bukan UTF-8 yang sah setelah bita ke-{at}."),
                format!("The body is not valid UTF-8 after byte {at}."),
            ),
        ))
    })
}

fn refused(error: FieldError) -> Problem {
    Problem::malformed(vec![error])
}

/// A syntax error in both languages: the parser's message is English and names its own types.
fn syntax_error(error: &serde_json::Error) -> FieldError {
    let (line, column) = (error.line(), error.column());
    let detail = match error.classify() {
        Category::Eof => Text::new(
            format!("JSON berakhir terlalu cepat, pada baris {line} kolom {column}."),
            format!("The JSON ends too early, at line {line}, column {column}."),
        ),
        _ => Text::new(
            format!("Isi bukan JSON yang sah pada baris {line} kolom {column}."),
            format!("The body is not valid JSON at line {line}, column {column}."),
        ),
    };
    FieldError { place: Place::Position { line, column }, code: ErrorCode::InvalidJson, detail }
}

/// Adds one segment to a JSON pointer (RFC 6901).
pub fn push_segment(pointer: &mut String, segment: &str) {
    pointer.push('/');
    for character in segment.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

/// The place in the document that is being read: a chain of borrowed segments, so that only an error allocates.
enum Trail<'a> {
    Top,
    Member(&'a Trail<'a>, &'a str),
    Item(&'a Trail<'a>, usize),
}

impl Trail<'_> {
    fn pointer(&self) -> String {
        match self {
            Self::Top => String::new(),
            Self::Member(parent, name) => {
                let mut pointer = parent.pointer();
                push_segment(&mut pointer, name);
                pointer
            }
            Self::Item(parent, index) => format!("{}/{index}", parent.pointer()),
        }
    }
}

/// One value of the document, to be read.
#[derive(Clone, Copy)]
struct Node<'a> {
    /// The reason why the document was refused. The parser's own error type has no room for it.
    refusal: &'a RefCell<Option<FieldError>>,
    place: &'a Trail<'a>,
    /// The number of objects and lists around the value.
    depth: usize,
}

impl Node<'_> {
    fn refuse<E: serde::de::Error>(&self, place: &Trail<'_>, code: ErrorCode, detail: Text) -> E {
        *self.refusal.borrow_mut() = Some(FieldError::at(place.pointer(), code, detail));
        E::custom("refused")
    }

    fn check_text<E: serde::de::Error>(&self, text: &str) -> Result<(), E> {
        // A text has at least as many bytes as characters, so most texts need no counting.
        if text.len() > MAX_TEXT && text.chars().count() > MAX_TEXT {
            let detail = Text::new(
                format!("Teks paling panjang {MAX_TEXT} karakter."),
                format!("A text may have at most {MAX_TEXT} characters."),
            );
            return Err(self.refuse(self.place, ErrorCode::TextTooLong, detail));
        }
        // PostgreSQL cannot store U+0000, and none of the others has a meaning in a single line of text.
        match text.chars().find(char::is_ascii_control) {
            None => Ok(()),
            Some(character) => {
                let code = u32::from(character);
                let detail = Text::new(
                    format!("Teks tidak boleh mengandung karakter kendali U+{code:04X}."),
                    format!("A text may not contain the control character U+{code:04X}."),
                );
                Err(self.refuse(self.place, ErrorCode::ControlCharacter, detail))
            }
        }
    }

    fn check_depth<E: serde::de::Error>(&self, depth: usize) -> Result<(), E> {
        if depth <= MAX_DEPTH {
            return Ok(());
        }
        let detail = Text::new(
            format!("Susunan objek dan daftar paling dalam {MAX_DEPTH} tingkat."),
            format!("Objects and lists may be nested at most {MAX_DEPTH} deep."),
        );
        Err(self.refuse(self.place, ErrorCode::TooDeep, detail))
    }

    fn check_name<E: serde::de::Error>(&self, object: &Map<String, Value>, name: &str) -> Result<(), E> {
        if name.len() > MAX_NAME {
            let detail = Text::new(
                format!("Ada anggota tidak dikenal yang namanya lebih dari {MAX_NAME} bita."),
                format!("There is an unknown member whose name has more than {MAX_NAME} bytes."),
            );
            return Err(self.refuse(self.place, ErrorCode::UnknownMember, detail));
        }
        if object.contains_key(name) {
            let detail = Text::new(
                format!("Anggota {name:?} muncul lebih dari sekali."),
                format!("The member {name:?} is given more than once."),
            );
            return Err(self.refuse(&Trail::Member(self.place, name), ErrorCode::DuplicateMember, detail));
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not finite"))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.check_text(value)?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let depth = self.depth + 1;
        self.check_depth(depth)?;
        let mut items = Vec::new();
        loop {
            let place = Trail::Item(self.place, items.len());
            match list.next_element_seed(Node { refusal: self.refusal, place: &place, depth })? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let depth = self.depth + 1;
        self.check_depth(depth)?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            self.check_name(&object, &name)?;
            let place = Trail::Member(self.place, &name);
            let value = members.next_value_seed(Node { refusal: self.refusal, place: &place, depth })?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn parse(text: &str) -> Result<Value, Problem> {
        parse_document(text.as_bytes())
    }

    /// The place and the code of the only error.
    fn refusal(bytes: &[u8]) -> (Place, &'static str) {
        let problem = parse_document(bytes).unwrap_err();
        let [error] = problem.errors() else { panic!("{problem:?}") };
        (error.place.clone(), error.code.as_str())
    }

    fn at(pointer: &str) -> Place {
        Place::Pointer(pointer.to_owned())
    }

    #[test]
    fn reads_every_kind_of_json_value() {
        let text = r#" {"a": [1, -2, 18446744073709551615, null, true], "b": {"é": "x"}} "#;
        assert_eq!(parse(text).unwrap(), json!({"a": [1, -2, u64::MAX, null, true], "b": {"é": "x"}}));
    }

    #[test]
    fn inexact_numbers_are_kept_as_floats() {
        let value = parse(r#"{"a": 1.0, "b": 1e2, "c": 123456789012345678901234567890}"#).unwrap();
        for member in ["a", "b", "c"] {
            assert!(value[member].is_f64(), "{member}");
        }
    }

    #[test]
    fn refuses_duplicate_members() {
        assert_eq!(refusal(br#"{"a": 1, "a": 1}"#), (at("/a"), "duplicate_member"));
        assert_eq!(refusal(br#"{"x": [{"y/z~": 1, "y\/z\u007e": 2}]}"#), (at("/x/0/y~1z~0"), "duplicate_member"));
    }

    #[test]
    fn refuses_control_characters() {
        assert_eq!(refusal(br#"{"a": ["", "\u0000"]}"#), (at("/a/1"), "control_character"));
        assert_eq!(refusal(br#"{"a": "\u007f"}"#), (at("/a"), "control_character"));
        assert_eq!(refusal(br#"{"a": "\n"}"#), (at("/a"), "control_character"));
        assert_eq!(refusal(b"{\"a\": \"\n\"}").1, "invalid_json");
    }

    #[test]
    fn refuses_deep_nesting_long_texts_and_other_tops() {
        let nested = |levels: usize| format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels));
        assert!(parse(&nested(16)).is_ok());
        assert_eq!(refusal(nested(17).as_bytes()), (at(&"/a".repeat(16)), "too_deep"));
        assert_eq!(refusal("[".repeat(100_000).as_bytes()).1, "too_deep");
        assert!(parse(&format!(r#"{{"a": "{}"}}"#, "é".repeat(10_000))).is_ok());
        assert_eq!(refusal(format!(r#"{{"a": "{}"}}"#, "é".repeat(10_001)).as_bytes()), (at("/a"), "text_too_long"));
        assert_eq!(refusal(format!(r#"{{"{}": 1}}"#, "a".repeat(201)).as_bytes()), (at(""), "unknown_member"));
        assert_eq!(refusal(b"[]"), (at(""), "invalid_type"));
        assert_eq!(refusal(b"null"), (at(""), "invalid_type"));
    }

    #[test]
    fn a_syntax_error_names_line_and_column() {
        assert_eq!(refusal(b"{\n \"a\": ,}"), (Place::Position { line: 2, column: 7 }, "invalid_json"));
        assert_eq!(refusal(b"{} {}").1, "invalid_json");
        assert_eq!(refusal(b"{\"a\": 1e999}").1, "invalid_json");
        assert_eq!(refusal(b"{\"a\": NaN}").1, "invalid_json");
        assert_eq!(refusal(br#"{"a": "\ud800"}"#).1, "invalid_json");
        assert_eq!(refusal(b"{\"a\": 1,}").1, "invalid_json");
        assert_eq!(refusal(b"\xEF\xBB\xBF{}"), (at(""), "invalid_encoding"));
        assert_eq!(refusal(b"{\"a\": \"\xFF\"}"), (at(""), "invalid_encoding"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse_document(&bytes);
        }

        #[test]
        fn anything_json_like_is_answered(text in r#"[\{\}\[\]:,"a1.e\\u0 -]{0,60}"#) {
            let parsed = parse(&text);
            // This parser is stricter than the grammar, never looser.
            if let Ok(value) = parsed {
                prop_assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
            }
        }
    }
}
