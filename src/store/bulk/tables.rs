//! The rows of a batch, table by table, many to a statement.

use super::super::schema::{
    cooperative_reports, cooperatives, figures, participants, trainings, umkm as businesses, umkm_reports,
};
use super::super::{Connection, StoreResult, Tx};
use super::super::{
    changes, cooperative_reports as reports_of_cooperatives, cooperatives as register, figures as all_figures,
    participants as persons_of_trainings, trainings as courses, umkm as business_register,
    umkm_reports as reports_of_businesses,
};
use super::{NewBusiness, NewCooperative, NewFigure, NewTraining, lost};
use business_register::Business;
use courses::Training;
use diesel::prelude::*;
use persons_of_trainings::Participant;
use register::Cooperative;
use reports_of_businesses::BusinessReport;
use reports_of_cooperatives::CooperativeReport;
use std::collections::HashMap;

/// So many values may one statement carry: SQLite's limit, which is half of Postgres's.
const VALUES: usize = 32_766;

/// Inserts rows, as many to a statement as fit. Diesel's batch insert is not to be had on the enumeration of connections,
/// so the same body stands once for each database.
macro_rules! insert {
    ($tx:ident, $table:ident ($columns:literal columns): $rows:expr, |$row:pat_param| $values:expr) => {{
        let mut rows = $rows;
        loop {
            let chunk: Vec<_> = rows.by_ref().take(VALUES / $columns).map(|$row| $values).collect();
            if chunk.is_empty() {
                break;
            }
            let statement = diesel::insert_into($table::table).values(chunk);
            match &mut **$tx {
                Connection::Sqlite(connection) => statement.execute(connection)?,
                Connection::Postgres(connection) => statement.execute(connection)?,
            };
        }
    }};
}

/// The ids of rows just inserted, found by their unique number, in the order of `numbers`.
macro_rules! ids {
    ($tx:ident, $table:ident.$number:ident, $numbers:expr) => {{
        let numbers: Vec<&str> = $numbers.collect();
        let mut ids: HashMap<String, i64> = HashMap::with_capacity(numbers.len());
        for chunk in numbers.chunks(VALUES) {
            let found: Vec<(String, i64)> = $table::table
                .filter($table::$number.eq_any(chunk))
                .select(($table::$number, $table::id))
                .load(&mut **$tx)?;
            ids.extend(found);
        }
        numbers
            .into_iter()
            .map(|number| ids.get(number).copied().ok_or_else(|| lost(number)))
            .collect::<StoreResult<Vec<i64>>>()?
    }};
}

/// Records the rows of some parents as created, as they now stand in the database. `$numbers` says what people call each parent
/// by.
macro_rules! record_created {
    ($tx:ident, $table:ident by $parent:ident: $ids:expr, $row:ty, |$number:ident, $read:ident| $key:expr) => {{
        let numbers: HashMap<i64, &str> = $ids.collect();
        let mut ids: Vec<i64> = numbers.keys().copied().collect();
        ids.sort_unstable();
        for chunk in ids.chunks(PARENTS) {
            let rows: Vec<$row> = $table::table
                .filter($table::$parent.eq_any(chunk))
                .order(($table::$parent, $table::id))
                .select(<$row>::as_select())
                .load(&mut **$tx)?;
            for $read in &rows {
                let $number = numbers.get(&$read.$parent).copied().ok_or_else(|| lost("a record"))?;
                changes::record($tx, $key, None, Some($read))?;
            }
        }
    }};
}

/// The rows of so many parents are read at a time.
const PARENTS: usize = 500;

/// Enters cooperatives and their reports.
pub(super) fn cooperatives(tx: &mut Tx<'_>, units: &[NewCooperative]) -> StoreResult<Vec<i64>> {
    let now = tx.now();
    insert!(tx, cooperatives (14 columns): units.iter(), |unit| (
        &unit.data,
        cooperatives::search_key.eq(register::search_key(&unit.data)),
        cooperatives::created_at.eq(now),
        cooperatives::updated_at.eq(now),
    ));
    let ids = ids!(tx, cooperatives.register_number, units.iter().map(|unit| unit.data.register_number.as_str()));
    let reports = units.iter().zip(&ids).flat_map(|(unit, id)| unit.reports.iter().map(move |report| (*id, report)));
    insert!(tx, cooperative_reports (16 columns): reports, |(id, (year, report))| (
        report,
        cooperative_reports::cooperative_id.eq(id),
        cooperative_reports::year.eq(*year),
        cooperative_reports::created_at.eq(now),
        cooperative_reports::updated_at.eq(now),
    ));
    let numbers = || ids.iter().copied().zip(units.iter().map(|unit| unit.data.register_number.as_str()));
    record_created!(tx, cooperatives by id: numbers(), Cooperative, |number, _unit| number);
    record_created!(tx, cooperative_reports by cooperative_id: numbers(), CooperativeReport,
        |number, report| reports_of_cooperatives::natural_key(number, report.year));
    Ok(ids)
}

/// Enters businesses and their reports.
pub(super) fn businesses(tx: &mut Tx<'_>, units: &[NewBusiness]) -> StoreResult<Vec<i64>> {
    let now = tx.now();
    insert!(tx, businesses (11 columns): units.iter(), |unit| (
        &unit.data,
        businesses::search_key.eq(business_register::search_key(&unit.data)),
        businesses::created_at.eq(now),
        businesses::updated_at.eq(now),
    ));
    let ids = ids!(tx, businesses.register_number, units.iter().map(|unit| unit.data.register_number.as_str()));
    let reports = units.iter().zip(&ids).flat_map(|(unit, id)| unit.reports.iter().map(move |report| (*id, report)));
    insert!(tx, umkm_reports (8 columns): reports, |(id, (year, report))| (
        report,
        umkm_reports::umkm_id.eq(id),
        umkm_reports::year.eq(*year),
        umkm_reports::created_at.eq(now),
        umkm_reports::updated_at.eq(now),
    ));
    let numbers = || ids.iter().copied().zip(units.iter().map(|unit| unit.data.register_number.as_str()));
    record_created!(tx, businesses by id: numbers(), Business, |number, _unit| number);
    record_created!(tx, umkm_reports by umkm_id: numbers(), BusinessReport,
        |number, report| reports_of_businesses::natural_key(number, report.year));
    Ok(ids)
}

/// Enters trainings and their participants.
pub(super) fn trainings(tx: &mut Tx<'_>, courses: &[NewTraining]) -> StoreResult<Vec<i64>> {
    let now = tx.now();
    insert!(tx, trainings (10 columns): courses.iter(), |course| (
        &course.data,
        trainings::search_key.eq(courses::search_key(&course.data)),
        trainings::created_at.eq(now),
        trainings::updated_at.eq(now),
    ));
    let ids = ids!(tx, trainings.code, courses.iter().map(|course| course.data.code.as_str()));
    let persons =
        courses.iter().zip(&ids).flat_map(|(course, id)| course.participants.iter().map(move |person| (*id, person)));
    insert!(tx, participants (8 columns): persons, |(id, person)| (
        person,
        participants::training_id.eq(id),
        participants::created_at.eq(now),
        participants::updated_at.eq(now),
    ));
    let codes = || ids.iter().copied().zip(courses.iter().map(|course| course.data.code.as_str()));
    record_created!(tx, trainings by id: codes(), Training, |code, _course| code);
    record_created!(tx, participants by training_id: codes(), Participant,
        |code, person| persons_of_trainings::natural_key(code, person.id));
    Ok(ids)
}

/// Enters figures.
pub(super) fn figures(tx: &mut Tx<'_>, new: &[NewFigure]) -> StoreResult<()> {
    let now = tx.now();
    insert!(tx, figures (16 columns): new.iter(), |figure| (
        &figure.data,
        figures::dataset.eq(figure.key.dataset),
        figures::year.eq(figure.key.year),
        figures::region.eq(&figure.key.region),
        figures::created_at.eq(now),
        figures::updated_at.eq(now),
    ));
    for figure in new {
        if let Some(entered) = all_figures::find(tx, &figure.key)? {
            changes::record(tx, all_figures::natural_key(&entered), None, Some(&entered))?;
        }
    }
    Ok(())
}
