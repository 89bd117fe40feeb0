//! The register of cooperatives.

use super::listing::{containing, page, within};
use super::rows::{self, Write};
use super::schema::cooperatives;
use super::{
    Connection, Keyset, Listing, Position, SortKey, StoreError, StoreResult, Tx, changes, cooperative_reports,
    expectations, participants, totals,
};
use crate::domain::contributions::Lifetime;
use crate::domain::{Authority, CooperativeForm, CooperativeKind, Dataset, RegionCode, Text};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::BTreeSet;

/// A cooperative: a legal person, whose figures are not personal data.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = cooperatives)]
pub struct Cooperative {
    /// The service's own number.
    pub id: i64,
    /// The office's own number, unique.
    pub register_number: String,
    /// Name.
    pub name: String,
    /// Where it is now; its reports carry their own.
    pub region: RegionCode,
    /// Who supervises it.
    pub authority: Option<Authority>,
    /// What it does.
    pub kind: Option<CooperativeKind>,
    /// Primary or secondary.
    pub form: Option<CooperativeForm>,
    /// Whether it works by sharia.
    pub sharia: Option<bool>,
    /// Its national number, 13 digits, unique; most have none.
    pub nik_koperasi: Option<String>,
    /// The number of its legal entity.
    pub legal_entity_number: Option<String>,
    /// From when it is expected to report.
    pub established_on: Option<NaiveDate>,
    /// Until when.
    pub dissolved_on: Option<NaiveDate>,
    /// When it was entered, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: NaiveDateTime,
}

/// What can be set of a cooperative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CooperativeData {
    /// See [`Cooperative`].
    pub register_number: String,
    /// See [`Cooperative`].
    pub name: String,
    /// See [`Cooperative`].
    pub region: RegionCode,
    /// See [`Cooperative`].
    pub authority: Option<Authority>,
    /// See [`Cooperative`].
    pub kind: Option<CooperativeKind>,
    /// See [`Cooperative`].
    pub form: Option<CooperativeForm>,
    /// See [`Cooperative`].
    pub sharia: Option<bool>,
    /// See [`Cooperative`].
    pub nik_koperasi: Option<String>,
    /// See [`Cooperative`].
    pub legal_entity_number: Option<String>,
    /// See [`Cooperative`].
    pub established_on: Option<NaiveDate>,
    /// See [`Cooperative`].
    pub dissolved_on: Option<NaiveDate>,
}

impl Cooperative {
    /// Between which years it is expected to report.
    pub fn lifetime(&self) -> Lifetime {
        Lifetime { from: self.established_on, to: self.dissolved_on }
    }
}

impl CooperativeData {
    /// Between which years it is expected to report.
    pub fn lifetime(&self) -> Lifetime {
        Lifetime { from: self.established_on, to: self.dissolved_on }
    }
}

impl Keyset for Cooperative {
    fn position(&self, sort: &str) -> Position {
        let key = match sort {
            "name" => self.name.write(),
            "register_number" => self.register_number.write(),
            "updated_at" => self.updated_at.write(),
            _ => self.id.write(),
        };
        Position { key, id: self.id }
    }
}

/// Which units of a register are listed.
#[derive(Clone, Debug, Default)]
pub struct UnitFilter {
    /// At this region or below it.
    pub region: Option<RegionCode>,
    /// With this in the name or the register number, in any case.
    pub q: Option<String>,
    /// Changed at or after this time, in UTC.
    pub updated_since: Option<NaiveDateTime>,
}

/// A page of the register.
///
/// # Errors
/// Those of the database.
pub fn list(connection: &mut Connection, filter: &UnitFilter, listing: &Listing) -> StoreResult<Vec<Cooperative>> {
    let mut query = cooperatives::table.select(Cooperative::as_select()).into_boxed();
    query = within!(query, cooperatives::region, &filter.region);
    if let Some(q) = &filter.q {
        query = query.filter(cooperatives::search_key.like(containing(q)).escape('\\'));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(cooperatives::updated_at.ge(since));
    }
    let query = page!(query, listing, cooperatives::id, {
        "id" => cooperatives::id, i64;
        "name" => cooperatives::name, String;
        "register_number" => cooperatives::register_number, String;
        "updated_at" => cooperatives::updated_at, NaiveDateTime;
    });
    Ok(query.load(connection)?)
}

/// The cooperative with this id.
///
/// # Errors
/// Those of the database.
pub fn find(connection: &mut Connection, id: i64) -> StoreResult<Option<Cooperative>> {
    Ok(cooperatives::table.find(id).select(Cooperative::as_select()).first(connection).optional()?)
}

/// The cooperative with this id, which must be there.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(connection: &mut Connection, id: i64) -> StoreResult<Cooperative> {
    find(connection, id)?.ok_or_else(|| {
        StoreError::NotFound(Text::new(format!("Koperasi {id} tidak ada."), format!("There is no cooperative {id}.")))
    })
}

/// The cooperative, kept from changing until the transaction ends.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn lock(tx: &mut Tx<'_>, id: i64) -> StoreResult<Cooperative> {
    tx.lock_row("cooperatives", id)?;
    get(tx, id)
}

/// Enters a cooperative.
///
/// # Errors
/// [`StoreError::DuplicateKey`]. The region must be registered.
pub fn create(tx: &mut Tx<'_>, data: &CooperativeData) -> StoreResult<Cooperative> {
    check_unique(tx, data, None)?;
    // Before the row refers to it: to take the lock afterwards could end in a deadlock.
    tx.lock_region(&data.region)?;
    let created = rows::write_one(tx, Write::alone(None, data))?;
    expectations::move_unit(tx, Dataset::Cooperatives, None, Some((&created.region, created.lifetime())))?;
    Ok(created)
}

/// Replaces what can be set of a cooperative. `current` must have been locked.
///
/// # Errors
/// As [`create`].
pub fn update(tx: &mut Tx<'_>, current: &Cooperative, data: &CooperativeData) -> StoreResult<Cooperative> {
    check_unique(tx, data, Some(current.id))?;
    for region in BTreeSet::from([&current.region, &data.region]) {
        tx.lock_region(region)?;
    }
    // The dates decide which reports lie outside them.
    let updated = totals::keep(
        tx,
        |tx| cooperative_reports::contributions(tx, current.id),
        |tx| rows::write_one(tx, Write::alone(Some(current), data)),
    )?;
    let before = Some((&current.region, current.lifetime()));
    expectations::move_unit(tx, Dataset::Cooperatives, before, Some((&updated.region, updated.lifetime())))?;
    Ok(updated)
}

/// Deletes a cooperative; with `cascade` its reports too. Participations that were linked to it stay and lose the link.
/// `current` must have been locked.
///
/// # Errors
/// [`StoreError::HasRecords`] without `cascade` where there are any.
pub fn delete(tx: &mut Tx<'_>, current: &Cooperative, cascade: bool) -> StoreResult<()> {
    // Who is about to link a participant to it waits, and then finds it gone.
    tx.lock_row_to_delete("cooperatives", current.id)?;
    tx.lock_region(&current.region)?;
    let reports = cooperative_reports::count(tx, current.id)?;
    let linked = participants::count_linked(tx, participants::Unit::Cooperative(current.id))?;
    if !cascade && reports + linked > 0 {
        return Err(StoreError::HasRecords(Text::new(
            format!(
                "Laporan: {reports}, peserta diklat yang terkait: {linked}. Dengan ?cascade=true laporan ikut dihapus dan peserta kehilangan kaitannya."
            ),
            format!(
                "Reports: {reports}, linked participants: {linked}. With ?cascade=true the reports go too, and participants lose the link."
            ),
        )));
    }
    participants::unlink(tx, participants::Unit::Cooperative(current.id))?;
    totals::keep(
        tx,
        |tx| cooperative_reports::contributions(tx, current.id),
        |tx| {
            cooperative_reports::delete_all(tx, current)?;
            diesel::delete(cooperatives::table.find(current.id)).execute(&mut **tx)?;
            Ok(())
        },
    )?;
    expectations::move_unit(tx, Dataset::Cooperatives, Some((&current.region, current.lifetime())), None)?;
    changes::record(tx, current.register_number.as_str(), Some(current), None)
}

/// Which of two unique members a database names when both are taken is its own choice; this makes the answer the same on both.
/// Whoever comes in between still meets the constraint.
fn check_unique(connection: &mut Connection, data: &CooperativeData, except: Option<i64>) -> StoreResult<()> {
    let taken: Vec<String> = cooperatives::table
        .filter(
            cooperatives::register_number
                .eq(&data.register_number)
                .or(cooperatives::nik_koperasi.eq(&data.nik_koperasi)),
        )
        .filter(cooperatives::id.ne(except.unwrap_or_default()))
        .select(cooperatives::register_number)
        .load(connection)?;
    match taken.contains(&data.register_number) {
        true => Err(StoreError::DuplicateKey("register_number")),
        false if taken.is_empty() => Ok(()),
        false => Err(StoreError::DuplicateKey("nik_koperasi")),
    }
}
