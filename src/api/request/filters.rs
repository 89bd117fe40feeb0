//! Parameters that several lists share.

use chrono::NaiveDateTime;

use crate::api::request::time;
use crate::domain::{RegionCode, Text, ViolationCode, Year};
use crate::http::problem::Problem;
use crate::store::engine::store::Store;
use crate::store::resources::regions;

/// The longest text that is searched for.
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
        "Wilayah ini tidak terdaftar. Pakai kode Kemendagri seperti 15.01; lihat /regions.",
        "This region is not registered. Use a Kemendagri code such as 15.01; see /regions.",
    );
    Problem::invalid_parameter("region", ViolationCode::UnknownRegion, detail)
}

/// The year of `?year=`.
///
/// # Errors
/// 422 for one out of bounds.
pub fn year(raw: Option<i64>) -> Result<Option<Year>, Problem> {
    raw.map(|number| time::year_in("year", number)).transpose()
}

/// The text of `?q=`; an empty one finds everything.
///
/// # Errors
/// 422 for one that is too long.
pub fn search(raw: Option<String>) -> Result<Option<String>, Problem> {
    short("q", raw.filter(|raw| !raw.is_empty()), MAX_SEARCH)
}

/// A text of at most `most` characters.
///
/// # Errors
/// 422 for one that is too long.
pub fn short(name: &str, raw: Option<String>, most: usize) -> Result<Option<String>, Problem> {
    if raw.as_ref().is_none_or(|raw| raw.chars().count() <= most) {
        return Ok(raw);
    }
    let detail = Text::new(
        format!("{name} paling banyak {most} karakter."),
        format!("{name} may have at most {most} characters."),
    );
    Err(Problem::invalid_parameter(name, ViolationCode::OutOfRange, detail))
}

/// The time of `?updated_since=`.
///
/// # Errors
/// 400 for what is no time.
pub fn updated_since(raw: Option<&str>) -> Result<Option<NaiveDateTime>, Problem> {
    raw.map(|raw| time::parse_time("updated_since", raw)).transpose()
}

/// One of a closed list of codes.
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
        let detail =
            Text::new(format!("{name} harus salah satu dari: {all}."), format!("{name} must be one of: {all}."));
        Problem::invalid_parameter(name, ViolationCode::InvalidCode, detail)
    })
}
