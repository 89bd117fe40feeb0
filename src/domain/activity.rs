//! The activity of a cooperative (*koperasi aktif*): the three-year rule of Permen KUKM 25/2015, as the decree of December 2017
//! quotes it (rule 1 of `docs/domain.md`).

use super::{Text, Year, codes::codes, text};

/// The number of years before n whose reports decide whether a cooperative is active in n.
pub const YEARS_BEFORE: i32 = 2;

codes! {
    /// Whether a cooperative is active in a year. Only `active` counts.
    ActivityStatus {
        /// In each of the three years the cooperative held its annual meeting and did business that serves its members.
        Active => "active",
        /// In each of the three years the cooperative held no meeting, or in the year itself it served no members.
        Inactive => "inactive",
        /// Every other case: too young, a report missing, one meeting missed.
        Undetermined => "undetermined",
    }
}

impl ActivityStatus {
    /// The status in words.
    pub fn name(self) -> Text {
        match self {
            Self::Active => Text::new("aktif", "active"),
            Self::Inactive => Text::new("tidak aktif", "inactive"),
            Self::Undetermined => Text::new("belum dapat ditentukan", "undetermined"),
        }
    }
}

/// The part of a yearly report that decides about activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conduct {
    /// The annual members' meeting for the book year was held.
    pub rat_held: bool,
    /// The cooperative did business that serves its members in the book year.
    pub serves_members: bool,
}

/// The status of a cooperative in year n from its reports for n−2, n−1 and n; `None` is a missing report.
pub fn status(years: [Option<Conduct>; 3]) -> ActivityStatus {
    let [_, _, current] = years;
    if years.iter().all(|year| year.is_some_and(|c| c.rat_held && c.serves_members)) {
        ActivityStatus::Active
    } else if years.iter().all(|year| year.is_some_and(|c| !c.rat_held)) || current.is_some_and(|c| !c.serves_members) {
        ActivityStatus::Inactive
    } else {
        ActivityStatus::Undetermined
    }
}

/// The reasons of the status in words, year by year.
pub fn why(n: Year, years: [Option<Conduct>; 3]) -> Text {
    let mut id = Vec::new();
    let mut en = Vec::new();
    for (conduct, back) in years.iter().zip([2, 1, 0]) {
        let year = n.back(back);
        let Some(conduct) = conduct else {
            id.push(format!("{year}: tidak ada laporan"));
            en.push(format!("{year}: no report"));
            continue;
        };
        if !conduct.rat_held {
            id.push(format!("{year}: RAT tidak dilaksanakan"));
            en.push(format!("{year}: no annual members' meeting"));
        }
        if !conduct.serves_members {
            id.push(format!("{year}: tidak ada kegiatan usaha yang melayani anggota"));
            en.push(format!("{year}: no business that serves members"));
        }
    }
    if id.is_empty() {
        let first = n.back(YEARS_BEFORE);
        return text!(
            "{first}–{n}: RAT dan kegiatan usaha yang melayani anggota setiap tahun",
            "{first}–{n}: annual members' meeting and business that serves members in every year",
        );
    }
    Text::new(id.join("; "), en.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const YES: Option<Conduct> = Some(Conduct { rat_held: true, serves_members: true });
    const NO_MEETING: Option<Conduct> = Some(Conduct { rat_held: false, serves_members: true });
    const NO_BUSINESS: Option<Conduct> = Some(Conduct { rat_held: true, serves_members: false });

    #[test]
    fn only_three_full_years_are_active() {
        use ActivityStatus::{Active, Inactive, Undetermined};
        for (years, expected) in [
            ([YES, YES, YES], Active),
            ([None, YES, YES], Undetermined),
            ([YES, None, YES], Undetermined),
            ([YES, YES, None], Undetermined),
            ([NO_MEETING, YES, YES], Undetermined),
            ([NO_MEETING, NO_MEETING, YES], Undetermined),
            ([NO_MEETING, NO_MEETING, NO_MEETING], Inactive),
            ([None, NO_MEETING, NO_MEETING], Undetermined),
            ([NO_BUSINESS, YES, YES], Undetermined),
            ([YES, NO_BUSINESS, YES], Undetermined),
            ([YES, YES, NO_BUSINESS], Inactive),
            ([None, None, NO_BUSINESS], Inactive),
            ([None, None, None], Undetermined),
        ] {
            assert_eq!(status(years), expected, "{years:?}");
        }
    }
}
