//! A transaction that writes: who writes, when, and what is recorded of it.

use std::ops::{Deref, DerefMut};

use chrono::NaiveDateTime;
use diesel::RunQueryDsl;

use crate::domain::RegionCode;
use crate::store::changes;
use crate::store::changes::pending::Pending;
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreResult, WriteError};
use crate::store::engine::clock::Clock;
use crate::store::models::actor::{Actor, Author};

/// A transaction that writes. Reads through it see its own changes.
pub struct Tx<'c> {
    connection: &'c mut Connection,
    author: &'c Author,
    now: NaiveDateTime,
    /// What was recorded and is not written yet.
    pub pending: Vec<Pending>,
    /// Of the transaction, on Postgres, once it has recorded a change.
    pub id: Option<i64>,
}

/// What a transaction did, and by what it can be told whether it was kept.
pub struct Done<T> {
    pub value: T,
    pub now: NaiveDateTime,
    pub id: Option<i64>,
}

impl<'c> Tx<'c> {
    /// Does `work` and then writes down the changes that it recorded: nobody can leave that out.
    pub fn run<T, R>(
        connection: &'c mut Connection,
        author: &'c Author,
        clock: &Clock,
        work: impl Fn(&mut Tx<'_>) -> Result<T, WriteError<R>>,
    ) -> Result<Done<T>, WriteError<R>> {
        let mut tx = Tx { connection, author, now: clock.now(), pending: Vec::new(), id: None };
        let value = work(&mut tx)?;
        changes::insert::flush(&mut tx)?;
        Ok(Done { value, now: tx.now, id: tx.id })
    }

    /// When the transaction began, in UTC: the time of everything it writes. Never earlier than that of one that began before.
    pub fn now(&self) -> NaiveDateTime {
        self.now
    }

    /// Who writes.
    pub fn actor(&self) -> &Actor {
        &self.author.actor
    }

    /// Who writes, and in which request.
    pub fn author(&self) -> &'c Author {
        self.author
    }

    /// Keeps others from changing a row until the transaction ends; they may refer to it meanwhile. On SQLite there is only one writer.
    pub fn lock_row(&mut self, table: &'static str, id: i64) -> StoreResult<()> {
        self.lock("FOR NO KEY UPDATE", table, id)
    }

    /// As [`Tx::lock_row`] for a row that is to go: nobody may come to refer to it either.
    pub fn lock_row_to_delete(&mut self, table: &'static str, id: i64) -> StoreResult<()> {
        self.lock("FOR UPDATE", table, id)
    }

    fn lock(&mut self, strength: &'static str, table: &'static str, id: i64) -> StoreResult<()> {
        if self.is_postgres() {
            diesel::sql_query(format!("SELECT id FROM {table} WHERE id = $1 {strength}"))
                .bind::<diesel::sql_types::BigInt, _>(id)
                .execute(self.connection)?;
        }
        Ok(())
    }

    /// As [`Tx::lock_row`], of a region.
    pub fn lock_region(&mut self, code: &RegionCode) -> StoreResult<()> {
        self.lock_regions("FOR NO KEY UPDATE", code)
    }

    /// Keeps a region from going until the transaction ends; others may refer to it too, and change it otherwise.
    pub fn lock_region_to_refer(&mut self, code: &RegionCode) -> StoreResult<()> {
        self.lock_regions("FOR KEY SHARE", code)
    }

    /// As [`Tx::lock_row_to_delete`], of a region.
    pub fn lock_region_to_delete(&mut self, code: &RegionCode) -> StoreResult<()> {
        self.lock_regions("FOR UPDATE", code)
    }

    fn lock_regions(&mut self, strength: &'static str, code: &RegionCode) -> StoreResult<()> {
        if self.is_postgres() {
            diesel::sql_query(format!("SELECT code FROM regions WHERE code = $1 {strength}"))
                .bind::<diesel::sql_types::Text, _>(code.clone())
                .execute(self.connection)?;
        }
        Ok(())
    }
}

impl Deref for Tx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection
    }
}
