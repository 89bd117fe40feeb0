//! The book year.

use std::fmt;

/// A book year (*tahun buku*), 1990 to 2100. Whether it is not too far ahead depends on today: see [`Year::latest`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Year(i32);

impl Year {
    /// The first year that the service keeps.
    pub const FIRST: Year = Year(1990);
    /// The last year that the service is laid out for.
    pub const LAST: Year = Year(2100);

    /// The year, or `None` outside 1990 to 2100.
    pub fn new(year: i32) -> Option<Self> {
        (Self::FIRST.0..=Self::LAST.0).contains(&year).then_some(Self(year))
    }

    /// The last year that may be asked for or written on a day of the Jakarta calendar: the one after it.
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

    /// The year `count` years before. May lie before [`Year::FIRST`]: 1990 rests on 1988 and 1989, which hold nothing.
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

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
