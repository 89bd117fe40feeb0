//! A transaction that writes: who writes, when, and what is recorded of it.

use std::ops::{Deref, DerefMut};

use crate::store::changes::insert::flush;
use crate::store::changes::pending::{CHUNK, Pending};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreResult, WriteError};
use crate::store::engine::clock::Clock;
use crate::store::models::actor::{Actor, Author};
use crate::store::models::document::Recorded;
use chrono::NaiveDateTime;

/// A transaction that writes. Reads through it see its own changes.
pub struct Tx<'c> {
    connection: &'c mut Connection,
    author: &'c Author,
    now: NaiveDateTime,
    /// Recorded changes that are not written yet.
    pending: Vec<Pending>,
    /// The transaction's number on Postgres, once it has written a change.
    id: Option<i64>,
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
        tx.flush()?;
        Ok(Done { value, now: tx.now, id: tx.id })
    }

    /// When the transaction began, in UTC: the time of everything it writes. Never earlier than that of one that began before.
    pub fn now(&self) -> NaiveDateTime {
        self.now
    }

    /// The author of its changes.
    pub fn actor(&self) -> &Actor {
        &self.author.actor
    }

    /// The connection, where a function takes any of Diesel's.
    pub fn conn(&mut self) -> &mut Connection {
        self.connection
    }

    /// Records that a record is created (`before` is `None`), deleted (`after` is `None`) or changed. Both must be as the database has
    /// them, and the record must be locked, so that its changes have one order.
    pub fn record<R: Recorded>(
        &mut self,
        natural_key: impl Into<String>,
        before: Option<&R>,
        after: Option<&R>,
    ) -> StoreResult<()> {
        match Pending::of_change(natural_key.into(), before, after)? {
            Some(change) => self.add(change),
            None => Ok(()),
        }
    }

    /// Records that somebody reads withheld members of a record.
    pub fn record_read<R: Recorded>(
        &mut self,
        natural_key: impl Into<String>,
        record: &R,
        members: Vec<&'static str>,
    ) -> StoreResult<()> {
        self.add(Pending::of_read(natural_key.into(), record, members))
    }

    fn add(&mut self, change: Pending) -> StoreResult<()> {
        self.pending.push(change);
        if self.pending.len() >= CHUNK { self.flush() } else { Ok(()) }
    }

    /// Writes the changes that wait.
    pub fn flush(&mut self) -> StoreResult<()> {
        if !self.pending.is_empty() {
            let pending = std::mem::take(&mut self.pending);
            self.id = flush(self.connection, self.now, self.author, pending)?;
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
