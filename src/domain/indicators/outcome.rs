//! What comes out: a value or the reason why there is none, with everything it rests on.

use super::{RegionYear, Warning};
use crate::domain::codes::codes;
use crate::domain::money::fixed;
use crate::domain::{Dataset, IndicatorCode, Percentage, Year};
use std::fmt;

codes! {
    /// Why there is no value: the first that applies, in this order (rule 5).
    Reason {
        /// No report, participant or figure with this measure for the year.
        NoData => "no_data",
        /// Growth: nothing of the kind for the year before.
        PreviousYearMissing => "previous_year_missing",
        /// Growth: the year before is zero.
        PreviousYearZero => "previous_year_zero",
        /// Ratio: nothing to divide by.
        DenominatorZero => "denominator_zero",
        /// Not shown to anonymous callers: it rests on one to four reports or participants.
        Suppressed => "suppressed",
    }
}

codes! {
    /// What a value was computed from.
    Basis {
        /// Unit records.
        Records => "records",
        /// Figures entered as totals.
        Figures => "figures",
        /// Both, or one in one year and the other in the other.
        Mixed => "mixed",
    }
}

impl Basis {
    /// The basis of several parts together; what holds nothing has no part in it. Nothing at all: records, since those are the basis until a figure is entered.
    pub fn of(parts: impl IntoIterator<Item = Basis>) -> Self {
        parts.into_iter().reduce(|a, b| if a == b { a } else { Basis::Mixed }).unwrap_or(Basis::Records)
    }
}

/// How a measure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Records or persons: no decimals.
    Count,
    /// Rupiah: hundredths, written with two decimals.
    Money,
}

/// An exact sum in its own scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// Whole units of the scale (hundredths of a rupiah, or records).
    pub units: i128,
    /// The scale.
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

/// How many units reported this measure, out of how many were expected to (rule 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Units that did; for trainings, graded participations.
    pub reported: i128,
    /// Units that should have; for trainings, all participations.
    pub expected: i128,
}

/// Growth of only those units that reported in both years (rule 3). Always of unit records, whatever the basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LikeForLike {
    /// `None` when no unit reported in both years or their sum for the year before is zero.
    pub value: Option<Percentage>,
    /// Matched units.
    pub units: i128,
    /// Their sum in the year; `None` where there are none, or where it is not shown.
    pub current: Option<Quantity>,
    /// Their sum in the year before; `None` likewise.
    pub previous: Option<Quantity>,
}

/// What only a growth has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrowthDetail {
    /// Sum of the year; `None` when nothing is known.
    pub current: Option<Quantity>,
    /// Sum of the year before; `None` when nothing is known.
    pub previous: Option<Quantity>,
    /// `None` only where it is not shown.
    pub like_for_like: Option<LikeForLike>,
}

/// One indicator of one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Which.
    pub code: IndicatorCode,
    /// Of which year.
    pub year: Year,
    /// `numerator / denominator × 100`, rounded once; or the reason why there is none.
    pub value: Result<Percentage, Reason>,
    /// What it was computed from.
    pub basis: Basis,
    /// Exact numerator; of a growth the difference of the two years.
    pub numerator: Option<Quantity>,
    /// Exact denominator; of a growth the year before.
    pub denominator: Option<Quantity>,
    /// Quality cooperatives: the part of the numerator that is also active (rule 2); `None` where a figure does not say.
    pub overlap: Option<Quantity>,
    /// Growth only.
    pub growth: Option<GrowthDetail>,
    /// `None` where no region in extent has records as its basis.
    pub coverage: Option<Coverage>,
    /// What a reader should know before trusting the value.
    pub warnings: Vec<Warning>,
    /// Whether it rests on so few reports or participants that it would tell about single ones (§7).
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
