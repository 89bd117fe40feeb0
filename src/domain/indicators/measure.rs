//! The measures of the indicators: where counts and amounts are found in totals and in figures.

use super::Figures;
use crate::domain::totals::{Amount, Totals};
use crate::domain::{Dataset, activity};

/// A count of cooperatives or of participations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Active cooperatives.
    Active,
    /// Cooperatives rated healthy or fairly healthy.
    Quality,
    /// Cooperatives that are both.
    QualityActive,
    /// Participations in trainings.
    Participants,
    /// Participations graded good.
    Good,
}

impl Count {
    /// The data set that is counted.
    pub fn dataset(self) -> Dataset {
        match self {
            Self::Active | Self::Quality | Self::QualityActive => Dataset::Cooperatives,
            Self::Participants | Self::Good => Dataset::Trainings,
        }
    }

    /// The count of the unit records.
    pub fn of_totals(self, totals: &Totals) -> i128 {
        match self {
            Self::Active => totals.active,
            Self::Quality => totals.quality,
            Self::QualityActive => totals.quality_active,
            Self::Participants => totals.participants,
            Self::Good => totals.good,
        }
    }

    /// The count that a figure gives; `None` where there is no figure or the figure does not know.
    pub fn of_figures(self, figures: &Figures) -> Option<i128> {
        let Figures { cooperatives, umkm: _, trainings } = figures;
        match self {
            Self::Active => cooperatives.as_ref()?.active,
            Self::Quality => cooperatives.as_ref()?.quality,
            Self::QualityActive => cooperatives.as_ref()?.quality_active,
            Self::Participants => trainings.as_ref()?.participants,
            Self::Good => trainings.as_ref()?.good,
        }
        .map(i128::from)
    }

    /// The number of years before n whose records the count for n depends on.
    pub fn years_before(self) -> i32 {
        match self {
            Self::Active | Self::QualityActive => activity::YEARS_BEFORE,
            Self::Quality | Self::Participants | Self::Good => 0,
        }
    }
}

impl Amount {
    /// The sum that a figure gives; `None` where there is no figure or the figure does not know.
    pub fn of_figures(self, figures: &Figures) -> Option<i128> {
        let Figures { cooperatives, umkm, trainings: _ } = figures;
        match self {
            Self::Volume => cooperatives.as_ref()?.volume,
            Self::Turnover => umkm.as_ref()?.turnover,
            Self::Assets => umkm.as_ref()?.assets,
            Self::Workers => umkm.as_ref()?.workers,
        }
        .map(i128::from)
    }
}
