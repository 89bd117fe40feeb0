//! All regions at once, since every row names one.

use diesel::prelude::*;

use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::models::region::Region;
use crate::store::schema::tables::regions;

/// Every registered region.
pub fn all(connection: &mut Connection) -> StoreResult<Vec<Region>> {
    Ok(regions::table.order(regions::code).select(Region::as_select()).load(connection)?)
}
