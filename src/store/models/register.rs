//! The traits of the registers: units that are expected to report every year, and their yearly reports.

use std::collections::BTreeMap;

use crate::domain::contributions::Lifetime;
use crate::domain::{Contributions, Dataset, RegionCode, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::models::participant::LinkedUnit;
use crate::store::models::record::{Data, Row};

/// A place and dates: a unit, or the data that can be set of one.
pub trait Located {
    /// The present region, and the dates between which reports are expected.
    fn home(&self) -> (&RegionCode, Lifetime);
}

/// A unit of a register: a cooperative or a business.
pub trait Unit: Row + Located {
    /// The data that can be set of it.
    type Data: Data<Row = Self, Place = ()> + Located;
    /// Its yearly reports.
    type Report: Report;
    /// The register.
    const DATASET: Dataset;
    /// The member and column of its second number, which is unique like the register number.
    const SECOND_NUMBER: &'static str;
    /// The unit's kind: in Indonesian, in English, and in English at the start of a sentence.
    const KIND: [&'static str; 3];

    /// The unit as participants are linked to it.
    fn linked(&self) -> LinkedUnit;
    /// Register number and second number.
    fn numbers(data: &Self::Data) -> (&str, Option<&str>);
    /// The register numbers of the units that have one of the two numbers, except the unit with the id `except`.
    fn holders(connection: &mut Connection, data: &Self::Data, except: i64) -> StoreResult<Vec<String>>;
}

/// A place and amounts: a yearly report, or the data that can be set of one.
pub trait Reported {
    /// The part that enters a figure.
    type Facts: Clone;

    /// The region where the report counts.
    fn region(&self) -> &RegionCode;
    /// The part that enters a figure.
    fn facts(&self) -> Self::Facts;
}

/// A yearly report.
pub trait Report: Row + Reported {
    /// The data that can be set of it.
    type Data: Data<Row = Self, Place = (i64, Year)> + Reported<Facts = Self::Facts>;
    /// The years after its own in which a report still matters to the figures.
    const MATTERS_FOR: i32;

    /// The id of its unit.
    fn unit(&self) -> i64;
    /// Its year.
    fn year(&self) -> Year;
    /// All reports of a unit, by year.
    fn of_unit(connection: &mut Connection, unit: i64) -> StoreResult<Vec<Self>>;
    /// The reports of some units for the years `first` to `last`.
    fn of_units(connection: &mut Connection, units: &[i64], first: i32, last: i32) -> StoreResult<Vec<Self>>;
    /// The place and the dates of some units, by id.
    fn homes(connection: &mut Connection, units: &[i64]) -> StoreResult<Vec<(i64, RegionCode, Lifetime)>>;
    /// The contributions of a unit with these reports to the totals.
    fn contributions(lifetime: Lifetime, reports: &BTreeMap<Year, Self::Facts>) -> Contributions;
}

/// The facts of a unit's reports, by year.
pub fn facts_by_year<R: Report>(reports: &[R]) -> BTreeMap<Year, R::Facts> {
    reports.iter().map(|report| (report.year(), report.facts())).collect()
}

/// The facts of all reports of some units, by unit and year.
pub fn facts_of<R: Report>(
    connection: &mut Connection,
    units: &[i64],
) -> StoreResult<BTreeMap<i64, BTreeMap<Year, R::Facts>>> {
    let mut facts: BTreeMap<i64, BTreeMap<Year, R::Facts>> = BTreeMap::new();
    for report in R::of_units(connection, units, Year::FIRST.number(), Year::LAST.number())? {
        facts.entry(report.unit()).or_default().insert(report.year(), report.facts());
    }
    Ok(facts)
}

/// Implements [`Unit`].
macro_rules! unit {
    (
        $unit:ident, $data:ident in $table:ident with $report:ident as $dataset:ident linked as $link:ident;
        second number $second:ident; kind $kind:expr
    ) => {
        impl Unit for $unit {
            type Data = $data;
            type Report = $report;
            const DATASET: Dataset = Dataset::$dataset;
            const SECOND_NUMBER: &'static str = stringify!($second);
            const KIND: [&'static str; 3] = $kind;

            fn linked(&self) -> LinkedUnit {
                LinkedUnit::$link(self.id)
            }

            fn numbers(data: &$data) -> (&str, Option<&str>) {
                (&data.register_number, data.$second.as_deref())
            }

            fn holders(connection: &mut Connection, data: &$data, except: i64) -> StoreResult<Vec<String>> {
                Ok($table::table
                    .filter($table::register_number.eq(&data.register_number).or($table::$second.eq(&data.$second)))
                    .filter($table::id.ne(except))
                    .select($table::register_number)
                    .load(connection)?)
            }
        }
    };
}
pub(crate) use unit;

/// Implements [`Report`].
macro_rules! report {
    (
        $report:ident, $data:ident in $table:ident of $units:ident by $unit:ident;
        from $from:ident to $to:ident; matters for $years:literal; contributes $contributions:ident
    ) => {
        impl Report for $report {
            type Data = $data;
            const MATTERS_FOR: i32 = $years;

            fn unit(&self) -> i64 {
                self.$unit
            }

            fn year(&self) -> Year {
                self.year
            }

            fn of_unit(connection: &mut Connection, unit: i64) -> StoreResult<Vec<Self>> {
                let of_unit = $table::table.filter($table::$unit.eq(unit)).order($table::year);
                Ok(of_unit.select(Self::as_select()).load(connection)?)
            }

            fn of_units(connection: &mut Connection, units: &[i64], first: i32, last: i32) -> StoreResult<Vec<Self>> {
                let of_units =
                    $table::table.filter($table::$unit.eq_any(units)).filter($table::year.between(first, last));
                Ok(of_units.select(Self::as_select()).load(connection)?)
            }

            fn homes(connection: &mut Connection, units: &[i64]) -> StoreResult<Vec<(i64, RegionCode, Lifetime)>> {
                let homes = $units::table
                    .filter($units::id.eq_any(units))
                    .select(($units::id, $units::region, $units::$from, $units::$to))
                    .load(connection)?;
                Ok(homes.into_iter().map(|(id, region, from, to)| (id, region, Lifetime { from, to })).collect())
            }

            fn contributions(lifetime: Lifetime, reports: &BTreeMap<Year, Self::Facts>) -> Contributions {
                $contributions(lifetime, reports)
            }
        }
    };
}
pub(crate) use report;
