//! A serde deserializer for the texts of query and path parameters: texts, integers, booleans, codes, and tuples of them.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_path_to_error::{Path, Segment};

use crate::http::json::read::{ReadError, Shape};

/// A decoded parameter of the address.
#[derive(Clone, Debug)]
pub struct Raw {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// The name of the parameter at fault, empty if the error holds it, and the error.
pub type Fault = (String, ReadError);

/// Reads a struct by the names of its fields.
pub fn by_name<T: DeserializeOwned>(pairs: Vec<Raw>) -> Result<T, Fault> {
    let values = MapDeserializer::new(pairs.into_iter().map(|raw| (raw.name, Parameter(raw.value))));
    serde_path_to_error::deserialize(values).map_err(|error| {
        let name = match first_segment(error.path()) {
            Some(Segment::Map { key }) => key.clone(),
            _ => String::new(),
        };
        (name, error.into_inner())
    })
}

/// Reads one value, or a tuple in the order of the parameters.
pub fn by_position<T: DeserializeOwned>(pairs: Vec<Raw>) -> Result<T, Fault> {
    let (names, mut values): (Vec<_>, Vec<_>) = pairs.into_iter().map(|raw| (raw.name, Parameter(raw.value))).unzip();
    let read = match (values.pop(), values.is_empty()) {
        (Some(only), true) => serde_path_to_error::deserialize(only),
        (last, _) => serde_path_to_error::deserialize(SeqDeserializer::new(values.into_iter().chain(last))),
    };
    read.map_err(|error| {
        let index = match first_segment(error.path()) {
            Some(Segment::Seq { index }) => *index,
            _ => 0,
        };
        (names.get(index).cloned().unwrap_or_default(), error.into_inner())
    })
}

fn first_segment(path: &Path) -> Option<&Segment> {
    path.iter().next()
}

/// The text of one parameter.
struct Parameter(String);

impl Parameter {
    /// Reads an integer in plain digits: `+5` would be a second spelling of the same address.
    fn integer<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match (self.0.parse::<u64>(), self.0.parse::<i64>()) {
            _ if self.0.starts_with('+') => Err(ReadError::Type { expected: Shape::Integer }),
            (Ok(number), _) => visitor.visit_u64(number),
            (_, Ok(number)) => visitor.visit_i64(number),
            _ => Err(ReadError::Type { expected: Shape::Integer }),
        }
    }
}

impl<'de> IntoDeserializer<'de, ReadError> for Parameter {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! integers {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            self.integer(visitor)
        })+
    };
}

impl<'de> Deserializer<'de> for Parameter {
    type Error = ReadError;

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_string(self.0)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.0.as_str() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(ReadError::Type { expected: Shape::Boolean }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_some(self)
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
        visitor.visit_enum(self.0.into_deserializer())
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
