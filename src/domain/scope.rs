//! How far a caller reaches: what it may see of persons, and which region's records it may change (UU 27/2022).
//!
//! The one place that decides it. Every representation that names a person asks here, whatever its format.

use super::{RegionCode, Role};

/// A caller's role, and the region that an operator is bound to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// `None` for an anonymous caller.
    pub role: Option<Role>,
    /// This region and those below it; `None` for all.
    pub region: Option<RegionCode>,
}

/// What is shown of the persons in one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visibility {
    /// Whether names and masked identity numbers are.
    pub names: bool,
}

impl Visibility {
    /// Everything that a reply ever shows.
    pub const FULL: Self = Self { names: true };

    /// What is personal, where it is shown.
    pub fn of<T>(self, personal: T) -> Option<T> {
        self.names.then_some(personal)
    }
}

impl Scope {
    /// That of the service itself and of its command line.
    pub fn everywhere() -> Self {
        Self { role: Some(Role::Admin), region: None }
    }

    /// Whether the caller may do what this role may.
    pub fn is_at_least(&self, role: Role) -> bool {
        self.role.is_some_and(|own| own >= role)
    }

    /// Whether the region is the caller's own or lies in it.
    pub fn covers(&self, region: &RegionCode) -> bool {
        self.region.as_ref().is_none_or(|own| own.covers(region))
    }

    /// Whether the caller may change records that stand at this region: who edits follows the unit's present region.
    pub fn may_edit(&self, region: &RegionCode) -> bool {
        self.is_at_least(Role::Operator) && self.covers(region)
    }

    /// Whether the caller sees the persons in every record at this region and below it; `None` for every record there is.
    pub fn sees_all(&self, region: Option<&RegionCode>) -> bool {
        let is_within = |own: &RegionCode| region.is_some_and(|region| own.covers(region));
        self.is_at_least(Role::Operator) && self.region.as_ref().is_none_or(is_within)
    }

    /// What the caller sees of the persons in a record that stands at this region: those whose work needs the names are the
    /// ones who enter them.
    pub fn visibility(&self, region: &RegionCode) -> Visibility {
        Visibility { names: self.may_edit(region) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(raw: &str) -> RegionCode {
        RegionCode::parse(raw).unwrap()
    }

    #[test]
    fn names_are_for_those_who_enter_them() {
        let sees = |role: Option<Role>, region: Option<&str>, record: &str| {
            Scope { role, region: region.map(code) }.visibility(&code(record)).names
        };
        assert!(!sees(None, None, "15.71"));
        assert!(!sees(Some(Role::Viewer), None, "15.71"));
        for role in [Role::Operator, Role::Approver, Role::Admin] {
            assert!(sees(Some(role), None, "15.71"), "{role}");
        }
        assert!(sees(Some(Role::Operator), Some("15.71"), "15.71"));
        assert!(sees(Some(Role::Operator), Some("15"), "15.71") && sees(Some(Role::Operator), Some("00"), "15.71"));
        assert!(!sees(Some(Role::Operator), Some("15.72"), "15.71"));
        assert!(!sees(Some(Role::Operator), Some("15.71"), "15"));
    }

    #[test]
    fn all_persons_of_a_list_are_seen_where_the_list_is_within_the_own_region() {
        let sees = |role, own: Option<&str>, list: Option<&str>| {
            Scope { role: Some(role), region: own.map(code) }.sees_all(list.map(code).as_ref())
        };
        assert!(sees(Role::Operator, None, None) && sees(Role::Operator, None, Some("15.71")));
        assert!(sees(Role::Operator, Some("15"), Some("15.71")) && sees(Role::Operator, Some("15"), Some("15")));
        assert!(!sees(Role::Operator, Some("15"), None) && !sees(Role::Operator, Some("15.71"), Some("15")));
        assert!(!sees(Role::Viewer, None, None) && !Scope::default().sees_all(None));
    }

    #[test]
    fn what_is_not_shown_is_nothing() {
        assert_eq!(Visibility::FULL.of("Siti"), Some("Siti"));
        assert_eq!(Visibility { names: false }.of("Siti"), None);
    }
}
