//! The yearly totals of one region: a commutative sum, so that a change is applied by subtracting what was and adding what is.

use super::{RegionCode, Year};
use std::collections::BTreeMap;

/// Where totals stand: a year and the very region of the reports (not those below it).
pub type Place = (Year, RegionCode);

/// Totals by place: what a unit's reports contribute, or the difference that a write makes.
pub type Contributions = BTreeMap<Place, Totals>;

/// The sums that are kept, handed to another macro: this list, the table and what reads it must not drift apart.
macro_rules! for_each_total {
    ($then:ident) => {
        $then! {
            /// Cooperative reports.
            cooperative_reports,
            /// Active cooperatives (Permen KUKM 25/2015).
            active,
            /// Cooperatives rated healthy or fairly healthy, active or not.
            quality,
            /// Cooperatives that are both active and rated healthy or fairly healthy.
            quality_active,
            /// Cooperative reports for a year outside the cooperative's dates.
            cooperatives_outside_dates,
            /// Cooperative reports whose rating contradicts their score.
            rating_contradictions,
            /// Business volume: its sum, the reports that gave it, the cooperatives that gave it for both years, and their two sums.
            volume_sum,
            /// See `volume_sum`.
            volume_given,
            /// See `volume_sum`.
            volume_matched,
            /// See `volume_sum`.
            volume_matched_current,
            /// See `volume_sum`.
            volume_matched_previous,
            /// UMKM reports.
            umkm_reports,
            /// UMKM reports for a year outside the dates between which the business was assisted.
            umkm_outside_dates,
            /// Turnover, as `volume_sum`.
            turnover_sum,
            /// See `volume_sum`.
            turnover_given,
            /// See `volume_sum`.
            turnover_matched,
            /// See `volume_sum`.
            turnover_matched_current,
            /// See `volume_sum`.
            turnover_matched_previous,
            /// Assets, as `volume_sum`.
            assets_sum,
            /// See `volume_sum`.
            assets_given,
            /// See `volume_sum`.
            assets_matched,
            /// See `volume_sum`.
            assets_matched_current,
            /// See `volume_sum`.
            assets_matched_previous,
            /// Workers, as `volume_sum`, in persons.
            workers_sum,
            /// See `volume_sum`.
            workers_given,
            /// See `volume_sum`.
            workers_matched,
            /// See `volume_sum`.
            workers_matched_current,
            /// See `volume_sum`.
            workers_matched_previous,
            /// Participations in trainings, graded or not.
            participants,
            /// Participations with a score.
            graded,
            /// Participations graded good (a score of at least 75).
            good,
        }
    };
}
pub(crate) use for_each_total;

macro_rules! totals {
    ($($(#[$doc:meta])* $field:ident,)+) => {
        /// Sums over the records of one year at one region. Money is in hundredths of a rupiah, all else counts records or persons.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Totals {
            $($(#[$doc])* pub $field: i128,)+
        }

        impl Totals {
            /// The names of the sums, in the order of [`Totals::values`].
            pub const NAMES: &'static [&'static str] = &[$(stringify!($field),)+];

            /// The sums, in the order of [`Totals::NAMES`].
            pub fn values(&self) -> impl Iterator<Item = i128> + use<> {
                [$(self.$field,)+].into_iter()
            }

            /// Combines two totals sum by sum.
            fn zip(&self, other: &Self, with: impl Fn(i128, i128) -> i128) -> Self {
                Self { $($field: with(self.$field, other.$field),)+ }
            }
        }
    };
}

for_each_total!(totals);

impl Totals {
    /// Largest sum of money that one region and year can hold: 9.2 × 10^16 rupiah, in hundredths.
    pub const LIMIT: i128 = 9_200_000_000_000_000_000;

    /// Whether every sum is zero.
    pub fn is_zero(&self) -> bool {
        self.values().all(|value| value == 0)
    }

    /// This and the other together.
    pub fn plus(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a + b)
    }

    /// This without the other.
    pub fn minus(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a - b)
    }
}

/// Adds `totals` at a place.
pub fn add(contributions: &mut Contributions, place: Place, totals: &Totals) {
    let entry = contributions.entry(place).or_default();
    *entry = entry.plus(totals);
}

/// What must be added to `before` to arrive at `after`; places that do not change are left out.
pub fn difference(before: &Contributions, after: &Contributions) -> Contributions {
    let mut difference = after.clone();
    for (place, totals) in before {
        let entry = difference.entry(place.clone()).or_default();
        *entry = entry.minus(totals);
    }
    difference.retain(|_, totals| !totals.is_zero());
    difference
}
