//! The register of assisted businesses (*UMKM binaan*).

use super::cooperatives::UnitFilter;
use super::listing::{containing, page, within};
use super::rows::{self, Write};
use super::schema::umkm;
use super::{
    Connection, Keyset, Listing, Position, SortKey, StoreError, StoreResult, Tx, changes, expectations, participants,
    totals, umkm_reports,
};
use crate::domain::contributions::Lifetime;
use crate::domain::{Dataset, RegionCode, Text};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::BTreeSet;

/// An assisted business: usually one person's, so that its figures are personal data (UU 27/2022).
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = umkm)]
pub struct Business {
    /// The service's own number.
    pub id: i64,
    /// The office's own number, unique.
    pub register_number: String,
    /// Name.
    pub name: String,
    /// Where it is now; its reports carry their own.
    pub region: RegionCode,
    /// Whose it is: personal data.
    pub owner_name: Option<String>,
    /// Business identification number, 13 digits, unique.
    pub nib: Option<String>,
    /// KBLI code.
    pub sector: Option<String>,
    /// From when it is expected to report.
    pub assisted_since: Option<NaiveDate>,
    /// Until when.
    pub assisted_until: Option<NaiveDate>,
    /// When it was entered, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: NaiveDateTime,
}

/// What can be set of a business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessData {
    /// See [`Business`].
    pub register_number: String,
    /// See [`Business`].
    pub name: String,
    /// See [`Business`].
    pub region: RegionCode,
    /// See [`Business`].
    pub owner_name: Option<String>,
    /// See [`Business`].
    pub nib: Option<String>,
    /// See [`Business`].
    pub sector: Option<String>,
    /// See [`Business`].
    pub assisted_since: Option<NaiveDate>,
    /// See [`Business`].
    pub assisted_until: Option<NaiveDate>,
}

impl Business {
    /// Between which years it is expected to report.
    pub fn lifetime(&self) -> Lifetime {
        Lifetime { from: self.assisted_since, to: self.assisted_until }
    }
}

impl BusinessData {
    /// Between which years it is expected to report.
    pub fn lifetime(&self) -> Lifetime {
        Lifetime { from: self.assisted_since, to: self.assisted_until }
    }
}

impl Keyset for Business {
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

/// A page of the register.
///
/// # Errors
/// Those of the database.
pub fn list(connection: &mut Connection, filter: &UnitFilter, listing: &Listing) -> StoreResult<Vec<Business>> {
    let mut query = umkm::table.select(Business::as_select()).into_boxed();
    query = within!(query, umkm::region, &filter.region);
    if let Some(q) = &filter.q {
        query = query.filter(umkm::search_key.like(containing(q)).escape('\\'));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(umkm::updated_at.ge(since));
    }
    let query = page!(query, listing, umkm::id, {
        "id" => umkm::id, i64;
        "name" => umkm::name, String;
        "register_number" => umkm::register_number, String;
        "updated_at" => umkm::updated_at, NaiveDateTime;
    });
    Ok(query.load(connection)?)
}

/// The business with this id.
///
/// # Errors
/// Those of the database.
pub fn find(connection: &mut Connection, id: i64) -> StoreResult<Option<Business>> {
    Ok(umkm::table.find(id).select(Business::as_select()).first(connection).optional()?)
}

/// The business with this id, which must be there.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(connection: &mut Connection, id: i64) -> StoreResult<Business> {
    find(connection, id)?.ok_or_else(|| {
        StoreError::NotFound(Text::new(format!("UMKM {id} tidak ada."), format!("There is no UMKM {id}.")))
    })
}

/// The business, kept from changing until the transaction ends.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn lock(tx: &mut Tx<'_>, id: i64) -> StoreResult<Business> {
    tx.lock_row("umkm", id)?;
    get(tx, id)
}

/// Enters a business.
///
/// # Errors
/// [`StoreError::DuplicateKey`]. The region must be registered.
pub fn create(tx: &mut Tx<'_>, data: &BusinessData) -> StoreResult<Business> {
    check_unique(tx, data, None)?;
    // Before the row refers to it: to take the lock afterwards could end in a deadlock.
    tx.lock_region(&data.region)?;
    let created = rows::write_one(tx, Write::alone(None, data))?;
    expectations::move_unit(tx, Dataset::Umkm, None, Some((&created.region, created.lifetime())))?;
    Ok(created)
}

/// Replaces what can be set of a business. `current` must have been locked.
///
/// # Errors
/// As [`create`].
pub fn update(tx: &mut Tx<'_>, current: &Business, data: &BusinessData) -> StoreResult<Business> {
    check_unique(tx, data, Some(current.id))?;
    for region in BTreeSet::from([&current.region, &data.region]) {
        tx.lock_region(region)?;
    }
    // The dates decide which reports lie outside them.
    let updated = totals::keep(
        tx,
        |tx| umkm_reports::contributions(tx, current.id),
        |tx| rows::write_one(tx, Write::alone(Some(current), data)),
    )?;
    let before = Some((&current.region, current.lifetime()));
    expectations::move_unit(tx, Dataset::Umkm, before, Some((&updated.region, updated.lifetime())))?;
    Ok(updated)
}

/// Deletes a business; with `cascade` its reports too. Participations that were linked to it stay and lose the link.
/// `current` must have been locked.
///
/// # Errors
/// [`StoreError::HasRecords`] without `cascade` where there are any.
pub fn delete(tx: &mut Tx<'_>, current: &Business, cascade: bool) -> StoreResult<()> {
    // Who is about to link a participant to it waits, and then finds it gone.
    tx.lock_row_to_delete("umkm", current.id)?;
    tx.lock_region(&current.region)?;
    let reports = umkm_reports::count(tx, current.id)?;
    let linked = participants::count_linked(tx, participants::Unit::Umkm(current.id))?;
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
    participants::unlink(tx, participants::Unit::Umkm(current.id))?;
    totals::keep(
        tx,
        |tx| umkm_reports::contributions(tx, current.id),
        |tx| {
            umkm_reports::delete_all(tx, current)?;
            diesel::delete(umkm::table.find(current.id)).execute(&mut **tx)?;
            Ok(())
        },
    )?;
    expectations::move_unit(tx, Dataset::Umkm, Some((&current.region, current.lifetime())), None)?;
    changes::record(tx, current.register_number.as_str(), Some(current), None)
}

/// Which of two unique members a database names when both are taken is its own choice; this makes the answer the same on both.
/// Whoever comes in between still meets the constraint.
fn check_unique(connection: &mut Connection, data: &BusinessData, except: Option<i64>) -> StoreResult<()> {
    let taken: Vec<String> = umkm::table
        .filter(umkm::register_number.eq(&data.register_number).or(umkm::nib.eq(&data.nib)))
        .filter(umkm::id.ne(except.unwrap_or_default()))
        .select(umkm::register_number)
        .load(connection)?;
    match taken.contains(&data.register_number) {
        true => Err(StoreError::DuplicateKey("register_number")),
        false if taken.is_empty() => Ok(()),
        false => Err(StoreError::DuplicateKey("nib")),
    }
}
