//! Locks on rows. SQLite has one writer at a time and needs none.

use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};

use crate::domain::RegionCode;
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;

impl Connection {
    /// Keeps others from changing a row until the transaction ends; they may refer to it meanwhile.
    pub fn lock_row(&mut self, table: &'static str, id: i64) -> StoreResult<()> {
        self.lock_rows("FOR NO KEY UPDATE", table, "id", id)
    }

    /// Locks a row that is going to be deleted: others may not refer to it either.
    pub fn lock_row_to_delete(&mut self, table: &'static str, id: i64) -> StoreResult<()> {
        self.lock_rows("FOR UPDATE", table, "id", id)
    }

    /// Locks, as [`Connection::lock_row`], all rows that have this id in a column.
    pub fn lock_rows_of(&mut self, table: &'static str, column: &'static str, id: i64) -> StoreResult<()> {
        self.lock_rows("FOR NO KEY UPDATE", table, column, id)
    }

    /// Locks a region, as [`Connection::lock_row`].
    pub fn lock_region(&mut self, code: &RegionCode) -> StoreResult<()> {
        self.lock_region_with("FOR NO KEY UPDATE", code)
    }

    /// Keeps a region from being deleted until the transaction ends; others may refer to it too, and change its other columns.
    pub fn lock_region_to_refer(&mut self, code: &RegionCode) -> StoreResult<()> {
        self.lock_region_with("FOR KEY SHARE", code)
    }

    /// Locks a region, as [`Connection::lock_row_to_delete`].
    pub fn lock_region_to_delete(&mut self, code: &RegionCode) -> StoreResult<()> {
        self.lock_region_with("FOR UPDATE", code)
    }

    fn lock_rows(&mut self, strength: &str, table: &str, column: &str, id: i64) -> StoreResult<()> {
        if self.is_postgres() {
            diesel::sql_query(format!("SELECT id FROM {table} WHERE {column} = $1 ORDER BY id {strength}"))
                .bind::<BigInt, _>(id)
                .execute(self)?;
        }
        Ok(())
    }

    fn lock_region_with(&mut self, strength: &str, code: &RegionCode) -> StoreResult<()> {
        if self.is_postgres() {
            diesel::sql_query(format!("SELECT code FROM regions WHERE code = $1 {strength}"))
                .bind::<Text, _>(code.clone())
                .execute(self)?;
        }
        Ok(())
    }
}
