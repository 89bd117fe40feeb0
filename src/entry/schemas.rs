//! How the OpenAPI document describes the decimals that a client sends, with the bounds that the domain has for each kind. A
//! member is a `DecimalInput`, which takes any decimal; these types only describe it.

use std::borrow::Cow;

use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::MAX_DECIMAL;

/// The largest amount of whole rupiah.
const MOST: i64 = 9_999_999_999_999_999;

macro_rules! decimals {
    ($($(#[$meta:meta])* $name:ident: $range:expr, $pattern:literal, $example:literal;)+) => {$(
        $(#[$meta])*
        pub enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let range: std::ops::RangeInclusive<i64> = $range;
                ObjectBuilder::new()
                    .schema_type(SchemaType::from_iter([Type::String, Type::Integer]))
                    .description(Some(
                        "An exact decimal, as a string; a JSON integer is taken too. A JSON number with a fraction or an \
                         exponent is refused, since it may have been rounded on its way.",
                    ))
                    .pattern(Some($pattern))
                    .min_length(Some(1))
                    .max_length(Some(MAX_DECIMAL))
                    .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
                    .minimum(Some(*range.start()))
                    .maximum(Some(*range.end()))
                    .examples([$example])
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )+};
}

decimals! {
    /// An amount of rupiah with at most two decimals.
    MoneyInput: 0..=MOST, r"^(-0+(\.0+)?|0*[0-9]{1,16}(\.[0-9]{1,2}0*)?)$", "1250000000.50";
    /// An amount of rupiah that may be negative.
    SignedMoneyInput: -MOST..=MOST, r"^-?0*[0-9]{1,16}(\.[0-9]{1,2}0*)?$", "-1250000.50";
    /// A score from 0 to 100 with at most three decimals.
    ScoreInput: 0..=100, r"^(-0+(\.0+)?|0*(100(\.0+)?|[0-9]{1,2}(\.[0-9]{1,3}0*)?))$", "74.995";
}
