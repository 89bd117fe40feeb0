//! Entering of made-up records, in the way in which imports write theirs.

use crate::domain::Year;
use crate::store::models::record::Row;
use crate::store::{
    Figure, FigureData, FigureKey, Ledger, ParticipantData, Report, ReportChange, RowChange, StoreResult,
    StoredReports, TrainingData, Tx, Unit, import,
};

/// A unit with its reports, at most one for a year.
pub struct NewUnit<U: Unit> {
    pub data: U::Data,
    pub reports: Vec<(Year, <U::Report as Report>::Data)>,
}

/// A training with its participants.
#[derive(Debug)]
pub struct NewTraining {
    pub data: TrainingData,
    pub participants: Vec<ParticipantData>,
}

/// Enters units with their reports. Gives the ids of the units.
pub fn units<U: Unit>(tx: &mut Tx<'_>, new: &[NewUnit<U>]) -> StoreResult<Vec<i64>> {
    let mut ledger = Ledger::default();
    let data = new.iter().map(|unit| RowChange { before: None, after: unit.data.clone() });
    let stored: Vec<U> = import::units::upsert(tx, &mut ledger, &data.collect::<Vec<_>>())?;
    let numbers: Vec<String> = stored.iter().map(|unit| unit.natural_key("")).collect();
    let owners = stored.iter().map(Row::id).zip(&numbers).zip(new);
    let reports = owners.flat_map(|((unit, number), new)| {
        new.reports.iter().map(move |(year, data)| ReportChange::<U::Report, _> {
            unit,
            number,
            year: *year,
            before: None,
            after: data.clone(),
        })
    });
    let reports: Vec<_> = reports.collect();
    import::reports::upsert(tx, &mut ledger, &StoredReports::of_new_units(&stored), &reports)?;
    ledger.settle(tx)?;
    Ok(stored.iter().map(Row::id).collect())
}

/// Enters trainings with their participants. Gives the ids of the trainings.
pub fn trainings(tx: &mut Tx<'_>, new: &[NewTraining]) -> StoreResult<Vec<i64>> {
    let mut ledger = Ledger::default();
    let data = new.iter().map(|training| RowChange { before: None, after: training.data.clone() });
    let stored = import::trainings::upsert(tx, &mut ledger, &data.collect::<Vec<_>>())?;
    let ids: Vec<i64> = stored.iter().map(Row::id).collect();
    let persons = ids.iter().zip(new).flat_map(|(id, new)| {
        new.participants.iter().map(|person| (*id, RowChange { before: None, after: person.clone() }))
    });
    let persons: Vec<_> = persons.collect();
    let stored = stored.into_iter().map(|training| (training.id, training)).collect();
    import::participants::upsert(tx, &mut ledger, &stored, &persons)?;
    ledger.settle(tx)?;
    Ok(ids)
}

/// Enters figures.
pub fn figures(tx: &mut Tx<'_>, new: &[(FigureKey, FigureData)]) -> StoreResult<()> {
    let change = |data: &FigureData| RowChange::<Figure, _> { before: None, after: data.clone() };
    let changes: Vec<_> = new.iter().map(|(key, data)| (key.clone(), change(data))).collect();
    import::figures::upsert(tx, &changes)
}
