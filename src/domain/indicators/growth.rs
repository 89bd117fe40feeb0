//! The growths: (sum of n − sum of n−1) / sum of n−1 × 100, as printed in the decree of December 2017: over all reports of each
//! year, whichever units reported (rule 3).

use super::outcome::{coverage, sum_known};
use super::public_view::rests_on_few;
use super::{Basis, GrowthDetail, Indicator, LikeForLike, Quantity, Reason, RegionYear, warning};
use crate::domain::totals::Amount;
use crate::domain::{IndicatorCode, Percentage, Year};

impl Amount {
    fn quantity(self, units: i128) -> Quantity {
        Quantity { units, scale: self.scale() }
    }

    fn of_records(self, row: &RegionYear) -> Option<i128> {
        let sums = row.totals.amount(self);
        (sums.given > 0).then_some(sums.sum)
    }

    /// The sum by the region's basis; records do not fill in what a figure does not know (rule 9).
    fn known(self, row: &RegionYear) -> Option<i128> {
        if row.has_figure(self.dataset()) { self.of_figures(&row.figures) } else { self.of_records(row) }
    }

    /// The basis of the region: a figure where there is one, else records where a report gives the amount.
    fn basis(self, row: &RegionYear) -> Option<Basis> {
        if row.has_figure(self.dataset()) { Some(Basis::Figures) } else { self.of_records(row).map(|_| Basis::Records) }
    }
}

/// Computes one growth.
pub fn evaluate(code: IndicatorCode, amount: Amount, year: Year, rows: &[RegionYear]) -> Indicator {
    let dataset = amount.dataset();
    let of_year = |wanted: Year| rows.iter().filter(|row| row.year == wanted).collect::<Vec<&RegionYear>>();
    let (now, before) = (of_year(year), of_year(year.back(1)));
    let total = |rows: &[&RegionYear]| sum_known(rows.iter().map(|row| amount.known(row)));
    let (current, previous) = (total(&now), total(&before));

    let value = match (current, previous) {
        (None, _) => Err(Reason::NoData),
        (_, None) => Err(Reason::PreviousYearMissing),
        (Some(_), Some(0)) => Err(Reason::PreviousYearZero),
        // Amounts are never negative, so the sum is positive here.
        (Some(current), Some(previous)) => Percentage::of(current - previous, previous).ok_or(Reason::PreviousYearZero),
    };
    let both = current.zip(previous);
    let both_years: Vec<&RegionYear> = now.iter().chain(&before).copied().collect();

    let known = |row: &RegionYear| amount.known(row).is_some();
    let mut warnings = Vec::new();
    if both.is_some() {
        warnings.extend(warning::regions_missing(year, &now, &before, known));
    }
    warnings.extend(warning::report_outside_dates(dataset, &[year.back(1), year], &both_years));
    warnings.extend(warning::figure_above_records(dataset, &both_years));
    let shown = |sum: Option<i128>| sum.map(|sum| amount.quantity(sum).to_string());
    warnings.extend(warning::records_beside_figure(dataset, &both_years, |row| {
        (shown(amount.of_figures(&row.figures)), shown(amount.of_records(row)))
    }));

    let given = |row: &RegionYear| row.totals.amount(amount).given;
    Indicator {
        code,
        year,
        value,
        basis: Basis::of(both_years.iter().filter_map(|row| amount.basis(row))),
        numerator: both.map(|(current, previous)| amount.quantity(current - previous)),
        denominator: both.map(|(_, previous)| amount.quantity(previous)),
        overlap: None,
        growth: Some(GrowthDetail {
            current: current.map(|sum| amount.quantity(sum)),
            previous: previous.map(|sum| amount.quantity(sum)),
            like_for_like: Some(like_for_like(amount, &now)),
        }),
        coverage: coverage(dataset, &now, given),
        warnings,
        rests_on_few: [&now, &before].into_iter().any(|rows| rests_on_few(dataset, rows, known, given)),
    }
}

/// The growth of only those units that reported in both years. Matched sums belong to the region of the report for n (rule 10), so
/// the rows of n have both years.
fn like_for_like(amount: Amount, now: &[&RegionYear]) -> LikeForLike {
    let sums: Vec<_> = now.iter().map(|row| row.totals.amount(amount)).collect();
    let units: i128 = sums.iter().map(|sums| sums.matched).sum();
    let current: i128 = sums.iter().map(|sums| sums.matched_current).sum();
    let previous: i128 = sums.iter().map(|sums| sums.matched_previous).sum();
    LikeForLike {
        value: Percentage::of(current - previous, previous),
        units,
        // Without matched units the sums are missing, not zero (rule 5).
        current: (units > 0).then(|| amount.quantity(current)),
        previous: (units > 0).then(|| amount.quantity(previous)),
    }
}
