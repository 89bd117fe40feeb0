//! Rows of `trainings`.

use crate::domain::IndicatorCode;
use crate::entry::checker::Checker;
use crate::entry::trainings::TrainingEntry;
use crate::exchange::import::cells::Cells;
use crate::exchange::import::job::{Job, or_kept};
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import;
use crate::store::import::{RowChange, trainings as table};
use crate::store::models::training::TrainingData;

pub fn go_through(tx: &mut Tx<'_>, job: &mut Job, progress: &dyn Fn(u64)) -> StoreResult<()> {
    let header = job.header.clone();
    let mut after = 0;
    loop {
        let rows = import::next(tx, after)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.place;
        let standing = table::current(tx, &rows)?;
        let mut changes = Vec::with_capacity(rows.len());
        for row in &rows {
            if row.first_line != row.line {
                job.refuse_repeated(row, "code", row.first_line);
                continue;
            }
            let current = row.unit.and_then(|training| standing.get(&training));
            let mut cells = Cells::new(&header, &row.payload, job.numbers);
            let entry = TrainingEntry {
                code: Some(row.name.as_str().into()),
                title: or_kept(cells.text("title"), || current.map(|training| training.title.clone().into())),
                region: or_kept(cells.text("region"), || current.map(|training| training.region.to_string().into())),
                starts_on: or_kept(cells.text("starts_on"), || {
                    current.and_then(|training| training.starts_on).map(|date| date.to_string().into())
                }),
                ends_on: or_kept(cells.text("ends_on"), || current.map(|training| training.ends_on.to_string().into())),
                organizer: or_kept(cells.text("organizer"), || {
                    current.and_then(|training| training.organizer.clone()).map(Into::into)
                }),
            };
            let mut check = Checker::default();
            let data = entry.check(&mut check, &mut job.regions, job.latest)?;
            let faults = std::mem::take(&mut cells.faults);
            let Some(data) = job.judge(row, faults, check.finish(data)) else { continue };
            if !job.check_region_name(row, &data.region)
                || !job.may_edit(row, current.map(|training| &training.region).into_iter().chain([&data.region]))
            {
                continue;
            }
            match current {
                Some(training) if TrainingData::from(training) == data => {
                    job.unchanged += 1;
                    continue;
                }
                Some(training) => {
                    job.updated += 1;
                    if (training.year, &training.region) != (data.year, &data.region) {
                        job.touch(&[(IndicatorCode::TrainingGoodGrade, 0)], training.year);
                        job.touch(&[(IndicatorCode::TrainingGoodGrade, 0)], data.year);
                    }
                }
                None => job.created += 1,
            }
            changes.push(RowChange { before: current.cloned(), after: data });
        }
        if job.faults.is_empty() {
            table::upsert(tx, &mut job.ledger, &changes)?;
        }
        progress(u64::try_from(rows.len()).unwrap_or_default());
    }
}
