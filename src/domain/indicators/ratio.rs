//! The ratios: numerator / denominator × 100, both of the same year.

use super::formula::{Ratio, RatioCounts};
use super::outcome::{coverage, sum_known};
use super::public_view::rests_on_few;
use super::{Basis, Indicator, Quantity, Reason, RegionYear, warning};
use crate::domain::totals::Scale;
use crate::domain::{IndicatorCode, Percentage, Year};

/// The two sides at one region. A region enters only when both are known (rule 6).
struct Sides {
    numerator: i128,
    denominator: i128,
    /// The part of the numerator that is in the denominator too; `None` where the ratio has no overlap, or a figure does not say.
    overlap: Option<i128>,
}

impl RatioCounts {
    fn of_figures(self, row: &RegionYear) -> Option<Sides> {
        Some(Sides {
            numerator: self.numerator.of_figures(&row.figures)?,
            denominator: self.denominator.of_figures(&row.figures)?,
            overlap: self.overlap.and_then(|overlap| overlap.of_figures(&row.figures)),
        })
    }

    fn of_records(self, row: &RegionYear) -> Option<Sides> {
        (row.records(self.denominator.dataset()) > 0).then(|| Sides {
            numerator: self.numerator.of_totals(&row.totals),
            denominator: self.denominator.of_totals(&row.totals),
            overlap: self.overlap.map(|overlap| overlap.of_totals(&row.totals)),
        })
    }

    /// The sides by the region's basis; records do not fill in what a figure does not know (rule 9).
    fn known(self, row: &RegionYear) -> Option<Sides> {
        if row.has_figure(self.denominator.dataset()) { self.of_figures(row) } else { self.of_records(row) }
    }
}

/// Computes one ratio for a year; rows of other years are passed over.
pub fn evaluate(code: IndicatorCode, ratio: Ratio, year: Year, rows: &[RegionYear]) -> Indicator {
    let counts = ratio.counts();
    let dataset = counts.denominator.dataset();
    let rows: Vec<&RegionYear> = rows.iter().filter(|row| row.year == year).collect();
    let known: Vec<Sides> = rows.iter().filter_map(|row| counts.known(row)).collect();
    let numerator = sum_known(known.iter().map(|sides| Some(sides.numerator)));
    let denominator = sum_known(known.iter().map(|sides| Some(sides.denominator)));
    let value = match (numerator, denominator) {
        (Some(numerator), Some(denominator)) => Percentage::of(numerator, denominator).ok_or(Reason::DenominatorZero),
        (None, _) | (_, None) => Err(Reason::NoData),
    };
    // An overlap that one region does not know is not known for the whole.
    let overlap = known.iter().map(|sides| sides.overlap).reduce(|a, b| a.zip(b).map(|(a, b)| a + b)).flatten();

    let mut warnings = Vec::new();
    if counts.overlap.is_some() {
        warnings.extend(numerator_beyond_overlap(&known, overlap.is_none()));
    }
    warnings.extend(warning::report_outside_dates(dataset, &[year], &rows));
    warnings.extend(warning::figure_above_records(dataset, &rows));
    match ratio {
        Ratio::QualityCooperatives => warnings.extend(warning::rating_contradicts_score(year, &rows)),
        Ratio::GoodGrades => {}
    }
    let pair = |sides: Option<Sides>| sides.map(|s| format!("{}/{}", s.numerator, s.denominator));
    warnings.extend(warning::records_beside_figure(dataset, &rows, |row| {
        (pair(counts.of_figures(row)), pair(counts.of_records(row)))
    }));
    Indicator {
        code,
        year,
        value,
        basis: Basis::of(rows.iter().filter_map(|row| match row.has_figure(dataset) {
            true => Some(Basis::Figures),
            false => (row.records(dataset) > 0).then_some(Basis::Records),
        })),
        numerator: numerator.map(count),
        denominator: denominator.map(count),
        overlap: overlap.map(count),
        growth: None,
        coverage: coverage(dataset, &rows, |row| row.reported(dataset)),
        warnings,
        rests_on_few: rests_on_few(dataset, &rows, |row| counts.known(row).is_some(), |row| row.records(dataset)),
    }
}

/// Warns of the part of the numerator that is not in the denominator. Where a figure does not give the overlap, at least the
/// difference of the two sides is outside.
fn numerator_beyond_overlap(known: &[Sides], is_incomplete: bool) -> Option<warning::Warning> {
    let outside = |sides: &Sides| match sides.overlap {
        Some(overlap) => sides.numerator - overlap,
        None => (sides.numerator - sides.denominator).max(0),
    };
    let outside: i128 = known.iter().map(outside).sum();
    (outside != 0).then(|| warning::numerator_includes_inactive(outside, is_incomplete))
}

fn count(units: i128) -> Quantity {
    Quantity { units, scale: Scale::Count }
}
