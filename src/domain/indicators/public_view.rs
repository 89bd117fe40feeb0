//! The part of an indicator that anonymous callers see: one rule for every format (UU 27/2022 on personal data; see
//! `docs/domain.md`, "Who sees what").

use super::{GrowthDetail, Indicator, Reason, RegionYear};
use crate::domain::Dataset;
use std::ops::RangeInclusive;

/// The part of the register that a value is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The whole register.
    Whole,
    /// One region, with or without those below it.
    Region,
}

/// The numbers of reports or participants that are few: a value that rests on them would reveal single ones.
const FEW: RangeInclusive<i128> = 1..=4;

/// Whether the value of one year rests on few units: the reports where records are the basis, and the units that figures count,
/// together. `enters` says whether a row is part of the value at all. A figure whose measure is unknown is not part of the value,
/// and one that does not give its number of units adds none, so that neither raises the count of the few beside it.
pub fn rests_on_few(
    dataset: Dataset,
    rows: &[&RegionYear],
    enters: impl Fn(&RegionYear) -> bool,
    reports: impl Fn(&RegionYear) -> i128,
) -> bool {
    let units = |row: &&RegionYear| match row.has_figure(dataset) {
        true => row.figure_units(dataset).map_or(0, i128::from),
        false => reports(row),
    };
    FEW.contains(&rows.iter().filter(|row| enters(row)).map(units).sum::<i128>())
}

/// The indicator as anonymous callers see it.
///
/// Cooperatives are legal persons and shown in full. Of businesses and trainings the whole register shows its value and no sums,
/// because the difference of two exact sums could be one business's turnover. A region shows only its value, and no value where it
/// rests on one to four reports or participants.
pub fn public_view(indicator: Indicator, extent: Extent) -> Indicator {
    let dataset = indicator.code.dataset();
    let has_personal_coverage = match dataset {
        Dataset::Cooperatives => return indicator,
        Dataset::Umkm => false,
        // Coverage is graded out of all participations: the denominator itself.
        Dataset::Trainings => true,
    };
    let value = match (extent, indicator.value) {
        // That the sum of a few was zero reveals as much of each of them as a value.
        (Extent::Region, Ok(_) | Err(Reason::PreviousYearZero)) if indicator.rests_on_few => Err(Reason::Suppressed),
        (_, value) => value,
    };
    let coverage = indicator.coverage.filter(|_| extent == Extent::Whole && !has_personal_coverage);
    let growth = indicator.growth.map(|growth| GrowthDetail {
        current: None,
        previous: None,
        like_for_like: growth.like_for_like.filter(|_| extent == Extent::Whole).map(|mut like_for_like| {
            like_for_like.current = None;
            like_for_like.previous = None;
            if FEW.contains(&like_for_like.units) {
                like_for_like.value = None;
            }
            like_for_like
        }),
    });
    let warnings = indicator.warnings.into_iter().filter(|warning| warning.code.is_public()).collect();
    Indicator { value, numerator: None, denominator: None, coverage, growth, warnings, ..indicator }
}
