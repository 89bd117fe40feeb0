//! How a value came about, in words with the numbers put in.

use super::{Indicator, Quantity, Reason, Scale};
use crate::domain::{IndicatorCode, Language, Text, Year};

/// The explanation of one computed indicator: its formula with the numbers, or why there is no value.
pub fn explanation(indicator: &Indicator) -> Text {
    Text::new(sentence(indicator, Language::Indonesian), sentence(indicator, Language::English))
}

/// Why there is no value for the year, for people.
fn reason_text(reason: Reason, year: Year) -> Text {
    let before = year.back(1);
    match reason {
        Reason::NoData => Text::new(
            format!("tidak ada laporan, peserta, atau angka dengan ukuran ini untuk tahun {year}"),
            format!("there is no report, participant or figure with this measure for {year}"),
        ),
        Reason::PreviousYearMissing => Text::new(
            format!("tahun {before} tidak memiliki data, sehingga pertumbuhan tidak dapat dihitung"),
            format!("{before} has no data, so there is no growth to compute"),
        ),
        Reason::PreviousYearZero => Text::new(
            format!("jumlah tahun {before} nol, sehingga pertumbuhan tidak dapat dihitung"),
            format!("the sum of {before} is zero, so there is no growth to compute"),
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

/// What stands above and below the line of each formula.
fn operands(code: IndicatorCode, language: Language) -> (&'static str, &'static str) {
    use Language::{English, Indonesian};
    match (code, language) {
        (IndicatorCode::QualityCooperatives, Indonesian) => ("koperasi sehat dan cukup sehat", "koperasi aktif"),
        (IndicatorCode::QualityCooperatives, English) => {
            ("healthy and fairly healthy cooperatives", "active cooperatives")
        }
        (IndicatorCode::TrainingGoodGrade, Indonesian) => ("peserta berpredikat baik", "peserta diklat"),
        (IndicatorCode::TrainingGoodGrade, English) => ("participants graded good", "participants"),
        (IndicatorCode::CooperativeVolumeGrowth, Indonesian) => ("volume usaha koperasi", "rupiah"),
        (IndicatorCode::CooperativeVolumeGrowth, English) => ("business volume of cooperatives", "rupiah"),
        (IndicatorCode::UmkmTurnoverGrowth, Indonesian) => ("omset UMKM binaan", "rupiah"),
        (IndicatorCode::UmkmTurnoverGrowth, English) => ("turnover of assisted UMKM", "rupiah"),
        (IndicatorCode::UmkmAssetsGrowth, Indonesian) => ("aset UMKM binaan", "rupiah"),
        (IndicatorCode::UmkmAssetsGrowth, English) => ("assets of assisted UMKM", "rupiah"),
        (IndicatorCode::UmkmWorkersGrowth, Indonesian) => ("tenaga kerja UMKM binaan", "orang"),
        (IndicatorCode::UmkmWorkersGrowth, English) => ("workers of assisted UMKM", "persons"),
    }
}

fn sentence(indicator: &Indicator, language: Language) -> String {
    let (upper, lower) = operands(indicator.code, language);
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
                let unit = if current.scale == Scale::Money { "rupiah" } else { lower };
                let before = year.back(1);
                format!(
                    "{upper}, {unit}: ({year}: {current} − {before}: {previous}) / {before}: {previous} × 100 = {value}.",
                    current = number(current),
                    previous = number(previous),
                )
            }
            _ => format!("{upper}: ({year} − {before}) / {before} × 100 = {value}.", before = year.back(1)),
        },
    }
}

/// A plain decimal as it is written in the language: `1250000.50` is `1.250.000,50` in Indonesian and `1,250,000.50` in English.
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
    fn numbers_are_written_as_each_language_writes_them() {
        assert_eq!(localized("1250000.50", Language::Indonesian), "1.250.000,50");
        assert_eq!(localized("-5.62", Language::English), "−5.62");
        assert_eq!(localized("999", Language::English), "999");
        assert_eq!(localized("-1000", Language::Indonesian), "−1.000");
    }
}
