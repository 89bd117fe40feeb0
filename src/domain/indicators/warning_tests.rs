//! What is found in one pass is what is found by comparing every region with every other.

use proptest::prelude::*;

use super::warning::{figure_above_records, regions_missing};
use super::{Expected, Figures, RegionYear, UmkmFigure};
use crate::domain::totals::AmountSums;
use crate::domain::{Dataset, RegionCode, Totals, Year};

const CODES: [&str; 10] = ["00", "11", "15", "15.01", "15.02", "15.71", "16", "16.01", "16.02", "94"];

/// Each of the regions in both years, in the order in which they are read; with or without a figure, and with none or one report.
fn rows() -> impl Strategy<Value = Vec<RegionYear>> {
    proptest::collection::vec((any::<bool>(), 0_i128..2, any::<bool>()), 2 * CODES.len()).prop_map(|given| {
        let places = [2023, 2024].into_iter().flat_map(|year| CODES.map(|code| (year, code)));
        let row = |((year, code), (has_figure, reports, is_known)): ((i32, &str), (bool, i128, bool))| RegionYear {
            region: RegionCode::parse(code).unwrap(),
            year: Year::new(year).unwrap(),
            totals: Totals {
                umkm_reports: reports,
                turnover: AmountSums { given: reports, ..AmountSums::default() },
                ..Totals::default()
            },
            figures: Figures {
                umkm: has_figure.then(|| UmkmFigure { turnover: is_known.then_some(5), ..UmkmFigure::default() }),
                ..Figures::default()
            },
            expected: Expected::default(),
        };
        places.zip(given).map(row).collect()
    })
}

/// The names in a list of at most twelve, with how many more there are.
fn names(places: Vec<String>) -> String {
    let mut shown: Vec<String> = places.iter().take(12).cloned().collect();
    if places.len() > 12 {
        shown.push(format!("+{}", places.len() - 12));
    }
    shown.join(", ")
}

proptest! {
    #[test]
    fn figures_above_records(rows in rows()) {
        let rows: Vec<&RegionYear> = rows.iter().collect();
        let has_data = |row: &RegionYear| row.figures.umkm.is_some() || row.totals.umkm_reports > 0;
        let is_above = |row: &RegionYear| {
            rows.iter().any(|other| other.year == row.year && row.region.is_strictly_above(&other.region) && has_data(other))
        };
        let above = rows.iter().filter(|row| row.figures.umkm.is_some() && is_above(row));
        let above: Vec<String> = above.map(|row| format!("{} ({})", row.region, row.year)).collect();
        let warning = figure_above_records(Dataset::Umkm, &rows);
        prop_assert_eq!(warning.is_some(), !above.is_empty());
        if let Some(warning) = warning {
            let expected = format!("the figure of {} stands above regions with data of their own and may count twice", names(above));
            prop_assert_eq!(warning.detail.en, expected);
        }
    }

    #[test]
    fn missing_regions(rows in rows()) {
        let year = Year::new(2024).unwrap();
        let known = |row: &RegionYear| match &row.figures.umkm {
            Some(figure) => figure.turnover.is_some(),
            None => row.totals.turnover.given > 0,
        };
        let (now, before): (Vec<&RegionYear>, Vec<&RegionYear>) = rows.iter().partition(|row| row.year == year);
        let lacking = |these: &[&RegionYear], others: &[&RegionYear]| -> Vec<String> {
            let has = |region: &RegionCode| these.iter().any(|row| row.region == *region && known(row));
            others.iter().filter(|row| known(row) && !has(&row.region)).map(|row| row.region.to_string()).collect()
        };
        let parts = [(2023, lacking(&before, &now)), (2024, lacking(&now, &before))];
        let parts = parts.into_iter().filter(|(_, missing)| !missing.is_empty());
        let said: Vec<String> = parts.map(|(year, missing)| format!("{year} has no data for region {}", names(missing))).collect();
        let warning = regions_missing(year, &now, &before, known);
        prop_assert_eq!(warning.map(|warning| warning.detail.en).unwrap_or_default(), said.join("; "));
    }
}
