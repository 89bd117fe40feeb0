//! The unit records behind an indicator's value, page by page.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::domain::contributions::{BusinessFacts, CooperativeFacts, Lifetime, of_business, of_cooperative};
use crate::domain::indicators::{Formula, Ratio};
use crate::domain::records::{Ground, Judgement, growth, participation, quality};
use crate::domain::totals::Amount;
use crate::domain::{IndicatorCode, RegionCode, Score, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::lists::listing::within;
use crate::store::models::business_report::BusinessReport;
use crate::store::models::cooperative_report::CooperativeReport;
use crate::store::models::register::facts_of;
use crate::store::schema::tables::{
    cooperative_reports, cooperatives, figures, participants, trainings, umkm, umkm_reports,
};

/// The records that are asked for.
#[derive(Clone, Debug)]
pub struct RecordQuery {
    /// The indicator.
    pub code: IndicatorCode,
    /// The year.
    pub year: Year,
    /// The region, with those below it; everywhere if `None`.
    pub region: Option<RegionCode>,
    /// Only those that counted (`true`) or were left out (`false`).
    pub counted: Option<bool>,
    /// Only units or participations after this id.
    pub after: i64,
    /// The most records of a page.
    pub limit: usize,
}

/// One unit or participation.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its id.
    pub id: i64,
    /// The unit's register number, or the training's code.
    pub label: String,
    /// The unit's or person's name.
    pub name: String,
    /// Whether it counts, and why.
    pub judgement: Judgement,
}

/// A page of records.
#[derive(Clone, Debug)]
pub struct RecordPage {
    /// By id.
    pub records: Vec<Record>,
    /// The id after which the next page starts; `None` on the last.
    pub next_after: Option<i64>,
}

/// The units that are judged at a time.
const CHUNK: i64 = 500;

/// The most chunks that are judged for one page: a filter that fits few units gives short pages, not long waits.
const CHUNKS: usize = 20;

/// A page of the records behind a value.
pub fn list(connection: &mut Connection, query: &RecordQuery) -> StoreResult<RecordPage> {
    let with_figure = places_with_figure(connection, query)?;
    let has_figure = |year: Year, region: &RegionCode| with_figure.contains(&(year, region.clone()));
    let ground = Ground { has_figure: &has_figure, scope: query.region.as_ref() };
    let mut page = RecordPage { records: Vec::new(), next_after: Some(query.after) };
    for _ in 0..CHUNKS {
        let Some(after) = page.next_after else { break };
        let chunk = match query.code.formula() {
            Formula::Ratio(Ratio::QualityCooperatives) => {
                judge_cooperatives(connection, query, after, |home, reports| {
                    quality(query.year, home, reports, &ground)
                })?
            }
            Formula::Ratio(Ratio::GoodGrades) => judge_participations(connection, query, after, &ground)?,
            Formula::Growth(amount @ Amount::Volume) => {
                judge_cooperatives(connection, query, after, |home, reports| {
                    growth(amount, query.year, home, &of_cooperative(Lifetime::default(), reports), &ground)
                })?
            }
            Formula::Growth(amount @ (Amount::Turnover | Amount::Assets | Amount::Workers)) => {
                judge_businesses(connection, query, after, |home, reports| {
                    growth(amount, query.year, home, &of_business(Lifetime::default(), reports), &ground)
                })?
            }
        };
        page.next_after = chunk.next_after;
        let wanted =
            |record: &Record| query.counted.is_none_or(|counted| counted == record.judgement.left_out.is_none());
        for record in chunk.records.into_iter().filter(wanted) {
            if page.records.len() == query.limit {
                page.next_after = page.records.last().map(|last| last.id);
                return Ok(page);
            }
            page.records.push(record);
        }
    }
    Ok(page)
}

fn places_with_figure(connection: &mut Connection, query: &RecordQuery) -> StoreResult<BTreeSet<(Year, RegionCode)>> {
    let places: Vec<(Year, RegionCode)> = figures::table
        .filter(figures::dataset.eq(query.code.dataset()))
        .filter(figures::year.between(query.year.number() - 1, query.year.number()))
        .select((figures::year, figures::region))
        .load(connection)?;
    Ok(places.into_iter().collect())
}

/// The id after which the next chunk starts: `None` when this one was not full.
fn next_after<T>(rows: &[T], id: impl Fn(&T) -> i64) -> Option<i64> {
    let is_full = i64::try_from(rows.len()).is_ok_and(|count| count == CHUNK);
    rows.last().filter(|_| is_full).map(id)
}

/// The units that are at a place or have reports there, judged by their reports.
macro_rules! judge_units {
    (
        $connection:ident, $query:ident, $after:ident, $report:ident,
        $units:ident with $reports:ident by $unit:ident, |$home:ident, $facts:ident| $judgement:expr
    ) => {{
        let (first, last) = ($query.year.number() - 1, $query.year.number());
        let reported =
            $reports::table.filter($reports::$unit.eq($units::id)).filter($reports::year.between(first, last));
        let mut units = $units::table
            .filter($units::id.gt($after))
            .order($units::id)
            .limit(CHUNK)
            .select(($units::id, $units::register_number, $units::name, $units::region))
            .into_boxed();
        if let Some(region) = $query.region.as_ref().filter(|region| !region.is_nation()) {
            let below = format!("{region}.%");
            let reported_there = reported.filter($reports::region.eq(region).or($reports::region.like(below.clone())));
            let is_there = $units::region.eq(region).or($units::region.like(below));
            units = units.filter(is_there.or(diesel::dsl::exists(reported_there)));
        }
        let units: Vec<(i64, String, String, RegionCode)> = units.load($connection)?;
        let ids: Vec<i64> = units.iter().map(|(id, ..)| *id).collect();
        let facts = facts_of::<$report>($connection, &ids)?;
        let none = Default::default();
        let next_after = next_after(&units, |(id, ..)| *id);
        let records = units.into_iter().filter_map(|(id, label, name, home)| {
            let ($home, $facts) = (&home, facts.get(&id).unwrap_or(&none));
            Some(Record { id, label, name, judgement: $judgement? })
        });
        Ok(RecordPage { records: records.collect(), next_after })
    }};
}

fn judge_cooperatives(
    connection: &mut Connection,
    query: &RecordQuery,
    after: i64,
    judge: impl Fn(&RegionCode, &BTreeMap<Year, CooperativeFacts>) -> Option<Judgement>,
) -> StoreResult<RecordPage> {
    judge_units!(
        connection, query, after, CooperativeReport,
        cooperatives with cooperative_reports by cooperative_id,
        |home, reports| judge(home, reports)
    )
}

fn judge_businesses(
    connection: &mut Connection,
    query: &RecordQuery,
    after: i64,
    judge: impl Fn(&RegionCode, &BTreeMap<Year, BusinessFacts>) -> Option<Judgement>,
) -> StoreResult<RecordPage> {
    judge_units!(
        connection, query, after, BusinessReport, umkm with umkm_reports by umkm_id,
        |home, reports| judge(home, reports)
    )
}

fn judge_participations(
    connection: &mut Connection,
    query: &RecordQuery,
    after: i64,
    ground: &Ground<'_>,
) -> StoreResult<RecordPage> {
    let rows = participants::table
        .inner_join(trainings::table)
        .filter(participants::id.gt(after))
        .filter(trainings::year.eq(query.year))
        .order(participants::id)
        .limit(CHUNK)
        .select((participants::id, trainings::code, participants::name, trainings::region, participants::score))
        .into_boxed();
    let rows = within!(rows, trainings::region, &query.region);
    let rows: Vec<(i64, String, String, RegionCode, Option<Score>)> = rows.load(connection)?;
    let next_after = next_after(&rows, |(id, ..)| *id);
    let records = rows.into_iter().filter_map(|(id, label, name, region, score)| {
        let judgement = participation(query.year, &region, score, ground)?;
        Some(Record { id, label, name, judgement })
    });
    Ok(RecordPage { records: records.collect(), next_after })
}
