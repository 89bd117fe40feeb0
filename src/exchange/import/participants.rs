//! Rows of `participants`: found by training and identity number, or by the mask of one and the name.

use std::collections::HashMap;

use super::cells::Cells;
use super::job::{Job, or_kept};
use super::links::Links;
use crate::domain::identity_number::masked;
use crate::domain::{IndicatorCode, Text, ViolationCode};
use crate::entry::{Checker, ParticipantEntry};
use crate::exchange::fault::FileCode;
use crate::store::import::{self, Change, participants as table, trainings};
use crate::store::participants::{Participant, ParticipantData};
use crate::store::{StoreResult, Tx};

pub(super) fn go_through(tx: &mut Tx<'_>, job: &mut Job, progress: &dyn Fn(u64)) -> StoreResult<()> {
    let header = job.header.clone();
    let mut after = 0;
    // Across chunks: a training's rows may lie in two of them.
    let mut taken: HashMap<i64, i64> = HashMap::new();
    let mut numbers: HashMap<(i64, String), i64> = HashMap::new();
    let mut training_before = None;
    loop {
        let rows = import::next(tx, after)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.place;
        let courses = trainings::standing(tx, &rows)?;
        let standing = table::standing(tx, &rows)?;
        let links = Links::read(tx, &header, job, &rows)?;
        let mut changes = Vec::with_capacity(rows.len());
        for row in &rows {
            let Some(training) = row.unit.filter(|training| courses.contains_key(training)) else {
                job.refuse_unknown(row, "training_code");
                continue;
            };
            if !job.may_edit(row, courses.get(&training).map(|course| &course.region)) {
                continue;
            }
            // Rows come by training, so nothing of the one before is asked for again.
            if training_before.replace(training) != Some(training) {
                taken.clear();
                numbers.clear();
            }
            let there = standing.get(&training).map_or(&[][..], Vec::as_slice);
            let mut cells = Cells::new(&header, &row.payload, job.numbers);
            let (number, name) = (cells.text("identity_number"), cells.text("name"));
            let sent_number = number.clone().flatten();
            let sent_name = name.clone().flatten();
            let asked = Asked {
                id: cells.written("id").and_then(|id| id.parse().ok()),
                number: sent_number.as_deref(),
                name: sent_name.as_deref(),
                has_numbers: number.is_some(),
            };
            let current = match find(there, &taken, asked) {
                Ok(current) => current,
                Err(detail) => {
                    job.refuse(row, "identity_number", ViolationCode::UnknownReference, detail);
                    continue;
                }
            };
            if let Some(number) = &sent_number
                && let Some(line) = numbers.insert((training, number.to_string()), row.line)
                && !number.starts_with('*')
            {
                job.refuse_repeated(row, "identity_number", line);
                continue;
            }
            let mut check = Checker::default();
            let entry = ParticipantEntry {
                name: or_kept(name, || current.map(|person| person.name.clone().into())),
                // No file takes a number away: whoever is found by the name may have one.
                identity_number: number
                    .flatten()
                    .or_else(|| current.and_then(|person| person.identity_number.clone()).map(Into::into)),
                cooperative_id: links.cooperative(&mut cells, current, &mut check),
                umkm_id: links.business(&mut cells, current, &mut check),
                score: or_kept(cells.text("score"), || {
                    current.and_then(|person| person.score).map(|score| score.to_string().into())
                }),
            };
            let data = entry.check(&mut check, current.and_then(|person| person.identity_number.as_deref()));
            let faults = std::mem::take(&mut cells.faults);
            let Some(data) = job.judge(row, faults, check.finish(data)) else { continue };
            if let Some(current) = current {
                if let Some(line) = taken.insert(current.id, row.line) {
                    job.refuse(
                        row,
                        "identity_number",
                        FileCode::DuplicateRow,
                        Text::new(
                            format!("orang yang sama ada di baris {line}"),
                            format!("line {line} is the same person"),
                        ),
                    );
                    continue;
                }
                if ParticipantData::from(current) == data {
                    job.unchanged += 1;
                    continue;
                }
                job.updated += 1;
            } else {
                job.created += 1;
            }
            if current.is_none_or(|person| person.score != data.score)
                && let Some(course) = courses.get(&training)
            {
                job.touch(&[(IndicatorCode::TrainingGoodGrade, 0)], course.year);
            }
            changes.push((training, Change { before: current.cloned(), after: data }));
        }
        // A person who is new to this chunk is one who stands to the next.
        if job.faults.is_empty() {
            table::keep(tx, &mut job.ledger, &courses, &changes)?;
            for (training, change) in &changes {
                if change.before.is_none() && change.after.identity_number.is_none() {
                    mark_entered(tx, *training, &mut taken)?;
                    break;
                }
            }
        }
        progress(u64::try_from(rows.len()).unwrap_or_default());
    }
}

/// Those of a training that rows of this file have just entered must not be found by its later rows.
fn mark_entered(tx: &mut Tx<'_>, training: i64, taken: &mut HashMap<i64, i64>) -> StoreResult<()> {
    let now = tx.now();
    let listing = crate::store::Listing { sort: "id", descending: false, after: None, limit: i64::MAX };
    let filter = crate::store::participants::ParticipantFilter { training: Some(training), ..Default::default() };
    for found in crate::store::participants::list(tx, &filter, &listing)? {
        let person = found.participant;
        if person.created_at == now {
            taken.entry(person.id).or_default();
        }
    }
    Ok(())
}

/// What a row says of who is meant.
#[derive(Clone, Copy)]
struct Asked<'a> {
    /// The participation's id, as an export has it; of another database it is of somebody else, or nobody.
    id: Option<i64>,
    number: Option<&'a str>,
    name: Option<&'a str>,
    /// Whether the file has the column at all.
    has_numbers: bool,
}

impl Asked<'_> {
    fn is_named(&self, person: &Participant) -> bool {
        self.name.is_none_or(|name| name == person.name)
    }

    /// Whether the row can be of this person, as far as the number goes.
    fn fits(&self, person: &Participant) -> bool {
        match (self.number, &person.identity_number) {
            (None, None) => true,
            (None, Some(_)) => !self.has_numbers,
            (Some(_), None) => false,
            (Some(sent), Some(number)) => sent == number || sent == masked(number),
        }
    }
}

/// Who is meant: by the id of an export, where name and number agree; by the number; by its mask and the name; or without a
/// number by the name, where only one can be meant. Several of one name and without a number are taken one after the other.
/// `Ok(None)` is a new person.
fn find<'a>(
    there: &'a [Participant],
    taken: &HashMap<i64, i64>,
    asked: Asked<'_>,
) -> Result<Option<&'a Participant>, Text> {
    if let Some(id) = asked.id
        && let Some(person) = there.iter().find(|person| person.id == id)
        && asked.is_named(person)
        && asked.fits(person)
    {
        return Ok(Some(person));
    }
    let named = || there.iter().filter(|person| asked.is_named(person));
    let nameless = || named().filter(|person| person.identity_number.is_none());
    let next_nameless = || nameless().find(|person| !taken.contains_key(&person.id));
    match asked.number {
        None if asked.name.is_none() => Ok(None),
        None => {
            let mut numbered = named().filter(|person| person.identity_number.is_some());
            match (nameless().next(), numbered.next(), numbered.next()) {
                (_, None, _) => Ok(next_nameless()),
                (None, Some(person), None) => Ok(Some(person)),
                // An empty number is that of whoever has none.
                (Some(_), ..) if asked.has_numbers => Ok(next_nameless()),
                _ => Err(Text::new(
                    "beberapa peserta diklat ini bernama sama; tulis NIK, atau id dari hasil ekspor",
                    "several participants of the training have this name; write the number, or the id of an export",
                )),
            }
        }
        Some(mask) if mask.starts_with('*') => {
            let same =
                |person: &&Participant| person.identity_number.as_deref().is_some_and(|number| masked(number) == mask);
            let mut found = named().filter(same);
            match (found.next(), found.next()) {
                (Some(person), None) => Ok(Some(person)),
                (None, _) => Err(Text::new(
                    "NIK tersamar ini tidak cocok dengan peserta bernama sama di diklat ini; tulis NIK lengkap",
                    "this mask fits no participant of that name in the training; write the number in full",
                )),
                (Some(_), Some(_)) => Err(Text::new(
                    "NIK tersamar ini cocok dengan lebih dari satu peserta; tulis NIK lengkap",
                    "this mask fits more than one participant; write the number in full",
                )),
            }
        }
        Some(number) => {
            let same = there.iter().find(|person| person.identity_number.as_deref() == Some(number));
            // Somebody entered without a number gets one.
            Ok(same.or_else(|| asked.name.and_then(|_| next_nameless())))
        }
    }
}
