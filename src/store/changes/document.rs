//! A record as its changes show it: a compact JSON text with every member but what is personal.
//!
//! This is the one place that decides what of a record stays out: a change is kept for ever, and what a person has a right to
//! see erased must not be in it. A member that is left out is null, and [`withheld`](Recorded::withheld) names it where a
//! change touched it.

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::domain::{
    Authority, CooperativeForm, CooperativeKind, Dataset, HealthRating, Money, RegionCode, RegionKind, Resource, Role,
    Score, Year,
};
use crate::store::database::error::StoreError;
use crate::store::models::business::Business;
use crate::store::models::business_report::BusinessReport;
use crate::store::models::cooperative::Cooperative;
use crate::store::models::cooperative_report::CooperativeReport;
use crate::store::models::figure::Figure;
use crate::store::models::key::Key;
use crate::store::models::participant::Participant;
use crate::store::models::region::Region;
use crate::store::models::training::Training;

/// A record whose changes are kept.
pub trait Recorded: Serialized {
    /// What kind of record it is.
    const RESOURCE: Resource;

    /// What never changes of it: its id, or a region's code.
    fn record(&self) -> String;

    /// The members that documents do not show and that differ from `other`, or are given where there is no other.
    fn withheld(&self, other: Option<&Self>) -> Vec<&'static str>;

    /// Its document.
    fn document(&self) -> Result<String, StoreError> {
        serde_json::to_string(&Document(self))
            .map_err(|error| StoreError::Internal(format!("cannot write a record down: {error}")))
    }
}

/// A record that writes its members.
pub trait Serialized {
    /// Writes them in their order.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

struct Document<'a, R: ?Sized>(&'a R);

impl<R: Serialized + ?Sized> Serialize for Document<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

/// Says once of a record which members it has, which of them its documents show, and which they withhold.
macro_rules! recorded {
    ($record:ty, $resource:ident, $key:ident: shows { $($shown:ident),+ $(,)? } withholds { $($personal:ident),* $(,)? }) => {
        impl Serialized for $record {
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                // A member that is new in the record and in neither list does not compile.
                let Self { $($shown,)+ $($personal: _,)* } = self;
                let mut map = serializer.serialize_map(None)?;
                $(map.serialize_entry(stringify!($shown), &Shown($shown))?;)+
                $(map.serialize_entry(stringify!($personal), &None::<()>)?;)*
                map.end()
            }
        }

        impl Recorded for $record {
            const RESOURCE: Resource = Resource::$resource;

            fn record(&self) -> String {
                self.$key.to_string()
            }

            fn withheld(&self, other: Option<&Self>) -> Vec<&'static str> {
                // Most records have no personal member, and then `other` is not used.
                let _ = other;
                let names: [Option<&'static str>; _] = [$(
                    other
                        .map_or_else(|| is_given(&self.$personal), |other| self.$personal != other.$personal)
                        .then_some(stringify!($personal))
                ),*];
                names.into_iter().flatten().collect()
            }
        }
    };
}

recorded!(Region, Regions, code:
    shows { code, bps_code, name, kind, created_at, updated_at }
    withholds {});
recorded!(Cooperative, Cooperatives, id:
    shows {
        id, register_number, name, region, authority, kind, form, sharia, nik_koperasi, legal_entity_number, established_on,
        dissolved_on, created_at, updated_at,
    }
    withholds {});
recorded!(CooperativeReport, CooperativeReports, id:
    shows {
        id, cooperative_id, year, region, rat_held, rat_held_on, serves_members, business_volume, health_rating, health_score,
        members, employees, assets, equity, surplus, created_at, updated_at,
    }
    withholds {});
recorded!(Business, Umkm, id:
    shows { id, register_number, name, region, nib, sector, assisted_since, assisted_until, created_at, updated_at }
    withholds { owner_name });
recorded!(BusinessReport, UmkmReports, id:
    shows { id, umkm_id, year, region, turnover, assets, workers, created_at, updated_at }
    withholds {});
recorded!(Training, Trainings, id:
    shows { id, code, title, region, starts_on, ends_on, year, organizer, created_at, updated_at }
    withholds {});
recorded!(Participant, Participants, id:
    shows { id, training_id, cooperative_id, umkm_id, score, created_at, updated_at }
    withholds { name, identity_number });
recorded!(Figure, Figures, id:
    shows {
        id, dataset, year, region, active_cooperatives, quality_cooperatives, quality_active_cooperatives, business_volume,
        businesses, turnover, assets, workers, participants, good_participants, source, created_at, updated_at,
    }
    withholds {});

recorded!(Key, Keys, id:
    shows { id, name, role, region, expires_at, revoked_at, last_used_at, created_at, created_by }
    withholds {});

/// Whether a withheld member holds anything.
fn is_given(value: &impl Given) -> bool {
    value.is_given()
}

trait Given {
    fn is_given(&self) -> bool;
}

impl Given for String {
    fn is_given(&self) -> bool {
        true
    }
}

impl Given for Option<String> {
    fn is_given(&self) -> bool {
        self.is_some()
    }
}

/// A member's value as the document has it: decimals as texts, times in UTC.
struct Shown<'a, T>(&'a T);

macro_rules! shown_as_it_is {
    ($($type:ty),+) => { $(
        impl Serialize for Shown<'_, $type> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }
    )+ };
}
shown_as_it_is!(
    bool,
    i64,
    String,
    Authority,
    CooperativeForm,
    CooperativeKind,
    Dataset,
    HealthRating,
    RegionCode,
    RegionKind,
    Role
);

macro_rules! shown_as_text {
    ($($type:ty),+) => { $(
        impl Serialize for Shown<'_, $type> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self.0)
            }
        }
    )+ };
}
shown_as_text!(Money, Score, NaiveDate);

impl Serialize for Shown<'_, Year> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i32(self.0.number())
    }
}

impl Serialize for Shown<'_, NaiveDateTime> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Member by member: a pattern would be parsed anew for every time that is written.
        let (date, time) = (self.0.date(), self.0.time());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        let micros = time.nanosecond() / 1000;
        serializer.collect_str(&format_args!("{date}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z"))
    }
}

impl<T> Serialize for Shown<'_, Option<T>>
where
    for<'a> Shown<'a, T>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(value) => Shown(value).serialize(serializer),
            None => serializer.serialize_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn participant() -> Participant {
        let time = chrono::DateTime::from_timestamp_micros(1_735_689_600_004_000).unwrap().naive_utc();
        Participant {
            id: 7,
            training_id: 3,
            name: "Siti Aminah".to_owned(),
            identity_number: Some("1571012345678901".to_owned()),
            cooperative_id: None,
            umkm_id: Some(9),
            score: Some(Score::from_thousandths(74_995)),
            created_at: time,
            updated_at: time,
        }
    }

    #[test]
    fn a_document_has_every_member_and_nothing_personal() {
        let text = participant().document().unwrap();
        assert_eq!(
            text,
            r#"{"id":7,"training_id":3,"cooperative_id":null,"umkm_id":9,"score":"74.995","#.to_owned()
                + r#""created_at":"2025-01-01T00:00:00.004000Z","updated_at":"2025-01-01T00:00:00.004000Z","#
                + r#""name":null,"identity_number":null}"#
        );
    }

    #[test]
    fn what_is_withheld_is_named_where_a_change_touched_it() {
        let before = participant();
        assert_eq!(before.withheld(None), ["name", "identity_number"]);
        assert!(before.withheld(Some(&before.clone())).is_empty());
        let renamed = Participant { name: "Siti A.".to_owned(), ..before.clone() };
        assert_eq!(renamed.withheld(Some(&before)), ["name"]);
        let unnumbered = Participant { identity_number: None, ..before.clone() };
        assert_eq!(unnumbered.withheld(None), ["name"]);
    }
}
