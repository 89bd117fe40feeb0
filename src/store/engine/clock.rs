//! The clock of transactions, which never runs backwards: a client that keeps a copy with `updated_since` would miss changes.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::max;
use diesel::prelude::*;

use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::schema::tables::{
    changes, cooperative_reports, cooperatives, participants, trainings, umkm, umkm_reports,
};

/// The system's clock, which pauses while the system's time is earlier than the latest time returned. Clones are the same clock.
#[derive(Clone, Debug)]
pub struct Clock {
    /// In microseconds since 1970: Postgres stores no finer times, and finer ones on SQLite would sort differently.
    latest: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that never returns less than `stored`.
    pub fn after(stored: Option<NaiveDateTime>) -> Self {
        let stored = stored.map_or(i64::MIN, |time| time.and_utc().timestamp_micros());
        let behind = stored.saturating_sub(Utc::now().timestamp_micros());
        if behind > 1_000_000 {
            let seconds = behind / 1_000_000;
            log::warn!(
                "the clock is {seconds} s behind the latest change: until then all changes have that change's time"
            );
        }
        Self { latest: Arc::new(AtomicI64::new(stored)) }
    }

    /// The current time, or the latest time returned where that is later.
    pub fn now(&self) -> NaiveDateTime {
        let now = Utc::now();
        let latest = self.latest.fetch_max(now.timestamp_micros(), Ordering::Relaxed).max(now.timestamp_micros());
        DateTime::from_timestamp_micros(latest).unwrap_or(now).naive_utc()
    }
}

/// Reads the time of the latest change: of the records in lists with `updated_since`, and of the audit. Each has an index for it.
pub fn latest_change(connection: &mut Connection) -> StoreResult<Option<NaiveDateTime>> {
    macro_rules! latest_of {
        ($($table:ident),+) => {
            [$($table::table.select(max($table::updated_at)).first::<Option<NaiveDateTime>>(connection)?),+]
        };
    }
    let latest = latest_of!(cooperatives, cooperative_reports, umkm, umkm_reports, trainings, participants);
    let recorded = changes::table.select(max(changes::at)).first::<Option<NaiveDateTime>>(connection)?;
    Ok(latest.into_iter().flatten().chain(recorded).max())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn it_pauses_and_does_not_step_back() {
        let ahead = (Utc::now() + TimeDelta::hours(2)).naive_utc();
        let clock = Clock::after(Some(ahead));
        assert!((ahead - clock.now()).abs() < TimeDelta::milliseconds(1), "{ahead} {}", clock.now());
        assert_eq!(clock.now(), clock.clone().now());
    }

    #[test]
    fn it_follows_the_system_clock() {
        let clock = Clock::after(None);
        let before = Utc::now().naive_utc() - TimeDelta::milliseconds(1);
        let times = [before, clock.now(), clock.now(), Utc::now().naive_utc()];
        assert!(times.is_sorted(), "{times:?}");
    }
}
