//! Years and times in the parameters of a request.

use chrono::{DateTime, Datelike, NaiveDateTime};

use crate::domain::{ViolationCode, Year, text};
use crate::entry::trainings::year_bounds;
use crate::http::Problem;
use crate::http::time::{MAX_TIME, today_in_jakarta};

/// Reads the time in a parameter.
///
/// # Errors
/// 400 for anything but RFC 3339.
pub fn parse_time(name: &str, raw: &str) -> Result<NaiveDateTime, Problem> {
    read_time(raw).ok_or_else(|| {
        let detail = text!(
            "Isian ini harus berupa waktu RFC 3339, misalnya 2025-01-31T00:00:00Z.",
            "The value must be an RFC 3339 time, such as 2025-01-31T00:00:00Z."
        );
        Problem::malformed_parameter(name, detail)
    })
}

/// A time in RFC 3339, in UTC; `None` for any other text and for years that the databases do not write alike.
pub fn read_time(raw: &str) -> Option<NaiveDateTime> {
    let time = Some(raw).filter(|raw| raw.len() <= MAX_TIME).and_then(|raw| DateTime::parse_from_rfc3339(raw).ok());
    time.map(|time| time.naive_utc()).filter(|time| (1..=9999).contains(&time.year()))
}

/// The year in a path or query: 1990 to next year.
///
/// # Errors
/// 422 for another year.
pub fn year_in(parameter: &str, number: i64) -> Result<Year, Problem> {
    let latest = Year::latest(today_in_jakarta());
    let year = i32::try_from(number).ok().and_then(Year::new).filter(|year| *year <= latest);
    year.ok_or_else(|| Problem::invalid_parameter(parameter, ViolationCode::OutOfRange, year_bounds(latest)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::http::time::rfc3339;

    proptest! {
        #[test]
        fn a_written_time_is_read_back(micros in -62_135_596_800_000_000_i64..253_402_300_800_000_000) {
            let time = DateTime::from_timestamp_micros(micros).unwrap().naive_utc();
            prop_assert_eq!(parse_time("updated_since", &rfc3339(time)).unwrap(), time);
        }

        #[test]
        fn any_time_and_any_year_are_answered(text in ".{0,50}", near in "[0-9TZ:.+ -]{0,45}", year in any::<i64>()) {
            let _ = parse_time("updated_since", &text);
            let _ = parse_time("updated_since", &near);
            let _ = year_in("year", year);
        }
    }
}
