//! What can be entered of an assisted business.

use crate::domain::ViolationCode;
use crate::entry::checker::{Checker, NamedRegion, RegionList, Regions};
use crate::entry::members::entry;
use crate::store::{BusinessData, StoreResult};

entry! {
    /// What can be set of an assisted business
    #[schema(as = UmkmInput)]
    Input for BusinessData, checked with (check, list: &impl RegionList) {
        /// The office's own number, unique.
        #[schema(required, nullable = false, min_length = 1, max_length = 64, example = "UMKM-0001")]
        register_number: String, required text(64);
        /// Name.
        #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Warung Sari")]
        name: String, required text(200);
        /// Where it is (Kemendagri code).
        #[schema(required, nullable = false, format = "region-sent", example = "15.71")]
        region: String, required registered(list);
        /// Whose it is: personal data.
        #[schema(min_length = 1, max_length = 200)]
        owner_name: String, optional text(200);
        /// Business identification number (*NIB*), unique.
        #[schema(format = "thirteen-digits", example = "1234567890123")]
        nib: String, optional digits(13);
        /// KBLI code: a category letter, two to five digits, or both.
        #[schema(format = "sector", example = "56103")]
        sector: String, optional kbli;
        /// From when it is expected to report.
        #[schema(format = Date, example = "2019-01-15")]
        assisted_since: String, optional date;
        /// Until when.
        #[schema(format = Date, example = "2024-12-31")]
        assisted_until: String, optional date;
    }
    rules {
        check.in_order((("Dibina Sejak", "assisted_since"), assisted_since), ("assisted_until", assisted_until));
    }
}

impl Input {
    /// Checks a document.
    pub fn check(self, check: &mut Checker, regions: &mut impl Regions) -> StoreResult<Option<BusinessData>> {
        let named = NamedRegion::find(regions, self.region.as_deref())?;
        Ok(self.checked(check, None, &named))
    }
}

impl Checker {
    /// A KBLI code.
    fn kbli(&mut self, member: &'static str, value: Option<String>) -> Option<String> {
        let value = value?;
        if is_kbli(&value) {
            return Some(value);
        }
        let (id, en) = (
            "Isian ini harus kode KBLI seperti G, 56, atau 56103.",
            "The value must be a KBLI code such as G, 56 or 56103.",
        );
        self.refuse(member, ViolationCode::InvalidFormat, id, en);
        None
    }
}

/// A category letter (A to U), two to five digits, or both.
fn is_kbli(code: &str) -> bool {
    let digits = code.strip_prefix(|letter: char| ('A'..='U').contains(&letter)).unwrap_or(code);
    let category_alone = digits.is_empty() && !code.is_empty();
    category_alone || ((2..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_kbli_code_is_a_letter_digits_or_both(text in any::<String>(), near in "[A-Z]?[0-9]{0,6}") {
            for text in [text, near] {
                let (letters, digits): (Vec<char>, Vec<char>) = text.chars().partition(|c| !c.is_ascii_digit());
                let in_order = text.chars().skip(letters.len()).eq(digits.iter().copied());
                let fits = match letters.as_slice() {
                    [] => (2..=5).contains(&digits.len()),
                    [letter] => ('A'..='U').contains(letter) && [0, 2, 3, 4, 5].contains(&digits.len()),
                    _ => false,
                };
                prop_assert_eq!(is_kbli(&text), fits && in_order, "{}", text);
            }
        }
    }
}
