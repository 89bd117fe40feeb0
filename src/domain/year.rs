//! The book year.

use std::fmt;

/// A book year (*tahun buku*), 1990 to 2100. [`Year::latest`] is the last year that may be used today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Year(i32);

impl Year {
    /// The first year of the service.
    pub const FIRST: Year = Year(1990);
    /// The last year of the service.
    pub const LAST: Year = Year(2100);

    /// The year, or `None` outside 1990 to 2100.
    pub fn new(year: i32) -> Option<Self> {
        (Self::FIRST.0..=Self::LAST.0).contains(&year).then_some(Self(year))
    }

    /// The last year that may be read or written on a day of the Jakarta calendar: the year after that day's.
    pub fn latest(today: chrono::NaiveDate) -> Self {
        use chrono::Datelike;
        Self((today.year() + 1).clamp(Self::FIRST.0, Self::LAST.0))
    }

    /// Every year, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (Self::FIRST.0..=Self::LAST.0).map(Self)
    }

    /// The number of the year.
    pub fn number(self) -> i32 {
        self.0
    }

    /// The year `count` years before. It may be before [`Year::FIRST`]: activity in 1990 depends on 1988, which has no data.
    pub fn back(self, count: i32) -> Self {
        Self(self.0 - count)
    }

    /// The year `count` years after.
    pub fn ahead(self, count: i32) -> Self {
        Self(self.0 + count)
    }
}

impl AsRef<i32> for Year {
    fn as_ref(&self) -> &i32 {
        &self.0
    }
}

impl std::str::FromStr for Year {
    type Err = &'static str;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        raw.parse().ok().and_then(Self::new).ok_or("The value must be a year from 1990 to 2100.")
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
