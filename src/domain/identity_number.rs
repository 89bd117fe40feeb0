//! Masks of a person's identity number (*NIK penduduk*, 16 digits), which is personal data (UU 27/2022). A cooperative's number (*NIK
//! koperasi*, 13 digits) is another number and public.

/// The name of a participant whose personal data was erased. The score remains, so that the values do not change.
pub const ERASED_NAME: &str = "(dihapus)";

/// The number of digits of an identity number.
pub const DIGITS: usize = 16;

/// The mask of a number: stars, and the last four digits.
pub fn masked(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(4);
    number.chars().enumerate().map(|(index, digit)| if index < hidden { '*' } else { digit }).collect()
}

/// A text in which each run of exactly 16 digits is masked, whether it is an identity number or not.
pub fn masked_within(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let is_digit = |character: char| character.is_ascii_digit();
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.split_at(rest.find(|character| !is_digit(character)).unwrap_or(rest.len()));
        let others = digits.1.split_at(digits.1.find(is_digit).unwrap_or(digits.1.len()));
        match digits.0.len() {
            DIGITS => shown.push_str(&masked(digits.0)),
            _ => shown.push_str(digits.0),
        }
        shown.push_str(others.0);
        rest = others.1;
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_last_four_digits_are_shown() {
        assert_eq!(masked("1571012345678901"), "************8901");
    }

    #[test]
    fn a_number_within_a_text_is_masked() {
        assert_eq!(masked_within("NIK 1571012345678901, 157101"), "NIK ************8901, 157101");
        assert_eq!(masked_within("1571012345678901"), "************8901");
        // Longer and shorter numbers are no identity numbers.
        assert_eq!(masked_within("15710123456789012 é 157101234567890"), "15710123456789012 é 157101234567890");
    }

    proptest! {
        #[test]
        fn only_runs_of_16_digits_are_masked(before in "[^0-9]{0,5}", digits in "[0-9]{16}", after in "[^0-9]{0,5}", other in "[0-9]{0,15}") {
            let shown = masked_within(&format!("{before}{digits}{after}x{other}"));
            prop_assert_eq!(shown, format!("{before}{}{after}x{other}", masked(&digits)));
        }

        #[test]
        fn a_mask_has_the_length_of_the_text_and_its_last_four_characters(number in any::<String>(), digits in "[0-9]{16}") {
            let shown = masked(&number);
            prop_assert_eq!(shown.chars().count(), number.chars().count());
            prop_assert!(shown.chars().rev().skip(4).all(|character| character == '*'));
            prop_assert_eq!(masked(&digits).split_off(12), digits.split_at(12).1);
        }
    }
}
