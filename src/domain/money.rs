//! Exact decimals: rupiah, scores and percentages (rule 7). Each is an integer of its smallest unit; no value passes through floating
//! point.

use super::{Text, ViolationCode, text};
use rust_decimal::Decimal;
use std::fmt;

/// The reason why a decimal is refused: the code, and a sentence that says what would be right.
pub type DecimalError = (ViolationCode, Text);

/// The largest number of characters of a decimal: every text of this length has an exact value.
pub const MAX_DECIMAL: usize = 28;

/// An amount of rupiah in hundredths, within ±(10^16 − 0.01) rupiah.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

impl Money {
    /// The smallest amount that is too large: 10^16 rupiah, in hundredths.
    const END: i64 = 1_000_000_000_000_000_000;

    /// An amount from hundredths of a rupiah, the unit in the database.
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// The amount in hundredths of a rupiah.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// Reads an amount of 0 to 9 999 999 999 999 999.99 rupiah with at most two decimals.
    ///
    /// # Errors
    /// The code and the text of the rule that `raw` breaks.
    pub fn parse(raw: &str) -> Result<Self, DecimalError> {
        let range = || out_of_range("0", "9999999999999999.99");
        let hundredths = scaled(raw, 2)?.ok_or_else(range)?;
        if (0..Self::END).contains(&hundredths) { Ok(Self(hundredths)) } else { Err(range()) }
    }

    /// Reads an amount that may be negative (a surplus): as [`Money::parse`], within ±9 999 999 999 999 999.99.
    ///
    /// # Errors
    /// The code and the text of the rule that `raw` breaks.
    pub fn parse_signed(raw: &str) -> Result<Self, DecimalError> {
        let range = || out_of_range("-9999999999999999.99", "9999999999999999.99");
        let hundredths = scaled(raw, 2)?.ok_or_else(range)?;
        if hundredths.abs() < Self::END { Ok(Self(hundredths)) } else { Err(range()) }
    }
}

impl AsRef<i64> for Money {
    fn as_ref(&self) -> &i64 {
        &self.0
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&fixed(i128::from(self.0), 2))
    }
}

/// A score from 0 to 100, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(i32);

impl Score {
    /// A score from thousandths, the unit in the database.
    pub const fn from_thousandths(thousandths: i32) -> Self {
        Self(thousandths)
    }

    /// A score from whole points.
    pub const fn points(points: i32) -> Self {
        Self(points * 1000)
    }

    /// The score in thousandths.
    pub const fn thousandths(self) -> i32 {
        self.0
    }

    /// Reads a score of 0 to 100 with at most three decimals.
    ///
    /// # Errors
    /// The code and the text of the rule that `raw` breaks.
    pub fn parse(raw: &str) -> Result<Self, DecimalError> {
        let range = || out_of_range("0", "100");
        let thousandths = scaled(raw, 3)?.ok_or_else(range)?;
        i32::try_from(thousandths).ok().filter(|t| (0..=100_000).contains(t)).map(Self).ok_or_else(range)
    }
}

impl AsRef<i32> for Score {
    fn as_ref(&self) -> &i32 {
        &self.0
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Decimal::new(i64::from(self.0), 3).normalize().fmt(f)
    }
}

/// Reads `raw` as a number of `10^-scale`; `Ok(None)` for a decimal that is too large.
fn scaled(raw: &str, scale: u32) -> Result<Option<i64>, DecimalError> {
    // Checked here, because rust_decimal also reads "1_000" and "+1", which other readers of these files refuse.
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if raw.len() > MAX_DECIMAL {
        return Err((
            ViolationCode::InvalidFormat,
            text!(
                "Isian ini paling banyak {MAX_DECIMAL} karakter.",
                "The value must have at most {MAX_DECIMAL} characters.",
            ),
        ));
    }
    if !all_digits(whole) || !all_digits(fraction) {
        return Err((
            ViolationCode::InvalidFormat,
            Text::new(
                "Isian ini harus berupa bilangan desimal seperti \"1250000.50\": angka dan paling banyak satu titik.",
                "The value must be a decimal such as \"1250000.50\": digits and at most one point.",
            ),
        ));
    }
    let Ok(decimal) = Decimal::from_str_exact(raw) else { return Ok(None) };
    let decimal = decimal.normalize();
    if decimal.scale() > scale {
        return Err((
            ViolationCode::InvalidFormat,
            text!(
                "Isian ini paling banyak memiliki {scale} angka di belakang titik.",
                "The value must have at most {scale} digits after the point.",
            ),
        ));
    }
    let Some(shifted) = decimal.checked_mul(Decimal::from(10_u32.pow(scale))) else { return Ok(None) };
    Ok(i64::try_from(shifted).ok())
}

fn out_of_range(least: &str, most: &str) -> DecimalError {
    let detail = text!("Isian ini harus antara {least} dan {most}.", "The value must be between {least} and {most}.");
    (ViolationCode::OutOfRange, detail)
}

/// The decimal text of `value` units of `10^-places`: `fixed(-562, 2)` is `-5.62`.
pub fn fixed(value: i128, places: u32) -> String {
    let unit = 10_u128.pow(places);
    let magnitude = value.unsigned_abs();
    let sign = if value < 0 { "-" } else { "" };
    if places == 0 {
        return format!("{sign}{magnitude}");
    }
    let width = usize::try_from(places).unwrap_or_default();
    format!("{sign}{}.{:0width$}", magnitude / unit, magnitude % unit)
}

/// A percentage, in hundredths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percentage(i128);

impl Percentage {
    /// `numerator / denominator × 100` by one integer division, rounded once to two decimals, half away from zero (rule 7).
    /// `None` where the denominator is not positive, or the product overflows 128 bits, which no sum of the service does.
    pub fn of(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator <= 0 {
            return None;
        }
        // round(a / b) half away from zero = (2|a| + b) div 2b, with the sign of a.
        let doubled = numerator.checked_abs()?.checked_mul(20_000)?.checked_add(denominator)?;
        let magnitude = doubled.checked_div(denominator.checked_mul(2)?)?;
        Some(Self(if numerator < 0 { -magnitude } else { magnitude }))
    }
}

impl fmt::Display for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&fixed(self.0, 2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_bounds_of_money_are_exact() {
        assert_eq!(Money::parse("9999999999999999.99").unwrap().to_string(), "9999999999999999.99");
        assert_eq!(Money::parse("0.01").unwrap().hundredths(), 1);
        assert_eq!(Money::parse("1.500").unwrap().to_string(), "1.50");
        for raw in ["10000000000000000", "-0.01", "1.005", "1e3", "1_000", "+1", "", ".5", "5.", "1,5", " 1", "٣"] {
            assert!(Money::parse(raw).is_err(), "{raw}");
        }
        assert!(Money::parse(&"9".repeat(60)).is_err());
        assert_eq!(Money::parse_signed("-0.5").unwrap().to_string(), "-0.50");
        assert_eq!(Money::parse("-0").unwrap().to_string(), "0.00");
    }

    #[test]
    fn scores_keep_three_decimals() {
        assert_eq!(Score::parse("74.995").unwrap().thousandths(), 74_995);
        assert_eq!(Score::parse("75.0").unwrap().to_string(), "75");
        assert!(Score::parse("100.001").is_err() && Score::parse("74.9995").is_err() && Score::parse("-1").is_err());
    }

    #[test]
    fn halves_round_away_from_zero_and_zero_has_no_sign() {
        assert_eq!(Percentage::of(1, 20_000).unwrap().to_string(), "0.01");
        assert_eq!(Percentage::of(-1, 20_000).unwrap().to_string(), "-0.01");
        assert_eq!(Percentage::of(-1, 20_001).unwrap().to_string(), "0.00");
        assert_eq!(Percentage::of(-9_862_533, 175_459_514).unwrap().to_string(), "-5.62");
        assert_eq!(Percentage::of(1, 0), None);
    }

    proptest! {
        #[test]
        fn money_round_trips(hundredths in -Money::END + 1..Money::END) {
            let text = Money::from_hundredths(hundredths).to_string();
            prop_assert_eq!(Money::parse_signed(&text).unwrap().hundredths(), hundredths);
        }

        #[test]
        fn no_text_panics(raw in ".*") {
            let _ = Money::parse(&raw);
            let _ = Score::parse(&raw);
        }

        #[test]
        fn a_percentage_is_within_half_a_hundredth(a in -1_000_000_000_000_i128..1_000_000_000_000, b in 1_i128..1_000_000_000) {
            let p = Percentage::of(a, b).unwrap().0;
            prop_assert!((p * b - a * 10_000).abs() * 2 <= b);
        }

        #[test]
        fn scores_round_trip(thousandths in 0_i32..=100_000) {
            let text = Score::from_thousandths(thousandths).to_string();
            prop_assert_eq!(Score::parse(&text).unwrap().thousandths(), thousandths);
        }

        #[test]
        fn a_decimal_is_exact_or_refused(raw in "-?[0-9]{0,20}\\.?[0-9]{0,12}") {
            if let Ok(money) = Money::parse_signed(&raw) {
                prop_assert_eq!(Money::parse_signed(&money.to_string()).unwrap(), money);
                prop_assert_eq!(Decimal::from_str_exact(&raw).unwrap(), Decimal::new(money.hundredths(), 2));
            }
            if let Ok(score) = Score::parse(&raw) {
                prop_assert_eq!(Decimal::from_str_exact(&raw).unwrap(), Decimal::new(score.thousandths().into(), 3));
            }
        }
    }
}
