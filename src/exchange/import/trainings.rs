//! Rows of `trainings`, found by their code.

use crate::domain::Dataset;
use crate::domain::indicators::Source;
use crate::entry::members::FromRow;
use crate::entry::trainings::Input;
use crate::exchange::import::job::Job;
use crate::exchange::import::reading::Reading;
use crate::store::import::trainings;
use crate::store::{RowChange, StoreResult, TrainingData, Tx};

pub fn go_through(tx: &mut Tx<'_>, job: &mut Job, progress: &dyn Fn(u64)) -> StoreResult<()> {
    let header = job.header.clone();
    job.go_through(tx, progress, |job, tx, rows| {
        let stored = trainings::current(tx, rows)?;
        let mut changes = Vec::with_capacity(rows.len());
        for row in rows {
            if row.first_line != row.line {
                job.refuse_repeated(row, "code", row.first_line);
                continue;
            }
            let before = row.unit.and_then(|training| stored.get(&training));
            let current = before.map(TrainingData::from);
            let mut reading = Reading::new(&header, row, job);
            let input = Input::of_row(&mut reading.cells);
            let overlay = reading.header.over(current.as_ref());
            let data = input.checked(&mut reading.check, Some(&overlay), reading.regions, job.latest);
            let (unread, checked) = reading.finish(data);
            let Some(data) = job.judge(row, unread, checked) else { continue };
            let is_allowed = job.check_region_name(row, &data.region)
                && job.may_edit(row, before.map(|training| &training.region).into_iter().chain([&data.region]));
            if !is_allowed || !job.count(current.as_ref(), &data) {
                continue;
            }
            if let Some(before) = before
                && (before.year, &before.region) != (data.year, &data.region)
            {
                job.touch(Dataset::Trainings, Source::Records, before.year);
                job.touch(Dataset::Trainings, Source::Records, data.year);
            }
            changes.push(RowChange { before: before.cloned(), after: data });
        }
        if job.faults.is_empty() {
            trainings::upsert(tx, &mut job.ledger, &changes)?;
        }
        Ok(())
    })
}
