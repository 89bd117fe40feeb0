//! A training as it is entered.

use chrono::Datelike;

use crate::domain::{ViolationCode, Year};
use crate::entry::checker::{Checker, Regions};
use crate::store::database::error::StoreResult;
use crate::store::models::training::TrainingData;

/// The members as they were sent.
#[derive(Clone, Debug)]
pub struct TrainingEntry<S> {
    pub code: Option<S>,
    pub title: Option<S>,
    pub region: Option<S>,
    pub starts_on: Option<S>,
    pub ends_on: Option<S>,
    pub organizer: Option<S>,
}

impl<S: AsRef<str> + Into<String>> TrainingEntry<S> {
    /// What the store keeps; `None` where `check` has found something that leaves nothing to keep. `latest` is the last year
    /// that may be written today.
    ///
    /// # Errors
    /// Those of the database.
    pub fn check(
        self,
        check: &mut Checker,
        regions: &mut impl Regions,
        latest: Year,
    ) -> StoreResult<Option<TrainingData>> {
        let code = check.required("code", self.code);
        let code = check.text("code", code, 64);
        let title = check.required("title", self.title);
        let title = check.text("title", title, 200);
        let region = check.required("region", self.region);
        let region = check.region(regions, "region", region)?;
        let starts_on = check.date("starts_on", self.starts_on);
        let ends_on = check.required("ends_on", self.ends_on);
        let ends_on = check.date("ends_on", ends_on);
        check.in_order(("starts_on", starts_on), ("ends_on", ends_on));
        let year = ends_on.and_then(|date| Year::new(date.year())).filter(|year| *year <= latest);
        if ends_on.is_some() && year.is_none() {
            let (id, en) = year_bounds(latest);
            check.refuse("ends_on", ViolationCode::OutOfRange, id, en);
        }
        let organizer = check.text("organizer", self.organizer, 200);
        Ok(code.zip(title).zip(region).zip(ends_on).zip(year).map(|((((code, title), region), ends_on), year)| {
            TrainingData { code, title, region, starts_on, ends_on, year, organizer }
        }))
    }
}

/// What is said of a year out of bounds, in both languages.
pub fn year_bounds(latest: Year) -> (String, String) {
    let first = Year::FIRST;
    (
        format!("tahun harus antara {first} dan {latest} (tahun depan)"),
        format!("the year must be between {first} and {latest} (next year)"),
    )
}
