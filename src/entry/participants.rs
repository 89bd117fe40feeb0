//! A participation as it is entered.

use crate::domain::ViolationCode;
use crate::domain::identity_number::{DIGITS, masked};
use crate::entry::checker::Checker;
use crate::store::models::participant::ParticipantData;

/// The members as they were sent.
#[derive(Clone)]
pub struct ParticipantEntry<S> {
    pub name: Option<S>,
    pub identity_number: Option<S>,
    pub cooperative_id: Option<i64>,
    pub umkm_id: Option<i64>,
    pub score: Option<S>,
}

impl<S: AsRef<str> + Into<String>> ParticipantEntry<S> {
    /// What the store keeps; `None` where `check` has found something that leaves nothing to keep. `kept` is the identity
    /// number as it stands: its mask means that it stays. Whether the linked units are there is for the caller to see.
    pub fn check(self, check: &mut Checker, kept: Option<&str>) -> Option<ParticipantData> {
        let name = check.required("name", self.name);
        let name = check.text("name", name, 200);
        let identity_number = match (self.identity_number, kept) {
            (Some(sent), Some(kept)) if sent.as_ref() == masked(kept) => Some(kept.to_owned()),
            (sent, _) => check.digits("identity_number", sent, DIGITS),
        };
        if self.cooperative_id.is_some() && self.umkm_id.is_some() {
            let (id, en) = ("tidak bersama cooperative_id", "not together with cooperative_id");
            check.refuse("umkm_id", ViolationCode::Inconsistent, id, en);
        }
        let score = check.score("score", self.score);
        let (cooperative_id, umkm_id) = (self.cooperative_id, self.umkm_id);
        name.map(|name| ParticipantData { name, identity_number, cooperative_id, umkm_id, score })
    }
}
