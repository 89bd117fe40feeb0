//! The columns of each table, said once, and what Diesel makes of them.

use chrono::NaiveDateTime;
use diesel::ExecuteCopyFromDsl;
use diesel::prelude::*;
use diesel::upsert::excluded;

use crate::domain::{Dataset, RegionCode, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::lists::listing::search_key;
use crate::store::models::business::{Business, BusinessData};
use crate::store::models::business_report::{BusinessReport, BusinessReportData};
use crate::store::models::cooperative::{Cooperative, CooperativeData};
use crate::store::models::cooperative_report::{CooperativeReport, CooperativeReportData};
use crate::store::models::figure::{Figure, FigureData};
use crate::store::models::participant::{Participant, ParticipantData};
use crate::store::models::training::{Training, TrainingData};
use crate::store::models::{business_report, cooperative_report, figure, participant};
use crate::store::rows::{Data, Row, Stamps};
use crate::store::schema::tables::{
    cooperative_reports, cooperatives, figures, participants, trainings, umkm, umkm_reports,
};

/// So many values may one statement on Postgres carry.
const VALUES: usize = 65_535;

/// The values of some columns of a row, and what searches look into where the table has that.
macro_rules! values {
    ($row:ident in $table:ident { $($column:ident),+ } $($name:ident, $number:ident)?) => {
        (
            $($table::$column.eq(&$row.$column),)+
            $($table::search_key.eq(search_key(&$row.$name, &$row.$number)),)?
        )
    };
}

/// How the rows of a table are made and written. SQLite is fastest with a statement that is prepared once and run for every
/// row; Postgres with `COPY`, and for rows that are there with as many to a statement as fit. A single one is a plain
/// statement, prepared once.
macro_rules! row {
    (
        $record:ident in $table:ident, of ($($place:ident: $type:ty),*), with $data:ident { $($member:ident),+ $(,)? }
        $(, found by $name:ident and $number:ident)?;
        $natural_key:expr
    ) => {
        impl Data for $data {
            type Row = $record;
            type Place = ($($type,)*);

            fn stored(&self, ($($place,)*): Self::Place, stamps: Stamps) -> $record {
                // A member that is new and not named here does not compile.
                let Self { $($member),+ } = self.clone();
                let Stamps { id, created_at, updated_at, version } = stamps;
                $record { id, $($place,)* $($member,)+ created_at, updated_at, version }
            }
        }

        impl From<&$record> for $data {
            fn from(row: &$record) -> Self {
                let $record { $($member,)+ .. } = row.clone();
                Self { $($member),+ }
            }
        }

        impl Row for $record {
            const TABLE: &'static str = stringify!($table);

            fn id(&self) -> i64 {
                self.id
            }

            fn created_at(&self) -> NaiveDateTime {
                self.created_at
            }

            fn natural_key(&self, owner: &str) -> String {
                let key: fn(&Self, &str) -> String = $natural_key;
                key(self, owner)
            }

            fn insert(connection: &mut Connection, rows: &[&Self]) -> StoreResult<()> {
                if rows.is_empty() {
                    return Ok(());
                }
                macro_rules! whole {
                    ($row:ident) => {
                        values!($row in $table { id, $($place,)* $($member,)+ created_at, updated_at, version } $($name, $number)?)
                    };
                }
                match connection {
                    Connection::Sqlite(connection) => {
                        for row in rows {
                            diesel::insert_into($table::table).values(whole!(row)).execute(connection)?;
                        }
                    }
                    Connection::Postgres(connection) => match rows {
                        [row] => {
                            diesel::insert_into($table::table).values(whole!(row)).execute(connection)?;
                        }
                        _ => {
                            let rows: Vec<_> = rows.iter().map(|row| whole!(row)).collect();
                            diesel::copy_from($table::table).from_insertable(rows).execute(connection)?;
                        }
                    },
                }
                Ok(())
            }

            fn overwrite(connection: &mut Connection, rows: &[&Self]) -> StoreResult<()> {
                macro_rules! overwrite {
                    ($row:ident, $connection:ident) => {{
                        let values = values!($row in $table { $($member,)+ updated_at, version } $($name, $number)?);
                        diesel::update($table::table.find($row.id)).set(values).execute($connection)?;
                    }};
                }
                match (connection, rows) {
                    (Connection::Sqlite(connection), _) => {
                        for row in rows {
                            overwrite!(row, connection);
                        }
                    }
                    (Connection::Postgres(connection), [row]) => overwrite!(row, connection),
                    (Connection::Postgres(connection), _) => {
                        let columns = [$(stringify!($place),)* $(stringify!($member),)+].len() + 5;
                        for rows in rows.chunks(VALUES / columns) {
                            let values = rows.iter().map(|row| {
                                values!(row in $table { id, $($place,)* $($member,)+ created_at, updated_at, version } $($name, $number)?)
                            });
                            diesel::insert_into($table::table)
                                .values(values.collect::<Vec<_>>())
                                .on_conflict($table::id)
                                .do_update()
                                .set((
                                    $($table::$member.eq(excluded($table::$member)),)+
                                    $($table::search_key.eq({ let _ = stringify!($name); excluded($table::search_key) }),)?
                                    $table::updated_at.eq(excluded($table::updated_at)),
                                    $table::version.eq(excluded($table::version)),
                                ))
                                .execute(connection)?;
                        }
                    }
                }
                Ok(())
            }
        }
    };
}

row!(Cooperative in cooperatives, of (), with CooperativeData {
    register_number, name, region, authority, kind, form, sharia, nik_koperasi, legal_entity_number, established_on, dissolved_on,
}, found by name and register_number; |unit, _| unit.register_number.clone());
row!(CooperativeReport in cooperative_reports, of (cooperative_id: i64, year: Year), with CooperativeReportData {
    region, rat_held, rat_held_on, serves_members, business_volume, health_rating, health_score, members, employees, assets, equity,
    surplus,
}; |report, unit| cooperative_report::natural_key(unit, report.year));
row!(Business in umkm, of (), with BusinessData {
    register_number, name, region, owner_name, nib, sector, assisted_since, assisted_until,
}, found by name and register_number; |unit, _| unit.register_number.clone());
row!(BusinessReport in umkm_reports, of (umkm_id: i64, year: Year), with BusinessReportData { region, turnover, assets, workers };
    |report, unit| business_report::natural_key(unit, report.year));
row!(Training in trainings, of (), with TrainingData { code, title, region, starts_on, ends_on, year, organizer },
    found by title and code; |training, _| training.code.clone());
row!(Participant in participants, of (training_id: i64), with ParticipantData {
    name, identity_number, cooperative_id, umkm_id, score,
}; |person, training| participant::natural_key(training, person.id));
row!(Figure in figures, of (dataset: Dataset, year: Year, region: RegionCode), with FigureData {
    active_cooperatives, quality_cooperatives, quality_active_cooperatives, business_volume, businesses, turnover, assets, workers,
    participants, good_participants, source,
}; |figure, _| figure::natural_key(figure));
