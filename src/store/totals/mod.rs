//! The yearly totals by region, changed in the transaction of every write. Which differences a write makes is computed by its caller.

pub(crate) mod lifetimes;

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, HasSqlType, Integer, Text as SqlText};

use crate::domain::totals::{AmountSums, Scale, for_each_total};
use crate::domain::{Contributions, Place, RegionCode, Text, Totals, Violation, ViolationCode};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};

macro_rules! totals_row {
    ($($section:ident: $dataset:ident {
        counts { $($(#[$count_doc:meta])* $count:ident,)* }
        amounts { $(
            $(#[$amount_doc:meta])*
            $variant:ident $amount:ident: $scale:ident
                [$sum:ident, $given:ident, $matched:ident, $current:ident, $previous:ident],
        )* }
    })+) => {
        $(totals_row!(@section $dataset {$($count)* $($sum $given $matched $current $previous)*});)+

        /// A row of totals. It has a part for each data set, because a tuple of Diesel has at most 32 columns.
        #[derive(Clone, Debug, Queryable, QueryableByName)]
        pub struct TotalsRow {
            $(#[diesel(embed)] $section: $dataset,)+
        }

        /// The SQL types of [`TotalsRow`], in the order of [`Totals::NAMES`].
        pub type TotalsSql = ($(totals_row!(@types {$($count)* $($sum $given $matched $current $previous)*}),)+);

        impl From<TotalsRow> for Totals {
            fn from(row: TotalsRow) -> Self {
                Self {$(
                    $($count: row.$section.$count.into(),)*
                    $($amount: AmountSums {
                        sum: row.$section.$sum.into(),
                        given: row.$section.$given.into(),
                        matched: row.$section.$matched.into(),
                        matched_current: row.$section.$current.into(),
                        matched_previous: row.$section.$previous.into(),
                    },)*
                )+}
            }
        }
    };
    (@section $dataset:ident {$($column:ident)+}) => {
        /// The sums of one data set in a row of totals.
        #[derive(Clone, Debug, Queryable, QueryableByName)]
        pub struct $dataset {
            $(#[diesel(sql_type = BigInt)] $column: i64,)+
        }
    };
    (@types {$($column:ident)+}) => { ($(totals_row!(@bigint $column),)+) };
    (@bigint $column:ident) => { BigInt };
}
for_each_total!(totals_row);

/// Adds differences to the totals, in the order of year and region, in which every writer locks the rows.
///
/// # Errors
/// [`StoreError::Invalid`] with `sum_too_large` when a sum of money at one region would pass 9.2 × 10^16 rupiah.
pub fn apply(connection: &mut Connection, differences: &Contributions) -> StoreResult<()> {
    for (place, totals) in differences {
        if update(connection, place, totals)? > 0 {
            continue;
        }
        insert_empty(connection, place)?;
        // The row exists now, so that only its limit can keep it from being updated.
        if update(connection, place, totals)? == 0 {
            return Err(StoreError::Invalid(vec![sum_too_large(place)]));
        }
    }
    Ok(())
}

/// Adds the differences to one row, unless a sum would pass its limit. Gives the number of changed rows.
fn update(connection: &mut Connection, place: &Place, totals: &Totals) -> StoreResult<usize> {
    // A write that adds more than the limit always fails, since `most` is then below any sum.
    let too_large = |_| StoreError::Invalid(vec![sum_too_large(place)]);
    let changes = totals.values().map(|change| i64::try_from(change).map_err(too_large));
    let changes = changes.collect::<StoreResult<Vec<i64>>>()?;
    let most = totals.values().map(|change| i64::try_from(Totals::LIMIT - change.max(0)).map_err(too_large));
    let most = most.collect::<StoreResult<Vec<i64>>>()?;
    let (year, region) = place;
    Ok(Addition { year: year.number(), region: region.as_str(), changes, most }.execute(connection)?)
}

/// The statement that adds to a row. Its text is always the same and names every sum, changed or not, so that a connection prepares it once:
/// preparing it takes longer than running it.
struct Addition<'a> {
    year: i32,
    region: &'a str,
    /// In the order of [`Totals::NAMES`].
    changes: Vec<i64>,
    /// The most that each sum may be before.
    most: Vec<i64>,
}

impl QueryId for Addition<'_> {
    type QueryId = Addition<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<DB> QueryFragment<DB> for Addition<'_>
where
    DB: Backend + HasSqlType<Integer> + HasSqlType<SqlText> + HasSqlType<BigInt>,
    i32: ToSql<Integer, DB>,
    i64: ToSql<BigInt, DB>,
    str: ToSql<SqlText, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let mut before = "UPDATE totals SET ";
        for (name, change) in Totals::NAMES.iter().zip(&self.changes) {
            for piece in [before, name, " = ", name, " + "] {
                pass.push_sql(piece);
            }
            pass.push_bind_param::<BigInt, _>(change)?;
            before = ", ";
        }
        pass.push_sql(" WHERE year = ");
        pass.push_bind_param::<Integer, _>(&self.year)?;
        pass.push_sql(" AND region = ");
        pass.push_bind_param::<SqlText, _>(self.region)?;
        let sums = Totals::NAMES.iter().zip(Totals::SCALES).zip(&self.most);
        for ((name, _), most) in sums.filter(|((_, scale), _)| **scale == Scale::Money) {
            for piece in [" AND ", name, " <= "] {
                pass.push_sql(piece);
            }
            pass.push_bind_param::<BigInt, _>(most)?;
        }
        Ok(())
    }
}

impl<C> RunQueryDsl<C> for Addition<'_> {}

fn insert_empty(connection: &mut Connection, (year, region): &Place) -> StoreResult<usize> {
    Ok(diesel::sql_query("INSERT INTO totals (year, region) VALUES ($1, $2) ON CONFLICT (year, region) DO NOTHING")
        .bind::<Integer, _>(year.number())
        .bind::<SqlText, _>(region.clone())
        .execute(connection)?)
}

fn sum_too_large((year, region): &Place) -> Violation {
    Violation::new(
        "",
        ViolationCode::SumTooLarge,
        Text::new(
            format!(
                "Jumlah tahun {year} di wilayah {region}, atau pembandingnya dari tahun sebelumnya, akan melampaui \
                 92000000000000000.00 rupiah; periksa satuannya."
            ),
            format!(
                "The sum of {year} at region {region}, or the sum of the year before that it is compared with, would pass \
                 92000000000000000.00 rupiah; check the unit."
            ),
        ),
    )
}

/// Deletes the rows of a region that no record refers to any more.
pub fn forget_region(connection: &mut Connection, region: &RegionCode) -> StoreResult<()> {
    diesel::sql_query("DELETE FROM totals WHERE region = $1").bind::<SqlText, _>(region.clone()).execute(connection)?;
    Ok(())
}
