//! The yearly totals of one region: sums that add up, so that a write subtracts what a record contributed before and adds what it
//! contributes now.

use super::{Dataset, RegionCode, Year};
use std::collections::BTreeMap;

/// The key of a row of totals: a year and the exact region of the reports, without the regions below it.
pub type Place = (Year, RegionCode);

/// Totals by place: what a unit's reports contribute, or the difference that a write makes.
pub type Contributions = BTreeMap<Place, Totals>;

/// Hands the list of totals to another macro. [`Totals`], the database row and the SQL statements are made from this one list.
///
/// Each data set has `counts`, which count records, and `amounts`. A count is one line: the name of its column. An amount is one
/// line with the variant of [`Amount`], the field of [`Totals`], its [`Scale`], and the five columns of its [`AmountSums`] in their
/// order. To add a line, also fill it in `contributions.rs` and add its columns in a new migration of each database.
/// The order of the list is that of the columns in a backup.
macro_rules! for_each_total {
    ($then:ident) => {
        $then! {
            cooperatives: Cooperatives {
                counts {
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
                }
                amounts {
                    /// Business volume of cooperatives, in hundredths of a rupiah.
                    Volume volume: Money [volume_sum, volume_given, volume_matched, volume_matched_current, volume_matched_previous],
                }
            }
            umkm: Umkm {
                counts {
                    /// UMKM reports.
                    umkm_reports,
                    /// UMKM reports for a year outside the dates between which the business was assisted.
                    umkm_outside_dates,
                }
                amounts {
                    /// Turnover of assisted businesses, in hundredths of a rupiah.
                    Turnover turnover: Money [turnover_sum, turnover_given, turnover_matched, turnover_matched_current, turnover_matched_previous],
                    /// Assets of assisted businesses at 31 December, in hundredths of a rupiah.
                    Assets assets: Money [assets_sum, assets_given, assets_matched, assets_matched_current, assets_matched_previous],
                    /// Persons who work for assisted businesses.
                    Workers workers: Count [workers_sum, workers_given, workers_matched, workers_matched_current, workers_matched_previous],
                }
            }
            trainings: Trainings {
                counts {
                    /// Participations in trainings, graded or not.
                    participants,
                    /// Participations with a score.
                    graded,
                    /// Participations graded good (a score of at least 75).
                    good,
                }
                amounts {}
            }
        }
    };
}
pub(crate) use for_each_total;

/// The unit of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Records or persons: whole numbers.
    Count,
    /// Rupiah: whole hundredths, written with two decimals and bounded by [`Totals::LIMIT`].
    Money,
}

/// The five sums that are kept of one amount. An unknown amount enters none of them: missing is never zero (rule 5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AmountSums {
    /// The sum over the reports that give the amount, in the unit of its [`Scale`].
    pub sum: i128,
    /// The number of reports that give it.
    pub given: i128,
    /// The number of units that give it for this year and for the year before (rule 3).
    pub matched: i128,
    /// The sum of the matched units for this year.
    pub matched_current: i128,
    /// The sum of the matched units for the year before.
    pub matched_previous: i128,
}

impl AmountSums {
    /// The contribution of one report, with the amount that the same unit reported for the year before.
    pub fn of(current: Option<i128>, previous: Option<i128>) -> Self {
        let matched = current.zip(previous);
        Self {
            sum: current.unwrap_or(0),
            given: i128::from(current.is_some()),
            matched: i128::from(matched.is_some()),
            matched_current: matched.map_or(0, |(current, _)| current),
            matched_previous: matched.map_or(0, |(_, previous)| previous),
        }
    }

    /// Combines two sums of the same amount part by part.
    fn zip(self, other: Self, with: impl Fn(i128, i128) -> i128) -> Self {
        Self {
            sum: with(self.sum, other.sum),
            given: with(self.given, other.given),
            matched: with(self.matched, other.matched),
            matched_current: with(self.matched_current, other.matched_current),
            matched_previous: with(self.matched_previous, other.matched_previous),
        }
    }
}

macro_rules! totals {
    ($($section:ident: $dataset:ident {
        counts { $($(#[$count_doc:meta])* $count:ident,)* }
        amounts { $(
            $(#[$amount_doc:meta])*
            $variant:ident $amount:ident: $scale:ident
                [$sum:ident, $given:ident, $matched:ident, $current:ident, $previous:ident],
        )* }
    })+) => {
        /// Sums over the records of one year at one region.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Totals {
            $(
                $($(#[$count_doc])* pub $count: i128,)*
                $($(#[$amount_doc])* pub $amount: AmountSums,)*
            )+
        }

        /// The amounts of yearly reports that are summed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Amount {
            $($($(#[$amount_doc])* $variant,)*)+
        }

        impl Totals {
            /// The names of the sums, which are the names of their columns, in the order of [`Totals::values`].
            pub const NAMES: &'static [&'static str] = &[$(
                $(stringify!($count),)*
                $(
                    stringify!($sum),
                    stringify!($given),
                    stringify!($matched),
                    stringify!($current),
                    stringify!($previous),
                )*
            )+];

            /// The units of the sums, in the order of [`Totals::NAMES`].
            pub const SCALES: &'static [Scale] = &[$(
                $(totals!(@count $count),)*
                $(Scale::$scale, Scale::Count, Scale::Count, Scale::$scale, Scale::$scale,)*
            )+];

            /// The sums in the order of [`Totals::NAMES`].
            pub fn values(&self) -> impl Iterator<Item = i128> + use<> {
                [$(
                    $(self.$count,)*
                    $(
                        self.$amount.sum,
                        self.$amount.given,
                        self.$amount.matched,
                        self.$amount.matched_current,
                        self.$amount.matched_previous,
                    )*
                )+].into_iter()
            }

            /// The five sums of one amount.
            pub fn amount(&self, amount: Amount) -> AmountSums {
                match amount {
                    $($(Amount::$variant => self.$amount,)*)+
                }
            }

            /// Combines two totals sum by sum.
            fn zip(&self, other: &Self, with: impl Fn(i128, i128) -> i128 + Copy) -> Self {
                Self {$(
                    $($count: with(self.$count, other.$count),)*
                    $($amount: self.$amount.zip(other.$amount, with),)*
                )+}
            }
        }

        impl Amount {
            /// The data set whose reports give the amount.
            pub fn dataset(self) -> Dataset {
                match self {
                    $($(Self::$variant => Dataset::$dataset,)*)+
                }
            }

            /// The unit of the amount.
            pub fn scale(self) -> Scale {
                match self {
                    $($(Self::$variant => Scale::$scale,)*)+
                }
            }
        }
    };
    (@count $count:ident) => { Scale::Count };
}

for_each_total!(totals);

impl Totals {
    /// Largest sum of money that one region and year can hold: 9.2 × 10^16 rupiah, in hundredths.
    pub const LIMIT: i128 = 9_200_000_000_000_000_000;

    /// Whether every sum is zero.
    pub fn is_zero(&self) -> bool {
        self.values().all(|value| value == 0)
    }

    /// The sum of both totals.
    pub fn plus(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a + b)
    }

    /// These totals without the other ones.
    pub fn minus(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a - b)
    }
}

/// Adds `totals` to those of a place.
pub fn add(contributions: &mut Contributions, place: Place, totals: &Totals) {
    let entry = contributions.entry(place).or_default();
    *entry = entry.plus(totals);
}

/// The difference from `before` to `after`, without the places that do not change.
pub fn difference(before: &Contributions, after: &Contributions) -> Contributions {
    let mut difference = after.clone();
    for (place, totals) in before {
        let entry = difference.entry(place.clone()).or_default();
        *entry = entry.minus(totals);
    }
    difference.retain(|_, totals| !totals.is_zero());
    difference
}
