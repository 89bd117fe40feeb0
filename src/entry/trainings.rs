//! What can be entered of a training.

use chrono::{Datelike, NaiveDate};

use crate::domain::{Text, Violation, ViolationCode, Year, text};
use crate::entry::checker::{Checker, NamedRegion, RegionList, Regions};
use crate::entry::members::entry;
use crate::store::{StoreResult, TrainingData};

entry! {
    /// What can be set of a training
    #[schema(as = TrainingInput)]
    Input for TrainingData, checked with (check, list: &impl RegionList, latest: Year) {
        /// The office's own code, unique.
        #[schema(required, nullable = false, min_length = 1, max_length = 64, example = "DIKLAT-2024-01")]
        code: String, required text(64);
        /// Title.
        #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Manajemen koperasi")]
        title: String, required text(200);
        /// Where its participants count (Kemendagri code).
        #[schema(required, nullable = false, format = "region-sent", example = "15.71")]
        region: String, required registered(list);
        /// First day.
        #[schema(format = Date, example = "2024-03-04")]
        starts_on: String, optional date;
        /// Last day, 1990 to next year.
        #[schema(required, nullable = false, format = "date-from-1990", example = "2024-03-08")]
        ends_on: String, required date;
        /// Who held it.
        #[schema(min_length = 1, max_length = 200)]
        organizer: String, optional text(200);
    }
    rules {
        check.in_order((("Tanggal Mulai", "starts_on"), starts_on), ("ends_on", ends_on));
        let year = year_of(check, ends_on, latest);
    }
    with {
        year: year?
    }
}

impl Input {
    /// Checks a document. `latest` is the last year that may be written today.
    pub fn check(
        self,
        check: &mut Checker,
        regions: &mut impl Regions,
        latest: Year,
    ) -> StoreResult<Option<TrainingData>> {
        let named = NamedRegion::find(regions, self.region.as_deref())?;
        Ok(self.checked(check, None, &named, latest))
    }
}

/// The year in which a training's participants count: that of its last day.
fn year_of(check: &mut Checker, ends_on: Option<NaiveDate>, latest: Year) -> Option<Year> {
    let year = Year::new(ends_on?.year()).filter(|year| *year <= latest);
    if year.is_none() {
        check.add(Violation::new("ends_on", ViolationCode::OutOfRange, year_bounds(latest)));
    }
    year
}

/// The text of a year outside its bounds.
pub fn year_bounds(latest: Year) -> Text {
    let first = Year::FIRST;
    text!(
        "Tahun pada isian ini harus antara {first} dan {latest} (tahun depan).",
        "The year of the value must be between {first} and {latest} (next year)."
    )
}
