//! An assisted business as it is entered.

use crate::domain::ViolationCode;
use crate::entry::checker::{Checker, Regions};
use crate::store::database::error::StoreResult;
use crate::store::models::business::BusinessData;

/// The members as they were sent.
#[derive(Clone)]
pub struct BusinessEntry<S> {
    pub register_number: Option<S>,
    pub name: Option<S>,
    pub region: Option<S>,
    pub owner_name: Option<S>,
    pub nib: Option<S>,
    pub sector: Option<S>,
    pub assisted_since: Option<S>,
    pub assisted_until: Option<S>,
}

impl<S: AsRef<str> + Into<String>> BusinessEntry<S> {
    /// What the store keeps; `None` where `check` has found something that leaves nothing to keep.
    ///
    /// # Errors
    /// Those of the database.
    pub fn check(self, check: &mut Checker, regions: &mut impl Regions) -> StoreResult<Option<BusinessData>> {
        let register_number = check.required("register_number", self.register_number);
        let register_number = check.text("register_number", register_number, 64);
        let name = check.required("name", self.name);
        let name = check.text("name", name, 200);
        let region = check.required("region", self.region);
        let region = check.region(regions, "region", region)?;
        let owner_name = check.text("owner_name", self.owner_name, 200);
        let nib = check.digits("nib", self.nib, 13);
        let sector = self.sector.map(Into::into).filter(|sector: &String| {
            let is_code = is_kbli(sector);
            if !is_code {
                let (id, en) =
                    ("harus kode KBLI seperti G, 56, atau 56103", "must be a KBLI code such as G, 56 or 56103");
                check.refuse("sector", ViolationCode::InvalidFormat, id, en);
            }
            is_code
        });
        let assisted_since = check.date("assisted_since", self.assisted_since);
        let assisted_until = check.date("assisted_until", self.assisted_until);
        check.in_order(("assisted_since", assisted_since), ("assisted_until", assisted_until));
        Ok(register_number.zip(name).zip(region).map(|((register_number, name), region)| BusinessData {
            register_number,
            name,
            region,
            owner_name,
            nib,
            sector,
            assisted_since,
            assisted_until,
        }))
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
