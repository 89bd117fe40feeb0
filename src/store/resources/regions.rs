//! Regions.

use diesel::prelude::*;

use crate::domain::{RegionCode, RegionKind, Resource, Text, Violation, ViolationCode};
use crate::store::changes::change::last_version;
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::feed::record;
use crate::store::lists::listing;
use crate::store::lists::listing::Listing;
use crate::store::models::region::{Region, RegionData};
use crate::store::schema::tables::regions;
use crate::store::totals;
use crate::store::totals::lifetimes;

/// The region with this code.
///
/// # Errors
/// Those of the database.
pub fn find(connection: &mut Connection, code: &RegionCode) -> StoreResult<Option<Region>> {
    Ok(regions::table.find(code).select(Region::as_select()).first(connection).optional()?)
}

/// The region with this code, which must be there.
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

/// Checks that a record may stand at this region.
///
/// # Errors
/// [`StoreError::Invalid`] with `unknown_region` at the member `region`.
pub fn require(connection: &mut Connection, code: &RegionCode) -> StoreResult<()> {
    match find(connection, code)? {
        Some(_) => Ok(()),
        None => Err(StoreError::Invalid(vec![unknown("region", code.as_str())])),
    }
}

/// The violation of a member that names a region which is not there.
pub fn unknown(member: &'static str, code: &str) -> Violation {
    // What was sent is not shown back unless it could be a code at all.
    let code = RegionCode::parse(code).map(|code| format!(" {code}")).unwrap_or_default();
    Violation::new(
        member,
        ViolationCode::UnknownRegion,
        Text::new(
            format!("wilayah{code} tidak terdaftar; kode Kemendagri seperti 15.01, lihat /regions"),
            format!("region{code} is not registered; a Kemendagri code such as 15.01, see /regions"),
        ),
    )
}

/// A page of the regions, by code.
///
/// # Errors
/// Those of the database.
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

/// Sets a region, creating it where it is not there.
///
/// # Errors
/// [`StoreError::Invalid`] where the code does not fit the kind or its province is not there; [`StoreError::DuplicateKey`] for a BPS code that another has.
pub fn put(tx: &mut Tx<'_>, code: &RegionCode, data: &RegionData) -> StoreResult<Region> {
    if !code.fits(data.kind) {
        return Err(StoreError::Invalid(vec![Violation::new(
            "kind",
            ViolationCode::Inconsistent,
            Text::new(
                format!(
                    "kode {code} tidak sesuai dengan jenis {}: nation 00, province 15, kabupaten atau kota 15.01",
                    data.kind
                ),
                format!("code {code} does not fit a {}: nation 00, province 15, kabupaten or kota 15.01", data.kind),
            ),
        )]));
    }
    if let Some(province) = code.province() {
        // First, or it may go between the look and the end of this.
        tx.lock_region_to_refer(&province)?;
        if find(tx, &province)?.is_none() {
            return Err(StoreError::Invalid(vec![unknown("", province.as_str())]));
        }
    }
    let now = tx.now();
    tx.lock_region(code)?;
    let before = find(tx, code)?;
    if let Some(before) = &before {
        diesel::update(regions::table.find(code))
            .set((data, regions::updated_at.eq(now), regions::version.eq(before.version + 1)))
            .execute(&mut **tx)?;
    } else {
        // A code may come again after its region was deleted; its changes are counted on.
        let version = last_version(tx, Resource::Regions, code.as_str())? + 1;
        diesel::insert_into(regions::table)
            .values((
                data,
                regions::code.eq(code),
                regions::created_at.eq(now),
                regions::updated_at.eq(now),
                regions::version.eq(version),
            ))
            .execute(&mut **tx)?;
        lifetimes::lay_out(tx, code)?;
    }
    let after = get(tx, code)?;
    record::record(tx, code.as_str(), before.as_ref(), Some(&after))?;
    Ok(after)
}

/// Deletes a region that nothing stands at.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::HasRecords`] where a record stands at it or a region lies in it.
pub fn delete(tx: &mut Tx<'_>, code: &RegionCode) -> StoreResult<()> {
    tx.lock_region_to_delete(code)?;
    let before = get(tx, code)?;
    if is_used(tx, code)? {
        return Err(StoreError::HasRecords(Text::new(
            format!("Wilayah {code} masih memiliki catatan, angka, kunci, atau wilayah di bawahnya."),
            format!("Region {code} still has records, figures, keys or regions below it."),
        )));
    }
    // What is left there are sums of nothing.
    totals::forget_region(tx, code)?;
    lifetimes::forget_region(tx, code)?;
    diesel::delete(regions::table.find(code)).execute(&mut **tx)?;
    record::record(tx, code.as_str(), Some(&before), None)
}

fn is_used(connection: &mut Connection, code: &RegionCode) -> StoreResult<bool> {
    use crate::store::schema::tables::{cooperative_reports, cooperatives, figures, trainings, umkm, umkm_reports};
    use diesel::dsl::exists;
    let below = regions::table.filter(regions::code.like(format!("{code}.%")));
    if !code.is_nation() && diesel::select(exists(below)).get_result(connection)? {
        return Ok(true);
    }
    macro_rules! any_at {
        ($($table:ident),+) => {
            $(if diesel::select(exists($table::table.filter($table::region.eq(code)))).get_result(connection)? {
                return Ok(true);
            })+
        };
    }
    // Keys that have ended too: they still name it.
    if diesel::select(exists(
        crate::store::schema::tables::keys::table.filter(crate::store::schema::tables::keys::region.eq(code)),
    ))
    .get_result(connection)?
    {
        return Ok(true);
    }
    any_at!(cooperatives, cooperative_reports, umkm, umkm_reports, trainings, figures);
    Ok(false)
}
