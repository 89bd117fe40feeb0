//! Rows of `cooperative-reports`.

use super::cells::Cells;
use super::job::{Job, or_kept};
use crate::domain::{IndicatorCode, Year};
use crate::entry::{Checker, CooperativeReportEntry};
use crate::store::cooperative_reports::{CooperativeReport, CooperativeReportData};
use crate::store::import::{self, ReportChange, cooperative_reports as table};
use crate::store::{StoreResult, Tx};

/// The indicators that a report touches, and for how many years after its own.
const TOUCHED: [(IndicatorCode, i32); 2] =
    [(IndicatorCode::QualityCooperatives, 2), (IndicatorCode::CooperativeVolumeGrowth, 1)];

pub(super) fn go_through(tx: &mut Tx<'_>, job: &mut Job, progress: &dyn Fn(u64)) -> StoreResult<()> {
    let header = job.header.clone();
    let mut after = 0;
    let mut last_key = None;
    loop {
        let rows = import::next(tx, after)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.place;
        let mut standing = table::standing(tx, &rows, job.years)?;
        let mut changes = Vec::with_capacity(rows.len());
        for row in &rows {
            let (Some(unit), Some(year)) = (row.unit, Year::new(row.year)) else {
                job.refuse_unknown(row, "register_number");
                continue;
            };
            match last_key.replace((unit, year, row.line)) {
                Some((other, same, line)) if (other, same) == (unit, year) => {
                    last_key = Some((unit, year, line));
                    job.refuse_repeated(row, "year", line);
                    continue;
                }
                _ => {}
            }
            let Some((home, _)) = standing.units.get(&unit) else { continue };
            let reports = standing.reports.entry(unit).or_default();
            let current = reports.get(&year);
            let mut cells = Cells::new(&header, &row.payload, job.numbers);
            // A unit of a template that nothing was filled in for.
            if current.is_none() && cells.are_empty_but(&["register_number", "year"]) {
                job.unchanged += 1;
                continue;
            }
            let entry = CooperativeReportEntry {
                region: or_kept(cells.text("region"), || None),
                rat_held: or_kept(cells.flag("rat_held"), || current.map(|report| report.rat_held)),
                rat_held_on: or_kept(cells.text("rat_held_on"), || {
                    current.and_then(|report| report.rat_held_on).map(|date| date.to_string().into())
                }),
                serves_members: or_kept(cells.flag("serves_members"), || current.map(|report| report.serves_members)),
                business_volume: or_kept(cells.text("business_volume"), || {
                    current.and_then(|report| report.business_volume).map(|amount| amount.to_string().into())
                }),
                health_rating: or_kept(cells.text("health_rating"), || {
                    current.and_then(|report| report.health_rating).map(|rating| rating.as_str().into())
                }),
                health_score: or_kept(cells.text("health_score"), || {
                    current.and_then(|report| report.health_score).map(|score| score.to_string().into())
                }),
                members: or_kept(cells.integer("members"), || current.and_then(|report| report.members)),
                employees: or_kept(cells.integer("employees"), || current.and_then(|report| report.employees)),
                assets: or_kept(cells.text("assets"), || {
                    current.and_then(|report| report.assets).map(|amount| amount.to_string().into())
                }),
                equity: or_kept(cells.text("equity"), || {
                    current.and_then(|report| report.equity).map(|amount| amount.to_string().into())
                }),
                surplus: or_kept(cells.text("surplus"), || {
                    current.and_then(|report| report.surplus).map(|amount| amount.to_string().into())
                }),
            };
            let there = current.map_or(home, |report| &report.region).clone();
            let mut check = Checker::default();
            let data = entry.check(&mut check, &mut job.regions, there)?;
            let faults = std::mem::take(&mut cells.faults);
            let Some(data) = job.judge(row, faults, check.finish(data)) else { continue };
            // Where a report stays at its region, only the unit's own decides: it may be from before the unit moved here.
            let before = current.map(|report| &report.region);
            let moved = [before, Some(&data.region)].into_iter().flatten().filter(|_| before != Some(&data.region));
            if !job.check_region_name(row, &data.region) || !job.may_edit(row, [home].into_iter().chain(moved)) {
                continue;
            }
            if current.is_some_and(|report| CooperativeReportData::from(report) == data) {
                job.unchanged += 1;
                continue;
            }
            changes.push((row, unit, year, current.cloned(), data));
        }
        doubt(job, &standing, &changes);
        for (_, _, year, before, _) in &changes {
            *(if before.is_some() { &mut job.updated } else { &mut job.created }) += 1;
            job.touch(&TOUCHED, *year);
        }
        if job.faults.is_empty() {
            let changes: Vec<_> = changes
                .into_iter()
                .map(|(row, unit, year, before, after)| ReportChange { unit, number: &row.name, year, before, after })
                .collect();
            table::keep(tx, &mut job.ledger, &standing, &changes)?;
        }
        progress(u64::try_from(rows.len()).unwrap_or_default());
    }
}

type Found<'a> = (&'a import::PlacedRow, i64, Year, Option<CooperativeReport>, CooperativeReportData);

/// Holds each amount against the year before: that of the file where it has one, else the one that stands.
fn doubt(job: &mut Job, standing: &table::Standing<CooperativeReport>, changes: &[Found<'_>]) {
    let mut earlier: Option<&Found<'_>> = None;
    for change in changes {
        let (row, unit, year, _, data) = change;
        let of_file = earlier.filter(|other| (other.1, other.2) == (*unit, year.back(1))).map(|other| &other.4);
        earlier = Some(change);
        let of_file = of_file.cloned();
        let stands = || standing.reports.get(unit)?.get(&year.back(1)).map(CooperativeReportData::from);
        let Some(before) = of_file.or_else(stands) else { continue };
        job.doubt(row, "business_volume", data.business_volume.map(Into::into), before.business_volume.map(Into::into));
        job.doubt(row, "assets", data.assets.map(Into::into), before.assets.map(Into::into));
        job.doubt(row, "equity", data.equity.map(Into::into), before.equity.map(Into::into));
        job.doubt(row, "surplus", data.surplus.map(Into::into), before.surplus.map(Into::into));
        job.doubt(row, "employees", data.employees.map(Into::into), before.employees.map(Into::into));
    }
}
