//! The explanation of a value: the formula in words, with the numbers put in.

use super::{Indicator, Quantity, Reason};
use crate::domain::{IndicatorCode, Language, Text, Year, text};

/// The explanation of one computed indicator: its formula with the numbers, or the reason why there is no value.
pub fn explanation(indicator: &Indicator) -> Text {
    Text::new(sentence(indicator, Language::Indonesian), sentence(indicator, Language::English))
}

/// The reason why there is no value for the year, in words.
fn reason_text(reason: Reason, year: Year) -> Text {
    let before = year.back(1);
    match reason {
        Reason::NoData => text!(
            "tidak ada laporan, peserta, atau angka dengan ukuran ini untuk tahun {year}",
            "there is no report, participant or figure with this measure for {year}",
        ),
        Reason::PreviousYearMissing => text!(
            "tahun {before} tidak memiliki data, sehingga pertumbuhan tidak dapat dihitung",
            "{before} has no data, so there is no growth to compute",
        ),
        Reason::PreviousYearZero => text!(
            "jumlah tahun {before} nol, sehingga pertumbuhan tidak dapat dihitung",
            "the sum of {before} is zero, so there is no growth to compute",
        ),
        Reason::DenominatorZero => {
            Text::new("penyebutnya nol", "there is nothing to divide by: the denominator is zero")
        }
        Reason::Suppressed => Text::new(
            "tidak ditampilkan untuk umum karena hanya bersumber dari satu sampai empat laporan atau peserta",
            "not shown publicly, since it rests on one to four reports or participants only",
        ),
    }
}

/// The words for the numerator and the denominator of a ratio; of a growth, for the amount and its unit.
fn operands(code: IndicatorCode) -> (Text, Text) {
    let (numerator, denominator) = match code {
        IndicatorCode::QualityCooperatives => (
            ("koperasi sehat dan cukup sehat", "healthy and fairly healthy cooperatives"),
            ("koperasi aktif", "active cooperatives"),
        ),
        IndicatorCode::TrainingGoodGrade => {
            (("peserta berpredikat baik", "participants graded good"), ("peserta diklat", "participants"))
        }
        IndicatorCode::CooperativeVolumeGrowth => {
            (("volume usaha koperasi", "business volume of cooperatives"), ("rupiah", "rupiah"))
        }
        IndicatorCode::UmkmTurnoverGrowth => (("omset UMKM binaan", "turnover of assisted UMKM"), ("rupiah", "rupiah")),
        IndicatorCode::UmkmAssetsGrowth => (("aset UMKM binaan", "assets of assisted UMKM"), ("rupiah", "rupiah")),
        IndicatorCode::UmkmWorkersGrowth => {
            (("tenaga kerja UMKM binaan", "workers of assisted UMKM"), ("orang", "persons"))
        }
    };
    (Text::new(numerator.0, numerator.1), Text::new(denominator.0, denominator.1))
}

fn sentence(indicator: &Indicator, language: Language) -> String {
    let (numerator, denominator) = operands(indicator.code);
    let (upper, lower) = (numerator.in_language(language), denominator.in_language(language));
    let year = indicator.year;
    let value = match &indicator.value {
        Ok(value) => format!("{} %", localized(&value.to_string(), language)),
        Err(reason) => {
            let reason = reason_text(*reason, year);
            return match language {
                Language::Indonesian => format!("{upper}, {year}: tidak ada nilai: {}.", reason.id),
                Language::English => format!("{upper}, {year}: no value: {}.", reason.en),
            };
        }
    };
    let number = |quantity: &Quantity| localized(&quantity.to_string(), language);
    match &indicator.growth {
        None => match (&indicator.numerator, &indicator.denominator) {
            (Some(numerator), Some(denominator)) => {
                format!("{year}: {} {upper} / {} {lower} × 100 = {value}.", number(numerator), number(denominator))
            }
            _ => format!("{year}: {upper} / {lower} × 100 = {value}."),
        },
        Some(growth) => match (&growth.current, &growth.previous) {
            (Some(current), Some(previous)) => {
                let before = year.back(1);
                format!(
                    "{upper}, {lower}: ({year}: {current} − {before}: {previous}) / {before}: {previous} × 100 = {value}.",
                    current = number(current),
                    previous = number(previous),
                )
            }
            _ => format!("{upper}: ({year} − {before}) / {before} × 100 = {value}.", before = year.back(1)),
        },
    }
}

/// A plain decimal in the style of a language: `1250000.50` is `1.250.000,50` in Indonesian and `1,250,000.50` in English.
fn localized(plain: &str, language: Language) -> String {
    let (thousands, point) = match language {
        Language::Indonesian => ('.', ','),
        Language::English => (',', '.'),
    };
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("−", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut text = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(thousands);
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_the_style_of_the_language() {
        assert_eq!(localized("1250000.50", Language::Indonesian), "1.250.000,50");
        assert_eq!(localized("-5.62", Language::English), "−5.62");
        assert_eq!(localized("999", Language::English), "999");
        assert_eq!(localized("-1000", Language::Indonesian), "−1.000");
    }
}
