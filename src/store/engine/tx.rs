//! A transaction that writes, with its author, its time and the changes that it records.

use std::ops::{Deref, DerefMut};

use chrono::NaiveDateTime;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};

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
    /// The recorded changes that are not written yet.
    pub pending: Vec<Pending>,
    /// The transaction's id on Postgres, once it has written a change.
    pub id: Option<i64>,
}

/// The result of a transaction's work, with the time and id that identify the transaction.
pub struct Done<T> {
    pub value: T,
    pub now: NaiveDateTime,
    pub id: Option<i64>,
}

impl<'c> Tx<'c> {
    /// Runs `work` and then writes the changes that it recorded, so that no caller can leave this out.
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

    /// The time at which the transaction began, in UTC: the time of everything it writes. Never earlier than that of a transaction
    /// that began before.
    pub fn now(&self) -> NaiveDateTime {
        self.now
    }

    /// The actor that writes.
    pub fn actor(&self) -> &Actor {
        &self.author.actor
    }

    /// The author: the actor and its request.
    pub fn author(&self) -> &'c Author {
        self.author
    }

    /// Locks a row until the transaction ends: others can refer to it and cannot change it. SQLite has only one writer and no such lock.
    pub fn lock_row(&mut self, table: &'static str, id: i64) -> StoreResult<()> {
        self.lock("FOR NO KEY UPDATE", table, id)
    }

    /// Locks a row that will be deleted: others cannot refer to it either.
    pub fn lock_row_to_delete(&mut self, table: &'static str, id: i64) -> StoreResult<()> {
        self.lock("FOR UPDATE", table, id)
    }

    fn lock(&mut self, strength: &'static str, table: &'static str, id: i64) -> StoreResult<()> {
        if self.is_postgres() {
            diesel::sql_query(format!("SELECT id FROM {table} WHERE id = $1 {strength}"))
                .bind::<BigInt, _>(id)
                .execute(self.connection)?;
        }
        Ok(())
    }

    /// [`Tx::lock_row`] for a region.
    pub fn lock_region(&mut self, code: &RegionCode) -> StoreResult<()> {
        self.lock_regions("FOR NO KEY UPDATE", code)
    }

    /// Locks a region against deletion until the transaction ends. Others can change it and refer to it too.
    pub fn lock_region_to_refer(&mut self, code: &RegionCode) -> StoreResult<()> {
        self.lock_regions("FOR KEY SHARE", code)
    }

    /// [`Tx::lock_row_to_delete`] for a region.
    pub fn lock_region_to_delete(&mut self, code: &RegionCode) -> StoreResult<()> {
        self.lock_regions("FOR UPDATE", code)
    }

    fn lock_regions(&mut self, strength: &'static str, code: &RegionCode) -> StoreResult<()> {
        if self.is_postgres() {
            diesel::sql_query(format!("SELECT code FROM regions WHERE code = $1 {strength}"))
                .bind::<Text, _>(code.clone())
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
