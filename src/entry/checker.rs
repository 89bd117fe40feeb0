//! The checks of single values. A checker collects all violations of a record, so that a client learns of them together.

use chrono::{Datelike, NaiveDate};

use crate::domain::decimal_input::DecimalInput;
use crate::domain::{DecimalError, Money, RegionCode, Score, Text, Violation, ViolationCode, text};
use crate::entry::words::{Words, in_english, in_indonesian};
use crate::store::resources::{participants, regions};
use crate::store::{Connection, StoreResult};

/// The largest number of members, workers and the like.
const MAX_COUNT: i64 = 1_000_000_000;

/// The stored records that a check looks up.
pub trait Regions {
    /// Whether this region is registered.
    fn holds(&mut self, code: &RegionCode) -> StoreResult<bool>;

    /// The violations of links to units that are not registered, where units can be looked up.
    fn missing_links(&mut self, _cooperative: Option<i64>, _umkm: Option<i64>) -> StoreResult<Vec<Violation>> {
        Ok(Vec::new())
    }
}

impl Regions for Connection {
    fn holds(&mut self, code: &RegionCode) -> StoreResult<bool> {
        Ok(regions::find(self, code)?.is_some())
    }

    fn missing_links(&mut self, cooperative: Option<i64>, umkm: Option<i64>) -> StoreResult<Vec<Violation>> {
        participants::missing_links(self, cooperative, umkm)
    }
}

/// A list of registered regions, in memory.
pub trait RegionList {
    /// Whether the list has this region.
    fn has(&self, code: &RegionCode) -> bool;
}

/// The region that a document names, where it is registered. It is looked up before the document is checked.
#[derive(Debug)]
pub struct NamedRegion(Option<RegionCode>);

impl NamedRegion {
    /// Looks the region up; a code that cannot be read is not registered.
    pub fn find(regions: &mut impl Regions, sent: Option<&str>) -> StoreResult<Self> {
        Ok(Self(match sent.and_then(RegionCode::parse) {
            Some(code) if regions.holds(&code)? => Some(code),
            _ => None,
        }))
    }
}

impl RegionList for NamedRegion {
    fn has(&self, code: &RegionCode) -> bool {
        self.0.as_ref() == Some(code)
    }
}

/// Collects the violations of one record.
#[derive(Debug, Default)]
pub struct Checker {
    violations: Vec<Violation>,
}

impl Checker {
    /// A checker that already has these violations.
    pub fn with(violations: Vec<Violation>) -> Self {
        Self { violations }
    }

    /// Adds a violation.
    pub fn add(&mut self, violation: Violation) {
        self.violations.push(violation);
    }

    /// Adds a violation at `member`.
    pub fn refuse(&mut self, member: &'static str, code: ViolationCode, id: impl Into<String>, en: impl Into<String>) {
        self.add(Violation::new(member, code, Text::new(id, en)));
    }

    /// The number of violations so far.
    pub fn found(&self) -> usize {
        self.violations.len()
    }

    /// Sorts the violations from the place `first` on by the order of their members.
    pub fn sort(&mut self, first: usize, members: &[&str]) {
        if let Some(found) = self.violations.get_mut(first..) {
            found.sort_by_key(|violation| members.iter().position(|member| *member == violation.member));
        }
    }

    /// The checked value. `value` is `None` only where a violation was found.
    ///
    /// # Errors
    /// All violations.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Violation>> {
        match value {
            Some(value) if self.violations.is_empty() => Ok(value),
            _ => Err(self.violations),
        }
    }

    /// A required member. A member that already has a violation is not reported again.
    pub fn required<T>(&mut self, member: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && !self.violations.iter().any(|violation| violation.member == member) {
            self.add(Violation::new(member, ViolationCode::Required, required()));
        }
        value
    }

    /// A member whose JSON type is its only rule.
    pub fn any<T>(&mut self, _member: &'static str, value: Option<T>) -> Option<T> {
        value
    }

    /// A line of text of at most `most` characters.
    pub fn text(&mut self, member: &'static str, value: Option<String>, most: usize) -> Option<String> {
        let value = value?;
        let detail = if !value.chars().any(char::is_alphanumeric) || value.trim() != value {
            text!(
                "Isian ini harus berisi huruf atau angka, dan tidak boleh diawali atau diakhiri spasi.",
                "The value must contain a letter or a digit, and must not begin or end with a space."
            )
        } else if value.chars().any(is_invisible) {
            text!(
                "Isian ini harus satu baris saja, tanpa karakter yang tidak terlihat.",
                "The value must be a single line without invisible characters."
            )
        } else if value.chars().count() > most {
            text!("Isian ini paling banyak {most} karakter.", "The value must have at most {most} characters.")
        } else {
            return Some(value);
        };
        self.add(Violation::new(member, ViolationCode::InvalidFormat, detail));
        None
    }

    /// A text of exactly `count` digits.
    pub fn digits(&mut self, member: &'static str, value: Option<String>, count: usize) -> Option<String> {
        let value = value?;
        if value.len() == count && value.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(value);
        }
        let detail = text!("Isian ini harus terdiri atas {count} angka.", "The value must have {count} digits.");
        self.add(Violation::new(member, ViolationCode::InvalidFormat, detail));
        None
    }

    /// A code of a closed list.
    pub fn code<T>(
        &mut self,
        member: &'static str,
        value: Option<String>,
        parse: fn(&str) -> Option<T>,
        words: Words,
    ) -> Option<T> {
        let code = parse(&value?);
        if code.is_none() {
            self.add(Violation::new(member, ViolationCode::InvalidCode, one_of(words)));
        }
        code
    }

    /// The code of a registered region, which is looked up.
    pub fn region(
        &mut self,
        regions: &mut impl Regions,
        member: &'static str,
        value: Option<String>,
    ) -> StoreResult<Option<RegionCode>> {
        let named = NamedRegion::find(regions, value.as_deref())?;
        Ok(self.registered(member, value, &named))
    }

    /// The code of a region in the list.
    pub fn registered(
        &mut self,
        member: &'static str,
        value: Option<String>,
        list: &impl RegionList,
    ) -> Option<RegionCode> {
        let value = value?;
        let code = RegionCode::parse(&value).filter(|code| list.has(code));
        if code.is_none() {
            self.add(regions::unknown(member, &value));
        }
        code
    }

    /// The code of a region in the list; `default` where no code is given.
    pub fn registered_or(
        &mut self,
        member: &'static str,
        value: Option<String>,
        list: &impl RegionList,
        default: RegionCode,
    ) -> Option<RegionCode> {
        if value.is_none() { Some(default) } else { self.registered(member, value, list) }
    }

    /// A date from 1900 to 2999.
    pub fn date(&mut self, member: &'static str, value: Option<String>) -> Option<NaiveDate> {
        let value = value?;
        // chrono alone would accept "2024-1-2".
        let date = if value.len() == 10 { NaiveDate::parse_from_str(&value, "%Y-%m-%d").ok() } else { None };
        let date = date.filter(|date| (1900..=2999).contains(&date.year()));
        if date.is_none() {
            let (id, en) = (
                "Isian ini harus berupa tanggal YYYY-MM-DD yang ada, mulai 1900.",
                "The value must be an existing date YYYY-MM-DD, from 1900 on.",
            );
            self.refuse(member, ViolationCode::InvalidFormat, id, en);
        }
        date
    }

    /// Two dates in order; the violation is at the second. `first` is the name of the first in Indonesian and in English.
    pub fn in_order(
        &mut self,
        (first, from): ((&str, &str), Option<NaiveDate>),
        (second, to): (&'static str, Option<NaiveDate>),
    ) {
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            let (id, en) = first;
            let detail = text!("Isian ini tidak boleh sebelum {id}.", "The value must not be before {en}.");
            self.add(Violation::new(second, ViolationCode::Inconsistent, detail));
        }
    }

    /// A number of records or persons.
    pub fn count(&mut self, member: &'static str, value: Option<i64>) -> Option<i64> {
        let value = value?;
        if (0..=MAX_COUNT).contains(&value) {
            return Some(value);
        }
        let detail = text!("Isian ini harus antara 0 dan {MAX_COUNT}.", "The value must be between 0 and {MAX_COUNT}.");
        self.add(Violation::new(member, ViolationCode::OutOfRange, detail));
        None
    }

    /// An amount of rupiah that is not negative.
    pub fn money(&mut self, member: &'static str, value: Option<DecimalInput>) -> Option<Money> {
        self.decimal(member, value, Money::parse)
    }

    /// An amount of rupiah that may be negative.
    pub fn signed_money(&mut self, member: &'static str, value: Option<DecimalInput>) -> Option<Money> {
        self.decimal(member, value, Money::parse_signed)
    }

    /// A score of 0 to 100.
    pub fn score(&mut self, member: &'static str, value: Option<DecimalInput>) -> Option<Score> {
        self.decimal(member, value, Score::parse)
    }

    fn decimal<T>(
        &mut self,
        member: &'static str,
        value: Option<DecimalInput>,
        parse: fn(&str) -> Result<T, DecimalError>,
    ) -> Option<T> {
        match parse(value?.as_str()) {
            Ok(value) => Some(value),
            Err((code, detail)) => {
                self.add(Violation::new(member, code, detail));
                None
            }
        }
    }
}

/// The text of a missing value.
pub fn required() -> Text {
    text!("Isian ini wajib diisi.", "The value is required.")
}

/// The text of a code that is not in its list.
pub fn one_of(words: Words) -> Text {
    let (id, en) = (in_indonesian(words), in_english(words));
    text!("Isian ini harus salah satu dari: {id}.", "The value must be one of: {en}.")
}

/// Line breaks, and characters that change a text's look without being visible: names that look the same must be the same.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_written_date_is_read_unchanged(days in 0_u64..401_767) {
            let day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(days);
            let mut check = Checker::default();
            prop_assert_eq!(check.date("ends_on", Some(day.to_string())), Some(day));
            prop_assert!(check.finish(Some(())).is_ok());
        }

        #[test]
        fn a_date_is_read_only_in_its_own_form(text in ".{0,20}", near in "[0-9 +-]{8,12}") {
            for text in [text, near] {
                let found = Checker::default().date("ends_on", Some(text.clone()));
                prop_assert!(found.is_none_or(|day| day.to_string() == text), "{}", text);
            }
        }

        #[test]
        fn a_line_is_accepted_unchanged_or_refused(text in any::<String>(), most in 0_usize..40) {
            let mut check = Checker::default();
            if let Some(accepted) = check.text("name", Some(text.clone()), most) {
                prop_assert_eq!(&accepted, &text);
                prop_assert!(!text.is_empty() && text.trim() == text && text.chars().count() <= most);
                prop_assert!(!text.chars().any(char::is_control));
            } else {
                prop_assert!(check.finish(Some(())).is_err());
            }
        }

        #[test]
        fn only_ascii_digits_are_digits(text in any::<String>(), digits in "[0-9]{13}") {
            let accepted = Checker::default().digits("nib", Some(text.clone()), 13);
            prop_assert_eq!(accepted.is_some(), text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert_eq!(Checker::default().digits("nib", Some(digits.clone()), 13), Some(digits));
        }

        #[test]
        fn a_count_outside_its_bounds_is_refused(number in any::<i64>()) {
            let accepted = Checker::default().count("members", Some(number));
            prop_assert_eq!(accepted, Some(number).filter(|number| (0..=1_000_000_000).contains(number)));
        }
    }
}
