//! Figures, many at once.

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

/// A figure before and after, with its key.
pub type FigureChange = (FigureKey, RowChange<Figure, FigureData>);

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
    let writes: Vec<_> = changes
        .iter()
        .map(|(key, change)| Write {
            place: (key.dataset, key.year, key.region.clone()),
            owner: "",
            before: change.before.as_ref(),
            after: &change.after,
        })
        .collect();
    rows::write(tx, &writes)?;
    Ok(())
}
