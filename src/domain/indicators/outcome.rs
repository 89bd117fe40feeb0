//! The outcome of an indicator: a value or the reason why there is none, with the numbers behind it.

use super::{RegionYear, Warning};
use crate::domain::codes::codes;
use crate::domain::money::fixed;
use crate::domain::totals::Scale;
use crate::domain::{Dataset, IndicatorCode, Percentage, Year};
use std::fmt;

codes! {
    /// The reason why there is no value: the first that applies, in this order (rule 5).
    Reason {
        /// No report, participant or figure with this measure for the year.
        NoData => "no_data",
        /// Growth: there is none for the year before.
        PreviousYearMissing => "previous_year_missing",
        /// Growth: the sum of the year before is zero.
        PreviousYearZero => "previous_year_zero",
        /// Ratio: the denominator is zero.
        DenominatorZero => "denominator_zero",
        /// Anonymous callers do not see the value, because it rests on one to four reports or participants.
        Suppressed => "suppressed",
    }
}

codes! {
    /// The kind of data that a value was computed from.
    Basis {
        /// Unit records.
        Records => "records",
        /// Figures entered as totals.
        Figures => "figures",
        /// Both, in one year or over the two years of a growth.
        Mixed => "mixed",
    }
}

impl Basis {
    /// The basis of several parts together. Without parts it is records, which are the basis until a figure is entered.
    pub fn of(parts: impl IntoIterator<Item = Basis>) -> Self {
        parts.into_iter().reduce(|a, b| if a == b { a } else { Basis::Mixed }).unwrap_or(Basis::Records)
    }
}

/// An exact sum in its own unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The sum: hundredths of a rupiah, or records or persons.
    pub units: i128,
    /// The unit of the sum.
    pub scale: Scale,
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = match self.scale {
            Scale::Count => 0,
            Scale::Money => 2,
        };
        f.write_str(&fixed(self.units, places))
    }
}

/// The number of units that reported this measure, out of those expected to (rule 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Units that reported; for trainings, graded participations.
    pub reported: i128,
    /// Units that were expected to report; for trainings, all participations.
    pub expected: i128,
}

/// The growth of only those units that reported in both years (rule 3), always of unit records, whatever the basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LikeForLike {
    /// `None` when no unit reported in both years or their sum for the year before is zero.
    pub value: Option<Percentage>,
    /// The number of matched units.
    pub units: i128,
    /// Their sum for the year; `None` where there are none, or where the sum is not shown.
    pub current: Option<Quantity>,
    /// Their sum for the year before; `None` as for `current`.
    pub previous: Option<Quantity>,
}

/// The members that only a growth has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrowthDetail {
    /// The sum of the year; `None` where no region knows it.
    pub current: Option<Quantity>,
    /// The sum of the year before; `None` where no region knows it.
    pub previous: Option<Quantity>,
    /// The growth of matched units; `None` only where it is not shown.
    pub like_for_like: Option<LikeForLike>,
}

/// One indicator of one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// The code of the indicator.
    pub code: IndicatorCode,
    /// The year of the value.
    pub year: Year,
    /// `numerator / denominator × 100`, rounded once; or the reason why there is none.
    pub value: Result<Percentage, Reason>,
    /// The kind of data that the value was computed from.
    pub basis: Basis,
    /// The exact numerator; of a growth the difference of the two years.
    pub numerator: Option<Quantity>,
    /// The exact denominator; of a growth the sum of the year before.
    pub denominator: Option<Quantity>,
    /// The part of the numerator that is also in the denominator, where the formula has an overlap (rule 2); `None` where a figure
    /// does not give it.
    pub overlap: Option<Quantity>,
    /// The members of a growth; `None` for a ratio.
    pub growth: Option<GrowthDetail>,
    /// The coverage; `None` where no region in extent has records as its basis.
    pub coverage: Option<Coverage>,
    /// The warnings about the value, in a fixed order.
    pub warnings: Vec<Warning>,
    /// Whether the value rests on so few reports or participants that it would reveal single ones (UU 27/2022).
    pub rests_on_few: bool,
}

/// The sum of the known parts; `None` when none is known.
pub fn sum_known(parts: impl IntoIterator<Item = Option<i128>>) -> Option<i128> {
    parts.into_iter().flatten().reduce(|a, b| a + b)
}

/// Coverage over the regions whose basis is records; `None` where there is no such region (rule 9).
pub fn coverage(dataset: Dataset, rows: &[&RegionYear], reported: impl Fn(&RegionYear) -> i128) -> Option<Coverage> {
    rows.iter()
        .filter(|row| !row.has_figure(dataset))
        .map(|row| Coverage { reported: reported(row), expected: row.expected(dataset) })
        .reduce(|a, b| Coverage { reported: a.reported + b.reported, expected: a.expected + b.expected })
}
