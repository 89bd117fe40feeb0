//! Exact decimals for the model: integers of hundredths or thousandths, no floating point.

/// `numerator / denominator × 100` to two decimals, half away from zero; the denominator is positive.
pub(crate) fn percentage(numerator: i128, denominator: i128) -> String {
    assert!(denominator > 0, "the callers ask for a percentage of something only");
    // The value is computed in half hundredths of a percent, so that a half is an odd integer.
    let doubled = numerator.abs() * 20_000 / denominator;
    let hundredths = (doubled + 1) / 2;
    let sign = if numerator < 0 && hundredths > 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Hundredths in the form of money in the API: always two decimals.
pub(crate) fn money(hundredths: i128) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
}

/// Thousandths in the form of a score in the API: without trailing zeros.
pub(crate) fn score(thousandths: i128) -> String {
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[test]
fn percentages_round_half_away_from_zero_and_have_no_negative_zero() {
    // The published numbers of `docs/domain.md` check the model itself.
    assert_eq!(percentage(1067, 1253), "85.16");
    assert_eq!(percentage(1159, 1321), "87.74");
    assert_eq!(percentage(321_681_765 - 219_832_031, 219_832_031), "46.33");
    assert_eq!(percentage(165_596_981 - 175_459_514, 175_459_514), "-5.62");
    // 1/8 % is 0.125 %, on either side of zero.
    assert_eq!(percentage(1, 800), "0.13");
    assert_eq!(percentage(-1, 800), "-0.13");
    // 0.005 % is rounded away from zero; a smaller value is zero without a sign.
    assert_eq!(percentage(1, 20_000), "0.01");
    assert_eq!(percentage(-1, 20_000), "-0.01");
    assert_eq!(percentage(-1, 20_001), "0.00");
    assert_eq!(percentage(-4, 3), "-133.33");
}

#[test]
fn decimals_are_written_as_the_api_writes_them() {
    assert_eq!(money(1), "0.01");
    assert_eq!(money(-986_253_300), "-9862533.00");
    assert_eq!(money(999_999_999_999_999_999), "9999999999999999.99");
    assert_eq!(score(75_000), "75");
    assert_eq!(score(74_995), "74.995");
    assert_eq!(score(100_000), "100");
    assert_eq!(score(500), "0.5");
}
