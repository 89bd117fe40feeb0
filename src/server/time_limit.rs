//! Parsing the durations of settings that name their unit. (Settings whose name has a unit are plain numbers.)

use std::time::Duration;

/// The longest duration of a setting.
const LONGEST: Duration = Duration::from_secs(600);

/// Parses `5` or `5s` (seconds), `300ms` or `2m`, from 1 ms to 10 minutes.
///
/// # Errors
/// A sentence with the right form.
pub fn parse(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    let number = digits.parse::<u32>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let limit = match (number, text.strip_prefix(digits)) {
        (Some(number), Some("ms")) => Some(Duration::from_millis(number.into())),
        (Some(number), Some("" | "s")) => Some(Duration::from_secs(number.into())),
        (Some(number), Some("m")) => Some(Duration::from_secs(u64::from(number) * 60)),
        _ => None,
    };
    limit
        .filter(|limit| (Duration::from_millis(1)..=LONGEST).contains(limit))
        .ok_or_else(|| "The value must be a time such as 5 (seconds), 300ms or 2m, from 1ms to 10m.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_a_unit_is_in_seconds() {
        for (text, millis) in [("5", 5000), ("5s", 5000), ("300ms", 300), ("2m", 120_000), ("600", 600_000)] {
            assert_eq!(parse(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for wrong in ["", "0", "0ms", "ms", "-1", "+1", "1.5", "5 s", "5h", "601", "11m", "5S", "99999999999"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
