//! Rows of `participants`, found by training and identity number, or by the mask of a number and the name.

use crate::domain::indicators::Source;
use crate::domain::{Dataset, text};
use crate::entry::members::{Columns, FromRow};
use crate::entry::participants::Input;
use crate::exchange::fault::FileCode;
use crate::exchange::import::job::Job;
use crate::exchange::import::links::Links;
use crate::exchange::import::reading::Reading;
use crate::exchange::import::roster::{Roster, RosterQuery};
use crate::store::import::{participants, trainings};
use crate::store::resources::participants::all_of_training;
use crate::store::{Participant, ParticipantData, PlacedRow, RowChange, StoreResult, Training, Tx};

pub fn go_through(tx: &mut Tx<'_>, job: &mut Job, progress: &dyn Fn(u64)) -> StoreResult<()> {
    // Rows come by training, and those of one training may be in several chunks. Memory holds the people of one training at a time.
    let mut present: Option<(i64, Roster)> = None;
    job.go_through(tx, progress, |job, tx, rows| {
        let courses = trainings::current(tx, rows)?;
        let links = Links::read(tx, job, rows)?;
        let mut changes = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(course) = row.unit.and_then(|training| courses.get(&training)) else {
                job.refuse_unknown(row, "training_code");
                continue;
            };
            if !job.may_edit(row, [&course.region]) {
                continue;
            }
            let roster = match &mut present {
                Some((training, roster)) if *training == course.id => roster,
                _ => &mut present.insert((course.id, Roster::new(all_of_training(tx, course.id)?))).1,
            };
            if let Some(change) = change(job, &links, roster, row, course) {
                changes.push((course.id, change));
            }
        }
        if job.faults.is_empty() {
            participants::upsert(tx, &mut job.ledger, &courses, &changes)?;
        }
        Ok(())
    })
}

/// The change that a row makes; `None` where it makes none or is refused.
fn change(
    job: &mut Job,
    links: &Links,
    roster: &mut Roster,
    row: &PlacedRow,
    course: &Training,
) -> Option<RowChange<Participant, ParticipantData>> {
    let header = job.header.clone();
    let mut reading = Reading::new(&header, row, job);
    let mut input = Input::of_row(&mut reading.cells);
    let found = roster.find(RosterQuery {
        id: reading.cells.written("id").and_then(|id| id.parse().ok()),
        number: input.identity_number.as_deref(),
        name: input.name.as_deref(),
        has_numbers: header.has("identity_number"),
    });
    let place = match found {
        Ok(place) => place,
        Err((code, detail)) => {
            job.refuse(row, "identity_number", code, detail);
            return None;
        }
    };
    let current = place.and_then(|place| roster.person(place)).cloned();
    if let Some(number) = input.identity_number.as_deref().filter(|number| !number.starts_with('*'))
        && let Some(line) = roster.note_number(number, row.line)
    {
        job.refuse_repeated(row, "identity_number", line);
        return None;
    }
    let stored_number = current.as_ref().and_then(|person| person.identity_number.as_deref());
    // No file removes a number: a person who was found by the name may have one.
    input.identity_number = input.identity_number.or_else(|| stored_number.map(str::to_owned));
    input.cooperative_id = links.cooperative(&mut reading, current.as_ref());
    input.umkm_id = links.business(&mut reading, current.as_ref());
    let stored = current.as_ref().map(ParticipantData::from);
    let data = input.checked(&mut reading.check, Some(&header.over(stored.as_ref())), stored_number);
    let (unread, checked) = reading.finish(data);
    let data = job.judge(row, unread, checked.map_err(|violations| links.placed(&header, violations)))?;
    if let Some(line) = place.and_then(|place| roster.take(place, row.line)) {
        let detail = text!("Orang yang sama ada di baris {line}.", "Line {line} is the same person.");
        job.refuse(row, "identity_number", FileCode::DuplicateRow, detail);
        return None;
    }
    if !job.count(stored.as_ref(), &data) {
        return None;
    }
    if current.as_ref().is_none_or(|person| person.score != data.score) {
        job.touch(Dataset::Trainings, Source::Records, course.year);
    }
    Some(RowChange { before: current, after: data })
}
