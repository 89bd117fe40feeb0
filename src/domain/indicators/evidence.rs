//! The evidence of an indicator: totals of records, figures and expected units, by region and year.

use crate::domain::{Dataset, RegionCode, Totals, Year};

/// The data of exactly one region, without the regions below it, in one year.
#[derive(Clone, Debug)]
pub struct RegionYear {
    /// The region.
    pub region: RegionCode,
    /// The year.
    pub year: Year,
    /// Totals of the unit records.
    pub totals: Totals,
    /// The figures that were entered.
    pub figures: Figures,
    /// The number of units that were expected to report.
    pub expected: Expected,
}

/// The figures (*angka agregat*) of one region and year. A figure that exists is the basis of its data set there (rule 9).
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// The figure of cooperatives.
    pub cooperatives: Option<CooperativeFigure>,
    /// The figure of assisted businesses.
    pub umkm: Option<UmkmFigure>,
    /// The figure of trainings.
    pub trainings: Option<TrainingFigure>,
}

/// Totals of the cooperatives of a region. A member that is `None` is unknown; records do not fill it in.
#[derive(Clone, Debug, Default)]
pub struct CooperativeFigure {
    /// Active cooperatives.
    pub active: Option<i64>,
    /// Cooperatives rated healthy or fairly healthy.
    pub quality: Option<i64>,
    /// Cooperatives that are both active and rated healthy or fairly healthy.
    pub quality_active: Option<i64>,
    /// Business volume in hundredths of a rupiah.
    pub volume: Option<i64>,
}

/// Totals of the assisted businesses of a region; `None` is unknown.
#[derive(Clone, Debug, Default)]
pub struct UmkmFigure {
    /// Businesses.
    pub businesses: Option<i64>,
    /// Turnover in hundredths of a rupiah.
    pub turnover: Option<i64>,
    /// Assets in hundredths of a rupiah.
    pub assets: Option<i64>,
    /// Persons who work for the businesses.
    pub workers: Option<i64>,
}

/// Totals of the trainings of a region; `None` is unknown.
#[derive(Clone, Debug, Default)]
pub struct TrainingFigure {
    /// Participations, graded or not.
    pub participants: Option<i64>,
    /// Participations graded good.
    pub good: Option<i64>,
}

/// The numbers of units of the register that were expected to report, by their present region and their dates (rule 8).
#[derive(Clone, Copy, Debug, Default)]
pub struct Expected {
    /// Cooperatives.
    pub cooperatives: i64,
    /// Assisted businesses.
    pub umkm: i64,
}

impl RegionYear {
    /// Whether the basis of the data set is a figure.
    pub fn has_figure(&self, dataset: Dataset) -> bool {
        match dataset {
            Dataset::Cooperatives => self.figures.cooperatives.is_some(),
            Dataset::Umkm => self.figures.umkm.is_some(),
            Dataset::Trainings => self.figures.trainings.is_some(),
        }
    }

    /// The number of unit records of the data set: yearly reports, or participations.
    pub fn records(&self, dataset: Dataset) -> i128 {
        match dataset {
            Dataset::Cooperatives => self.totals.cooperative_reports,
            Dataset::Umkm => self.totals.umkm_reports,
            Dataset::Trainings => self.totals.participants,
        }
    }

    /// The number of unit records that count as reported in the coverage: yearly reports, or graded participations (rule 8).
    pub fn reported(&self, dataset: Dataset) -> i128 {
        match dataset {
            Dataset::Cooperatives => self.totals.cooperative_reports,
            Dataset::Umkm => self.totals.umkm_reports,
            Dataset::Trainings => self.totals.graded,
        }
    }

    /// The number of reports outside the dates of their unit.
    pub fn outside_dates(&self, dataset: Dataset) -> i128 {
        match dataset {
            Dataset::Cooperatives => self.totals.cooperatives_outside_dates,
            Dataset::Umkm => self.totals.umkm_outside_dates,
            Dataset::Trainings => 0,
        }
    }

    /// The number of expected records: one for each expected unit, or for trainings every participation.
    pub fn expected(&self, dataset: Dataset) -> i128 {
        match dataset {
            Dataset::Cooperatives => i128::from(self.expected.cooperatives),
            Dataset::Umkm => i128::from(self.expected.umkm),
            Dataset::Trainings => self.totals.participants,
        }
    }

    /// The number of units that a figure is a total of, where the figure gives it.
    pub fn figure_units(&self, dataset: Dataset) -> Option<i64> {
        match dataset {
            Dataset::Cooperatives => None,
            Dataset::Umkm => self.figures.umkm.as_ref().and_then(|figure| figure.businesses),
            Dataset::Trainings => self.figures.trainings.as_ref().and_then(|figure| figure.participants),
        }
    }
}
