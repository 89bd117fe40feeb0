//! The two ratios: quality cooperatives and participants graded good.

use super::outcome::{coverage, sum_known};
use super::public_view::rests_on_few;
use super::{Basis, Indicator, Quantity, Reason, RegionYear, Scale, warning};
use crate::domain::{Dataset, IndicatorCode, Percentage, Year};

/// The two sides at one region. A region enters only when both are known (rule 6).
struct Sides {
    numerator: i128,
    denominator: i128,
    /// Part of the numerator that is in the denominator too; `None` when a figure does not say.
    overlap: Option<i128>,
}

/// (Healthy + fairly healthy cooperatives) / active cooperatives × 100, as printed in the founding document: the numerator
/// counts every cooperative so rated, active or not, and may exceed the denominator (rule 2).
pub fn quality_cooperatives(year: Year, rows: &[RegionYear]) -> Indicator {
    let sides = |row: &RegionYear| match &row.figures.cooperatives {
        Some(figure) => figure.quality.zip(figure.active).map(|(quality, active)| Sides {
            numerator: i128::from(quality),
            denominator: i128::from(active),
            overlap: figure.quality_active.map(i128::from),
        }),
        None => record_sides(row),
    };
    fn record_sides(row: &RegionYear) -> Option<Sides> {
        (row.totals.cooperative_reports > 0).then_some(Sides {
            numerator: row.totals.quality,
            denominator: row.totals.active,
            overlap: Some(row.totals.quality_active),
        })
    }
    let rows: Vec<&RegionYear> = rows.iter().filter(|row| row.year == year).collect();
    let mut indicator = ratio(IndicatorCode::QualityCooperatives, Dataset::Cooperatives, year, &rows, sides, |row| {
        row.totals.cooperative_reports
    });
    let known: Vec<Sides> = rows.iter().filter_map(|row| sides(row)).collect();
    // An overlap that one region does not know is not known for the whole.
    indicator.overlap =
        known.iter().map(|sides| sides.overlap).reduce(|a, b| a.zip(b).map(|(a, b)| a + b)).flatten().map(count);
    // Where a figure does not say how many are both, those beyond the active ones are certainly not.
    let outside = |sides: &Sides| match sides.overlap {
        Some(overlap) => sides.numerator - overlap,
        None => (sides.numerator - sides.denominator).max(0),
    };
    let outside: i128 = known.iter().map(outside).sum();
    if outside != 0 {
        indicator.warnings.insert(0, warning::numerator_includes_inactive(outside, indicator.overlap.is_none()));
    }
    let contradicting: i128 =
        rows.iter().filter(|row| !row.has_figure(Dataset::Cooperatives)).map(|r| r.totals.rating_contradictions).sum();
    if contradicting > 0 {
        indicator.warnings.push(warning::rating_contradicts_score(year, contradicting));
    }
    let pair = |sides: Option<Sides>| sides.map(|s| format!("{}/{}", s.numerator, s.denominator));
    indicator.warnings.extend(warning::records_beside_figure(Dataset::Cooperatives, &rows, |row| {
        (pair(sides(row)), pair(record_sides(row)))
    }));
    indicator
}

/// Participants graded good / all participants × 100 (rule 4): every participation counts below, graded or not.
pub fn training_good_grade(year: Year, rows: &[RegionYear]) -> Indicator {
    let sides = |row: &RegionYear| match &row.figures.trainings {
        Some(figure) => figure.good.zip(figure.participants).map(|(good, participants)| Sides {
            numerator: i128::from(good),
            denominator: i128::from(participants),
            overlap: None,
        }),
        None => record_sides(row),
    };
    fn record_sides(row: &RegionYear) -> Option<Sides> {
        (row.totals.participants > 0).then_some(Sides {
            numerator: row.totals.good,
            denominator: row.totals.participants,
            overlap: None,
        })
    }
    let rows: Vec<&RegionYear> = rows.iter().filter(|row| row.year == year).collect();
    let mut indicator =
        ratio(IndicatorCode::TrainingGoodGrade, Dataset::Trainings, year, &rows, sides, |row| row.totals.graded);
    let pair = |sides: Option<Sides>| sides.map(|s| format!("{}/{}", s.numerator, s.denominator));
    indicator.warnings.extend(warning::records_beside_figure(Dataset::Trainings, &rows, |row| {
        (pair(sides(row)), pair(record_sides(row)))
    }));
    indicator
}

fn ratio(
    code: IndicatorCode,
    dataset: Dataset,
    year: Year,
    rows: &[&RegionYear],
    sides: impl Fn(&RegionYear) -> Option<Sides>,
    reported: impl Fn(&RegionYear) -> i128,
) -> Indicator {
    let numerator = sum_known(rows.iter().map(|row| sides(row).map(|sides| sides.numerator)));
    let denominator = sum_known(rows.iter().map(|row| sides(row).map(|sides| sides.denominator)));
    let value = match (numerator, denominator) {
        (Some(numerator), Some(denominator)) => Percentage::of(numerator, denominator).ok_or(Reason::DenominatorZero),
        _ => Err(Reason::NoData),
    };
    let mut warnings = Vec::new();
    warnings.extend(warning::report_outside_dates(dataset, &[year], rows));
    warnings.extend(warning::figure_above_records(dataset, rows));
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
        overlap: None,
        growth: None,
        coverage: coverage(dataset, rows, reported),
        warnings,
        rests_on_few: rests_on_few(dataset, rows, |row| sides(row).is_some(), |row| row.records(dataset)),
    }
}

fn count(units: i128) -> Quantity {
    Quantity { units, scale: Scale::Count }
}
