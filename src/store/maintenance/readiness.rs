//! Whether the store can serve, and what is in the way where it can't.

use std::time::Duration;

use crate::store::database::error::StoreResult;
use crate::store::engine::store::Store;
use crate::store::maintenance::migrations;

/// What keeps the store from serving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The database cannot be reached.
    Database,
    /// Its schema is not the one of this program: a later version has been at work, or it was restored from elsewhere.
    Migrations,
    /// Writes wait and none gets done.
    WriteLane,
}

/// How long the lane may do nothing while writes wait.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// Without taking any of them.
    idle: Duration,
    /// At a batch, without beginning or ending a statement. A large file takes minutes, but each of its statements a moment.
    at_work: Duration,
}

const PATIENCE: Patience = Patience { idle: Duration::from_secs(2), at_work: Duration::from_secs(30) };

impl Store {
    /// What keeps the store from serving; empty when it can. With the database's own words for the log.
    pub async fn obstacles(&self) -> Vec<(Obstacle, String)> {
        let mut found = Vec::new();
        let looked = self.read(|connection| {
            connection.ping()?;
            Ok(migrations::are_as_known(connection))
        });
        match looked.await {
            Err(error) => found.push((Obstacle::Database, format!("{error:?}"))),
            Ok(Err(error)) => found.push((Obstacle::Migrations, format!("{error:?}"))),
            Ok(Ok(false)) => found.push((Obstacle::Migrations, "the schema is of another version of iku".to_owned())),
            Ok(Ok(true)) => {}
        }
        if self.write_queue.is_some()
            && let Err(why) = self.lane_moves(PATIENCE).await
        {
            found.push((Obstacle::WriteLane, why));
        }
        found
    }

    /// That the lane lives, and takes writes where there are any or is at work on some. A lane that is at a long one is not stuck,
    /// and reading goes on beside it.
    async fn lane_moves(&self, patience: Patience) -> Result<(), String> {
        let counters = self.counters.clone();
        if counters.has_lane_ended() {
            return Err("the write lane has ended".to_owned());
        }
        let (taken, waiting) = counters.write_queue();
        if waiting == 0 {
            return Ok(());
        }
        let moves = crate::store::engine::store::blocking(move || -> StoreResult<bool> {
            let deadline = std::time::Instant::now() + patience.idle;
            loop {
                let (now, waiting) = counters.write_queue();
                if now > taken || waiting == 0 {
                    return Ok(true);
                }
                if let Some(silent) = counters.silent_at_work() {
                    return Ok(silent < patience.at_work);
                }
                if std::time::Instant::now() >= deadline {
                    return Ok(false);
                }
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        match moves.await {
            Ok(true) => Ok(()),
            _ => Err(format!("{waiting} writes wait and none is done")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RegionCode, RegionKind};
    use crate::store::database::error::{StoreError, WriteError};
    use crate::store::database::url::DatabaseUrl;
    use crate::store::engine::store::StoreOptions;
    use crate::store::engine::tx::Tx;
    use crate::store::models::actor::Actor;
    use crate::store::models::region;
    use crate::store::resources::regions;
    use std::convert::Infallible;
    use std::sync::Mutex;
    use std::sync::mpsc::{Sender, channel};

    type Outcome = Result<(), WriteError<Infallible>>;

    fn enter(tx: &mut Tx<'_>, code: &str) -> Outcome {
        let data = region::RegionData { bps_code: code.into(), name: "x".to_owned(), kind: RegionKind::Province };
        regions::put(tx, &RegionCode::parse(code).unwrap(), &data)?;
        Ok(())
    }

    /// A store whose lane is at a write that enters 31 and ends when it is told to, and how it is told.
    async fn at_a_long_write(folder: &std::path::Path) -> (Store, Sender<()>, tokio::task::JoinHandle<Outcome>) {
        let options = StoreOptions { pool_size: 2, write_queue: 8, lock_timeout: Duration::from_millis(200) };
        let store = Store::open(&DatabaseUrl::Sqlite(folder.join("iku.db")), options).unwrap();
        let (go_on, may_go_on) = channel::<()>();
        let (begins, has_begun) = tokio::sync::oneshot::channel();
        let (may_go_on, begins) = (Mutex::new(may_go_on), Mutex::new(Some(begins)));
        let long = tokio::spawn({
            let store = store.clone();
            async move {
                let work = move |tx: &mut Tx<'_>| {
                    enter(tx, "31")?;
                    begins.lock().unwrap().take().unwrap().send(()).unwrap();
                    may_go_on.lock().unwrap().recv().unwrap();
                    Ok(())
                };
                store.write(Actor::CommandLine, work).await
            }
        });
        has_begun.await.unwrap();
        (store, go_on, long)
    }

    fn run<T>(test: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(test)
    }

    #[test]
    fn a_lane_at_work_is_not_stuck_and_a_silent_one_is() {
        let folder = tempfile::tempdir().unwrap();
        run(async {
            let (store, go_on, long) = at_a_long_write(folder.path()).await;
            let waiting = tokio::spawn({
                let store = store.clone();
                async move { store.write(Actor::CommandLine, |tx| enter(tx, "32")).await }
            });
            while store.counters.write_queue().1 == 0 {
                tokio::task::yield_now().await;
            }
            assert_eq!(store.obstacles().await, []);
            let none = Patience { at_work: Duration::ZERO, ..PATIENCE };
            assert!(store.lane_moves(none).await.is_err());
            go_on.send(()).unwrap();
            long.await.unwrap().unwrap();
            // It may have waited long enough, or not: but it ends.
            let _ = waiting.await.unwrap();
            assert_eq!(store.obstacles().await, []);
        });
    }

    /// What was answered so is not done afterwards.
    #[test]
    fn a_write_behind_a_long_one_is_answered_and_never_done() {
        let folder = tempfile::tempdir().unwrap();
        run(async {
            let (store, go_on, long) = at_a_long_write(folder.path()).await;
            let refused = store.write(Actor::CommandLine, |tx| enter(tx, "32")).await;
            assert!(matches!(refused, Err(WriteError::Store(StoreError::Unavailable(_)))), "{refused:?}");
            // That which is at it, and has been for longer, is waited for.
            assert!(!long.is_finished());
            go_on.send(()).unwrap();
            long.await.unwrap().unwrap();
            store.write(Actor::CommandLine, |tx| enter(tx, "33")).await.unwrap();
            let found =
                |code| store.read_blocking(|connection| regions::find(connection, &RegionCode::parse(code).unwrap()));
            assert_eq!(["31", "32", "33"].map(|code| found(code).unwrap().is_some()), [true, false, true]);
        });
    }
}
