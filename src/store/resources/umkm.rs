//! The register of assisted businesses (*UMKM binaan*).

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::{Dataset, Text};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::feed::record;
use crate::store::lists::filters::UnitFilter;
use crate::store::lists::listing::{Listing, containing, page, within};
use crate::store::models::business::{Business, BusinessData};
use crate::store::resources::{participants, umkm_reports};
use crate::store::rows::Write;
use crate::store::schema::tables::umkm;
use crate::store::totals::lifetimes;
use crate::store::{rows, totals};

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
    lifetimes::move_unit(tx, Dataset::Umkm, None, Some((&created.region, created.lifetime())))?;
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
    let updated = totals::track(
        tx,
        |tx| umkm_reports::contributions(tx, current.id),
        |tx| rows::write_one(tx, Write::alone(Some(current), data)),
    )?;
    let before = Some((&current.region, current.lifetime()));
    lifetimes::move_unit(tx, Dataset::Umkm, before, Some((&updated.region, updated.lifetime())))?;
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
    totals::track(
        tx,
        |tx| umkm_reports::contributions(tx, current.id),
        |tx| {
            umkm_reports::delete_all(tx, current)?;
            diesel::delete(umkm::table.find(current.id)).execute(&mut **tx)?;
            Ok(())
        },
    )?;
    lifetimes::move_unit(tx, Dataset::Umkm, Some((&current.region, current.lifetime())), None)?;
    record::record(tx, current.register_number.as_str(), Some(current), None)
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
