//! Warnings: what a reader should know before trusting a value.

use super::RegionYear;
use crate::domain::codes::codes;
use crate::domain::{Dataset, RegionCode, Text, Year};
use std::collections::BTreeSet;

codes! {
    /// The kinds of warnings.
    WarningCode {
        /// The numerator counts cooperatives that are not active (rule 2).
        NumeratorIncludesInactive => "numerator_includes_inactive",
        /// One of the two years lacks a region that the other has (rule 6).
        RegionsMissing => "regions_missing",
        /// Reports for a year in which the unit was not there, by its dates (rule 8).
        ReportOutsideDates => "report_outside_dates",
        /// A figure stands above a region that has records or figures of its own, and may count twice (rule 9).
        FigureAboveRecords => "figure_above_records",
        /// Ratings that contradict the score beside them (rule 2).
        RatingContradictsScore => "rating_contradicts_score",
        /// Unit records stand beside a figure and do not enter the sums (rule 9).
        RecordsBesideFigure => "records_beside_figure",
    }
}

/// One warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Its kind.
    pub code: WarningCode,
    /// What it is about, with the numbers.
    pub detail: Text,
}

/// So many places are named in one warning; of the others only their number.
const NAMED: usize = 12;

/// `or_more`: a figure does not say how many of its quality cooperatives are active.
pub fn numerator_includes_inactive(outside: i128, or_more: bool) -> Warning {
    let (id, en) = if or_more { ("sedikitnya ", "at least ") } else { ("", "") };
    Warning {
        code: WarningCode::NumeratorIncludesInactive,
        detail: Text::new(
            format!("koperasi sehat atau cukup sehat dalam pembilang yang tidak berstatus aktif: {id}{outside}"),
            format!("healthy or fairly healthy cooperatives in the numerator that are not active: {en}{outside}"),
        ),
    }
}

pub fn rating_contradicts_score(year: Year, count: i128) -> Warning {
    Warning {
        code: WarningCode::RatingContradictsScore,
        detail: Text::new(
            format!(
                "{count} laporan tahun {year} memiliki tingkat kesehatan yang tidak sesuai dengan skornya; yang dipakai \
                 tingkat kesehatan"
            ),
            format!("reports for {year} whose rating contradicts their score: {count}; the rating is used"),
        ),
    }
}

pub fn report_outside_dates(dataset: Dataset, years: &[Year], rows: &[&RegionYear]) -> Option<Warning> {
    let (mut id, mut en) = (Vec::new(), Vec::new());
    for year in years {
        let of_year = rows.iter().filter(|row| row.year == *year && !row.has_figure(dataset));
        let count: i128 = of_year.map(|row| row.outside_dates(dataset)).sum();
        if count > 0 {
            id.push(format!("{count} laporan tahun {year}"));
            en.push(format!("{count} for {year}"));
        }
    }
    (!id.is_empty()).then(|| Warning {
        code: WarningCode::ReportOutsideDates,
        detail: Text::new(
            format!("{} di luar masa berdiri atau masa binaan unitnya; isinya tetap dihitung", id.join(", ")),
            format!("reports outside their unit's dates, whose amounts count nevertheless: {}", en.join(", ")),
        ),
    })
}

/// Regions that are known in one of the two years and not in the other.
pub fn regions_missing(
    year: Year,
    now: &[&RegionYear],
    before: &[&RegionYear],
    known: impl Fn(&RegionYear) -> bool,
) -> Option<Warning> {
    let having = |rows: &[&RegionYear]| -> BTreeSet<RegionCode> {
        rows.iter().filter(|row| known(row)).map(|row| row.region.clone()).collect()
    };
    let (has_now, had_before) = (having(now), having(before));
    // In the order of the rows that have it.
    let lacking = |these: &BTreeSet<RegionCode>, others: &[&RegionYear]| {
        let missing = others.iter().filter(|row| known(row) && !these.contains(&row.region));
        listed(missing, |row| row.region.to_string())
    };
    let mut id = Vec::new();
    let mut en = Vec::new();
    for (year, missing) in [(year.back(1), lacking(&had_before, now)), (year, lacking(&has_now, before))] {
        if let Some(missing) = missing {
            id.push(format!("tahun {year} tidak memiliki data untuk wilayah {missing}"));
            en.push(format!("{year} has no data for region {missing}"));
        }
    }
    (!id.is_empty())
        .then(|| Warning { code: WarningCode::RegionsMissing, detail: Text::new(id.join("; "), en.join("; ")) })
}

pub fn figure_above_records(dataset: Dataset, rows: &[&RegionYear]) -> Option<Warning> {
    // One pass to learn what lies where, so that a nation with a figure everywhere costs no more than its rows.
    let has_data = |row: &&&RegionYear| row.has_figure(dataset) || row.records(dataset) > 0;
    let (mut nation, mut provinces) = (BTreeSet::new(), BTreeSet::new());
    for row in rows.iter().filter(has_data).filter(|row| !row.region.is_nation()) {
        nation.insert(row.year);
        provinces.extend(row.region.province().map(|province| (row.year, province)));
    }
    let is_above_data = |row: &RegionYear| match row.region.is_nation() {
        true => nation.contains(&row.year),
        false => provinces.contains(&(row.year, row.region.clone())),
    };
    let above = rows.iter().filter(|row| row.has_figure(dataset) && is_above_data(row));
    let places = listed(above, |row| format!("{} ({})", row.region, row.year))?;
    Some(Warning {
        code: WarningCode::FigureAboveRecords,
        detail: Text::new(
            format!(
                "angka agregat {places} berada di atas wilayah yang memiliki data sendiri dan mungkin terhitung dua kali"
            ),
            format!("the figure of {places} stands above regions with data of their own and may count twice"),
        ),
    })
}

/// `values` gives what the figure and what the records say, as text; `None` is unknown.
pub fn records_beside_figure(
    dataset: Dataset,
    rows: &[&RegionYear],
    values: impl Fn(&RegionYear) -> (Option<String>, Option<String>),
) -> Option<Warning> {
    let beside: Vec<_> = rows.iter().filter(|row| row.has_figure(dataset) && row.records(dataset) > 0).collect();
    let list = |figure: &str, records: &str, unknown: &str, point: &str| {
        listed(beside.iter(), |row| {
            let (of_figure, of_records) = values(row);
            let (of_figure, of_records) =
                (of_figure.unwrap_or(unknown.to_owned()), of_records.unwrap_or(unknown.to_owned()));
            let [of_figure, of_records] = [of_figure, of_records].map(|text| text.replace('.', point));
            format!("{} ({}): {figure} {of_figure}, {records} {of_records}", row.region, row.year)
        })
    };
    let (id, en) = (list("angka", "catatan", "tidak diketahui", ",")?, list("figure", "records", "unknown", ".")?);
    Some(Warning {
        code: WarningCode::RecordsBesideFigure,
        detail: Text::new(
            format!("catatan unit di samping angka agregat tidak ikut dijumlahkan: {id}"),
            format!("unit records beside a figure do not enter the sum: {en}"),
        ),
    })
}

/// A list for people; `None` when there is nothing to list. Only those that are named are written out.
fn listed<T>(mut places: impl Iterator<Item = T>, show: impl Fn(T) -> String) -> Option<String> {
    let mut named: Vec<String> = places.by_ref().take(NAMED).map(show).collect();
    let more = places.count();
    if more > 0 {
        named.push(format!("+{more}"));
    }
    (!named.is_empty()).then(|| named.join(", "))
}
