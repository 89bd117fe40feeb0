//! How requests and answers write times.

use chrono::{NaiveDate, NaiveDateTime, SecondsFormat, TimeDelta, Utc};

/// The most characters of a time in a request; RFC 3339 needs at most 35.
pub const MAX_TIME: usize = 40;

/// Today in Asia/Jakarta, which is UTC+7 all year.
pub fn today_in_jakarta() -> NaiveDate {
    (Utc::now() + TimeDelta::hours(7)).date_naive()
}

/// A time as the API writes it: RFC 3339 in UTC with `Z`.
pub fn rfc3339(time: NaiveDateTime) -> String {
    time.and_utc().to_rfc3339_opts(SecondsFormat::Micros, true)
}
