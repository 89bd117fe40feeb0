//! The rules about one cooperative: its activity, and the rating that counts.

use super::{Cooperative, CooperativeReport, Rating};

/// `active`, `inactive` or `undetermined` for a year with a report.
pub(crate) fn activity(unit: &Cooperative, year: i32) -> &'static str {
    let reports: Vec<Option<&CooperativeReport>> = (year - 2..=year).map(|y| unit.reports.get(&y)).collect();
    let in_all_three = |holds: fn(&CooperativeReport) -> bool| reports.iter().all(|report| report.is_some_and(holds));
    if in_all_three(|report| report.rat_held && report.serves_members) {
        return "active";
    }
    let no_business_now = unit.reports.get(&year).is_some_and(|report| !report.serves_members);
    if no_business_now || in_all_three(|report| !report.rat_held) {
        return "inactive";
    }
    "undetermined"
}

/// The band of an unrounded score.
fn band(thousandths: i128) -> Rating {
    if thousandths >= 80_000 {
        Rating::Healthy
    } else if thousandths >= 66_000 {
        Rating::FairlyHealthy
    } else if thousandths >= 51_000 {
        Rating::UnderSupervision
    } else {
        Rating::UnderSpecialSupervision
    }
}

/// The given rating, else the band of the score, else none.
pub(crate) fn rating_used(report: &CooperativeReport) -> Option<Rating> {
    report.health_rating.or(report.health_score.map(band))
}

pub(super) fn contradicts_its_score(report: &CooperativeReport) -> bool {
    matches!((report.health_rating, report.health_score), (Some(given), Some(score)) if given != band(score))
}

pub(super) fn is_quality(report: &CooperativeReport) -> bool {
    matches!(rating_used(report), Some(Rating::Healthy | Rating::FairlyHealthy))
}
