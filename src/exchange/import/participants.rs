//! Rows of `participants`: found by training and identity number, or by the mask of one and the name.

use crate::domain::{IndicatorCode, Text};
use crate::entry::checker::Checker;
use crate::entry::participants::ParticipantEntry;
use crate::exchange::fault::FileCode;
use crate::exchange::import::cells::Cells;
use crate::exchange::import::header::Header;
use crate::exchange::import::job::{Job, or_kept};
use crate::exchange::import::links::Links;
use crate::exchange::import::roster::{Roster, RosterQuery};
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import;
use crate::store::import::{PlacedRow, RowChange, participants as table, trainings};
use crate::store::models::participant::{Participant, ParticipantData};
use crate::store::models::training::Training;
use crate::store::resources::participants::all_of_training;

pub fn go_through(tx: &mut Tx<'_>, job: &mut Job, progress: &dyn Fn(u64)) -> StoreResult<()> {
    let header = job.header.clone();
    let mut after = 0;
    // Rows come by training, whose rows may lie in several chunks; those of one training are in memory at a time.
    let mut present: Option<(i64, Roster)> = None;
    loop {
        let rows = import::next(tx, after)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.place;
        let courses = trainings::current(tx, &rows)?;
        let links = Links::read(tx, &header, job, &rows)?;
        let mut changes = Vec::with_capacity(rows.len());
        for row in &rows {
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
            if let Some(change) = change(job, &header, &links, roster, row, course) {
                changes.push((course.id, change));
            }
        }
        if job.faults.is_empty() {
            table::upsert(tx, &mut job.ledger, &courses, &changes)?;
        }
        progress(u64::try_from(rows.len()).unwrap_or_default());
    }
}

/// What a row changes; `None` where that is nothing, or where it can't be taken.
fn change(
    job: &mut Job,
    header: &Header,
    links: &Links,
    roster: &mut Roster,
    row: &PlacedRow,
    course: &Training,
) -> Option<RowChange<Participant, ParticipantData>> {
    let mut cells = Cells::new(header, &row.payload, job.numbers);
    let (number, name) = (cells.text("identity_number"), cells.text("name"));
    let (sent_number, sent_name) = (number.clone().flatten(), name.clone().flatten());
    let found = roster.find(RosterQuery {
        id: cells.written("id").and_then(|id| id.parse().ok()),
        number: sent_number.as_deref(),
        name: sent_name.as_deref(),
        has_numbers: number.is_some(),
    });
    let place = match found {
        Ok(place) => place,
        Err((code, detail)) => {
            job.refuse(row, "identity_number", code, detail);
            return None;
        }
    };
    if let Some(number) = sent_number.as_deref().filter(|number| !number.starts_with('*'))
        && let Some(line) = roster.note_number(number, row.line)
    {
        job.refuse_repeated(row, "identity_number", line);
        return None;
    }
    let current = place.and_then(|place| roster.person(place)).cloned();
    let mut check = Checker::default();
    let entry = ParticipantEntry {
        name: or_kept(name, || current.as_ref().map(|person| person.name.clone().into())),
        // No file takes a number away: whoever is found by the name may have one.
        identity_number: number
            .flatten()
            .or_else(|| current.as_ref().and_then(|person| person.identity_number.clone()).map(Into::into)),
        cooperative_id: links.cooperative(&mut cells, current.as_ref(), &mut check),
        umkm_id: links.business(&mut cells, current.as_ref(), &mut check),
        score: or_kept(cells.text("score"), || {
            current.as_ref().and_then(|person| person.score).map(|score| score.to_string().into())
        }),
    };
    let data = entry.check(&mut check, current.as_ref().and_then(|person| person.identity_number.as_deref()));
    let checked = check.finish(data).map_err(|violations| links.placed(header, violations));
    let data = job.judge(row, cells.faults, checked)?;
    if let Some(line) = place.and_then(|place| roster.take(place, row.line)) {
        let detail =
            Text::new(format!("orang yang sama ada di baris {line}"), format!("line {line} is the same person"));
        job.refuse(row, "identity_number", FileCode::DuplicateRow, detail);
        return None;
    }
    match &current {
        Some(person) if ParticipantData::from(person) == data => {
            job.unchanged += 1;
            return None;
        }
        Some(_) => job.updated += 1,
        None => job.created += 1,
    }
    if current.as_ref().is_none_or(|person| person.score != data.score) {
        job.touch(&[(IndicatorCode::TrainingGoodGrade, 0)], course.year);
    }
    Some(RowChange { before: current, after: data })
}
