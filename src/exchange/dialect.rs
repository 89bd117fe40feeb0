//! The style of numbers and dates in a file. A cell in another style is refused; its meaning is never guessed.

use std::borrow::Cow;

use crate::domain::{Text, ViolationCode, codes, text};
use crate::exchange::fault::{FaultCode, FileCode};

codes! {
    /// The style of numbers.
    Numbers {
        /// `1.250.000,50`, as Indonesian spreadsheets write it.
        Indonesian => "id",
        /// `1250000.50`.
        Plain => "en",
    }
}

impl Numbers {
    /// The style that goes with a delimiter.
    pub fn of_delimiter(delimiter: u8) -> Self {
        if delimiter == b';' { Self::Indonesian } else { Self::Plain }
    }

    /// The delimiter that goes with the style.
    pub fn delimiter(self) -> u8 {
        match self {
            Self::Indonesian => b';',
            Self::Plain => b',',
        }
    }

    /// Writes a plain decimal in this style.
    pub fn write(self, plain: &str) -> Cow<'_, str> {
        match self {
            Self::Indonesian if plain.contains('.') => Cow::Owned(plain.replace('.', ",")),
            _ => Cow::Borrowed(plain),
        }
    }

    fn point(self) -> char {
        match self {
            Self::Indonesian => ',',
            Self::Plain => '.',
        }
    }
}

/// Why a cell is refused.
pub type CellError = (FaultCode, Text);

/// Reads a decimal as plain digits with at most one point. Of money, `1.250` is refused in the plain style: it may mean thousands,
/// since nobody writes three decimals of a rupiah.
pub fn decimal(raw: &str, numbers: Numbers, is_money: bool) -> Result<Cow<'_, str>, CellError> {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    let (whole, fraction) = split(digits, numbers.point());
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.is_some_and(|fraction| !all_digits(fraction)) {
        return Err(style_error(raw, numbers));
    }
    match numbers {
        Numbers::Plain if !all_digits(whole) => Err(style_error(raw, numbers)),
        Numbers::Plain if is_money && fraction.is_some_and(|fraction| fraction.len() == 3) => Err((
            FileCode::NumberStyle.into(),
            text!(
                "Isian ini, {raw}, dapat berarti ribuan atau tiga desimal. Tulis tanpa pemisah ribuan, misalnya 1250000.50.",
                "The value {raw} may mean thousands or three decimals. Write no thousands separator, as in 1250000.50."
            ),
        )),
        Numbers::Plain => Ok(Cow::Borrowed(raw)),
        Numbers::Indonesian if whole.contains('.') && !is_grouped(whole) => Err(style_error(raw, numbers)),
        Numbers::Indonesian if !whole.contains('.') && !all_digits(whole) => Err(style_error(raw, numbers)),
        Numbers::Indonesian if fraction.is_none() && !whole.contains('.') => Ok(Cow::Borrowed(raw)),
        Numbers::Indonesian => Ok(Cow::Owned(raw.replace('.', "").replace(',', "."))),
    }
}

fn split(digits: &str, point: char) -> (&str, Option<&str>) {
    digits.split_once(point).map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)))
}

/// Whether points separate thousands: `1.250.000`.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split('.');
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && digits(first) && groups.all(|group| group.len() == 3 && digits(group))
}

/// The error of a decimal; it names the other style where the text may be in that.
fn style_error(raw: &str, numbers: Numbers) -> CellError {
    let looks_like_a_number = raw.chars().all(|character| character.is_ascii_digit() || ".,-".contains(character));
    let (code, id, en): (FaultCode, _, _) = match (looks_like_a_number, numbers) {
        _ if ["-", "–", "—"].contains(&raw) => (
            ViolationCode::InvalidFormat.into(),
            "Isian ini bukan angka. Kosongkan sel bila nilainya tidak ada.",
            "The value is not a number. Leave the cell empty where there is no value.",
        ),
        (true, Numbers::Plain) => (
            FileCode::NumberStyle.into(),
            "Isian ini tidak ditulis seperti angka lain di berkas ini, misalnya 1250000.50. Untuk gaya 1.250.000,50 pakai titik koma sebagai pemisah kolom, atau atur numbers=id.",
            "The value is not in the style of this file's numbers, as in 1250000.50. For 1.250.000,50 separate columns by semicolons, or set numbers=id.",
        ),
        (true, Numbers::Indonesian) => (
            FileCode::NumberStyle.into(),
            "Isian ini tidak ditulis seperti angka lain di berkas ini, misalnya 1.250.000,50 atau 1250000,50. Untuk gaya 1250000.50 atur numbers=en.",
            "The value is not in the style of this file's numbers, as in 1.250.000,50 or 1250000,50. For 1250000.50 set numbers=en.",
        ),
        (false, Numbers::Plain) => (
            ViolationCode::InvalidFormat.into(),
            "Isian ini harus berupa angka seperti 1250000.50, tanpa Rp.",
            "The value must be a number such as 1250000.50, without Rp.",
        ),
        (false, Numbers::Indonesian) => (
            ViolationCode::InvalidFormat.into(),
            "Isian ini harus berupa angka seperti 1.250.000,50, tanpa Rp.",
            "The value must be a number such as 1.250.000,50, without Rp.",
        ),
    };
    (code, Text::new(id, en))
}

/// Reads a whole number.
pub fn integer(raw: &str, numbers: Numbers) -> Result<i64, CellError> {
    let plain = decimal(raw, numbers, false)?;
    plain.parse().map_err(|_| {
        let code = match plain.split_once('.') {
            // A thousand, in the other style.
            Some((_, fraction)) if fraction.len() == 3 => FileCode::NumberStyle.into(),
            Some(_) => ViolationCode::InvalidFormat.into(),
            None => ViolationCode::OutOfRange.into(),
        };
        let (id, en) =
            ("Isian ini harus bilangan bulat tanpa desimal.", "The value must be a whole number without decimals.");
        (code, Text::new(id, en))
    })
}

/// Reads a date as `YYYY-MM-DD`; in the Indonesian style also `31/12/2024` and `31-12-2024`.
pub fn date(raw: &str, numbers: Numbers) -> Cow<'_, str> {
    if numbers == Numbers::Indonesian {
        let mut parts = raw.split(['/', '-']);
        if let (Some(day), Some(month), Some(year), None) = (parts.next(), parts.next(), parts.next(), parts.next())
            && [day, month].iter().all(|part| (1..=2).contains(&part.len()))
            && year.len() == 4
        {
            return Cow::Owned(format!("{year}-{month:0>2}-{day:0>2}"));
        }
    }
    Cow::Borrowed(raw)
}

/// Reads yes or no.
pub fn flag(raw: &str) -> Option<bool> {
    match raw.to_lowercase().as_str() {
        "true" | "ya" | "yes" | "1" => Some(true),
        "false" | "tidak" | "no" | "0" => Some(false),
        _ => None,
    }
}

/// Whether a spreadsheet reads a text as a formula, or may do so.
fn starts_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\'', '＝', '＋', '－', '＠'])
}

/// A text that no spreadsheet reads as a formula: with `'` before it where one might.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if starts_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Reverses [`harmless`]: removes a leading `'`.
pub fn unescaped(text: &str) -> &str {
    text.strip_prefix('\'').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(raw: &str, numbers: Numbers) -> &'static str {
        decimal(raw, numbers, true).unwrap_err().0.as_str()
    }

    #[test]
    fn each_style_is_read_and_the_other_is_refused() {
        let id = |raw| decimal(raw, Numbers::Indonesian, true).map(Cow::into_owned).ok();
        assert_eq!(id("1.250.000,50").as_deref(), Some("1250000.50"));
        assert_eq!(id("1250000,5").as_deref(), Some("1250000.5"));
        assert_eq!(id("1.250").as_deref(), Some("1250"));
        assert_eq!(id("-3").as_deref(), Some("-3"));
        for wrong in ["1250000.50", "1,250,000.50", "1.25", "1250.000", "12.5000"] {
            assert_eq!(code(wrong, Numbers::Indonesian), "number_style", "{wrong}");
        }
        let en = |raw| decimal(raw, Numbers::Plain, true).map(Cow::into_owned).ok();
        assert_eq!(en("1250000.50").as_deref(), Some("1250000.50"));
        assert_eq!(en("1250000").as_deref(), Some("1250000"));
        for wrong in ["1.250.000,50", "1250000,50", "1,250,000.50", "1.250", "0.000"] {
            assert_eq!(code(wrong, Numbers::Plain), "number_style", "{wrong}");
        }
        for wrong in ["Rp 1000", "1e5", "seribu"] {
            assert_eq!(code(wrong, Numbers::Plain), "invalid_format", "{wrong}");
            assert_eq!(code(wrong, Numbers::Indonesian), "invalid_format", "{wrong}");
        }
        // A score may have three decimals.
        assert_eq!(decimal("74.995", Numbers::Plain, false).unwrap(), "74.995");
    }

    proptest! {
        #[test]
        fn a_number_written_in_a_style_is_read_back(whole in 0_u64..10_u64.pow(16), cents in 0_u32..100) {
            let plain = format!("{whole}.{cents:02}");
            for numbers in [Numbers::Indonesian, Numbers::Plain] {
                let written = numbers.write(&plain);
                prop_assert_eq!(decimal(&written, numbers, true).unwrap(), &*plain);
            }
        }

        #[test]
        fn a_harmless_text_is_read_back(text in any::<String>()) {
            let escaped = harmless(&text);
            prop_assert_eq!(unescaped(&escaped), &text);
        }

        #[test]
        fn no_cell_panics(text in any::<String>(), near in "[-0-9.,/]{0,20}") {
            for text in [text, near] {
                for numbers in [Numbers::Indonesian, Numbers::Plain] {
                    let _ = (decimal(&text, numbers, true), integer(&text, numbers), date(&text, numbers), flag(&text));
                }
            }
        }
    }
}
