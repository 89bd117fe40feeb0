//! Rows of the yearly reports `cooperative-reports` and `umkm-reports`, found by the unit's register number and the year.

use crate::domain::indicators::Source;
use crate::domain::{Dataset, RegionCode, Year};
use crate::entry::members::FromRow;
use crate::entry::{cooperative_reports, umkm_reports};
use crate::exchange::import::doubts::Amounts;
use crate::exchange::import::job::Job;
use crate::exchange::import::reading::{Outcome, Reading};
use crate::store::import::reports;
use crate::store::{
    BusinessReport, BusinessReportData, CooperativeReport, CooperativeReportData, PlacedRow, Report, ReportChange,
    Reported, StoreResult, StoredReports, Tx,
};

/// A report that files contain.
pub trait ReportRow: Report {
    /// The data set that the report belongs to.
    const DATASET: Dataset;

    /// The report as a row gives it. Members without a column keep their stored values; a row without a region is at
    /// `default_region`.
    fn read(row: Reading<'_>, current: Option<&Self::Data>, default_region: RegionCode) -> Outcome<Self::Data>;

    /// The amounts that are compared with those of the year before.
    fn amounts(data: &Self::Data) -> Amounts;
}

impl ReportRow for CooperativeReport {
    const DATASET: Dataset = Dataset::Cooperatives;

    fn read(
        mut row: Reading<'_>,
        current: Option<&CooperativeReportData>,
        default_region: RegionCode,
    ) -> Outcome<CooperativeReportData> {
        let input = cooperative_reports::Input::of_row(&mut row.cells);
        let data = input.checked(&mut row.check, Some(&row.header.over(current)), row.regions, default_region);
        row.finish(data)
    }

    fn amounts(data: &CooperativeReportData) -> Amounts {
        vec![
            ("business_volume", data.business_volume.map(Into::into)),
            ("assets", data.assets.map(Into::into)),
            ("equity", data.equity.map(Into::into)),
            ("surplus", data.surplus.map(Into::into)),
            ("employees", data.employees.map(Into::into)),
        ]
    }
}

impl ReportRow for BusinessReport {
    const DATASET: Dataset = Dataset::Umkm;

    fn read(
        mut row: Reading<'_>,
        current: Option<&BusinessReportData>,
        default_region: RegionCode,
    ) -> Outcome<BusinessReportData> {
        let input = umkm_reports::Input::of_row(&mut row.cells);
        let data = input.checked(&mut row.check, Some(&row.header.over(current)), row.regions, default_region);
        row.finish(data)
    }

    fn amounts(data: &BusinessReportData) -> Amounts {
        vec![
            ("turnover", data.turnover.map(Into::into)),
            ("assets", data.assets.map(Into::into)),
            ("workers", data.workers.map(Into::into)),
        ]
    }
}

/// A row that changes a report.
type Found<'a, R, D> = (&'a PlacedRow, ReportChange<'a, R, D>);

pub fn go_through<R: ReportRow>(tx: &mut Tx<'_>, job: &mut Job, progress: &dyn Fn(u64)) -> StoreResult<()> {
    let mut last_key = None;
    job.go_through(tx, progress, |job, tx, rows| {
        let stored = StoredReports::<R>::read(tx, rows, job.years)?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let (Some(unit), Some(year)) = (row.unit, Year::new(row.year)) else {
                job.refuse_unknown(row, "register_number");
                continue;
            };
            // Rows of the same key are adjacent, though not always in the same chunk.
            match last_key {
                Some((of, line)) if of == (unit, year) => job.refuse_repeated(row, "year", line),
                _ => {
                    last_key = Some(((unit, year), row.line));
                    found.extend(change(job, &stored, row, (unit, year)));
                }
            }
        }
        doubt(job, &stored, &found);
        let changes: Vec<_> = found.into_iter().map(|(_, change)| change).collect();
        for change in &changes {
            job.touch(R::DATASET, Source::Records, change.year);
        }
        if job.faults.is_empty() {
            reports::upsert(tx, &mut job.ledger, &stored, &changes)?;
        }
        Ok(())
    })
}

/// The change that a row makes; `None` where it makes none or is refused.
fn change<'a, R: ReportRow>(
    job: &mut Job,
    stored: &StoredReports<R>,
    row: &'a PlacedRow,
    (unit, year): (i64, Year),
) -> Option<Found<'a, R, R::Data>> {
    let (home, _) = stored.units.get(&unit)?;
    let before = stored.report(unit, year);
    let current = before.map(R::Data::from);
    let header = job.header.clone();
    let reading = Reading::new(&header, row, job);
    // A unit of a template that was not filled in.
    if before.is_none() && reading.cells.are_empty_but(&["register_number", "year"]) {
        job.unchanged += 1;
        return None;
    }
    let default_region = before.map_or(home, Reported::region).clone();
    let (unread, checked) = R::read(reading, current.as_ref(), default_region);
    let data = job.judge(row, unread, checked)?;
    // A report that stays at its region needs only access to the unit's: the unit may have moved here since.
    let is_allowed = {
        let (from, to) = (before.map(Reported::region), data.region());
        let moved = [from, Some(to)].into_iter().flatten().filter(|_| from != Some(to));
        job.check_region_name(row, to) && job.may_edit(row, [home].into_iter().chain(moved))
    };
    if !is_allowed || !job.count(current.as_ref(), &data) {
        return None;
    }
    Some((row, ReportChange { unit, number: &row.name, year, before: before.cloned(), after: data }))
}

/// Compares each amount with that of the year before: that of the file where it has one, else the stored one.
fn doubt<R: ReportRow>(job: &mut Job, stored: &StoredReports<R>, found: &[Found<'_, R, R::Data>]) {
    let mut earlier: Option<&ReportChange<'_, R, R::Data>> = None;
    for (row, change) in found {
        let year_before = (change.unit, change.year.back(1));
        let before = match earlier.replace(change) {
            Some(other) if (other.unit, other.year) == year_before => R::amounts(&other.after),
            _ => match stored.report(year_before.0, year_before.1) {
                Some(report) => R::amounts(&R::Data::from(report)),
                None => continue,
            },
        };
        let of_stored = change.before.as_ref().map(|report| R::amounts(&R::Data::from(report)));
        job.doubt_all(row.line, &R::amounts(&change.after), of_stored.as_ref(), &before);
    }
}
