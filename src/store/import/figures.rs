//! Figures, many at once.

use super::super::figures::{Figure, FigureData, FigureKey};
use super::super::schema::figures;
use super::super::{Connection, StoreResult, Tx};
use super::{Change, VALUES, recording, write_rows};
use crate::domain::RegionCode;
use diesel::prelude::*;
use diesel::upsert::excluded;
use std::collections::BTreeSet;

/// A figure before and after, with its key.
pub type FigureChange = (FigureKey, Change<Figure, FigureData>);

/// Keeps others from changing the figures of some regions, and reads those of a span of years there.
///
/// # Errors
/// Those of the database.
pub fn standing(
    tx: &mut Tx<'_>,
    regions: &BTreeSet<RegionCode>,
    (first, last): (i32, i32),
) -> StoreResult<Vec<Figure>> {
    for region in regions {
        tx.lock_region(region)?;
    }
    Ok(figures::table
        .filter(figures::region.eq_any(regions))
        .filter(figures::year.between(first - 1, last))
        .select(Figure::as_select())
        .load(&mut **tx)?)
}

/// Writes figures that are new or differ. Every changed one passes here with how it was and how it is to be.
///
/// # Errors
/// Those of the database.
pub fn keep(tx: &mut Tx<'_>, changes: &[FigureChange]) -> StoreResult<()> {
    let now = tx.now();
    let rows = changes.iter().map(|(key, change)| {
        (
            &change.after,
            figures::dataset.eq(key.dataset),
            figures::year.eq(key.year),
            figures::region.eq(&key.region),
            figures::created_at.eq(change.before.as_ref().map_or(now, |before| before.created_at)),
            figures::updated_at.eq(now),
        )
    });
    write_rows!(tx, 16 columns, rows, |chunk| diesel::insert_into(figures::table)
    .values(chunk)
    .on_conflict((figures::region, figures::year, figures::dataset))
    .do_update()
    .set((
        figures::active_cooperatives.eq(excluded(figures::active_cooperatives)),
        figures::quality_cooperatives.eq(excluded(figures::quality_cooperatives)),
        figures::quality_active_cooperatives.eq(excluded(figures::quality_active_cooperatives)),
        figures::business_volume.eq(excluded(figures::business_volume)),
        figures::businesses.eq(excluded(figures::businesses)),
        figures::turnover.eq(excluded(figures::turnover)),
        figures::assets.eq(excluded(figures::assets)),
        figures::workers.eq(excluded(figures::workers)),
        figures::participants.eq(excluded(figures::participants)),
        figures::good_participants.eq(excluded(figures::good_participants)),
        figures::source.eq(excluded(figures::source)),
        figures::updated_at.eq(excluded(figures::updated_at)),
    )));
    recording::of_figures(tx, changes)
}

impl From<&Figure> for FigureData {
    fn from(figure: &Figure) -> Self {
        let figure = figure.clone();
        Self {
            active_cooperatives: figure.active_cooperatives,
            quality_cooperatives: figure.quality_cooperatives,
            quality_active_cooperatives: figure.quality_active_cooperatives,
            business_volume: figure.business_volume,
            businesses: figure.businesses,
            turnover: figure.turnover,
            assets: figure.assets,
            workers: figure.workers,
            participants: figure.participants,
            good_participants: figure.good_participants,
            source: figure.source,
        }
    }
}
