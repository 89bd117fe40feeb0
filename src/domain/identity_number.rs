//! A person's identity number (*NIK penduduk*): 16 digits, never shown in full. Not to be confused with a cooperative's number (*NIK koperasi*, 13 digits).

/// What stands in place of the name of a person who was erased: the score stays, so that figures hold.
pub const ERASED_NAME: &str = "(dihapus)";

/// How many digits it has.
pub const DIGITS: usize = 16;

/// How the number is shown: stars, and its last four digits.
pub fn masked(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(4);
    number.chars().enumerate().map(|(index, digit)| if index < hidden { '*' } else { digit }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_last_four_digits_are_shown() {
        assert_eq!(masked("1571012345678901"), "************8901");
    }

    proptest! {
        #[test]
        fn any_text_is_masked(number in any::<String>(), digits in "[0-9]{16}") {
            let shown = masked(&number);
            prop_assert_eq!(shown.chars().count(), number.chars().count());
            prop_assert!(shown.chars().rev().skip(4).all(|character| character == '*'));
            prop_assert_eq!(masked(&digits).split_off(12), digits.split_at(12).1);
        }
    }
}
