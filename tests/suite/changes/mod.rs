//! The record of every change: author, time, values before and after; for the audit, and for followers that keep a
//! copy.

mod audit;
mod copy;
mod files;
mod follower;
mod overlap;
mod personal;
mod walk;

pub(crate) use follower::{Follower, LISTS, everything};
