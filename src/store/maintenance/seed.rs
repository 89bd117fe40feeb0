//! What was there before its changes were kept stands in the feed as created, so that a copy built from the feed is whole.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ChangeKind;
use crate::store::changes::document::Recorded;
use crate::store::changes::insert::insert;
use crate::store::changes::pending::Pending;
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::feed::record::{CHUNK, pending};
use crate::store::models::actor::{Actor, Author};
use crate::store::models::business::Business;
use crate::store::models::business_report::BusinessReport;
use crate::store::models::cooperative::Cooperative;
use crate::store::models::cooperative_report::CooperativeReport;
use crate::store::models::figure::Figure;
use crate::store::models::participant::Participant;
use crate::store::models::region::Region;
use crate::store::models::training::Training;
use crate::store::models::{business_report, cooperative_report, figure, participant};
use crate::store::schema::tables;

/// Records everything as created where no change was ever recorded: once, when a database comes to have the table. The caller
/// holds the lock of the migrations.
pub fn seed(connection: &mut Connection) -> StoreResult<()> {
    let any = diesel::select(diesel::dsl::exists(tables::changes::table.select(tables::changes::id)));
    if any.get_result::<bool>(connection)? {
        return Ok(());
    }
    let now = Utc::now();
    let now = DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now).naive_utc();
    regions(connection, now)?;
    // In the order in which they refer to one another.
    cooperatives(connection, now)?;
    cooperative_reports(connection, now)?;
    businesses(connection, now)?;
    business_reports(connection, now)?;
    trainings(connection, now)?;
    participants(connection, now)?;
    figures(connection, now)
}

fn regions(connection: &mut Connection, now: NaiveDateTime) -> StoreResult<()> {
    let regions: Vec<Region> =
        tables::regions::table.order(tables::regions::code).select(Region::as_select()).load(connection)?;
    for some in regions.chunks(CHUNK) {
        enter(connection, now, some, |region| region.code.to_string())?;
    }
    Ok(())
}

/// A function that goes through a table in chunks, by id.
macro_rules! seeds {
    ($name:ident: $table:ident $(join $joined:ident)?, $row:ty, $select:expr, |$found:ident| $id:expr, $key:expr) => {
        fn $name(connection: &mut Connection, now: NaiveDateTime) -> StoreResult<()> {
            let mut after = 0;
            loop {
                let some: Vec<$row> = tables::$table::table
                    $(.inner_join(tables::$joined::table))?
                    .filter(tables::$table::id.gt(after))
                    .order(tables::$table::id)
                    .limit(500)
                    .select($select)
                    .load(connection)?;
                let Some($found) = some.last() else { return Ok(()) };
                after = $id;
                enter(connection, now, &some, $key)?;
            }
        }
    };
}

seeds!(cooperatives: cooperatives, Cooperative, Cooperative::as_select(), |last| last.id,
    |unit: &Cooperative| unit.register_number.clone());
seeds!(cooperative_reports: cooperative_reports join cooperatives, (CooperativeReport, String),
    (CooperativeReport::as_select(), tables::cooperatives::register_number), |last| last.0.id,
    |(report, number)| cooperative_report::natural_key(number, report.year));
seeds!(businesses: umkm, Business, Business::as_select(), |last| last.id,
    |unit: &Business| unit.register_number.clone());
seeds!(business_reports: umkm_reports join umkm, (BusinessReport, String),
    (BusinessReport::as_select(), tables::umkm::register_number), |last| last.0.id,
    |(report, number)| business_report::natural_key(number, report.year));
seeds!(trainings: trainings, Training, Training::as_select(), |last| last.id, |training: &Training| training.code.clone());
seeds!(participants: participants join trainings, (Participant, String),
    (Participant::as_select(), tables::trainings::code), |last| last.0.id,
    |(participant, code)| participant::natural_key(code, participant.id));
seeds!(figures: figures, Figure, Figure::as_select(), |last| last.id, |figure: &Figure| figure::natural_key(figure));

/// A row of which one part is the record.
trait Row {
    type Record: Recorded;
    fn record(&self) -> &Self::Record;
}

impl<R: Recorded> Row for R {
    type Record = R;
    fn record(&self) -> &R {
        self
    }
}

impl<R: Recorded> Row for (R, String) {
    type Record = R;
    fn record(&self) -> &R {
        &self.0
    }
}

fn enter<R: Row>(
    connection: &mut Connection,
    now: NaiveDateTime,
    rows: &[R],
    natural_key: impl Fn(&R) -> String,
) -> StoreResult<()> {
    let created = rows.iter().map(|row| {
        let record = row.record();
        let created = pending(natural_key(row), ChangeKind::Created, record, record.withheld(None));
        Ok(Pending { after: Some(record.document()?), ..created })
    });
    let created: Vec<Pending> = created.collect::<StoreResult<_>>()?;
    insert(connection, now, &Author::from(Actor::CommandLine), created)?;
    Ok(())
}
