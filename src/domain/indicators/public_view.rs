//! What anonymous callers see of an indicator: one rule for every format (UU 27/2022 on personal data, see `docs/domain.md`).

use super::{GrowthDetail, Indicator, Reason, RegionYear, WarningCode};
use crate::domain::Dataset;
use std::ops::RangeInclusive;

/// Which part of the register a value is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Everything in the register.
    Whole,
    /// One region, with or without those below it.
    Region,
}

/// So many reports or participants are few: what rests on them would tell about single ones.
const FEW: RangeInclusive<i128> = 1..=4;

/// Whether the value of one year rests on few units (§7): the reports where records are the basis and the units that figures
/// say they count, together. `enters` says whether a row is a part of the value at all: a figure whose measure is unknown is
/// none, and must not hide the few beside it. Nor does one that does not say how many units it counts.
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
/// Cooperatives are legal persons and shown in full. Of businesses and trainings the whole register shows its value and no
/// live sum, since exact live sums would tell one business's turnover to whoever asks twice; a region shows its value
/// alone, and not even that where it rests on one to four reports or participants.
pub fn public_view(indicator: Indicator, extent: Extent) -> Indicator {
    let dataset = indicator.code.dataset();
    if dataset == Dataset::Cooperatives {
        return indicator;
    }
    let value = match (extent, indicator.value) {
        // That the sum of a few was zero says as much of each of them as a value would.
        (Extent::Region, Ok(_) | Err(Reason::PreviousYearZero)) if indicator.rests_on_few => Err(Reason::Suppressed),
        (_, value) => value,
    };
    // For trainings coverage is graded out of all participations: the denominator itself.
    let coverage = if extent == Extent::Whole && dataset != Dataset::Trainings { indicator.coverage } else { None };
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
    // The other warnings carry counts or sums of records.
    let warnings = indicator
        .warnings
        .into_iter()
        .filter(|warning| matches!(warning.code, WarningCode::RegionsMissing | WarningCode::FigureAboveRecords))
        .collect();
    Indicator { value, numerator: None, denominator: None, coverage, growth, warnings, ..indicator }
}
