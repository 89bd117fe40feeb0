//! The macro `entry!`, which declares what can be set of a resource with one line a member, and what it needs to read rows of files.

use crate::domain::decimal_input::DecimalInput;

/// The cells of a row, by their members. A cell that is empty, cannot be read or has no column is `None`; the reader notes why.
pub trait RowCells {
    /// A text, as [`crate::entry::checker::Checker`] reads it.
    fn text(&mut self, member: &str) -> Option<String>;
    /// A whole number.
    fn integer(&mut self, member: &str) -> Option<i64>;
    /// Yes or no.
    fn flag(&mut self, member: &str) -> Option<bool>;
}

/// The columns of a file.
pub trait Columns {
    /// Whether the file has a column for this member.
    fn has(&self, member: &str) -> bool;
}

/// The stored record that a row of a file changes. Members without a column in the file keep their stored values.
pub struct Overlay<'a, D> {
    /// The stored record; `None` where the row adds one.
    pub current: Option<&'a D>,
    /// The columns of the file.
    pub columns: &'a dyn Columns,
}

impl<'a, D> Overlay<'a, D> {
    /// The stored record, where the file has no column for the member.
    pub fn stored(&self, member: &str) -> Option<&'a D> {
        self.current.filter(|_| !self.columns.has(member))
    }
}

/// A type that a member may have.
pub trait FromCell: Sized {
    /// Reads the member's cell.
    fn read(cells: &mut impl RowCells, member: &str) -> Option<Self>;
}

impl FromCell for String {
    fn read(cells: &mut impl RowCells, member: &str) -> Option<Self> {
        cells.text(member)
    }
}

impl FromCell for DecimalInput {
    fn read(cells: &mut impl RowCells, member: &str) -> Option<Self> {
        cells.text(member).map(Self::from)
    }
}

impl FromCell for i64 {
    fn read(cells: &mut impl RowCells, member: &str) -> Option<Self> {
        cells.integer(member)
    }
}

impl FromCell for bool {
    fn read(cells: &mut impl RowCells, member: &str) -> Option<Self> {
        cells.flag(member)
    }
}

/// A request type that a row of a file can give.
pub trait FromRow {
    /// Each member with its need and the name of its check.
    #[cfg(test)]
    const LINES: &[(&str, &str, &str)];

    /// The members that a row of a file gives.
    fn of_row(cells: &mut impl RowCells) -> Self;
}

/// Declares the request type of a resource. Each line is a member: its JSON type, whether it is needed, and its check, which is a
/// method of `Checker`. The words for the need:
/// - `required`: a record without it is refused;
/// - `optional`: null where it is not given;
/// - `defaulted`: the check itself supplies a value where none is given;
/// - `linked`: optional, and the caller sets it for a row of a file.
///
/// `rules` are checks of several members, which it sees by their names. `with` completes the data with members that are not entered.
/// The macro makes the struct, its `FromRow`, and `checked`, which finds all violations and reports them in the order of the members.
macro_rules! entry {
    (
        $(#[$($about:tt)*])*
        $input:ident for $data:ident, checked with ($check:ident $(, $given:ident: $type:ty)*) {
            $(
                $(#[$($attribute:tt)*])*
                $member:ident: $sent:ident, $need:ident $kind:ident $(($($argument:expr),*))?;
            )+
        }
        $(rules { $($rule:tt)* })?
        $(with { $($rest:tt)* })?
    ) => {
        #[derive(Clone, serde::Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$($about)*])*
        pub struct $input {
            $($(#[$($attribute)*])* pub $member: Option<$sent>,)+
        }

        impl $input {
            /// The members, in the order in which their violations are reported.
            pub const MEMBERS: &[&str] = &[$(stringify!($member)),+];

            /// The data to store, with the stored values of members that have no column in a file. `None` only where `check` has
            /// a violation.
            pub fn checked(
                self,
                $check: &mut $crate::entry::checker::Checker,
                overlay: Option<&$crate::entry::members::Overlay<'_, $data>>
                $(, $given: $type)*
            ) -> Option<$data> {
                let first = $check.found();
                $(
                    let stored = overlay.and_then(|overlay| overlay.stored(stringify!($member)));
                    let $member = $crate::entry::members::entry!(
                        @check $need stored, $member, $check, self.$member, $kind $(, $($argument),*)?
                    );
                )+
                $($($rule)*)?
                $check.sort(first, Self::MEMBERS);
                Some($data {
                    $($member: $crate::entry::members::entry!(@value $need $member),)+
                    $($($rest)*)?
                })
            }
        }

        // A trait, so that a resource without files has nothing that is never used.
        impl $crate::entry::members::FromRow for $input {
            #[cfg(test)]
            const LINES: &[(&str, &str, &str)] =
                &[$((stringify!($member), stringify!($need), stringify!($kind))),+];

            fn of_row(cells: &mut impl $crate::entry::members::RowCells) -> Self {
                Self { $($member: $crate::entry::members::entry!(@cell $need $sent, cells, $member),)+ }
            }
        }
    };

    (@cell linked $sent:ident, $cells:ident, $member:ident) => { None };
    (@cell $need:ident $sent:ident, $cells:ident, $member:ident) => {
        <$sent as $crate::entry::members::FromCell>::read($cells, stringify!($member))
    };

    (@check required $stored:ident, $member:ident, $check:ident, $sent:expr, $kind:ident $(, $argument:expr)*) => {
        match $stored {
            Some(stored) => Some(Clone::clone(&stored.$member)),
            None => {
                let sent = $check.required(stringify!($member), $sent);
                $check.$kind(stringify!($member), sent $(, $argument)*)
            }
        }
    };
    (@check optional $stored:ident, $member:ident, $check:ident, $sent:expr, $kind:ident $(, $argument:expr)*) => {
        match $stored {
            Some(stored) => Clone::clone(&stored.$member),
            None => $check.$kind(stringify!($member), $sent $(, $argument)*),
        }
    };
    // The caller or the check itself has seen to the stored value.
    (@check $need:ident $stored:ident, $member:ident, $check:ident, $sent:expr, $kind:ident $(, $argument:expr)*) => {{
        let _ = $stored;
        $check.$kind(stringify!($member), $sent $(, $argument)*)
    }};

    (@value optional $member:ident) => { $member };
    (@value linked $member:ident) => { $member };
    (@value $need:ident $member:ident) => { $member? };
}
pub(crate) use entry;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Money, RegionCode, Year};
    use crate::entry::checker::{Checker, RegionList};
    use crate::entry::{trainings, umkm_reports};
    use crate::store::models::business_report::BusinessReportData;

    struct AllRegions;

    impl RegionList for AllRegions {
        fn has(&self, _: &RegionCode) -> bool {
            true
        }
    }

    /// The cells of a row, by their members.
    struct Cells(&'static [(&'static str, &'static str)]);

    impl RowCells for Cells {
        fn text(&mut self, member: &str) -> Option<String> {
            let (_, text) = self.0.iter().find(|(name, _)| *name == member)?;
            Some((*text).to_owned()).filter(|text| !text.is_empty())
        }

        fn integer(&mut self, member: &str) -> Option<i64> {
            self.text(member)?.parse().ok()
        }

        fn flag(&mut self, member: &str) -> Option<bool> {
            self.text(member)?.parse().ok()
        }
    }

    impl Columns for Cells {
        fn has(&self, member: &str) -> bool {
            self.0.iter().any(|(name, _)| *name == member)
        }
    }

    fn region(code: &str) -> RegionCode {
        RegionCode::parse(code).unwrap()
    }

    #[test]
    fn a_member_without_a_column_keeps_its_value_and_an_empty_cell_is_null() {
        let stored = BusinessReportData {
            region: region("15.71"),
            turnover: Money::parse("5").ok(),
            assets: Money::parse("6").ok(),
            workers: Some(7),
        };
        let mut cells = Cells(&[("assets", ""), ("workers", "8")]);
        let input = umkm_reports::Input::of_row(&mut cells);
        let overlay = Overlay { current: Some(&stored), columns: &cells };
        let mut check = Checker::default();
        let data = input.checked(&mut check, Some(&overlay), &AllRegions, region("15.01"));
        let expected =
            BusinessReportData { region: region("15.01"), turnover: stored.turnover, assets: None, workers: Some(8) };
        assert_eq!(check.finish(data).unwrap(), expected);
    }

    #[test]
    fn violations_come_in_the_order_of_the_members() {
        let input: trainings::Input = serde_json::from_value(serde_json::json!({
            "organizer": " ", "starts_on": "2024-03-04", "ends_on": "2024-03-01", "region": "15.71", "title": "A",
        }))
        .unwrap();
        let mut check = Checker::default();
        let data = input.checked(&mut check, None, &AllRegions, Year::FIRST);
        let members: Vec<&str> = check.finish(data).unwrap_err().iter().map(|violation| violation.member).collect();
        assert_eq!(members, ["code", "ends_on", "ends_on", "organizer"]);
    }
}
