//! Reads the evidence of indicators in one statement: totals, figures and lifetimes of each region in scope, year by year.

use std::sync::LazyLock;

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Integer, Nullable, Text};

use crate::domain::indicators::{CooperativeFigure, Expected, Figures, RegionYear, TrainingFigure, UmkmFigure};
use crate::domain::{RegionCode, Totals, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::totals::{TotalsRow, TotalsSql};

/// The codes and name of a region in the evidence.
#[derive(Clone, Debug)]
pub struct NamedRegion {
    /// The Kemendagri code.
    pub code: RegionCode,
    /// The BPS code.
    pub bps_code: String,
    /// The name without its kind.
    pub name: String,
}

/// The evidence of a span of years.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// The regions in scope, by code; empty if the requested region is not registered.
    pub regions: Vec<NamedRegion>,
    /// One row per region and year.
    pub rows: Vec<RegionYear>,
}

/// Reads the evidence of the years `from` to `to` (both included) for a region and all below it, or for all regions. It is one
/// statement, so all rows are of one state of the database.
pub fn read(connection: &mut Connection, from: Year, to: Year, region: Option<&RegionCode>) -> StoreResult<Evidence> {
    let scope = region.filter(|region| !region.is_nation()).map_or("%", RegionCode::as_str).to_owned();
    let below = region.filter(|region| !region.is_nation()).map_or("%".to_owned(), |region| format!("{region}.%"));
    let query = EvidenceQuery { from: from.number(), to: to.number(), scope, below };
    let rows: Vec<(PlaceRow, TotalsRow, FigureRow)> = query.load(connection)?;
    let mut evidence = Evidence::default();
    for (place, totals, figures) in rows {
        let PlaceRow { code, bps_code, name, year, cooperatives, umkm } = place;
        // Every year has the same regions.
        if year == to {
            evidence.regions.push(NamedRegion { code: code.clone(), bps_code, name });
        }
        evidence.rows.push(RegionYear {
            region: code,
            year,
            totals: totals.into(),
            figures: figures.into(),
            expected: Expected { cooperatives, umkm },
        });
    }
    Ok(evidence)
}

#[derive(Queryable)]
struct PlaceRow {
    code: RegionCode,
    bps_code: String,
    name: String,
    year: Year,
    cooperatives: i64,
    umkm: i64,
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
            // The id says whether there is a figure: all other members of one may be unknown.
            cooperatives: row.cooperatives.map(|_| CooperativeFigure { active, quality, quality_active, volume }),
            umkm: row.umkm.map(|_| UmkmFigure { businesses, turnover, assets, workers }),
            trainings: row.trainings.map(|_| TrainingFigure { participants, good }),
        }
    }
}

/// The statement. Its text never changes, so that both databases prepare it once for each connection.
#[derive(Debug, QueryId)]
struct EvidenceQuery {
    from: i32,
    to: i32,
    scope: String,
    below: String,
}

/// The text between the parameters. The query scans the lifetimes, which have a row for every year and region in the order of their key,
/// and looks totals and figures up by theirs.
static TEXT: LazyLock<[String; 5]> = LazyLock::new(|| {
    let totals: Vec<String> = Totals::NAMES.iter().map(|name| format!("COALESCE(t.{name}, 0)")).collect();
    [
        format!(
            "SELECT s.code, s.bps_code, s.name, e.year, e.cooperatives, e.umkm, {}, \
               c.id, c.active_cooperatives, c.quality_cooperatives, c.quality_active_cooperatives, c.business_volume, \
               u.id, u.businesses, u.turnover, u.assets, u.workers, d.id, d.participants, d.good_participants \
             FROM expectations e \
             JOIN regions s ON s.code = e.region \
             LEFT JOIN totals t ON t.year = e.year AND t.region = e.region \
             LEFT JOIN figures c ON c.region = e.region AND c.year = e.year AND c.dataset = 'cooperatives' \
             LEFT JOIN figures u ON u.region = e.region AND u.year = e.year AND u.dataset = 'umkm' \
             LEFT JOIN figures d ON d.region = e.region AND d.year = e.year AND d.dataset = 'trainings' \
             WHERE e.year BETWEEN ",
            totals.join(", ")
        ),
        " AND ".to_owned(),
        " AND (e.region LIKE ".to_owned(),
        " OR e.region LIKE ".to_owned(),
        ") ORDER BY e.year, e.region".to_owned(),
    ]
});

impl<DB> QueryFragment<DB> for EvidenceQuery
where
    DB: diesel::backend::Backend + diesel::sql_types::HasSqlType<Integer> + diesel::sql_types::HasSqlType<Text>,
    i32: diesel::serialize::ToSql<Integer, DB>,
    String: diesel::serialize::ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let [select, and, scope, below, order] = &*TEXT;
        pass.push_sql(select);
        pass.push_bind_param::<Integer, _>(&self.from)?;
        pass.push_sql(and);
        pass.push_bind_param::<Integer, _>(&self.to)?;
        pass.push_sql(scope);
        pass.push_bind_param::<Text, _>(&self.scope)?;
        pass.push_sql(below);
        pass.push_bind_param::<Text, _>(&self.below)?;
        pass.push_sql(order);
        Ok(())
    }
}

impl Query for EvidenceQuery {
    type SqlType = (PlaceSql, TotalsSql, FigureSql);
}

impl<C> RunQueryDsl<C> for EvidenceQuery {}
