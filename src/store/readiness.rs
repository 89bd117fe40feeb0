//! Whether the store can serve, and what is in the way where it can't.

use super::{Store, StoreResult, migrations};
use std::time::Duration;

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

/// So long the lane may do nothing while writes wait.
const LANE_PATIENCE: Duration = Duration::from_secs(2);

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
        if self.lane.is_some()
            && let Err(why) = self.lane_moves().await
        {
            found.push((Obstacle::WriteLane, why));
        }
        found
    }

    /// That the lane lives, and takes writes where there are any.
    async fn lane_moves(&self) -> Result<(), String> {
        let counters = self.counters.clone();
        if counters.has_lane_ended() {
            return Err("the write lane has ended".to_owned());
        }
        let (taken, waiting) = counters.lane();
        if waiting == 0 {
            return Ok(());
        }
        let moves = super::blocking(move || -> StoreResult<bool> {
            let deadline = std::time::Instant::now() + LANE_PATIENCE;
            while std::time::Instant::now() < deadline {
                let (now, waiting) = counters.lane();
                if now > taken || waiting == 0 {
                    return Ok(true);
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            Ok(false)
        });
        match moves.await {
            Ok(true) => Ok(()),
            _ => Err(format!("{waiting} writes wait and none is done")),
        }
    }
}
