//! The formula of each indicator and what follows from it: its data set, and the years that a change of data affects.

use super::measure::Count;
use crate::domain::totals::Amount;
use crate::domain::{Dataset, IndicatorCode, Year};

/// The form of an indicator, with the measures that it is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formula {
    /// numerator / denominator × 100, both of year n.
    Ratio(Ratio),
    /// (sum of n − sum of n−1) / sum of n−1 × 100.
    Growth(Amount),
}

/// The ratios.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ratio {
    /// Healthy and fairly healthy cooperatives / active cooperatives, as printed in the decree of December 2017: the numerator
    /// counts every cooperative so rated, active or not, and may exceed the denominator (rule 2).
    QualityCooperatives,
    /// Participants graded good / all participants, graded or not (rule 4).
    GoodGrades,
}

/// The counts of a ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatioCounts {
    /// The count above the line.
    pub numerator: Count,
    /// The count below the line.
    pub denominator: Count,
    /// The part of the numerator that is in the denominator too, where the one does not follow from the other.
    pub overlap: Option<Count>,
}

impl Ratio {
    /// The counts of the ratio, which all belong to one data set.
    pub fn counts(self) -> RatioCounts {
        let (numerator, denominator, overlap) = match self {
            Self::QualityCooperatives => (Count::Quality, Count::Active, Some(Count::QualityActive)),
            Self::GoodGrades => (Count::Good, Count::Participants, None),
        };
        RatioCounts { numerator, denominator, overlap }
    }
}

/// Where changed data comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Unit records: yearly reports, or participations.
    Records,
    /// A figure (*angka agregat*).
    Figure,
}

impl Formula {
    /// The data set of the measures.
    pub fn dataset(self) -> Dataset {
        match self {
            Self::Ratio(ratio) => ratio.counts().denominator.dataset(),
            Self::Growth(amount) => amount.dataset(),
        }
    }

    /// The number of years before n whose data the value for n depends on.
    fn years_before(self, source: Source) -> i32 {
        match (self, source) {
            (Self::Growth(_), Source::Records | Source::Figure) => 1,
            (Self::Ratio(ratio), Source::Records) => {
                let RatioCounts { numerator, denominator, overlap } = ratio.counts();
                let counts = [Some(numerator), Some(denominator), overlap].into_iter().flatten();
                counts.map(Count::years_before).fold(0, i32::max)
            }
            (Self::Ratio(_), Source::Figure) => 0,
        }
    }
}

impl IndicatorCode {
    /// The formula, as in the decree of December 2017.
    pub fn formula(self) -> Formula {
        match self {
            Self::QualityCooperatives => Formula::Ratio(Ratio::QualityCooperatives),
            Self::CooperativeVolumeGrowth => Formula::Growth(Amount::Volume),
            Self::UmkmTurnoverGrowth => Formula::Growth(Amount::Turnover),
            Self::UmkmAssetsGrowth => Formula::Growth(Amount::Assets),
            Self::UmkmWorkersGrowth => Formula::Growth(Amount::Workers),
            Self::TrainingGoodGrade => Formula::Ratio(Ratio::GoodGrades),
        }
    }

    /// The data set that the indicator is computed from.
    pub fn dataset(self) -> Dataset {
        self.formula().dataset()
    }

    /// Whether the indicator has an overlap beside its numerator.
    pub fn has_overlap(self) -> bool {
        match self.formula() {
            Formula::Ratio(ratio) => ratio.counts().overlap.is_some(),
            Formula::Growth(_) => false,
        }
    }
}

/// The values that a change in a data set can alter: every indicator that uses the data set, with the year of the changed data and
/// the later years that still depend on it.
pub fn affected(dataset: Dataset, source: Source, year: Year) -> impl Iterator<Item = (IndicatorCode, Year)> {
    let codes = IndicatorCode::ALL.iter().copied().filter(move |code| code.dataset() == dataset);
    codes.flat_map(move |code| (0..=code.formula().years_before(source)).map(move |later| (code, year.ahead(later))))
}
