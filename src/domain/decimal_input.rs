//! A decimal as a client or a file sends it, before the domain reads it as money or as a score.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// The message of a refused JSON number, which may have been rounded. The reader of JSON documents knows the error by it.
pub const NUMBER_NOT_EXACT: &str = "number_not_exact";

/// A decimal as it was sent: a string, or a JSON integer. A JSON number with a fraction or an exponent is refused, since
/// the client may have rounded it. [`Money`](super::Money) and [`Score`](super::Score) read the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecimalInput(String);

impl DecimalInput {
    /// The digits as sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for DecimalInput {
    fn from(sent: String) -> Self {
        Self(sent)
    }
}

impl<'de> Deserialize<'de> for DecimalInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DecimalVisitor)
    }
}

struct DecimalVisitor;

impl Visitor<'_> for DecimalVisitor {
    type Value = DecimalInput;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The reader of JSON documents knows the expected type by this wording.
        f.write_str("a decimal")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<DecimalInput, E> {
        Ok(DecimalInput(value.to_owned()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<DecimalInput, E> {
        Ok(DecimalInput(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<DecimalInput, E> {
        Ok(DecimalInput(value.to_string()))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<DecimalInput, E> {
        Err(E::custom(NUMBER_NOT_EXACT))
    }
}

impl PartialSchema for DecimalInput {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Integer]))
            .pattern(Some(r"^-?[0-9]+(\.[0-9]+)?$"))
            .description(Some(
                "An exact decimal, as a string; a JSON integer is taken too. A JSON number with a fraction or an \
                 exponent is refused, since it may have been rounded on its way.",
            ))
            .examples(["1250000000.50"])
            .into()
    }
}

impl ToSchema for DecimalInput {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("DecimalInput")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn integers_and_texts_are_kept_as_sent(number in any::<i64>(), text in any::<String>()) {
            let read = |value: serde_json::Value| serde_json::from_value::<DecimalInput>(value).unwrap();
            prop_assert_eq!(read(number.into()), DecimalInput(number.to_string()));
            prop_assert_eq!(read(text.clone().into()), DecimalInput(text));
        }

        #[test]
        fn numbers_with_a_fraction_are_refused(number in any::<f64>()) {
            prop_assert!(serde_json::from_value::<DecimalInput>(number.into()).is_err());
        }
    }
}
