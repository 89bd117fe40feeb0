//! Pages of lists: a total order by one column and the id, continued after the last item of the page before.

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::Year;
use crate::store::database::error::{StoreError, StoreResult};

/// The last item of a page: its sort value and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The sort value as text.
    pub key: String,
    /// The id, which breaks ties.
    pub id: i64,
}

/// The requested page of a list.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The column to sort by, one of the list's own.
    pub sort: &'static str,
    /// In descending order.
    pub descending: bool,
    /// Only items after this one.
    pub after: Option<Position>,
    /// The largest number of items.
    pub limit: i64,
}

/// The text that a search looks in: the name and the register number, in lower case.
pub fn search_key(name: &str, number: &str) -> String {
    format!("{name}\n{number}").to_lowercase()
}

/// A record of a list.
pub trait Keyset {
    /// The position of the record in a list that is sorted by `sort`.
    fn position(&self, sort: &str) -> Position;
}

/// A type of a sort column.
pub trait SortKey: Sized {
    /// Writes the value for a cursor.
    fn write(&self) -> String;
    /// Reads the value from a cursor.
    fn read(raw: &str) -> Option<Self>;
}

impl SortKey for i64 {
    fn write(&self) -> String {
        self.to_string()
    }
    fn read(raw: &str) -> Option<Self> {
        raw.parse().ok()
    }
}

impl SortKey for i32 {
    fn write(&self) -> String {
        self.to_string()
    }
    fn read(raw: &str) -> Option<Self> {
        raw.parse().ok()
    }
}

impl SortKey for Year {
    fn write(&self) -> String {
        self.number().write()
    }
    fn read(raw: &str) -> Option<Self> {
        raw.parse().ok().and_then(Self::new)
    }
}

impl SortKey for String {
    fn write(&self) -> String {
        self.clone()
    }
    fn read(raw: &str) -> Option<Self> {
        // Postgres accepts every text without NUL.
        (!raw.contains('\0')).then(|| raw.to_owned())
    }
}

impl SortKey for NaiveDate {
    fn write(&self) -> String {
        self.to_string()
    }
    fn read(raw: &str) -> Option<Self> {
        raw.parse().ok()
    }
}

impl SortKey for NaiveDateTime {
    fn write(&self) -> String {
        self.and_utc().timestamp_micros().to_string()
    }
    fn read(raw: &str) -> Option<Self> {
        let time = chrono::DateTime::from_timestamp_micros(raw.parse().ok()?)?;
        // Beyond these years the two databases write dates differently.
        (1..=9999).contains(&chrono::Datelike::year(&time)).then(|| time.naive_utc())
    }
}

/// Reads the sort value of a position.
pub fn sort_value<T: SortKey>(position: &Position) -> StoreResult<T> {
    T::read(&position.key).ok_or(StoreError::BadCursor)
}

/// Orders a boxed query by one of the named columns and the id, and starts it after the position.
macro_rules! page {
    ($query:expr, $listing:expr, $id:expr, { $($name:literal => $column:expr, $type:ty;)+ }) => {{
        let listing: &$crate::store::lists::listing::Listing = $listing;
        let query = $query.limit(listing.limit);
        match listing.sort {
            $($name => {
                let query = match &listing.after {
                    None => query,
                    Some(after) => {
                        let value: $type = $crate::store::lists::listing::sort_value(after)?;
                        if listing.descending {
                            query.filter($column.le(value.clone())).filter($column.lt(value).or($id.lt(after.id)))
                        } else {
                            query.filter($column.ge(value.clone())).filter($column.gt(value).or($id.gt(after.id)))
                        }
                    }
                };
                if listing.descending { query.order(($column.desc(), $id.desc())) } else { query.order(($column.asc(), $id.asc())) }
            })+
            other => return Err($crate::store::database::error::StoreError::Internal(format!("no list is sorted by {other}"))),
        }
    }};
}
pub(crate) use page;

/// Filters a query by a region and all below it, along the code.
macro_rules! within {
    ($query:expr, $column:expr, $region:expr) => {
        match $region {
            Some(region) if !region.is_nation() => {
                $query.filter($column.eq(region.clone()).or($column.like(format!("{region}.%"))))
            }
            _ => $query,
        }
    };
}
pub(crate) use within;

/// A pattern for LIKE that finds `needle` anywhere in a lower-case column, with `\` as escape character.
pub fn containing(needle: &str) -> String {
    let escaped = needle.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// A record with one more column has the position of the record.
impl<T: Keyset, A> Keyset for (T, A) {
    fn position(&self, sort: &str) -> Position {
        self.0.position(sort)
    }
}

/// A record with two more columns has the position of the record.
impl<T: Keyset, A, B> Keyset for (T, A, B) {
    fn position(&self, sort: &str) -> Position {
        self.0.position(sort)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_position_is_read_as_it_was_written(number in any::<i64>(), text in "[^\\x00]{0,40}", days in 0_i32..1_000_000, micros in 0_i64..253_402_300_799_999_999) {
            prop_assert_eq!(i64::read(&number.write()), Some(number));
            prop_assert_eq!(String::read(&text.write()), Some(text));
            let day = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            prop_assert_eq!(NaiveDate::read(&day.write()), Some(day));
            let time = chrono::DateTime::from_timestamp_micros(micros).unwrap().naive_utc();
            prop_assert_eq!(NaiveDateTime::read(&time.write()), Some(time));
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>(), near in "[0-9+-]{0,25}") {
            for text in [text, near] {
                let _ = (i32::read(&text), i64::read(&text), NaiveDate::read(&text), NaiveDateTime::read(&text));
                prop_assert!(String::read(&text).is_none_or(|read| !read.contains('\0')));
                let _ = containing(&text);
            }
        }
    }
}
