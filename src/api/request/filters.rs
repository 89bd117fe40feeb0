//! Checks of parameters that several lists share.

use chrono::NaiveDateTime;

use crate::api::request::time;
use crate::domain::{RegionCode, Text, ViolationCode, Year, text};
use crate::http::Problem;
use crate::store::Store;
use crate::store::resources::regions;

/// The most characters of a text to search for.
const MAX_SEARCH: usize = 200;

/// The region of `?region=`, which must be registered.
///
/// # Errors
/// 422 `unknown_region`.
pub async fn region(store: &Store, raw: Option<&str>) -> Result<Option<RegionCode>, Problem> {
    let Some(raw) = raw else { return Ok(None) };
    let code = RegionCode::parse(raw).ok_or_else(unknown_region)?;
    let wanted = code.clone();
    match store.lookup(move |connection| regions::find(connection, &wanted)).await? {
        Some(_) => Ok(Some(code)),
        None => Err(unknown_region()),
    }
}

/// 422 for a `?region=` that is not registered.
pub fn unknown_region() -> Problem {
    let detail = Text::new(
        "Isian ini bukan wilayah yang terdaftar. Pakai kode Kemendagri seperti 15.01; lihat /regions.",
        "The value is not a registered region. Use a Kemendagri code such as 15.01; see /regions.",
    );
    Problem::invalid_parameter("region", ViolationCode::UnknownRegion, detail)
}

/// The year of `?year=`.
///
/// # Errors
/// 422 for a year out of bounds.
pub fn year(raw: Option<i64>) -> Result<Option<Year>, Problem> {
    raw.map(|number| time::year_in("year", number)).transpose()
}

/// The text of `?q=`; an empty text finds everything.
///
/// # Errors
/// 422 for a text that is too long.
pub fn search(raw: Option<String>) -> Result<Option<String>, Problem> {
    short("q", raw.filter(|raw| !raw.is_empty()), MAX_SEARCH)
}

/// A text of at most `most` characters.
///
/// # Errors
/// 422 for a text that is too long.
pub fn short(name: &str, raw: Option<String>, most: usize) -> Result<Option<String>, Problem> {
    if raw.as_ref().is_none_or(|raw| raw.chars().count() <= most) {
        return Ok(raw);
    }
    let detail = text!("Isian ini paling banyak {most} karakter.", "The value must have at most {most} characters.");
    Err(Problem::invalid_parameter(name, ViolationCode::OutOfRange, detail))
}

/// The id of a record or key.
///
/// # Errors
/// 422 for a number below 1.
pub fn id(name: &str, raw: Option<i64>) -> Result<Option<i64>, Problem> {
    if raw.is_none_or(|id| id >= 1) {
        return Ok(raw);
    }
    let detail = Text::new("Isian ini harus 1 atau lebih.", "The value must be 1 or more.");
    Err(Problem::invalid_parameter(name, ViolationCode::OutOfRange, detail))
}

/// The time of `?updated_since=`.
///
/// # Errors
/// 400 for anything but a time.
pub fn updated_since(raw: Option<&str>) -> Result<Option<NaiveDateTime>, Problem> {
    time("updated_since", raw)
}

/// The time of a parameter.
///
/// # Errors
/// 400 for anything but a time.
pub fn time(name: &str, raw: Option<&str>) -> Result<Option<NaiveDateTime>, Problem> {
    raw.map(|raw| time::parse_time(name, raw)).transpose()
}

/// A code of a closed list.
///
/// # Errors
/// 422 naming the list.
pub fn code<T: Copy + std::fmt::Display>(
    name: &str,
    raw: Option<&str>,
    parse: fn(&str) -> Option<T>,
    all: &[T],
) -> Result<Option<T>, Problem> {
    let Some(raw) = raw else { return Ok(None) };
    parse(raw).map(Some).ok_or_else(|| {
        let all = all.iter().map(T::to_string).collect::<Vec<_>>().join(", ");
        let detail = text!("Isian ini harus salah satu dari: {all}.", "The value must be one of: {all}.");
        Problem::invalid_parameter(name, ViolationCode::InvalidCode, detail)
    })
}
