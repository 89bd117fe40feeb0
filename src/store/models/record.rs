//! One list of columns for each table: from it [`record!`] makes the row, the data that can be set, the statements that write it, and
//! its document.

use chrono::NaiveDateTime;

use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::models::document::Recorded;

/// A row of a table of records.
pub trait Row: Recorded + Clone {
    /// The table.
    const TABLE: &'static str;

    /// The service's own number.
    fn id(&self) -> i64;

    /// When it was entered, in UTC.
    fn created_at(&self) -> NaiveDateTime;

    /// The name that people call the record by. `owner` is that of the unit or training that it belongs to; empty where it belongs to
    /// none.
    fn natural_key(&self, owner: &str) -> String;

    /// The record with this id.
    fn find(connection: &mut Connection, id: i64) -> StoreResult<Option<Self>>;

    /// The records with these ids; those that do not exist are left out.
    fn with_ids(connection: &mut Connection, ids: &[i64]) -> StoreResult<Vec<Self>>;

    /// The first `limit` records with a larger id than `after`, by id.
    fn after(connection: &mut Connection, after: i64, limit: i64) -> StoreResult<Vec<Self>>;

    /// Inserts new rows.
    fn insert(connection: &mut Connection, rows: &[&Self]) -> StoreResult<()>;

    /// Overwrites the rows that have these ids.
    fn overwrite(connection: &mut Connection, rows: &[&Self]) -> StoreResult<()>;

    /// Deletes the rows with these ids.
    fn delete(connection: &mut Connection, ids: &[i64]) -> StoreResult<()>;
}

/// The part of a record that can be set.
pub trait Data: Clone + PartialEq + for<'a> From<&'a Self::Row> {
    /// The record.
    type Row: Row;
    /// The columns that are given once and never set: unit and year of a report, the training of a participation.
    type Place: Clone;

    /// The record with these data.
    fn stored(&self, place: Self::Place, stamps: Stamps) -> Self::Row;
}

/// The columns that the store itself fills in.
#[derive(Clone, Copy, Debug)]
pub struct Stamps {
    /// The service's own number.
    pub id: i64,
    /// When it was entered, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: NaiveDateTime,
    /// The number of its last change, from 1.
    pub version: i64,
}

/// The most values that a statement may carry on Postgres.
pub const MOST_VALUES: usize = 65_535;

/// The values of some columns of a row, with the text that searches look into where the table has one.
macro_rules! values {
    ($row:ident in $table:ident { $($column:ident),+ } $($name:ident, $number:ident)?) => {
        (
            $($table::$column.eq(&$row.$column),)+
            $($table::search_key.eq($crate::store::lists::listing::search_key(&$row.$name, &$row.$number)),)?
        )
    };
}
pub(crate) use values;

/// Declares the records of a table: the row, the data that can be set of it, and how both are written.
///
/// `belongs to` names the columns that are given once, `personal` those that documents withhold and `Debug` hides, `searched by` the
/// name and the number that searches look into, `sorted by` the columns that lists can be sorted by beside `id`.
macro_rules! record {
    (
        $(#[$row_attribute:meta])*
        $record:ident in $table:ident as $resource:ident;
        belongs to { $($(#[$place_doc:meta])* $place:ident: $place_type:ty,)* }
        $(#[$data_attribute:meta])*
        sets $data:ident { $($(#[$doc:meta])* $member:ident: $type:ty,)* }
        personal { $($(#[$personal_doc:meta])* $personal:ident: $personal_type:ty,)* }
        searched by { $($name:ident, $number:ident)? }
        sorted by { $($sort:ident),* }
        called by $natural_key:expr
    ) => {
        $(#[$row_attribute])*
        #[derive(Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
        #[diesel(table_name = $crate::store::schema::tables::$table)]
        pub struct $record {
            /// The service's own number.
            pub id: i64,
            $($(#[$place_doc])* pub $place: $place_type,)*
            $($(#[$doc])* pub $member: $type,)*
            $($(#[$personal_doc])* pub $personal: $personal_type,)*
            /// When it was entered, in UTC.
            pub created_at: chrono::NaiveDateTime,
            /// When it was last changed, in UTC.
            pub updated_at: chrono::NaiveDateTime,
            /// The number of its last change, from 1.
            pub version: i64,
        }

        $(#[$data_attribute])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $data {
            $($(#[$doc])* pub $member: $type,)*
            $($(#[$personal_doc])* pub $personal: $personal_type,)*
        }

        impl std::fmt::Debug for $record {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut shown = f.debug_struct(stringify!($record));
                shown.field("id", &self.id);
                $(shown.field(stringify!($place), &self.$place);)*
                $(shown.field(stringify!($member), &self.$member);)*
                shown.finish_non_exhaustive()
            }
        }

        impl std::fmt::Debug for $data {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut shown = f.debug_struct(stringify!($data));
                $(shown.field(stringify!($member), &self.$member);)*
                shown.finish_non_exhaustive()
            }
        }

        impl From<&$record> for $data {
            fn from(row: &$record) -> Self {
                let $record { $($member,)* $($personal,)* .. } = row.clone();
                Self { $($member,)* $($personal,)* }
            }
        }

        impl $crate::store::models::record::Data for $data {
            type Row = $record;
            type Place = ($($place_type,)*);

            fn stored(
                &self,
                ($($place,)*): Self::Place,
                stamps: $crate::store::models::record::Stamps,
            ) -> $record {
                let Self { $($member,)* $($personal,)* } = self.clone();
                let $crate::store::models::record::Stamps { id, created_at, updated_at, version } = stamps;
                $record { id, $($place,)* $($member,)* $($personal,)* created_at, updated_at, version }
            }
        }

        $crate::store::models::document::recorded!($record, $resource, id:
            shows { id, $($place,)* $($member,)* created_at, updated_at }
            withholds { $($personal),* });

        impl $crate::store::lists::listing::Keyset for $record {
            fn position(&self, sort: &str) -> $crate::store::lists::listing::Position {
                use $crate::store::lists::listing::SortKey;
                let key = match sort {
                    $(stringify!($sort) => self.$sort.write(),)*
                    _ => self.id.write(),
                };
                $crate::store::lists::listing::Position { key, id: self.id }
            }
        }

        $crate::store::models::record::statements!($record in $table {
            set { $($member,)* $($personal,)* updated_at, version }
            all { id, $($place,)* $($member,)* $($personal,)* created_at, updated_at, version }
            searched by { $($name, $number)? }
            called by $natural_key
        });
    };
}
pub(crate) use record;

/// How the rows of a table are read and written. SQLite is fastest with a statement that is prepared once and run for every row;
/// Postgres with `COPY`, and for existing rows with as many to a statement as fit. A single row is a plain statement, prepared once.
macro_rules! statements {
    ($record:ident in $table:ident {
        set { $($set:ident),+ }
        all { $($column:ident),+ }
        searched by { $($name:ident, $number:ident)? }
        called by $natural_key:expr
    }) => {
        impl $crate::store::models::record::Row for $record {
            const TABLE: &'static str = stringify!($table);

            fn id(&self) -> i64 {
                self.id
            }

            fn created_at(&self) -> chrono::NaiveDateTime {
                self.created_at
            }

            fn natural_key(&self, owner: &str) -> String {
                let key: fn(&Self, &str) -> String = $natural_key;
                key(self, owner)
            }

            fn find(connection: &mut Connection, id: i64) -> StoreResult<Option<Self>> {
                Ok($table::table.find(id).select(Self::as_select()).first(connection).optional()?)
            }

            fn with_ids(connection: &mut Connection, ids: &[i64]) -> StoreResult<Vec<Self>> {
                Ok($table::table.filter($table::id.eq_any(ids)).select(Self::as_select()).load(connection)?)
            }

            fn after(connection: &mut Connection, after: i64, limit: i64) -> StoreResult<Vec<Self>> {
                let later = $table::table.filter($table::id.gt(after)).order($table::id).limit(limit);
                Ok(later.select(Self::as_select()).load(connection)?)
            }

            fn insert(connection: &mut Connection, rows: &[&Self]) -> StoreResult<()> {
                macro_rules! whole {
                    ($row:ident) => { $crate::store::models::record::values!($row in $table { $($column),+ } $($name, $number)?) };
                }
                match (connection, rows) {
                    (_, []) => {}
                    (Connection::Sqlite(connection), rows) => {
                        for row in rows {
                            diesel::insert_into($table::table).values(whole!(row)).execute(connection)?;
                        }
                    }
                    (Connection::Postgres(connection), [row]) => {
                        diesel::insert_into($table::table).values(whole!(row)).execute(connection)?;
                    }
                    (Connection::Postgres(connection), rows) => {
                        let rows: Vec<_> = rows.iter().map(|row| whole!(row)).collect();
                        diesel::copy_from($table::table).from_insertable(rows).execute(connection)?;
                    }
                }
                Ok(())
            }

            fn overwrite(connection: &mut Connection, rows: &[&Self]) -> StoreResult<()> {
                macro_rules! overwrite {
                    ($row:ident, $connection:ident) => {{
                        let values = $crate::store::models::record::values!($row in $table { $($set),+ } $($name, $number)?);
                        diesel::update($table::table.find($row.id)).set(values).execute($connection)?;
                    }};
                }
                match (connection, rows) {
                    (Connection::Sqlite(connection), rows) => {
                        for row in rows {
                            overwrite!(row, connection);
                        }
                    }
                    (Connection::Postgres(connection), [row]) => overwrite!(row, connection),
                    (Connection::Postgres(connection), rows) => {
                        let columns = [$(stringify!($column)),+].len() + 1;
                        for rows in rows.chunks($crate::store::models::record::MOST_VALUES / columns) {
                            let values = rows.iter().map(|row| {
                                $crate::store::models::record::values!(row in $table { $($column),+ } $($name, $number)?)
                            });
                            diesel::insert_into($table::table)
                                .values(values.collect::<Vec<_>>())
                                .on_conflict($table::id)
                                .do_update()
                                .set((
                                    $($table::$set.eq(diesel::upsert::excluded($table::$set)),)+
                                    $($table::search_key.eq({
                                        let _ = stringify!($name);
                                        diesel::upsert::excluded($table::search_key)
                                    }),)?
                                ))
                                .execute(connection)?;
                        }
                    }
                }
                Ok(())
            }

            fn delete(connection: &mut Connection, ids: &[i64]) -> StoreResult<()> {
                match ids {
                    [] => 0,
                    [id] => diesel::delete($table::table.find(id)).execute(connection)?,
                    ids => diesel::delete($table::table.filter($table::id.eq_any(ids))).execute(connection)?,
                };
                Ok(())
            }
        }
    };
}
pub(crate) use statements;

/// Implements a trait with one body for a record and for its data, which have the same members.
macro_rules! for_both {
    ($trait:ident for $record:ident, $data:ident { $($body:tt)* }) => {
        impl $trait for $record { $($body)* }
        impl $trait for $data { $($body)* }
    };
}
pub(crate) use for_both;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
    use crate::store::schema::columns::{Table, tables};

    /// A column of the schema that a record lacks would be lost with the next write.
    #[test]
    fn every_column_is_a_member_of_the_record() {
        fn expect<R: Recorded>(name: &'static str, others: &[&str]) -> &'static str {
            let table = tables().into_iter().find(|table| table.name == name).unwrap();
            let there: BTreeSet<&str> = table.columns.iter().map(|(column, _)| *column).collect();
            let members = [R::SHOWN, R::PERSONAL, others, &["version"]].concat();
            assert_eq!(members.into_iter().collect::<BTreeSet<_>>(), there, "{name}");
            name
        }
        let checked = [
            expect::<Region>("regions", &[]),
            expect::<Key>("keys", &["hash"]),
            expect::<Cooperative>(Cooperative::TABLE, &["search_key"]),
            expect::<CooperativeReport>(CooperativeReport::TABLE, &[]),
            expect::<Business>(Business::TABLE, &["search_key"]),
            expect::<BusinessReport>(BusinessReport::TABLE, &[]),
            expect::<Training>(Training::TABLE, &["search_key"]),
            expect::<Participant>(Participant::TABLE, &[]),
            expect::<Figure>(Figure::TABLE, &[]),
        ];
        let has_versions = |table: &Table| table.columns.iter().any(|(column, _)| *column == "version");
        let with_versions = tables().into_iter().filter(|table| table.name != "changes" && has_versions(table));
        let with_versions: BTreeSet<&str> = with_versions.map(|table| table.name).collect();
        assert_eq!(BTreeSet::from(checked), with_versions, "this test checks every table of records");
    }
}
