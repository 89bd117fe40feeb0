//! The document of a record in audit and feed: a compact JSON text with every member but those that are personal.
//!
//! Only this file and the lists of columns beside it decide what of a record stays out. Changes are never deleted, and a person has a
//! right to erasure (UU 27/2022), so that no change may show a person. A personal member is null in the document, and
//! [`withheld`](Recorded::withheld) names it where a change touched it.

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::domain::{
    Authority, CooperativeForm, CooperativeKind, Dataset, HealthRating, Money, RegionCode, RegionKind, Resource, Role,
    Score, Year,
};
use crate::store::database::error::{StoreError, StoreResult};

/// A record whose changes are recorded.
pub trait Recorded {
    /// The kind of record.
    const RESOURCE: Resource;
    /// The members that its documents show, in their order.
    #[cfg(test)]
    const SHOWN: &'static [&'static str];
    /// The members that its documents withhold.
    #[cfg(test)]
    const PERSONAL: &'static [&'static str];

    /// The part of the record that never changes: its id, or a region's code.
    fn record(&self) -> String;

    /// The number of its last change, from 1.
    fn version(&self) -> i64;

    /// The personal members that differ from those of `other`, or that hold anything where there is no other.
    fn withheld(&self, other: Option<&Self>) -> Vec<&'static str>;

    /// Writes the members in their order.
    fn write_members<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;

    /// The document.
    fn document(&self) -> StoreResult<String> {
        let mut bytes = Vec::with_capacity(512);
        let write = |bytes: &mut Vec<u8>| {
            let mut serializer = serde_json::Serializer::new(bytes);
            let mut map = serializer.serialize_map(None)?;
            self.write_members(&mut map)?;
            map.end()
        };
        let failed = |error: String| StoreError::Internal(format!("A record cannot be written as JSON: {error}"));
        write(&mut bytes).map_err(|error| failed(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| failed(error.to_string()))
    }
}

/// Implements [`Recorded`] for a record from the list of its members. A member in neither list does not compile.
macro_rules! recorded {
    ($record:ident, $resource:ident, $key:ident: shows { $($shown:ident),+ } withholds { $($personal:ident),* }) => {
        impl $crate::store::models::document::Recorded for $record {
            const RESOURCE: $crate::domain::Resource = $crate::domain::Resource::$resource;
            #[cfg(test)]
            const SHOWN: &'static [&'static str] = &[$(stringify!($shown)),+];
            #[cfg(test)]
            const PERSONAL: &'static [&'static str] = &[$(stringify!($personal)),*];

            fn record(&self) -> String {
                self.$key.to_string()
            }

            fn version(&self) -> i64 {
                self.version
            }

            fn withheld(&self, other: Option<&Self>) -> Vec<&'static str> {
                let _ = other;
                let members: &[(&'static str, bool)] = &[$((
                    stringify!($personal),
                    other.map_or_else(
                        || $crate::store::models::document::Given::is_given(&self.$personal),
                        |other| self.$personal != other.$personal),
                )),*];
                members.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect()
            }

            fn write_members<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                use $crate::store::models::document::Shown;
                let Self { $($shown,)+ $($personal: _,)* version: _ } = self;
                $(map.serialize_entry(stringify!($shown), &Shown($shown))?;)+
                $(map.serialize_entry(stringify!($personal), &())?;)*
                Ok(())
            }
        }
    };
}
pub(crate) use recorded;

/// Whether a personal member holds anything.
pub trait Given {
    /// `false` for `None` alone.
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

/// A member's value as documents show it: decimals as texts, times in UTC.
pub struct Shown<'a, T>(pub &'a T);

macro_rules! shown {
    ($write:expr; $($type:ty),+) => { $(
        impl Serialize for Shown<'_, $type> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let write: fn(&$type, S) -> Result<S::Ok, S::Error> = $write;
                write(self.0, serializer)
            }
        }
    )+ };
}
shown!(Serialize::serialize; bool, i64, String, RegionCode);
shown!(Serialize::serialize; Authority, CooperativeForm, CooperativeKind, Dataset, HealthRating, RegionKind, Role);
shown!(|value, serializer| serializer.collect_str(value); Money, Score, NaiveDate);
shown!(|year, serializer| serializer.serialize_i32(year.number()); Year);
shown!(|moment, serializer| {
    // Part by part: chrono would parse a pattern anew for every time.
    let (date, time) = (moment.date(), moment.time());
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    let micros = time.nanosecond() / 1000;
    serializer.collect_str(&format_args!("{date}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z"))
}; NaiveDateTime);

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
    use crate::store::models::business::Business;
    use crate::store::models::business_report::BusinessReport;
    use crate::store::models::cooperative::Cooperative;
    use crate::store::models::cooperative_report::CooperativeReport;
    use crate::store::models::figure::Figure;
    use crate::store::models::key::Key;
    use crate::store::models::participant::Participant;
    use crate::store::models::region::Region;
    use crate::store::models::training::Training;

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
            version: 2,
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
    fn a_withheld_member_is_named_where_a_change_touched_it() {
        let before = participant();
        assert_eq!(before.withheld(None), ["name", "identity_number"]);
        assert!(before.withheld(Some(&before.clone())).is_empty());
        let renamed = Participant { name: "Siti A.".to_owned(), ..before.clone() };
        assert_eq!(renamed.withheld(Some(&before)), ["name"]);
        let unnumbered = Participant { identity_number: None, ..before.clone() };
        assert_eq!(unnumbered.withheld(None), ["name"]);
    }

    #[test]
    fn debug_shows_no_person() {
        let text = format!("{:?}", participant());
        assert!(!text.contains("Siti") && !text.contains("1571"), "{text}");
    }

    /// A member that is new in a record may hold personal data: it is added here only once that is ruled out.
    #[test]
    fn every_member_that_audit_and_feed_may_show() {
        fn lists<R: Recorded>() -> (Resource, String, String) {
            (R::RESOURCE, R::SHOWN.join(" "), R::PERSONAL.join(" "))
        }
        let mut listed = Vec::new();
        let mut expect = |(resource, shown, personal): (Resource, String, String), expected: (&str, &str)| {
            assert_eq!((shown.as_str(), personal.as_str()), expected, "{resource}");
            listed.push(resource);
        };
        expect(lists::<Region>(), ("code bps_code name kind created_at updated_at", ""));
        let shown = "id register_number name region authority kind form sharia nik_koperasi legal_entity_number \
                     established_on dissolved_on created_at updated_at";
        expect(lists::<Cooperative>(), (shown, ""));
        let shown = "id cooperative_id year region rat_held rat_held_on serves_members business_volume health_rating \
                     health_score members employees assets equity surplus created_at updated_at";
        expect(lists::<CooperativeReport>(), (shown, ""));
        let shown = "id register_number name region nib sector assisted_since assisted_until created_at updated_at";
        expect(lists::<Business>(), (shown, "owner_name"));
        let shown = "id umkm_id year region turnover assets workers created_at updated_at";
        expect(lists::<BusinessReport>(), (shown, ""));
        let shown = "id code title region starts_on ends_on year organizer created_at updated_at";
        expect(lists::<Training>(), (shown, ""));
        let shown = "id training_id cooperative_id umkm_id score created_at updated_at";
        expect(lists::<Participant>(), (shown, "name identity_number"));
        let shown = "id dataset year region active_cooperatives quality_cooperatives quality_active_cooperatives \
                     business_volume businesses turnover assets workers participants good_participants source created_at \
                     updated_at";
        expect(lists::<Figure>(), (shown, ""));
        let shown = "id name role region expires_at revoked_at last_used_at created_at created_by";
        expect(lists::<Key>(), (shown, ""));
        assert_eq!(listed, Resource::ALL, "this test lists the members of every kind of record");
    }
}
