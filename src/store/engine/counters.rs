//! What the store counts of itself, for those who watch the service.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

/// Batches of at most so many writes fall into each class.
pub const BATCH_CLASSES: [u64; 7] = [1, 2, 4, 8, 16, 32, 64];

/// From which times are counted.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The counters. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Counters(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    pool_waits: AtomicU64,
    pool_wait_micros: AtomicU64,
    submitted: AtomicU64,
    taken: AtomicU64,
    commits: AtomicU64,
    lost: AtomicU64,
    committed_writes: AtomicU64,
    by_class: [AtomicU64; BATCH_CLASSES.len()],
    lane_ended: AtomicBool,
    lane_works: AtomicBool,
    /// Milliseconds after [`START`].
    lane_beat: AtomicU64,
}

/// The counters as they stand, and the gauges beside them.
#[derive(Clone, Debug, Default)]
pub struct Gauges {
    /// Connections that there may be at most.
    pub pool_size: u64,
    /// Connections that there are.
    pub pool_connections: u64,
    /// Of these, those that nobody uses.
    pub pool_idle: u64,
    /// How often somebody had to wait for one.
    pub pool_waits: u64,
    /// How long all of them waited together.
    pub pool_wait: Duration,
    /// Writes that wait in the write_queue; none on Postgres, which has no write_queue.
    pub lane_queue: u64,
    /// Commits that were kept, of whatever size.
    pub commits: u64,
    /// Commits that could not be kept; all writes in them were answered so.
    pub commits_lost: u64,
    /// Writes in the commits that were kept.
    pub committed_writes: u64,
    /// Kept commits of at most [`BATCH_CLASSES`] writes, each class without those before it.
    pub commits_by_class: [u64; BATCH_CLASSES.len()],
}

impl Counters {
    /// Somebody waited for a connection, in vain or not.
    pub fn pool_wait(&self, since: Instant) {
        self.0.pool_waits.fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.0.pool_wait_micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// A write goes into the write_queue.
    pub fn submitted(&self) {
        self.0.submitted.fetch_add(1, Ordering::Relaxed);
    }

    /// A write that went in could not: the write_queue was full.
    pub fn turned_away(&self) {
        self.0.submitted.fetch_sub(1, Ordering::Relaxed);
    }

    /// These were taken out of the write_queue.
    pub fn taken(&self, writes: usize) {
        self.0.taken.fetch_add(number(writes), Ordering::Relaxed);
    }

    /// A commit of so many writes was kept; one that kept nothing writes nothing, and is none.
    pub fn committed(&self, writes: usize) {
        if writes == 0 {
            return;
        }
        let writes = number(writes);
        self.0.commits.fetch_add(1, Ordering::Relaxed);
        self.0.committed_writes.fetch_add(writes, Ordering::Relaxed);
        let class = BATCH_CLASSES.iter().position(|most| writes <= *most).unwrap_or(BATCH_CLASSES.len() - 1);
        if let Some(counter) = self.0.by_class.get(class) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A commit could not be kept.
    pub fn lost(&self) {
        self.0.lost.fetch_add(1, Ordering::Relaxed);
    }

    /// The write_queue's thread has ended.
    pub fn lane_ended(&self) {
        self.0.lane_ended.store(true, Ordering::Relaxed);
    }

    /// Whether it has.
    pub fn has_lane_ended(&self) -> bool {
        self.0.lane_ended.load(Ordering::Relaxed)
    }

    /// The write_queue has the right to write and begins a batch.
    pub fn work_begins(&self) {
        self.beat();
        self.0.lane_works.store(true, Ordering::Relaxed);
    }

    /// The batch is kept or undone.
    pub fn work_ends(&self) {
        self.0.lane_works.store(false, Ordering::Relaxed);
    }

    /// The write_queue has begun or ended a statement.
    pub fn beat(&self) {
        self.0.lane_beat.store(milliseconds(START.elapsed()), Ordering::Relaxed);
    }

    /// For how long the write_queue, which is at a batch, has neither begun nor ended a statement; `None` while it is at none.
    pub fn silent_at_work(&self) -> Option<Duration> {
        let beat = self.0.lane_beat.load(Ordering::Relaxed);
        let silent = milliseconds(START.elapsed()).saturating_sub(beat);
        self.0.lane_works.load(Ordering::Relaxed).then(|| Duration::from_millis(silent))
    }

    /// How many writes were taken out of the write_queue, and how many wait in it.
    pub fn write_queue(&self) -> (u64, u64) {
        let taken = self.0.taken.load(Ordering::Relaxed);
        (taken, self.0.submitted.load(Ordering::Relaxed).saturating_sub(taken))
    }

    /// All of it, but for the pool's own state.
    pub fn gauges(&self) -> Gauges {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let mut commits_by_class = [0; BATCH_CLASSES.len()];
        for (count, counter) in commits_by_class.iter_mut().zip(&self.0.by_class) {
            *count = of(counter);
        }
        Gauges {
            pool_waits: of(&self.0.pool_waits),
            pool_wait: Duration::from_micros(of(&self.0.pool_wait_micros)),
            lane_queue: self.write_queue().1,
            commits: of(&self.0.commits),
            commits_lost: of(&self.0.lost),
            committed_writes: of(&self.0.committed_writes),
            commits_by_class,
            ..Gauges::default()
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_fall_into_classes_by_their_size() {
        let counters = Counters::default();
        for writes in [1, 1, 2, 3, 5, 64] {
            counters.committed(writes);
        }
        let gauges = counters.gauges();
        assert_eq!(gauges.commits_by_class, [2, 1, 1, 1, 0, 0, 1]);
        assert_eq!((gauges.commits, gauges.committed_writes), (6, 76));
    }

    #[test]
    fn the_queue_is_what_went_in_and_did_not_come_out() {
        let counters = Counters::default();
        (0..5).for_each(|_| counters.submitted());
        counters.turned_away();
        counters.taken(3);
        assert_eq!(counters.write_queue(), (3, 1));
    }
}
