//! The yearly reports of cooperatives and of businesses: how one is found, replaced and deleted. A unit's contribution to the totals
//! depends on all of its reports, so that they are read together, once.

use crate::domain::totals::difference;
use crate::domain::{Text, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::models::register::{Report, Reported, Unit, facts_by_year};
use crate::store::resources::units;
use crate::store::rows::Write;
use crate::store::{rows, totals};

/// A report that is shown with what follows from the unit's other reports.
pub trait Assess: Report {
    /// The report as it is shown.
    type Assessed;

    /// Assesses the report beside all reports of its unit.
    fn assess(self, of_unit: &[Self]) -> Self::Assessed;
}

/// A page of reports, each with the register number and the name of its unit.
macro_rules! page_of_reports {
    ($connection:ident, $filter:ident, $listing:ident, $report:ident in $table:ident by $unit:ident of $units:ident) => {{
        let mut query = $table::table
            .inner_join($units::table)
            .select(($report::as_select(), $units::register_number, $units::name))
            .into_boxed();
        query = within!(query, $table::region, &$filter.region);
        if let Some(unit) = $filter.unit {
            query = query.filter($table::$unit.eq(unit));
        }
        if let Some(year) = $filter.year {
            query = query.filter($table::year.eq(year));
        }
        if let Some(since) = $filter.updated_since {
            query = query.filter($table::updated_at.ge(since));
        }
        let query = page!(query, $listing, $table::id, {
            "year" => $table::year, i32;
            "id" => $table::id, i64;
            "updated_at" => $table::updated_at, NaiveDateTime;
        });
        query.load::<($report, String, String)>($connection)?
    }};
}
pub(crate) use page_of_reports;

/// A unit with all of its reports.
#[derive(Clone, Debug)]
pub struct UnitReports<U: Unit> {
    /// The unit.
    pub unit: U,
    /// By year.
    reports: Vec<U::Report>,
}

impl<U: Unit> UnitReports<U> {
    /// Reads a unit with its reports.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn read(connection: &mut Connection, unit: i64) -> StoreResult<Self> {
        let unit: U = units::get(connection, unit)?;
        Ok(Self { reports: U::Report::of_unit(connection, unit.id())?, unit })
    }

    /// Reads a unit with its reports and locks them until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn lock(tx: &mut Tx<'_>, unit: i64) -> StoreResult<Self> {
        tx.lock_row(U::TABLE, unit)?;
        Self::read(tx, unit)
    }

    /// The report for a year.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn get(&self, year: Year) -> StoreResult<&U::Report> {
        let ([indonesian, _, english], id) = (U::KIND, self.unit.id());
        self.find(year).ok_or_else(|| {
            StoreError::NotFound(Text::new(
                format!("{indonesian} {id} tidak memiliki laporan tahun {year}."),
                format!("{english} {id} has no report for {year}."),
            ))
        })
    }

    /// The report for a year, if there is one.
    pub fn find(&self, year: Year) -> Option<&U::Report> {
        self.reports.iter().find(|report| report.year() == year)
    }

    /// Sets the report of a locked unit for a year, creating it where there is none. Its region must be registered.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a sum that grows too large.
    pub fn put(
        &self,
        tx: &mut Tx<'_>,
        year: Year,
        data: &<U::Report as Report>::Data,
    ) -> StoreResult<<U::Report as Assess>::Assessed>
    where
        U::Report: Assess,
    {
        let number = self.unit.natural_key("");
        let write = Write { place: (self.unit.id(), year), owner: &number, before: self.find(year), after: data };
        let written = rows::write_one(tx, write)?;
        let before = facts_by_year(&self.reports);
        let mut after = before.clone();
        after.insert(year, data.facts());
        let lifetime = self.unit.home().1;
        let contributions = |facts| U::Report::contributions(lifetime, facts);
        totals::apply(tx, &difference(&contributions(&before), &contributions(&after)))?;
        let mut reports = self.reports.clone();
        reports.retain(|report| report.year() != year);
        reports.push(written.clone());
        Ok(written.assess(&reports))
    }

    /// Deletes the report of a locked unit for a year.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete(&self, tx: &mut Tx<'_>, year: Year) -> StoreResult<()> {
        let before = facts_by_year(&self.reports);
        let mut after = before.clone();
        after.remove(&year);
        let lifetime = self.unit.home().1;
        let contributions = |facts| U::Report::contributions(lifetime, facts);
        let changed = difference(&contributions(&before), &contributions(&after));
        rows::delete(tx, &self.unit.natural_key(""), std::slice::from_ref(self.get(year)?))?;
        totals::apply(tx, &changed)
    }
}

impl<U: Unit> UnitReports<U>
where
    U::Report: Assess,
{
    /// The report for a year as it is shown.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn assessed(&self, year: Year) -> StoreResult<<U::Report as Assess>::Assessed> {
        Ok(self.get(year)?.clone().assess(&self.reports))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use diesel::connection::{Instrumentation, InstrumentationEvent};

    use super::*;
    use crate::domain::{Money, RegionCode};
    use crate::store::database::url::DatabaseUrl;
    use crate::store::engine::direct::DirectConnection;
    use crate::store::maintenance::migrations;
    use crate::store::models::actor::Actor;
    use crate::store::models::business::{Business, BusinessData};
    use crate::store::models::business_report::BusinessReportData;

    struct Statements(Arc<Mutex<Vec<String>>>);

    impl Instrumentation for Statements {
        fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                self.0.lock().unwrap().push(query.to_string().split(' ').next().unwrap().to_owned());
            }
        }
    }

    /// Each statement costs a single write some percent.
    #[test]
    fn a_report_is_replaced_with_five_statements() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        let mut database = DirectConnection::open(&url, Duration::from_secs(5), migrations::run).unwrap();
        let region = RegionCode::parse("15.01").unwrap();
        let unit = BusinessData {
            register_number: "U-1".to_owned(),
            name: "Usaha".to_owned(),
            region: region.clone(),
            owner_name: None,
            nib: None,
            sector: None,
            assisted_since: None,
            assisted_until: None,
        };
        let year = Year::new(2024).unwrap();
        let data = |rupiah: i64| BusinessReportData {
            region: region.clone(),
            turnover: Some(Money::from_hundredths(rupiah * 100)),
            assets: None,
            workers: None,
        };
        let id = database.write(Actor::CommandLine, |tx| {
            let unit = units::create(tx, &unit)?;
            UnitReports::<Business>::lock(tx, unit.id)?.put(tx, year, &data(1))?;
            Ok(unit.id)
        });
        let id = id.unwrap();
        let seen = Arc::<Mutex<Vec<String>>>::default();
        let replaced = database.write(Actor::CommandLine, |tx| {
            diesel::Connection::set_instrumentation(tx.conn(), Statements(Arc::clone(&seen)));
            let replaced = UnitReports::<Business>::lock(tx, id)?.put(tx, year, &data(2))?;
            tx.flush()?;
            Ok(replaced)
        });
        assert_eq!(replaced.unwrap().version, 2);
        let seen: Vec<_> = seen.lock().unwrap().iter().filter(|verb| *verb != "COMMIT").cloned().collect();
        assert_eq!(seen, ["SELECT", "SELECT", "UPDATE", "UPDATE", "INSERT"]);
    }
}
