//! The rows of a batch, table by table.

use crate::domain::Year;
use crate::store::bulk::{NewBusiness, NewCooperative, NewFigure, NewTraining};
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::rows;
use crate::store::rows::{Data, Row, Write};

/// Enters cooperatives and their reports.
pub fn cooperatives(tx: &mut Tx<'_>, units: &[NewCooperative]) -> StoreResult<Vec<i64>> {
    let ids = enter(tx, units.iter().map(|unit| ((), "", &unit.data)))?;
    enter(tx, units.iter().zip(&ids).flat_map(|(unit, id)| reports(*id, &unit.data.register_number, &unit.reports)))?;
    Ok(ids)
}

/// Enters businesses and their reports.
pub fn businesses(tx: &mut Tx<'_>, units: &[NewBusiness]) -> StoreResult<Vec<i64>> {
    let ids = enter(tx, units.iter().map(|unit| ((), "", &unit.data)))?;
    enter(tx, units.iter().zip(&ids).flat_map(|(unit, id)| reports(*id, &unit.data.register_number, &unit.reports)))?;
    Ok(ids)
}

/// Enters trainings and their participants.
pub fn trainings(tx: &mut Tx<'_>, courses: &[NewTraining]) -> StoreResult<Vec<i64>> {
    let ids = enter(tx, courses.iter().map(|course| ((), "", &course.data)))?;
    let persons = courses
        .iter()
        .zip(&ids)
        .flat_map(|(course, id)| course.participants.iter().map(|person| ((*id,), course.data.code.as_str(), person)));
    enter(tx, persons)?;
    Ok(ids)
}

/// Enters figures.
pub fn figures(tx: &mut Tx<'_>, new: &[NewFigure]) -> StoreResult<()> {
    let place = |new: &NewFigure| (new.key.dataset, new.key.year, new.key.region.clone());
    enter(tx, new.iter().map(|new| (place(new), "", &new.data)))?;
    Ok(())
}

/// The reports of a unit with their places.
fn reports<'a, R>(
    id: i64,
    number: &'a str,
    reports: &'a [(Year, R)],
) -> impl Iterator<Item = ((i64, Year), &'a str, &'a R)> {
    reports.iter().map(move |(year, report)| ((id, *year), number, report))
}

/// Enters new records, each with its place and what people call by what it belongs to. Gives their ids.
fn enter<'a, D: Data + 'a>(
    tx: &mut Tx<'_>,
    new: impl Iterator<Item = (D::Place, &'a str, &'a D)>,
) -> StoreResult<Vec<i64>> {
    let writes: Vec<_> = new.map(|(place, owner, after)| Write { place, owner, before: None, after }).collect();
    Ok(rows::write(tx, &writes)?.iter().map(Row::id).collect())
}
