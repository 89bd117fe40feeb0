//! Regions: the places that all other records refer to.

use diesel::prelude::*;

use crate::domain::{RegionCode, RegionKind, Resource, Text, Violation, ViolationCode};
use crate::store::changes::change::last_version;
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::lists::listing;
use crate::store::lists::listing::Listing;
use crate::store::models::region::{Region, RegionData};
use crate::store::schema::columns;
use crate::store::schema::tables::regions;
use crate::store::totals;
use crate::store::totals::lifetimes;

/// The region with this code.
pub fn find(connection: &mut Connection, code: &RegionCode) -> StoreResult<Option<Region>> {
    Ok(regions::table.find(code).select(Region::as_select()).first(connection).optional()?)
}

/// The region with this code, or an error.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(connection: &mut Connection, code: &RegionCode) -> StoreResult<Region> {
    find(connection, code)?.ok_or_else(|| {
        StoreError::NotFound(Text::new(
            format!("Wilayah {code} tidak terdaftar."),
            format!("Region {code} is not registered."),
        ))
    })
}

/// Checks that a region is registered.
///
/// # Errors
/// [`StoreError::Invalid`] with `unknown_region` at the member `region`.
pub fn require(connection: &mut Connection, code: &RegionCode) -> StoreResult<()> {
    match find(connection, code)? {
        Some(_) => Ok(()),
        None => Err(StoreError::Invalid(vec![unknown("region", code.as_str())])),
    }
}

/// The violation of a member that names a region that is not registered.
pub fn unknown(member: &'static str, code: &str) -> Violation {
    // Only a well-formed code is shown back to the client.
    let code = RegionCode::parse(code).map(|code| format!(" {code}")).unwrap_or_default();
    Violation::new(
        member,
        ViolationCode::UnknownRegion,
        Text::new(
            format!("Isian ini{code} bukan kode wilayah yang terdaftar, seperti 15.01; lihat /regions."),
            format!("The value{code} is not the code of a registered region, such as 15.01; see /regions."),
        ),
    )
}

/// A page of the regions, by code.
pub fn list(connection: &mut Connection, kind: Option<RegionKind>, listing: &Listing) -> StoreResult<Vec<Region>> {
    let mut query = regions::table.select(Region::as_select()).into_boxed();
    if let Some(kind) = kind {
        query = query.filter(regions::kind.eq(kind));
    }
    if let Some(after) = &listing.after {
        let after: String = listing::sort_value(after)?;
        query = if listing.descending {
            query.filter(regions::code.lt(after))
        } else {
            query.filter(regions::code.gt(after))
        };
    }
    let query = if listing.descending { query.order(regions::code.desc()) } else { query.order(regions::code.asc()) };
    Ok(query.limit(listing.limit).load(connection)?)
}

/// Sets a region, creating it where there is none.
///
/// # Errors
/// [`StoreError::Invalid`] where the code does not fit the kind or its province is not registered; [`StoreError::DuplicateKey`] for the
/// BPS code of another region.
pub fn put(tx: &mut Tx<'_>, code: &RegionCode, data: &RegionData) -> StoreResult<Region> {
    let RegionData { bps_code, name, kind } = data.clone();
    if !code.fits(kind) {
        return Err(StoreError::Invalid(vec![Violation::new(
            "kind",
            ViolationCode::Inconsistent,
            Text::new(
                format!(
                    "Isian ini ({kind}) tidak sesuai dengan kode {code}: negara (nation) 00, provinsi (province) 15, kabupaten atau \
                     kota 15.01."
                ),
                format!(
                    "The value ({kind}) does not fit the code {code}: nation 00, province 15, kabupaten or kota 15.01."
                ),
            ),
        )]));
    }
    if let Some(province) = code.province() {
        // First: it could be deleted between the look-up and the end of this transaction.
        tx.lock_region_to_refer(&province)?;
        if find(tx, &province)?.is_none() {
            return Err(StoreError::Invalid(vec![unknown("", province.as_str())]));
        }
    }
    tx.lock_region(code)?;
    let before = find(tx, code)?;
    let (last_version, created_at) = match &before {
        Some(before) => (before.version, before.created_at),
        // A code may come again after its region was deleted; its changes are counted on.
        None => (last_version(tx, Resource::Regions, code.as_str())?, tx.now()),
    };
    let (code, updated_at, version) = (code.clone(), tx.now(), last_version + 1);
    let after = Region { code, bps_code, name, kind, created_at, updated_at, version };
    if before.is_some() {
        diesel::update(regions::table.find(&after.code)).set(&after).execute(tx.conn())?;
    } else {
        diesel::insert_into(regions::table).values(&after).execute(tx.conn())?;
        lifetimes::lay_out(tx, &after.code)?;
    }
    tx.record(after.code.as_str(), before.as_ref(), Some(&after))?;
    Ok(after)
}

/// Deletes a region that no record refers to.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::HasRecords`] where a record refers to it or a region is part of it.
pub fn delete(tx: &mut Tx<'_>, code: &RegionCode) -> StoreResult<()> {
    tx.lock_region_to_delete(code)?;
    let before = get(tx, code)?;
    if has_regions(tx, code)? || is_used(tx, code)? {
        return Err(StoreError::HasRecords(Text::new(
            format!("Wilayah {code} masih memiliki catatan, angka, kunci, atau wilayah di bawahnya."),
            format!("Region {code} still has records, figures, keys or regions below it."),
        )));
    }
    // Sums of nothing are left there.
    totals::forget_region(tx, code)?;
    lifetimes::forget_region(tx, code)?;
    diesel::delete(regions::table.find(code)).execute(tx.conn())?;
    tx.record(code.as_str(), Some(&before), None)
}

fn has_regions(connection: &mut Connection, code: &RegionCode) -> StoreResult<bool> {
    if code.is_nation() {
        return Ok(false);
    }
    let below = regions::table.filter(regions::code.like(format!("{code}.%")));
    Ok(diesel::select(diesel::dsl::exists(below)).get_result(connection)?)
}

/// Whether a record of any table refers to the region; keys too that have expired or were revoked.
fn is_used(connection: &mut Connection, code: &RegionCode) -> StoreResult<bool> {
    #[derive(QueryableByName)]
    struct Used {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        any: bool,
    }
    let uses = referring_tables().map(|table| format!("EXISTS (SELECT 1 FROM {table} WHERE region = $1)"));
    let query = format!("SELECT ({}) AS any", uses.collect::<Vec<_>>().join(" OR "));
    let used: Used =
        diesel::sql_query(query).bind::<diesel::sql_types::Text, _>(code.clone()).get_result(connection)?;
    Ok(used.any)
}

/// The tables of records that refer to a region.
fn referring_tables() -> impl Iterator<Item = &'static str> {
    let has_region = |table: &columns::Table| table.columns.iter().any(|(name, _)| *name == "region");
    columns::tables().into_iter().filter(has_region).map(|table| table.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::database::url::DatabaseUrl;
    use crate::store::maintenance::migrations;
    use std::collections::BTreeSet;
    use std::time::Duration;

    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }

    #[test]
    fn every_table_with_a_region_keeps_the_region_from_being_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        let mut connection = Connection::open(&url, Duration::from_secs(5)).unwrap();
        migrations::run(&mut connection).unwrap();
        let there: Vec<Name> = diesel::sql_query(
            "SELECT t.name AS name FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) k WHERE k.\"table\" = 'regions'",
        )
        .load(&mut connection)
        .unwrap();
        let there: BTreeSet<String> = there.into_iter().map(|table| table.name).collect();
        // Sums are no records: those of a region go with it.
        let known = referring_tables().chain(["totals", "expectations"]).map(str::to_owned);
        assert_eq!(there, known.collect());
    }
}
