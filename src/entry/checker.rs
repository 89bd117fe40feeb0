//! Whether a well-formed document keeps the rules: every violation of it is found before any is reported.

use chrono::{Datelike, NaiveDate};

use crate::domain::{DecimalError, Money, RegionCode, Score, Text, Violation, ViolationCode};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::resources::{participants, regions};

/// The largest number of members, workers and the like.
const MAX_COUNT: i64 = 1_000_000_000;

/// Whoever knows which regions are registered.
pub trait Regions {
    /// Whether this one is.
    ///
    /// # Errors
    /// Those of the database.
    fn holds(&mut self, code: &RegionCode) -> StoreResult<bool>;

    /// The violations of links to units that do not exist, where this can be told.
    ///
    /// # Errors
    /// Those of the database.
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

/// Collects the violations of one document.
#[derive(Debug, Default)]
pub struct Checker {
    violations: Vec<Violation>,
}

impl Checker {
    /// One that has found these already.
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

    /// All that was found, or what the document holds. `value` is `None` only where something was found.
    ///
    /// # Errors
    /// Every violation.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Violation>> {
        match value {
            Some(value) if self.violations.is_empty() => Ok(value),
            _ => Err(self.violations),
        }
    }

    /// Whether nothing was found so far.
    pub fn is_content(&self) -> bool {
        self.violations.is_empty()
    }

    /// A member that must be given. What could not even be read was said already.
    pub fn required<T>(&mut self, member: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && !self.violations.iter().any(|violation| violation.member == member) {
            self.refuse(
                member,
                ViolationCode::Required,
                format!("{member} wajib diisi"),
                format!("{member} must be given"),
            );
        }
        value
    }

    /// A line of text of at most `most` characters.
    pub fn text<S: AsRef<str> + Into<String>>(
        &mut self,
        member: &'static str,
        value: Option<S>,
        most: usize,
    ) -> Option<String> {
        let sent = value?;
        let value = sent.as_ref();
        if !value.chars().any(char::is_alphanumeric) || value.trim() != value {
            self.refuse(
                member,
                ViolationCode::InvalidFormat,
                "harus berisi huruf atau angka, dan tidak boleh diawali atau diakhiri spasi",
                "must hold a letter or digit, and neither begin nor end with a space",
            );
            return None;
        }
        if value.chars().any(is_unseen) {
            self.refuse(
                member,
                ViolationCode::InvalidFormat,
                "harus satu baris saja, tanpa karakter yang tidak terlihat",
                "must be a single line with no unseen characters",
            );
            return None;
        }
        if value.chars().count() > most {
            self.refuse(
                member,
                ViolationCode::InvalidFormat,
                format!("paling banyak {most} karakter"),
                format!("must have at most {most} characters"),
            );
            return None;
        }
        Some(sent.into())
    }

    /// A text of exactly so many digits.
    pub fn digits<S: AsRef<str> + Into<String>>(
        &mut self,
        member: &'static str,
        value: Option<S>,
        count: usize,
    ) -> Option<String> {
        let sent = value?;
        let value = sent.as_ref();
        if value.len() == count && value.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(sent.into());
        }
        self.refuse(
            member,
            ViolationCode::InvalidFormat,
            format!("harus terdiri atas {count} angka"),
            format!("must have {count} digits"),
        );
        None
    }

    /// A code of a closed list.
    pub fn code<T: Copy + std::fmt::Display>(
        &mut self,
        member: &'static str,
        value: Option<impl AsRef<str>>,
        parse: fn(&str) -> Option<T>,
        all: &[T],
    ) -> Option<T> {
        let value = value?;
        let code = parse(value.as_ref());
        if code.is_none() {
            let all = all.iter().map(T::to_string).collect::<Vec<_>>().join(", ");
            self.refuse(
                member,
                ViolationCode::InvalidCode,
                format!("harus salah satu dari: {all}"),
                format!("must be one of: {all}"),
            );
        }
        code
    }

    /// The code of a registered region.
    ///
    /// # Errors
    /// Those of the database.
    pub fn region(
        &mut self,
        regions: &mut impl Regions,
        member: &'static str,
        value: Option<impl AsRef<str>>,
    ) -> StoreResult<Option<RegionCode>> {
        let Some(value) = value else { return Ok(None) };
        if let Some(code) = RegionCode::parse(value.as_ref())
            && regions.holds(&code)?
        {
            return Ok(Some(code));
        }
        self.add(crate::store::resources::regions::unknown(member, value.as_ref()));
        Ok(None)
    }

    /// A day, 1900 to 2999.
    pub fn date(&mut self, member: &'static str, value: Option<impl AsRef<str>>) -> Option<NaiveDate> {
        let value = value?;
        let value = value.as_ref();
        // chrono alone would take "2024-1-2" too.
        let date = if value.len() == 10 { NaiveDate::parse_from_str(value, "%Y-%m-%d").ok() } else { None };
        let date = date.filter(|date| (1900..=2999).contains(&date.year()));
        if date.is_none() {
            self.refuse(
                member,
                ViolationCode::InvalidFormat,
                "harus berupa tanggal YYYY-MM-DD yang ada, mulai 1900",
                "must be an existing date YYYY-MM-DD, from 1900 on",
            );
        }
        date
    }

    /// Two days in their order; the violation stands at the second.
    pub fn in_order(
        &mut self,
        (first, from): (&'static str, Option<NaiveDate>),
        (second, to): (&'static str, Option<NaiveDate>),
    ) {
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            self.refuse(
                second,
                ViolationCode::Inconsistent,
                format!("tidak boleh sebelum {first}"),
                format!("must not be before {first}"),
            );
        }
    }

    /// A number of records or persons.
    pub fn count(&mut self, member: &'static str, value: Option<i64>) -> Option<i64> {
        let value = value?;
        if (0..=MAX_COUNT).contains(&value) {
            return Some(value);
        }
        self.refuse(
            member,
            ViolationCode::OutOfRange,
            format!("harus antara 0 dan {MAX_COUNT}"),
            format!("must be between 0 and {MAX_COUNT}"),
        );
        None
    }

    /// An amount of money that is not negative.
    pub fn money(&mut self, member: &'static str, value: Option<impl AsRef<str>>) -> Option<Money> {
        self.decimal(member, value, Money::parse)
    }

    /// An amount of money that may be negative.
    pub fn signed_money(&mut self, member: &'static str, value: Option<impl AsRef<str>>) -> Option<Money> {
        self.decimal(member, value, Money::parse_signed)
    }

    /// A score.
    pub fn score(&mut self, member: &'static str, value: Option<impl AsRef<str>>) -> Option<Score> {
        self.decimal(member, value, Score::parse)
    }

    fn decimal<T>(
        &mut self,
        member: &'static str,
        value: Option<impl AsRef<str>>,
        parse: fn(&str) -> Result<T, DecimalError>,
    ) -> Option<T> {
        match parse(value?.as_ref()) {
            Ok(value) => Some(value),
            Err((code, detail)) => {
                self.add(Violation::new(member, code, detail));
                None
            }
        }
    }
}

/// Breaks of lines, and what changes how a text looks without being seen: two names that look the same must be the same.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn days_come_back_as_they_were_written(days in 0_u64..401_767) {
            let day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(days);
            let mut check = Checker::default();
            prop_assert_eq!(check.date("ends_on", Some(day.to_string())), Some(day));
            prop_assert!(check.finish(Some(())).is_ok());
        }

        #[test]
        fn any_day_is_answered(text in ".{0,20}", near in "[0-9 +-]{8,12}") {
            for text in [text, near] {
                let found = Checker::default().date("ends_on", Some(text.clone()));
                prop_assert!(found.is_none_or(|day| day.to_string() == text), "{}", text);
            }
        }

        #[test]
        fn a_line_is_taken_whole_or_refused(text in any::<String>(), most in 0_usize..40) {
            let mut check = Checker::default();
            if let Some(taken) = check.text("name", Some(text.clone()), most) {
                prop_assert_eq!(&taken, &text);
                prop_assert!(!text.is_empty() && text.trim() == text && text.chars().count() <= most);
                prop_assert!(!text.chars().any(char::is_control));
            } else {
                prop_assert!(check.finish(Some(())).is_err());
            }
        }

        #[test]
        fn digits_are_digits_of_ascii(text in any::<String>(), digits in "[0-9]{13}") {
            let taken = Checker::default().digits("nib", Some(text.clone()), 13);
            prop_assert_eq!(taken.is_some(), text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert_eq!(Checker::default().digits("nib", Some(digits.clone()), 13), Some(digits));
        }

        #[test]
        fn any_count_is_answered(number in any::<i64>()) {
            let taken = Checker::default().count("members", Some(number));
            prop_assert_eq!(taken, Some(number).filter(|number| (0..=1_000_000_000).contains(number)));
        }
    }
}
