//! The documents of indicators: a value with all that it is computed from.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::indicators::{Basis, GrowthDetail, Indicator, Quantity, Reason, WarningCode};
use crate::domain::{IndicatorCode, Text};
use crate::store::NamedRegion;

/// How many units reported the measure, out of how many were expected to
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Coverage {
    /// Units that did; for trainings, graded participations.
    #[schema(format = "count", example = 38)]
    reported: i64,
    /// Units that should have, by their dates and present region; for trainings, all participations.
    #[schema(format = "count", example = 40)]
    expected: i64,
}

/// Growth of only those units that reported in both years
#[derive(Clone, Debug, Serialize, ToSchema)]
struct LikeForLike {
    /// Percent; null where no unit reported in both years, or their sum for the year before is zero.
    #[schema(required, format = "decimal", example = "-1.10")]
    value: Option<String>,
    /// How many units.
    #[schema(format = "count", example = 912)]
    units: i64,
    /// Their sum in the year; null where there are none, or where it is not shown.
    #[schema(required, format = "decimal")]
    current: Option<String>,
    /// Their sum in the year before; null likewise.
    #[schema(required, format = "decimal")]
    previous: Option<String>,
}

/// A limitation of a value that a reader should know
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Warning {
    /// Its kind.
    code: WarningCode,
    /// What it is about.
    detail: Text,
}

/// A value, or the reason why there is none, with what it was computed from
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Outcome {
    /// Percent with two decimals; null where there is none.
    #[schema(required, format = "decimal", example = "62.50")]
    value: Option<String>,
    /// Why there is no value; null where there is one.
    #[schema(required)]
    reason: Option<Reason>,
    /// What it was computed from.
    basis: Basis,
    /// Exact, in the measure's own scale; of a growth the difference of the two years. Null where not known or not shown.
    #[schema(required, format = "decimal", example = "25")]
    numerator: Option<String>,
    /// Exact; of a growth the year before.
    #[schema(required, format = "decimal", example = "40")]
    denominator: Option<String>,
    /// Quality cooperatives only: the part of the numerator that is also active; null if a figure does not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "decimal", value_type = Option<String>, example = "23")]
    overlap: Option<Option<String>>,
    /// Growth only: the sum of the year.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "decimal", value_type = Option<String>)]
    current: Option<Option<String>>,
    /// Growth only: the sum of the year before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "decimal", value_type = Option<String>)]
    previous: Option<Option<String>>,
    /// Growth only: of the units that reported in both years; null where it is not shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<LikeForLike>)]
    like_for_like: Option<Option<LikeForLike>>,
    /// Null where figures are the basis everywhere, or where it is not shown.
    #[schema(required)]
    coverage: Option<Coverage>,
    /// In a fixed order; may be empty.
    warnings: Vec<Warning>,
}

/// The outcome at one region, without those below it
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RegionalOutcome {
    /// Kemendagri code.
    #[schema(format = "region", example = "15.06")]
    region: String,
    /// BPS code.
    #[schema(format = "bps-code", example = "1507")]
    bps_code: String,
    /// The region's name.
    #[schema(format = "line", example = "Tanjung Jabung Barat")]
    name: String,
    #[serde(flatten)]
    outcome: Outcome,
}

/// One indicator of one year
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Indicator)]
pub struct IndicatorView {
    /// Which.
    code: IndicatorCode,
    /// Its name.
    name: Text,
    /// The unit of `value`.
    #[schema(format = "code", example = "percent")]
    unit: &'static str,
    #[serde(flatten)]
    outcome: Outcome,
    /// The target of the yearly performance agreement; null where none is set.
    #[schema(required, value_type = Option<Object>)]
    target: Option<()>,
    /// With `?breakdown=region`: the value of each region alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_items = 10000)]
    regions: Option<Vec<RegionalOutcome>>,
}

impl IndicatorView {
    pub fn new(indicator: Indicator, regions: Option<Vec<RegionalOutcome>>) -> Self {
        let code = indicator.code;
        Self { code, name: code.name(), unit: "percent", outcome: indicator.into(), target: None, regions }
    }
}

impl RegionalOutcome {
    pub fn new(region: &NamedRegion, indicator: Indicator) -> Self {
        Self {
            region: region.code.to_string(),
            bps_code: region.bps_code.clone(),
            name: region.name.clone(),
            outcome: indicator.into(),
        }
    }
}

impl From<Indicator> for Outcome {
    fn from(indicator: Indicator) -> Self {
        let has_overlap = indicator.code.has_overlap();
        let (value, reason) = match indicator.value {
            Ok(value) => (Some(value.to_string()), None),
            Err(reason) => (None, Some(reason)),
        };
        let text = |quantity: Option<Quantity>| quantity.map(|quantity| quantity.to_string());
        let growth = indicator.growth;
        let like_for_like = |growth: &GrowthDetail| {
            growth.like_for_like.map(|matched| LikeForLike {
                value: matched.value.map(|value| value.to_string()),
                units: count(matched.units),
                current: text(matched.current),
                previous: text(matched.previous),
            })
        };
        Self {
            value,
            reason,
            basis: indicator.basis,
            numerator: text(indicator.numerator),
            denominator: text(indicator.denominator),
            overlap: has_overlap.then(|| text(indicator.overlap)),
            current: growth.as_ref().map(|growth| text(growth.current)),
            previous: growth.as_ref().map(|growth| text(growth.previous)),
            like_for_like: growth.as_ref().map(like_for_like),
            coverage: indicator
                .coverage
                .map(|coverage| Coverage { reported: count(coverage.reported), expected: count(coverage.expected) }),
            warnings: indicator.warnings.into_iter().map(|w| Warning { code: w.code, detail: w.detail }).collect(),
        }
    }
}

/// A number of records. A number beyond `i64` is shown as the largest; no register has as many records.
fn count(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
