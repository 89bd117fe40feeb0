//! What an import changed, for the audit and the feed: each record as it was, and as it now stands in the database.

use super::super::changes::{Recorded, record};
use super::super::cooperative_reports::{self as reports_of_cooperatives, CooperativeReport};
use super::super::cooperatives::Cooperative;
use super::super::figures::{self as all_figures, Figure};
use super::super::participants::{self as persons, Participant};
use super::super::schema::{cooperative_reports, cooperatives, figures, participants, trainings, umkm, umkm_reports};
use super::super::trainings::Training;
use super::super::umkm::Business;
use super::super::umkm_reports::{self as reports_of_businesses, BusinessReport};
use super::super::{StoreResult, Tx};
use super::businesses::UnitChange as BusinessChange;
use super::cooperatives::UnitChange as CooperativeChange;
use super::figures::FigureChange;
use super::participants::ParticipantChange;
use super::trainings::TrainingChange;
use super::{business_reports, cooperative_reports as cooperative_changes};
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// Records each change in the order of the file's units: `key` finds the record as it now stands, by what people call it.
fn record_all<K: Eq + Hash, R: Recorded>(
    tx: &mut Tx<'_>,
    now: HashMap<K, R>,
    changes: impl Iterator<Item = (K, String, Option<R>)>,
) -> StoreResult<()> {
    for (key, natural_key, before) in changes {
        record(tx, natural_key, before.as_ref(), now.get(&key))?;
    }
    Ok(())
}

/// Units of a register, found by the number that people call them by.
macro_rules! units {
    ($name:ident, $table:ident.$number:ident, $row:ty, $change:ty) => {
        pub(super) fn $name(tx: &mut Tx<'_>, changes: &[$change]) -> StoreResult<()> {
            let numbers: Vec<&str> = changes.iter().map(|change| change.after.$number.as_str()).collect();
            let rows: Vec<$row> =
                $table::table.filter($table::$number.eq_any(numbers)).select(<$row>::as_select()).load(&mut **tx)?;
            let now = rows.into_iter().map(|row| (row.$number.clone(), row)).collect();
            let changes = changes.iter().map(|change| {
                let number = change.after.$number.clone();
                (number.clone(), number, change.before.clone())
            });
            record_all(tx, now, changes)
        }
    };
}
units!(of_cooperatives, cooperatives.register_number, Cooperative, CooperativeChange);
units!(of_businesses, umkm.register_number, Business, BusinessChange);
units!(of_trainings, trainings.code, Training, TrainingChange);

/// Yearly reports, found by unit and year.
macro_rules! reports {
    ($name:ident, $table:ident.$unit:ident of $register:ident, $row:ty, $change:ty, $natural_key:path) => {
        pub(super) fn $name(tx: &mut Tx<'_>, changes: &[$change]) -> StoreResult<()> {
            let units: HashSet<i64> = changes.iter().map(|(unit, ..)| *unit).collect();
            let written = tx.now();
            let rows: Vec<$row> = $table::table
                .filter($table::$unit.eq_any(&units))
                .filter($table::updated_at.eq(written))
                .select(<$row>::as_select())
                .load(&mut **tx)?;
            let numbers: HashMap<i64, String> = $register::table
                .filter($register::id.eq_any(&units))
                .select(($register::id, $register::register_number))
                .load(&mut **tx)?
                .into_iter()
                .collect();
            let now = rows.into_iter().map(|row| ((row.$unit, row.year), row)).collect();
            let changes = changes.iter().map(|(unit, year, change)| {
                let number = numbers.get(unit).map_or("", String::as_str);
                ((*unit, *year), $natural_key(number, *year), change.before.clone())
            });
            record_all(tx, now, changes)
        }
    };
}
reports!(of_cooperative_reports, cooperative_reports.cooperative_id of cooperatives, CooperativeReport,
    cooperative_changes::ReportChange, reports_of_cooperatives::natural_key);
reports!(of_business_reports, umkm_reports.umkm_id of umkm, BusinessReport,
    business_reports::ReportChange, reports_of_businesses::natural_key);

/// Figures, found by data set, year and region.
pub(super) fn of_figures(tx: &mut Tx<'_>, changes: &[FigureChange]) -> StoreResult<()> {
    let regions: HashSet<&str> = changes.iter().map(|(key, _)| key.region.as_str()).collect();
    let written = tx.now();
    let rows: Vec<Figure> = figures::table
        .filter(figures::region.eq_any(regions))
        .filter(figures::updated_at.eq(written))
        .select(Figure::as_select())
        .load(&mut **tx)?;
    let now = rows.into_iter().map(|row| (all_figures::natural_key(&row), row)).collect();
    let changes = changes.iter().map(|(key, change)| {
        let natural_key = format!("{}/{}/{}", key.dataset, key.year, key.region);
        (natural_key.clone(), natural_key, change.before.clone())
    });
    record_all(tx, now, changes)
}

/// Who takes part in the trainings of some changes, before they are made.
pub(super) fn participants_before(tx: &mut Tx<'_>, changes: &[ParticipantChange]) -> StoreResult<HashSet<i64>> {
    let ids: Vec<i64> = participants::table
        .filter(participants::training_id.eq_any(trainings_of(changes)))
        .select(participants::id)
        .load(&mut **tx)?;
    Ok(ids.into_iter().collect())
}

/// Participations: those that were there by their id, and whoever was not.
pub(super) fn of_participants(tx: &mut Tx<'_>, there: &HashSet<i64>, changes: &[ParticipantChange]) -> StoreResult<()> {
    let rows: Vec<(Participant, String)> = participants::table
        .inner_join(trainings::table)
        .filter(participants::training_id.eq_any(trainings_of(changes)))
        .order(participants::id)
        .select((Participant::as_select(), trainings::code))
        .load(&mut **tx)?;
    let before: HashMap<i64, &Participant> =
        changes.iter().filter_map(|(_, change)| change.before.as_ref()).map(|person| (person.id, person)).collect();
    for (person, code) in
        rows.iter().filter(|(person, _)| before.contains_key(&person.id) || !there.contains(&person.id))
    {
        record(tx, persons::natural_key(code, person.id), before.get(&person.id).copied(), Some(person))?;
    }
    Ok(())
}

fn trainings_of(changes: &[ParticipantChange]) -> HashSet<i64> {
    changes.iter().map(|(training, _)| *training).collect()
}
