//! The indicators: pure functions of the totals and figures of each region in a year and in the year before. No catalogue texts, no
//! unit records.

#[cfg(test)]
pub(crate) mod affected_tests;
pub(crate) mod evidence;
pub(crate) mod explanation;
pub(crate) mod formula;
pub(crate) mod growth;
pub(crate) mod measure;
pub(crate) mod outcome;
pub(crate) mod public_view;
#[cfg(test)]
pub(crate) mod public_view_tests;
pub(crate) mod ratio;
pub(crate) mod warning;
#[cfg(test)]
pub(crate) mod warning_tests;

pub(crate) use evidence::{CooperativeFigure, Expected, Figures, RegionYear, TrainingFigure, UmkmFigure};
pub(crate) use explanation::explanation;
pub(crate) use formula::{Formula, Ratio, Source, affected};
pub(crate) use outcome::{Basis, GrowthDetail, Indicator, LikeForLike, Quantity, Reason};
pub(crate) use public_view::{Extent, public_view};
pub(crate) use warning::{Warning, WarningCode};

use super::{IndicatorCode, Year};

/// Computes one indicator for a year over the given regions.
///
/// `rows` hold each region in extent once for `year` and once for the year before; rows of other years are passed over. The value
/// is the ratio of the regions' sums, never the mean of their percentages (rule 6).
pub fn evaluate(code: IndicatorCode, year: Year, rows: &[RegionYear]) -> Indicator {
    match code.formula() {
        Formula::Ratio(ratio) => ratio::evaluate(code, ratio, year, rows),
        Formula::Growth(amount) => growth::evaluate(code, amount, year, rows),
    }
}
