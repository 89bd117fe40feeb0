//! Who changed what, when, from what to what: written with every change, in its transaction. Audit and feed read it.
//!
//! Whoever creates, changes or deletes a record calls `record` with the record before and after. What was recorded waits in
//! the [`Tx`] and is written by it at the end of its work, so that a transaction has one statement more and no more.

pub(crate) mod change;
pub(crate) mod document;
pub(crate) mod insert;
pub(crate) mod pending;
