//! The record of every change: who changed what, when, from what to what. It is written in the transaction of the change itself, and
//! audit and feed read it. Changes wait in the transaction and are written at its end, so that it has one statement more.

pub(crate) mod change;
pub(crate) mod insert;
pub(crate) mod pending;
