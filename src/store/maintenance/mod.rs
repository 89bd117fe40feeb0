//! TODO head

pub(crate) mod migrations;
pub(crate) mod old_answers;
pub(crate) mod readiness;
pub(crate) mod seed;
pub(crate) mod verify;
