//! Lists of cooperatives' reports, each with what follows from it and from the two years before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::activity::Conduct;
use crate::domain::{HealthRating, Year, health};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::lists::filters::ReportFilter;
use crate::store::lists::listing::{Keyset, Listing, Position, page, within};
use crate::store::models::cooperative_report::CooperativeReport;
use crate::store::models::register::{Report, Reported};
use crate::store::resources::reports::{Assess, page_of_reports};
use crate::store::schema::tables::{cooperative_reports, cooperatives};

/// A report with what follows from it and its neighbours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessedReport {
    /// The report.
    pub report: CooperativeReport,
    /// The rating that counts.
    pub rating_used: Option<HealthRating>,
    /// Meetings and business of n−2, n−1 and n.
    pub three_years: [Option<Conduct>; 3],
}

impl AssessedReport {
    fn new(report: CooperativeReport, conduct: impl Fn(Year) -> Option<Conduct>) -> Self {
        Self {
            rating_used: health::rating_used(report.health_rating, report.health_score),
            three_years: [2, 1, 0].map(|back| conduct(report.year.back(back))),
            report,
        }
    }
}

impl Assess for CooperativeReport {
    type Assessed = AssessedReport;

    fn assess(self, of_unit: &[Self]) -> AssessedReport {
        let conduct = |year| of_unit.iter().find(|report| report.year == year).map(|report| report.facts().conduct);
        AssessedReport::new(self, conduct)
    }
}

impl Keyset for AssessedReport {
    fn position(&self, sort: &str) -> Position {
        self.report.position(sort)
    }
}

/// A page of reports, each with the register number and the name of its cooperative.
pub fn list(
    connection: &mut Connection,
    filter: &ReportFilter,
    listing: &Listing,
) -> StoreResult<Vec<(AssessedReport, String, String)>> {
    let rows = page_of_reports!(
        connection, filter, listing, CooperativeReport in cooperative_reports by cooperative_id of cooperatives
    );
    let (reports, names): (Vec<_>, Vec<_>) =
        rows.into_iter().map(|(report, number, name)| (report, (number, name))).unzip();
    let assessed = assess(connection, reports)?;
    Ok(assessed.into_iter().zip(names).map(|(report, (number, name))| (report, number, name)).collect())
}

/// The reports of some cooperatives for a year and the year before.
pub fn of_two_years(connection: &mut Connection, units: &[i64], year: Year) -> StoreResult<Vec<AssessedReport>> {
    let reports = CooperativeReport::of_units(connection, units, year.number() - 1, year.number())?;
    assess(connection, reports)
}

fn assess(connection: &mut Connection, reports: Vec<CooperativeReport>) -> StoreResult<Vec<AssessedReport>> {
    let units: BTreeSet<i64> = reports.iter().map(|report| report.cooperative_id).collect();
    let conducts: BTreeMap<(i64, Year), Conduct> = cooperative_reports::table
        .filter(cooperative_reports::cooperative_id.eq_any(units))
        .select((
            cooperative_reports::cooperative_id,
            cooperative_reports::year,
            cooperative_reports::rat_held,
            cooperative_reports::serves_members,
        ))
        .load::<(i64, Year, bool, bool)>(connection)?
        .into_iter()
        .map(|(unit, year, rat_held, serves_members)| ((unit, year), Conduct { rat_held, serves_members }))
        .collect();
    let assessed = reports.into_iter().map(|report| {
        let unit = report.cooperative_id;
        AssessedReport::new(report, |year| conducts.get(&(unit, year)).copied())
    });
    Ok(assessed.collect())
}
