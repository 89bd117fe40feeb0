//! Warnings beside a value.

use super::RegionYear;
use crate::domain::codes::codes;
use crate::domain::{Dataset, RegionCode, Text, Year, text};
use std::collections::BTreeSet;

codes! {
    /// The kind of a warning.
    WarningCode {
        /// The numerator counts cooperatives that are not active (rule 2).
        NumeratorIncludesInactive => "numerator_includes_inactive",
        /// One of the two years of a growth lacks a region that the other has (rule 6).
        RegionsMissing => "regions_missing",
        /// Reports for a year outside the dates of their unit (rule 8).
        ReportOutsideDates => "report_outside_dates",
        /// A figure above regions that have records or figures themselves, which may count twice (rule 9).
        FigureAboveRecords => "figure_above_records",
        /// Ratings that contradict the score in the same report (rule 2).
        RatingContradictsScore => "rating_contradicts_score",
        /// Unit records beside a figure, which do not enter the sums (rule 9).
        RecordsBesideFigure => "records_beside_figure",
    }
}

impl WarningCode {
    /// Whether anonymous callers see the warning also for businesses and trainings. The others contain counts or sums of records.
    pub fn is_public(self) -> bool {
        match self {
            Self::RegionsMissing | Self::FigureAboveRecords => true,
            Self::NumeratorIncludesInactive
            | Self::ReportOutsideDates
            | Self::RatingContradictsScore
            | Self::RecordsBesideFigure => false,
        }
    }
}

/// One warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The kind of the warning.
    pub code: WarningCode,
    /// The warning in words, with the numbers.
    pub detail: Text,
}

/// The largest number of places that one warning names; of the others it gives the number.
const NAMED: usize = 12;

/// Warns of cooperatives in the numerator that are not active. With `or_more`, a figure does not give its overlap, and `outside`
/// is the least possible number.
pub fn numerator_includes_inactive(outside: i128, or_more: bool) -> Warning {
    let (id, en) = if or_more { ("sedikitnya ", "at least ") } else { ("", "") };
    Warning {
        code: WarningCode::NumeratorIncludesInactive,
        detail: text!(
            "koperasi sehat atau cukup sehat dalam pembilang yang tidak berstatus aktif: {id}{outside}",
            "healthy or fairly healthy cooperatives in the numerator that are not active: {en}{outside}",
        ),
    }
}

/// Warns of ratings that contradict their score, in the regions whose basis is records.
pub fn rating_contradicts_score(year: Year, rows: &[&RegionYear]) -> Option<Warning> {
    let on_records = rows.iter().filter(|row| !row.has_figure(Dataset::Cooperatives));
    let count: i128 = on_records.map(|row| row.totals.rating_contradictions).sum();
    (count > 0).then(|| Warning {
        code: WarningCode::RatingContradictsScore,
        detail: text!(
            "{count} laporan tahun {year} memiliki tingkat kesehatan yang tidak sesuai dengan skornya; yang dipakai \
             tingkat kesehatan",
            "reports for {year} whose rating contradicts their score: {count}; the rating is used",
        ),
    })
}

/// Warns of reports outside the dates of their unit, in the regions whose basis is records.
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
    let (id, en) = (id.join(", "), en.join(", "));
    (!id.is_empty()).then(|| Warning {
        code: WarningCode::ReportOutsideDates,
        detail: text!(
            "{id} di luar masa berdiri atau masa binaan unitnya; isinya tetap dihitung",
            "reports outside their unit's dates, whose amounts count nevertheless: {en}",
        ),
    })
}

/// Warns of regions that are known in one of the two years of a growth and not in the other.
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
    // The regions are listed in the order of the rows that have them.
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

/// Warns of figures above regions that have records or figures themselves.
pub fn figure_above_records(dataset: Dataset, rows: &[&RegionYear]) -> Option<Warning> {
    // One pass finds the regions with data below them: comparing all pairs of rows would be slow for a nation of figures.
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
        detail: text!(
            "angka agregat {places} berada di atas wilayah yang memiliki data sendiri dan mungkin terhitung dua kali",
            "the figure of {places} stands above regions with data of their own and may count twice",
        ),
    })
}

/// Warns of records beside a figure. `values` gives the value of the figure and that of the records; `None` is unknown.
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
        detail: text!(
            "catatan unit di samping angka agregat tidak ikut dijumlahkan: {id}",
            "unit records beside a figure do not enter the sum: {en}",
        ),
    })
}

/// A list for people, of at most [`NAMED`] places and the number of the others; `None` where it is empty.
fn listed<T>(mut places: impl Iterator<Item = T>, show: impl Fn(T) -> String) -> Option<String> {
    let mut named: Vec<String> = places.by_ref().take(NAMED).map(show).collect();
    let more = places.count();
    if more > 0 {
        named.push(format!("+{more}"));
    }
    (!named.is_empty()).then(|| named.join(", "))
}
