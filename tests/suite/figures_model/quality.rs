//! `quality-cooperatives`: cooperatives rated healthy or fairly healthy / active cooperatives.

use super::rules::{activity, contradicts_its_score, is_quality};
use super::scope::basis;
use super::{Answer, Dataset, Figure, Register, decimal::percentage};

impl Register {
    pub(super) fn quality(&self, year: i32, scope: &[String]) -> Answer {
        let (mut numerator, mut denominator, mut overlap) = (0, 0, Some(0));
        let mut includes_inactive = false;
        let mut contributions = Vec::new();
        let mut known = false;
        for region in scope {
            match self.figure(Dataset::Cooperatives, year, region) {
                Some(Figure::Cooperatives { active: Some(active), quality: Some(quality), quality_active, .. }) => {
                    numerator += quality;
                    denominator += active;
                    // One unknown overlap makes the sum unknown: missing is never zero.
                    overlap = overlap.zip(*quality_active).map(|(sum, more)| sum + more);
                    // The whole differs where one region is known to differ.
                    includes_inactive |= quality_active.map_or(quality > active, |both| both != *quality);
                    contributions.push(true);
                    known = true;
                }
                // A figure that does not know both sides is still the basis.
                Some(_) => contributions.push(true),
                None => {
                    for unit in self.cooperatives.values() {
                        let Some(report) = unit.reports.get(&year).filter(|report| report.region == *region) else {
                            continue;
                        };
                        let active = activity(unit, year) == "active";
                        numerator += i128::from(is_quality(report));
                        denominator += i128::from(active);
                        overlap = overlap.map(|sum| sum + i128::from(active && is_quality(report)));
                        includes_inactive |= is_quality(report) && !active;
                        contributions.push(false);
                        known = true;
                    }
                }
            }
        }

        let reason = match (known, denominator) {
            (false, _) => Some("no_data"),
            (true, 0) => Some("denominator_zero"),
            _ => None,
        };
        let mut answer = Answer {
            code: "quality-cooperatives",
            value: reason.is_none().then(|| percentage(numerator, denominator)),
            reason,
            basis: basis(&contributions),
            numerator: known.then(|| numerator.to_string()),
            denominator: known.then(|| denominator.to_string()),
            overlap: Some(overlap.filter(|_| known).map(|sum| sum.to_string())),
            coverage: self.cooperative_coverage(year, scope, |_| true),
            ..Answer::default()
        };
        answer.warnings.extend(self.figure_warnings(Dataset::Cooperatives, &[year], scope));
        if includes_inactive {
            answer.warnings.insert("numerator_includes_inactive");
        }
        let on_records = self.on_records(Dataset::Cooperatives, year, scope);
        for unit in self.cooperatives.values() {
            let Some(report) = unit.reports.get(&year).filter(|report| on_records.contains(&report.region.as_str()))
            else {
                continue;
            };
            if contradicts_its_score(report) {
                answer.warnings.insert("rating_contradicts_score");
            }
            if !unit.span.holds(year) {
                answer.warnings.insert("report_outside_dates");
            }
        }
        answer
    }

    /// The cooperatives that reported, by the region of the report, out of those expected, by their present region, over the
    /// regions whose basis is records; `None` where there is no such region.
    pub(super) fn cooperative_coverage(
        &self,
        year: i32,
        scope: &[String],
        said: impl Fn(&super::CooperativeReport) -> bool,
    ) -> Option<(u64, u64)> {
        let on_records = self.on_records(Dataset::Cooperatives, year, scope);
        if on_records.is_empty() {
            return None;
        }
        let (mut reported, mut expected) = (0, 0);
        for unit in self.cooperatives.values() {
            let report = unit.reports.get(&year);
            reported += u64::from(report.is_some_and(|r| on_records.contains(&r.region.as_str()) && said(r)));
            expected += u64::from(on_records.contains(&unit.region.as_str()) && unit.span.holds(year));
        }
        Some((reported, expected))
    }
}
