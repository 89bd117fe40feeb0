//! Figures (*angka agregat*): totals entered where unit records do not exist or are not complete.

use super::listing::{page, within};
use super::rows::{self, Write};
use super::schema::figures;
use super::{Connection, Keyset, Listing, Position, SortKey, StoreError, StoreResult, Tx, changes, regions};
use crate::domain::{Dataset, Money, RegionCode, Text, Year};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// The totals of one data set, year and region. Each data set has its own members; the others are `None`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = figures)]
pub struct Figure {
    /// Internal; the API names a figure by data set, year and region.
    pub id: i64,
    /// Total of what.
    pub dataset: Dataset,
    /// Of which year.
    pub year: Year,
    /// At which very region.
    pub region: RegionCode,
    /// Cooperatives: active ones.
    pub active_cooperatives: Option<i64>,
    /// Cooperatives: rated healthy or fairly healthy.
    pub quality_cooperatives: Option<i64>,
    /// Cooperatives: both.
    pub quality_active_cooperatives: Option<i64>,
    /// Cooperatives: business volume.
    pub business_volume: Option<Money>,
    /// UMKM: how many.
    pub businesses: Option<i64>,
    /// UMKM: turnover.
    pub turnover: Option<Money>,
    /// UMKM: assets.
    pub assets: Option<Money>,
    /// UMKM: persons.
    pub workers: Option<i64>,
    /// Trainings: participations.
    pub participants: Option<i64>,
    /// Trainings: those graded good.
    pub good_participants: Option<i64>,
    /// Where the figure comes from.
    pub source: String,
    /// When it was entered, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: NaiveDateTime,
}

/// What can be set of a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureData {
    /// See [`Figure`].
    pub active_cooperatives: Option<i64>,
    /// See [`Figure`].
    pub quality_cooperatives: Option<i64>,
    /// See [`Figure`].
    pub quality_active_cooperatives: Option<i64>,
    /// See [`Figure`].
    pub business_volume: Option<Money>,
    /// See [`Figure`].
    pub businesses: Option<i64>,
    /// See [`Figure`].
    pub turnover: Option<Money>,
    /// See [`Figure`].
    pub assets: Option<Money>,
    /// See [`Figure`].
    pub workers: Option<i64>,
    /// See [`Figure`].
    pub participants: Option<i64>,
    /// See [`Figure`].
    pub good_participants: Option<i64>,
    /// See [`Figure`].
    pub source: String,
}

/// The natural key of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureKey {
    /// Total of what.
    pub dataset: Dataset,
    /// Of which year.
    pub year: Year,
    /// At which very region.
    pub region: RegionCode,
}

impl Keyset for Figure {
    fn position(&self, sort: &str) -> Position {
        let key = match sort {
            "year" => self.year.number().write(),
            "updated_at" => self.updated_at.write(),
            _ => self.id.write(),
        };
        Position { key, id: self.id }
    }
}

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

/// Keeps others from changing the figures of a region until the transaction ends.
///
/// # Errors
/// [`StoreError::Invalid`] for an unknown region.
pub fn lock(tx: &mut Tx<'_>, key: &FigureKey) -> StoreResult<()> {
    tx.lock_region(&key.region)?;
    regions::require(tx, &key.region)
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
    changes::record(tx, natural_key(&figure), Some(&figure), None)
}

/// What people call a figure by.
pub(super) fn natural_key(figure: &Figure) -> String {
    format!("{}/{}/{}", figure.dataset, figure.year, figure.region)
}
