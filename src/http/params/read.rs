//! The strings of an address into a type. Each error comes with the name of its parameter.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::http::json::read::{ReadError, Shape};

/// A parameter as it stands in the address, decoded.
#[derive(Clone, Debug)]
pub struct Raw {
    pub name: String,
    pub value: String,
}

/// The name of the parameter at fault, empty where the error names it itself, and the error.
pub type Fault = (String, ReadError);

/// Reads a struct by its fields' names.
pub fn by_name<T: DeserializeOwned>(pairs: Vec<Raw>) -> Result<T, Fault> {
    let pairs = pairs.into_iter().map(|raw| (raw.name.clone(), One(raw)));
    T::deserialize(MapDeserializer::new(pairs)).map_err(ParamError::into_fault)
}

/// Reads one value, a tuple by the parameters' order, or a struct by its fields' names.
pub fn by_place<T: DeserializeOwned>(pairs: Vec<Raw>) -> Result<T, Fault> {
    T::deserialize(Several(pairs)).map_err(ParamError::into_fault)
}

/// A read error and the parameter that it happened in.
#[derive(Debug)]
struct ParamError {
    name: Option<String>,
    error: ReadError,
}

impl ParamError {
    fn into_fault(self) -> Fault {
        (self.name.unwrap_or_default(), self.error)
    }
}

impl std::fmt::Display for ParamError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for ParamError {}

impl serde::de::Error for ParamError {
    fn custom<M: std::fmt::Display>(message: M) -> Self {
        Self { name: None, error: ReadError::custom(message) }
    }

    fn invalid_type(unexpected: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self { name: None, error: ReadError::invalid_type(unexpected, expected) }
    }

    fn invalid_value(unexpected: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self { name: None, error: ReadError::invalid_value(unexpected, expected) }
    }

    fn unknown_variant(name: &str, known: &'static [&'static str]) -> Self {
        Self { name: None, error: ReadError::unknown_variant(name, known) }
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Self { name: None, error: ReadError::unknown_field(name, known) }
    }

    fn missing_field(name: &'static str) -> Self {
        Self { name: None, error: ReadError::missing_field(name) }
    }
}

/// All parameters of a path.
struct Several(Vec<Raw>);

impl Several {
    /// The only one, for a type that is a single value.
    fn first(self) -> One {
        One(self.0.into_iter().next().unwrap_or_else(|| Raw { name: String::new(), value: String::new() }))
    }
}

macro_rules! first {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
            self.first().$method(visitor)
        })+
    };
}

impl<'de> Deserializer<'de> for Several {
    type Error = ParamError;

    first! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_str deserialize_string
        deserialize_option
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, ParamError> {
        visitor.visit_seq(SeqDeserializer::new(self.0.into_iter().map(One)))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        visitor.visit_seq(SeqDeserializer::new(self.0.into_iter().map(One)))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ParamError> {
        visitor.visit_map(MapDeserializer::new(self.0.into_iter().map(|raw| (raw.name.clone(), One(raw)))))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ParamError> {
        self.first().deserialize_enum(name, variants, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, ParamError> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple_struct map identifier ignored_any
    }
}

/// One parameter.
struct One(Raw);

impl One {
    fn fault(self, error: ReadError) -> ParamError {
        ParamError { name: Some(self.0.name), error }
    }

    /// An integer in plain digits: `+5` would be one more spelling of an address.
    fn integer<T: std::str::FromStr>(self) -> Result<T, ParamError> {
        match self.0.value.parse() {
            Ok(number) if !self.0.value.starts_with('+') => Ok(number),
            _ => Err(self.fault(ReadError::Type { expected: Shape::Integer })),
        }
    }
}

impl<'de> IntoDeserializer<'de, ParamError> for One {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Names the parameter in an error that a visitor made.
fn named<T>(name: String, result: Result<T, ParamError>) -> Result<T, ParamError> {
    result.map_err(|fault| ParamError { name: fault.name.or(Some(name)), ..fault })
}

macro_rules! integers {
    ($($method:ident $visit:ident $type:ty;)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
            let name = self.0.name.clone();
            let value = self.integer::<$type>()?;
            named(name, visitor.$visit(value))
        })+
    };
}

impl<'de> Deserializer<'de> for One {
    type Error = ParamError;

    integers! {
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        let Raw { name, value } = self.0;
        named(name, visitor.visit_string(value))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        match self.0.value.as_str() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(self.fault(ReadError::Type { expected: Shape::Boolean })),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, ParamError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ParamError> {
        let Raw { name, value } = self.0;
        named(name, visitor.visit_enum(value.into_deserializer()))
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
