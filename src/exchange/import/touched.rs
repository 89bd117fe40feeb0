//! Which indicators a change of stored data can alter.

use crate::domain::{Dataset, IndicatorCode, Year};

/// The kind of data that changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Reports or participations.
    Records,
    /// A figure.
    Figure,
}

/// The values that a change in a data set can alter: every indicator that uses the data set, with the year of the changed data and
/// the later years that still depend on it.
pub fn affected(dataset: Dataset, source: Source, year: Year) -> impl Iterator<Item = (IndicatorCode, Year)> {
    let codes: &[(IndicatorCode, i32)] = match (dataset, source) {
        (Dataset::Cooperatives, Source::Records) => {
            &[(IndicatorCode::QualityCooperatives, 2), (IndicatorCode::CooperativeVolumeGrowth, 1)]
        }
        (Dataset::Cooperatives, Source::Figure) => {
            &[(IndicatorCode::QualityCooperatives, 0), (IndicatorCode::CooperativeVolumeGrowth, 1)]
        }
        (Dataset::Umkm, _) => &[
            (IndicatorCode::UmkmTurnoverGrowth, 1),
            (IndicatorCode::UmkmAssetsGrowth, 1),
            (IndicatorCode::UmkmWorkersGrowth, 1),
        ],
        (Dataset::Trainings, _) => &[(IndicatorCode::TrainingGoodGrade, 0)],
    };
    codes.iter().flat_map(move |(code, later)| (0..=*later).map(move |later| (*code, year.ahead(later))))
}
