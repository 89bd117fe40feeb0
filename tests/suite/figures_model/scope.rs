//! Regions: the scope of a request, which region contains which, and the data of one region.

use super::{Dataset, Figure, Register};

/// The code of the nation, which contains all other regions although their codes do not begin with it.
const NATION: &str = "00";

/// Whether `code` is `top` or a region below it.
fn is_at_or_below(code: &str, top: &str) -> bool {
    code == top || is_below(code, top)
}

fn is_below(code: &str, top: &str) -> bool {
    code != top && (top == NATION || code.starts_with(&format!("{top}.")))
}

impl Register {
    /// The registered regions of a request, in the order of their codes.
    pub(super) fn scope(&self, region: Option<&str>) -> Vec<String> {
        let mut codes: Vec<String> =
            self.regions.iter().filter(|code| region.is_none_or(|top| is_at_or_below(code, top))).cloned().collect();
        codes.sort();
        codes
    }

    pub(super) fn figure(&self, dataset: Dataset, year: i32, region: &str) -> Option<&Figure> {
        self.figures.get(&(dataset, year, region.to_owned()))
    }

    /// The number of unit reports, or participants, of a data set in one region and year.
    fn records_at(&self, dataset: Dataset, year: i32, region: &str) -> usize {
        match dataset {
            Dataset::Cooperatives => self
                .cooperatives
                .values()
                .filter(|unit| unit.reports.get(&year).is_some_and(|report| report.region == region))
                .count(),
            Dataset::Umkm => self
                .businesses
                .values()
                .filter(|unit| unit.reports.get(&year).is_some_and(|report| report.region == region))
                .count(),
            Dataset::Trainings => self
                .trainings
                .values()
                .filter(|training| training.year == year && training.region == region)
                .map(|training| training.participants.len())
                .sum(),
        }
    }

    /// The warnings about figures that every indicator has: records beside a figure, and a figure above other data.
    pub(super) fn figure_warnings(&self, dataset: Dataset, years: &[i32], scope: &[String]) -> Vec<&'static str> {
        let mut warnings = Vec::new();
        for &year in years {
            for region in scope.iter().filter(|region| self.figure(dataset, year, region).is_some()) {
                if self.records_at(dataset, year, region) > 0 {
                    warnings.push("records_beside_figure");
                }
                let data_at = |code: &String| {
                    self.records_at(dataset, year, code) > 0 || self.figure(dataset, year, code).is_some()
                };
                // Only regions of the scope count: the entry of one region in a breakdown has no regions below it.
                if scope.iter().filter(|code| is_below(code, region)).any(data_at) {
                    warnings.push("figure_above_records");
                }
            }
        }
        warnings
    }

    /// The regions of a scope whose basis for a year is records.
    pub(super) fn on_records<'a>(&self, dataset: Dataset, year: i32, scope: &'a [String]) -> Vec<&'a str> {
        scope.iter().map(String::as_str).filter(|region| self.figure(dataset, year, region).is_none()).collect()
    }
}

/// The basis of an answer; each part says whether it is a figure.
pub(super) fn basis(contributions: &[bool]) -> &'static str {
    match (contributions.contains(&true), contributions.contains(&false)) {
        (true, true) => "mixed",
        (true, false) => "figures",
        (false, _) => "records",
    }
}

#[test]
fn a_code_that_only_starts_alike_is_not_below() {
    assert!(is_at_or_below("15.71", "15") && is_at_or_below("15", "15"));
    assert!(!is_at_or_below("15", "15.71") && !is_at_or_below("151", "15") && !is_at_or_below("16.15", "15"));
    assert!(is_at_or_below("15.71", NATION) && is_at_or_below(NATION, NATION) && !is_at_or_below(NATION, "15"));
}
