//! What the indicators are computed from, in one statement: each region in scope with its totals, figures and expectations, year by year.

use super::totals::{TotalsRow, TotalsSql};
use super::{Connection, StoreResult};
use crate::domain::indicators::{CooperativeFigure, Expected, Figures, RegionYear, TrainingFigure, UmkmFigure};
use crate::domain::{RegionCode, Totals, Year};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use std::sync::LazyLock;

/// A region's names beside its evidence.
#[derive(Clone, Debug)]
pub struct NamedRegion {
    /// Kemendagri code.
    pub code: RegionCode,
    /// The code of the other system.
    pub bps_code: String,
    /// Name without its kind.
    pub name: String,
}

/// The evidence of a span of years.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// The regions in scope, by code; empty where the region asked for is not registered.
    pub regions: Vec<NamedRegion>,
    /// One row a region and year.
    pub rows: Vec<RegionYear>,
}

/// Reads the evidence of the years `from` to `to` (both included) for a region and all below it, or for everything.
/// One statement, so one state of the database.
///
/// # Errors
/// Those of the database.
pub fn read(connection: &mut Connection, from: i32, to: Year, region: Option<&RegionCode>) -> StoreResult<Evidence> {
    let scope = region.filter(|region| !region.is_nation()).map_or("%", RegionCode::as_str).to_owned();
    let below = region.filter(|region| !region.is_nation()).map_or("%".to_owned(), |region| format!("{region}.%"));
    let query = EvidenceQuery { from, to: to.number(), scope, below };
    let rows: Vec<(PlaceRow, TotalsRow, FigureRow)> = query.load(connection)?;
    let mut evidence = Evidence::default();
    for (place, totals, figures) in rows {
        if evidence.regions.last().is_none_or(|last| last.code != place.code) {
            evidence.regions.push(NamedRegion { code: place.code.clone(), bps_code: place.bps_code, name: place.name });
        }
        // The year before 1990 is asked for as the base of 1990; it holds nothing.
        let year = Year::FIRST.back(Year::FIRST.number() - place.year);
        let expected = Expected { cooperatives: place.cooperatives_expected, umkm: place.umkm_expected };
        evidence.rows.push(RegionYear {
            region: place.code,
            year,
            totals: totals.into(),
            figures: figures.into(),
            expected,
        });
    }
    Ok(evidence)
}

#[derive(Queryable)]
struct PlaceRow {
    code: RegionCode,
    bps_code: String,
    name: String,
    year: i32,
    cooperatives_expected: i64,
    umkm_expected: i64,
}

type PlaceSql = (Text, Text, Text, Integer, BigInt, BigInt);

#[derive(Queryable)]
struct FigureRow {
    cooperatives: Option<i64>,
    active: Option<i64>,
    quality: Option<i64>,
    quality_active: Option<i64>,
    volume: Option<i64>,
    umkm: Option<i64>,
    businesses: Option<i64>,
    turnover: Option<i64>,
    assets: Option<i64>,
    workers: Option<i64>,
    trainings: Option<i64>,
    participants: Option<i64>,
    good: Option<i64>,
}

type N = Nullable<BigInt>;
type FigureSql = (N, N, N, N, N, N, N, N, N, N, N, N, N);

impl From<FigureRow> for Figures {
    fn from(row: FigureRow) -> Self {
        let FigureRow { active, quality, quality_active, volume, businesses, turnover, assets, workers, .. } = row;
        let FigureRow { participants, good, .. } = row;
        Self {
            // The ids say whether there is a figure at all, which may be one with every member unknown.
            cooperatives: row.cooperatives.map(|_| CooperativeFigure { active, quality, quality_active, volume }),
            umkm: row.umkm.map(|_| UmkmFigure { businesses, turnover, assets, workers }),
            trainings: row.trainings.map(|_| TrainingFigure { participants, good }),
        }
    }
}

/// The statement. Its text never changes, so that either database prepares it once for each connection.
#[derive(Debug, QueryId)]
struct EvidenceQuery {
    from: i32,
    to: i32,
    scope: String,
    below: String,
}

/// The parts of the text between the parameters, which stand in the order of first use: from, to, scope, below.
static TEXT: LazyLock<[String; 5]> = LazyLock::new(|| {
    let totals: Vec<String> = Totals::NAMES.iter().map(|name| format!("COALESCE(t.{name}, 0)")).collect();
    [
        "WITH RECURSIVE years(year) AS (SELECT CAST(".to_owned(),
        " AS INTEGER) UNION ALL SELECT year + 1 FROM years WHERE year < ".to_owned(),
        "), scope AS (SELECT code, bps_code, name FROM regions WHERE code LIKE ".to_owned(),
        " OR code LIKE ".to_owned(),
        format!(
            "), expected AS (\
               SELECT e.region, y.year, \
                 SUM(e.cooperative_entries - CASE WHEN e.year < y.year THEN e.cooperative_exits ELSE 0 END) AS cooperatives, \
                 SUM(e.umkm_entries - CASE WHEN e.year < y.year THEN e.umkm_exits ELSE 0 END) AS umkm \
               FROM scope s CROSS JOIN years y JOIN expectations e ON e.region = s.code AND e.year <= y.year \
               GROUP BY e.region, y.year) \
             SELECT s.code, s.bps_code, s.name, y.year, \
               CAST(COALESCE(x.cooperatives, 0) AS BIGINT), CAST(COALESCE(x.umkm, 0) AS BIGINT), {}, \
               c.id, c.active_cooperatives, c.quality_cooperatives, c.quality_active_cooperatives, c.business_volume, \
               u.id, u.businesses, u.turnover, u.assets, u.workers, d.id, d.participants, d.good_participants \
             FROM scope s CROSS JOIN years y \
             LEFT JOIN totals t ON t.region = s.code AND t.year = y.year \
             LEFT JOIN expected x ON x.region = s.code AND x.year = y.year \
             LEFT JOIN figures c ON c.region = s.code AND c.year = y.year AND c.dataset = 'cooperatives' \
             LEFT JOIN figures u ON u.region = s.code AND u.year = y.year AND u.dataset = 'umkm' \
             LEFT JOIN figures d ON d.region = s.code AND d.year = y.year AND d.dataset = 'trainings' \
             ORDER BY s.code, y.year",
            totals.join(", ")
        ),
    ]
});

impl<DB> QueryFragment<DB> for EvidenceQuery
where
    DB: diesel::backend::Backend + diesel::sql_types::HasSqlType<Integer> + diesel::sql_types::HasSqlType<Text>,
    i32: diesel::serialize::ToSql<Integer, DB>,
    String: diesel::serialize::ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let [first, second, third, fourth, last] = &*TEXT;
        pass.push_sql(first);
        pass.push_bind_param::<Integer, _>(&self.from)?;
        pass.push_sql(second);
        pass.push_bind_param::<Integer, _>(&self.to)?;
        pass.push_sql(third);
        pass.push_bind_param::<Text, _>(&self.scope)?;
        pass.push_sql(fourth);
        pass.push_bind_param::<Text, _>(&self.below)?;
        pass.push_sql(last);
        Ok(())
    }
}

impl Query for EvidenceQuery {
    type SqlType = (PlaceSql, TotalsSql, FigureSql);
}

impl<C> RunQueryDsl<C> for EvidenceQuery {}
