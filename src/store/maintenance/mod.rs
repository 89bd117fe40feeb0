//! Maintenance of the whole database: opening and migrating it, readiness, and comparing the totals with the records.

pub(crate) mod migrations;
pub(crate) mod old_answers;
pub(crate) mod opening;
pub(crate) mod readiness;
pub(crate) mod seed;
pub(crate) mod verify;
