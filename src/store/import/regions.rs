//! All regions at once: an import asks for one with every row.

use super::super::regions::Region;
use super::super::schema::regions;
use super::super::{Connection, StoreResult};
use diesel::prelude::*;

/// Every registered region.
///
/// # Errors
/// Those of the database.
pub fn all(connection: &mut Connection) -> StoreResult<Vec<Region>> {
    Ok(regions::table.order(regions::code).select(Region::as_select()).load(connection)?)
}
