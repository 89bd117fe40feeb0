//! How the values of the domain stand in the database: codes and region codes as text, money and scores as whole numbers.

use diesel::backend::Backend;
use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{Output, ToSql};
use diesel::sql_types::{BigInt, Integer, Text};
use diesel::{deserialize, serialize};

use crate::domain::{
    ActorKind, Authority, ChangeKind, CooperativeForm, CooperativeKind, Dataset, HealthRating, Money, RegionCode,
    RegionKind, Resource, Role, Score, Year,
};

/// For a type with `as_str` and `parse`.
macro_rules! stored_as_text {
    ($($proxy:ident($type:ident)),+ $(,)?) => { $(
        // The domain knows no Diesel, so the derives work through a proxy.
        #[derive(AsExpression, FromSqlRow)]
        #[diesel(foreign_derive)]
        #[diesel(sql_type = Text)]
        #[expect(dead_code, reason = "a proxy of the derives, which is never made")]
        struct $proxy($type);

        impl<DB> ToSql<Text, DB> for $type
        where
            DB: Backend,
            str: ToSql<Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                <str as ToSql<Text, DB>>::to_sql(self.as_str(), out)
            }
        }

        impl<DB> FromSql<Text, DB> for $type
        where
            DB: Backend,
            String: FromSql<Text, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let text = <String as FromSql<Text, DB>>::from_sql(bytes)?;
                $type::parse(&text).ok_or_else(|| concat!("not a valid ", stringify!($type)).into())
            }
        }
    )+ };
}

/// For a newtype over a whole number, with `AsRef` of it and a way back.
macro_rules! stored_as_number {
    ($($proxy:ident($type:ident: $sql:ident, $raw:ty, $from:expr)),+ $(,)?) => { $(
        #[derive(AsExpression, FromSqlRow)]
        #[diesel(foreign_derive)]
        #[diesel(sql_type = $sql)]
        #[expect(dead_code, reason = "a proxy of the derives, which is never made")]
        struct $proxy($type);

        impl<DB> ToSql<$sql, DB> for $type
        where
            DB: Backend,
            $raw: ToSql<$sql, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                <$raw as ToSql<$sql, DB>>::to_sql(self.as_ref(), out)
            }
        }

        impl<DB> FromSql<$sql, DB> for $type
        where
            DB: Backend,
            $raw: FromSql<$sql, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let number = <$raw as FromSql<$sql, DB>>::from_sql(bytes)?;
                let read: fn($raw) -> Option<$type> = $from;
                read(number).ok_or_else(|| concat!("not a valid ", stringify!($type)).into())
            }
        }
    )+ };
}

stored_as_text!(
    ActorKindProxy(ActorKind),
    AuthorityProxy(Authority),
    ChangeKindProxy(ChangeKind),
    CooperativeFormProxy(CooperativeForm),
    CooperativeKindProxy(CooperativeKind),
    DatasetProxy(Dataset),
    HealthRatingProxy(HealthRating),
    RegionCodeProxy(RegionCode),
    RegionKindProxy(RegionKind),
    ResourceProxy(Resource),
    RoleProxy(Role),
);

stored_as_number!(
    MoneyProxy(Money: BigInt, i64, |hundredths| Some(Money::from_hundredths(hundredths))),
    ScoreProxy(Score: Integer, i32, |thousandths| Some(Score::from_thousandths(thousandths))),
    YearProxy(Year: Integer, i32, Year::new),
);
