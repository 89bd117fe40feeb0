//! TODO head

use diesel::prelude::*;

use crate::domain::{ChangeKind, Resource};
use crate::store::changes::change::Change;
use crate::store::changes::document::Recorded;
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
