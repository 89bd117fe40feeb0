//! The six indicators: pure functions of what stands at each region in a year and in the one before.

pub(crate) mod evidence;
pub(crate) mod explanation;
pub(crate) mod growth;
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
pub(crate) use outcome::{Basis, GrowthDetail, Indicator, LikeForLike, Quantity, Reason, Scale};
pub(crate) use public_view::{Extent, public_view};
pub(crate) use warning::{Warning, WarningCode};

use super::{Dataset, IndicatorCode, Year};

/// Computes one indicator for a year over the given regions.
///
/// `rows` hold each region in extent once for `year` and once for the year before; rows of other years are passed over.
/// What a row says is summed, and the value is the ratio of the sums, never the mean of the regions' percentages (rule 6).
pub fn evaluate(code: IndicatorCode, year: Year, rows: &[RegionYear]) -> Indicator {
    match code {
        IndicatorCode::QualityCooperatives => ratio::quality_cooperatives(year, rows),
        IndicatorCode::CooperativeVolumeGrowth => growth::evaluate(code, growth::Measure::Volume, year, rows),
        IndicatorCode::UmkmTurnoverGrowth => growth::evaluate(code, growth::Measure::Turnover, year, rows),
        IndicatorCode::UmkmAssetsGrowth => growth::evaluate(code, growth::Measure::Assets, year, rows),
        IndicatorCode::UmkmWorkersGrowth => growth::evaluate(code, growth::Measure::Workers, year, rows),
        IndicatorCode::TrainingGoodGrade => ratio::training_good_grade(year, rows),
    }
}

impl IndicatorCode {
    /// The data set that the indicator is computed from.
    pub fn dataset(self) -> Dataset {
        match self {
            Self::QualityCooperatives | Self::CooperativeVolumeGrowth => Dataset::Cooperatives,
            Self::UmkmTurnoverGrowth | Self::UmkmAssetsGrowth | Self::UmkmWorkersGrowth => Dataset::Umkm,
            Self::TrainingGoodGrade => Dataset::Trainings,
        }
    }
}
