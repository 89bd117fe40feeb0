//! Rows of yearly reports, found by the unit's register number and the year.

use crate::domain::{IndicatorCode, RegionCode, Year};
use crate::exchange::import::header::Header;
use crate::exchange::import::job::{Amounts, Job};
use crate::exchange::import::reading::Reading;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import;
use crate::store::import::reports::StoredReports;
use crate::store::import::{PlacedRow, ReportChange, reports};
use crate::store::models::register::{Report, Reported};

/// A report whose rows a file has.
pub trait ReportRow: Report {
    /// The indicators that one touches, and for how many years after its own.
    const TOUCHED: &'static [(IndicatorCode, i32)];

    /// What a row makes of a report; where the file has no such column as the report stands. `there` is where it is if nothing
    /// says otherwise.
    fn read(reading: &mut Reading<'_>, current: Option<&Self>, there: RegionCode) -> StoreResult<Option<Self::Data>>;

    /// The amounts that are held against those of the year before, by their members.
    fn amounts(data: &Self::Data) -> Amounts;
}

/// A row that makes a difference.
type Found<'a, R, D> = (&'a PlacedRow, ReportChange<'a, R, D>);

pub fn go_through<R: ReportRow>(tx: &mut Tx<'_>, job: &mut Job, progress: &dyn Fn(u64)) -> StoreResult<()> {
    let header = job.header.clone();
    let mut after = 0;
    let mut last_key = None;
    loop {
        let rows = import::next(tx, after)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.place;
        let standing = StoredReports::<R>::read(tx, &rows, job.years)?;
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            let (Some(unit), Some(year)) = (row.unit, Year::new(row.year)) else {
                job.refuse_unknown(row, "register_number");
                continue;
            };
            // Rows of a key stand side by side, though not always in one chunk.
            match last_key {
                Some((of, line)) if of == (unit, year) => job.refuse_repeated(row, "year", line),
                _ => {
                    last_key = Some(((unit, year), row.line));
                    found.extend(change(job, &header, &standing, row, (unit, year))?);
                }
            }
        }
        doubt(job, &standing, &found);
        let changes: Vec<_> = found.into_iter().map(|(_, change)| change).collect();
        for change in &changes {
            *(if change.before.is_some() { &mut job.updated } else { &mut job.created }) += 1;
            job.touch(R::TOUCHED, change.year);
        }
        if job.faults.is_empty() {
            reports::upsert(tx, &mut job.ledger, &standing, &changes)?;
        }
        progress(u64::try_from(rows.len()).unwrap_or_default());
    }
}

/// What a row changes; `None` where that is nothing, or where it can't be taken.
fn change<'a, R: ReportRow>(
    job: &mut Job,
    header: &Header,
    standing: &StoredReports<R>,
    row: &'a PlacedRow,
    (unit, year): (i64, Year),
) -> StoreResult<Option<Found<'a, R, R::Data>>> {
    let Some((home, _)) = standing.units.get(&unit) else { return Ok(None) };
    let current = standing.report(unit, year);
    let mut reading = Reading::new(header, row, job);
    // A unit of a template that nothing was filled in for.
    if current.is_none() && reading.cells.are_empty_but(&["register_number", "year"]) {
        job.unchanged += 1;
        return Ok(None);
    }
    let there = current.map_or(home, Reported::region).clone();
    let data = R::read(&mut reading, current, there)?;
    let (unread, checked) = reading.end(data);
    let Some(data) = job.judge(row, unread, checked) else { return Ok(None) };
    // Where a report stays at its region, only the unit's own decides: it may be from before the unit moved here.
    let (before, after) = (current.map(Reported::region), data.region());
    let moved = [before, Some(after)].into_iter().flatten().filter(|_| before != Some(after));
    if !job.check_region_name(row, after) || !job.may_edit(row, [home].into_iter().chain(moved)) {
        return Ok(None);
    }
    if current.is_some_and(|report| R::Data::from(report) == data) {
        job.unchanged += 1;
        return Ok(None);
    }
    Ok(Some((row, ReportChange { unit, number: &row.name, year, before: current.cloned(), after: data })))
}

/// Holds each amount against the year before: that of the file where it has one, else the one that stands.
fn doubt<R: ReportRow>(job: &mut Job, standing: &StoredReports<R>, found: &[Found<'_, R, R::Data>]) {
    let mut earlier: Option<&ReportChange<'_, R, R::Data>> = None;
    for (row, change) in found {
        let year_before = (change.unit, change.year.back(1));
        let before = match earlier.replace(change) {
            Some(other) if (other.unit, other.year) == year_before => R::amounts(&other.after),
            _ => match standing.report(year_before.0, year_before.1) {
                Some(report) => R::amounts(&R::Data::from(report)),
                None => continue,
            },
        };
        let was = change.before.as_ref().map(|report| R::amounts(&R::Data::from(report)));
        job.doubt_all(row.line, &R::amounts(&change.after), was.as_ref(), &before);
    }
}
