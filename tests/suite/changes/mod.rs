//! What is kept of every change: who, when, from what to what; for the audit, and for whoever keeps a copy.

mod audit;
mod copy;
mod files;
mod follower;
mod overlap;
mod personal;
mod walk;

pub(crate) use follower::{Follower, LISTS, everything};
