//! Figures (*angka agregat*): totals entered where unit records do not exist or are not complete.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::{Dataset, RegionCode, Text, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::lists::listing::{Listing, page, within};
use crate::store::models::figure::{Figure, FigureData, FigureKey};
use crate::store::rows;
use crate::store::rows::Write;
use crate::store::schema::tables::figures;

/// The figures that are listed.
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
pub fn find(connection: &mut Connection, key: &FigureKey) -> StoreResult<Option<Figure>> {
    Ok(figures::table
        .filter(figures::region.eq(&key.region))
        .filter(figures::year.eq(key.year))
        .filter(figures::dataset.eq(key.dataset))
        .select(Figure::as_select())
        .first(connection)
        .optional()?)
}

/// The figure with this key, or an error.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(connection: &mut Connection, key: &FigureKey) -> StoreResult<Figure> {
    let FigureKey { dataset, year, region } = key;
    find(connection, key)?.ok_or_else(|| {
        StoreError::NotFound(Text::new(
            format!("Tidak ada angka {dataset} tahun {year} untuk wilayah {region}."),
            format!("There is no figure of {dataset} for {year} at region {region}."),
        ))
    })
}

/// Sets a figure whose region is locked, creating it where there is none (`current` is `None`). From then on it is the basis of its data
/// set, year and region.
pub fn put(tx: &mut Tx<'_>, key: &FigureKey, current: Option<&Figure>, data: &FigureData) -> StoreResult<Figure> {
    rows::write_one(tx, Write { place: key.place(), owner: "", before: current, after: data })
}

/// Deletes a figure whose region is locked: the unit records are the basis again.
pub fn delete(tx: &mut Tx<'_>, current: &Figure) -> StoreResult<()> {
    rows::delete(tx, "", std::slice::from_ref(current))
}
