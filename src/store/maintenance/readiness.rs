//! Readiness: whether the store can serve, and what prevents it.

use std::time::{Duration, Instant};

use crate::store::database::error::StoreResult;
use crate::store::engine::store::{Store, blocking};
use crate::store::maintenance::migrations;

/// A reason why the store cannot serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The database cannot be reached.
    Database,
    /// The schema is not that of this program: a later version has migrated it, or it was restored from elsewhere.
    Migrations,
    /// Writes wait and none is done.
    WriteQueue,
}

/// How long the write queue may do nothing while writes wait.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// Between batches, without taking a write.
    idle: Duration,
    /// In a batch, without beginning or ending a statement. A large import takes minutes, and each of its statements a moment.
    in_batch: Duration,
}

const PATIENCE: Patience = Patience { idle: Duration::from_secs(2), in_batch: Duration::from_secs(30) };

impl Store {
    /// The reasons why the store cannot serve, with details for the log; empty when it can.
    pub async fn obstacles(&self) -> Vec<(Obstacle, String)> {
        let mut found = Vec::new();
        let checked = self.read(|connection| {
            connection.ping()?;
            Ok(migrations::are_as_known(connection))
        });
        match checked.await {
            Err(error) => found.push((Obstacle::Database, format!("{error:?}"))),
            Ok(Err(error)) => found.push((Obstacle::Migrations, format!("{error:?}"))),
            Ok(Ok(false)) => found.push((Obstacle::Migrations, "the schema is of another version of iku".to_owned())),
            Ok(Ok(true)) => {}
        }
        if self.write_queue.is_some()
            && let Err(why) = self.write_queue_works(PATIENCE).await
        {
            found.push((Obstacle::WriteQueue, why));
        }
        found
    }

    /// Checks that the thread of the write queue lives, and that it takes waiting writes or works on a batch. A long write is no
    /// obstacle, since reads continue beside it.
    async fn write_queue_works(&self, patience: Patience) -> Result<(), String> {
        let counters = self.counters.clone();
        if counters.has_queue_ended() {
            return Err("the write queue has ended".to_owned());
        }
        let (taken, waiting) = counters.write_queue();
        if waiting == 0 {
            return Ok(());
        }
        let works = blocking(move || -> StoreResult<bool> {
            let deadline = Instant::now() + patience.idle;
            loop {
                let (now, waiting) = counters.write_queue();
                if now > taken || waiting == 0 {
                    return Ok(true);
                }
                if let Some(silent) = counters.silence_in_batch() {
                    return Ok(silent < patience.in_batch);
                }
                if Instant::now() >= deadline {
                    return Ok(false);
                }
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        match works.await {
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
    use crate::store::maintenance::opening;
    use crate::store::models::actor::Actor;
    use crate::store::models::region;
    use crate::store::resources::regions;
    use std::convert::Infallible;
    use std::sync::Mutex;
    use std::sync::mpsc::{Sender, channel};

    type Outcome = Result<(), WriteError<Infallible>>;

    fn insert(tx: &mut Tx<'_>, code: &str) -> Outcome {
        let data = region::RegionData { bps_code: code.into(), name: "x".to_owned(), kind: RegionKind::Province };
        regions::put(tx, &RegionCode::parse(code).unwrap(), &data)?;
        Ok(())
    }

    /// A store that is at a write of region 31, which ends after a message on the returned channel.
    async fn with_a_long_write(folder: &std::path::Path) -> (Store, Sender<()>, tokio::task::JoinHandle<Outcome>) {
        let options = StoreOptions { pool_size: 2, write_queue: 8, lock_timeout: Duration::from_millis(200) };
        let url = DatabaseUrl::Sqlite(folder.join("iku.db"));
        let store = Store::start(&opening::to_serve(&url, options.lock_timeout).unwrap(), options).unwrap();
        let (go_on, may_go_on) = channel::<()>();
        let (begins, has_begun) = tokio::sync::oneshot::channel();
        let (may_go_on, begins) = (Mutex::new(may_go_on), Mutex::new(Some(begins)));
        let long = tokio::spawn({
            let store = store.clone();
            async move {
                let work = move |tx: &mut Tx<'_>| {
                    insert(tx, "31")?;
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
    fn a_long_write_is_no_obstacle_and_a_silent_one_is() {
        let folder = tempfile::tempdir().unwrap();
        run(async {
            let (store, go_on, long) = with_a_long_write(folder.path()).await;
            let waiting = tokio::spawn({
                let store = store.clone();
                async move { store.write(Actor::CommandLine, |tx| insert(tx, "32")).await }
            });
            while store.counters.write_queue().1 == 0 {
                tokio::task::yield_now().await;
            }
            assert_eq!(store.obstacles().await, []);
            let none = Patience { in_batch: Duration::ZERO, ..PATIENCE };
            assert!(store.write_queue_works(none).await.is_err());
            go_on.send(()).unwrap();
            long.await.unwrap().unwrap();
            // It may have timed out or not, and has ended.
            let _ = waiting.await.unwrap();
            assert_eq!(store.obstacles().await, []);
        });
    }

    /// A write that was answered as failed must not be done afterwards.
    #[test]
    fn a_write_behind_a_long_one_is_answered_and_never_done() {
        let folder = tempfile::tempdir().unwrap();
        run(async {
            let (store, go_on, long) = with_a_long_write(folder.path()).await;
            let refused = store.write(Actor::CommandLine, |tx| insert(tx, "32")).await;
            assert!(matches!(refused, Err(WriteError::Store(StoreError::Unavailable(_)))), "{refused:?}");
            // The write that is running has no time limit.
            assert!(!long.is_finished());
            go_on.send(()).unwrap();
            long.await.unwrap().unwrap();
            store.write(Actor::CommandLine, |tx| insert(tx, "33")).await.unwrap();
            let mut found = Vec::new();
            for code in ["31", "32", "33"].map(|code| RegionCode::parse(code).unwrap()) {
                found.push(store.read(move |connection| regions::find(connection, &code)).await.unwrap().is_some());
            }
            assert_eq!(found, [true, false, true]);
        });
    }
}
