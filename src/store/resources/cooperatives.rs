//! The register of cooperatives.

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
use crate::store::models::cooperative::{Cooperative, CooperativeData};
use crate::store::resources::{cooperative_reports, participants};
use crate::store::rows::Write;
use crate::store::schema::tables::cooperatives;
use crate::store::totals::lifetimes;
use crate::store::{rows, totals};

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
    lifetimes::move_unit(tx, Dataset::Cooperatives, None, Some((&created.region, created.lifetime())))?;
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
    let updated = totals::track(
        tx,
        |tx| cooperative_reports::contributions(tx, current.id),
        |tx| rows::write_one(tx, Write::alone(Some(current), data)),
    )?;
    let before = Some((&current.region, current.lifetime()));
    lifetimes::move_unit(tx, Dataset::Cooperatives, before, Some((&updated.region, updated.lifetime())))?;
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
    totals::track(
        tx,
        |tx| cooperative_reports::contributions(tx, current.id),
        |tx| {
            cooperative_reports::delete_all(tx, current)?;
            diesel::delete(cooperatives::table.find(current.id)).execute(&mut **tx)?;
            Ok(())
        },
    )?;
    lifetimes::move_unit(tx, Dataset::Cooperatives, Some((&current.region, current.lifetime())), None)?;
    record::record(tx, current.register_number.as_str(), Some(current), None)
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
