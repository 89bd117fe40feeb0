//! Figures (*angka agregat*): totals entered where unit records do not exist or are not complete.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::{Dataset, RegionCode, Text, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::feed::record;
use crate::store::lists::listing::{Listing, page, within};
use crate::store::models::figure::{Figure, FigureData, FigureKey, natural_key};
use crate::store::rows;
use crate::store::rows::Write;
use crate::store::schema::tables::figures;

/// Which figures are listed.
#[derive(Clone, Debug, Default)]
pub struct FigureFilter {
    /// Of this data set.
    pub dataset: Option<Dataset>,
    /// Of this year.
    pub year: Option<Year>,
    /// At this region or below it.
    pub region: Option<RegionCode>,
}

/// A page of figures.
///
/// # Errors
/// Those of the database.
pub fn list(connection: &mut Connection, filter: &FigureFilter, listing: &Listing) -> StoreResult<Vec<Figure>> {
    let mut query = figures::table.select(Figure::as_select()).into_boxed();
    query = within!(query, figures::region, &filter.region);
    if let Some(dataset) = filter.dataset {
        query = query.filter(figures::dataset.eq(dataset));
    }
    if let Some(year) = filter.year {
        query = query.filter(figures::year.eq(year));
    }
    let query = page!(query, listing, figures::id, {
        "year" => figures::year, i32;
        "id" => figures::id, i64;
        "updated_at" => figures::updated_at, NaiveDateTime;
    });
    Ok(query.load(connection)?)
}

/// The figure with this key.
///
/// # Errors
/// Those of the database.
pub fn find(connection: &mut Connection, key: &FigureKey) -> StoreResult<Option<Figure>> {
    Ok(figures::table
        .filter(figures::region.eq(&key.region))
        .filter(figures::year.eq(key.year))
        .filter(figures::dataset.eq(key.dataset))
        .select(Figure::as_select())
        .first(connection)
        .optional()?)
}

/// The figure with this key, which must be there.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(connection: &mut Connection, key: &FigureKey) -> StoreResult<Figure> {
    find(connection, key)?.ok_or_else(|| not_found(key))
}

fn not_found(FigureKey { dataset, year, region }: &FigureKey) -> StoreError {
    StoreError::NotFound(Text::new(
        format!("Tidak ada angka {dataset} tahun {year} untuk wilayah {region}."),
        format!("There is no figure of {dataset} for {year} at region {region}."),
    ))
}

/// Sets a figure whose region is locked, creating it where it is not there. From then on it is the basis of its data set, year and region.
///
/// # Errors
/// Those of the database.
pub fn put(tx: &mut Tx<'_>, key: &FigureKey, data: &FigureData) -> StoreResult<Figure> {
    let before = find(tx, key)?;
    let place = (key.dataset, key.year, key.region.clone());
    rows::write_one(tx, Write { place, owner: "", before: before.as_ref(), after: data })
}

/// Deletes a figure: the unit records are the basis again.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn delete(tx: &mut Tx<'_>, key: &FigureKey) -> StoreResult<()> {
    tx.lock_region(&key.region)?;
    let figure = get(tx, key)?;
    diesel::delete(figures::table.find(figure.id)).execute(&mut **tx)?;
    record::record(tx, natural_key(&figure), Some(&figure), None)
}
