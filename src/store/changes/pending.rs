//! TODO head

use diesel::prelude::*;

use crate::domain::{ChangeKind, Resource};
use crate::store::changes::change::Change;
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::schema::tables::changes;

/// A change that waits for the end of its transaction.
#[derive(Debug)]
pub struct Pending {
    pub resource: Resource,
    pub natural_key: String,
    pub record: String,
    pub kind: ChangeKind,
    /// The number of this change among those of the record; `None` where it was only read.
    pub version: Option<i64>,
    pub before: Option<String>,
    pub after: Option<String>,
    pub withheld: Option<String>,
}

/// Who was shown what is withheld of some records, in the order of time.
///
/// # Errors
/// Those of the database.
pub fn reads_of(connection: &mut Connection, resource: Resource, records: &[String]) -> StoreResult<Vec<Change>> {
    Ok(changes::table
        .filter(changes::resource.eq(resource))
        .filter(changes::record.eq_any(records))
        .filter(changes::kind.eq(ChangeKind::Read))
        .order(changes::id)
        .select(Change::as_select())
        .load(connection)?)
}
