//! Figures of a file.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::domain::RegionCode;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import::RowChange;
use crate::store::models::figure::{Figure, FigureData, FigureKey};
use crate::store::rows;
use crate::store::rows::Write;
use crate::store::schema::tables::figures;

/// A figure before and after an import, with its key.
pub type FigureChange = (FigureKey, RowChange<Figure, FigureData>);

/// Locks the figures of some regions, and reads those of a span of years and of the year before.
pub fn current(tx: &mut Tx<'_>, regions: &BTreeSet<RegionCode>, (first, last): (i32, i32)) -> StoreResult<Vec<Figure>> {
    for region in regions {
        tx.lock_region(region)?;
    }
    Ok(figures::table
        .filter(figures::region.eq_any(regions))
        .filter(figures::year.between(first - 1, last))
        .select(Figure::as_select())
        .load(tx.conn())?)
}

/// Writes figures that are new or differ.
pub fn upsert(tx: &mut Tx<'_>, changes: &[FigureChange]) -> StoreResult<()> {
    let writes: Vec<_> = changes
        .iter()
        .map(|(key, change)| Write {
            place: key.place(),
            owner: "",
            before: change.before.as_ref(),
            after: &change.after,
        })
        .collect();
    rows::write(tx, &writes)?;
    Ok(())
}
