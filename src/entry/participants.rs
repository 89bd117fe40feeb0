//! What can be entered of a participation in a training.

use crate::domain::ViolationCode;
use crate::domain::decimal_input::DecimalInput;
use crate::domain::identity_number::{DIGITS, masked};
use crate::entry::checker::{Checker, Regions};
use crate::entry::members::entry;
use crate::entry::schemas::ScoreInput;
use crate::store::{Participant, ParticipantData, StoreResult};

entry! {
    /// What can be set of a participation
    #[schema(as = ParticipantInput)]
    Input for ParticipantData, checked with (check, stored_number: Option<&str>) {
        /// Name.
        #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Siti Aminah")]
        name: String, required text(200);
        /// Identity number (*NIK penduduk*), 16 digits, unique within the training. The mask, sent back, means unchanged.
        #[schema(format = "identity-number-or-mask", example = "1571012345678901")]
        identity_number: String, optional identity_number(stored_number);
        /// The cooperative that the person manages; not together with `umkm_id`.
        #[schema(minimum = 1, maximum = 9223372036854775807_i64)]
        cooperative_id: i64, linked any;
        /// The business that the person manages; not together with `cooperative_id`.
        #[schema(minimum = 1, maximum = 9223372036854775807_i64)]
        umkm_id: i64, linked any;
        /// 0 to 100, at most three decimals; null until graded.
        #[schema(value_type = Option<ScoreInput>)]
        score: DecimalInput, optional score;
    }
    rules {
        if cooperative_id.is_some() && umkm_id.is_some() {
            let (id, en) = (
                "Isian ini tidak boleh diisi bersama ID Koperasi.",
                "The value must not be given together with cooperative_id.",
            );
            check.refuse("umkm_id", ViolationCode::Inconsistent, id, en);
        }
    }
}

impl Input {
    /// Checks a document, and that the units it refers to are registered. `current` is the record whose identity number the mask
    /// stands for.
    pub fn check(
        self,
        check: &mut Checker,
        regions: &mut impl Regions,
        current: Option<&Participant>,
    ) -> StoreResult<Option<ParticipantData>> {
        let missing = regions.missing_links(self.cooperative_id, self.umkm_id)?;
        let stored_number = current.and_then(|current| current.identity_number.as_deref());
        let data = self.checked(check, None, stored_number);
        missing.into_iter().for_each(|violation| check.add(violation));
        Ok(data)
    }
}

impl Checker {
    /// An identity number in full, or the mask of the stored one, which then stays.
    fn identity_number(
        &mut self,
        member: &'static str,
        value: Option<String>,
        stored_number: Option<&str>,
    ) -> Option<String> {
        match (value, stored_number) {
            (Some(sent), Some(stored)) if sent == masked(stored) => Some(stored.to_owned()),
            (sent, _) => self.digits(member, sent, DIGITS),
        }
    }
}
