//! Counters of the store: waits for connections, commits and the write queue.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

/// The upper bound of each class of batch sizes, in writes.
pub const BATCH_CLASSES: [u64; 7] = [1, 2, 4, 8, 16, 32, 64];

/// The origin of [`Counters::sign_of_life`].
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The counters. Clones share them.
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
    queue_ended: AtomicBool,
    is_in_batch: AtomicBool,
    /// In milliseconds after [`START`].
    sign_of_life: AtomicU64,
}

/// The values of the counters at one moment, and the state of the pool.
#[derive(Clone, Debug, Default)]
pub struct Gauges {
    /// The largest number of connections.
    pub pool_size: u64,
    /// Open connections.
    pub pool_connections: u64,
    /// Open connections that are not in use.
    pub pool_idle: u64,
    /// The number of waits for a connection.
    pub pool_waits: u64,
    /// The total time of these waits.
    pub pool_wait: Duration,
    /// Writes that wait in the write queue; 0 on Postgres, which has none.
    pub queued_writes: u64,
    /// Successful commits.
    pub commits: u64,
    /// Failed commits; all their writes were answered as failed.
    pub commits_lost: u64,
    /// Writes in the successful commits.
    pub committed_writes: u64,
    /// Successful commits by class of [`BATCH_CLASSES`], each without the classes before it.
    pub commits_by_class: [u64; BATCH_CLASSES.len()],
}

impl Counters {
    /// Counts a wait for a connection, successful or not.
    pub fn pool_wait(&self, since: Instant) {
        self.0.pool_waits.fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.0.pool_wait_micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// Counts a write that is added to the write queue.
    pub fn submitted(&self) {
        self.0.submitted.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes back [`Counters::submitted`]: the write queue was full.
    pub fn rejected(&self) {
        self.0.submitted.fetch_sub(1, Ordering::Relaxed);
    }

    /// Counts writes that the write queue takes into a batch.
    pub fn taken(&self, writes: usize) {
        self.0.taken.fetch_add(number(writes), Ordering::Relaxed);
    }

    /// Counts a successful commit of `writes` writes. A commit without a write is not counted.
    pub fn committed(&self, writes: usize) {
        if writes == 0 {
            return;
        }
        let writes = number(writes);
        self.0.commits.fetch_add(1, Ordering::Relaxed);
        self.0.committed_writes.fetch_add(writes, Ordering::Relaxed);
        let class = BATCH_CLASSES.iter().position(|bound| writes <= *bound).unwrap_or(BATCH_CLASSES.len() - 1);
        if let Some(counter) = self.0.by_class.get(class) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts a failed commit.
    pub fn lost(&self) {
        self.0.lost.fetch_add(1, Ordering::Relaxed);
    }

    /// Records that the thread of the write queue has ended.
    pub fn queue_ended(&self) {
        self.0.queue_ended.store(true, Ordering::Relaxed);
    }

    /// Whether the thread of the write queue has ended.
    pub fn has_queue_ended(&self) -> bool {
        self.0.queue_ended.load(Ordering::Relaxed)
    }

    /// Records that the write queue has the write lock and begins a batch.
    pub fn batch_begins(&self) {
        self.sign_of_life();
        self.0.is_in_batch.store(true, Ordering::Relaxed);
    }

    /// Records that the batch is committed or rolled back.
    pub fn batch_ends(&self) {
        self.0.is_in_batch.store(false, Ordering::Relaxed);
    }

    /// Records that the write queue has begun or ended a statement.
    pub fn sign_of_life(&self) {
        self.0.sign_of_life.store(milliseconds(START.elapsed()), Ordering::Relaxed);
    }

    /// The time since the last sign of life in the current batch; `None` between batches.
    pub fn silence_in_batch(&self) -> Option<Duration> {
        let last = self.0.sign_of_life.load(Ordering::Relaxed);
        let silent = milliseconds(START.elapsed()).saturating_sub(last);
        self.0.is_in_batch.load(Ordering::Relaxed).then(|| Duration::from_millis(silent))
    }

    /// The number of writes ever taken from the write queue, and the number that wait in it.
    pub fn write_queue(&self) -> (u64, u64) {
        let taken = self.0.taken.load(Ordering::Relaxed);
        (taken, self.0.submitted.load(Ordering::Relaxed).saturating_sub(taken))
    }

    /// The values of all counters; the state of the pool is left at 0.
    pub fn gauges(&self) -> Gauges {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let mut commits_by_class = [0; BATCH_CLASSES.len()];
        for (count, counter) in commits_by_class.iter_mut().zip(&self.0.by_class) {
            *count = of(counter);
        }
        Gauges {
            pool_waits: of(&self.0.pool_waits),
            pool_wait: Duration::from_micros(of(&self.0.pool_wait_micros)),
            queued_writes: self.write_queue().1,
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
    fn commits_are_counted_in_classes_of_size() {
        let counters = Counters::default();
        for writes in [1, 1, 2, 3, 5, 64] {
            counters.committed(writes);
        }
        let gauges = counters.gauges();
        assert_eq!(gauges.commits_by_class, [2, 1, 1, 1, 0, 0, 1]);
        assert_eq!((gauges.commits, gauges.committed_writes), (6, 76));
    }

    #[test]
    fn the_queue_length_is_submitted_less_rejected_and_taken() {
        let counters = Counters::default();
        (0..5).for_each(|_| counters.submitted());
        counters.rejected();
        counters.taken(3);
        assert_eq!(counters.write_queue(), (3, 1));
    }
}
