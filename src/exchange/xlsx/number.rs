//! Numbers as spreadsheets write them, read and written in decimal, without floating point.

use chrono::{Days, NaiveDate};

/// The number of digits that a spreadsheet stores. Digits beyond them are noise of its floating point.
const DIGITS: usize = 15;

/// The largest exponent. No amount has as many places before or after its point.
const MAX_PLACES: i32 = 40;

/// The number in the text of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// Plain digits with at most one point.
    Exact(String),
    /// A number with more digits before the point than a spreadsheet stores.
    Inexact(String),
    /// A text that is not a number.
    NoNumber,
}

/// Reads `1250000.3500000001` as `1250000.35` and `1.25E+6` as `1250000`.
pub fn read(raw: &str) -> Read {
    let (sign, unsigned) = raw.strip_prefix('-').map_or(("", raw), |rest| ("-", rest));
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent).parse::<i32>().ok();
    let Some(exponent) = exponent.filter(|exponent| exponent.abs() <= MAX_PLACES) else { return Read::NoNumber };
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || mantissa.len() > 100 {
        return Read::NoNumber;
    }
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    // The number of digits before the point.
    let mut point = i32::try_from(whole.len()).unwrap_or_default() + exponent;
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    digits.drain(..zeros);
    point -= i32::try_from(zeros).unwrap_or_default();
    if digits.is_empty() {
        return Read::Exact("0".to_owned());
    }
    let is_inexact = point > 15 && digits.len() > DIGITS;
    if !is_inexact && digits.len() > DIGITS {
        let rounds_up = digits.get(DIGITS).is_some_and(|digit| *digit >= b'5');
        digits.truncate(DIGITS);
        if rounds_up && carry(&mut digits) {
            point += 1;
        }
    }
    let text = format!("{sign}{}", plain(&digits, point));
    if is_inexact { Read::Inexact(text) } else { Read::Exact(text) }
}

/// Adds one to the last digit; true where a digit was added before the first.
fn carry(digits: &mut Vec<u8>) -> bool {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return false;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
    true
}

fn plain(digits: &[u8], point: i32) -> String {
    let mut text: String = digits.iter().map(|digit| char::from(*digit)).collect();
    match usize::try_from(point) {
        Ok(point) if point >= text.len() => text.push_str(&"0".repeat(point - text.len())),
        Ok(0) => text = format!("0.{text}"),
        Ok(point) => text.insert(point, '.'),
        Err(_) => {
            let zeros = usize::try_from(-point).unwrap_or_default();
            text = format!("0.{}{text}", "0".repeat(zeros));
        }
    }
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    text
}

/// Whether a plain decimal can be written as a number: a spreadsheet stores all its digits, and [`read`] reads the same number.
pub fn is_exact(decimal: &str) -> bool {
    let digits: String = decimal.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_start_matches('0').trim_end_matches('0').len();
    significant <= DIGITS && matches!(read(decimal), Read::Exact(_))
}

/// The date of a serial number. The 1900 system counts 29 February 1900, which did not exist.
pub fn day(serial: &str, is_1904: bool) -> Option<NaiveDate> {
    let (whole, fraction) = serial.split_once('.').unwrap_or((serial, ""));
    if fraction.bytes().any(|digit| digit != b'0') {
        return None;
    }
    let days: u64 = whole.parse().ok()?;
    let (epoch, days) = match (is_1904, days) {
        (true, days) => (NaiveDate::from_ymd_opt(1904, 1, 1)?, days),
        (false, 60) => return None,
        (false, days @ 0..60) => (NaiveDate::from_ymd_opt(1899, 12, 31)?, days),
        (false, days) => (NaiveDate::from_ymd_opt(1899, 12, 30)?, days),
    };
    epoch.checked_add_days(Days::new(days.min(5_000_000)))
}

/// The serial number of a date in the 1900 system.
pub fn serial(day: NaiveDate) -> Option<i64> {
    let days = day.signed_duration_since(NaiveDate::from_ymd_opt(1899, 12, 30)?).num_days();
    (days > 60).then_some(days)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn noise_of_floating_point_is_removed() {
        let exact = |raw: &str| match read(raw) {
            Read::Exact(text) => text,
            other => panic!("{raw}: {other:?}"),
        };
        assert_eq!(exact("1250000.3500000001"), "1250000.35");
        assert_eq!(exact("0.30000000000000004"), "0.3");
        assert_eq!(exact("74.994999999999997"), "74.995");
        assert_eq!(exact("1.25E+6"), "1250000");
        assert_eq!(exact("1.25E-2"), "0.0125");
        assert_eq!(exact("999999999999999.95"), "1000000000000000");
        assert_eq!(exact("-0012.500"), "-12.5");
        assert_eq!(exact("0"), "0");
        assert_eq!(exact("1E+16"), "10000000000000000");
        assert_eq!(read("1571012345678901"), Read::Inexact("1571012345678901".into()));
        for wrong in ["", "-", "abc", "1e999", "1.2.3", "1,5", "0x10", "1e", "NaN", "--1"] {
            assert_eq!(read(wrong), Read::NoNumber, "{wrong}");
        }
    }

    #[test]
    fn a_serial_number_is_a_date() {
        let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
        assert_eq!(day("45657", false), date(2024, 12, 31));
        assert_eq!(day("1", false), date(1900, 1, 1));
        assert_eq!(day("60", false), None);
        assert_eq!(day("61", false), date(1900, 3, 1));
        assert_eq!(day("0", true), date(1904, 1, 1));
        assert_eq!(day("44195", true), date(2024, 12, 31));
        assert_eq!(day("45657.5", false), None);
        assert_eq!(day("-1", false), None);
        assert_eq!(serial(date(2024, 12, 31).unwrap()), Some(45657));
    }

    proptest! {
        #[test]
        fn an_amount_that_a_spreadsheet_stores_as_a_float_is_read_exactly(cents in 0_u64..10_u64.pow(15)) {
            let plain = format!("{}.{:02}", cents / 100, cents % 100);
            let through: f64 = plain.parse().unwrap();
            let wanted = plain.trim_end_matches('0').trim_end_matches('.');
            for written in [format!("{through:.17e}"), through.to_string(), plain.clone()] {
                prop_assert_eq!(read(&written), Read::Exact(wanted.to_owned()), "{}", written);
            }
        }

        #[test]
        fn no_text_panics(text in any::<String>(), near in "[-+0-9.eE]{0,30}") {
            for text in [text, near] {
                let _ = (read(&text), day(&text, false), is_exact(&text));
            }
        }

        #[test]
        fn a_date_and_its_serial_number_are_the_same(days in 61_u64..1_000_000) {
            let found = day(&days.to_string(), false).unwrap();
            prop_assert_eq!(serial(found), i64::try_from(days).ok());
        }
    }
}
