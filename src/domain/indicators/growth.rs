//! The four growths: (sum of n − sum of n−1) / sum of n−1 × 100, as printed: over all reports of each year, whoever reported (rule 3).

use super::outcome::{coverage, sum_known};
use super::public_view::rests_on_few;
use super::{Basis, GrowthDetail, Indicator, LikeForLike, Quantity, Reason, RegionYear, Scale, warning};
use crate::domain::{Dataset, IndicatorCode, Percentage, Totals, Year};

/// What grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Business volume of cooperatives.
    Volume,
    /// Turnover of businesses.
    Turnover,
    /// Assets of businesses.
    Assets,
    /// Workers of businesses.
    Workers,
}

/// The five sums that the totals keep of one measure.
struct Sums {
    sum: i128,
    given: i128,
    matched: i128,
    matched_current: i128,
    matched_previous: i128,
}

impl Measure {
    fn dataset(self) -> Dataset {
        match self {
            Self::Volume => Dataset::Cooperatives,
            Self::Turnover | Self::Assets | Self::Workers => Dataset::Umkm,
        }
    }

    fn quantity(self, units: i128) -> Quantity {
        let scale = if self == Self::Workers { Scale::Count } else { Scale::Money };
        Quantity { units, scale }
    }

    fn sums(self, t: &Totals) -> Sums {
        let (sum, given, matched, matched_current, matched_previous) = match self {
            Self::Volume => {
                (t.volume_sum, t.volume_given, t.volume_matched, t.volume_matched_current, t.volume_matched_previous)
            }
            Self::Turnover => (
                t.turnover_sum,
                t.turnover_given,
                t.turnover_matched,
                t.turnover_matched_current,
                t.turnover_matched_previous,
            ),
            Self::Assets => {
                (t.assets_sum, t.assets_given, t.assets_matched, t.assets_matched_current, t.assets_matched_previous)
            }
            Self::Workers => (
                t.workers_sum,
                t.workers_given,
                t.workers_matched,
                t.workers_matched_current,
                t.workers_matched_previous,
            ),
        };
        Sums { sum, given, matched, matched_current, matched_previous }
    }

    fn of_figure(self, row: &RegionYear) -> Option<i128> {
        let umkm = row.figures.umkm.as_ref();
        match self {
            Self::Volume => row.figures.cooperatives.as_ref().and_then(|figure| figure.volume),
            Self::Turnover => umkm.and_then(|figure| figure.turnover),
            Self::Assets => umkm.and_then(|figure| figure.assets),
            Self::Workers => umkm.and_then(|figure| figure.workers),
        }
        .map(i128::from)
    }

    fn of_records(self, row: &RegionYear) -> Option<i128> {
        let sums = self.sums(&row.totals);
        (sums.given > 0).then_some(sums.sum)
    }

    /// What the region's basis says; a figure that does not know is not filled in by records (rule 9).
    fn known(self, row: &RegionYear) -> Option<i128> {
        if row.has_figure(self.dataset()) { self.of_figure(row) } else { self.of_records(row) }
    }

    /// The region's part in the basis: a figure wherever there is one, records where they say something.
    fn basis(self, row: &RegionYear) -> Option<Basis> {
        if row.has_figure(self.dataset()) { Some(Basis::Figures) } else { self.of_records(row).map(|_| Basis::Records) }
    }
}

/// Computes one growth.
pub fn evaluate(code: IndicatorCode, measure: Measure, year: Year, rows: &[RegionYear]) -> Indicator {
    let dataset = measure.dataset();
    let of_year = |wanted: Year| rows.iter().filter(|row| row.year == wanted).collect::<Vec<&RegionYear>>();
    let (now, before) = (of_year(year), of_year(year.back(1)));
    let total = |rows: &[&RegionYear]| sum_known(rows.iter().map(|row| measure.known(row)));
    let (current, previous) = (total(&now), total(&before));

    let value = match (current, previous) {
        (None, _) => Err(Reason::NoData),
        (_, None) => Err(Reason::PreviousYearMissing),
        (Some(_), Some(0)) => Err(Reason::PreviousYearZero),
        // A sum of amounts that are never negative is positive here.
        (Some(current), Some(previous)) => Percentage::of(current - previous, previous).ok_or(Reason::PreviousYearZero),
    };
    let both = current.zip(previous);
    let both_years: Vec<&RegionYear> = now.iter().chain(&before).copied().collect();

    let known = |row: &RegionYear| measure.known(row).is_some();
    let mut warnings = Vec::new();
    if both.is_some() {
        warnings.extend(warning::regions_missing(year, &now, &before, known));
    }
    warnings.extend(warning::report_outside_dates(dataset, &[year.back(1), year], &both_years));
    warnings.extend(warning::figure_above_records(dataset, &both_years));
    let shown = |sum: Option<i128>| sum.map(|sum| measure.quantity(sum).to_string());
    warnings.extend(warning::records_beside_figure(dataset, &both_years, |row| {
        (shown(measure.of_figure(row)), shown(measure.of_records(row)))
    }));

    let given = |row: &RegionYear| measure.sums(&row.totals).given;
    Indicator {
        code,
        year,
        value,
        basis: Basis::of(both_years.iter().filter_map(|row| measure.basis(row))),
        numerator: both.map(|(current, previous)| measure.quantity(current - previous)),
        denominator: both.map(|(_, previous)| measure.quantity(previous)),
        overlap: None,
        growth: Some(GrowthDetail {
            current: current.map(|sum| measure.quantity(sum)),
            previous: previous.map(|sum| measure.quantity(sum)),
            like_for_like: Some(like_for_like(measure, &now)),
        }),
        coverage: coverage(dataset, &now, given),
        warnings,
        rests_on_few: [&now, &before].into_iter().any(|rows| rests_on_few(dataset, rows, known, given)),
    }
}

/// Matched sums stand at n, in the region of the report for n (rule 10), so the rows of n hold both years of it.
fn like_for_like(measure: Measure, now: &[&RegionYear]) -> LikeForLike {
    let mut units = 0;
    let (mut current, mut previous) = (0, 0);
    for row in now {
        let sums = measure.sums(&row.totals);
        units += sums.matched;
        current += sums.matched_current;
        previous += sums.matched_previous;
    }
    LikeForLike {
        value: Percentage::of(current - previous, previous),
        units,
        // A sum of nothing is not a zero (rule 5).
        current: (units > 0).then(|| measure.quantity(current)),
        previous: (units > 0).then(|| measure.quantity(previous)),
    }
}
