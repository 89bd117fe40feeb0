//! The tables of the database with their columns, derived from [`tables`](super::tables).

use diesel::sql_types::{BigInt, Bool, Date, Integer, Nullable, Text, Timestamp};
use diesel::{Column, Expression};

use crate::store::schema::tables as schema;

/// The kind of values that a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number; money and scores are whole numbers too.
    Number,
    /// A text.
    Text,
    /// A truth value.
    Truth,
    /// A day.
    Day,
    /// A time to the microsecond, in UTC.
    Time,
}

impl Kind {
    /// The name of the kind in backups.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Text => "text",
            Self::Truth => "truth",
            Self::Day => "day",
            Self::Time => "time",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Number, Self::Text, Self::Truth, Self::Day, Self::Time].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns with their kinds.
    pub columns: Vec<(&'static str, Kind)>,
    /// Its primary key: `id`, or a region's code.
    pub key: &'static str,
}

/// An SQL type whose values have a kind.
trait Kinded {
    const KIND: Kind;
}

macro_rules! kinds {
    ($($type:ty => $kind:ident),+) => { $(
        impl Kinded for $type {
            const KIND: Kind = Kind::$kind;
        }
        impl Kinded for Nullable<$type> {
            const KIND: Kind = Kind::$kind;
        }
    )+ };
}
kinds!(BigInt => Number, Integer => Number, Text => Text, Bool => Truth, Date => Day, Timestamp => Time);

/// A tuple of columns, as Diesel has them of a table.
trait Columns {
    fn push_onto(list: &mut Vec<(&'static str, Kind)>);
}

macro_rules! tuples_of_columns {
    ($first:ident $($other:ident)*) => {
        impl<$first, $($other),*> Columns for ($first, $($other,)*)
        where
            $first: Column + Expression<SqlType: Kinded>,
            $($other: Column + Expression<SqlType: Kinded>,)*
        {
            fn push_onto(list: &mut Vec<(&'static str, Kind)>) {
                list.push(($first::NAME, <<$first as Expression>::SqlType as Kinded>::KIND));
                $(list.push(($other::NAME, <<$other as Expression>::SqlType as Kinded>::KIND));)*
            }
        }
        tuples_of_columns!($($other)*);
    };
    () => {};
}
tuples_of_columns!(A B C D E F G H I J K L M N O P Q R S T);

fn table<T>(name: &'static str, _: T) -> Table
where
    T: diesel::Table<AllColumns: Columns, PrimaryKey: Column>,
{
    let mut columns = Vec::new();
    T::AllColumns::push_onto(&mut columns);
    Table { name, columns, key: T::PrimaryKey::NAME }
}

/// Every table of records, each after those that it refers to. A table of the database that is neither here nor left out on purpose
/// fails a test.
pub fn tables() -> Vec<Table> {
    macro_rules! tables {
        ($($table:ident),+ $(,)?) => { vec![$(table(stringify!($table), schema::$table::table)),+] };
    }
    tables![
        regions,
        cooperatives,
        cooperative_reports,
        umkm,
        umkm_reports,
        trainings,
        participants,
        figures,
        keys,
        imports,
        changes,
    ]
}
