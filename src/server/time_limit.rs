//! Lengths of time as settings have them.

use std::time::Duration;

/// The longest time that a setting may have.
const LONGEST: Duration = Duration::from_secs(600);

/// Reads `5` or `5s` (seconds), `300ms` or `2m`.
///
/// # Errors
/// What would be right.
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
        .ok_or_else(|| "a time such as 5 (seconds), 300ms or 2m is wanted, from 1ms to 10m".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_unless_said_otherwise() {
        for (text, millis) in [("5", 5000), ("5s", 5000), ("300ms", 300), ("2m", 120_000), ("600", 600_000)] {
            assert_eq!(parse(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for wrong in ["", "0", "0ms", "ms", "-1", "+1", "1.5", "5 s", "5h", "601", "11m", "5S", "99999999999"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
