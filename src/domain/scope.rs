//! The scope of a caller: which personal data it sees, and which regions' records it may change (UU 27/2022).
//!
//! Every representation of a person, in every format, decides here.

use super::{RegionCode, Role};

/// The role of a caller, and the region that its key is bound to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The role; `None` for an anonymous caller.
    pub role: Option<Role>,
    /// The region, with all below it; `None` for all regions.
    pub region: Option<RegionCode>,
}

/// The visible part of the persons in one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visibility {
    /// Whether names and masked identity numbers are visible.
    pub names: bool,
}

impl Visibility {
    /// Names and masked identity numbers are visible.
    pub const FULL: Self = Self { names: true };

    /// The personal value where it is visible, else `None`.
    pub fn of<T>(self, personal: T) -> Option<T> {
        self.names.then_some(personal)
    }
}

impl Scope {
    /// The scope of the service itself and of its command line.
    pub fn everywhere() -> Self {
        Self { role: Some(Role::Admin), region: None }
    }

    /// Whether the caller may do everything that this role may do.
    pub fn is_at_least(&self, role: Role) -> bool {
        self.role.is_some_and(|own| own >= role)
    }

    /// Whether the region is in the scope.
    pub fn covers(&self, region: &RegionCode) -> bool {
        self.region.as_ref().is_none_or(|own| own.covers(region))
    }

    /// Whether the caller may change the records of this region. For a report that is the unit's present region (rule 10).
    pub fn may_edit(&self, region: &RegionCode) -> bool {
        self.is_at_least(Role::Operator) && self.covers(region)
    }

    /// Whether the caller sees the persons in every record at this region and below it; `None` for every record there is.
    pub fn sees_all(&self, region: Option<&RegionCode>) -> bool {
        let is_within = |own: &RegionCode| region.is_some_and(|region| own.covers(region));
        self.is_at_least(Role::Operator) && self.region.as_ref().is_none_or(is_within)
    }

    /// What the caller sees of the persons in a record of this region: only callers who may enter names see them.
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
    fn names_are_visible_to_callers_who_may_enter_them() {
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
    fn an_invisible_value_is_none() {
        assert_eq!(Visibility::FULL.of("Siti"), Some("Siti"));
        assert_eq!(Visibility { names: false }.of("Siti"), None);
    }
}
