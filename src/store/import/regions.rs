//! All regions at once: an import asks for one with every row.

use diesel::prelude::*;

use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::models::region::Region;
use crate::store::schema::tables::regions;

/// Every registered region.
///
/// # Errors
/// Those of the database.
pub fn all(connection: &mut Connection) -> StoreResult<Vec<Region>> {
    Ok(regions::table.order(regions::code).select(Region::as_select()).load(connection)?)
}
