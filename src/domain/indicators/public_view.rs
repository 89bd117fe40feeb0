//! What anonymous callers see of an indicator: one rule for every format (UU 27/2022 on personal data, see `docs/domain.md`).

use super::{GrowthDetail, Indicator, Reason, WarningCode};
use crate::domain::Dataset;

/// Which part of the register a value is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything in the register.
    Whole,
    /// One region, with or without those below it.
    Region,
}

/// The indicator as anonymous callers see it.
///
/// Cooperatives are legal persons and shown in full. Of businesses and trainings the whole register shows its value and no
/// live sum, since exact live sums would tell one business's turnover to whoever asks twice; a region shows its value
/// alone, and not even that where it rests on one to four reports or participants.
pub fn public_view(indicator: Indicator, scope: Scope) -> Indicator {
    let dataset = indicator.code.dataset();
    if dataset == Dataset::Cooperatives {
        return indicator;
    }
    let value = match (scope, indicator.value) {
        // That the sum of a few was zero says as much of each of them as a value would.
        (Scope::Region, Ok(_) | Err(Reason::PreviousYearZero)) if indicator.rests_on_few => Err(Reason::Suppressed),
        (_, value) => value,
    };
    // For trainings coverage is graded out of all participations: the denominator itself.
    let coverage = if scope == Scope::Whole && dataset != Dataset::Trainings { indicator.coverage } else { None };
    let growth = indicator.growth.map(|growth| GrowthDetail {
        current: None,
        previous: None,
        like_for_like: growth.like_for_like.filter(|_| scope == Scope::Whole).map(|mut like_for_like| {
            like_for_like.current = None;
            like_for_like.previous = None;
            if (1..=4).contains(&like_for_like.units) {
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
